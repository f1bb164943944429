"""Draws topics for the world graph's questions and finds their answers, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from graphs.world.questions.compose import Chain
from graphs.world.questions.pairs import Pair
from graphs.world.questions.topics import Entry, Topics
from rog.graph import Graph
from rog.types import Branch, Ends, RelationPath, inverse_step

__all__ = ["MAX_QUESTION_ANSWERS", "Answers", "draw_chain", "draw_pair", "wide_answers"]

MAX_QUESTION_ANSWERS = 300
"""Questions with more answers are left out."""

_WIDE_LIMIT = 5000
"""Limit on the ends of a branch whose ends are only intersected with others."""


class Answers:
    """Ends of branches, each looked up in the graph once."""

    def __init__(self, graph: Graph, limit: int = MAX_QUESTION_ANSWERS) -> None:
        self._graph, self._limit = graph, limit
        self._cache: dict[Branch, Ends] = {}

    def ends(self, branches: Iterable[Branch]) -> list[Ends]:
        """The ends of each branch; truncated where there are more than the limit."""
        requested = list(branches)
        new = [branch for branch in dict.fromkeys(requested) if branch not in self._cache]
        if new:
            self._cache.update(zip(new, self._graph.ends(new, self._limit), strict=True))
        return [self._cache[branch] for branch in requested]


def draw_chain(
    chain: Chain, topics: Topics, answers: Answers, count: int, random: Random
) -> list[tuple[Entry, list[Ends]]]:
    """Up to `count` topics of the chain, each with the ends after every move; all have answers and not too many."""
    entries = topics.choose(chain.moves[0].source, random, count)
    paths = [Chain(chain.moves[: at + 1]).path for at in range(len(chain.moves))]
    ends = answers.ends(Branch(entry.id, path) for entry in entries for path in paths)
    rows = [ends[at : at + len(paths)] for at in range(0, len(ends), len(paths))]
    return [(entry, row) for entry, row in zip(entries, rows, strict=True) if row[-1] and not row[-1].truncated]


def draw_pair(
    pair: Pair, topics: Topics, answers: Answers, wide: Answers, count: int, random: Random
) -> list[tuple[Entry, Entry, tuple[str, ...]]]:
    """Up to `count` pairs of topics that have answers in common, with these.

    The second topic is found backwards, from one of the answers of the first. `wide` has a large limit.
    """
    (first_kind, first_path), (second_kind, second_path) = pair.first, pair.second
    firsts = topics.choose(first_kind, random, count)
    first_ends = wide.ends(Branch(entry.id, first_path) for entry in firsts)
    meeting = [(entry, random.choice(ends)) for entry, ends in zip(firsts, first_ends, strict=True) if ends]
    back = _inverse(second_path)
    partners = wide.ends(Branch(end, back) for _, end in meeting)
    chosen = [
        (first, _choose(topics, partner, second_kind, first.id, random))
        for (first, _), partner in zip(meeting, partners, strict=True)
    ]
    pairs = [(first, second) for first, second in chosen if second]
    ones = wide.ends(Branch(first.id, first_path) for first, _ in pairs)
    others = wide.ends(Branch(second.id, second_path) for _, second in pairs)
    pairs_with_answers = []
    for (first, second), one, other in zip(pairs, ones, others, strict=True):
        common = tuple(sorted(set(one) & set(other)))
        # a topic that is its own answer makes no sense: "which neighbours of France border France"
        if common and len(common) <= MAX_QUESTION_ANSWERS and not {first.id, second.id} & set(common):
            pairs_with_answers.append((first, second, common))
    return pairs_with_answers


def wide_answers(graph: Graph) -> Answers:
    """Answers without a practical limit, for sets that are intersected."""
    return Answers(graph, _WIDE_LIMIT)


def _choose(topics: Topics, ids: Sequence[str], kind: str, other: str, random: Random) -> Entry | None:
    entries = [topics.by_id[key] for key in ids if key != other and key in topics.by_id]
    entries = [entry for entry in entries if entry.kind == kind]
    return random.choices(entries, [entry.weight for entry in entries])[0] if entries else None


def _inverse(path: RelationPath) -> RelationPath:
    return tuple(inverse_step(step) for step in reversed(path))
