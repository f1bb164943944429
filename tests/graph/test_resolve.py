"""Names that people write in queries, and what the graph calls them."""

from __future__ import annotations

import pytest

from rog.errors import InputError, UnknownEntityError
from rog.graph import Graph
from rog.graph.records import NodeRecord, RelationRecord
from rog.graph.resolve import resolve
from rog.query import read_query
from rog.testing.graph_contract import edges_of
from rog.types import RelationDescription
from tests.conftest import MakeGraph
from tests.fakes.company import COMPANY


@pytest.fixture
def graph(make_graph: MakeGraph) -> Graph:
    return make_graph([*COMPANY, RelationRecord("works_in", RelationDescription(names=("is employed in",)))])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ann / manages", "ann / manages"),
        ('"Ann Lee" / manages', "ann / manages"),
        ('"ann lee" / ^"Works in"', "ann / ^works_in"),
        ('lab / ^"is employed in"', "lab / ^works_in"),
        ("count(kind(Person))", "count(kind(person))"),
        ("kind(person) where is Person where salary > 4500 €", "kind(person) where is person where salary > 4500 €"),
        ("most(kind(person), Salary)", "most(kind(person), salary)"),
        ("sum(kind(person), SALARY)", "sum(kind(person), salary)"),
        ("having(Salary) where has Manages", "having(salary) where has manages"),
        ('edge("Ann Lee" / Manages, since)', "edge(ann / manages, since)"),
        ('between("Ann Lee", "Dan Orr")', "between(ann, dan)"),
        ('"Ann Lee" / Manages; Sales / ^Works_in', "ann / manages; sales / ^works_in"),
        ('kind(person) where salary > "Bob Ray" / salary', "kind(person) where salary > bob / salary"),
        ("year(1999) / ^started", "year(1999) / ^started"),
    ],
)
def test_names_become_ids_relations_and_kinds(graph: Graph, written: str, meant: str) -> None:
    assert resolve(read_query(written), graph) == read_query(meant)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("count(ann / managed)", "no relation 'managed'; did you mean 'manages'"),
        ("exists(ann / ^zzz)", "no relation 'zzz'$"),
        ("kind(persona)", "no kind 'persona'; did you mean 'person'"),
        ("kind(person) where is robot", "no kind 'robot'"),
    ],
)
def test_what_the_graph_does_not_have_is_an_error_and_no_empty_set(graph: Graph, query: str, error: str) -> None:
    with pytest.raises(InputError, match=error):
        resolve(read_query(query), graph)


def test_an_entity_that_is_not_there(graph: Graph) -> None:
    with pytest.raises(UnknownEntityError, match="Zoe"):
        resolve(read_query("Zoe / manages"), graph)


def test_a_name_of_several_entities_must_be_an_id(make_graph: MakeGraph) -> None:
    graph = make_graph([NodeRecord("p1", "Paris"), NodeRecord("p2", "Paris"), *edges_of("p1 in fr", "p2 in tx")])
    with pytest.raises(InputError, match=r"'Paris' is the name of several entities.*'p1', 'p2'"):
        resolve(read_query("Paris / in"), graph)
    assert resolve(read_query("p2 / in"), graph) == read_query("p2 / in")


def test_a_name_of_several_relations_must_be_written_as_it_is(make_graph: MakeGraph) -> None:
    graph = make_graph(edges_of("a works_in b", "a Works-in c"))
    assert resolve(read_query("a / works_in"), graph) == read_query("a / works_in")
    with pytest.raises(InputError, match="may be the relation 'Works-in' or 'works_in'"):
        resolve(read_query('a / "Works In"'), graph)
