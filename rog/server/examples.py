"""Questions to begin with, made from what a graph holds, such that each has an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from random import Random

from rog.errors import RogError
from rog.graph import Graph
from rog.graph.contract import SampledGraph, store_of
from rog.pipeline import RoG
from rog.types import Entity, RelationPath, Triple, make_step, read_step
from rog.words.relation_names import relation_name

__all__ = ["Example", "edges_of", "example_questions"]

SEED = 7
"""The same graph gives the same examples."""

STARTS = 24
"""Entities looked at for each relation."""

MOST_ENDS = 20
"""An example that reaches more is no good one to begin with."""

LONGEST_NAME = 40


@dataclass(frozen=True)
class Example:
    """A question, and the ids of all that answers it in the graph."""

    question: str
    answers: tuple[str, ...]


def example_questions(kg: RoG, count: int, tries: int) -> list[Example]:
    """At most `count` questions of one and two hops over different relations.

    Each is asked, as long as there are `tries` left, and kept if what comes back is what the graph
    holds; with 0 tries (a model that costs something) they are kept as the graph gives them. A graph
    that nothing can be drawn from gives none.
    """
    found: list[Example] = []
    for example in _candidates(kg.graph):
        if len(found) >= count:
            break
        if tries:
            tries -= 1
            if not _answered(kg, example):
                continue
            if not tries:
                return [*found, example]
        found.append(example)
    return found


def edges_of(graph: Graph, relation: str, count: int) -> list[tuple[Triple, str, str]]:
    """At most `count` edges of a relation from different entities, each with the names of its two ends."""
    store = store_of(graph)
    if not isinstance(store, SampledGraph):
        return []
    heads = store.starts(make_step(relation), count, Random(0))
    ends = graph.ends([(head, (make_step(relation),)) for head in heads], 1)
    triples = [Triple(head, relation, tails[0]) for head, tails in zip(heads, ends, strict=True) if tails]
    ids = list(dict.fromkeys(end for triple in triples for end in (triple.head, triple.tail)))
    names = {key: entity.name if entity else key for key, entity in zip(ids, graph.entities(ids), strict=True)}
    return [(triple, names[triple.head], names[triple.tail]) for triple in triples]


def _candidates(graph: Graph) -> Iterator[Example]:
    """Questions of one hop and of two by turns, over relations in an order that is the same every time."""
    store = store_of(graph)
    if not isinstance(store, SampledGraph):
        return
    relations = [relation for relation in graph.relations() if _is_words(relation)]
    Random(SEED).shuffle(relations)
    used: set[str] = set()
    one = (example for relation in relations for example in _one_hop(store, relation, used))
    two = (example for relation in relations for example in _two_hops(store, relation, used))
    for pair in zip_longest(two, one):
        yield from (example for example in pair if example is not None)


def _one_hop(graph: SampledGraph, relation: str, used: set[str]) -> Iterator[Example]:
    for topic in _topics(graph, relation, used):
        yield from _example(graph, topic, (make_step(relation),))


def _two_hops(graph: SampledGraph, relation: str, used: set[str]) -> Iterator[Example]:
    first = make_step(relation)
    for topic in _topics(graph, relation, used):
        follow = [step for step in graph.steps(topic.id, [(first,)])[0] if not step.startswith("^") and step != first]
        for step in sorted((step for step in follow if _is_words(step)), key=_length)[:1]:
            yield from _example(graph, topic, (first, step))


def _topics(graph: SampledGraph, relation: str, used: set[str]) -> list[Entity]:
    """The entity that has most edges of some that the relation leaves, if it has a name of its own; none twice."""
    drawn = graph.starts(make_step(relation), STARTS, Random(SEED))
    known = [entity for entity in graph.entities(drawn) if entity is not None and entity.id not in used]
    named = [entity for entity in known if _is_name(entity.name)]
    matches = graph.find([entity.name for entity in named], 2)
    alone = [entity for entity, own in zip(named, matches, strict=True) if {one.id for one in own} == {entity.id}]
    edges = {entity.id: sum(graph.steps(entity.id, [()])[0].values()) for entity in alone}
    best = sorted(alone, key=lambda entity: (-edges[entity.id], entity.id))[:1]
    used.update(entity.id for entity in best)
    return best


def _example(graph: Graph, topic: Entity, path: RelationPath) -> Iterator[Example]:
    ends = graph.ends([(topic.id, path)], MOST_ENDS)[0]
    if ends and not ends.truncated:
        yield Example(_worded(graph, topic, path), tuple(ends))


def _worded(graph: Graph, topic: Entity, path: RelationPath) -> str:
    """A question in the words of the relations."""
    *inner, last = (relation_name(read_step(step)[0]) for step in path)
    about = topic.name
    for end, name in enumerate(inner, 1):
        about = _noun(about, name, _type_of(graph, topic.id, path[:end]))
    if last.startswith("has "):
        return f"What {last[4:]} does {about} have?"
    if _is_verb(last):
        return f"What does {about} {last[:-1]}?" if last.endswith("s") else f"What is {about} {last}?"
    return f"What {'are' if last.endswith('s') else 'is'} the {last} of {about}?"


def _noun(about: str, name: str, type: str) -> str:
    """What the relation leads to, as a noun."""
    if name.startswith("has "):
        return f"each {name[4:]} of {about}"
    return f"each {type} that {about} {name}" if _is_verb(name) else f"the {name} of {about}"


def _type_of(graph: Graph, topic: str, path: RelationPath) -> str:
    """A type that what the path reaches has, in words."""
    ends = graph.ends([(topic, path)], 1)[0]
    types = [type for entity in graph.entities(ends) if entity for type in entity.types]
    return types[0] if types and re.fullmatch(r"[a-z ]{3,20}", types[0]) else "one"


def _answered(kg: RoG, example: Example) -> bool:
    try:
        result = kg.ask(example.question, limit=MOST_ENDS + 1, paths=1)
    except RogError:
        return False
    return {answer.id for answer in result.answers} == set(example.answers)


def _is_verb(name: str) -> bool:
    return name.endswith((" by", " in", " of", " at", " to", " on")) or bool(re.fullmatch(r"[a-z]+[a-rt-z]s", name))


def _is_words(relation: str) -> bool:
    return bool(re.fullmatch(r"[a-z]{3,}( [a-z]+){0,3}", relation_name(relation)))


def _is_name(name: str) -> bool:
    return bool(re.search(r"[^\W\d_]{3}", name)) and name.isprintable() and len(name) <= LONGEST_NAME


def _length(step: str) -> tuple[int, str]:
    return len(step), step
