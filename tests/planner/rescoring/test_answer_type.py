"""Steps that a question implies by the type of answer it asks for."""

from __future__ import annotations

from math import log

import pytest

from rog.pipeline import RoG
from rog.planner.compact.planner import CompactPlanner
from rog.planner.rescoring.answer_type import AnswerTypes
from rog.planner.rescoring.coverage import rescore
from rog.planner.search.beams import Hypothesis
from rog.reasoner.paths import PathReasoner
from rog.testing.graph_contract import edges_of
from rog.types import RelationPath
from rog.words.similarity import WordSimilarity
from tests.conftest import MakeGraph

TEXTS = {
    "born_in": "born in", "country": "country", "inCountry": "in country", "birth_country": "birth country",
    "http://x.org/homeCity": "home city", "P17": "country, sovereign state", "a.b.countries": "a b countries",
    "time_zone": "time zone", "studied at": "studied at (person to university in a country)", "type": "type",
    "has": "has", "": "",
}  # fmt: skip
TYPES = AnswerTypes(TEXTS)


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
def test_a_step_is_implied_where_it_is_named_as_the_type_asked_for(question: str, path: RelationPath) -> None:
    assert TYPES.ends_with_implied_step(question, [path[:-1], path]) == [False, True]


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
def test_a_step_is_not_implied_otherwise(question: str, path: RelationPath) -> None:
    assert TYPES.ends_with_implied_step(question, [path]) == [False]


def test_no_step_is_implied_where_another_path_names_the_type() -> None:
    beyond = ("born_in", "country")
    assert TYPES.ends_with_implied_step("which country was born in", [beyond, ("birth_country",)]) == [False, False]
    assert TYPES.ends_with_implied_step("which country was born in", [beyond, ("country",)]) == [False, False]
    assert TYPES.ends_with_implied_step("which country was born in", [beyond, ("born_in", "P17")]) == [True, True]
    assert TYPES.ends_with_implied_step("which country was born in", []) == []


def test_a_path_that_goes_on_from_there_is_no_other() -> None:
    paths: list[RelationPath] = [("born_in",), ("born_in", "country"), ("born_in", "country", "^country")]
    assert TYPES.ends_with_implied_step("which country was born in", paths) == [False, True, False]


def test_plurals_are_the_same_type() -> None:
    types = AnswerTypes({"acted": "acted", "movie": "movie", "cities": "cities"})
    for question, last in (("which movies", "movie"), ("what movie", "movie"), ("which city", "cities")):
        assert types.ends_with_implied_step(question, [("acted", last)]) == [True]


def test_the_implied_step_is_taken() -> None:
    paths = [Hypothesis(("born_in",), log(0.97)), Hypothesis(("born_in", "country"), log(0.004))]
    (taken,) = rescore([paths], "in which country was born", WordSimilarity(TEXTS), TYPES)
    assert [path for path, _ in taken] == [("born_in", "country"), ("born_in",)]
    (kept,) = rescore([paths], "in which town was born", WordSimilarity(TEXTS), TYPES)
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
