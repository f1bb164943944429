"""What the server lets through, and the headers that every response has."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from rog.pipeline import RoG
from rog.server.security import SECURITY_HEADERS
from tests.conftest import MakeGraph
from tests.fakes.served import HOSTILE, QUESTION, RECORDS, STAGES, client, events, problem, small

TOKEN = "correct horse battery staple"


@pytest.fixture
def kg(make_graph: MakeGraph) -> RoG:
    return small(make_graph(RECORDS))


@pytest.fixture
def guarded(kg: RoG) -> Iterator[TestClient]:
    with client(kg, token=TOKEN) as http:
        yield http


@pytest.mark.parametrize("path", ["/", "/page/page.js", "/api/v1/health", "/api/v1/graphs", "/none", "/api/v1/ask"])
def test_every_response_has_the_security_headers(kg: RoG, path: str) -> None:
    with client(kg) as http:
        headers = http.get(path).headers
    for name, value in SECURITY_HEADERS.items():
        assert headers[name] == value
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer \xe4\xff"],
)
def test_without_the_token_nothing_of_a_graph_is_told(guarded: TestClient, authorization: str) -> None:
    headers = [(b"authorization", authorization.encode("latin-1"))] if authorization else []
    for path in ("graphs", "entities?q=CH", "relations", "examples", "nothing"):
        response = guarded.get(f"/api/v1/{path}", headers=headers)
        problem(response, 401, "no-token")
        assert response.headers["www-authenticate"].startswith("Bearer")
    problem(guarded.post("/api/v1/ask", json={"question": QUESTION}, headers=headers), 401, "no-token")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_with_the_token_it_answers(guarded: TestClient, scheme: str) -> None:
    headers = {"authorization": f"{scheme} {TOKEN}"}
    assert guarded.post("/api/v1/ask", json={"question": QUESTION}, headers=headers).json()["answers"]


def test_the_page_and_health_need_no_token(guarded: TestClient) -> None:
    for path in ("/", "/page/page.css", "/viewer/viewer.js", "/api/v1/health", "/api/v1/openapi.json"):
        assert guarded.get(path).status_code == 200
    assert guarded.get("/api/v1/openapi.json").json()["security"] == [{"token": []}]


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:99", "[::1]:8080", "192.168.1.5", "kg.lan"])
def test_names_of_the_server_are_answered(kg: RoG, host: str) -> None:
    with client(kg, allowed_hosts=("kg.lan",)) as http:
        assert http.get("/api/v1/graphs", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:8080", "", "[", "a@b", "1.2.3.4.x"]
)
def test_names_that_were_made_to_point_here_are_not(kg: RoG, host: str) -> None:
    with client(kg) as http:
        problem(http.get("/api/v1/graphs", headers={"host": host}), 421, "unknown-host")
        problem(http.get("/", headers={"host": host}), 421, "unknown-host")
    with client(kg, allowed_hosts=("*",)) as http:
        assert http.get("/", headers={"host": "evil.example"}).status_code == 200


def test_pages_of_other_origins_may_not_ask(kg: RoG) -> None:
    with client(kg) as http:
        for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
            problem(http.get("/api/v1/graphs", headers=headers), 403, "foreign-origin")
            problem(http.post("/api/v1/ask", json={"question": QUESTION}, headers=headers), 403, "foreign-origin")
        for headers in ({"origin": "http://127.0.0.1:8080"}, {"sec-fetch-site": "same-origin"}):
            assert http.get("/api/v1/graphs", headers=headers).status_code == 200
        assert http.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 200  # a link to the page


def test_origins_that_are_named_may(kg: RoG) -> None:
    friend = {"origin": "https://friend.example"}
    with client(kg, cors_origins=("https://friend.example",), token=TOKEN) as http:
        preflight = {
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,content-type",
        }
        allowed = http.options("/api/v1/ask", headers={**friend, **preflight})
        assert allowed.status_code == 200
        assert allowed.headers["access-control-allow-origin"] == "https://friend.example"
        answer = http.get("/api/v1/graphs", headers={**friend, "authorization": f"Bearer {TOKEN}"})
        assert answer.headers["access-control-allow-origin"] == "https://friend.example"
        assert "access-control-allow-credentials" not in answer.headers
        problem(http.get("/api/v1/graphs", headers={"origin": "https://evil.example"}), 403, "foreign-origin")


def test_requests_have_an_id_that_is_in_the_log(kg: RoG, caplog: pytest.LogCaptureFixture) -> None:
    with client(kg) as http, caplog.at_level(logging.INFO, "rog.server"):
        mine = http.get("/api/v1/health", headers={"x-request-id": "mine-1"})
        bad = http.get("/api/v1/health?secret=1", headers={"x-request-id": "a b\x1b[31m"})
    assert mine.headers["x-request-id"] == "mine-1"
    assert bad.headers["x-request-id"] != "a b\x1b[31m"
    fields = [record.fields for record in caplog.records]  # type: ignore[attr-defined]  # set by log_event
    assert [line["request_id"] for line in fields] == ["mine-1", bad.headers["x-request-id"]]
    assert (fields[1]["path"], fields[1]["status"]) == ("/api/v1/health", 200)
    assert "secret" not in str(fields)


@pytest.mark.parametrize(
    "text", [HOSTILE, "\r\nevent: answered\r\ndata: {}", "</script>", "Why\u2028\u2029?", "\x1b[2J", "𝔘" * 4000]
)
def test_hostile_questions_come_back_as_data(kg: RoG, text: str) -> None:
    with client(kg) as http:
        answered = http.post("/api/v1/ask", json={"question": text})
        streamed = http.post("/api/v1/ask/stream", json={"question": text})
        assert answered.json()["question"] == text
        names, data = zip(*events(streamed.text), strict=True)
        assert list(names) == [name for name in STAGES if name != "answer"]
        assert data[-1]["question"] == text


def test_hostile_names_come_back_as_data(kg: RoG) -> None:
    with client(kg) as http:
        result = http.post("/api/v1/ask", json={"question": "What is Switzerland named?"}).json()
        assert [answer["name"] for answer in result["answers"]] == [HOSTILE]
        detail = problem(http.get("/api/v1/graphs", headers={"host": "<b>"}), 421, "unknown-host")
        assert "<b>" in detail  # as JSON, which no browser reads as a page
