"""Which tests run: the quick ones, with `--all` every one, and all of a file that is named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_deprecations import without_options

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow

CONFTEST = "from tests.conftest import pytest_addoption, pytest_cmdline_main, pytest_collection_modifyitems"
TESTS = """
import pytest

def test_quick():
    pass

@pytest.mark.slow
def test_slow():
    pass

@pytest.fixture
def browser():
    pass

def test_in_a_browser(browser):
    pass
"""


@pytest.mark.parametrize("processes", [("-n", "2"), ("-p", "no:xdist")], ids=["side by side", "alone"])
@pytest.mark.parametrize(
    ("arguments", "passed"), [((), 1), (("--all",), 3), (("test_these.py",), 3), (("test_these.py::test_slow",), 1)]
)
def test_slow_tests_are_asked_for(
    tmp_path: Path, processes: tuple[str, ...], arguments: tuple[str, ...], passed: int
) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST, "utf-8")
    (tmp_path / "test_these.py").write_text(TESTS, "utf-8")
    settings = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "-o", f"pythonpath={ROOT}"]
    command = [sys.executable, "-m", "pytest", *settings, "-o", f"testpaths={tmp_path}", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [*command, *processes, *arguments],
        cwd=tmp_path,
        env=without_options(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert f" {passed} passed" in run.stdout, run.stdout + run.stderr
    assert run.returncode == 0
