"""How near the words of a question are to what a query says, and how well it has the question's form."""

from __future__ import annotations

import pytest

from rog.forms import load_forms
from rog.query import read_query
from rog.ranking.form_signals import form_signals
from rog.ranking.meaning import Meanings
from rog.ranking.wording import PathWordings

RELATIONS = ("population", "created_by", "drums")


@pytest.fixture
def meanings() -> Meanings:
    names = {name: name.replace("_", " ") for name in RELATIONS}
    return Meanings(["inhabitant", "drummer"], PathWordings(names, dict.fromkeys(RELATIONS, ((), ()))))


def test_a_word_is_meant_by_a_relation_that_is_near_it(meanings: Meanings) -> None:
    (inhabitant, drummer), (part,) = meanings.of(read_query("Town / population"), set())
    assert inhabitant > 0.4 > drummer
    assert part == inhabitant


def test_the_names_that_a_query_uses_are_meant(meanings: Meanings) -> None:
    words, _ = meanings.of(read_query("Drummer / population"), {"drummer"})
    assert words[1] == 1


def test_a_query_without_relations_has_no_parts(meanings: Meanings) -> None:
    words, parts = meanings.of(read_query("Town"), set())
    assert (words.tolist(), parts.tolist()) == ([0, 0], [])


def test_words_that_are_not_known_are_near_nothing(meanings: Meanings) -> None:
    assert meanings.nearest(["zzqx"], ["inhabitant"]) == 0
    assert meanings.nearest(["population"], ["inhabitant"]) > 0.4
    assert meanings.nearest([], ["inhabitant"]) == 0


@pytest.mark.parametrize(
    ("question", "fits", "other"),
    [
        ("How many bands are there?", "count(kind(band))", "kind(band)"),
        ("Is Ann a singer?", "exists(Ann where is singer)", "count(Ann / ^singer)"),
        ("Which bands have no singer?", "kind(band) not having(singer)", "kind(band) where has singer"),
        ("Which band has the most members?", "most(kind(band), count(member))", "least(kind(band), count(member))"),
    ],
)
def test_a_query_of_the_questions_form_fits_better(question: str, fits: str, other: str) -> None:
    reading = load_forms().read(question)
    fit, worse = (sum(form_signals(reading, read_query(text)).values()) for text in (fits, other))
    assert fit > worse
