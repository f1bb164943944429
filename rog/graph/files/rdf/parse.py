"""N-Triples and Turtle to subject, predicate, object, with errors that name file, line and what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph

from rog.errors import SourceError
from rog.graph.files.source import Skipped, SourceFile, quote
from rog.graph.files.text import ENCODING_ADVICE, Block, read_blocks

__all__ = ["OBJECT", "PREDICATE", "RDF", "SUBJECT", "RdfTriple", "read_triples"]

RdfTriple = tuple[str, str, str | pyoxigraph.Literal]
"""Subject, predicate and object; IRIs and blank nodes as entity ids."""

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SUBJECT, PREDICATE, OBJECT = RDF + "subject", RDF + "predicate", RDF + "object"
REIFIES = RDF + "reifies"

MADE_UP_LABEL = re.compile(r"[a-f][0-9a-f]{24,31}")
"""What the parser calls a blank node that is written `[]`: another name each time it is read."""

NT = pyoxigraph.RdfFormat.N_TRIPLES
POSITION = re.compile(r"^Parser error (?:at|between) line \d+(?: between)? columns? (\d+)[^:]*: ")


def read_triples(source: SourceFile, skipped: Skipped, prefixes: dict[str, str] | None = None) -> Iterator[RdfTriple]:
    """The triples of a file in their order; `prefixes` is filled with those that Turtle declares.

    What reifies a triple term (RDF 1.2) comes as a statement of RDF 1.1: its subject, predicate and object.

    A bad line of N-Triples is left out on its own. In Turtle, where a statement runs over several
    lines, the parser goes on behind the next full stop it can make out: what stood between is lost
    and may be more than one statement, or the rest of the file.
    """
    if source.format == "nt":
        return _ntriples(source, skipped)
    return _turtle(source, skipped, {} if prefixes is None else prefixes)


class _Ids:
    """Entity ids: IRIs as they are, blank nodes as `_:label`, those without a label numbered as `_:[1]`."""

    def __init__(self, scope: str) -> None:
        self._scope = scope
        self._numbers: dict[str, int] = {}

    def triples(self, quad: pyoxigraph.Quad) -> tuple[RdfTriple, ...]:
        """Raises SyntaxError for a triple term that nothing reifies: a graph of entities has no place for it."""
        subject, predicate, value, _ = quad
        if isinstance(value, pyoxigraph.Literal):
            return ((self._id(subject), predicate.value, value),)
        if isinstance(value, pyoxigraph.Triple) and predicate.value == REIFIES:
            node, (own_subject, own_predicate, stated) = self._id(subject), value
            return (
                (node, SUBJECT, self._id(own_subject)),
                (node, PREDICATE, own_predicate.value),
                (node, OBJECT, stated if isinstance(stated, pyoxigraph.Literal) else self._id(stated)),
            )
        return ((self._id(subject), predicate.value, self._id(value)),)

    def _id(self, node: pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Triple) -> str:
        if isinstance(node, pyoxigraph.NamedNode):
            return node.value
        if isinstance(node, pyoxigraph.Triple):
            raise SyntaxError("a triple about a triple can be read as what rdf:reifies, and not elsewhere")
        if not MADE_UP_LABEL.fullmatch(node.value):
            return f"_:{self._scope}{node.value}"
        return f"_:{self._scope}[{self._numbers.setdefault(node.value, len(self._numbers) + 1)}]"


def _ntriples(source: SourceFile, skipped: Skipped) -> Iterator[RdfTriple]:
    ids = _Ids(source.scope)
    for block in read_blocks(source):
        try:
            triples = [triple for quad in pyoxigraph.parse(block.data, format=NT) for triple in ids.triples(quad)]
        except SyntaxError:
            yield from _line_by_line(source, block, skipped, ids)
        else:
            yield from triples


def _line_by_line(source: SourceFile, block: Block, skipped: Skipped, ids: _Ids) -> Iterator[RdfTriple]:
    for number, line in enumerate(block.data.split(b"\n"), block.line):
        try:
            triples = [triple for quad in pyoxigraph.parse(line, format=NT) for triple in ids.triples(quad)]
        except SyntaxError as error:
            skipped.add(_source_error(source, error, number, line.decode(errors="replace")))
        else:
            yield from triples


def _turtle(source: SourceFile, skipped: Skipped, prefixes: dict[str, str]) -> Iterator[RdfTriple]:
    ids, file = _Ids(source.scope), _BlockFile(read_blocks(source))
    quads = pyoxigraph.parse(file, format=pyoxigraph.RdfFormat.TURTLE)  # type: ignore[arg-type]
    while True:
        try:
            triples = ids.triples(next(quads))
        except StopIteration:
            break
        except SyntaxError as error:
            line = error.lineno or file.line
            skipped.add(_source_error(source, error, line, file.text_of(line)))
        else:
            yield from triples
    prefixes.update(quads.prefixes)


def _source_error(source: SourceFile, error: SyntaxError, line: int, text: str) -> SourceError:
    message = str(error.msg)
    column = POSITION.match(message)
    reason = message[column.end() :] if column else message
    if "UTF-8" in reason:
        return SourceError(source.path, line, f"not UTF-8, in {quote(text)}; {ENCODING_ADVICE}")
    where = f" at column {column[1]}" if column else ""
    found = f": {quote(text.strip())}" if text.strip() else ""
    return SourceError(source.path, line, f"{reason}{where}{found}")


@dataclass
class _BlockFile:
    """Blocks as the file that the parser reads from; keeps the last two to quote from."""

    blocks: Iterator[Block]
    recent: list[Block] = field(default_factory=list)
    at: int = 0
    """How much of the last block has been handed out, in bytes."""

    def read(self, size: int) -> bytes:
        if not self.recent or self.at >= len(self.recent[-1].data):
            block = next(self.blocks, None)
            if block is None:
                return b""
            self.recent, self.at = [*self.recent[-1:], block], 0
        piece = self.recent[-1].data[self.at : self.at + size]
        self.at += len(piece)
        return piece

    @property
    def line(self) -> int:
        """The line that has been handed out up to."""
        return self.recent[-1].line + self.recent[-1].data.count(b"\n", 0, self.at) if self.recent else 1

    def text_of(self, line: int) -> str:
        """The text of a line that was read lately; nothing for others."""
        for block in self.recent:
            lines = block.data.split(b"\n")
            if block.line <= line < block.line + len(lines):
                return lines[line - block.line].decode(errors="replace")
        return ""
