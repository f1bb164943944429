"""Clients that ask a server all at once, some of which hang up; answers are compared with the serial ones."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import httpx2

__all__ = ["Load", "ServedQuestion", "first_page", "first_stage", "reproducible", "run_load"]

HANG_UP_AFTER = 0.03
"""Seconds after which a client that hangs up does so."""


@dataclass(frozen=True)
class ServedQuestion:
    """A question, its limit, and the answer that one asked alone gets."""

    question: str
    graph: str
    limit: int | None
    serial: Any

    @property
    def body(self) -> dict[str, Any]:
        """The request."""
        return {"question": self.question, "graph": self.graph, **({"limit": self.limit} if self.limit else {})}


@dataclass
class Load:
    """What came of many clients asking."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    unlike: list[str] = field(default_factory=list)
    hung_up: int = 0


def reproducible(result: Mapping[str, Any]) -> dict[str, Any]:
    """A result without its timings and its calls of the graph, of which an engine's first question makes more."""
    usage = {name: count for name, count in result["usage"].items() if name != "graph_calls"}
    return {**{name: value for name, value in result.items() if name != "timings"}, "usage": usage}


async def run_load(url: str, questions: Sequence[ServedQuestion], clients: int, hang_ups: int) -> Load:
    """Ask all questions with so many clients at once, half of them in stages; every `hang_ups`th is abandoned once."""
    load, waiting = Load(), iter(enumerate(questions))

    async def client() -> None:
        async with httpx2.AsyncClient(base_url=f"{url}/api/v1/", timeout=120) as http:
            for number, asked in waiting:
                if hang_ups and number % hang_ups == 0:
                    await _hang_up(http, asked, load)
                await _ask(http, asked, number % 2 == 0, load)

    await asyncio.gather(*(client() for _ in range(clients)))
    return load


async def _ask(http: httpx2.AsyncClient, asked: ServedQuestion, stream: bool, load: Load) -> None:
    began = perf_counter()
    response = await http.post("ask/stream" if stream else "ask", json=asked.body)
    load.seconds.append(perf_counter() - began)
    _, answered, last = response.text.rpartition("event: answered\ndata: ")
    whole = response.status_code == 200 and (not stream or answered != "")
    load.statuses[str(response.status_code) if whole or not stream else "no last event"] += 1
    if not whole:
        return
    data = last if stream else response.text
    if reproducible(json.loads(data)) != asked.serial:
        load.unlike.append(asked.question)


async def _hang_up(http: httpx2.AsyncClient, asked: ServedQuestion, load: Load) -> None:
    """Begin to ask, and leave."""
    try:
        async with asyncio.timeout(HANG_UP_AFTER):
            await http.post("ask", json=asked.body)
    except TimeoutError:
        load.hung_up += 1


def first_page(url: str) -> float:
    """Seconds until everything that the page loads is here, one file after the other, on one connection."""
    began = perf_counter()
    with httpx2.Client(base_url=url) as http:
        for path in ("/", "/page/page.css", "/viewer/viewer.css", "/viewer/viewer.js", "/page/page.js"):
            http.get(path).raise_for_status()
        for name in ("api", "complete", "elements", "relations", "stages"):
            http.get(f"/page/{name}.js").raise_for_status()
        for name in ("graphs", "examples"):
            http.get(f"/api/v1/{name}").raise_for_status()
    return perf_counter() - began


def first_stage(http: httpx2.Client, body: dict[str, Any]) -> float:
    """Seconds until the first stage of a streamed answer is here."""
    began = perf_counter()
    with http.stream("POST", "/api/v1/ask/stream", json=body) as response:
        chunks = response.iter_raw()
        next(chunks)
        seconds = perf_counter() - began
        for _ in chunks:
            pass
    return seconds
