"""The REST interface: every endpoint, what it refuses, and what it says of itself."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from starlette.testclient import TestClient

from eval.serving.clients import reproducible
from rog.errors import DatabaseTimeoutError, DatabaseUnavailableError, GraphError, InputError
from rog.explain import FORMATS
from rog.pipeline import RoG
from rog.query import read_query
from rog.server import ServerSettings, create_app
from rog.server.examples import edges_of, example_questions
from rog.testing import ScriptedPlanner
from tests.conftest import MakeGraph
from tests.fakes.served import DOUBTFUL, HOSTILE, QUESTION, RECORDS, SCRIPT, STAGES, WHY, client, events, problem, small


@pytest.fixture
def kg(make_graph: MakeGraph) -> RoG:
    return small(make_graph(RECORDS))


@pytest.fixture
def http(kg: RoG) -> Iterator[TestClient]:
    with client(kg) as http:
        yield http


def test_health(http: TestClient) -> None:
    assert http.get("/api/v1/health").json() == {"status": "ok", "version": "0.1.0"}


def test_an_answer_is_that_of_the_engine(http: TestClient, kg: RoG) -> None:
    response = http.post("/api/v1/ask", json={"question": QUESTION})
    assert response.status_code == 200
    assert [answer["name"] for answer in response.json()["answers"]] == ["French", "German"]
    assert reproducible(response.json()) == reproducible(kg.ask(QUESTION, limit=1000).to_dict())
    assert (response.json()["confidence"], response.json()["low_confidence"]) == (0.9, False)


def test_an_answer_that_is_not_sure_says_why_and_does_so_first(http: TestClient) -> None:
    data = http.post("/api/v1/ask", json={"question": DOUBTFUL}).json()
    assert (data["low_confidence"], [doubt["says"] for doubt in data["doubts"]]) == (True, [WHY])
    told = dict(events(http.post("/api/v1/ask/stream", json={"question": DOUBTFUL}).text))
    assert list(told) == ["linked", "planned", "walked", "doubted", "answer", "answered"]
    assert told["doubted"] == {"confidence": data["confidence"], "doubts": data["doubts"]}


def test_topics_and_limits_are_passed_on(http: TestClient) -> None:
    body = {"question": QUESTION, "topics": ["CH"], "limit": 1, "paths": 1, "graph": "small"}
    result = http.post("/api/v1/ask", json=body).json()
    assert (len(result["answers"]), result["truncated"]) == (1, True)
    assert result["topics"][0]["candidates"][0]["kind"] == "given"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_stages_come_in_order_and_end_with_the_same_answer(http: TestClient, kg: RoG, method: str) -> None:
    sent: dict[str, Any] = {"params" if method == "GET" else "json": {"question": QUESTION}}
    response = http.request(method, "/api/v1/ask/stream", **sent)
    assert response.headers["content-type"].partition(";")[0] == "text/event-stream"
    names, data = zip(*events(response.text), strict=True)
    assert [*dict.fromkeys(names)] == STAGES
    assert [one["answer"] for one in data[3:-1]] == data[-1]["answers"]
    assert data[0]["topics"][0]["text"] == "Switzerland"
    assert data[1]["plans"][0]["text"] == "CH / borders / language"
    assert [plan["found"] for plan in data[2]["plans"]] == [2, 2]
    assert reproducible(data[-1]) == reproducible(kg.ask(QUESTION, limit=1000).to_dict())


def test_a_question_that_cannot_be_asked_has_a_status_in_a_stream_too(http: TestClient) -> None:
    response = http.get("/api/v1/ask/stream", params={"question": "?", "topic": "nobody"})
    assert "no entity with the id 'nobody'" in problem(response, 422, "unknown-entity")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "question: Field required"),
        ({"question": ""}, "at least 1 character"),
        ({"question": "  "}, "the question is empty"),
        ({"question": "x" * 4001}, "at most 4000 characters"),
        ({"question": "?", "limit": 0}, "limit: Input should be greater"),
        ({"question": "?", "limit": "5"}, "limit: Input should be a valid integer"),
        ({"question": "?", "limit": 1001}, "limit is 1,001; this server gives at most 1,000"),
        ({"question": "?", "paths": 21}, "paths is 21; this server gives at most 20"),
        ({"question": "?", "topics": ["nobody"]}, "no entity with the id 'nobody'"),
        ({"question": "?", "more": 1}, "more: Extra inputs are not permitted"),
        ([], "body: Input should be"),
    ],
)
def test_what_is_not_valid_is_refused(http: TestClient, body: object, message: str) -> None:
    response = http.post("/api/v1/ask", json=body)
    assert response.status_code == 422
    assert message in response.json()["detail"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"question": "\xff"}', b'{"question": "\\ud800 of France?"}', b"[" * 100_000, b'{"question": 1e999}'],
)
def test_bodies_that_are_no_question_are_the_clients_fault(http: TestClient, content: bytes) -> None:
    response = http.post("/api/v1/ask", content=content, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.json()["request_id"] == response.headers["x-request-id"]


def test_a_body_must_say_that_it_is_json(http: TestClient) -> None:
    sent = http.post("/api/v1/ask", content=json.dumps({"question": "?"}), headers={"content-type": "text/plain"})
    assert sent.status_code == 422  # so that no form of another page can ask


def test_unknown_addresses_methods_and_graphs_are_problems(http: TestClient) -> None:
    problem(http.get("/nothing"), 404, "not-found")
    problem(http.get("/page/../../pyproject.toml"), 404, "not-found")
    problem(http.get("/page/%2e%2e%2fapp.py"), 404, "not-found")
    problem(http.get("/api/v1/ask"), 405, "method-not-allowed")
    detail = problem(http.post("/api/v1/ask", json={"question": "?", "graph": "other"}), 404, "unknown-graph")
    assert detail == "there is no graph 'other' here; there are: small"


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (DatabaseUnavailableError("at secret.example.org"), 503, "busy"),
        (DatabaseTimeoutError("at secret.example.org"), 504, "timeout"),
        (GraphError("at secret.example.org"), 500, "engine"),
        (RuntimeError("at secret.example.org"), 500, "fault"),
    ],
)
@pytest.mark.parametrize("path", ["ask", "ask/stream"])
def test_faults_tell_nothing_of_their_cause(
    make_graph: MakeGraph, caplog: pytest.LogCaptureFixture, error: Exception, status: int, kind: str, path: str
) -> None:
    with (
        client(small(make_graph(RECORDS), ScriptedPlanner(SCRIPT, {QUESTION: error}))) as http,
        caplog.at_level("INFO"),
    ):
        response = http.post(f"/api/v1/{path}", json={"question": QUESTION})
    if path == "ask":
        detail = problem(response, status, kind)
    else:
        (_, (name, body)) = events(response.text)
        assert (name, body["status"], body["type"]) == ("error", status, f"urn:rog:problem:{kind}")
        detail = body["detail"]
    assert "secret" not in detail
    assert "secret" not in caplog.text
    faults = [record for record in caplog.records if record.message == "fault"]
    assert len(faults) == (status == 500)


def test_entities_are_found_by_their_first_letters_names_and_misspellings(http: TestClient) -> None:
    def entity_ids(text: str) -> list[str]:
        return [one["id"] for one in http.get("/api/v1/entities", params={"q": text}).json()]

    assert entity_ids("Switzerland") == entity_ids("swi") == entity_ids("schw") == entity_ids("Switserland") == ["CH"]
    assert entity_ids("fr") == ["France", "French"]
    assert entity_ids("") == entity_ids("zz") == entity_ids("\x00") == []
    one = http.get("/api/v1/entities", params={"q": "schw"}).json()[0]
    assert (one["matched"], one["kind"], one["types"]) == ("Schweiz", "alias", ["country"])


def test_relations_are_listed_with_counts_and_edges(http: TestClient) -> None:
    page = http.get("/api/v1/relations").json()
    assert [(one["name"], one["triples"]) for one in page["relations"]] == [
        ("borders", 2),
        ("language", 2),
        ("named", 1),
    ]
    some = http.get("/api/v1/relations", params={"q": "NAME"}).json()
    assert (some["total"], some["relations"][0]["name"]) == (1, "named")
    last_page = http.get("/api/v1/relations", params={"offset": 2, "limit": 1}).json()
    assert (last_page["total"], [one["name"] for one in last_page["relations"]]) == (3, ["named"])
    (edge,) = http.get("/api/v1/relations/edges", params={"relation": "named"}).json()
    assert edge["head"] == {"id": "CH", "name": "Switzerland"}
    assert edge["tail"] == {"id": "h", "name": HOSTILE}
    assert http.get("/api/v1/relations/edges", params={"relation": "none"}).json() == []


def test_graphs_are_told_apart_by_name(make_graph: MakeGraph) -> None:
    one, other = small(make_graph(RECORDS)), small(make_graph(RECORDS[2:4]))
    with client({"one": one, "other": other}) as http:
        graphs = http.get("/api/v1/graphs").json()
        assert [(graph["name"], graph["default"], graph["triples"]) for graph in graphs] == [
            ("one", True, 5),
            ("other", False, 2),
        ]
        assert http.get("/api/v1/relations", params={"graph": "other"}).json()["total"] == 1
    with pytest.raises(InputError, match="needs a graph"):
        create_app({})


@pytest.mark.parametrize("format", FORMATS)
def test_a_result_is_explained_in_every_format(http: TestClient, kg: RoG, format: str) -> None:
    result = kg.ask(QUESTION).to_dict()
    explained = http.post("/api/v1/explain", params={"format": format}, json={"result": result})
    asked = http.post("/api/v1/explain", params={"format": format}, json={"ask": {"question": QUESTION}})
    assert explained.status_code == asked.status_code == 200
    assert "German" in explained.text
    assert "German" in asked.text
    media = {"text": "text/plain", "markdown": "text/markdown", "html": "text/html", "svg": "image/svg+xml"}
    assert explained.headers["content-type"].partition(";")[0] == {
        **media,
        "json": "application/json",
        "mermaid": "text/vnd.mermaid",
    }.get(format, "text/plain")
    assert ("attachment" in explained.headers.get("content-disposition", "")) == (format in ("svg", "html"))


def test_what_cannot_be_explained_is_refused(http: TestClient) -> None:
    problem(http.post("/api/v1/explain?format=pdf", json={"ask": {"question": "?"}}), 422, "unknown-format")
    problem(http.post("/api/v1/explain?format=text", json={}), 422, "invalid-input")
    problem(http.post("/api/v1/explain?format=text", json={"result": {"question": 1}}), 422, "invalid-input")


@pytest.mark.parametrize("path", ["/", "/page/page.js", "/page/page.css", "/page/icon.svg", "/viewer/viewer.js"])
def test_the_page_is_served_and_kept_by_clients(http: TestClient, path: str) -> None:
    first = http.get(path)
    assert first.status_code == 200
    again = http.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_page_has_no_inline_script_or_style(http: TestClient) -> None:
    html = http.get("/").text
    assert "<style" not in html
    assert " style=" not in html
    assert html.count("<script") == html.count('<script src="/')


def test_the_description_names_every_endpoint_with_examples(http: TestClient) -> None:
    described = http.get("/api/v1/openapi.json").json()
    paths = {path.removeprefix("/api/v1/") for path in described["paths"]}
    assert paths >= {"ask", "ask/stream", "explain", "entities", "relations", "graphs", "examples", "health"}
    assert described["components"]["schemas"]["AskRequest"]["properties"]["question"]["examples"]
    assert "application/problem+json" in described["paths"]["/api/v1/ask"]["post"]["responses"]["413"]["content"]


def test_examples_are_questions_that_the_world_graph_answers() -> None:
    import rog

    kg = rog.open("world")
    examples = example_questions(kg, 6, 30)
    assert len({one.question for one in examples}) == 6
    for one in examples:
        assert {answer.id for answer in kg.ask(one.question).answers} == set(one.answers)
    assert example_questions(kg, 6, 30) == examples


def test_examples_of_a_model_that_costs_something_are_not_asked(make_graph: MakeGraph) -> None:
    planner = ScriptedPlanner({})
    examples = example_questions(small(make_graph(RECORDS), planner), 6, 0)
    assert planner.asked == []
    assert {one.question: one.answers for one in examples}["What is the language of France?"] == ("French",)


def test_edges_of_a_graph_that_cannot_be_drawn_from_are_none(make_graph: MakeGraph) -> None:
    class Asked:
        pass

    graph: Any = Asked()
    assert edges_of(graph, "borders", 3) == []
    assert edges_of(make_graph(RECORDS), "borders", 3)[0][1] == "Switzerland"
    assert len(make_graph(RECORDS).starts("borders", 3, Random(0))) == 1


def test_names_complete_within_a_bound(make_graph: MakeGraph) -> None:
    from rog.graph.records import EdgeRecord

    graph = make_graph([EdgeRecord(f"a{number:05}", "r", "hub a") for number in range(5_000)])
    completed = graph.complete("a", 5)
    assert len(completed) == 5
    assert graph.complete("a00017", 5)[0].id == "a00017"
    assert graph.complete("hub", 1)[0].id == "hub a"
    assert graph.complete("", 5) == graph.complete("\ud800", 5) == graph.complete("a", 0) == []


def test_the_questions_are_logged_only_where_that_was_wished_for(kg: RoG, caplog: pytest.LogCaptureFixture) -> None:
    for wished in (False, True):
        caplog.clear()
        with client(kg, log_questions=wished) as http, caplog.at_level(logging.INFO, "rog.server"):
            http.post("/api/v1/ask", json={"question": QUESTION})
            http.get("/api/v1/ask/stream", params={"question": QUESTION})
        fields = [str(getattr(record, "fields", "")) for record in caplog.records]
        assert any(QUESTION in text for text in fields) == wished
        assert len(fields) == 2


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (ServerSettings(host="0.0.0.0"), "can be reached by others"),
        (ServerSettings(host="example.org"), "can be reached by others"),
        (ServerSettings(host="0.0.0.0", token=" "), "a token is one or more"),
        (ServerSettings(token="geheim\u00e4"), "a token is one or more"),
        (ServerSettings(timeout=0), "timeout is 0"),
        (ServerSettings(threads=-1), "threads is -1"),
    ],
)
def test_settings_that_leave_a_server_open_are_refused(settings: ServerSettings, message: str) -> None:
    with pytest.raises(InputError, match=message):
        settings.check()


@pytest.mark.parametrize(
    "settings",
    [
        ServerSettings(),
        ServerSettings(host="localhost"),
        ServerSettings(host="::1"),
        ServerSettings(host="127.8.8.8"),
        ServerSettings(host="0.0.0.0", token="t"),
        ServerSettings(host="0.0.0.0", open_to_all=True),
    ],
)
def test_settings_that_are_safe_are_taken(settings: ServerSettings) -> None:
    settings.check()


# queries that were written


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_query_is_run_as_by_the_engine(http: TestClient, kg: RoG, form: str) -> None:
    query = read_query("count(CH / borders)")
    body = {"query": str(query) if form == "text" else query.to_dict()}
    response = http.post("/api/v1/query", json=body)
    assert response.status_code == 200
    assert (response.json()["answers"][0]["kind"], response.json()["answers"][0]["value"]) == ("number", 2)
    assert reproducible(response.json()) == reproducible(kg.run(query, limit=1000).to_dict())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"query": "count(CH"}, "expected ')'"),
        ({"query": {"op": "count"}}, "not a query"),
        ({"query": {"op": "nothing"}}, "not a query"),
        ({"query": "CH / border"}, "did you mean 'borders'"),
        ({"query": "Atlantis / borders"}, "Atlantis"),
        ({"query": "(" * 5000}, "brackets"),
        ({"query": "CH / borders", "limit": 10**6}, "at most"),
    ],
)
def test_a_query_that_cannot_be_run_is_a_problem(http: TestClient, body: dict[str, Any], message: str) -> None:
    response = http.post("/api/v1/query", json=body)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
    assert message in response.text.replace("\\u0027", "'")
