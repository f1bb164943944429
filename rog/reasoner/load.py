"""The one function that picks a reasoner."""

from __future__ import annotations

from typing import Any

from rog.reasoner.contract import Reasoner
from rog.specs import make_from_spec

__all__ = ["load_reasoner"]


def load_reasoner(spec: str | Reasoner | None, **options: Any) -> Reasoner:
    """The reasoner of a spec. None or `paths` ranks the entities that the plans reach.

    `causal:MODEL` is a language model in this process; `rog.lm.load_lm` gets the `options`.
    `chat:MODEL` is a language model at an endpoint; `rog.lm.chat.client.load_chat` gets them.

    Raises ModelError where there is no such model, MissingExtraError; InputError for another spec, or
    where no endpoint is known.
    """
    if spec is not None and not isinstance(spec, str):
        return spec
    if spec in (None, "paths"):
        from rog.reasoner.paths import PathReasoner

        return PathReasoner()
    makers = {"causal:": lambda spec: _causal(spec, options), "chat:": lambda spec: _chat(spec, options)}
    known = "use 'paths', 'causal:MODEL' or 'chat:MODEL', or pass a Reasoner object"
    return make_from_spec("reasoner", spec, makers, known)


def _causal(spec: str, options: dict[str, Any]) -> Reasoner:
    from rog.reasoner.causal.reasoner import CausalReasoner

    return CausalReasoner(spec, **options)  # the language model imports torch


def _chat(spec: str, options: dict[str, Any]) -> Reasoner:
    from rog.lm.chat.client import load_chat
    from rog.reasoner.chat import ChatReasoner

    return ChatReasoner(load_chat(spec, **options))
