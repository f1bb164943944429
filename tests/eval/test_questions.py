"""Questions made for measuring: the varied style, and the command that makes them."""

import json
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("lemminflect")

from eval.data.questions.__main__ import main
from eval.data.questions.make import questions_in_style
from eval.data.questions.rewording import reword
from rog.graph import open_graph
from rog.questions import read_questions
from rog.training.from_graphs.make import QuestionSettings
from rog.wording.grammar import read_relation
from rog.wording.synonyms import WordNet


def test_varied_questions_ask_for_the_same_paths_in_other_words() -> None:
    world, settings = open_graph("world"), QuestionSettings(count=40)
    plain, varied, again = (list(questions_in_style(world, style, settings)) for style in ("plain", "varied", "varied"))
    assert varied == again
    assert [(row.topics, row.gold_paths, row.answers) for row in plain] == [
        (row.topics, row.gold_paths, row.answers) for row in varied
    ]
    assert sum(one.question != other.question for one, other in zip(plain, varied, strict=True)) > 30


def test_rewording_leaves_none_of_the_words_that_have_others() -> None:
    members = {"sound.1-n": ["sound", "noise"], "fix.1-v": ["mend", "repair"]}
    synsets = {word: [synset] for synset, words in members.items() for word in words}
    words = WordNet(members, synsets, {})
    for name, gone in (("spouse", "spouse"), ("located in city", "located"), ("sound", "sound"), ("mends", "mend")):
        for seed in range(5):
            said = reword(read_relation(name), Random(seed), words)
            assert gone not in f"{said.words} {said.complement}".split()
            assert said.past == read_relation(name).past


def test_a_relation_without_other_words_stays() -> None:
    reading = read_relation("flurbs the zorp")
    assert reword(reading, Random(0)) == reading


# the command


def test_the_command_writes_questions_that_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("made.jsonl", "made.jsonl.gz"):
        assert main(["world", str(tmp_path / name), "--count", "6", "--hops", "2", "--style", "varied"]) == 0
        rows = list(read_questions(tmp_path / name))
        assert [row.hops for row in rows] == [2] * 6
    assert "6 questions (6 of 2 hops)" in capsys.readouterr().err
    assert json.loads((tmp_path / "made.jsonl").read_text().splitlines()[0])["template"]


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "made.jsonl")
    assert main([str(tmp_path / "absent.tsv"), out]) == 2
    (tmp_path / "bare.tsv").write_text("Q1\tdirected by\tQ2\n")
    assert main([str(tmp_path / "bare.tsv"), out]) == 1
    (tmp_path / "names.tsv").write_text("P57 directed by\n")
    assert main(["world", out, "--relations", str(tmp_path / "names.tsv")]) == 2
    said = capsys.readouterr().err
    assert "no such file" in said
    assert "no path that is fit to be asked for" in said
    assert "names.tsv:1" in said
