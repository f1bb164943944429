"""Groups of words that say one relation, from WordNet: what the lexicon does not hold, any noun or verb."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rog.lexicon.lexicon import Group, make_group
from rog.wording.grammar import inflect
from rog.wording.synonyms import WordNet, is_ordinary

__all__ = ["wordnet_groups"]

MAX_GROUP_WORDS = 5


def wordnet_groups(wordnet: WordNet, common: Collection[str]) -> Iterator[Group]:
    """A group for each noun and verb synset that has a common word."""
    for synset, members in wordnet.members():
        words = [word for word in members if is_ordinary(word)]
        if not any(word in common for word in words):
            continue
        words = sorted(words, key=lambda word: (word not in common, word))[:MAX_GROUP_WORDS]
        if synset.endswith("-n"):
            yield make_group((), (), {"noun": tuple(words)})
        elif synset.endswith("-v"):
            words = [word for word in words if " " not in word]
            verbs = tuple(inflect(word, "VBZ") for word in words)
            passive = tuple(f"is {inflect(word, 'VBN')} by" for word in words)
            if verbs:
                yield make_group((), (), {"verb": verbs, "verb back": passive})
