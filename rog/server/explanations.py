"""The server's use of `rog.explain`: formats of a result with their media types, and the viewer's files."""

from __future__ import annotations

from rog.explain import FORMATS, explain, viewer_assets
from rog.result import Result

__all__ = ["MEDIA_TYPES", "attachment", "explain_result", "format_names", "viewer_files"]

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
ACTIVE_FORMATS = {"svg", "html"}
"""Formats that a browser would run with this server's origin; they are sent as attachments."""


def format_names() -> tuple[str, ...]:
    """The known formats."""
    return tuple(FORMATS)


def explain_result(result: Result, format: str) -> str:
    """The result in a format."""
    text: str = explain(result, format)
    return text


def attachment(format: str) -> str | None:
    """The Content-Disposition of an attachment; None for a format that a browser may display."""
    if format not in ACTIVE_FORMATS:
        return None
    return f'attachment; filename="explanation.{SUFFIXES.get(format, format)}"'


def viewer_files() -> dict[str, bytes]:
    """The viewer's files by name."""
    return dict(viewer_assets())
