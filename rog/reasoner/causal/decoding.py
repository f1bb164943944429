"""Decodes replies token by token, those of several questions in one run of the model.

Tokens that leave no choice are not chosen but read along with the next choice, in one run. Where the choice is
whether to go on, the next choice is read along as if the model did, since it mostly does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp

from rog.lm.contract import ROOT, Growth, TokenTrees
from rog.reasoner.causal.grammar import Draft, Node, PieceKind, ReplyGrammar

__all__ = ["ReplyDecoder", "decode_together"]


class ReplyDecoder:
    """Decodes one reply, choice by choice."""

    def __init__(self, grammar: ReplyGrammar, prompt: Sequence[int], *, max_tokens: int, least_answer: float) -> None:
        """`max_tokens` is the longest reply, with its end; `CausalReasonerSettings` describes `least_answer`."""
        self._grammar, self._max_tokens, self._least_answer = grammar, max_tokens, least_answer
        self._parent, self._unread = ROOT, list(prompt)
        self._node = grammar.trie(Draft())
        self._options = grammar.options(self._node)
        self.input_tokens, self.output_tokens = len(prompt), 0
        self.truncated = False
        self.answer_probability = 1.0
        """Probability of an answer, given an answer or an abstention."""
        self._write_forced()
        self._lookahead, self._lookahead_options = self._look_ahead()

    @property
    def done(self) -> bool:
        """Whether there is nothing left to choose."""
        return self.truncated or not self._options

    @property
    def draft(self) -> Draft:
        """The reply up to the end of a piece."""
        return self._node.complete or self._node.before

    def growth(self) -> Growth:
        """The tokens to read next, and the options behind them; with lookahead, those of two choices."""
        # Only the last token of a part is followed by a choice; the others need no probabilities.
        options: list[Sequence[int]] = [*[()] * (len(self._unread) - 1), list(self._options)]
        if self._lookahead:
            options += [*[()] * (len(self._lookahead) - 1), list(self._lookahead_options)]
        return Growth(self._parent, [*self._unread, *self._lookahead], options)

    def take(self, index: int, log_probabilities: Sequence[Sequence[float]]) -> None:
        """Choose by the probabilities that `growth` asked for, and write on to the next choice.

        `index` is the place of that growth in the tree.
        """
        lookahead, position = self._lookahead, len(self._unread) - 1
        token = self._choose(log_probabilities[position])
        self._parent, self._unread = index, []
        self._write(token)
        self._write_forced()
        if lookahead[:1] == [token] and not self.truncated:
            token = self._choose(log_probabilities[-1])
            self._unread = []  # the lookahead was read with the growth
            self._write(token)
            self._write_forced()
        self._lookahead, self._lookahead_options = self._look_ahead()

    def _look_ahead(self) -> tuple[list[int], dict[int, Node]]:
        """The forced tokens behind one of two options, and the choice after them, where the other one ends the reply.

        Both are empty elsewhere.
        """
        if len(self._options) != 2 or self.truncated:
            return [], {}
        continuations = [self._forced_after(token) for token in self._options]
        open_ended = [(tokens, options) for tokens, options in continuations if options]
        return open_ended[0] if len(open_ended) == 1 else ([], {})

    def _forced_after(self, token: int) -> tuple[list[int], dict[int, Node]]:
        """The token and those that must follow it, and the options of the next choice."""
        tokens, options = [token], self._grammar.options(self._options[token])
        while len(options) == 1:
            ((forced, node),) = options.items()
            tokens.append(forced)
            options = self._grammar.options(node)
        return tokens, options

    def _choose(self, log_probabilities: Sequence[float]) -> int:
        values = dict(zip(self._options, log_probabilities, strict=True))
        at_start = self._node.complete is None and self._node.before.last is PieceKind.NOTHING
        if at_start and len(values) == 2:
            answer, abstain = sorted(values, key=lambda token: self._options[token].first is PieceKind.NO_ANSWER)
            self.answer_probability = 1.0 / (1.0 + exp(min(700.0, values[abstain] - values[answer])))
            return answer if self.answer_probability >= self._least_answer else abstain
        return max(values, key=values.__getitem__)

    def _write_forced(self) -> None:
        """Write the tokens that leave no choice."""
        while len(self._options) == 1 and not self.truncated:
            self._write(next(iter(self._options)))

    def _write(self, token: int) -> None:
        if self.output_tokens == self._max_tokens:
            self.truncated = True
            return
        self.output_tokens += 1
        self._unread.append(token)
        self._node = self._options[token]
        self._options = self._grammar.options(self._node)


def decode_together(trees: TokenTrees, decoders: Sequence[ReplyDecoder]) -> Iterator[None]:
    """Decode all replies to their ends; yields after each run of the model, so that the drafts can be read."""
    grown = 0
    while active := [decoder for decoder in decoders if not decoder.done]:
        rows = trees.grow([decoder.growth() for decoder in active])
        for index, (decoder, log_probabilities) in enumerate(zip(active, rows, strict=True), start=grown):
            decoder.take(index, log_probabilities)
        grown += len(active)
        yield
