from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest
from rapidfuzz.distance import OSA

from rog.graph import Graph
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord
from rog.linker import LinkerSettings, link, locate, mask
from rog.types import Entity, Match
from rog.words.normal_form import normalize

NAMES = (
    "Switzerland|The Gambia|Netherlands|The Hague|New York City|New York|York|São Paulo|Country|Drama|film|It|Her|Up"
    "|1984|Big|$|E.T.|(500) Days of Summer|The Lord of the Rings|The Lord of the Rings: The Return of the King"
    "|The Return|Nolan|Christopher Nolan|Tom Hanks|Steven Spielberg|harry_hay|巴黎|프랑스|Italy|Rock Hudson|rock hudson"
)
ENTITIES = [
    Entity(id="France", name="France", aliases=("French Republic",)),
    Entity(id="US", name="United States", aliases=("USA", "United States of America")),
    Entity(id="Georgia (country)", name="Georgia"),
    Entity(id="Georgia (state)", name="Georgia"),
    *(Entity(id=name, name=name) for name in NAMES.split("|")),
]


class NameGraph:
    """A graph of which only `find` is asked; it counts the calls."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self.named: dict[str, list[Match]] = {}
        self.calls: list[tuple[int, bool]] = []
        for entity in entities:
            for kind, name in (("id", entity.id), ("name", entity.name), *(("alias", a) for a in entity.aliases)):
                match = Match.model_validate(
                    {"id": entity.id, "name": entity.name, "matched": name, "kind": kind, "score": 0.99}
                )
                self.named.setdefault(normalize(name), []).append(match)

    def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
        self.calls.append((len(texts), fuzzy))
        return [self._matches(text, fuzzy)[:limit] for text in texts]

    def _matches(self, text: str, fuzzy: bool) -> list[Match]:
        best = {match.id: self._scored(match, text) for match in reversed(self.named.get(normalize(text), []))}
        if fuzzy and len(text) > 4:
            for name, matches in self.named.items():
                if 0 < OSA.distance(normalize(text), name) <= 1 + len(text) // 9:
                    for match in matches:
                        likeness = 0.95 * OSA.normalized_similarity(normalize(text), name)
                        best.setdefault(match.id, match.model_copy(update={"kind": "fuzzy", "score": likeness}))
        return sorted(best.values(), key=lambda match: (-match.score, match.id))

    def _scored(self, match: Match, text: str) -> Match:
        return match.model_copy(update={"score": 1.0 if match.matched == text else 0.99})


def index_graph(folder: Path) -> IndexGraph:
    nodes = [NodeRecord(entity.id, entity.name, entity.aliases) for entity in ENTITIES]
    edges = [EdgeRecord("Georgia (country)", "borders", "Italy"), EdgeRecord("France", "borders", "Switzerland")]
    build_index([*nodes, *edges], folder / "names.rog")
    return IndexGraph(folder / "names.rog")


@pytest.fixture(scope="module", params=["fake", "index"])
def graph(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    if request.param == "fake":
        return cast(Graph, NameGraph(ENTITIES))
    return index_graph(tmp_path_factory.mktemp("linker"))


def best(question: str, graph: Graph) -> tuple[str, str]:
    """The best mention and the id of its best candidate."""
    topic = link(question, graph)[0]
    return topic.text, topic.candidates[0].id


@pytest.mark.parametrize(
    ("question", "text", "entity"),
    [
        ("Which currencies are used in the countries that border France?", "France", "France"),
        ("what is France's capital?", "France", "France"),
        ("what is France’s capital?", "France", "France"),
        ("the spouse of harry_hay 's parents ?", "harry_hay", "harry_hay"),
        ("What is the capital of the Netherlands?", "Netherlands", "Netherlands"),
        ("Which country is the Hague in?", "the Hague", "The Hague"),
        ("who lives in the french republic", "french republic", "France"),
        ("WHAT IS THE CAPITAL OF FRANCE?", "FRANCE", "France"),
        ("What Is The Capital Of France?", "France", "France"),
        ("sao paulo is in which country", "sao paulo", "São Paulo"),
        ("who is the mayor of New-York City", "New-York City", "New York City"),
        ("what can i see in new york", "new york", "New York"),
        ("巴黎的人口是多少？", "巴黎", "巴黎"),
        ("프랑스의 수도는?", "프랑스", "프랑스"),
        ("France", "France", "France"),
    ],
)
def test_a_name_is_found_however_it_stands_in_the_question(graph: Graph, question: str, text: str, entity: str) -> None:
    assert best(question, graph) == (text, entity)


@pytest.mark.parametrize(
    ("question", "text", "entity"),
    [
        ("who directed It?", "It", "It"),
        ("what is the genre of the film Her", "Her", "Her"),
        ('who wrote "up"?', "up", "Up"),
        ("who wrote 1984?", "1984", "1984"),
        ("What genre is Big?", "Big", "Big"),
        ("who directed E.T.?", "E.T.", "E.T."),
        ("who acted in the film $ ?", "$", "$"),
        ("who starred in (500) Days of Summer?", "(500) Days of Summer", "(500) Days of Summer"),
        ("which film is a Drama", "Drama", "Drama"),
    ],
)
def test_names_that_are_ordinary_words_or_signs(graph: Graph, question: str, text: str, entity: str) -> None:
    assert best(question, graph) == (text, entity)


def test_ordinary_words_do_not_displace_the_topic(graph: Graph) -> None:
    topics = link("it is the big country in the film of Tom Hanks", graph)
    assert topics[0].text == "Tom Hanks"
    assert topics[0].candidates[0].score > 0.9


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("do vitamins outnumber brca1", "brca1"),
        ("do vitamins outnumber a320", "a320"),
        ("do vitamins outnumber 2nd", "vitamins"),
        ("do vitamins outnumber 1980s", "vitamins"),
    ],
)
def test_letters_and_digits_are_a_name_but_not_in_an_ordinal_or_a_decade(question: str, text: str) -> None:
    names = ("vitamins", "brca1", "a320", "2nd", "1980s")
    graph = NameGraph([Entity(id=name, name=name) for name in names])
    assert best(question, cast(Graph, graph)) == (text, text)


def test_names_inside_names_come_after_them(graph: Graph) -> None:
    topics = link("who directed The Lord of the Rings: The Return of the King?", graph)
    texts = [topic.text for topic in topics]
    assert texts[0] == "The Lord of the Rings: The Return of the King"
    assert {"The Lord of the Rings", "The Return"} <= set(texts[1:])
    assert topics[0].candidates[0].score > 0.9


def test_several_topics_all_score_high(graph: Graph) -> None:
    topics = link("Which films directed by Steven Spielberg star Tom Hanks?", graph)
    assert {topic.text for topic in topics[:2]} == {"Steven Spielberg", "Tom Hanks"}
    assert all(topic.candidates[0].score > 0.3 for topic in topics[:2])


def test_all_entities_of_an_ambiguous_name_are_shown(graph: Graph) -> None:
    (topic,) = link("What is the population of Georgia?", graph)
    assert [candidate.id for candidate in topic.candidates] == ["Georgia (country)", "Georgia (state)"]
    assert topic.candidates[0].score > topic.candidates[1].score > 0.3
    assert topic.chosen is None


@pytest.mark.parametrize(
    ("question", "first"),
    [("which films are about rock hudson", "rock hudson"), ("which films did Rock Hudson star in", "Rock Hudson")],
)
def test_capitals_tell_names_apart_that_differ_in_nothing_else(graph: Graph, question: str, first: str) -> None:
    (topic,) = link(question, graph)
    assert topic.candidates[0].id == first
    assert len(topic.candidates) == 2


@pytest.mark.parametrize(
    ("question", "text", "entity"),
    [
        ("Which languages are spoken in Switzerlnd?", "Switzerlnd", "Switzerland"),
        ("films directed by Chrisopher Nolan", "Chrisopher Nolan", "Christopher Nolan"),
        ("films directed by chrisopher nolan", "chrisopher nolan", "Christopher Nolan"),
        ("what's the population of Gambia", "Gambia", "The Gambia"),
    ],
)
def test_misspelled_names(graph: Graph, question: str, text: str, entity: str) -> None:
    assert best(question, graph) == (text, entity)
    assert best(question, graph) not in [
        (topic.text, topic.candidates[0].id) for topic in link(question, graph, settings=LinkerSettings(fuzzy=False))
    ]


def test_offsets_cut_the_mention_out_of_the_question(graph: Graph) -> None:
    question = "  Does “Big” star Tom  Hanks, or harry hay’s friend? É"
    topics = link(question, graph)
    assert {topic.candidates[0].id for topic in topics[:3]} == {"Big", "Tom Hanks", "harry_hay"}
    assert all(question[topic.start : topic.end] == topic.text for topic in topics)


def test_scores_are_probabilities_best_first(graph: Graph) -> None:
    topics = link("What did Tom Hanks say to Christopher Nolan in New York City?", graph)
    scores = [candidate.score for topic in topics for candidate in topic.candidates]
    assert 0.9 < sum(scores) <= 1.0
    assert all(0.0 <= score <= 1.0 for score in scores)
    heads = [topic.candidates[0].score for topic in topics]
    assert heads == sorted(heads, reverse=True)


@pytest.mark.parametrize("question", ["", "   ", "???", "\n", "what", "hello world foo bar", "\ud800"])
def test_no_topic(graph: Graph, question: str) -> None:
    assert link(question, graph) == []


def test_limits_are_kept(graph: Graph) -> None:
    settings = LinkerSettings(max_mentions=2, max_candidates=1)
    topics = link("Georgia, France, Italy or the Netherlands?", graph, settings=settings)
    assert [len(topic.candidates) for topic in topics] == [1, 1]


def test_the_graph_is_asked_once_and_again_only_for_unexplained_words() -> None:
    fake = NameGraph(ENTITIES)
    link("Which currencies are used in France?", cast(Graph, fake))
    assert [fuzzy for _, fuzzy in fake.calls] == [False]
    fake.calls.clear()
    link("Which currencies are used in Frnace?", cast(Graph, fake))
    assert [fuzzy for _, fuzzy in fake.calls] == [False, True]
    assert fake.calls[1][0] <= 2 * LinkerSettings().max_fuzzy_spans
    fake.calls.clear()
    link("", cast(Graph, fake))
    assert fake.calls == []


@pytest.mark.parametrize("unit", ["France and Tom Hanks ", "a ", "巴", "qzxv wvkj ", "film "])
def test_a_long_question_takes_bounded_work(unit: str) -> None:
    seen: list[int] = []

    class Silent(NameGraph):
        def find(self, texts: Sequence[str], limit: int = 10, *, fuzzy: bool = False) -> list[list[Match]]:
            seen.append(len(texts))
            return [self._matches(text, False)[:limit] for text in texts]

    began = time.perf_counter()
    link(unit * (4000 // len(unit)), cast(Graph, Silent(ENTITIES)))
    assert max(seen) <= LinkerSettings().max_spans
    assert time.perf_counter() - began < 5.0


@pytest.mark.parametrize(
    ("question", "entity", "text"),
    [
        ("What borders the French Republic?", "France", "French Republic"),
        ("Is France the French Republic?", "France", "French Republic"),
        ("what is FRANCE's capital", "France", "FRANCE"),
        ("who lives in the US", "US", "US"),
        ("who lives in Gambia", "The Gambia", "Gambia"),
        ("who lives in the gambia", "The Gambia", "the gambia"),
        ("who directed (500) Days of Summer?", "(500) Days of Summer", "(500) Days of Summer"),
        ("who owns $ ?", "$", "$"),
        ("프랑스의 수도는?", "프랑스", "프랑스"),
        ("the capital of Switzerlnd is", "Switzerland", "Switzerlnd"),
        ("films by chrisopher nolan", "Christopher Nolan", "chrisopher nolan"),
        ("what is there to see", "France", None),
        ("", "France", None),
    ],
)
def test_locate(question: str, entity: str, text: str | None) -> None:
    place = locate(question, next(item for item in ENTITIES if item.id == entity))
    assert (place and question[slice(*place)]) == text


@pytest.mark.parametrize(
    ("question", "mention", "masked"),
    [
        ("what is France's capital", "France", "what is [X]'s capital"),
        ("what is France's capital", "France's", "what is [X]'s capital"),
        ("who is harry_hay 's spouse", "harry_hay", "who is [X] 's spouse"),
        ("France", "France", "[X]"),
    ],
)
def test_mask_hides_the_mention_and_keeps_the_possessive(question: str, mention: str, masked: str) -> None:
    start = question.index(mention)
    assert mask(question, start, start + len(mention), "[X]") == masked


def test_masking_by_link_leaves_the_rest_of_the_question(graph: Graph) -> None:
    question = "Which films directed by Steven Spielberg are a Drama?"
    topic = link(question, graph)[0]
    assert topic.start is not None
    assert topic.end is not None
    assert mask(question, topic.start, topic.end, "it") == "Which films directed by it are a Drama?"


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    names = (
        "Helena Brandt", "Ada Moser", "Ivo Moser", "Nordwind Logistics GmbH", "International Business Machines (IBM)",
        "J. R. R. Tolkien", "The Long Night of the Silver Bolt and Its Keepers",
    )  # fmt: skip
    path = tmp_path_factory.mktemp("staff") / "staff.rog"
    build_index([EdgeRecord(name, "based in", "Graz") for name in names], path)
    return IndexGraph(path)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Where was Brandt born?", "Helena Brandt"),
        ("Where was Helena born?", "Helena Brandt"),
        ("Where is Nordwind Logistics based?", "Nordwind Logistics GmbH"),
        ("Where is IBM based?", "International Business Machines (IBM)"),
        ("Where was Tolkien born?", "J. R. R. Tolkien"),
    ],
)
def test_a_part_of_a_name_that_one_entity_has_is_probable(staff: Graph, question: str, name: str) -> None:
    ((candidate,),) = [topic.candidates for topic in link(question, staff)]
    assert (candidate.id, candidate.kind) == (name, "part")
    assert 0.5 < candidate.score < 0.99


def test_entities_that_share_a_part_are_all_candidates(staff: Graph) -> None:
    (topic,) = link("Where was Moser born?", staff)
    assert {candidate.id for candidate in topic.candidates} == {"Ada Moser", "Ivo Moser"}
    assert all(0.1 < candidate.score < 0.5 for candidate in topic.candidates)


def test_a_word_of_a_long_title_is_no_sure_reading(staff: Graph) -> None:
    (topic,) = link("Where was Bolt born?", staff)
    assert [candidate.kind for candidate in topic.candidates] == ["part"]
    assert topic.candidates[0].score < link("Where was Brandt born?", staff)[0].candidates[0].score


def test_a_whole_name_comes_before_a_part_of_another(staff: Graph) -> None:
    assert [topic.text for topic in link("Who is based in Graz?", staff)] == ["Graz"]
    (topic,) = link("Where was Helena Brandt born?", staff)
    assert [(candidate.id, candidate.kind) for candidate in topic.candidates] == [("Helena Brandt", "id")]
