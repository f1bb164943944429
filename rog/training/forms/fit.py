"""Fits a form model by logistic regression, and says how often it is right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from rog.forms import FORMS, Form, FormModel
from rog.forms.features import NAME, NUMBER, features, form_words
from rog.training.forms.questions import MADE, FormExample

__all__ = ["confusion", "fit_forms"]

MIN_SOURCES = 2
"""Sets that a word must come in to be read: words of one set tell that set. Words of made questions always are."""

UNSEEN = -3000
"""The bias of a form without examples, in hundredths: never likely."""


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
    model = LogisticRegression(C=strength, max_iter=1000)
    model.fit(
        matrix,
        [FORMS.index(example.form) for example in examples],
        sample_weight=[weights.get(example.source, 1.0) for example in examples],
    )
    whole = np.full((len(FORMS), len(names) + 1), 0)
    whole[:, -1] = UNSEEN  # a form that no example has
    whole[model.classes_] = np.rint(100 * np.column_stack([model.coef_, model.intercept_]))
    kept = {name: tuple(whole[:, at].tolist()) for name, at in names.items() if np.abs(whole[:, at]).max() >= 2}
    return FormModel(known, tuple(whole[:, -1].tolist()), kept)


def confusion(model: FormModel, examples: Sequence[FormExample]) -> dict[Form, Counter[Form]]:
    """For each form the forms that its examples are taken for."""
    found: dict[Form, Counter[Form]] = {form: Counter() for form in FORMS}
    for example in examples:
        chances = model.probabilities(example.question)
        found[example.form][max(FORMS, key=chances.__getitem__)] += 1
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
