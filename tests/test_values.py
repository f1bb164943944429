"""Values: ids, what is read from RDF, Python and text, printing and comparing."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rog.errors import IncomparableError
from rog.units import OTHERS, PREFIXED, PREFIXES, SPELLINGS, plain_unit, scale_of
from rog.values import (
    SIGNS,
    VALUE_KINDS,
    Value,
    ValueKind,
    compare,
    is_value,
    number,
    read_value,
    value_from_literal,
    value_from_python,
    value_from_text,
)

XSD = "http://www.w3.org/2001/XMLSchema#"
UCUM = "https://w3id.org/cdt/ucum"
same_every_time = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), max_examples=300)

UNITS = ["", "km²", "$", "%", "kg", "m/s", "°C", "people"]
python_values = (
    st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: x == 0 or 1e-250 < abs(x) < 1e250)
    | st.booleans()
    | st.text(max_size=20)
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(UTC))
    | st.times()
)


def value(content: Any, unit: str = "") -> Value:
    made = value_from_python(content, unit)
    assert made is not None
    return made


def year(text: str) -> Value:
    made = value_from_text(text, "year")
    assert made is not None
    return made


def day(text: str) -> Value:
    made = value_from_text(text, "date")
    assert made is not None
    return made


# ids


@given(python_values, st.sampled_from(UNITS))
@same_every_time
def test_an_id_is_read_back(content: object, unit: str) -> None:
    made = value(content, unit)
    assert is_value(made.id)
    assert read_value(made.id) == made


@given(st.text(max_size=20), st.sampled_from(["", "de", "en-gb"]), st.sampled_from(["", "http://x.org/t"]))
@same_every_time
def test_a_text_of_any_characters_has_an_id(text: str, language: str, datatype: str) -> None:
    made = Value("text", text, language=language, datatype="" if language else datatype)
    assert read_value(made.id) == made
    assert "\n" not in made.id


@given(st.text(max_size=20))
@same_every_time
def test_plain_text_is_an_entity_unless_it_is_the_id_of_a_value(text: str) -> None:
    assert is_value(text) == (read_value(text) is not None)
    assert not is_value(text) or text.startswith('"')


@pytest.mark.parametrize(
    ("entity", "kind"),
    [
        ('"1941"^^xsd:gYear', "year"),
        ('"9984670 km²"^^cdt:ucum', "number"),
        ('"104"^^xsd:integer', "number"),
        ('"Hello"^^xsd:string', "text"),
        ('"Hallo"@de', "text"),
        ('"true"^^xsd:boolean', "truth"),
        ('"http://x.org"^^xsd:anyURI', "address"),
        ('"1999-05-03"^^xsd:date', "date"),
        ('"1999-05"^^xsd:gYearMonth', "date"),
        ('"1999-05-03T10:00:00Z"^^xsd:dateTime', "date"),
        ('"10:00:00"^^xsd:time', "time"),
        ('"x"^^<http://x.org/t>', "text"),
        ("1941", None),
        ('"1941"', None),
        ('"a"b"^^xsd:string', None),
        ('"a"^^xsd:', None),
        ('"a"@', None),
        ('"a\n"^^xsd:string', None),
        ("", None),
        ('"', None),
    ],
)
def test_what_is_the_id_of_a_value(entity: str, kind: str | None) -> None:
    read = read_value(entity)
    assert (read and read.kind) == kind
    assert read is None or read.id == entity
    assert kind is None or kind in VALUE_KINDS


# RDF literals


@pytest.mark.parametrize(
    ("text", "datatype", "expected"),
    [
        ("007", "integer", '"7"^^xsd:integer'),
        ("+5", "nonNegativeInteger", '"5"^^xsd:integer'),
        ("-0", "integer", '"0"^^xsd:integer'),
        ("1.50", "decimal", '"1.5"^^xsd:decimal'),
        ("1.0", "double", '"1"^^xsd:integer'),
        ("1E3", "double", '"1000"^^xsd:integer'),
        ("NaN", "double", '"NaN"^^<http://www.w3.org/2001/XMLSchema#double>'),
        ("INF", "double", '"INF"^^<http://www.w3.org/2001/XMLSchema#double>'),
        ("many", "integer", '"many"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("1", "boolean", '"true"^^xsd:boolean'),
        ("0", "boolean", '"false"^^xsd:boolean'),
        ("maybe", "boolean", '"maybe"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("1999-05-03", "date", '"1999-05-03"^^xsd:date'),
        ("1999-02-30", "date", '"1999-02-30"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("2000-02-29", "date", '"2000-02-29"^^xsd:date'),
        ("1900-02-29", "date", '"1900-02-29"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("-0044-03-15", "date", '"-0044-03-15"^^xsd:date'),
        ("1999-05-03T10:00:00.500Z", "dateTime", '"1999-05-03T10:00:00.5Z"^^xsd:dateTime'),
        ("1999", "gYear", '"1999"^^xsd:gYear'),
        ("-0500", "gYear", '"-0500"^^xsd:gYear'),
        ("99", "gYear", '"99"^^<http://www.w3.org/2001/XMLSchema#gYear>'),
        ("10:00:00", "time", '"10:00:00"^^xsd:time'),
        ("25:00:00", "time", '"25:00:00"^^<http://www.w3.org/2001/XMLSchema#time>'),
        (" x ", "string", '" x "^^xsd:string'),
    ],
)
def test_a_literal_has_one_way_of_writing(text: str, datatype: str, expected: str) -> None:
    read = value_from_literal(text, XSD + datatype)
    assert read.id == expected
    assert read_value(read.id) == read


def test_languages_and_other_datatypes() -> None:
    assert value_from_literal("Hallo", "", "DE").id == '"Hallo"@de'
    assert value_from_literal("x", "http://x.org/t").id == '"x"^^<http://x.org/t>'
    assert value_from_literal("5 km2", UCUM).id == '"5 km²"^^cdt:ucum'
    assert value_from_literal("5", UCUM).id == '"5"^^xsd:integer'
    assert value_from_literal("far", UCUM).kind == "text"


# Python


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (True, '"true"^^xsd:boolean'),
        (np.bool_(False), '"false"^^xsd:boolean'),
        (5, '"5"^^xsd:integer'),
        (np.int64(5), '"5"^^xsd:integer'),
        (5.0, '"5"^^xsd:integer'),
        (np.float32(0.5), '"0.5"^^xsd:decimal'),
        (Decimal("1.20"), '"1.2"^^xsd:decimal'),
        (1e-7, '"0.0000001"^^xsd:decimal'),
        ("5", '"5"^^xsd:string'),
        ("", '""^^xsd:string'),
        (date(1999, 5, 3), '"1999-05-03"^^xsd:date'),
        (datetime(1999, 5, 3, 10), '"1999-05-03T10:00:00"^^xsd:dateTime'),
        (datetime(1999, 5, 3, 10, tzinfo=UTC), '"1999-05-03T10:00:00+00:00"^^xsd:dateTime'),
        (time(10, 30), '"10:30:00"^^xsd:time'),
        (np.datetime64("1999-05-03"), '"1999-05-03"^^xsd:date'),
    ],
)
def test_a_python_scalar_is_a_value(content: object, expected: str) -> None:
    assert value(content).id == expected


@pytest.mark.parametrize("content", [None, math.nan, math.inf, [1], {}, object(), b"x", np.array([1, 2])])
def test_what_is_no_scalar_is_no_value(content: object) -> None:
    assert value_from_python(content) is None


# what people write


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("9,984,670 km²", "number", '"9984670 km²"^^cdt:ucum'),
        ("9'984'670", "number", '"9984670"^^xsd:integer'),
        ("$1.5", "number", '"1.5 $"^^cdt:ucum'),
        ("-$5", "number", '"-5 $"^^cdt:ucum'),
        ("−5", "number", '"-5"^^xsd:integer'),
        ("12 square kilometres", "number", '"12 km²"^^cdt:ucum'),
        ("50%", "number", '"50 %"^^cdt:ucum'),
        (".5", "number", '"0.5"^^xsd:decimal'),
        ("1e3", "number", '"1000"^^xsd:integer'),
        ("12,34", "number", None),
        ("5 of 7", "number", None),
        ("five", "number", None),
        ("", "number", None),
        ("$", "number", None),
        ("3 May 1999", "date", '"1999-05-03"^^xsd:date'),
        ("3rd May, 1999", "date", '"1999-05-03"^^xsd:date'),
        ("May 3, 1999", "date", '"1999-05-03"^^xsd:date'),
        ("Sept 3 1999", "date", None),
        ("May 1999", "date", '"1999-05"^^xsd:gYearMonth'),
        ("31 April 1999", "date", None),
        ("1999-05-03 10:00", "date", '"1999-05-03T10:00:00"^^xsd:dateTime'),
        ("1999", "year", '"1999"^^xsd:gYear'),
        ("44 BC", "year", '"-0044"^^xsd:gYear'),
        ("476", "year", '"0476"^^xsd:gYear'),
        ("12", "year", None),
        ("9:30", "time", '"09:30:00"^^xsd:time'),
        ("9:61", "time", None),
        ("Yes", "truth", '"true"^^xsd:boolean'),
        ("no", "truth", '"false"^^xsd:boolean'),
        ("perhaps", "truth", None),
        ("https://x.org/a?b=c", "address", '"https://x.org/a?b=c"^^xsd:anyURI'),
        ("ann@x.org", "address", '"ann@x.org"^^xsd:anyURI'),
        ("x.org", "address", None),
        ("any  text", "text", '"any  text"^^xsd:string'),
    ],
)
def test_what_people_write_is_read(text: str, kind: ValueKind, expected: str | None) -> None:
    read = value_from_text(text, kind)
    assert (read and read.id) == expected


@given(st.text(max_size=12), st.sampled_from(VALUE_KINDS))
@same_every_time
def test_any_text_is_a_value_of_a_kind_or_none(text: str, kind: ValueKind) -> None:
    read = value_from_text(text, kind)
    if read is not None:
        assert read.kind == kind
        assert read_value(read.id) == read
        assert str(read) is not None
        assert read.content is not None


@given(st.integers(-(10**9), 10**9), st.sampled_from(UNITS))
@same_every_time
def test_a_number_is_read_as_it_is_printed(amount: int, unit: str) -> None:
    made = value(amount, unit)
    assert value_from_text(str(made), "number") == made


@given(st.dates())
@same_every_time
def test_a_date_is_read_as_it_is_printed(given_day: date) -> None:
    made = value(given_day)
    if given_day.year >= 100:
        assert value_from_text(str(made), "date") == made


# printing


@pytest.mark.parametrize(
    ("entity", "printed"),
    [
        ('"9984670 km²"^^cdt:ucum', "9,984,670 km²"),
        ('"1999"^^xsd:integer', "1999"),
        ('"-12345.5"^^xsd:decimal', "-12,345.5"),
        ('"-5 $"^^cdt:ucum', "-$5"),
        ('"50 %"^^cdt:ucum', "50%"),
        ('"1999-05-03"^^xsd:date', "3 May 1999"),
        ('"1999-05"^^xsd:gYearMonth', "May 1999"),
        ('"1999-05-03T10:30:00Z"^^xsd:dateTime', "3 May 1999, 10:30 UTC"),
        ('"-0044"^^xsd:gYear', "44 BC"),
        ('"-0044-03-15"^^xsd:date', "15 March 44 BC"),
        ('"0476"^^xsd:gYear', "476"),
        ('"true"^^xsd:boolean', "yes"),
        ('"10:30:00"^^xsd:time', "10:30"),
        ('"Hallo"@de', "Hallo"),
    ],
)
def test_a_value_prints_as_people_write_it(entity: str, printed: str) -> None:
    assert str(read_value(entity)) == printed


@pytest.mark.parametrize(
    ("entity", "content"),
    [
        ('"5"^^xsd:integer', 5),
        ('"-5.5 kg"^^cdt:ucum', -5.5),
        ('"1999"^^xsd:gYear', 1999),
        ('"-0044"^^xsd:gYear', -44),
        ('"false"^^xsd:boolean', False),
        ('"1999-05-03"^^xsd:date', "1999-05-03"),
        ('"x"@de', "x"),
    ],
)
def test_the_content_is_a_json_value(entity: str, content: object) -> None:
    read = read_value(entity)
    assert read is not None
    assert read.content == content
    assert type(read.content) is type(content)


# comparing


@pytest.mark.parametrize(
    ("left", "sign", "right"),
    [
        (value(5), "<", value(5.5)),
        (value(1, "km"), "=", value(1000, "m")),
        (value(1, "km²"), ">", value(999_999, "m²")),
        (value(0, "°C"), "=", value(273.15, "K")),
        (value(32, "°F"), "=", value(0, "°C")),
        (value(5, "$"), "<", value(6, "$")),
        (year("1998"), "<", year("1999")),
        (year("44 BC"), "<", year("476")),
        (day("3 May 1999"), "=", year("1999")),
        (year("1999"), "=", day("3 May 1999")),
        (day("3 May 1999"), ">", year("1998")),
        (day("May 1999"), "=", day("3 May 1999")),
        (day("31 December 1998"), "<", year("1999")),
        (day("3 May 1999"), "<=", year("1999")),
        (day("3 May 1999"), ">=", year("1999")),
        (value(1998), "<", day("3 May 1999")),
        (year("1999"), "=", value(1999)),
        (value(datetime(1999, 5, 3, 12, tzinfo=UTC)), "=", day("3 May 1999")),
        (value(time(9)), "<", value(time(10))),
        (value(True), "=", value(True)),
        (value(True), "!=", value(False)),
        (value("a"), "=", Value("text", "a", language="de")),
        (value("a"), "!=", value("b")),
        (value("http://x.org"), "=", Value("address", "http://x.org")),
    ],
)
def test_values_compare_by_content(left: Value, sign: str, right: Value) -> None:
    assert compare(left, sign, right)
    opposite = {"<": ">=", ">": "<=", "=": "!=", "!=": "=", "<=": ">", ">=": "<"}[sign]
    assert not compare(left, opposite, right)
    turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign)
    assert compare(right, turned, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (value(5), value("5")),
        (value(5, "km"), value(5, "kg")),
        (value(5, "km"), value(5)),
        (value(5, "$"), value(5, "€")),
        (value(5.5), year("1999")),
        (value(5, "km"), year("1999")),
        (value(True), value(1)),
        (value(time(9)), day("3 May 1999")),
        (value("a"), year("1999")),
    ],
)
def test_what_does_not_compare(left: Value, right: Value) -> None:
    for sign in SIGNS:
        with pytest.raises(IncomparableError):
            compare(left, sign, right)


def test_texts_have_no_order_and_signs_are_known() -> None:
    with pytest.raises(IncomparableError, match="cannot be compared by <"):
        compare(value("a"), "<", value("b"))
    with pytest.raises(ValueError, match="'~' is none of"):
        compare(value(1), "~", value(2))


ordered = (
    st.integers(-(10**6), 10**6).map(value)
    | st.builds(value, st.integers(-1000, 1000), st.sampled_from(["m", "km", "mi"]))
    | st.dates().map(value)
    | st.integers(-3000, 3000).filter(bool).map(lambda number: Value("year", f"{'-' * (number < 0)}{abs(number):04d}"))
)


@given(ordered, ordered)
@same_every_time
def test_one_of_less_equal_greater_holds_or_none_compares(left: Value, right: Value) -> None:
    try:
        held = {sign: compare(left, sign, right) for sign in SIGNS}
    except IncomparableError:
        for sign in SIGNS:
            with pytest.raises(IncomparableError):
                compare(right, sign, left)
        return
    assert held["<"] + held["="] + held[">"] == 1
    assert held["<="] == (not held[">"])
    assert held[">="] == (not held["<"])
    assert held["="] != held["!="]


@given(st.lists(st.dates().map(value), min_size=3, max_size=3))
@same_every_time
def test_dates_are_ordered_as_days_are(days: list[Value]) -> None:
    by_span = sorted(days, key=lambda one: one.span.first if one.span else 0.0)
    assert [one.text for one in by_span] == sorted(one.text for one in days)


@given(st.dates(), st.dates())
@same_every_time
def test_days_are_as_far_apart_as_in_the_calendar(one: date, other: date) -> None:
    first, second = value(one).span, value(other).span
    assert first is not None
    assert second is not None
    assert first.first - second.first == (one - other).days


# numbers and units


def test_a_number_has_one_way_of_writing() -> None:
    for texts in (("5", "5.0", "+5", "05", "5e0"), ("0", "-0", "0.00"), ("0.5", ".5", "5e-1")):
        assert len({number(text) for text in texts}) == 1
    assert number("x") is None
    assert number("Infinity") is None
    assert number("1e400") is None


def test_every_unit_has_a_scale_and_every_spelling_a_unit() -> None:
    for prefix in ("", *PREFIXES):
        for unit in PREFIXED:
            scale = scale_of(prefix + unit)
            if unit in ("B", "bit") and PREFIXES.get(prefix, 1e3) < 1e3:
                assert scale is None  # dB is no tenth of a byte
                continue
            assert scale is not None
            assert scale.factor > 0
    assert all(scale_of(unit) == scale for unit, scale in OTHERS.items())
    for spelling, unit in SPELLINGS.items():
        assert plain_unit(spelling) == unit
        assert scale_of(unit) is not None, unit


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("km^2", "km²"),
        ("km2", "km²"),
        ("m3", "m³"),
        ("Kilometres", "km"),
        ("square miles", "mi²"),
        ("sq  km", "km²"),
        ("feet", "ft"),
        ("inches", "in"),
        ("people", "people"),
        ("USD", "USD"),
        ("kWh", "kWh"),
        ("MW", "MW"),
        ("mW", "mW"),
    ],
)
def test_a_unit_has_one_spelling(written: str, plain: str) -> None:
    assert plain_unit(written) == plain
    assert plain_unit(plain) == plain


@pytest.mark.parametrize(
    ("unit", "dimension", "factor"),
    [
        ("km", "m", 1e3),
        ("km²", "m²", 1e6),
        ("cm³", "m³", 1e-6),
        ("min", "s", 60),
        ("ft", "m", 0.3048),
        ("cd", None, None),
        ("kB", "B", 1e3),
        ("kWh", "J", 3.6e6),
        ("people", None, None),
        ("", "1", 1),
    ],
)
def test_scales(unit: str, dimension: str | None, factor: float | None) -> None:
    scale = scale_of(unit)
    assert (scale and scale.dimension) == dimension
    assert scale is None or math.isclose(scale.factor, factor or 0)
