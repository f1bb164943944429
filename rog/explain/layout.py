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

ROW_HEIGHT_PX, NODE_PADDING_PX, NODE_GAP_PX, MARGIN_PX = 20.0, 6.0, 12.0, 16.0
"""Height of a row; space above and below the rows of a node, between nodes, and around the drawing."""

GROUP_ROW_HEIGHT_PX = 10.0
"""Height of a row of a node that stands for several: only one edge of each relation has a name there."""

ARROW_SPACE_PX = 14.0
"""Space for an arrowhead before a node."""

NARROW_LETTER_PX, WIDE_LETTER_PX = 7.2, 13.0
"""Width of a letter at a font size of 13 pixels: Latin and the like on average, and East Asian."""

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
    """Estimated width of a text in pixels, at a font size of 13: the writer of a file cannot ask the font."""
    return sum(WIDE_LETTER_PX if WIDE_LETTER.match(letter) else NARROW_LETTER_PX for letter in text)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis where there were more."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def lay_out(picture: Picture, name: Callable[[Node], str], relation: Callable[[Edge], str]) -> Drawing:
    """Place the picture; `name` and `relation` give the labels of nodes and edges."""
    return _Layout(picture, name, relation).drawing()


class _Layout:
    def __init__(self, picture: Picture, name: Callable[[Node], str], relation: Callable[[Edge], str]) -> None:
        self.edges = picture.edges
        self.names = {node: name(node) for nodes in picture.columns for node in nodes}
        self.relations = _edge_labels(picture.edges, relation)
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
        self.label_widths: list[float] = []  # space for relation names, by column
        x = MARGIN_PX
        for column, slots in enumerate(self.columns):
            ending = [number for number, edge in enumerate(self.edges) if edge.target.column == column]
            names = max((text_width(self.relations[number]) + ARROW_SPACE_PX + 24 for number in ending), default=0.0)
            x += names + 40 + min(80, 3 * len(ending)) if ending else 0
            self.label_widths.append(names)
            self.left.append(x)
            x += max((text_width(self.names[slot.node]) for slot in slots if slot.node), default=0) + 28
            self.right.append(x)
        self.width = x + MARGIN_PX

    def _place_slots(self) -> None:
        """Tops and heights of all slots; columns are centred on each other."""
        self.arriving: dict[Slot, list[int]] = defaultdict(list)
        for number, chain in enumerate(self.chains):
            for slot in chain if turns_back(chain) else chain[1:]:
                self.arriving[slot].append(number)
        self.heights = {slot: self._slot_height(slot) for slots in self.columns for slot in slots}
        totals = [
            sum(self.heights[slot] for slot in slots) + NODE_GAP_PX * max(0, len(slots) - 1) for slots in self.columns
        ]
        self.height = max(totals, default=0) + 2 * MARGIN_PX
        self.middle: dict[Slot, float] = {}
        for slots, total in zip(self.columns, totals, strict=True):
            y = (self.height - total) / 2
            for slot in slots:
                self.middle[slot] = y + self.heights[slot] / 2
                y += self.heights[slot] + NODE_GAP_PX

    def _slot_height(self, slot: Slot) -> float:
        if slot.node is None:
            return ROW_HEIGHT_PX
        return max(ROW_HEIGHT_PX, _row_height(slot) * len(self.arriving[slot])) + 2 * NODE_PADDING_PX

    def _place_ends(self) -> None:
        """The row on which each edge meets a slot's left side, in the order of where it comes from."""
        self.ends: dict[tuple[int, Slot], float] = {}
        for slot, numbers in self.arriving.items():
            numbers.sort(key=partial(self._height_of_origin, slot=slot))
            first = self.middle[slot] - _row_height(slot) * (len(numbers) - 1) / 2
            self.ends |= {(number, slot): first + _row_height(slot) * place for place, number in enumerate(numbers)}

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
        boxes = tuple(self._box(slot, slot.node) for slots in self.columns for slot in slots if slot.node)
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
        return Line(edge, self.relations[number], path, x - ARROW_SPACE_PX - 4, y, *tip, right)

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
        return self.left[slot.column] - self.label_widths[slot.column]


def _row_height(slot: Slot) -> float:
    return GROUP_ROW_HEIGHT_PX if slot.node and slot.node.entity is None else ROW_HEIGHT_PX


def _edge_labels(edges: Sequence[Edge], relation: Callable[[Edge], str]) -> list[str]:
    """The label of each edge; of those that end in the same group only the first of each relation has one."""
    labelled: set[tuple[Node, str, bool]] = set()
    labels = []
    for edge in edges:
        same = edge.target, edge.relation, edge.forward
        labels.append("" if same in labelled and edge.target.entity is None else relation(edge))
        labelled.add(same)
    return labels
