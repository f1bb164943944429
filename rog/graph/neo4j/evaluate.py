"""Queries as one Cypher text each, in which names are quoted and all else are parameters.

Each part becomes a list of nodes, `s0`, `s1`, … in the order in which they are made; what is computed of a list is
counted and compared in the database. Whatever might differ from `rog.graph.evaluate` is not written: units that
Cypher does not know, values that do not compare, and more than a limit allows are left to that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from typing import Any, Literal

from rog.graph.contract import Found
from rog.graph.evaluate import MEAN_DIGITS
from rog.graph.neo4j.connection import Row
from rog.graph.neo4j.layout import Layout
from rog.graph.neo4j.literals import value_ids
from rog.graph.neo4j.queries import reach, resolve, step_pattern
from rog.query import (
    Both,
    Compares,
    Count,
    Either,
    Exists,
    Has,
    Having,
    Ids,
    IsA,
    Kind,
    Measure,
    Most,
    Query,
    Total,
    Walk,
    Where,
    Without,
)
from rog.query.cypher import cypher_text, quote
from rog.types import RelationPath, read_step
from rog.values import RELATIVE_TOLERANCE, Value, number, read_value

__all__ = ["WrittenQuery", "write_query"]

MIN_LIMIT = 1_000
"""Lower limits cut sets on the way, which only the evaluation step by step can tell."""
MAX_EXACT = 2.0**53
"""Whole numbers up to here are exact as floating-point numbers."""


class NotWritten(Exception):
    """There is no Cypher of a query that says the same."""


class WrittenQuery:
    """The text of a query, its parameters, and how its one row is read."""

    def __init__(self, text: str, parameters: dict[str, Any], read: Callable[[Row], tuple[str, ...] | None]) -> None:
        self.text, self.parameters, self._read = text, parameters, read

    def found(self, row: Row, limit: int) -> Found | None:
        """What it stands for; None where the row says that another way of evaluating may find something else."""
        if max(row["sizes"], default=0) > limit or not all(row["sound"]):
            return None
        ids = self._read(row)
        return None if ids is None else Found(ids)


def write_query(
    query: Query,
    layout: Layout,
    types: frozenset[str],
    node_of: Callable[[str], dict[str, Any]],
    limit: int,
) -> WrittenQuery | None:
    """The Cypher of a query; None where there is none that says the same. `types` are relations of relationships."""
    if limit < MIN_LIMIT:
        return None
    writer = _Writer(layout, types, node_of, limit)
    try:
        return writer.write(query)
    except NotWritten:
        return None


class _Writer:
    """Writes the parts of one query, each after those that it is made of."""

    def __init__(
        self,
        layout: Layout,
        types: frozenset[str],
        node_of: Callable[[str], dict[str, Any]],
        limit: int,
    ) -> None:
        self._layout, self._types, self._node_of, self._limit = layout, types, node_of, limit
        self._parameters: dict[str, Any] = {}
        self._clauses: list[str] = []
        self._sets: list[str] = []
        self._sizes: list[str] = []
        self._sound: list[str] = []

    def write(self, query: Query) -> WrittenQuery:
        match query:
            case Count(of=of):
                return self._finished(f"[toString(size({self.set(of)}))]", _one_number)
            case Exists(of=of):
                return self._finished(f"[toString(size({self.set(of)}) > 0)]", _one_truth)
            case Most():
                return self._most(query)
            case Total():
                return self._total(query)
        found = self.set(query)
        ids = self._layout.id_of("n")
        return self._finished(f"[n IN {found} | {ids}]", lambda row: tuple(sorted(set(row["found"]))))

    def set(self, query: Query) -> str:
        """The variable that holds the nodes that a query stands for."""
        match query:
            case Ids(ids=ids):
                return self._ids(ids)
            case Kind(kind=kind):
                return self._add([], self._members(kind))
            case Having(path=path):
                own = self._add([], self._leaving(path[0]))
                return own if len(path) == 1 else self._having(own, path)
            case Walk(start=start, path=path, tests=()):
                if self._reaches_contents(path):
                    raise NotWritten
                start_set = self.set(start)
                return self._add([start_set], f"UNWIND {start_set} AS n0 {self._reach(path)}", f"n{len(path)}")
            case Both(parts=parts):
                sets = [self.set(part) for part in parts]
                joined = f"UNWIND {' + '.join(sets)} AS n WITH n, count(*) AS parts WHERE parts = {len(sets)}"
                return self._add(sets, joined)
            case Either(parts=parts):
                sets = [self.set(part) for part in parts]
                return self._add(sets, f"UNWIND {' + '.join(sets)} AS n")
            case Without(whole=whole, part=part):
                sets = [self.set(whole), self.set(part)]
                marked = f"[n IN {sets[0]} | [n, 1]] + [n IN {sets[1]} | [n, 0]]"
                left = f"UNWIND {marked} AS pair WITH pair[0] AS n, min(pair[1]) AS left WHERE left = 1"
                return self._add(sets, left)
            case Where(whole=whole, test=IsA(kind=kind)):
                own = self.set(whole)
                name = self._parameter(kind)
                return self._add([own], f"UNWIND {own} AS n WITH n WHERE {name} IN {self._layout.kinds_of('n')}")
            case Where(whole=whole, test=Has(path=path)):
                return self._having(self.set(whole), path)
            case Where(whole=whole, test=Compares() as test):
                return self._compared(self.set(whole), test)
        raise NotWritten

    def _add(self, sets: Sequence[str], clauses: str, node: str = "n") -> str:
        """The variable of a new list of what `clauses` bind to `node`. They see the lists `sets`."""
        name = f"s{len(self._sets)}"
        seen = f"WITH {', '.join(dict.fromkeys(sets))} " if sets else ""
        self._clauses.append(f"CALL {{ {seen}{clauses} RETURN collect(DISTINCT {node}) AS {name} }}")
        self._sets.append(name)
        self._sizes.append(f"size({name})")
        return name

    def _compute(self, sets: Sequence[str], clauses: str, returned: str, *names: str) -> None:
        """Bind what is computed of lists, in one row."""
        self._clauses.append(f"CALL {{ WITH {', '.join(dict.fromkeys(sets))} {clauses} RETURN {returned} }}")
        self._sets += names

    def _parameter(self, value: Any) -> str:
        name = f"p{len(self._parameters)}"
        self._parameters[name] = value
        return f"${name}"

    def _finished(self, found: str, read: Callable[[Row], tuple[str, ...] | None]) -> WrittenQuery:
        returned = f"RETURN {found} AS found, [{', '.join(self._sizes)}] AS sizes, [{', '.join(self._sound)}] AS sound"
        return WrittenQuery("\n".join([*self._clauses, returned]), self._parameters, read)

    def _ids(self, ids: Sequence[str]) -> str:
        distinct = list(dict.fromkeys(ids))
        if any(read_value(one) is not None for one in distinct):
            raise NotWritten  # a value may be named that the graph does not have
        rows = self._parameter([self._node_of(one) for one in distinct])
        name = self._add([], f"UNWIND {rows} AS row {resolve(self._layout, 'n', 'row')}")
        self._sound.append(f"size({name}) = {len(distinct)}")
        return name

    def _members(self, kind: str) -> str:
        if not self._layout.is_kind(kind):
            return "UNWIND [] AS n"
        if self._layout.written_by_rog:
            of_kind = f"{self._parameter(kind)} IN n.types AND {self._layout.is_inner('n')}"
            return f"MATCH (n) WHERE {self._layout.is_entity('n')} AND {of_kind}"
        return f"MATCH (n:{quote(kind)}) WHERE {self._layout.is_entity('n')}"

    def _leaving(self, step: str) -> str:
        relation, forward = read_step(step)
        if relation in self._layout.walked_properties:
            if relation in self._types or not forward or relation in self._layout.symmetric:
                raise NotWritten
            labels = "|".join(quote(place.label) for place in self._layout.literals if place.property == relation)
            name = cypher_text(relation)
            return (
                f"MATCH (n:{labels}) WHERE {self._layout.is_entity('n')} AND n[{name}] IS NOT NULL "
                f"AND size({self._layout.contents('n', name)}) > 0"
            )
        if relation not in self._types:
            return "UNWIND [] AS n"
        entities = f"n <> other AND {self._layout.is_entity('n')} AND {self._layout.is_entity('other')}"
        return f"MATCH {step_pattern(self._layout, 'n', 'edge', 'other', step)} WHERE {entities}"

    def _having(self, own: str, path: RelationPath) -> str:
        if self._reaches_contents(path):
            reached = self._reach(path[:-1])
            contents = self._layout.contents(f"n{len(path) - 1}", cypher_text(read_step(path[-1])[0]))
            return self._add([own], f"UNWIND {own} AS n0 {reached} WITH * WHERE size({contents}) > 0", "n0")
        return self._add([own], f"UNWIND {own} AS n0 {self._reach(path)}", "n0")

    def _reaches_contents(self, path: RelationPath) -> bool:
        """Whether the last step goes to values that are no nodes; raises NotWritten for paths that may go to both."""
        relation, forward = read_step(path[-1])
        if relation not in self._layout.walked_properties:
            return False
        if relation in self._types or relation in self._layout.symmetric or not forward:
            raise NotWritten
        return True

    def _reach(self, path: RelationPath) -> str:
        """From n0 to the last node of the path, once each for n0."""
        if not path:
            return "WITH n0"
        relations = [read_step(step)[0] for step in path]
        recurs = [relation in relations[place + 1 :] for place, relation in enumerate(relations)]
        row = self._parameter({"recurs": recurs})
        return f"WITH n0, {row} AS row {reach(self._layout, len(path), steps=path)}\nWITH DISTINCT n0, n{len(path)}"

    def _measured(self, own: str, by: Measure) -> str:
        """Clauses that bind n0 of a list and what it is measured by: `span`, a map as `_span` gives, and `content`."""
        if by.counted:
            if self._reaches_contents(by.path):
                raise NotWritten
            reached = f"CALL {{ WITH n0 {self._reach(by.path)} RETURN count(*) AS content }}"
            counted = "{dimension: '1', first: toFloat(content), last: toFloat(content), text: null}"
            counted = f"CASE WHEN content <= {self._limit} THEN {counted} ELSE {{}} END"
            return f"UNWIND {own} AS n0 {reached} WITH n0, content, {counted} AS span"
        if self._reaches_contents(by.path):
            node, name = f"n{len(by.path) - 1}", cypher_text(read_step(by.path[-1])[0])
            contents = f"UNWIND {self._layout.contents(node, name)} AS content WITH DISTINCT n0, content"
            reached = f"{self._reach(by.path[:-1])} {contents}"
        elif self._layout.written_by_rog:
            reached = f"{self._reach(by.path)} WITH n0, n{len(by.path)} AS content"
        else:
            raise NotWritten  # entities, that have no order
        return f"UNWIND {own} AS n0 {reached} WITH n0, content, {self._span('content')} AS span"

    def _span(self, content: str) -> str:
        """Where a value lies, as `rog.values.Value.span` has it, or its text; all null for one that is neither."""
        if self._layout.written_by_rog:
            is_text = f"{content}.types = ['text']"
            return (
                f"{{dimension: {content}.rog_dimension, first: {content}.rog_first, last: {content}.rog_last, "
                f"text: CASE WHEN {content}:Value AND {is_text} THEN {content}.name END}}"
            )
        shown = f"toStringOrNull({content})"
        is_text = f"{shown} = {content}"
        is_number = f"NOT {is_text} AND abs(toFloatOrNull({content})) < 1e300"
        is_date = f"NOT {is_text} AND {shown} =~ '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}'"
        day = f"toFloat(duration.inDays(date('1970-01-01'), {content}).days)"
        return (
            f"CASE WHEN {is_number} THEN {{dimension: '1', first: toFloat({content}), last: toFloat({content})}} "
            f"WHEN {is_date} THEN {{dimension: 'day', first: {day}, last: {day} + {WHOLE_DAY}}} "
            f"WHEN {is_text} AND NOT {content} STARTS WITH '\"' THEN {{text: {content}}} ELSE {{}} END"
        )

    def _compared(self, own: str, test: Compares) -> str:
        if not isinstance(test.right, Ids) or not test.right.ids:
            raise NotWritten
        values = [read_value(one) for one in test.right.ids]
        known = [value for value in values if value is not None and value.kind in ("number", "date", "year", "text")]
        if len(known) < len(values) or any(value.unit for value in known):
            raise NotWritten
        conditions, fits = zip(*(self._condition(test.sign, value) for value in known), strict=True)
        name = f"s{len(self._sets)}"
        odd = f"sum(CASE WHEN {' AND '.join(fits)} THEN 0 ELSE 1 END)"
        holds = f"collect(DISTINCT CASE WHEN {' OR '.join(conditions)} THEN n0 END)"
        self._compute([own], self._measured(own, test.by), f"{holds} AS {name}, {odd} AS odd_{name}", name)
        self._sound.append(f"odd_{name} = 0")
        return name

    def _condition(self, sign: str, value: Value) -> tuple[str, str]:
        """Whether the span stands so to a value, and whether it can be compared with it."""
        if value.kind == "text":
            if sign not in ("=", "!="):
                raise NotWritten
            return f"span.text {'=' if sign == '=' else '<>'} {self._parameter(value.text)}", "span.text IS NOT NULL"
        span = value.span
        if span is None:
            raise NotWritten
        first, last = self._parameter(span.first), self._parameter(span.last)
        fits = f"coalesce(span.dimension = {self._parameter(span.dimension)}, false)"
        match sign:
            case "<":
                return f"span.last < {first}", fits
            case ">":
                return f"span.first > {last}", fits
            case "<=":
                return f"span.first <= {last}", fits
            case ">=":
                return f"span.last >= {first}", fits
        close = " AND ".join(
            f"({own} = {other} OR abs({own} - {other}) <= {RELATIVE_TOLERANCE} * CASE WHEN abs({own}) > abs({other}) "
            f"THEN abs({own}) ELSE abs({other}) END)"
            for own, other in (("span.first", first), ("span.last", last))
        )
        inside = f"(span.first >= {first} AND span.last <= {last})"
        around = f"(span.first <= {first} AND span.last >= {last})"
        equal = f"(({close}) OR {inside} OR {around})"
        return (equal if sign == "=" else f"NOT {equal}"), fits

    def _most(self, query: Most) -> WrittenQuery:
        own = self.set(query.whole)
        places = query.first - 1 + query.count
        best = "min(span.first)" if query.least else "-max(span.first)"
        clauses = f"""{self._measured(own, query.by)}
            WITH n0, {best} AS best, collect(span.dimension) AS dimensions, sum({ODD}) AS odd
            WITH collect([n0, best]) AS all, sum(odd) AS odd, collect(dimensions) AS dimensions
            CALL {{ WITH all UNWIND all AS one WITH one[1] AS best ORDER BY best LIMIT {places}
              RETURN max(best) AS last }}
            CALL {{ WITH dimensions UNWIND dimensions AS own UNWIND own AS dimension
              RETURN count(DISTINCT dimension) AS kinds }}"""
        shown = f"[one IN all WHERE one[1] <= last | [{_id_of_first(self._layout)}, one[1]]] AS ranked"
        self._compute([own], clauses, f"{shown}, odd, kinds", "ranked", "odd", "kinds")
        self._sound.append("odd = 0 AND kinds <= 1")
        return self._finished("ranked", lambda row: _ranked(row["found"], query.first - 1, places))

    def _total(self, query: Total) -> WrittenQuery:
        if query.path:
            own = self.set(query.of)
            clauses = self._measured(own, Measure(path=query.path))
        elif self._layout.written_by_rog:
            own = self.set(query.of)
            clauses = f"UNWIND {own} AS content WITH content, {self._span('content')} AS span"
        else:
            raise NotWritten
        shown = self._layout.id_of("content") if self._layout.written_by_rog else "content"
        if query.how in ("least", "most"):
            best = "min(first)" if query.how == "least" else "max(first)"
            clauses += f"""
                WITH collect(DISTINCT [{shown}, span.first]) AS all, collect(DISTINCT span.dimension) AS kinds,
                  sum({ODD}) AS odd
                CALL {{ WITH all UNWIND all AS one WITH one[1] AS first RETURN {best} AS best }}"""
            returned = "[one IN all WHERE one[1] = best | one[0]] AS total, odd, size(kinds) AS kinds"
            self._compute([own], clauses, returned, "total", "odd", "kinds")
            self._sound.append("odd = 0 AND kinds <= 1")
            return self._finished("total", self._least)
        whole = f"span.dimension = '1' AND toInteger(span.first) = span.first AND abs(span.first) < {MAX_EXACT}"
        if self._layout.written_by_rog:
            whole += " AND content.id ENDS WITH '^^xsd:integer'"  # a percentage is a number, and no sum of numbers
        returned = f"""[sum(span.first), toFloat(count(*)), sum(abs(span.first))] AS total,
            sum(CASE WHEN {whole} THEN 0 ELSE 1 END) AS odd"""
        self._compute([own], clauses, returned, "total", "odd")
        self._sound.append("odd = 0")
        return self._finished("total", lambda row: _summed(row["found"], query.how))

    def _least(self, row: Row) -> tuple[str, ...] | None:
        ids = row["found"] if self._layout.written_by_rog else value_ids(row["found"])
        return (min(ids),) if ids else ()


ODD = "CASE WHEN span.dimension IS NULL THEN 1 ELSE 0 END"
WHOLE_DAY = 1 - 1e-6


def _id_of_first(layout: Layout) -> str:
    return layout.id_of("one[0]") if layout.written_by_rog else f"head([n IN [one[0]] | {layout.id_of('n')}])"


def _one_number(row: Row) -> tuple[str, ...]:
    counted = number(row["found"][0])
    return () if counted is None else (counted.id,)


def _one_truth(row: Row) -> tuple[str, ...]:
    return (Value("truth", row["found"][0]).id,)


def _ranked(pairs: Sequence[tuple[str, float]], first: int, last: int) -> tuple[str, ...]:
    """Those from one place up to another; equal ones share a place, and the next place counts them."""
    ordered = sorted((best, one) for one, best in pairs)
    placed, place = [], 0
    for at, (best, one) in enumerate(ordered):
        place = at if at and best != ordered[at - 1][0] else place
        placed.append((one, place))
    return tuple(one for one, at in placed if first <= at < last)


def _summed(found: Sequence[float], how: Literal["sum", "mean", "least", "most"]) -> tuple[str, ...] | None:
    """The exact sum or the mean of whole numbers; None where floating point may have lost something."""
    amount, count, magnitude = found
    if not count:
        return ()
    if magnitude >= MAX_EXACT:
        return None
    total = Decimal(int(amount))
    with localcontext() as context:
        context.prec = MEAN_DIGITS
        computed = number(str(total / int(count)) if how == "mean" else str(total))
    return None if computed is None else (computed.id,)
