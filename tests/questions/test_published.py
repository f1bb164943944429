"""Questions in the formats they are published in, and the graphs that come with them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import rog
from rog.cli import main
from rog.errors import SourceError
from rog.graph import open_graph
from rog.graph.contract import Graph
from rog.questions import Question, read_questions
from rog.reasoner.paths import PathReasoner
from rog.testing import ScriptedPlanner
from rog.types import Branch, Triple

KB = "Kismet|directed_by|William Dieterle\nKismet|has_tags|bd-r\nI, Robot|starred_actors|Will Smith\n"

FILMS = "what films did [Will Smith] act in\tI, Robot|Focus\n"

RECORD: dict[str, Any] = {
    "id": "WebQTrn-0",
    "question": "what is the name of justin bieber brother",
    "answer": ["Jaxon"],
    "q_entity": ["Justin Bieber"],
    "a_entity": ["Jaxon Bieber"],
    "graph": [
        ["Justin Bieber", "people.person.sibling_s", "m.0gxnnwp"],
        ["m.0gxnnwp", "people.sibling_relationship.sibling", "Jaxon Bieber"],
    ],
    "choices": [],
}
CAPITAL: dict[str, Any] = {
    "id": "WebQTrn-1",
    "question": "wo liegt Zürich?",
    "answer": ["Schweiz · 瑞士"],
    "q_entity": ["Zürich"],
    "a_entity": ["Schweiz · 瑞士"],
    "graph": [
        ["Zürich", "location.location.containedby", "Schweiz · 瑞士"],
        ["Justin Bieber", "people.person.sibling_s", "m.0gxnnwp"],
    ],
}


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def read(folder: Path, name: str, content: str | bytes, **options: int) -> list[Question]:
    return list(read_questions(write(folder, name, content), **options))


def read_row(folder: Path, row: str) -> Question:
    """A row of MetaQA behind an ordinary one."""
    return read(folder, "qa_dev.txt", FILMS + row)[1]


def error(folder: Path, name: str, content: str | bytes) -> SourceError:
    with pytest.raises(SourceError) as raised:
        read(folder, name, content)
    assert raised.value.path == folder / name
    return raised.value


def lines(*rows: Mapping[str, Any]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


# MetaQA


@pytest.mark.parametrize("name", ["qa_dev.txt", "qa_dev.txt.gz"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "\n \r\n"], ids=["", "byte order mark", "blank lines"])
def test_metaqa(tmp_path: Path, name: str, ending: str, mark: str) -> None:
    content = mark + (FILMS + "\n[Grégoire Colin] 出演\tBefore the Rain").replace("\n", ending)
    first, second = read(tmp_path, name, content)
    at = content.count("\n", 0, content.index("what")) + 1
    assert first == Question(
        id=f"qa_dev:{at}",
        question="what films did Will Smith act in",
        topics=("Will Smith",),
        answers=("I, Robot", "Focus"),
    )
    assert second == Question(
        id=f"qa_dev:{at + 2}",
        question="Grégoire Colin 出演",
        topics=("Grégoire Colin",),
        answers=("Before the Rain",),
    )


@pytest.mark.parametrize(
    ("row", "question", "topics", "answers"),
    [
        ("who made [[REC] 2]\tB", "who made [REC] 2", ("[REC] 2",), ("B",)),
        ("who made [A|B]\tC|[D]", "who made A|B", ("A|B",), ("C", "[D]")),
        ("[A] and [B] by\tC|C", "A and B by", ("A", "B"), ("C",)),
        ("[A] and [A]\tC", "A and A", ("A",), ("C",)),
        ("which films are there\tA", "which films are there", (), ("A",)),
        ("who made [A]\t", "who made A", ("A",), ()),
        ("who made [A]\t  \r", "who made A", ("A",), ()),
        ('{"who"} made [A]\tB', '{"who"} made A', ("A",), ("B",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rows_of_metaqa(
    tmp_path: Path, row: str, question: str, topics: tuple[str, ...], answers: tuple[str, ...]
) -> None:
    found = read_row(tmp_path, row)
    assert (found.question, found.topics, found.answers) == (question, topics, answers)


def test_metaqa_may_begin_with_a_bracket(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "qa.txt", "[{Proof}] is by\tJohn Madden\n")
    assert (found.question, found.topics) == ("{Proof} is by", ("{Proof}",))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("no tab", "expected question, tab, answers separated by |; found 1 columns: 'no tab'"),
        ("a\tb\tc", "expected question, tab, answers separated by |; found 3 columns: 'a · b · c'"),
        ("\tB", "the question is empty"),
        ("who made [A\tB", "the brackets around the topic do not pair: 'who made [A'"),
        ("who made A]\tB", "the brackets around the topic do not pair: 'who made A]'"),
        ("who ]made[ A\tB", "the brackets around the topic do not pair: 'who ]made[ A'"),
        ("who made []\tB", "there is nothing in the brackets of the topic: 'who made []'"),
        ("who made [A]\tB||C", "an answer between two bars is empty: 'B||C'"),
    ],
)
@pytest.mark.parametrize("name", ["qa.txt", "qa.txt.gz"])
def test_malformed_metaqa(tmp_path: Path, name: str, row: str, reason: str) -> None:
    raised = error(tmp_path, name, f"{FILMS}\n{row}\n{FILMS}")
    assert (raised.line, raised.reason) == (3, reason)


def test_metaqa_in_another_encoding(tmp_path: Path) -> None:
    raised = error(tmp_path, "qa.txt", FILMS.encode() + "[Zürich] is\tA\n".encode("latin-1"))
    assert raised.line == 2
    assert raised.reason.startswith("not UTF-8: ")


@pytest.mark.parametrize(
    ("name", "hops"),
    [
        ("qa_dev.txt", None),
        ("2-hop/vanilla/qa_dev.txt", 2),
        ("3-hop/qa_dev.txt.gz", 3),
        ("1hop.dev.txt", 1),
        ("qa_2_hops.txt", 2),
        ("2-hop/qa_3hop.txt", 3),
        ("1hop-and-2hop.txt", None),
        ("3-hop/a/b/qa_dev.txt", None),
        ("12-hop/qa_dev.txt", None),
        ("2hopeful/qa_dev.txt", None),
    ],
)
def test_hops_are_said_by_names_or_not_at_all(
    tmp_path: Path, name: str, hops: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (found,) = read(tmp_path / "data", name, FILMS)
    assert found.hops == hops
    (found,) = read(tmp_path / "data", name, FILMS, hops=4)
    assert found.hops == (hops or 4)
    path = tmp_path / "data" / name
    monkeypatch.chdir(path.parent)
    (found,) = read_questions(path.name)
    assert found.hops == hops, "a relative path says no less"


def test_hops_of_a_row_stand(tmp_path: Path) -> None:
    rows = lines({"question": "a", "hops": 1}, {"question": "b"})
    assert [row.hops for row in read(tmp_path, "3-hop.jsonl", rows)] == [1, None]
    assert [row.hops for row in read(tmp_path, "3-hop.jsonl", rows, hops=2)] == [1, 2]


@pytest.mark.parametrize("name", ["kb.txt", "kb.txt.gz"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_graph_of_metaqa_needs_no_option(tmp_path: Path, name: str, ending: str) -> None:
    graph = open_graph(write(tmp_path, name, KB.replace("\n", ending)), cache=False)
    (question,) = read(tmp_path, "qa.txt", "what films did [Will Smith] act in\tI, Robot")
    assert graph.ends([(question.topics[0], ("^starred_actors",))], limit=9)[0] == question.answers
    assert list(graph.holds([Triple("Kismet", "directed_by", "William Dieterle")])) == [True]


def test_a_bar_in_a_name_of_the_graph_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "kb.txt", KB + "A|B|directed_by|C\n")
    with pytest.raises(SourceError, match="expected 3 columns") as raised:
        open_graph(path, cache=False)
    assert raised.value.line == 4


# WebQSP and CWQ


def array(*rows: Mapping[str, Any]) -> str:
    return json.dumps(rows, ensure_ascii=False)


def spread(*rows: Mapping[str, Any]) -> str:
    return "\ufeff" + json.dumps(rows, indent=1).replace("\n", "\r\n")


RECORDS = {
    "cwq.jsonl": lines,
    "cwq.jsonl.gz": lines,
    "cwq.json": array,
    "cwq.json.gz": spread,
    "spread.json": spread,
}


@pytest.mark.parametrize("name", RECORDS)
def test_records(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, name, RECORDS[name](RECORD, CAPITAL)) == [
        Question(id="WebQTrn-0", question=RECORD["question"], topics=("Justin Bieber",), answers=("Jaxon Bieber",)),
        Question(id="WebQTrn-1", question="wo liegt Zürich?", topics=("Zürich",), answers=("Schweiz · 瑞士",)),
    ]


@pytest.mark.parametrize(
    ("fields", "topics", "answers"),
    [
        ({"a_entity": []}, ("Justin Bieber",), ("Jaxon",)),
        ({"a_entity": [], "answer": []}, ("Justin Bieber",), ()),
        ({"q_entity": []}, (), ("Jaxon Bieber",)),
        ({"q_entity": ["A", " ", "B", "A"], "a_entity": ["", "C [D|E]"]}, ("A", "B"), ("C [D|E]",)),
    ],
)
def test_what_counts_in_a_record(
    tmp_path: Path, fields: dict[str, Any], topics: tuple[str, ...], answers: tuple[str, ...]
) -> None:
    (found,) = read(tmp_path, "q.jsonl", lines({**RECORD, **fields}))
    assert (found.topics, found.answers) == (topics, answers)


def test_records_and_rows_of_our_own_may_stand_together(tmp_path: Path) -> None:
    own = {"question": "a", "topics": ["A"], "answers": ["B"], "a_entity": ["C"], "graph": []}
    first, second = read(tmp_path, "q.json", array(own, RECORD))
    assert (first.answers, second.answers) == (("B",), ("Jaxon Bieber",))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"question": None}, "question: Input should be a valid string"),
        ({"q_entity": "Justin Bieber"}, "q_entity: Input should be a valid tuple"),
        ({"a_entity": [1]}, "a_entity.0: Input should be a valid string"),
    ],
)
@pytest.mark.parametrize(("form", "line"), [(lines, 2), (array, 1), (spread, spread(RECORD).count("\n") + 1)])
def test_malformed_records(tmp_path: Path, form: Any, line: int, fields: dict[str, Any], reason: str) -> None:
    raised = error(tmp_path, "q.json", form(RECORD, {**RECORD, **fields}))
    assert (raised.line, raised.reason) == (line, reason)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ('[\n{"question": "a"}\n\n', 4, "not a JSON array: expected ']', found the end of the file"),
        ('[{"question": "a"}\n{"question": "b"}]', 2, "not a JSON array: expected ']', found '{\"question\": \"b\"}]'"),
        ('[{"question": "a"},\n {"question": }]', 2, "this item of the array is not JSON: '{\"question\": }]'"),
        ('[{"question": "a"},\n]', 2, "this item of the array is not JSON: ']'"),
        ('[{"question": "a"}]\n\nmore', 3, "there is more behind the end of the array: 'more'"),
        ('[{"question": "a"},\n 12]', 2, "the row: Input should be a valid dictionary or instance of Question"),
        ('[{"question": "a"},\n' + "[" * 100_000, 2, "nested too deeply"),
    ],
)
def test_malformed_arrays(tmp_path: Path, content: str, line: int, reason: str) -> None:
    raised = error(tmp_path, "q.json", content)
    assert (raised.line, raised.reason) == (line, reason)


def test_an_array_in_another_encoding(tmp_path: Path) -> None:
    content = array(RECORD, CAPITAL).replace("· 瑞士", "").encode("latin-1")
    assert error(tmp_path, "q.json", content).reason.startswith("not UTF-8: ")


@pytest.mark.parametrize("cut", [40, -6])
def test_a_damaged_array_is_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "q.json.gz"
    path.write_bytes(gzip.compress(array(*[RECORD] * 50).encode())[:cut])
    with pytest.raises(SourceError, match="cannot be read"):
        list(read_questions(path))


def test_an_empty_array_has_no_questions(tmp_path: Path) -> None:
    assert read(tmp_path, "q.json", " [\n]\n") == []


def test_a_long_array_is_read_item_by_item(tmp_path: Path) -> None:
    rows = [{**RECORD, "id": str(number), "graph": RECORD["graph"] * (1 + number % 7 * 900)} for number in range(60)]
    content = array(*rows)
    assert len(content) > 8_000_000, "several pieces of a megabyte"
    assert [row.id for row in read(tmp_path, "q.json", content)] == [row["id"] for row in rows]
    assert open_graph(tmp_path / "q.json", cache=False).holds([Triple(*RECORD["graph"][1])]) == [True]


GOLD = {
    "WebQTrn-0": ("people.person.sibling_s", "people.sibling_relationship.sibling"),
    "WebQTrn-1": ("location.location.containedby",),
}


def check_gold_paths(graph: Graph, questions: list[Question]) -> None:
    reached = graph.ends([Branch(question.topics[0], GOLD[question.id]) for question in questions], limit=9)
    assert [tuple(ends) for ends in reached] == [question.answers for question in questions]


@pytest.mark.parametrize("name", RECORDS)
def test_records_are_answerable_on_the_graph_of_their_own_file(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, name, RECORDS[name](RECORD, CAPITAL, {**RECORD, "graph": []}))
    check_gold_paths(open_graph(path, cache=False), list(read_questions(path))[:2])


def test_a_graph_file_built_from_records_answers_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = write(tmp_path, "webqsp.jsonl", lines(RECORD, CAPITAL)), tmp_path / "webqsp.rog"
    assert main(["graph", "build", str(path), str(out)]) == 0
    assert "5 entities, 3 triples, 3 relations; 1 edges came more than once" in capsys.readouterr().out
    question = next(read_questions(path))
    script = {question.question: [(0.9, [(question.topics[0], GOLD[question.id])])]}
    kg = rog.RoG(open_graph(out), ScriptedPlanner(script), PathReasoner())
    result = kg.ask(question.question)
    assert tuple(answer.id for answer in result.answers) == question.answers
