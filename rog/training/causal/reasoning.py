"""Reasoning examples in the manner of RAFT (Zhang et al. 2024, arXiv 2403.10131): oracles among distractors, or
distractors alone. There the right reply is to abstain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from rog.graph import Graph
from rog.prompts.names import escape_name
from rog.prompts.reasoning import path_line
from rog.prompts.step_texts import StepTexts
from rog.training.distractors import Solved, distractor_paths, oracle_paths
from rog.types import ReasoningPath

__all__ = ["ReasoningSample", "ShownPath", "sample_reasoning"]


class ShownPath(NamedTuple):
    """A path of a prompt, drawn with its number, and the name of the answer that it leads to, if it leads to one."""

    path: ReasoningPath
    answer: str | None


@dataclass(frozen=True)
class ReasoningSample:
    """The paths of one prompt, in its order, and what is right to reply."""

    shown: tuple[ShownPath, ...]
    names: Mapping[str, str]
    """What each entity on the paths is called, not escaped."""
    texts: StepTexts

    @property
    def lines(self) -> tuple[str, ...]:
        """The numbered paths as the prompt holds them."""
        names = {key: escape_name(name) for key, name in self.names.items()}
        return tuple(path_line(number, [one.path], names, self.texts) for number, one in enumerate(self.shown, 1))

    @property
    def cited(self) -> dict[str, tuple[int, ...]]:
        """Names of the answers, each with the numbers of the paths that lead to it; empty: abstain."""
        cited: dict[str, tuple[int, ...]] = {}
        for number, one in enumerate(self.shown, 1):
            if one.answer is not None:
                cited[one.answer] = (*cited.get(one.answer, ()), number)
        return cited

    def without_last(self) -> ReasoningSample:
        """The sample without its last distractor, or where there is none, without its last path."""
        spare = [at for at, one in enumerate(self.shown) if one.answer is None]
        gone = spare[-1] if spare else len(self.shown) - 1
        return replace(self, shown=self.shown[:gone] + self.shown[gone + 1 :])


def sample_reasoning(
    solved: Solved, graph: Graph, texts: StepTexts, rng: Random, *, paths: int, oracles: int
) -> ReasoningSample:
    """At most `paths` paths in random order, of which 1 to `oracles` lead to answers, or none where it is 0."""
    wanted = rng.randint(1, oracles) if oracles else 0
    right = oracle_paths(solved, graph, rng, min(wanted, paths)) if wanted else []
    wrong = distractor_paths(solved, graph, rng, paths - len(right))
    names = _names([*right, *wrong], graph)
    shown = [*(ShownPath(path, names[path.end]) for path in right), *(ShownPath(path, None) for path in wrong)]
    rng.shuffle(shown)
    return ReasoningSample(tuple(shown), names, texts)


def _names(paths: Sequence[ReasoningPath], graph: Graph) -> dict[str, str]:
    ids = list(dict.fromkeys(entity for path in paths for entity in (path.topic, *(hop.target for hop in path.hops))))
    return {key: entity.name if entity else key for key, entity in zip(ids, graph.entities(ids), strict=True)}
