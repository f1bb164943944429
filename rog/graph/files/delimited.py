"""Tab- and bar-separated lines: one record a line, every character taken literally."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, repeat
from typing import cast

import numpy as np

from rog.graph.files.columns import PLAIN
from rog.graph.files.source import Skipped, SourceFile
from rog.graph.files.table import Row, read_edge_header, read_edge_rows, read_node_rows
from rog.graph.files.text import Block, read_blocks, split_block
from rog.graph.files.value_types import ValueTypes
from rog.graph.records import EdgeRecord, NodeRecord

__all__ = ["read_tsv", "read_tsv_nodes"]

LINE_FEED = ord("\n")
BLANK_LINES = re.compile(rb"(?: *\n)*")

# The NamedTuple's own constructor is a Python function and costs more than all the rest of reading a line.
_edge = cast(Callable[[Iterable[object]], EdgeRecord], partial(tuple.__new__, EdgeRecord))


def read_tsv(source: SourceFile, skipped: Skipped, types: ValueTypes) -> Iterator[EdgeRecord]:
    """Edges of a table whose cells are separated by tabs, or by `|` where the first line has two and no tab.

    There are no quotes and no comments, and spaces are kept. Blank lines are passed over.
    """
    blocks = _blocks(source)
    block = next(blocks, None)
    if block is None:
        return
    first = block.data[: block.data.index(b"\n")].decode(errors="replace")
    delimiter = source.options.delimiter or ("|" if "\t" not in first and first.count("|") == 2 else "\t")
    columns, is_header = read_edge_header(source, block.line, first.split(delimiter))
    for part in chain([_after_first_line(block) if is_header else block], blocks):
        plain = _plain_edges(part.data, delimiter) if columns == PLAIN else None
        edges = types.edges(plain) if plain is not None else None
        yield from edges or read_edge_rows(_rows(part, delimiter, source, skipped), columns, source, skipped, types)


def read_tsv_nodes(source: SourceFile, skipped: Skipped, types: ValueTypes) -> Iterator[NodeRecord]:
    """Nodes of a tab-separated table with a header."""
    delimiter = source.options.delimiter or "\t"
    rows = chain.from_iterable(_rows(block, delimiter, source, skipped) for block in _blocks(source))
    return read_node_rows(rows, source, skipped, types)


def _blocks(source: SourceFile) -> Iterator[Block]:
    """Blocks that end in a line feed, without carriage returns before them, from the first line that is not blank."""
    has_begun = False
    for block in read_blocks(source):
        data = block.data.replace(b"\r\n", b"\n") if b"\r" in block.data else block.data
        block = block._replace(data=data if data.endswith(b"\n") else data + b"\n")
        if not has_begun:
            block = _after(block, cast(re.Match[bytes], BLANK_LINES.match(block.data)).end())
            has_begun = bool(block.data)
        if has_begun:
            yield block


def _after_first_line(block: Block) -> Block:
    return _after(block, block.data.index(b"\n") + 1)


def _after(block: Block, end: int) -> Block:
    """The block without the whole lines before `end`."""
    return Block(block.data[end:], block.line + block.data.count(b"\n", 0, end), block.offset + end)


def _rows(block: Block, delimiter: str, source: SourceFile, skipped: Skipped) -> Iterator[Row]:
    for line, text in split_block(block, source.path, skipped):
        if text.strip(" "):
            yield line, text.split(delimiter)


def _plain_edges(data: bytes, delimiter: str) -> Iterator[EdgeRecord] | None:
    """The edges of a block in which nothing is wrong; None where a line needs looking at on its own.

    All lines are checked at once: separators must come as delimiter, delimiter, line feed, and never
    one right after another.
    """
    separator = delimiter.encode()
    if separator + b" " in data or b"\n " in data or data.startswith(b" "):  # may be a cell of nothing but spaces
        return None
    codes = np.frombuffer(data, dtype=np.uint8)
    at = np.flatnonzero((codes == separator[0]) | (codes == LINE_FEED))
    if at.size % 3 or (np.diff(at, prepend=-1) == 1).any():
        return None
    if (codes[at].reshape(-1, 3) != (separator[0], separator[0], LINE_FEED)).any():
        return None
    try:
        cells = data.decode().replace("\n", delimiter).split(delimiter)
    except UnicodeDecodeError:
        return None
    return map(_edge, zip(cells[0:-1:3], cells[1::3], cells[2::3], repeat(None), repeat(None), strict=False))
