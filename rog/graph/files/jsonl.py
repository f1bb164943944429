"""JSON lines: an object or a [head, relation, tail] array on each line; or one array of such objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn, TypeVar, cast

from pydantic import JsonValue

from rog.errors import SourceError
from rog.graph.files.columns import END_NAMES, NODE_NAMES, RELATION_NAMES, first_named
from rog.graph.files.json_array import array_items, begins_array
from rog.graph.files.source import Malformed, Skipped, SourceFile, quote
from rog.graph.files.text import read_lines, read_start, read_text
from rog.graph.files.value_types import ValueTypes, WrongType
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.values import value_from_python

__all__ = ["read_jsonl", "read_jsonl_nodes"]

Object = dict[str, JsonValue]

T = TypeVar("T")


def read_jsonl(source: SourceFile, skipped: Skipped, types: ValueTypes) -> Iterator[Record]:
    """Edges and nodes, in any order. Blank lines are passed over.

    An object with two ends (head and tail, or as columns are called) is an edge, one with an id a
    node. Fields that are none of ours become properties, beside those under `properties`.

    An object with a question and a graph is a record of WebQSP or CWQ, as published with *Reasoning on Graphs*
    (Luo et al., ICLR 2024). The triples of its graph are edges, and the edges of all records make one graph.
    """
    return _read(source, skipped, lambda text: list(map(types.record, _records(text))))


def read_jsonl_nodes(source: SourceFile, skipped: Skipped, types: ValueTypes) -> Iterator[NodeRecord]:
    """Nodes; an object without an id is a bad line."""
    return _read(source, skipped, lambda text: (types.node(_node_record(text)),))


def _read(source: SourceFile, skipped: Skipped, read: Callable[[str], Iterable[T]]) -> Iterator[T]:
    for line, text in _texts_of_records(source, skipped):
        if not text.strip():
            continue
        try:
            records = read(text)
        except WrongType as error:
            field = "the tail" if error.column is None else f"the field {quote(error.column)}"
            skipped.add(SourceError(source.path, line, f"{field}: {error}"))
        except Malformed as error:
            skipped.add(SourceError(source.path, line, f"{error}: {quote(text.strip())}"))
        else:
            yield from records


def _texts_of_records(source: SourceFile, skipped: Skipped) -> Iterator[tuple[int, str]]:
    """The lines, or the items of an array, each with the number of the line it begins on."""
    if begins_array(read_start(source)):
        return array_items(read_text(source), source.path)
    return read_lines(source, skipped)


def _records(text: str) -> Iterable[Record]:
    """What one line says; all of it is checked before any of it counts."""
    value = _parse(text)
    if isinstance(value, list):
        return (_array(value),)
    if not isinstance(value, dict):
        raise Malformed(f"expected an object or an array of three, found {_kind(value)}")
    for head, tail in END_NAMES:
        if head in value and tail in value:
            return (_edge(value, head, tail),)
    if "question" in value and "graph" in value:
        return _graph_of_question(value["graph"])
    if first_named(tuple(value), NODE_NAMES["id"]) is not None:
        return (_node(value),)
    raise Malformed("neither an edge (head, relation, tail) nor a node (id)")


def _graph_of_question(graph: JsonValue) -> list[Record]:
    if not isinstance(graph, list):
        raise Malformed(f"the graph of a question must be an array of triples, found {_kind(graph)}")
    edges: list[Record] = []
    for position, triple in enumerate(graph):
        try:
            if not isinstance(triple, list):
                raise Malformed(f"expected [head, relation, tail], found {_kind(triple)}")
            edges.append(_array(triple))
        except Malformed as error:
            raise Malformed(f"graph.{position}: {error}") from None
    return edges


def _node_record(text: str) -> NodeRecord:
    value = _parse(text)
    if not isinstance(value, dict) or first_named(tuple(value), NODE_NAMES["id"]) is None:
        raise Malformed("expected an object with an id, since this is a node file")
    return _node(value)


def _parse(text: str) -> JsonValue:
    try:
        value = json.loads(text, parse_constant=_refuse)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise Malformed(f"not JSON ({error.msg} at column {error.colno})") from None
    except UnicodeEncodeError:
        raise Malformed("half of a surrogate pair is not a character") from None
    except RecursionError:
        raise Malformed("nested too deeply") from None
    except ValueError as error:  # one of ours, or a number with thousands of digits
        raise Malformed(str(error)) from None
    return cast(JsonValue, value)


def _refuse(constant: str) -> NoReturn:
    raise Malformed(f"{constant} is not JSON")


def _array(value: list[JsonValue]) -> EdgeRecord:
    if len(value) != 3:
        raise Malformed(f"expected [head, relation, tail], found an array of {len(value)}")
    return EdgeRecord(_text(value[0], "head"), _text(value[1], "relation"), _tail(value[2]))


def _edge(value: Object, head: str, tail: str) -> EdgeRecord:
    relation = first_named(tuple(value), RELATION_NAMES)
    if relation is None:
        raise Malformed(f"an edge with {head} and {tail} but no relation")
    key = value.get("key")
    if isinstance(key, bool) or not isinstance(key, str | int | None):
        raise Malformed(f"the key must be a string or an integer, found {_kind(key)}")
    ends = _text(value[head], "head"), _text(value[relation], "relation"), _tail(value[tail])
    return EdgeRecord(*ends, key, _properties(value, {head, relation, tail, "key"}))


def _node(value: Object) -> NodeRecord:
    taken = {role: first_named(tuple(value), synonyms) for role, synonyms in NODE_NAMES.items()}
    fields = {role: value[name] if name is not None else None for role, name in taken.items()}
    return NodeRecord(
        _text(fields["id"], "id"),
        _text(fields["name"], "name") if fields["name"] not in (None, "") else None,
        _texts(fields["aliases"], "aliases"),
        _texts(fields["types"], "types"),
        _properties(value, {name for name in taken.values() if name is not None}),
    )


def _properties(value: Object, taken: set[str]) -> Object | None:
    """The object under `properties` and the fields that are none of ours; null is no property."""
    given = value.get("properties")
    if given is not None and not isinstance(given, dict):
        raise Malformed(f"properties must be an object, found {_kind(given)}")
    fields = {name: field for name, field in value.items() if name not in taken and name != "properties"}
    both = fields.keys() & (given or {}).keys()
    if both:
        raise Malformed(f"{min(both)!r} is given twice, in the object and in its properties")
    properties: Object = {name: field for name, field in {**(given or {}), **fields}.items() if field is not None}
    return properties or None


def _tail(value: JsonValue) -> str:
    """The id of an entity, or of the value that a number with a fraction or a truth is."""
    if isinstance(value, bool | float) and (typed := value_from_python(value)) is not None:
        return typed.id
    return _text(value, "tail")


def _text(value: JsonValue, role: str) -> str:
    """A string with something in it; whole numbers are common as ids and taken as they are written."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise Malformed(f"the {role} must be a string, found {_kind(value)}")
    if not value.strip():
        raise Malformed(f"the {role} is empty")
    return value


def _texts(value: JsonValue, role: str) -> tuple[str, ...]:
    """A list of strings, or one string."""
    if value is None or value == "":
        return ()
    values = value if isinstance(value, list) else [value]
    return tuple(_text(item, f"item of {role}" if isinstance(value, list) else role) for item in values)


def _kind(value: JsonValue) -> str:
    """The JSON name of a value's type."""
    names = {bool: "a boolean", dict: "an object", list: "an array", str: "a string", type(None): "null"}
    return names.get(type(value), "a number")
