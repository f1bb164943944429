"""Plan hits of a planner alone: of topics that the graph has, and of those that it has not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.quality.plans import main, plan_hits, report
from eval.stored import read_records
from rog.errors import InputError
from rog.graph import Graph
from rog.outcome import Plan
from rog.planner.contract import Planned, PlanRequest
from rog.questions import Question
from rog.testing.graph_contract import edges_of
from rog.types import Branch, RelationPath
from tests.conftest import MakeGraph


class Fixed:
    """Plans the same paths from the first topic of each request."""

    def __init__(self, *paths: RelationPath) -> None:
        self.paths = paths

    def plan(self, requests: Sequence[PlanRequest], graph: Graph) -> list[Planned]:
        planned = []
        for request in requests:
            keys = [topic.candidates[0].id for topic in request.topics[:1]]
            plans = [Plan.of((Branch(key, path),), 0.5) for key in keys for path in self.paths]
            planned.append(Planned(tuple(plans)))
        return planned


ASKED = [
    Question(question="who is ann's mother", topics=("ann",), answers=("bea",), gold_paths=(("mother",),)),
    Question(question="who is zoe's mother", topics=("zoe",), answers=("bea",), gold_paths=(("mother",),)),
    Question(question="who is ann", topics=("ann",), answers=("ann",)),
]


def test_a_topic_that_the_graph_lacks_is_planned_from_anywhere(make_graph: MakeGraph) -> None:
    graph = make_graph(edges_of("ann mother bea", "ann father bob"))
    held, free = Fixed(("father",), ("mother",)), Fixed(("mother",))
    rows = plan_hits(graph, ASKED, held, free, directed=True)
    assert [row.known for row in rows] == [True, False]
    assert report(rows) == {
        "questions": 2, "topic_in_the_graph": 1, "constrained": [0.0, 0.5, 0.5], "anywhere": [1.0, 1.0, 1.0],
        "constrained_where_known": [0.5, 1.0, 1.0],
    }  # fmt: skip


def test_the_command_measures_the_shipped_planner(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kg.tsv").write_text("ann\tmother\tbea\nann\tlives in\tRome\n", "utf-8")
    (tmp_path / "q.jsonl").write_text("".join(f"{row.model_dump_json()}\n" for row in ASKED), "utf-8")
    out = tmp_path / "hits.jsonl"
    main(["--graph", str(tmp_path / "kg.tsv"), "--questions", str(tmp_path / "q.jsonl"), "--out", str(out)])
    (found,) = read_records(out)
    assert json.loads(capsys.readouterr().out) == found
    assert (found["constrained"][0], found["constrained_where_known"][0]) == (0.5, 1.0)


def test_published_plans_are_measured_as_they_are_written_and_as_far_as_the_graph_holds_them(tmp_path: Path) -> None:
    (tmp_path / "kg.tsv").write_text("ann\tmother\tbea\nann\tlives in\tRome\n", "utf-8")
    written = [("child", "mother"), ("father",), ("mother",)]  # of which the graph holds the last alone
    lines = [json.dumps({**row.model_dump(mode="json"), "rog_prediction": written}) for row in ASKED]
    questions, out = tmp_path / "q.jsonl", tmp_path / "hits.jsonl"
    questions.write_text("\n".join(lines), "utf-8")
    main(["--graph", str(tmp_path / "kg.tsv"), "--questions", str(questions),
          "--planner", f"rog-webqsp:{questions}", "--out", str(out)])  # fmt: skip
    (found,) = read_records(out)
    assert found["constrained"] == [0.5, 0.5, 0.5]  # of ann; the graph does not know zoe
    assert found["anywhere"] == [0.0, 0.0, 1.0]
    assert found["constrained_where_known"] == [0.5, 0.5, 1.0]


def test_without_gold_paths_there_is_nothing_to_measure() -> None:
    with pytest.raises(InputError, match="no question has a gold path"):
        report([])
