"""The reasoning paths and proofs of a result as a Mermaid flowchart, which many sites draw from Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from rog.explain.names import Names
from rog.explain.picture import Edge, Node, make_picture
from rog.explain.printable import MAX_SHOWN_CHARACTERS, printable
from rog.explain.proofs import ProofTable, answer_label, proof_tables
from rog.explain.sections import sections
from rog.explain.text import draw_path, first_paths
from rog.outcome import ResultFields

__all__ = ["to_mermaid"]

MERMAID_MAX_CHARACTERS = 50_000
"""Longest text that Mermaid draws with its default settings."""


def to_mermaid(result: ResultFields, *, rows: int = 20) -> str:
    """A left-to-right flowchart; of each hop at most `rows` entities, the rest as one node that counts them.

    Rows are left out until the text is short enough for Mermaid's default settings. Without a path to
    draw the chart gives the reason.
    """
    text = _draw(result, rows)
    while len(text) > MERMAID_MAX_CHARACTERS and rows > 1:
        rows //= 2
        text = _draw(result, rows)
    return text


def _draw(result: ResultFields, rows: int) -> str:
    return "\n".join(_lines(result, rows))


def _lines(result: ResultFields, rows: int) -> Iterator[str]:
    names, picture = Names(result), make_picture(result, rows)
    answers = {answer.id for answer in result.answers}
    numbers = {node: f"n{number}" for number, node in enumerate(node for column in picture.columns for node in column)}
    yield "flowchart LR"
    for node, number in numbers.items():
        yield f"    {number}{_shape(node, node.entity in answers, names)}"
    for edge in picture.edges:
        yield f"    {_arrow(edge, numbers)}"
    known = {node.entity: number for node, number in numbers.items()}
    proofs = list(_sections(result, names, known, rows))
    yield from proofs
    if not numbers and not proofs:
        why = result.error or result.reason or "nothing was found"
        answer_names = [names(answer.id) for answer in result.answers[:rows]]
        text = (
            "Answers without a path: " + ", ".join(answer_names)
            if answer_names
            else f"No answer: {printable(why, MAX_SHOWN_CHARACTERS)}"
        )
        yield f'    n0["{_escape(text)}"]'


def _sections(result: ResultFields, names: Names, known: dict[str | None, str], rows: int) -> Iterator[str]:
    """Each part with its notes and answers, and each answer that rests on more than paths with its proofs."""
    for part, section in enumerate(sections(result)):
        if section.question is not None:
            yield f'    s{part}["{_escape(": ".join((section.question, *section.notes)))}"]'
        for place, answer in enumerate(section.answers[:rows]):
            own = known.get(answer.id) if answer.is_end else None
            texts = [] if answer.is_end else [draw_path(path, names) for path in first_paths(answer, 1)]
            texts += map(_table, proof_tables(answer, names))
            if own is None and texts:
                own = f"a{part}x{place}"
                yield f'    {own}(["{_escape(answer_label(answer, names))}"])'
            for number, text in enumerate(texts):
                yield f'    {own} -.- p{part}x{place}x{number}["{_escape(text)}"]'
            if section.question is not None and own is not None:
                yield f"    s{part} -.- {own}"
        left_out = sum(bool(answer.proofs) or not answer.is_end for answer in section.answers[rows:])
        if left_out:
            yield f'    m{part}["and {left_out} more answers"]'


def _table(table: ProofTable) -> str:
    rows = "; ".join(f"{row.label}: {row.value}" if row.value else row.label for row in table.rows)
    text = f"{table.title}: {rows}" if rows else table.title
    return f"{text} and {table.more:,} more" if table.more else text


def _shape(node: Node, is_answer: bool, names: Names) -> str:
    if node.entity is None:
        return f'["and {node.more} more"]'
    label = _escape(names(node.entity))
    return f'(["{label}"])' if is_answer else f'["{label}"]'


def _arrow(edge: Edge, numbers: dict[Node, str]) -> str:
    """The edge as it stands in the graph, whichever way it was walked."""
    label = _escape(printable(edge.relation, MAX_SHOWN_CHARACTERS) + (f" ({edge.count})" if edge.count > 1 else ""))
    head, tail = (edge.source, edge.target) if edge.forward else (edge.target, edge.source)
    return f'{numbers[head]} -->|"{label}"| {numbers[tail]}'


def _escape(text: str) -> str:
    """All but letters, digits and spaces as Mermaid's entity codes, so that nothing in it is syntax."""
    return "".join(letter if letter.isalnum() or letter == " " else f"#{ord(letter)};" for letter in text) or "#160;"
