"""Reasoning examples in the manner of RAFT (Zhang et al. 2024, arXiv 2403.10131): paths that lead to answers
(oracles) among paths that do not (distractors), or distractors alone, where the right reply is to abstain.

Distractors are walks of wrong plans from the same topic, and walks of right and wrong plans from its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import NamedTuple

from rog.graph import Graph
from rog.prompts.names import escape_name
from rog.prompts.reasoning import path_line
from rog.prompts.step_texts import StepTexts
from rog.types import MAX_HOPS, Branch, ReasoningPath, RelationPath, Triple
from training.examples import Example

__all__ = ["ReasoningSample", "ShownPath", "sample_reasoning"]

MOST_ENDS = 200
"""Ends of a branch that are drawn from."""

TRIES = 8
"""Wrong plans drawn for each distractor still wanted, before there are simply fewer."""

WALKED = 3
"""Most walks of one wrong plan in a prompt: a plan reaches several ends, as a retriever would show them."""

Edges = tuple[tuple[Triple, bool], ...]


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
    example: Example, graph: Graph, texts: StepTexts, rng: Random, *, paths: int, oracles: int
) -> ReasoningSample:
    """At most `paths` paths in random order, of which 1 to `oracles` lead to answers, or none where it is 0.

    Only a walk of a right plan to an answer is an oracle; no distractor ends at an answer.
    """
    wanted = rng.randint(1, oracles) if oracles else 0
    right = _oracles(example, graph, rng, min(wanted, paths)) if wanted else []
    wrong = _distractors(example, graph, rng, paths - len(right))
    names = _names([*right, *wrong], graph)
    shown = [*(ShownPath(path, names[path.end]) for path in right), *(ShownPath(path, None) for path in wrong)]
    rng.shuffle(shown)
    return ReasoningSample(tuple(shown), names, texts)


def _oracles(example: Example, graph: Graph, rng: Random, wanted: int) -> list[ReasoningPath]:
    """Walks of right plans to answers, two to one answer where there are that many and chance has it."""
    found: list[ReasoningPath] = []
    for path in rng.sample(example.paths, len(example.paths)):
        branch = Branch(example.topic, path)
        ends = sorted(set(graph.ends([branch], MOST_ENDS)[0]) & set(example.answers))
        for end in rng.sample(ends, min(len(ends), wanted)):
            found += graph.walk(branch, [end], rng.choice((1, 1, 2)))
    return list({_edges(path): path for path in found}.values())[:wanted]


def _distractors(example: Example, graph: Graph, rng: Random, wanted: int) -> list[ReasoningPath]:
    """Walks that answer nothing; fewer where the topic has no more."""
    found: dict[Edges, ReasoningPath] = {}
    for _ in range(TRIES * wanted):
        if len(found) >= wanted:
            break
        branch = _wrong_branch(example, graph, rng)
        if branch is not None:
            found.update((_edges(path), path) for path in _wrong_walks(branch, example, graph, rng))
    return list(found.values())[:wanted]


def _wrong_branch(example: Example, graph: Graph, rng: Random) -> Branch | None:
    """A wrong plan from the topic, or a right or wrong one from an entity near it."""
    topic = example.topic
    if rng.random() < 0.35:
        near = _near(topic, graph, rng)
        if near is None or near == topic:
            return None
        topic = near
        if rng.random() < 0.6:
            return Branch(topic, rng.choice(example.paths))
    path = _plan(topic, rng.choice(example.paths), graph, rng)
    return None if not path or (topic == example.topic and path in example.paths) else Branch(topic, path)


def _near(topic: str, graph: Graph, rng: Random) -> str | None:
    """An entity one or two steps away."""
    path = _walk_on(topic, (), rng.choice((1, 2, 2)), graph, rng)
    ends = graph.ends([(topic, path)], MOST_ENDS)[0] if path else ()
    return rng.choice(ends) if ends else None


def _plan(topic: str, right: RelationPath, graph: Graph, rng: Random) -> RelationPath:
    """A plan that leaves the right one at some hop, and is as long, shorter or longer."""
    kept = right[: rng.randrange(len(right) + 1)]
    least = max(1, len(kept))
    most = max(least, min(len(right) + 1, MAX_HOPS))
    return _walk_on(topic, kept, rng.randint(least, most), graph, rng)


def _walk_on(topic: str, path: RelationPath, length: int, graph: Graph, rng: Random) -> RelationPath:
    """`path` made longer by steps that the graph has, up to `length`; `()` where it cannot be walked."""
    while len(path) < length:
        following = list(graph.steps(topic, [path], cap=1)[0])
        if not following:
            return path
        path = (*path, rng.choice(following))
    return path


def _wrong_walks(branch: Branch, example: Example, graph: Graph, rng: Random) -> Iterator[ReasoningPath]:
    answers = set(example.answers)
    ends = [end for end in graph.ends([branch], MOST_ENDS)[0] if end not in answers]
    chosen = rng.sample(ends, min(len(ends), rng.randint(1, WALKED)))
    return graph.walk(branch, chosen, 1)


def _edges(path: ReasoningPath) -> Edges:
    """What two paths that read alike have in common, whatever the keys of their edges."""
    return tuple((hop.triple, hop.forward) for hop in path.hops)


def _names(paths: Sequence[ReasoningPath], graph: Graph) -> dict[str, str]:
    ids = list(dict.fromkeys(entity for path in paths for entity in (path.topic, *(hop.target for hop in path.hops))))
    return {key: entity.name if entity else key for key, entity in zip(ids, graph.entities(ids), strict=True)}
