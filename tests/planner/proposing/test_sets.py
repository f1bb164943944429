"""Differences, unions, intersections, what joins two things, and which of two is first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rog.graph.evaluate import evaluate
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.query import normal_form, read_query
from rog.types import RelationPath
from tests.conftest import MakeGraph
from tests.fakes.company import amount, truth
from tests.planner.proposing.asked import best, proposed, request_of

RECORDS: list[Record] = [
    *(NodeRecord(one, types=("boat",)) for one in ("Swift", "Tern", "Auk", "Gull")),
    *(NodeRecord(one, types=("sailor",)) for one in ("Ann", "Bea", "Cal")),
    *(NodeRecord(one, types=("prize",)) for one in ("Cup", "Shield")),
    NodeRecord("Norhaven", types=("harbour",)),
    EdgeRecord("Ann", "sailed", "Swift"),
    EdgeRecord("Ann", "sailed", "Tern"),
    EdgeRecord("Ann", "sailed", "Auk"),
    EdgeRecord("Bea", "sailed", "Tern"),
    EdgeRecord("Bea", "sailed", "Gull"),
    EdgeRecord("Ann", "repaired", "Tern"),
    EdgeRecord("Ann", "repaired", "Gull"),
    EdgeRecord("Cal", "repaired", "Swift"),
    EdgeRecord("Swift", "won", "Cup"),
    EdgeRecord("Tern", "moored_in", "Norhaven"),
    EdgeRecord("Swift", "length", amount("9", "m")),
    EdgeRecord("Tern", "length", amount("12", "m")),
    EdgeRecord("Swift", "wooden", truth("yes")),
    EdgeRecord("Tern", "wooden", truth("no")),
]
SAILED, REPAIRED = ("sailed",), ("repaired",)


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph(RECORDS)


Walks = Sequence[tuple[Sequence[tuple[str, RelationPath]], float]]
OF_ANN: Walks = (((("Ann", SAILED),), 0.8),)
OF_BOTH: Walks = (
    ((("Ann", SAILED), ("Bea", SAILED)), 0.8),
    ((("Ann", SAILED),), 0.1),
    ((("Bea", SAILED),), 0.05),
)


@pytest.mark.parametrize(
    ("question", "topics", "walks", "query"),
    [
        ("Which boats did Ann sail but not Bea?", ["Ann", "Bea"], OF_BOTH, "Ann / sailed not Bea / sailed"),
        ("What did Ann sail that Bea didn't sail?", ["Ann", "Bea"], OF_BOTH, "Ann / sailed not Bea / sailed"),
        ("Which boats did Ann sail except Tern?", ["Ann", "Tern"], OF_ANN, "Ann / sailed not Tern"),
        ("Which boats did Ann sail that have never won?", ["Ann"], OF_ANN, "Ann / sailed not having(won)"),
        ("Which boats did Ann sail without a prize?", ["Ann"], OF_ANN, "Ann / sailed not having(won)"),
        ("How many boats did Ann sail that never won?", ["Ann"], OF_ANN, "count(Ann / sailed not having(won))"),
        ("Which boats of Ann aren't wooden?", ["Ann"], OF_ANN, "Ann / sailed where wooden = false"),
        ("Which boats that Ann sailed did she not repair?", ["Ann"], OF_ANN, "Ann / sailed not Ann / repaired"),
        ("Which boats did Ann not sail?", ["Ann"], OF_ANN, "kind(boat) not Ann / sailed"),
        ("Which boats were sailed by Ann or Bea?", ["Ann", "Bea"], OF_BOTH, "(Ann or Bea) / sailed"),
        ("How many boats were sailed by Ann or Bea?", ["Ann", "Bea"], OF_BOTH, "count((Ann or Bea) / sailed)"),
        ("Which boats have both Ann and Bea sailed?", ["Ann", "Bea"], OF_BOTH, "Ann / sailed and Bea / sailed"),
        ("Which boats did Ann both sail and repair?", ["Ann"], OF_ANN, "Ann / repaired and Ann / sailed"),
        ("How are Ann and Bea connected?", ["Ann", "Bea"], OF_BOTH, "between(Ann, Bea)"),
        ("What do Ann and Bea have to do with each other?", ["Ann", "Bea"], OF_BOTH, "between(Ann, Bea)"),
    ],
)
def test_the_best_plan_of_several_sets(
    graph: IndexGraph, question: str, topics: Sequence[str], walks: Walks, query: str
) -> None:
    found = read_query(best(graph, question, topics, *walks))
    assert evaluate(found, graph).ids == evaluate(read_query(query), graph).ids
    assert type(found) is type(read_query(query))


LENGTHS: Walks = (((("Swift", ("length",)), ("Tern", ("length",))), 0.7), ((("Swift", ("length",)),), 0.2))


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("Which is longer, Swift or Tern?", "most(Swift or Tern, length)"),
        ("Which boat is shorter, Swift or Tern?", "least(Swift or Tern, length)"),
    ],
)
def test_one_of_two_is_chosen_by_a_value(graph: IndexGraph, question: str, query: str) -> None:
    found = read_query(best(graph, question, ["Swift", "Tern"], *LENGTHS))
    assert evaluate(found, graph).ids == evaluate(read_query(query), graph).ids


def test_numbers_of_two_are_compared(graph: IndexGraph) -> None:
    request = request_of("Has Ann sailed more boats than Bea?", "Ann", "Bea")
    queries = {str(plan.query): plan.score for plan in proposed(graph, request, *OF_BOTH)}
    assert queries["count(Ann / sailed) > count(Bea / sailed)"] > 0.3


def test_the_wording_that_denies_nothing_has_no_difference(graph: IndexGraph) -> None:
    request = request_of("Which boats did Ann sail?", "Ann")
    plans = proposed(graph, request, *OF_ANN)
    assert str(plans[0].query) == "Ann / sailed"
    assert plans[0].score > 0.6
    assert all(plan.score < 0.05 for plan in plans if " not " in str(plan.query))


def test_a_plan_that_leaves_a_denial_out_is_worth_little(graph: IndexGraph) -> None:
    request = request_of("Which boats did Ann sail but not Bea?", "Ann", "Bea")
    scores = {str(plan.query): plan.score for plan in proposed(graph, request, *OF_BOTH)}
    assert scores["Ann / sailed"] < 0.05
    assert scores["Ann / sailed and Bea / sailed"] < 0.1 < scores["Ann / sailed not Bea / sailed"]


def test_what_one_of_two_leads_to_is_not_all_that_both_asks_for(graph: IndexGraph) -> None:
    walks: Walks = (((("Ann", SAILED),), 0.8), ((("Bea", SAILED),), 0.1))
    request = request_of("Which boats have both Ann and Bea sailed?", "Ann", "Bea")
    plans = proposed(graph, request, *walks)
    assert evaluate(plans[0].query, graph).ids == ("Tern",)
    assert {str(plan.query): plan.score for plan in plans}["Ann / sailed"] < 0.4


def test_a_pair_of_other_kinds_is_not_joined(graph: IndexGraph) -> None:
    walks: Walks = (((("Ann", SAILED),), 0.5), ((("Tern", ("moored_in",)),), 0.4))
    request = request_of("What did Ann sail or what is at Tern?", "Ann", "Tern")
    assert not any(
        "moored_in" in str(plan.query) and "sailed" in str(plan.query) for plan in proposed(graph, request, *walks)
    )


def scores_of(graph: IndexGraph, question: str, topics: Sequence[str], *walks: Walks) -> dict[str, float]:
    plans = proposed(graph, request_of(question, *topics), *(walk for given in walks for walk in given))
    return {str(plan.query): plan.score for plan in plans}


NOTHING: Walks = ()
OF_ANN_EITHER: Walks = (((("Ann", SAILED),), 0.7), ((("Ann", REPAIRED),), 0.2))


@pytest.mark.parametrize(
    ("question", "topics", "walks", "query"),
    [
        ("Which boats has nobody given a berth?", [], NOTHING, "kind(boat) not having(moored_in)"),
        ("boats with no known berth", [], NOTHING, "kind(boat) not having(moored_in)"),
        ("How many of them have never got a berth?", [], NOTHING, "count(kind(boat) not having(moored_in))"),
        ("Who has repaired boats but never sailed one?", [], NOTHING, "having(repaired) not having(sailed)"),
        ("Apart from Tern, which boats did Ann sail?", ["Tern", "Ann"], OF_ANN, "Ann / sailed not Tern"),
        ("What did Ann sail except what she mended?", ["Ann"], OF_ANN_EITHER, "Ann / sailed not Ann / repaired"),
        ("Boats of Ann that Bea left alone", ["Ann", "Bea"], OF_ANN, "Ann / sailed not Bea / sailed"),
        ("Boats of Ann, leaving out those of Bea", ["Ann", "Bea"], OF_ANN, "Ann / sailed not Bea / sailed"),
        ("Boats of Ann or Bea", ["Ann", "Bea"], OF_ANN, "(Ann or Bea) / sailed"),
        ("Which boat had Ann together with Bea aboard?", ["Ann", "Bea"], OF_ANN, "Ann / sailed and Bea / sailed"),
        ("Did Cal ever mend Swift?", ["Cal", "Swift"], NOTHING, "exists(Swift and Cal / repaired)"),
        ("Ann and Auk - do they belong together?", ["Ann", "Auk"], NOTHING, "exists(Auk and Ann / sailed)"),
        ("Did Bea ever take Auk out?", ["Bea", "Auk"], NOTHING, "exists(Auk and Bea / sailed)"),
        ("Did Ann ever come to Norhaven?", ["Ann", "Norhaven"], NOTHING,
         "exists(Norhaven and Ann / repaired / moored_in)"),
    ],
)  # fmt: skip
def test_what_no_word_names_is_proposed(
    graph: IndexGraph, question: str, topics: Sequence[str], walks: Walks, query: str
) -> None:
    scores = scores_of(graph, question, topics, walks)
    wanted = normal_form(read_query(query))
    assert any(normal_form(read_query(one)) == wanted for one in list(scores)[:16])


def test_letters_within_a_word_deny_nothing(graph: IndexGraph) -> None:
    scores = scores_of(graph, "Which boats does Ann sail at present?", ["Ann"], OF_ANN)
    assert all(score < 0.05 for query, score in scores.items() if " not " in query)


def test_a_denial_ends_at_a_comma(graph: IndexGraph) -> None:
    scores = scores_of(graph, "Which boats, and not prizes, did Ann sail?", ["Ann"], OF_ANN)
    others = scores_of(graph, "Which boats did Ann not sail?", ["Ann"], OF_ANN)
    assert scores["kind(boat) not Ann / sailed"] < others["kind(boat) not Ann / sailed"] / 2


def test_two_dates_are_compared_where_the_question_compares(graph: IndexGraph) -> None:
    scores = scores_of(graph, "Is Swift longer than Tern?", ["Swift", "Tern"], LENGTHS)
    others = scores_of(graph, "Did Swift ever follow Tern?", ["Swift", "Tern"], LENGTHS)
    assert scores["Swift / length > Tern / length"] > 2 * max(
        score for query, score in others.items() if "length" in query
    )


def test_a_relation_that_connects_two_is_doubted_where_another_is_believed(graph: IndexGraph) -> None:
    walks: Walks = (((("Ann", REPAIRED),), 0.9),)
    scores = scores_of(graph, "Did Ann repair Swift?", ["Ann", "Swift"], walks)
    assert scores["exists(Swift and Ann / repaired)"] > 3 * scores.get("exists(Swift and Ann / sailed)", 0.0)
