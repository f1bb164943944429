"""Makes a graph in which given queries have answers: facts that satisfy them, and others that a wrong query finds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from random import Random

from rog.graph.records import EdgeRecord, NodeRecord
from rog.query import (
    Compares,
    Count,
    Exists,
    Having,
    Ids,
    Is,
    IsA,
    Kind,
    Most,
    Query,
    Several,
    Total,
    Walk,
    Where,
    Without,
)
from rog.query.nodes import Both, EdgeValues, Either, Has, Measure, Same, Says, Sign, Test
from rog.training.ranking.examples import GraphRecords
from rog.training.ranking.names import NameMaker
from rog.types import RelationPath, Step, read_step
from rog.values import Value, is_value, number, read_value
from rog.words.relation_names import relation_words

__all__ = ["GraphAround", "Unsatisfied"]

TIMES = re.compile(r"\b(date|year|born|founded|established|formed)\b")
AMOUNTS = re.compile(
    r"\b(population|number|num|height|elevation|length|area|depth|age|budget|cost|gross|runtime|weight|mass|revenue|"
    r"capacity|total|count|density|densityrank|rank|speed|income|pages|employees|density|carbs|mainspan|hours|min)\b"
)
TEXTS = re.compile(
    r"\b(name|names|title|alias|abbreviation|code|label|webpage|orcid|motto|zone|affiliation|published in|wikidata)\b"
)
NAMED = re.compile(r"\b(leader|birth|ship|death)\b")


class Unsatisfied(Exception):
    """A query that this cannot make facts for."""


class GraphAround:
    """Facts that are collected for one query after the other."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._maker = NameMaker(random)
        self._edges: dict[tuple[str, str, str], None] = {}
        self._types: dict[str, set[str]] = defaultdict(set)
        self._made: dict[Query, list[str]] = {}
        self._value_relations: set[str] = set()

    def records(self) -> GraphRecords:
        """The graph so far. What stands in brackets behind a name is no part of a further name."""
        entities = dict.fromkeys([*self._types, *(one for head, _, tail in self._edges for one in (head, tail))])
        nodes = tuple(
            NodeRecord(one, one, _without_brackets(one), tuple(sorted(self._types.get(one, ()))))
            for one in entities
            if not is_value(one)
        )
        return GraphRecords(nodes, tuple(EdgeRecord(*edge) for edge in self._edges))

    def add(self, query: Query, answers: Sequence[str] = ()) -> None:
        """Make facts so that the query has answers, where they may be chosen these. Raises Unsatisfied."""
        match query:
            case Several(parts=parts):
                for part in parts:
                    self.add(part)
            case Count(of=of):
                self._members(of, self._random.randint(2, 5), answers)
            case Exists(of=of):
                self._whether(of)
            case Total(of=of, path=path):
                ids = self._members(of, self._random.randint(3, 5))
                for one in ids if path else ():
                    self._chain(one, path, self._value(path[-1]))
            case Same(left=left, right=right):
                self._members(left, 1)
                self._members(right, 1)
            case EdgeValues():
                raise Unsatisfied
            case _:
                self._members(query, max(1, min(len(answers), 5)) if answers else self._random.randint(1, 3), answers)

    def distract(self, count: int) -> None:
        """Further facts: the same relations of and to others, backwards too, and other relations of the same things."""
        random = self._random
        known = list(self._edges)
        relations = sorted({(relation, is_value(tail)) for _, relation, tail in known})
        for _ in range(count):
            head, relation, tail = random.choice(known)
            drawn = random.random()
            if drawn < 0.45:  # a sibling with another value
                other = self._new(head)
                self._edge(other, relation, self._like(tail, relation))
            elif drawn < 0.6 and not is_value(tail):  # the same relation the other way
                self._edge(tail, relation, self._new(head))
            elif drawn < 0.75:
                self._edge(head, *self._other(random.choice(relations), relation))
            elif not is_value(tail):
                self._edge(tail, *self._other(random.choice(relations), relation))

    def _other(self, relation: tuple[str, bool], own: str) -> tuple[str, str]:
        name, valued = relation
        if name == own:
            return f"related{own[0].upper()}{own[1:]}", self._fresh("thing")
        return name, self._value(name) if valued else self._fresh(name)

    def _like(self, one: str, relation: str) -> str:
        if is_value(one):
            return self._value(relation)
        return self._new(one)

    def _new(self, like: str) -> str:
        """Something of the kinds of another."""
        kinds = sorted(self._types.get(like, ()))
        one = self._fresh(self._random.choice(kinds) if kinds else "thing")
        self._types[one] |= set(kinds)
        return one

    def _edge(self, head: str, relation: str, tail: str) -> None:
        if is_value(head) or head == tail:
            raise Unsatisfied
        self._edges[head, relation, tail] = None
        for one in (head, tail):
            if not is_value(one):
                self._types.setdefault(one, set())

    def _members(self, query: Query, count: int, wanted: Sequence[str] = ()) -> list[str]:
        """Ids that are in the query, made so; the same ones where it was made before."""
        if query in self._made:
            return self._made[query]
        fixed = _fixed(query)
        if fixed is not None:
            ids = list(fixed)
        elif wanted:
            ids = list(dict.fromkeys(wanted))[:6]
        else:
            ids = [self._something(query) for _ in range(count)]
        self._satisfy(query, ids)
        self._made[query] = ids
        return ids

    def _something(self, query: Query) -> str:
        """Anything that may be in the query."""
        match query:
            case Kind(kind=kind):
                return self._fresh(kind)
            case Having(path=path):
                relation, forward = read_step(path[0])
                return self._fresh("thing") if forward else self._end(f"{relation}")
            case Walk(path=path):
                return self._end(path[-1])
            case Where(whole=whole, test=Is(sign=sign, right=right)):
                known = self._members(right, 1)
                if known and is_value(known[0]):
                    return _shifted(known[0], sign, self._random)
                return self._something(whole)
            case Both(parts=parts):
                return self._something(next((part for part in parts if isinstance(part, Kind)), parts[0]))
            case Either(parts=parts):
                return self._something(self._random.choice(parts))
            case Without(whole=whole) | Where(whole=whole) | Most(whole=whole):
                return self._something(whole)
        raise Unsatisfied

    def _end(self, step: Step) -> str:
        """What a step may lead to."""
        relation, forward = read_step(step)
        if forward and (relation in self._value_relations or _valued(relation)):
            return self._value(relation)
        return self._fresh(relation if forward else "thing")

    def _satisfy(self, query: Query, ids: Sequence[str]) -> None:
        random = self._random
        match query:
            case Ids(ids=own):
                if not set(ids) <= set(own):
                    raise Unsatisfied
            case Kind(kind=kind):
                for one in ids:
                    if is_value(one):
                        raise Unsatisfied
                    self._types[one].add(kind)
            case Having(path=path):
                for one in ids:
                    self._chain(one, path, self._end(path[-1]))
            case Walk(start=start, path=path):
                starts = self._members(start, random.randint(1, 2))
                for at, one in enumerate(ids):
                    self._chain(starts[at % len(starts)], path, one)
            case Both(parts=parts):
                for part in parts:
                    self._satisfy(part, ids)
            case Either(parts=parts):
                for at, part in enumerate(parts):
                    self._satisfy(part, ids[at :: len(parts)] or ids[:1])
            case Without(whole=whole, part=part):
                self._satisfy(whole, ids)
                decoys = [self._new(one) if not is_value(one) else self._something(whole) for one in ids[:2]]
                self._satisfy(whole, decoys)
                self._satisfy(part, decoys)
            case Where(whole=whole, test=test):
                self._satisfy(whole, ids)
                for one in ids:
                    self._pass(one, test)
                self._fail(whole, test, ids)
            case Most(whole=whole, by=by, least=least, first=first, count=places):
                others = [self._something(whole) for _ in range(random.randint(2, 4))]
                ahead = [self._something(whole) for _ in range(first - 1)]
                self._satisfy(whole, [*ids, *others, *ahead])
                self._ranked([*ahead, *ids[:places], *others], by, least)
            case _:
                raise Unsatisfied

    def _chain(self, start: str, path: RelationPath, end: str) -> None:
        """Edges for a path from one thing to another."""
        here = start
        for at, step in enumerate(path):
            relation, forward = read_step(step)
            there = end if at == len(path) - 1 else self._between(step, path[at + 1])
            self._edge(*((here, relation, there) if forward else (there, relation, here)))
            here = there

    def _between(self, step: Step, following: Step) -> str:
        relation, forward = read_step(step)
        if forward and following.startswith("^") and _valued(relation):
            return self._value(relation)
        return self._fresh(relation if forward else "thing")

    def _pass(self, one: str, test: Test) -> None:
        match test:
            case IsA(kind=kind):
                self._types[one].add(kind)
            case Has(path=path):
                self._chain(one, path, self._end(path[-1]))
            case Compares(by=by, sign=sign, right=right):
                known = self._members(right, 1)
                if not known or not is_value(known[0]):
                    if sign not in ("=", "!="):
                        raise Unsatisfied
                    self._chain(one, by.path, known[0] if sign == "=" else self._end(by.path[-1]))
                    return
                self._value_relations.add(read_step(by.path[-1])[0])
                self._measured(one, by, _shifted(known[0], sign, self._random))
            case Is():
                pass
            case Says(path=path, text=text) if path:
                self._chain(one, path, Value("text", f"{text.strip('^$.*')}").id)
            case _:
                raise Unsatisfied

    def _fail(self, whole: Query, test: Test, ids: Sequence[str]) -> None:
        """Others of the whole that the test leaves out."""
        match test:
            case Compares(by=by, sign=sign, right=right):
                known = self._members(right, 1)
                if known and is_value(known[0]):
                    others = [self._something(whole) for _ in range(2)]
                    self._satisfy(whole, others)
                    for one in others:
                        self._measured(one, by, _shifted(known[0], OPPOSITE[sign], self._random))
            case IsA() | Has():
                self._satisfy(whole, [self._something(whole) for _ in range(min(2, len(ids)))])

    def _measured(self, one: str, by: Measure, value: str) -> None:
        """Give it a value by a measure, or so many ends."""
        read = read_value(value)
        if not by.counted:
            self._value_relations.add(read_step(by.path[-1])[0])
            self._chain(one, by.path, value)
        elif read is not None and isinstance(read.content, int) and 0 <= read.content <= 12:
            for _ in range(read.content):
                self._chain(one, by.path, self._end(by.path[-1]))
        else:
            raise Unsatisfied

    def _ranked(self, ids: Sequence[str], by: Measure, least: bool) -> None:
        """Give them values from the first to the last."""
        relation = read_step(by.path[-1])[0]
        amounts: list[str] = []
        if by.counted:
            sizes = range(1, len(ids) + 1)
            amounts = [_amount(size) for size in (sizes if least else reversed(sizes))]
        elif TIMES.search(_words(relation)):
            years = sorted(self._random.sample(range(1800, 2020), len(ids)), reverse=not least)
            amounts = [Value("year", str(year)).id for year in years]
        else:
            top = self._random.choice((9, 90, 900, 9000))
            chosen = sorted(self._random.sample(range(1, 20 * top), len(ids)), reverse=not least)
            amounts = [_amount(size) for size in chosen]
        for one, amount in zip(ids, amounts, strict=True):
            self._measured(one, by, amount)

    def _whether(self, query: Query) -> None:
        """Make it so that there are some, or that there are none but near ones."""
        if self._random.random() < 0.5:
            self._members(query, 1)
            return
        parts = query.parts if isinstance(query, Both) else (query,)
        others = [part for part in parts if not isinstance(part, Ids)]
        for part in others:
            if isinstance(part, Walk):  # the topic has something else by the same relation
                starts = self._members(part.start, 1)
                if isinstance(query, Both):
                    self._chain(starts[0], part.path, self._end(part.path[-1]))
                else:
                    self._edge(starts[0], "related", self._fresh("thing"))
        for one in (one for part in parts if isinstance(part, Ids) for one in part.ids if not is_value(one)):
            self._edge(one, "related", self._fresh("thing"))

    def _value(self, step: Step) -> str:
        relation = read_step(step)[0]
        words, random = _words(relation), self._random
        self._value_relations.add(relation)
        if re.search(r"\byear\b", words):
            return Value("year", str(random.randint(1900, 2022))).id
        if TIMES.search(words):
            year, month, day = random.randint(1800, 2022), random.randint(1, 12), random.randint(1, 28)
            return Value("date", f"{year}-{month:02}-{day:02}").id
        if AMOUNTS.search(words):
            return _amount(random.randint(1, random.choice((9, 99, 9999, 9_999_999))))
        return Value("text", self._maker.draw("work")).id

    def _fresh(self, kind: str) -> str:
        """A new thing, called as things of a kind or ends of a relation are."""
        words = _words(kind).replace("creator", "author").replace("place", "city")
        return self._maker.draw(words.split()[-1] if words.split() else "thing")


