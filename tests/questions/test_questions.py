"""Questions read from JSON lines, their templates, and the split that keeps a template on one side."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from rog.errors import SourceError
from rog.questions import Question, question_template, read_questions, split_by_template, write_questions

ROW = {
    "id": "q1", "question": "who directed Alien?", "topics": ["Alien"], "answers": ["Ridley Scott"],
    "hops": 1, "gold_paths": [["directed_by"]], "source": "made up",
}  # fmt: skip


@pytest.mark.parametrize("name", ["q.jsonl", "q.jsonl.gz"])
def test_rows_are_read_in_order(tmp_path: Path, name: str) -> None:
    lines = f"{json.dumps(ROW)}\n\n  \n{json.dumps({'question': 'où est Ñandú? 日本'}, ensure_ascii=False)}"
    content = lines.encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    first, second = read_questions(tmp_path / name)
    assert (first.topics, first.answers, first.gold_paths) == (("Alien",), ("Ridley Scott",), (("directed_by",),))
    assert (second.question, second.topics, second.hops, second.id) == ("où est Ñandú? 日本", (), None, "")
    assert Question.model_validate_json(first.model_dump_json()) == first


@pytest.mark.parametrize("name", ["made.jsonl", "made.jsonl.gz"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    made = [
        Question(id="1", question="qui est l'élève de X?", topics=("X",), answers=("é", "\u2028"), hops=1),
        Question(question="?", gold_paths=(("a", "^b"),), template="[topic]?"),
    ]
    write_questions(made, tmp_path / "new" / name)
    assert list(read_questions(tmp_path / "new" / name)) == made


def test_an_empty_file_has_no_questions(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_bytes(b"")
    assert list(read_questions(str(tmp_path / "q.jsonl"))) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not a JSON object"),
        (b"\xff\xfe", "not a JSON object"),
        (b"[1]", "the row"),
        (b"{}", "question: "),
        (b'{"question": 7}', "question: "),
        (b'{"question": "?", "topics": "Alien"}', "topics: "),
        (b'{"question": "?", "answers": [1]}', r"answers\.0: "),
        (b'{"question": "?", "gold_paths": [[1]]}', r"gold_paths\.0\.0: "),
    ],
)
def test_a_malformed_row_is_named_by_file_and_line(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(json.dumps(ROW).encode() + b"\n\n" + line + b"\n")
    rows = read_questions(path)
    assert next(rows).id == "q1"
    with pytest.raises(SourceError, match=reason) as raised:
        next(rows)
    assert (Path(raised.value.path), raised.value.line) == (path, 3)


@pytest.mark.parametrize(
    "cut", [lambda content: content[:40], lambda content: b"plain text", lambda content: content[:-6]]
)
def test_a_damaged_archive_is_refused(tmp_path: Path, cut: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "q.jsonl.gz"
    path.write_bytes(cut(gzip.compress(json.dumps(ROW).encode() * 50)))
    with pytest.raises(SourceError, match=r"q\.jsonl\.gz.*cannot be read"):
        list(read_questions(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.jsonl: cannot be read"):
        list(read_questions(tmp_path / "none.jsonl"))


@pytest.mark.parametrize(
    ("question", "topics", "template"),
    [
        ("who directed Alien?", ["Alien"], "who directed [topic]?"),
        ("do France and New France meet?", ["France", "New France"], "do [topic] and [topic] meet?"),
        ("who directed it?", ["Alien"], "who directed it?"),
        ("Up and Up", ["Up"], "[topic] and Up"),
        ("who?", [], "who?"),
    ],
)
def test_a_template_is_the_question_without_its_topics(question: str, topics: Sequence[str], template: str) -> None:
    assert question_template(Question(question=question, topics=tuple(topics))) == template


def test_a_template_that_is_given_is_taken() -> None:
    assert question_template(Question(question="who directed Alien?", topics=("Alien",), template="t7")) == "t7"


def many(templates: int, each: int, hops: int | None = 1) -> list[Question]:
    return [
        Question(id=f"{at}/{turn}", question="?", template=f"{hops} {at}", hops=hops)
        for turn in range(each)
        for at in range(templates)
    ]


def test_a_template_is_on_one_side_and_none_is_lost() -> None:
    rows = [*many(50, 3), *many(20, 2, hops=2), *many(10, 1, hops=None)]
    train, held_out = split_by_template(rows, share=0.2)
    assert sorted([*train, *held_out], key=rows.index) == rows
    assert [row for row in rows if row in train] == train
    sides = [{question_template(row) for row in side} for side in (train, held_out)]
    assert sides[0].isdisjoint(sides[1])
    counts = {hops: len({row.template for row in held_out if row.hops == hops}) for hops in (1, 2, None)}
    assert counts == {1: 10, 2: 4, None: 2}


def test_the_split_depends_on_the_templates_and_the_seed_alone() -> None:
    rows = many(40, 2)
    held_out = {row.template for row in split_by_template(rows)[1]}
    assert {row.template for row in split_by_template(reversed(rows))[1]} == held_out
    assert {row.template for row in split_by_template(many(40, 5))[1]} == held_out
    assert {row.template for row in split_by_template(rows, seed=1)[1]} != held_out


@pytest.mark.parametrize(("share", "held"), [(0.0, 0), (1.0, 5)])
def test_all_or_nothing_may_be_held_out(share: float, held: int) -> None:
    train, held_out = split_by_template(many(5, 1), share=share)
    assert (len(train), len(held_out)) == (5 - held, held)
    assert split_by_template([], share=share) == ([], [])
