import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from rog.result import Result
from rog.types import (
    RESULT_VERSION,
    Answer,
    Branch,
    Candidate,
    Ends,
    Entity,
    Hop,
    Plan,
    ReasoningPath,
    Topic,
    Usage,
    inverse_step,
    make_step,
    read_step,
)

BORDERS = Hop(head="AT", relation="borders", tail="CH", forward=False, key=0, properties={"since": 1919})
LANGUAGE = Hop(head="AT", relation="language", tail="de")
RESULT = Result(
    question="Which languages are spoken in the countries that border Switzerland?",
    answers=(Answer(id="de", name="German", score=0.5, paths=(ReasoningPath(topic="CH", hops=(BORDERS, LANGUAGE)),)),),
    plans=(
        Plan(branches=(Branch("CH", ("^borders", "language")),), score=0.5, reached=1),
        Plan(branches=(Branch("CH", ("capital",)),), score=0.25, kept=False, reason="below the threshold"),
    ),
    topics=(
        Topic(
            text="Switzerland",
            start=56,
            end=67,
            candidates=(Candidate(id="CH", name="Switzerland", score=1.0, kind="name"),),
            chosen="CH",
        ),
    ),
    entities={"CH": Entity(id="CH", name="Switzerland", aliases=("Schweiz",), types=("country",))},
    timings={"total": 0.25},
    usage=Usage(model_calls=2, graph_calls=3),
)


def test_a_result_round_trips_through_json() -> None:
    assert Result.model_validate_json(RESULT.model_dump_json()) == RESULT
    assert Result.model_validate(json.loads(json.dumps(RESULT.to_dict()))) == RESULT


def test_the_json_form_is_of_plain_objects_and_lists() -> None:
    value = RESULT.to_dict()
    assert value["version"] == RESULT_VERSION == 1
    assert value["plans"][0] == {
        "branches": [{"topic": "CH", "path": ["^borders", "language"]}],
        "score": 0.5,
        "kept": True,
        "reason": None,
        "reached": 1,
    }
    assert value["answers"][0]["paths"][0]["hops"][0] == {
        "head": "AT",
        "relation": "borders",
        "tail": "CH",
        "forward": False,
        "key": 0,
        "properties": {"since": 1919},
    }


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
scores = st.floats(0, 1)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
hops = st.builds(
    Hop,
    head=texts,
    relation=texts,
    tail=texts,
    forward=st.booleans(),
    key=st.none() | texts | st.integers(),
    properties=st.dictionaries(texts, json_values, max_size=2),
)


def connected(topic: str, hops: Sequence[Hop]) -> ReasoningPath:
    """A path of these hops, each made to start where the one before ends."""
    path: list[Hop] = []
    for hop in hops:
        here = path[-1].target if path else topic
        path.append(hop.model_copy(update={"head" if hop.forward else "tail": here}))
    return ReasoningPath(topic=topic, hops=tuple(path))


paths = st.builds(connected, texts, st.lists(hops, max_size=3))
branches = st.builds(Branch, texts, st.lists(texts, max_size=4).map(tuple))
candidates = st.builds(Candidate, id=texts, name=texts, score=scores, kind=st.sampled_from(["id", "fuzzy", "given"]))
results = st.builds(
    Result,
    question=texts,
    answers=st.lists(
        st.builds(Answer, id=texts, name=texts, score=scores, paths=st.lists(paths, max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    plans=st.lists(
        st.builds(Plan, branches=st.lists(branches, max_size=2).map(tuple), score=scores, reason=st.none() | texts),
        max_size=2,
    ).map(tuple),
    topics=st.lists(
        st.builds(
            Topic,
            text=texts,
            start=st.none() | st.integers(0),
            end=st.none() | st.integers(0),
            candidates=st.lists(candidates, max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    entities=st.dictionaries(
        texts, st.builds(Entity, id=texts, name=texts, properties=st.dictionaries(texts, json_values, max_size=2))
    ),
    warnings=st.lists(texts, max_size=2).map(tuple),
    truncated=st.booleans(),
    confidence=st.none() | scores,
    low_confidence=st.booleans(),
)


@given(results)
def test_any_result_round_trips_through_json(result: Result) -> None:
    assert Result.model_validate_json(result.model_dump_json()) == result
    assert Result.model_validate(json.loads(json.dumps(result.to_dict()))) == result


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (RESULT, "answers"),
        (RESULT.answers[0], "score"),
        (RESULT.plans[0], "kept"),
        (RESULT.topics[0], "chosen"),
        (RESULT.usage, "model_calls"),
        (BORDERS, "tail"),
        (RESULT.entities["CH"], "name"),
    ],
)
def test_values_are_frozen(value: BaseModel, field: str) -> None:
    before = getattr(value, field)
    with pytest.raises(ValidationError, match="frozen"):
        setattr(value, field, before)
    assert getattr(value, field) == before


def test_a_field_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValidationError, match="extra"):
        Result.model_validate({"question": "?", "answer": []})


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


@pytest.mark.parametrize("branch", [{"topic": "CH", "path": ["^borders"]}, ["CH", ["^borders"]], ("CH", ("^borders",))])
def test_a_branch_is_read_from_an_object_or_a_pair(branch: Any) -> None:
    plan = Plan.model_validate({"branches": [branch], "score": 1})
    assert plan.branches == (Branch("CH", ("^borders",)),)
    assert isinstance(plan.branches[0], Branch)


@pytest.mark.parametrize("branch", [{"topic": "CH"}, ["CH"], {"topic": "CH", "path": "borders"}, "CH"])
def test_what_is_no_branch_is_refused(branch: Any) -> None:
    with pytest.raises(ValidationError):
        Plan.model_validate({"branches": [branch], "score": 1})


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
