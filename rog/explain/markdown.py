"""A result as Markdown (CommonMark, with the tables of GitHub)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rog.explain.names import Names
from rog.explain.printable import printable
from rog.explain.proofs import ProofTable, answer_label, proof_tables
from rog.explain.sections import Section, sections
from rog.explain.text import doubt_of, draw_path, first_paths, notes_of, row_text
from rog.outcome import ResultFields, Verdict

__all__ = ["to_markdown"]

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
"""The characters that a backslash escapes in CommonMark."""

ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def to_markdown(result: ResultFields, *, paths_per_answer: int = 1) -> str:
    """The question, doubt, the answers with paths and proofs, the notes on them, and the plans with their verdicts.

    All text from the question or the graph is escaped, so that it appears as it is.
    """
    names = Names(result)
    parts = [
        "## " + _escape(printable(result.question, 4000)),
        *([_escape(doubt_of(result))] if result.low_confidence else []),
    ]
    for section in sections(result):
        parts += _section(section, names, paths_per_answer)
    parts += [_escape(note) for note in notes_of(result, names)]
    parts += ["### Plans", "\n".join(_plan_rows(result, names))] if result.plans else []
    return "\n\n".join(parts) + "\n"


def _section(section: Section, names: Names, paths_per_answer: int) -> Iterator[str]:
    if section.question is not None:
        yield "### " + _escape(section.question)
    lines = []
    for number, answer in enumerate(section.answers, start=1):
        lines.append(f"{number}. **{_escape(answer_label(answer, names))}**")
        indent = " " * (len(str(number)) + 2)
        lines += [f"{indent}- {_escape(draw_path(path, names))}" for path in first_paths(answer, paths_per_answer)]
        lines += [indent + line for table in proof_tables(answer, names) for line in _table(table, names)]
    if lines:
        yield "\n".join(lines)
    yield from map(_escape, section.notes)


def _table(table: ProofTable, names: Names) -> Iterator[str]:
    yield f"- {_escape(table.title)}"
    for row in table.rows:
        text = _escape(row_text(row, names))
        yield f"  - **{text}**" if row.is_answer else f"  - {text}"
    if table.more:
        yield f"  - and {table.more:,} more"


def _plan_rows(result: ResultFields, names: Names) -> Iterator[str]:
    yield "| plan | score | found | |"
    yield "|---|---|---|---|"
    for plan in result.plans:
        found = "" if plan.found is None else f"{plan.found:,}{' and more' if plan.truncated else ''}"
        yield f"| {_escape(names.query(plan.query))} | {plan.score:.4f} | {found} | {_verdict(plan)} |"


def _verdict(plan: Verdict) -> str:
    return "kept" if plan.kept else "dropped" + (f": {_escape(printable(plan.reason))}" if plan.reason else "")


def _escape(text: str) -> str:
    return PUNCTUATION.sub(lambda match: ENTITIES.get(match[0], "\\" + match[0]), text)
