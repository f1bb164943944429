"""A reasoner that is a causal language model: it picks among numbered paths, and can write nothing else.

An answer is the end of the paths it cites, as the name behind a number is not for the model to choose. There is
free text as well, checked against the paths afterwards: for models that are not tuned to citing, and to measure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from rog.calibration import LOW_CONFIDENCE_THRESHOLD
from rog.doubt.confidence import believe
from rog.doubt.reasons import doubts_of
from rog.lm import load_lm
from rog.lm.contract import SteerableLM
from rog.lm.messages import Reply
from rog.prompts.reasoning import reasoning_prompt
from rog.prompts.step_texts import step_texts
from rog.reasoner.budget import Budget, reason_without_model
from rog.reasoner.causal.decoding import ReplyDecoder, decode_together
from rog.reasoner.causal.grammar import ReplyGrammar
from rog.reasoner.citing.citations import CitedReasoned, check_claims, reason_from_claims
from rog.reasoner.citing.claims import Claim, read_claims
from rog.reasoner.citing.prompt_paths import NumberedPath, PromptPaths, number_paths
from rog.reasoner.contract import Reasoned, ScoredEnd
from rog.retriever import Evidence

__all__ = ["CausalReasoner", "CausalReasonerSettings"]


@dataclass(frozen=True)
class CausalReasonerSettings:
    """Limits on what a question may cost, and the way of answering."""

    calls: int = 2  # most calls to language models, those of the planner included
    prompt_tokens: int = 500  # most tokens of all their prompts; paths that do not fit are left out
    reply_tokens: int = 400  # most tokens of the reply; answers behind them are cut, and the result says so
    batch: int = 4  # questions that go through the model together; what a run costs grows with its square
    least_answer: float = 0.3  # least probability of answering, beside abstaining, at which it answers
    sure: float = LOW_CONFIDENCE_THRESHOLD  # a confidence below this is low, and the result says so
    constrained: bool = True  # whether only replies that cite are decoded; else the text is free and then checked


class _Request(NamedTuple):
    """A prompt for the model, and the paths that it holds."""

    prompt: str
    paths: Sequence[NumberedPath]


class _ParsedReply(NamedTuple):
    """A reply and its claims, None where it cannot be read."""

    reply: Reply
    claims: Sequence[Claim] | None
    answer_probability: float = 1.0
    """Probability of an answer and no abstention; 1 for free text, where it is not known."""


class CausalReasoner:
    """One reply of a steerable language model for each question whose plans reach anything. See `Reasoner`.

    Where the planner has left no call, or no room for a path, the plans answer alone and a warning says so.

    The score of an answer is the probability of the plans it cites, times that of answering and not
    abstaining. Which number comes first says little in a set of answers, so that it does not count. The
    confidence is the calibrated score of the best plan cited, times the same; free text has none.
    """

    def __init__(
        self, lm: SteerableLM | str, *, settings: CausalReasonerSettings | None = None, **options: Any
    ) -> None:
        """From a language model or what `load_lm` takes, with its options. Raises what `load_lm` does."""
        self.lm = load_lm(lm, **options) if isinstance(lm, str) else lm
        self.settings = settings or CausalReasonerSettings()

    @property
    def checksum(self) -> str | None:
        """Checksum of the language model, where it has one."""
        return getattr(self.lm, "checksum", None)

    def reason(self, evidence: Sequence[Evidence]) -> list[Reasoned]:
        """See `Reasoner`."""
        prompts = [self._prompt_paths(item) for item in evidence]
        with_paths = [index for index, prompt in enumerate(prompts) if prompt.paths]
        replies: dict[int, _ParsedReply] = {}
        for first in range(0, len(with_paths), self.settings.batch):
            batch = with_paths[first : first + self.settings.batch]
            requests = [
                _Request(_prompt(evidence[index], prompts[index].paths), prompts[index].paths) for index in batch
            ]
            replies.update(zip(batch, self._reply(requests), strict=True))
        return [
            self._reason(item, prompt, replies.get(index))
            for index, (item, prompt) in enumerate(zip(evidence, prompts, strict=True))
        ]

    def stream(self, item: Evidence) -> Iterator[ScoredEnd | Reasoned]:
        """Each answer as soon as its line is complete, and last what `reason` gives for the question.

        Free text counts as a whole or not at all, so that its answers come when it has ended.
        """
        prompt = self._prompt_paths(item)
        if not (prompt.paths and self.settings.constrained):
            (reasoned,) = self.reason([item])
            yield from reasoned.answers
            yield reasoned
            return
        decoder = self._decoder(_request(item, prompt.paths))
        streamed = 0
        for _ in decode_together(self.lm.trees(), [decoder]):
            claims = decoder.draft.claims
            citations = check_claims(claims[streamed:], prompt.paths)
            yield from (_scale_score(answer, decoder.answer_probability) for answer in citations.answers)
            streamed = len(claims)
        yield self._reason(item, prompt, _parsed_reply(decoder))

    def _prompt_paths(self, item: Evidence) -> PromptPaths:
        texts = step_texts(tuple(item.graph.relations()))
        return number_paths(item, texts, self._path_tokens(item), self._count)

    def _path_tokens(self, item: Evidence) -> int:
        """Tokens that the prompt leaves to paths."""
        return self._budget.remaining_tokens(item.spent) - len(self.lm.encode(_prompt(item, ())))

    @property
    def _budget(self) -> Budget:
        return Budget(self.settings.calls, self.settings.prompt_tokens)

    def _count(self, line: str) -> int:
        """Tokens of a line without its line break, which `number_paths` counts as one."""
        (ids,) = self.lm.encode_next([f"\n{line}"])
        return len(ids) - 1

    def _reply(self, requests: Sequence[_Request]) -> list[_ParsedReply]:
        """The replies to a batch of questions."""
        if not self.settings.constrained:
            prompts = [request.prompt for request in requests]
            replies = self.lm.generate(prompts, max_tokens=self.settings.reply_tokens)
            return [_ParsedReply(reply, read_claims(reply.text, finished=reply.finished)) for reply in replies]
        decoders = [self._decoder(request) for request in requests]
        for _ in decode_together(self.lm.trees(), decoders):
            pass
        return [_parsed_reply(decoder) for decoder in decoders]

    def _decoder(self, request: _Request) -> ReplyDecoder:
        settings = self.settings
        return ReplyDecoder(
            ReplyGrammar(self.lm, request.paths), self.lm.encode(request.prompt),
            max_tokens=settings.reply_tokens, least_answer=settings.least_answer,
        )  # fmt: skip

    def _reason(self, item: Evidence, prompt: PromptPaths, parsed: _ParsedReply | None) -> Reasoned:
        if parsed is None:
            return reason_without_model(item, self._budget)
        reasoned = _checked_reply(item, prompt, parsed)
        cited = [plan for answer in reasoned.answers for plan in answer.plans]
        if not cited:
            return reasoned
        best, probability = max(cited, key=lambda plan: plan.score), None
        if item.calibration and self.settings.constrained:
            probability = item.calibration(best.score) * parsed.answer_probability
        belief = believe(probability, doubts_of(item, best), self.settings.sure)
        return replace(reasoned, confidence=belief.confidence, low_confidence=belief.low, doubts=belief.doubts)


def _prompt(item: Evidence, paths: Sequence[NumberedPath]) -> str:
    return reasoning_prompt(item.question, [path.line for path in paths])


def _request(item: Evidence, paths: Sequence[NumberedPath]) -> _Request:
    return _Request(_prompt(item, paths), paths)


def _parsed_reply(decoder: ReplyDecoder) -> _ParsedReply:
    """The decoded reply; one that was cut before its first answer has no claims."""
    draft, truncated = decoder.draft, decoder.truncated
    reply = Reply(draft.text, None, decoder.input_tokens, decoder.output_tokens, finished=not truncated)
    claims = None if truncated and not draft.answers else draft.claims
    return _ParsedReply(reply, claims, decoder.answer_probability)


def _checked_reply(item: Evidence, prompt: PromptPaths, parsed: _ParsedReply) -> CitedReasoned:
    """The reasoning of a reply after the check of its citations, its scores times the probability of an answer."""
    reasoned = reason_from_claims(item, prompt, parsed.reply, parsed.claims)
    if parsed.answer_probability == 1.0 or reasoned.citations is None:
        return reasoned
    answers = tuple(_scale_score(answer, parsed.answer_probability) for answer in reasoned.answers)
    return replace(reasoned, answers=answers, citations=replace(reasoned.citations, answers=answers))


def _scale_score(answer: ScoredEnd, factor: float) -> ScoredEnd:
    return replace(answer, score=round(answer.score * factor, 6))
