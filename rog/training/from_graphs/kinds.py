"""What kind of thing entities are, in a word, so that a question can ask for "which city"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from rog.graph import Graph
from rog.types import make_step, read_step
from rog.wording.grammar import Reading
from rog.words.relation_names import relation_name

__all__ = ["Kinds"]

TYPE_RELATIONS = frozenset(
    ("type", "types", "rdf type", "instance of", "instanceof", "is a", "isa", "has kind", "kind", "category", "class")
)
MAX_KIND_WORDS = 3
MAX_ENTITIES_SAMPLED = 30


class Kinds:
    """Reads `Entity.types`, relations such as `instance of`, and what relations say of what they connect.

    `readings` are those of the graph's relations, `name` puts a type in words.
    """

    def __init__(self, graph: Graph, readings: Mapping[str, Reading], name: Callable[[str], str]) -> None:
        self._graph, self._readings, self._name = graph, readings, name
        self._steps = [make_step(name) for name in graph.relations() if relation_name(name) in TYPE_RELATIONS]

    def shared(self, ids: Sequence[str]) -> str:
        """A kind that all of the entities have, that fewest words say; empty where there is none."""
        ids = ids[:MAX_ENTITIES_SAMPLED]
        counts: Counter[str] = Counter()
        for entity in self._graph.entities(ids):
            counts.update({self._name(kind) for kind in entity.types} if entity else ())
        for step in self._steps:
            for ends in self._graph.ends([(key, (step,)) for key in ids], MAX_KIND_WORDS):
                names = (entity.name for entity in self._graph.entities(ends) if entity)
                counts.update({self._name(name) for name in names})
        return self._fit(counts, len(ids)) or self._fit(self._by_relations(ids), len(ids))

    def _by_relations(self, ids: Sequence[str]) -> Counter[str]:
        """Kinds that relation names tell: what is walked back by `city_in_country` is a country."""
        counts: Counter[str] = Counter()
        for key in ids:
            readings = ((self._readings.get(relation), forward) for relation, forward in self._steps_of(key))
            counts.update(
                {reading.subject if forward else reading.object for reading, forward in readings if reading} - {""}
            )
        return counts

    def _steps_of(self, key: str) -> Iterator[tuple[str, bool]]:
        return map(read_step, self._graph.steps(key, [()])[0])

    @staticmethod
    def _fit(counts: Counter[str], wanted: int) -> str:
        """The shortest of the kinds that all have."""
        fit = [kind for kind, count in counts.items() if count == wanted and len(kind.split()) <= MAX_KIND_WORDS]
        return min(
            (kind for kind in fit if kind.replace(" ", "").isalpha()), key=lambda kind: (len(kind), kind), default=""
        )
