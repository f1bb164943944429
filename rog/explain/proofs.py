"""What an answer rests on beside paths, as tables that every format draws in its own way.

The viewer makes the same tables (viewer/proofs.js).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rog.explain.names import Names
from rog.explain.printable import MAX_SHOWN_CHARACTERS, printable
from rog.outcome import (
    AbsenceProof,
    Answer,
    ComparisonProof,
    CountProof,
    KindProof,
    Proof,
    Row,
    TotalProof,
)  # fmt: skip
from rog.types import ReasoningPath
from rog.values import read_value

__all__ = ["Bar", "ProofRow", "ProofTable", "answer_label", "bars", "proof_tables", "value_table"]

MAX_ROWS = 10
"""Most rows of a table; it says how many more there are."""

HOW = {"sum": "sum", "mean": "mean", "least": "lowest", "most": "highest"}


@dataclass(frozen=True)
class Bar:
    """A value as a bar, in shares of the space for the longest: where it starts, and its length."""

    start: float
    length: float


@dataclass(frozen=True)
class ProofRow:
    """One counted, compared or summed: its name, its values as text, and a path that shows it."""

    id: str
    label: str
    value: str
    bar: Bar | None
    path: ReasoningPath | None
    is_answer: bool
    """Whether it is what the question is answered with."""


@dataclass(frozen=True)
class ProofTable:
    """A statement, the first rows that it rests on, and how many more there are."""

    title: str
    rows: tuple[ProofRow, ...] = ()
    more: int = 0


def answer_label(answer: Answer, names: Names) -> str:
    """The answer's name; a "no" that rests on an absence says what it means."""
    label = names(answer.id)
    return f"{label} — the graph does not say so" if answer.is_absence else label


def proof_tables(answer: Answer, names: Names) -> list[ProofTable]:
    """A table for each of the answer's proofs."""
    return [_table(proof, answer, names) for proof in answer.proofs]


def value_table(answers: Sequence[Answer], names: Names) -> ProofTable | None:
    """The answers beside each other, where several are values that bars compare."""
    if not any(bars([answer.id for answer in answers])):
        return None
    made = _rows("", [Row(id=answer.id, values=(answer.id,)) for answer in answers], len(answers), answers[0], names)
    return replace(made, rows=tuple(replace(row, label="", is_answer=True) for row in made.rows))


def bars(values: Sequence[str | None]) -> list[Bar | None]:
    """Bars of values, by id, from zero on; none unless two or more of them are numbers of one unit."""
    found = [read_value(value) if value is not None else None for value in values]
    numbers = [value for value in found if value and value.kind == "number"]
    if len(numbers) < 2 or len({value.unit for value in numbers}) > 1:
        return [None] * len(values)
    amounts = [float(value.text) for value in numbers]
    low = min(0.0, *amounts)
    width = max(0.0, *amounts) - low or 1.0
    made = iter(Bar((min(amount, 0.0) - low) / width, abs(amount) / width) for amount in amounts)
    return [next(made) if value and value.kind == "number" else None for value in found]


def _table(proof: Proof, answer: Answer, names: Names) -> ProofTable:
    match proof:
        case CountProof(total=total, members=rows):
            return _rows(f"{total:,} counted", rows, total, answer, names)
        case ComparisonProof(rows=rows, compared=compared):
            return _rows(_comparison(proof, names), rows, compared, answer, names)
        case TotalProof(how=how, by=by, rows=rows, total=total):
            what = f"{HOW[how]} of {printable(by, MAX_SHOWN_CHARACTERS) or 'the values'}"
            return _rows(f"{what}, {_plural(total, 'part')}", rows, total, answer, names)
        case KindProof(id=entity, kind=kind):
            return ProofTable(f"{names(entity)} is of the kind {printable(kind, MAX_SHOWN_CHARACTERS)}")
        case AbsenceProof(query=query, looked_up=ids):
            places = f", looked up again at {_listed(ids, names)}" if ids else ", looked up again"
            return ProofTable(f"nothing is found by {printable(query, MAX_SHOWN_CHARACTERS)}{places}")


def _comparison(proof: ComparisonProof, names: Names) -> str:
    by = printable(proof.by, MAX_SHOWN_CHARACTERS)
    if proof.sign in ("most", "least"):
        what = f"{proof.sign} by {by}"
    else:
        what = " ".join(part for part in (by, proof.sign, _listed(proof.right, names)) if part)
    return f"{what}, {proof.compared:,} compared"


def _rows(title: str, rows: Sequence[Row], total: int, answer: Answer, names: Names) -> ProofTable:
    shown = rows if len(rows) <= MAX_ROWS + 1 else rows[:MAX_ROWS]
    lengths = bars([row.values[0] if row.values else None for row in shown])
    made = (
        ProofRow(
            row.id, names(row.id), ", ".join(map(names, row.values)), bar, next(iter(row.paths), None),
            row.id == answer.id,
        )
        for row, bar in zip(shown, lengths, strict=True)
    )  # fmt: skip
    return ProofTable(title, tuple(made), max(0, total - len(shown)))


def _listed(ids: Sequence[str], names: Names) -> str:
    more = f" and {len(ids) - MAX_ROWS:,} more" if len(ids) > MAX_ROWS else ""
    return ", ".join(map(names, ids[:MAX_ROWS])) + more


def _plural(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
