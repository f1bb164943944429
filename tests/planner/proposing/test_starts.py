"""Questions that start from a kind, or from no name at all, asked of the compact planner over a small harbour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.linker import link
from rog.planner.compact.planner import CompactPlanner
from rog.planner.contract import PlanRequest
from rog.values import value_from_text
from tests.conftest import MakeGraph
from tests.fakes.company import amount, day, truth

SHIPS = {  # name: length, launched, crew, insured, owner, built where
    "Amber": ("120", "1994-03-01", "40", "yes", "Ida Brandt", "Norvik"),
    "Beatrix": ("80", "2003-07-12", "12", "no", "Ida Brandt", "Norvik"),
    "Corvo": ("200", "2011-01-30", "95", "yes", "Omar Said", "Tallow"),
    "Delphin": ("45", "1987-05-05", "6", "no", "Lena Voss", "Tallow"),
    "Elster": ("150", "2018-09-21", "60", "yes", "Omar Said", "Tallow"),
}


def year(text: str) -> str:
    value = value_from_text(text, "year")
    assert value is not None
    return value.id


def records() -> Iterator[Record]:
    for owner in ("Ida Brandt", "Omar Said", "Lena Voss", "Nils Holm"):
        yield NodeRecord(owner, types=("captain",))
    for yard, opened in (("Norvik", "1901"), ("Tallow", "1950")):
        yield NodeRecord(yard, types=("shipyard",))
        yield EdgeRecord(yard, "opened", year(opened))
    for ship, (length, launched, crew, insured, owner, yard) in SHIPS.items():
        yield NodeRecord(ship, types=("ship",))
        yield EdgeRecord(ship, "length", amount(length, "m"))
        yield EdgeRecord(ship, "launched", day(launched))
        yield EdgeRecord(ship, "crew size", amount(crew))
        yield EdgeRecord(ship, "insured", truth(insured))
        yield EdgeRecord(owner, "commands", ship)
        yield EdgeRecord(ship, "built at", yard)


@pytest.fixture(scope="module")
def planner() -> CompactPlanner:
    return CompactPlanner()


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph(list(records()))


def proposed(planner: CompactPlanner, graph: IndexGraph, question: str, best: int) -> list[str]:
    request = PlanRequest(question, tuple(link(question, graph)), date(2019, 6, 1))
    return [str(plan.query) for plan in planner.plan([request], graph)[0].plans[:best]]


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("Which ships are there?", "kind(ship)"),
        ("How many ships are there?", "count(kind(ship))"),
        ("how many boats do we have", "count(kind(ship))"),
        ("Which ship is the longest?", "most(kind(ship), length)"),
        ("the second longest ship", "most(kind(ship), length, 2)"),
        ("What are the three shortest ships?", "least(kind(ship), length, 1, 3)"),
        ("Which ship is the oldest?", "least(kind(ship), launched)"),
        ("what's the newest ship", "most(kind(ship), launched)"),
        ("Which captain commands the most ships?", "most(kind(captain), count(commands))"),
        ("Which ships are longer than 100 m?", "kind(ship) where length > 100 m"),
        ("ships of under 0.1 km", "kind(ship) where length < 0.1 km"),
        ("How many ships are longer than 100 metres?", "count(kind(ship) where length > 100 m)"),
        (
            "Which ships were launched in the 1990s?",
            "kind(ship) where launched >= year(1990) where launched <= year(1999)",
        ),
        ("Which ships were launched after 2010?", "kind(ship) where launched > year(2010)"),
        ("What was launched last year?", "having(launched) where launched = year(2018)"),
        (
            "ships with a length between 100 and 160 m",
            "kind(ship) where length >= 100 m where length <= 160 m",
        ),
        ("Which captains command more than one ship?", "kind(captain) where count(commands) > 1"),
        ("What is the average length of the ships?", "mean(kind(ship), length)"),
        ("Which ships are insured?", "kind(ship) where insured = true"),
        ("Is Corvo a ship?", "exists(Corvo where is ship)"),
        ("Which of the ships built at Tallow is the longest?", 'most(Tallow / ^"built at", length)'),
        ("Does Lena Voss command any ships?", 'exists("Lena Voss" / commands)'),
        ("Does Nils Holm command any ships?", 'exists("Nils Holm" / commands)'),
        ("How many ships does Nils Holm command?", 'count("Nils Holm" / commands)'),
        ("Who commands Corvo?", "Corvo / ^commands"),
        ("Which ships are longer than the Corvo?", "kind(ship) where length > Corvo / length"),
        ("ships that can take fewer crew than Amber", 'kind(ship) where "crew size" < Amber / "crew size"'),
        ("Which ships were launched earlier than Beatrix?", "kind(ship) where launched < Beatrix / launched"),
        ("How many ships are shorter than Amber?", "count(kind(ship) where length < Amber / length)"),
        ("What is longer than Amber?", "kind(ship) where length > Amber / length"),
        (
            "Which captains command more ships than Lena Voss?",
            'kind(captain) where count(commands) > count("Lena Voss" / commands)',
        ),
        ("Which captain commands more ships than anyone else?", "most(kind(captain), count(commands))"),
        ("Which captain commands the largest number of ships?", "most(kind(captain), count(commands))"),
    ],
)
def test_what_a_question_asks_for_is_among_the_best(
    planner: CompactPlanner, graph: IndexGraph, question: str, query: str
) -> None:
    assert query in proposed(planner, graph, question, 4)


def test_walks_are_proposed_in_both_directions(planner: CompactPlanner, make_graph: MakeGraph) -> None:
    graph = make_graph([EdgeRecord("Ann", "manages", "Bob"), EdgeRecord("Bob", "manages", "Cleo")])
    queries = proposed(planner, graph, "Who manages Bob?", 40)
    assert {"Bob / manages", "Bob / ^manages"} <= set(queries)


def test_without_forms_nothing_is_computed(graph: IndexGraph) -> None:
    assert proposed(CompactPlanner(forms=False), graph, "Which ship is the longest?", 40) == []


@pytest.mark.parametrize("question", ["hello", "what is the meaning of life", "how are you?"])
def test_what_asks_for_nothing_has_little_score(planner: CompactPlanner, graph: IndexGraph, question: str) -> None:
    (planned,) = planner.plan([PlanRequest(question, ())], graph)
    assert max((plan.score for plan in planned.plans), default=0.0) < 0.25


@pytest.mark.parametrize("question", ["Who commands the Fortuna?", "who commands the fortuna?"])
def test_a_name_that_the_graph_lacks_is_no_reason_to_start_elsewhere(
    planner: CompactPlanner, graph: IndexGraph, question: str
) -> None:
    (planned,) = planner.plan([PlanRequest(question, ())], graph)
    assert max((plan.score for plan in planned.plans), default=0.0) < 0.4
