"""What relations are called: a user's file and mapping, what RDF says, the text a planner reads, and answers."""

from __future__ import annotations

import copy
import gc
import pickle
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import networkx
import numpy as np
import pytest

import rog
from rog.cli import main
from rog.cli.serve import open_graphs
from rog.errors import GraphError, InputError, SourceError
from rog.graph import open_graph
from rog.graph.calls import CallCounter, CountedGraph
from rog.graph.contract import (
    CompletingGraph,
    InformedGraph,
    ListedGraph,
    SampledGraph,
    SizedGraph,
    is_graph,
    store_of,
)
from rog.graph.files.compile import build_graph
from rog.graph.files.relations import read_relations
from rog.graph.index.store import IndexGraph
from rog.graph.kinds import MAX_SAMPLED_EDGES, kind_in_name
from rog.graph.records import EdgeRecord, NodeRecord, RelationRecord
from rog.graph.relation_words import with_relation_words
from rog.planner.compact.planner import CompactPlanner
from rog.planner.compact.relation_texts import RelationTexts
from rog.testing.graph_contract import edges_of
from rog.types import RelationDescription
from rog.words.relation_names import relation_text
from rog.words.word_ranks import word_ranks
from tests.conftest import MakeGraph

EDGES = "Ann Lee\tP26\tBob Ray\nAnn Lee\tP19\tParis\nBob Ray\tP19\tRome\n"
WORDS = "relation\tnames\tdescription\nP26\tspouse|married to\tof the subject\nP19\tplace of birth | born in\n"
SPOUSE = RelationDescription(names=("spouse", "married to"), description="of the subject")
BIRTH = RelationDescription(names=("place of birth", "born in"))


@pytest.fixture
def edges(tmp_path: Path) -> Path:
    path = tmp_path / "kg.tsv"
    path.write_text(EDGES, "utf-8")
    return path


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "relations.tsv"
    path.write_text(WORDS, "utf-8")
    return path


def as_networkx() -> Any:
    graph = networkx.MultiDiGraph()
    for line in EDGES.splitlines():
        head, relation, tail = line.split("\t")
        graph.add_edge(head, tail, key=relation)
    return graph


# a user's words


def test_words_from_a_file(words: Path) -> None:
    assert [(row.line, row.relation, row.description) for row in read_relations(words)] == [
        (2, "P26", SPOUSE),
        (3, "P19", BIRTH),
    ]


def test_a_file_without_a_header_with_blank_lines_and_windows_line_ends(words: Path) -> None:
    words.write_bytes("\ufeffP26\tÉpoux|époux|Époux\r\n\r\nP19\t\twhere one is born\r\n".encode())
    spouse, birth = read_relations(words)
    assert spouse == (1, "P26", RelationDescription(names=("Époux", "époux")))
    assert birth == (3, "P19", RelationDescription(description="where one is born"))


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("P26\tspouse\nP19\n", 2, "1 column, and not two or three"),
        ("P26\tspouse\tof\tmore\n", 1, "4 columns, and not two or three"),
        ("\tspouse\n", 1, "the relation, is empty"),
        ("P26\t \n", 1, "no name of the relation 'P26'"),
        ("P26\tspouse||wife\n", 1, "an empty name among those of the relation 'P26': 'spouse||wife'"),
        ("relation\tnames\nP26\t|\n", 2, "an empty name"),
        ("P26\tspouse\nP26\twife\n", 2, "'P26' was given in line 1 already"),
        (b"P26\tspouse\nP19\tn\xe9\n", 2, "not UTF-8: 0xe9"),
        ("", None, "there is no relation in it"),
        ("relation\tnames\n", None, "there is no relation in it"),
        ("P26\tspouse\np91\tborn\n", 2, "the graph has no relation 'p91'; did you mean 'P19'?"),
        ("born in\tborn\n", 1, "the graph has no relation 'born in'"),
    ],
)
def test_what_is_wrong_with_a_file(
    edges: Path, words: Path, content: str | bytes, line: int | None, reason: str
) -> None:
    words.write_bytes(content.encode() if isinstance(content, str) else content)
    for attempt in (
        lambda: open_graph(edges, relations=words),
        lambda: open_graph(as_networkx(), relations=str(words)),
        lambda: build_graph(edges, edges.with_name("kg.rog"), relations=words),
    ):
        with pytest.raises(SourceError, match=r"relations\.tsv") as raised:
            attempt()
        assert raised.value.line == line
        assert reason in raised.value.reason
    assert not edges.with_name("kg.rog").exists()


