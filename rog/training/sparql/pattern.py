"""One conjunction of triple patterns and filters as a query that stands for what a variable may be.

Where the pattern is a tree, what a variable may be is what its neighbours lead to (the semijoins of Yannakakis 1981).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from rog.errors import IncomparableError
from rog.query import (
    Both,
    Compares,
    Either,
    Has,
    Having,
    Ids,
    Is,
    Kind,
    Measure,
    Query,
    Says,
    Test,
    Walk,
    Where,
    Without,
)
from rog.query import Exists as Any_
from rog.query.nodes import Sign
from rog.training.sparql.parse import XSD, Call, Exists, Expression, Group, Inexpressible, Term, Var
from rog.types import Step, inverse_step
from rog.values import Value, compare, number, read_value, value_from_literal

__all__ = ["Pattern", "alternatives", "both", "either", "inner_variable", "variables_of"]

MAX_ALTERNATIVES = 24
"""Most conjunctions that the unions of one query are written out as."""

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
TRUE = Value("truth", "true").id
CASTS = {
    "datetime": "dateTime", "date": "date", "integer": "integer", "int": "integer", "decimal": "decimal",
    "double": "double", "float": "float", "gyear": "gYear", "string": "string",
}  # fmt: skip
SIGNS: dict[str, Sign] = {"=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
TURNED: dict[Sign, Sign] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
OPPOSITE: dict[Sign, Sign] = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Edge(NamedTuple):
    """What joins two terms: steps from one to the other, or a comparison of both."""

    left: Term
    steps: tuple[Step, ...]
    right: Term
    sign: Sign | None = None

    def other(self, node: Term) -> Term:
        return self.right if node == self.left else self.left

    def steps_from(self, node: Term) -> tuple[Step, ...]:
        return self.steps if node == self.left else tuple(map(inverse_step, self.steps))


class Region(NamedTuple):
    """What passes a condition: those of the query, or all others."""

    query: Query
    others: bool = False


def alternatives(group: Group) -> list[Group]:
    """The group as conjunctions: what matches any of them matches it. Unions and groups within are written out."""
    found = [
        Group(
            list(group.triples), list(group.filters), [], list(group.optionals), list(group.minus), list(group.values),
            list(group.binds), list(group.selects),
        )
    ]  # fmt: skip
    for union in group.unions:
        parts = [one for part in union for one in alternatives(part)]
        found = [_joined(left, right) for left in found for right in parts]
        if len(found) > MAX_ALTERNATIVES:
            raise Inexpressible("too many alternatives")
    return found


def _joined(left: Group, right: Group) -> Group:
    return Group(
        left.triples + right.triples, left.filters + right.filters, [], left.optionals + right.optionals,
        left.minus + right.minus, left.values + right.values, left.binds + right.binds, left.selects + right.selects,
    )  # fmt: skip


class Pattern:
    """A conjunction, read for what each of its variables may be."""

    def __init__(self, group: Group, now: datetime) -> None:
        if group.selects:
            raise Inexpressible("a query within the query")
        self.now, self.group = now, group
        self.bound = dict(group.binds)
        self.edges: list[Edge] = []
        self.kinds: dict[Term, list[str]] = {}
        self.conditions: dict[Term, list[Expression]] = {}
        self.truths: list[Query] = []
        """What must hold beside, whatever the variables are."""
        for subject, steps, object_ in group.triples:
            if steps == (TYPE,) and isinstance(object_, str):
                self.kinds.setdefault(subject, []).append(object_)
            else:
                self.edges.append(Edge(subject, steps, object_))
        self.own = group.own_variables() - {one for part in group.optionals for one in part.own_variables()}
        self.own |= {one for triple in group.triples for one in triple if isinstance(one, Var)}
        for filter_ in group.filters:
            for condition in _conjuncts(filter_):
                self._place(self._replaced(condition))
        for minus in group.minus:
            self._place(Call("not", (Exists(minus),)))

    # reading filters

    def _replaced(self, expression: Expression) -> Expression:
        """With bound variables written out."""
        match expression:
            case Var() if expression in self.bound:
                return self._replaced(self.bound[expression])
            case Call(name="bound", arguments=(Var() as variable,)):
                for optional in self.group.optionals:
                    if variable in optional.own_variables():
                        return Exists(optional)
                raise Inexpressible("whether a variable is bound")
            case Call(name=name, arguments=arguments):
                return Call(name, tuple(map(self._replaced, arguments)))
        return expression

    def _place(self, condition: Expression) -> None:
        """Keeps a condition at the variable that it is about."""
        if _about_language(condition):
            return
        variables = variables_of(condition) & self.own
        if not variables:
            self._place_constant(condition)
        elif len(variables) == 1:
            self.conditions.setdefault(variables.pop(), []).append(condition)
        else:
            left, sign, right = self._comparison(condition)
            if len(variables) > 2 or sign is None or not isinstance(left, Var) or not isinstance(right, Var):
                raise Inexpressible("a condition on several variables")
            if sign == "!=" and any(self._is_entity(one) for one in (left, right)):
                raise Inexpressible("two variables that must differ")
            self.edges.append(Edge(left, (), right, sign))

    def _is_entity(self, variable: Var) -> bool:
        return (
            any(
                (edge.left == variable and any(not step.startswith("^") for step in edge.steps))
                or (edge.right == variable and any(step.startswith("^") for step in edge.steps))
                for edge in self.edges
            )
            or variable in self.kinds
        )

    def _place_constant(self, condition: Expression) -> None:
        match condition:
            case Exists(group=group) | Call(name="not", arguments=(Exists(group=group),)):
                constants = [one for triple in group.triples for one in (triple.subject, triple.object)]
                for constant in constants:
                    if isinstance(constant, str) and any(constant in (edge.left, edge.right) for edge in self.edges):
                        self.conditions.setdefault(constant, []).append(condition)
                        return
                found: Query = Any_(of=either([Pattern(one, self.now).some() for one in alternatives(group)]))
                true = Ids(ids=(TRUE,))
                negated = isinstance(condition, Call)
                self.truths.append(Without(whole=true, part=found) if negated else both([true, found]))
                return
        left, sign, right = self._comparison(condition)
        if sign is None or not isinstance(left, str) or not isinstance(right, str):
            raise Inexpressible("an unknown condition")
        if not _compared(left, sign, right):
            self.truths.append(Ids(ids=()))

    def _comparison(self, expression: Expression) -> tuple[Term | None, Sign | None, Term | None]:
        """The sides and the sign of a comparison, without casts; a difference beside 0 compares its sides."""
        if not isinstance(expression, Call) or expression.name not in SIGNS:
            return None, None, None
        left, right = expression.arguments
        sign = SIGNS[expression.name]
        if isinstance(left, Call) and left.name == "-" and len(left.arguments) == 2 and variables_of(left):
            if self._constant(right) != number("0").id:  # type: ignore[union-attr]
                raise Inexpressible("a sum or difference")
            left, right = left.arguments
        year = any(isinstance(side, Call) and side.name == "year" and variables_of(side) for side in (left, right))
        sides = [self._side(side, year=year) for side in (left, right)]
        if isinstance(sides[0], str) and isinstance(sides[1], Var):
            return sides[1], TURNED[sign], sides[0]
        return sides[0], sign, sides[1]

    def _side(self, expression: Expression, *, year: bool) -> Term | None:
        if not variables_of(expression):
            constant = self._constant(expression)
            value = read_value(constant)
            if year and value is not None and value.text.isdigit():
                return Value("year", f"{int(value.text):04d}").id
            return constant
        return inner_variable(expression)

    def _constant(self, expression: Expression) -> str:
        match expression:
            case str():
                return expression
            case Call(name="now"):
                return Value("date", f"{self.now:%Y-%m-%dT%H:%M:%S}").id
            case Call(name="year", arguments=(argument,)):
                value = read_value(self._constant(argument))
                return _number(int(value.text[:4])) if value else "?"
            case Call(name="+" | "-" as sign, arguments=(left, right)):
                one, other = (read_value(self._constant(side)) for side in (left, right))
                if one is None or other is None:
                    raise Inexpressible("a sum or difference")
                both: Callable[[Any, Any], Any] = operator.add if sign == "+" else operator.sub
                return _number(both(one.content, other.content))
            case Call(name="-", arguments=(argument,)):
                value = read_value(self._constant(argument))
                return _number(-value.content) if value is not None and not isinstance(value.content, str) else "?"
            case Call(name=name, arguments=(argument,)) if name in CASTS:
                value = read_value(self._constant(argument))
                return value_from_literal(value.text, XSD + CASTS[name]).id if value else "?"
            case Call(name="str" | "lcase" | "ucase", arguments=(argument,)):
                return self._constant(argument)
        raise Inexpressible("a computed value")

    # what a term may be

    def members(self, node: Term) -> Query:
        """What a term may be in the whole pattern. Raises Inexpressible."""
        reached: set[Term] = set()
        query = self._members(node, None, reached)
        apart = [one for one in self._nodes() if one not in reached]
        if apart or self.truths:
            raise Inexpressible("a condition apart from the answer")
        if query is None:
            raise Inexpressible("anything at all")
        return query

    def some(self) -> Query:
        """A query that stands for anything where the pattern matches, and for nothing where it does not."""
        parts: list[Query] = []
        reached: set[Term] = set()
        for node in sorted(self._nodes(), key=lambda one: (isinstance(one, Var), str(one))):
            if node not in reached:
                part = self._members(node, None, reached)
                if part is None:
                    raise Inexpressible("anything at all")
                parts.append(part)
        parts += self.truths
        if not parts:
            raise Inexpressible("a pattern without triples")
        return parts[0] if len(parts) == 1 else both([*(Any_(of=part) for part in parts), Ids(ids=(TRUE,))])

    def _nodes(self) -> list[Term]:
        nodes: dict[Term, None] = {}
        for edge in self.edges:
            nodes.update({edge.left: None, edge.right: None})
        nodes.update(dict.fromkeys(self.kinds))
        nodes.update(dict.fromkeys(self.conditions))
        nodes.update((variable, None) for variable, _ in self.group.values)
        return list(nodes)

    def _edges_at(self, node: Term) -> list[Edge]:
        return [edge for edge in self.edges if node in (edge.left, edge.right)]

    def _is_told(self, node: Term, reached: set[Term]) -> bool:
        """Whether a term is a variable that is joined with one already reached, not by way of constants."""
        waiting = [node] if isinstance(node, Var) else []
        for one in waiting:
            near = [edge.other(one) for edge in self._edges_at(one)]
            waiting += (other for other in near if isinstance(other, Var) and other not in waiting)
        return any(one in reached for one in waiting)

    def _members(self, node: Term, by: Edge | None, reached: set[Term]) -> Query | None:
        """What a term may be by all but the edge from which it was reached; None for anything.

        What a constant is said to be besides is told once, where it is first reached.
        """
        if node in reached and isinstance(node, Var):
            raise Inexpressible("a cycle of variables")
        if node in reached:
            return Ids(ids=(str(node),))
        if node in self.bound:
            raise Inexpressible("a computed value")
        reached.add(node)
        parts: list[Query] = [] if isinstance(node, Var) else [Ids(ids=(node,))]
        parts += (Ids(ids=values) for variable, values in self.group.values if variable == node)
        parts += (Kind(kind=kind) for kind in self.kinds.get(node, ()))
        tests: list[Test] = []
        for edge in self._edges_at(node):
            if edge is by or (isinstance(node, str) and self._is_told(edge.other(node), reached)):
                continue
            if edge.left == edge.right:
                raise Inexpressible("an edge from a term to itself")
            self._add_edge(node, edge, reached, parts, tests)
        regions = [self._region(condition, node, parts) for condition in self.conditions.get(node, ())]
        parts += (region.query for region in regions if not region.others)
        removed = [region.query for region in regions if region.others]
        if not parts and not tests and not removed:
            return None
        if not parts:
            parts.append(self._anything(node, tests, by))
        query = both(parts)
        for test in tests:
            query = Where(whole=query, test=test)
        return Without(whole=query, part=either(removed)) if removed else query

    def _anything(self, node: Term, tests: list[Test], by: Edge | None = None) -> Query:
        """All that the pattern can mean by a term; a test that a path leads on becomes the start."""
        for at, test in enumerate(tests):
            if isinstance(test, Has):
                del tests[at]
                return Having(path=test.path)
        for edge in self._edges_at(node):
            if edge.steps:
                return either([Having(path=(step,)) for step in edge.steps_from(node)])
        raise Inexpressible("anything at all")

    def _add_edge(self, node: Term, edge: Edge, reached: set[Term], parts: list[Query], tests: list[Test]) -> None:
        other = edge.other(node)
        steps = edge.steps_from(node)
        if len(steps) == 1 and (test := self._leaf_test(other, edge, steps[0])) is not None and other not in reached:
            reached.add(other)
            tests.append(test)
            return
        there = self._members(other, edge, reached)
        if edge.sign is not None:
            if there is None:
                raise Inexpressible("anything at all")
            sign = edge.sign if node == edge.left else TURNED[edge.sign]
            tests.append(Is(sign=sign, right=there))
        elif there is None and len(steps) == 1:
            tests.append(Has(path=steps))
        elif there is None:
            parts.append(either([Having(path=(step,)) for step in steps]))
        else:
            parts.append(either([Walk(start=there, path=(inverse_step(step),)) for step in steps]))

    def _leaf_test(self, leaf: Term, edge: Edge, step: Step) -> Test | None:
        """The one condition on a variable that nothing else is said of, as a condition on its neighbour."""
        conditions = self.conditions.get(leaf, [])
        if len(conditions) != 1 or self._edges_at(leaf) != [edge] or leaf in self.kinds or isinstance(leaf, str):
            return None
        test = self._test(conditions[0], leaf)
        match test:
            case Is(sign=sign, right=Ids(ids=(one,)) as right) if read_value(one) is not None:
                return Compares(by=Measure(path=(step,)), sign=sign, right=right)
            case Says(how=how, text=text):
                return Says(path=(step,), how=how, text=text)
        return None

    def _test(self, condition: Expression, node: Term) -> Is | Says | None:
        """A condition as a test of one term; None for one that is no single test."""
        text = self._text_test(condition)
        if text is not None:
            return text
        left, sign, right = self._comparison(condition)
        if left != node or sign is None or not isinstance(right, str):
            return None
        return Is(sign=sign, right=Ids(ids=(right,)))

    def _text_test(self, condition: Expression) -> Is | Says | None:
        match condition:
            case Call(name="contains" | "strstarts" as name, arguments=(text, said)) if not variables_of(said):
                value = read_value(self._constant(said))
                if value is None:
                    return None
                if isinstance(text, Call) and text.name == "year" and re.fullmatch(r"\d{4}", value.text):
                    return Is(sign="=", right=Ids(ids=(Value("year", value.text).id,)))
                inner_variable(text)
                return Says(how="contains" if name == "contains" else "begins", text=value.text)
            case Call(name="regex", arguments=(text, said, *_)) if not variables_of(said):
                value = read_value(self._constant(said))
                inner_variable(text)
                if value is None:
                    return None
                plain = value.text.removeprefix("^")
                if re.search(r"[\\^$*+?{}\[\]|()]|\.(?=.)", plain):
                    raise Inexpressible("a regular expression")
                return Says(how="begins" if value.text.startswith("^") else "contains", text=plain)
        return None

    def _region(self, condition: Expression, node: Term, parts: list[Query]) -> Region:
        """What passes a condition on one term, where `parts` say what it may be."""
        match condition:
            case Call(name="or" | "and" as name, arguments=arguments):
                regions = [self._region(one, node, []) for one in arguments if not _about_language(one)]
                return _any_of(regions) if name == "or" else _all_of(regions)
            case Call(name="not", arguments=(Call(name=sign, arguments=arguments),)) if sign in OPPOSITE:
                return self._region(Call(OPPOSITE[SIGNS[sign]], arguments), node, parts)
            case Call(name="not", arguments=(argument,)):
                region = self._region(argument, node, [])
                return Region(region.query, not region.others)
            case Call(name="in" | "not in" as name, arguments=(one, *listed)) if inner_variable(one) == node:
                return Region(Ids(ids=tuple(map(self._constant, listed))), name == "not in")
            case Exists(group=group):
                return Region(self._within(group, node))
        test = self._test(condition, node)
        match test:
            case Is(sign="=" | "!=" as sign, right=Ids(ids=(one,)) as right) if read_value(one) is None:
                return Region(right, sign == "!=")
            case None:
                raise Inexpressible(_unknown(condition))
        whole = both(parts) if parts else self._anything(node, [])
        parts.clear()
        return Region(Where(whole=whole, test=test))

    def _within(self, group: Group, node: Term) -> Query:
        """What a term may be in a group of its own."""
        found = []
        for one in alternatives(group):
            inner = Pattern(one, self.now)
            if (inner.own & self.own) - {node}:
                raise Inexpressible("a condition on several variables")
            found.append(inner.members(node))
        return either(found)

    # paths

    def steps_between(self, start: Term, end: Term) -> list[tuple[Term, Edge]]:
        """The edges from one variable to another, each with the term where it begins; none where they are apart."""
        waiting: list[tuple[Term, list[tuple[Term, Edge]]]] = [(start, [])]
        seen = {start}
        for node, way in waiting:
            if node == end:
                return way
            for edge in self._edges_at(node):
                other = edge.other(node)
                if edge.sign is None and other not in seen and (isinstance(other, Var) or other == end):
                    seen.add(other)
                    waiting.append((other, [*way, (node, edge)]))
        return []

    def is_free(self, node: Term, *edges: Edge) -> bool:
        """Whether nothing is said of a variable but by these edges."""
        said = node in self.kinds or node in self.conditions or any(one == node for one, _ in self.group.values)
        return isinstance(node, Var) and not said and all(edge in edges for edge in self._edges_at(node))

    def members_without(self, node: Term, edge: Edge) -> Query | None:
        """What a term may be by all but one edge; None for anything."""
        return self._members(node, edge, set())


def both(parts: Iterable[Query]) -> Query:
    """The intersection; of one part the part."""
    kept = tuple(dict.fromkeys(parts))
    return kept[0] if len(kept) == 1 else Both(parts=kept)


def either(parts: Iterable[Query]) -> Query:
    """The union; of one part the part."""
    kept = tuple(dict.fromkeys(parts))
    if all(isinstance(part, Ids) for part in kept):
        return Ids(ids=tuple(dict.fromkeys(one for part in kept if isinstance(part, Ids) for one in part.ids)))
    return kept[0] if len(kept) == 1 else Either(parts=kept)


def _all_of(regions: list[Region]) -> Region:
    inside = [region.query for region in regions if not region.others]
    outside = [region.query for region in regions if region.others]
    if not inside:
        return Region(either(outside), True)
    return Region(Without(whole=both(inside), part=either(outside)) if outside else both(inside))


def _any_of(regions: list[Region]) -> Region:
    turned = _all_of([Region(region.query, not region.others) for region in regions])
    return Region(turned.query, not turned.others)


def variables_of(expression: Expression) -> set[Var]:
    """The variables that an expression names, in groups within as well."""
    match expression:
        case Var():
            return {expression}
        case Call(arguments=arguments):
            return {one for argument in arguments for one in variables_of(argument)}
        case Exists(group=group):
            found = group.own_variables()
            return found.union(*(variables_of(one) for one in group.filters))
    return set()


def inner_variable(expression: Expression) -> Var | None:
    """The variable that an expression is about, without casts and changes of case; None for a constant.

    Raises Inexpressible where something is computed of it.
    """
    match expression:
        case Var():
            return expression
        case Call(name=name, arguments=(argument,)) if name in {*CASTS, "str", "lcase", "ucase", "year"}:
            return inner_variable(argument)
        case str():
            return None
    raise Inexpressible("a computed value")


def _conjuncts(expression: Expression) -> list[Expression]:
    if isinstance(expression, Call) and expression.name == "and":
        return [one for argument in expression.arguments for one in _conjuncts(argument)]
    return [expression]


def _about_language(expression: Expression) -> bool:
    """Whether it only says in which language a text is, or that it is one."""
    match expression:
        case Call(name="or" | "and" | "not", arguments=arguments):
            return all(map(_about_language, arguments))
        case Call(name="langmatches"):
            return True
        case Call(name="=" | "!=", arguments=(Call(name="lang"), _)):
            return True
        case Call(name="isliteral"):
            return True
    return False


def _unknown(condition: Expression) -> str:
    return f"a condition by {condition.name}()" if isinstance(condition, Call) else "an unknown condition"


def _compared(left: str, sign: Sign, right: str) -> bool:
    one, other = read_value(left), read_value(right)
    if one is None or other is None:
        return (left == right) == (sign == "=")
    try:
        return compare(one, sign, other)
    except IncomparableError:
        return False


def _number(amount: Any) -> str:
    value = number(str(amount))
    if value is None:
        raise Inexpressible("a computed value")
    return value.id
