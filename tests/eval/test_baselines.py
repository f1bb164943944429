"""Baselines on a small graph of films; and what a published planner's paths become."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.baselines import BASELINES, Answerer, OneByOne, load_baseline
from eval.baselines.breadth import AllPathsPlanner, BreadthReasoner, paths_within
from eval.baselines.encoder import FloatArray, load_encoder
from eval.baselines.frequent import count_paths
from eval.baselines.nearest import NearestStepPlanner, masked_question, path_text
from eval.baselines.published import PublishedPlanner, read_predictions
from eval.baselines.starts import ranked_plans
from eval.baselines.triples import Bm25Ranker, EmbeddingRanker, NearestTripleReasoner, TripleSettings
from rog.errors import InputError, ModelError, SourceError
from rog.graph.index.store import IndexGraph
from rog.pipeline import AskSettings, RoG
from rog.questions import Question
from rog.reasoner import load_reasoner
from rog.reasoner.contract import Reasoner
from rog.result import Result
from rog.testing.graph_contract import edges_of
from rog.types import Branch, Candidate, Topic
from tests.conftest import MakeGraph

EDGES = edges_of(
    "Tenet directed_by Nolan", "Dunkirk directed_by Nolan", "Tenet has_genre Thriller", "Dunkirk has_genre War",
    "Tenet written_by Nolan", "Alien directed_by Scott", "Alien has_genre Horror", "Alien release_year 1979",
    "Tenet release_year 2020",
)  # fmt: skip

TRAIN = [
    Question(question="who directed Tenet", topics=("Tenet",), answers=("Nolan",), gold_paths=(("directed_by",),)),
    Question(question="who directed Alien", topics=("Alien",), answers=("Scott",), gold_paths=(("directed_by",),)),
    Question(question="the genre of Alien", topics=("Alien",), answers=("Horror",), gold_paths=(("has_genre",),)),
    Question(
        question="films by Nolan", topics=("Nolan",), answers=("Tenet", "Dunkirk"), gold_paths=(("^directed_by",),)
    ),
]


class BagOfWords:
    """Embeds a text by its words' stems, so that `directed` is like `directed by`."""

    def embed(self, texts: Sequence[str]) -> FloatArray:
        rows = np.full((len(texts), 512), 1e-6, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[zlib.crc32(word[:5].encode()) % 512] += 1
        unit: FloatArray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph(EDGES)


def ask(answerer: Answerer, question: str, *topics: str) -> Result:
    (result,) = answerer.ask_many([Question(question=question, topics=topics)])
    assert result.error is None
    return result


def ids(result: Result) -> list[str]:
    return [answer.id for answer in result.answers]


def around(graph: IndexGraph, reasoner: Reasoner, hops: int = 2) -> Answerer:
    return OneByOne(graph, AllPathsPlanner(hops), reasoner, AskSettings(plans=1000, paths=1))


# the most frequent path


def test_the_most_frequent_path_is_walked_whatever_is_asked(graph: IndexGraph) -> None:
    answerer = load_baseline("frequent", graph, TRAIN)
    result = ask(answerer, "what is the genre of Dunkirk", "Dunkirk")
    assert ids(result) == ["Nolan"]
    assert [plan.branches for plan in result.plans] == [
        (Branch("Dunkirk", ("directed_by",)),),
        (Branch("Dunkirk", ("has_genre",)),),
    ]
    assert result.answers[0].paths[0].relation_path == ("directed_by",)
    assert result.timings["total"] > 0


def test_a_path_that_cannot_be_walked_from_the_topic_gives_way_to_the_next(graph: IndexGraph) -> None:
    assert sorted(ids(ask(load_baseline("frequent", graph, TRAIN), "what did Nolan do", "Nolan"))) == [
        "Dunkirk",
        "Tenet",
    ]


def test_the_topic_of_a_plain_question_is_linked(graph: IndexGraph) -> None:
    (result,) = load_baseline("frequent", graph, TRAIN).ask_many(["who made Alien?"])
    assert ids(result) == ["Scott"]
    assert result.topics[0].chosen == "Alien"


def test_a_question_without_topic_abstains(graph: IndexGraph) -> None:
    for name in ("frequent", "bm25", "breadth"):
        (result,) = load_baseline(name, graph, TRAIN).ask_many(["zzz qqq?"])
        assert result.abstained
        assert not result.answers


def test_paths_are_counted_by_topic_and_turned_round_where_only_that_walks(graph: IndexGraph) -> None:
    written = Question(question="films by Scott", topics=("Scott",), answers=("Alien",), gold_paths=(("directed_by",),))
    unknown = Question(question="?", topics=("Nobody",), gold_paths=(("directed_by",),))
    empty = Question(question="!", topics=("Alien",), gold_paths=((), ("has_genre",)))
    assert count_paths(graph, [*TRAIN, written, unknown, empty]) == {
        ("directed_by",): 2,
        ("has_genre",): 2,
        ("^directed_by",): 2,
    }


def test_paths_are_found_from_answers_where_there_are_none(graph: IndexGraph) -> None:
    rows = [row.model_copy(update={"gold_paths": ()}) for row in TRAIN[1:3]]
    assert count_paths(graph, rows) == {("directed_by",): 1, ("has_genre",): 1}


# the nearest step


def test_the_nearest_step_is_taken_while_it_helps(graph: IndexGraph) -> None:
    answerer = RoG(graph, NearestStepPlanner(BagOfWords()), load_reasoner(None))
    assert ids(ask(answerer, "what is the genre of Alien", "Alien")) == ["Horror"]
    result = ask(answerer, "the release year of films directed by Nolan", "Nolan")
    assert result.plans[0].branches == (Branch("Nolan", ("^directed_by", "release_year")),)
    assert ids(result) == ["2020"]
    assert [plan.branches[0].path for plan in result.plans[1:]] == [("^directed_by",)]


def test_the_mention_is_masked_and_a_step_back_has_its_relations_words() -> None:
    topic = Topic(text="Alien", start=7, end=12, candidates=())
    assert masked_question("who is Alien's director", topic) == "who is it's director"
    unplaced = topic.model_copy(update={"start": None, "end": None})
    assert masked_question("who is Alien's director", unplaced) == "who is Alien's director"
    assert path_text(("^directed_by", "film.film.has_genre")) == "directed by film film has genre"


def test_topics_that_meet_come_first() -> None:
    plans = ranked_plans([("a", [("r",), ("s",)]), ("b", [("t",)])])
    assert [plan.branches for plan in plans] == [
        (Branch("a", ("r",)), Branch("b", ("t",))),
        (Branch("a", ("r",)),),
        (Branch("b", ("t",)),),
        (Branch("a", ("s",)),),
    ]
    assert [plan.score for plan in plans] == [1.0, 0.5, 0.333333, 0.25]
    assert [plan.branches for plan in ranked_plans([("a", []), ("b", [("t",)])])] == [(Branch("b", ("t",)),)]


# retrieval of triples


@pytest.mark.parametrize("name", ["bm25", "embedding"])
def test_the_far_entity_of_the_nearest_triple_answers(graph: IndexGraph, name: str) -> None:
    if name == "bm25":
        pytest.importorskip("bm25s")
    ranker = Bm25Ranker() if name == "bm25" else EmbeddingRanker(BagOfWords())
    answerer = around(graph, NearestTripleReasoner(ranker))
    result = ask(answerer, "in which year was the release of Tenet", "Tenet")
    assert ids(result) == ["2020"]
    assert result.answers[0].paths[0].relation_path == ("release_year",)
    assert [plan.kept for plan in result.plans] == [True] + [False] * (len(result.plans) - 1)
    assert len(result.plans) > 1
    assert not result.truncated


def test_an_edge_two_hops_away_answers_with_its_far_end(graph: IndexGraph) -> None:
    answerer = around(graph, NearestTripleReasoner(EmbeddingRanker(BagOfWords())))
    result = ask(answerer, "dunkirk genre war", "Nolan")
    assert ids(result) == ["War"]
    assert [hop.relation for hop in result.answers[0].paths[0].hops] == ["directed_by", "has_genre"]


def test_triples_that_were_not_compared_are_told(graph: IndexGraph) -> None:
    ranker = EmbeddingRanker(BagOfWords())
    for settings in (TripleSettings(triples=2), TripleSettings(each=1)):
        assert ask(around(graph, NearestTripleReasoner(ranker, settings)), "genre", "Nolan").truncated


# breadth first


def test_breadth_first_gives_all_within_the_hops_nearest_first(graph: IndexGraph) -> None:
    result = ask(load_baseline("breadth:1", graph, TRAIN), "?!", "Tenet")
    assert ids(result) == ["Nolan", "2020", "Thriller"]  # two relations lead to Nolan
    result = ask(load_baseline("breadth:2", graph, TRAIN), "?!", "Tenet")
    assert ids(result) == ["Nolan", "2020", "Thriller", "Dunkirk"]
    assert {len(answer.paths) for answer in result.answers} == {1}
    assert not result.truncated


def test_breadth_first_goes_as_far_as_the_training_part(graph: IndexGraph) -> None:
    assert "Dunkirk" not in ids(ask(load_baseline("breadth", graph, TRAIN), "?!", "Tenet"))
    longer = [row.model_copy(update={"hops": 2}) for row in TRAIN]
    assert "Dunkirk" in ids(ask(load_baseline("breadth", graph, longer), "?!", "Tenet"))


def test_what_breadth_first_leaves_out_is_told(graph: IndexGraph) -> None:
    few = OneByOne(graph, AllPathsPlanner(2), BreadthReasoner(limit=2), AskSettings(plans=1000))
    result = ask(few, "?!", "Tenet")
    assert len(result.answers) == 2
    assert result.truncated
    assert paths_within(graph, "Tenet", 2, most=3) == ([("directed_by",), ("has_genre",), ("release_year",)], True)
    short = OneByOne(graph, AllPathsPlanner(2, 3), BreadthReasoner(most_paths=3), AskSettings(plans=3))
    cut = ask(short, "?!", "Tenet")
    assert cut.truncated
    assert cut.warnings


# published plans


def test_published_paths_are_walked_in_every_direction_that_leads_on(graph: IndexGraph) -> None:
    planner = PublishedPlanner({"films by Nolan": [("release_year",), ("directed_by",), ("written_by",)]})
    result = ask(RoG(graph, planner, load_reasoner(None)), "films by Nolan", "Nolan")
    assert sorted(ids(result)) == ["Dunkirk", "Tenet"]
    assert [(plan.branches[0].path, plan.score, plan.kept) for plan in result.plans] == [
        (("^directed_by",), 0.5, True),
        (("^written_by",), 0.333333, False),
    ]
    other = ask(RoG(graph, planner, load_reasoner(None)), "who is Nolan", "Nolan")
    assert other.abstained
    assert other.warnings == ("no prediction was published for this question",)


def test_predictions_are_read_and_a_bad_row_is_named(graph: IndexGraph, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    row = {"question": "films by Nolan", "rog_prediction": [["directed_by"], []], "other": 1}
    path.write_bytes(gzip.compress(json.dumps(row).encode()))
    assert read_predictions(path) == {"films by Nolan": (("directed_by",), ())}
    result = ask(load_baseline(f"rog-webqsp:{path}", graph, ()), "films by Nolan", "Nolan")
    assert sorted(ids(result)) == ["Dunkirk", "Tenet"]
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps(row) + '\n{"question": "x"}\n')
    with pytest.raises(SourceError, match=r"bad.jsonl:2: rog_prediction"):
        read_predictions(bad)
    with pytest.raises(SourceError, match="cannot be read"):
        read_predictions(tmp_path / "none.jsonl")


# all of them


def test_a_name_that_is_none_is_told_what_there_is(graph: IndexGraph) -> None:
    for name, reason in (("best", "there are frequent"), ("breadth:0", "1 to 4"), ("breadth:x", "1 to 4")):
        with pytest.raises(InputError, match=reason):
            load_baseline(name, graph, TRAIN)
    with pytest.raises(InputError, match="training part"):
        load_baseline("frequent", graph, ())


def test_an_encoder_that_is_not_there_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROG_ENCODER", raising=False)
    with pytest.raises(ModelError, match="ROG_ENCODER"):
        load_encoder()
    with pytest.raises(ModelError, match="no such folder"):
        load_encoder(str(tmp_path / "none"))
    pytest.importorskip("transformers")
    with pytest.raises(ModelError, match="cannot load"):
        load_encoder(str(tmp_path))


def test_one_bad_question_does_not_end_the_others(graph: IndexGraph) -> None:
    pytest.importorskip("bm25s")
    for name in ("frequent", "bm25", "breadth"):
        bad, good = load_baseline(name, graph, TRAIN).ask_many(
            [{"question": "who", "topics": ["Nobody"]}, {"question": "who directed Alien", "topics": ["Alien"]}]
        )
        assert bad.error is not None
        assert good.answers


@pytest.mark.slow
@pytest.mark.skipif("ROG_ENCODER" not in os.environ, reason="ROG_ENCODER names no sentence encoder")
def test_a_sentence_encoder_finds_what_means_the_same(graph: IndexGraph) -> None:
    encoder = load_encoder()
    near, far, question = encoder.embed(["director of the film", "release year", "who made this movie"])
    assert near @ question > far @ question
    assert np.linalg.norm(near) == pytest.approx(1, abs=1e-5)
    assert encoder.embed([]).shape == (0, len(near))
    assert ids(ask(load_baseline("nearest", graph, ()), "who was Alien directed by?", "Alien")) == ["Scott"]
    assert set(BASELINES) == {"frequent", "nearest", "bm25", "embedding", "breadth", "rog-webqsp"}


def test_a_candidate_that_was_linked_is_the_only_start(graph: IndexGraph) -> None:
    from eval.baselines.starts import starting_topics
    from rog.planner.contract import PlanRequest

    def topic(kind: str, *keys: str) -> Topic:
        candidates = [Candidate.model_validate({"id": k, "name": k, "score": 0.5, "kind": kind}) for k in keys]
        return Topic(text="x", start=0, end=1, candidates=tuple(candidates))

    linked = PlanRequest("?", (topic("name"), topic("name", "a", "b"), topic("name", "c")))
    assert [key for key, _ in starting_topics(linked)] == ["a"]
    given = PlanRequest("?", (topic("given", "a"), topic("given", "c")))
    assert [key for key, _ in starting_topics(given)] == ["a", "c"]
