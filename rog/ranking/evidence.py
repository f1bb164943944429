"""What speaks for each executed plan, and for none of them: numbers that a fitted model weighs.

Nothing here decides. Each number is one that a plan's question, its query and what it found have in common.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from rog.graph import Graph
from rog.planner.contract import PlanRequest
from rog.query import Ids, Query, Walk
from rog.query.nodes import ids_of, relations_of, walk_nodes
from rog.ranking.wording import TOPIC, PathWordings, Runs, base_words, word_runs
from rog.retriever import Retrieved
from rog.types import Entity, RelationPath, inverse_step
from rog.values import read_value
from rog.wording.phrases import PEOPLE
from rog.words.english import is_function, singular_words
from rog.words.quantities import quantities

__all__ = ["Evidence", "Signals", "collect"]

Signals = dict[str, float]
"""Numbers by name; what is not there is 0."""

SMALLEST = 1e-6
"""Least score whose logarithm counts."""
SAMPLED_ENDS = 3
"""Ends of a plan whose kinds are looked up."""
MAX_KIND_WORDS = 3

ASKS = re.compile(
    r"\b(who|whom|whose|when|where|why|how many|how much|how often|how \w+|which|what)\b(.*)", re.IGNORECASE
)
TRUTH = re.compile(r"\W*(?:is|are|was|were|does|do|did|has|have|had|can|could|will)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Evidence:
    """Signals of each plan, and those for none of them."""

    plans: tuple[Signals, ...]
    none: Signals


def collect(
    request: PlanRequest, retrieved: Sequence[Retrieved], graph: Graph, wordings: PathWordings, kinds: Set[str]
) -> Evidence:
    """What speaks for each plan; `kinds` are those that the graph's relations connect. Asks the graph once."""
    question = _Question(request, wordings, kinds)
    sampled = list(dict.fromkeys(one for found in retrieved for one in list(found.ends)[:SAMPLED_ENDS]))
    entities = dict(zip(sampled, graph.entities(sampled) if sampled else (), strict=True))
    best = max((found.plan.score for found in retrieved), default=0.0)
    read = [question.explained(found.plan.query) for found in retrieved]
    readable = frozenset[str]().union(*read)
    plans = []
    for found, own in zip(retrieved, read, strict=True):
        ends = [entities[one] for one in list(found.ends)[:SAMPLED_ENDS]]
        signals = question.signals(found, ends)
        signals["score"] = math.log(max(found.plan.score, SMALLEST))
        signals["score beside the best"] = math.log(max(found.plan.score, SMALLEST) / max(best, SMALLEST))
        signals["unread"] = 1.0 - len(own) / len(readable) if readable else 0.0
        plans.append(signals)
    answered = [signals for signals, found in zip(plans, retrieved, strict=True) if found.ends]
    none: Signals = {
        "always": 1.0,
        "best score": math.log(max(best, SMALLEST)),
        "all scores": math.log(max(sum(found.plan.score for found in retrieved), SMALLEST)),
        "likeness": max((one.get("likeness", 0.0) for one in answered), default=0.0),
        "direction": min((-one.get("direction", 0.0) for one in answered[:1]), default=0.0),
        "unread by all": 1.0 - len(readable) / len(question.content) if question.content else 0.0,
        "no topic": float(not request.topics),
    }
    return Evidence(tuple(plans), none)


