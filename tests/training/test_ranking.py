"""Questions with gold queries over small graphs: made ones, published ones, and those of whole graphs."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from itertools import islice
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("networkx")
pytest.importorskip("accelerate", reason="training takes the extra rog[train]")

from rog.graph.records import EdgeRecord, NodeRecord
from rog.lexicon.lexicon import Lexicon, numbered, read_lexicon
from rog.query import Query, Walk, normal_form, read_query
from rog.questions import Question
from rog.training.ranking.attributes import read_attributes
from rog.training.ranking.domain import make_domain
from rog.training.ranking.examples import (
    GraphRecords,
    RankingGraph,
    answers_of,
    open_records,
    read_ranking,
    write_ranking,
)  # fmt: skip
from rog.training.ranking.made import OPERATIONS, made_graphs
from rog.training.ranking.over_graphs import graphs_of_questions
from rog.training.ranking.published.around import GraphAround
from rog.training.ranking.published.sets import published_graphs, read_published, simplified
from rog.training.ranking.withheld import WithoutRelation
from rog.training.ranking.written import written_graphs
from rog.types import Ends, inverse_step
from rog.values import is_value, read_value
from training.ranking_questions import main

EVERYDAY = Path(__file__).parents[2] / "training" / "everyday"
YES, NO = '"true"^^xsd:boolean', '"false"^^xsd:boolean'


@pytest.fixture(scope="module")
def made() -> list[RankingGraph]:
    return list(islice(made_graphs(7), 40))


def test_every_gold_query_gives_its_answers(made: list[RankingGraph]) -> None:
    for graph in made[:8]:
        for one in graph.questions:
            assert one.answers == (answers_of(one.query, graph.graph) if one.query is not None else ())


def test_all_operations_are_asked_for(made: list[RankingGraph]) -> None:
    asked = Counter(one.operation for graph in made for one in graph.questions)
    assert asked.keys() == OPERATIONS.keys()


def test_only_what_the_graph_lacks_has_no_query(made: list[RankingGraph]) -> None:
    without = {one.operation for graph in made for one in graph.questions if one.query is None}
    assert without == {"absent", "nonsense", "composed", "direction", "value", "walk"}
    assert all(one.answers for graph in made for one in graph.questions if one.query is not None)


def test_as_often_yes_as_no(made: list[RankingGraph]) -> None:
    answers = Counter(one.answers[0] for graph in made for one in graph.questions if one.answers[:1] in ((YES,), (NO,)))
    assert 0.35 < answers[YES] / answers.total() < 0.65


def test_directions_are_asked_in_pairs(made: list[RankingGraph]) -> None:
    pairs = 0
    for graph in made:
        paths = {
            one.query.path + one.query.start.ids
            for one in graph.questions
            if one.operation == "direction" and isinstance(one.query, Walk) and one.query.start.op == "ids"
        }
        pairs += sum((inverse_step(step), topic) in paths for step, topic in paths)
    assert pairs > len(made)


def test_a_seed_gives_the_same_questions(made: list[RankingGraph]) -> None:
    again = next(made_graphs(7))
    assert (again.questions, again.records) == (made[0].questions, made[0].records)
    assert next(made_graphs(8)).questions != again.questions


def test_wordings_held_out_are_not_trained_on(made: list[RankingGraph]) -> None:
    trained = {one.template for graph in made for one in graph.questions} - {""}
    kept = Counter(one.template for graph in islice(made_graphs(7, held_out=True), 10) for one in graph.questions)
    assert kept.keys() - trained - {""}
    assert all(graph.held_out for graph in islice(made_graphs(7, held_out=True), 2))


def test_graphs_are_read_as_they_were_written(tmp_path: Path, made: list[RankingGraph]) -> None:
    named = RankingGraph(made[0].graph, made[0].questions[:1], True, name="world", withheld="borders")
    for path in (tmp_path / "some.jsonl", tmp_path / "some.jsonl.gz"):
        assert write_ranking([*made[:2], named], path) == 3
        read = list(read_ranking(path))
        assert [graph.questions for graph in read] == [made[0].questions, made[1].questions, named.questions]
        assert [graph.records for graph in read] == [made[0].records, made[1].records, None]
        assert read[2].held_out
        assert "borders" not in read[2].graph.relations()
        assert "capital" in read[2].graph.relations()


def test_a_domain_has_relations_both_of_whose_ends_are_of_one_kind() -> None:
    lexicon = Lexicon(numbered(read_lexicon()))
    for seed in range(5):
        domain = make_domain(lexicon, Random(seed))
        assert any(use.alike for use in domain.uses)
        assert 40 < len(domain.records.edges) < 400
        names = {use.name for use in domain.uses} | {values.name for values in domain.values}
        assert {edge.relation for edge in domain.records.edges} == names


def test_attributes_have_the_words_that_questions_need() -> None:
    for attribute in read_attributes():
        assert attribute.names
        assert attribute.asks
        assert all("{}" in ask for ask in attribute.asks)
        assert attribute.nouns or attribute.type == "truth"
        assert bool(attribute.verbs) == (attribute.type in ("date", "truth"))
        assert attribute.low < attribute.high
        assert attribute.texts or attribute.type != "text"


QUERIES = (
    "Ann / wrote",
    "Ann / ^author / genre",
    "count(Ann / children)",
    "kind(Film) and Ann / ^director",
    "most(kind(Mountain), elevation)",
    "least(kind(City), population, 2)",
    "(kind(Book) and Ann / ^author) where numberOfPages > 300",
    "kind(Museum) where year < year(1900)",
    "kind(City) not Ann / visited",
    "Ann / knows or Ben / knows",
    "exists(Ben and Ann / spouse)",
    "kind(Company) where count(employee) > 2",
    "mean(Ann / ^author, numberOfPages)",
    "Ann / mother; Ann / father",
    "Ann / budget > Ben / budget",
    "kind(Film) where title contains 'gold'",
    "Ann / child where is Person",
)


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("seed", range(3))
def test_a_graph_around_a_query_answers_it(text: str, seed: int) -> None:
    query = read_query(text)
    around = GraphAround(Random(seed))
    around.add(query)
    bare = around.records()
    assert answers_of(query, open_records(bare))
    around.distract(40)
    assert len(around.records().edges) > len(bare.edges) + 20


def test_a_graph_around_a_query_has_the_published_answers() -> None:
    around = GraphAround(Random(0))
    around.add(read_query("Ann / ^director"), ("Alien", "Brazil (film)"))
    records = around.records()
    assert answers_of(read_query("Ann / ^director"), open_records(records)) == ("Alien", "Brazil (film)")
    assert NodeRecord("Brazil (film)", "Brazil (film)", ("Brazil",)) in records.nodes


def test_facts_are_made_that_a_wrong_query_finds() -> None:
    around = GraphAround(Random(0))
    query = read_query("kind(City) not Ann / visited")
    around.add(query)
    graph = open_records(around.records())
    whole, visited = (answers_of(read_query(text), graph) for text in ("kind(City)", "Ann / visited"))
    assert set(whole) > set(answers_of(query, graph))
    assert set(visited) & set(whole)


@pytest.mark.parametrize(
    ("read", "simple"),
    [
        ("(Ann / wrote) / genre", "Ann / wrote / genre"),
        ("(Ann / wrote) / ^wrote", "(Ann / wrote) / ^wrote"),
        ("(having(^height) where it > Ann / height) / ^height", "having(height) where height > Ann / height"),
        (
            "kind(Song) and (having(^date) where it >= year(1980)) / ^date",
            "kind(Song) where date >= year(1980)",
        ),
        ("most(kind(Hill) where has height, height)", "most(kind(Hill), height)"),
        ("kind(Firm) where founded begins '1930'", "kind(Firm) where founded = year(1930)"),
    ],
)
def test_what_sparql_says_in_a_roundabout_way_is_simplified(read: str, simple: str) -> None:
    assert normal_form(simplified(read_query(read))) == normal_form(read_query(simple))


def published(tmp_path: Path, *rows: tuple[str, str]) -> Path:
    path = tmp_path / "questions.jsonl.gz"
    with gzip.open(path, "wt") as file:
        for question, sparql in rows:
            file.write(json.dumps({"question": question, "sparql": sparql}) + "\n")
    return path


def test_published_questions_get_names_that_can_be_read(tmp_path: Path) -> None:
    pytest.importorskip("rdflib")
    path = published(
        tmp_path,
        ("Who developed Skype?", "SELECT ?x { dbr:Skype dbo:developer ?x }"),
        ("Who made it?", "SELECT ?x { dbr:Skype dbo:developer ?x }"),
        ("What's new in Skype?", "SELECT ?x { dbr:Skype dbo:date ?x FILTER(?x > NOW()) }"),
        (
            "Which papers did Ann A. Holm write in 2006?",
            "SELECT ?x { ?x <https://dblp.org/rdf/schema#authoredBy> <https://dblp.org/pid/1/2> ; "
            "<https://dblp.org/rdf/schema#yearOfPublication> '2006' }",
        ),
    )
    read = list(read_published(path, "some", 10, Random(0)))
    queries = {one.question: one.query for one in read}
    assert queries == {
        "Who developed Skype?": read_query("Skype / developer"),
        "Which papers did Ann A. Holm write in 2006?": read_query(
            '"Ann A. Holm" / ^authoredBy and year(2006) / ^yearOfPublication'
        ),
    }
    graphs = [graph for held_out in (False, True) for graph in published_graphs(read, 0, held_out=held_out)]
    assert {one.question for graph in graphs for one in graph.questions} == queries.keys()


PEOPLE = GraphRecords(
    tuple(NodeRecord(name, name, (), ("person",)) for name in ("Ann", "Ben", "Cat", "Dan")),
    (
        EdgeRecord("Ann", "knows", "Ben"),
        EdgeRecord("Ben", "knows", "Cat"),
        EdgeRecord("Cat", "likes", "Dan"),
        EdgeRecord("Ann", "likes", "Dan", None, {"since": 1999}),
        EdgeRecord("Ann", "age", '"30"^^xsd:integer'),
    ),
)


def test_what_is_withheld_is_nowhere() -> None:
    graph = WithoutRelation(open_records(PEOPLE), "likes")
    assert graph.relations() == ["age", "knows"]
    assert graph.ends([("Ann", ("likes",)), ("Ann", ("knows",))], 5) == [Ends(), Ends(("Ben",))]
    assert graph.next_steps([("Ann", ())]) == [{"age": 1, "knows": 1}] == graph.steps("Ann", [()])
    assert graph.next_steps([("Ann", ("likes",))]) == [{}]
    assert graph.holds([("Ann", "likes", "Dan"), ("Ann", "knows", "Ben")]) == [False, True]
    assert graph.having(["likes", "knows"], 5) == [Ends(), Ends(("Ann", "Ben"))]
    assert list(graph.walk(("Ann", ("likes",)), ["Dan"], 5)) == []
    assert len(list(graph.walk(("Ann", ("knows", "knows")), ["Cat"], 5))) == 1
    assert not graph.describe(["likes"])[0].heads
    assert graph.describe(["knows"])[0].heads
    assert answers_of(read_query("Ann / likes"), graph) == ()


def test_questions_of_a_graph_are_asked_with_and_without_their_relations() -> None:
    graph = open_records(PEOPLE)
    questions = [
        Question(question=f"who does {one} know, {number}", topics=(one,), answers=(other,), template=str(number))
        for number in range(6)
        for one, other in (("Ann", "Ben"), ("Ben", "Cat"))
    ]
    graphs = list(graphs_of_questions(graph, "people", questions, "some", Random(0), 0.5))
    asked = [one for one in graphs if not one.withheld]
    withheld = [one for one in graphs if one.withheld]
    assert {one.withheld for one in withheld} == {"knows"}
    assert all(one.query is None for graph in withheld for one in graph.questions)
    queries: set[Query | None] = {one.query for graph in asked for one in graph.questions}
    assert queries <= {read_query("Ann / knows"), read_query("Ben / knows")}
    assert sum(len(one.questions) for one in graphs) == len(questions)
    assert {one.held_out for one in graphs} == {False, True}


def test_values_of_graphs_can_be_read(made: list[RankingGraph]) -> None:
    assert made[0].records is not None
    values = [edge.tail for edge in made[0].records.edges if is_value(edge.tail)]
    assert values
    assert all(read_value(value) for value in values)


def test_gold_queries_of_written_questions_give_their_answers() -> None:
    graphs = list(written_graphs(EVERYDAY, "everyday"))
    asked = [(one.graph, question) for one in graphs for question in one.questions]
    given = [set(answers_of(one.query, graph)) if one.query else set() for graph, one in asked]
    assert given == [set(one.answers) for _, one in asked]
    assert {one.held_out for one in graphs} == {True, False}
    assert Counter(one.query is None for _, one in asked)[True] > 0


def test_the_command_counts_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recipe = tmp_path / "ranking.toml"
    recipe.write_text(
        'kind = "ranking"\nmade = 2\nmade_held_out = 1\nquestions = 5\n'
        '[[data]]\nname = "world"\nkind = "graph"\ngraph = "world"\nmost = 12\n'
    )
    main([str(recipe), "--write", str(tmp_path / "out.jsonl"), "--show", "2"])
    table = capsys.readouterr().out.splitlines()
    rows = {line.split()[0] for line in table if line.strip()}
    assert {"source", "made", "world", "all"} <= rows
    graphs = list(read_ranking(tmp_path / "out.jsonl"))
    assert sum(not graph.name for graph in graphs) == 3
