"""Searches the steps that the graph offers, best first, and scores them for the beam search.

The score of a step is the product of its tokens' probabilities over the whole vocabulary: a token that
the model would not have written costs, also where the graph leaves no choice. A branch that is not read
holds no step that the beam search would keep: the bounds are those by which it drops rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush, heappushpop
from math import exp, inf, log
from typing import NamedTuple

from rog.planner.causal.reading import Key, PathReader, TokenBranch
from rog.planner.causal.trie import StepTokens, TrieNode, grow_trie
from rog.planner.search.beams import BeamSettings, Start
from rog.types import RelationPath, Step

__all__ = ["CausalScorer", "SearchSettings"]


@dataclass(frozen=True)
class SearchSettings:
    """How the tries are searched."""

    eager: float = 0.02  # branches at least this probable, relative to the best open one, are read with it
    together: int = 16  # most branches of a question that are read in one run of the model
    most: int = 512  # tokens read behind a question's prompts at one hop, after which what is open is given up


class _Open(NamedTuple):
    """An open branch. The heap gives the one first that may lead to the best row."""

    cost: float
    """Minus the highest value that a row behind it can have: its log probability and the start's prior."""
    number: int
    branch: TokenBranch


@dataclass
class _Search:
    """One question at one hop: what is open, and the values of the best rows found."""

    floor: float
    width: int
    open: list[_Open] = field(default_factory=list)
    best: list[float] = field(default_factory=list)
    opened: int = 0
    read: int = 0

    def add(self, branch: TokenBranch) -> None:
        """Open a branch."""
        value = branch.log_probability + branch.trie.children[branch.token].best_prior
        self.opened += 1
        heappush(self.open, _Open(-value, self.opened, branch))

    def found(self, values: Iterable[float]) -> None:
        """Take note of the rows that a completed step makes."""
        for value in values:
            (heappush if len(self.best) < self.width else heappushpop)(self.best, value)

    def least(self, prune: float) -> float:
        """The value that a row must have to stay in the beam, as far as is known."""
        if not self.best:
            return self.floor
        whole = len(self.best) == self.width
        return max(self.floor, max(self.best) + log(prune), self.best[0] if whole else -inf)

    def next(self, settings: SearchSettings, prune: float) -> list[TokenBranch]:
        """The branches to read now."""
        least = self.least(prune)
        if self.best and self.read >= settings.most:
            return []
        branches: list[TokenBranch] = []
        eager = -self.open[0].cost + log(settings.eager) if self.open else inf
        while self.open and len(branches) < settings.together and -self.open[0].cost >= max(least, eager):
            branches.append(heappop(self.open).branch)
        return branches


class CausalScorer:
    """A `StepScorer` for one batch: its texts are numbers of starts, whose own texts are those of prompts."""

    def __init__(
        self, reader: PathReader, steps: StepTokens, starts: Sequence[Start], beams: BeamSettings,
        settings: SearchSettings,
    ) -> None:  # fmt: skip
        self._reader, self._steps, self._starts = reader, steps, starts
        self._beams, self._settings = beams, settings
        self._group = {start.text: start.group for start in starts}
        self._finished: dict[int, float] = defaultdict(lambda: -inf)
        self.follows = [0.0] * len(starts)
        """For each start, the probability that what the model writes first is a step that the graph offers."""

    def score(
        self, texts: Sequence[int], prefixes: Sequence[RelationPath], candidates: Sequence[Sequence[Step]]
    ) -> list[list[float]]:
        """See `StepScorer`; -inf for steps that cannot stay in the beam."""
        keys = [(self._starts[start].text, prefix) for start, prefix in zip(texts, prefixes, strict=True)]
        tries: dict[Key, TrieNode] = defaultdict(TrieNode)
        for start, key, steps in zip(texts, keys, candidates, strict=True):
            self._note_finished(start, key)
            grow_trie(tries[key], steps, self._steps, self._starts[start].log_prior)
        self._search(tries, last=len(prefixes[0]) + 1 >= self._beams.max_hops)
        scores = [self._row(key, steps) for key, steps in zip(keys, candidates, strict=True)]
        for start, prefix, (_, *follow) in zip(texts, prefixes, scores, strict=True):
            if not prefix:
                self.follows[start] = min(1.0, sum(map(exp, follow)))
        return scores

    def _note_finished(self, start: int, key: Key) -> None:
        """The beam search drops what is far less probable than a path that may end."""
        here = self._reader.places.get(key)
        if here and key[1]:
            group, _, _, log_prior = self._starts[start]
            self._finished[group] = max(self._finished[group], log_prior + here.log_probability + here.stop)

    def _search(self, tries: dict[Key, TrieNode], last: bool) -> None:
        """Read branches, those of all questions in one run, until none that is open can matter."""
        prune = self._beams.prune
        searches: dict[int, _Search] = {}
        for key, trie in tries.items():
            group = self._group[key[0]]
            search = searches.setdefault(group, _Search(self._finished[group] + log(prune), self._beams.width))
            if (here := self._reader.places.get(key)) is not None:
                for token in trie.children:
                    search.add(TokenBranch(key, here.parent, here.before_next + here.first[token], trie, token))
        while branches := [one for search in searches.values() for one in search.next(self._settings, prune)]:
            for behind in self._reader.read(branches, last):
                searches[self._group[behind.key[0]]].add(behind)
            for branch in branches:
                self._note_read(branch, searches[self._group[branch.key[0]]])

    def _note_read(self, branch: TokenBranch, search: _Search) -> None:
        tokens, node = branch.trie.chain(branch.token)
        search.read += len(tokens)
        number, prefix = branch.key
        for step, priors in node.complete.items():
            place = self._reader.places[number, (*prefix, step)]
            search.found(place.log_probability + prior for prior in priors)

    def _row(self, key: Key, steps: Sequence[Step]) -> list[float]:
        number, prefix = key
        places = self._reader.places
        here = places.get(key)
        if here is None:
            return [-inf] * (1 + len(steps))
        follow = (places.get((number, (*prefix, step))) for step in steps)
        return [here.stop, *(there.log_probability - here.log_probability if there else -inf for there in follow)]
