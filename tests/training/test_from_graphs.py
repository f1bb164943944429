import gzip
from collections import Counter
from itertools import pairwise
from pathlib import Path
from random import Random

import networkx as nx
import pytest

pytest.importorskip("lemminflect")

from rog.errors import InputError, SourceError
from rog.graph import Graph, open_graph
from rog.graph.index.store import IndexGraph
from rog.graph.networkx.store import NetworkxGraph
from rog.graph.records import EdgeRecord, NodeRecord
from rog.graph.relation_words import names_in_words, with_relation_words
from rog.questions import TOPIC_PLACEHOLDER, Question
from rog.training.from_graphs.kinds import Kinds
from rog.training.from_graphs.make import QuestionSettings, Style, make_questions
from rog.training.from_graphs.paths import PathChooser, PathSettings, readable
from rog.types import inverse_step
from rog.wording.faults import roughen
from rog.wording.grammar import Reading, plural, read_relation
from rog.wording.readings import read_relations, word_ranks
from rog.wording.synonyms import WordNet, read_wordnet
from rog.wording.templates import WordedStep, word_path
from rog.words.relation_names import relation_name, split_compound
from tests.conftest import MakeGraph

STYLES: tuple[Style, ...] = ("plain", "natural")
RANKS = {
    word: rank for rank, word in enumerate("the of in to is plays for athlete sport team city on has spouse".split(), 1)
}


@pytest.fixture(scope="module")
def world() -> Graph:
    return open_graph("world")


def check(graph: Graph, rows: list[Question], settings: PathSettings) -> None:
    """Each row's path leads from its topic to exactly its answers, and keeps the settings."""
    for row in rows:
        assert len(row.topics) == len(row.gold_paths) == 1
        assert row.hops == len(row.gold_paths[0])
        assert row.hops in settings.hops
        assert 0 < len(row.answers) <= settings.answers
        ends = graph.ends([(row.topics[0], row.gold_paths[0])], 10_000)[0]
        assert (tuple(ends), ends.truncated) == (row.answers, False)
        assert row.template is not None
        assert TOPIC_PLACEHOLDER in row.template
        assert "{" not in row.question
        assert "  " not in row.question
    assert len({(row.topics, row.gold_paths) for row in rows}) == len(rows)


@pytest.mark.parametrize("style", STYLES)
def test_each_gold_path_executes_to_the_answers(world: Graph, style: Style) -> None:
    settings = QuestionSettings(count=90, style=style)
    rows = list(make_questions(world, settings))
    check(world, rows, settings.paths)
    assert Counter(row.hops for row in rows) == {1: 30, 2: 30, 3: 30}


def test_the_plain_question_names_its_topic(world: Graph) -> None:
    for row in make_questions(world, QuestionSettings(count=60)):
        (topic,) = world.entities(row.topics)
        assert topic is not None
        assert topic.name.replace("_", " ").lower() in row.question.lower()


def test_the_same_seed_gives_the_same_questions(world: Graph) -> None:
    first, again, other = (
        list(make_questions(world, QuestionSettings(count=40, style="natural", seed=seed))) for seed in (3, 3, 4)
    )
    assert first == again
    assert [row.question for row in first] != [row.question for row in other]


def test_the_styles_ask_for_the_same_paths(world: Graph) -> None:
    plain, natural = (list(make_questions(world, QuestionSettings(count=40, style=style))) for style in STYLES)
    assert [(row.topics, row.gold_paths, row.answers) for row in plain] == [
        (row.topics, row.gold_paths, row.answers) for row in natural
    ]
    assert sum(one.question != other.question for one, other in zip(plain, natural, strict=True)) > 30


def test_no_relation_path_is_asked_far_more_often_than_others(world: Graph) -> None:
    rows = list(make_questions(world, QuestionSettings(count=120, paths=PathSettings(hops=(1,)))))
    counts = Counter(row.gold_paths[0] for row in rows)
    assert len(counts) > 15
    assert max(counts.values()) <= 2 * len(rows) / len(counts)


