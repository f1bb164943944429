"""Made-up graphs of a made-up domain: kinds, relations of the lexicon between them, values, and what edges say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from pydantic import JsonValue

from rog.graph.records import EdgeRecord, NodeRecord
from rog.lexicon.lexicon import Group, Lexicon, Side
from rog.training.from_words.names import spell, stored_name
from rog.training.ranking.attributes import Attribute, draw_value, read_attributes
from rog.training.ranking.examples import GraphRecords
from rog.training.ranking.names import NameMaker, is_person_kind, style_of
from rog.types import Step, make_step
from rog.values import Value

__all__ = ["Domain", "EdgeProperty", "Use", "Values", "make_domain", "property_value"]

VALUE_KINDS = frozenset(
    "number date year text amount money time name code address percentage duration value period title symbol frequency "
    "length area distance mass height speed level weight price age temperature month day status colour color rank "
    "size website phrase unit letters size grade result score word meaning sentence sound shape volume cost".split()
)
"""Kinds that lexicon groups give their tails which are values and not entities."""
TOO_GENERAL = frozenset("thing one entity item object concept idea action activity condition type people".split())
ALIKE_KINDS = (
    frozenset("company organization organisation corporation firm business agency institution".split()),
    frozenset("city town village place location municipality".split()),
    frozenset("country state nation region territory".split()),
    frozenset("film movie work".split()),
    frozenset("drug medicine".split()),
    frozenset("book novel work".split()),
    frozenset("substance compound material element".split()),
    frozenset("animal species creature".split()),
    frozenset("product device machine tool thing".split()),
    frozenset("event match meeting".split()),
    frozenset("team club".split()),
)
"""Kinds that people do not tell apart, of which a graph has one."""
SYMMETRIC_NOUNS = frozenset(
    "partner ally friend enemy rival sibling spouse neighbour colleague twin cousin opponent ex "
    "fiancé brother-in-law lookalike connection equivalent synonym antonym counterpart relative arch-rival".split()
) | {
    "business partner", "close friend", "merger partner", "trading partner", "former spouse", "compatible device",
    "nearby place", "binding partner",
}  # fmt: skip
"""Nouns of relations that hold both ways."""
DIRECTED_NOUNS = frozenset("predator namesake substitute".split()) | {"sued party"}
"""Nouns of relations that do not, though they are said alike in both directions."""
MOST_EDGES = 26
"""Most edges of one relation."""


@dataclass(frozen=True)
class EdgeProperty:
    """What the edges of a relation know."""

    name: str
    type: Literal["since", "year", "role", "quantity"]


MIXED_SHARE = 0.35
"""Share of relations with things of two kinds at an end, where the lexicon has any."""

EDGE_PROPERTIES = (
    EdgeProperty("since", "since"),
    EdgeProperty("start_year", "since"),
    EdgeProperty("from_year", "since"),
    EdgeProperty("year", "year"),
    EdgeProperty("in_year", "year"),
    EdgeProperty("role", "role"),
    EdgeProperty("position", "role"),
    EdgeProperty("quantity", "quantity"),
    EdgeProperty("times", "quantity"),
    EdgeProperty("count", "quantity"),
)
ROLES = ("lead", "assistant", "adviser", "deputy", "guest", "main", "substitute", "partner", "observer", "trainee")


def property_value(kept: EdgeProperty, random: Random) -> int | str:
    """What one edge knows."""
    match kept.type:
        case "role":
            return random.choice(ROLES)
        case "quantity":
            return random.randint(1, 12)
    return random.randint(1985, 2023)


@dataclass(frozen=True, eq=False)
class Use:
    """A relation of a graph: a group of the lexicon between some of the graph's kinds, under one name."""

    group: Group
    name: str
    stored_ahead: bool
    """Whether its edges run from the head of the group to its tail."""
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    symmetric: bool = False
    kept: EdgeProperty | None = None

    def step(self, forward: bool) -> Step:
        """The step that walks it from the group's head to its tail, or back."""
        return self.name if self.symmetric else make_step(self.name, forward == self.stored_ahead)

    def side(self, forward: bool) -> Side:
        """The words for that step, with the kind that is at an end, where it is but one."""
        side = self.group.ahead if forward else self.group.back
        heads, tails = (self.heads, self.tails) if forward else (self.tails, self.heads)
        return replace(
            side, source_kinds=heads if len(heads) == 1 else (), target_kinds=tails if len(tails) == 1 else ()
        )

    @property
    def alike(self) -> bool:
        """Whether both its ends are of one kind."""
        return self.heads == self.tails


@dataclass(frozen=True, eq=False)
class Values:
    """An attribute of the things of a kind, as the graph has it."""

    attribute: Attribute
    name: str
    kind: str
    unit: str
    of: dict[str, str] = field(default_factory=dict)
    """The id of the value of each entity that has one."""


