"""Other words for a word, from WordNet as a graph: triples `lemma member_of_synset synset`."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Collection
from pathlib import Path

from rog.errors import SourceError

__all__ = ["WordNet", "is_ordinary", "read_wordnet"]

MEMBER_RELATION = "member_of_synset"
STEM_LETTERS = 4
"""Words that begin with so many equal letters are held for forms of one."""
MIN_CENTRALITY_SHARE = 0.5
"""A sense counts from this share of the most central one's edges on."""
MAX_SYNONYMS = 3
"""Synonyms of a word: what is in few other senses is rare, and comes last."""
CENTRALITY_RELATIONS = frozenset(("hypernym", "instance_hypernym", "domain_topic", "mero_part", "similar", "also"))
"""Relations whose number says how central a sense is: no frequencies stand in the graph."""


class WordNet:
    """Lemmas by synset; a synset's id ends in `-n`, `-v`, `-a`, `-s` or `-r`."""

    def __init__(self, members: dict[str, list[str]], synsets: dict[str, list[str]], weight: dict[str, int]) -> None:
        self._members, self._synsets, self._weight = members, synsets, weight
        self._common: Collection[str] | None = None

    @property
    def lemmas(self) -> list[str]:
        """Every lemma."""
        return list(self._synsets)

    def members(self) -> list[tuple[str, list[str]]]:
        """Each synset and the lemmas that name it."""
        return list(self._members.items())

    def proper_names(self) -> list[str]:
        """Lemmas that are written with a capital: people, places and works."""
        return sorted(lemma for lemma in self._synsets if lemma[0].isupper() and len(lemma) > 3)

    def synonyms(self, lemma: str, classes: str) -> list[str]:
        """Members of the lemma's most central sense in one of the word classes, best first; none of its stem."""
        senses = [synset for synset in self._synsets.get(lemma, ()) if synset[-1] in classes]
        senses.sort(key=lambda synset: (-self._centrality(synset, lemma), synset))
        least = MIN_CENTRALITY_SHARE * self._centrality(senses[0], lemma) if senses else 0.0
        for synset in senses:
            words = [word for word in self._members[synset] if _is_other_word(word, lemma) and self._is_common(word)]
            if words and self._centrality(synset, lemma) >= least:
                return sorted(words, key=lambda word: (-len(self._synsets[word]), word))[:MAX_SYNONYMS]
        return []

    def of_words(self, common: Collection[str]) -> WordNet:
        """The same, with synonyms of these words only: people do not say all that is in WordNet."""
        other = WordNet(self._members, self._synsets, self._weight)
        other._common = common
        return other

    def _is_common(self, words: str) -> bool:
        return self._common is None or all(word in self._common for word in words.split())

    def _centrality(self, synset: str, lemma: str) -> float:
        """Edges of the synset, more where it is called by the lemma."""
        return (1 + self._weight.get(synset, 0)) * (4 if synset.startswith(f"{lemma}.") else 1)


def _is_other_word(word: str, lemma: str) -> bool:
    """Whether it is an ordinary word, and not the lemma in another form."""
    spaced = word.replace("-", " ")
    stems = {part[:STEM_LETTERS] for part in lemma.split()}
    return is_ordinary(spaced) and not any(part[:STEM_LETTERS] in stems for part in spaced.split())


def is_ordinary(words: str) -> bool:
    """Whether it is one word or two of three small letters or more."""
    parts = words.split()
    plain = words.islower() and all(part.isalpha() and part.isascii() and len(part) > 2 for part in parts)
    return plain and len(parts) <= 2


def read_wordnet(path: Path) -> WordNet:
    """Read head, relation, tail, tab-separated, perhaps gzipped. Raises SourceError."""
    members: dict[str, list[str]] = defaultdict(list)
    synsets: dict[str, list[str]] = defaultdict(list)
    weight: Counter[str] = Counter()
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                parts = line.rstrip("\n").split("\t")
                if len(parts) != 3:
                    raise SourceError(path, number, f"{len(parts)} columns; a triple has 3")
                head, relation, tail = parts
                if relation == MEMBER_RELATION:
                    members[tail].append(head)
                    synsets[head].append(tail)
                elif relation in CENTRALITY_RELATIONS:
                    weight.update((head, tail))
    except (OSError, EOFError, ValueError) as error:
        raise (
            error if isinstance(error, SourceError) else SourceError(path, None, f"cannot be read: {error}")
        ) from error
    if not members:
        raise SourceError(path, None, f"no triple of the relation {MEMBER_RELATION}: is it WordNet as a graph?")
    return WordNet(dict(members), dict(synsets), dict(weight))