def test_few_paths_walk_back(world: Graph) -> None:
    def turning(share: float) -> int:
        rows = make_questions(world, QuestionSettings(count=90, paths=PathSettings(hops=(2, 3), siblings=share)))
        paths = [row.gold_paths[0] for row in rows]
        turns = [sum(after == inverse_step(before) for before, after in pairwise(path)) for path in paths]
        assert max(turns) <= 1
        return sum(turns)

    assert turning(0.0) == 0
    assert 0 < turning(0.1) <= 10


def test_the_limit_on_answers_holds(world: Graph) -> None:
    settings = QuestionSettings(count=60, paths=PathSettings(answers=2))
    rows = list(make_questions(world, settings))
    check(world, rows, settings.paths)
    assert len(rows) == 60


def test_a_path_that_a_shorter_one_replaces_is_not_asked_for(make_graph: MakeGraph) -> None:
    edges = [("Ann", "works_for", "Acme"), ("Acme", "based_in", "Rome"), ("Ann", "lives_in", "Rome")]
    graph = make_graph(EdgeRecord(*edge) for edge in edges)
    rows = list(make_questions(graph, QuestionSettings(count=50)))
    check(graph, rows, PathSettings())
    assert ("works_for", "based_in") not in {row.gold_paths[0] for row in rows if row.topics == ("Ann",)}


def test_nodes_without_a_name_are_passed_and_never_asked_for(make_graph: MakeGraph) -> None:
    edges = [
        ("Ann Lee", "person.marriage", "m.0abc"), ("m.0abc", "husband", "Bob Ray"),
        ("Bob Ray", "person.job", "m.0xyz"), ("Cleo Day", "job.holder_of", "m.0xyz"),
    ]  # fmt: skip
    graph = make_graph(EdgeRecord(*edge) for edge in edges)
    rows = list(make_questions(graph, QuestionSettings(count=50)))
    found = {row.gold_paths[0]: row for row in rows}
    assert {end for row in rows for end in row.answers} == {"Ann Lee", "Bob Ray", "Cleo Day"}
    wed, held = found["person.marriage", "husband"], found["person.job", "^job.holder_of"]
    assert (wed.question, wed.answers) == ("What is the husband of Ann Lee?", ("Bob Ray",))  # by what lies behind
    assert " job " in held.question  # by what leads there, where what lies behind is read backwards
    assert len(found["person.marriage", "husband", "person.job", "^job.holder_of"].answers) == 1


# graphs with little or with strange things in them


def test_one_edge_gives_two_questions(make_graph: MakeGraph) -> None:
    graph = make_graph([EdgeRecord("Alien", "directed_by", "Ridley Scott")])
    rows = list(make_questions(graph))
    check(graph, rows, PathSettings())
    assert {(row.topics[0], row.gold_paths[0], row.answers) for row in rows} == {
        ("Alien", ("directed_by",), ("Ridley Scott",)),
        ("Ridley Scott", ("^directed_by",), ("Alien",)),
    }


def test_relations_that_are_no_words_are_said_to_be_so(make_graph: MakeGraph) -> None:
    graph = make_graph([EdgeRecord("Alien", "P57", "Ridley Scott")])
    with pytest.raises(InputError, match="no relation of the graph has a name that can be read"):
        list(make_questions(graph))
    named = list(make_questions(with_relation_words(graph, {"P57": "directed by"})))
    assert any("directed" in row.question.lower() for row in named)
    check(graph, named, PathSettings())


def test_names_that_nobody_says_are_no_topics(make_graph: MakeGraph) -> None:
    graph = make_graph(
        [EdgeRecord("m.0abc", "directed_by", "Q1234"), EdgeRecord("1999-01-02", "directed_by", "http://x.y/z")]
    )
    assert list(make_questions(graph)) == []


