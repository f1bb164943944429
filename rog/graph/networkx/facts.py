"""Reads what the nodes of a networkx graph know as edges to values: each attribute is a relation."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from rog.graph.facts import FactRules, fact_values, why_left_out
from rog.values import is_value

__all__ = ["FactReader"]

MAX_KNOWN_CONTENTS = 1 << 18
"""Contents of attributes whose values are kept: most attributes have few."""

INSPECTED_NODES = 1_000
"""Nodes looked at to say which attributes are facts."""

SHOWN_ATTRIBUTES = 8
"""Attributes that an account of the graph names."""


class FactReader:
    """The attributes of nodes by `rules`, read anew each time; those `named` are what nodes are called and are."""

    def __init__(self, graph: Any, rules: FactRules, named: Collection[str | None]) -> None:
        self._rules, self._named = rules, frozenset(named)
        self._nodes = getattr(graph, "_node", graph.nodes)  # its view checks each look-up for a slice
        self._ids = lru_cache(MAX_KNOWN_CONTENTS, typed=True)(self._ids_of)

    def of(self, node: Hashable) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each attribute of a node that is a fact, with the ids of its values."""
        for name, content in self._nodes[node].items():
            if isinstance(name, str) and (ids := self._values(name, content)):
                yield name, ids

    def values(self, node: Hashable, relation: str) -> tuple[str, ...]:
        """The ids of the values that a node has of one attribute."""
        content = self._nodes[node].get(relation)
        return () if content is None else self._values(relation, content)

    def count(self, node: Hashable) -> int:
        """How many edges to values a node has."""
        return sum(len(ids) for _, ids in self.of(node))

    def all(self) -> Iterator[tuple[Hashable, str, tuple[str, ...]]]:
        """Node, relation and values of every fact, in order of the nodes."""
        for node, data in self._nodes.items():
            if data and not is_value(str(node)):
                for name, content in data.items():
                    if isinstance(name, str) and (ids := self._values(name, content)):
                        yield node, name, ids

    def describe(self) -> str:
        """Which attributes of the first nodes are facts, which are not and why, in words."""
        reasons: dict[str, str | None] = {}
        for data in islice(self._nodes.values(), INSPECTED_NODES):
            for name, content in data.items():
                if isinstance(name, str) and name not in self._named and content is not None:
                    reason = why_left_out(name, content, self._rules)
                    reasons[name] = None if reason is None else reasons.get(name, reason)
        walked = sorted(name for name, reason in reasons.items() if reason is None)
        left_out = [f"{name} ({reason})" for name, reason in sorted(reasons.items()) if reason is not None]
        return (
            f"node attributes walked as relations: {_listed(walked)}; not walked: {_listed(left_out)}"
            if reasons
            else "no node attributes are walked"
        )

    def _values(self, name: str, content: Any) -> tuple[str, ...]:
        if name in self._named:
            return ()
        if type(content) in (str, int, float, bool):
            return self._ids(name, content)
        return fact_values(name, _plain(content), self._rules)

    def _ids_of(self, name: str, content: Any) -> tuple[str, ...]:
        return fact_values(name, content, self._rules)


def _plain(content: Any) -> Any:
    """An array as the list that it holds; a mapping is nested data, which holds no value."""
    as_list = getattr(content, "tolist", None)
    if callable(as_list) and getattr(content, "shape", ()) != ():
        return as_list()
    return content


def _listed(names: Collection[str]) -> str:
    shown = list(names)[:SHOWN_ATTRIBUTES]
    more = len(names) - len(shown)
    return (", ".join(shown) + (f" and {more} more" if more else "")) if shown else "none"
