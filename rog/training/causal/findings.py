"""Questions of made-up graphs, for every operation, with what their queries found in the prompt.

The prompt is that of a reasoner: findings of the gold query among those of other queries, and of what it is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from rog.outcome import Plan
from rog.prompts.step_texts import step_texts
from rog.query import Ids, Query
from rog.query.nodes import children
from rog.reasoner.citing.prompt_paths import NumberedPath, number_paths
from rog.retriever import Evidence, retrieve
from rog.training.ranking.examples import RankingGraph, RankingQuery
from rog.training.ranking.made import made_graphs

__all__ = ["FoundSample", "MadeQuestions"]

MAX_OTHERS = 4
"""Most wrong queries whose findings stand in a prompt."""

MAX_ENDS = 200
"""Most ids that a wrong query finds."""


@dataclass(frozen=True)
class FoundSample:
    """A question, the numbered lines of its prompt, and which of them are of the gold query."""

    question: str
    shown: tuple[NumberedPath, ...]
    gold: Query | None

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines as the prompt holds them."""
        return tuple(one.line for one in self.shown)

    @property
    def cited(self) -> dict[str, tuple[int, ...]]:
        """Names of the answers, each with its numbers; empty: abstain."""
        cited: dict[str, tuple[int, ...]] = {}
        for one in self.shown:
            if one.plan.query == self.gold:
                cited[one.name] = (*cited.get(one.name, ()), one.number)
        return cited


@dataclass(frozen=True)
class MadeQuestions:
    """Made-up graphs, with questions whose gold queries are known."""

    graphs: Sequence[RankingGraph] = ()

    @classmethod
    def made(cls, graphs: int, seed: int, *, held_out: bool = False) -> MadeQuestions:
        """So many graphs; `held_out` ones have relations and wordings of their own."""
        return cls(tuple(islice(made_graphs(seed, held_out=held_out), graphs)))

    def sample(
        self, rng: Random, *, with_gold: bool, answers: int, tokens: int, count: Callable[[str], int]
    ) -> FoundSample:
        """A question with at most so many answers, and lines of at most so many tokens by `count`.

        Without the findings of the gold query, or where the graph cannot answer, it is right to abstain.
        """
        made = rng.choice(self.graphs)
        asked = rng.choice([one for one in made.questions if len(one.answers) <= answers] or made.questions)
        queries = _others(asked, made.questions, rng)
        if with_gold and asked.query is not None:
            queries.append(asked.query)
        rng.shuffle(queries)
        plans = [Plan(query=query, score=1.0) for query in queries]
        item = Evidence(asked.question, made.graph, tuple(retrieve(plans, made.graph, MAX_ENDS)))
        texts = step_texts(tuple(made.graph.relations()))
        return FoundSample(asked.question, number_paths(item, texts, tokens, count).paths, asked.query)


def _others(asked: RankingQuery, questions: Sequence[RankingQuery], rng: Random) -> list[Query]:
    """Queries that ask something else: parts of the gold query first, which find what it computes from."""
    parts = list(_parts(asked.query)) if asked.query is not None else []
    further = [one.query for one in questions if one.query is not None]
    rng.shuffle(further)
    wrong = dict.fromkeys(one for one in (*parts, *further) if one != asked.query)
    return list(wrong)[: rng.randint(1, MAX_OTHERS)]


def _parts(query: Query) -> Iterator[Query]:
    """The queries within a query, but for what it only names."""
    for part in children(query):
        if not isinstance(part, Ids):
            yield part
            yield from _parts(part)
