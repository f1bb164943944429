"""Figures as cells, and cells as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["markdown", "per_cent"]


def per_cent(share: float | None, digits: int = 1) -> str:
    """A share of 1 in per cent; a dash where it was not measured."""
    return "–" if share is None else f"{100 * share:.{digits}f}"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; a bar in a cell is escaped."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]) + "\n"
