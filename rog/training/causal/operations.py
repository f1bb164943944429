"""Questions that ask for an operation, made of questions that ask for things: how many, whether, the most.

A question keeps its words as far as its own form allows ("Which films …" becomes "How many films …"). What is asked has
to be there: an operation is taken of those that the graph can compute behind the right path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from rog.graph import Graph
from rog.prompts.names import escape_name
from rog.prompts.operation_texts import operation_options
from rog.training.examples import Example
from rog.types import Branch, Entity, RelationPath, make_step, read_step
from rog.values import Value, read_value
from rog.words.relation_names import relation_words

__all__ = ["OperationExample", "operation_example"]

NO_VERB = r"(?!is\b|are\b|was\b|were\b|does\b|do\b|did\b)"
WHICH = re.compile(rf"\W*(?:which|what)\s+(?P<rest>{NO_VERB}\w+s\b.*)", re.IGNORECASE)
"""A question that names in the plural what it asks for."""
WHO = re.compile(rf"\W*who\s+(?P<rest>{NO_VERB}\w+.*)", re.IGNORECASE)

MAX_MEASURES = 12
"""Steps to values behind the ends of a path that are looked at for one to measure by."""

MAX_NAMED = 50
"""Ends of a path of which one is named in a question for yes or no."""

MOST = {
    "most": ("Which of them has the highest {by}?", "Which one has the most {by}?", "Which is first by {by}?"),
    "least": ("Which of them has the lowest {by}?", "Which one has the least {by}?", "Which is last by {by}?"),
    "sum": ("What is the total {by} of them?", "How much is their {by} in all?"),
    "mean": ("What is their average {by}?", "How much is their {by} on average?"),
    "over": ("Which of them have {by} over {value}?", "Those with more than {value} {by}?"),
    "under": ("Which of them have {by} under {value}?", "Those with less than {value} {by}?"),
}


class OperationExample(NamedTuple):
    """A question with the path that is walked for it, and what is computed of what the path reaches."""

    question: str
    topic: str
    path: RelationPath
    operation: str
    """Its text, one of `operation_options`."""


def operation_example(example: Example, graph: Graph, rng: Random) -> OperationExample | None:
    """A question for an operation that is made of an example's question and one of its paths; None for want of any."""
    if not example.paths:
        return None
    path = rng.choice(example.paths)
    made = list(_made(example, path, graph, rng))
    rng.shuffle(made)
    for one, others, values in made:
        (options,) = operation_options([Branch(one.topic, one.path)], graph, [others], [values])
        if one.operation in options:
            return one
    return None


Made = tuple[OperationExample, Sequence[Entity], Sequence[Value]]
"""A question, and the entities and values that it names beside its topic."""


def _made(example: Example, path: RelationPath, graph: Graph, rng: Random) -> Iterator[Made]:
    """What may be asked; whether the graph can compute it is not looked at."""
    question, topic = example.question.strip(), example.topic

    def one(asked: str, walked: RelationPath, operation: str) -> OperationExample:
        return OperationExample(asked, topic, walked, operation)

    for pattern, number in ((WHICH, "How many {rest}"), (WHO, "How many people {rest}")):
        if match := pattern.match(question):
            yield one(number.format(rest=match["rest"]), path, "count"), (), ()
    body = question.rstrip(" ?.!")
    yield one(f"How many are there: {body[:1].lower()}{body[1:]}?", path, "count"), (), ()
    yield one(f"Is there any answer to this: {body[:1].lower()}{body[1:]}?", path, "exists"), (), ()
    other = _named(Branch(topic, path), graph, rng)
    if other is not None:
        opened = rng.choice(["Is it {name}: {body}?", "{body}, is it {name}?", "Is {name} an answer to this: {body}?"])
        asked = opened.format(name=other.name, body=body[:1].lower() + body[1:])
        yield one(asked[:1].upper() + asked[1:], path, f"is {escape_name(other.name)}"), (other,), ()
    yield from _measured(one, body, Branch(topic, path), graph, rng)


def _named(branch: Branch, graph: Graph, rng: Random) -> Entity | None:
    """An entity that the question may ask about: an end of the path, or of the same last step elsewhere."""
    ends = [end for end in graph.ends([branch], MAX_NAMED)[0] if read_value(end) is None]
    relation, forward = read_step(branch.path[-1])
    elsewhere = graph.having([make_step(relation, not forward)], MAX_NAMED)[0]
    further = [one for one in elsewhere if one not in ends and read_value(one) is None]
    chosen = rng.choice(ends) if ends and (not further or rng.random() < 0.6) else rng.choice([*further, *ends, ""])
    return graph.entities([chosen])[0] if chosen else None


def _measured(
    one: Callable[[str, RelationPath, str], OperationExample], body: str, branch: Branch, graph: Graph, rng: Random
) -> Iterator[Made]:
    """Questions by a value of what the path reaches."""
    steps = list(graph.next_steps([branch], cap=1)[0])
    forward = [step for step in steps if read_step(step)[1]][:MAX_MEASURES]
    rng.shuffle(forward)
    for step in forward:
        path = (*branch.path, step)
        values = [value for end in graph.ends([(branch.topic, path)], MAX_NAMED)[0] if (value := read_value(end))]
        if not values or values[0].kind not in ("number", "year", "date"):
            continue
        value = rng.choice(values)
        words = relation_words(read_step(step)[0])
        for word, templates in MOST.items():
            asked = f"{body}? " + rng.choice(templates).format(by=words, value=value)
            operation = f"{word} {escape_name(str(value))}" if word in ("over", "under") else word
            yield one(asked, path, operation), (), (value,)
        return
