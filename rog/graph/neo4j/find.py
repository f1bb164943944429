"""Finds the nodes that a text may name: by indexes, and by a bounded pass where the database has none."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from rog.graph.names.live import LiveNames
from rog.graph.names.matching import EntityNames, errors_allowed, exact_match, fuzzy_match, part_match, similarity
from rog.graph.neo4j.connection import Connection, Row
from rog.graph.neo4j.layout import Layout, Literal, NameProperty, values_of
from rog.graph.neo4j.literals import stored_contents, value_ids
from rog.graph.neo4j.queries import resolve, union
from rog.query.cypher import quote
from rog.types import Match
from rog.values import read_value, value_from_text
from rog.words.normal_form import normalize

__all__ = ["NameFinder"]

MAX_SEARCHED_BYTES = 30_000
"""Longer texts name nothing that an index holds."""
MAX_EXACT_NODES = 1_000
MAX_SIMILAR_NODES = 100
"""Most nodes that a full-text index gives for a text: of equal names, and of names that hold it."""
MAX_FOUND_ROWS = 1_000_000
"""Rows of the query that looks texts up in all indexes."""
SCAN_VALID_SECONDS = 60.0
"""Names that were read in a scan are used again for so long."""
MAX_HELD_LETTERS, MAX_HELD_WORDS = 60, 3
"""Of a text that is looked for within names: Lucene's automata of longer ones are slow, or refused."""
LUCENE_SPECIAL = re.compile(r'([+\-!(){}\[\]^"~*?:\\/&|<>=\s])')
SMALL_WORDS = re.compile(r"\b(A|An|And|At|By|De|For|From|In|Of|On|Or|The|To|Von|With)\b")


