"""Graphs that lose edges, questions that are mistyped, and what the engine's answers are worth then."""

from __future__ import annotations

import gzip
import json
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.robustness import robustness
from eval.robustness.abstention import abstentions, still_answers
from eval.robustness.reduced import WithoutNames, WithoutRelations, records_of, with_share_removed
from eval.robustness.robustness import Robustness, main, scores
from eval.stored import read_records
from rog.errors import InputError
from rog.graph import Graph
from rog.graph.index.store import IndexGraph
from rog.graph.networkx.store import NetworkxGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.outcome import Answer, Plan, Verdict
from rog.pipeline import RoG
from rog.questions import Question
from rog.reasoner.paths import PathReasoner
from rog.result import Result
from rog.testing import ScriptedPlanner
from rog.testing.graph_contract import edges_of
from rog.training.misspelling import lower_cased, misspelt
from rog.types import Branch
from tests.conftest import MakeGraph

EDGES = edges_of(
    "France borders Spain", "France borders Italy", "Portugal borders Spain", "Spain language Spanish",
    "Italy language Italian", "France capital Paris", "Spain capital Madrid", "Portugal main_city Lisbon",
    "Portugal capital Lisbon", "Loop capital Loop",
)  # fmt: skip

EDGES_AS_TRIPLES = [(edge.head, edge.relation, edge.tail) for edge in EDGES]

QUESTIONS = [
    Question(id="1", question="What is the capital of France?", topics=("France",), answers=("Paris",)),
    Question(id="2", question="What is the capital of Portugal?", topics=("Portugal",), answers=("Lisbon",)),
    Question(id="3", question="Who borders France?", topics=("France",), answers=("Spain", "Italy")),
    Question(id="4", question="What is the moon of Mars?", topics=("Mars",), answers=("Phobos",)),
]

SCRIPT = {
    "What is the capital of France?": [(0.9, [("France", ("capital",))])],
    "What is the capital of Portugal?": [(0.9, [("Portugal", ("main_city",))])],
    "Who borders France?": [(0.9, [("France", ("borders",))])],
}


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph(EDGES)


def engine(graph: Graph) -> RoG:
    return RoG(graph, ScriptedPlanner(SCRIPT), PathReasoner())


# graphs that lose edges


PATHS = [
    ("capital",),
    ("^capital",),
    ("borders", "capital"),
    ("borders", "^borders"),
    ("language",),
    ("^borders", "capital"),
]


@given(st.sets(st.sampled_from(["borders", "capital", "language", "main_city", "none"])))
@settings(max_examples=25, deadline=None)
def test_a_hidden_relation_is_as_good_as_gone(hidden: set[str]) -> None:
    import networkx

    def store(edges: list[EdgeRecord]) -> NetworkxGraph:
        plain = networkx.MultiDiGraph()
        plain.add_nodes_from(node for edge in EDGES for node in (edge.head, edge.tail))
        for edge in edges:
            plain.add_edge(edge.head, edge.tail, edge.relation)
        return NetworkxGraph(plain)

    view = WithoutRelations(store(list(EDGES)), hidden)
    less = store([edge for edge in EDGES if edge.relation not in hidden])
    assert view.relations() == less.relations()
    nodes = sorted({node for edge in EDGES for node in (edge.head, edge.tail)})
    assert view.entities(nodes) == less.entities(nodes)
    assert [[match.id for match in found] for found in view.find(["france"])] == [["France"]]
    assert view.holds(EDGES_AS_TRIPLES) == less.holds(EDGES_AS_TRIPLES)
    for node in nodes:
        branches = [(node, path) for path in PATHS]
        assert [set(steps) for steps in view.steps(node, [(), *PATHS])] == [
            set(steps) for steps in less.steps(node, [(), *PATHS])
        ]
        assert view.ends(branches, 10) == less.ends(branches, 10)
        for branch in branches:
            assert list(view.walk(branch, nodes, 3)) == list(less.walk(branch, nodes, 3))


def test_a_share_of_the_edges_goes_and_every_entity_stays(graph: IndexGraph, tmp_path: Path) -> None:
    many = [EdgeRecord(f"n{Random(i).randrange(50)}", "r", f"m{i}") for i in range(2000)]
    for share, least, most in ((0.0, 2000, 2000), (0.1, 1740, 1860), (1.0, 0, 0)):
        with with_share_removed(many, share, 0, tmp_path / f"{share}.rog") as reduced:
            assert least <= reduced.triple_count <= most
            assert all(reduced.entities(sorted({edge.head for edge in many} | {edge.tail for edge in many})))
    with (
        with_share_removed(EDGES, 0.5, 1, tmp_path / "a.rog") as one,
        with_share_removed(EDGES, 0.5, 1, tmp_path / "b.rog") as same,
        with_share_removed(EDGES, 0.5, 2, tmp_path / "c.rog") as other,
    ):
        assert one.holds(EDGES_AS_TRIPLES) == same.holds(EDGES_AS_TRIPLES)
        assert one.holds(EDGES_AS_TRIPLES) != other.holds(EDGES_AS_TRIPLES)


