"""Vectors of words: how they are stored, and what is near what."""

from __future__ import annotations

import numpy as np
import pytest

from rog.words.word_vectors import load_word_vectors, read_word_vectors, write_word_vectors
from training.fit.word_vectors import projected


def test_vectors_are_read_as_they_were_written_but_for_their_rounding() -> None:
    table = np.array([[0.6, 0.8], [1.0, 0.0]], np.float32)
    found = read_word_vectors(write_word_vectors(["town", "city"], table))
    assert found.of(["city", "town"]) == pytest.approx(table[::-1], abs=0.01)
    assert not found.of(["village"]).any()


def test_the_largest_components_are_kept() -> None:
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(200, 3)).astype(np.float32) * np.array([10, 5, 0.01], np.float32) + 1
    found = projected(vectors, 2)
    assert found.shape == (200, 2)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(200), abs=1e-5)


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [("inhabitant", "population", "area"), ("drummer", "drum", "city"), ("spouse", "wife", "capital")],
)
def test_words_near_in_meaning_have_near_vectors(word: str, near: str, far: str) -> None:
    own, one, other = load_word_vectors().of([word, near, far])
    assert own @ one > own @ other + 0.2
