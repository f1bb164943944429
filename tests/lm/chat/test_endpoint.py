"""The chat planner and reasoner over a real server, with a model that was tuned to neither.

The replies of such a model are mostly wrong. It must be asked, and nothing that it makes up may pass.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import rog
from rog.errors import ModelError
from rog.graph.evaluate import evaluate
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import NodeRecord
from rog.lm.chat.client import ChatModel
from rog.lm.messages import Message, read_json
from rog.planner.chat.planner import ChatPlanner, ChatPlannerSettings
from rog.reasoner.chat import ChatReasoner, ChatReasonerSettings
from rog.result import Result
from rog.testing import Script, ScriptedPlanner
from rog.testing.graph_contract import edges_of
from tests.fakes.chat_endpoint import Endpoint, Recorded, endpoint

pytestmark = pytest.mark.slow

EDGES = edges_of(
    "fr borders es", "fr borders it", "es language spanish", "it language italian", "fr capital paris",
    "fr currency euro", "es capital madrid",
)  # fmt: skip
QUESTIONS = ["Which languages are spoken around France?", "What is the capital of France?"]
RIGHT: Script = {QUESTIONS[0]: [(0.9, [("fr", ("borders", "language"))]), (0.1, [("fr", ("capital",))])]}
MAX_REPLY_TOKENS = 32
"""Tokens of a reply: a small model that talks on is cut."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Endpoint]:
    with endpoint(tmp_path_factory.mktemp("endpoint"), lambda: request.getfixturevalue("language_model")) as served:
        yield served


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> IndexGraph:
    path = tmp_path_factory.mktemp("graph") / "graph.rog"
    build_index([NodeRecord("fr", "France"), NodeRecord("es", "Spain"), NodeRecord("it", "Italy"), *EDGES], path)
    return IndexGraph(path)


def check(result: Result, graph: IndexGraph) -> None:
    """Every plan can be executed, and every answer is what a plan finds, along edges that the graph holds."""
    assert all(graph.ends([branch], 10)[0] for plan in result.plans for branch in plan.branches)
    found = [evaluate(plan.query, graph) for plan in result.plans]
    kept = [plan for plan in result.plans if plan.kept]
    for answer in result.answers:
        assert answer.paths or answer.proofs
        assert any(answer.id in one.ids for one in found)
        assert all(graph.holds([hop.triple for path in answer.all_paths for hop in path.hops]))
        if all(plan.branches for plan in kept):
            assert {path.end for path in answer.paths} == {answer.id}
            planned = {branch for plan in kept for branch in plan.branches}
            assert {(path.topic, path.relation_path) for path in answer.paths} <= planned
    assert result.abstained == (not result.answers)
    assert result.answers or result.reason
    assert result.error is None


def test_a_reply_comes_with_what_it_cost(server: Endpoint) -> None:
    lm = Recorded(server)
    reply = lm.chat([Message("user", "Say the word yes.")], max_tokens=16)
    assert reply.text.strip()
    assert 0 < reply.input_tokens < 100
    assert 0 < reply.output_tokens <= 16
    cut = lm.chat([Message("user", "Count from one to a hundred, in words.")], max_tokens=5)
    assert (cut.output_tokens, cut.finished) == (5, False)


def test_structured_output_is_read_strictly(server: Endpoint) -> None:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    reply = Recorded(server).chat(
        [Message("user", 'Reply with JSON like {"city": "Rome"}: what is the capital of France?')],
        schema=schema,
        max_tokens=MAX_REPLY_TOKENS,
    )
    assert reply.text
    assert reply.parsed == read_json(reply.text)


def test_a_model_that_is_not_served_is_an_error(server: Endpoint) -> None:
    with pytest.raises(ModelError, match="no/such-model-anywhere"):
        ChatModel("no/such-model-anywhere", base_url=server.url, timeout=60, retries=0).chat([Message("user", "?")])


def test_every_plan_can_be_walked_and_every_answer_has_a_path(server: Endpoint, graph: IndexGraph) -> None:
    lm = Recorded(server)
    planner = ChatPlanner(lm, ChatPlannerSettings(reply_tokens=MAX_REPLY_TOKENS, together=2))
    reasoner = ChatReasoner(lm, ChatReasonerSettings(reply_tokens=MAX_REPLY_TOKENS, together=2))
    results = list(rog.open(graph, planner=planner, reasoner=reasoner).ask_many(QUESTIONS))
    for result in results:
        check(result, graph)
        assert 1 <= result.usage.model_calls <= 2
        assert result.plans or result.warnings
    assert len(lm.calls) == sum(result.usage.model_calls for result in results) >= len(QUESTIONS)
    assert sum(reply.input_tokens for _, reply in lm.calls) == sum(result.usage.input_tokens for result in results)
    assert all(messages[0].role == "system" for messages, _ in lm.calls)
    assert {question for question in QUESTIONS for messages, _ in lm.calls if question in messages[1].content} == {
        *QUESTIONS
    }


def test_answers_of_the_reasoner_are_ends_of_paths_it_was_shown(server: Endpoint, graph: IndexGraph) -> None:
    lm = Recorded(server)
    reasoner = ChatReasoner(lm, ChatReasonerSettings(reply_tokens=MAX_REPLY_TOKENS))
    result = rog.open(graph, planner=ScriptedPlanner(RIGHT), reasoner=reasoner).ask(QUESTIONS[0])
    check(result, graph)
    assert {answer.id for answer in result.answers} <= {"spanish", "italian", "paris"}
    ((messages, reply),) = lm.calls
    assert "- France -> borders -> " in messages[1].content
    assert reply.output_tokens > 0
    assert result.usage.input_tokens - reply.input_tokens == len(QUESTIONS[0].split())  # what the script says it took