def test_hostile_names_stay_data(make_graph: MakeGraph) -> None:
    names = [
        "{x} {kind}",
        "[topic]",
        'Quote" "Quote',
        "Ünï çødé",
        "<b>bold</b>",
        "%s %d",
        "\\1 back",
        "new\u2028line",
        "\x1b[31mred",
    ]
    edges = [
        EdgeRecord(name, relation, names[at - 1])
        for at, name in enumerate(names)
        for relation in ("^odd_one of", "likes")
    ]
    graph = make_graph(edges)
    for style in STYLES:
        rows = list(make_questions(graph, QuestionSettings(count=80, style=style)))
        assert rows
        for row in rows:
            assert tuple(graph.ends([(row.topics[0], row.gold_paths[0])], 100)[0]) == row.answers
            assert row.question.isprintable()
        asked = {row.topics[0] for row in rows}
        assert not {"new\u2028line", "\x1b[31mred"} & asked
        assert "{x} {kind}" in asked
        assert any("{x} {kind}" in row.question for row in rows)


def test_two_entities_of_one_name_are_no_topics(make_graph: MakeGraph) -> None:
    nodes = [NodeRecord("one", "Springfield"), NodeRecord("two", "Springfield")]
    graph = make_graph([*nodes, EdgeRecord("one", "twin_town", "Paris"), EdgeRecord("two", "twin_town", "Rome")])
    assert {row.topics[0] for row in make_questions(graph)} == {"Paris", "Rome"}


def test_a_graph_that_cannot_be_drawn_from_is_refused() -> None:
    class Bare:
        pass

    with pytest.raises(InputError, match="cannot be drawn from a Bare"):
        list(make_questions(Bare()))  # type: ignore[arg-type]


def test_a_networkx_graph_gives_the_same_paths_as_an_index(make_graph: MakeGraph) -> None:
    edges = [
        ("Alien", "directed_by", "Ridley Scott"),
        ("Heat", "directed_by", "Michael Mann"),
        ("Alien", "genre", "horror film"),
    ]
    live: nx.MultiDiGraph = nx.MultiDiGraph()
    for head, relation, tail in edges:
        live.add_edge(head, tail, relation=relation)
    compiled = make_graph(EdgeRecord(*edge) for edge in edges)
    assert isinstance(compiled, IndexGraph)
    for step in ("directed_by", "^directed_by", "genre", "unknown"):
        expected = sorted(compiled.starts(step, 10, Random(0)))
        assert sorted(NetworkxGraph(live).starts(step, 10, Random(0))) == expected
    rows = [list(make_questions(graph, QuestionSettings(count=9))) for graph in (compiled, NetworkxGraph(live))]
    assert rows[0]
    assert {(row.topics, row.gold_paths, row.answers) for row in rows[0]} == {
        (row.topics, row.gold_paths, row.answers) for row in rows[1]
    }


def test_starts_are_drawn_from_all(world: Graph) -> None:
    assert isinstance(world, IndexGraph)
    drawn = world.starts("capital", 5, Random(1))
    assert len(set(drawn)) == 5
    assert drawn != world.starts("capital", 5, Random(2))
    assert all(world.ends([(entity, ("capital",))], 1)[0] for entity in drawn)


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("Blade Runner", True), ("X-Men 2", True), ("São Paulo", True), ("Up", True), ("m.0d05w3", False),
        ("Q42", False), ("GO:0008150", False), ("1999", False), ("37.1,-122.9", False), ("http://example.org/a", False),
        ("_:b0", False),
        ("x" * 61, False), ("!!!", False), ("a\nb c", False), ("", False),
    ],
)  # fmt: skip
def test_names_that_people_say(name: str, fit: bool) -> None:
    assert readable(name) is fit


# reading relations


