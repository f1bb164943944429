"""The text form of queries: read back as written, and errors with their place."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rog.errors import InputError, QuerySyntaxError
from rog.query import (
    Both,
    Compares,
    Count,
    EdgeTest,
    EdgeValues,
    Either,
    Exists,
    Has,
    Having,
    Ids,
    Is,
    IsA,
    Kind,
    Measure,
    Most,
    Query,
    Same,
    Says,
    Several,
    Total,
    Walk,
    Where,
    Without,
    normal_form,
    read_query,
)
from rog.types import make_step
from rog.values import Value, value_from_python
from tests.query.queries import queries, several

same_every_time = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
A, B, C = (Ids(ids=(one,)) for one in "ABC")
FIVE = Ids(ids=('"5"^^xsd:integer',))


@settings(same_every_time, max_examples=200)
@given(queries() | several())
def test_what_is_written_is_read_back(query: Query) -> None:
    assert normal_form(read_query(str(query))) == normal_form(query)
    assert str(read_query(str(query))) == str(read_query(str(read_query(str(query)))))


@settings(same_every_time, max_examples=200)
@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_any_names_are_read_back(name: str, other: str) -> None:
    value = value_from_python(other)
    assert value is not None
    test = EdgeTest(hop=1, property=other, sign="=", value=value.id)
    for query in (
        Walk(start=Ids(ids=(name,)), path=(make_step(other), make_step(name, False)), tests=(test,)),
        Kind(kind=name),
        Where(whole=Kind(kind=name), test=IsA(kind=other)),
        Where(whole=Kind(kind=name), test=Says(path=(make_step(name),), text=other)),
        Where(whole=Ids(ids=(value.id,)), test=Says(how="begins", text=name)),
        EdgeValues(walk=Walk(start=Ids(ids=(name,)), path=(make_step(name),)), property=other),
    ):
        assert read_query(str(query)) == query


@settings(same_every_time, max_examples=150)
@given(
    st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: x == 0 or 1e-250 < abs(x) < 1e250)
    | st.booleans()
    | st.text(max_size=10)
    | st.dates()
    | st.datetimes()
    | st.times(),
    st.sampled_from(["", "km²", "$", "%", "m/s", "°C", "and", "it", "µg", "'s"]),
)
def test_any_values_are_read_back(content: object, unit: str) -> None:
    value = value_from_python(content, unit)
    assert value is not None
    query = Where(whole=A, test=Compares(by=Measure(path=("r",)), sign="<", right=Ids(ids=(value.id,))))
    assert read_query(str(query)) == query


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("France", Ids(ids=("France",))),
        ("A or B", Ids(ids=("A", "B"))),
        ('"and"', Ids(ids=("and",))),
        ('"5"', Ids(ids=("5",))),
        ("5", FIVE),
        ("none()", Ids(ids=())),
        ("year(1999)", Ids(ids=('"1999"^^xsd:gYear',))),
        ("1999-05-03", Ids(ids=('"1999-05-03"^^xsd:date',))),
        ("'it\\'s'", Ids(ids=(Value("text", "it's").id,))),
        ('"hallo"@de', Ids(ids=('"hallo"@de',))),
        ("true", Ids(ids=('"true"^^xsd:boolean',))),
        ("5 km", Ids(ids=('"5 km"^^cdt:ucum',))),
        ("A / r / ^s", Walk(start=A, path=("r", "^s"))),
        (
            "A / r[since > 5, since != 5] / s",
            Walk(
                start=A,
                path=("r", "s"),
                tests=(
                    EdgeTest(hop=1, property="since", sign=">", value=FIVE.ids[0]),
                    EdgeTest(hop=1, property="since", sign="!=", value=FIVE.ids[0]),
                ),
            ),
        ),
        ("(A / r) / s", Walk(start=Walk(start=A, path=("r",)), path=("s",))),
        ("A and B or C", Either(parts=(Both(parts=(A, B)), C))),
        ("A not B not C", Without(whole=Without(whole=A, part=B), part=C)),
        ("A not (B not C)", Without(whole=A, part=Without(whole=B, part=C))),
        ("A where is k where has r", Where(whole=Where(whole=A, test=IsA(kind="k")), test=Has(path=("r",)))),
        ("A where r > 5", Where(whole=A, test=Compares(by=Measure(path=("r",)), sign=">", right=FIVE))),
        (
            "A where count(r / s) = 5",
            Where(whole=A, test=Compares(by=Measure(path=("r", "s"), counted=True), sign="=", right=FIVE)),
        ),
        ("A where it != B", Where(whole=A, test=Is(sign="!=", right=B))),
        ("A where it begins 'x'", Where(whole=A, test=Says(how="begins", text="x"))),
        ("A where r / s contains 'x'", Where(whole=A, test=Says(path=("r", "s"), text="x"))),
        ("count(having(r))", Count(of=Having(path=("r",)))),
        ("exists(A or kind(k))", Exists(of=Either(parts=(A, Kind(kind="k"))))),
        ("most(A, r)", Most(whole=A, by=Measure(path=("r",)))),
        ("least(A, count(r), 2, 3)",
         Most(whole=A, by=Measure(path=("r",), counted=True), least=True, first=2, count=3)),
        ("highest(A, r)", Total(of=A, how="most", path=("r",))),
        ("sum(A / r)", Total(of=Walk(start=A, path=("r",)), how="sum")),
        ("A / r = B", Same(left=Walk(start=A, path=("r",)), sign="=", right=B)),
        ("count", Ids(ids=("count",))),
        ("count(A); B", Several(parts=(Count(of=A), B))),
    ],
)  # fmt: skip
def test_what_is_read(text: str, query: Query) -> None:
    assert read_query(text) == query
    assert read_query(str(query)) == query


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("", 0, "expected an entity"),
        ("A /", 3, "expected a relation"),
        ("A / r / s / t / u / v", 2, "at most 4 steps"),
        ("A where", 7, "expected a relation"),
        ("A where r", 9, "expected one of"),
        ("A where it", 10, "expected one of"),
        ("A where r contains x", 19, "expected a text in single quotation marks"),
        ("A where count(r) contains 'x'", 17, "expected one of"),
        ("count(A", 7, "expected '\\)'"),
        ("A B", 2, "the query ends before this"),
        ("most(A)", 6, "expected ','"),
        ("most(A, r, 0)", 11, "the first place"),
        ("edge(A, since)", 5, "edge\\(\\) takes a walk"),
        ("A / r[since]", 11, "expected one of"),
        ("A / r[since > B]", 14, "expected a value"),
        ("A & B", 2, "this is no name"),
        ("2001-13-40", 0, "is no date"),
        ("(" * 60 + "A" + ")" * 60, 40, "brackets within each other"),
        ("and", 0, "expected an entity"),
    ],
)  # fmt: skip
def test_an_error_says_where(text: str, at: int, reason: str) -> None:
    with pytest.raises(QuerySyntaxError, match=reason) as raised:
        read_query(text)
    assert raised.value.at == at


def test_limits() -> None:
    with pytest.raises(InputError, match="at most 20,000 characters"):
        read_query("A" * 20_001)
    with pytest.raises(InputError, match="at most 200 nodes"):
        read_query(" or ".join(f"(A / r{number})" for number in range(120)))


@settings(same_every_time, max_examples=200)
@given(st.text("AB()[]/^;,'\"\\ <=>!countwheritsmo5.-ü\n", max_size=30))
def test_any_text_is_a_query_or_an_error_with_its_place(text: str) -> None:
    try:
        query = read_query(text)
    except InputError as error:
        at = getattr(error, "at", 0)
    else:
        at = 0
        assert normal_form(read_query(str(query))) == normal_form(query)
    assert 0 <= at <= len(text)
