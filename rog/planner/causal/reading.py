"""Reads prompts and paths with a language model, each token once, and keeps their log probabilities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import takewhile
from math import exp, inf, log1p
from typing import NamedTuple

from rog.lm.contract import ROOT, Growth, TokenTrees
from rog.planner.causal.trie import StepTokens, TrieNode
from rog.types import RelationPath

__all__ = ["PathReader", "PromptedPath", "ReadPath", "TokenBranch"]

PromptedPath = tuple[int, RelationPath]
"""The number of a prompt, which is that of its mention, and the path behind it."""


class ReadPath(NamedTuple):
    """Log probabilities of a path that has been read to its end, counted from the end of the prompt."""

    log_probability: float
    """Of the path."""
    stop: float
    """Of ending the text here, given the path."""
    operate: float
    """Of the first token that stands before an operation, given the path."""
    end: int
    """The growth that the path ends in, from which an operation hangs."""
    parent: int
    """The growth that a next step hangs from: the prompt's, or that of the separator behind the path."""
    with_separator: float
    """Of the path and the separator."""
    first_tokens: Mapping[int, float]
    """Of each token that a step may begin with, given what comes before."""

    @property
    def complete(self) -> float:
        """Of the path's being complete: the text ends here, or an operation follows."""
        high, low = max(self.stop, self.operate), min(self.stop, self.operate)
        return min(0.0, high + log1p(exp(low - high)))


class TokenBranch(NamedTuple):
    """A branch of the trie of next steps behind `prefix`: it begins with `token` and is not read yet."""

    prefix: PromptedPath
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
        self._growth_count = 0
        self.paths: dict[PromptedPath, ReadPath] = {}
        self.tokens_read: dict[int, int] = defaultdict(int)
        """For each prompt, the tokens read behind it."""

    def read_prompts(self, questions: Sequence[Mapping[int, Sequence[int]]]) -> list[int]:
        """Read the prompts of each question, tokens by number, all in one run; their common prefix once.

        Gives the tokens read for each question.
        """
        growths: list[Growth] = []
        ends: dict[int, int] = {}
        counts = []
        candidates = [self._steps.end, *self._steps.first_tokens]
        for prompts in questions:
            shared = _common_prefix_length(list(prompts.values()))
            trunk = ROOT
            if shared:
                trunk = len(growths)
                growths.append(Growth(ROOT, next(iter(prompts.values()))[:shared], [()] * shared))
            for number, prompt in prompts.items():
                ends[number] = len(growths)
                rest = prompt[shared:]
                growths.append(Growth(trunk, rest, [*[()] * (len(rest) - 1), candidates]))
            counts.append(shared + sum(len(prompt) - shared for prompt in prompts.values()))
        read = self._grow(growths)
        for number, end in ends.items():
            stop, *first = read[end][-1]
            self.paths[number, ()] = ReadPath(0.0, stop, -inf, end, end, 0.0, self._by_token(first))
        return counts

    def read(self, branches: Sequence[TokenBranch], is_last_hop: bool) -> list[TokenBranch]:
        """Read each branch up to where it forks or completes a step, all in one run. Gives the branches behind them.

        A completed step gets its `ReadPath`. Unless this is the last hop, the separator behind it is read along, as
        one token more costs less than one run more.
        """
        growths: list[Growth] = []
        chains = [branch.trie.chain(branch.token) for branch in branches]
        for branch, (tokens, node) in zip(branches, chains, strict=True):
            separator = () if is_last_hop or not node.complete else self._steps.separator
            # Inside a chain the only candidate is its own next token. Behind it come what may follow a complete step,
            # and the first tokens of the branches that go on.
            steps = self._steps
            complete = (steps.end, steps.operation[0], steps.separator[0]) if node.complete else ()
            behind = [*complete, *node.children]
            chain = self._growth_count + len(growths)
            growths.append(Growth(branch.parent, tokens, [*([token] for token in tokens[1:]), behind]))
            if separator:
                candidates = [*([token] for token in separator[1:]), self._steps.first_tokens]
                growths.append(Growth(chain, separator, candidates))
            self.tokens_read[branch.prefix[0]] += len(tokens) + len(separator)
        first = self._growth_count
        # The log probabilities come back growth by growth, in the order in which the growths were put down above.
        read = iter(enumerate(self._grow(growths), first))
        open_branches: list[TokenBranch] = []
        for branch, (_, node) in zip(branches, chains, strict=True):
            chain, (*inside, after_chain) = next(read)
            total = branch.log_probability + sum(value for (value,) in inside)
            values = list(after_chain)
            if node.complete:
                stop, operate, first_of_separator, *values = values
                path = ReadPath(total, stop, operate, chain, chain, total, {})
                if not is_last_hop:
                    end, (*inside, first_tokens) = next(read)
                    with_separator = total + first_of_separator + sum(value for (value,) in inside)
                    path = ReadPath(total, stop, operate, chain, end, with_separator, self._by_token(first_tokens))
                number, prefix = branch.prefix
                self.paths.update({(number, (*prefix, step)): path for step in node.complete})
            open_branches += (
                TokenBranch(branch.prefix, chain, total + value, node, token)
                for token, value in zip(node.children, values, strict=True)
            )
        return open_branches

    def read_operations(
        self, paths: Sequence[PromptedPath], options: Sequence[Sequence[Sequence[int]]]
    ) -> list[list[float]]:
        """For each path that was read, the log probability of each option behind it, given the path; all in one run.

        An option is the tokens of an operation behind its separator, which is read once for all options of a path.
        """
        growths: list[Growth] = []
        for path, tokens in zip(paths, options, strict=True):
            separator = self._steps.operation
            firsts = [ids[0] for ids in tokens]
            stem = self._growth_count + len(growths)
            growths.append(Growth(self.paths[path].end, separator, [*([one] for one in separator[1:]), firsts]))
            growths += (Growth(stem, ids[:-1], [[one] for one in ids[1:]]) for ids in tokens if len(ids) > 1)
            self.tokens_read[path[0]] += len(separator) + sum(len(ids) - 1 for ids in tokens)
        read = iter(self._grow(growths))
        scores = []
        for path, tokens in zip(paths, options, strict=True):
            *inside, firsts_read = next(read)
            stem_score = self.paths[path].operate + sum(value for (value,) in inside)
            scores.append(
                [
                    stem_score + first + (sum(value for (value,) in next(read)) if len(ids) > 1 else 0.0)
                    for ids, first in zip(tokens, firsts_read, strict=True)
                ]
            )
        return scores

    def _grow(self, growths: Sequence[Growth]) -> list[list[Sequence[float]]]:
        self._growth_count += len(growths)
        return self._trees.grow(growths)

    def _by_token(self, first: Sequence[float]) -> dict[int, float]:
        return dict(zip(self._steps.first_tokens, first, strict=True))


def _common_prefix_length(prompts: Sequence[Sequence[int]]) -> int:
    """How many tokens all prompts begin with; at most one less than the shortest, so that no rest is empty."""
    common = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*prompts, strict=False)))
    return min(common, min(map(len, prompts)) - 1)
