"""Signals of each executed plan, and of none of them being right: numbers that a fitted model weighs.

Nothing here decides. Each number is one that a plan's question, its query and what it found have in common.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rog.doubt.negation import denials
from rog.doubt.reasons import reasons
from rog.forms import FormReading, load_forms
from rog.linker import mask, name_mentions
from rog.query import Count, EdgeValues, Exists, Ids, IsA, Kind, Query, Total, Walk, Where
from rog.query.nodes import ids_of, kinds_of, relations_of, walk_nodes
from rog.ranking.base_forms import TOPIC, base_words
from rog.ranking.form_signals import form_signals
from rog.ranking.meaning import Floats, Meanings
from rog.ranking.phrases import Places, places_of
from rog.ranking.wording import PathWordings, Runs, word_runs
from rog.retriever import Evidence, Retrieved
from rog.types import Branch, Entity, RelationDescription, RelationPath, Step, inverse_step, read_step
from rog.values import VALUE_KINDS, read_value
from rog.wording.phrases import PEOPLE
from rog.words.english import is_function, singular_words
from rog.words.relation_names import relation_name

__all__ = ["KnownGraph", "QuestionSignals", "Signals", "collect"]

Signals = dict[str, float]
"""Numbers by name; what is not there is 0."""

SMALLEST = 1e-6
"""Least score whose logarithm counts."""
SAMPLED_ENDS = 3
"""Ends of a plan whose kinds are looked up."""
MAX_COMPARED_ENDS = 1000
"""Ends of a step and its inverse that are compared."""
MAX_KIND_WORDS = 3

OF_WORDINGS = ("likeness", "ahead", "turned", "said", "said turned", "rather said turned")
COMPARED = (
    *(f"{prefix}{name}" for prefix in ("", "own ") for name in OF_WORDINGS),
    *("unmeant words", "parts unmeant", "least meant", "asked", "asked kind", "asked relation", "form", "operations"),
)
"""Signals of the planner's best plan that tell whether any is right."""

ASKS = re.compile(
    r"\b(who|whom|whose|when|where|why|how many|how much|how often|how \w+|which|what)\b(.*)", re.IGNORECASE
)
ASKS_FOR_KINDS = frozenset(("which", "what", "how many", "whose", "other"))
"""Words of questions before what is asked for."""
HOW = frozenset(("how many", "how much", "how often"))
"""Words with "how" that are told apart; others ask for a degree."""
TRUTH = re.compile(r"\W*(?:is|are|was|were|does|do|did|has|have|had|can|could|will)\b", re.IGNORECASE)


@dataclass(frozen=True)
class QuestionSignals:
    """Signals of each plan of a question, and those that none is right."""

    plans: tuple[Signals, ...]
    none: Signals


@dataclass(frozen=True)
class KnownGraph:
    """What is known of a graph's relations, for all questions."""

    described: Mapping[str, RelationDescription]
    wordings: PathWordings

    @cached_property
    def kinds(self) -> frozenset[tuple[str, ...]]:
        """The words of each kind that relations connect."""
        kinds = {kind for one in self.described.values() for kind in (*one.heads, *one.tails)}
        return frozenset(tuple(singular_words(kind)) for kind in kinds)


def collect(item: Evidence, known: KnownGraph) -> QuestionSignals:
    """The signals of a question's plans. Asks the graph for some ends, and where directions are in doubt for others."""
    question, retrieved = _Question(item, known), item.retrieved
    sampled = list(dict.fromkeys(one for found in retrieved for one in list(found.ends)[:SAMPLED_ENDS]))
    entities = dict(zip(sampled, item.graph.entities(sampled) if sampled else (), strict=True))
    best = max((found.plan.score for found in retrieved), default=0.0)
    read = [question.explained(found.plan.query) for found in retrieved]
    readable = frozenset[str]().union(*read)
    meant = [question.meant(found.plan.query) for found in retrieved]
    meant_by_any = np.max([words for words, _ in meant], axis=0) if meant else np.zeros(0)
    plans = []
    for found, own, (words, parts) in zip(retrieved, read, meant, strict=True):
        ends = [entities[one] for one in list(found.ends)[:SAMPLED_ENDS]]
        signals = question.signals(found, ends)
        signals["score"] = math.log(max(found.plan.score, SMALLEST))
        signals["score beside the best"] = math.log(max(found.plan.score, SMALLEST) / max(best, SMALLEST))
        signals["unread"] = 1.0 - len(own) / len(readable) if readable else 0.0
        signals["unread words"] = float(len(question.content) - len(own))
        signals["unmeant words"] = float((1 - words).sum())
        signals["unmeant"] = float((meant_by_any - words).mean()) if len(words) else 0.0
        signals["parts unmeant"] = float((1 - parts).sum())
        signals["least meant"] = float(parts.min(initial=1.0))
        plans.append(signals)
    answered = max(
        (own for own, found in zip(plans, retrieved, strict=True) if found.ends),
        key=lambda own: own["score"],
        default={},
    )
    none: Signals = {
        "always": 1.0,
        "best score": math.log(max(best, SMALLEST)),
        "all scores": math.log(max(sum(found.plan.score for found in retrieved), SMALLEST)),
        "unread by all": 1.0 - len(readable) / len(question.content) if question.content else 0.0,
        "unmeant by all": float((1 - meant_by_any).mean()) if len(meant_by_any) else 0.0,
        "no topic": float(not item.topics),
    }
    none |= {f"best plan: {name}": answered.get(name, 0.0) for name in COMPARED}
    none |= {f"doubt: {doubt.name}": -math.log(doubt.weight) for doubt in item.doubts if doubt.weight}
    return QuestionSignals(tuple(plans), none)


