import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rog.types import Ends, Hop, ReasoningPath, inverse_step, make_step, read_step

BORDERS = Hop(head="AT", relation="borders", tail="CH", forward=False, key=0, properties={"since": 1919})
LANGUAGE = Hop(head="AT", relation="language", tail="de")

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(texts, st.booleans())
def test_a_step_reads_back_as_it_was_made(relation: str, forward: bool) -> None:
    assert read_step(make_step(relation, forward)) == (relation, forward)


@given(st.tuples(texts, st.booleans()), st.tuples(texts, st.booleans()))
def test_no_two_steps_are_written_alike(one: tuple[str, bool], other: tuple[str, bool]) -> None:
    assert (make_step(*one) == make_step(*other)) == (one == other)


@given(texts, st.booleans())
def test_the_inverse_of_a_step_walks_the_same_relation_the_other_way(relation: str, forward: bool) -> None:
    assert inverse_step(make_step(relation, forward)) == make_step(relation, not forward)


@pytest.mark.parametrize(
    ("relation", "forward", "step"),
    [
        ("borders", True, "borders"),
        ("borders", False, "^borders"),
        ("^up", True, "\\^up"),
        ("^up", False, "^\\^up"),
        ("\\up", True, "\\\\up"),
        ("", False, "^"),
    ],
)
def test_how_steps_are_written(relation: str, forward: bool, step: str) -> None:
    assert make_step(relation, forward) == step
    assert read_step(step) == (relation, forward)


def test_a_hop_knows_where_it_was_walked_from_and_to() -> None:
    assert (BORDERS.source, BORDERS.target, BORDERS.step) == ("CH", "AT", "^borders")
    assert (LANGUAGE.source, LANGUAGE.target, LANGUAGE.step) == ("AT", "de", "language")
    assert BORDERS.triple == ("AT", "borders", "CH")


def test_a_path_ends_where_its_last_hop_goes_to() -> None:
    path = ReasoningPath(topic="CH", hops=(BORDERS, LANGUAGE))
    assert (path.end, path.relation_path) == ("de", ("^borders", "language"))
    assert ReasoningPath(topic="CH", hops=()).end == "CH"


def test_ends_are_a_tuple_that_knows_whether_it_was_cut() -> None:
    assert Ends() == ()
    assert Ends(["a", "b"], truncated=True) == ("a", "b")
    assert [Ends("a").truncated, Ends("a", truncated=True).truncated] == [False, True]


def test_a_path_whose_hops_do_not_meet_is_none() -> None:
    there, on = Hop(head="a", relation="r", tail="b"), Hop(head="c", relation="r", tail="b", forward=False)
    assert ReasoningPath(topic="a", hops=(there, on)).end == "c"
    with pytest.raises(ValidationError, match="hop 2 starts at 'a', and not where the path is: at 'b'"):
        ReasoningPath(topic="a", hops=(there, there))
    with pytest.raises(ValidationError, match="hop 1 starts at 'a', and not where the path is: at 'b'"):
        ReasoningPath(topic="b", hops=(there,))
