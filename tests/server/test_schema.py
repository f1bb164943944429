"""Requests made from the server's own description: none of them breaks it, and the answers are as described."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("schemathesis", reason="schemathesis is not installed")

import schemathesis
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok

from eval.serving.schema import CHECKS, send_cases
from rog.server import create_app
from tests.conftest import MakeGraph
from tests.fakes.served import RECORDS, small

CASES_PER_ROUTE = 12


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_described_requests_get_described_answers(make_graph: MakeGraph, mode: GenerationMode) -> None:
    app = create_app({"small": small(make_graph(RECORDS))})
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=LOCAL)
    statuses: list[int] = []

    def send(case: Case[Any]) -> None:
        response = case.call(headers=LOCAL)
        statuses.append(response.status_code)
        case.validate_response(response, checks=CHECKS)

    for operation in schema.get_all_operations():
        assert isinstance(operation, Ok)
        cases = operation.ok().as_strategy(generation_mode=mode)
        try:
            send_cases(send, cases, CASES_PER_ROUTE, 7)
        except Unsatisfiable:  # an operation without parameters cannot be asked wrongly
            assert mode is GenerationMode.NEGATIVE
    assert len(statuses) > 5 * CASES_PER_ROUTE
    assert 200 in statuses if mode is GenerationMode.POSITIVE else 422 in statuses


LOCAL = {"host": "127.0.0.1"}
