"""What the entities of a result are called where it is shown."""

from __future__ import annotations

from collections import Counter

from rog.explain.printable import MAX_NAME, printable
from rog.types import ResultFields

__all__ = ["Names"]


class Names:
    """What each entity of a result is called: by its name, and by its id too where two share a name."""

    def __init__(self, result: ResultFields) -> None:
        names = {entity.id: entity.name for entity in result.entities.values()}
        names |= {answer.id: answer.name for answer in result.answers}
        for topic in result.topics:
            names |= {candidate.id: candidate.name for candidate in topic.candidates}
        self._names = names
        self._shared = {name for name, count in Counter(names.values()).items() if count > 1}

    def __call__(self, entity_id: str) -> str:
        """The name, made printable and at most `MAX_NAME` long."""
        name = self._names.get(entity_id, entity_id)
        return self.with_id(entity_id) if name in self._shared else printable(name, MAX_NAME)

    def with_id(self, entity_id: str) -> str:
        """The name, and the id where it is another: what one needs to ask for this entity."""
        name = self._names.get(entity_id, entity_id)
        shown = printable(name, MAX_NAME)
        return f"{shown} [{printable(entity_id, MAX_NAME)}]" if name != entity_id else shown
