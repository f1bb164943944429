"""Superlatives and comparisons in a question."""

from __future__ import annotations

import pytest

from rog.words.degrees import comparative, comparisons, superlative


@pytest.mark.parametrize(
    ("question", "text", "least", "first", "places"),
    [
        ("Which film is the longest?", "longest", False, 1, 1),
        ("the second biggest budget", "biggest", False, 2, 1),
        ("the 3rd-lowest price", "lowest", True, 3, 1),
        ("name the three cheapest films", "cheapest", True, 1, 3),
        ("Which two wards are the smallest?", "smallest", True, 1, 2),
        ("top 5 longest rivers", "longest", False, 1, 5),
        ("What are her first two films?", "first", True, 1, 2),
        ("Which ward has the most beds?", "most beds", False, 1, 1),
        ("Which of them has the fewest people?", "fewest people", True, 1, 1),
        ("the least expensive one", "least expensive", True, 1, 1),
        ("Who wrote more books than anyone else?", "most books", False, 1, 1),
        ("Which town has fewer people than any other?", "fewest people", True, 1, 1),
        ("Which bridge is longer than all the others?", "longer", False, 1, 1),
        ("Who owns the largest number of boats?", "most boats", False, 1, 1),
        ("the lowest number of votes", "fewest votes", True, 1, 1),
    ],
)
def test_superlatives(question: str, text: str, least: bool, first: int, places: int) -> None:
    found = superlative(question)
    assert found is not None
    assert (found.texts[0], found.least, found.first, found.places) == (text, least, first, places)


@pytest.mark.parametrize(
    ("question", "early"), [("the oldest house", True), ("the newest one", False), ("the most recent order", False)]
)
def test_what_is_old_began_early(question: str, early: bool) -> None:
    found = superlative(question)
    assert found is not None
    assert found.early is early


@pytest.mark.parametrize(
    "question", ["Who lives in the forest?", "most of them", "at most 5", "What interest is paid?"]
)
def test_what_is_no_superlative(question: str) -> None:
    assert superlative(question) is None


@pytest.mark.parametrize(
    ("question", "signs"),
    [
        ("more than 20", [">"]),
        ("cheaper than $20", ["<"]),
        ("less expensive than 20", ["<"]),
        ("at least 3", [">="]),
        ("not more than 2", ["<="]),
        ("no earlier than 2010", [">="]),
        ("2000 or later", [">="]),
        ("since 2021", [">="]),
        ("before 2020", ["<"]),
        ("in 2015", ["="]),
        ("from the 1990s", ["="]),
        ("over 5 kg and under 9 kg", [">", "<"]),
    ],
)
def test_signs(question: str, signs: list[str]) -> None:
    found = comparisons(question)
    assert [one.sign for one in found] == signs
    assert all(one.said for one in found)


@pytest.mark.parametrize("question", ["between 10 and 20 dollars", "from 10 to 20"])
def test_two_ends(question: str) -> None:
    (found,) = comparisons(question)
    assert found.upper is not None
    assert (found.quantity.value.text, found.upper.value.text) == ("10", "20")


def test_a_number_that_only_stands_there() -> None:
    (found,) = comparisons("the film 1987")
    assert (found.sign, found.said) == ("=", False)
    assert comparisons("no number at all") == []


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("between 100 and 300 million euros", ["100000000 €", "300000000 €"]),
        ("between 2 and 3k", ["2000", "3000"]),
        ("from 5 kg to 2 million kg", ["5 kg", "2000000 kg"]),
        ("between 100 and 300", ["100", "300"]),
    ],
)
def test_a_range_shares_its_scale(question: str, values: list[str]) -> None:
    (one,) = comparisons(question)
    assert one.upper is not None
    bounds = (one.quantity.value, one.upper.value)
    assert [f"{value.text} {value.unit}".strip() for value in bounds] == values


@pytest.mark.parametrize(
    ("before", "texts", "least"),
    [
        ("towns larger", ("larger",), False),
        ("who has more money to spend", ("most money spend", "most"), False),
        ("those with fewer seats", ("fewest seats", "fewest"), True),
    ],
)
def test_comparatives(before: str, texts: tuple[str, ...], least: bool) -> None:
    found = comparative(before)
    assert found is not None
    assert (found.texts, found.least) == (texts, least)


def test_what_is_no_comparative() -> None:
    assert comparative("who did it") is None
