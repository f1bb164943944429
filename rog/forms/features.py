"""What a form model reads of a question: its frequent words in their order, and nothing of what it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

__all__ = ["NAME", "NUMBER", "features", "form_words"]

WORD = re.compile(r"\"[^\"]+\"|'[^']{3,}'|[^\W_]+(?:['’][^\W_]+)?|[?;]")
NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten twelve twenty hundred thousand million billion dozen".split()
)
NAME, NUMBER, OTHER = "<name>", "<number>", "<other>"
SHAPES = ((re.compile(r".{3,}est"), "<est>"), (re.compile(r".{3,}er"), "<er>"), (re.compile(r".{3,}ties"), "<ties>"))
"""Endings by which a word that is not known may be a superlative, a comparative or a decade."""
START, END = "<start>", "<end>"
MAX_WORDS_TOGETHER = 3
MAX_WORDS = 60
"""Words of a question that are read."""


def form_words(question: str, mentions: Sequence[tuple[int, int]] = ()) -> list[str]:
    """The words in lower case; what is quoted, written as a name, or among the `mentions` (offsets) is one NAME."""
    words: list[str] = []
    for at, match in enumerate(WORD.finditer(question)):
        inside = any(start <= match.start() < end for start, end in mentions)
        text = match[0]
        if inside or text[0] in "\"'" or (at and text[0].isupper()):
            word = NAME
        elif any(character.isdigit() for character in text) or text.lower() in NUMBER_WORDS:
            word = NUMBER
        else:
            word = text.lower().replace("’", "'")
        if word not in (NAME, NUMBER) or words[-1:] != [word]:
            words.append(word)
        if len(words) == MAX_WORDS:
            break
    return words


def features(words: Sequence[str], known: Collection[str]) -> Iterator[str]:
    """Runs of up to three words, and how the question begins; of a word that is not `known` only its ending counts."""
    read = [START, *(word if word in known else _shape(word) for word in words), END]
    for length in range(1, MAX_WORDS_TOGETHER + 1):
        for first in range(len(read) - length + 1):
            run = read[first : first + length]
            if any(word not in (NAME, OTHER, START, END) for word in run):
                yield " ".join(run)
    yield "begins: " + " ".join(read[1:4])


def _shape(word: str) -> str:
    return next((shape for ending, shape in SHAPES if ending.fullmatch(word)), OTHER)
