"""A result as Markdown (CommonMark, with the tables of GitHub)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rog.explain.names import Names
from rog.explain.printable import MAX_SHOWN_CHARACTERS, printable
from rog.explain.text import draw_path, first_paths, notes_of
from rog.outcome import ResultFields, Verdict
from rog.types import Branch, read_step

__all__ = ["to_markdown"]

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
"""The characters that a backslash escapes in CommonMark."""

ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def to_markdown(result: ResultFields, *, paths_per_answer: int = 1) -> str:
    """The question, the answers with their paths, the notes on them, and the plans.

    All text from the question or the graph is escaped, so that it appears as it is.
    """
    names = Names(result)
    parts = ["## " + _escape(printable(result.question, 4000)), *_answers(result, names, paths_per_answer)]
    parts += [_escape(note) for note in notes_of(result, names)]
    parts += ["### Plans", "\n".join(_plan_rows(result, names))] if result.plans else []
    return "\n\n".join(parts) + "\n"


def _answers(result: ResultFields, names: Names, paths_per_answer: int) -> Iterator[str]:
    if not result.answers:
        return
    lines = []
    for number, answer in enumerate(result.answers, start=1):
        lines.append(f"{number}. **{_escape(names(answer.id))}** ({answer.score:.2f})")
        indent = " " * (len(str(number)) + 2)
        lines += [f"{indent}- {_escape(draw_path(path, names))}" for path in first_paths(answer, paths_per_answer)]
    yield "\n".join(lines)


def _plan_rows(result: ResultFields, names: Names) -> Iterator[str]:
    yield "| plan | score | reached | |"
    yield "|---|---|---|---|"
    for plan in result.plans:
        reached = "" if plan.found is None else f"{plan.found:,}"
        yield f"| {_branches(plan, names)} | {plan.score:.4f} | {reached} | {_outcome(plan)} |"


def _branches(plan: Verdict, names: Names) -> str:
    return "; ".join(_escape(_branch(branch, names)) for branch in plan.branches)


def _branch(branch: Branch, names: Names) -> str:
    steps = (read_step(step) for step in branch.path)
    relations = ((printable(relation, MAX_SHOWN_CHARACTERS), forward) for relation, forward in steps)
    arrows = (f"─{relation}→" if forward else f"←{relation}─" for relation, forward in relations)
    return " ".join([names(branch.topic), *arrows])


def _outcome(plan: Verdict) -> str:
    return "kept" if plan.kept else "dropped" + (f": {_escape(printable(plan.reason))}" if plan.reason else "")


def _escape(text: str) -> str:
    return PUNCTUATION.sub(lambda match: ENTITIES.get(match[0], "\\" + match[0]), text)
