"""What the wheel holds: everything that asking a question takes, and nothing else."""

import subprocess
import sys
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from rog import __version__

ROOT = Path(__file__).parents[1]
MEBIBYTE = 2**20
METADATA = f"rog-{__version__}.dist-info"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("build")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def sizes(wheel: Path) -> dict[PurePosixPath, int]:
    """Size in bytes that each file takes up in the wheel."""
    with ZipFile(wheel) as archive:
        return {PurePosixPath(entry.filename): entry.compress_size for entry in archive.infolist()}


def size_under(sizes: dict[PurePosixPath, int], folder: str) -> int:
    return sum(size for path, size in sizes.items() if path.is_relative_to(folder))


def test_it_holds_rog_and_its_metadata_only(sizes: dict[PurePosixPath, int]) -> None:
    assert {path.parts[0] for path in sizes} == {"rog", METADATA}
    assert PurePosixPath(f"{METADATA}/licenses/LICENSE") in sizes


def test_every_module_is_in_it(sizes: dict[PurePosixPath, int]) -> None:
    modules = {PurePosixPath(path.relative_to(ROOT).as_posix()) for path in (ROOT / "rog").rglob("*.py")}
    assert {path for path in sizes if path.suffix == ".py"} == modules
    assert PurePosixPath("rog/py.typed") in sizes


def test_the_model_and_the_world_graph_are_in_it(sizes: dict[PurePosixPath, int]) -> None:
    assert [path for path in sizes if path.match("rog/models/**/*.onnx") or path.match("rog/models/*/*.onnx")]
    assert [path for path in sizes if path.match("rog/models/*/tokenizer.json")]
    assert [path for path in sizes if path.match("rog/data/world*")]


def test_the_viewer_is_in_it(sizes: dict[PurePosixPath, int]) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "rog" / "explain" / "viewer").iterdir()}
    assert {str(path) for path in sizes if path.match("rog/explain/viewer/*")} == files


def test_it_stays_small(wheel: Path, sizes: dict[PurePosixPath, int]) -> None:
    in_repository = sum(path.stat().st_size for path in (ROOT / "rog" / "models").rglob("*") if path.is_file())
    assert 0 < in_repository <= 40 * MEBIBYTE  # the default planner and an adapter of a language model
    assert 0 < size_under(sizes, "rog/data") <= 10 * MEBIBYTE
    assert wheel.stat().st_size < 60 * MEBIBYTE


def test_nothing_that_runs_leave_behind_is_in_it(sizes: dict[PurePosixPath, int]) -> None:
    assert not [path for path in sizes if "__pycache__" in path.parts or path.suffix in {".pyc", ".log", ".tmp"}]


def test_the_default_install_takes_no_torch(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        metadata = archive.read(f"{METADATA}/METADATA").decode("utf-8")
    lines = (line.partition(": ") for line in metadata.splitlines())
    required = [Requirement(text) for field, _, text in lines if field == "Requires-Dist"]
    default = {one.name for one in required if one.marker is None}
    assert default == {
        "lemminflect",
        "marisa-trie",
        "numpy",
        "onnxruntime",
        "pydantic",
        "pyoxigraph",
        "rapidfuzz",
        "safetensors",
        "tokenizers",
        "tqdm",
    }
