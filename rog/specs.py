"""Spec strings: `KIND`, `KIND:MODEL` and either with `?option=value` name a planner, a reasoner or a language model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar
from urllib.parse import parse_qsl

from rog.errors import InputError

__all__ = ["check_options", "make_from_spec", "split_spec"]

Made = TypeVar("Made")


def split_spec(spec: str) -> tuple[str, dict[str, str]]:
    """A model and its options: `folder?dtype=bfloat16` -> `("folder", {"dtype": "bfloat16"})`.

    Raises InputError for options that are not written `name=value`.
    """
    model, _, options = spec.partition("?")
    try:
        return model, dict(parse_qsl(options, keep_blank_values=True, strict_parsing=bool(options)))
    except ValueError:
        raise InputError(f"{spec!r}: options are written ?name=value&name=value") from None


def check_options(spec: str, given: Collection[str], known: Collection[str]) -> None:
    """Raises InputError for an option that is not known."""
    if unknown := sorted(set(given) - set(known)):
        raise InputError(f"{spec!r}: no option is called {unknown[0]!r}; use {', '.join(known)}")


def make_from_spec(what: str, spec: str, makers: Mapping[str, Callable[[str], Made]], known: str) -> Made:
    """Call the maker of the spec's kind with the spec. In `makers` a kind that needs a model ends with `:`.

    Raises InputError for another kind. `what` is the thing to make, and `known` says which specs there are.
    """
    kind, _, model = spec.partition(":")
    maker = makers.get(f"{kind}:" if model else kind.partition("?")[0])
    if maker is None:
        raise InputError(f"unknown {what} {spec!r}: {known}")
    return maker(spec)
