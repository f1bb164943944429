r"""Shows a query in Cypher 5, to look at and to paste into a database as people have it.

Entities are nodes with their id in a property, kinds are labels, relations are relationship types. What is compared,
ranked and added up is a property of the node that the path before it reaches; so are relations that are named to be.
What a store asks itself is written elsewhere: here values stand in the text, escaped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from rog.query.nodes import (
    Between,
    Both,
    Count,
    EdgeTest,
    EdgeValues,
    Either,
    Exists,
    Has,
    Having,
    Ids,
    Is,
    IsA,
    Kind,
    Measure,
    Most,
    Query,
    QueryNode,
    Same,
    Says,
    Several,
    Test,
    Total,
    Walk,
    Where,
    Without,
)
from rog.types import MAX_HOPS, RelationPath, read_step
from rog.values import Value, read_value

__all__ = ["cypher_text", "quote", "to_cypher"]

BARE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
"""A name that needs no backticks."""
UNICODE_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\u")
"""What Cypher takes for the beginning of a character's number: a `u` after an odd number of backslashes."""

WALKS = "// A path uses no relationship twice and never comes back to where it began."
UNITS = "// Numbers are compared without their units, and years as numbers: write value.year for dates."
SIGNS = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def to_cypher(
    query: QueryNode,
    *,
    id_property: str = "id",
    name_property: str = "name",
    properties: Collection[str] = (),
    symmetric: Collection[str] = (),
) -> str:
    """The query in Cypher 5. `properties` are relations that nodes have as properties, wherever they stand.

    The edges of relations in `symmetric` are walked from either end.
    """
    if isinstance(query, Several):
        names = {"id_property": id_property, "name_property": name_property}
        return ";\n\n".join(to_cypher(part, properties=properties, symmetric=symmetric, **names)
                            for part in query.parts)  # fmt: skip
    writer = _Writer(id_property, name_property, frozenset(properties), frozenset(symmetric))
    rows = writer.rows(query)
    shown = f"{rows.name} AS value" if rows.holds_values else f"{rows.name}.{_name(id_property)} AS id"
    order = "value" if rows.holds_values else "id"
    ordered = [] if isinstance(query, Most) else [f"ORDER BY {order}"]
    return "\n".join([*writer.comments, *rows.lines, f"RETURN DISTINCT {shown}", *ordered])


def quote(name: str) -> str:
    r"""A label, a relationship type or a property key as it is written in Cypher.

    A backtick is doubled. Cypher 5 reads `\u0060` as a backtick before it looks at anything else. So a backslash
    that begins such an escape is written as an escape itself; one after another backslash begins none.
    """
    return "`" + UNICODE_ESCAPE.sub(r"\1\\u005Cu", name).replace("`", "``") + "`"


