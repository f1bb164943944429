"""Questions as people type them in a hurry: one wrong letter, no capitals, or a part of a name only."""

from __future__ import annotations

import string
from random import Random

from rog.questions import Question
from rog.words.english import is_function

__all__ = ["lower_cased", "misspelt", "shortened"]

MIN_LETTERS = 4
"""Shortest word that gets a wrong letter: of a shorter one too little is left to know it by."""


def lower_cased(question: Question) -> Question:
    """The question without capitals."""
    return question.model_copy(update={"question": question.question.lower()})


def misspelt(question: Question, mention: tuple[int, int] | None, *, inside: bool, seed: int = 0) -> Question | None:
    """The question with one letter of one content word left out, doubled, replaced or swapped with the next.

    The word is of the topic's mention, at [start, end), if `inside`, else of the words around it. None where there is
    no such word: of at least MIN_LETTERS letters and no function word. The first letter stays, as it mostly does
    when people mistype.
    """
    words = [
        (start, end)
        for start, end in _words(question.question)
        if (mention is not None and start < mention[1] and end > mention[0]) == inside
    ]
    if not words:
        return None
    random = Random(f"{seed}:{question.question}")
    start, end = random.choice(words)
    text = question.question
    return question.model_copy(update={"question": text[:start] + _mistyped(text[start:end], random) + text[end:]})


def shortened(question: Question, mention: tuple[int, int], *, seed: int = 0) -> Question | None:
    """The question with only some words of the topic's mention, at [start, end): those from one end of it.

    None where nothing that tells one name from another is left: a content word of at least MIN_LETTERS letters.
    """
    start, end = mention
    text = question.question
    pieces = text[start:end].split()
    parts = [" ".join(some) for at in range(1, len(pieces)) for some in (pieces[:at], pieces[at:])]
    parts = [part for part in parts if _words(part)]
    if not parts:
        return None
    part = Random(f"{seed}:{text}").choice(parts)
    return question.model_copy(update={"question": text[:start] + part + text[end:]})


def _words(text: str) -> list[tuple[int, int]]:
    """Where the content words are."""
    found, start = [], None
    for at, character in enumerate(text + " "):
        if character.isalpha():
            start = at if start is None else start
        elif start is not None:
            if at - start >= MIN_LETTERS and not is_function(text[start:at].lower()):
                found.append((start, at))
            start = None
    return found


def _mistyped(word: str, random: Random) -> str:
    """The word with one letter wrong, not the first; never the word itself."""
    at = random.randrange(1, len(word))
    other = random.choice([letter for letter in string.ascii_lowercase if letter != word[at].lower()])
    ways = [word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + other + word[at + 1 :]]
    if at + 1 < len(word) and word[at] != word[at + 1]:
        ways.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    return random.choice(ways)
