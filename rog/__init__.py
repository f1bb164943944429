"""rog: ask a knowledge graph a question; get answers with the paths that prove them."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rog.errors import RogError
    from rog.outcome import Answer, Plan, Verdict
    from rog.pipeline import AskSettings, RoG
    from rog.pipeline import open_rog as open
    from rog.result import Result
    from rog.types import Branch, Ends, Entity, Hop, ReasoningPath, Topic, Triple

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "AskSettings",
    "Branch",
    "Ends",
    "Entity",
    "Hop",
    "Plan",
    "ReasoningPath",
    "Result",
    "RoG",
    "RogError",
    "Topic",
    "Triple",
    "Verdict",
    "__version__",
    "open",
]

_HOMES = {
    "Answer": "rog.outcome",
    "AskSettings": "rog.pipeline",
    "Plan": "rog.outcome",
    "Result": "rog.result",
    "RoG": "rog.pipeline",
    "RogError": "rog.errors",
    "Verdict": "rog.outcome",
    "open": "rog.pipeline",
}
"""Modules of the names that are not from `rog.types`."""


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for (PEP 562), so that `rog --help` loads no model."""
    if name not in __all__:
        raise AttributeError(f"module 'rog' has no attribute {name!r}")
    module = import_module(_HOMES.get(name, "rog.types"))
    value: object = getattr(module, "open_rog" if name == "open" else name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
