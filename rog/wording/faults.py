"""The small faults of questions that people type."""

from __future__ import annotations

from random import Random

__all__ = ["roughen"]

LEADS = (
    "please tell me ", "can you tell me ", "I would like to know ", "do you know ", "hi, ", "quick question: ", "so ",
    "I wonder ", "just curious, ",
)  # fmt: skip
LEAD_SHARE, LOWER_CASE_SHARE, NO_MARK_SHARE = 0.12, 0.3, 0.3
"""Shares of questions with words before them, without capitals, and without a question mark."""


def roughen(question: str, topic: str, random: Random, misspelled: float) -> str:
    """The question as people type it: words before it, no capitals or mark, and now and then a letter too few.

    The topic's name stays as it is, but for capitals. `misspelled` is the share of questions with a wrong word.
    """
    if random.random() < LEAD_SHARE and question.endswith("?"):
        question = random.choice(LEADS) + (
            question if question.startswith(topic) else question[0].lower() + question[1:]
        )
    if random.random() < misspelled:
        before, name, after = question.partition(topic)
        question = _misspell(before, random) + name + after
    if random.random() < LOWER_CASE_SHARE:
        question = question.lower()
    return question.rstrip("?.") if random.random() < NO_MARK_SHARE else question


def _misspell(text: str, random: Random) -> str:
    """One word of five letters or more with two letters swapped or one left out."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if long:
        at = random.choice(long)
        word = words[at]
        place = random.randrange(1, len(word) - 1)
        wrong = word[:place] + word[place + 1 :]
        words[at] = random.choice((wrong, word[:place] + word[place + 1] + word[place] + word[place + 2 :]))
    return " ".join(words)
