"""rog: ask a knowledge graph a question; get answers with the paths that prove them."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rog.errors import RogError
    from rog.pipeline import AskSettings, RoG
    from rog.pipeline import open_rog as open
    from rog.result import Result
    from rog.types import Answer, Branch, Ends, Entity, Hop, Plan, ReasoningPath, Topic, Triple

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
    "__version__",
    "open",
]

_PIPELINE = {"AskSettings": "AskSettings", "RoG": "RoG", "open": "open_rog"}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for (PEP 562), so that `rog --help` loads no model."""
    if name not in __all__:
        raise AttributeError(f"module 'rog' has no attribute {name!r}")
    if name in _PIPELINE:
        value: object = getattr(import_module("rog.pipeline"), _PIPELINE[name])
    else:
        value = getattr(import_module("rog.errors" if name == "RogError" else "rog.types"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
