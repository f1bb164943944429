"""Loads the language model in this process that a spec names, once for all who use it."""

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
"""What may be said of a language model in this process; see `rog.lm.causal.transformers.TransformersLM`."""

LOADED: WeakValueDictionary[tuple[Any, ...], SteerableLM] = WeakValueDictionary()
"""The language models that are in use."""

LOADING = Lock()


def load_lm(spec: str, **options: Any) -> SteerableLM:
    """The language model in this process that `causal:MODEL` names; see `rog.lm.causal.transformers.TransformersLM`.

    One that somebody has already, of the same options and files, is not loaded again: a planner and a
    reasoner may share it. `options` go before those in the spec.

    Raises ModelError where it cannot be loaded, MissingExtraError where torch or transformers is not
    installed, and InputError for another spec.
    """
    kind, _, rest = spec.partition(":")
    if kind != "causal" or not rest:
        raise InputError(f"unknown language model {spec!r}: use 'causal:MODEL', a folder, a .gguf file or a hub id")
    model, written = split_spec(rest)
    options = {**written, **options}
    check_options(spec, options, OPTIONS)
    try:
        from rog.lm.causal.transformers import TransformersLM  # imports torch
    except ImportError as error:
        raise MissingExtraError(error.name or "torch", "lm") from error

    key = (model, tuple(sorted(options.items())), *(_files(str(name)) for name in (model, options.get("base", ""))))
    with LOADING:
        lm = LOADED.get(key)
        if lm is None:
            LOADED[key] = lm = TransformersLM(model, **options)
        return lm


def _files(model: str) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of the files of a folder or of a file, if the model is one: it may have been trained on."""
    path = Path(model)
    try:
        files = sorted(path.iterdir()) if model and path.is_dir() else [path] if model and path.is_file() else []
        states = [(file.name, file.stat()) for file in files]
    except OSError:
        return ()  # loading says what is wrong
    return tuple((name, state.st_size, state.st_mtime_ns) for name, state in states)
