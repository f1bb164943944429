"""The shipped planner: how it reads, that its scores are probabilities, and what it says of damaged folders."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from math import log
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from rog.errors import ModelError
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.lexicon.lexicon import common_relations, read_lexicon
from rog.linker import link
from rog.outcome import Plan
from rog.pipeline import RoG
from rog.planner.compact.absent import absent_steps, offered_share
from rog.planner.compact.planner import MARKER, CompactPlanner, encode_question
from rog.planner.compact.scorer import FIRST_STEP, CompactScorer, CompactSteps, IntArray, _log_softmax
from rog.planner.compact.weights import (
    MIN_QUANTIZED_ELEMENTS,
    FloatArray,
    dequantize,
    quantize,
    read_weights,
    write_weights,
)
from rog.planner.contract import Planned, PlanRequest
from rog.planner.rescoring.answer_type import AnswerTypes
from rog.planner.search.beams import probability
from rog.reasoner.paths import PathReasoner
from rog.testing.graph_contract import edges_of
from rog.types import Branch, Candidate, Topic
from rog.words.relation_names import relation_words
from rog.words.similarity import WordSimilarity
from tests.conftest import MakeGraph

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "rog" / "models" / "compact"


class RecordingPlanner(CompactPlanner):
    """Keeps all that its decoder gives."""

    recorded: list[FloatArray]

    def step_scores(self, memory: FloatArray, mask: IntArray, prefix: FloatArray, steps: FloatArray) -> FloatArray:
        scores = super().step_scores(memory, mask, prefix, steps)
        self.recorded.append(scores)
        return scores


@pytest.fixture(scope="module")
def planner() -> RecordingPlanner:
    planner = RecordingPlanner()
    planner.recorded = []
    return planner


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


# what the model reads


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        ("starred_actors", "starred actors"),
        ("starredActors", "starred actors"),
        ("HAS-PART", "has part"),
        ("people.person.place_of_birth", "people person place of birth"),
        ("parseHTTPResponse", "parse http response"),
        ("time zone", "time zone"),
        ("  padded__name ", "padded name"),
        ("P31", "p31"),
        ("граничит_с", "граничит с"),
        ("http://example.org/ns#birthPlace", "http example org ns birth place"),
        ("->", "->"),
        ("_", "_"),
    ],
)
def test_relations_are_read_as_words(relation: str, words: str) -> None:
    assert relation_words(relation) == words


def decoded(tokenizer: Tokenizer, ids: Sequence[int]) -> list[str]:
    return [str(tokenizer.id_to_token(token)) for token in ids]


def test_the_marker_stands_where_the_mention_was(tokenizer: Tokenizer) -> None:
    question = "who directed Blade Runner?"
    ids = encode_question(tokenizer, question, 13, 25, 128)
    assert decoded(tokenizer, ids) == ["[CLS]", "who", "directed", MARKER, "?", "[SEP]"]


@pytest.mark.parametrize(
    ("start", "end", "tokens"), [(0, 3, [MARKER, "cats"]), (4, 8, ["who", MARKER]), (0, 8, [MARKER])]
)
def test_the_mention_may_be_anywhere(tokenizer: Tokenizer, start: int, end: int, tokens: list[str]) -> None:
    assert decoded(tokenizer, encode_question(tokenizer, "who cats", start, end, 128)) == ["[CLS]", *tokens, "[SEP]"]


def test_a_name_that_is_read_stands_behind_the_marker(tokenizer: Tokenizer) -> None:
    ids = encode_question(tokenizer, "who directed Blade Runner?", 13, 25, 128, named=True)
    assert decoded(tokenizer, ids) == ["[CLS]", "who", "directed", MARKER, "blade", "runner", "?", "[SEP]"]
    long = "one two " * 100
    cut = decoded(tokenizer, encode_question(tokenizer, f"who is {long}?", 7, 7 + len(long), 16, named=True))
    assert cut == ["[CLS]", "who", "is", MARKER, "one", "two", "one", "two", "?", "[SEP]"]
    assert encode_question(tokenizer, "who", None, None, 16, named=True) == encode_question(
        tokenizer, "who", None, None, 16
    )


def test_without_a_mention_there_is_no_marker(tokenizer: Tokenizer) -> None:
    assert decoded(tokenizer, encode_question(tokenizer, "who cats", None, None, 128)) == [
        "[CLS]",
        "who",
        "cats",
        "[SEP]",
    ]


@pytest.mark.parametrize("limit", [4, 5, 8, 16, 128])
@pytest.mark.parametrize("place", [0, 1, 40, 199, 200])
def test_cutting_keeps_the_marker_and_what_is_near_it(tokenizer: Tokenizer, limit: int, place: int) -> None:
    words = ["one", "two"] * 100
    question = " ".join([*words[:place], "Zanzibar", *words[place:]])
    start = question.index("Zanzibar")
    tokens = decoded(tokenizer, encode_question(tokenizer, question, start, start + 8, limit))
    assert len(tokens) == limit
    assert (tokens[0], tokens[-1], tokens.count(MARKER)) == ("[CLS]", "[SEP]", 1)
    at = tokens.index(MARKER)
    assert tokens[1:at] == words[place - (at - 1) : place]
    assert tokens[at + 1 : -1] == words[place : place + limit - at - 2]
    assert decoded(tokenizer, encode_question(tokenizer, question, None, None, limit))[0] == "[CLS]"
    assert len(encode_question(tokenizer, question, None, None, limit)) == limit


@pytest.mark.parametrize("text", ["[unused0]", "who is [unused0] of [UNUSED0]", "[ unused0 ]", "［unused0］"])
def test_no_question_can_spell_the_marker(tokenizer: Tokenizer, text: str) -> None:
    marker = tokenizer.token_to_id(MARKER)
    assert marker is not None
    assert marker not in encode_question(tokenizer, text, None, None, 128)
    assert encode_question(tokenizer, f"Rome {text}", 0, 4, 128).count(marker) == 1


def test_a_tokenizer_without_the_marker_is_refused(tokenizer: Tokenizer) -> None:
    other = Tokenizer.from_str(tokenizer.to_str().replace(MARKER, "[taken]"))
    with pytest.raises(ModelError, match=r"no token '\[unused0\]'"):
        encode_question(other, "who", 0, 3, 128)


# what it says


@pytest.fixture
def graph(make_graph: MakeGraph) -> IndexGraph:
    return make_graph(
        edges_of(
            "France borders Spain", "France capital Paris", "Spain language Spanish", "Spain borders Portugal",
            "Portugal language Portuguese", "France language French", "Paris time_zone CET",
        )
    )  # fmt: skip


QUESTIONS = (
    "which languages are spoken in the countries that border France?",
    "what is the capital of France?",
    "Spain",
    "in which time zone is the capital of France, and what is spoken in Spain and in Portugal and elsewhere?",
    "what borders Portugal",
)


def requests(graph: IndexGraph) -> list[PlanRequest]:
    return [PlanRequest(question, tuple(link(question, graph))) for question in QUESTIONS]


def scores(planned: Planned) -> dict[tuple[tuple[str, tuple[str, ...]], ...], float]:
    return {plan.branches: plan.score for plan in planned.plans}


def test_all_steps_are_scored(planner: RecordingPlanner, graph: IndexGraph) -> None:
    planner.recorded.clear()
    planner.plan(requests(graph), graph)
    assert len(planner.recorded) >= 2
    for rows in planner.recorded:
        assert rows.shape[1] > FIRST_STEP + 2 * len(graph.relations())  # behind them, steps that it does not have
        assert np.isfinite(rows).all()


def test_probabilities_are_among_what_is_offered_and_none_is_left_out() -> None:
    scores = np.log(np.array([0.2, 0.5, 0.2, 0.1], np.float32)) + 3
    stop, *steps = np.exp(_log_softmax(scores, 2))  # the second is that no step fits
    assert (stop, *steps) == pytest.approx((0.2, 0.2, 0.1), abs=1e-6)
    assert np.exp(_log_softmax(scores, 1)).sum() == pytest.approx(1.0)


# what the graph does not have


def test_what_a_graph_lacks_is_doubted_and_answered_all_the_same(graph: IndexGraph) -> None:
    believing, doubting = (RoG(graph, CompactPlanner(absent=absent), PathReasoner()) for absent in (False, True))
    for question in ("Who is the prime minister of France?", "What is the capital of France?"):
        before, after = believing.ask(question), doubting.ask(question)
        assert [answer.id for answer in before.answers] == [answer.id for answer in after.answers]
        assert before.plans[0].query == after.plans[0].query
        assert before.confidence is not None
        assert after.confidence is not None
        if "capital" in question:
            assert after.confidence > 0.9 * before.confidence
            assert not after.low_confidence
        else:
            assert after.confidence < 0.3 * before.confidence
            assert after.low_confidence


def test_what_is_negated_otherwise_than_the_question_is_doubted(make_graph: MakeGraph) -> None:
    kg = RoG(
        make_graph([EdgeRecord("Ice", "not effective against", "Fire"), EdgeRecord("Ice", "colour", "White")]),
        CompactPlanner(),
        PathReasoner(),
    )
    for question in ("What is Ice not effective against?", "What is Ice effective against?"):
        result = kg.ask(question)
        assert [answer.name for answer in result.answers] == ["Fire"]
        assert result.low_confidence == ("not" not in question)


def test_an_answer_lies_behind_a_node_without_a_name(make_graph: MakeGraph) -> None:
    edges = [
        ("Ann Lee", "marriage", "_:b1"), ("_:b1", "spouse", "Bob Ray"), ("_:b1", "place of marriage", "Rome"),
        ("Ann Lee", "born in", "Paris"), ("Bob Ray", "born in", "Rome"),
    ]  # fmt: skip
    kg = RoG(make_graph(EdgeRecord(*edge) for edge in edges), CompactPlanner(), PathReasoner())
    expected = {"Who is Ann Lee's spouse?": "Bob Ray", "Where did Ann Lee marry?": "Rome"}
    for question, answer in expected.items():
        result = kg.ask(question)
        assert [one.name for one in result.answers] == [answer]
        assert [hop.tail for hop in result.answers[0].paths[0].hops] == ["_:b1", answer]


def test_what_a_namesake_lacks_raises_no_doubt(make_graph: MakeGraph) -> None:
    question, edges = "Who is the head of government of Georgia?", [("a", "head of government", "Ann Lee")]
    alone: list[Record] = [NodeRecord("a", "Georgia"), *(EdgeRecord(*edge) for edge in edges)]
    beside = [*alone, NodeRecord("b", "Georgia"), EdgeRecord("b", "color", "red")]
    for records in (alone, beside):
        result = RoG(make_graph(records), CompactPlanner(), PathReasoner()).ask(question)
        assert [answer.name for answer in result.answers] == ["Ann Lee"]
        assert result.confidence is not None
        assert result.confidence > 0.85


def test_the_doubt_is_that_of_all_plans_by_their_scores() -> None:
    texts: dict[str, str] = {}
    steps = CompactSteps(
        {"r": FIRST_STEP}, np.ones((1, 2), np.float32), WordSimilarity(texts), AnswerTypes(texts),
        np.ones((2, 2), np.float32),
    )  # fmt: skip
    logits = np.log(np.array([[1, 1, 3, 40], [1, 1, 3, 1]], np.float32))  # the second start has little that is absent
    scorer = CompactScorer(lambda *_: logits, steps, np.zeros((2, 1, 2), np.float32), np.ones((2, 1), np.int64), [0, 1])
    scorer.score([0, 1], [(), ()], [["r"], ["r"]])
    shares = [4 / (4 + 4), 4 / (4 + 0.1)]  # to stop and the step, and a tenth of what is absent
    scorer.score([0, 1], [("r",), ("r",)], [[], []])
    shares = [share * 2 / (2 + absent) for share, absent in zip(shares, (4, 0.1), strict=True)]
    plans = [Plan.of((Branch(topic, ("r",)),), score) for topic, score in (("a", 0.6), ("b", 0.2))]
    assert scorer.offered_share(plans, {"a": [0], "b": [1]}) == pytest.approx((0.6 * shares[0] + 0.2 * shares[1]) / 0.8)
    nothing = [plan.model_copy(update={"score": 0.0}) for plan in plans]
    assert scorer.offered_share(nothing, {"a": [0], "b": [1]}) == pytest.approx(sum(shares) / 2)
    assert scorer.offered_share(plans[:1], {"a": [0, 1, 2]}) == pytest.approx(shares[1])  # mentioned twice: the better
    assert scorer.offered_share([], {}) == 1.0


def test_steps_are_absent_that_are_unlike_all_of_the_graphs() -> None:
    common = np.array([[1, 0], [0, 1], [0, 3], [1, 1]], np.float32)  # two relations, forward and back
    steps = np.array([[2, 0.1], [5, 5]], np.float32)
    assert absent_steps(common, steps).tolist() == [[0, 3], [1, 1]]
    assert absent_steps(common, steps[:0]).tolist() == common.tolist()


def test_the_best_of_what_is_absent_counts_for_a_tenth() -> None:
    scores = np.log(np.array([3.0, 1.0]))
    assert offered_share(scores, np.log(np.array([10.0, 40.0]))) == pytest.approx(4 / (4 + 4))
    assert offered_share(scores + 900, scores + 900) == pytest.approx(4 / (4 + 0.3))  # no overflow
    assert offered_share(scores, scores[:0]) == 1.0


def test_the_common_relations_are_those_of_the_lexicon() -> None:
    named = [group.names[0] for group in read_lexicon() if group.common and group.names]
    assert list(common_relations()) == list(dict.fromkeys(named))


def test_the_batch_does_not_change_the_plans(planner: RecordingPlanner, graph: IndexGraph) -> None:
    questions = requests(graph)
    alone = [planner.plan([request], graph)[0] for request in questions]
    together = planner.plan(questions, graph)
    backwards = planner.plan(questions[::-1], graph)[::-1]
    assert any(planned.plans for planned in alone)
    for one, other, third in zip(alone, together, backwards, strict=True):
        for batch in (other, third):
            left, right = scores(one), scores(batch)
            both = left.keys() & right.keys()
            assert [right[key] for key in both] == pytest.approx([left[key] for key in both], abs=1e-4)
            left_out = [value for key, value in (*left.items(), *right.items()) if key not in both]
            assert max(left_out, default=0.0) < 1e-3  # what is pruned by a hair's breadth


def test_plans_can_be_walked_and_say_what_they_cost(planner: RecordingPlanner, graph: IndexGraph) -> None:
    for planned in planner.plan(requests(graph), graph):
        walked = [plan.branches[0] for plan in planned.plans if len(plan.branches) == 1]
        assert all(graph.ends(walked, 1))
        assert [plan.score for plan in planned.plans] == sorted((plan.score for plan in planned.plans), reverse=True)
        assert planned.usage.model_calls >= 2
        assert planned.usage.input_tokens > 0


def test_what_asks_for_nothing_of_the_graph_is_hardly_planned(planner: RecordingPlanner, graph: IndexGraph) -> None:
    assert planner.plan([], graph) == []
    for question in ("who?", "hello", "what is the meaning of life"):
        (planned,) = planner.plan([PlanRequest(question, ())], graph)
        assert max((plan.score for plan in planned.plans), default=0.0) < 0.2


def test_a_topic_that_is_not_in_the_question_can_be_planned(planner: RecordingPlanner, graph: IndexGraph) -> None:
    candidate = Candidate(id="France", name="France", score=1.0, kind="given")
    topic = Topic(text="France", start=None, end=None, candidates=(candidate,))
    (planned,) = planner.plan([PlanRequest("what is its capital?", (topic,))], graph)
    assert planned.plans


def test_graphs_of_other_relations_are_kept_apart(planner: RecordingPlanner, make_graph: MakeGraph) -> None:
    graphs = [make_graph(edges_of("France capital Paris")), make_graph(edges_of("France a x", "France capital Paris"))]
    plain = RecordingPlanner(absent=False)
    for _ in range(2):
        for graph in graphs:
            plain.recorded = []
            plain.plan([PlanRequest(QUESTIONS[1], tuple(link(QUESTIONS[1], graph)))], graph)
            assert plain.recorded[0].shape[1] == FIRST_STEP + 2 * len(graph.relations())


def test_threads_plan_as_one_does(graph: IndexGraph) -> None:
    planner = CompactPlanner()
    batches = [requests(graph)[number % 5 :] for number in range(8)]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda batch: planner.plan(batch, graph), batches))
    assert together == [planner.plan(batch, graph) for batch in batches]


# weights on disk


def test_quantised_weights_are_off_by_half_a_scale_at_most() -> None:
    values = np.random.default_rng(3).normal(size=(64, 32, 4)) * np.logspace(-3, 3, 64)[:, None, None]
    matrix: FloatArray = values.astype(np.float32)
    matrix[5] = 0.0
    codes, scales = quantize(matrix)
    assert codes.dtype == np.int8
    assert scales.shape == (64,)
    bound = scales[:, None, None] * 0.5001
    assert (np.abs(dequantize(codes, scales) - matrix) <= bound).all()
    again, _ = quantize(dequantize(codes, scales))
    np.testing.assert_array_equal(again, codes)


def test_small_weights_are_kept_to_the_letter(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    small = chance.normal(size=(MIN_QUANTIZED_ELEMENTS // 64 - 1, 64)).astype(np.float32)
    large = chance.normal(size=(MIN_QUANTIZED_ELEMENTS // 64, 64)).astype(np.float32)
    long = chance.normal(size=2 * MIN_QUANTIZED_ELEMENTS).astype(np.float32)
    write_weights({"small": small, "large": large, "long": long, "one": np.array(0.5, np.float32)}, tmp_path / "w")
    read = read_weights(tmp_path / "w")
    assert set(read) == {"small", "large", "long", "one"}
    np.testing.assert_array_equal(read["small"], small)
    np.testing.assert_array_equal(read["long"], long)
    assert (read["one"].shape, float(read["one"])) == ((), 0.5)
    assert 0 < np.abs(read["large"] - large).max() < np.abs(large).max() / 250
    assert load_file(tmp_path / "w")["large"].dtype == np.int8


# damaged folders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "model"))


@pytest.mark.parametrize(
    "name", ["config.json", "weights.safetensors", "tokenizer.json", "encoder.onnx", "decoder.onnx"]
)
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "other"])
def test_damaged_model_folders_are_refused_by_file_name(folder: Path, name: str, damage: str) -> None:
    path = folder / name
    if damage == "missing":
        path.unlink()
    else:
        content = path.read_bytes()
        path.write_bytes(
            {"empty": b"", "cut": content[: len(content) * 2 // 3], "other": b"\xff\x00[1, 2]" * 99}[damage]
        )
    with pytest.raises(ModelError, match=name):
        CompactPlanner(folder)


def test_a_model_of_another_format_is_refused(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "format": 99}))
    with pytest.raises(ModelError, match="model format 99; this rog reads 2"):
        CompactPlanner(folder)
    (folder / "config.json").write_text("[]")
    with pytest.raises(ModelError, match="model format None"):
        CompactPlanner(folder)


def test_a_model_may_come_with_its_calibration(folder: Path, graph: IndexGraph) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "calibration": [[0.0, 0.0], [1.0, 0.25]]}))
    (planned,) = CompactPlanner(folder).plan([PlanRequest("What is the capital of France?", ())], graph)
    assert planned.calibration is not None
    assert planned.calibration(0.8) == pytest.approx(0.2)
    (folder / "config.json").write_text(json.dumps({**config, "calibration": [[0.5, 2]]}))
    with pytest.raises(ModelError, match=r"config\.json: calibration: a score or a probability is not between"):
        CompactPlanner(folder)


@pytest.mark.parametrize("weights", [[], {}, {"encoder.onnx": []}])
def test_a_configuration_that_names_no_weights_is_refused(folder: Path, weights: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "weights": weights}))
    with pytest.raises(ModelError, match=r"config\.json: weights: not the names of those of encoder\.onnx"):
        CompactPlanner(folder)


def test_weights_that_lack_a_matrix_are_refused(folder: Path) -> None:
    weights = load_file(folder / "weights.safetensors")
    del weights["output.weight"]
    save_file(weights, folder / "weights.safetensors")
    with pytest.raises(ModelError, match=r"lacks 'output.weight'"):
        CompactPlanner(folder)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not a compact model folder"):
        CompactPlanner(tmp_path / "nowhere")


# what it takes


def test_asking_loads_neither_torch_nor_a_training_package() -> None:
    script = """
import rog, sys
result = rog.open("world").ask("What is the capital of France?")
assert result.error is None and result.usage.model_calls > 0
heavy = {"torch", "transformers", "onnx", "onnxscript", "accelerate", "networkx", "scipy", "sklearn", "pandas"}
print(sorted(heavy & set(sys.modules)))
"""
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout.strip()) == (0, "[]"), run.stderr


def test_chances_are_never_above_one() -> None:
    assert probability(1e-9) == 1.0
    assert probability(log(0.25)) == pytest.approx(0.25)
