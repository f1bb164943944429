"""Texts of a graph's steps in prompts: short, in words, and each different from all others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, count

from rog.errors import PathError
from rog.prompts.names import escape_name
from rog.types import RelationPath, Step, make_step, read_step
from rog.words.relation_names import relation_name, relation_words

__all__ = ["STEP_SEPARATOR", "StepTexts", "step_texts"]

STEP_SEPARATOR = " ->"
INVERSE = "inverse of "

NAMINGS = (relation_name, relation_words, str)
"""Ways to name a relation, the shortest first: its local part, all of its words, its raw name."""


class StepTexts:
    """From the steps of one graph to their texts, and back.

    A relation gets the shortest name that no other relation has. Where every name is shared, it gets its raw name and a
    number.
    """

    def __init__(self, relations: Iterable[str]) -> None:
        self._texts: dict[Step, str] = {}
        for relation, name in _distinct(sorted(set(relations))).items():
            self._texts[make_step(relation)] = name
            self._texts[make_step(relation, forward=False)] = INVERSE + name
        self._steps = {text: step for step, text in self._texts.items()}
        counts = Counter(map(_plain, self._steps))
        self._steps_by_plain = {_plain(text): step for text, step in self._steps.items() if counts[_plain(text)] == 1}

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, step: object) -> bool:
        return step in self._texts

    def text(self, step: Step) -> str:
        """The text of a step. One of an unknown relation, in a graph that has changed, gets the relation's words."""
        text = self._texts.get(step)
        if text is not None:
            return text
        relation, forward = read_step(step)
        return ("" if forward else INVERSE) + escape_name(relation_words(relation))

    def path_text(self, path: RelationPath) -> str:
        """The text that a planner writes behind its prompt: ` {step} -> {step}`; empty for an empty path."""
        return "".join(self.path_pieces(path))

    def path_pieces(self, path: RelationPath) -> list[str]:
        """The same in pieces. Each is encoded alone, so that a step always has the same tokens."""
        return [piece for step in path for piece in (STEP_SEPARATOR, f" {self.text(step)}")][1:]

    def step(self, text: str) -> Step | None:
        """The step of a text; None where there is none.

        Case, underscores and spaces may differ, unless two steps would then have the same text.
        """
        return self._steps.get(" ".join(text.split())) or self._steps_by_plain.get(_plain(text))

    def path(self, text: str) -> RelationPath:
        """The inverse of `path_text`. Raises PathError for a text of which a part is no step."""
        if not text.strip():
            return ()
        parts = text.split(STEP_SEPARATOR)
        steps = [self.step(part) for part in parts]
        if None in steps:
            raise PathError(f"{parts[steps.index(None)].strip()!r} is no step of this graph")
        return tuple(step for step in steps if step is not None)


@lru_cache(maxsize=8)  # a graph of thousands of relations takes longer than a question
def step_texts(relations: tuple[str, ...]) -> StepTexts:
    """`StepTexts`, made once for a set of relations."""
    return StepTexts(relations)


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())


def _both_texts(name: str) -> tuple[str, str]:
    """The texts of both steps of a relation with this name."""
    return name, INVERSE + name


def _distinct(relations: list[str]) -> dict[str, str]:
    """A name for each relation, such that the names and those of their inverses are all distinct."""
    names: dict[str, str] = {}
    used: set[str] = set()
    unnamed = relations
    for naming in NAMINGS:
        candidates = {relation: escape_name(naming(relation)) for relation in unnamed}
        uses = Counter(text for name in candidates.values() for text in _both_texts(name))
        unique = {
            relation: name
            for relation, name in candidates.items()
            if all(uses[text] == 1 and text not in used for text in _both_texts(name))
        }
        names |= unique
        used |= {text for name in unique.values() for text in _both_texts(name)}
        unnamed = [relation for relation in unnamed if relation not in unique]
    for relation in unnamed:
        raw = escape_name(relation)
        numbered = chain([raw], (f"{raw} ({number})" for number in count(2)))
        names[relation] = next(name for name in numbered if not used.intersection(_both_texts(name)))
        used.update(_both_texts(names[relation]))
    return names
