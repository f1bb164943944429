"""Relations that are made of others: grandparents by parents, colleagues by employers."""

from __future__ import annotations

from random import Random

from rog.lexicon.lexicon import Lexicon
from rog.training.ranking.asking.asker import Asker, Draft, walk
from rog.training.ranking.names import is_person_kind
from rog.wording.grammar import plural, possessive

__all__ = ["COMPOSED", "GENDERED", "composed", "groups_to_compose"]

COMPOSED: dict[str, tuple[str, ...]] = {
    "grandparent": ("parent", "parent"),
    "great-grandparent": ("parent", "parent", "parent"),
    "grandchild": ("child", "child"),
    "sibling": ("parent", "child"),
    "brother or sister": ("parent", "child"),
    "aunt or uncle": ("parent", "parent", "child"),
    "nephew or niece": ("parent", "child", "child"),
    "cousin": ("parent", "parent", "child", "child"),
    "parent-in-law": ("spouse", "parent"),
    "child-in-law": ("child", "spouse"),
    "boss's boss": ("manager", "manager"),
    "second-level manager": ("manager", "manager"),
    "colleague": ("employer", "employee"),
    "coworker": ("employer", "employee"),
    "workmate": ("employer", "employee"),
    "teammate": ("team", "player"),
    "fellow player": ("team", "player"),
    "fellow alumnus": ("alma mater", "alumnus"),
    "compatriot": ("nationality", "citizen"),
    "fellow citizen": ("nationality", "citizen"),
    "co-star": ("film", "cast member"),
    "bandmate": ("band", "band member"),
    "doctoral grandfather": ("teacher", "teacher"),
    "fellow pupil": ("teacher", "student"),
    "fellow resident": ("residence", "resident"),
}
"""What a relation is called, and the nouns of those it is made of, one after the other."""

GENDERED: dict[str, tuple[str, ...]] = {
    "mother": ("parent",), "father": ("parent",), "son": ("child",), "daughter": ("child",), "brother": ("sibling",),
    "sister": ("sibling",), "uncle": ("parent", "parent", "child"), "aunt": ("parent", "parent", "child"),
    "grandmother": ("parent", "parent"), "grandfather": ("parent", "parent"), "granddaughter": ("child", "child"),
    "grandson": ("child", "child"), "mother-in-law": ("spouse", "parent"), "father-in-law": ("spouse", "parent"),
}  # fmt: skip
"""What asks for some of those that relations lead to, where the graph does not know which these are."""

PATTERNS = (
    "who is the {noun} of {x}", "who is {xs} {noun}", "who are {xs} {nouns}", "{xs} {noun}", "{nouns} of {x}",
    "does {x} have {nouns}, and who are they", "who are the {nouns} of {x}", "name {xs} {nouns}",
    "list the {nouns} of {x}", "{x} {noun}", "who would be {xs} {noun}", "find {xs} {nouns}",
    "tell me who {xs} {nouns} are",
)  # fmt: skip


def groups_to_compose(lexicon: Lexicon, random: Random) -> list[int]:
    """Numbers of groups of which one relation is made; none where the lexicon does not have them all."""
    pieces = random.choice(list(COMPOSED.values()))
    found: list[int] = []
    for piece in dict.fromkeys(pieces):
        fit = [
            number
            for number, group in enumerate(lexicon.groups)
            if group.common and (piece in group.ahead.nouns or piece in group.back.nouns)
        ]
        if not fit:
            return []
        found.append(next((number for number in fit if number in found), random.choice(fit)))
    return list(dict.fromkeys(found))


def composed(asker: Asker) -> list[Draft]:
    """A relation that the graph has only in pieces: by its pieces, or none where they do not say it."""
    random, domain = asker.random, asker.domain
    people = [name for name, kind in domain.kind_of.items() if is_person_kind(kind)]
    phrases = {phrase for use in domain.uses for phrase in use.group.phrases}
    if not people:
        return []
    ways = {
        noun: steps for noun, pieces in COMPOSED.items() if (steps := _steps(asker, pieces)) and noun not in phrases
    }
    gendered = [noun for noun, pieces in GENDERED.items() if _steps(asker, pieces) and noun not in phrases]
    if ways and random.random() < 0.7:
        noun = random.choice(list(ways))
        topic = random.choice(people)
        query = walk(topic, *ways[noun])
    elif gendered:
        noun, topic, query = random.choice(gendered), random.choice(people), None
    else:
        if random.random() < 0.8:
            return []
        noun = random.choice([noun for noun in COMPOSED if noun not in phrases and noun not in ways])
        topic, query = random.choice(people), None
    pattern = asker.pattern(PATTERNS)
    text = asker.filled(pattern, noun=noun, nouns=plural(noun), x=topic, xs=possessive(topic))
    return [Draft(text, query, pattern, (topic,))]


def _steps(asker: Asker, pieces: tuple[str, ...]) -> tuple[str, ...]:
    """The steps of a path by the nouns of its pieces; none where the graph lacks one."""
    steps: list[str] = []
    kinds: tuple[str, ...] = ()
    for piece in pieces:
        fit = [
            (use.step(way), use.side(way).target_kinds)
            for use in asker.domain.uses
            for way in (True, False)
            if piece in use.side(way).nouns and (not kinds or use.side(way).source_kinds == kinds)
        ]
        if len(fit) != 1:
            return ()
        step, kinds = fit[0]
        steps.append(step)
    return tuple(steps)
