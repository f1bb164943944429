"""The prompt of a chat planner: as many of the steps near the topics as a budget of tokens holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rog.lm.chat.tokens import estimate_prompt, estimate_tokens
from rog.lm.messages import Conversation, Message
from rog.planner.chat.nearby import Nearby
from rog.prompts.planning import PLANNING_RULES, UNREADABLE, fault_line, planning_question, repair_question
from rog.prompts.step_texts import StepTexts
from rog.types import MAX_HOPS, Step

__all__ = ["Feedback", "PlanningPrompt", "make_prompt", "plans_schema"]

MIN_STEPS_PER_LINE = 3
"""The best steps of each line, which get room before better ones of another line."""

LATER_STEPS_LINE = -1
"""Number of the line of later steps. The line of a topic's first steps has the topic's index."""


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
    """A prompt, and the texts of steps that it shows."""

    messages: Conversation
    topics: tuple[str, ...]
    """Entity ids, in the order of their numbers from 1."""
    steps: tuple[str, ...]
    """Texts of all steps that it shows."""
    left_out: int
    """Steps that the budget had no room for."""
    tokens: int
    """Estimated length of the prompt."""


def make_prompt(
    question: str, nearby: Nearby, texts: StepTexts, budget: int, feedback: Sequence[Feedback] = ()
) -> PlanningPrompt:
    """A prompt of at most `budget` tokens by estimate.

    It holds as many steps as fit; the question, its topics and the feedback always, even where they alone take more.
    """
    feedback_lines = [one.line for one in feedback]
    steps: dict[int, list[str]] = {LATER_STEPS_LINE: [], **{line: [] for line in range(len(nearby.starts))}}
    labels = {line: [""] for line in steps}  # so that the labels of the lines are counted before a step is in them
    room = budget - estimate_prompt(_messages(question, nearby, labels, feedback_lines))
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
        *(text for one in feedback for text in one.possible),
    )
    messages = _messages(question, nearby, steps, feedback_lines)
    topics = tuple(start.id for start in nearby.starts)
    return PlanningPrompt(messages, topics, tuple(dict.fromkeys(shown)), left_out, estimate_prompt(messages))


def _by_score(nearby: Nearby) -> Iterator[tuple[int, Step]]:
    """Steps with the number of their line: the best few of every line, then all others by their scores."""
    ranked = {line: list(start.steps.items()) for line, start in enumerate(nearby.starts)}
    ranked[LATER_STEPS_LINE] = list(nearby.later.items())
    for line, steps in ranked.items():
        yield from ((line, step) for step, _ in steps[:MIN_STEPS_PER_LINE])
    rest = [(score, line, step) for line, steps in ranked.items() for step, score in steps[MIN_STEPS_PER_LINE:]]
    rest.sort(key=lambda item: -item[0])  # among equals the order stays: of topics, then of steps
    yield from ((line, step) for _, line, step in rest)


def _messages(question: str, nearby: Nearby, steps: dict[int, list[str]], feedback: Sequence[str]) -> Conversation:
    topics = [(start.name, steps[line]) for line, start in enumerate(nearby.starts)]
    text = planning_question(question, topics, steps[LATER_STEPS_LINE])
    if feedback:
        text = repair_question(text, feedback)
    return Message("system", PLANNING_RULES), Message("user", text)


def plans_schema(prompt: PlanningPrompt) -> dict[str, Any]:
    """The JSON Schema of a reply: the topics and steps of the prompt and no others."""
    steps = {"type": "array", "items": {"type": "string", "enum": list(prompt.steps)}}
    branch = {
        "type": "object",
        "properties": {
            "topic": {"type": "integer", "enum": list(range(1, len(prompt.topics) + 1))},
            "steps": {**steps, "minItems": 1, "maxItems": MAX_HOPS},
        },
        "required": ["topic", "steps"],
        "additionalProperties": False,
    }
    plans = {"type": "array", "items": {"type": "array", "items": branch}}
    return {"type": "object", "properties": {"plans": plans}, "required": ["plans"], "additionalProperties": False}
