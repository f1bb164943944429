"""A planner that asks a chat model, and walks in the graph what it writes before anything rests on it.

The model is shown the steps near the topics and asked once; where none of its plans can be walked it
is told why and asked once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rog.graph import Graph
from rog.lm.chat.batches import ask_together
from rog.lm.messages import ChatLM, Reply
from rog.planner.chat.check import BranchFault, WrittenPlan, check_plans, read_plans
from rog.planner.chat.nearby import Nearby, PromptRelations, find_nearby
from rog.planner.chat.prompt import Complaint, PlanningPrompt, make_prompt, plans_schema
from rog.planner.contract import Planned, PlanRequest
from rog.prompts.planning import fault_text
from rog.prompts.step_texts import StepTexts, step_texts
from rog.types import Branch, Plan, Usage
from rog.words.likeness import WordLikeness
from rog.words.relation_names import relation_words

__all__ = ["ChatPlanner", "ChatPlannerSettings"]

TOLD = ((2, 12), (1, 8), (1, 4), (1, 0))
"""How many plans the model is told of when it is asked again, and how many steps that were possible: what fits."""

LEAST_ROOM = 60
"""Tokens for steps where the question alone takes the whole budget."""


@dataclass(frozen=True)
class ChatPlannerSettings:
    """What a question may cost."""

    prompt_tokens: int = 500  # most tokens of the prompts of a question, by estimate, both calls together
    first_prompt: int = 250  # most tokens of the first one; the rest is for asking again
    reply_tokens: int = 300  # most tokens of a reply
    plans: int = 3  # plans of a reply that are read
    repair: bool = True  # whether the model is asked once more where none of its plans can be walked
    together: int = 8  # questions of a batch that are asked at the same time


@dataclass
class _Course:
    """A question on its way: what was asked for it so far, and what came of it."""

    request: PlanRequest
    nearby: Nearby
    plans: list[tuple[Branch, ...]] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    usage: Usage = Usage()

    def count(self, reply: Reply) -> None:
        self.usage = Usage(
            model_calls=self.usage.model_calls + 1,
            input_tokens=self.usage.input_tokens + reply.input_tokens,
            output_tokens=self.usage.output_tokens + reply.output_tokens,
        )

    def planned(self) -> Planned:
        """The plans by the place that the model gave them: it tells no probabilities, so each has half of the last."""
        whole = sum(0.5**place for place in range(len(self.plans)))
        plans = tuple(
            Plan(branches=branches, score=round(0.5**place / whole, 6)) for place, branches in enumerate(self.plans)
        )
        return Planned(plans, self.usage, tuple(self.warnings), calibration=None)


class ChatPlanner:
    """At most two calls to a chat model for each question. See `Planner`."""

    def __init__(self, lm: ChatLM, settings: ChatPlannerSettings | None = None) -> None:
        self.lm, self.settings = lm, settings or ChatPlannerSettings()
        self._known: tuple[tuple[str, ...], PromptRelations] | None = None

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        """See `Planner`. Raises ModelError and its kinds where the model cannot be asked."""
        relations = self._relations(graph)
        nearby = find_nearby(requests, graph, relations)
        courses = [_Course(request, near) for request, near in zip(requests, nearby, strict=True)]
        open_ones = [course for course in courses if any(start.steps for start in course.nearby.starts)]
        self._ask([(course, self._first_prompt(course, relations.texts)) for course in open_ones], graph, relations)
        if self.settings.repair:
            again = [course for course in open_ones if course.complaints and not course.plans]
            prompts = [(course, self._second_prompt(course, relations.texts)) for course in again]
            self._ask([(course, prompt) for course, prompt in prompts if prompt], graph, relations)
        return [course.planned() for course in courses]

    def _relations(self, graph: Graph) -> PromptRelations:
        """The texts of a graph's relations: made once, and again where it has got others."""
        relations = tuple(graph.relations())
        known = self._known
        if known is None or known[0] != relations:
            words = {relation: relation_words(relation) for relation in relations}
            known = self._known = relations, PromptRelations(step_texts(relations), WordLikeness(words))
        return known[1]

    def _first_prompt(self, course: _Course, texts: StepTexts) -> PlanningPrompt:
        prompt = make_prompt(course.request.question, course.nearby, texts, self.settings.first_prompt)
        if not prompt.shown:  # a long question: then it takes what there is, and more
            prompt = make_prompt(course.request.question, course.nearby, texts, self.settings.prompt_tokens)
        if not prompt.shown:
            prompt = make_prompt(course.request.question, course.nearby, texts, prompt.tokens + LEAST_ROOM)
        if prompt.tokens > self.settings.prompt_tokens:
            course.warnings.append(f"the planning prompt has about {prompt.tokens} tokens, for the question is long")
        return prompt

    def _second_prompt(self, course: _Course, texts: StepTexts) -> PlanningPrompt | None:
        """What the model is asked again, where the budget has room for it."""
        room = self.settings.prompt_tokens - course.usage.input_tokens
        for plans, steps in TOLD:
            told = [replace(one, possible=one.possible[:steps]) for one in course.complaints[:plans]]
            prompt = make_prompt(course.request.question, course.nearby, texts, room, told)
            if prompt.shown and prompt.tokens <= room:
                return prompt
        course.warnings.append("the model was not asked again: the prompt's budget had no room for it")
        return None

    def _ask(self, asked: Sequence[tuple[_Course, PlanningPrompt]], graph: Graph, relations: PromptRelations) -> None:
        """Ask for several questions, and check all plans that come back together."""
        conversations = [(prompt.messages, plans_schema(prompt)) for _, prompt in asked]
        replies = ask_together(self.lm, conversations, self.settings.reply_tokens, self.settings.together)
        written: list[tuple[_Course, PlanningPrompt, WrittenPlan]] = []
        for (course, prompt), reply in zip(asked, replies, strict=True):
            course.count(reply)
            course.complaints = []
            written += ((course, prompt, plan) for plan in self._read(course, prompt, reply))
        checked = check_plans([(prompt.topics, plan) for _, prompt, plan in written], relations.texts, graph)
        for (course, _, plan), found in zip(written, checked, strict=True):
            _note(course, plan, found, relations.texts)

    def _read(self, course: _Course, prompt: PlanningPrompt, reply: Reply) -> tuple[WrittenPlan, ...]:
        """The first plans of a reply; what else is to be said of it goes to the question's warnings."""
        plans = read_plans(reply.parsed)
        if plans is None:
            course.complaints.append(Complaint())
            cut = "" if reply.finished else f": it was cut at {self.settings.reply_tokens} tokens"
            course.warnings.append(f"the model's reply was no list of plans{cut}")
            return ()
        if not plans:
            rest = f" ({prompt.left_out} had no room in the prompt)" if prompt.left_out else ""
            course.warnings.append(f"the model found no plan among the steps near the topics{rest}")
        if len(plans) > self.settings.plans:
            course.warnings.append(f"{len(plans) - self.settings.plans} plans of the model were not read")
        return plans[: self.settings.plans]


def _note(course: _Course, plan: WrittenPlan, found: tuple[Branch, ...] | BranchFault, texts: StepTexts) -> None:
    """Keep a plan that can be walked; say of another why it was dropped."""
    if not isinstance(found, BranchFault):
        if found not in course.plans:
            course.plans.append(found)
        return
    written = found.branch
    likely = sorted(found.possible, key=lambda step: (-course.nearby.worth(step), step))
    possible = tuple(map(texts.text, likely))
    walked = written.steps if found.bad is None else written.steps[: found.bad + 1]
    course.complaints.append(Complaint(fault_text(written.topic, walked, found.reason), possible))
    course.warnings.append(f"a plan was dropped: {fault_text(written.topic, written.steps, found.reason)}")
