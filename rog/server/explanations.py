"""Where the server meets `rog.explain`: the formats a result can be had in, and the viewer's files."""

from __future__ import annotations

from rog.explain import FORMATS, explain, viewer_assets
from rog.result import Result

__all__ = ["MEDIA_TYPES", "attachment", "explained", "format_names", "viewer_files"]

MEDIA_TYPES = {
    "text": "text/plain; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "mermaid": "text/vnd.mermaid; charset=utf-8",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
"""By format; any other is plain text."""

SUFFIXES = {"text": "txt", "markdown": "md", "mermaid": "mmd"}
DOCUMENTS = {"svg", "html"}
"""Formats that a browser would run in this server's name; they are sent as files to keep."""


def format_names() -> tuple[str, ...]:
    """The formats there are."""
    return tuple(FORMATS)


def explained(result: Result, format: str) -> str:
    """The result in a format."""
    text: str = explain(result, format)
    return text


def attachment(format: str) -> str | None:
    """The Content-Disposition of what is sent as a file; None for what may be shown."""
    if format not in DOCUMENTS:
        return None
    return f'attachment; filename="explanation.{SUFFIXES.get(format, format)}"'


def viewer_files() -> dict[str, bytes]:
    """The viewer's files by name."""
    return dict(viewer_assets())
