"""Wordings of paths, and what a question has in common with them."""

from __future__ import annotations

import pytest

from rog.ranking.base_forms import TOPIC, base_words
from rog.ranking.phrases import phrase_likeness, places_of
from rog.ranking.wording import PathWordings, word_runs
from rog.types import Step, inverse_step

DIRECTIONS: tuple[tuple[str, str, Step], ...] = (
    ("Who manages x0?", "manages", "^manages"),
    ("Whom does x0 manage?", "manages", "manages"),
    ("By whom is x0 managed?", "manages", "^manages"),
    ("x0's boss", "manages", "^manages"),
    ("Who wrote x0?", "written by", "written by"),
    ("What did x0 write?", "written by", "^written by"),
    ("What does x0 depend on?", "depends on", "depends on"),
    ("Which services depend on x0?", "depends on", "^depends on"),
    ("Who are the children of x0?", "child of", "^child of"),
    ("Whose child is x0?", "child of", "child of"),
    ("Of which firm is x0 a subsidiary?", "subsidiary of", "subsidiary of"),
    ("What are the subsidiaries of x0?", "subsidiary of", "^subsidiary of"),
    ("What inhibits x0?", "is inhibited by", "is inhibited by"),
)


@pytest.mark.parametrize(("question", "relation", "step"), DIRECTIONS)
def test_a_question_is_more_like_the_direction_that_it_asks_for(question: str, relation: str, step: Step) -> None:
    wordings = PathWordings({relation: relation}, {relation: ((), ())})
    runs, places = word_runs(question), places_of(base_words(question))

    def of(one: Step) -> float:
        likeness = sum(wordings.likeness(runs, (one,), own=own) for own in (True, False))
        return likeness + sum(wordings.says(places, one, own=own) for own in (True, False))

    assert of(step) > of(inverse_step(step))


def test_words_are_compared_by_their_base_forms_and_articles_left_out() -> None:
    assert base_words("The cities that it borders") == base_words("city that it border")
    assert ("the",) not in word_runs("the city")


def test_runs_know_where_a_text_begins_and_ends() -> None:
    assert ("<", "who") in word_runs("who is that")
    assert word_runs("who is that") != word_runs("that is who")


def test_a_phrase_counts_only_whole_and_in_its_order() -> None:
    phrase = ("manage", TOPIC)
    assert phrase_likeness(places_of(["who", "manage", TOPIC]), [phrase]) > 0
    assert phrase_likeness(places_of(["who", "do", TOPIC, "manage"]), [phrase]) == 0
    assert phrase_likeness(places_of(["who", "manage", "old", TOPIC]), [phrase]) < phrase_likeness(
        places_of(["who", "manage", TOPIC]), [phrase]
    )


def test_the_wordings_of_a_step_hold_the_lexicons_words() -> None:
    wordings = PathWordings({"manages": "manages"}, {"manages": ((), ())})
    assert {"boss", "manage"} <= wordings.words("^manages")


def test_likeness_is_the_same_whenever_it_is_asked() -> None:
    question = word_runs("who runs x0")
    one, other = (PathWordings({"manages": "manages"}, {"manages": ((), ())}) for _ in range(2))
    other.likeness(question, ("^manages", "manages"), own=False)
    assert one.likeness(question, ("^manages",), own=False) == other.likeness(question, ("^manages",), own=False)


def test_of_groups_of_one_name_those_are_read_whose_kinds_are_nearest() -> None:
    words = {
        kinds: PathWordings({"created_by": "created by"}, {"created_by": (kinds, ("person",))}).words("created_by")
        for kinds in (("statue",), ("ticket",))
    }
    assert "sculptor" in words["statue",]
    assert "sculptor" not in words["ticket",]
    assert "complain" in words["ticket",]
    assert "complain" not in words["statue",]
