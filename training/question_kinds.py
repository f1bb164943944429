"""What kind of thing entities are, in a word, so that a question can ask for "which city"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rog.graph import Graph
from rog.planner.relation_names import relation_name
from rog.types import make_step

__all__ = ["Kinds"]

TYPE_RELATIONS = frozenset(
    ("type", "types", "rdf type", "instance of", "instanceof", "is a", "isa", "has kind", "kind", "category", "class")
)
MOST_WORDS = 3
LOOKED_AT = 30


class Kinds:
    """Reads `Entity.types`, and relations such as `instance of`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._steps = [make_step(name) for name in graph.relations() if relation_name(name) in TYPE_RELATIONS]

    def shared(self, ids: Sequence[str]) -> str:
        """A kind that all of the entities have, that fewest words say; empty where there is none."""
        ids = ids[:LOOKED_AT]
        counts: Counter[str] = Counter()
        for entity in self._graph.entities(ids):
            counts.update({relation_name(kind) for kind in entity.types} if entity else ())
        for step in self._steps:
            for ends in self._graph.ends([(key, (step,)) for key in ids], MOST_WORDS):
                names = (entity.name for entity in self._graph.entities(ends) if entity)
                counts.update({relation_name(name) for name in names})
        fit = [kind for kind, count in counts.items() if count == len(ids) and len(kind.split()) <= MOST_WORDS]
        return min((kind for kind in fit if kind.replace(" ", "").isalpha()), key=lambda kind: (len(kind), kind), default="")
