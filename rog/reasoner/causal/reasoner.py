"""A reasoner that is a causal language model: it picks among numbered paths, and can write nothing else.

An answer is the end of the paths it cites, as the name behind a number is not for the model to choose. Free
text, held against the paths afterwards, is there as well: for models that are not tuned to this, and to measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from rog.calibration import SURE
from rog.lm import load_lm
from rog.lm.contract import SteerableLM
from rog.lm.messages import Reply
from rog.prompts.reasoning import reasoning_prompt
from rog.prompts.step_texts import step_texts
from rog.reasoner.budget import Budget, unasked
from rog.reasoner.causal.reply import ReplyGrammar
from rog.reasoner.causal.writing import Writing, write_together
from rog.reasoner.citing.cited import CitedReasoned, check_claims, cited_reasoned
from rog.reasoner.citing.claims import Claim, read_claims
from rog.reasoner.citing.numbered import NumberedPath, Shown, number_paths
from rog.reasoner.contract import Reasoned, ScoredEnd
from rog.retriever import Evidence

__all__ = ["CausalReasoner", "CausalReasonerSettings"]


@dataclass(frozen=True)
class CausalReasonerSettings:
    """What a question may cost, and how it is answered."""

    calls: int = 2  # most calls to language models, those of the planner included
    prompt_tokens: int = 500  # most tokens of all their prompts; paths that do not fit are left out
    reply_tokens: int = 400  # most tokens of the reply; answers behind them are cut, and the result says so
    batch: int = 4  # questions that go through the model together; what a run costs grows with its square
    least_answer: float = 0.3  # least probability of answering, beside abstaining, at which it answers
    sure: float = SURE  # a confidence below this is low, and the result says so
    constrained: bool = True  # whether only replies that cite are decoded; else the text is free and then checked


class _Written(NamedTuple):
    """A reply and what it claims, None where it cannot be read."""

    reply: Reply
    claims: Sequence[Claim] | None
    answering: float = 1.0
    """Probability of answering and not abstaining; 1 for free text, where it is not known."""


class CausalReasoner:
    """One reply of a steerable language model for each question whose plans reach anything. See `Reasoner`.

    Where the planner has left no call, or no room for a path, the plans answer alone and a warning says so.

    The score of an answer is the probability of the plans it cites, times that of answering and not
    abstaining. Which number comes first says little in a set of answers, so that it does not count. The
    confidence is that of the best plan cited, calibrated, times the same; free text has none.
    """

    def __init__(
        self, lm: SteerableLM | str, *, settings: CausalReasonerSettings | None = None, **options: Any
    ) -> None:
        """From a language model or what `load_lm` takes, with its options. Raises what `load_lm` does."""
        self.lm = load_lm(lm, **options) if isinstance(lm, str) else lm
        self.settings = settings or CausalReasonerSettings()

    @property
    def checksum(self) -> str | None:
        """That of the language model, where it has one."""
        return getattr(self.lm, "checksum", None)

    def reason(self, evidence: Sequence[Evidence]) -> list[Reasoned]:
        """See `Reasoner`."""
        shown = [self._shown(item) for item in evidence]
        asked = [index for index, own in enumerate(shown) if own.paths]
        replied: dict[int, _Written] = {}
        for first in range(0, len(asked), self.settings.batch):
            block = asked[first : first + self.settings.batch]
            prompts = [_prompt(evidence[index], shown[index].paths) for index in block]
            written = self._write(prompts, [shown[index].paths for index in block])
            replied.update(zip(block, written, strict=True))
        return [
            self._reasoned(item, own, replied.get(index))
            for index, (item, own) in enumerate(zip(evidence, shown, strict=True))
        ]

    def stream(self, item: Evidence) -> Iterator[ScoredEnd | Reasoned]:
        """Each answer as soon as its line is complete, and last what `reason` gives for the question.

        Free text is believed or not as a whole, so that its answers come when it has ended.
        """
        shown = self._shown(item)
        if not (shown.paths and self.settings.constrained):
            (reasoned,) = self.reason([item])
            yield from reasoned.answers
            yield reasoned
            return
        writing = self._writing(_prompt(item, shown.paths), shown.paths)
        told = 0
        for _ in write_together(self.lm.trees(), [writing]):
            claims = writing.draft.claims
            checked = check_claims(claims[told:], shown.paths)
            yield from (_weighed(answer, writing.answering) for answer in checked.answers)
            told = len(claims)
        yield self._reasoned(item, shown, _written(writing))

    def _shown(self, item: Evidence) -> Shown:
        texts = step_texts(tuple(item.graph.relations()))
        return number_paths(item, texts, self._room(item), self._count)

    def _room(self, item: Evidence) -> int:
        """Tokens that the prompt leaves to paths."""
        return self._budget.room(item.spent) - len(self.lm.encode(_prompt(item, ())))

    @property
    def _budget(self) -> Budget:
        return Budget(self.settings.calls, self.settings.prompt_tokens)

    def _count(self, line: str) -> int:
        """Tokens of a line without its line break, which `number_paths` counts as one."""
        (ids,) = self.lm.encode_next([f"\n{line}"])
        return len(ids) - 1

    def _write(self, prompts: Sequence[str], paths: Sequence[Sequence[NumberedPath]]) -> list[_Written]:
        """The replies to a block of questions."""
        if not self.settings.constrained:
            replies = self.lm.generate(prompts, max_tokens=self.settings.reply_tokens)
            return [_Written(reply, read_claims(reply.text, finished=reply.finished)) for reply in replies]
        writings = [self._writing(prompt, own) for prompt, own in zip(prompts, paths, strict=True)]
        for _ in write_together(self.lm.trees(), writings):
            pass
        return [_written(writing) for writing in writings]

    def _writing(self, prompt: str, paths: Sequence[NumberedPath]) -> Writing:
        settings = self.settings
        return Writing(
            ReplyGrammar(self.lm, paths), self.lm.encode(prompt),
            most=settings.reply_tokens, least_answer=settings.least_answer,
        )  # fmt: skip

    def _reasoned(self, item: Evidence, shown: Shown, written: _Written | None) -> Reasoned:
        if written is None:
            return unasked(item, self._budget)
        reasoned = _believed(item, shown, written)
        scores = [plan.score for answer in reasoned.answers for plan in answer.plans]
        if not (scores and item.calibration and self.settings.constrained):
            return reasoned
        sure = item.calibration(max(scores)) * written.answering
        return replace(reasoned, confidence=sure, low_confidence=sure < self.settings.sure)


def _prompt(item: Evidence, shown: Sequence[NumberedPath]) -> str:
    return reasoning_prompt(item.question, [path.line for path in shown])


def _written(writing: Writing) -> _Written:
    """What was written; a reply that was cut before its first answer says nothing."""
    draft = writing.draft
    text, cut = draft.text, writing.truncated
    reply = Reply(text, None, writing.input_tokens, writing.output_tokens, finished=not cut)
    return _Written(reply, None if cut and not draft.answers else draft.claims, writing.answering)


def _believed(item: Evidence, shown: Shown, written: _Written) -> CitedReasoned:
    """What is left of a reply when it is held against its paths."""
    reasoned = cited_reasoned(item, shown, written.reply, written.claims)
    if written.answering == 1.0 or reasoned.checked is None:
        return reasoned
    answers = tuple(_weighed(answer, written.answering) for answer in reasoned.answers)
    return replace(reasoned, answers=answers, checked=replace(reasoned.checked, answers=answers))


def _weighed(answer: ScoredEnd, answering: float) -> ScoredEnd:
    return replace(answer, score=round(answer.score * answering, 6))
