"""Steps that a question leaves unsaid but for the kind of thing they lead to.

"In which country was X born" is asked of a graph that knows the city of birth, and the country of that city, as well as
of one that knows the country of birth. A planner that was shown only what kinds of thing relations lead to takes the
kind for a mere word about the end, and stops at the city. Where the step beyond is called just what is asked for, and
none before it says so, the question is taken to mean it. This reads English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rog.types import RelationPath, read_step
from rog.words.english import is_function
from rog.words.normal_form import normalize
from rog.words.relation_names import first_name, relation_name

__all__ = ["AskedKinds"]

ANY_KIND = frozenset("kind type sort name".split())
"""What anything has: it says nothing of where a path ends."""

Words = tuple[str, ...]


class AskedKinds:
    """Which relations of a graph are called just what they lead to, as `country`, `inCountry` and `has_genre`."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """`texts` are what a planner reads for each relation (`relation_text`)."""
        self._words = {relation: frozenset(_words(text)) for relation, text in texts.items()}
        called = {relation: (relation_name(relation), first_name(text)) for relation, text in texts.items()}
        self._kinds = {relation: {_kind(name) for name in names} - {()} for relation, names in called.items()}

    def unsaid(self, question: str, paths: Sequence[RelationPath]) -> list[bool]:
        """Of each path from one start whether its last step is the one that the question leaves unsaid.

        None is where another path says the kind of thing, or leads there at once. The `question` is best without its
        topic.
        """
        asked = _asked(question)
        kinds = [self._kind_beyond(path, asked) for path in paths]
        beyond = [path for path, kind in zip(paths, kinds, strict=True) if kind]
        others = [path for path in paths if not any(path[: len(one)] == one for one in beyond)]
        said = {kind for kind in set(kinds) if any(self._says(path, kind) for path in others)}
        return [bool(kind) and kind not in said for kind in kinds]

    def _kind_beyond(self, path: RelationPath, asked: Words) -> Words:
        """The kind asked for, where the path's last step is called so and no step before says it."""
        *before, (last, ahead) = map(read_step, path)
        kinds = self._kinds[last] if before and ahead else set()
        meant = [kind for kind in kinds if asked[: len(kind)] == kind and not self._says(path[:-1], kind)]
        return max(meant, default=())

    def _says(self, path: RelationPath, kind: Words) -> bool:
        return frozenset[str]().union(*(self._words[read_step(step)[0]] for step in path)).issuperset(kind)


def _asked(question: str) -> Words:
    """The words behind "which" or "what", where a kind of thing stands."""
    found = re.search(r"\b(?:which|what)\b(.*)", normalize(question))
    words = found[1].split() if found else []
    return () if not words or is_function(words[0]) else tuple(_words(" ".join(words)))


def _kind(name: str) -> Words:
    """A relation's name as the kind of thing that it leads to: without "has" and "in", and not any kind."""
    words = tuple(word for word in _words(name) if not is_function(word))
    return () if ANY_KIND.issuperset(words) else words


def _words(text: str) -> list[str]:
    """Words in the singular."""
    return [re.sub(r"(?<=\w\w)(ies|ie|(?<!s)s)$", _singular, word) for word in normalize(text).split()]


def _singular(ending: re.Match[str]) -> str:
    """Of an ending: "movies" and "movie" are one, and so are "countries" and "country"."""
    return "y" if ending[1].startswith("ie") else ""
