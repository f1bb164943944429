"""What other packages deprecate is told and fails nothing; a deprecation of our own is an error."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow

PACKAGE = """
import warnings

def old() -> None:
    warnings.warn("old() is deprecated: use new()", FutureWarning, stacklevel=2)

def older() -> None:
    old()
    warnings.warn(DeprecationWarning("older()\\nis deprecated"))

def odd() -> None:
    warnings.warn("that is odd", stacklevel=2)
"""
CONFTEST = """
from tests.deprecations import Deprecations

def pytest_configure(config):
    config.pluginmanager.register(Deprecations())
"""
# Code is ours by the file it says it is from.
TESTS = f"""
import warnings
import pytest, other_package

def run(code, **known):
    known |= {{"__name__": "rog.ours", "warnings": warnings}}
    exec(compile(code, {str(ROOT / "rog" / "ours.py")!r}, "exec"), known)

@pytest.mark.parametrize("time", range(3))
def test_theirs_about_our_line(time):
    run("old()", old=other_package.old)

def test_theirs_inside():
    other_package.older()

def test_theirs_that_is_no_deprecation():
    other_package.odd()

@pytest.mark.parametrize("category", [DeprecationWarning, PendingDeprecationWarning, FutureWarning, UserWarning])
def test_ours(category):
    run("warnings.warn('ours', category, stacklevel=2)", category=category)

def test_ours_that_is_expected():
    with pytest.warns(DeprecationWarning, match="ours"):
        run("warnings.warn('ours', DeprecationWarning)")
"""


def without_options() -> dict[str, str]:
    """The environment without what this run of pytest was told in it."""
    return {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}


@pytest.mark.parametrize("processes", ["0", "2"])
def test_deprecations_of_others_are_told_and_ours_fail(tmp_path: Path, processes: str) -> None:
    installed = tmp_path / "site-packages"
    (installed / "other_package").mkdir(parents=True)
    (installed / "other_package" / "__init__.py").write_text(PACKAGE, "utf-8")
    (tmp_path / "conftest.py").write_text(CONFTEST, "utf-8")
    (tmp_path / "test_these.py").write_text(TESTS, "utf-8")
    settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-o", f"pythonpath={ROOT} {installed}"]
    command = [sys.executable, "-m", "pytest", *settings, "-n", processes, "-p", "no:cacheprovider", str(tmp_path)]
    run = subprocess.run(command, cwd=tmp_path, env=without_options(), capture_output=True, text=True, timeout=120)
    failed = re.findall(r"^FAILED \S+::(\S+)", run.stdout, re.MULTILINE)
    assert sorted(failed) == [
        "test_ours[DeprecationWarning]",
        "test_ours[FutureWarning]",
        "test_ours[PendingDeprecationWarning]",
        "test_ours[UserWarning]",
        "test_theirs_that_is_no_deprecation",
    ], run.stdout + run.stderr
    _, told = run.stdout.split("deprecated by other packages (fails nothing)")
    assert "     4  other_package: old() is deprecated: use new()\n" in told
    assert "     1  other_package: older() is deprecated\n" in told
    assert "ours" not in told.partition("short test summary")[0]
