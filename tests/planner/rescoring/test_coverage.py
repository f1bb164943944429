"""Paths rescored by how much of the question they cover."""

from __future__ import annotations

from math import exp, log

import pytest

from rog.planner.rescoring.answer_type import AnswerTypes
from rog.planner.rescoring.coverage import rescore
from rog.planner.search.beams import Hypothesis
from rog.words.similarity import WordSimilarity

NAMES = {"spouse": "spouse", "nationality": "nationality", "born_in": "born in", "has": "has", "空": "空"}
SIMILARITY, TYPES = WordSimilarity(NAMES), AnswerTypes(NAMES)


@pytest.mark.parametrize(
    ("question", "relation_sets", "shares"),
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
def test_the_share_of_a_question_that_relations_cover(
    question: str, relation_sets: list[set[str]], shares: list[float]
) -> None:
    assert SIMILARITY.coverage(question, relation_sets).tolist() == pytest.approx(shares)


def test_nothing_is_covered_where_there_are_no_relations_or_plans() -> None:
    assert WordSimilarity({}).coverage("spouse", [set()]).tolist() == [0.0]
    assert SIMILARITY.coverage("spouse", []).tolist() == []


def test_rare_words_count_more() -> None:
    words = WordSimilarity({"a": "team city", "b": "team coach", "c": "team owner", "d": "team colour"})
    coach, city = words.coverage("team coach", [{"b"}, {"a"}])
    assert coach == 1.0
    assert 0.0 < city < 0.3


def test_a_plan_that_says_more_is_believed_more_and_all_together_as_much_as_before() -> None:
    paths = [Hypothesis(("spouse",), log(0.5)), Hypothesis(("spouse", "nationality"), log(0.2))]
    (weighed,) = rescore([paths], "what is the nation of the spouse of", SIMILARITY, TYPES)
    assert [path for path, _ in weighed] == [("spouse", "nationality"), ("spouse",)]
    assert sum(exp(chance) for _, chance in weighed) == pytest.approx(0.7)
    assert all(chance <= 0.0 for _, chance in weighed)


def test_plans_keep_their_order_where_words_do_not_tell() -> None:
    paths = [Hypothesis(("spouse",), log(0.5)), Hypothesis(("^spouse",), log(0.2))]
    for question in ("whose spouse is", "who is the wife of"):
        (weighed,) = rescore([paths], question, SIMILARITY, TYPES)
        assert [path for path, _ in weighed] == [("spouse",), ("^spouse",)]
        assert [chance for _, chance in weighed] == pytest.approx([log(0.5), log(0.2)])
    assert list(rescore([[]], "x", SIMILARITY, TYPES)) == [[]]
    assert list(rescore([paths[:1], paths[1:]], "spouse", SIMILARITY, TYPES)) == [paths[:1], paths[1:]]
