"""The one function that picks a planner."""

from __future__ import annotations

from typing import Any

from rog.planner.contract import Planner
from rog.specs import make_from_spec

__all__ = ["load_planner"]


def load_planner(spec: str | Planner | None, **options: Any) -> Planner:
    """The planner that a spec names. A planner object is given back as it is.

    - None or `compact`: the shipped model, perhaps with options (see `rog.planner.compact.options`)
    - `compact:FOLDER`: a compact model of your own, with the same options
    - `causal:MODEL`: a language model in this process (see `rog.lm.load_lm`, which gets the `options`)
    - `chat:MODEL`: one at an endpoint (see `rog.lm.chat.client.load_chat`, which gets the `options`)

    Raises ModelError where there is no such model, MissingExtraError, and InputError for another spec or where no
    endpoint is known.
    """
    if spec is not None and not isinstance(spec, str):
        return spec
    makers = {
        "compact": _compact,
        "compact:": _compact,
        "causal:": lambda spec: _causal(spec, options),
        "chat:": lambda spec: _chat(spec, options),
    }
    known = "use 'compact', 'compact:FOLDER', 'causal:MODEL' or 'chat:MODEL', or pass a Planner object"
    return make_from_spec("planner", spec or "compact", makers, known)


def _compact(spec: str) -> Planner:
    from rog.planner.compact.options import read_compact_spec
    from rog.planner.compact.planner import CompactPlanner  # loads ONNX Runtime

    folder, settings, kinds, words, absent, forms = read_compact_spec(spec)
    return CompactPlanner(folder, settings=settings, kinds=kinds, words=words, absent=absent, forms=forms)


def _causal(spec: str, options: dict[str, Any]) -> Planner:
    from rog.planner.causal.planner import CausalPlanner

    return CausalPlanner(spec, **options)  # the language model imports torch


def _chat(spec: str, options: dict[str, Any]) -> Planner:
    from rog.lm.chat.client import load_chat
    from rog.planner.chat.planner import ChatPlanner

    return ChatPlanner(load_chat(spec, **options))