def test_a_file_that_is_not_there(edges: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        open_graph(edges, relations="nowhere.tsv")


@pytest.mark.parametrize(
    "given", [{"P26": ["spouse", "married to"]}, {"P26": ("spouse", "married to")}, {"P26": SPOUSE}]
)
def test_words_from_a_mapping(given: Mapping[str, Any]) -> None:
    spouse, birth = open_graph(as_networkx(), relations=given).describe(["P26", "P19"])
    assert spouse.names == ("spouse", "married to")
    assert birth == RelationDescription()


def test_one_name_needs_no_list() -> None:
    (birth,) = open_graph(as_networkx(), relations={"P19": "born in"}).describe(["P19"])
    assert birth.names == ("born in",)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"P27": "x"}, "no relation 'P27'; did you mean"),
        ({"P26": []}, "there is none"),
        ({"P26": ["spouse", " "]}, "a name is empty"),
        ({"P26": 3}, "give names in a list"),
        ({"P26": [3]}, "give names in a list"),
        ({26: ["x"]}, "is no relation"),
        (26, "give a file, or names by relation"),
    ],
)
def test_what_is_wrong_with_a_mapping(given: Any, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        open_graph(as_networkx(), relations=given)


def test_words_for_every_kind_of_graph(edges: Path, words: Path) -> None:
    build_graph(edges, edges.with_name("bare.rog"))
    for source in (edges, [edges], edges.with_name("bare.rog"), as_networkx(), open_graph(edges)):
        assert open_graph(source, relations=words).describe(["P26", "P19", "x"]) == [
            SPOUSE, BIRTH, RelationDescription(),
        ]  # fmt: skip
    (capital,) = open_graph("world", relations={"capital": "seat of government"}).describe(["capital"])
    assert capital.names == ("seat of government",)
    assert capital.tails == ("city",)


def test_words_are_compiled_into_an_index(edges: Path, words: Path) -> None:
    out = edges.with_name("kg.rog")
    assert main(["graph", "build", str(edges), "--relations", str(words), str(out)]) == 0
    with IndexGraph(out) as graph:
        assert graph.describe(["P26", "P19"]) == [SPOUSE, BIRTH]
        assert [record for record in graph.records() if isinstance(record, RelationRecord)] == [
            RelationRecord("P19", BIRTH),
            RelationRecord("P26", SPOUSE),
        ]
    (spouse,) = open_graph(out, relations={"P26": ["wife", "spouse"]}).describe(["P26"])
    assert spouse.names == ("wife", "spouse", "married to")
    assert spouse.description == "of the subject"


def test_a_described_graph_is_walked_as_the_graph_within(edges: Path, words: Path) -> None:
    plain, described = open_graph(edges), open_graph(edges, relations=words)
    assert described.relations() == plain.relations()
    assert described.ends([("Ann Lee", ("P26", "P19"))], 9) == [("Rome",)]
    assert "described" in repr(described)
    for other in (pickle.loads(pickle.dumps(described)), copy.copy(described)):
        assert other.describe(["P26"]) == [SPOUSE]
        assert other.holds([("Ann Lee", "P26", "Bob Ray")]) == [True]
    with pytest.raises(AttributeError):
        described.no_such_thing  # type: ignore[attr-defined] # noqa: B018
    assert pickle.loads(pickle.dumps(CountedGraph(described, [CallCounter()]))).describe(["P26"]) == [SPOUSE]
    described.refresh()  # type: ignore[attr-defined]
    described.close()  # type: ignore[attr-defined]
    with pytest.raises(GraphError, match="closed"):
        store_of(described).relations()


def test_what_answers_any_attribute_is_no_wrapper() -> None:
    anything = MagicMock()
    assert store_of(anything) is anything


def test_a_described_graph_claims_no_more_than_its_store_can(edges: Path, words: Path) -> None:
    plain = open_graph(edges)
    described = open_graph(plain, relations=words)
    counted = CountedGraph(described, [])
    abilities = (CompletingGraph, InformedGraph, ListedGraph, SampledGraph, SizedGraph)
    for wrapper in (described, counted):
        assert is_graph(wrapper)
        assert not any(isinstance(wrapper, ability) for ability in abilities)
        assert store_of(wrapper) is plain
        assert all(isinstance(store_of(wrapper), ability) for ability in abilities)
        assert wrapper.describe(["P26"]) == [SPOUSE]
    live = store_of(open_graph(as_networkx(), relations={"P26": "spouse"}))
    assert [isinstance(live, ability) for ability in abilities] == [False, False, False, True, False]


def test_records_of_one_relation_add_up(make_graph: MakeGraph) -> None:
    records: list[EdgeRecord | NodeRecord | RelationRecord] = [
        NodeRecord("a", types=("counted",)),
        RelationRecord("r", RelationDescription(names=("x",), heads=("said",))),
        RelationRecord("r", RelationDescription(names=("y", "x"), description="what it is")),
        RelationRecord("unused", RelationDescription(names=("z",))),
        *edges_of("a r b"),
    ]
    graph = make_graph(records)
    known = RelationDescription(names=("x", "y"), description="what it is", heads=("said", "counted"))
    assert graph.relations() == ["r"]
    assert graph.describe(["r", "unused"]) == [known, RelationDescription()]
    assert make_graph(graph.records()).checksum == graph.checksum


# kinds that names tell

FILMS = [
    ("Alien", "film.film.starring", "m.01"), ("m.01", "film.performance.actor", "Ann"),
    ("Heat", "film.film.genre", "crime"), ("m.01", "film.performance.film", "Alien"),
    ("Ann", "film.actor.film", "m.01"), ("Ann", "people.person.child", "Bob"),
    ("Bob", "people.person.child", "Cat"), ("Alien", "common.topic.near", "Heat"), ("Ann", "likes", "Alien"),
    ("Alien", "film.film.prequel..film.series.film", "Heat"),
]  # fmt: skip


@pytest.mark.parametrize("compiled", [True, False])
def test_kinds_by_the_names_of_relations(make_graph: MakeGraph, compiled: bool) -> None:
    live = networkx.MultiDiGraph()
    for head, relation, tail in FILMS:
        live.add_edge(head, tail, relation=relation)
    graph = make_graph([EdgeRecord(*edge) for edge in FILMS]) if compiled else open_graph(live)
    kinds = {
        name: (one.heads, one.tails)
        for name, one in zip(graph.relations(), graph.describe(graph.relations()), strict=True)
    }
    assert kinds == {
        "common.topic.near": ((), ()), "likes": ((), ()),
        "film.actor.film": (("actor",), ("performance",)), "film.film.genre": (("film",), ()),
        "film.film.starring": (("film",), ("performance",)), "film.performance.actor": (("performance",), ("actor",)),
        "film.performance.film": (("performance",), ("film",)), "people.person.child": (("person",), ("person",)),
        "film.film.prequel..film.series.film": (("film",), ("film",)),
    }  # fmt: skip


def test_names_tell_nothing_where_edges_have_no_direction() -> None:
    live = networkx.MultiGraph()
    live.add_edge("Alien", "Ann", relation="film.film.starring")
    assert open_graph(live).describe(["film.film.starring"]) == [RelationDescription(symmetric=True)]


def test_types_come_before_kinds_that_names_tell(make_graph: MakeGraph) -> None:
    graph = make_graph([NodeRecord("Alien", types=("Movie",)), *(EdgeRecord(*edge) for edge in FILMS)])
    assert graph.describe(["film.film.genre", "film.film.starring"]) == [
        RelationDescription(heads=("film",)), RelationDescription(heads=("Movie",))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("relation", "kind"),
    [("film.film.starring", "film"), ("user.ann.default_domain.big_city.near", "big_city"), ("a.b", ""), ("1.2.3", ""),
     ("born_in", ""), ("http://a.b.c/d", ""), ("ex:a.b.c", ""), ("type.object.name", ""), ("a b.c.d", ""),
     ("a..b.c", ""), ("", "")],
)  # fmt: skip
def test_the_kind_in_a_name(relation: str, kind: str) -> None:
    assert kind_in_name(relation) == kind


# RDF

ONTOLOGY = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix ex: <http://example.org/> .
ex:P26 rdfs:label "Ehepartner"@de, "spouse"@en ; skos:altLabel "married  to"@en, "wife", "Gatte"@de, "épouse"@fr ;
    skos:prefLabel "husband or wife"@en-GB ; rdfs:comment "Person, mit der jemand verheiratet ist"@de, "whom one married"@en ;
    skos:definition "a definition"@en ; rdfs:domain ex:Human ; rdfs:range ex:Human, owl:Thing, [ a owl:Class ] .
ex:Human rdfs:label "human being"@en .
ex:P19 rdfs:range ex:HumanSettlement .
ex:unused rdfs:label "nothing"@en .
ex:ann ex:P26 ex:bob ; ex:P19 ex:paris .
ex:paris a ex:City .
"""  # noqa: E501


def test_what_rdf_says_of_predicates(tmp_path: Path) -> None:
    path = tmp_path / "kg.ttl"
    path.write_text(ONTOLOGY, "utf-8")
    graph = open_graph(path)
    spouse, birth = graph.describe(["spouse", "P19"])
    # English first, then its varieties, then those without a tag, then others; in each the most deliberate first.
    assert spouse.names == ("married to", "husband or wife", "wife", "Ehepartner", "Gatte", "épouse")
    assert spouse.description == "whom one married"
    assert (spouse.heads, spouse.tails) == (("human being",), ("human being",))
    assert (birth.heads, birth.tails) == ((), ("HumanSettlement", "City"))


def test_an_ontology_in_a_file_of_its_own(tmp_path: Path) -> None:
    label, comment = "<http://www.w3.org/2000/01/rdf-schema#label>", "<http://www.w3.org/2000/01/rdf-schema#comment>"
    data, schema = tmp_path / "data.nt", tmp_path / "schema.nt"
    data.write_text("<urn:a> <urn:r> <urn:b> .\n", "utf-8")
    schema.write_text(f'<urn:r> {label} "relates to" .\n<urn:r> {label} "is tied to" .\n<urn:r> {comment} "c" .\n')
    graph = open_graph([data, schema])
    (found,) = graph.describe(["relates to"])
    assert found == RelationDescription(names=("is tied to",), description="c")


def test_another_language_may_come_first(tmp_path: Path) -> None:
    path = tmp_path / "kg.ttl"
    path.write_text(ONTOLOGY, "utf-8")
    (spouse,) = open_graph(path, language="de").describe(["Ehepartner"])
    assert spouse.names[0] == "Gatte"
    assert spouse.description == "Person, mit der jemand verheiratet ist"


# the text that a planner reads

RANKS = {word: rank for rank, word in enumerate("the concept plays sport athlete team city person birth".split(), 1)}


@pytest.mark.parametrize(
    ("relation", "known", "text"),
    [
        ("starredActors", {}, "starred actors"),
        ("concept:athleteplayssport", {}, "concept athlete plays sport"),
        ("people.person.place_of_birth", {"names": ("born in",)}, "people person place of birth, born in"),
        ("spouse", {"names": ("Spouse", "wife", "a", "b", "c", "d")}, "spouse, wife, a, b, c"),
        ("P26", {"names": ("spouse", "married to", "c", "d", "e")}, "spouse, married to, c, d"),
        ("wdt:P26", {"names": ("spouse",)}, "spouse"),
        ("http://www.wikidata.org/prop/direct/P26", {"names": ("spouse",)}, "spouse"),
        ("http://dbpedia.org/ontology/birthPlace", {}, "birth place"),
        ("3f2a9c1b7d", {"names": ("born-in",)}, "born in"),
        ("P26", {"description": " ".join(map(str, range(20)))}, "0 1 2 3 4 5 6 7 8 9 10 11"),
        ("P26", {"names": ("spouse",), "description": "not read"}, "spouse"),
        ("spouse", {"description": "not read"}, "spouse"),
        ("P26", {}, "p26"),
        ("妻", {"names": ("wife",)}, "妻, wife"),
        ("->", {}, "->"),
        ("r", {"heads": ("Person", "personteam", "x"), "tails": ("http://x.org/City",)},
         "r (person to city)"),
        ("lives in", {"tails": ("city",)}, "lives in (anything to city)"),
        ("P26", {"names": ("spouse",), "heads": ("person",), "tails": ("person",)}, "spouse (person to person)"),
    ],
)  # fmt: skip
def test_the_text_of_a_relation(relation: str, known: dict[str, Any], text: str) -> None:
    assert relation_text(relation, RelationDescription(**known), RANKS) == text


def test_without_a_vocabulary_nothing_is_split() -> None:
    known = RelationDescription(heads=("personteam",))
    assert relation_text("athleteplayssport", known) == "athleteplayssport (personteam to anything)"


class Counting:
    """A graph of which only the relations are asked."""

    def __init__(self, relations: Sequence[str]) -> None:
        self.names, self.described = list(relations), 0

    def relations(self) -> list[str]:
        return self.names

    def describe(self, relations: Sequence[str]) -> list[RelationDescription]:
        self.described += 1
        return [RelationDescription(heads=("city",)) for _ in relations]


def test_a_graph_is_asked_once_for_the_same_relations() -> None:
    texts, graph = RelationTexts(lambda: RANKS), Counting(["r"])
    assert texts.of(graph) == texts.of(graph) == (("r",), ("r (city to anything)",))  # type: ignore[arg-type]
    assert graph.described == 1
    graph.names = ["r", "s"]
    assert texts.of(graph)[0] == ("r", "s")  # type: ignore[arg-type]
    assert graph.described == 2
    del graph
    gc.collect()
    assert not texts._kept


def test_a_model_may_not_read_what_relations_connect() -> None:
    assert RelationTexts(lambda: RANKS, kinds=False).of(Counting(["r"])) == (("r",), ("r",))  # type: ignore[arg-type]


# what the planner makes of it


@pytest.fixture(scope="module")
def planner() -> CompactPlanner:
    return CompactPlanner()


def test_the_words_and_not_the_names_make_the_embeddings(planner: CompactPlanner, make_graph: MakeGraph) -> None:
    plain = planner._steps(make_graph(edges_of("a spouse b", "a birthplace c"))).embeddings
    code = make_graph(edges_of("a P26 b", "a P19 c"))
    bare = planner._steps(code).embeddings
    named = planner._steps(with_relation_words(code, {"P26": "spouse", "P19": "birthplace"})).embeddings
    order = [2, 3, 0, 1]  # birthplace comes before spouse, P19 before P26
    np.testing.assert_allclose(named[order], plain[order], atol=1e-4)
    assert np.abs(named - bare).max() > 0.1


def test_a_compound_is_split_by_the_models_own_words(planner: CompactPlanner) -> None:
    ranks = word_ranks(planner.model.tokenizer)
    assert min(ranks.values()) == 1
    assert relation_text("concept:athleteplayssport", RelationDescription(), ranks) == "concept athlete plays sport"


@pytest.mark.parametrize("kind", ["file", "networkx", "index"])
def test_relations_that_only_the_file_names_are_understood(edges: Path, words: Path, kind: str) -> None:
    source: Any = {"file": edges, "networkx": as_networkx(), "index": edges.with_name("kg.rog")}[kind]
    if kind == "index":
        build_graph(edges, source)
    questions = {
        "Who is Ann Lee married to?": "Bob Ray",
        "Where was Bob Ray born?": "Rome",
        "Where was Ann Lee born?": "Paris",
    }
    kg = rog.open(source, relations=words)
    assert {question: [answer.id for answer in kg.ask(question).answers] for question in questions} == {
        question: [answer] for question, answer in questions.items()
    }


def test_the_command_takes_the_file(edges: Path, words: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "-g", str(edges), "--relations", str(words), "Who is Ann Lee married to?"]) == 0
    assert capsys.readouterr().out == "Bob Ray\n  Ann Lee ─P26→ Bob Ray\n"
    words.write_text("P27\tspouse\n", "utf-8")
    assert main(["ask", "-g", str(edges), "--relations", str(words), "Who is Ann Lee married to?"]) == 3
    assert "relations.tsv:1: the graph has no relation 'P27'; did you mean 'P26'" in capsys.readouterr().err


def served(graphs: list[str], files: list[str]) -> dict[str, tuple[str, ...]]:
    """The names of P26 in each graph that would be served."""
    opened = open_graphs(Namespace(graph=graphs, relations=files, planner=None, reasoner=None))
    return {name: kg.graph.describe(["P26"])[0].names for name, kg in opened.items()}


def test_the_server_takes_a_file_for_each_graph(edges: Path, words: Path) -> None:
    names = ("spouse", "married to")
    assert served([str(edges)], []) == {"kg": ()}
    assert served([str(edges)], [str(words)]) == {"kg": names}
    assert served([str(edges), f"b={edges}"], [f"b={words}"]) == {"kg": (), "b": names}
    with pytest.raises(InputError, match=r"of which graph\? Say --relations NAME=FILE \(kg, b\)"):
        served([str(edges), f"b={edges}"], [str(words)])
    with pytest.raises(InputError, match=r"the graph 'kg' has the file .* already"):
        served([str(edges)], [str(words), f"kg={words}"])


def test_kinds_of_a_live_graph_are_counted_at_some_edges() -> None:
    graph = networkx.MultiDiGraph()
    for number in range(1000):
        graph.add_node(f"n{number}", types=["late" if number >= MAX_SAMPLED_EDGES else "early"])
        graph.add_edge("hub", f"n{number}", key="r")
    (found,) = open_graph(graph).describe(["r"])
    assert found == RelationDescription(tails=("early",))


def test_an_undirected_edge_connects_both_ways() -> None:
    graph = networkx.Graph()
    graph.add_node("a", types=["x"])
    graph.add_edge("a", "b", relation="r")
    (found,) = open_graph(graph).describe(["r"])
    assert found == RelationDescription(heads=("x",), tails=("x",), symmetric=True)
