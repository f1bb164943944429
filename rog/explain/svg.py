"""The reasoning paths and proofs of a result as one SVG drawing, light or dark as its surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import NamedTuple
from xml.sax.saxutils import escape

from rog.explain.layout import Box, Drawing, Line, cut, lay_out, text_width
from rog.explain.names import Names
from rog.explain.picture import Edge, Node, make_picture
from rog.explain.printable import printable
from rog.explain.proofs import ProofRow, ProofTable, answer_label, proof_tables, value_table
from rog.explain.sections import Section, sections
from rog.explain.text import doubt_of, draw_path, first_paths, notes_of, to_text
from rog.outcome import ResultFields

__all__ = ["to_svg"]

MAX_ENTITY_CHARACTERS, MAX_RELATION_CHARACTERS = 28, 26
"""Longest name of an entity and of a relation in the drawing; a tooltip has more."""

MAX_LINE_CHARACTERS = 84
"""Longest line of text above and below the drawing."""

MAX_PROVED_ANSWERS = 8
"""Most answers whose proofs stand below the drawing."""

BAR_WIDTH_PX, PROOF_WIDTH_PX = 240, 720
"""Width of the longest bar, and the least width of a file that has proofs."""

STYLE = """\
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:#16191d;unicode-bidi:isolate;\
white-space:pre}
.paper{fill:#fff}.question{font-weight:600;font-size:15px}.note,.relation{fill:#4c5661}
.relation{font-size:12px;text-anchor:end;paint-order:stroke;stroke:#fff;stroke-width:6px;stroke-linejoin:round}
.name{text-anchor:middle}.edge{fill:none;stroke:#7b8794;stroke-width:1.5px}.tip{fill:#56616d}
.node{fill:#f3f5f7;stroke:#7b8794;stroke-width:1.25px}.topic{fill:#16191d;stroke:#16191d}.of-topic{fill:#fff}
.answer{fill:#e3f0fb;stroke:#0060a8;stroke-width:2px}.more{stroke-dasharray:4 3}
.bar{fill:#0060a8}.own,.part{font-weight:600}.part{text-decoration:underline}
@media(prefers-color-scheme:dark){text{fill:#e8eaed}.paper{fill:#15181c}.note,.relation{fill:#aab4bf}
.relation{stroke:#15181c}.edge,.node{stroke:#8a949f}.tip{fill:#aab4bf}.node{fill:#22272d}
.topic{fill:#e8eaed;stroke:#e8eaed}.of-topic{fill:#15181c}.answer{fill:#10304a;stroke:#5db1f0}.bar{fill:#5db1f0}}"""


def to_svg(result: ResultFields, *, rows: int = 14) -> str:
    """A drawing of all cited paths in columns by hop, topics left and answers right, and the proofs below it.

    Each column has its first `rows` entities, and one node that counts the rest. Arrows point as the edges
    stand in the graph, whichever way they were walked. Where there is no answer the text gives the reason.
    """
    names = Names(result)
    drawing = lay_out(make_picture(result, rows), lambda node: _name(node, names), _relation)
    proofs = [line for section in sections(result) for line in _proof_lines(section, names)]
    above = [("question", line) for line in _wrapped(printable(result.question, 400))]
    above += [("note", line) for line in _wrapped(doubt_of(result))] if result.low_confidence else []
    below = [line for note in notes_of(result, names) for line in _wrapped(note)]
    return "\n".join(_document(result, drawing, above, proofs, below, names)) + "\n"


def _wrapped(text: str) -> list[str]:
    """A text in lines that are not too long."""
    return [cut(line, MAX_LINE_CHARACTERS) for line in wrap(text, MAX_LINE_CHARACTERS) or [""]]


def _name(node: Node, names: Names) -> str:
    return f"and {node.more:,} more" if node.entity is None else cut(names(node.entity), MAX_ENTITY_CHARACTERS)


def _relation(edge: Edge) -> str:
    return cut(printable(edge.relation), MAX_RELATION_CHARACTERS)


class _ProofLine(NamedTuple):
    """A line of what is proved beside the drawing: a text, or a row of a table."""

    text: str
    style: str
    indent: int = 0
    row: ProofRow | None = None


def _proof_lines(section: Section, names: Names) -> Iterator[_ProofLine]:
    """Answers with their proofs; those that are values together, where bars compare them."""
    if section.question is not None:
        yield _ProofLine(section.question, "part")
    compared = value_table(section.answers, names)
    if compared:
        yield from _table_lines(compared)
    told = [one for one in section.answers if one.proofs or not one.is_end or section.question is not None]
    for answer in told[:MAX_PROVED_ANSWERS]:
        yield _ProofLine(answer_label(answer, names), "question")
        for path in first_paths(answer, 1) if not answer.is_end else ():
            yield _ProofLine(draw_path(path, names), "", 1)
        for table in proof_tables(answer, names):
            yield from _table_lines(table)
    if len(told) > MAX_PROVED_ANSWERS:
        yield _ProofLine(f"and {len(told) - MAX_PROVED_ANSWERS:,} more answers", "note")
    for note in section.notes:
        yield _ProofLine(note, "note")


def _table_lines(table: ProofTable) -> Iterator[_ProofLine]:
    if table.title:
        yield _ProofLine(table.title, "note", 1)
    for row in table.rows:
        yield _ProofLine(row.label, "own" if row.is_answer else "", 2, row)
    if table.more:
        yield _ProofLine(f"and {table.more:,} more", "note", 2)


def _proof(lines: list[_ProofLine], top: float) -> Iterator[str]:
    """The lines, 20 pixels each: labels in a column, then bars, then values."""
    labels = [line for line in lines if line.row and line.row.value]
    at = 16 + 16 * 2 + max((text_width(cut(line.text, MAX_ENTITY_CHARACTERS)) for line in labels), default=0) + 12
    yield f'<g transform="translate(0 {top:g})">'
    for number, (text, style, indent, row) in enumerate(lines):
        y = 20 * number
        limit = MAX_ENTITY_CHARACTERS if row and row.value else MAX_LINE_CHARACTERS
        yield f'<text class="{style}" x="{16 + 16 * indent}" y="{y:g}">{_text(cut(text, limit))}</text>'
        if not row or not row.value:
            continue
        x = at
        if row.bar:
            start, length = at + BAR_WIDTH_PX * row.bar.start, max(1.0, BAR_WIDTH_PX * row.bar.length)
            yield f'<rect class="bar" x="{start:g}" y="{y - 10:g}" width="{length:g}" height="11"/>'
            x += BAR_WIDTH_PX + 12
        yield f'<text class="{style}" x="{x:g}" y="{y:g}">{_text(cut(row.value, MAX_ENTITY_CHARACTERS))}</text>'
    yield "</g>"


def _document(
    result: ResultFields,
    drawing: Drawing,
    above: list[tuple[str, str]],
    proofs: list[_ProofLine],
    below: list[str],
    names: Names,
) -> Iterator[str]:
    """The file; each line `above` has its style."""
    lines = (*(line for _, line in above), *below, *(cut(line.text, MAX_LINE_CHARACTERS) for line in proofs))
    longest = max(map(len, lines), default=0)
    width = max(drawing.width, 32 + 8.4 * longest, PROOF_WIDTH_PX if proofs else 0)
    top = 20 + 20 * len(above)
    proof_top = top + drawing.height + (12 if proofs else 0)
    notes_top = proof_top + 20 * len(proofs)
    height = notes_top + 20 * len(below)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">'
    )
    yield f"<title>{_text(result.question)}</title>"
    if proofs:
        yield f"<desc>{escape(to_text(result))}</desc>"
    yield f"<style>{STYLE}</style>"
    yield '<rect class="paper" width="100%" height="100%"/>'
    for number, (style, line) in enumerate(above):
        yield f'<text class="{style}" x="16" y="{28 + 20 * number}">{_text(line)}</text>'
    yield f'<g transform="translate(0 {top})">'
    yield from (_line(line) for line in drawing.lines)
    answers = {answer.id for answer in result.answers}
    yield from (_box(box, box.node.entity in answers, names) for box in drawing.boxes)
    yield "</g>"
    if proofs:
        yield from _proof(proofs, proof_top)
    for number, line in enumerate(below):
        yield f'<text class="note" x="16" y="{notes_top + 20 * number:.0f}">{_text(line)}</text>'
    yield "</svg>"


def _line(line: Line) -> str:
    x, y, back = line.tip_x, line.tip_y, -9 if line.tip_right else 9
    return (
        f'<g><title>{_text(line.edge.relation)}</title><path class="edge" d="{line.path}"/>'
        f'<path class="tip" d="M{x:g} {y:g}l{back} -4.5v9z"/>'
        f'<text class="relation" x="{line.label_x:g}" y="{line.label_y + 4:g}">{_text(line.label)}</text></g>'
    )


def _box(box: Box, is_answer: bool, names: Names) -> str:
    kind = "more" if box.node.entity is None else "topic" if box.node.column == 0 else "answer" if is_answer else ""
    radius = min(16.0, box.height / 2) if kind == "answer" else 4
    title = box.label if box.node.entity is None else names.with_id(box.node.entity)
    return (
        f'<g><title>{_text(title)}</title><rect class="node {kind}" x="{box.x:g}" y="{box.y:g}" '
        f'width="{box.width:g}" height="{box.height:g}" rx="{radius:g}"/>'
        f'<text class="name of-{kind}" x="{box.x + box.width / 2:g}" y="{box.y + box.height / 2 + 4.5:g}">'
        f"{_text(box.label)}</text></g>"
    )


def _text(text: str) -> str:
    return escape(printable(text))
