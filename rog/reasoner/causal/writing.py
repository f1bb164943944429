"""Writes replies token by token, those of several questions in one run of the model.

Tokens that leave no choice are not chosen but read along with the next choice, in one run; and where the choice
is whether to go on, what is chosen next is read along with it as if the model did, since it mostly does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp

from rog.lm.contract import ROOT, Growth, TokenTrees
from rog.reasoner.causal.reply import Draft, Kind, Node, ReplyGrammar

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
        self._ahead, self._options_ahead = self._look_ahead()

    @property
    def done(self) -> bool:
        """Whether there is nothing left to choose."""
        return self.truncated or not self._options

    @property
    def draft(self) -> Draft:
        """What is written up to the end of a piece."""
        return self._node.complete or self._node.before

    def growth(self) -> Growth:
        """What to read next, and the tokens that there is a choice of behind it, perhaps twice."""
        asked: list[Sequence[int]] = [*[()] * (len(self._unread) - 1), list(self._options)]
        if self._ahead:
            asked += [*[()] * (len(self._ahead) - 1), list(self._options_ahead)]
        return Growth(self._parent, [*self._unread, *self._ahead], asked)

    def take(self, at: int, log_probabilities: Sequence[Sequence[float]]) -> None:
        """Choose by what `growth` asked for, it being growth `at` of the tree, and write on to the next choice."""
        ahead, place = self._ahead, len(self._unread) - 1
        token = self._chosen(log_probabilities[place])
        self._parent, self._unread = at, []
        self._write(token)
        self._follow()
        if ahead[:1] == [token] and not self.truncated:
            token = self._chosen(log_probabilities[-1])
            self._unread = []  # read ahead
            self._write(token)
            self._follow()
        self._ahead, self._options_ahead = self._look_ahead()

    def _look_ahead(self) -> tuple[list[int], dict[int, Node]]:
        """Where one of two choices leads to no other one: the tokens that the other leads to, and the choice there."""
        if len(self._options) != 2 or self.truncated:
            return [], {}
        led = [self._led_to(token) for token in self._options]
        going_on = [(tokens, options) for tokens, options in led if options]
        return going_on[0] if len(going_on) == 1 else ([], {})

    def _led_to(self, token: int) -> tuple[list[int], dict[int, Node]]:
        """What a choice is followed by as long as there is no other one, and the choice that comes then."""
        tokens, options = [token], self._grammar.options(self._options[token])
        while len(options) == 1:
            ((only, node),) = options.items()
            tokens.append(only)
            options = self._grammar.options(node)
        return tokens, options

    def _chosen(self, log_probabilities: Sequence[float]) -> int:
        values = dict(zip(self._options, log_probabilities, strict=True))
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
            writing.take(at, rows)
        grown += len(growing)
        yield
