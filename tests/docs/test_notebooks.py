"""The notebooks run from top to bottom in a fresh kernel, and what they show is what is stored in them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("nbclient", reason="nbclient is not installed")
import nbformat

from docs.notebooks.execute import NOTEBOOKS, ROOT

pytestmark = pytest.mark.slow

PROBABILITY = re.compile(r"(\d+\.\d+)")
CLOSE = 0.02
"""Machines round the model's arithmetic differently."""


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the notebooks as they run now."""
    folder = tmp_path_factory.mktemp("notebooks")
    environment = {**os.environ, "PYTHONWARNINGS": "always::ResourceWarning"}  # which a cell would show
    command = [sys.executable, "-m", "docs.notebooks.execute", str(folder)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "ResourceWarning" not in run.stderr
    return folder


def outputs(path: Path) -> dict[str, str]:
    """What each code cell shows, by the cell's id."""
    cells = nbformat.read(path, as_version=4).cells
    return {
        cell.id: json.dumps(cell.outputs, ensure_ascii=False, indent=1) for cell in cells if cell.cell_type == "code"
    }


def is_alike(one: str, other: str) -> bool:
    """Whether texts differ in nothing but their probabilities, and in those little."""
    ours, theirs = PROBABILITY.split(one), PROBABILITY.split(other)
    return ours[::2] == theirs[::2] and list(map(float, ours[1::2])) == pytest.approx(
        list(map(float, theirs[1::2])), abs=CLOSE
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_show_what_is_stored(path: Path, executed: Path) -> None:
    stored, now = outputs(path), outputs(executed / path.name)
    assert stored.keys() == now.keys()
    assert {cell: now[cell] for cell in now if not is_alike(stored[cell], now[cell])} == {}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_stored_is_the_same_on_every_machine(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert [cell.metadata for cell in notebook.cells if cell.metadata] == []
    assert not re.search(r"/(tmp|home|root|Users)/|site-packages|timings|stderr", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("German (0.97)", "German (0.96)", True),
        ("German (0.97)", "German (0.91)", False),
        ("German (0.97)", "French (0.97)", False),
        ("German (0.97)", "German", False),
        ("30 facts", "31 facts", False),
    ],
)
def test_only_probabilities_may_differ_a_little(one: str, other: str, alike: bool) -> None:
    assert is_alike(one, other) is alike
