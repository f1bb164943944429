r"""Reads the text form of queries.

    query      = question { ";" question }                    several questions in one
    question   = either [ sign either ]                       compares two sides
    either     = both { "or" both }                           union
    both       = difference { "and" difference }              intersection
    difference = filtered { "not" filtered }                  what the first has and the others have not
    filtered   = walk { "where" test }                        those that pass
    walk       = start { "/" step }                           what a relation path reaches
    step       = [ "^" ] name [ "[" name sign value { "," name sign value } "]" ]
    test       = "is" name | "has" path | ( measure | "it" ) sign walk
               | ( path | "it" ) ( "contains" | "begins" ) text
    measure    = path | "count(" path ")"
    start      = name | value | "(" question ")" | function
    function   = "kind(" name ")" | "having(" path ")" | "count(" either ")" | "exists(" either ")"
               | ("most" | "least") "(" either "," measure [ "," first [ "," count ]] ")"
               | ("sum" | "mean" | "lowest" | "highest") "(" either [ "," path ] ")"
               | "edge(" walk "," name ")" | "between(" either "," either ")" | "none()"
    value      = 1990 | 1.5 km | 1999-05-03 | year(1999) | true | 'text' | "…"^^xsd:date | "…"@de

A name is a word, or stands in double quotation marks; `\` escapes within quotation marks. A number alone is a value:
an entity with such an id needs quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from rog.errors import InputError, QuerySyntaxError
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
    How,
    Ids,
    Is,
    IsA,
    Kind,
    Measure,
    Most,
    Query,
    Same,
    Says,
    Several,
    Sign,
    Test,
    Total,
    Walk,
    Where,
    Without,
    check_size,
)
from rog.query.write import KEYWORDS
from rog.types import MAX_HOPS, RelationPath, make_step
from rog.values import Value, number, read_value, value_from_text

__all__ = ["read_query"]

MAX_CHARACTERS = 20_000
"""Longest text of a query."""
MAX_DEPTH = 40
"""Most brackets within each other."""

TOKEN = re.compile(
    r"""\s*(?:
      (?P<value>"(?:[^"\\\n]|\\.)*"(?:\^\^(?:xsd:\w+|cdt:ucum|<[^<>\s]*>)|@[A-Za-z]+(?:-[A-Za-z0-9]+)*))
    | (?P<quoted>"(?:[^"\\]|\\.)*")
    | (?P<text>'(?:[^'\\]|\\.)*')
    | (?P<date>\d{4}-\d\d-\d\d(?!\w))
    | (?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\d])
    | (?P<name>[^\W\d][\w.:\-]*)
    | (?P<unit>[%$€£¥°²³µ][\w²³/]*)
    | (?P<sign><=|>=|!=|=|<|>)
    | (?P<mark>[()\[\],;/^])
    )""",
    re.VERBOSE,
)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}

HOW: dict[str, How] = {"sum": "sum", "mean": "mean", "lowest": "least", "highest": "most"}


class Token(NamedTuple):
    """A part of the text: its group in TOKEN, what it says, and its offset."""

    kind: str
    text: str
    at: int


def read_query(text: str) -> Query:
    """The query that a text says. Raises QuerySyntaxError with the place; InputError for one that cannot be."""
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"a query has at most {MAX_CHARACTERS:,} characters; this one has {len(text):,}")
    reader = _Reader(text)
    query = reader.query()
    check_size(query)
    return query


class _Reader:
    """Recursive descent over the tokens of a text."""

    def __init__(self, text: str) -> None:
        self._text, self._depth = text, 0
        self._tokens = list(self._split(text))
        self._next = 0

    def query(self) -> Query:
        parts = [self._question()]
        while self._take("mark", ";"):
            parts.append(self._question())
        if self._here.kind != "end":
            raise self._error("the query ends before this")
        return parts[0] if len(parts) == 1 else Several(parts=tuple(parts))

    def _split(self, text: str) -> list[Token]:
        tokens, at = [], 0
        while text[at:].strip():
            match = TOKEN.match(text, at)
            if match is None:
                start = at + len(text[at:]) - len(text[at:].lstrip())
                raise QuerySyntaxError(
                    text, start, "this is no name, value or sign (put names in double quotation marks)"
                )
            kind = str(match.lastgroup)
            tokens.append(Token(kind, match[kind], match.start(kind)))
            at = match.end()
        return [*tokens, Token("end", "", len(text))]

    @property
    def _here(self) -> Token:
        return self._tokens[self._next]

    def _error(self, reason: str) -> QuerySyntaxError:
        return QuerySyntaxError(self._text, self._here.at, reason)

    def _take(self, kind: str, text: str | None = None) -> Token | None:
        token = self._here
        if token.kind != kind or (text is not None and token.text != text):
            return None
        self._next += 1
        return token

    def _expect(self, mark: str) -> None:
        if self._take("mark", mark) is None:
            raise self._error(f"expected {mark!r}")

    def _word(self, word: str) -> bool:
        return self._take("name", word) is not None

    def _question(self) -> Query:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(f"more than {MAX_DEPTH} brackets within each other")
        left = self._either()
        sign = self._take("sign")
        query = Same(left=left, sign=_sign(sign), right=self._either()) if sign else left
        self._depth -= 1
        return query

    def _either(self) -> Query:
        parts = self._list(self._both, "or")
        if all(isinstance(part, Ids) for part in parts):
            return Ids(ids=tuple(dict.fromkeys(one for part in parts if isinstance(part, Ids) for one in part.ids)))
        return parts[0] if len(parts) == 1 else Either(parts=tuple(parts))

    def _both(self) -> Query:
        parts = self._list(self._difference, "and")
        return parts[0] if len(parts) == 1 else Both(parts=tuple(parts))

    def _difference(self) -> Query:
        whole, *rest = self._list(self._filtered, "not")
        for part in rest:
            whole = Without(whole=whole, part=part)
        return whole

    def _list(self, read: Callable[[], Query], word: str) -> list[Query]:
        parts = [read()]
        while self._word(word):
            parts.append(read())
        return parts

    def _filtered(self) -> Query:
        query = self._walk()
        while self._word("where"):
            query = Where(whole=query, test=self._test())
        return query

    def _walk(self) -> Query:
        query, began = self._start(), self._here
        if not self._take("mark", "/"):
            return query
        steps, tests = self._steps(with_tests=True)
        if len(steps) > MAX_HOPS:
            raise QuerySyntaxError(
                self._text, began.at, f"a relation path has at most {MAX_HOPS} steps; put the first ones in brackets"
            )
        return Walk(start=query, path=steps, tests=tests)

    def _steps(self, *, with_tests: bool) -> tuple[RelationPath, tuple[EdgeTest, ...]]:
        steps: list[str] = []
        tests: list[EdgeTest] = []
        while True:
            forward = self._take("mark", "^") is None
            steps.append(make_step(self._name("a relation"), forward))
            if with_tests and self._take("mark", "["):
                tests.append(self._edge_test(len(steps)))
                while self._take("mark", ","):
                    tests.append(self._edge_test(len(steps)))
                self._expect("]")
            if not self._take("mark", "/"):
                return tuple(steps), tuple(tests)

    def _edge_test(self, hop: int) -> EdgeTest:
        name, sign = self._name("a property of the edge"), self._take("sign")
        if sign is None:
            raise self._error("expected one of = != < <= > >=")
        value = self._value()
        if value is None:
            raise self._error("expected a value")
        if hop > MAX_HOPS:
            raise self._error(f"a relation path has at most {MAX_HOPS} steps")
        return EdgeTest(hop=hop, property=name, sign=_sign(sign), value=value)

    def _path(self) -> RelationPath:
        began = self._here
        path, _ = self._steps(with_tests=False)
        if len(path) > MAX_HOPS:
            raise QuerySyntaxError(self._text, began.at, f"a relation path has at most {MAX_HOPS} steps")
        return path

    def _test(self) -> Test:
        if self._word("is"):
            return IsA(kind=self._name("a kind"))
        if self._word("has"):
            return Has(path=self._path())
        by = None if self._word("it") else self._measure()
        for how in ("contains", "begins"):
            if (by is None or not by.counted) and self._word(how):
                text = self._take("text")
                if text is None:
                    raise self._error("expected a text in single quotation marks")
                return Says(path=by.path if by else (), how=how, text=_unescaped(text.text))
        sign = self._take("sign")
        if sign is None:
            raise self._error("expected one of = != < <= > >= contains begins")
        right = self._walk()
        return Compares(by=by, sign=_sign(sign), right=right) if by else Is(sign=_sign(sign), right=right)

    def _measure(self) -> Measure:
        if self._here == ("name", "count", self._here.at) and self._tokens[self._next + 1].text == "(":
            self._next += 2
            measure = Measure(path=self._path(), counted=True)
            self._expect(")")
            return measure
        return Measure(path=self._path())

    def _start(self) -> Query:
        if self._take("mark", "("):
            query = self._question()
            self._expect(")")
            return query
        value = self._value()
        if value is not None:
            return Ids(ids=(value,))
        token = self._here
        if token.kind == "name" and token.text in FUNCTIONS and self._tokens[self._next + 1].text == "(":
            self._next += 2
            query = FUNCTIONS[token.text](self)
            self._expect(")")
            return query
        return Ids(ids=(self._name("an entity, a value, a function or brackets"),))

    def _name(self, wanted: str) -> str:
        quoted = self._take("quoted")
        if quoted is not None:
            return _unescaped(quoted.text)
        if self._here.kind == "name" and self._here.text not in KEYWORDS:
            self._next += 1
            return self._tokens[self._next - 1].text
        raise self._error(f"expected {wanted}")

    def _value(self) -> str | None:
        """The id of the value that stands here; None where none does."""
        token = self._here
        value: Value | None = None
        match token.kind:
            case "number":
                self._next += 1
                value = number(token.text, self._unit())
            case "date":
                self._next += 1
                value = value_from_text(token.text, "date")
            case "text":
                self._next += 1
                value = Value("text", _unescaped(token.text))
            case "value":
                self._next += 1
                value = read_value(token.text)
            case "name" if token.text in ("true", "false"):
                self._next += 1
                value = Value("truth", token.text)
            case "name" if token.text == "year" and self._tokens[self._next + 1].text == "(":
                self._next += 2
                year = self._take("number")
                value = value_from_text(year.text, "year") if year else None
                if value is not None:
                    self._expect(")")
            case _:
                return None
        if value is None:
            raise QuerySyntaxError(self._text, token.at, f"{token.text!r} is no {token.kind}")
        return value.id

    def _unit(self) -> str:
        """The unit behind a number: a word that is none of the language's own."""
        token = self._here
        is_word = token.kind == "unit" or (token.kind == "name" and token.text not in KEYWORDS)
        if not is_word:
            return ""
        self._next += 1
        unit = token.text
        while self._here.kind == "unit" and self._here.at == token.at + len(unit):
            unit += self._here.text
            self._next += 1
        return unit

    def _number(self, wanted: str) -> int:
        text = self._here.text
        if self._here.kind != "number" or not text.isdigit() or int(text) < 1:
            raise self._error(f"expected {wanted}")
        self._next += 1
        return int(text)

    def _none(self) -> Query:
        return Ids(ids=())

    def _kind(self) -> Query:
        return Kind(kind=self._name("a kind"))

    def _having(self) -> Query:
        return Having(path=self._path())

    def _count(self) -> Query:
        return Count(of=self._question())

    def _exists(self) -> Query:
        return Exists(of=self._question())

    def _most(self, *, least: bool = False) -> Query:
        whole = self._either()
        self._expect(",")
        by, first, count = self._measure(), 1, 1
        if self._take("mark", ","):
            first = self._number("the first place, from 1")
            if self._take("mark", ","):
                count = self._number("how many places, at least 1")
        return Most(whole=whole, by=by, least=least, first=first, count=count)

    def _least(self) -> Query:
        return self._most(least=True)

    def _total(self, how: How) -> Query:
        of = self._either()
        return Total(of=of, how=how, path=self._path() if self._take("mark", ",") else ())

    def _edge(self) -> Query:
        began, walk = self._here, self._walk()
        if not isinstance(walk, Walk):
            raise QuerySyntaxError(self._text, began.at, "edge() takes a walk: edge(Ann / works_for, since)")
        self._expect(",")
        return EdgeValues(walk=walk, property=self._name("a property of the edge"))

    def _between(self) -> Query:
        left = self._either()
        self._expect(",")
        return Between(left=left, right=self._either())


FUNCTIONS: dict[str, Callable[[_Reader], Query]] = {
    "kind": _Reader._kind,
    "having": _Reader._having,
    "count": _Reader._count,
    "exists": _Reader._exists,
    "most": _Reader._most,
    "least": _Reader._least,
    "edge": _Reader._edge,
    "between": _Reader._between,
    "none": _Reader._none,
    **{name: partial(_Reader._total, how=how) for name, how in HOW.items()},
}


def _sign(token: Token) -> Sign:
    return token.text  # type: ignore[return-value]


def _unescaped(quoted: str) -> str:
    return ESCAPE.sub(lambda match: ESCAPED.get(match[1], match[1]), quoted[1:-1])
