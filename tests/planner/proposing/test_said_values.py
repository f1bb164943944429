"""Texts that a question says in other forms of their words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rog.planner.proposing.sets.said_values import said_values

PARTS = ("drums", "vocals", "head chef", "chef", "the pilot", "commander", "a long text that nobody says like that")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("all the head chefs", ["head chef", "chef"]),
        ("How many drummers are there?", ["drums"]),
        ("Who sings there?", ["vocals"]),
        ("Who was in command?", ["commander"]),
        ("Who played the pilot?", ["the pilot"]),
        ("Who is the head?", []),
        ("Where is it?", []),
    ],
)
def test_texts_that_are_said(question: str, said: Sequence[str]) -> None:
    found = dict(said_values(question, [], PARTS))
    assert sorted(found, key=lambda text: -found[text]) == said


def test_a_name_does_not_say_a_text_in_another_form() -> None:
    question = "Who founded Drummer Records?"
    assert list(said_values(question, [], ["drums"]))
    assert not list(said_values(question, [(12, 27)], ["drums"]))
