"""What other packages deprecate: counted and told when the tests have run, and no failure.

What a package deprecates depends on the day it was installed; whether our own code works does not. Filters of the
`warnings` module know the line that a warning is about, which may be ours, and not the line that issued it. So
deprecations are filed here under the line that issued them.
"""

from __future__ import annotations

import sys
import sysconfig
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

__all__ = ["DEPRECATIONS", "Deprecations"]

ROOT = Path(__file__).resolve().parents[1]
DEPRECATIONS = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)
OURS = "ours."
"""Before the module name of a deprecation that our own code issues: pyproject.toml makes it an error."""


class Deprecations:
    """A plug-in of pytest."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        """How often each (package, text) was seen."""
        self._warn = warnings.warn

    def pytest_configure(self) -> None:
        warnings.warn = self.warn

    def pytest_unconfigure(self) -> None:
        warnings.warn = self._warn

    def warn(
        self,
        message: str | Warning,
        category: type[Warning] | None = None,
        stacklevel: int = 1,
        source: object = None,
        **options: Any,
    ) -> None:
        """As `warnings.warn`, but a deprecation is about the line that issues it."""
        kind = type(message) if isinstance(message, Warning) else category or UserWarning
        if not issubclass(kind, DEPRECATIONS):
            self._warn(message, kind, stacklevel + 1, source, **options)
            return
        frame = sys._getframe(1)
        file, module = frame.f_code.co_filename, frame.f_globals.get("__name__", "<unknown>")
        module = f"{OURS}{module}" if is_ours(file) else module
        warnings.warn_explicit(message, kind, file, frame.f_lineno, module=module, source=source)

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage) -> None:
        if issubclass(warning_message.category, DEPRECATIONS):
            text = " ".join(str(warning_message.message).split())
            self.counts[package_of(warning_message.filename, warning_message.lineno), text] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.counts:
            terminalreporter.section("deprecated by other packages (fails nothing)")
        for (package, text), count in sorted(self.counts.items()):
            terminalreporter.write_line(f"{count:6,}  {package}: {text}")


def is_ours(file: str) -> bool:
    """Whether a line of this file is ours, and not of a package that is installed inside our folder."""
    path = Path(file)
    return path.is_relative_to(ROOT) and "site-packages" not in path.parts


def package_of(file: str, line: int) -> str:
    """The package that a file belongs to."""
    parts = Path(file).parts
    if "site-packages" in parts[:-1]:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    if file.startswith(sysconfig.get_path("stdlib")):
        return "python"
    return f"compiled code, called at {file}:{line}"  # which issues its warnings about the Python line that called it
