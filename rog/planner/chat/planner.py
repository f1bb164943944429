"""A planner that asks a chat model, and walks every plan that it writes in the graph.

The model sees the steps near the topics and is asked once. Where none of its plans can be walked, it gets feedback and
is asked once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rog.graph import Graph
from rog.lm.chat.batches import ask_together
from rog.lm.messages import ChatLM, Reply
from rog.outcome import Plan, Usage
from rog.planner.chat.check import BranchFault, WrittenPlan, check_plans, read_plans
from rog.planner.chat.nearby import Nearby, PromptRelations, find_nearby
from rog.planner.chat.prompt import Feedback, PlanningPrompt, make_prompt, plans_schema
from rog.planner.contract import Planned, PlanRequest
from rog.prompts.planning import fault_text
from rog.prompts.step_texts import StepTexts, step_texts
from rog.types import Branch
from rog.words.relation_names import relation_words
from rog.words.similarity import WordSimilarity

__all__ = ["ChatPlanner", "ChatPlannerSettings"]

MAX_PLANS_AND_STEPS_IN_REPAIR = ((2, 12), (1, 8), (1, 4), (1, 0))
"""Most plans that feedback is given on, and most possible steps for each. The first pair that fits is taken."""

MIN_STEP_TOKENS = 60
"""Tokens for steps where the question alone takes the whole budget."""


@dataclass(frozen=True)
class ChatPlannerSettings:
    """Budget of one question."""

    prompt_tokens: int = 500  # most tokens of the prompts of a question, by estimate, both calls together
    first_prompt: int = 250  # most tokens of the first one; the rest is for asking again
    reply_tokens: int = 300  # most tokens of a reply
    plans: int = 3  # plans of a reply that are read
    repair: bool = True  # whether the model is asked once more where none of its plans can be walked
    together: int = 8  # questions of a batch that are asked at the same time


@dataclass
class _Progress:
    """A question while it is planned: what has been asked for it, and what came of it."""

    request: PlanRequest
    nearby: Nearby
    plans: list[tuple[Branch, ...]] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    """On the plans of the last reply that cannot be walked."""
    warnings: list[str] = field(default_factory=list)
    usage: Usage = Usage()

    def count(self, reply: Reply) -> None:
        self.usage = Usage(
            model_calls=self.usage.model_calls + 1,
            input_tokens=self.usage.input_tokens + reply.input_tokens,
            output_tokens=self.usage.output_tokens + reply.output_tokens,
        )

    def planned(self) -> Planned:
        """The plans, scored by their rank: the model gives no probabilities, so each scores half of the one before."""
        total = sum(0.5**rank for rank in range(len(self.plans)))
        plans = tuple(Plan.of(branches, round(0.5**rank / total, 6)) for rank, branches in enumerate(self.plans))
        return Planned(plans, self.usage, tuple(self.warnings), calibration=None)


class ChatPlanner:
    """At most two calls to a chat model for each question. See `Planner`."""

    def __init__(self, lm: ChatLM, settings: ChatPlannerSettings | None = None) -> None:
        self.lm, self.settings = lm, settings or ChatPlannerSettings()
        self._cached: tuple[tuple[str, ...], PromptRelations] | None = None

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        """See `Planner`. Raises ModelError and its kinds where the model cannot be asked."""
        relations = self._relations(graph)
        nearby = find_nearby(requests, graph, relations)
        progress = [_Progress(request, near) for request, near in zip(requests, nearby, strict=True)]
        askable = [one for one in progress if any(start.steps for start in one.nearby.starts)]
        self._ask([(one, self._first_prompt(one, relations.texts)) for one in askable], graph, relations)
        if self.settings.repair:
            failed = [one for one in askable if one.feedback and not one.plans]
            prompts = [(one, self._repair_prompt(one, relations.texts)) for one in failed]
            self._ask([(one, prompt) for one, prompt in prompts if prompt], graph, relations)
        return [one.planned() for one in progress]

    def _relations(self, graph: Graph) -> PromptRelations:
        """The texts of a graph's relations, cached until it has other relations."""
        relations = tuple(graph.relations())
        cached = self._cached
        if cached is None or cached[0] != relations:
            words = {relation: relation_words(relation) for relation in relations}
            cached = self._cached = relations, PromptRelations(step_texts(relations), WordSimilarity(words))
        return cached[1]

    def _first_prompt(self, progress: _Progress, texts: StepTexts) -> PlanningPrompt:
        """The first prompt. Where a long question leaves no room for steps, its budget grows."""
        question, nearby = progress.request.question, progress.nearby
        prompt = make_prompt(question, nearby, texts, self.settings.first_prompt)
        if not prompt.steps:
            prompt = make_prompt(question, nearby, texts, self.settings.prompt_tokens)
        if not prompt.steps:
            prompt = make_prompt(question, nearby, texts, prompt.tokens + MIN_STEP_TOKENS)
        if prompt.tokens > self.settings.prompt_tokens:
            progress.warnings.append(f"the planning prompt has about {prompt.tokens} tokens, for the question is long")
        return prompt

    def _repair_prompt(self, progress: _Progress, texts: StepTexts) -> PlanningPrompt | None:
        """The second prompt, with feedback; None where the budget has no room for it."""
        budget = self.settings.prompt_tokens - progress.usage.input_tokens
        for max_plans, max_steps in MAX_PLANS_AND_STEPS_IN_REPAIR:
            feedback = [replace(one, possible=one.possible[:max_steps]) for one in progress.feedback[:max_plans]]
            prompt = make_prompt(progress.request.question, progress.nearby, texts, budget, feedback)
            if prompt.steps and prompt.tokens <= budget:
                return prompt
        progress.warnings.append("the model was not asked again: the prompt's budget had no room for it")
        return None

    def _ask(
        self, prompts: Sequence[tuple[_Progress, PlanningPrompt]], graph: Graph, relations: PromptRelations
    ) -> None:
        """Ask for several questions, and check all plans that come back together."""
        conversations = [(prompt.messages, plans_schema(prompt)) for _, prompt in prompts]
        replies = ask_together(self.lm, conversations, self.settings.reply_tokens, self.settings.together)
        written: list[tuple[_Progress, PlanningPrompt, WrittenPlan]] = []
        for (progress, prompt), reply in zip(prompts, replies, strict=True):
            progress.count(reply)
            progress.feedback = []
            written += ((progress, prompt, plan) for plan in self._read(progress, prompt, reply))
        checked = check_plans([(prompt.topics, plan) for _, prompt, plan in written], relations.texts, graph)
        for (progress, _, plan), result in zip(written, checked, strict=True):
            _note(progress, plan, result, relations.texts)

    def _read(self, progress: _Progress, prompt: PlanningPrompt, reply: Reply) -> tuple[WrittenPlan, ...]:
        """The first plans of a reply. Whatever else is noteworthy becomes a warning."""
        plans = read_plans(reply.parsed)
        if plans is None:
            progress.feedback.append(Feedback())
            cut = "" if reply.finished else f": it was cut at {self.settings.reply_tokens} tokens"
            progress.warnings.append(f"the model's reply was no list of plans{cut}")
            return ()
        if not plans:
            rest = f" ({prompt.left_out} had no room in the prompt)" if prompt.left_out else ""
            progress.warnings.append(f"the model found no plan among the steps near the topics{rest}")
        if len(plans) > self.settings.plans:
            progress.warnings.append(f"{len(plans) - self.settings.plans} plans of the model were not read")
        return plans[: self.settings.plans]


def _note(progress: _Progress, plan: WrittenPlan, result: tuple[Branch, ...] | BranchFault, texts: StepTexts) -> None:
    """Keep a plan that can be walked; give feedback and a warning on another."""
    if not isinstance(result, BranchFault):
        if result not in progress.plans:
            progress.plans.append(result)
        return
    written = result.branch
    likely = sorted(result.possible, key=lambda step: (-progress.nearby.score(step), step))
    possible = tuple(map(texts.text, likely))
    walked = written.steps if result.bad_hop is None else written.steps[: result.bad_hop + 1]
    progress.feedback.append(Feedback(fault_text(written.topic, walked, result.reason), possible))
    progress.warnings.append(f"a plan was dropped: {fault_text(written.topic, written.steps, result.reason)}")
