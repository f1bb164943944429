"""Loads the language model in this process that a spec names, once for all users of it."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from rog.errors import InputError, MissingExtraError
from rog.lm.contract import SteerableLM
from rog.specs import check_options, split_spec

__all__ = ["load_lm"]

OPTIONS = ("base", "device", "dtype")
"""Options of a language model in this process; see `rog.lm.causal.transformers.TransformersLM`."""

LOADED_MODELS: WeakValueDictionary[tuple[Any, ...], SteerableLM] = WeakValueDictionary()
"""The language models in use, by spec, options and files."""

LOADING_LOCK = Lock()


def load_lm(spec: str, **options: Any) -> SteerableLM:
    """The language model in this process that `causal:MODEL` names; see `rog.lm.causal.transformers.TransformersLM`.

    A model in use, with the same options and files, is not loaded again: a planner and a reasoner may share it.
    `options` take precedence over those in the spec.

    Raises ModelError where it cannot be loaded, MissingExtraError where torch or transformers is not
    installed, and InputError for another spec.
    """
    kind, _, rest = spec.partition(":")
    if kind != "causal" or not rest:
        raise InputError(f"unknown language model {spec!r}: use 'causal:MODEL', a folder, a .gguf file or a hub id")
    model, spec_options = split_spec(rest)
    options = {**spec_options, **options}
    check_options(spec, options, OPTIONS)
    try:
        from rog.lm.causal.transformers import TransformersLM  # imports torch
    except ImportError as error:
        raise MissingExtraError(error.name or "torch", "lm") from error

    key = (model, tuple(sorted(options.items())), *(_files(str(name)) for name in (model, options.get("base", ""))))
    with LOADING_LOCK:
        lm = LOADED_MODELS.get(key)
        if lm is None:
            LOADED_MODELS[key] = lm = TransformersLM(model, **options)
        return lm


def _files(model: str) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of a model's files, since it may have been trained further; () where it is no path."""
    path = Path(model)
    try:
        files = sorted(path.iterdir()) if model and path.is_dir() else [path] if model and path.is_file() else []
        states = [(file.name, file.stat()) for file in files]
    except OSError:
        return ()  # loading reports the error
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in states)
