"""A form model: logistic regression over words, fitted by `python -m training.fit.forms`."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Literal, get_args

from rog.forms.features import features, form_words

__all__ = ["FORMS", "OPERATIONS", "Form", "FormModel", "FormReading", "Operation", "load_forms"]

Form = Literal["things", "count", "truth", "most", "least", "sum", "mean", "over", "under", "other"]
"""Things or their values; how many; whether; the greatest or the least by a measure; the sum or the mean of values;
those whose value is over or under one that is named; something else. A question has one of them."""

FORMS: tuple[Form, ...] = get_args(Form)

Operation = Literal["without", "either", "both", "between", "edge", "several"]
"""What a question of any form may ask for besides: what something is not; one or the other; one and the other; how two
are connected; what is known of an edge, as since when; several questions in one. A question may have several."""

OPERATIONS: tuple[Operation, ...] = get_args(Operation)

BY_A_WALK: frozenset[Operation] = frozenset(("both", "edge"))
"""Operations that a walk may serve as it is: of two branches, or to a value that elsewhere is an edge's."""

WEIGHTS = "weights.json.gz"


@dataclass(frozen=True)
class FormReading:
    """What a question asks for, as far as its words tell."""

    forms: Mapping[Form, float]
    """Probability of each form; they are 1 together."""
    operations: Mapping[Operation, float]
    """Probability of each operation, whatever the others are."""

    @cached_property
    def plain(self) -> dict[Form, float]:
        """Probability of each form without an operation that no walk serves; these count as `other`."""
        plain = {form: chance * self.none for form, chance in self.forms.items()}
        plain["other"] += 1 - self.none
        return plain

    @cached_property
    def none(self) -> float:
        """Probability that no operation is asked for that no walk serves."""
        return math.prod(1 - self.operations[one] for one in OPERATIONS if one not in BY_A_WALK)


@dataclass(frozen=True)
class FormModel:
    """Weights of each form and of each operation for each feature, in hundredths."""

    words: frozenset[str]
    """Words that are read; others are one like any other."""
    bias: tuple[int, ...]
    weights: Mapping[str, tuple[int, ...]]

    def read(self, question: str, mentions: Sequence[tuple[int, int]] = ()) -> FormReading:
        """How likely the question asks for each form and operation; `mentions` are the offsets of names in it."""
        found = set(features(form_words(question, mentions), self.words))
        rows = [self.bias, *(self.weights[name] for name in found if name in self.weights)]
        logits = [sum(column) / 100 for column in zip(*rows, strict=True)]
        of_forms, of_operations = logits[: len(FORMS)], logits[len(FORMS) :]
        highest = max(of_forms)
        parts = [math.exp(logit - highest) for logit in of_forms]
        return FormReading(
            {form: part / sum(parts) for form, part in zip(FORMS, parts, strict=True)},
            {one: 1 / (1 + math.exp(-logit)) for one, logit in zip(OPERATIONS, of_operations, strict=True)},
        )

    def probabilities(self, question: str, mentions: Sequence[tuple[int, int]] = ()) -> dict[Form, float]:
        """How likely the question asks for each form and for no operation besides; see `FormReading.plain`."""
        return self.read(question, mentions).plain


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
