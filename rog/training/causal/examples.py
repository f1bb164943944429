"""From prepared questions to prompts and completions, for either objective."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from rog.prompts.operation_texts import operation_pieces
from rog.prompts.planning import planning_prompt
from rog.prompts.reasoning import reasoning_prompt, reply_pieces
from rog.prompts.step_texts import StepTexts, step_texts
from rog.training.causal.findings import MadeQuestions
from rog.training.causal.operations import operation_example
from rog.training.causal.reasoning import ReasoningSample, sample_reasoning
from rog.training.causal.recipe import CausalRecipe
from rog.training.distractors import Solved
from rog.training.examples import Example, SourceData

__all__ = ["ExampleWriter", "Text"]

CountTokens = Callable[[str], int]

REPLY_TOKENS = 100
"""Tokens of an example that are left to the reply where findings fill the prompt."""


class Text(NamedTuple):
    """What a model reads, and what it is to write after it, in the pieces that are put into tokens one by one."""

    prompt: str
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class ExampleWriter:
    """Puts examples of some sources in words; `count` gives the number of tokens of a text."""

    sources: Sequence[SourceData]
    recipe: CausalRecipe
    count: CountTokens
    made: MadeQuestions = field(default_factory=MadeQuestions)
    """What questions with findings are drawn from."""

    def texts(self, source: int) -> StepTexts:
        """What the steps of a source's graph are called."""
        return step_texts(self.sources[source].relations)

    def planning(self, example: Example, rng: Random) -> Text:
        """One of the right paths after the question and the topic; nothing where the topic is none."""
        (entity,) = self.sources[example.source].graph.entities([example.topic])
        prompt = planning_prompt(example.question, entity.name if entity else example.topic)
        path = rng.choice(example.paths) if example.paths else ()
        return Text(prompt, tuple(self.texts(example.source).path_pieces(path)))

    def operation(self, example: Example, rng: Random) -> Text | None:
        """A path and an operation on what it reaches, after a question made for it; None where there is none."""
        graph = self.sources[example.source].graph
        made = operation_example(example, graph, rng)
        if made is None:
            return None
        (entity,) = graph.entities([made.topic])
        prompt = planning_prompt(made.question, entity.name if entity else made.topic)
        pieces = self.texts(example.source).path_pieces(made.path)
        return Text(prompt, (*pieces, *operation_pieces(made.operation)))

    def computed(self, example: Example, rng: Random, *, paths: int) -> Text | None:
        """An abstention after a question for an operation: paths show what is computed from, and not the answer."""
        made = operation_example(example, self.sources[example.source].graph, rng)
        if made is None:
            return None
        sample = self.sample(example, rng, paths=paths, with_oracle=True)
        return Text(reasoning_prompt(made.question, sample.lines), tuple(reply_pieces({})))

    def found(self, rng: Random, *, with_gold: bool) -> Text | None:
        """The answers and the numbers of what was computed, after a question for any operation and findings.

        None where no graphs were made, and where nothing is found: a reasoner is then not asked.
        """
        if not self.made.graphs:
            return None
        tokens = self.recipe.max_tokens - REPLY_TOKENS
        sample = self.made.sample(
            rng, with_gold=with_gold, answers=self.recipe.oracles, tokens=tokens, count=self.count
        )
        if not sample.shown:
            return None
        return Text(reasoning_prompt(sample.question, sample.lines), tuple(reply_pieces(sample.cited)))

    def reasoning(self, example: Example, rng: Random, *, paths: int, with_oracle: bool) -> Text:
        """The answers and the paths they rest on, after the question and at most `paths` paths."""
        sample = self.sample(example, rng, paths=paths, with_oracle=with_oracle)
        return Text(reasoning_prompt(example.question, sample.lines), tuple(reply_pieces(sample.cited)))

    def sample(self, example: Example, rng: Random, *, paths: int, with_oracle: bool) -> ReasoningSample:
        """The paths of a reasoning prompt of at most `max_tokens` tokens: the last distractors are left out for it."""
        graph, texts = self.sources[example.source].graph, self.texts(example.source)
        oracles = self.recipe.oracles if with_oracle else 0
        solved = Solved(example.topic, example.paths, example.answers)
        sample = sample_reasoning(solved, graph, texts, rng, paths=paths, oracles=oracles)
        while len(sample.shown) > 1 and self._size(example.question, sample) > self.recipe.max_tokens:
            sample = sample.without_last()
        return sample

    def _size(self, question: str, sample: ReasoningSample) -> int:
        return self.count(reasoning_prompt(question, sample.lines) + "".join(reply_pieces(sample.cited)))
