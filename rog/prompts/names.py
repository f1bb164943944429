"""Names and questions in prompts.

Names come from graphs, and graphs from anyone. So in a prompt a name stays within one line that begins with our words.
It can hold neither one of our delimiters nor a mark of a chat template.
"""

from __future__ import annotations

import re

__all__ = ["MAX_PROMPT_NAME_CHARACTERS", "escape_name", "one_line"]

MAX_PROMPT_NAME_CHARACTERS = 100
"""Longest name in a prompt; the rest of a longer one becomes `…`."""

NAMELESS = "(nameless)"

DASHES = r"\-\u2010-\u2015\u2212\ufe63\uff0d"
ARROW_HEADS = r">\uff1e\ufe65\u203a"
SIGNS = r"\\;\uff1b\u037e\u2190-\u21ff\u2794-\u27be\u27f0-\u27ff\u2900-\u297f\u2b00-\u2bff\uffe9-\uffec"
"""A backslash, semicolons and arrows, with their look-alikes."""

DELIMITER = re.compile(
    rf"(?=[{SIGNS}])|(?<=[{DASHES}])(?=[{ARROW_HEADS}\[])|(?<=\])(?=-)|(?<=<)(?=[{DASHES}|/\w])|(?<=\|)(?=>)|(?<=\[)(?=/?INST\]|\s*\d)"
)
"""Where a backslash is put: into `->`, `-[`, `]-`, `<-`, `[1]` and template marks, before arrows, `;` and `\\`."""

TEMPLATE_MARK = re.compile(r"(?<=<)(?=[|/]|s>)|(?<=\|)(?=>)|(?<=\[)(?=/?INST\])")
"""Where a backslash is put into the marks of chat templates."""


def escape_name(name: str, max_characters: int = MAX_PROMPT_NAME_CHARACTERS) -> str:
    r"""A name for a prompt: on one line, unprintable characters as code points, delimiters broken by `\`.

    >>> escape_name("Up\n\nPath: x -> y; z")
    'Up Path: x -\\> y\\; z'
    """
    line = _printable(DELIMITER.sub(r"\\", " ".join(name[: 4 * max_characters].split())))
    return (line if len(line) <= max_characters else line[: max_characters - 1] + "…") or NAMELESS


def one_line(question: str) -> str:
    """A question on one line, without marks of chat templates, unprintable characters as code points."""
    return _printable(TEMPLATE_MARK.sub(r"\\", " ".join(question.split())))


def _printable(line: str) -> str:
    return line if line.isprintable() else "".join(
        sign if sign.isprintable() else f"\\u{{{ord(sign):x}}}" for sign in line
    )  # fmt: skip
