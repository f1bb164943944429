"""Words by their base forms, as wordings and questions are compared."""

from __future__ import annotations

from functools import lru_cache

from rog.wording.grammar import lemmas
from rog.words.english import singular_words
from rog.words.normal_form import normalize

__all__ = ["TOPIC", "base_words"]

TOPIC = "x0"
"""Stands for the topic; the normal form leaves it as it is."""
MAX_WORDS = 40
"""Words of a text that are compared."""
ARTICLES = frozenset(("a", "an", "the", "s"))


@lru_cache(maxsize=50_000)
def _base(word: str) -> str:
    """One form for the inflected forms of a word: by its verb where it may be one, since "manages" is not "manager"."""
    if not word.isascii() or not word.isalpha():
        return word
    forms = lemmas(word)
    return forms.get("VERB") or forms.get("AUX") or forms.get("NOUN") or singular_words(word)[0]


SPOKEN = {"whom": "who", "which": "what"}
"""Question words that people use for one another."""


def base_words(text: str) -> list[str]:
    """The words of a text without articles, each by its base form."""
    return [SPOKEN.get(word, _base(word)) for word in normalize(text).split()[:MAX_WORDS] if word not in ARTICLES]
