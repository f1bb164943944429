"""Scores the steps that the graph offers for the beam search, by best-first search of a trie of their tokens.

The score of a step is the product of its tokens' probabilities over the whole vocabulary. A token that the model would
not have written costs, even where the graph leaves no choice.

Branches are left unread only where no step behind them would stay in the beam. The bounds are the beam search's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush, heappushpop
from math import exp, inf, log
from typing import NamedTuple

from rog.planner.causal.reading import PathReader, PromptedPath, TokenBranch
from rog.planner.causal.trie import StepTokens, TrieNode, grow_trie
from rog.planner.search.beams import BeamSettings, Start
from rog.types import RelationPath, Step

__all__ = ["CausalScorer", "SearchSettings"]


@dataclass(frozen=True)
class SearchSettings:
    """How the tries are searched."""

    min_relative: float = 0.02  # branches at least this probable, relative to the best open one, are read with it
    branches_per_run: int = 16  # most branches of a question that are read in one run of the model
    max_tokens: int = 512  # tokens read behind a question's prompts at one hop, after which what is open is given up


class _Open(NamedTuple):
    """An open branch. The heap gives the one first that may lead to the best prefix."""

    cost: float
    """Minus the upper bound of what lies behind it: its log probability plus the start's log prior."""
    number: int
    """Breaks ties in the order of opening."""
    branch: TokenBranch


@dataclass
class _Search:
    """One question at one hop: the open branches, and the scores of the best prefixes that are complete."""

    floor: float
    """Score below which the beam search drops a prefix whatever else is found."""
    width: int
    """Of the beam."""
    open: list[_Open] = field(default_factory=list)
    best: list[float] = field(default_factory=list)
    """A heap of the `width` best scores, the lowest first."""
    opened: int = 0
    tokens_read: int = 0

    def add_branch(self, branch: TokenBranch) -> None:
        bound = branch.log_probability + branch.trie.children[branch.token].best_prior
        self.opened += 1
        heappush(self.open, _Open(-bound, self.opened, branch))

    def add_complete(self, scores: Iterable[float]) -> None:
        """Take note of the prefixes that a completed step makes, one for each start that may take it."""
        for score in scores:
            (heappush if len(self.best) < self.width else heappushpop)(self.best, score)

    def threshold(self, prune: float) -> float:
        """The score that a prefix needs to stay in the beam, as far as is known by now."""
        if not self.best:
            return self.floor
        is_full = len(self.best) == self.width
        return max(self.floor, max(self.best) + log(prune), self.best[0] if is_full else -inf)

    def next_branches(self, settings: SearchSettings, prune: float) -> list[TokenBranch]:
        """The branches to read now; none where no open one can matter."""
        threshold = self.threshold(prune)
        if self.best and self.tokens_read >= settings.max_tokens:
            return []
        branches: list[TokenBranch] = []
        near_best = -self.open[0].cost + log(settings.min_relative) if self.open else inf
        bound = max(threshold, near_best)
        while self.open and len(branches) < settings.branches_per_run and -self.open[0].cost >= bound:
            branches.append(heappop(self.open).branch)
        return branches


class CausalScorer:
    """A `StepScorer` for one batch. Starts of one mention share a prompt, and what is read behind it."""

    def __init__(
        self, reader: PathReader, steps: StepTokens, starts: Sequence[Start], beams: BeamSettings,
        settings: SearchSettings,
    ) -> None:  # fmt: skip
        self._reader, self._steps, self._starts = reader, steps, starts
        self._beams, self._settings = beams, settings
        self._question = {start.mention: start.question for start in starts}
        self._best_finished: dict[int, float] = defaultdict(lambda: -inf)
        """Of each question, the best score of a path that may end."""
        self.offered_masses = [0.0] * len(starts)
        """For each start, the probability that what the model writes first is a step that the graph offers."""

    def score(
        self, starts: Sequence[int], prefixes: Sequence[RelationPath], candidates: Sequence[Sequence[Step]]
    ) -> list[list[float]]:
        """See `StepScorer`; -inf for steps that cannot stay in the beam."""
        keys = [(self._starts[start].mention, prefix) for start, prefix in zip(starts, prefixes, strict=True)]
        tries: dict[PromptedPath, TrieNode] = defaultdict(TrieNode)
        for start, key, steps in zip(starts, keys, candidates, strict=True):
            self._note_finished(start, key)
            grow_trie(tries[key], steps, self._steps, self._starts[start].log_prior)
        self._search(tries, is_last_hop=len(prefixes[0]) + 1 >= self._beams.max_hops)
        scores = [self._scores(key, steps) for key, steps in zip(keys, candidates, strict=True)]
        for start, prefix, (_, *step_scores) in zip(starts, prefixes, scores, strict=True):
            if not prefix:
                self.offered_masses[start] = min(1.0, sum(map(exp, step_scores)))
        return scores

    def _note_finished(self, start: int, key: PromptedPath) -> None:
        """Keep the score of a path that may end: the beam search drops what is far less probable."""
        path = self._reader.paths.get(key)
        if path and key[1]:
            question, _, _, log_prior = self._starts[start]
            score = log_prior + path.log_probability + path.complete
            self._best_finished[question] = max(self._best_finished[question], score)

    def _search(self, tries: dict[PromptedPath, TrieNode], is_last_hop: bool) -> None:
        """Read branches, those of all questions in one run, until none that is open can matter."""
        prune = self._beams.prune
        searches: dict[int, _Search] = {}
        for key, trie in tries.items():
            question = self._question[key[0]]
            floor = self._best_finished[question] + log(prune)
            search = searches.setdefault(question, _Search(floor, self._beams.width))
            if (path := self._reader.paths.get(key)) is not None:
                for token in trie.children:
                    log_probability = path.with_separator + path.first_tokens[token]
                    search.add_branch(TokenBranch(key, path.parent, log_probability, trie, token))
        while branches := [one for search in searches.values() for one in search.next_branches(self._settings, prune)]:
            for behind in self._reader.read(branches, is_last_hop):
                searches[self._question[behind.prefix[0]]].add_branch(behind)
            for branch in branches:
                self._note_read(branch, searches[self._question[branch.prefix[0]]])

    def _note_read(self, branch: TokenBranch, search: _Search) -> None:
        tokens, node = branch.trie.chain(branch.token)
        search.tokens_read += len(tokens)
        mention, prefix = branch.prefix
        for step, log_priors in node.complete.items():
            path = self._reader.paths[mention, (*prefix, step)]
            search.add_complete(path.log_probability + log_prior for log_prior in log_priors)

    def _scores(self, key: PromptedPath, steps: Sequence[Step]) -> list[float]:
        mention, prefix = key
        paths = self._reader.paths
        here = paths.get(key)
        if here is None:
            return [-inf] * (1 + len(steps))
        longer = (paths.get((mention, (*prefix, step))) for step in steps)
        return [here.complete, *(path.log_probability - here.log_probability if path else -inf for path in longer)]
