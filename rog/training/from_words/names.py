"""What a graph may call a relation: its nouns and verbs in the usual forms and spellings of data."""

from __future__ import annotations

from random import Random

from rog.lexicon.lexicon import Group, Side, bare_verb
from rog.words.relation_names import relation_words

__all__ = ["relation_text", "spell", "stored_name"]

COMMON_DOMAINS = ("base", "common", "topic", "freebase", "user", "data", "core", "main")
NAMESPACE_PREFIXES = ("ex", "schema", "dbo", "wdt", "foaf", "rel", "concept", "onto", "prop", "kg")
ALTERNATIVES_SHARE, KINDS_SHARE, COMPOUND_SHARE = 0.2, 0.25, 0.12
"""Shares of relations with further names, with what they connect, and under a type and a domain as Freebase's."""
MAX_ALTERNATIVES = 3


def stored_name(group: Group, forward: bool, random: Random) -> str:
    """A name, in words, for a relation that is stored from head to tail, or else from tail to head."""
    side = group.ahead if forward else group.back
    names = [*(group.names if forward else group.names_back), *side.called]
    drawn = random.random()
    if side.source_nouns and (drawn < 0.12 or not names):
        noun = random.choice(side.source_nouns)
        return random.choice((f"{noun} of", f"is {noun} of", f"{noun} for"))
    if side.nouns and drawn < 0.22:
        noun = random.choice(side.nouns)
        return random.choice((f"has {noun}", f"{noun} is", f"{noun} {_kind(side.target_kinds, random)}", f"{noun}s"))
    if side.verbs and drawn < 0.3:
        verb = random.choice(side.verbs).replace("{}", "").strip()
        return f"{_kind(side.source_kinds, random)} {bare_verb(verb)} {_kind(side.target_kinds, random)}"
    if drawn < 0.35 and side.source_kinds and side.target_kinds:
        first = random.choice(names) if names else ""
        return f"{_kind(side.source_kinds, random)} {first}".strip()
    return random.choice(names) if names else f"{_kind(side.target_kinds, random)}"


def spell(words: str, side: Side, random: Random) -> str:
    """Words as an identifier: snake, camel or upper case, with a prefix, or in Freebase's manner with dots."""
    parts = words.replace("'", "").split()
    drawn = random.random()
    if drawn < COMPOUND_SHARE:
        kind = _kind(side.source_kinds, random).replace(" ", "_")
        domain = random.choice((*COMMON_DOMAINS, kind, *(other.replace(" ", "_") for other in side.source_kinds)))
        return f"{domain}.{kind}.{'_'.join(parts)}"
    if drawn < 0.4:
        return "_".join(parts)
    if drawn < 0.6:
        return parts[0] + "".join(part.capitalize() for part in parts[1:])
    if drawn < 0.7:
        return "_".join(parts).upper()
    if drawn < 0.76:
        return f"{random.choice(NAMESPACE_PREFIXES)}:{parts[0]}{''.join(part.capitalize() for part in parts[1:])}"
    if drawn < 0.82:
        return "-".join(parts)
    return " ".join(parts)


def relation_text(group: Group, forward: bool, random: Random) -> str:
    """What the planner reads for a relation: its spelt name in words, at times further names and what it connects."""
    side = group.ahead if forward else group.back
    text = relation_words(spell(stored_name(group, forward, random), side, random))
    if random.random() < ALTERNATIVES_SHARE:
        count = random.randint(1, MAX_ALTERNATIVES)
        others = dict.fromkeys(stored_name(group, forward, random) for _ in range(count))
        text = ", ".join([text, *(name for name in others if name != text)])
    if side.source_kinds and side.target_kinds and random.random() < KINDS_SHARE:
        text += f" ({_kinds(side.source_kinds, random)} to {_kinds(side.target_kinds, random)})"
    return text


def _kinds(kinds: tuple[str, ...], random: Random) -> str:
    return ", ".join(random.sample(kinds, min(len(kinds), random.choice((1, 1, 2)))))


def _kind(kinds: tuple[str, ...], random: Random) -> str:
    return random.choice(kinds) if kinds else "thing"