class _Question:
    """What is read once of a question."""

    def __init__(self, item: Evidence, known: KnownGraph) -> None:
        self._item, self._known, self._wordings = item, known, known.wordings
        match = ASKS.search(item.question)
        truth = TRUTH.match(item.question) is not None
        word = match[1].lower() if match else ""
        self.asks = "truth" if truth else (word if not word.startswith("how ") or word in HOW else "how") or "other"
        self.asked_words = tuple(singular_words(match[2])[:MAX_KIND_WORDS]) if match else ()
        of_kind = self.asks in ASKS_FOR_KINDS
        self._asked_for = base_words(match[2] if match else item.question)[:MAX_KIND_WORDS] if of_kind else []
        self._runs: dict[int, tuple[Runs, Places]] = {}
        self._both_ways: dict[tuple[int, Step], bool] = {}

    @cached_property
    def content(self) -> frozenset[str]:
        """The words that carry meaning, by their base forms, outside the mentions."""
        text = self._item.question
        for topic in self._item.topics[:1]:
            if topic.span is not None:
                text = mask(text, *topic.span, " ")
        return frozenset(word for word in base_words(text) if not is_function(word) and not word.isdigit())

    def explained(self, query: Query) -> frozenset[str]:
        """The content words that the query's relations and kinds are called by, in any of their wordings."""
        known: set[str] = set()
        for step in relations_of(query):
            known |= self._wordings.words(step)
        for kind in kinds_of(query):
            known.update(base_words(kind))
        return self.content & known

    def meant(self, query: Query) -> tuple[Floats, Floats]:
        """See `Meanings.of`."""
        used = [topic for topic in self._item.topics if topic.may_be(set(ids_of(query)))]
        return self._meanings.of(query, {word for topic in used for word in base_words(topic.text)})

    @cached_property
    def _meanings(self) -> Meanings:
        return Meanings(sorted(self.content), self._wordings)

    def signals(self, found: Retrieved, ends: Sequence[Entity | None]) -> Signals:
        query = found.plan.query
        signals: Signals = {
            "finds nothing": float(not found.ends),
            "many": math.log1p(len(found.ends)),
            query.op: 1.0,
        }
        walks = list(self._walks(query))
        if walks:
            for start, path in walks:
                self._add_wording(signals, start, path, 1.0 / len(walks))
            signals["steps"] = float(sum(len(path) - 1 for _, path in walks))
        else:
            signals["no walk"] = 1.0
        self._add_kinds(signals, found, ends)
        steps = relations_of(query)
        signals["steps unsaid"] = float(sum(self.content.isdisjoint(self._wordings.words(step)) for step in steps))
        used = set(ids_of(query))
        signals["unused mentions"] = self._unused(used)
        signals |= form_signals(self._reading, query)
        for doubt in reasons(self._item, found.plan):
            name = f"doubt: {doubt.name}"
            if doubt.name == "negation":
                asked, _ = denials(self._item, found.plan)
                name = "denial left out" if asked else "denial added"
            signals[name] = signals.get(name, 0.0) + 1.0
        return signals

    @cached_property
    def _reading(self) -> FormReading:
        return load_forms().read(self._item.question, name_mentions(self._item.topics))

    def _unused(self, used: Set[str]) -> float:
        """How likely mentions are topics that the query does not use, without those that overlap one that it does."""
        topics = self._item.topics
        used_topics = [topic for topic in topics if topic.may_be(used)]
        return sum(
            sum(one.score for one in topic.candidates)
            for topic in topics
            if topic.span is not None and not topic.may_be(used)
            if not any(topic.overlaps(other) for other in used_topics)
        )

    def _walks(self, query: Query) -> Iterator[tuple[int, RelationPath]]:
        """The place in the topics, and the path, of each walk from named entities."""
        for node in walk_nodes(query):
            if isinstance(node, Walk) and isinstance(node.start, Ids):
                for number, topic in enumerate(self._item.topics):
                    if topic.may_be(node.start.ids):
                        yield number, node.path
                        break

    def _add_wording(self, signals: Signals, number: int, path: RelationPath, share: float) -> None:
        """How far the question says the path from a topic, and how far the other direction of its first step."""
        runs, words = self._masked(number)
        turned = (inverse_step(path[0]),)
        for own, prefix in ((False, ""), (True, "own ")):
            likeness = self._wordings.likeness(runs, path, own=own)
            # Longer paths are worded in too few ways to tell a step from its inverse.
            other = self._wordings.likeness(runs, turned, own=own) if len(path) == 1 else likeness
            said = self._wordings.says(words, path[0], own=own)
            denied = self._wordings.says(words, turned[0], own=own)
            if (other > likeness or denied > said) and self._holds_both_ways(number, path[0]):
                likeness, said, other, denied = max(likeness, other), max(said, denied), likeness, 0.0
            for name, value in (
                ("likeness", likeness),
                ("ahead", max(0.0, likeness - other)),
                ("turned", max(0.0, other - likeness)),
                ("said", said),
                ("said turned", denied),
                ("rather said turned", float(denied > said)),
            ):
                signals[f"{prefix}{name}"] = signals.get(f"{prefix}{name}", 0.0) + share * value

    def _holds_both_ways(self, number: int, step: Step) -> bool:
        """Whether a step and its inverse lead to the same from a topic, as where a graph stores borders twice."""
        if (number, step) not in self._both_ways:
            topic = self._item.topics[number].candidates[0].id
            branches = [Branch(topic, (one,)) for one in (step, inverse_step(step))]
            ahead, back = self._item.graph.ends(branches, MAX_COMPARED_ENDS)
            self._both_ways[number, step] = bool(ahead) and ahead == back
        return self._both_ways[number, step]

    def _masked(self, number: int) -> tuple[Runs, Places]:
        if number not in self._runs:
            topic, text = self._item.topics[number], self._item.question
            if topic.span is not None:
                text = mask(text, *topic.span, f" {TOPIC} ")
            self._runs[number] = word_runs(text), places_of(base_words(text))
        return self._runs[number]

    def _add_kinds(self, signals: Signals, found: Retrieved, ends: Sequence[Entity | None]) -> None:
        read = [read_value(end) for end in list(found.ends)[:SAMPLED_ENDS]]
        values = {value.kind for value in read if value is not None}
        kinds = {kind for end in ends if end is not None for kind in end.types}.difference(values)
        last = relations_of(found.plan.query)[-1:]
        people = not values and (
            any(PEOPLE.intersection(singular_words(kind)) for kind in kinds)
            or (not kinds and any(PEOPLE.intersection(self._wordings.target_kinds(step)) for step in last))
        )
        answer = min(values, default="person" if people else "entity") if found.ends else "nothing"
        signals[f"{self.asks} > {answer}"] = 1.0
        match found.plan.query:
            case Count(of=of) | Exists(of=of) | Total(of=of):
                kinds = self._kinds_of(of)
        asked_for = self._asked_for
        signals["asked kind"] = self._meanings.nearest(sorted(kinds), asked_for)
        signals["asked"] = self._meanings.nearest(self._given(found.plan.query, kinds), asked_for)
        signals["asked relation"] = self._meanings.nearest([self._wordings.name(step) for step in last], asked_for)
        if self.asked_words and kinds:
            own = {tuple(singular_words(kind)) for kind in kinds}
            asked = {self.asked_words[:length] for length in range(1, MAX_KIND_WORDS + 1)}
            named = asked & self._known.kinds
            if asked & own:
                signals["of the kind asked for"] = 1.0
            elif named:
                signals["of another kind"] = 1.0

    def _given(self, query: Query, kinds: Iterable[str]) -> list[str]:
        """What the answers may be called: by the relation or property that gives them, and by their kinds."""
        match query:
            case EdgeValues(property=name):
                return [relation_name(name)]
            case Total(of=Walk(path=path), path=()) | Total(path=path) | Walk(path=path) if path:
                return [self._wordings.name(path[-1]), *kinds]
        return list(kinds)

    def _kinds_of(self, query: Query) -> set[str]:
        """The kinds of a query's members, as far as the graph's relations tell."""
        match query:
            case Kind(kind=kind) | Where(test=IsA(kind=kind)):
                return {kind}
            case Where(whole=whole):
                return self._kinds_of(whole)
            case Walk(path=path):
                relation, forward = read_step(path[-1])
                described = self._known.described.get(relation, RelationDescription())
                return set(described.tails if forward else described.heads).difference(VALUE_KINDS)
        return set()
