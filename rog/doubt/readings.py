"""Which entities the mentions of a question are read as."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rog.outcome import Plan
from rog.query.nodes import ids_of
from rog.retriever import Evidence
from rog.types import Candidate, Topic

__all__ = ["linked_readings", "readings"]


def readings(topics: Sequence[Topic], start_ids: Collection[str]) -> list[Candidate | None]:
    """For each mention the candidate among `start_ids`, the entities that plans start from.

    An entity belongs to its first mention, which is the likeliest, and to others of the same text.
    """
    texts: dict[str, str] = {}
    candidates = (
        (one for one in topic.candidates if one.id in start_ids and texts.setdefault(one.id, topic.text) == topic.text)
        for topic in topics
    )
    return [next(of_mention, None) for of_mention in candidates]


def linked_readings(item: Evidence, plan: Plan) -> list[tuple[Topic, Candidate]]:
    """The mentions that a plan starts from, and their readings. Topics that the user gave are left out."""
    pairs = zip(item.topics, readings(item.topics, set(ids_of(plan.query))), strict=True)
    return [(topic, one) for topic, one in pairs if one and one.kind != "given"]
