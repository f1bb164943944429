"""Reasoning examples with what queries found: every operation, the proof's facts in the prompt, and the right reply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from rog.graph.evaluate import evaluate
from rog.query import Several
from rog.reasoner.citing.claims import read_claims
from rog.training.causal.examples import ExampleWriter, Text
from rog.training.causal.findings import FoundSample, MadeQuestions
from rog.training.causal.recipe import CausalRecipe
from rog.training.ranking.examples import RankingGraph
from rog.values import is_value

ANSWERS = 4


@pytest.fixture(scope="module")
def made() -> MadeQuestions:
    return MadeQuestions.made(6, seed=3)


def samples(made: MadeQuestions, *, with_gold: bool = True, tokens: int = 4000) -> Iterator[FoundSample]:
    for seed in range(160):
        yield made.sample(Random(seed), with_gold=with_gold, answers=ANSWERS, tokens=tokens, count=len)


def asked_in(made: MadeQuestions, sample: FoundSample) -> RankingGraph:
    """The graph in which the gold query gives what its question says."""
    return next(
        one
        for one in made.graphs
        if any((asked.question, asked.query) == (sample.question, sample.gold) for asked in one.questions)
    )


def test_what_is_cited_is_what_the_gold_query_finds(made: MadeQuestions) -> None:
    operations: Counter[str] = Counter()
    for sample in samples(made):
        assert [line.rpartition(" ")[2] for line in sample.lines] == [
            f"[{at}]" for at in range(1, 1 + len(sample.lines))
        ]
        if sample.gold is None:
            assert not sample.cited
            continue
        graph = asked_in(made, sample).graph
        parts = sample.gold.parts if isinstance(sample.gold, Several) else (sample.gold,)
        right = {one for part in parts for one in evaluate(part, graph).ids}
        numbers = {number for cited in sample.cited.values() for number in cited}
        assert {one.end for one in sample.shown if one.number in numbers} <= right
        operations[sample.gold.op] += bool(numbers)
    assert {"count", "exists", "most", "where", "walk"} <= {name for name, number in operations.items() if number}


def test_a_line_holds_the_facts_that_a_number_rests_on(made: MadeQuestions) -> None:
    counts = [
        one for sample in samples(made) for one in sample.shown if one.plan.query.op == "count" and one.name != "0"
    ]
    assert counts
    for one in counts:
        *facts, last = one.line.removeprefix("- ").split("; ")
        assert last == f"count: {one.name} [{one.number}]"
        assert len(facts) + (int(facts.pop().split()[0]) - 1 if facts[-1].endswith(" more") else 0) == int(one.name)


def test_without_the_gold_query_it_is_right_to_abstain(made: MadeQuestions) -> None:
    shown = [sample for sample in samples(made, with_gold=False) if sample.shown]
    assert shown
    assert not any(sample.cited for sample in shown)


def test_a_prompt_keeps_its_length(made: MadeQuestions) -> None:
    for sample in samples(made, tokens=300):
        assert sum(len(line) + 1 for line in sample.lines) <= 300


def test_the_text_is_a_prompt_and_its_reply(made: MadeQuestions) -> None:
    writer = ExampleWriter((), CausalRecipe(output="", data=(), base="", operations=0.5, oracles=ANSWERS), len, made)
    texts = [text for seed in range(40) if (text := writer.found(Random(seed), with_gold=True))]
    assert texts
    for text in texts:
        claims = read_claims("".join(text.pieces))
        assert claims is not None
        lines = text.prompt.split("\n")
        for claim in claims:
            for number in claim.numbers:
                assert lines[number].endswith(f"{claim.name} [{number}]")
    assert any(len(text.pieces) > 1 for text in texts)
    assert isinstance(texts[0], Text)
    assert ExampleWriter((), writer.recipe, len).found(Random(0), with_gold=True) is None


def test_validation_has_words_of_its_own(made: MadeQuestions) -> None:
    held_out = MadeQuestions.made(6, seed=3, held_out=True)
    assert not relations(made) & relations(held_out)


def relations(made: MadeQuestions) -> set[str]:
    """The relations between things."""
    edges = (edge for one in made.graphs if one.records for edge in one.records.edges)
    return {edge.relation for edge in edges if not is_value(edge.tail)}
