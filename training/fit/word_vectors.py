"""Make the word vectors that rankers compare words by:

python -m training.fit.word_vectors [--encoder FOLDER] [--dimensions 64] [--write]

Each word of the encoder's vocabulary and of the lexicon, and its base form, is embedded by itself. The vectors are
projected on the directions in which they differ most (principal components, of what is left when their mean is taken
away). `--write` puts them into rog/words/word_vectors.gz.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from rog.lexicon.lexicon import read_lexicon
from rog.ranking.base_forms import base_words
from rog.words.word_vectors import write_word_vectors

__all__ = ["main", "projected"]

FILE = Path("rog/words/word_vectors.gz")
ENCODER = os.environ.get("ROG_ENCODER", "sentence-transformers/all-MiniLM-L6-v2")
BATCH_WORDS = 512

Floats = NDArray[np.float32]


def projected(vectors: Floats, dimensions: int) -> Floats:
    """Vectors (N, D) by their first principal components (N, dimensions), each of length 1."""
    directions = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    directions -= directions.mean(0)
    _, components = np.linalg.eigh(directions.T @ directions)
    found: Floats = directions @ components[:, ::-1][:, :dimensions]
    lengths: Floats = np.linalg.norm(found, axis=1, keepdims=True)
    return found / lengths


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.fit.word_vectors", description=__doc__)
    parser.add_argument("--encoder", default=ENCODER, help="a folder, or a name of the model hub")
    parser.add_argument("--dimensions", type=int, default=64)
    parser.add_argument("--write", action="store_true", help="put them where rog reads them")
    args = parser.parse_args(arguments)
    words, vectors = _embedded(args.encoder)
    content = write_word_vectors(words, projected(vectors, args.dimensions))
    print(f"{len(words):,} words, {len(content):,} bytes")
    if args.write:
        FILE.write_bytes(content)


def _embedded(source: str) -> tuple[list[str], Floats]:
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(source), AutoModel.from_pretrained(source).eval()
    vocabulary: dict[str, int] = tokenizer.get_vocab()
    words = _with_base_forms((*sorted(vocabulary, key=vocabulary.__getitem__), *_lexicon_words()))
    rows = []
    with torch.inference_mode():
        for at in tqdm(range(0, len(words), BATCH_WORDS), desc="words", unit=f" x {BATCH_WORDS}"):
            batch = tokenizer(words[at : at + BATCH_WORDS], padding=True, return_tensors="pt")
            mask = batch["attention_mask"][..., None]
            hidden = model(**batch).last_hidden_state
            rows.append(((hidden * mask).sum(1) / mask.sum(1)).numpy())
    return words, np.concatenate(rows)


def _with_base_forms(words: Iterable[str]) -> list[str]:
    known = (word for word in words if word.isalpha() and word.isascii() and len(word) > 1)
    return list(dict.fromkeys(form for word in known for form in (word, *base_words(word))))


def _lexicon_words() -> list[str]:
    phrases = (phrase for group in read_lexicon() for phrase in (*group.phrases, *group.names, *group.names_back))
    return sorted({word for phrase in phrases for word in phrase.lower().split()})


if __name__ == "__main__":
    main()
