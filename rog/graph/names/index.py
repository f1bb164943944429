"""Names as people write them, and a compact index that finds entities by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from rog.graph.names.matching import (
    NORMALISED_SCORE,
    EntityNames,
    NamedEntities,
    can_be_misspelt,
    errors_allowed,
    exact_match,
    fuzzy_match,
    is_part_of,
    part_match,
    similarity,
)
from rog.graph.names.trigrams import MAX_KEY_BYTES, TrigramIndex
from rog.types import Match
from rog.values import is_value
from rog.words.normal_form import normalize

__all__ = ["NameIndex"]

MAX_ENTITIES_PER_NAME = 10_000
"""Entities of one name that are matched with a text: those with most edges."""
MAX_WIDER_NAMES = 50
"""Names that a text is a part of, of which the best are given."""
REMEMBERED_WORDS = 256
"""Words whose names are kept: a question is looked up in many stretches of the same words."""
MAX_COMPLETED_NAMES = 2_000
"""Names that begin as a text does, of which the best complete it."""
TRIGRAMS_PER_ERROR, TRIGRAMS_PER_ERROR_BEYOND_ASCII = 4, 10
"""Most byte trigrams that one error changes: the exchange of two letters, of one byte each and of up to four."""


class NameIndex:
    """Finds entity numbers by id, name or alias, exactly and by similarity; never by a pass over all names.

    A trie gives each normal form a number; `offsets` (names + 1) and `entities` list the entities
    of each. All of it can lie in a mapped file: `sections` and `from_sections`.
    """

    def __init__(
        self, trie: Any, offsets: NDArray[np.integer[Any]], entities: NDArray[np.integer[Any]], trigrams: TrigramIndex
    ) -> None:
        self._trie, self._offsets, self._entities, self._trigrams = trie, offsets, entities, trigrams
        self._keys_with = lru_cache(REMEMBERED_WORDS)(lambda word: tuple(trigrams.holding(word).tolist()))
        self._mapped: NDArray[Any] | None = None  # the trie reads this memory and does not hold it

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @classmethod
    def build(cls, names: Iterable[tuple[str, int]]) -> NameIndex:
        """From pairs of a name, as it is written, and an entity number."""
        pairs = [(form, number) for name, number in names if (form := normalize(name))]
        texts, numbers = [form for form, _ in pairs], [number for _, number in pairs]
        return cls.from_normalised(lambda: iter([(texts, np.asarray(numbers, np.int64))]))

    @classmethod
    def from_normalised(
        cls,
        blocks: Callable[[], Iterator[tuple[Sequence[str], NDArray[Any]]]],
        degrees: NDArray[Any] | None = None,
        exact_only: NDArray[np.bool_] | None = None,
    ) -> NameIndex:
        """From blocks of normal forms and the entities they name; `blocks` is called twice.

        With `degrees`, by entity, those of one name are listed most edges first. What only entities that are
        `exact_only` are called is not found by similarity.
        """
        trie = marisa_trie.Trie(text for texts, _ in blocks() for text in texts)
        keys, entities = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
        for texts, numbers in blocks():
            keys.append(np.fromiter(map(trie.key_id, texts), np.int32, len(texts)))
            entities.append(np.asarray(numbers, np.int32))
        key, entity = np.concatenate(keys), np.concatenate(entities)
        order = np.argsort(key, kind="stable") if degrees is None else np.lexsort((entity, -degrees[entity], key))
        key, entity = key[order], entity[order]
        offsets = np.zeros(len(trie) + 1, np.int32)
        np.cumsum(np.bincount(key, minlength=len(trie)), out=offsets[1:])
        similar = np.ones(len(trie), np.bool_)
        if exact_only is not None:
            similar[:] = False
            similar[key[~exact_only[entity]]] = True
        forms = (trie.restore_key(number) if similar[number] else "" for number in range(len(trie)))
        trigrams = TrigramIndex.build(forms, len(trie))
        return cls(trie, offsets, entity, trigrams)

    def sections(self) -> dict[str, NDArray[Any]]:
        """The arrays to store, by name."""
        return {
            "trie": np.frombuffer(self._trie.tobytes(), np.uint8),
            "offsets": self._offsets,
            "entities": self._entities,
            **{f"trigrams.{name}": array for name, array in self._trigrams.sections().items()},
        }

    @classmethod
    def from_sections(cls, sections: Mapping[str, NDArray[Any]]) -> NameIndex:
        """The index over stored arrays."""
        trigrams = {name.removeprefix("trigrams."): array for name, array in sections.items()}
        trie = marisa_trie.Trie().map(sections["trie"].data)
        index = cls(trie, sections["offsets"], sections["entities"], TrigramIndex.from_sections(trigrams))
        index._mapped = sections["trie"]
        return index

    def lookup(self, text: str) -> NDArray[Any]:
        """Numbers of the entities of which an id, name or alias has the normal form of `text`."""
        key = _get(self._trie, normalize(text))
        return self._entities[:0] if key is None else self._of_key(key)

    def near(self, text: str) -> list[tuple[str, float]]:
        """Normal forms similar to that of `text`, with their similarity 0 to 1, best first; the equal one is left out.

        One wrong letter in a text of 4 to 8, two up to 13, three beyond: a letter more, less, other,
        or two exchanged.
        """
        wanted = normalize(text)
        if not (errors := errors_allowed(wanted)):
            return []
        per_error = TRIGRAMS_PER_ERROR if wanted.isascii() else TRIGRAMS_PER_ERROR_BEYOND_ASCII
        candidates = map(self._trie.restore_key, self._trigrams.candidates(wanted, errors * per_error))
        similar = [(name, share) for name in candidates if (share := similarity(wanted, name))]
        return sorted(similar, key=lambda pair: (-pair[1], pair[0]))

    def holding(self, wanted: str) -> Iterator[str]:
        """Normal forms that have the words of `wanted` among their own, in their order, and more; the shortest first.

        Of very many only some.
        """
        words = wanted.split() if 1 < len(wanted) <= MAX_KEY_BYTES else []
        rarest = min(map(self._keys_with, words), key=len, default=())
        forms = map(self._trie.restore_key, rarest)
        return islice((form for form in forms if is_part_of(wanted, form)), MAX_WIDER_NAMES)

    def find(self, text: str, limit: int, store: NamedEntities, *, fuzzy: bool = False) -> list[Match]:
        """At most `limit` matches, best first: by score, then more edges, then id; one for each entity."""
        if limit < 1 or not text.strip():
            return []
        wanted = normalize(text)
        matches = {entity: exact_match(text, wanted, store.names_of(entity)) for entity in self._entities_of(wanted)}
        if fuzzy and len(matches) < limit:
            for form, share in self.near(text):
                for entity in self._entities_of(form):
                    if entity not in matches and can_be_misspelt(names := store.names_of(entity)):
                        matches[entity] = fuzzy_match(form, share, names)
            for form in self.holding(wanted):
                for entity in self._entities_of(form, limit):
                    if entity not in matches and (part := part_match(wanted, store.names_of(entity))):
                        matches[entity] = part
        ranked = sorted(matches.items(), key=lambda item: (-item[1].score, -store.degree(item[0]), item[1].id))
        return [match for _, match in ranked[:limit]]

    def complete(self, text: str, limit: int, store: NamedEntities) -> list[Match]:
        """At most `limit` entities that have a name beginning as `text` does, those with most edges first.

        Of very many such names only the first are looked at, so that a single letter costs no more than a word.
        """
        wanted = normalize(text)
        if limit < 1 or not self._is_beginning(wanted):
            return []
        named: dict[int, str] = {}
        for form in islice(self._trie.iterkeys(wanted), MAX_COMPLETED_NAMES):
            for entity in self._entities_of(form, limit):
                named.setdefault(entity, form)
        ranked = sorted(named, key=lambda entity: (named[entity] != wanted, -store.degree(entity), entity))
        known = ((entity, store.names_of(entity)) for entity in ranked)
        completions = (_completion(wanted, named[entity], names) for entity, names in known if not is_value(names.id))
        return list(islice(completions, limit))

    def _is_beginning(self, wanted: str) -> bool:
        try:
            return bool(wanted) and next(self._trie.iterkeys(wanted), None) is not None
        except UnicodeEncodeError:  # lone surrogates are in no name
            return False

    def _entities_of(self, form: str, limit: int = MAX_ENTITIES_PER_NAME) -> list[int]:
        key = _get(self._trie, form)
        return [] if key is None else self._of_key(key)[:limit].tolist()

    def _of_key(self, key: int) -> NDArray[Any]:
        return self._entities[self._offsets[key] : self._offsets[key + 1]]


def _get(trie: Any, form: str) -> int | None:
    try:
        number: int | None = trie.get(form)
    except UnicodeEncodeError:  # lone surrogates are in no name
        return None
    return number


def _completion(wanted: str, form: str, names: EntityNames) -> Match:
    """How an entity matches that has a name of the normal form `form`, which begins with `wanted`."""
    matched = next((name for name in (names.name, names.id, *names.aliases) if normalize(name) == form), names.name)
    kind = "name" if matched == names.name else "id" if matched == names.id else "alias"
    share = len(wanted) / max(len(form), 1)
    return Match.model_validate(
        {"id": names.id, "name": names.name, "matched": matched, "kind": kind, "score": min(share, NORMALISED_SCORE)}
    )
