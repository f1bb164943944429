"""Run the notebooks and store what they show, where they are or in a folder: python -m docs.notebooks.execute [FOLDER]

What differs from run to run is not stored: times, versions, and the plain form of what has a richer one.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = sorted(Path(__file__).parent.glob("*.ipynb"))
ROOT = Path(__file__).parents[2]
TIMEOUT = 300
"""Seconds that a cell may take."""


def execute(path: Path) -> nbformat.NotebookNode:
    """The notebook with the outputs of a kernel that ran it from top to bottom; raises what a cell raises."""
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": ROOT}},  # so that the `rog` of this checkout is imported
    )
    client.execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if len(output.get("data", ())) > 1:
                output.data.pop("text/plain", None)
    return notebook


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for path in NOTEBOOKS:
        nbformat.write(execute(path), folder / path.name)
