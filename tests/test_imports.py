"""The rooms of the project and the one way imports run between them."""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import networkx
import pytest

ROOT = Path(__file__).parents[1]

ROOMS = tuple(
    """
    errors types units values query outcome cache clock calibration specs words lexicon wording explain result lm graph
    prompts questions linker forms retriever events doubt ranking planner prove reasoner cite run pipeline metrics
    testing training server mcp_server cli
    """.split()
)
"""Rooms of `rog`, lowest first: a module may import its own room and those before it."""

OUTSIDE = ("training", "graphs", "eval")
"""Rooms that are run from the checkout: they import `rog` and never each other."""

MOST_MODULES = 20
LEAST_GROUP = 3
"""Modules of a folder that begin alike make a folder of their own."""

HEAVY = (
    "neo4j",
    "torch",
    "transformers",
    "networkx",
    "onnx",
    "onnxruntime",
    "onnxscript",
    "sklearn",
    "scipy",
    "pandas",
    "peft",
    "openai",
    "fastapi",
    "uvicorn",
    "mcp",
)


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(source: str, package: str) -> Iterator[str]:
    """Dotted names a module imports, also inside functions; `from a import b` gives `a.b`, as b may be a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")[: -node.level + 1 or None] if node.level else []
            base = ".".join([*parts, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def imports_of(path: Path) -> set[str]:
    name = module_name(path)
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    return set(imported(path.read_text(encoding="utf-8"), package))


def room_of(name: str) -> str | None:
    """The room of `rog` that a dotted name is in: None for one outside, and for `rog` itself."""
    parts = name.split(".")
    return parts[1] if parts[0] == "rog" and len(parts) > 1 else None


def upward(name: str, imports: set[str]) -> set[str]:
    """The rooms above its own that the module `name` imports."""
    own = room_of(name)
    if own not in ROOMS:
        return set()
    rooms = {room for room in map(room_of, imports) if room in ROOMS}
    return {room for room in rooms if ROOMS.index(room) > ROOMS.index(own)}


@pytest.mark.parametrize("path", modules("rog"), ids=module_name)
def test_imports_run_one_way(path: Path) -> None:
    assert upward(module_name(path), imports_of(path)) == set()


def test_every_module_of_rog_is_in_a_room() -> None:
    rooms = {path.relative_to(ROOT / "rog").parts[0].removesuffix(".py") for path in modules("rog")}
    assert rooms - {"__init__", "__main__", "data", "models"} <= set(ROOMS)


def test_no_module_imports_itself_in_a_circle() -> None:
    paths = {module_name(path): path for room in ("rog", *OUTSIDE) for path in modules(room)}
    imports = {name: {known(one, paths) for one in imports_of(path)} - {None, name} for name, path in paths.items()}
    graph = networkx.DiGraph((name, other) for name, others in imports.items() for other in others)
    assert [sorted(circle) for circle in networkx.strongly_connected_components(graph) if len(circle) > 1] == []


def known(name: str, paths: Mapping[str, Path]) -> str | None:
    """The module that a dotted name is, or that it is in."""
    return next((one for one in (name, name.rpartition(".")[0]) if one in paths), None)


FOLDERS = sorted({path.parent for room in ("rog", "training", "graphs", "eval", "tests") for path in modules(room)})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_folder_can_be_read_at_a_glance(folder: Path) -> None:
    names = [path.stem.removeprefix("test_") for path in folder.glob("*.py") if path.stem != "__init__"]
    assert len(names) <= MOST_MODULES
    prefixes = Counter(name.partition("_")[0] for name in names)
    assert {prefix for prefix, count in prefixes.items() if count >= LEAST_GROUP} == set(), (
        "a folder in place of a prefix"
    )


@pytest.mark.parametrize("room", [*ROOMS, *OUTSIDE])
def test_no_two_classes_of_a_room_have_one_name(room: str) -> None:
    base = ROOT / room if room in OUTSIDE else ROOT / "rog" / room
    paths = base.rglob("*.py") if base.is_dir() else [base.with_suffix(".py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths if path.is_file()]
    names = Counter(node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef))
    assert [name for name, count in names.items() if count > 1 and not name.startswith("_")] == []


@pytest.mark.parametrize("path", modules("rog"), ids=module_name)
def test_rog_imports_no_room_outside(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports_of(path)} & {*OUTSIDE, "tests"}


@pytest.mark.parametrize("room", OUTSIDE)
def test_rooms_outside_do_not_import_each_other(room: str) -> None:
    others = {*OUTSIDE, "tests"} - {room}
    strays = {module_name(path): {name.split(".")[0] for name in imports_of(path)} & others for path in modules(room)}
    assert {name: found for name, found in strays.items() if found} == {}


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        ("rog.graph.index.store", "from rog.planner import compact", {"planner"}),
        ("rog.graph.index.store", "from ...planner.compact import Compact", {"planner"}),
        ("rog.graph.index.store", "def f():\n    import rog.pipeline", {"pipeline"}),
        ("rog.linker", "from rog import cli", {"cli"}),
        ("rog.types", "def f():\n    from rog.explain import to_text", {"explain"}),
        ("rog.explain", "from rog.result import Result", {"result"}),
        ("rog.errors", "from rog.explain import to_text", {"explain"}),
        ("rog.graph", "from rog.types import Plan\nimport rog.words.english", set()),
        ("rog.planner.compact.planner", "from . import beam_search\nimport numpy", set()),
    ],
)
def test_the_check_sees_what_it_should(name: str, source: str, found: set[str]) -> None:
    assert upward(name, set(imported(source, name.rpartition(".")[0]))) == found


@pytest.mark.parametrize(
    "statement", ["import rog", "import rog.cli", "import rog, rog.cli; rog.open", "from rog.training import adapt"]
)
def test_importing_rog_loads_nothing_heavy(statement: str) -> None:
    assert loaded_by(statement, HEAVY) == ""


LANGUAGE_MODELS = ("torch", "transformers", "peft", "accelerate", "openai", "gguf")


def test_asking_by_default_loads_no_language_model() -> None:
    statement = "import rog; assert rog.open('world').ask('What is the capital of France?').answers"
    assert loaded_by(statement, LANGUAGE_MODELS) == ""


@pytest.mark.parametrize(
    "module", ["rog.lm", "rog.prompts.reasoning", "rog.planner.causal.planner", "rog.reasoner.causal.reasoner"]
)
def test_a_language_model_is_imported_when_it_is_loaded(module: str) -> None:
    assert loaded_by(f"import {module}", LANGUAGE_MODELS) == ""


def test_help_reads_no_array_and_no_model() -> None:
    statement = "import rog.cli, contextlib\nwith contextlib.suppress(SystemExit): rog.cli.main(['ask', '--help'])"
    assert loaded_by(statement, (*HEAVY, "numpy", "pydantic", "tokenizers", "tqdm", "pyoxigraph")) == ""


def loaded_by(statements: str, packages: tuple[str, ...]) -> str:
    """Which of the packages a fresh interpreter has loaded after these statements, joined by spaces."""
    code = f"{statements}\nimport sys; print('loaded:', *sorted({set(packages)!r} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()[-1].removeprefix("loaded:").strip()
