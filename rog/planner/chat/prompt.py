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

__all__ = ["Complaint", "PlanningPrompt", "make_prompt", "plans_schema"]

EACH = 3
"""Steps of each line that come before the better ones of another."""

LATER = -1
"""Stands for the line of later steps, where a topic's place stands for the line of its first steps."""


@dataclass(frozen=True)
class Complaint:
    """What was wrong with a plan of the last reply, and the texts of the steps that could stand in it instead.

    Without a fault the reply as a whole was none.
    """

    fault: str = ""
    possible: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """As the prompt says it."""
        return fault_line(self.fault, self.possible) if self.fault else UNREADABLE


@dataclass(frozen=True)
class PlanningPrompt:
    """What a planner is asked, and which texts of steps it was shown."""

    messages: Conversation
    topics: tuple[str, ...]
    """Entity ids, in the order of their numbers from 1."""
    shown: tuple[str, ...]
    left_out: int
    """Steps that the budget had no room for."""
    tokens: int
    """What the prompt takes, by estimate."""


def make_prompt(
    question: str, nearby: Nearby, texts: StepTexts, tokens: int, complaints: Sequence[Complaint] = ()
) -> PlanningPrompt:
    """A prompt of at most `tokens` by estimate, or of the question, its topics and no step where these take more."""
    told = [complaint.line for complaint in complaints]
    lines: dict[int, list[str]] = {LATER: [], **{place: [] for place in range(len(nearby.starts))}}
    labels = {place: [""] for place in lines}  # what the lines take before a step is in them
    room = tokens - estimate_prompt(_messages(question, nearby, labels, told))
    left_out = 0
    for place, step in _by_worth(nearby):
        text = texts.text(step)
        cost = estimate_tokens(text) + 1  # its semicolon
        if cost > room:
            left_out += 1
            continue
        lines[place].append(text)
        room -= cost
    listed = (
        *(text for line in lines.values() for text in line),
        *(text for one in complaints for text in one.possible),
    )
    messages = _messages(question, nearby, lines, told)
    topics = tuple(start.id for start in nearby.starts)
    return PlanningPrompt(messages, topics, tuple(dict.fromkeys(listed)), left_out, estimate_prompt(messages))


def _by_worth(nearby: Nearby) -> Iterator[tuple[int, Step]]:
    """Steps with the line they belong to: the first few of every line, then all others by what they are worth."""
    ranked = {place: list(start.steps.items()) for place, start in enumerate(nearby.starts)}
    ranked[LATER] = list(nearby.later.items())
    for place, steps in ranked.items():
        yield from ((place, step) for step, _ in steps[:EACH])
    rest = [(worth, place, step) for place, steps in ranked.items() for step, worth in steps[EACH:]]
    rest.sort(key=lambda item: -item[0])  # among equals the order stays: of topics, then of steps
    yield from ((place, step) for _, place, step in rest)


def _messages(question: str, nearby: Nearby, lines: dict[int, list[str]], complaints: Sequence[str]) -> Conversation:
    topics = [(start.name, lines[place]) for place, start in enumerate(nearby.starts)]
    asked = planning_question(question, topics, lines[LATER])
    if complaints:
        asked = repair_question(asked, complaints)
    return Message("system", PLANNING_RULES), Message("user", asked)


def plans_schema(prompt: PlanningPrompt) -> dict[str, Any]:
    """The JSON Schema of a reply: no other topic and no other step than those shown."""
    steps = {"type": "array", "items": {"type": "string", "enum": list(prompt.shown)}}
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
