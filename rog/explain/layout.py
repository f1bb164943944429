"""Where the parts of a picture go: columns from left to right, each edge on a row of its own where it ends.

As every edge ends on its own row, no two relation names overlap. The viewer lays out by the same
rules (viewer/layout.js), as it does so again for each choice; a test holds the two together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rog.explain.columns import Chain, Slot, chain_of, order_columns, turns_back
from rog.explain.picture import Edge, Node, Picture

__all__ = ["Box", "Drawing", "Line", "cut", "lay_out", "text_width"]

ROW, PADDING, GAP, MARGIN = 20.0, 6.0, 12.0, 16.0
"""Height of a row, what a node has above and below its rows, between nodes, and around the drawing; in pixels."""

GROUP_ROW = 10.0
"""Height of a row of a node that stands for several: its edges are named once for each relation."""

ARROW = 14.0
"""Room for an arrowhead before a node."""

NARROW, WIDE = 7.2, 13.0
"""Pixels of a letter at 13 pixels: Latin and the like on average, and East Asian."""

WIDE_LETTER = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U0001f300-\U0003fffd]"
)


@dataclass(frozen=True)
class Box:
    """A node's rectangle, in pixels from the top left."""

    node: Node
    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """An edge: its path (SVG path data), where its name ends, and its arrowhead's tip."""

    edge: Edge
    label: str
    path: str
    label_x: float
    label_y: float
    tip_x: float
    tip_y: float
    tip_right: bool
    """Whether the arrowhead points to the right."""


