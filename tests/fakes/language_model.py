"""A language model's GGUF file as a folder of weights, tokenizer and chat template."""

from __future__ import annotations

from pathlib import Path

__all__ = ["unpack"]


def unpack(file: str, folder: Path) -> Path:
    """Write the folder, in the precision that a processor computes in, and give it back."""
    from rog.lm.causal.loading import load_causal  # imports torch, which few tests want

    model, tokenizer = load_causal(file, device="cpu")
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
