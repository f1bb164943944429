"""The model of a run: a base model, with a LoRA adapter (Hu et al. 2021, arXiv 2106.09685) or to be trained whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from safetensors.torch import load_file, load_model

from rog.errors import ModelError
from rog.lm.causal.loading import load_causal, quiet
from rog.lm.causal.transformers import TransformersLM
from rog.training.causal.recipe import CausalRecipe

__all__ = ["load_checkpoint", "open_base", "save_model"]


def open_base(recipe: CausalRecipe) -> TransformersLM:
    """The base model in full precision, with the adapter that the recipe wants. Raises ModelError."""
    model, tokenizer = load_causal(recipe.base, device="cpu", dtype="float32")
    if not torch.accelerator.is_available():
        model.set_attn_implementation("eager")  # a processor trains a sixth faster with it than with torch's fused one
    if recipe.lora_rank:
        with quiet():
            model = _adapted(model, recipe)
        model.peft_config["default"].base_model_name_or_path = recipe.base_name or recipe.base
    return TransformersLM.of(model, tokenizer)


def _adapted(model: Any, recipe: CausalRecipe) -> Any:
    """The model with the adapter to go on from, or with a fresh one, which changes nothing yet."""
    if recipe.start:
        try:
            return PeftModel.from_pretrained(model, recipe.start, is_trainable=True)
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(f"{recipe.start}: no adapter for {recipe.base} to go on from: {error}") from error
    adapter = LoraConfig(
        r=recipe.lora_rank,
        lora_alpha=recipe.lora_alpha,
        lora_dropout=recipe.lora_dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, adapter)


def save_model(lm: TransformersLM, folder: Path) -> None:
    """Write the adapter, its weights as bfloat16, or the whole model with its tokenizer."""
    if not isinstance(lm.model, PeftModel):
        lm.model.save_pretrained(folder)
        lm.tokenizer.save_pretrained(folder)
        return
    weights = {name: value.to(torch.bfloat16) for name, value in get_peft_model_state_dict(lm.model).items()}
    lm.model.save_pretrained(str(folder), state_dict=weights)
    (folder / "README.md").unlink(missing_ok=True)  # peft's empty card; ours follows


def load_checkpoint(model: Any, checkpoint: Path) -> None:
    """Put the weights of a checkpoint into a model."""
    if isinstance(model, PeftModel):
        set_peft_model_state_dict(model, load_file(checkpoint / "adapter_model.safetensors"))
    else:
        load_model(model, checkpoint / "model.safetensors", strict=False)  # tied weights are written once
