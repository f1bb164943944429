"""What the steps of a graph are called in prompts: short, in words, and no two alike."""

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

READINGS = (relation_name, relation_words, str)
"""What a relation may be called, the shortest first: by its own part, by all of its words, by its raw name."""


class StepTexts:
    """Texts of the steps of one graph, and back.

    A relation is called by the shortest reading that no other one has; where none is its own, by its
    raw name with a number behind it.
    """

    def __init__(self, relations: Iterable[str]) -> None:
        self._texts: dict[Step, str] = {}
        for relation, name in _distinct(sorted(set(relations))).items():
            self._texts[make_step(relation)] = name
            self._texts[make_step(relation, forward=False)] = INVERSE + name
        self._steps = {text: step for step, text in self._texts.items()}
        alike = Counter(map(_plain, self._steps))
        self._loosely = {_plain(text): step for text, step in self._steps.items() if alike[_plain(text)] == 1}

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, step: object) -> bool:
        return step in self._texts

    def text(self, step: Step) -> str:
        """What a step is called; by its words, where its relation is none of those that the texts were made for."""
        known = self._texts.get(step)
        if known is not None:
            return known
        relation, forward = read_step(step)
        return ("" if forward else INVERSE) + escape_name(relation_words(relation))

    def path_text(self, path: RelationPath) -> str:
        """What a planner writes behind its prompt: ` {step} -> {step}`; nothing for a topic that is none."""
        return "".join(self.path_pieces(path))

    def path_pieces(self, path: RelationPath) -> list[str]:
        """The same in the pieces that are put into tokens one by one, so that a step has always the same."""
        return [piece for step in path for piece in (STEP_SEPARATOR, f" {self.text(step)}")][1:]

    def step(self, text: str) -> Step | None:
        """The step that a text calls, in whatever case and with underscores or spaces where only one is called so;
        None where it calls none.
        """
        return self._steps.get(" ".join(text.split())) or self._loosely.get(_plain(text))

    def path(self, text: str) -> RelationPath:
        """The inverse of `path_text`. Raises PathError for a text that calls what is no step."""
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


def _callable_as(name: str) -> tuple[str, str]:
    """What a relation of this name takes: its text and that of its inverse."""
    return name, INVERSE + name


def _distinct(relations: list[str]) -> dict[str, str]:
    """A name for each relation, such that the names and those of their inverses are all distinct."""
    names: dict[str, str] = {}
    used: set[str] = set()
    left = relations
    for reading in READINGS:
        read = {relation: escape_name(reading(relation)) for relation in left}
        callers = Counter(text for name in read.values() for text in _callable_as(name))
        clear = {
            relation: name
            for relation, name in read.items()
            if all(callers[text] == 1 and text not in used for text in _callable_as(name))
        }
        names |= clear
        used |= {text for name in clear.values() for text in _callable_as(name)}
        left = [relation for relation in left if relation not in clear]
    for relation in left:
        raw = escape_name(relation)
        tries = chain([raw], (f"{raw} ({number})" for number in count(2)))
        names[relation] = next(name for name in tries if not used.intersection(_callable_as(name)))
        used.update(_callable_as(names[relation]))
    return names
