"""A result as text for a terminal: each answer with the paths and proofs that explain it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rog.explain.names import Names
from rog.explain.printable import MAX_SHOWN_CHARACTERS, printable
from rog.explain.proofs import ProofRow, answer_label, proof_tables
from rog.explain.sections import CUT, Section, sections
from rog.outcome import Answer, ResultFields
from rog.types import Candidate, ReasoningPath, Topic

__all__ = ["doubt_of", "draw_path", "first_paths", "notes_of", "proof_lines", "row_text", "to_text"]

MAX_SAID_DOUBTS = 2
"""Reasons that a sentence gives: the gravest."""

MIN_RIVAL_SCORE_SHARE = 0.3
"""Candidates with at least this share of the chosen one's score are listed as other readings."""

STYLES = {"question": "4", "answer": "1", "relation": "36", "note": "33", "error": "31"}
"""Display attributes of a terminal (ECMA-48, SGR): underlined, bold, cyan, yellow, red."""


class Pen:
    """Colours text by its role, or leaves it plain."""

    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def __call__(self, part: str, text: str) -> str:
        return f"\x1b[{STYLES[part]}m{text}\x1b[0m" if self._colour else text


PLAIN = Pen(colour=False)


def to_text(result: ResultFields, *, paths_per_answer: int = 1, colour: bool = False) -> str:
    """Doubt, if there is any; the answers, best first, each with its paths and proofs; and the notes. Parts one by one.

    At most `paths_per_answer` paths are drawn for each topic that an answer is reached from. Names
    are made `printable`, and get their id in brackets where two entities share one. `colour` adds
    the control sequences of a terminal, and nothing else.
    """
    names, pen = Names(result), Pen(colour)
    doubt = pen("note", doubt_of(result)) if result.low_confidence else ""
    blocks = ["\n".join(_section_lines(section, names, paths_per_answer, pen)) for section in sections(result)]
    notes = [
        pen("error" if result.error is not None and not number else "note", note)
        for number, note in enumerate(notes_of(result, names))
    ]
    return "\n\n".join(block for block in (doubt, *blocks, "\n".join(notes)) if block)


def _section_lines(section: Section, names: Names, paths_per_answer: int, pen: Pen) -> Iterator[str]:
    if section.question is not None:
        yield pen("question", section.question)
    for answer in section.answers:
        yield pen("answer", answer_label(answer, names))
        yield from ("  " + line for line in proof_lines(answer, names, paths_per_answer, pen))
    yield from (pen("note", note) for note in section.notes)


def proof_lines(answer: Answer, names: Names, paths_per_answer: int, pen: Pen = PLAIN) -> Iterator[str]:
    """What the answer rests on, a line each: its first paths, then each proof with its rows."""
    yield from (draw_path(path, names, pen) for path in first_paths(answer, paths_per_answer))
    for table in proof_tables(answer, names):
        yield table.title + (":" if table.rows else "")
        yield from ("  " + row_text(row, names, pen) for row in table.rows)
        if table.more:
            yield f"  … and {table.more:,} more"


def row_text(row: ProofRow, names: Names, pen: Pen = PLAIN) -> str:
    """A row on one line: its values, or else the path that shows it."""
    if row.path and not row.value:
        return draw_path(row.path, names, pen)
    label = pen("answer", row.label) if row.is_answer else row.label
    return f"{label}: {row.value}" if row.value else label


def first_paths(answer: Answer, limit: int) -> Iterator[ReasoningPath]:
    """The first paths from each topic: an answer that several topics meet in needs one from each."""
    counts: Counter[str] = Counter()
    for path in answer.paths:
        counts[path.topic] += 1
        if counts[path.topic] <= limit:
            yield path


def draw_path(path: ReasoningPath, names: Names, pen: Pen = PLAIN) -> str:
    """The path on one line: `Austria ─language→ German`, and `German ←language─ Austria` walked the other way."""
    return names(path.topic) + "".join(f" {pen('relation', names.arrow(hop))} {names(hop.target)}" for hop in path.hops)


def doubt_of(result: ResultFields) -> str:
    """Why the answers of a result with low confidence may be wrong, in one sentence. It stands before them."""
    number = "" if result.confidence is None else f" ({result.confidence:.2f})"
    reasons = "; ".join(printable(doubt.says) for doubt in result.doubts[:MAX_SAID_DOUBTS]) or "check the paths"
    return f"Low confidence{number}: {reasons}."


def notes_of(result: ResultFields, names: Names) -> Iterator[str]:
    """Notes for the reader beside the answers, a line each; an error comes first."""
    if result.error is not None:
        yield f"Error: {printable(result.error)}"
    elif not result.answers and not result.parts:
        yield f"No answer: {printable(result.reason or 'nothing was found')}"
    for topic in result.topics:
        yield from _reading_note(topic, names)
    if result.truncated and not any(part.truncated for part in result.parts):
        yield CUT
    for warning in result.warnings:
        yield f"Warning: {printable(warning)}"


def _reading_note(topic: Topic, names: Names) -> Iterator[str]:
    """The reading of a mention, where there are others, or where it is misspelt or a part of the name."""
    chosen = next((candidate for candidate in topic.candidates if candidate.id == topic.chosen), None)
    if chosen is None or chosen.kind == "given":
        return
    others = [candidate for candidate in topic.candidates if _is_rival(candidate, chosen)]
    if not others and chosen.kind not in ("fuzzy", "part"):
        return
    line = f"“{printable(topic.text, MAX_SHOWN_CHARACTERS)}” was read as {names.with_id(chosen.id)}"
    if others:
        line += "; it may also be " + "; ".join(names.with_id(other.id) for other in others[:3])
        line += f" or {len(others) - 3} more" if len(others) > 3 else ""
    yield line + "."


def _is_rival(other: Candidate, chosen: Candidate) -> bool:
    return other.id != chosen.id and other.score >= chosen.score * MIN_RIVAL_SCORE_SHARE
