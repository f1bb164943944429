"""The reasoning paths of a result as one SVG drawing, light or dark as its surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from xml.sax.saxutils import escape

from rog.explain.layout import Box, Drawing, Line, cut, lay_out
from rog.explain.names import Names
from rog.explain.picture import Edge, Node, make_picture
from rog.explain.printable import printable
from rog.explain.text import notes_of
from rog.outcome import ResultFields

__all__ = ["to_svg"]

MAX_ENTITY_CHARACTERS, MAX_RELATION_CHARACTERS = 28, 26
"""Longest name of an entity and of a relation in the drawing; a tooltip has more."""

MAX_LINE_CHARACTERS = 84
"""Longest line of text above and below the drawing."""

STYLE = """\
text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:#16191d;unicode-bidi:isolate;\
white-space:pre}
.paper{fill:#fff}.question{font-weight:600;font-size:15px}.note,.relation{fill:#4c5661}
.relation{font-size:12px;text-anchor:end;paint-order:stroke;stroke:#fff;stroke-width:6px;stroke-linejoin:round}
.name{text-anchor:middle}.edge{fill:none;stroke:#7b8794;stroke-width:1.5px}.tip{fill:#56616d}
.node{fill:#f3f5f7;stroke:#7b8794;stroke-width:1.25px}.topic{fill:#16191d;stroke:#16191d}.of-topic{fill:#fff}
.answer{fill:#e3f0fb;stroke:#0060a8;stroke-width:2px}.more{stroke-dasharray:4 3}
@media(prefers-color-scheme:dark){text{fill:#e8eaed}.paper{fill:#15181c}.note,.relation{fill:#aab4bf}
.relation{stroke:#15181c}.edge,.node{stroke:#8a949f}.tip{fill:#aab4bf}.node{fill:#22272d}
.topic{fill:#e8eaed;stroke:#e8eaed}.of-topic{fill:#15181c}.answer{fill:#10304a;stroke:#5db1f0}}"""


def to_svg(result: ResultFields, *, rows: int = 14) -> str:
    """A drawing of all cited paths in columns by hop, topics left and answers right, as a file of its own.

    Each column has its first `rows` entities, and one node that counts the rest. Arrows point as the edges
    stand in the graph, whichever way they were walked. Where there is no answer the text gives the reason.
    """
    names = Names(result)
    drawing = lay_out(make_picture(result, rows), lambda node: _name(node, names), _relation)
    above = [cut(line, MAX_LINE_CHARACTERS) for line in wrap(printable(result.question, 400), MAX_LINE_CHARACTERS)]
    below = [line for note in notes_of(result, names) for line in wrap(note, MAX_LINE_CHARACTERS) or [""]]
    return (
        "\n".join(_document(result, drawing, above, [cut(line, MAX_LINE_CHARACTERS) for line in below], names)) + "\n"
    )


def _name(node: Node, names: Names) -> str:
    return f"and {node.more:,} more" if node.entity is None else cut(names(node.entity), MAX_ENTITY_CHARACTERS)


def _relation(edge: Edge) -> str:
    return cut(printable(edge.relation), MAX_RELATION_CHARACTERS)


def _document(
    result: ResultFields, drawing: Drawing, above: list[str], below: list[str], names: Names
) -> Iterator[str]:
    longest = max(map(len, above + below), default=0)
    width = max(drawing.width, 32 + 8.4 * longest)
    top = 20 + 20 * len(above)
    height = top + drawing.height + 20 * len(below)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">'
    )
    yield f"<title>{_text(result.question)}</title>"
    yield f"<style>{STYLE}</style>"
    yield '<rect class="paper" width="100%" height="100%"/>'
    for number, line in enumerate(above):
        yield f'<text class="question" x="16" y="{28 + 20 * number}">{_text(line)}</text>'
    yield f'<g transform="translate(0 {top})">'
    yield from (_line(line) for line in drawing.lines)
    answers = {answer.id for answer in result.answers}
    yield from (_box(box, box.node.entity in answers, names) for box in drawing.boxes)
    yield "</g>"
    for number, line in enumerate(below):
        yield f'<text class="note" x="16" y="{top + drawing.height + 20 * number:.0f}">{_text(line)}</text>'
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
