"""Each stage at fault, on a small graph; and the command over a predictions file."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from eval.gold import gold_plans, orientations
from eval.predictions import predictions_path, read_predictions
from eval.quality.errors import analyse, main, report, to_text
from eval.quality.faults import STAGES, Fault, find_fault, reachable
from eval.stored import find_result
from rog.errors import InputError, SourceError
from rog.graph.index.store import IndexGraph
from rog.outcome import Answer, Plan, Verdict
from rog.pipeline import RoG
from rog.questions import Question
from rog.reasoner.paths import PathReasoner
from rog.result import Result
from rog.testing import ScriptedPlanner
from rog.testing.graph_contract import edges_of
from rog.types import Branch, Candidate, RelationPath, Topic
from tests.conftest import MakeGraph

EDGES = edges_of(
    "fr borders es", "fr borders it", "pt borders es", "es language spanish", "it language italian",
    "fr capital paris", "es capital madrid", "it capital rome",
)  # fmt: skip

QUESTION = Question(
    id="q1", question="what borders fr", topics=("fr",), answers=("es", "it"), gold_paths=(("borders",),)
)


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph(EDGES)


def plan(*branches: tuple[str, RelationPath], kept: bool = True) -> Verdict:
    return Verdict(plan=Plan.of(tuple(Branch(*branch) for branch in branches), 0.5), kept=kept)


def topic(*keys: str, chosen: str | None = None, given: bool = False) -> Topic:
    candidates = tuple(Candidate(id=k, name=k, score=0.5, kind="given" if given else "name") for k in keys)
    return Topic(text="x", start=0, end=1, candidates=candidates, chosen=chosen)


def result(*answers: str, **fields: Any) -> Result:
    given: dict[str, Any] = {"topics": (topic("fr", chosen="fr"),), "abstained": not answers} | fields
    return Result(
        question=QUESTION.question, answers=tuple(Answer(id=key, name=key, score=1) for key in answers), **given
    )


def fault(graph: IndexGraph, result: Result, **changes: Any) -> tuple[str, str] | None:
    found = find_fault(graph, QUESTION.model_copy(update=changes), result)
    return (found.stage, found.detail) if found else None


RIGHT = ("fr", ("borders",))
WRONG = ("fr", ("capital",))


def test_an_exact_answer_has_no_fault(graph: IndexGraph) -> None:
    assert fault(graph, result("it", "es", plans=(plan(RIGHT),))) is None
    assert fault(graph, result(), answers=()) is None


def test_a_question_that_failed(graph: IndexGraph) -> None:
    assert fault(graph, result(error="boom")) == ("failed", "an error ended the question")


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"topics": ()}, "the question comes without a topic"),
        ({"topics": ("mars",)}, "no topic is in the graph"),
        ({"answers": ("phobos",)}, "no gold answer is in the graph"),
        ({"answers": ("rome",)}, "no gold path reaches a gold answer"),
        ({"answers": ("fr",), "gold_paths": ()}, "no relation path reaches a gold answer"),
        ({"answers": ("es", "it", "de")}, "some gold answers are not in the graph"),
        ({"answers": ("es", "it", "rome")}, "the gold path reaches fewer than the gold answers"),
        ({"answers": ("es",)}, "the gold path reaches more than the gold answers"),
        ({"answers": ("es", "madrid"), "gold_paths": ()}, "the best relation path reaches fewer than the gold answers"),
    ],
)
def test_data_that_cannot_answer(graph: IndexGraph, changes: dict[str, Any], detail: str) -> None:
    assert fault(graph, result("paris", plans=(plan(WRONG),)), **changes) == ("data", detail)


def test_topics_that_were_not_linked(graph: IndexGraph) -> None:
    away = result("madrid", topics=(topic("es", chosen="es"),), plans=(plan(("es", ("capital",))),))
    assert fault(graph, away) == ("linking", "the topic is not among the candidates")
    among = result("madrid", topics=(topic("fr"), topic("es", chosen="es")), plans=(plan(("es", ("capital",))),))
    assert fault(graph, among) == ("linking", "the topic is a candidate, another was chosen")
    nothing = result(topics=(topic("fr", "es"),))
    assert fault(graph, nothing) == ("planning", "no plan was made")
    given = result(topics=(topic("fr", given=True),))
    assert fault(graph, given) == ("planning", "no plan was made")


@pytest.mark.parametrize(
    ("plans", "detail"),
    [
        ([WRONG], "the best plan reaches none of the gold answers"),
        ([("fr", ("^capital",)), WRONG], "the best plan reaches none of the gold answers"),
        ([("fr", ("^capital",))], "no plan reaches anything"),
        ([("mars", ("capital",))], "no plan reaches anything"),
    ],
)
def test_plans_that_are_wrong(graph: IndexGraph, plans: list[tuple[str, RelationPath]], detail: str) -> None:
    assert fault(graph, result("paris", plans=tuple(map(plan, plans)))) == ("planning", detail)


def test_a_plan_that_reaches_more_than_was_asked(graph: IndexGraph) -> None:
    asked = {"answers": ("madrid",), "topics": ("es",), "gold_paths": (("capital",),)}
    wide = plan(("fr", ("borders", "capital")))
    spain = (topic("es", chosen="es"),)
    found = fault(graph, result("madrid", "rome", topics=spain, plans=(wide,)), **asked)
    assert found == ("planning", "the best plan reaches the gold answers and others")
    part = {"answers": ("madrid", "rome"), "gold_paths": (("borders", "capital"),)}
    narrow = result("madrid", plans=(plan(("es", ("capital",))),))
    assert fault(graph, narrow, **part) == ("planning", "the best plan reaches some of the gold answers")


def test_limits_and_trust(graph: IndexGraph) -> None:
    right, wrong = plan(RIGHT), plan(WRONG)
    assert fault(graph, result("es", plans=(right,), truncated=True)) == ("walking", "a limit cut the answers")
    dropped = plan(RIGHT, kept=False)
    assert fault(graph, result(plans=(dropped,), truncated=True)) == ("walking", "a limit cut the answers")
    both = result("es", "it", "paris", plans=(right, wrong))
    assert fault(graph, both) == ("reasoning", "a plan that gives other entities was trusted as well")
    assert fault(graph, result("es", plans=(right,))) == (
        "reasoning",
        "the trusted plan is right, its answers were not all given",
    )
    assert fault(graph, result(plans=(dropped,))) == ("reasoning", "the best plan is right and was not trusted")
    below = ("planning", "a right plan is ranked below a wrong one")
    assert fault(graph, result("paris", plans=(wrong, dropped))) == below
    assert fault(graph, result(plans=(plan(WRONG, kept=False), dropped))) == below
    nowhere = plan(("fr", ("^capital",)), kept=False)
    assert fault(graph, result(plans=(nowhere, dropped))) == (
        "reasoning",
        "the best plan is right and was not trusted",
    )
    assert fault(graph, result("paris"), answers=()) == ("reasoning", "answered what has no answer")


def test_two_topics_meet_in_the_gold_plan(graph: IndexGraph) -> None:
    both = QUESTION.model_copy(
        update={"topics": ("fr", "pt"), "answers": ("es",), "gold_paths": (("borders",), ("borders",))}
    )
    best = gold_plans(graph, both)[0]
    assert (best.f1, best.ends, len(best.plan.branches)) == (1.0, ("es",), 2)
    linked = (topic("fr", chosen="fr"), topic("pt"))
    found = find_fault(graph, both, result("es", "it", topics=linked, plans=(plan(RIGHT),)))
    assert find_fault(graph, both, result("es", topics=linked)) is None
    # Portugal alone has one neighbour, so its path is a gold plan too: it was a candidate and not chosen.
    assert found is not None
    assert (found.stage, found.detail) == ("linking", "only some of the topics were chosen")


def test_gold_paths_without_direction_are_turned_round(graph: IndexGraph) -> None:
    turned = QUESTION.model_copy(update={"topics": ("es",), "answers": ("fr", "pt")})
    (best, *_) = gold_plans(graph, turned)
    assert best.plan.branches == (Branch("es", ("^borders",)),)
    assert orientations(("a", "b")) == [("a", "b"), ("a", "^b"), ("^a", "b"), ("^a", "^b")]
    assert orientations(("a", "^b")) == [("a", "^b")]
    assert orientations(()) == []
    assert gold_plans(graph, turned.model_copy(update={"gold_paths": ((),)})) == []
    assert gold_plans(graph, turned.model_copy(update={"gold_paths": ()}), search=False) == []


# the command


def write(path: Path, rows: list[tuple[Question, Result]], graph: str) -> Path:
    results = path / "small.jsonl"
    record = {"dataset": "small", "answerer": "rog", "topics": "linked", "part": "all", "scores": {"exact": 0.25}}
    results.write_text(json.dumps({**record, "configuration": {"graph": graph}}) + "\n")
    lines = [
        json.dumps({"id": question.id, "question": question.model_dump(mode="json"), "result": result.to_dict()})
        for question, result in rows
    ]
    predictions = predictions_path(results, "rog", "linked")
    predictions.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))
    return results


def answered(graph: IndexGraph) -> list[tuple[Question, Result]]:
    script = {
        "what borders fr": [(0.9, [RIGHT])],
        "the capital of fr": [(0.9, [RIGHT]), (0.1, [WRONG])],
        "what borders pt": [(0.001, [("pt", ("borders",))])],
    }
    questions = [
        QUESTION,
        Question(id="q2", question="the capital of fr", topics=("fr",), answers=("paris",)),
        Question(id="q3", question="what borders pt", topics=("pt",), answers=("es",)),
        Question(id="q4", question="the moon of fr", topics=("fr",), answers=("luna",)),
    ]
    return list(zip(questions, RoG(graph, ScriptedPlanner(script), PathReasoner()).ask_many(questions), strict=True))


def test_the_command_counts_and_shows(graph: IndexGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = answered(graph)
    results = write(tmp_path, rows, str(graph.path))
    main([str(results), "--out", str(tmp_path / "all.json")])
    shown = capsys.readouterr().out
    assert shown.startswith("4 questions, 1 answered exactly\nfailed ")
    assert "data           1   25.0 %\n               1  no gold answer is in the graph\n" in shown
    assert "wanted paris" in shown
    assert "gold   fr / capital" in shown
    assert "plan   fr / borders" in shown
    written = json.loads((tmp_path / "all.json").read_text())
    wrong = {"data": 1, "planning": 1, "reasoning": 1}
    assert {stage: found["questions"] for stage, found in written["stages"].items()} == {
        **dict.fromkeys(STAGES, 0), **wrong,
    }  # fmt: skip
    kept = find_result(results, "rog", "linked")
    assert (kept.faults, kept.scores) == (wrong, {"exact": 0.25})  # the numbers stand in the result
    assert [(one["id"], one["stage"]) for one in written["faults"]] == [
        ("q2", "planning"), ("q3", "reasoning"), ("q4", "data"),
    ]  # fmt: skip
    assert sum(found["questions"] for found in written["stages"].values()) + written["answered_exactly"] == 4


def test_answers_that_the_graph_lacks_may_be_left_out(
    graph: IndexGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = QUESTION.model_copy(update={"answers": ("es", "it", "de")})
    results = write(tmp_path, [(question, result("es", "it", plans=(plan(RIGHT),)))], str(graph.path))
    main([str(results), "--out", str(tmp_path / "first.json")])
    main([str(results), "--reachable", "--out", str(tmp_path / "second.json")])
    first, second = (json.loads((tmp_path / f"{name}.json").read_text()) for name in ("first", "second"))
    assert find_result(results, "rog", "linked").faults == {"data": 1}  # not what is left of them in the second
    assert (first["stages"]["data"]["questions"], first["answered_exactly"], first["reachable"]) == (1, 0, False)
    assert (second["stages"]["data"]["questions"], second["answered_exactly"], second["reachable"]) == (0, 1, True)
    assert "0 answered exactly" in capsys.readouterr().out
    lost = QUESTION.model_copy(update={"topics": ("mars",)})
    assert reachable(graph, lost) == lost


def test_predictions_come_back_as_they_were(graph: IndexGraph, tmp_path: Path) -> None:
    rows = answered(graph)
    write(tmp_path, rows, "world")
    read = list(read_predictions(tmp_path / "small.rog-linked.predictions.jsonl.gz"))
    assert [(row.question, row.result) for row in read] == rows


def test_what_cannot_be_read_is_told(graph: IndexGraph, tmp_path: Path) -> None:
    path = tmp_path / "small.predictions.jsonl.gz"
    with pytest.raises(SourceError, match="cannot be read"):
        list(read_predictions(path))
    path.write_bytes(gzip.compress(b'{"question": {}}\n'))
    with pytest.raises(SourceError, match=r"gz:1: question.question"):
        list(read_predictions(path))
    results = write(tmp_path, [], str(graph.path))
    with pytest.raises(InputError, match="no predictions"):
        main([str(results)])
    with pytest.raises(InputError, match=r"0 results of rog, topics given; there are rog \(linked\)"):
        main([str(results), "--topics", "given"])
    write(tmp_path, answered(graph), "world")
    record = json.loads(results.read_text())
    results.write_text(json.dumps({**record, "configuration": {}}))
    with pytest.raises(InputError, match="give --graph"):
        main([str(results)])


def test_text_and_report_of_nothing_wrong(graph: IndexGraph) -> None:
    rows = answered(graph)[:1]
    found = report(analyse(graph, rows))
    assert found["answered_exactly"] == 1
    assert found["faults"] == []
    assert to_text(found).startswith("1 questions, 1 answered exactly")
    assert Fault("data", "x").gold == ()
