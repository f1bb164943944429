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

ADAPTER_CONFIG = "adapter_config.json"
SHIPPED_ADAPTERS = Path(__file__).parents[2] / "models"
"""Folder of the adapters that come with rog. Their specs are the names of their folders."""

DTYPES = ("float32", "bfloat16", "float16")


def load_causal(
    model: str, *, base: str | None = None, device: str | None = None, dtype: str | None = None
) -> tuple[Any, Any]:
    """The model, on its device, and its tokenizer. An adapter is merged into its base model.

    Raises ModelError, MissingExtraError, and InputError for an unknown dtype.
    """
    if dtype is not None and dtype not in DTYPES:
        raise InputError(f"dtype {dtype!r}: use one of {', '.join(DTYPES)}")
    device = device or ("cuda" if torch.cuda.is_available() else "cpu")
    torch_dtype = getattr(torch, dtype or ("bfloat16" if device.startswith("cuda") else "float32"))
    adapter = next((folder for folder in (Path(model), SHIPPED_ADAPTERS / model) if _is_adapter(folder)), None)
    if adapter is None and base is not None:
        raise InputError(f"{model}: no adapter ({ADAPTER_CONFIG} is missing), so it has no base {base!r}")
    base_model = base or (_base_of(adapter) if adapter else model)
    try:
        with quiet():
            loaded, tokenizer = _load(base_model, torch_dtype)
            if adapter:
                loaded, tokenizer = _merged(loaded, adapter), _adapter_tokenizer(adapter) or tokenizer
            loaded = loaded.to(device)
    except ImportError as error:
        raise MissingExtraError(error.name or "transformers", "lm") from error
    except Exception as error:  # transformers, tokenizers, safetensors and torch each raise classes of their own
        hint = f"; the model below the adapter, {base_model}, may be named elsewhere with base=" if adapter else ""
        raise ModelError(f"{model}: cannot load it as a causal language model: {_first_line(error)}{hint}") from error
    if tokenizer.eos_token_id is None:
        raise ModelError(f"{model}: its tokenizer has no token that ends a text (eos_token)")
    return loaded, tokenizer


def _is_adapter(folder: Path) -> bool:
    try:
        return (folder / ADAPTER_CONFIG).is_file()
    except OSError:  # the name is none that a file can have
        return False


def _load(model: str, dtype: Any) -> tuple[Any, Any]:
    """Load a hub id, a folder, a folder that holds one GGUF file, or a GGUF file."""
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    gguf = _gguf_file(Path(model))
    if gguf is None:
        if _looks_like_path(model) and not Path(model).is_dir():
            raise FileNotFoundError("no such file or folder")
        return AutoModelForCausalLM.from_pretrained(model, dtype=dtype), AutoTokenizer.from_pretrained(model)
    where = {"pretrained_model_name_or_path": str(gguf.parent), "gguf_file": gguf.name}
    # Dequantized weights can be merged with an adapter, and transformers looks for no kernel on a hub.
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
    """Whether a name cannot be a hub id, which is `name` or `owner/name`."""
    return model.startswith((".", "/", "~")) or model.count("/") > 1 or "\\" in model


def _base_of(adapter: Path) -> str:
    """The base model that an adapter names: a path from here or from it, a namesake beside it, or a hub id."""
    try:
        named_base = str(json.loads((adapter / ADAPTER_CONFIG).read_text("utf-8")).get("base_model_name_or_path") or "")
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(f"{adapter / ADAPTER_CONFIG}: cannot read the adapter: {error}") from error
    for path in (Path(named_base), adapter / named_base, adapter.parent / Path(named_base).name) if named_base else ():
        if path.exists():
            return str(path)
    if not named_base or _looks_like_path(named_base):
        raise ModelError(f"{adapter}: the model below the adapter, {named_base!r}, is not there; name it with base=")
    return named_base


def _merged(model: Any, adapter: Path) -> Any:
    from peft import PeftModel

    return PeftModel.from_pretrained(model, str(adapter)).merge_and_unload()


def _adapter_tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(folder)) if (folder / "tokenizer.json").is_file() else None


@contextmanager
def quiet() -> Iterator[None]:
    """Hide the libraries' progress bars and deprecation warnings, which would stand among the answers."""
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
