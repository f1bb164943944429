"""Numbers, dates, years and decades in a question."""

from __future__ import annotations

from datetime import date

import pytest

from rog.words.quantities import quantities

TODAY = date(2024, 5, 15)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("less than 60k euros", ['"60000 €"^^cdt:ucum']),
        ("2.5m people", ['"2500000"^^xsd:integer']),
        ("a million square kilometres", ['"1000000 km²"^^cdt:ucum']),
        ("half a million", ['"500000"^^xsd:integer']),
        ("€20 or $1.5 million", ['"20 €"^^cdt:ucum', '"1500000 $"^^cdt:ucum']),
        ("more than ten neighbours", ['"10"^^xsd:integer']),
        ("200,000 people", ['"200000"^^xsd:integer']),
        ("20°C, 30 min", ['"20 °C"^^cdt:ucum', '"30 min"^^cdt:ucum']),
        ("before March 2024", ['"2024-03"^^xsd:gYearMonth']),
        ("a film about an actor", []),
        ("scored above 90 in any course", ['"90"^^xsd:integer']),
        ("longer than 90 in in length", ['"90 in"^^cdt:ucum']),
    ],
)
def test_values_in_a_text(text: str, found: list[str]) -> None:
    assert [one.value.id for one in quantities(text, TODAY)] == found


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("films from the 1990s", "1990", "1999"),
        ("born in the seventies", "1970", "1979"),
        ("the '80s", "1980", "1989"),
        ("in the 19th century", "1801", "1900"),
        ("last year", "2023", None),
        ("last week", "2024-05-06", "2024-05-12"),
        ("next month", "2024-06", None),
        ("yesterday", "2024-05-14", None),
        ("now", "2024-05-15", None),
    ],
)
def test_times_that_are_said_in_words(text: str, first: str, last: str | None) -> None:
    (found,) = quantities(text, TODAY)
    assert found.value.text == first
    assert (found.last.text if found.last else None) == last


def test_a_value_has_the_place_of_its_words() -> None:
    text = "over 10 million inhabitants and 5 kg"
    assert [text[one.start : one.end] for one in quantities(text)] == ["10 million", "5 kg"]


@pytest.mark.parametrize(("text", "found"), [("more than once", "1"), ("at most twice", "2")])
def test_how_often_is_a_number_where_it_is_compared_with(text: str, found: str) -> None:
    (one,) = quantities(text)
    assert one.value.text == found
    assert not quantities("once upon a time")
