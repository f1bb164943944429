"""Reads SPARQL into `rog.query`: `read_sparql('SELECT ?x WHERE { … }')`.

A query means the set of its answers. So passed over are: DISTINCT, and that COUNT without it counts rows; the order
of a list, and LIMIT without an order; which of equally good ones LIMIT takes (rog gives all); labels that are shown
beside answers; the language of texts; casts between datatypes; capitals in regular expressions; edges from a term to
itself, which rog does not walk. Several variables become several questions, and what belongs together is not told.
Names are relations like others here, and statements and mediators are nodes. NOW() is the time of reading.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from rog.query import Compares, Count, Exists, Ids, Measure, Most, Query, Several, Total, Walk, Where
from rog.query.nodes import How, check_size
from rog.training.sparql.parse import Call, Expression, Group, Inexpressible, Parsed, Term, Var, parse
from rog.training.sparql.pattern import Pattern, alternatives, both, either, inner_variable
from rog.types import inverse_step
from rog.values import read_value

__all__ = ["read_sparql"]

LABELS = (
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://rdf.freebase.com/ns/type.object.name",
    "http://xmlns.com/foaf/0.1/name",
)
HOW: dict[str, How] = {"min": "least", "max": "most", "sum": "sum", "avg": "mean"}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def read_sparql(text: str, *, now: datetime | None = None) -> Query:
    """The query that means the same. Raises Inexpressible, with a reason, for what the algebra does not express."""
    parsed = _unwrapped(parse(text))
    reader = _Reader(parsed, now or datetime.now())
    query = reader.query()
    check_size(query)
    return query


def _unwrapped(parsed: Parsed) -> Parsed:
    """Without a SELECT around another that only shows or orders what that one finds."""
    where = parsed.where
    if len(where.selects) != 1 or parsed.asks or where != Group(selects=where.selects):
        return parsed
    inner = _unwrapped(where.selects[0])
    named = dict(inner.projection)
    projection = []
    for variable, expression in parsed.projection:
        match expression:
            case Call(name="aggregate groupconcat", arguments=(shown,)):
                pass
            case shown:
                pass
        if not isinstance(shown, Var):
            raise Inexpressible("an aggregate of groups")
        projection.append((variable, named.get(shown, shown)))
    if (inner.limit is not None and parsed.order) or parsed.groups or parsed.having:
        raise Inexpressible("a query within the query")
    order = [(down, named.get(one, one) if isinstance(one, Var) else one) for down, one in parsed.order]
    if not order:
        order, parsed = inner.order, replace(parsed, limit=inner.limit, offset=inner.offset)
    return replace(
        parsed, where=inner.where, projection=projection, order=order, groups=inner.groups, having=inner.having
    )


class _Reader:
    """Reads one SELECT or ASK."""

    def __init__(self, parsed: Parsed, now: datetime) -> None:
        self.parsed = parsed
        named = {variable: expression for variable, expression in parsed.projection if variable != expression}
        self.order = [(down, named.get(one, one) if isinstance(one, Var) else one) for down, one in parsed.order]
        self.having = parsed.having
        self.choice = self._chosen(parsed.where)
        self.patterns = [] if self.choice else [Pattern(one, now) for one in alternatives(parsed.where)]

    def query(self) -> Query:
        if self.choice is not None:
            return self.choice
        if self.parsed.asks:
            return Exists(of=either([pattern.some() for pattern in self.patterns]))
        shown = self._shown()
        aggregates = [one for one in shown if isinstance(one, Call) and one.name.startswith("aggregate ")]
        if aggregates:
            if len(shown) > 1:
                raise Inexpressible("a number for each")
            return self._aggregate(aggregates[0])
        variables = [one for one in shown if isinstance(one, Var)]
        if len(variables) != len(shown) or not variables:
            raise Inexpressible("a computed value")
        if len(variables) == 1:
            return self._answers(variables[0])
        if self.order and self.parsed.limit is not None:
            raise Inexpressible("several variables in an order")
        return Several(parts=tuple(dict.fromkeys(map(self._answers, variables))))

    def _shown(self) -> list[Expression]:
        """What is asked for: not what only orders or groups it, nor labels beside it."""
        shown = [expression for _, expression in self.parsed.projection]
        ordering = [one for _, one in self.order]
        kept = [one for one in shown if not (isinstance(one, Call) and one in ordering)] or shown
        optional = {one for part in self.parsed.where.optionals for one in part.own_variables()}
        labels = {
            triple.object
            for triple in self.parsed.where.triples
            if len(triple.steps) == 1 and triple.steps[0] in LABELS
        }
        required = set().union(*(pattern.own for pattern in self.patterns)) if self.patterns else set()
        answers = [one for one in kept if not (isinstance(one, Var) and (one in labels or one in optional - required))]
        return list(dict.fromkeys(answers or kept[:1]))

    def _members(self, node: Term) -> Query:
        return either([pattern.members(node) for pattern in self.patterns])

    def _answers(self, variable: Var) -> Query:
        query = self._ranked(variable) if self.order and self.parsed.limit is not None else self._members(variable)
        for condition in self.having:
            query = self._counted(variable, condition, query)
        return query

    def _aggregate(self, call: Call) -> Query:
        name = call.name.removeprefix("aggregate ")
        if self.parsed.groups or (self.order and self.parsed.limit is not None):
            raise Inexpressible("an aggregate of groups")
        variable = inner_variable(call.arguments[0]) if call.arguments else self._only_variable()
        if variable is None:
            raise Inexpressible("a computed value")
        if name == "count":
            query = self._members(variable)
            for condition in self.having:
                query = self._counted(variable, condition, query)
            return Count(of=query)
        if name == "sample" or name == "groupconcat":
            return self._members(variable)
        if name in ("min", "max"):
            return Total(of=self._members(variable), how=HOW[name])
        edges = self.patterns[0]._edges_at(variable)
        if name not in HOW or len(self.patterns) > 1 or len(edges) != 1 or len(edges[0].steps) != 1:
            raise Inexpressible(f"an aggregate: {name}")
        parent = edges[0].other(variable)
        if not self.patterns[0].is_free(variable, edges[0]):
            raise Inexpressible(f"an aggregate: {name}")
        return Total(of=self._members(parent), how=HOW[name], path=edges[0].steps_from(parent))

    def _only_variable(self) -> Var:
        variables = set().union(*(pattern.own for pattern in self.patterns))
        if len(variables) != 1:
            raise Inexpressible("a count of rows")
        return variables.pop()

    def _ranked(self, variable: Var) -> Query:
        """The first ones of an order."""
        if len(self.order) > 1:
            raise Inexpressible("an order by several things")
        down, key = self.order[0]
        first, count = self.parsed.offset + 1, self.parsed.limit or 1
        if isinstance(key, Call) and key.name == "aggregate count":
            return Most(
                whole=self._members(variable), by=self._count(variable, key), least=not down, first=first, count=count
            )
        by = inner_variable(key)
        if by is None:
            return self._members(variable)
        if by == variable:
            if (first, count) != (1, 1):
                raise Inexpressible("several places among values")
            return Total(of=self._members(variable), how="most" if down else "least")
        measures = {self._measure(pattern, variable, by) for pattern in self.patterns}
        if len(measures) == 1 and (measure := measures.pop()) is not None:
            return Most(whole=self._members(variable), by=measure, least=not down, first=first, count=count)
        if len(self.patterns) > 1 or (first, count) != (1, 1):
            raise Inexpressible("an order by what only some ways to the answer know")
        return self._ranked_on_the_way(self.patterns[0], variable, by, least=not down)

    def _ranked_on_the_way(self, pattern: Pattern, variable: Var, by: Var, *, least: bool) -> Query:
        """What is ranked lies on the way to the answer: it is found first, and then what it leads to."""
        way = pattern.steps_between(variable, by)
        if not way or any(len(edge.steps) != 1 for _, edge in way) or not pattern.is_free(by, way[-1][1]):
            raise Inexpressible("an order by something apart from the answer")
        node, last = way[-1]
        query: Query = Most(whole=pattern.members(node), by=Measure(path=last.steps_from(node)), least=least)
        for start, edge in reversed(way[:-1]):
            query = Walk(start=query, path=(inverse_step(edge.steps_from(start)[0]),))
            there = pattern.members_without(start, edge)
            query = both([query, there]) if there is not None else query
        return query

    def _measure(self, pattern: Pattern, variable: Var, by: Var) -> Measure | None:
        """The path from the answer to what it is measured by, where nothing else is said of any of it."""
        way = pattern.steps_between(variable, by)
        if not way or any(len(edge.steps) != 1 for _, edge in way):
            return None
        edges = [edge for _, edge in way]
        inner = zip((node for node, _ in way[1:]), edges, edges[1:], strict=False)
        if not pattern.is_free(by, edges[-1]) or not all(pattern.is_free(*around) for around in inner):
            return None
        return Measure(path=tuple(edge.steps_from(node)[0] for node, edge in way))

    def _count(self, variable: Var, call: Call) -> Measure:
        """How many of another variable the answer leads to."""
        counted = inner_variable(call.arguments[0]) if call.arguments else None
        if len(self.patterns) != 1:
            raise Inexpressible("a count over alternatives")
        pattern = self.patterns[0]
        if counted is None or counted == variable:  # rows: as many as there are others
            others = pattern.own - {variable}
            if len(others) != 1:
                raise Inexpressible("a count of rows")
            counted = others.pop()
        measure = self._measure(pattern, variable, counted)
        if measure is None:
            raise Inexpressible("a count of some of what the answer leads to")
        return measure.model_copy(update={"counted": True})

    def _counted(self, variable: Var, condition: Expression, query: Query) -> Query:
        match condition:
            case Call(name=sign, arguments=(Call(name="aggregate count") as call, str() as right)) if sign in TURNED:
                pass
            case Call(name=sign, arguments=(str() as right, Call(name="aggregate count") as call)) if sign in TURNED:
                sign = TURNED[sign]
            case _:
                raise Inexpressible("a condition on groups")
        if read_value(right) is None:
            raise Inexpressible("a condition on groups")
        test = Compares(by=self._count(variable, call), sign=sign, right=Ids(ids=(right,)))  # type: ignore[arg-type]
        return Where(whole=query, test=test)

    def _chosen(self, where: Group) -> Query | None:
        """`BIND(IF(?x > ?y, A, B) AS ?answer)`: which of two entities has more of one relation."""
        if len(where.binds) != 1 or where.unions or where.filters or len(where.triples) != 2:
            return None
        match where.binds[0][1]:
            case Call(name="if", arguments=(Call(name="<" | ">" as sign, arguments=sides), str() as yes, str() as no)):
                left, right = map(inner_variable, sides)
            case _:
                return None
        known = {triple.object: triple for triple in where.triples}
        if left not in known or right not in known or left is None or right is None:
            return None
        one, other = known[left], known[right]
        if one.steps != other.steps or len(one.steps) != 1 or {one.subject, other.subject} != {yes, no}:
            raise Inexpressible("a choice between answers")
        greater = (sign == ">") == (one.subject == yes)
        return Most(whole=Ids(ids=(yes, no)), by=Measure(path=one.steps), least=not greater)
