"""A planner that asks a chat model for queries, and executes every one that it writes in the graph.

The model sees the steps near the topics, kinds and values, and is asked once. Where none of its plans can be executed,
it gets feedback and is asked once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from rog.graph import Graph
from rog.lm.chat.batches import ask_together
from rog.lm.messages import ChatLM, Reply
from rog.outcome import Plan, Usage
from rog.planner.chat.nearby import Nearby, PromptRelations, find_nearby
from rog.planner.chat.paths import BranchFault, check_paths
from rog.planner.chat.prompt import Feedback, PlanningPrompt, make_prompt
from rog.planner.chat.queries import QueryFault, check_query
from rog.planner.chat.reply import WrittenPlan, WrittenQuery, read_plans
from rog.planner.chat.surroundings import GraphKinds, Surroundings, find_surroundings
from rog.planner.contract import Planned, PlanRequest
from rog.prompts.planning import fault_text, query_fault
from rog.prompts.step_texts import StepTexts, step_texts
from rog.query import Query, normal_form
from rog.types import Branch, Step
from rog.words.relation_names import relation_words
from rog.words.similarity import WordSimilarity

__all__ = ["ChatPlanner", "ChatPlannerSettings"]

MAX_PLANS_AND_STEPS_IN_REPAIR = ((2, 12), (1, 8), (1, 4), (1, 0))
"""Most plans that feedback is given on, and most possible steps for each. The first pair that fits is taken."""

MIN_STEP_TOKENS = 60
"""Tokens for steps where the question alone takes the whole budget."""


class _Known(NamedTuple):
    """What is known of a graph before it is asked about a question."""

    relations: PromptRelations
    kinds: GraphKinds


@dataclass(frozen=True)
class ChatPlannerSettings:
    """Budget of one question. Instructions, which are the same for every question, do not count."""

    prompt_tokens: int = 500  # most tokens of the prompts of a question, by estimate, both calls together
    first_prompt: int = 250  # most tokens of the first one; the rest is for asking again
    reply_tokens: int = 500  # most tokens of a reply
    plans: int = 3  # plans of a reply that are read
    repair: bool = True  # whether the model is asked once more where none of its plans can be executed
    queries: bool = True  # whether it is told of the whole query algebra, or of relation paths alone
    together: int = 8  # questions of a batch that are asked at the same time


@dataclass
class _Progress:
    """A question while it is planned: what has been asked for it, and what came of it."""

    request: PlanRequest
    nearby: Nearby
    surroundings: Surroundings
    plans: list[Query] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    """On the plans of the last reply that cannot be executed."""
    warnings: list[str] = field(default_factory=list)
    usage: Usage = Usage()
    instructions: int = 0
    """Tokens of the prompts so far that are the same for every question."""

    @property
    def can_be_asked(self) -> bool:
        """Whether there is anything to show, from a topic or from a kind."""
        nearby = self.nearby
        return bool(self.surroundings.kinds or nearby.later or any(start.steps for start in nearby.starts))

    @property
    def spent(self) -> int:
        """Tokens of the prompts so far that count towards the budget."""
        return max(0, self.usage.input_tokens - self.instructions)

    def count(self, reply: Reply, prompt: PlanningPrompt) -> None:
        self.instructions += prompt.instructions
        self.usage = Usage(
            model_calls=self.usage.model_calls + 1,
            input_tokens=self.usage.input_tokens + reply.input_tokens,
            output_tokens=self.usage.output_tokens + reply.output_tokens,
        )

    def keep(self, query: Query) -> None:
        """Take a plan, unless one that asks the same is there."""
        if normal_form(query) not in map(normal_form, self.plans):
            self.plans.append(query)

    def planned(self) -> Planned:
        """The plans, scored by their place: the model gives no probabilities, so each scores half of the one before.

        What they find makes probabilities of the scores (`rog.ranking`), as of other planners' plans.
        """
        total = sum(0.5**rank for rank in range(len(self.plans)))
        scored = enumerate(self.plans)
        plans = tuple(Plan(query=query, score=round(0.5**rank / total, 6)) for rank, query in scored)
        return Planned(
            plans, self.usage, tuple(self.warnings), instructions=self.instructions, calibration=None, ranked=False
        )


class ChatPlanner:
    """At most two calls to a chat model for each question. See `Planner`."""

    def __init__(self, lm: ChatLM, settings: ChatPlannerSettings | None = None) -> None:
        self.lm, self.settings = lm, settings or ChatPlannerSettings()
        self._cached: tuple[tuple[str, ...], tuple[str, ...], _Known] | None = None

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        """See `Planner`. Raises ModelError and its kinds where the model cannot be asked."""
        known = self._known(graph)
        relations = known.relations
        nearby = find_nearby(requests, graph, relations)
        progress = [
            _Progress(request, near, self._surroundings(request, near, known, graph))
            for request, near in zip(requests, nearby, strict=True)
        ]
        askable = [one for one in progress if one.can_be_asked]
        self._ask([(one, self._first_prompt(one, relations.texts)) for one in askable], graph, relations)
        if self.settings.repair:
            failed = [one for one in askable if one.feedback and not one.plans]
            prompts = [(one, self._repair_prompt(one, relations.texts)) for one in failed]
            self._ask([(one, prompt) for one, prompt in prompts if prompt], graph, relations)
        return [one.planned() for one in progress]

    def _known(self, graph: Graph) -> _Known:
        """What is known of a graph's relations and kinds, cached until it has others."""
        relations = tuple(graph.relations())
        kinds = tuple(graph.kinds()) if self.settings.queries else ()
        cached = self._cached
        if cached is None or cached[:2] != (relations, kinds):
            words = {relation: relation_words(relation) for relation in relations}
            prompted = PromptRelations(relations, step_texts(relations), WordSimilarity(words))
            described = GraphKinds.of(relations if self.settings.queries else (), kinds, graph)
            cached = self._cached = relations, kinds, _Known(prompted, described)
        return cached[2]

    def _surroundings(self, request: PlanRequest, nearby: Nearby, known: _Known, graph: Graph) -> Surroundings:
        if not self.settings.queries:
            return Surroundings()
        return find_surroundings(request.question, nearby, known.kinds, known.relations.similarity, graph)

    def _prompt(
        self, progress: _Progress, texts: StepTexts, budget: int, feedback: Sequence[Feedback] = ()
    ) -> PlanningPrompt:
        return make_prompt(
            progress.request.question, progress.nearby, progress.surroundings, texts, budget, feedback,
            queries=self.settings.queries,
        )  # fmt: skip

    def _first_prompt(self, progress: _Progress, texts: StepTexts) -> PlanningPrompt:
        """The first prompt. Where a long question leaves no room for steps, its budget grows."""
        prompt = self._prompt(progress, texts, self.settings.first_prompt)
        if not prompt.steps:
            prompt = self._prompt(progress, texts, self.settings.prompt_tokens)
        if not prompt.steps:
            prompt = self._prompt(progress, texts, prompt.tokens + MIN_STEP_TOKENS)
        if prompt.tokens > self.settings.prompt_tokens:
            progress.warnings.append(f"the planning prompt has about {prompt.tokens} tokens, for the question is long")
        return prompt

    def _repair_prompt(self, progress: _Progress, texts: StepTexts) -> PlanningPrompt | None:
        """The second prompt, with feedback; None where the budget has no room for it."""
        budget = self.settings.prompt_tokens - progress.spent
        for max_plans, max_steps in MAX_PLANS_AND_STEPS_IN_REPAIR:
            feedback = [replace(one, possible=one.possible[:max_steps]) for one in progress.feedback[:max_plans]]
            prompt = self._prompt(progress, texts, budget, feedback)
            if prompt.steps and prompt.tokens <= budget:
                return prompt
        progress.warnings.append("the model was not asked again: the prompt's budget had no room for it")
        return None

    def _ask(
        self, prompts: Sequence[tuple[_Progress, PlanningPrompt]], graph: Graph, relations: PromptRelations
    ) -> None:
        """Ask for several questions, and check all paths that come back together, and each query."""
        conversations = [(prompt.messages, prompt.schema) for _, prompt in prompts]
        replies = ask_together(self.lm, conversations, self.settings.reply_tokens, self.settings.together)
        written: list[tuple[_Progress, PlanningPrompt, WrittenPlan]] = []
        for (progress, prompt), reply in zip(prompts, replies, strict=True):
            progress.count(reply, prompt)
            progress.feedback = []
            written += ((progress, prompt, plan) for plan in self._read(progress, prompt, reply))
        paths = [(prompt.topics, plan) for _, prompt, plan in written if not isinstance(plan, WrittenQuery)]
        checked = iter(check_paths(paths, relations.texts, graph))
        for progress, prompt, plan in written:
            if isinstance(plan, WrittenQuery):
                _note_query(progress, prompt, check_query(plan.form, prompt.shown, graph))
            else:
                _note_paths(progress, next(checked), relations.texts)

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