@dataclass(frozen=True, eq=False)
class Domain:
    """A made-up graph, with what its relations are called."""

    members: dict[str, list[str]]
    """The entities of each kind; their ids are their names."""
    uses: list[Use]
    values: list[Values]
    reached: dict[tuple[int, bool], dict[str, list[str]]]
    """By number of a use and direction: what each entity leads to."""
    kept: dict[tuple[int, str, str], int | str]
    """By number of a use, the group's head and tail: what the edge knows."""
    records: GraphRecords
    kind_of: dict[str, str]


def make_domain(lexicon: Lexicon, random: Random, needed: Sequence[int] = ()) -> Domain:
    """A graph of three to five kinds, among its relations the groups with the `needed` numbers."""
    kinds, uses = _uses(lexicon, random, needed)
    maker = NameMaker(random)
    members = {kind: [maker.draw(kind) for _ in range(random.randint(5, 10))] for kind in kinds}
    kind_of = {name: kind for kind, names in members.items() for name in names}
    reached: dict[tuple[int, bool], dict[str, list[str]]] = {}
    kept: dict[tuple[int, str, str], int | str] = {}
    edges: list[EdgeRecord] = []
    for number_, use in enumerate(uses):
        ahead: dict[str, list[str]] = defaultdict(list)
        back: dict[str, list[str]] = defaultdict(list)
        for head, tail in _pairs(use, members, random):
            ahead[head].append(tail)
            back[tail].append(head)
            if use.symmetric:
                ahead[tail].append(head)
                back[head].append(tail)
            known: dict[str, JsonValue] | None = None
            if use.kept is not None and random.random() < 0.9:
                kept[number_, head, tail] = content = property_value(use.kept, random)
                known = {use.kept.name: content}
            first, last = (head, tail) if use.stored_ahead else (tail, head)
            edges.append(EdgeRecord(first, use.name, last, None, known))
        reached[number_, True], reached[number_, False] = dict(ahead), dict(back)
    values = _values(kinds, members, {use.name for use in uses}, random)
    edges += [EdgeRecord(name, one.name, value) for one in values for name, value in one.of.items()]
    nodes = tuple(NodeRecord(name, name, (), (kind,)) for name, kind in kind_of.items())
    symmetric = tuple(use.name for use in uses if use.symmetric)
    return Domain(members, uses, values, reached, kept, GraphRecords(nodes, tuple(edges), symmetric), kind_of)


def _uses(lexicon: Lexicon, random: Random, needed: Sequence[int]) -> tuple[list[str], list[Use]]:
    kinds: list[str] = []
    uses: list[Use] = []
    taken: set[int] = set()
    most_kinds, most_uses = random.randint(3, 5), random.randint(6, 11)
    waiting = [lexicon.groups[number] for number in needed]
    homogeneous = [group for group in lexicon.groups if _shared_kinds(group)]
    waiting += random.sample(homogeneous, min(2, len(homogeneous)))
    for _ in range(400):
        if len(uses) >= most_uses and not waiting:
            break
        group = waiting.pop(0) if waiting else _near(lexicon, kinds, random)
        if group.ahead.group in taken:
            continue
        fitted = _fitted(group, kinds, most_kinds, random)
        if fitted is None:
            continue
        use = _use(group, *fitted, {one.name for one in uses}, random)
        if use is None:
            continue
        taken |= lexicon.alike[group.ahead.group]
        uses.append(use)
        kinds += [kind for kind in (*use.heads, *use.tails) if kind not in kinds]
        kinds = list(dict.fromkeys(kinds))
    return kinds, uses


def _near(lexicon: Lexicon, kinds: Sequence[str], random: Random) -> Group:
    """A group that touches the kinds there are."""
    if kinds and random.random() < 0.93:
        kind = [random.choice(kinds)]
        near = [*lexicon.following(kind), *lexicon.reaching(kind)]
        if near:
            return lexicon.groups[random.choice(near).group]
    return random.choice(lexicon.groups)


def _is_entity_kind(kind: str) -> bool:
    return kind not in VALUE_KINDS and kind not in TOO_GENERAL


def _shared_kinds(group: Group) -> list[str]:
    tails = set(group.ahead.target_kinds)
    return [kind for kind in group.ahead.source_kinds if kind in tails and _is_entity_kind(kind)]


