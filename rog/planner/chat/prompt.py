"""The prompt of a chat planner: as much of what is near the topics as a budget of tokens holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rog.lm.chat.tokens import estimate_prompt, estimate_tokens
from rog.lm.messages import Conversation, Message
from rog.planner.chat.nearby import Nearby
from rog.planner.chat.queries import Shown
from rog.planner.chat.schema import plans_schema
from rog.planner.chat.surroundings import Surroundings
from rog.prompts.names import escape_name
from rog.prompts.planning import (
    PATH_RULES,
    PLANNING_RULES,
    UNREADABLE,
    ShownKind,
    fault_line,
    planning_question,
    repair_question,
)
from rog.prompts.step_texts import StepTexts
from rog.types import Step

__all__ = ["Feedback", "PlanningPrompt", "make_prompt"]

MIN_STEPS_PER_LINE = 3
"""The best steps of each line, which get room before better ones of another line."""

LATER_STEPS_LINE = -1
"""Number of the line of later steps. The line of a topic's first steps has the topic's index."""

SURROUNDINGS_SHARE = 0.5
"""Share of the room that kinds, values and properties may take where there are topics to start from."""


@dataclass(frozen=True)
class Feedback:
    """The fault of a plan in the last reply, and the texts of the steps that were possible instead.

    Without a fault, the reply as a whole was unreadable.
    """

    fault: str = ""
    possible: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The line of the prompt."""
        return fault_line(self.fault, self.possible) if self.fault else UNREADABLE


@dataclass(frozen=True)
class PlanningPrompt:
    """A prompt, and what it shows."""

    messages: Conversation
    topics: tuple[str, ...]
    """Entity ids, in the order of their numbers from 1."""
    steps: tuple[str, ...]
    """Texts of all steps that it shows."""
    shown: Shown
    left_out: int
    """Steps that the budget had no room for."""
    tokens: int
    """Estimated length of the prompt without its instructions."""
    queries: bool
    """Whether it asks for queries, or for paths alone."""

    @property
    def instructions(self) -> int:
        """Estimated length of the instructions, which are the same for every question."""
        return estimate_tokens(self.messages[0].content)

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a reply: what the prompt shows and no other names of steps, kinds and properties."""
        kinds, properties = list(self.shown.kinds), list(self.shown.properties)
        return plans_schema(len(self.topics), self.steps, kinds, properties, queries=self.queries)


class _Context(NamedTuple):
    """The lines of a prompt that stand beside those of steps."""

    kinds: list[ShownKind]
    values: list[tuple[str, str]]
    properties: list[tuple[str, list[str]]]


def make_prompt(
    question: str,
    nearby: Nearby,
    surroundings: Surroundings,
    texts: StepTexts,
    budget: int,
    feedback: Sequence[Feedback] = (),
    *,
    queries: bool = True,
) -> PlanningPrompt:
    """A prompt of at most `budget` tokens by estimate, its instructions not counted.

    It holds as many steps as fit; the question, its topics and the feedback always, even where they alone take more.
    With `queries` it asks for queries and shows the surroundings, else for relation paths.
    """
    feedback_lines = [one.line for one in feedback]
    steps: dict[int, list[str]] = {LATER_STEPS_LINE: [], **{line: [] for line in range(len(nearby.starts))}}
    labels = {line: [""] for line in steps}  # so that the labels of the lines are counted before a step is in them
    context = _Context([], [], [])
    room = budget - _own_tokens(_messages(question, nearby, labels, context, feedback_lines, queries))
    if queries:
        share = SURROUNDINGS_SHARE if any(start.steps for start in nearby.starts) else 1.0
        context = _context(surroundings, texts, int(room * share))
        room -= sum(map(_line_tokens, _parts(context)))
    left_out = 0
    for line, step in _by_score(nearby):
        text = texts.text(step)
        tokens = estimate_tokens(text) + 1  # its semicolon
        if tokens > room:
            left_out += 1
            continue
        steps[line].append(text)
        room -= tokens
    shown = (
        *(text for of_line in steps.values() for text in of_line),
        *(text for kind in context.kinds for text in kind.steps),
        *(text for one in feedback for text in one.possible),
    )
    messages = _messages(question, nearby, steps, context, feedback_lines, queries)
    names = Shown(
        topics=tuple((start.id, escape_name(start.name)) for start in nearby.starts),
        texts=texts,
        kinds={kind.name: near.kind for kind, near in zip(context.kinds, surroundings.kinds, strict=False)},
        properties={escape_name(name): name for _, names in surroundings.properties for name in names},
    )
    topics = tuple(start.id for start in nearby.starts)
    return PlanningPrompt(
        messages, topics, tuple(dict.fromkeys(shown)), names, left_out, _own_tokens(messages), queries
    )


def _context(surroundings: Surroundings, texts: StepTexts, room: int) -> _Context:
    """As much of the surroundings as there is room for: kinds first, then values, then properties of edges."""
    context = _Context([], [], [])
    for kind in surroundings.kinds:
        part = ShownKind(escape_name(kind.kind), tuple(texts.text(step) for step in kind.steps if step in texts))
        if (tokens := _line_tokens(part)) > room:
            break  # so that kinds and what they stand for keep their places
        context.kinds.append(part)
        room -= tokens
    for step, example in surroundings.values:
        value = texts.text(step), example
        if step in texts and (tokens := _line_tokens(value)) <= room:
            context.values.append(value)
            room -= tokens
    for step, names in surroundings.properties:
        edge = texts.text(step), [escape_name(name) for name in names]
        if step in texts and (tokens := _line_tokens(edge)) <= room:
            context.properties.append(edge)
            room -= tokens
    return context


def _parts(context: _Context) -> Iterator[ShownKind | tuple[str, str | list[str]]]:
    yield from context.kinds
    yield from context.values
    yield from context.properties


def _line_tokens(part: ShownKind | tuple[str, str | list[str]]) -> int:
    """Tokens of a part of the context, its label and the signs between its texts included."""
    name, content = part
    listed = [escape_name(content)] if isinstance(content, str) else content
    return 8 + estimate_tokens(name) + sum(1 + estimate_tokens(text) for text in listed)


def _by_score(nearby: Nearby) -> Iterator[tuple[int, Step]]:
    """Steps with the number of their line: the best few of every line, then all others by their scores."""
    ranked = {line: list(start.steps.items()) for line, start in enumerate(nearby.starts)}
    ranked[LATER_STEPS_LINE] = list(nearby.later.items())
    for line, steps in ranked.items():
        yield from ((line, step) for step, _ in steps[:MIN_STEPS_PER_LINE])
    rest = [(score, line, step) for line, steps in ranked.items() for step, score in steps[MIN_STEPS_PER_LINE:]]
    rest.sort(key=lambda item: -item[0])  # among equals the order stays: of topics, then of steps
    yield from ((line, step) for _, line, step in rest)


def _messages(
    question: str,
    nearby: Nearby,
    steps: dict[int, list[str]],
    context: _Context,
    feedback: Sequence[str],
    queries: bool,
) -> Conversation:
    topics = [(start.name, steps[line]) for line, start in enumerate(nearby.starts)]
    text = planning_question(question, topics, steps[LATER_STEPS_LINE], *context)
    if feedback:
        text = repair_question(text, feedback)
    return Message("system", PLANNING_RULES if queries else PATH_RULES), Message("user", text)


def _own_tokens(messages: Conversation) -> int:
    """Estimated length of a prompt without its instructions."""
    return estimate_prompt(messages) - estimate_tokens(messages[0].content)
