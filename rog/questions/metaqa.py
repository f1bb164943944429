"""MetaQA's text files: the question with its topic in brackets, a tab, the answers separated by bars.

The format of "Variational Reasoning for Question Answering with Knowledge Graph" (Zhang et al., AAAI 2018),
vanilla part: `what films did [Joe Thomas] act in<TAB>The Inbetweeners Movie|The Inbetweeners 2`.
"""

from __future__ import annotations

import re
from pathlib import Path

from rog.graph.files.source import Malformed, quote
from rog.questions.question import Question

__all__ = ["hops_of", "read_row"]

HOPS = re.compile(r"(?<![a-z0-9])([1-4])[-_ ]?hops?(?![a-z])", re.IGNORECASE)

BRACKETS = re.compile(r"[\[\]]")


def read_row(text: str) -> Question:
    """The question of one line, without its brackets; with no brackets it has no topic, with no answer none.

    A name may have brackets of its own if they pair. Of an answer with a bar in its name the format says
    nothing: it is two answers. Raises Malformed.
    """
    cells = text.rstrip("\r\n").split("\t")
    if len(cells) != 2:
        reason = f"expected question, tab, answers separated by |; found {len(cells)} columns"
        raise Malformed(f"{reason}: {quote(' · '.join(cells))}")
    question, topics = _without_brackets(cells[0].strip())
    if not question:
        raise Malformed("the question is empty")
    answers = cells[1].split("|") if cells[1].strip() else []
    if not all(answer.strip() for answer in answers):
        raise Malformed(f"an answer between two bars is empty: {quote(cells[1])}")
    return Question(question=question, topics=topics, answers=tuple(dict.fromkeys(answers)))


def hops_of(path: Path) -> int | None:
    """The hops that a file's name says its questions take, or one of the two folders above it, the nearest first.

    MetaQA is published as `2-hop/vanilla/qa_train.txt`. None where no name says so, or one says two things.
    """
    for name in (path.name, *(folder.name for folder in list(path.parents)[:2])):
        found = set(HOPS.findall(name))
        if found:
            return int(found.pop()) if len(found) == 1 else None
    return None


def _without_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its outer brackets, and what stood in them."""
    pieces, topics, depth, done = list[str](), list[str](), 0, 0
    for bracket in BRACKETS.finditer(text):
        outer = depth == (0 if bracket[0] == "[" else 1)
        depth += 1 if bracket[0] == "[" else -1
        if depth < 0:
            break
        if outer:
            pieces.append(text[done : bracket.start()])
            done = bracket.end()
            if depth == 0:
                topics.append(pieces[-1])
    if depth:
        raise Malformed(f"the brackets around the topic do not pair: {quote(text)}")
    if not all(topic.strip() for topic in topics):
        raise Malformed(f"there is nothing in the brackets of the topic: {quote(text)}")
    return "".join(pieces) + text[done:], tuple(dict.fromkeys(topics))
