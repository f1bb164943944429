"""The rooms of the project and the one way imports run between them."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

LAYERS = (
    ("types", "errors", "calibration"),
    ("graph", "lm", "events", "clock"),
    ("linker", "prompts", "planner", "retriever", "reasoner", "answers"),
    ("pipeline", "questions", "supervision", "distractors", "metrics", "explain"),
    ("training",),
    ("server",),
    ("mcp_server",),
    ("cli",),
)
"""Rooms of `rog`, lowest first: a module may import its own room, its own layer and the layers below."""

EXCEPTIONS = {("rog.types", "explain")}
"""`str(result)` draws the result, and what draws it reads the types; it is imported when it is called."""

OUTSIDE = ("training", "graphs", "eval")
"""Rooms that are run from the checkout: they import `rog` and never each other."""

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


def layer_of(room: str) -> int | None:
    return next((level for level, rooms in enumerate(LAYERS) if room in rooms), None)


def room_of(name: str) -> str | None:
    """The room of `rog` that a dotted name is in: None for one outside, and for `rog` itself."""
    parts = name.split(".")
    return parts[1] if parts[0] == "rog" and len(parts) > 1 else None


def upward(name: str, imports: set[str]) -> set[str]:
    """The rooms above its own that the module `name` imports, but for the exceptions."""
    own = layer_of(room_of(name) or "")
    if own is None:
        return set()
    rooms = {room for room in map(room_of, imports) if room is not None}
    return {room for room in rooms if (layer_of(room) or 0) > own and (name, room) not in EXCEPTIONS}


@pytest.mark.parametrize("path", modules("rog"), ids=module_name)
def test_imports_run_one_way(path: Path) -> None:
    assert upward(module_name(path), imports_of(path)) == set()


def test_every_module_of_rog_is_in_a_layer() -> None:
    rooms = {path.relative_to(ROOT / "rog").parts[0].removesuffix(".py") for path in modules("rog")}
    assert rooms - {"__init__", "__main__", "data", "models"} <= {room for layer in LAYERS for room in layer}


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
        ("rog.graph.index", "from rog.planner import compact", {"planner"}),
        ("rog.graph.index", "from ..planner.compact import Compact", {"planner"}),
        ("rog.graph.index", "def f():\n    import rog.pipeline", {"pipeline"}),
        ("rog.linker", "from rog import cli", {"cli"}),
        ("rog.types", "from rog.explain import to_text", set()),
        ("rog.errors", "from rog.explain import to_text", {"explain"}),
        ("rog.explain", "from rog.types import Result\nimport rog.graph.files", set()),
        ("rog.planner.compact", "from . import beam_search\nimport numpy", set()),
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


@pytest.mark.parametrize("module", ["rog.lm", "rog.prompts.reasoning", "rog.planner.causal", "rog.reasoner.causal"])
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
