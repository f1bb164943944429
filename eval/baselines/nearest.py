"""Relation by relation, the step whose words are most like the question: no planner, no training."""

from __future__ import annotations

from collections.abc import Sequence

from eval.baselines.encoder import FloatArray, TextEncoder
from eval.baselines.starts import ranked_plans, starting_topics
from rog.graph import Graph
from rog.linker import mask
from rog.outcome import Usage
from rog.planner.contract import Planned, PlanRequest
from rog.types import MAX_HOPS, RelationPath, Topic, read_step
from rog.words.relation_names import relation_words

__all__ = ["NearestStepPlanner", "masked_question", "path_text"]

MENTION_PRONOUN = "it"
"""Stands for the mention, so that a topic's name is like no relation."""


def masked_question(question: str, topic: Topic) -> str:
    """The question with the topic's mention replaced by a pronoun, where it is in the question."""
    if topic.start is None or topic.end is None:
        return question
    return mask(question, topic.start, topic.end, MENTION_PRONOUN)


def path_text(path: RelationPath) -> str:
    """The words of a path's relations, in order; a step walked backwards has the words of its relation."""
    return " ".join(relation_words(read_step(step)[0]) for step in path)


class NearestStepPlanner:
    """Greedy: grows one path by the step that makes its words most like the question, while that makes them more so."""

    def __init__(self, encoder: TextEncoder) -> None:
        self.encoder = encoder

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        """See `rog.planner.contract.Planner`."""
        return [self._plan(request, graph) for request in requests]

    def _plan(self, request: PlanRequest, graph: Graph) -> Planned:
        grown = []
        for topic, mention in starting_topics(request):
            (question,) = self.encoder.embed([masked_question(request.question, mention)])
            grown.append((topic, self._grow(question, topic, graph)))
        plans = ranked_plans([(topic, paths[::-1]) for topic, paths in grown])
        calls = sum(len(paths) + 1 for _, paths in grown)
        return Planned(tuple(plans), Usage(model_calls=calls))

    def _grow(self, question: FloatArray, topic: str, graph: Graph) -> list[RelationPath]:
        """The path of one step, of two and so on, each nearer to the question than the one before."""
        paths: list[RelationPath] = []
        path: RelationPath = ()
        best = -1.0
        while len(path) < MAX_HOPS:
            candidates = [(*path, step) for step in graph.steps(topic, [path], cap=1)[0]]
            if not candidates:
                break
            likeness = (self.encoder.embed([path_text(candidate) for candidate in candidates]) @ question).tolist()
            # Both directions of a relation have the same words; forward is the plainer guess.
            at = max(range(len(candidates)), key=lambda at: (likeness[at], not candidates[at][-1].startswith("^"), -at))
            if likeness[at] <= best:
                break
            best, path = likeness[at], candidates[at]
            paths.append(path)
        return paths
