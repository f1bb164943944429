"""The questions of eval/questions/operations: their gold queries on every store, and how answers are judged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from eval.places import placed
from eval.quality.operations import (
    FOLDER,
    GRAPHS,
    PARTS,
    OperationQuestion,
    gold_parts,
    main,
    open_questions_graph,
    outcome,
    place,
    read_operation_questions,
    report,
)
from rog import Answer
from rog.graph import Graph
from rog.graph.contract import ListedGraph, store_of
from rog.graph.records import EdgeRecord, Record
from rog.outcome import Plan
from rog.query import read_query
from rog.result import Result
from tests.fakes.neo4j_server import Database
from tests.graph.test_networkx import from_records

QUESTIONS = [question for part in PARTS for question in read_operation_questions(part)]

INVENTED = [name for name in GRAPHS if name not in ("metaqa", "world")]
LARGE = [name for name in GRAPHS if name not in INVENTED]


def opened(name: str) -> Graph:
    """The graph of that name. Skips the test where its data is not here."""
    if name == "metaqa" and not Path(placed("DATA/metaqa/triples.tsv.gz")).is_file():
        pytest.skip("DATA/metaqa is not here; ROG_DATA names the folder")
    return open_questions_graph(name)


def records(name: str) -> Iterable[Record]:
    """All that the graph holds, as the index lists it."""
    store = store_of(opened(name))
    assert isinstance(store, ListedGraph)
    return store.records()


def faults(name: str, graph: Graph) -> dict[str, object]:
    """Of the questions over the graph, what the gold queries give that is not the stored answer."""
    questions = [question for question in QUESTIONS if question.graph == name]
    assert len(questions) > 40
    given = {question.id: gold_parts(question, graph) for question in questions}
    return {
        question.id: given[question.id]
        for question in questions
        if given[question.id] != (question.answers_by_part or (question.answers,))
    }


def keyed(found: Iterable[Record]) -> Iterator[Record]:
    """The records with a key for each edge, which networkx tells parallel edges apart by."""
    for number, record in enumerate(found):
        yield record._replace(key=number) if isinstance(record, EdgeRecord) and record.key is None else record


@pytest.mark.parametrize("name", GRAPHS)
def test_gold_queries_give_the_answers_on_the_index(name: str) -> None:
    assert faults(name, opened(name)) == {}


@pytest.mark.parametrize("name", [*INVENTED, *(pytest.param(name, marks=pytest.mark.slow) for name in LARGE)])
def test_gold_queries_give_the_answers_on_networkx(name: str) -> None:
    assert faults(name, from_records(keyed(records(name)))) == {}


@pytest.mark.parametrize("name", GRAPHS)
def test_gold_queries_give_the_answers_on_neo4j(neo4j_database: Database, name: str) -> None:
    assert faults(name, neo4j_database.load(records(name))) == {}


# the questions


def test_questions_are_many_and_differ() -> None:
    assert len(QUESTIONS) >= 300
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question.question.casefold() for question in QUESTIONS}) == len(QUESTIONS)
    in_part = Counter(question.part for question in QUESTIONS)
    readme = (FOLDER / "README.md").read_text("utf-8")
    assert f"{len(QUESTIONS)} questions in everyday words" in readme
    assert all(f"| `{PARTS[part]}` | {in_part[part]} |" in readme for part in PARTS)
    develop, sealed = ({one.query for one in QUESTIONS if one.part == part} for part in PARTS)
    assert develop & sealed == {"none()"}


def test_both_parts_have_every_form() -> None:
    forms = Counter((question.part, question.form) for question in QUESTIONS)
    assert {form for _, form in forms} == {
        "count", "truth", "most", "compare", "time", "kind", "difference", "union", "both", "total", "edge_condition",
        "edge_property", "between", "direction", "walk", "start", "two_questions", "absent",
    }  # fmt: skip
    assert {form for part, form in forms if part == "develop"} == {form for part, form in forms if part == "sealed"}
    assert min(forms[part, form] for part in PARTS for form in ("count", "truth", "most", "compare", "absent")) >= 7


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_gold_query_is_written_as_rog_writes_it(question: OperationQuestion) -> None:
    assert str(read_query(question.query)) == question.query


# how answers are judged


@pytest.mark.parametrize(
    ("answers", "given", "doubted", "expected"),
    [
        (("a", "b"), ("b", "a"), False, "right"),
        (("a", "b"), ("a", "b"), True, "right, doubted"),
        (("a", "b"), ("a",), False, "wrong, sure"),
        (("a",), ("a", "b"), True, "wrong, doubted"),
        (("a",), (), False, "none"),
        ((), (), False, "right"),
        ((), ("a",), False, "wrong, sure"),
    ],
)
def test_an_answer_is_right_as_a_whole(
    answers: tuple[str, ...], given: tuple[str, ...], doubted: bool, expected: str
) -> None:
    question = OperationQuestion(
        id="1", graph="shop", part="develop", form="walk", question="?", query="a / r", answers=answers
    )
    found = tuple(Answer(id=one, name=one, score=1.0) for one in given)
    assert outcome(question, Result(question="?", answers=found, low_confidence=doubted)) == expected


def test_the_report_counts_by_form_and_graph() -> None:
    questions = [one for one in QUESTIONS if one.graph == "shop" and one.form in ("count", "union")]
    found = report((one, "none" if one.form == "union" else "right") for one in questions)
    assert sum(found["all"]["all"].values()) == len(questions) == sum(found["graph"]["shop"].values())
    assert found["form"]["union"] == {
        "right": 0, "right, doubted": 0, "wrong, sure": 0, "wrong, doubted": 0,
        "none": sum(one.form == "union" for one in questions),
    }  # fmt: skip


# the command


def test_the_command_checks_the_gold_queries(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "operations.jsonl"
    for _ in range(2):
        assert main(["shop", "--gold", "--json", "--out", str(out)]) == 0
    printed = json.loads(capsys.readouterr().out.splitlines()[0])
    assert set(printed["questions"].values()) == {"right"}
    (stored,) = map(json.loads, out.read_text("utf-8").splitlines())
    assert stored["answerer"] == "gold queries"
    assert stored["part"] == "develop"
    assert stored["outcomes"]["form"]["count"]["right"] == 3


def test_the_command_knows_its_graphs(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["shp"])
    assert "'shp' is none of shop, hospital" in capsys.readouterr().err


def test_the_place_of_a_plan_is_that_of_the_first_with_exactly_the_answers() -> None:
    question = next(one for one in read_operation_questions() if one.id == "hospital-d08")
    graph = open_questions_graph("hospital")
    plans = [Plan(query=read_query(text), score=0.5) for text in ("kind(ward)", "most(kind(ward), beds)")]
    assert place(question, plans, graph) == 2
    assert place(question, plans[:1], graph) is None
    assert place(question, [], graph) is None


def test_recall_counts_questions_with_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hospital", "--recall", "1", "24", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["all"]["all"]
    assert found["questions"] == 31
    assert found["best 1"] <= found["best 24"]
