"""Relations and what people call them: the lexicon that comes with rog, rog/lexicon/*.txt.

A group is one relation between a head and a tail, in all the words known for it. The lexicon was written by hand from
general knowledge of vocabularies such as schema.org's and Wikidata's; its format is in lexicon/README.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from rog.errors import SourceError

__all__ = ["Group", "Lexicon", "Side", "bare_verb", "common_relations", "make_group", "numbered", "read_lexicon"]

NO_GROUP = -1
COMMON_MARK = "*"
"""Ends the first line of a group that is common."""
FIELDS = frozenset(("names", "names back", "noun", "noun back", "verb", "verb back", "ask", "ask back"))


@dataclass(frozen=True)
class Side:
    """One direction of a relation: from what it leaves, the source, to what it reaches, the target."""

    forward: bool = True
    source_kinds: tuple[str, ...] = ()
    target_kinds: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    """Of the target: "the NOUN of SOURCE"."""
    source_nouns: tuple[str, ...] = ()
    """Of the source: "the NOUN of TARGET"."""
    verbs: tuple[str, ...] = ()
    """With the source as subject and the target behind."""
    target_verbs: tuple[str, ...] = ()
    """With the target as subject and the source behind, or where "{}" stands."""
    asks: tuple[str, ...] = ()
    """Questions for the target, with "{}" for the source."""
    group: int = NO_GROUP
    """The number of its group in a lexicon."""

    @property
    def called(self) -> tuple[str, ...]:
        """What a relation that is stored from source to target may be called by these words."""
        return (*self.nouns, *map(bare_verb, self.verbs))

    @property
    def turned(self) -> Side:
        """The other direction, as far as the words for this one say it: questions are for one direction only."""
        return Side(
            not self.forward, self.target_kinds, self.source_kinds, self.source_nouns, self.nouns, self.target_verbs,
            self.verbs, (), self.group,
        )  # fmt: skip


@dataclass(frozen=True)
class Group:
    """One relation in all its words; `ahead` leads from head to tail, `back` from tail to head."""

    ahead: Side
    back: Side
    names: tuple[str, ...]
    """What it is called where it is stored from head to tail."""
    names_back: tuple[str, ...]
    """What it is called where it is stored from tail to head."""
    common: bool = False
    """Whether graphs of many subjects have it."""

    @property
    def phrases(self) -> set[str]:
        """All that names it, in either direction."""
        return {*self.names, *self.names_back, *self.ahead.called, *self.back.called}


class Lexicon:
    """Groups numbered by their places, which of them share words, and which can follow which."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = tuple(groups)
        self.sides = tuple(side for group in groups for side in (group.ahead, group.back) if _can_be_said(side))
        by_phrase: dict[str, set[int]] = defaultdict(set)
        for number, group in enumerate(self.groups):
            for phrase in group.phrases:
                by_phrase[phrase].add(number)
        self.alike = tuple(frozenset().union(*(by_phrase[phrase] for phrase in group.phrases)) for group in self.groups)
        """For each group, those that share a name with it, itself among them."""
        self._leaving: dict[str, list[Side]] = defaultdict(list)
        self._reaching: dict[str, list[Side]] = defaultdict(list)
        for side in self.sides:
            for kind in side.source_kinds:
                self._leaving[kind].append(side)
            for kind in side.target_kinds:
                self._reaching[kind].append(side)

    def following(self, kinds: Iterable[str]) -> list[Side]:
        """Sides that leave one of these kinds."""
        return _of_kinds(self._leaving, kinds)

    def reaching(self, kinds: Iterable[str]) -> list[Side]:
        """Sides that lead to one of these kinds."""
        return _of_kinds(self._reaching, kinds)


def read_lexicon(paths: Sequence[Path] = ()) -> list[Group]:
    """Groups of lexicon files, by default those that come with rog. Raises SourceError."""
    return numbered(_group(block, path, line) for path in paths or _shipped() for line, block in _blocks(path))


@lru_cache(maxsize=1)
def common_relations() -> tuple[str, ...]:
    """Names of relations that graphs of many subjects have: the first one of each group that is marked as common.

    Nothing else of the lexicon is read for it.
    """
    blocks = (block for path in _shipped() for _, block in _blocks(path) if block[0].endswith(COMMON_MARK))
    named = (row.partition(":")[2] for block in blocks for row in block if row.startswith("names:"))
    return tuple(dict.fromkeys(_alternatives(names)[0] for names in named))


def _shipped() -> list[Path]:
    return sorted(Path(str(files(__package__))).glob("*.txt"))


def _of_kinds(sides: Mapping[str, Sequence[Side]], kinds: Iterable[str]) -> list[Side]:
    return list({(side.group, side.forward): side for kind in kinds for side in sides.get(kind, ())}.values())


def numbered(groups: Iterable[Group]) -> list[Group]:
    """The groups with their places as numbers."""
    return [
        replace(group, ahead=replace(group.ahead, group=number), back=replace(group.back, group=number))
        for number, group in enumerate(groups)
    ]


def bare_verb(verb: str) -> str:
    """A verb phrase without the auxiliary that names leave out: "was born in" is "born in"."""
    words = re.sub(r" *\{\}", "", verb).split()
    while len(words) > 1 and words[0] in ("is", "are", "was", "were", "has", "been", "a", "an", "the", "can", "be"):
        if words[0] == "has" and words[1] != "been":
            break
        words = words[1:]
    return " ".join(words)


def _can_be_said(side: Side) -> bool:
    return bool(side.nouns or side.verbs or side.target_verbs or side.source_nouns or side.asks)


def _blocks(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The groups of a file: the number of their first line, and their lines."""
    first = 1
    block: list[str] = []
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
        if line.startswith("#"):
            continue
        if line.strip():
            first = number if not block else first
            block.append(line.strip())
        elif block:
            yield first, block
            block = []


def _group(block: Sequence[str], path: Path, line: int) -> Group:
    kinds = block[0].removesuffix(COMMON_MARK)
    heads, arrow, tails = kinds.partition(">")
    found: dict[str, tuple[str, ...]] = {}
    for row in block[1:]:
        field, colon, values = row.partition(":")
        if field not in FIELDS or not colon or field in found:
            raise SourceError(path, line, f"{row!r} is no field of a group, or there twice; known are {sorted(FIELDS)}")
        found[field] = _alternatives(values)
    if not arrow or not found.get("ask") or not (found.get("noun") or found.get("verb")):
        raise SourceError(
            path, line, "a group begins with its kinds, 'heads > tails', and has 'ask' and 'noun' or 'verb'"
        )
    group = make_group(_alternatives(heads.replace(",", "|")), _alternatives(tails.replace(",", "|")), found)
    return replace(group, common=kinds != block[0])


def make_group(heads: tuple[str, ...], tails: tuple[str, ...], found: Mapping[str, tuple[str, ...]]) -> Group:
    """A group from the fields of its entry, without a number."""
    noun, verb, ask = ((found.get(field, ()), found.get(f"{field} back", ())) for field in ("noun", "verb", "ask"))
    ahead = Side(True, heads, tails, *noun, *verb, ask[0])
    return Group(ahead, replace(ahead.turned, asks=ask[1]), found.get("names", ()), found.get("names back", ()))


def _alternatives(values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in values.split("|") if part.strip()))
