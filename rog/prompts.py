"""All texts that go to a language model, and the escaping of what a graph holds in them.

Names come from graphs, and graphs from anyone: in a prompt a name is one line that no delimiter of ours
and no mark of a conversation can stand in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, count

from rog.errors import PathError
from rog.planner.relation_names import relation_words
from rog.types import RelationPath, Step, make_step, read_step

__all__ = ["LONGEST_NAME", "STEP_SEPARATOR", "StepTexts", "escape_name", "planning_prompt"]

LONGEST_NAME = 120
"""Characters of a name that are shown; the rest becomes `…`."""

STEP_SEPARATOR = " ->"
INVERSE = "inverse of "
NAMELESS = "(nameless)"

DELIMITER = re.compile(r"\\|(?<=-)(?=[>\[])|(?<=\])(?=-)|(?<=<)(?=[|/\w])|(?<=\|)(?=>)|(?<=\[)(?=/?INST\])")
"""Where a backslash goes: into `->`, `-[`, `]-` and the marks of conversations, and before a backslash."""


def escape_name(name: str, longest: int = LONGEST_NAME) -> str:
    r"""A name as it stands in a prompt: one line, whatever does not print spelt out, delimiters broken by `\`.

    >>> escape_name("Up\n\nPath: x -> y")
    'Up Path: x -\\> y'
    """
    line = " ".join(name[: 4 * longest].split())
    line = DELIMITER.sub("\\\\\\g<0>", line)
    line = "".join(sign if sign.isprintable() else f"\\u{{{ord(sign):x}}}" for sign in line)
    return (line if len(line) <= longest else line[: longest - 1] + "…") or NAMELESS


def planning_prompt(question: str, topic: str) -> str:
    """What a planner continues with a path: the question and the name of the entity that it may start from."""
    return f"Question: {' '.join(question.split())}\nTopic: {escape_name(topic)}\nPath:"


class StepTexts:
    """What the steps of one graph are called in prompts: words, and no two steps the same.

    A relation is called by its words; where another one reads alike, by its raw name, and where
    even these are alike in a prompt, by a number behind it.
    """

    def __init__(self, relations: Iterable[str]) -> None:
        names = _distinct(sorted(set(relations)))
        self._texts: dict[Step, str] = {}
        for relation, name in names.items():
            self._texts[make_step(relation)] = name
            self._texts[make_step(relation, forward=False)] = INVERSE + name
        self._steps = {text: step for step, text in self._texts.items()}

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, step: Step) -> str:
        """What a step is called; by its words, where its relation is none of those that the texts were made for."""
        known = self._texts.get(step)
        if known is not None:
            return known
        relation, forward = read_step(step)
        return ("" if forward else INVERSE) + escape_name(relation_words(relation))

    def path_text(self, path: RelationPath) -> str:
        """What a planner writes behind its prompt: ` {step} -> {step}`; nothing for a topic that is none."""
        return STEP_SEPARATOR.join(f" {self.text(step)}" for step in path)

    def step(self, text: str) -> Step | None:
        """The step that a text calls; None where it calls none."""
        return self._steps.get(" ".join(text.split()))

    def path(self, text: str) -> RelationPath:
        """The inverse of `path_text`. Raises PathError for a text that calls what is no step."""
        if not text.strip():
            return ()
        parts = text.split(STEP_SEPARATOR)
        steps = [self.step(part) for part in parts]
        if None in steps:
            raise PathError(f"{parts[steps.index(None)].strip()!r} is no step of this graph")
        return tuple(step for step in steps if step is not None)


def _distinct(relations: Sequence[str]) -> dict[str, str]:
    """A name for each relation, such that the names and those of their inverses are all distinct."""
    words = {relation: escape_name(relation_words(relation)) for relation in relations}
    callers = Counter(text for name in words.values() for text in (name, INVERSE + name))
    clear = {relation: name for relation, name in words.items() if callers[name] == callers[INVERSE + name] == 1}
    used = {text for name in clear.values() for text in (name, INVERSE + name)}
    names = dict(clear)
    for relation in relations:
        if relation not in clear:
            raw = escape_name(relation)
            tries = chain([raw], (f"{raw} ({number})" for number in count(2)))
            names[relation] = next(name for name in tries if not {name, INVERSE + name} & used)
            used |= {names[relation], INVERSE + names[relation]}
    return names
