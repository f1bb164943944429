"""A form model: logistic regression over words, fitted by `python -m training.fit_forms`."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal, get_args

from rog.forms.features import features, form_words

__all__ = ["FORMS", "Form", "FormModel", "load_forms"]

Form = Literal["things", "count", "truth", "most", "least", "sum", "mean", "over", "under", "other"]
"""Things or their values; how many; whether; the greatest or the least by a measure; the sum or the mean of values;
those whose value is over or under one that is named; another operation."""

FORMS: tuple[Form, ...] = get_args(Form)

WEIGHTS = "weights.json.gz"


@dataclass(frozen=True)
class FormModel:
    """Weights of each form for each feature, in hundredths."""

    words: frozenset[str]
    """Words that are read; others are one like any other."""
    bias: tuple[int, ...]
    weights: Mapping[str, tuple[int, ...]]

    def probabilities(self, question: str, mentions: Sequence[tuple[int, int]] = ()) -> dict[Form, float]:
        """How likely the question asks for each form; `mentions` are the offsets of names in it."""
        found = set(features(form_words(question, mentions), self.words))
        rows = [self.bias, *(self.weights[name] for name in found if name in self.weights)]
        logits = [sum(column) / 100 for column in zip(*rows, strict=True)]
        highest = max(logits)
        parts = [math.exp(logit - highest) for logit in logits]
        return {form: part / sum(parts) for form, part in zip(FORMS, parts, strict=True)}


@lru_cache(maxsize=1)
def load_forms() -> FormModel:
    """The model that comes with rog."""
    content = resources.files("rog.forms").joinpath(WEIGHTS).read_bytes()
    return read_forms(gzip.decompress(content))


def read_forms(content: bytes) -> FormModel:
    """A model from its JSON form."""
    form = json.loads(content)
    weights = {name: tuple(row) for name, row in form["weights"].items()}
    return FormModel(frozenset(form["words"]), tuple(form["bias"]), weights)


def write_forms(model: FormModel) -> bytes:
    """The JSON form of a model, compressed, the same for the same model."""
    form = {
        "words": sorted(model.words),
        "bias": list(model.bias),
        "weights": {name: list(model.weights[name]) for name in sorted(model.weights)},
    }
    text = json.dumps(form, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)
