"""Graphs of any size, made from a seed, whose degrees are as skewed as those of real ones.

Both ends of an edge are drawn by the static model of Goh, Kahng and Kim (Physical Review Letters 87, 278701, 2001).
The i-th entity of a type is drawn with a probability proportional to i^-α, where α is DEGREE_SKEW. Degrees then follow
a power law with the exponent 1 + 1/α, here 2.5. Types and relations are those of people, companies and places, so that
one can ask questions. Edges come in blocks, so that memory does not grow with the size.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rog.graph.records import EdgeRecord
from rog.types import RelationPath

__all__ = ["QUESTIONS", "RELATIONS", "Relation", "SyntheticGraph", "Wording"]

DEGREE_SKEW = 2 / 3
TRIPLES_PER_BLOCK = 1 << 16
TRIPLES_PER_ENTITY = 4

ENTITY_SHARES = {"person": 0.7, "company": 0.12, "city": 0.1, "product": 0.06, "university": 0.01, "country": 0.01}
"""Of the entities, by type."""
MAX_ENTITIES = {"country": 200, "language": 100}
"""Of types that do not grow with the graph."""


class Relation(NamedTuple):
    """A relation, the types it joins and its share of the triples."""

    name: str
    head: str
    tail: str
    share: float


RELATIONS = (
    Relation("friend_of", "person", "person", 0.26),
    Relation("works_for", "person", "company", 0.16),
    Relation("lives_in", "person", "city", 0.14),
    Relation("born_in", "person", "city", 0.12),
    Relation("speaks", "person", "language", 0.08),
    Relation("studied_at", "person", "university", 0.06),
    Relation("makes", "company", "product", 0.06),
    Relation("based_in", "company", "city", 0.05),
    Relation("owned_by", "company", "company", 0.02),
    Relation("located_in", "city", "country", 0.05),
)


class Wording(NamedTuple):
    """A question with a place for its topic, and the relation path that is meant."""

    text: str
    path: RelationPath


QUESTIONS = (
    Wording("which company does {} work for?", ("works_for",)),
    Wording("which languages does {} speak?", ("speaks",)),
    Wording("who are the friends of {}?", ("friend_of",)),
    Wording("who lives in {}?", ("^lives_in",)),
    Wording("in which city is the company that {} works for based?", ("works_for", "based_in")),
    Wording("where were the friends of {} born?", ("friend_of", "born_in")),
    Wording("in which country is the city where {} was born?", ("born_in", "located_in")),
    Wording("what do the companies based in {} make?", ("^based_in", "makes")),
    Wording("in which country is the city where the friends of {} live?", ("friend_of", "lives_in", "located_in")),
    Wording("what is made by the companies that the friends of {} work for?", ("friend_of", "works_for", "makes")),
    Wording(
        "where are the companies based that employ people who studied at {}?", ("^studied_at", "works_for", "based_in")
    ),
)

SYLLABLES = [consonant + vowel for consonant in "bcdfghjklmnprstvwxyz" for vowel in "aeiou"]
FIRST_NAMES = 1000
SYLLABLE_STRIDE = 7919
"""Prime to the number of syllables, so that each number has a word of its own, unlike that of the next number."""


@dataclass(frozen=True)
class SyntheticGraph:
    """A graph of `size` triples, some of which may be equal. The same size and seed make the same graph."""

    size: int
    seed: int = 0

    def counts(self) -> dict[str, int]:
        """How many entities of each type there are to draw from, in the order of their numbers."""
        entities = self.size / TRIPLES_PER_ENTITY
        grown = {kind: int(share * entities) for kind, share in ENTITY_SHARES.items()} | {"language": int(entities)}
        return {kind: max(2, min(count, MAX_ENTITIES.get(kind, count))) for kind, count in grown.items()}

    def edges(self) -> Iterator[tuple[str, str, str]]:
        """Head, relation and tail of each triple, in random order."""
        first, name = _word_table(FIRST_NAMES, 2), [relation.name for relation in RELATIONS]
        last = _word_table(sum(self.counts().values()) // FIRST_NAMES + 1, 3)
        for relations, heads, tails in self._blocks():
            for at, head, tail in zip(relations.tolist(), heads.tolist(), tails.tolist(), strict=True):
                yield (
                    f"{first[head % FIRST_NAMES]} {last[head // FIRST_NAMES]}",
                    name[at],
                    f"{first[tail % FIRST_NAMES]} {last[tail // FIRST_NAMES]}",
                )

    def records(self) -> Iterator[EdgeRecord]:
        """The triples as an index is built from them."""
        return (EdgeRecord(*edge) for edge in self.edges())

    def write(self, path: Path) -> None:
        """The triples as gzipped tab-separated lines."""
        with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as file:
            file.writelines("\t".join(edge) + "\n" for edge in self.edges())

    def _blocks(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
        """Numbers of relations, heads and tails, a block of triples at a time."""
        random, counts = np.random.default_rng(self.seed), self.counts()
        firsts = dict(zip(counts, np.cumsum([0, *counts.values()]).tolist(), strict=False))
        shares = np.asarray([relation.share for relation in RELATIONS])
        numbers, sizes = (
            np.asarray([[table[relation.head], table[relation.tail]] for relation in RELATIONS])
            for table in (firsts, counts)
        )
        for begun in range(0, self.size, TRIPLES_PER_BLOCK):
            count = min(TRIPLES_PER_BLOCK, self.size - begun)
            relations = random.choice(len(RELATIONS), count, p=shares / shares.sum())
            ranks = sizes[relations] * random.random((len(relations), 2)) ** (1 / (1 - DEGREE_SKEW))
            ends = numbers[relations] + ranks.astype(np.int64)
            yield relations, ends[:, 0], ends[:, 1]


def _word_table(count: int, syllables: int) -> list[str]:
    return [_word(number, syllables) for number in range(count)]


def _word(number: int, syllables: int) -> str:
    """A word for a number, another for each below 100^syllables."""
    rest, parts = number * SYLLABLE_STRIDE % len(SYLLABLES) ** syllables, []
    for _ in range(syllables):
        rest, at = divmod(rest, len(SYLLABLES))
        parts.append(SYLLABLES[at])
    return "".join(parts).capitalize()
