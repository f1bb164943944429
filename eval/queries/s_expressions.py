"""Reads the s-expressions of GrailQA (Gu et al. 2021) into `rog.query`: `read_s_expression("(COUNT (JOIN r m.01))")`.

(JOIN r e)          what has e as the tail of r; (R r) against its direction, (JOIN r s) in place of r a path
(AND a b)           what both have; a type is all of that type
(COUNT a)           how many
(ARGMAX a r)        the greatest by r; ARGMIN the least
(lt r v)            what has an r less than v; also le, gt, ge
(TC a r year)       those whose r leaves the year in: one that begins after it, or ends before it, is left out
"""

from __future__ import annotations

import re
from datetime import date

from rog.query import Both, Compares, Count, Having, Ids, Kind, Measure, Most, Query, Walk, Where, Without
from rog.query.nodes import Sign, check_size
from rog.training.sparql.parse import Inexpressible
from rog.types import RelationPath, inverse_step, make_step
from rog.values import value_from_literal

__all__ = ["read_s_expression"]

TOKEN = re.compile(r"\s*([()]|\"(?:[^\"\\]|\\.)*\"(?:\^\^\S+?(?=[\s)]|$)|@[\w-]+)?|[^\s()\"]+)")
ENTITY = re.compile(r"[mg]\.[\w.]+")
SIGNS: dict[str, Sign] = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
BEGINNINGS = re.compile(r".*[._](?:from|start|start_date|begin|began|since)")
XSD = "http://www.w3.org/2001/XMLSchema#"
MAX_DEPTH = 60

Tree = str | list["Tree"]


def read_s_expression(text: str, *, today: date | None = None) -> Query:
    """The query that an s-expression means. Raises Inexpressible, with a reason, for what is none."""
    tokens = TOKEN.findall(text)
    if "".join(tokens) != re.sub(r"\s+(?=(?:[^\"]|\"(?:[^\"\\]|\\.)*\")*$)", "", text):
        raise Inexpressible("no s-expression")
    tree, rest = _tree(tokens, 0)
    if rest != len(tokens):
        raise Inexpressible("no s-expression")
    query = _set(tree, today or date.today())
    check_size(query)
    return query


def _tree(tokens: list[str], at: int, depth: int = 0) -> tuple[Tree, int]:
    if at >= len(tokens) or tokens[at] == ")" or depth > MAX_DEPTH:
        raise Inexpressible("no s-expression")
    if tokens[at] != "(":
        return tokens[at], at + 1
    parts: list[Tree] = []
    at += 1
    while at < len(tokens) and tokens[at] != ")":
        part, at = _tree(tokens, at, depth + 1)
        parts.append(part)
    if at >= len(tokens):
        raise Inexpressible("no s-expression")
    return parts, at + 1


def _set(tree: Tree, today: date) -> Query:
    match tree:
        case str():
            return _atom(tree)
        case ["JOIN", relation, of]:
            return Walk(start=_set(of, today), path=tuple(map(inverse_step, reversed(_path(relation)))))
        case ["AND", left, right]:
            return Both(parts=(_set(left, today), _set(right, today)))
        case ["COUNT", of]:
            return Count(of=_set(of, today))
        case ["ARGMAX" | "ARGMIN" as name, of, by]:
            return Most(whole=_set(of, today), by=Measure(path=_path(by)), least=name == "ARGMIN")
        case ["lt" | "le" | "gt" | "ge" as name, relation, value]:
            path = _path(relation)
            return Where(whole=Having(path=path), test=_compares(path, SIGNS[name], _set(value, today)))
        case ["TC", of, relation, str() as year]:
            path = _path(relation)
            given = str(today.year) if year == "NOW" else re.sub(r"\D*(\d{4}).*", r"\1", year)
            sign: Sign = "<=" if BEGINNINGS.fullmatch(path[-1]) else ">="
            known = Having(path=path)
            within = Where(whole=known, test=_compares(path, sign, Ids(ids=(_value(given, "gYear"),))))
            return Without(whole=_set(of, today), part=Without(whole=known, part=within))
    raise Inexpressible(f"an s-expression: {tree[0] if tree and isinstance(tree[0], str) else '()'}")


def _compares(path: RelationPath, sign: Sign, right: Query) -> Compares:
    return Compares(by=Measure(path=path), sign=sign, right=right)


def _path(tree: Tree) -> RelationPath:
    match tree:
        case str():
            return (make_step(tree),)
        case ["R", relation]:
            return tuple(map(inverse_step, reversed(_path(relation))))
        case ["JOIN", first, second]:
            return (*_path(first), *_path(second))
    raise Inexpressible("an s-expression in place of a relation")


def _atom(text: str) -> Query:
    """An entity, a value, or all of a type."""
    literal = re.fullmatch(r"(?s)\"((?:[^\"\\]|\\.)*)\"(?:\^\^<?(\S+?)>?|@([\w-]+))?", text)
    if literal:
        return Ids(ids=(value_from_literal(literal[1], literal[2] or "", literal[3] or "").id,))
    number = re.fullmatch(r"([-+\d.eE]+)\^\^(\S+)", text)
    if number:
        return Ids(ids=(value_from_literal(number[1], number[2]).id,))
    return Ids(ids=(text,)) if ENTITY.fullmatch(text) else Kind(kind=text)


def _value(text: str, datatype: str) -> str:
    return value_from_literal(text, XSD + datatype).id
