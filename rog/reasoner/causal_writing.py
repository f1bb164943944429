"""Writes replies token by token, those of several questions in one run of the model.

Tokens that leave no choice are not chosen but read along with the next choice, in one run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp

from rog.lm import ROOT, Growth, TokenTrees
from rog.reasoner.causal_reply import Draft, Kind, ReplyGrammar

__all__ = ["Writing", "write_together"]


class Writing:
    """One reply on its way."""

    def __init__(self, grammar: ReplyGrammar, prompt: Sequence[int], *, most: int, least_answer: float) -> None:
        """`most` is the longest reply, in tokens and with its end; see `CausalReasonerSettings` for the other."""
        self._grammar, self._most, self._least_answer = grammar, most, least_answer
        self._parent, self._unread = ROOT, list(prompt)
        self._node = grammar.after(Draft())
        self._options = grammar.options(self._node)
        self.input_tokens, self.output_tokens = len(prompt), 0
        self.truncated = False
        self.answering = 1.0
        """Probability of answering, of that of answering or abstaining."""
        self._follow()

    @property
    def done(self) -> bool:
        """Whether there is nothing left to choose."""
        return self.truncated or not self._options

    @property
    def draft(self) -> Draft:
        """What is written up to the end of a piece."""
        return self._node.complete or self._node.before

    def growth(self) -> Growth:
        """What to read next, and the tokens that there is a choice of behind it."""
        return Growth(self._parent, self._unread, [*[()] * (len(self._unread) - 1), list(self._options)])

    def take(self, at: int, log_probabilities: Sequence[float]) -> None:
        """Choose, given that the tree's growth `at` was `growth()`, and write on to the next choice."""
        values = dict(zip(self._options, log_probabilities, strict=True))
        self._parent, self._unread = at, []
        self._write(self._chosen(values))
        self._follow()

    def _chosen(self, values: dict[int, float]) -> int:
        if self._node.complete is None and self._node.before.last is Kind.NOTHING and len(values) == 2:
            answer, abstain = sorted(values, key=lambda token: self._options[token].first is Kind.NO_ANSWER)
            self.answering = 1.0 / (1.0 + exp(min(700.0, values[abstain] - values[answer])))
            return answer if self.answering >= self._least_answer else abstain
        return max(values, key=values.__getitem__)

    def _follow(self) -> None:
        """Write what leaves no choice."""
        while len(self._options) == 1 and not self.truncated:
            self._write(next(iter(self._options)))

    def _write(self, token: int) -> None:
        if self.output_tokens == self._most:
            self.truncated = True
            return
        self.output_tokens += 1
        self._unread.append(token)
        self._node = self._options[token]
        self._options = self._grammar.options(self._node)


def write_together(trees: TokenTrees, writings: Sequence[Writing]) -> Iterator[None]:
    """Write all replies to their ends; yields after each run of the model, so that what is written can be seen."""
    grown = 0
    while growing := [writing for writing in writings if not writing.done]:
        read = trees.grow([writing.growth() for writing in growing])
        for at, (writing, rows) in enumerate(zip(growing, read, strict=True), start=grown):
            writing.take(at, rows[-1])
        grown += len(growing)
        yield
