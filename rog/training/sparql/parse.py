"""The parse tree of rdflib as plain values: groups of triple patterns and filters, and expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from rog.errors import InputError
from rog.types import inverse_step, make_step
from rog.values import value_from_literal

__all__ = ["Call", "Exists", "Expression", "Group", "Inexpressible", "Parsed", "Term", "Triple", "Var", "parse"]


class Inexpressible(InputError):
    """A query that the algebra does not express, by a short reason that many share."""


@dataclass(frozen=True)
class Var:
    """A variable."""

    name: str


Term = Var | str
"""A variable, or the id of an entity or a value."""


class Triple(NamedTuple):
    """Any of the steps leads from the subject to the object."""

    subject: Term
    steps: tuple[str, ...]
    object: Term


@dataclass(frozen=True)
class Call:
    """An operator or a function by its name in small letters, with what it is applied to."""

    name: str
    arguments: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Exists:
    """Whether a group matches."""

    group: Group


Expression = Var | str | Call | Exists


@dataclass
class Group:
    """What stands in one pair of braces."""

    triples: list[Triple] = field(default_factory=list)
    filters: list[Expression] = field(default_factory=list)
    unions: list[list[Group]] = field(default_factory=list)
    optionals: list[Group] = field(default_factory=list)
    minus: list[Group] = field(default_factory=list)
    values: list[tuple[Var, tuple[str, ...]]] = field(default_factory=list)
    binds: list[tuple[Var, Expression]] = field(default_factory=list)
    selects: list[Parsed] = field(default_factory=list)

    def own_variables(self) -> set[Var]:
        """The variables of its triples and groups within, without those of filters."""
        found = {term for triple in self.triples for term in (triple.subject, triple.object) if isinstance(term, Var)}
        for groups in (*self.unions, self.optionals):
            for group in groups:
                found |= group.own_variables()
        return found | {variable for variable, _ in (*self.values, *self.binds)}


@dataclass
class Parsed:
    """A SELECT, or an ASK, which projects nothing."""

    asks: bool
    projection: list[tuple[Var, Expression]]
    where: Group
    groups: list[Expression] = field(default_factory=list)
    having: list[Expression] = field(default_factory=list)
    order: list[tuple[bool, Expression]] = field(default_factory=list)
    """Whether it descends, and by what."""
    limit: int | None = None
    offset: int = 0


XSD = "http://www.w3.org/2001/XMLSchema#"
WIKIDATA = "http://www.wikidata.org/"
KNOWN_PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": XSD,
    "ns": "http://rdf.freebase.com/ns/",
    "wd": f"{WIKIDATA}entity/",
    "wdt": f"{WIKIDATA}prop/direct/",
    "p": f"{WIKIDATA}prop/",
    "ps": f"{WIKIDATA}prop/statement/",
    "pq": f"{WIKIDATA}prop/qualifier/",
    "psn": f"{WIKIDATA}prop/statement/value-normalized/",
    "psv": f"{WIKIDATA}prop/statement/value/",
    "pqv": f"{WIKIDATA}prop/qualifier/value/",
    "dbo": "http://dbpedia.org/ontology/",
    "dbp": "http://dbpedia.org/property/",
    "dbr": "http://dbpedia.org/resource/",
    "dbc": "http://dbpedia.org/resource/Category:",
    "yago": "http://dbpedia.org/class/yago/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "http://schema.org/",
    "wikibase": "http://wikiba.se/ontology#",
    "bd": "http://www.bigdata.com/rdf#",
}
"""Prefixes that published queries leave to the endpoint."""

DIALECT = (
    (re.compile(r"\s+\^\^\s*(?=[\w<])"), "^^"),
    (re.compile(r"\"\s+@(?=[a-z])"), '"@'),
    (re.compile(r"(\b\w+:[^\s<>]+)\.(?=\s+\.)"), r"\1\\."),
    (re.compile(r"(\{\s*\w+:[^\s<>]+)\.(?=\s+\w+:)"), r"\1\\."),
    (re.compile(r"COUNT\s*\(\s*(DISTINCT\s+)?(\?\w+)\s+AS\s+(\?\w+)\s*\)", re.IGNORECASE), r"(COUNT(\1\2) AS \3)"),
    (
        re.compile(r"(?<!\()(\s)((?:MIN|MAX|SUM|AVG)\s*\((?:[^()]|\([^()]*\))*\))\s+AS\s+(\?\w+)", re.IGNORECASE),
        r"\1(\2 AS \3)",
    ),
    (re.compile(r"HAVING\s+(COUNT\s*\([^()]*\)\s*[<>=!]+\s*\d+)", re.IGNORECASE), r"HAVING (\1)"),
)  # fmt: skip
"""What Virtuoso reads beyond SPARQL 1.1, and how that is written there."""


def parse(text: str) -> Parsed:
    """The query that a text says. Raises Inexpressible where it is none."""
    from rdflib.plugins.sparql import algebra
    from rdflib.plugins.sparql.parser import parseQuery

    for pattern, written in DIALECT:
        text = pattern.sub(written, text)
    declared = {name.lower() for name in re.findall(r"PREFIX\s+(\w*)\s*:", text, re.IGNORECASE)}
    missing = {name: iri for name, iri in KNOWN_PREFIXES.items() if name not in declared and f"{name}:" in text}
    prologue = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in missing.items())
    try:
        prefixes, tree = parseQuery(prologue + text)
        names = algebra.translatePrologue(prefixes, None)
        tree = algebra.traverse(tree, visitPost=partial(algebra.translatePName, prologue=names))
        tree = algebra.traverse(tree, visitPost=algebra.translatePath)
    except RecursionError as error:
        raise Inexpressible("larger than a query may be") from error
    except Exception as error:  # rdflib and pyparsing raise of every kind
        raise Inexpressible("no SPARQL 1.1") from error
    if tree.name not in ("SelectQuery", "AskQuery"):
        raise Inexpressible("neither SELECT nor ASK")
    return _query(tree)


def _query(tree: Any) -> Parsed:
    projection = [
        (Var(str(one.evar)), _expression(one.expr)) if one.evar else (Var(str(one.var)), Var(str(one.var)))
        for one in tree.projection or ()
    ]
    parsed = Parsed(tree.name == "AskQuery", projection, _group(tree.where))
    if tree.name != "AskQuery" and not projection:
        parsed.projection = [(one, one) for one in sorted(parsed.where.own_variables(), key=lambda one: one.name)]
    if tree.groupby:
        parsed.groups = [_expression(one) for one in tree.groupby.condition]
    if tree.having:
        parsed.having = [_expression(one) for one in tree.having.condition]
    if tree.orderby:
        parsed.order = [(one.order == "DESC", _expression(one.expr)) for one in tree.orderby.condition]
    if tree.limitoffset:
        limit, offset = tree.limitoffset.limit, tree.limitoffset.offset
        parsed.limit, parsed.offset = None if limit is None else int(limit), int(offset or 0)
    return parsed


def _group(tree: Any) -> Group:
    group = Group()
    if tree.name == "SubSelect":
        group.selects.append(_query(tree))
        return group
    for part in tree.part or ():
        _add(group, part)
    return group


def _add(group: Group, part: Any) -> None:
    match part.name:
        case "TriplesBlock":
            for block in part.triples:
                flat = list(block)
                for at in range(0, len(flat), 3):
                    group.triples += _triples(group, *flat[at : at + 3])
        case "Filter":
            group.filters.append(_expression(part.expr))
        case "OptionalGraphPattern":
            group.optionals.append(_group(part.graph))
        case "MinusGraphPattern":
            group.minus.append(_group(part.graph))
        case "GroupOrUnionGraphPattern":
            group.unions.append([_group(one) for one in part.graph])
        case "Bind":
            group.binds.append((Var(str(part.var)), _expression(part.expr)))
        case "InlineData" if isinstance(part.var, list) and len(part.var) == 1:
            values = tuple(_constant(one) for row in part.value for one in (row if isinstance(row, list) else [row]))
            group.values.append((Var(str(part.var[0])), values))
        case "SubSelect":
            group.selects.append(_query(part))
        case "ServiceGraphPattern" if "label" in str(part.term).lower():
            pass
        case name:
            raise Inexpressible(f"a pattern of SPARQL: {name}")


def _triples(group: Group, subject: Any, predicate: Any, object_: Any) -> Iterator[Triple]:
    from rdflib.term import Variable

    if str(predicate).startswith("http://www.bigdata.com/rdf#") or str(subject).startswith("http://www.bigdata.com/"):
        return
    if isinstance(predicate, Variable):
        raise Inexpressible("a variable in place of a relation")
    yield from _walked(_term(subject), predicate, _term(object_))


def _walked(start: Term, path: Any, end: Term) -> Iterator[Triple]:
    from rdflib.paths import AlternativePath, InvPath, SequencePath
    from rdflib.term import BNode, URIRef

    match path:
        case SequencePath():
            nodes = [start, *(Var(f"via {BNode()}") for _ in path.args[1:]), end]
            for at, step in enumerate(path.args):
                yield from _walked(nodes[at], step, nodes[at + 1])
        case URIRef() | InvPath() | AlternativePath():
            yield Triple(start, _steps(path), end)
        case _:
            raise Inexpressible("a path of any length")


def _steps(path: Any) -> tuple[str, ...]:
    from rdflib.paths import AlternativePath, InvPath
    from rdflib.term import URIRef

    match path:
        case URIRef():
            return (make_step(str(path)),)
        case InvPath():
            return tuple(inverse_step(step) for step in _steps(path.arg))
        case AlternativePath():
            return tuple(step for one in path.args for step in _steps(one))
    raise Inexpressible("a path of any length")


def _term(term: Any) -> Term:
    from rdflib.term import BNode, Variable

    if isinstance(term, Variable):
        return Var(str(term))
    return Var(f"blank {term}") if isinstance(term, BNode) else _constant(term)


def _constant(term: Any) -> str:
    from rdflib.term import Literal, URIRef

    if isinstance(term, Literal):
        return value_from_literal(str(term), str(term.datatype or ""), term.language or "").id
    if isinstance(term, URIRef):
        return str(term).replace("\\", "")
    raise Inexpressible("an unknown value")


def _expression(tree: Any) -> Expression:
    from rdflib.plugins.sparql.parserutils import CompValue

    if not isinstance(tree, CompValue):
        return _term(tree)
    match tree.name:
        case "ConditionalOrExpression" | "ConditionalAndExpression":
            if not tree.other:
                return _expression(tree.expr)
            name = "or" if "Or" in tree.name else "and"
            return Call(name, (_expression(tree.expr), *map(_expression, tree.other)))
        case "RelationalExpression":
            if tree.op is None:
                return _expression(tree.expr)
            other = tree.other if isinstance(tree.other, list) else [tree.other]
            return Call(str(tree.op).lower(), (_expression(tree.expr), *map(_expression, other)))
        case "AdditiveExpression" | "MultiplicativeExpression":
            result = _expression(tree.expr)
            for sign, other in zip(tree.op or (), tree.other or (), strict=True):
                result = Call(str(sign), (result, _expression(other)))
            return result
        case "UnaryNot":
            return Call("not", (_expression(tree.expr),))
        case "UnaryMinus":
            return Call("-", (_expression(tree.expr),))
        case "UnaryPlus":
            return _expression(tree.expr)
        case "Builtin_EXISTS":
            return Exists(_group(tree.graph))
        case "Builtin_NOTEXISTS":
            return Call("not", (Exists(_group(tree.graph)),))
        case "Function":
            return Call(str(tree.iri).removeprefix(XSD).lower(), tuple(map(_expression, tree.expr)))
        case name if name.startswith("Aggregate_"):
            counted = () if tree.vars == "*" else (_expression(tree.vars),)
            return Call(f"aggregate {name.removeprefix('Aggregate_').lower()}", counted)
        case name if name.startswith("Builtin_"):
            given = [dict.get(tree, key) for key in ("arg", "arg1", "arg2", "arg3", "text", "pattern", "flags")]
            flat = [one for part in given if part is not None for one in (part if isinstance(part, list) else [part])]
            return Call(name.removeprefix("Builtin_").lower(), tuple(map(_expression, flat)))
    raise Inexpressible(f"an expression of SPARQL: {tree.name}")
