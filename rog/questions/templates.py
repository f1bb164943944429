"""What is left of a question without its topics, and the split that keeps a template on one side."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from rog.questions.question import Question

__all__ = ["TOPIC_PLACEHOLDER", "question_template", "split_by_template"]

TOPIC_PLACEHOLDER = "[topic]"
"""Stands for a topic in a template."""


def question_template(question: Question) -> str:
    """The template it says it was made from, or the question with each topic's mention replaced.

    A topic that is not in the question to the letter leaves it as it is.
    """
    if question.template is not None:
        return question.template
    text = question.question
    for topic in sorted(question.topics, key=len, reverse=True):
        text = text.replace(topic, TOPIC_PLACEHOLDER, 1)
    return text


def split_by_template(
    questions: Iterable[Question], share: float = 0.2, seed: int = 0
) -> tuple[list[Question], list[Question]]:
    """Training and validation questions; all of one template are on one side, and order is kept.

    About `share` of the templates of each number of hops are held out, chosen by a hash of their text.
    """
    rows = list(questions)
    templates: dict[int | None, dict[str, str]] = defaultdict(dict)
    for row in rows:
        text = question_template(row)
        templates[row.hops][text] = hashlib.sha256(f"{seed}:{text}".encode()).hexdigest()
    held_out = {
        (hops, text)
        for hops, digests in templates.items()
        for text in sorted(digests, key=digests.__getitem__)[: round(len(digests) * share)]
    }
    sides: tuple[list[Question], list[Question]] = ([], [])
    for row in rows:
        sides[(row.hops, question_template(row)) in held_out].append(row)
    return sides
