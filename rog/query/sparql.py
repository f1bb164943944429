"""Writes queries in SPARQL 1.1, to look at and to paste.

A graph is taken to be RDF: an id that is no IRI becomes one below a base, kinds are said by `rdf:type`, and what an
edge knows by an `rdf:Statement` about it (RDF 1.1 Semantics, appendix D.1). SPARQL knows no units of measurement, no
order of dates of several precisions, and no relations declared symmetric: there answers may differ from rog's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from rog.errors import InputError
from rog.query.nodes import (
    Between,
    Both,
    Compares,
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
    Total,
    Walk,
    Where,
    Without,
)
from rog.types import RelationPath, Step, read_step
from rog.values import Value, read_value

__all__ = ["BASE", "iri", "literal", "to_sparql"]

BASE = "https://example.org/"
"""Where ids that are no IRIs are put."""

IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:(?:[\w\-.~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}

PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "cdt": "https://w3id.org/cdt/",
}
DATATYPES = {
    "number": "xsd:integer, xsd:decimal, xsd:double, xsd:float, cdt:ucum",
    "date": "xsd:date, xsd:dateTime, xsd:gYearMonth",
    "time": "xsd:time",
    "year": "xsd:gYear",
    "truth": "xsd:boolean",
    "text": "xsd:string, rdf:langString",
    "address": "xsd:anyURI",
}
"""The datatypes of each kind of values."""
HOW = {"sum": "SUM", "mean": "AVG", "least": "MIN", "most": "MAX"}

Lines = list[str]


def to_sparql(query: QueryNode, *, base: str = BASE) -> str:
    """The query in SPARQL 1.1; one of several questions becomes several queries, one after the other.

    A variable `?answer` holds the answers; whether there are any is an ASK. Raises InputError for a base that is no
    IRI.
    """
    if IRI.fullmatch(base) is None:
        raise InputError(f"{base!r} is no IRI, so no others can begin with it")
    if isinstance(query, Several):
        parts = (f"# Question {number}\n{to_sparql(part, base=base)}" for number, part in enumerate(query.parts, 1))
        return "\n\n".join(parts)
    body = _Writer(base).question(query)  # type: ignore[arg-type]
    without_literals = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>|#.*', "", body)
    used = [f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if f"{name}:" in without_literals]
    return "\n".join([*used, body])


def iri(name: str, base: str = BASE) -> str:
    """An id, kind or relation as an IRI in angle brackets."""
    whole = name if IRI.fullmatch(name) else base + quote(name, safe="", errors="surrogatepass")
    return f"<{whole}>"


def literal(value: Value, base: str = BASE) -> str:
    """A value as an RDF term."""
    written, _, suffix = value.id.rpartition("^^")
    if value.kind in ("number", "truth") and suffix != "cdt:ucum":
        return value.text
    text = '"' + "".join(ESCAPES.get(one, one) for one in _text(value)).encode("utf-8", "replace").decode() + '"'
    if value.language:
        return f"{text}@{value.language}"
    if not written or suffix == "xsd:string":
        return text
    return f"{text}^^{iri(value.datatype, base) if value.datatype else suffix}"


def _text(value: Value) -> str:
    return f"{value.text} {value.unit}" if value.unit else value.text


class _Writer:
    """Writes one query. A pattern is the lines of a group that binds a variable to what a query stands for."""

    def __init__(self, base: str) -> None:
        self._base, self._made = base, 0

    def question(self, query: Query) -> str:
        match query:
            case Exists(of=of):
                return _block("ASK", self._pattern(of, "?answer"))
            case Count(of=of):
                return _block("SELECT (COUNT(DISTINCT ?one) AS ?answer)", self._pattern(of, "?one"))
            case Same():
                return _block("ASK", self._same(query))
            case _:
                return _block("SELECT DISTINCT ?answer", self._pattern(query, "?answer"))

    def _new(self, name: str) -> str:
        self._made += 1
        return f"?{name}{self._made}"

    def _term(self, entity_id: str) -> str:
        value = read_value(entity_id)
        return iri(entity_id, self._base) if value is None else literal(value, self._base)

    def _pattern(self, query: Query, target: str) -> Lines:
        match query:
            case Ids(ids=ids):
                return [f"VALUES {target} {{ {' '.join(map(self._term, ids))} }}"]
            case Kind(kind=kind):
                return [f"{target} rdf:type {iri(kind, self._base)} ."]
            case Having(path=path):
                return self._chain(target, path, self._new("end"))
            case Walk():
                return self._walk(query, target)
            case EdgeValues(walk=walk, property=name):
                return self._walk(walk, self._new("end"), asked=(name, target))
            case Both(parts=parts):
                return [line for part in parts for line in self._pattern(part, target)]
            case Either(parts=parts):
                return _joined("UNION", [self._pattern(part, target) for part in parts])
            case Without(whole=whole, part=part):
                return [*self._group(whole, target), *_nested("MINUS", self._pattern(part, target))]
            case Where(whole=whole, test=Compares(by=by, sign=sign, right=right)):
                value = self._new("value")
                measured = (
                    self._best(whole, by, target, value) if by.counted else self._values(whole, by, target, value)
                )
                return [*measured, *self._beside(value, sign, right)]
            case Where(whole=whole, test=IsA(kind=kind)):
                return [*self._pattern(whole, target), *self._of_kind(kind, target)]
            case Where(whole=whole, test=Has(path=path)):
                led = _nested("FILTER EXISTS", self._chain(target, path, self._new("end")))
                return [*self._pattern(whole, target), *led]
            case Where(whole=whole, test=Is(sign=sign, right=right)):
                return [*self._pattern(whole, target), *self._beside(target, sign, right)]
            case Where(whole=whole, test=Says() as test):
                return [*self._pattern(whole, target), *self._saying(test, target)]
            case Most():
                return self._most(query, target)
            case Count(of=of):
                one = self._new("one")
                return _subquery(f"SELECT (COUNT(DISTINCT {one}) AS {target})", self._pattern(of, one))
            case Exists(of=of):
                return _truth(_nested("EXISTS", self._pattern(of, self._new("one"))), target)
            case Total():
                return self._total(query, target)
            case Same():
                return _truth(_nested("EXISTS", self._same(query)), target)
            case Between(left=left, right=right):
                return self._between(left, right, target)
        raise InputError("several questions in one are asked side by side, and not within another query")

    def _of_kind(self, kind: str, target: str) -> Lines:
        """A value is of its own kind, by its datatype."""
        own = self._pattern(Kind(kind=kind), target)
        if kind not in DATATYPES:
            return own
        return [f"FILTER(DATATYPE({target}) IN ({DATATYPES[kind]}) || EXISTS {{ {' '.join(own)} }})"]

    def _group(self, query: Query, target: str) -> Lines:
        """The pattern in braces, so that no MINUS behind it or filter in it is about other lines."""
        return ["{", *_indented(self._pattern(query, target)), "}"]

    def _start(self, query: Query, name: str) -> tuple[str, Lines]:
        """The term that stands for what the query stands for, with the lines that bind it: none for one id."""
        if isinstance(query, Ids) and len(query.ids) == 1 and read_value(query.ids[0]) is None:
            return self._term(query.ids[0]), []
        variable = self._new(name)
        return variable, self._pattern(query, variable)

    def _walk(self, walk: Walk, target: str, asked: tuple[str, str] | None = None) -> Lines:
        start, lines = self._start(walk.start, "start")
        return [*lines, *self._chain(start, walk.path, target, walk.tests, asked)]

    def _chain(
        self,
        start: str,
        path: RelationPath,
        end: str,
        tests: Sequence[EdgeTest] = (),
        asked: tuple[str, str] | None = None,
    ) -> Lines:
        """A walk along the path: never back to where it began, by no edge twice, through no value."""
        nodes = [start, *(self._new("via") for _ in path[1:]), end]
        lines = [self._edge(step, nodes[at], nodes[at + 1]) for at, step in enumerate(path)]
        for hop, step in enumerate(path, 1):
            own = [test for test in tests if test.hop == hop]
            if own or (asked and hop == len(path)):
                lines += self._statement(step, nodes[hop - 1], nodes[hop], own, asked if hop == len(path) else None)
        rules = [f"!sameTerm({node}, {start})" for node in nodes[1:]]
        rules += [f"!isLiteral({node})" for node in nodes[1:-1]]
        rules += _edges_twice(path, nodes)
        return [*lines, f"FILTER({' && '.join(rules)})"]

    def _edge(self, step: Step, source: str, target: str) -> str:
        relation, forward = read_step(step)
        head, tail = (source, target) if forward else (target, source)
        return f"{head} {iri(relation, self._base)} {tail} ."

    def _statement(
        self, step: Step, source: str, target: str, tests: Sequence[EdgeTest], asked: tuple[str, str] | None
    ) -> Lines:
        """What an edge knows, as an `rdf:Statement` about it has it."""
        relation, forward = read_step(step)
        head, tail = (source, target) if forward else (target, source)
        statement = self._new("edge")
        said = f"rdf:subject {head} ; rdf:predicate {iri(relation, self._base)} ; rdf:object {tail}"
        lines = [f"{statement} {said} ."]
        for test in tests:
            value = self._new("known")
            lines.append(f"{statement} {iri(test.property, self._base)} {value} .")
            lines.append(f"FILTER({_compared(value, test.sign, self._term(test.value), read_value(test.value))})")
        if asked is not None:
            lines.append(f"{statement} {iri(asked[0], self._base)} {asked[1]} .")
        return lines

    def _values(self, whole: Query, by: Measure, target: str, value: str) -> Lines:
        """Binds each of the whole, and each of its values."""
        return [*self._pattern(whole, target), *self._chain(target, by.path, value)]

    def _best(self, whole: Query, by: Measure, target: str, best: str, *, least: bool = False) -> Lines:
        """Binds each of the whole, and its greatest value, or its least; or how many ends it has."""
        value = self._new("value")
        lines = self._group(whole, target)
        chain = self._chain(target, by.path, value)
        if by.counted:
            head, lines = f"COUNT(DISTINCT {value})", [*lines, *_nested("OPTIONAL", chain)]
        else:
            head, lines = f"{'MIN' if least else 'MAX'}({value})", [*lines, *chain]
        return _subquery(f"SELECT {target} ({head} AS {best})", lines, f"GROUP BY {target}")

    def _saying(self, test: Says, target: str) -> Lines:
        """By the text of a value; by the names of an entity, or its IRI where it has none."""
        text, name = self._new("text") if test.path else target, self._new("name")
        lines = self._chain(target, test.path, text) if test.path else []
        lines += _nested("OPTIONAL", [f"{text} rdfs:label|skos:altLabel {name} ."])
        function = "STRSTARTS" if test.how == "begins" else "CONTAINS"
        said = literal(Value("text", test.text))
        return [*lines, f"FILTER({function}(LCASE(STR(COALESCE({name}, {text}))), LCASE({said})))"]

    def _beside(self, left: str, sign: str, right: Query) -> Lines:
        """The lines that keep what stands so to any of the right side; an entity differs where it is none of them."""
        if isinstance(right, Ids) and right.ids:
            entities = [self._term(one) for one in right.ids if read_value(one) is None]
            each = [_compared(left, sign, self._term(one), read_value(one)) for one in right.ids if read_value(one)]
            if sign == "=" and entities:
                each.append(f"{left} IN ({', '.join(entities)})")
            if sign == "!=":
                each = [f"isLiteral({left}) && ({' || '.join(each)})"] if each else []
                listed = f" && {left} NOT IN ({', '.join(entities)})" if entities else ""
                each.append(f"!isLiteral({left}){listed}")
            return [f"FILTER({' || '.join(each) or 'false'})"]
        other = self._new("other")
        if sign != "!=" or _is_computed(right):
            return [*self._group(right, other), f"FILTER({left} {sign} {other})"]
        differing = _nested("EXISTS", [*self._group(right, other), f"FILTER({left} != {other})"])
        same = self._new("other")
        none = _nested("NOT EXISTS", [*self._group(right, same), f"FILTER(sameTerm({left}, {same}))"])
        return _filter_if([f"isLiteral({left})"], differing, none)

    def _most(self, query: Most, target: str) -> Lines:
        """By what is best of each: those with so few better ones. Who shares a place shares the answer."""
        best, rival, rival_best = self._new("best"), self._new("rival"), self._new("best")
        own = self._best(query.whole, query.by, target, best, least=query.least)
        others = self._best(query.whole, query.by, rival, rival_best, least=query.least)
        if query.first == query.count == 1:
            top = self._new("top")
            first = _subquery(f"SELECT ({'MIN' if query.least else 'MAX'}({rival_best}) AS {top})", others)
            return [*own, *first, f"FILTER({best} = {top})"]
        better = [*others, f"FILTER({rival_best} {'<' if query.least else '>'} {best})"]
        place = f"COUNT(DISTINCT {rival})"
        last = query.first + query.count - 1
        return _subquery(
            f"SELECT {target}",
            [*own, *_nested("OPTIONAL", better)],
            f"GROUP BY {target} HAVING({place} >= {query.first - 1} && {place} < {last})",
        )

    def _total(self, query: Total, target: str) -> Lines:
        """Of each pair of an entity and its value, so that equal values of two entities count twice."""
        one = self._new("one")
        value = self._new("value") if query.path else one
        lines = self._pattern(query.of, one)
        if query.path:
            lines += self._chain(one, query.path, value)
        pairs = _subquery(f"SELECT DISTINCT {' '.join(dict.fromkeys((one, value)))}", lines)
        return _subquery(f"SELECT ({HOW[query.how]}({value}) AS {target})", pairs, f"HAVING(COUNT({value}) > 0)")

    def _same(self, query: Same) -> Lines:
        """As sets where both sides are entities; else some value of the left beside some value of the right.

        Where nothing is known of a side, rog says neither yes nor no, and SPARQL says no.
        """
        left, right = self._new("left"), self._new("right")
        compared = [*self._group(query.left, left), *self._group(query.right, right)]
        compared.append(f"FILTER({left} {query.sign} {right})")
        if query.sign not in ("=", "!=") or _is_computed(query.left) or _is_computed(query.right):
            return [*self._group(query.left, left), *self._beside(left, query.sign, query.right)]
        sides = ((query.left, query.right), (query.right, query.left))
        values: list[Lines] = []
        differing: list[Lines] = []
        for one, other in sides:
            mark, kept = self._new("one"), self._new("one")
            values.append(_nested("EXISTS", [*self._group(one, mark), f"FILTER(isLiteral({mark}))"]))
            differing.append(
                _nested("EXISTS", [*self._group(one, kept), *_nested("MINUS", self._pattern(other, kept))])
            )
        as_sets = ["(" if query.sign == "!=" else "!(", *_indented(_joined("||", differing, braces=False)), ")"]
        condition = _joined("||", values, braces=False)
        return _filter_if(condition, _nested("EXISTS", compared), as_sets)

    def _between(self, left: Query, right: Query, target: str) -> Lines:
        """SPARQL has no shortest path; nearest to it is a property path of any relations in any direction."""
        source, sources = self._start(left, "left")
        goal, goals = self._start(right, "right")
        anything = "(!rdf:type|!^rdf:type)+"
        return [
            "# SPARQL has no shortest path: these lie on any way from one to the other, of any length.",
            *sources,
            *goals,
            f"{source} {anything} {target} .",
            f"{target} {anything} {goal} .",
            f"FILTER(!sameTerm({target}, {source}) && !sameTerm({target}, {goal}))",
        ]


def _is_computed(query: Query) -> bool:
    """Whether it stands for values, whatever the graph."""
    if isinstance(query, Ids):
        return bool(query.ids) and all(read_value(one) is not None for one in query.ids)
    return isinstance(query, Count | Exists | Total | EdgeValues | Same)


def _compared(left: str, sign: str, right: str, value: Value | None) -> str:
    """The condition that a term stands so to a value: a date to a year by its own year, an amount in its unit."""
    if value is None:
        return "false"
    if value.kind == "year" and len(value.text) == 4:
        return f"xsd:integer(SUBSTR(STR({left}), 1, 4)) {sign} {int(value.text)}"
    if value.kind == "number" and value.unit:
        unit = literal(Value("text", value.unit))
        return (
            f'STRAFTER(STR({left}), " ") = {unit}'
            f' && xsd:decimal(STRBEFORE(STR({left}), " ")) {sign} xsd:decimal("{value.text}")'
        )
    if value.kind in ("text", "address") and sign in ("=", "!="):
        return f"isLiteral({left}) && STR({left}) {sign} {literal(Value('text', value.text))}"
    return f"{left} {sign} {right}"


def _edges_twice(path: RelationPath, nodes: Sequence[str]) -> Iterable[str]:
    """Rules that no two hops of one relation are the same edge; the first hop's cannot be walked so again."""
    steps = [read_step(step) for step in path]
    for later in range(1, len(path)):
        for earlier in range(later):
            if steps[earlier][0] != steps[later][0]:
                continue
            turned = steps[earlier][1] != steps[later][1]
            back = (nodes[later + 1], nodes[later]) if turned else (nodes[later], nodes[later + 1])
            pairs = [pair for pair in zip(nodes[earlier : earlier + 2], back, strict=True) if pair[0] != pair[1]]
            if any(nodes[0] in pair for pair in pairs):
                continue  # no hop comes back there
            same = " && ".join(f"sameTerm({one}, {other})" for one, other in pairs)
            yield f"!({same})"


def _block(head: str, lines: Lines) -> str:
    where = "" if head == "ASK" else "WHERE "
    return "\n".join([head, f"{where}{{", *_indented(lines), "}"])


def _nested(word: str, lines: Lines) -> Lines:
    return [f"{word} {{", *_indented(lines), "}"]


def _subquery(select: str, lines: Lines, behind: str = "") -> Lines:
    return ["{", *_indented([select, *_nested("WHERE", lines), *([behind] if behind else [])]), "}"]


def _truth(condition: Lines, target: str) -> Lines:
    return _subquery(f"SELECT {target}", ["BIND(", *_indented(condition), f"AS {target})"])


def _filter_if(condition: Lines, then: Lines, otherwise: Lines) -> Lines:
    return ["FILTER(IF(", *_indented([*condition, ",", *then, ",", *otherwise]), "))"]


def _joined(word: str, groups: Sequence[Lines], *, braces: bool = True) -> Lines:
    lines: Lines = []
    for group in groups:
        lines += [word] if lines else []
        lines += ["{", *_indented(group), "}"] if braces else group
    return lines


def _indented(lines: Iterable[str]) -> Lines:
    return ["  " + line for line in lines]
