"""S-expressions that are read into queries."""

from __future__ import annotations

from datetime import date

import pytest

from eval.queries.s_expressions import read_s_expression
from rog.graph.evaluate import evaluate
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.query import normal_form, read_query
from rog.training.sparql.parse import Inexpressible
from tests.graph.test_networkx import from_records

pytest.importorskip("networkx")

XSD = "http://www.w3.org/2001/XMLSchema#"
RECORDS: list[Record] = [
    NodeRecord("m.ann", types=("person",)),
    NodeRecord("m.bob", types=("person",)),
    NodeRecord("m.cat", types=("animal",)),
    EdgeRecord("m.ann", "parent.child", "m.bob"),
    EdgeRecord("m.ann", "parent.child", "m.cat"),
    EdgeRecord("m.bob", "person.height", '"1.8"^^xsd:decimal'),
    EdgeRecord("m.cat", "person.height", '"0.4"^^xsd:decimal'),
    EdgeRecord("m.bob", "job.from", '"2001"^^xsd:gYear'),
    EdgeRecord("m.bob", "job.to", '"2010-05-01"^^xsd:date'),
]

CASES = [
    ("m.ann", '"m.ann"', ["m.ann"]),
    ("person", "kind(person)", ["m.ann", "m.bob"]),
    ("(JOIN parent.child m.bob)", "m.bob / ^parent.child", ["m.ann"]),
    ("(JOIN (R parent.child) m.ann)", "m.ann / parent.child", ["m.bob", "m.cat"]),
    ("(AND person (JOIN (R parent.child) m.ann))", "kind(person) and m.ann / parent.child", ["m.bob"]),
    ("(COUNT (JOIN (R parent.child) m.ann))", "count(m.ann / parent.child)", ['"2"^^xsd:integer']),
    ("(ARGMAX (JOIN (R parent.child) m.ann) person.height)", "most(m.ann / parent.child, person.height)", ["m.bob"]),
    ("(ARGMIN (JOIN (R parent.child) m.ann) person.height)", "least(m.ann / parent.child, person.height)", ["m.cat"]),
    ("(ARGMAX person (JOIN parent.child person.height))",
     "most(kind(person), parent.child / person.height)", ["m.ann"]),
    (f"(lt person.height 1.0^^{XSD}float)", "having(person.height) where person.height < 1", ["m.cat"]),
    (f'(ge person.height "1.8"^^{XSD}float)', "having(person.height) where person.height >= 1.8", ["m.bob"]),
    ("(JOIN (JOIN parent.child person.height) \"1.8\"^^" + XSD + "float)",
     "1.8 / ^person.height / ^parent.child", ["m.ann"]),
    ("(TC person job.from 2005)",
     "kind(person) not (having(job.from) not (having(job.from) where job.from <= year(2005)))", ["m.ann", "m.bob"]),
    ("(TC person job.from 1999)",
     "kind(person) not (having(job.from) not (having(job.from) where job.from <= year(1999)))", ["m.ann"]),
    ("(TC person job.to NOW)",
     "kind(person) not (having(job.to) not (having(job.to) where job.to >= year(2020)))", ["m.ann"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "query", "ids"), CASES)
def test_an_s_expression_means_its_query(text: str, query: str, ids: list[str]) -> None:
    read = read_s_expression(text, today=date(2020, 6, 1))
    assert normal_form(read) == normal_form(read_query(query))
    assert list(evaluate(read, from_records(RECORDS)).ids) == ids


@pytest.mark.parametrize(
    "text",
    [
        "",
        "(",
        ")",
        "(JOIN r)",
        "(AND a b",
        "(AND a b) c",
        "(LIKES a b)",
        "()",
        "(ARGMAX a (AND b c))",
        '(JOIN r "a)',
        "((a))",
    ],
)
def test_what_is_none_says_so(text: str) -> None:
    with pytest.raises(Inexpressible, match="s-expression"):
        read_s_expression(text)