def test_records_come_from_the_file_or_from_around_the_topics(graph: IndexGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph.tsv.gz"
    path.write_bytes(gzip.compress("".join("\t".join(edge) + "\n" for edge in EDGES_AS_TRIPLES).encode()))
    assert [record[:3] for record in records_of(str(path), graph, [])] == EDGES_AS_TRIPLES
    names = tmp_path / "names.tsv"
    names.write_text("id\tname\nParis\tCity of Light\n")
    named = records_of(str(path), graph, [], [names])
    assert [record.name for record in named if isinstance(record, NodeRecord)] == ["City of Light"]
    reached = records_of("world", graph, ["France", "Loop", "Nowhere"])
    edges = [record[:3] for record in reached if isinstance(record, EdgeRecord)]
    ids = [record.id for record in reached if isinstance(record, NodeRecord)]
    assert len(edges) == len(set(edges))
    loops = {edge for edge in EDGES_AS_TRIPLES if edge[0] == edge[2]}
    assert set(edges) == set(EDGES_AS_TRIPLES) - loops  # no path comes back to its topic, so a loop is never walked
    assert set(ids) == {node for edge in EDGES for node in (edge.head, edge.tail)}


# mistyped questions


def test_one_letter_of_a_content_word_is_wrong() -> None:
    question = QUESTIONS[0]
    mention = (question.question.index("France"), question.question.index("?"))
    seen = set()
    for seed in range(40):
        inside = misspelt(question, mention, inside=True, seed=seed)
        outside = misspelt(question, mention, inside=False, seed=seed)
        assert inside is not None
        assert outside is not None
        assert inside.question.startswith("What is the capital of F")
        assert inside.question != question.question
        assert outside.question.startswith("What is the c")
        assert outside.question.endswith(" of France?")
        assert " capital " not in outside.question
        assert abs(len(outside.question) - len(question.question)) <= 1
        seen.add(outside.question)
    assert len(seen) > 5
    assert misspelt(question, mention, inside=True, seed=3) == misspelt(question, mention, inside=True, seed=3)


def test_short_and_function_words_are_left_alone() -> None:
    question = Question(question="Which of them are in X or UK?")
    assert misspelt(question, None, inside=False) is None
    assert misspelt(QUESTIONS[0], None, inside=True) is None
    assert lower_cased(QUESTIONS[0]).question == "what is the capital of france?"


# what the answers are worth


def test_scores_count_a_right_abstention() -> None:
    def gave(*ids: str) -> Result:
        answers = tuple(Answer(id=key, name=key, score=1) for key in ids)
        return Result(question="?", answers=answers, abstained=not ids)

    nothing, one = Question(question="?"), Question(question="?", answers=("a", "b"))
    found = scores([(gave(), nothing), (gave("a"), nothing), (gave("a"), one), (gave(), one)])
    assert found == {
        "questions": 4, "hits_at_1": 0.5, "f1": 0.4167, "exact": 0.25, "abstained": 0.5, "low_confidence": 0.0,
        "should_abstain": 0.5, "abstained_rightly": 0.25, "errors": 0,
    }  # fmt: skip
    assert scores([]) == {"questions": 0}


def test_answers_are_recomputed_when_edges_are_gone(graph: IndexGraph) -> None:
    test = Robustness(graph, engine, QUESTIONS, given=True, seed=0)
    assert [item.question.id for item in test.gold_questions] == ["1", "2", "3"]  # nothing is known of Mars
    report = test.edges_removed("world", shares=(0.5, 1.0))
    assert list(report) == ["0.0", "0.5", "1.0"]
    assert report["0.0"]["exact"] == 1.0
    assert report["1.0"]["should_abstain"] == report["1.0"]["abstained_rightly"] == 1.0
    assert all(found["questions"] == 3 for found in report.values())
    assert test.plain()["errors"] == 1


def test_without_the_answering_relation_one_should_abstain(graph: IndexGraph) -> None:
    test = Robustness(graph, engine, QUESTIONS, given=True, seed=0)
    # Lisbon's gold plan is `capital`, and the engine finds it by `main_city`, which stays.
    assert test.relation_removed() == {
        "relations": 2, "questions": 3, "abstained": 0.6667, "abstained_or_low": 0.6667, "still_exact": 0.3333,
        "still_right": 0.3333, "answered_otherwise": 0.0, "wrong_and_sure": 0.0,
    }  # fmt: skip
    assert test.relation_removed(most=1)["questions"] == 2
    assert Robustness(graph, engine, [], given=True, seed=0).relation_removed() == {"relations": 0, "questions": 0}


def test_without_the_name_of_its_topic_a_question_has_no_topic(graph: IndexGraph) -> None:
    test = Robustness(graph, engine, QUESTIONS[:3], given=False, seed=0)
    assert test.plain()["abstained"] == 0.0
    assert test.topic_removed() == {
        "questions": 3, "abstained": 1.0, "abstained_or_low": 1.0, "still_exact": 0.0, "still_right": 0.0,
        "answered_otherwise": 0.0, "wrong_and_sure": 0.0,
    }  # fmt: skip


def test_a_graph_without_a_name_finds_the_next_best(make_graph: MakeGraph) -> None:
    records: list[Record] = [NodeRecord("US", "Georgia"), NodeRecord("GE", "Georgia"), EdgeRecord("US", "near", "GE")]
    view = WithoutNames(make_graph(records))
    (both,) = view.find(["Georgia"], 2)
    view.unnamed = frozenset([both[0].id])
    assert view.find(["Georgia", "Rome"], 1) == [[both[1]], []]


def gave(*ids: str, low: bool = False, plans: tuple[Verdict, ...] = ()) -> Result:
    answers = tuple(Answer(id=key, name=key, score=1) for key in ids)
    return Result(question="?", answers=answers, abstained=not ids, low_confidence=low, plans=plans)


def test_doubt_counts_beside_silence() -> None:
    question = Question(question="?", answers=("a", "b"))
    results = [gave("a", "b"), gave("a", "b", low=True), gave("a"), gave("c", "a", low=True), gave()]
    assert abstentions([(result, question) for result in results]) == {
        "questions": 5, "abstained": 0.2, "abstained_or_low": 0.6, "still_exact": 0.4, "still_right": 0.6,
        "answered_otherwise": 0.4, "wrong_and_sure": 0.2,
    }  # fmt: skip
    assert abstentions([]) == {"questions": 0}


def test_what_doubt_costs_where_it_is_not_wanted(graph: IndexGraph) -> None:
    question = QUESTIONS[0]
    right = Verdict(plan=Plan.of((Branch("France", ("capital",)),), 0.1), kept=False, found=1)
    wrong = Verdict(plan=Plan.of((Branch("France", ("borders",)),), 0.1), kept=False, found=2)
    nowhere = Verdict(plan=Plan.of((Branch("France", ("moon",)),), 0.2), kept=False, found=0)
    silent = [gave(plans=(nowhere, right)), gave(plans=(wrong,))]
    results = [gave("Paris"), gave("Paris", low=True), gave("Madrid"), *silent]
    found = still_answers([(result, question) for result in results], graph)
    assert found == {"questions": 3, "share": 0.3333}  # one is doubted, and one would be right but for its silence
    assert still_answers([(gave(), question)], graph) == {"questions": 0}
    assert Robustness(graph, engine, QUESTIONS, given=True, seed=0).still_answers() == {"questions": 3, "share": 1.0}


def test_sets_of_the_suite_are_asked_where_they_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[Namespace] = []

    def report_of(args: Namespace) -> dict[str, str]:
        asked.append(args)
        return {"dataset": args.dataset, "graph": args.graph}

    monkeypatch.setattr(robustness, "report_of", report_of)
    monkeypatch.setattr(robustness, "make", lambda measured: None)
    out = tmp_path / "out" / "robustness.jsonl"
    main(["--sets", "world", "nell995-varied", "--limit", "7", "--out", str(out)])
    world, nell = asked
    assert (world.graph, world.limit, world.nodes, world.part) == ("world", 7, [], "all")
    assert [path.name for path in nell.nodes] == ["nell995-varied.names.tsv"]
    assert [path.name for path in nell.questions] == ["nell995-varied.jsonl"]
    main(["--sets", "world", "--out", str(out)])  # its line alone is written anew
    assert read_records(out) == [
        {"dataset": "NELL-995, varied", "graph": nell.graph}, {"dataset": "world, written by hand", "graph": "world"},
    ]  # fmt: skip
    with pytest.raises(InputError, match=r"no such set: mars; there are world, small, metaqa-1hop"):
        main(["--sets", "mars"])
    with pytest.raises(SystemExit):
        main(["--graph", "world"])


def test_mistyped_questions_are_compared_with_themselves(graph: IndexGraph) -> None:
    report: Mapping[str, Mapping[str, float]] = Robustness(graph, engine, QUESTIONS, given=False, seed=0).mistyped()
    assert report["misspelt_topic"]["questions"] == report["misspelt_topic_unharmed"]["questions"] == 3
    assert report["misspelt_topic_unharmed"]["exact"] == 1.0
    assert report["misspelt_topic"]["exact"] == 0.0  # the script knows the questions to the letter
    assert report["lower_cased"]["questions"] == 4


@pytest.mark.slow
def test_the_command_over_the_shipped_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tmp_path / "questions.jsonl"
    rows.write_text("".join(row.model_dump_json() + "\n" for row in QUESTIONS[:3]))
    triples = tmp_path / "graph.tsv"
    triples.write_text("".join("\t".join(edge) + "\n" for edge in EDGES_AS_TRIPLES))
    out = tmp_path / "out" / "robustness.jsonl"
    main(["--graph", str(triples), "--questions", str(rows), "--topics", "given", "--limit", "2", "--out", str(out)])
    (stored,) = read_records(out)
    assert json.loads(capsys.readouterr().out) == stored
    assert stored["plain"]["questions"] == 2
    assert stored["dataset"] == "questions"
    assert set(stored["edges_removed"]) == {"0.0", "0.05", "0.1", "0.2"}
    assert stored["configuration"]["questions"] == [str(rows)]
    assert len(stored["model"]) == 64
