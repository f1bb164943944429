"""A result in a form for people: text, Markdown, a Mermaid or SVG drawing, one HTML file, JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rog.errors import InputError
from rog.explain.html import to_html, viewer_assets
from rog.explain.json import read_results, to_json
from rog.explain.markdown import to_markdown
from rog.explain.mermaid import to_mermaid
from rog.explain.notebook import to_notebook
from rog.explain.printable import printable
from rog.explain.svg import to_svg
from rog.explain.text import to_text
from rog.outcome import ResultFields

__all__ = [
    "FORMATS",
    "explain",
    "printable",
    "read_results",
    "to_html",
    "to_json",
    "to_markdown",
    "to_mermaid",
    "to_notebook",
    "to_svg",
    "to_text",
    "viewer_assets",
]

_WRITERS: dict[str, Callable[..., str]] = {
    "text": to_text,
    "markdown": to_markdown,
    "mermaid": to_mermaid,
    "svg": to_svg,
    "html": to_html,
    "json": to_json,
}

FORMATS: tuple[str, ...] = tuple(_WRITERS)
"""The formats that `explain` can write."""


def explain(result: ResultFields, format: str, **options: Any) -> str:
    """The result in one of `FORMATS`; `options` are those of the function that writes it (`to_text`, …).

    Raises InputError for an unknown format.
    """
    writer = _WRITERS.get(format)
    if writer is None:
        raise InputError(f"{format!r} is no format; there are {', '.join(FORMATS)}")
    return writer(result, **options)
