import inspect
import re
import subprocess
import sys
from html import unescape
from importlib import import_module
from pathlib import Path

import pytest

pytest.importorskip("pdoc", reason="pdoc is not installed")
from docs.api.build import MODULES

ROOT = Path(__file__).parents[2]

KNOWN = {
    "rog": ["RoG", "RoG.ask", "RoG.stream", "open", "Result", "Result.confidence", "AskSettings.limit", "Hop.relation"],
    "rog.graph": ["Graph", "Graph.ends", "open_graph"],
    "rog.explain": ["explain", "to_svg", "FORMATS"],
    "rog.errors": ["RogError", "InputError"],
    "rog.training": ["adapt", "AdaptSettings.minutes"],
    "rog.server": ["create_app", "ServerSettings.port"],
    "rog.testing": ["GraphContract", "ScriptedPlanner"],
    "rog.lm": ["SteerableLM.encode", "Growth.tokens"],
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The page of each module."""
    folder = tmp_path_factory.mktemp("site")
    subprocess.run([sys.executable, "-m", "docs.api.build", folder], cwd=ROOT, check=True)
    return {name: (folder / f"{name.replace('.', '/')}.html").read_text(encoding="utf-8") for name in MODULES}


def words(text: str) -> str:
    """The text as one reads it: without markup, and each run of white space one space."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", text)).replace("`", "").split())


def public(name: str) -> list[str]:
    names: list[str] = import_module(name).__all__
    return names


@pytest.mark.parametrize("name", MODULES)
def test_all_public_names_can_be_had(name: str) -> None:
    module = import_module(name)
    assert [one for one in public(name) if not hasattr(module, one)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_all_public_names_are_documented(name: str, pages: dict[str, str]) -> None:
    assert [one for one in public(name) if not one.startswith("_") and f'id="{one}"' not in pages[name]] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_docstrings_are_on_the_page(name: str, pages: dict[str, str]) -> None:
    module, text = import_module(name), words(pages[name])
    members = [getattr(module, one) for one in public(name)]
    own = [one for one in members if getattr(one, "__module__", "").startswith("rog.")]
    docs = [inspect.getdoc(one) or "" for one in [module, *own]]
    firsts = [words(doc.splitlines()[0]) for doc in docs if doc]
    assert [first for first in firsts if first not in text] == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "member"), [(name, member) for name, members in KNOWN.items() for member in members])
def test_well_known_names_are_there(name: str, member: str, pages: dict[str, str]) -> None:
    assert f'id="{member}"' in pages[name]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rog.types", r"score: float .* 0 to 1"),  # of a model, with a docstring
        ("rog.outcome", r"plans: tuple\[Verdict, \.\.\.\]"),
        ("rog.server", r"port: int = 8080 0 takes any"),  # of a dataclass, with a comment
        ("rog.lm", r"tokens: Sequence\[int\]"),  # of a named tuple
    ],
)
def test_fields_read_as_they_are_written(name: str, text: str, pages: dict[str, str]) -> None:
    assert re.search(text, words(pages[name]))


@pytest.mark.slow
def test_nothing_is_shown_that_only_python_wrote(pages: dict[str, str]) -> None:
    assert not re.search(r"PydanticUndefined|ForwardRef|Alias for field number| at 0x", " ".join(pages.values()))


@pytest.mark.slow
@pytest.mark.parametrize("name", MODULES)
def test_a_page_leads_to_all_others_and_loads_nothing(name: str, pages: dict[str, str]) -> None:
    links = re.findall(r'href="([^"#]+\.html)"', pages[name])
    own = Path(name.replace(".", "/")).with_suffix(".html")
    reached = {str((Path("/") / own.parent / link).resolve().relative_to("/")) for link in links}
    assert {f"{one.replace('.', '/')}.html" for one in MODULES} - {str(own)} <= reached
    assert not re.search(r'src="(?!data:|\.)|<link[^>]*href="(?!data:)', pages[name])