def _note_paths(progress: _Progress, result: tuple[Branch, ...] | BranchFault, texts: StepTexts) -> None:
    """Keep paths that can be walked; give feedback and a warning on others."""
    if not isinstance(result, BranchFault):
        progress.keep(Plan.of(result, 1.0).query)
        return
    written = result.branch
    walked = written.steps if result.bad_hop is None else written.steps[: result.bad_hop + 1]
    fault = fault_text(written.topic, walked, result.reason)
    progress.feedback.append(Feedback(fault, _likely(result.possible, progress.nearby, texts)))
    progress.warnings.append(f"a plan was dropped: {fault_text(written.topic, written.steps, result.reason)}")


def _note_query(progress: _Progress, prompt: PlanningPrompt, result: Query | QueryFault) -> None:
    """Keep a query that can be executed and finds something; give feedback and a warning on another."""
    if not isinstance(result, QueryFault):
        progress.keep(result)
        return
    fault = query_fault(result.query, result.reason)
    possible = prompt.steps if result.unknown_step else ()
    likely = _likely(result.possible, progress.nearby, prompt.shown.texts)
    progress.feedback.append(Feedback(fault, possible or likely))
    progress.warnings.append(f"a plan was dropped: {fault}")


def _likely(steps: Sequence[Step], nearby: Nearby, texts: StepTexts) -> tuple[str, ...]:
    """The texts of steps, those most like the question first."""
    return tuple(map(texts.text, sorted(steps, key=lambda step: (-nearby.score(step), step))))
