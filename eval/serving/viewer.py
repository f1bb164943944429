"""How long the page of a large result takes to open and to answer a click, in the system's Chromium:

python -m eval.serving.viewer [--paths 500] [--clicks 40] [--out FILE]

A click is measured until its frame is drawn, as its user waits (`wall`), and by what the page's main thread
works for it (`work`). The latter says the same on a busy machine. Clicks choose answers near and far in the
list while few entities are drawn, and again with all of them drawn.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from eval.machine import p50_p95, write_report
from rog.explain import to_html
from rog.outcome import Answer, Plan, Verdict
from rog.result import Result
from rog.types import Branch, Entity, Hop, ReasoningPath

__all__ = ["main"]

MIDDLE_ENTITIES = 40
"""Entities on the way that the paths go through."""

CLICK = """async (id) => {
  const radio = document.querySelector(`input[data-answer='${id}']`);
  const began = performance.now();
  radio.click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return (performance.now() - began) / 1000;
}"""


def result_of(paths: int) -> Result:
    """A result with `paths` answers, each by one path of two hops."""
    names = {"t": "Topic"} | {f"w{place}": f"Way {place}" for place in range(MIDDLE_ENTITIES)}
    answers = []
    for number in range(paths):
        way, key = f"w{number % MIDDLE_ENTITIES}", f"a{number}"
        names[key] = f"Answer {number}"
        hops = (Hop(head="t", relation="leads_to", tail=way), Hop(head=way, relation="has_part", tail=key, key=number))
        answers.append(Answer(id=key, name=names[key], score=0.9, paths=(ReasoningPath(topic="t", hops=hops),)))
    entities = {key: Entity(id=key, name=name) for key, name in names.items()}
    plans = (Verdict(plan=Plan.of((Branch("t", ("leads_to", "has_part")),), 0.9), kept=True, found=paths),)
    return Result(question="What is reached from Topic?", answers=tuple(answers), plans=plans, entities=entities)


def click_all(page: Any, session: Any, ids: Sequence[str]) -> dict[str, object]:
    """Milliseconds (median, 95th percentile) of choosing these answers in turn: as waited, and as worked for."""
    wall, work = [], []
    for key in ids:
        before = _worked(session)
        wall.append(page.evaluate(CLICK, key))
        work.append(_worked(session) - before)
    return {"wall_ms": p50_p95(wall, 1000), "work_ms": p50_p95(work, 1000), "most_work_ms": round(max(work) * 1000, 2)}


def _worked(session: Any) -> float:
    """Seconds of processor time that the page's main thread has worked so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))


def measure(paths: int, clicks: int) -> dict[str, object]:
    """The figures, by name. Raises FileNotFoundError where there is no Chromium."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise FileNotFoundError("Chromium is not installed")
    ids = [f"a{number * 7919 % paths}" for number in range(clicks)]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "result.html"
        file.write_text(to_html(result_of(paths)), encoding="utf-8")
        page = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]).new_page()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        began = perf_counter()
        page.goto(file.as_uri())
        page.wait_for_selector(".rog-graph .lit")
        opened = perf_counter() - began
        opening = _worked(session)
        page.locator(".rog-answers .rog-more").click()
        grouped = click_all(page, session, ids)
        while page.locator(".rog-node.more").count():
            page.locator(".rog-node.more").first.press("Enter")
        return {
            "paths": paths,
            "file_bytes": file.stat().st_size,
            "open_wall_seconds": round(opened, 3),
            "open_work_seconds": round(opening, 3),
            "click_grouped": grouped,
            "click_all_drawn": click_all(page, session, ids),
        }


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paths", type=int, default=500, help="paths of the result (default: 500)")
    parser.add_argument("--clicks", type=int, default=40, help="answers that are chosen (default: 40)")
    parser.add_argument("--out", type=Path, help="JSON file to write the report to")
    args = parser.parse_args(arguments)
    write_report(measure(args.paths, args.clicks), args, args.out)


if __name__ == "__main__":
    main()
