import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from rog.outcome import RESULT_VERSION, Answer, Plan, Usage, Verdict
from rog.result import Result
from rog.types import Branch, Candidate, Entity, Hop, ReasoningPath, Topic

BORDERS = Hop(head="AT", relation="borders", tail="CH", forward=False, key=0, properties={"since": 1919})
LANGUAGE = Hop(head="AT", relation="language", tail="de")
RESULT = Result(
    question="Which languages are spoken in the countries that border Switzerland?",
    answers=(Answer(id="de", name="German", score=0.5, paths=(ReasoningPath(topic="CH", hops=(BORDERS, LANGUAGE)),)),),
    plans=(
        Verdict(plan=Plan.of((Branch("CH", ("^borders", "language")),), 0.5), kept=True, found=1),
        Verdict(plan=Plan.of((Branch("CH", ("capital",)),), 0.25), kept=False, reason="below the threshold"),
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
    assert value["version"] == RESULT_VERSION == 2
    assert value["plans"][0] == {
        "query": {
            "op": "walk",
            "start": {"op": "ids", "ids": ["CH"]},
            "path": ["^borders", "language"],
            "tests": [],
        },
        "text": "CH / ^borders / language",
        "score": 0.5,
        "kept": True,
        "reason": None,
        "found": 1,
        "truncated": False,
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
branches = st.builds(Branch, texts, st.lists(texts, min_size=1, max_size=4).map(tuple))
plans = st.builds(Plan.of, st.lists(branches, min_size=1, max_size=2), scores)
candidates = st.builds(Candidate, id=texts, name=texts, score=scores, kind=st.sampled_from(["id", "fuzzy", "given"]))
results = st.builds(
    Result,
    question=texts,
    answers=st.lists(
        st.builds(Answer, id=texts, name=texts, score=scores, paths=st.lists(paths, max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    plans=st.lists(
        st.builds(Verdict, plan=plans, kept=st.booleans(), reason=st.none() | texts, found=st.none() | st.integers(0)),
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
