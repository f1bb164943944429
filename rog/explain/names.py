"""Names of a result's entities for display."""

from __future__ import annotations

from collections import Counter

from rog.explain.printable import MAX_SHOWN_CHARACTERS, printable
from rog.outcome import ResultFields

__all__ = ["Names"]


class Names:
    """The name of each entity of a result, with the id where two entities share a name."""

    def __init__(self, result: ResultFields) -> None:
        names = {entity.id: entity.name for entity in result.entities.values()}
        names |= {answer.id: answer.name for answer in result.answers}
        for topic in result.topics:
            names |= {candidate.id: candidate.name for candidate in topic.candidates}
        self._names = names
        self._ambiguous = {name for name, count in Counter(names.values()).items() if count > 1}

    def __call__(self, entity_id: str) -> str:
        """The name, made printable and at most `MAX_SHOWN_CHARACTERS` long."""
        name = self._names.get(entity_id, entity_id)
        return self.with_id(entity_id) if name in self._ambiguous else printable(name, MAX_SHOWN_CHARACTERS)

    def with_id(self, entity_id: str) -> str:
        """The name, and the id where it differs: a user needs it to ask for this entity."""
        name = self._names.get(entity_id, entity_id)
        label = printable(name, MAX_SHOWN_CHARACTERS)
        return f"{label} [{printable(entity_id, MAX_SHOWN_CHARACTERS)}]" if name != entity_id else label
