import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from rog.outcome import RESULT_VERSION, Answer, Plan, Usage, Verdict, entity_of, in_order, rows_of
from rog.query import read_query
from rog.result import Result
from rog.types import Branch, Candidate, Entity, Hop, ReasoningPath, Topic
from tests.fakes.proved import PROVED

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


def test_a_plan_of_branches_gives_them_back() -> None:
    one, other = Branch("CH", ("^borders",)), Branch("AT", ("language",))
    assert Plan.of([one], 0.5).branches == (one,)
    assert isinstance(Plan.of([one], 0.5).branches[0], Branch)
    assert Plan.of([one, other], 0.5).branches == (one, other)
    assert str(Plan.of([one, other], 0.5).query) == "CH / ^borders and AT / language"
    assert Plan.of([("CH", ("^borders",))], 0.5) == Plan(query=read_query("CH / ^borders"), score=0.5)


@pytest.mark.parametrize(
    "text",
    ["CH", "kind(country)", "(CH or AT) / borders", "count(CH / borders)", "CH / borders[since > 1990]",
     "CH / borders and kind(country)", "CH / borders not AT / borders"],
)  # fmt: skip
def test_any_other_query_has_no_branches(text: str) -> None:
    plan = Plan(query=read_query(text), score=1)
    assert plan.branches == Verdict(plan=plan, kept=True).branches == ()


def test_a_plan_is_of_a_path_that_can_be_walked() -> None:
    with pytest.raises(ValidationError, match="1 to 4 steps"):
        Plan.of([("CH", ())], 1)
    with pytest.raises(ValidationError, match="at least 1"):
        Plan.of([], 1)


def test_plans_and_verdicts_are_read_back_from_their_flat_form() -> None:
    plan = Plan(query=read_query("most(CH / borders, population)"), score=0.5)
    verdict = Verdict(plan=plan, kept=False, reason="why", found=3, truncated=True)
    assert list(verdict.model_dump()) == ["query", "score", "text", "kept", "reason", "found", "truncated"]
    assert Verdict.model_validate_json(verdict.model_dump_json()) == verdict
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    assert (verdict.query, verdict.score) == (plan.query, 0.5)
    with pytest.raises(ValidationError, match="extra"):
        Verdict.model_validate({**verdict.model_dump(), "reached": 3})


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_schema_describes_what_is_written(mode: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    schema = Result.model_json_schema(mode=mode)
    for result in (RESULT, *PROVED.values()):
        jsonschema.validate(json.loads(result.model_dump_json()), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**RESULT.to_dict(), "plans": [{"branches": [], "score": 1}]}, schema)


@pytest.mark.parametrize("result", PROVED.values(), ids=PROVED)
def test_results_with_every_kind_of_proof_round_trip(result: Result) -> None:
    assert Result.model_validate_json(result.model_dump_json()) == result


@pytest.mark.parametrize(
    ("id", "kind", "name", "value", "unit"),
    [
        ("BR", "entity", "Brazil", None, ""),
        ('"8"^^xsd:integer', "number", "8", 8, ""),
        ('"9984670.5 km²"^^cdt:ucum', "number", "9,984,670.5 km²", 9984670.5, "km²"),
        ('"true"^^xsd:boolean', "truth", "yes", True, ""),
        ('"1999-05-03"^^xsd:date', "date", "3 May 1999", "1999-05-03", ""),
        ('"-0044"^^xsd:gYear', "year", "44 BC", -44, ""),
        ('"10:30:00"^^xsd:time', "time", "10:30", "10:30:00", ""),
        ('"Hallo"@de', "text", "Hallo", "Hallo", ""),
        ('"https://a.example"^^xsd:anyURI', "address", "https://a.example", "https://a.example", ""),
    ],
)
def test_an_answer_says_what_it_is(id: str, kind: str, name: str, value: object, unit: str) -> None:
    answer = Answer.of(id, Entity(id=id, name="Brazil"), 0.5)
    assert (answer.id, answer.kind, answer.name, answer.value, answer.unit) == (id, kind, name, value, unit)
    again = Answer.model_validate_json(answer.model_dump_json())
    assert (again, type(again.value)) == (answer, type(value))
    types = () if kind == "entity" else (kind,)
    assert entity_of(id, Entity(id=id, name="Brazil")) == Entity(id=id, name=name, types=types)


def test_an_entity_that_the_graph_does_not_describe_is_called_by_its_id() -> None:
    assert Answer.of("BR", None, 1).name == entity_of("BR", None).name == "BR"


def numbers(answers: Sequence[Answer]) -> list[str]:
    return [answer.name for answer in answers]


def test_values_of_one_score_are_put_in_order() -> None:
    def made(*ids: str, scores: Sequence[float] = ()) -> list[Answer]:
        return [Answer.of(id, None, score) for id, score in zip(ids, scores or [1.0] * len(ids), strict=True)]

    ten, nine, far = '"10 km"^^cdt:ucum', '"9 km"^^cdt:ucum', '"9500 m"^^cdt:ucum'
    assert numbers(in_order(made(ten, nine, far))) == ["9 km", "9500 m", "10 km"]
    assert numbers(in_order(made(ten, nine, far, scores=(0.5, 0.5, 0.9)))) == ["9500 m", "9 km", "10 km"]
    assert numbers(in_order(made('"1999"^^xsd:gYear', '"1941-05-03"^^xsd:date'))) == ["3 May 1941", "1999"]
    for unordered in ((ten, "b", nine), (ten, '"9"^^xsd:integer'), ('"b"^^xsd:string', '"a"^^xsd:string'), ()):
        assert in_order(made(*unordered)) == tuple(made(*unordered))


def test_the_paths_of_an_answer() -> None:
    count, most, edge = (PROVED[kind].answers[0] for kind in ("count", "most", "edge"))
    assert [len(one.all_paths) for one in (count, most, edge)] == [12, 7, 1]
    assert [len(one.drawn_paths) for one in (count, most, edge)] == [12, 1, 1]
    assert [one.is_end for one in (count, most, edge)] == [False, True, False]
    absent = {kind for kind, result in PROVED.items() for answer in result.answers if answer.is_absence}
    assert absent == {"no"}


def test_each_id_of_a_proof_is_among_the_entities() -> None:
    """The results that the tests are made with keep to what docs/result.md says."""
    for result in PROVED.values():
        for proof in (proof for answer in result.answers for proof in answer.proofs):
            ids = {key for row in rows_of(proof) for key in (row.id, *row.values)}
            ids |= set(getattr(proof, "right", ())) | set(getattr(proof, "looked_up", ()))
            assert ids <= result.entities.keys()


def test_the_examples_of_the_documentation_are_what_is_written() -> None:
    text = (Path(__file__).parents[1] / "docs" / "result.md").read_text("utf-8")
    result, answers = (json.loads(example) for example in re.findall("```json\n(.*?)```", text, re.DOTALL))
    assert Result.model_validate(result).to_dict() == result
    assert [Answer.model_validate(answer).model_dump(mode="json") for answer in answers] == answers
    assert {proof["op"] for answer in answers for proof in answer["proofs"]} == {
        "count", "absence", "comparison", "total", "kind",
    }  # fmt: skip