OPPOSITE: dict[Sign, Sign] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


def _words(name: str) -> str:
    return relation_words(name).lower()


def _valued(relation: str) -> bool:
    words = _words(relation)
    if NAMED.search(words) and "date" not in words and "year" not in words:
        return False
    return bool(TIMES.search(words) or AMOUNTS.search(words) or TEXTS.search(words))


def _fixed(query: Query) -> tuple[str, ...] | None:
    """The ids that alone can be in a query; None where that may be any."""
    match query:
        case Ids(ids=ids):
            return ids
        case Both(parts=parts):
            return next((fixed for part in parts if (fixed := _fixed(part)) is not None), None)
        case Where(whole=whole) | Without(whole=whole) | Most(whole=whole):
            return _fixed(whole)
    return None


def _without_brackets(name: str) -> tuple[str, ...]:
    short = re.sub(r"\s*\([^()]*\)$", "", name)
    return (short,) if short and short != name else ()


def _amount(size: int) -> str:
    value = number(str(size), "")
    assert value is not None
    return value.id


def _shifted(value: str, sign: Sign, random: Random) -> str:
    """A value that stands so to another."""
    read = read_value(value)
    if read is None or sign == "=":
        return value
    up = sign in (">", ">=", "!=")
    match read.kind:
        case "number":
            amount = read.content
            assert isinstance(amount, int | float)
            whole = int(amount)
            far = max(1, abs(whole))
            shifted = whole + random.randint(1, far) if up else whole - random.randint(1, max(1, far // 2))
            new = number(str(shifted), read.unit)
            assert new is not None
            return new.id
        case "year" | "date":
            year = int(read.text[:4])
            year += random.randint(1, 40) if up else -random.randint(1, 40)
            return Value("year", str(year)).id if read.kind == "year" else Value("date", f"{year}{read.text[4:]}").id
        case "truth":
            return Value("truth", "false" if read.text == "true" else "true").id
    return Value("text", f"{read.text} {random.choice('ABCDE')}").id
