"""The index store keeps the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from rog.graph import Graph
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import Record
from rog.testing.graph_contract import GraphContract

__all__ = ["TestIndexContract"]


class TestIndexContract(GraphContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> Iterator[None]:
        self.folder, self.made = tmp_path, 0
        with ExitStack() as self.opened:
            yield

    def make(self, records: Iterable[Record]) -> Graph:
        self.made += 1
        path = self.folder / f"{self.made}.rog"
        build_index(records, path)
        return self.opened.enter_context(IndexGraph(path))
