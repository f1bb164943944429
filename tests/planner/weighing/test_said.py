"""Plans weighed by how much of the question they say."""

from __future__ import annotations

from math import exp, log

import pytest

from rog.planner.search.beams import Finished
from rog.planner.weighing.asked_kind import AskedKinds
from rog.planner.weighing.said import favour_said
from rog.words.likeness import WordLikeness

NAMES = {"spouse": "spouse", "nationality": "nationality", "born_in": "born in", "has": "has", "空": "空"}
WORDS, KINDS = WordLikeness(NAMES), AskedKinds(NAMES)


@pytest.mark.parametrize(
    ("question", "said", "shares"),
    [
        ("the nation of the spouse of", [{"spouse"}, {"nationality"}, {"spouse", "nationality"}], [0.5, 0.5, 1.0]),
        ("the spouses of", [{"spouse"}, {"born_in"}, set()], [1.0, 0.0, 0.0]),
        ("spouse spouse spouse nationality", [{"spouse"}], [0.5]),
        ("what has it and in which", [{"has"}, {"born_in"}], [0.0, 0.0]),
        ("the wife of", [{"spouse"}, {"nationality"}], [0.0, 0.0]),
        ("", [{"spouse"}], [0.0]),
        ("空", [{"空"}], [0.0]),
    ],
)
def test_what_relations_say_of_a_question(question: str, said: list[set[str]], shares: list[float]) -> None:
    assert WORDS.shares_said(question, said).tolist() == pytest.approx(shares)


def test_nothing_is_said_where_there_are_no_relations_or_plans() -> None:
    assert WordLikeness({}).shares_said("spouse", [set()]).tolist() == [0.0]
    assert WORDS.shares_said("spouse", []).tolist() == []


def test_rare_words_count_more() -> None:
    words = WordLikeness({"a": "team city", "b": "team coach", "c": "team owner", "d": "team colour"})
    coach, city = words.shares_said("team coach", [{"b"}, {"a"}])
    assert coach == 1.0
    assert 0.0 < city < 0.3


def test_a_plan_that_says_more_is_believed_more_and_all_together_as_much_as_before() -> None:
    paths = [Finished(("spouse",), log(0.5)), Finished(("spouse", "nationality"), log(0.2))]
    (weighed,) = favour_said([paths], "what is the nation of the spouse of", WORDS, KINDS)
    assert [path for path, _ in weighed] == [("spouse", "nationality"), ("spouse",)]
    assert sum(exp(chance) for _, chance in weighed) == pytest.approx(0.7)
    assert all(chance <= 0.0 for _, chance in weighed)


def test_plans_keep_their_order_where_words_do_not_tell() -> None:
    paths = [Finished(("spouse",), log(0.5)), Finished(("^spouse",), log(0.2))]
    for question in ("whose spouse is", "who is the wife of"):
        (weighed,) = favour_said([paths], question, WORDS, KINDS)
        assert [path for path, _ in weighed] == [("spouse",), ("^spouse",)]
        assert [chance for _, chance in weighed] == pytest.approx([log(0.5), log(0.2)])
    assert list(favour_said([[]], "x", WORDS, KINDS)) == [[]]
    assert list(favour_said([paths[:1], paths[1:]], "spouse", WORDS, KINDS)) == [paths[:1], paths[1:]]
