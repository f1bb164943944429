"""rog: ask a knowledge graph a question; get answers with the paths that prove them."""

from rog.errors import RogError
from rog.pipeline import AskSettings, RoG
from rog.pipeline import open_rog as open
from rog.types import Answer, Branch, Ends, Entity, Hop, Plan, ReasoningPath, Result, Topic, Triple

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