@pytest.mark.parametrize(
    ("relation", "name"),
    [
        ("people.person.place_of_birth", "place of birth"),
        ("/people/person/place_of_birth", "place of birth"),
        ("film.actor.film..film.performance.film", "film"),
        ("http://example.org/ns#birthPlace", "birth place"),
        ("http://example.org/ns/birthPlace/", "birth place"),
        ("urn:example:birthPlace", "birth place"),
        ("rdf:type", "type"),
        ("concept:hasspouse", "has spouse"),
        ("concept:athleteplayssport", "athlete plays sport"),
        ("HAS_PART", "has part"),
        ("located in city", "located in city"),
        ("->", "->"),
        ("", ""),
    ],
)
def test_a_relation_has_a_name_of_its_own(relation: str, name: str) -> None:
    assert relation_name(relation, RANKS) == name


def test_a_word_stays_whole_unless_it_is_several() -> None:
    assert split_compound("teamplaysincity", RANKS) == ["team", "plays", "in", "city"]
    assert split_compound("spouse", RANKS) == ["spouse"]
    assert split_compound("brontosaurus", RANKS) == ["brontosaurus"]
    assert split_compound("граничит", RANKS) == ["граничит"]


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("place of birth", Reading("noun", "place of birth")),
        ("has ability", Reading("noun", "ability")),
        ("capital of", Reading("noun", "capital", preposition="of", flipped=True)),
        ("parent of person", Reading("noun", "parent", preposition="of", object="person", flipped=True)),
        ("located in city", Reading("be", "located", preposition="in", object="city")),
        ("city in country", Reading("be", "", preposition="in", subject="city", object="country")),
        ("operates aircraft", Reading("verb", "operate", object="aircraft")),
        ("has direct flight to", Reading("verb", "have", "a direct flight", "to")),
        ("athlete plays for team", Reading("verb", "play", preposition="for", subject="athlete", object="team")),
        ("acquired", Reading("verb", "acquire", past=True)),
        ("not very effective against", Reading("be", "not very effective", preposition="against")),
        ("hidden ability", Reading("noun", "hidden ability")),
        ("treats", Reading("verb", "treat")),
        ("awards", Reading("noun", "awards")),
        ("animal such as fish", Reading("noun", "example", subject="animal", object="fish")),
    ],
)
def test_relations_are_read_as_english(name: str, reading: Reading) -> None:
    assert read_relation(name) == reading


@pytest.mark.parametrize("name", ["", "of", "has", "is", "by by by", "->", "x y z in", "граничит с"])
def test_any_name_can_be_read(name: str) -> None:
    assert isinstance(read_relation(name), Reading)


def test_plurals() -> None:
    words = ["country", "place of birth", "aircraft", "egg group", "species"]
    assert [plural(word) for word in words] == ["countries", "places of birth", "aircraft", "egg groups", "species"]


def asked(*names: str, seeds: int = 30, varied: bool = False) -> set[str]:
    """All wordings of a path over relations so called, `^` for backwards, each step to one entity."""
    steps = [WordedStep(read_relation(name.removeprefix("^")), not name.startswith("^"), "", False) for name in names]
    return {word_path("X", steps, Random(seed), varied=varied) for seed in range(seeds)}


@pytest.mark.parametrize(
    ("path", "question"),
    [
        (("currency",), "What is the currency of X?"),
        (("^currency",), "Which thing has X as its currency?"),
        (("treats",), "Which thing does X treat?"),
        (("^treats",), "What treats X?"),
        (("acquired",), "What did X acquire?"),
        (("capital of",), "Which thing has X as its capital?"),
        (("^capital of",), "What is the capital of X?"),
        (("located in city",), "In which city is X located?"),
        (("^located in city",), "What is located in X?"),
        (("country", "currency"), "What is the currency of the country of X?"),
        (("located in city", "city in country"), "In which country is the city X is located in?"),
        (("director", "^director"), "What has the same director as X?"),
    ],
)
def test_paths_are_worded_as_english(path: tuple[str, ...], question: str) -> None:
    assert question in asked(*path)


def test_a_passive_may_be_turned_round() -> None:
    assert "What directed X?" in asked("directed by", seeds=200, varied=True)