@dataclass(frozen=True)
class Drawing:
    """All boxes and lines, and the size of the whole."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


def text_width(text: str) -> float:
    """About how wide a text is drawn, in pixels at a font size of 13: who draws it elsewhere cannot ask the font."""
    return sum(WIDE if WIDE_LETTER.match(one) else NARROW for one in text)


def cut(text: str, most: int) -> str:
    """At most `most` characters, the last one an ellipsis where there were more."""
    return text if len(text) <= most else text[: most - 1] + "…"


def lay_out(picture: Picture, name: Callable[[Node], str], relation: Callable[[Edge], str]) -> Drawing:
    """Place the picture; `name` and `relation` give the texts of nodes and edges as they are shown."""
    return _Layout(picture, name, relation).drawing()


class _Layout:
    def __init__(self, picture: Picture, name: Callable[[Node], str], relation: Callable[[Edge], str]) -> None:
        self.edges = picture.edges
        self.names = {node: name(node) for own in picture.columns for node in own}
        self.relations = _named_once(picture.edges, relation)
        self.chains = [chain_of(number, edge) for number, edge in enumerate(picture.edges)]
        self.columns = order_columns(picture, self.chains)
        self._place_columns()
        self._place_slots()
        self._place_ends()
        self._place_starts()

    def _place_columns(self) -> None:
        """Left ends and widths of columns; before each, room for edges to bend and for the longest relation."""
        self.left: list[float] = []
        self.right: list[float] = []
        self.named: list[float] = []  # room for relation names
        x = MARGIN
        for column, own in enumerate(self.columns):
            ending = [number for number, edge in enumerate(self.edges) if edge.target.column == column]
            names = max((text_width(self.relations[number]) + ARROW + 24 for number in ending), default=0.0)
            x += names + 40 + min(80, 3 * len(ending)) if ending else 0
            self.named.append(names)
            self.left.append(x)
            x += max((text_width(self.names[slot.node]) for slot in own if slot.node), default=0) + 28
            self.right.append(x)
        self.width = x + MARGIN

    def _place_slots(self) -> None:
        """Tops and heights of all slots; columns are centred on each other."""
        self.arriving: dict[Slot, list[int]] = defaultdict(list)
        for number, chain in enumerate(self.chains):
            for slot in chain if turns_back(chain) else chain[1:]:
                self.arriving[slot].append(number)
        self.heights = {slot: self._slot_height(slot) for own in self.columns for slot in own}
        totals = [sum(self.heights[slot] for slot in own) + GAP * max(0, len(own) - 1) for own in self.columns]
        self.height = max(totals, default=0) + 2 * MARGIN
        self.middle: dict[Slot, float] = {}
        for own, total in zip(self.columns, totals, strict=True):
            y = (self.height - total) / 2
            for slot in own:
                self.middle[slot] = y + self.heights[slot] / 2
                y += self.heights[slot] + GAP

    def _slot_height(self, slot: Slot) -> float:
        return max(ROW, _row(slot) * len(self.arriving[slot])) + 2 * PADDING if slot.node else ROW

    def _place_ends(self) -> None:
        """The row on which each edge meets a slot's left side, in the order of where it comes from."""
        self.ends: dict[tuple[int, Slot], float] = {}
        for slot, numbers in self.arriving.items():
            numbers.sort(key=partial(self._height_of_origin, slot=slot))
            first = self.middle[slot] - _row(slot) * (len(numbers) - 1) / 2
            self.ends |= {(number, slot): first + _row(slot) * place for place, number in enumerate(numbers)}

    def _height_of_origin(self, number: int, slot: Slot) -> float:
        """Where the edge comes from, seen from one of its slots."""
        chain = self.chains[number]
        place = chain.index(slot)
        return self.middle[chain[place - 1] if place else chain[-1]]

    def _place_starts(self) -> None:
        """Where each edge leaves its source's right side."""
        leaving: dict[Slot, list[int]] = defaultdict(list)
        for number, chain in enumerate(self.chains):
            if not turns_back(chain):
                leaving[chain[0]].append(number)
        self.starts: dict[int, float] = {}
        for slot, numbers in leaving.items():
            numbers.sort(key=lambda number: self.ends[number, self.chains[number][1]])
            space = min(12.0, self.heights[slot] / (len(numbers) + 1))
            first = self.middle[slot] - space * (len(numbers) - 1) / 2
            self.starts |= {number: first + space * place for place, number in enumerate(numbers)}

    def drawing(self) -> Drawing:
        boxes = tuple(self._box(slot, slot.node) for own in self.columns for slot in own if slot.node)
        return Drawing(boxes, tuple(map(self._line, range(len(self.edges)))), self.width, self.height)

    def _box(self, slot: Slot, node: Node) -> Box:
        x, height = self.left[slot.column], self.heights[slot]
        return Box(node, self.names[node], x, self.middle[slot] - height / 2, self.right[slot.column] - x, height)

    def _line(self, number: int) -> Line:
        chain, edge = self.chains[number], self.edges[number]
        x, y = self.left[edge.target.column], self.ends[number, chain[-1]]
        back = turns_back(chain)
        path, start = self._turning(number, chain) if back else self._crossing(number, chain)
        tip, right = ((x, y), True) if edge.forward else (start, back)
        return Line(edge, self.relations[number], path, x - ARROW - 4, y, *tip, right)

    def _crossing(self, number: int, chain: Chain) -> tuple[str, tuple[float, float]]:
        """From left to right: a curve to each slot's row, then along the row; and where it starts."""
        start = x, y = self.right[chain[0].column], self.starts[number]
        path = f"M{x:g} {y:g}"
        for slot in chain[1:]:
            row, join = self.ends[number, slot], self._join(slot)
            bend = (x + join) / 2
            x = self.left[slot.column] if slot.node else self.right[slot.column]
            path += f"C{bend:g} {y:g} {bend:g} {row:g} {join:g} {row:g}H{x:g}"
            y = row
        return path, start

    def _turning(self, number: int, chain: Chain) -> tuple[str, tuple[float, float]]:
        """Out of the source's left side and back to the target's: in one column, a bow."""
        source, target = chain[0], chain[-1]
        start = x, y = self.left[source.column], self.ends[number, source]
        row, out, join = self.ends[number, target], self._join(source), self._join(target)
        path = f"M{x:g} {y:g}H{out:g}C{out - 30:g} {y:g} {join - 30:g} {row:g} {join:g} {row:g}"
        return f"{path}H{self.left[target.column]:g}", start

    def _join(self, slot: Slot) -> float:
        """Where edges have come to their rows, left of a column."""
        return self.left[slot.column] - self.named[slot.column]


def _row(slot: Slot) -> float:
    return GROUP_ROW if slot.node and slot.node.entity is None else ROW


def _named_once(edges: Sequence[Edge], relation: Callable[[Edge], str]) -> list[str]:
    """The names of edges; of those that end in the same group only the first of each relation has one."""
    named: set[tuple[Node, str, bool]] = set()
    names = []
    for edge in edges:
        same = edge.target, edge.relation, edge.forward
        names.append("" if same in named and edge.target.entity is None else relation(edge))
        named.add(same)
    return names
