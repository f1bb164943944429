"""The kinds of an index and what is of each.

kinds          K, texts   the most frequent first, then in code point order
kinds.starts   K + 1      where the members of each begin
kinds.members             their numbers, ascending within a kind
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rog.graph.index.edges import Integers
from rog.graph.index.entities import SortedTexts

__all__ = ["Kinds"]


class Kinds:
    """The arrays above, mapped."""

    def __init__(self, sections: Mapping[str, NDArray[Any]]) -> None:
        names = SortedTexts(sections["kinds.blob"], sections["kinds.offsets"]).all()
        self._numbers = {name: number for number, name in enumerate(names)}
        self._starts, self._members = sections["kinds.starts"], sections["kinds.members"]

    def counts(self) -> dict[str, int]:
        """How many entities are of each kind."""
        return dict(zip(self._numbers, np.diff(self._starts).tolist(), strict=True))

    def members(self, kind: str) -> Integers:
        """The entities of a kind, ascending; none for one that is not there."""
        number = self._numbers.get(kind)
        return self._members[:0] if number is None else self._members[self._starts[number] : self._starts[number + 1]]
