"""Steps that a question implies by the type of answer it asks for.

"In which country was X born" implies a second step where a graph has the city of birth, and the country of that city.
Where it has the country of birth, it implies none. A planner that has seen only what types relations connect ignores
the word "country" and stops at the city.

So the longer path is taken where its last relation is named as the type asked for, and no step before it is.
This reads English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rog.types import RelationPath, read_step
from rog.words.english import is_function, singular_words
from rog.words.normal_form import normalize
from rog.words.relation_names import first_name, relation_name

__all__ = ["AnswerTypes"]

WORDS_FOR_TYPES = frozenset("kind type sort name".split())
"""Words for what anything has: as answer types they tell nothing of where a path ends."""

Words = tuple[str, ...]


class AnswerTypes:
    """Which relations of a graph are named as the type of thing they lead to: `country`, `inCountry`, `has_genre`."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """`texts` are what a planner reads for each relation (`relation_text`)."""
        self._words = {relation: frozenset(singular_words(text)) for relation, text in texts.items()}
        names = {relation: (relation_name(relation), first_name(text)) for relation, text in texts.items()}
        self._types = {relation: {_type_named(name) for name in both} - {()} for relation, both in names.items()}

    def ends_with_implied_step(self, question: str, paths: Sequence[RelationPath]) -> list[bool]:
        """Whether the last step of each path, all from one start, is one that the question only implies.

        None is where another path names the type, or leads there at once. The `question` is best without its topic.
        """
        asked_type = _asked_type(question)
        types = [self._implied_type(path, asked_type) for path in paths]
        longer = [path for path, implied in zip(paths, types, strict=True) if implied]
        # A path that goes on behind the implied step names the type as well; it is no alternative to taking it.
        others = [path for path in paths if not any(path[: len(one)] == one for one in longer)]
        named = {implied for implied in set(types) if any(self._names(path, implied) for path in others)}
        return [bool(implied) and implied not in named for implied in types]

    def _implied_type(self, path: RelationPath, asked_type: Words) -> Words:
        """The type asked for, where the path's last step is named so and no step before it is; else ()."""
        *before, (last, forward) = map(read_step, path)
        types = self._types[last] if before and forward else set()
        implied = [one for one in types if asked_type[: len(one)] == one and not self._names(path[:-1], one)]
        return max(implied, default=())

    def _names(self, path: RelationPath, answer_type: Words) -> bool:
        words = (self._words[read_step(step)[0]] for step in path)
        return frozenset[str]().union(*words).issuperset(answer_type)


def _asked_type(question: str) -> Words:
    """The words behind "which" or "what", where the type of the answer stands; () where a function word follows."""
    match = re.search(r"\b(?:which|what)\b(.*)", normalize(question))
    words = match[1].split() if match else []
    return () if not words or is_function(words[0]) else tuple(singular_words(" ".join(words)))


def _type_named(name: str) -> Words:
    """A relation's name as the type it leads to: without "has" and "in"; () where that is any type at all."""
    words = tuple(word for word in singular_words(name) if not is_function(word))
    return () if WORDS_FOR_TYPES.issuperset(words) else words
