"""Language models small enough to be made in a test: random weights, and a tokenizer trained on a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from rog.lm.contract import Growth, TokenTrees

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers  # noqa: E402

from rog.lm.causal.transformers import TransformersLM  # noqa: E402

__all__ = ["CountingLM", "tiny_lm", "tiny_model", "tiny_tokenizer"]

LINES = [
    "Question: who directed the films that Ann acted in?\nTopic: Ann\nPath: inverse of starred actors -> directed by",
    "Question: in which country does Bob live?\nTopic: Bob\nPath: lives in -> country -> inverse of capital of",
    "Question: what is the relation of it with an entity?\nTopic: it\nPath: relation -> directed by team",
]


def tiny_tokenizer() -> Any:
    """A byte-level tokenizer of some 400 tokens, which can write anything."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=["<|end|>"], initial_alphabet=alphabet)
    tokenizer.train_from_iterator(LINES, trainer)
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|end|>", pad_token="<|end|>", clean_up_tokenization_spaces=False
    )


def tiny_model(vocabulary: int, *, seed: int = 0, kind: str = "llama", sure: float = 8.0) -> Any:
    """A random causal model; the larger `sure`, the more it prefers some tokens to others."""
    torch.manual_seed(seed)
    config = {
        "llama": lambda: transformers.LlamaConfig(
            vocab_size=vocabulary, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, max_position_embeddings=512, bos_token_id=0, eos_token_id=0,
        ),
        "gpt2": lambda: transformers.GPT2Config(
            vocab_size=vocabulary, n_embd=32, n_layer=2, n_head=2, n_positions=512, bos_token_id=0, eos_token_id=0
        ),
        "bloom": lambda: transformers.BloomConfig(
            vocab_size=vocabulary, hidden_size=32, n_layer=2, n_head=2, bos_token_id=0, eos_token_id=0
        ),
    }[kind]()  # fmt: skip
    model = transformers.AutoModelForCausalLM.from_config(config).eval()
    model.tie_weights()
    with torch.no_grad():
        model.get_output_embeddings().weight.mul_(sure)
    return model


def tiny_lm(**options: Any) -> TransformersLM:
    """A tiny model with its tokenizer."""
    tokenizer = tiny_tokenizer()
    return TransformersLM.of(tiny_model(len(tokenizer), **options), tokenizer)


class CountingLM:
    """Passes everything on and keeps what trees were let grow."""

    def __init__(self, lm: TransformersLM) -> None:
        self.lm, self.end = lm, lm.end
        self.runs: list[Sequence[Growth]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.lm, name)

    def trees(self) -> TokenTrees:
        return _CountedTrees(self.lm.trees(), self.runs)


class _CountedTrees:
    def __init__(self, trees: TokenTrees, runs: list[Sequence[Growth]]) -> None:
        self.trees, self.runs = trees, runs

    def grow(self, growths: Sequence[Growth]) -> list[list[Sequence[float]]]:
        self.runs.append(growths)
        return self.trees.grow(growths)
