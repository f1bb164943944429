"""A planner that is a causal language model: it writes a path as text, and only steps that the graph offers.

Behind a path it may write an operation on what the path reaches, of those that can be computed there.

The beam search asks the graph at every hop which steps exist. The model scores them on a trie of their tokens. A common
prefix of several paths is read once (rog/lm/causal/token_trees.py).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log
from typing import Any

from rog.graph import Graph
from rog.lm import load_lm
from rog.lm.contract import SteerableLM
from rog.outcome import Plan, Usage
from rog.planner.causal.operations import with_operations
from rog.planner.causal.reading import PathReader
from rog.planner.causal.scorer import CausalScorer, SearchSettings
from rog.planner.causal.trie import StepTokens
from rog.planner.contract import Planned, PlanRequest
from rog.planner.search.beams import BeamSettings, SearchedStart, Start, beam_search
from rog.planner.search.plan_scores import make_starts, score_plans
from rog.prompts.planning import planning_prompt

__all__ = ["CausalPlanner", "CausalSettings"]

MAX_CACHED_GRAPHS = 8
"""Sets of relations whose tokens are cached in memory."""

MIN_NO_TOPIC_PROBABILITY = 1e-12
"""Probability that a mention is no topic, at least: its logarithm is taken."""


@dataclass(frozen=True)
class CausalSettings:
    """Limits of planning."""

    beams: BeamSettings = field(default_factory=BeamSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    operations: bool = True  # whether operations are written behind paths, or plain paths alone
    batch: int = 8  # questions whose beams go through the model together
    prompt_tokens: int = 256  # longest prompt of one mention; a longer question is cut, and a warning says so


class CausalPlanner:
    """A steerable language model as a planner. One object may plan for many graphs and from many threads."""

    def __init__(self, lm: SteerableLM | str, *, settings: CausalSettings | None = None, **options: Any) -> None:
        """From a language model or what `load_lm` takes, with its options. Raises what `load_lm` does."""
        self.lm = load_lm(lm, **options) if isinstance(lm, str) else lm
        self.settings = settings or CausalSettings()
        self._cached_steps: OrderedDict[tuple[str, ...], StepTokens] = OrderedDict()

    @property
    def checksum(self) -> str | None:
        """Checksum of the language model, where it has one."""
        return getattr(self.lm, "checksum", None)

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        """Plans for each request; see `Planner`."""
        if not any(topic.candidates for request in requests for topic in request.topics):
            return [Planned(()) for _ in requests]
        steps = self._steps(graph)
        size = self.settings.batch
        blocks = (requests[first : first + size] for first in range(0, len(requests), size))
        return [planned for block in blocks for planned in self._plan(block, graph, steps)]

    def _plan(self, requests: Sequence[PlanRequest], graph: Graph, steps: StepTokens) -> list[Planned]:
        """Plans for a block of requests whose beams advance together."""
        starts: list[Start] = []
        prompts: list[dict[int, list[int]]] = []
        warnings: list[tuple[str, ...]] = []
        first = 0
        for question, request in enumerate(requests):
            starts += make_starts(request, question, first)
            tokens, cut = self._prompts(request)
            prompts.append({first + number: ids for number, ids in tokens.items()})
            warnings.append(cut)
            first += len(request.topics)
        if not starts:
            return [Planned((), warnings=cut) for cut in warnings]
        reader = PathReader(self.lm.trees(), steps)
        input_tokens = iter(reader.read_prompts([of_question for of_question in prompts if of_question]))
        scorer = CausalScorer(reader, steps, starts, self.settings.beams, self.settings.search)
        searched, _ = beam_search(scorer, starts, graph, self.settings.beams)
        by_question = [
            [pair for pair in zip(searched, scorer.offered_masses, strict=True) if pair[0].start.question == question]
            for question in range(len(requests))
        ]
        plans = [_plans(request, own) for request, own in zip(requests, by_question, strict=True)]
        if self.settings.operations:
            plans = with_operations(requests, plans, starts, reader, self.lm, graph)
        planned = []
        for question in range(len(requests)):
            usage = Usage(
                model_calls=1,
                input_tokens=next(input_tokens),
                output_tokens=sum(reader.tokens_read[mention] for mention in prompts[question]),
            ) if by_question[question] else Usage()  # fmt: skip
            planned.append(Planned(plans[question], usage, warnings[question], ranked=False))
        return planned

    def _prompts(self, request: PlanRequest) -> tuple[dict[int, list[int]], tuple[str, ...]]:
        """The prompt of each mention with candidates, by its number, and a warning where the question was cut."""
        limit = self.settings.prompt_tokens
        question, tokens = request.question, self._encode(request, request.question)
        while tokens and (longest := max(map(len, tokens.values()))) > limit and len(question) > 1:
            question = question[: min(len(question) - 1, len(question) * limit // longest)]
            tokens = self._encode(request, question)
        if question == request.question:
            return tokens, ()
        shown, whole = len(question), len(request.question)
        return tokens, (f"the planner read {shown:,} of the question's {whole:,} characters",)

    def _encode(self, request: PlanRequest, question: str) -> dict[int, list[int]]:
        return {
            number: self.lm.encode(planning_prompt(question, topic.candidates[0].name))
            for number, topic in enumerate(request.topics)
            if topic.candidates
        }

    def _steps(self, graph: Graph) -> StepTokens:
        """Tokens of a graph's steps, made once for a set of relations."""
        relations = tuple(graph.relations())
        steps = self._cached_steps.pop(relations, None) or StepTokens(self.lm, relations)
        self._cached_steps[relations] = steps
        while len(self._cached_steps) > MAX_CACHED_GRAPHS:
            self._cached_steps.popitem(last=False)
        return steps


def _plans(request: PlanRequest, searched: Sequence[tuple[SearchedStart, float]]) -> tuple[Plan, ...]:
    """Plans of one request from what the search gave for its starts, each with its `CausalScorer.offered_masses`.

    A mention is no topic as far as the model ends the text at once. A model that was never shown mentions that are no
    topics does not do so, but writes steps that the entity lacks. So the graph has to offer as much of what the model
    would write as at the question's best mention.
    """
    most = max((offered for _, offered in searched), default=0.0)
    share: dict[int, float] = {}
    for one, offered in searched:
        mention = one.start.mention
        share[mention] = max(share.get(mention, 0.0), offered / most if most else 0.0)
    corrected = []
    for one, _ in searched:
        is_topic = (1.0 - exp(one.log_no_topic)) * share[one.start.mention]
        corrected.append(one._replace(log_no_topic=log(max(1.0 - is_topic, MIN_NO_TOPIC_PROBABILITY))))
    return tuple(score_plans(request, corrected))
