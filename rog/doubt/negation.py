"""Doubt where a plan denies what the question affirms, or affirms what it denies.

Embeddings hardly tell "is effective against" from "is not effective against" (Kassner and Schütze 2020, "Negated and
Misprimed Probes for Pretrained Language Models"). A graph that has only one of the two is asked for it in place of
the other. Such a plan may be right all the same: "what is immune to" by "not affected by". So its answers stay, with
less confidence.

This reads English, and looks for single words: it takes "isn't it" for a denial as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rog.doubt.confidence import doubted
from rog.outcome import Doubt, Plan
from rog.query import Without
from rog.query.nodes import ids_of, relations_of, walk_nodes
from rog.retriever import Evidence
from rog.types import read_step
from rog.words.normal_form import normalize
from rog.words.relation_names import first_name, holds_words, relation_text, relation_words

__all__ = ["denials", "is_negated", "negation"]

NEGATIONS = frozenset("not never without cannot nor neither nobody nothing none".split())


def negation(item: Evidence, plan: Plan) -> Iterator[Doubt]:
    """Where the plan and the question differ in negation: a relation whose name denies, or a difference of sets."""
    asked, given = denials(item, plan)
    if asked == given:
        return
    if asked:
        yield doubted("negation", "the question denies something, which this answer does not")
    else:
        yield doubted("negation", "this answer rests on a denial, which is not in the question")


def denials(item: Evidence, plan: Plan) -> tuple[bool, bool]:
    """Whether the question denies something, and whether the plan does."""
    return is_negated(_without_topics(item, plan)), _denies(item, plan)


def is_negated(text: str) -> bool:
    """Whether a text denies something. "no" at the end, as in `phone_no`, or before "of" or digits means number."""
    words = normalize(text).split()
    return (
        not NEGATIONS.isdisjoint(words)
        or any(word == "no" and after != "of" and not after.isdigit() for word, after in pairwise(words))
        or re.search(r"n['’]t\b", text, re.IGNORECASE) is not None
    )


def _denies(item: Evidence, plan: Plan) -> bool:
    """Whether the query takes something away, or a relation of it is named so. Kinds and further names do not count.

    The graph is asked only for the names of relations that are codes.
    """
    relations = dict.fromkeys(read_step(step)[0] for step in relations_of(plan.query))
    codes = [relation for relation in relations if not holds_words(relation)]
    described = zip(codes, item.graph.describe(codes) if codes else (), strict=True)
    texts = [relation_text(code, one) for code, one in described] + [relation_words(one) for one in relations]
    return any(isinstance(node, Without) for node in walk_nodes(plan.query)) or any(
        is_negated(first_name(text)) for text in texts
    )


def _without_topics(item: Evidence, plan: Plan) -> str:
    """The question with spaces in place of the mentions that the plan starts from: names deny nothing."""
    letters, named = list(item.question), set(ids_of(plan.query))
    for topic in item.topics:
        if topic.span is not None and topic.may_be(named):
            start, end = topic.span
            letters[start:end] = " " * (end - start)
    return "".join(letters)
