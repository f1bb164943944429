"""An open index: its parts over the mapped sections, and what is said by names and by numbers."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

import numpy as np

from rog.graph.facts import fact_values
from rog.graph.index.edges import Edges
from rog.graph.index.entities import EntityTable, SortedTexts
from rog.graph.index.file import IndexFile
from rog.graph.index.frontiers import Frontiers
from rog.graph.index.kinds import Kinds
from rog.graph.index.named_kinds import described_by_names
from rog.graph.index.relations import read_description
from rog.graph.index.values import Values
from rog.graph.index.walk import Walk
from rog.graph.names.index import NameIndex
from rog.graph.names.matching import EntityNames, names_of_value
from rog.types import Hop, ReasoningPath, RelationDescription, RelationPath, make_step
from rog.values import read_value

__all__ = ["OpenIndex"]


class OpenIndex:
    """Everything over the mapped sections; gone when the index is closed."""

    def __init__(self, file: IndexFile) -> None:
        sections = file.sections
        self.file = file
        self.entities = EntityTable(sections)
        dimensions = SortedTexts(sections["dimensions.blob"], sections["dimensions.offsets"]).all()
        self.values = Values(sections, dimensions, self.entities.ids.count)
        self.kinds = Kinds(sections)
        self.edges = Edges(sections, self.values.mask)
        self.frontiers = Frontiers(self.edges)
        self.names = NameIndex.from_sections(
            {name.removeprefix("names."): array for name, array in sections.items() if name.startswith("names.")}
        )
        self._extras = SortedTexts(sections["extras.blob"], sections["extras.offsets"])
        self.relations = SortedTexts(sections["relations.blob"], sections["relations.offsets"]).all()
        self.descriptions = SortedTexts(sections["descriptions.blob"], sections["descriptions.offsets"])
        names = [make_step(relation, forward) for relation in self.relations for forward in (True, False)]
        self.step_numbers = {name: number for number, name in enumerate(names)}
        for step in self.edges.symmetric_steps:  # both ways are that step, which goes by the relation's name
            names[step - 1 : step + 1] = names[step - 1 : step + 1][::-1]
            self.step_numbers[names[step]] = step
        self.step_order = np.asarray(sorted(range(len(names)), key=names.__getitem__), np.int64)
        self.step_names = sorted(names)

    def path(self, path: RelationPath) -> tuple[int, ...]:
        """The numbers of the steps; none where one is not in the graph."""
        numbers = tuple(self.step_numbers.get(step, -1) for step in path)
        return () if -1 in numbers else numbers

    @cached_property
    def _by_names(self) -> list[RelationDescription]:
        return described_by_names(self.relations, self.edges)

    def description(self, relation: int) -> RelationDescription:
        """What is known of the relation."""
        description = read_description(self.descriptions[relation])
        return description if description.heads or description.tails else description.joined(self._by_names[relation])

    def names_of(self, entity: int) -> EntityNames:
        """What the entity is called."""
        entity_id = self.entities.ids[entity]
        value = read_value(entity_id)
        if value is not None:
            return names_of_value(value)
        fields = self.entities.about(entity)
        return EntityNames(entity_id, fields.get("name", entity_id), tuple(fields.get("aliases", ())))

    def degree(self, entity: int) -> int:
        """How many half-edges the entity has."""
        return self.edges.degree(entity)

    def reasoning_path(self, topic: int, path: tuple[int, ...], walk: Walk) -> ReasoningPath:
        """The walk in ids and names."""
        ids = self.entities.ids
        places = [ids[topic], *(ids[number] for number in walk.visited)]
        hops = []
        for at, (step, edge) in enumerate(zip(path, walk.edges, strict=True)):
            source, target = places[at], places[at + 1]
            relation, extra = self.relations[step >> 1], self.extra(edge)
            forward = step % 2 == 0 or self.edges.is_symmetric[step >> 1]
            head, tail = (source, target) if forward else (target, source)
            hops.append(Hop(head=head, relation=relation, tail=tail, forward=forward, **extra))
        return ReasoningPath(topic=places[0], hops=tuple(hops))

    def fact_values(self, entity_id: str, relation: str) -> tuple[str, ...]:
        """What the entity's property of the name of a relation says."""
        properties = self.entities.about(self.entities.ids.number(entity_id)).get("properties", {})
        return fact_values(relation, properties.get(relation))

    def extra(self, edge: int) -> dict[str, Any]:
        """The key and the properties of an edge, those of them that it has."""
        number = self.edges.extra(edge)
        if number < 0:
            return {}
        fields: dict[str, Any] = json.loads(self._extras[number])
        return fields