def cypher_text(value: str) -> str:
    """A text as it is written in Cypher."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"


class _Rows(NamedTuple):
    """Clauses after which each row has a node or a value in the variable of that name."""

    lines: list[str]
    name: str
    holds_values: bool = False


class _Writer:
    """Writes the parts of one query, each with variables of its own."""

    def __init__(
        self, id_property: str, name_property: str, properties: frozenset[str], symmetric: frozenset[str]
    ) -> None:
        self._id, self._named, self._properties, self._symmetric = id_property, name_property, properties, symmetric
        self._count = 0
        self.comments: list[str] = []

    def rows(self, query: Query | QueryNode) -> _Rows:
        """What a query stands for."""
        match query:
            case Ids(ids=ids):
                return self._ids(ids)
            case Kind(kind=kind):
                name = self._new("n")
                return _Rows([f"MATCH ({name}:{_name(kind)})"], name)
            case Having(path=path):
                name = self._new("n")
                return _Rows([f"MATCH ({name})", f"WHERE {self._has(name, path)}"], name)
            case Walk(start=start, path=path, tests=tests):
                return self._walk(self.rows(start), path, tests)
            case EdgeValues(walk=Walk(start=start, path=path, tests=tests), property=name):
                return self._edge_values(self.rows(start), path, tests, name)
            case Both(parts=parts):
                first, *others = [self.rows(part) for part in parts]
                conditions = [f"{first.name} IN {_collected(other)}" for other in others]
                return self._filtered(first, conditions) if conditions else first
            case Either(parts=parts):
                return self._either([self.rows(part) for part in parts])
            case Without(whole=whole, part=part):
                own = self.rows(whole)
                return self._filtered(own, [f"NOT {own.name} IN {_collected(self.rows(part))}"])
            case Where(whole=whole, test=test):
                own = self.rows(whole)
                return self._filtered(own, [self._test(own, test)])
            case Most():
                return self._most(query)
            case Count(of=of):
                own, name = self.rows(of), self._new("count")
                return _Rows([*own.lines, f"WITH count(DISTINCT {own.name}) AS {name}"], name, True)
            case Exists(of=of):
                own, name = self.rows(of), self._new("exists")
                return _Rows([*own.lines, f"WITH count({own.name}) > 0 AS {name}"], name, True)
            case Total(of=of, how=how, path=path):
                own = self.rows(of)
                lines = [*own.lines, f"WITH DISTINCT {own.name}"]
                values = (
                    self._values(_Rows(lines, own.name, own.holds_values), path) if path else _Rows(lines, own.name)
                )
                function = {"sum": "sum", "mean": "avg", "least": "min", "most": "max"}[how]
                name = self._new("total")
                return _Rows([*values.lines, f"WITH {function}({values.name}) AS {name}"], name, True)
            case Same(left=left, sign=sign, right=right):
                return self._same(self.rows(left), sign, self.rows(right))
            case Between(left=left, right=right):
                return self._between(self.rows(left), self.rows(right))
        raise TypeError(f"{query!r} is no query that is asked alone")

    def _new(self, stem: str) -> str:
        self._count += 1
        return f"{stem}{self._count}"

    def _comment(self, comment: str) -> None:
        if comment not in self.comments:
            self.comments.append(comment)

    def _ids(self, ids: Sequence[str]) -> _Rows:
        values = [value for one in ids if (value := read_value(one)) is not None]
        if values:
            name = self._new("value")
            return _Rows([f"UNWIND [{', '.join(map(self._value, values))}] AS {name}"], name, True)
        name = self._new("n")
        listed = ", ".join(map(cypher_text, ids))
        return _Rows([f"MATCH ({name})", f"WHERE {name}.{_name(self._id)} IN [{listed}]"], name)

    def _value(self, value: Value) -> str:
        match value.kind:
            case "number":
                if value.unit:
                    self._comment(UNITS)
                return value.text
            case "truth":
                return value.text
            case "year":
                self._comment(UNITS)
                return str(value.content)
            case "date" if "T" in value.text:
                return f"datetime({cypher_text(value.text)})"
            case "date":
                return f"date({cypher_text(value.text)})"
            case "time":
                return f"time({cypher_text(value.text)})"
        return cypher_text(value.text)

    def _walk(self, start: _Rows, path: RelationPath, tests: Sequence[EdgeTest] = (), edge: str | None = None) -> _Rows:
        """What a path reaches; the last edge is called `edge`."""
        if read_step(path[-1])[0] in self._properties and read_step(path[-1])[1]:
            return self._values(start, path)
        end, pattern, conditions = self._pattern(start.name, path, tests, edge)
        lines = [*start.lines, f"MATCH {pattern}", f"WHERE {' AND '.join(conditions)}"]
        return _Rows(lines, end)

    def _pattern(
        self, start: str, path: RelationPath, tests: Sequence[EdgeTest] = (), edge: str | None = None
    ) -> tuple[str, str, list[str]]:
        """The last node, a pattern, and that no node of it is the first and edges pass the tests."""
        pattern, conditions, end = f"({start})", [], start
        for hop, step in enumerate(path, 1):
            relation, forward = read_step(step)
            own = [test for test in tests if test.hop == hop]
            named = (edge if edge and hop == len(path) else self._new("edge")) if own or edge else ""
            end = self._new("n")
            left, right = ("-", "-") if relation in self._symmetric else ("-", "->") if forward else ("<-", "-")
            pattern += f"{left}[{named}:{_name(relation)}]{right}({end})"
            conditions.append(f"{end} <> {start}")
            conditions += [
                f"{named}.{_name(test.property)} {SIGNS[test.sign]} {self._value(value)}"
                for test in own
                if (value := read_value(test.value)) is not None
            ]
        self._comment(WALKS)
        return end, pattern, conditions

    def _values(self, start: _Rows, path: RelationPath) -> _Rows:
        """The values that a path reaches: its last step is a property."""
        relation, forward = read_step(path[-1])
        if not forward:
            return self._walk(start, path)
        lines, reached = start.lines, start.name
        if len(path) > 1:
            walked = self._walk(start, path[:-1])
            lines, reached = [*walked.lines, f"WITH DISTINCT {start.name}, {walked.name}"], walked.name
        name = self._new("value")
        return _Rows([*lines, f"UNWIND {reached}.{_name(relation)} AS {name}"], name, True)

    def _edge_values(self, start: _Rows, path: RelationPath, tests: Sequence[EdgeTest], name: str) -> _Rows:
        edge, value = self._new("edge"), self._new("value")
        walked = self._walk(start, path, tests, edge)
        return _Rows([*walked.lines, f"UNWIND {edge}.{_name(name)} AS {value}"], value, True)

    def _filtered(self, rows: _Rows, conditions: Sequence[str]) -> _Rows:
        lines = [*rows.lines, f"WITH DISTINCT {rows.name}", f"WHERE {' AND '.join(conditions)}"]
        return _Rows(lines, rows.name, rows.holds_values)

    def _either(self, parts: Sequence[_Rows]) -> _Rows:
        name = self._new("n")
        lines = "\n  UNION\n".join(_indented([*part.lines, f"RETURN {part.name} AS {name}"]) for part in parts)
        return _Rows(["CALL {", lines, "}"], name, all(part.holds_values for part in parts))

    def _has(self, name: str, path: RelationPath) -> str:
        relation, forward = read_step(path[-1])
        if relation in self._properties and forward:
            reached = self._values(_Rows([f"WITH {name}"], name), path)
            return _subquery("EXISTS", [*reached.lines, f"RETURN {reached.name}"])
        _, pattern, conditions = self._pattern(name, path)
        return _subquery("EXISTS", [f"MATCH {pattern}", f"WHERE {' AND '.join(conditions)}"])

    def _test(self, own: _Rows, test: Test) -> str:
        name = own.name
        match test:
            case IsA(kind=kind):
                return f"{name}:{_name(kind)}"
            case Has(path=path):
                return self._has(name, path)
            case Is(sign=sign, right=right):
                return self._holds(_Rows([f"WITH {name}"], name), sign, right)
            case Says():
                return self._says(own, test)
        measured = self._measured(_Rows([f"WITH {name}"], name), test.by)
        return self._holds(measured, test.sign, test.right)

    def _holds(self, left: _Rows, sign: str, right: Query) -> str:
        if isinstance(right, Ids) and len(right.ids) == 1 and (value := read_value(right.ids[0])) is not None:
            condition = f"{left.name} {SIGNS[sign]} {self._value(value)}"
            return _subquery("EXISTS", [*left.lines, f"WITH {left.name} WHERE {condition}", f"RETURN {left.name}"])
        return self._compare(left, sign, self.rows(right))

    def _says(self, own: _Rows, test: Says) -> str:
        """Whether a text that the path reaches, or a value itself, or a name is said so."""
        said = f"{'STARTS WITH' if test.how == 'begins' else 'CONTAINS'} toLower({cypher_text(test.text)})"
        if not test.path:
            written = own.name if own.holds_values else f"{own.name}.{_name(self._named)}"
            return f"toLower(toString({written})) {said}"
        texts = self._values(_Rows([f"WITH {own.name}"], own.name), test.path)
        condition = f"WITH {texts.name} WHERE toLower(toString({texts.name})) {said}"
        return _subquery("EXISTS", [*texts.lines, condition, f"RETURN {texts.name}"])

    def _compare(self, left: _Rows, sign: str, right: _Rows) -> str:
        other = self._new("other")
        lines = [
            *left.lines,
            f"CALL {{\n{_indented([*right.lines, f'RETURN DISTINCT {right.name} AS {other}'])}\n}}",
            f"WITH {left.name}, {other} WHERE {left.name} {SIGNS[sign]} {other}",
            f"RETURN {left.name}",
        ]
        return _subquery("EXISTS", lines)

    def _measured(self, rows: _Rows, by: Measure) -> _Rows:
        if not by.counted:
            return self._values(rows, by.path)
        reached, name = self._walk(_Rows([f"WITH {rows.name}"], rows.name), by.path), self._new("count")
        counted = _subquery("COUNT", [*reached.lines, f"RETURN DISTINCT {reached.name}"])
        return _Rows([*rows.lines, f"WITH {rows.name}, {counted} AS {name}"], name, True)

    def _most(self, query: Most) -> _Rows:
        own = self.rows(query.whole)
        kept = _Rows([*own.lines, f"WITH DISTINCT {own.name}"], own.name)
        measured = self._measured(kept, query.by)
        best, ranked, one, place = (self._new(stem) for stem in ("best", "ranked", "one", "place"))
        function, better = ("min", "<") if query.least else ("max", ">")
        first = query.first - 1
        lines = [
            *measured.lines,
            f"WITH {own.name}, {function}({measured.name}) AS {best}",
            f"WITH collect({{node: {own.name}, best: {best}}}) AS {ranked}",
            f"UNWIND {ranked} AS {one}",
            f"WITH {one}, size([other IN {ranked} WHERE other.best {better} {one}.best]) AS {place}",
            f"WHERE {first} <= {place} AND {place} < {first + query.count}",
            f"WITH {one}.node AS {own.name}, {place} ORDER BY {place}",
        ]
        return _Rows(lines, own.name)

    def _same(self, left: _Rows, sign: str, right: _Rows) -> _Rows:
        name = self._new("same")
        if left.holds_values or right.holds_values:
            return _Rows([f"WITH {self._compare(left, sign, right)} AS {name}"], name, True)
        one, other = (f"{_collected(rows)}" for rows in (left, right))
        equal = f"all(node IN {one} WHERE node IN {other}) AND all(node IN {other} WHERE node IN {one})"
        return _Rows([f"WITH {'' if sign == '=' else 'NOT '}({equal}) AS {name}"], name, True)

    def _between(self, left: _Rows, right: _Rows) -> _Rows:
        path, name = self._new("path"), self._new("n")
        inner = f"nodes({path})[1..-1]"
        lines = [
            *left.lines,
            f"WITH DISTINCT {left.name}",
            *right.lines,
            f"MATCH {path} = allShortestPaths(({left.name})-[*1..{MAX_HOPS}]-({right.name}))",
            f"UNWIND CASE WHEN length({path}) > 1 THEN {inner} ELSE [{right.name}] END AS {name}",
        ]
        return _Rows(lines, name)


def _collected(rows: _Rows) -> str:
    return _subquery("COLLECT", [*rows.lines, f"RETURN DISTINCT {rows.name}"])


def _subquery(word: str, lines: Sequence[str]) -> str:
    return f"{word} {{\n{_indented(lines)}\n}}"


def _indented(lines: Sequence[str]) -> str:
    return "\n".join(f"  {line}" for line in "\n".join(lines).split("\n"))


def _name(name: str) -> str:
    return name if BARE_NAME.fullmatch(name) else quote(name)
