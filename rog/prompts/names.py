"""Names and questions in prompts.

Names come from graphs, and graphs from anyone: in a prompt a name is part of one line that begins with
words of ours, and neither a delimiter of ours nor a mark of a chat template can stand in it.
"""

from __future__ import annotations

import re

__all__ = ["LONGEST_NAME", "escape_name", "one_line"]

LONGEST_NAME = 100
"""Characters of a name that are shown; the rest becomes `…`."""

NAMELESS = "(nameless)"

DASHES = r"\-\u2010-\u2015\u2212\ufe63\uff0d"
HEADS = r">\uff1e\ufe65\u203a"
SIGNS = r"\\;\uff1b\u037e\u2190-\u21ff\u2794-\u27be\u27f0-\u27ff\u2900-\u297f\u2b00-\u2bff\uffe9-\uffec"
"""A backslash, semicolons and arrows, with those that only look like one."""

DELIMITER = re.compile(
    rf"(?=[{SIGNS}])|(?<=[{DASHES}])(?=[{HEADS}\[])|(?<=\])(?=-)|(?<=<)(?=[{DASHES}|/\w])|(?<=\|)(?=>)|(?<=\[)(?=/?INST\])"
)
"""Where a backslash goes: into `->`, `-[`, `]-`, `<-` and the marks of chat templates, before arrows, `;` and `\\`."""

TEMPLATE_MARK = re.compile(r"(?<=<)(?=[|/]|s>)|(?<=\|)(?=>)|(?<=\[)(?=/?INST\])")
"""Into the marks of chat templates only."""


def escape_name(name: str, longest: int = LONGEST_NAME) -> str:
    r"""A name as it stands in a prompt: one line, whatever does not print spelt out, delimiters broken by `\`.

    >>> escape_name("Up\n\nPath: x -> y; z")
    'Up Path: x -\\> y\\; z'
    """
    line = _printable(DELIMITER.sub(r"\\", " ".join(name[: 4 * longest].split())))
    return (line if len(line) <= longest else line[: longest - 1] + "…") or NAMELESS


def one_line(question: str) -> str:
    """A question as one line, in which no mark of a chat template stands; whatever does not print is spelt out."""
    return _printable(TEMPLATE_MARK.sub(r"\\", " ".join(question.split())))


def _printable(line: str) -> str:
    return line if line.isprintable() else "".join(
        sign if sign.isprintable() else f"\\u{{{ord(sign):x}}}" for sign in line
    )  # fmt: skip
