"""A result for a notebook: static HTML without scripts, the drawing an image."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape

from rog.explain.names import Names
from rog.explain.printable import printable
from rog.explain.proofs import answer_label
from rog.explain.sections import Section, sections
from rog.explain.svg import to_svg
from rog.explain.text import doubt_of, notes_of, proof_lines
from rog.outcome import ResultFields

__all__ = ["to_notebook"]

MAX_LISTED_ANSWERS = 20


def to_notebook(result: ResultFields) -> str:
    """An HTML fragment: doubt, the drawing, the first answers with a path each, and the notes.

    The drawing is an image, in which nothing runs and whose style stays its own.
    """
    return "<div>" + "".join(_parts(result)) + "</div>"


def _parts(result: ResultFields) -> Iterator[str]:
    names = Names(result)
    yield f"<p><strong>{escape(printable(result.question, 4000))}</strong></p>"
    if result.low_confidence:
        yield f"<p>{escape(doubt_of(result))}</p>"
    if any(answer.drawn_paths or answer.proofs for answer in result.answers):
        data = base64.b64encode(to_svg(result).encode("utf-8")).decode("ascii")
        yield f'<img alt="The paths that are listed below" src="data:image/svg+xml;base64,{data}">'
    for section in sections(result):
        yield from _section(section, names)
    for note in notes_of(result, names):
        yield f"<p>{escape(note)}</p>"


def _section(section: Section, names: Names) -> Iterator[str]:
    if section.question is not None:
        yield f"<p><strong>{escape(section.question)}</strong></p>"
    if section.answers:
        yield "<ol>"
        for answer in section.answers[:MAX_LISTED_ANSWERS]:
            lines = "".join(f"<br><code>{escape(line)}</code>" for line in proof_lines(answer, names, 1))
            yield f"<li><bdi>{escape(answer_label(answer, names))}</bdi>{lines}</li>"
        yield "</ol>"
    if len(section.answers) > MAX_LISTED_ANSWERS:
        yield f"<p>and {len(section.answers) - MAX_LISTED_ANSWERS:,} more</p>"
    for note in section.notes:
        yield f"<p>{escape(note)}</p>"
