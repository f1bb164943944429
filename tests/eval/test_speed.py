"""The benchmarks run on tiny graphs: what they compare is right, and what they report is all there."""

from __future__ import annotations

import gzip
import json
import os
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from itertools import chain, pairwise, product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("networkx")

from eval.machine import in_own_process, p50_p95, write_report
from eval.speed import ask, index, queries, walk
from eval.speed.laps import Laps
from eval.speed.plain_walks import first_paths, path_walk, plain_graph, set_walk
from eval.speed.property_paths import SparqlStore
from eval.speed.scale import measure as scale
from eval.speed.scale.plot import plot
from eval.speed.synthetic import QUESTIONS, RELATIONS, SyntheticGraph
from rog.graph.index.building.build import build_index
from rog.graph.records import EdgeRecord
from rog.testing.brute_force import Enumerator
from rog.types import Branch, ReasoningPath

FILMS = [
    ("Alien", "directed by", "Ridley Scott"),
    ("Blade Runner", "directed by", "Ridley Scott"),
    ("Blade Runner", "starring", "Harrison Ford"),
    ("Star Wars", "starring", "Harrison Ford"),
    ("Star Wars", "directed by", "George Lucas"),
    ("THX 1138?", "directed by", "George Lucas"),
    ("Ouroboros", "starring", "Ouroboros"),
]
PLANS = [
    ("Alien", ("directed by", "^directed by", "starring"), ["Harrison Ford"]),
    ("Blade Runner", ("directed by", "^directed by", "directed by"), []),
    ("George Lucas", ("^directed by", "starring"), ["Harrison Ford"]),
    ("Harrison Ford", ("^starring", "directed by"), ["George Lucas", "Ridley Scott"]),
]
MACHINE = {"cores", "processor", "memory_gigabytes", "system", "load_average"}


