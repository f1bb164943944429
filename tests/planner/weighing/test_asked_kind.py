"""Steps that a question leaves unsaid but for the kind of thing they lead to."""

from __future__ import annotations

from math import log

import pytest

from rog.pipeline import RoG
from rog.planner.compact.planner import CompactPlanner
from rog.planner.search.beams import Finished
from rog.planner.weighing.asked_kind import AskedKinds
from rog.planner.weighing.said import favour_said
from rog.reasoner.paths import PathReasoner
from rog.testing.graph_contract import edges_of
from rog.types import RelationPath
from rog.words.likeness import WordLikeness
from tests.conftest import MakeGraph

TEXTS = {
    "born_in": "born in", "country": "country", "inCountry": "in country", "birth_country": "birth country",
    "http://x.org/homeCity": "home city", "P17": "country, sovereign state", "a.b.countries": "a b countries",
    "time_zone": "time zone", "studied at": "studied at (person to university in a country)", "type": "type",
    "has": "has", "": "",
}  # fmt: skip
KINDS = AskedKinds(TEXTS)


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("in which country was born", ("born_in", "country")),
        ("In WHAT countries was born?", ("born_in", "country")),
        ("the boss of whom was born in which country", ("^born_in", "born_in", "inCountry")),
        ("which country was born in", ("born_in", "P17")),
        ("which country was born in", ("born_in", "a.b.countries")),
        ("what time zone was born in", ("born_in", "time_zone")),
    ],
)
def test_a_step_is_unsaid_where_it_is_called_what_is_asked_for(question: str, path: RelationPath) -> None:
    assert KINDS.unsaid(question, [path[:-1], path]) == [False, True]


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("which country is of", ("country",)),
        ("which country was born in", ("born_in", "^country")),
        ("which country was born in", ("birth_country", "country")),
        ("which country was born in", ("studied at", "country")),
        ("which city was born in", ("born_in", "country")),
        ("which city was born in", ("born_in", "http://x.org/homeCity")),
        ("what time was born", ("born_in", "time_zone")),
        ("what is the country", ("born_in", "country")),
        ("who was born in the country", ("born_in", "country")),
        ("what type of country was born in", ("born_in", "type")),
        ("what has", ("born_in", "has")),
        ("which", ("born_in", "country")),
        ("", ("born_in", "")),
    ],
)
def test_a_step_is_not_unsaid_otherwise(question: str, path: RelationPath) -> None:
    assert KINDS.unsaid(question, [path]) == [False]


def test_nothing_is_unsaid_where_another_path_says_it() -> None:
    beyond = ("born_in", "country")
    assert KINDS.unsaid("which country was born in", [beyond, ("birth_country",)]) == [False, False]
    assert KINDS.unsaid("which country was born in", [beyond, ("country",)]) == [False, False]
    assert KINDS.unsaid("which country was born in", [beyond, ("born_in", "P17")]) == [True, True]
    assert KINDS.unsaid("which country was born in", []) == []


def test_a_path_that_goes_on_from_there_is_no_other() -> None:
    paths: list[RelationPath] = [("born_in",), ("born_in", "country"), ("born_in", "country", "^country")]
    assert KINDS.unsaid("which country was born in", paths) == [False, True, False]


def test_plurals_are_the_same_kind() -> None:
    kinds = AskedKinds({"acted": "acted", "movie": "movie", "cities": "cities"})
    for question, last in (("which movies", "movie"), ("what movie", "movie"), ("which city", "cities")):
        assert kinds.unsaid(question, [("acted", last)]) == [True]


def test_the_unsaid_step_is_taken() -> None:
    paths = [Finished(("born_in",), log(0.97)), Finished(("born_in", "country"), log(0.004))]
    (taken,) = favour_said([paths], "in which country was born", WordLikeness(TEXTS), KINDS)
    assert [path for path, _ in taken] == [("born_in", "country"), ("born_in",)]
    (kept,) = favour_said([paths], "in which town was born", WordLikeness(TEXTS), KINDS)
    assert [path for path, _ in kept] == [("born_in",), ("born_in", "country")]


def test_the_shipped_planner_goes_on_to_what_is_asked_for(make_graph: MakeGraph) -> None:
    edges = edges_of("Karl born_in Malmö", "Malmö country Sweden", "Karl died_in Oslo", "Oslo country Norway")
    kg = RoG(make_graph(edges), CompactPlanner(), PathReasoner())
    for question, name in (
        ("In which country was Karl born?", "Sweden"),
        ("Where was Karl born?", "Malmö"),
        ("Which country did Karl die in?", "Norway"),
    ):
        assert [answer.name for answer in kg.ask(question).answers] == [name]
