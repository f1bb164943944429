"""Doubt where the question may not mean the entity that the plan starts from: it has a namesake, or may be no name."""

from __future__ import annotations

from collections.abc import Iterator

from rog.doubt.confidence import doubted
from rog.doubt.readings import linked_readings
from rog.outcome import Doubt, Plan
from rog.retriever import Evidence
from rog.words.normal_form import normalize

__all__ = ["ambiguous_topic", "unlikely_topic"]

NEARLY_AS_LIKELY = 0.5
"""Share of the score of the reading from which a namesake may be meant as well."""
LEAST_LIKELY = 0.1
"""Probability, by the linker, of all readings of a mention, below which it may be no name at all."""


def ambiguous_topic(item: Evidence, plan: Plan) -> Iterator[Doubt]:
    """For each mention whose name another entity has as well."""
    for topic, read in linked_readings(item, plan):
        others = [
            one
            for one in topic.candidates
            if one.id != read.id
            and normalize(one.name) == normalize(read.name)
            and one.score >= NEARLY_AS_LIKELY * read.score
        ]
        if others:
            yield doubted("ambiguous topic", f"“{topic.text}” may be any of {len(others) + 1} of this name")


def unlikely_topic(item: Evidence, plan: Plan) -> Iterator[Doubt]:
    """Where every mention that the plan starts from is hardly a name: "is" as Iceland."""
    topics = [topic for topic, _ in linked_readings(item, plan)]
    if topics and all(sum(one.score for one in topic.candidates) < LEAST_LIKELY for topic in topics):
        yield doubted("unlikely topic", f"“{topics[0].text}” may name nothing here")
