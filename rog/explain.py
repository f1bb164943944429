"""A result as text that a person reads: each answer with the paths that explain it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from rog.types import Answer, Candidate, Hop, ReasoningPath, Result, Topic

__all__ = ["printable", "to_text"]

MAX_NAME = 200
"""Longest name that is shown whole, in characters; a node may hold a text of any length."""

LIKELY = 0.3
"""Candidates with at least this share of the chosen one's score are shown as other readings."""

JOINERS_AND_MARKS = frozenset("\u200c\u200d\u200e\u200f")
"""Invisible characters that scripts need inside names; other invisible ones are escaped."""

UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that can drive a terminal, break a line or hide text (UAX #44)."""


def to_text(result: Result, *, paths_per_answer: int = 1) -> str:
    """The answers, best first, each followed by its paths; then what the reader should know of them.

    At most `paths_per_answer` paths are drawn for each topic that an answer is reached from. Names
    are made `printable`, and get their id in brackets where two entities share one.
    """
    names = _Names(result)
    lines = list(_answer_lines(result, names, paths_per_answer))
    notes = list(_notes(result, names))
    if lines and notes:
        lines.append("")
    return "\n".join(lines + notes)


def printable(text: str, limit: int | None = None) -> str:
    """The text with control, bidirectional and other invisible characters escaped, and cut at `limit`
    characters, so that what a graph holds cannot drive the terminal it is shown on.
    """
    if limit is not None and len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isprintable():  # true of nearly all, and fast
        return text
    return "".join(_escape(character) if _is_unsafe(character) else character for character in text)


def _is_unsafe(character: str) -> bool:
    return unicodedata.category(character) in UNSAFE and character not in JOINERS_AND_MARKS


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


class _Names:
    """What each entity of a result is called on screen."""

    def __init__(self, result: Result) -> None:
        names = {entity.id: entity.name for entity in result.entities.values()}
        names |= {answer.id: answer.name for answer in result.answers}
        for topic in result.topics:
            names |= {candidate.id: candidate.name for candidate in topic.candidates}
        self._names = names
        self._shared = {name for name, count in Counter(names.values()).items() if count > 1}

    def __call__(self, entity_id: str) -> str:
        name = self._names.get(entity_id, entity_id)
        return self.with_id(entity_id) if name in self._shared else printable(name, MAX_NAME)

    def with_id(self, entity_id: str) -> str:
        """The name, and the id where it is another: what one needs to ask for this entity."""
        name = self._names.get(entity_id, entity_id)
        shown = printable(name, MAX_NAME)
        return f"{shown} [{printable(entity_id, MAX_NAME)}]" if name != entity_id else shown


def _answer_lines(result: Result, names: _Names, paths_per_answer: int) -> Iterator[str]:
    for answer in result.answers:
        yield names(answer.id)
        for path in _first_paths(answer, paths_per_answer):
            yield "  " + _draw_path(path, names)


def _first_paths(answer: Answer, limit: int) -> Iterator[ReasoningPath]:
    """The first paths from each topic: an answer that several topics meet in needs one from each."""
    drawn: Counter[str] = Counter()
    for path in answer.paths:
        drawn[path.topic] += 1
        if drawn[path.topic] <= limit:
            yield path


def _draw_path(path: ReasoningPath, names: _Names) -> str:
    return names(path.topic) + "".join(f" {_draw_hop(hop)} {names(hop.target)}" for hop in path.hops)


def _draw_hop(hop: Hop) -> str:
    relation = printable(hop.relation, MAX_NAME)
    return f"─{relation}→" if hop.forward else f"←{relation}─"


def _notes(result: Result, names: _Names) -> Iterator[str]:
    if result.error is not None:
        yield f"Error: {printable(result.error)}"
    elif not result.answers:
        yield f"No answer: {printable(result.reason or 'nothing was found')}"
    for topic in result.topics:
        yield from _reading(topic, names)
    if result.truncated:
        yield "Not all: a limit cut the answers."
    for warning in result.warnings:
        yield f"Warning: {printable(warning)}"


def _reading(topic: Topic, names: _Names) -> Iterator[str]:
    """How a mention was read, where it could be read otherwise or was misspelt."""
    chosen = next((one for one in topic.candidates if one.id == topic.chosen), None)
    if chosen is None or chosen.kind == "given":
        return
    others = [one for one in topic.candidates if _rivals(one, chosen)]
    if not others and chosen.kind != "fuzzy":
        return
    line = f"“{printable(topic.text, MAX_NAME)}” was read as {names.with_id(chosen.id)}"
    if others:
        line += "; it may also be " + "; ".join(names.with_id(one.id) for one in others[:3])
        line += f" or {len(others) - 3} more" if len(others) > 3 else ""
    yield line + "."


def _rivals(other: Candidate, chosen: Candidate) -> bool:
    return other.id != chosen.id and other.score >= chosen.score * LIKELY
