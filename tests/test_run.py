"""Queries that were written: their answers, and what each rests on."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

import rog
from rog.errors import IncomparableError, InputError, QuerySyntaxError
from rog.graph import Graph
from rog.graph.index.store import IndexGraph
from rog.outcome import AbsenceProof, Answer, ComparisonProof, CountProof, KindProof, TotalProof
from rog.query import read_query
from rog.result import Result, read_results
from rog.run import run_query
from rog.values import read_value
from tests.conftest import MakeGraph
from tests.fakes.company import COMPANY
from tests.fakes.edited_graph import EditedGraph, as_graph


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph(COMPANY)


def run(graph: Graph, query: str, limit: int = 100, paths: int = 3, most_ids: int = 1000) -> Result:
    return run_query(query, graph, limit=limit, paths=paths, most_ids=most_ids)


def names(answers: Sequence[Answer]) -> list[str]:
    return [answer.name for answer in answers]


def triples(answer: Answer) -> list[list[tuple[str, str, str]]]:
    return [[tuple(hop.triple) for hop in path.hops] for path in answer.paths]  # type: ignore[misc]


def test_a_walk_has_its_paths(graph: Graph) -> None:
    result = run(graph, "ann / manages / works_in")
    assert names(result.answers) == ["Sales"]
    assert triples(result.answers[0]) == [
        [("ann", "manages", "bob"), ("bob", "works_in", "sales")],
        [("ann", "manages", "cleo"), ("cleo", "works_in", "sales")],
    ]
    assert result.entities["cleo"].name == "Cleo Fox"
    assert str(result.query) == result.question == "ann / manages / works_in"


def test_a_walk_from_a_set_shows_how_the_start_was_come_to(graph: Graph) -> None:
    (answer,) = run(graph, "(ann / manages) / manages").answers
    assert (answer.name, triples(answer)) == ("Dan Orr", [[("bob", "manages", "dan")], [("ann", "manages", "bob")]])


def test_a_number_shows_the_counted_members(graph: Graph) -> None:
    (answer,) = run(graph, "count(sales / ^works_in)").answers
    assert (answer.kind, answer.name, answer.value) == ("number", "3", 3)
    (proof,) = answer.proofs
    assert isinstance(proof, CountProof)
    assert proof.total == 3
    assert [(row.id, len(row.paths)) for row in proof.members] == [("bob", 1), ("cleo", 1), ("dan", 1)]


def test_none_is_a_number_too_and_shows_what_was_looked_up(graph: Graph) -> None:
    (answer,) = run(graph, "count(attic / ^works_in)").answers
    assert (answer.name, answer.value) == ("0", 0)
    assert AbsenceProof(query="attic / ^works_in", looked_up=("attic / ^works_in: 0 found",)) in answer.proofs


def test_yes_shows_the_path_and_no_what_was_looked_up(graph: Graph) -> None:
    (yes,) = run(graph, "exists(bob and ann / manages)").answers
    assert (yes.kind, yes.name, yes.value) == ("truth", "yes", True)
    assert triples(yes) == [[("ann", "manages", "bob")]]
    (no,) = run(graph, "exists(dan and ann / manages)").answers
    assert (no.name, no.value) == ("no", False)
    assert no.proofs == (AbsenceProof(query="dan and ann / manages", looked_up=("ann / manages: 2 found",)),)


def test_a_superlative_shows_the_ranking_and_ties_share_the_answer(graph: Graph) -> None:
    result = run(graph, "most(kind(person), salary)")
    assert names(result.answers) == ["Ann Lee"]
    ranking = next(proof for proof in result.answers[0].proofs if isinstance(proof, ComparisonProof))
    assert (ranking.by, ranking.sign, ranking.compared) == ("salary", "most", 4)
    assert [row.id for row in ranking.rows] == ["ann", "bob", "cleo", "dan"]
    assert [hop.triple for hop in ranking.rows[1].paths[0].hops] == [("bob", "salary", ranking.rows[1].values[0])]
    assert str(read_value(ranking.rows[0].values[0])) == "€9000"
    assert result.entities[ranking.rows[0].values[0]].name == "€9000"
    assert KindProof(id="ann", kind="person") in result.answers[0].proofs
    assert names(run(graph, "most(kind(person), salary, 2)").answers) == ["Bob Ray", "Cleo Fox"]
    assert names(run(graph, "least(kind(person), started)").answers) == ["Ann Lee"]


def test_a_superlative_by_number(graph: Graph) -> None:
    (answer,) = run(graph, "most(kind(department), count(^works_in))").answers
    assert answer.name == "Sales"
    ranking = answer.proofs[-1]
    assert isinstance(ranking, ComparisonProof)
    assert (ranking.by, [read_value(row.values[0]).content for row in ranking.rows if row.values]) == (  # type: ignore[union-attr]
        "count(^works_in)", [3, 1, 0],
    )  # fmt: skip


def test_a_condition_shows_the_compared_values(graph: Graph) -> None:
    result = run(graph, "kind(person) where started >= 2015")
    assert names(result.answers) == ["Cleo Fox", "Dan Orr"]
    comparison = result.answers[0].proofs[-1]
    assert isinstance(comparison, ComparisonProof)
    assert (comparison.sign, [result.entities[value].name for value in comparison.right]) == (">=", ["2015"])
    assert [result.entities[value].name for value in comparison.rows[0].values] == ["30 September 2015"]


def test_a_difference_shows_the_absence(graph: Graph) -> None:
    result = run(graph, "kind(person) not (ann / manages)")
    assert names(result.answers) == ["Ann Lee", "Dan Orr"]
    assert result.answers[1].proofs == (
        KindProof(id="dan", kind="person"),
        AbsenceProof(query="dan and ann / manages", looked_up=("ann / manages: 2 found",)),
    )


def test_a_sum_shows_its_parts_and_equal_ones_count_twice(graph: Graph) -> None:
    (answer,) = run(graph, "sum(sales / ^works_in, salary)").answers
    assert (answer.name, answer.value, answer.unit) == ("€14,000", 14000, "€")
    (proof,) = answer.proofs
    assert isinstance(proof, TotalProof)
    assert (proof.how, proof.by, proof.total, [row.id for row in proof.rows]) == (
        "sum", "salary", 3, ["bob", "cleo", "dan"],
    )  # fmt: skip
    assert run(graph, "mean(sales / ^works_in, salary)").answers[0].value == pytest.approx(4666.66666667)
    assert names(run(graph, "highest(kind(person), started)").answers) == ["28 February 2019"]


def test_edges_have_conditions_and_values(graph: Graph) -> None:
    (answer,) = run(graph, "ann / manages[since >= 2015]").answers
    assert (answer.name, answer.paths[0].hops[0].properties) == ("Cleo Fox", {"since": 2016})
    assert names(run(graph, "sales / ^works_in[role = 'clerk']").answers) == ["Cleo Fox", "Dan Orr"]
    (since,) = run(graph, "edge(ann / manages, since) where is person or edge(bob / manages, since)").answers
    assert (since.kind, since.value, triples(since)) == ("number", 2019, [[("bob", "manages", "dan")]])


def test_two_sides_are_compared(graph: Graph) -> None:
    (yes,) = run(graph, "(ann / salary) > (bob / salary)").answers
    assert (yes.value, triples(yes)) == (
        True,
        [[("ann", "salary", _salary("9000"))], [("bob", "salary", _salary("5000"))]],
    )
    assert run(graph, "(bob / salary) != (cleo / salary)").answers[0].value is False


def _salary(digits: str) -> str:
    return f'"{digits} €"^^cdt:ucum'


def test_what_joins_two_entities(graph: Graph) -> None:
    (answer,) = run(graph, "between(ann, dan)").answers
    assert (answer.name, triples(answer)) == ("Bob Ray", [[("ann", "manages", "bob"), ("bob", "manages", "dan")]])
    assert triples(run(graph, "between(bob, dan)").answers[0])[0] == [("bob", "manages", "dan")]


def test_several_questions_have_answers_of_their_own(graph: Graph) -> None:
    result = run(graph, "ann / manages; count(kind(person)); attic / ^works_in")
    assert [names(part.answers) for part in result.parts] == [["Bob Ray", "Cleo Fox"], ["4"], []]
    assert [part.abstained for part in result.parts] == [False, False, True]
    assert names(result.answers) == ["Bob Ray", "Cleo Fox", "4"]
    assert not result.abstained


def test_nothing_found_is_said(graph: Graph) -> None:
    result = run(graph, "attic / ^works_in")
    assert (result.answers, result.abstained) == ((), True)
    assert result.reason == "the graph has nothing that the query asks for"


@pytest.mark.parametrize(
    "query",
    ["count(kind(person))", "exists(zed_is_no_one and kind(person))", "kind(department) not kind(person)",
     "most(kind(person), salary)", "sum(kind(person), salary)", "exists(sales and kind(person))"],
)  # fmt: skip
def test_of_what_was_cut_no_whole_is_told(graph: Graph, query: str) -> None:
    query = query.replace("zed_is_no_one", "lab")
    result = run(graph, query, most_ids=2)
    assert (result.answers, result.truncated, result.abstained) == ((), True, True)
    assert "limit" in (result.reason or "")


def test_a_limit_of_answers_says_so(graph: Graph) -> None:
    result = run(graph, "kind(person)", limit=3)
    assert (len(result.answers), result.truncated) == (3, True)


def test_an_answer_whose_proof_is_gone_is_left_out(graph: IndexGraph) -> None:
    edited = EditedGraph(graph, ("ann", "manages", "bob"))
    result = run(as_graph(edited), "ann / manages")
    assert names(result.answers) == ["Cleo Fox"]
    assert result.warnings == ("1 answers left out: the graph changed and no longer holds their proof",)


@pytest.mark.parametrize(
    ("query", "error", "message"),
    [
        ("ann / manages /", QuerySyntaxError, "expected a relation, at character 16"),
        ("kind(person) where salary > 5 kg", IncomparableError, "'€.*'5 kg'.*measure different things"),
        ("sum(kind(person), started)", IncomparableError, "no numbers"),
        ("most(kind(person), motto)", IncomparableError, "no order"),
        ("count(ann / salaries)", InputError, "did you mean 'salary'"),
    ],
)
def test_errors_say_what_is_wrong(graph: Graph, query: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        run(graph, query)


def test_values_that_do_not_compare_are_left_out_and_told(make_graph: MakeGraph) -> None:
    from rog.graph.records import EdgeRecord
    from tests.fakes.company import amount

    lengths = [EdgeRecord(f"n{at}", "length", amount(str(at), "km")) for at in range(1, 4)]
    graph = make_graph([*lengths, EdgeRecord("n9", "length", amount("9", "kg"))])
    result = run(graph, "having(length) where length > 1500 m")
    assert names(result.answers) == ["n2", "n3"]
    assert "1 left out" in result.warnings[0]


def test_every_form_of_a_query_runs(graph: Graph) -> None:
    kg = rog.open(graph)
    query = read_query("count(ann / manages)")
    expected = kg.run(query).answers
    assert kg.run(str(query)).answers == kg.run(query.to_dict()).answers == expected


def test_a_result_is_read_back(graph: Graph) -> None:
    result = run(graph, "most(kind(person), salary); exists(dan and ann / manages)")
    (again,) = read_results(result.model_dump_json().encode(), "result.json")
    assert again == result


def test_a_relation_that_holds_both_ways_is_said_to(make_graph: MakeGraph) -> None:
    from rog.graph.records import EdgeRecord, RelationRecord
    from rog.types import RelationDescription

    both_ways = RelationRecord("sibling", RelationDescription(symmetric=True))
    graph = make_graph([EdgeRecord("Ann", "sibling", "Bob"), EdgeRecord("Ann", "likes", "Cleo"), both_ways])
    assert names(run(graph, "Bob / sibling").answers) == ["Ann"]
    assert run(graph, "Bob / sibling").symmetric == ("sibling",)
    assert run(graph, "Ann / likes").symmetric == ()
    assert "Bob ←sibling→ Ann" in str(run(graph, "Bob / sibling"))
