"""Reads prompts and paths with a language model, each token once, and keeps how probable they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from rog.lm.contract import ROOT, Growth, TokenTrees
from rog.planner.causal.trie import StepTokens, TrieNode
from rog.types import RelationPath

__all__ = ["Key", "PathReader", "Place", "TokenBranch"]

Key = tuple[int, RelationPath]
"""A prompt and the path behind it."""


class Place(NamedTuple):
    """Where a path has been read to its end. Log probabilities count from the end of the prompt."""

    log_probability: float
    """Of the path."""
    stop: float
    """Of ending the text here, given the path."""
    parent: int
    """The growth that a next step hangs from: the prompt's, or that of the separator behind the path."""
    before_next: float
    """Of the path and the separator."""
    first: Mapping[int, float]
    """Of each token that a step may begin with, given what comes before."""


class TokenBranch(NamedTuple):
    """A branch of the trie of `key` that begins with `token` and is not read yet."""

    key: Key
    parent: int
    """The growth that it hangs from."""
    log_probability: float
    """Of the path up to `token` and with it."""
    trie: TrieNode
    """The node whose child `token` leads to."""
    token: int


class PathReader:
    """What has been read of one batch of questions."""

    def __init__(self, trees: TokenTrees, steps: StepTokens) -> None:
        self._trees, self._steps = trees, steps
        self._grown = 0
        self.places: dict[Key, Place] = {}
        self.tokens_read: dict[int, int] = defaultdict(int)
        """For each prompt, the tokens read behind it."""

    def read_prompts(self, questions: Sequence[Mapping[int, Sequence[int]]]) -> list[int]:
        """Read the prompts of each question, tokens by number, all in one run; what they begin with in common once.

        Gives the tokens read for each question.
        """
        growths: list[Growth] = []
        ends: dict[int, int] = {}
        counts = []
        asked = [self._steps.end, *self._steps.first]
        for prompts in questions:
            shared = _shared(list(prompts.values()))
            trunk = ROOT
            if shared:
                trunk = len(growths)
                growths.append(Growth(ROOT, next(iter(prompts.values()))[:shared], [()] * shared))
            for number, prompt in prompts.items():
                ends[number] = len(growths)
                own = prompt[shared:]
                growths.append(Growth(trunk, own, [*[()] * (len(own) - 1), asked]))
            counts.append(shared + sum(len(prompt) - shared for prompt in prompts.values()))
        grown = self._grow(growths)
        for number, at in ends.items():
            stop, *first = grown[at][-1]
            self.places[number, ()] = Place(0.0, stop, at, 0.0, self._named(first))
        return counts

    def read(self, branches: Sequence[TokenBranch], last: bool) -> list[TokenBranch]:
        """Read each branch up to where it branches or completes a step, all in one run; the branches behind them.

        A completed step gets its `Place`. Unless this hop is the `last`, the separator behind it is
        read along, as one token more costs less than one run more.
        """
        growths: list[Growth] = []
        chains = [branch.trie.chain(branch.token) for branch in branches]
        for branch, (tokens, node) in zip(branches, chains, strict=True):
            separator = () if last or not node.complete else self._steps.separator
            after = [*((self._steps.end, self._steps.separator[0]) if node.complete else ()), *node.children]
            chain = len(growths)
            growths.append(Growth(branch.parent, tokens, [*([token] for token in tokens[1:]), after]))
            if separator:
                asked = [*([token] for token in separator[1:]), self._steps.first]
                growths.append(Growth(self._grown + chain, separator, asked))
            self.tokens_read[branch.key[0]] += len(tokens) + len(separator)
        first = self._grown
        grown = iter(enumerate(self._grow(growths), first))
        behind: list[TokenBranch] = []
        for branch, (_, node) in zip(branches, chains, strict=True):
            at, (*inside, after_chain) = next(grown)
            total = branch.log_probability + sum(value for (value,) in inside)
            values = list(after_chain)
            if node.complete:
                stop, separated, *values = values
                place = Place(total, stop, at, total, {})
                if not last:
                    at_separator, (*inside, first_tokens) = next(grown)
                    before_next = total + separated + sum(value for (value,) in inside)
                    place = Place(total, stop, at_separator, before_next, self._named(first_tokens))
                number, prefix = branch.key
                self.places.update({(number, (*prefix, step)): place for step in node.complete})
            behind += (
                TokenBranch(branch.key, at, total + value, node, token)
                for token, value in zip(node.children, values, strict=True)
            )
        return behind

    def _grow(self, growths: Sequence[Growth]) -> list[list[Sequence[float]]]:
        self._grown += len(growths)
        return self._trees.grow(growths)

    def _named(self, first: Sequence[float]) -> dict[int, float]:
        return dict(zip(self._steps.first, first, strict=True))


def _shared(prompts: Sequence[Sequence[int]]) -> int:
    """How many tokens all prompts begin with; one less than the shortest, so that each has an end of its own."""
    alike = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*prompts, strict=False)))
    return min(alike, min(map(len, prompts)) - 1)
