"""Finding and loading what `causal:MODEL` names: weights, tokenizer and adapter."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from rog.errors import InputError, MissingExtraError, ModelError

__all__ = ["load_causal", "quiet"]

ADAPTER = "adapter_config.json"
SHIPPED = Path(__file__).parents[2] / "models"
"""Adapters that come with rog are called by their folders' names."""

DTYPES = ("float32", "bfloat16", "float16")


def load_causal(
    model: str, *, base: str | None = None, device: str | None = None, dtype: str | None = None
) -> tuple[Any, Any]:
    """The model, on its device, and its tokenizer; an adapter is merged into the model below it.

    Raises ModelError, MissingExtraError, and InputError for an unknown dtype.
    """
    if dtype is not None and dtype not in DTYPES:
        raise InputError(f"dtype {dtype!r}: use one of {', '.join(DTYPES)}")
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    kind = getattr(torch, dtype or ("bfloat16" if device.startswith("cuda") else "float32"))
    adapter = next((folder for folder in (Path(model), SHIPPED / model) if _is_adapter(folder)), None)
    if adapter is None and base is not None:
        raise InputError(f"{model}: no adapter ({ADAPTER} is missing), so it has no base {base!r}")
    below = base or (_base_of(adapter) if adapter else model)
    try:
        with quiet():
            loaded, tokenizer = _load(below, kind)
            if adapter:
                loaded, tokenizer = _adapted(loaded, adapter), _own_tokenizer(adapter) or tokenizer
            loaded = loaded.to(device)
    except ImportError as error:
        raise MissingExtraError(error.name or "transformers", "lm") from error
    except Exception as error:  # transformers, tokenizers, safetensors and torch each raise classes of their own
        hint = f"; the model below the adapter, {below}, may be named elsewhere with base=" if adapter else ""
        raise ModelError(f"{model}: cannot load it as a causal language model: {_first_line(error)}{hint}") from error
    if tokenizer.eos_token_id is None:
        raise ModelError(f"{model}: its tokenizer has no token that ends a text (eos_token)")
    return loaded, tokenizer


def _is_adapter(folder: Path) -> bool:
    try:
        return (folder / ADAPTER).is_file()
    except OSError:  # no name that a file can have
        return False


def _load(model: str, dtype: Any) -> tuple[Any, Any]:
    """A hub id, a folder, a folder that holds one GGUF file, or a GGUF file."""
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    gguf = _gguf_file(Path(model))
    if gguf is None:
        if _looks_like_path(model) and not Path(model).is_dir():
            raise FileNotFoundError("no such file or folder")
        return AutoModelForCausalLM.from_pretrained(model, dtype=dtype), AutoTokenizer.from_pretrained(model)
    where = {"pretrained_model_name_or_path": str(gguf.parent), "gguf_file": gguf.name}
    # Unpacked weights can be merged with an adapter, and no kernel is looked for in a hub.
    weights = AutoModelForCausalLM.from_pretrained(
        **where, dtype=dtype, quantization_config=GgufConfig(dequantize=True)
    )
    return weights, AutoTokenizer.from_pretrained(**where)


def _gguf_file(path: Path) -> Path | None:
    if path.suffix.lower() == ".gguf":
        return path
    if not path.is_dir() or (path / "config.json").is_file():
        return None
    files = sorted(path.glob("*.gguf"))
    return files[0] if len(files) == 1 else None


def _looks_like_path(model: str) -> bool:
    """Whether a name can be no hub id: those are `name` or `owner/name`."""
    return model.startswith((".", "/", "~")) or model.count("/") > 1 or "\\" in model


def _base_of(adapter: Path) -> str:
    """The model below an adapter: what is noted in it, seen from here or from it, or called so beside it."""
    try:
        noted = str(json.loads((adapter / ADAPTER).read_text("utf-8")).get("base_model_name_or_path") or "")
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(f"{adapter / ADAPTER}: cannot read the adapter: {error}") from error
    for path in (Path(noted), adapter / noted, adapter.parent / Path(noted).name) if noted else ():
        if path.exists():
            return str(path)
    if not noted or _looks_like_path(noted):
        raise ModelError(f"{adapter}: the model below the adapter, {noted!r}, is not there; name it with base=")
    return noted


def _adapted(model: Any, adapter: Path) -> Any:
    from peft import PeftModel

    return PeftModel.from_pretrained(model, str(adapter)).merge_and_unload()


def _own_tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(folder)) if (folder / "tokenizer.json").is_file() else None


@contextmanager
def quiet() -> Iterator[None]:
    """Without progress bars and what the libraries deprecate of each other, which would stand among the answers."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            yield
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