class NameFinder:
    """Finds entities by id, name or alias in one database."""

    def __init__(self, connection: Connection, layout: Layout, names_of: Callable[[Row], EntityNames]) -> None:
        self._connection, self._layout, self._names_of = connection, layout, names_of
        self._indexed = find_query(layout)
        self._scanned: tuple[float, LiveNames] | None = None
        self._values: tuple[float, ScannedValues] | None = None

    def find(self, texts: Sequence[str], limit: int, *, fuzzy: bool) -> list[list[Match]]:
        """For each text at most `limit` matches; see `Graph.find`. One query, and a scan where names have no index."""
        normal_forms = {text: form for text in texts if limit > 0 and _may_name(text) and (form := normalize(text))}
        if not normal_forms:
            return [[] for _ in texts]
        indexed = self._by_index(normal_forms, fuzzy)
        scanned = [names for names in (self._by_scan(), self._values_by_scan()) if names is not None]
        matches = {text: self._rank(text, indexed.get(text, []), scanned, limit, fuzzy) for text in normal_forms}
        return [matches.get(text, []) for text in texts]

    def _by_index(self, normal_forms: dict[str, str], fuzzy: bool) -> dict[str, list[tuple[EntityNames, int]]]:
        """What the indexes give for each text, to be looked at: what entities are called, and their degrees."""
        texts = list(normal_forms)
        rows = [
            {
                "at": at,
                "id": text,
                "keys": self._layout.lookups(text),
                "variants": variants(text) if self._layout.named else [],
                "contents": contents_named(text) if self._layout.literals else [],
            }
            for at, text in enumerate(texts)
        ]
        searches = [
            {"at": at, "query": query, "most": most}
            for at, text in enumerate(texts)
            for query, most in self._searches(text, normal_forms[text], fuzzy)
        ]
        nodes: dict[str, list[tuple[EntityNames, int]]] = {}
        for row in self._connection.read(
            self._indexed, rows=rows, searches=searches, fulltext=self._layout.fulltext, most=MAX_FOUND_ROWS
        ):
            names = self._names_of(row) if row["value"] is None else names_of_value(row["value"])
            if names is not None:
                nodes.setdefault(texts[row["at"]], []).append((names, row["degree"]))
        return nodes

    def _searches(self, text: str, form: str, fuzzy: bool) -> Iterator[tuple[str, int]]:
        """What to ask the full-text index for a text, and how many nodes it may give."""
        if self._layout.fulltext is None:
            return
        errors = min(errors_allowed(form), 2) if fuzzy else 0
        if self._layout.written_by_rog:  # the index holds whole normal forms
            yield _phrase(form), MAX_EXACT_NODES
            if errors:
                yield f"{_escaped(form)}~{errors}", MAX_SIMILAR_NODES
            if fuzzy and len(form) <= MAX_HELD_LETTERS and 0 < len(form.split()) <= MAX_HELD_WORDS:
                yield _holding(form), MAX_SIMILAR_NODES
        elif form != " ":
            yield _phrase(text), MAX_SIMILAR_NODES
            if errors:
                yield " AND ".join(_similar_term(word) for word in form.split()), MAX_SIMILAR_NODES

    def _rank(
        self,
        text: str,
        nodes: Iterable[tuple[EntityNames, int]],
        scanned: Iterable[LiveNames | ScannedValues],
        limit: int,
        fuzzy: bool,
    ) -> list[Match]:
        """The matches among these nodes, best first: by score, then more edges, then id."""
        normal_form = normalize(text)
        ranked: dict[str, tuple[float, int, str, Match]] = {}
        for names, degree in nodes:
            match = _match(text, normal_form, names, fuzzy)
            if match is not None and names.id not in ranked:
                ranked[names.id] = (-match.score, -degree, names.id, match)
        matches = [match for _, _, _, match in sorted(ranked.values(), key=lambda item: item[:3])]
        for names_there in scanned:
            matches += [match for match in names_there.find(text, limit, fuzzy=fuzzy) if match.id not in ranked]
            matches.sort(key=lambda match: -match.score)
        return matches[:limit]

    def _by_scan(self) -> LiveNames | None:
        """Names of the labels that no index covers, as they were read at most a minute ago."""
        open_labels = sorted({name.label for name in self._layout.named if not name.indexed})
        if not open_labels:
            return None
        if self._scanned is None or time.monotonic() - self._scanned[0] > SCAN_VALID_SECONDS:
            query = union(
                f"MATCH (n:{quote(label)}) WHERE {self._layout.is_entity('n')} RETURN {_returned(self._layout)} "
                "LIMIT toInteger($scan)"
                for label in open_labels
            )
            rows = self._connection.read(query, scan=self._connection.address.scan)
            names = {row["id"]: self._names_of(row) for row in rows}
            degrees: dict[str, int] = {row["id"]: row["degree"] for row in rows}
            self._scanned = (time.monotonic(), LiveNames(names.values(), degrees.__getitem__))
        return self._scanned[1]

    def _values_by_scan(self) -> ScannedValues | None:
        """Values that properties without an index hold, as they were read at most a minute ago."""
        names = sorted({literal.property for literal in self._layout.literals if not literal.indexed})
        if not names:
            return None
        if self._values is None or time.monotonic() - self._values[0] > SCAN_VALID_SECONDS:
            rows = self._connection.read(
                scanned_values_query(self._layout), properties=names, scan=self._connection.address.scan
            )
            self._values = (time.monotonic(), ScannedValues((row["value"], row["count"]) for row in rows))
        return self._values[1]


class ScannedValues:
    """Finds values by how they are written and printed, from contents and how often each is there."""

    def __init__(self, counts: Iterable[tuple[Any, int]]) -> None:
        degrees: Counter[str] = Counter()
        for content, count in counts:
            degrees.update(dict.fromkeys(value_ids([content]), count))
        named = [(value.kind, names) for one in degrees if (value := read_value(one)) and (names := _names_of_id(one))]
        self._texts = LiveNames([names for kind, names in named if kind == "text"], degrees.__getitem__)
        self._others = LiveNames([names for kind, names in named if kind != "text"], degrees.__getitem__)

    def find(self, text: str, limit: int, *, fuzzy: bool) -> list[Match]:
        """At most `limit` texts, which may be misspelt, and as many of all others."""
        return [*self._texts.find(text, limit, fuzzy=fuzzy), *self._others.find(text, limit, fuzzy=False)]


def names_of_value(content: Any) -> EntityNames | None:
    """What a value that a property holds is called; None for what is none."""
    return next(map(_names_of_id, value_ids([content])), None)


def _names_of_id(value_id: str) -> EntityNames | None:
    value = read_value(value_id)
    return None if value is None else EntityNames(value_id, str(value), (value.text,))


