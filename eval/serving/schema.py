"""Requests made from a server's own description, valid and not, none of which may break it:

python -m eval.serving.schema [--requests 2000] [--graph world] [--out FILE]

Starts `rog serve`, lets schemathesis make requests for each operation of /api/v1/openapi.json, and counts the
answers by status. Exits with 1 if one of them is a fault of the server (5xx), or is not as it was described.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from eval.machine import write_report
from eval.serving.process import served

__all__ = ["CHECKS", "main", "send_cases", "send_described_requests"]

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
SEED = 7
ROUNDS = 12
"""Operations that have but one way to be asked leave their share to the others."""


def send_described_requests(url: str, requests: int) -> tuple[Counter[str], list[str]]:
    """Send at least so many requests, about as many to each operation that can be asked in many ways.

    How many had each status, and what was wrong.
    """
    schema = schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    statuses: Counter[str] = Counter()
    faults: list[str] = []
    for number in range(ROUNDS):
        left = requests - sum(statuses.values())
        for operation in operations if left > 0 else ():
            found = _send(operation, -(-left // len(operations)), SEED + number, statuses)
            faults.extend(f"{operation.label}: {fault}" for fault in found)
    return statuses, faults


def _send(operation: Any, requests: int, number: int, statuses: Counter[str]) -> list[str]:
    """Send so many requests to one operation, half of them as described and half of them not."""
    faults: list[str] = []

    def send(case: Case[Any]) -> None:
        response = case.call(timeout=60)
        statuses[str(response.status_code)] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except (FailureGroup, Failure) as error:  # gathered, so that one fault does not hide the next
            faults.append("; ".join(str(part) for part in getattr(error, "exceptions", [error]))[:1000])

    modes = schemathesis.GenerationMode
    for mode in (modes.POSITIVE, modes.NEGATIVE):
        with suppress(Unsatisfiable):  # an operation without parameters cannot be asked wrongly
            send_cases(send, operation.as_strategy(generation_mode=mode), -(-requests // 2), number)
    return faults


def send_cases(send: Callable[[Case[Any]], None], cases: Any, count: int, number: int) -> None:
    """Call `send` with so many cases, or all there are, drawn from a seed."""
    quiet = settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    seed(number)(quiet(given(case=cases)(lambda case: send(case))))()


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.serving.schema", description=__doc__)
    parser.add_argument("--requests", type=int, default=2_000)
    parser.add_argument("--graph", default="world")
    parser.add_argument("--out", type=Path, help="JSON file to write")
    args = parser.parse_args(arguments)
    with served("--graph", args.graph) as server:
        statuses, faults = send_described_requests(server.url, args.requests)
    figures = {
        "requests": sum(statuses.values()),
        "by_status": dict(sorted(statuses.items())),
        "server_errors": sum(count for status, count in statuses.items() if status.startswith("5")),
        "faults": faults[:20],
    }
    write_report(figures, args, args.out)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
