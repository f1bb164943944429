"""Queries that a chat model wrote: read strictly, names resolved in the graph, and executed to see what they find."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rog.errors import InputError
from rog.graph import Graph
from rog.graph.evaluate import Evaluator
from rog.graph.resolve import resolve
from rog.prompts.step_texts import StepTexts
from rog.query import Between, Ids, Query, Several, Walk, read_query_json
from rog.query.nodes import walk_nodes
from rog.types import Branch, RelationPath, Step, inverse_step
from rog.values import Value, is_value, number, value_from_python, value_from_text
from rog.words.quantities import quantities

__all__ = ["QueryFault", "Shown", "check_query"]

MAX_IDS = 10_000
"""Most ids of any set while a written query is executed."""

MAX_NODES = 40
"""Most nodes of a written query."""

MAX_CONNECTED = 3
"""Most entities on either side of what is to be connected: each pair is searched for."""

MAX_NAMESAKES = 5
"""Entities and values of one name that are looked at."""

MAX_TEXT_CHARACTERS = 300
"""Longest name or value in a written query."""

TOPIC = re.compile(r"\s*topic\s*#?(\d{1,3})\s*", re.IGNORECASE)

QUERIES = frozenset(("start", "walk", "whole", "part", "of", "left", "right"))
"""Fields that hold a query."""


@dataclass(frozen=True)
class Shown:
    """What a prompt called things, so that a reply can be read."""

    topics: Sequence[tuple[str, str]]
    """Id and escaped name of each topic, in the order of their numbers."""
    texts: StepTexts
    kinds: Mapping[str, str]
    """The kinds by their escaped names."""
    properties: Mapping[str, str]
    """The properties of edges by their escaped names."""


@dataclass(frozen=True)
class QueryFault:
    """Why a query cannot be executed, or is of no use."""

    query: str
    """As it was written, or as text where it could be read."""
    reason: str
    possible: tuple[Step, ...] = ()
    """The steps that could stand in the place of one that cannot be walked; none where something else is wrong."""
    unknown_step: bool = False
    """Whether a step is none of the graph, so that any that was shown could stand in its place."""


class _UnknownStepError(InputError):
    """A text that names no step."""


def check_query(form: Mapping[str, Any], shown: Shown, graph: Graph) -> Query | QueryFault:
    """The query of a JSON form with the names of a prompt, which finds something in the graph; or what is wrong.

    Raises GraphError where the graph cannot be read.
    """
    written = _excerpt(form)
    try:
        query = read_query_json(_Reader(shown, graph).query(form))
        written = str(query)
        _check_use(query)
        query = resolve(query, graph)
        return _found(query, graph)
    except _UnknownStepError as error:
        return QueryFault(written, str(error), unknown_step=True)
    except InputError as error:  # of reading, of names that the graph lacks, of values that do not compare
        return QueryFault(written, str(error))


class _Reader:
    """Turns what a model writes into the JSON form of a query: texts of steps into steps, texts into ids."""

    def __init__(self, shown: Shown, graph: Graph) -> None:
        self._shown, self._graph = shown, graph
        names = [name for _, name in shown.topics]
        self._by_name = {name: id for id, name in shown.topics if names.count(name) == 1}

    def query(self, written: Any, *, compared: bool = False) -> Any:
        """A query where one is meant; what is none stays as it is, and is refused when the form is read.

        `compared` says that a text is rather a value than a name.
        """
        if isinstance(written, str | int | float):
            return {"op": "ids", "ids": [self._id(written, compared=compared)]}
        if not isinstance(written, Mapping):
            return written
        sides = compared or written.get("op") == "same"
        return {str(name): self._field(str(name), content, compared=sides) for name, content in written.items()}

    def _field(self, name: str, content: Any, *, compared: bool) -> Any:
        if name in QUERIES:
            return self.query(content, compared=compared and name in ("left", "right"))
        readers: dict[str, Callable[[Any], Any]] = {
            "parts": lambda parts: [self.query(part) for part in _list(parts)],
            "ids": lambda ids: [self._id(one, compared=compared) for one in _list(ids)],
            "path": self._path,
            "by": self._measure,
            "kind": lambda kind: self._shown.kinds.get(kind, kind) if isinstance(kind, str) else kind,
            "property": self._property,
            "test": self._test,
            "tests": lambda tests: [self._edge_test(test) for test in _list(tests)],
        }
        return readers[name](content) if name in readers else content

    def _test(self, test: Any) -> Any:
        if not isinstance(test, Mapping):
            return test
        return {
            str(name): self.query(content, compared=True)
            if name == "right"
            else self._field(str(name), content, compared=False)
            for name, content in test.items()
        }

    def _edge_test(self, test: Any) -> Any:
        if not isinstance(test, Mapping):
            return test
        read = {**test, "property": self._property(test.get("property"))}
        if isinstance(test.get("value"), str | int | float):
            read["value"] = self._value(test["value"]) or Value("text", _short(test["value"])).id
        return read

    def _measure(self, by: Any) -> Any:
        if isinstance(by, Mapping):
            return {**by, "path": self._path(by.get("path"))}
        return {"path": self._path(by)}

    def _property(self, name: Any) -> Any:
        return self._shown.properties.get(name, name) if isinstance(name, str) else name

    def _path(self, path: Any) -> Any:
        return tuple(map(self._step, _list(path)))

    def _step(self, text: Any) -> Any:
        if not isinstance(text, str):
            return text
        texts, text = self._shown.texts, _short(text)
        against = texts.step(text[1:]) if text.startswith("^") else None
        step = texts.step(text) or (against and inverse_step(against))
        if step is None:
            raise _UnknownStepError(f"{text!r} is no step of the graph")
        return step

    def _id(self, written: Any, *, compared: bool) -> Any:
        """The id of a topic or a value; a name as it is."""
        if isinstance(written, bool | int | float):
            return self._value(written) or written
        if not isinstance(written, str):
            return written
        text = _short(written)
        topic = TOPIC.fullmatch(text)
        if topic:
            chosen = int(topic[1])
            if not 1 <= chosen <= len(self._shown.topics):
                raise InputError(f"there is no topic {chosen}")
            return self._shown.topics[chosen - 1][0]
        named = self._by_name.get(text)
        if named is not None or not compared:
            return named or text
        value = self._value(text)
        if value is not None:
            return value
        # a text stands for an entity where one has this name, else for itself
        named_so = (match for match in self._graph.find([text], MAX_NAMESAKES)[0] if not is_value(match.id))
        return text if any(named_so) else Value("text", text).id

    def _value(self, written: str | float) -> str | None:
        """The id of a value, or None for a text that is none."""
        if not isinstance(written, str):
            value = value_from_python(written)
            return value.id if value else None
        text = " ".join(_short(written).split())
        if is_value(written):
            return written
        found = value_from_text(text, "date") or number(text)
        if found is None and text.casefold() in ("true", "false"):
            found = Value("truth", text.casefold())
        if found is None:
            whole = [one.value for one in quantities(text) if one.start == 0 and one.end == len(text)]
            found = whole[0] if whole else _measured(text)
        return found.id if found else None


def _measured(text: str) -> Value | None:
    """A number with a unit behind it that is not a known one: "12 GB"."""
    match = re.fullmatch(r"([+-]?\d[\d,]*(?:\.\d+)?) ([^\W\d]\S{0,15})", text)
    return number(match[1].replace(",", ""), match[2]) if match else None


def _list(content: Any) -> Any:
    """The members of a list; a lone text stands for a list of it. Raises InputError for anything else."""
    if isinstance(content, str):
        return [content]
    if not isinstance(content, list | tuple):
        raise InputError(f"a list stands where {_short(str(content))[:40]!r} is")
    return content


def _short(text: str | float) -> str:
    """A text that a graph can be asked for. Raises InputError."""
    written = str(text)
    if len(written) > MAX_TEXT_CHARACTERS:
        raise InputError(f"a name has at most {MAX_TEXT_CHARACTERS} characters")
    if any("\ud800" <= sign <= "\udfff" for sign in written):
        raise InputError("a name holds half a character")
    return written


def _excerpt(form: Mapping[str, Any]) -> str:
    """The beginning of a query that cannot be read, for people and models."""
    operation = form.get("op")
    return f"the query {operation[:40]!r}" if isinstance(operation, str) else "a query without an operation"


def _check_use(query: Query) -> None:
    """Raises InputError for a query that asks nothing, or more than a plan may cost."""
    nodes = list(walk_nodes(query))
    if len(nodes) > MAX_NODES:
        raise InputError(f"a plan has at most {MAX_NODES} operations")
    if isinstance(query, Several):
        raise InputError("a plan asks one question")
    if isinstance(query, Ids):
        raise InputError("it names things and asks nothing of the graph")
    for node in nodes:
        if isinstance(node, Between) and not all(
            isinstance(side, Ids) and len(side.ids) <= MAX_CONNECTED for side in (node.left, node.right)
        ):
            raise InputError("what is to be connected is named: an entity on either side")


def _found(query: Query, graph: Graph) -> Query | QueryFault:
    """The query, where it finds something or a limit hides what it finds; else which part of it finds nothing."""
    evaluator = Evaluator(graph, MAX_IDS)
    found = evaluator.find(query)
    if found.ids or found.truncated:
        return query
    empty = next(node for node in reversed(list(walk_nodes(query))) if not evaluator.find(node).ids)
    reason = "it finds nothing" if empty == query else f"{empty} finds nothing"
    return QueryFault(str(query), reason, _possible(empty, graph))


def _possible(empty: Query, graph: Graph) -> tuple[Step, ...]:
    """Where a walk from named entities ends early, the steps that could follow there."""
    if not (isinstance(empty, Walk) and isinstance(empty.start, Ids)):
        return ()
    starts = [one for one in empty.start.ids if not is_value(one)]
    prefix: RelationPath = ()
    while starts and len(prefix) < len(empty.path):
        following = {
            step for steps in graph.next_steps([Branch(one, prefix) for one in starts], cap=1) for step in steps
        }
        if empty.path[len(prefix)] not in following:
            return tuple(sorted(following))
        prefix = (*prefix, empty.path[len(prefix)])
    return ()