def find_query(layout: Layout) -> str:
    """Rows `at`, `id`, `names`, `aliases`, `degree` of what `$rows` (by id and indexed name) and `$searches` find."""
    shown = f"RETURN row.at AS at, {_returned(layout)} LIMIT toInteger($most)"
    parts = [f"UNWIND $rows AS row {resolve(layout, 'n', 'row')} {shown}"]
    parts += [_seek(layout, name, shown) for name in layout.named if name.indexed]
    parts += [_seek_literal(literal) for literal in layout.literals if literal.indexed]
    if layout.fulltext is not None:
        parts.append(
            "UNWIND $searches AS row CALL db.index.fulltext.queryNodes($fulltext, row.query, {limit: row.most}) "
            f"YIELD node AS n WITH row, n WHERE {layout.is_entity('n')} {shown}"
        )
    return union(parts)


def _seek(layout: Layout, name: NameProperty, shown: str) -> str:
    return (
        f"UNWIND $rows AS row MATCH (n:{quote(name.label)}) WHERE n.{quote(name.property)} IN row.variants "
        f"AND {layout.is_entity('n')} {shown}"
    )


def _seek_literal(literal: Literal) -> str:
    value = f"n.{quote(literal.property)}"
    return (
        f"UNWIND $rows AS row MATCH (n:{quote(literal.label)}) WHERE {value} IN row.contents "
        f"RETURN row.at AS at, null AS id, [] AS names, [] AS aliases, count(*) AS degree, {value} AS value "
        "LIMIT toInteger($most)"
    )


def scanned_values_query(layout: Layout) -> str:
    """Rows `value`, `count`: what the first `$scan` nodes have as `$properties`."""
    return f"""MATCH (n) WHERE {layout.is_entity("n")} WITH n LIMIT toInteger($scan)
        UNWIND [name IN keys(n) WHERE name IN $properties] AS name UNWIND {layout.contents("n", "name")} AS value
        RETURN value, count(*) AS count LIMIT toInteger($scan)"""


def _returned(layout: Layout) -> str:
    aliases = f"[{', '.join(f'n.{quote(alias)}' for alias in layout.aliases)}]"
    degree = "COUNT { (n)-->() } + COUNT { (n)<--() }"
    named = f"{layout.id_of('n')} AS id, {layout.names_of('n')} AS names, {aliases} AS aliases"
    return f"{named}, {degree} AS degree, null AS value"


def _may_name(text: str) -> bool:
    try:
        return bool(text.strip()) and len(text.encode()) <= MAX_SEARCHED_BYTES
    except UnicodeEncodeError:  # half a surrogate pair is in no name
        return False


def variants(text: str) -> list[Any]:
    """How a name may be stored that is written like this: an index over texts compares letter for letter."""
    plain = " ".join(text.split())
    titled = plain.title()
    forms = [
        text, plain, plain.lower(), plain.upper(), plain.capitalize(), titled,
        titled[:1] + SMALL_WORDS.sub(lambda word: word.group().lower(), titled[1:]),
        plain[:1].upper() + plain[1:],
    ]  # fmt: skip
    return list(dict.fromkeys([*forms, *values_of(plain)]))


def contents_named(text: str) -> list[Any]:
    """What a property may hold that is written or printed like this: a number, a date, a truth, or a text."""
    said = (value_from_text(text, kind) for kind in ("number", "date", "time", "truth"))
    values = [content for value in said if value is not None for content in stored_contents(value.id)]
    return [*variants(text), *values, *stored_contents(text)]


def _phrase(text: str) -> str:
    """A Lucene query for these words in a row; with an index of whole texts, for this text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _holding(form: str) -> str:
    """A Lucene query for whole texts that have the words of one among their own, in their order."""
    words = r"*\ ".join(map(_escaped, form.split()))
    return rf"{words} OR {words}\ * OR *\ {words} OR *\ {words}\ *"


def _escaped(text: str) -> str:
    """A text as one Lucene term."""
    return LUCENE_SPECIAL.sub(r"\\\1", text)


def _similar_term(word: str) -> str:
    errors = 0 if len(word) < 4 else 1 if len(word) <= 8 else 2
    return f"{_escaped(word)}~{errors}" if errors else _phrase(word)


def _match(text: str, normal_form: str, names: EntityNames, fuzzy: bool) -> Match | None:
    """How an entity matches a text of this normal form; None if it does not."""
    value = read_value(names.id)
    fuzzy = fuzzy and (value is None or value.kind == "text")
    forms = [normalize(name) for name in (names.id, names.name, *names.aliases)]
    if normal_form in forms:
        return exact_match(text, normal_form, names)
    share, form = max(((similarity(normal_form, form), form) for form in forms), default=(0.0, ""))
    if not fuzzy:
        return None
    return fuzzy_match(form, share, names) if share else part_match(normal_form, names)
