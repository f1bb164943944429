"""A planner that is a causal language model: the path is text, and only steps that the graph offers can be written.

The beam search asks the graph at every hop which steps exist; the model scores them on a trie of their
tokens, reading what paths have in common once (rog/lm/causal/token_trees.py).
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
from rog.planner.causal.reading import PathReader
from rog.planner.causal.scorer import CausalScorer, SearchSettings
from rog.planner.causal.trie import StepTokens
from rog.planner.contract import Planned, PlanRequest
from rog.planner.search.beams import BeamSettings, Finished, Start, beam_search
from rog.planner.search.meeting import join_plans, starts_of
from rog.prompts.planning import planning_prompt
from rog.types import Plan, Usage

__all__ = ["CausalPlanner", "CausalSettings"]

GRAPHS_KEPT = 8
"""Tokens of steps are kept in memory for this many sets of relations."""


LEAST = 1e-12
"""Least probability that a mention is no topic."""


@dataclass(frozen=True)
class CausalSettings:
    """Limits of planning."""

    beams: BeamSettings = field(default_factory=BeamSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    batch: int = 8  # questions whose beams go through the model together
    prompt_tokens: int = 256  # longest prompt of one mention; a longer question is cut, and a warning says so


class CausalPlanner:
    """A steerable language model as a planner. One object may plan for many graphs and from many threads."""

    def __init__(self, lm: SteerableLM | str, *, settings: CausalSettings | None = None, **options: Any) -> None:
        """From a language model or what `load_lm` takes, with its options. Raises what `load_lm` does."""
        self.lm = load_lm(lm, **options) if isinstance(lm, str) else lm
        self.settings = settings or CausalSettings()
        self._known: OrderedDict[tuple[str, ...], StepTokens] = OrderedDict()

    @property
    def checksum(self) -> str | None:
        """That of the language model, where it has one."""
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
        for group, request in enumerate(requests):
            first = sum(len(asked.topics) for asked in requests[:group])
            starts += starts_of(request, group, first)
            tokens, cut = self._prompts(request)
            prompts.append({first + at: ids for at, ids in tokens.items()})
            warnings.append(cut)
        if not starts:
            return [Planned((), warnings=cut) for cut in warnings]
        reader = PathReader(self.lm.trees(), steps)
        read = reader.read_prompts([own for own in prompts if own])
        scorer = CausalScorer(reader, steps, starts, self.settings.beams, self.settings.search)
        numbered = [start._replace(text=number) for number, start in enumerate(starts)]
        finished, nothing, _ = beam_search(scorer, numbered, graph, self.settings.beams)
        input_tokens = iter(read)
        planned = []
        for group, request in enumerate(requests):
            own = [number for number, start in enumerate(starts) if start.group == group]
            usage = Usage(
                model_calls=1,
                input_tokens=next(input_tokens),
                output_tokens=sum(reader.tokens_read[text] for text in prompts[group]),
            ) if own else Usage()  # fmt: skip
            found = ([part[number] for number in own] for part in (starts, finished, nothing, scorer.follows))
            planned.append(Planned(_join(request, *found), usage, warnings[group]))  # type: ignore[arg-type]
        return planned

    def _prompts(self, request: PlanRequest) -> tuple[dict[int, list[int]], tuple[str, ...]]:
        """The prompt of each mention that stands for something, by its number, and a warning where one was cut."""
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
        """Tokens of a graph's steps, found once for a set of relations."""
        relations = tuple(graph.relations())
        steps = self._known.pop(relations, None) or StepTokens(self.lm, relations)
        self._known[relations] = steps
        while len(self._known) > GRAPHS_KEPT:
            self._known.popitem(last=False)
        return steps


def _join(
    request: PlanRequest, starts: Sequence[Start], finished: Sequence[list[Finished]], nothing: Sequence[float],
    follows: Sequence[float],
) -> tuple[Plan, ...]:  # fmt: skip
    """Plans of one request from what was found for its starts.

    A mention is no topic where the model ends the text at once, and as far as the graph offers less of what
    the model would write than at the question's best mention: a model that was never shown what is no topic
    does not end at once, but it asks an entity for steps that it lacks.
    """
    best = max(follows, default=0.0)
    share: dict[int, float] = {}
    for start, follow in zip(starts, follows, strict=True):
        share[start.text] = max(share.get(start.text, 0.0), follow / best if best else 0.0)
    none = [
        log(max(1.0 - (1.0 - exp(stop)) * share[start.text], LEAST))
        for start, stop in zip(starts, nothing, strict=True)
    ]
    return tuple(join_plans(request, starts, finished, none))