def test_verbs_agree_with_their_subjects() -> None:
    steps = [
        WordedStep(read_relation("treats"), False, "drug", True),
        WordedStep(read_relation("causes"), True, "", False),
    ]
    for question in (word_path("X", steps, Random(seed), varied=True) for seed in range(60)):
        assert "drugs that treats" not in question
        assert not ("hatever treats" in question and "X cause " in question)


# other words


def wordnet(*triples: tuple[str, str], weights: Counter[str] | None = None) -> WordNet:
    members: dict[str, list[str]] = {}
    synsets: dict[str, list[str]] = {}
    for lemma, synset in triples:
        members.setdefault(synset, []).append(lemma)
        synsets.setdefault(lemma, []).append(synset)
    return WordNet(members, synsets, weights or Counter())


def test_synonyms_are_of_the_most_central_sense() -> None:
    words = wordnet(("state", "state.1-n"), ("nation", "state.1-n"), ("state", "state.2-n"), ("condition", "state.2-n"))
    assert words.synonyms("state", "v") == words.synonyms("unknown", "n") == []
    heavy = wordnet(
        ("state", "state.1-n"), ("nation", "state.1-n"), ("state", "state.2-n"), ("condition", "state.2-n"),
        weights=Counter({"state.2-n": 9}),
    )  # fmt: skip
    assert heavy.synonyms("state", "n") == ["condition"]
    assert heavy.of_words({"nation"}).synonyms("state", "n") == []


def test_a_synonym_is_no_other_form_of_the_word() -> None:
    words = wordnet(*((lemma, "colour.1-n") for lemma in ("color", "colour", "colouring", "Hue", "tint 2", "shade")))
    assert words.synonyms("color", "n") == ["shade"]


def test_wordnet_is_read_from_triples(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.write(
            "spouse\tmember_of_synset\tspouse.1-n\nmate\tmember_of_synset\tspouse.1-n\nspouse.1-n\thypernym\tkin.1-n\n"
        )
    assert read_wordnet(path).synonyms("spouse", "n") == ["mate"]
    for text, reason in (("a\tb\n", "2 columns"), ("a\tb\tc\n", "is it WordNet"), ("", "is it WordNet")):
        (tmp_path / "bad.tsv").write_text(text)
        with pytest.raises(SourceError, match=reason):
            read_wordnet(tmp_path / "bad.tsv")
    with pytest.raises(SourceError, match="cannot be read"):
        read_wordnet(tmp_path / "absent.tsv")


def test_roughening_leaves_the_topic_alone() -> None:
    questions = {
        roughen("What is the population of Casablanca?", "Casablanca", Random(seed), 1.0) for seed in range(50)
    }
    assert all("casablanca" in question.lower() for question in questions)
    assert len(questions) > 10


def test_kinds_come_from_types_and_from_what_relations_say(make_graph: MakeGraph) -> None:
    graph = make_graph(
        [
            NodeRecord("Rome", types=("capital city",)), EdgeRecord("Oslo", "instance_of", "capital city"),
            EdgeRecord("Rome", "city_in_country", "Italy"), EdgeRecord("Oslo", "city_in_country", "Norway"),
        ]
    )  # fmt: skip
    readings = read_relations(names_in_words(graph, word_ranks(None)), word_ranks(None))
    kinds = Kinds(graph, readings, relation_name)
    assert [kinds.shared(ids) for ids in (("Rome", "Oslo"), ("Italy",), ("Rome", "Italy"), ())] == [
        "capital city", "country", "", "",
    ]  # fmt: skip


def test_nothing_is_chosen_where_nothing_can_be_read(world: Graph) -> None:
    assert isinstance(world, IndexGraph)
    assert list(PathChooser(world, lambda relation: False, PathSettings(), Random(0)).choose(10)) == []
    assert list(PathChooser(world, lambda relation: True, PathSettings(), Random(0)).choose(0)) == []