@pytest.fixture
def films(tmp_path: Path) -> Path:
    path = tmp_path / "films.tsv"
    path.write_text("".join("\t".join(triple) + "\n" for triple in FILMS), "utf-8")
    return path


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    rows = [
        {"question": f"what about {topic}?", "topics": [topic], "gold_paths": [path], "answers": answers}
        for topic, path, answers in PLANS
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def read_report(path: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert report["machine"].keys() == MACHINE
    assert {"rog", "python", "numpy"} <= report["versions"].keys()
    return report


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4)


@st.composite
def triples(draw: st.DrawFn) -> list[tuple[str, str, str]]:
    """Up to 9 triples over few entities and relations, so that cycles and self-loops are common."""
    entities = draw(st.lists(texts, min_size=1, max_size=4, unique=True))
    relations = draw(st.lists(texts | st.sampled_from(["r", "^r", "\\r"]), min_size=1, max_size=2, unique=True))
    ends = st.sampled_from(entities)
    return draw(st.lists(st.tuples(ends, st.sampled_from(relations), ends), min_size=1, max_size=9, unique=True))


@settings(derandomize=True, deadline=None, max_examples=60)
@given(triples())
def test_plain_walks_and_sparql_equal_brute_force(edges: list[tuple[str, str, str]]) -> None:
    brute, plain, sparql = Enumerator([EdgeRecord(*edge) for edge in edges]), plain_graph(edges), SparqlStore(edges)
    assert len(sparql) == plain.number_of_edges() == len(edges)
    topic = edges[0][0]
    for path in [*product(brute.step_names(), repeat=2), *list(product(brute.step_names(), repeat=3))[::3]]:
        branch, ends = Branch(topic, path), brute.ends(topic, path)
        visited = {end: sorted(tuple(_places(p)) for p in brute.paths(topic, path, end))[:2] for end in ends}
        assert sorted(path_walk(plain, branch)) == sorted(sparql.pattern_ends(branch)) == ends
        assert set(ends) <= set_walk(plain, branch) <= sparql.path_ends(branch)
        expected = [places for end in ends for places in visited[end]]
        assert first_paths(plain, branch, ends, 2) == expected
        assert sparql.first_paths(branch, ends, 2) == expected


def _places(path: ReasoningPath) -> list[str]:
    return [path.topic, *(hop.target for hop in path.hops)]


def test_a_property_path_may_use_an_edge_twice_and_pass_through_the_topic() -> None:
    sparql = SparqlStore(FILMS)
    branch = Branch("Alien", ("directed by", "^directed by", "directed by"))
    assert sparql.path_ends(branch) == {"Ridley Scott"}
    assert sparql.pattern_ends(branch) == set()  # Blade Runner's edge was taken to come to it
    branch = Branch("Blade Runner", ("starring", "^starring", "starring", "^starring"))
    assert sparql.path_ends(branch) == {"Star Wars"}
    assert sparql.pattern_ends(branch) == set()


def test_walk_compares_all_ways(films: Path, questions: Path, tmp_path: Path) -> None:
    other = tmp_path / "as-a-database.rog"
    build_index((EdgeRecord(*triple) for triple in FILMS), other)
    out = tmp_path / "results" / "walk.json"
    options = ["--graph", films, "--questions", questions, "--plans", "4", "--rounds", "2", "--neo4j", other]
    walk.main([*map(str, options), "--paths-rounds", "1", "--out", str(out)])
    report = read_report(out)
    assert report["triples"] == 7
    [ends] = report["ends"]
    index_ways = {"one_call_cold", "one_call_warm", "call_a_plan_cold", "call_a_plan_warm"}
    other_ways = {
        *("networkx_sets", "networkx_paths", "sparql_property_paths", "sparql_patterns"),
        *("networkx_store_one_call", "networkx_store_call_a_plan", "neo4j_one_call", "neo4j_call_a_plan"),
    }
    assert ends["microseconds_a_plan"].keys() == index_ways | other_ways
    # The plan of Blade Runner reaches nothing unless an edge is used twice: supervision leaves it out or it is counted.
    assert (ends["plans"], ends["ends"]) == (3, 4)
    assert ends["plans_with_further_ends"] == {"networkx_sets": 0, "sparql_property_paths": 0}
    paths = report["paths"]
    assert (paths["plans"], paths["ends"], paths["paths"], paths["paths_an_end"]) == (3, 4, 4, 3)
    assert paths["microseconds_a_plan"].keys() == {
        "index", "networkx_store", "networkx_paths", "sparql_patterns", "neo4j",
    }  # fmt: skip


def test_plans_with_further_ends_are_counted(films: Path) -> None:
    walkers = walk.open_walkers(films)
    branches = [
        Branch("Blade Runner", ("starring", "^starring", "starring")),  # sets go back by the edge they came by
        Branch("Alien", ("directed by", "^directed by", "starring")),
        Branch("Star Wars", ("starring", "^starring", "directed by")),  # through the topic: to George Lucas
    ]
    found = walk.compare_ends(walkers, branches, rounds=1)
    assert found["plans_with_further_ends"] == {"networkx_sets": 1, "sparql_property_paths": 2}


def test_a_database_that_holds_another_graph_is_found_out(films: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.rog"
    build_index((EdgeRecord(*triple) for triple in FILMS if triple[0] != "Star Wars"), other)
    walkers = walk.open_walkers(films, str(other))
    branches = [Branch("Alien", ("directed by",)), Branch("Harrison Ford", ("^starring",))]
    with pytest.raises(AssertionError, match="neo4j_one_call: other answers for 1 plans, the first of them number 1"):
        walk.compare_ends(walkers, branches, rounds=1)
    with pytest.raises(AssertionError, match="neo4j: other answers for 1 plans, the first of them number 1"):
        walk.compare_paths(walkers, branches, rounds=1)


def test_laps_allow_more_answers_only_where_said() -> None:
    laps = Laps(plans=2)
    laps.run("loose", lambda: [[1, 2], [3]], set, [{1}, {3}], set.issuperset)
    laps.run("exact", lambda: [[1, 1], [3]], set, [{1}, {3}])
    assert laps.others == {"loose": 1}
    assert list(laps.microseconds_a_plan()) == ["loose", "exact"]
    with pytest.raises(AssertionError, match="loose: other answers for 1 plans"):
        laps.run("loose", lambda: [[2], [3]], set, [{1}, {3}], set.issuperset)


def test_a_way_that_took_long_gets_no_more_laps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.speed.laps.MAX_SECONDS_PER_WAY", 0.0)
    Laps(plans=1).run("slow", lambda: pytest.fail("it was run"), set, [set()])


def test_ask_reports_its_figures(films: Path, questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "ask.json"
    options = ["--graph", films, "--questions", questions, "--cold", "1", "--topics", "given", "--out", out]
    ask.main(list(map(str, options)))
    report = read_report(out)
    assert report["questions"] == report["answers_alike_one_by_one_and_in_batches"] == len(PLANS)
    assert len(report["cold_command_seconds"]) == 1
    low, high = report["warm_milliseconds_p50_p95"]
    assert 0 < low <= high
    assert report["stage_milliseconds_p50"].keys() == {"link", "plan", "retrieve", "reason", "cite", "total"}
    assert report["ask_many_questions_per_second"] > 0
    assert report["peak_memory_megabytes"] > 0
    assert report["configuration"]["topics"] == "given"


def test_index_reports_its_figures(films: Path, questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "index.json"
    index.main([str(films), "--small", str(films), "--questions", str(questions), "--out", str(out)])
    report = read_report(out)
    assert (report["triples"], report["entities"], report["plans"]) == (7, 8, 3)
    for graph in ("alone", "within"):
        assert report["microseconds_a_plan"][graph].keys() == {"cold", "warm"}


def test_queries_are_compared_both_ways(tmp_path: Path) -> None:
    out = tmp_path / "queries.json"
    queries.main(["--entities", "30", "--rounds", "2", "--out", str(out)])
    report = read_report(out)
    assert (report["entities"], report["milliseconds"].keys()) == (30, queries.QUERIES.keys())
    for laps in report["milliseconds"].values():
        assert laps.keys() == {"arrays_cold", "arrays_warm", "contract"}


def test_a_made_graph_is_the_same_each_time_and_skewed() -> None:
    made = SyntheticGraph(70_000, seed=3)  # more than a block
    edges = list(made.edges())
    assert edges == list(made.edges()) != list(SyntheticGraph(70_000, seed=4).edges())
    assert len(edges) == 70_000
    relations = Counter(relation for _, relation, _ in edges)
    for relation in RELATIONS:
        assert relations[relation.name] / len(edges) == pytest.approx(relation.share, abs=0.01)
    degrees = Counter(end for head, _, tail in edges for end in (head, tail))
    assert len(degrees) <= sum(made.counts().values())
    ordered = sorted(degrees.values())
    assert ordered[-1] > 100 * ordered[len(ordered) // 2]


def test_the_degrees_of_a_made_graph_follow_the_power_law() -> None:
    edges = list(SyntheticGraph(200_000).edges())
    degrees = sorted(Counter(head for head, relation, _ in edges if relation == "friend_of").values(), reverse=True)
    # The i-th largest is proportional to i^(-2/3): from the 10th to the 80th it falls to a quarter.
    assert degrees[79] / degrees[9] == pytest.approx(0.25, abs=0.05)


def test_each_wording_walks_relations_of_the_made_graphs() -> None:
    types = {relation.name: (relation.head, relation.tail) for relation in RELATIONS}
    for wording in QUESTIONS:
        ends = [types[step.removeprefix("^")][:: -1 if step.startswith("^") else 1] for step in wording.path]
        assert all(one[1] == other[0] for one, other in pairwise(ends)), wording
        assert wording.text.count("{}") == 1


def test_scale_reports_each_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--sizes", "2e3", "--plans", "20", "--questions", "4", "--triples", str(tmp_path)]
    scale.main(options)
    report = json.loads(capsys.readouterr().out)
    [figures] = report["graphs"]
    edges = set(SyntheticGraph(2000).edges())
    assert (figures["size"], figures["triples"]) == (2000, len(edges))
    assert figures["plans_compared"] == figures["walk"]["plans"] == 20
    assert figures["ask"]["questions"] == 4
    assert figures["ask"]["answered_as_meant"] <= figures["ask"]["answered"] <= 4
    with gzip.open(tmp_path / "2000.tsv.gz", "rt", encoding="utf-8") as lines:
        assert {tuple(line.rstrip("\n").split("\t")) for line in lines} == edges
    for key in ("triples_a_second", "bytes_a_triple", "opening_milliseconds", "build_peak_megabytes"):
        assert figures[key] > 0


def test_scale_finds_wrong_ends_out(tmp_path: Path) -> None:
    made = SyntheticGraph(2000)
    build_index(made.records(), tmp_path / "right.rog")
    assert scale.compare(made, tmp_path / "right.rog", 10) == 10
    turned = (EdgeRecord(edge.tail, edge.relation, edge.head) for edge in made.records())
    build_index(chain(made.records(), turned), tmp_path / "wrong.rog")
    with pytest.raises(AssertionError, match="are not those of a plain walk"):
        scale.compare(made, tmp_path / "wrong.rog", 10)


@pytest.mark.parametrize("text", ["0", "-1e6", "many"])
def test_scale_refuses_what_is_no_size(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        scale.main(["--sizes", text])
    assert "--sizes" in capsys.readouterr().err


def test_the_plot_has_a_panel_for_each_figure(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    walked = {f"{name}_milliseconds_p50_p95": [1.0, 2.0] for name in ("ends", "paths")}
    rows: Sequence[dict[str, Any]] = [
        {
            **dict.fromkeys(("triples_a_second", "bytes_a_triple", "bytes_a_triple_beside_names"), 20.0),
            **{"triples": triples, "opening_milliseconds": 3.0, "build_peak_megabytes": 50},
            "walk": {**walked, "peak_megabytes": 60},
            "ask": {"milliseconds_p50_p95": [5.0, 9.0], "peak_megabytes": 300},
        }
        for triples in (1000, 10_000)
    ]
    path = tmp_path / "scale.svg"
    plot(rows, path)
    drawn = path.read_bytes()
    written = "".join(ElementTree.fromstring(drawn).itertext())
    assert all(title in written for title in ("bytes a triple", "peak memory", "opening", "3-hop plan", "question"))
    plot(rows, path)
    assert path.read_bytes() == drawn


def test_percentiles() -> None:
    assert p50_p95([0.1] * 19 + [2.0], 1000, 1) == [100.0, 195.0]
    assert p50_p95([3.0]) == [3.0, 3.0]
    with pytest.raises(ValueError, match="no values"):
        p50_p95([])


def test_work_in_a_process_of_its_own() -> None:
    assert in_own_process(os.getpid) != os.getpid()
    with pytest.raises(ZeroDivisionError):
        in_own_process(divmod, 1, 0)


def test_a_report_says_what_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = Namespace(graph=Path("kg.tsv"), sizes=[1, 2], seed=None, out=tmp_path / "a" / "report.json")
    written = write_report({"plans": 3}, arguments, arguments.out)
    assert read_report(arguments.out) == written == json.loads(capsys.readouterr().out)
    assert (written["plans"], written["configuration"]) == (3, {"graph": "kg.tsv", "sizes": [1, 2]})
