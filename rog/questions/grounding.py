"""Topics and answers of published questions as the ids that a graph has.

A question set names a year by its digits. In the graph it is a value, whose id says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rog.graph import Graph
from rog.questions.question import Question
from rog.values import ValueKind, is_value, value_from_text

__all__ = ["grounded"]

READ_KINDS: tuple[ValueKind, ...] = ("number", "date", "year", "time")
"""Kinds of value that people write in several ways."""

MAX_NAMESAKES = 5
"""Matches of a text among which its value is looked for."""


def grounded(questions: Iterable[Question], graph: Graph) -> list[Question]:
    """The questions with the ids of values in place of their texts, where the graph has such a value.

    A text that is the id of an entity as well, such as the film called "1941", is a value where all else in its list
    can be values. What the graph does not have stays as it is.
    """
    asked = list(questions)
    texts = sorted({text for question in asked for text in (*question.topics, *question.answers)})
    entities = {text for text, entity in zip(texts, graph.entities(texts), strict=True) if entity is not None}
    wanted = [text for text in texts if text not in entities or any(map(str.isdigit, text))]
    found = zip(wanted, graph.find(wanted, MAX_NAMESAKES) if wanted else [], strict=True)
    values = {
        text: match.id
        for text, matches in found
        for match in matches
        if is_value(match.id) and match.score == 1.0 and not is_value(text)
    }
    values |= _read(set(texts) - entities - values.keys(), graph)
    if not values:
        return asked
    return [
        question.model_copy(
            update={
                "topics": _grounded(question.topics, values, entities),
                "answers": _grounded(question.answers, values, entities),
            }
        )
        for question in asked
    ]


def _read(texts: set[str], graph: Graph) -> dict[str, str]:
    """The texts that say a value of the graph in other words, as "35 minutes" where the graph has 35 min."""
    found = {
        (text, value.id) for text in texts for kind in READ_KINDS if (value := value_from_text(text, kind)) is not None
    }
    pairs = sorted(found)
    entities = graph.entities([one for _, one in pairs])
    return {text: one for (text, one), entity in zip(pairs, entities, strict=True) if entity is not None}


def _grounded(texts: Sequence[str], values: Mapping[str, str], entities: set[str]) -> tuple[str, ...]:
    all_values = all(text in values for text in texts)
    return tuple(values[text] if text in values and (all_values or text not in entities) else text for text in texts)
