"""A query as a text that people read and write; the grammar is in `rog.query.read`."""

from __future__ import annotations

import re

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
    Test,
    Total,
    Walk,
    Where,
    Without,
)
from rog.types import RelationPath, Step, read_step
from rog.values import read_value

__all__ = ["BARE_NAME", "KEYWORDS", "to_text", "value_text"]

BARE_NAME = re.compile(r"[^\W\d][\w.:\-]*")
"""A name that is read without quotation marks, unless it is one of KEYWORDS."""
KEYWORDS = frozenset(("and", "or", "not", "where", "is", "has", "it", "true", "false"))

UNIT = re.compile(r"[^\W\d][\w.:\-]*|[%$€£¥]")
ESCAPES = {'"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def to_text(query: QueryNode) -> str:
    """The text of a query; `rog.query.read.read_query` reads it back."""
    match query:
        case Ids(ids=ids):
            return " or ".join(map(_id, ids)) if ids else "none()"
        case Kind(kind=kind):
            return f"kind({_name(kind)})"
        case Having(path=path):
            return f"having({_path(path)})"
        case Walk(start=start, path=path, tests=tests):
            steps = " / ".join(_step(step, hop, tests) for hop, step in enumerate(path, 1))
            inner = f"({to_text(start)})" if isinstance(start, Walk) else _inner(start)
            return f"{inner} / {steps}"
        case EdgeValues(walk=walk, property=name):
            return f"edge({to_text(walk)}, {_name(name)})"
        case Both(parts=parts):
            return " and ".join(map(_inner, parts))
        case Either(parts=parts):
            return " or ".join(map(_inner, parts))
        case Without(whole=whole, part=part):
            return f"{_inner(whole)} not {_inner(part)}"
        case Where(whole=whole, test=test):
            return f"{to_text(whole) if isinstance(whole, Where) else _inner(whole)} where {_test(test)}"
        case Most(whole=whole, by=by, least=least, first=first, count=count):
            places = f", {first}, {count}" if count > 1 else f", {first}" if first > 1 else ""
            return f"{'least' if least else 'most'}({to_text(whole)}, {_measure(by)}{places})"
        case Count(of=of):
            return f"count({to_text(of)})"
        case Exists(of=of):
            return f"exists({to_text(of)})"
        case Total(of=of, how=how, path=path):
            name = {"least": "lowest", "most": "highest"}.get(how, how)
            return f"{name}({to_text(of)}{', ' + _path(path) if path else ''})"
        case Same(left=left, sign=sign, right=right):
            return f"{_inner(left)} {sign} {_inner(right)}"
        case Between(left=left, right=right):
            return f"between({to_text(left)}, {to_text(right)})"
        case Several(parts=parts):
            return "; ".join(map(to_text, parts))
    raise TypeError(f"{query!r} is no query")


def value_text(value_id: str) -> str:
    """A value as it is written in a query."""
    value = read_value(value_id)
    assert value is not None
    match value.kind:
        case "number" if not value.unit:
            return value.text
        case "number" if UNIT.fullmatch(value.unit) and value.unit not in KEYWORDS:
            return f"{value.text} {value.unit}"
        case "date" if re.fullmatch(r"\d{4}-\d\d-\d\d", value.text):
            return value.text
        case "year":
            return f"year({value.text})"
        case "truth":
            return value.text
        case "text" if not value.language and not value.datatype:
            return _quoted(value.text, "'")
    return value_id


def _inner(query: Query) -> str:
    """As a part of a larger text: in brackets where it would not be read back as one part."""
    text = to_text(query)
    whole = isinstance(query, Kind | Having | EdgeValues | Most | Count | Exists | Total | Between | Walk)
    return text if whole or (isinstance(query, Ids) and len(query.ids) < 2) else f"({text})"


def _test(test: Test) -> str:
    match test:
        case IsA(kind=kind):
            return f"is {_name(kind)}"
        case Has(path=path):
            return f"has {_path(path)}"
        case Compares(by=by, sign=sign, right=right):
            return f"{_measure(by)} {sign} {_inner(right)}"
        case Is(sign=sign, right=right):
            return f"it {sign} {_inner(right)}"
        case Says(path=path, how=how, text=text):
            quoted = _quoted(text, "'")
            return f"{_path(path) or 'it'} {how} {quoted}"


def _measure(measure: Measure) -> str:
    return f"count({_path(measure.path)})" if measure.counted else _path(measure.path)


def _path(path: RelationPath) -> str:
    return " / ".join(_step(step, 0, ()) for step in path)


def _step(step: Step, hop: int, tests: tuple[EdgeTest, ...]) -> str:
    relation, forward = read_step(step)
    own = [f"{_name(test.property)} {test.sign} {value_text(test.value)}" for test in tests if test.hop == hop]
    return f"{'' if forward else '^'}{_name(relation)}{'[' + ', '.join(own) + ']' if own else ''}"


def _id(entity_id: str) -> str:
    return value_text(entity_id) if read_value(entity_id) is not None else _name(entity_id)


def _name(name: str) -> str:
    return name if BARE_NAME.fullmatch(name) and name not in KEYWORDS else _quoted(name, '"')


def _quoted(text: str, mark: str) -> str:
    return mark + "".join(ESCAPES[c] if c in ESCAPES and c not in "\"'".replace(mark, "") else c for c in text) + mark
