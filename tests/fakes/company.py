"""A small company with salaries, dates and conditions on edges: what queries are tried on."""

from __future__ import annotations

from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.values import Value, number, value_from_text

__all__ = ["COMPANY", "amount", "day", "truth"]


def amount(digits: str, unit: str = "") -> str:
    value = number(digits, unit)
    assert value is not None
    return value.id


def truth(text: str) -> str:
    value = value_from_text(text, "truth")
    assert value is not None
    return value.id


def day(text: str) -> str:
    value = value_from_text(text, "date")
    assert value is not None
    return value.id


def _person(id: str, name: str, salary: str, started: str) -> list[Record]:
    return [
        NodeRecord(id, name, types=("person",)),
        EdgeRecord(id, "salary", amount(salary, "€")),
        EdgeRecord(id, "started", day(started)),
    ]


COMPANY: list[Record] = [
    *_person("ann", "Ann Lee", "9000", "2001-05-03"),
    *_person("bob", "Bob Ray", "5000", "2010-01-01"),
    *_person("cleo", "Cleo Fox", "5000", "2015-09-30"),
    *_person("dan", "Dan Orr", "4000", "2019-02-28"),
    NodeRecord("sales", "Sales", types=("department",)),
    NodeRecord("lab", "Laboratory", types=("department",)),
    NodeRecord("attic", "Attic", types=("department",)),
    EdgeRecord("ann", "manages", "bob", 0, {"since": 2012}),
    EdgeRecord("ann", "manages", "cleo", 1, {"since": 2016}),
    EdgeRecord("bob", "manages", "dan", 2, {"since": 2019}),
    EdgeRecord("ann", "works_in", "lab", 3),
    EdgeRecord("bob", "works_in", "sales", 4, {"role": "head"}),
    EdgeRecord("cleo", "works_in", "sales", 5, {"role": "clerk"}),
    EdgeRecord("dan", "works_in", "sales", 6, {"role": "clerk"}),
    EdgeRecord("bob", "motto", Value("text", "sell", language="en").id),
]
