"""Doubt where the question names what the plan does not use: an entity, a number, a date.

"Which countries border both Georgia and Turkey", answered for one of them, has a verified path, and is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rog.doubt.confidence import doubted
from rog.linker.spans import Words, read_words
from rog.outcome import Doubt, Plan
from rog.query.nodes import ids_of, kinds_of, relations_of
from rog.retriever import Evidence
from rog.types import Topic
from rog.values import is_value
from rog.words.english import singular_words
from rog.words.quantities import quantities
from rog.words.relation_names import relation_words

__all__ = ["unused_mention", "unused_value"]

LEAST_SHARE = 0.05
"""Of the score of the mentions that the plan uses: the score of another that is missed."""
LEAST_SHARE_WITHOUT_CAPITALS = 0.5
"""The same in a question that has no capitals to tell names."""


def unused_mention(item: Evidence, plan: Plan) -> Iterator[Doubt]:
    """For each name that the question has beside those that the plan uses, and that says no relation or kind of it."""
    used = _used(item, plan)
    best = max((_score(topic) for topic in used), default=0.0)
    words, said = read_words(item.question), _words_of(plan)
    for topic in item.topics:
        if topic in used or any(topic.overlaps(other) for other in used) or not _is_name(words, topic):
            continue
        share = LEAST_SHARE if words.cased else LEAST_SHARE_WITHOUT_CAPITALS
        if _score(topic) >= share * best and not said.issuperset(singular_words(topic.text)):
            yield doubted("unused mention", f"the question names “{topic.text}” too, which this answer does not use")


def unused_value(item: Evidence, plan: Plan) -> Iterator[Doubt]:
    """For each number, date or year of the question, outside the names that the plan uses, which it does not use."""
    used, text = _used(item, plan), str(plan.query)
    for value, start, end, *_ in quantities(item.question):
        named = any(topic.start is not None and topic.start < end and start < (topic.end or 0) for topic in used)
        if not named and not re.search(rf"(?<![\w.-]){re.escape(value.text)}(?![\w-]|\.\d)", text):
            said = item.question[start:end].strip()
            yield doubted("unused value", f"the question says “{said}”, which this answer does not use")


def _used(item: Evidence, plan: Plan) -> list[Topic]:
    ids = set(ids_of(plan.query))
    return [topic for topic in item.topics if topic.may_be(ids)]


def _score(topic: Topic) -> float:
    return sum(candidate.score for candidate in topic.candidates)


def _is_name(words: Words, topic: Topic) -> bool:
    """Whether the mention is an entity's name as it is written, with a capital.

    The capital is the question's, but for its first word, which has one whatever it is. A question without capitals
    has the graph's.
    """
    best = topic.candidates[0] if topic.candidates else None
    if best is None or best.kind in ("fuzzy", "given") or is_value(best.id) or topic.span is None:
        return False
    mentioned = range(*topic.span)
    inside = [at for at, word in enumerate(words.words) if word.start in mentioned and not word.function]
    if not words.cased:
        return bool(inside) and best.name != best.name.lower()
    return any(at > 0 and words.words[at].capital for at in inside)


def _words_of(plan: Plan) -> frozenset[str]:
    """The words of the query, beside names: those of its relations and kinds."""
    texts = [relation_words(step) for step in relations_of(plan.query)]
    texts += kinds_of(plan.query)
    return frozenset(word for text in texts for word in singular_words(text))
