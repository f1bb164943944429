"""Fits a form model by logistic regression, and says how often it is right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from rog.forms import FORMS, OPERATIONS, Form, FormModel, Operation
from rog.forms.features import NAME, NUMBER, features, form_words
from rog.training.forms.questions import MADE, FormExample

__all__ = ["confusion", "fit_forms", "operation_counts"]

IntArray = npt.NDArray[np.int_]

MIN_SOURCES = 2
"""Sets that a word must come in to be read: words of one set tell that set. Words of made questions always are."""

UNSEEN = -3000
"""The bias of a form or an operation without examples, in hundredths: never likely."""


def fit_forms(
    examples: Sequence[FormExample], *, min_word: int, min_feature: int, strength: float, weights: dict[str, float]
) -> FormModel:
    """The model of the examples.

    A word is read that comes in `min_word` of them and in two sets, a feature that comes in `min_feature`. There are
    examples of three forms at least. `strength` is the inverse of the penalty on squared weights, `weights` what an
    example of a set counts beside 1.
    """
    words = [form_words(example.question) for example in examples]
    known = _known_words(examples, words, min_word)
    rows = [sorted(set(features(own, known))) for own in words]
    counts = Counter(name for row in rows for name in row)
    names = {name: at for at, name in enumerate(sorted(name for name, count in counts.items() if count >= min_feature))}
    columns = [[names[name] for name in row if name in names] for row in rows]
    ends = np.cumsum([0, *map(len, columns)])
    places = np.asarray([place for row in columns for place in row], np.int64)
    matrix = csr_matrix((np.ones(len(places)), places, ends), shape=(len(rows), len(names)))
    counted = [weights.get(example.source, 1.0) for example in examples]

    def fitted(labels: Sequence[int]) -> LogisticRegression:
        return LogisticRegression(C=strength, max_iter=1000).fit(matrix, labels, sample_weight=counted)

    whole = np.full((len(FORMS) + len(OPERATIONS), len(names) + 1), 0)
    whole[:, -1] = UNSEEN
    model = fitted([FORMS.index(example.form) for example in examples])
    whole[model.classes_] = _hundredths(model)
    for row, operation in enumerate(OPERATIONS, len(FORMS)):
        asked = [int(operation in example.operations) for example in examples]
        if any(asked):
            whole[row] = _hundredths(fitted(asked))[0]
    kept = {name: tuple(whole[:, at].tolist()) for name, at in names.items() if np.abs(whole[:, at]).max() >= 2}
    return FormModel(known, tuple(whole[:, -1].tolist()), kept)


def _hundredths(model: LogisticRegression) -> IntArray:
    rounded: IntArray = np.rint(100 * np.column_stack([model.coef_, model.intercept_])).astype(int)
    return rounded


def confusion(model: FormModel, examples: Sequence[FormExample]) -> dict[Form, Counter[Form]]:
    """For each form the forms that its examples are taken for."""
    found: dict[Form, Counter[Form]] = {form: Counter() for form in FORMS}
    for example in examples:
        chances = model.read(example.question).forms
        found[example.form][max(FORMS, key=chances.__getitem__)] += 1
    return found


def operation_counts(model: FormModel, examples: Sequence[FormExample]) -> dict[Operation, tuple[int, int, int]]:
    """For each operation how many examples ask for it, how many of them are taken to, and how many of the others."""
    found = {}
    for operation in OPERATIONS:
        taken = [
            (operation in one.operations, model.read(one.question).operations[operation] > 0.5) for one in examples
        ]
        asked = sum(own for own, _ in taken)
        found[operation] = (asked, taken.count((True, True)), taken.count((False, True)))
    return found


def _known_words(examples: Sequence[FormExample], words: Sequence[Sequence[str]], least: int) -> frozenset[str]:
    counts: Counter[str] = Counter()
    sources: dict[str, set[str]] = defaultdict(set)
    for example, own in zip(examples, words, strict=True):
        for word in set(own):
            counts[word] += 1
            sources[word].add(example.source)
    frequent = {
        word
        for word, count in counts.items()
        if count >= least and (len(sources[word]) >= MIN_SOURCES or MADE in sources[word])
    }
    return frozenset(frequent | {NAME, NUMBER})
