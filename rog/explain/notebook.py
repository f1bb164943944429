"""A result for a notebook: static HTML without scripts, the drawing an image."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape

from rog.explain.names import Names
from rog.explain.printable import printable
from rog.explain.svg import to_svg
from rog.explain.text import draw_path, first_paths, notes_of
from rog.outcome import ResultFields

__all__ = ["to_notebook"]

MAX_LISTED_ANSWERS = 20


def to_notebook(result: ResultFields) -> str:
    """An HTML fragment: the drawing, the first answers with a path each, and the notes.

    The drawing is an image, in which nothing runs and whose style stays its own.
    """
    return "<div>" + "".join(_parts(result)) + "</div>"


def _parts(result: ResultFields) -> Iterator[str]:
    names = Names(result)
    yield f"<p><strong>{escape(printable(result.question, 4000))}</strong></p>"
    if any(answer.paths for answer in result.answers):
        data = base64.b64encode(to_svg(result).encode("utf-8")).decode("ascii")
        yield f'<img alt="The paths that are listed below" src="data:image/svg+xml;base64,{data}">'
    if result.answers:
        yield "<ol>"
        for answer in result.answers[:MAX_LISTED_ANSWERS]:
            paths = "".join(f"<br><code>{escape(draw_path(path, names))}</code>" for path in first_paths(answer, 1))
            yield f"<li><bdi>{escape(names(answer.id))}</bdi> ({answer.score:.2f}){paths}</li>"
        yield "</ol>"
    if len(result.answers) > MAX_LISTED_ANSWERS:
        yield f"<p>and {len(result.answers) - MAX_LISTED_ANSWERS:,} more</p>"
    for note in notes_of(result, names):
        yield f"<p>{escape(note)}</p>"
