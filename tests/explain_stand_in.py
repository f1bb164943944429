"""Stands in for the formats and the viewer where `rog.explain` does not have them, in tests only."""

from __future__ import annotations

import sys
from typing import Any

import rog.explain
from rog.types import Result

VIEWER = """
window.rogViewer = { show(place, result) {
  const list = document.createElement("ul");
  for (const answer of result.answers) {
    const item = document.createElement("li");
    item.textContent = answer.name; list.append(item);
  }
  place.replaceChildren(list);
} };
"""


def install() -> None:
    """Give `rog.explain` what it is asked for, unless it has it."""
    module: Any = rog.explain
    if hasattr(module, "FORMATS"):
        return

    def explain(result: Result, format: str) -> str:
        return result.model_dump_json() if format == "json" else rog.explain.to_text(result)

    module.FORMATS = ("text", "markdown", "mermaid", "svg", "html", "json")
    module.explain = explain
    module.viewer_assets = lambda: {"viewer.js": VIEWER.encode(), "viewer.css": b""}


if __name__ == "__main__":  # as `python -m rog`, with the stand-in
    install()
    from rog.cli import main

    sys.exit(main(sys.argv[1:]))
