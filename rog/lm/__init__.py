"""Language models: those steered token by token in this process, and those asked as black boxes.

A spec picks one: `causal:MODEL` is read by transformers, `chat:MODEL` is asked at an endpoint. Options
may follow the model as in a URL, `causal:MODEL?device=cpu&dtype=bfloat16`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qsl
from weakref import WeakValueDictionary

from rog.errors import InputError, MissingExtraError
from rog.lm.messages import Reply

__all__ = [
    "ROOT", "Growth", "SteerableLM", "TokenTrees", "load_lm", "split_spec",
]  # fmt: skip

OPTIONS = ("base", "device", "dtype")
"""What may be said of a language model in this process; see `rog.lm.transformers.TransformersLM`."""

LOADED: WeakValueDictionary[tuple[Any, ...], SteerableLM] = WeakValueDictionary()
"""The language models that are in use."""

LOADING = Lock()

ROOT = -1
"""The parent of a tree's first tokens."""


class Growth(NamedTuple):
    """A chain of tokens put below `parent`: the number of an earlier growth, counted from 0, or ROOT."""

    parent: int
    tokens: Sequence[int]
    asked: Sequence[Sequence[int]]
    """For each token of the chain, the tokens whose log probability of coming next is wanted."""


class TokenTrees(Protocol):
    """Trees of tokens that a model has read: each token sees those above it and no others.

    What many continuations share is read once, be it a prompt or a beam.
    """

    def grow(self, growths: Sequence[Growth]) -> list[list[Sequence[float]]]:
        """Let the trees grow, in one run of the model. A parent may be a growth of the same call.

        Gives for each growth and token of its chain the log probabilities that were asked for:
        natural logarithms, over the whole vocabulary.
        """
        ...


class SteerableLM(Protocol):
    """A causal language model in this process."""

    end: int
    """The token that ends a text."""

    def encode(self, text: str) -> list[int]:
        """Tokens of a text as a prompt, with what the model wants at its beginning.

        Text that looks like a special token is read as text.
        """
        ...

    def encode_next(self, texts: Sequence[str]) -> list[list[int]]:
        """Tokens of texts that each go on after other text."""
        ...

    def decode(self, tokens: Sequence[int]) -> str:
        """The text of tokens, without special ones."""
        ...

    def trees(self) -> TokenTrees:
        """Nothing read yet."""
        ...

    def generate(self, prompts: Sequence[str], *, max_tokens: int) -> list[Reply]:
        """The most probable text after each prompt, chosen token by token, all in one call."""
        ...


def split_spec(spec: str) -> tuple[str, dict[str, str]]:
    """A model and its options: `folder?dtype=bfloat16` -> `("folder", {"dtype": "bfloat16"})`.

    Raises InputError for options that are no `name=value`.
    """
    model, _, options = spec.partition("?")
    try:
        return model, dict(parse_qsl(options, keep_blank_values=True, strict_parsing=bool(options)))
    except ValueError:
        raise InputError(f"{spec!r}: options are written ?name=value&name=value") from None


def load_lm(spec: str, **options: Any) -> SteerableLM:
    """The language model in this process that `causal:MODEL` names; see `rog.lm.transformers.TransformersLM`.

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
    if strange := sorted(options.keys() - OPTIONS):
        raise InputError(f"{spec!r}: no option is called {strange[0]!r}; use {', '.join(OPTIONS)}")
    try:
        from rog.lm.transformers import TransformersLM  # imports torch
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
