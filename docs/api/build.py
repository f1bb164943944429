"""Write the API reference, from the docstrings, into `site/` or the folder named: python -m docs.api.build [FOLDER]

pdoc reads the modules as Python does, so this wants rog with its development tools: pip install -e '.[dev]'
"""

from __future__ import annotations

import re
import sys
import warnings
from dataclasses import is_dataclass
from importlib import import_module
from inspect import Signature
from pathlib import Path
from typing import Protocol, get_type_hints

from pdoc import render
from pdoc.doc import Class, Module, Variable
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

MODULES = (
    "rog",
    "rog.graph",
    "rog.explain",
    "rog.result",
    "rog.outcome",
    "rog.events",
    "rog.types",
    "rog.errors",
    "rog.planner",
    "rog.reasoner",
    "rog.lm",
    "rog.training",
    "rog.server",
    "rog.mcp_server",
    "rog.testing",
)
"""What is public, in the order of the list of modules."""

COMMENTED_FIELD = re.compile(r"^    (\w+): .*?  # (.+)$", re.MULTILINE)


def build(folder: Path) -> None:
    """Write a page for each module, an index and a search, none of which asks anything of a network.

    A warning of pdoc, such as a type that it cannot resolve, is an error.
    """
    render.configure(template_directory=Path(__file__).parent)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        modules = {name: document(name) for name in MODULES}
        for name, module in modules.items():
            write(folder / f"{name.replace('.', '/')}.html", render.html_module(module, modules))
        write(folder / "index.html", render.html_index(modules))
        write(folder / "search.js", render.search_index(modules))


def document(name: str) -> Module:
    """What is public in a module, also what is imported when it is asked for."""
    module = import_module(name)
    for public in module.__all__:
        setattr(module, public, getattr(module, public))
    documented = Module(module)
    for member in documented.classes:
        if issubclass(member.obj, BaseModel | tuple) or is_dataclass(member.obj) or Protocol in member.obj.__bases__:
            mend(member)
    return documented


def mend(documented: Class) -> None:
    """Document the fields of a class as they are written, and leave out what Python adds: constructor and texts.

    A comment behind a field documents it as a docstring below it does.
    """
    documented.members.pop("__init__", None)
    types, comments = get_type_hints(documented.obj), dict(COMMENTED_FIELD.findall(documented.source))
    for field in documented.members.values():
        if isinstance(field, Variable):
            field.annotation = types.get(field.name, field.annotation)
            field.default_value = Signature.empty if field.default_value is PydanticUndefined else field.default_value
            if not field.docstring or field.docstring.startswith("Alias for field number"):
                field.docstring = comments.get(field.name, "")


def write(path: Path, text: str) -> None:
    """Write a file, and the folder that it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1] if len(sys.argv) > 1 else "site"))