class _Question:
    """What is read once of a question."""

    def __init__(self, request: PlanRequest, wordings: PathWordings, kinds: Set[str]) -> None:
        self._request, self._wordings = request, wordings
        self._kinds = {tuple(singular_words(kind.replace("_", " "))) for kind in kinds}
        match = ASKS.search(request.question)
        truth = TRUTH.match(request.question) is not None
        word = match[1].lower() if match else ""
        self.asks = "truth" if truth else (word if not word.startswith("how ") or word in HOW else "how") or "other"
        self.asked_words = tuple(singular_words(match[2])[:MAX_KIND_WORDS]) if match else ()
        self._runs: dict[int, Runs] = {}

    @cached_property
    def content(self) -> frozenset[str]:
        """The words that carry meaning, by their base forms, outside the mentions."""
        text = self._request.question
        for topic in self._request.topics[:1]:
            if topic.start is not None and topic.end is not None:
                text = f"{text[: topic.start]} {text[topic.end :]}"
        return frozenset(word for word in base_words(text) if not is_function(word) and not word.isdigit())

    @cached_property
    def _values(self) -> list[tuple[int, int, str]]:
        spans = [(topic.start, topic.end) for topic in self._request.topics[:1]]
        return [
            (one.start, one.end, one.value.id)
            for one in quantities(self._request.question)
            if not any(start is not None and end is not None and start <= one.start < end for start, end in spans)
        ]

    def explained(self, query: Query) -> frozenset[str]:
        """The content words that the query's relations and kinds are called by, in any of their wordings."""
        known: set[str] = set()
        for step in relations_of(query):
            known |= self._wordings.words(step)
        for node in walk_nodes(query):
            for kind in (getattr(node, "kind", None), getattr(getattr(node, "test", None), "kind", None)):
                known.update(base_words(kind.replace("_", " ")) if kind else ())
        return self.content & known

    def signals(self, found: Retrieved, ends: Sequence[Entity | None]) -> Signals:
        query = found.plan.query
        signals: Signals = {
            "finds nothing": float(not found.ends),
            "many": math.log1p(len(found.ends)),
            f"{query.op}": 1.0,
        }
        walks = list(self._walks(query))
        if walks:
            likeness = [self._likeness(start, path) for start, path in walks]
            signals["likeness"] = sum(one for one, _ in likeness) / len(walks)
            signals["direction"] = min((margin for _, margin in likeness), key=abs)
            signals["steps"] = float(sum(len(path) - 1 for _, path in walks))
        else:
            signals["no walk"] = 1.0
        self._add_kinds(signals, found, ends)
        steps = relations_of(query)
        signals["steps unsaid"] = float(sum(self.content.isdisjoint(self._wordings.words(step)) for step in steps))
        used = set(ids_of(query))
        signals["unused mentions"] = self._unused(used)
        text = str(query)
        signals["unused values"] = float(sum(value.split('"')[1].split(" ")[0] not in text for *_, value in self._values))
        return signals

    def _unused(self, used: Set[str]) -> float:
        """How likely the mentions that the query does not start from are topics, without those that overlap one used."""
        spans = [(topic.start, topic.end) for topic in self._request.topics if used & {one.id for one in topic.candidates}]
        total = 0.0
        for topic in self._request.topics:
            start, end = topic.start, topic.end
            if start is None or end is None or not topic.candidates or used & {one.id for one in topic.candidates}:
                continue
            if not any(a is not None and b is not None and a < end and start < b for a, b in spans):
                total += sum(one.score for one in topic.candidates)
        return total

    def _walks(self, query: Query) -> Iterator[tuple[int, RelationPath]]:
        """The place in the topics, and the path, of each walk from named entities."""
        for node in walk_nodes(query):
            if isinstance(node, Walk) and isinstance(node.start, Ids):
                for number, topic in enumerate(self._request.topics):
                    if any(one.id in node.start.ids for one in topic.candidates):
                        yield number, node.path
                        break

    def _likeness(self, number: int, path: RelationPath) -> tuple[float, float]:
        """How alike question and path are, and how much more than the path with its likeliest step turned round."""
        if number not in self._runs:
            self._runs[number] = self._masked(number)
        own = self._wordings.likeness(self._runs[number], path)
        turned = (
            (*path[:at], inverse_step(path[at]), *path[at + 1 :]) for at in range(len(path))
        )
        other = max(self._wordings.likeness(self._runs[number], one) for one in turned)
        return own, own - other

    def _masked(self, number: int) -> Runs:
        topic = self._request.topics[number]
        question = self._request.question
        if topic.start is None or topic.end is None:
            return word_runs(question)
        return word_runs(f"{question[: topic.start]} {TOPIC} {question[topic.end :]}")

    def _add_kinds(self, signals: Signals, found: Retrieved, ends: Sequence[Entity | None]) -> None:
        read = [read_value(end) for end in list(found.ends)[:SAMPLED_ENDS]]
        values = {value.kind for value in read if value is not None}
        kinds = {kind for end in ends if end is not None for kind in end.types}.difference(values)
        last = relations_of(found.plan.query)[-1:]
        people = not values and (
            any(PEOPLE.intersection(singular_words(kind.replace("_", " "))) for kind in kinds)
            or (not kinds and any(PEOPLE.intersection(self._wordings.target_kinds(step)) for step in last))
        )
        answer = min(values, default="person" if people else "entity") if found.ends else "nothing"
        signals[f"{self.asks} > {answer}"] = 1.0
        if self.asked_words and kinds:
            own = {tuple(singular_words(kind.replace("_", " "))) for kind in kinds}
            asked = {self.asked_words[:length] for length in range(1, MAX_KIND_WORDS + 1)}
            named = asked & self._kinds
            if asked & own:
                signals["of the kind asked for"] = 1.0
            elif named:
                signals["of another kind"] = 1.0


HOW = frozenset(("how many", "how much", "how often"))