def _fitted(
    group: Group, kinds: Sequence[str], most: int, random: Random
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Kinds for the heads and the tails of a group: known ones where it has any, new ones where there is room."""
    shared = _shared_kinds(group)
    if shared:
        chosen = _choose(shared, kinds, most, random)
        return ((chosen,), (chosen,)) if chosen else None
    head = _choose(group.ahead.source_kinds, kinds, most, random)
    if not head:
        return None
    now = [*kinds, *([] if head in kinds else [head])]
    tail = _choose([kind for kind in group.ahead.target_kinds if kind != head], now, most, random)
    if not tail:
        return None
    return _with_another(head, tail, group.ahead.source_kinds, random), _with_another(
        tail, head, group.ahead.target_kinds, random
    )


def _with_another(kind: str, other: str, offered: Collection[str], random: Random) -> tuple[str, ...]:
    """The kind, at times with a second one that people tell from it."""
    fit = [
        one
        for one in offered
        if one != other and _is_entity_kind(one) and not _are_alike(one, kind) and not _are_alike(one, other)
    ]
    return (kind, random.choice(fit)) if fit and random.random() < MIXED_SHARE else (kind,)


def _choose(offered: Collection[str], kinds: Sequence[str], most: int, random: Random) -> str | None:
    good = [kind for kind in offered if _is_entity_kind(kind)]
    known = [kind for kind in good if kind in kinds]
    if known:
        return random.choice(known)
    fresh = [kind for kind in good if not any(_are_alike(kind, one) for one in kinds)]
    return random.choice(fresh) if fresh and len(kinds) < most else None


def _are_alike(one: str, other: str) -> bool:
    if is_person_kind(one) and is_person_kind(other):
        return "person" in (one, other) or len({one, other} & {"man", "woman", "human", "child", "employee"}) > 0
    words, others = set(one.split()), set(other.split())
    return bool(words & others) or any({one, other} <= kinds for kinds in ALIKE_KINDS)


def _use(
    group: Group, heads: tuple[str, ...], tails: tuple[str, ...], names: Collection[str], random: Random
) -> Use | None:
    symmetric = heads == tails and _is_symmetric(group)
    ahead = random.random() < 0.75
    side = replace(
        group.ahead if ahead else group.back,
        source_kinds=heads if ahead else tails,
        target_kinds=tails if ahead else heads,
    )
    name = spell(stored_name(group, ahead, random), side, random).replace('"', "")
    if name in names or name.lower() in ("name", "types", "aliases", "relation", "key", "id"):
        return None
    kept = random.choice(EDGE_PROPERTIES) if random.random() < 0.35 and not symmetric else None
    return Use(group, name, ahead, heads, tails, symmetric, kept)


def _is_symmetric(group: Group) -> bool:
    """Whether both its directions are said in the same words."""
    ahead = group.ahead
    nouns = set(ahead.nouns)
    if nouns & DIRECTED_NOUNS:
        return False
    return bool(nouns & {*ahead.source_nouns, *SYMMETRIC_NOUNS} or set(ahead.verbs) & set(ahead.target_verbs))


def _pairs(use: Use, members: dict[str, list[str]], random: Random) -> list[tuple[str, str]]:
    heads = [name for kind in use.heads for name in members[kind]]
    tails = [name for kind in use.tails for name in members[kind]]
    most = random.choice((1, 1, 2, 3, 4))
    taken = random.sample(tails, max(2, round(len(tails) * random.uniform(0.5, 1.0)))) if len(tails) > 2 else tails
    pairs: list[tuple[str, str]] = []
    for head in random.sample(heads, max(2, round(len(heads) * random.uniform(0.6, 0.95)))):
        others = [tail for tail in taken if tail != head and (not use.symmetric or (tail, head) not in pairs)]
        pairs += [(head, tail) for tail in random.sample(others, min(len(others), random.randint(1, most)))]
    return pairs[:MOST_EDGES]


def _values(
    kinds: Sequence[str], members: dict[str, list[str]], names: Collection[str], random: Random
) -> list[Values]:
    found: list[Values] = []
    taken = set(names)
    for kind in kinds:
        fit = [one for one in read_attributes() if _has(kind, one)]
        said: set[str] = set()
        for attribute in random.sample(fit, min(len(fit), random.randint(2, 4))):
            name = random.choice(attribute.names)
            words = {*attribute.nouns, *attribute.asks}
            if name in taken or words & said:
                continue
            said |= words
            if random.random() < 0.8:
                taken.add(name)
            unit = random.choice(attribute.units) if attribute.type == "number" else ""
            own = Values(attribute, name, kind, unit)
            for one in members[kind]:
                if random.random() < 0.88:
                    own.of[one] = _value_of(attribute, unit, one, random)
            if len(own.of) > 2:
                found.append(own)
    return found


def _value_of(attribute: Attribute, unit: str, entity: str, random: Random) -> str:
    if attribute.names[0] == "email":
        return Value("text", f"{entity.split()[0].lower()}.{random.choice(attribute.texts)}@example.org").id
    return draw_value(attribute, unit, random)


def _has(kind: str, attribute: Attribute) -> bool:
    words = {kind, kind.split()[-1], style_of(kind)}
    return bool(words & set(attribute.kinds))
