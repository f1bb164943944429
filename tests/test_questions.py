"""Questions read from JSON lines, their templates, and the split that keeps a template on one side."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from rog.errors import SourceError
from rog.graph import open_graph
from rog.questions import Question, question_template, read_questions, split_by_template

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


# formats as they are published

METAQA = (
    "what films did [Joe Thomas] act in\tThe Inbetweeners Movie|The Inbetweeners 2\r\n"
    "[REC] was released when\t2007\n"
    "who directed [[REC]² [uncut]]\tJaume Balagueró|Paco Plaza|Paco Plaza\n"
    "is anything out\t\n"
)
RECORD = {
    "id": "WebQTest-0", "question": "what does jamaican people speak", "answer": ["Jamaican Creole", "English"],
    "q_entity": ["Jamaica"], "a_entity": ["Jamaican English"],
    "graph": [["Jamaica", "location.country.languages_spoken", "Jamaican English"],
              ["Jamaica", "location.location.containedby", "Caribbean"]],
}  # fmt: skip


@pytest.mark.parametrize("name", ["qa_dev.txt", "qa_dev.txt.gz"])
def test_metaqa_as_published(tmp_path: Path, name: str) -> None:
    content = METAQA.encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    films, released, directed, nothing = read_questions(tmp_path / name)
    assert films.question == "what films did Joe Thomas act in"
    assert (films.topics, films.answers) == (("Joe Thomas",), ("The Inbetweeners Movie", "The Inbetweeners 2"))
    assert (released.question, released.topics, released.answers) == ("REC was released when", ("REC",), ("2007",))
    assert (directed.topics, directed.answers) == (("[REC]² [uncut]",), ("Jaume Balagueró", "Paco Plaza"))
    assert (nothing.question, nothing.topics, nothing.answers) == ("is anything out", (), ())


def test_records_of_rog_as_lines_and_as_an_array(tmp_path: Path) -> None:
    other = {**RECORD, "id": "WebQTest-1", "a_entity": [], "graph": []}
    (tmp_path / "lines.jsonl").write_text(json.dumps(RECORD) + "\n" + json.dumps(other) + "\n")
    (tmp_path / "array.json").write_text(json.dumps([RECORD, other], indent=1))
    first, second = read_questions(tmp_path / "lines.jsonl")
    assert (first.id, first.topics, first.answers) == ("WebQTest-0", ("Jamaica",), ("Jamaican English",))
    assert second.answers == ("Jamaican Creole", "English")
    assert list(read_questions(tmp_path / "array.json")) == [first, second]
    (tmp_path / "none.json").write_text("[]\n")
    assert list(read_questions(tmp_path / "none.json")) == []


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (json.dumps(RECORD) + "\n" + json.dumps({**RECORD, "q_entity": "Jamaica"}), 2, "topics: "),
        (json.dumps(RECORD) + "\n" + json.dumps({**RECORD, "question": None}), 2, "question: "),
        (json.dumps([RECORD, {**RECORD, "answer": 7, "a_entity": []}]), None, "record 2: answers: "),
        ('[{"question": "?"},', 1, "not a JSON array"),
        ("[\n{},\n]", 3, "not a JSON array"),
    ],
)
def test_malformed_records_are_named(tmp_path: Path, content: str, line: int | None, reason: str) -> None:
    path = tmp_path / "records.json"
    path.write_text(content)
    with pytest.raises(SourceError, match=reason) as raised:
        list(read_questions(path))
    assert raised.value.line == line


def test_questions_are_answered_on_the_graph_of_their_own_file(tmp_path: Path) -> None:
    path = tmp_path / "webqsp.jsonl"
    path.write_text(json.dumps(RECORD) + "\n")
    (question,) = read_questions(path)
    graph = open_graph(path)
    assert graph.relations() == ["location.country.languages_spoken", "location.location.containedby"]
    ends = graph.ends([(question.topics[0], ("location.country.languages_spoken",))], 10)
    assert ends == [question.answers]


@pytest.mark.parametrize(
    ("graph", "reason"),
    [
        ("Jamaica", "the graph of a question must be an array"),
        ([["Jamaica", "language"]], r"expected \[head, relation, tail\]"),
        ([{"head": "Jamaica"}], "holds an object"),
        ([["Jamaica", "", "English"]], "the relation is empty"),
    ],
)
def test_malformed_graphs_of_questions_are_named(tmp_path: Path, graph: object, reason: str) -> None:
    path = tmp_path / "webqsp.jsonl"
    path.write_text(json.dumps(RECORD) + "\n" + json.dumps({**RECORD, "graph": graph}) + "\n")
    with pytest.raises(SourceError, match=reason) as raised:
        open_graph(path)
    assert raised.value.line == 2


def test_the_knowledge_base_of_metaqa_opens_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "kb.txt"
    path.write_text('Kismet|directed_by|William Dieterle\nMe, Myself|written_by|A "B" C\n')
    graph = open_graph(path)
    assert graph.ends([("Kismet", ("directed_by",)), ("Me, Myself", ("written_by",))], 5) == [
        ("William Dieterle",), ('A "B" C',),
    ]  # fmt: skip
