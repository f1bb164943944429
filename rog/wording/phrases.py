"""Puts a path of sides of relations in words: nested noun phrases and clauses around a topic, and a question."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from rog.lexicon.lexicon import Side
from rog.wording.grammar import PREPOSITIONS, inflect, lemmas, plural, possessive

__all__ = [
    "ask", "ask_beyond", "ask_meeting", "ask_path", "ask_siblings", "inverted", "noun_phrase", "sibling_phrase",
    "with_object",
]  # fmt: skip

PEOPLE = frozenset(
    "person human man woman people actor writer author artist player athlete singer employee student child parent "
    "politician scientist character leader king queen user member director musician".split()
)
ANY_KIND = ("thing", "one", "entity", "item")
FINITE_VERBS = frozenset("is are was were has can could will must may should does did had been".split())
OPENINGS = (
    "what is {}", "what is {}", "what's {}", "who is {}", "which is {}", "what are {}", "{}", "{}", "name {}",
    "find {}", "tell me {}", "give me {}", "list {}", "list all {}", "show me {}", "i want to know {}",
    "do you know {}", "what was {}", "what would be {}", "can you tell me {}", "i am looking for {}", "identify {}",
    "could you find out {}", "what is the name of {}", "which {k} is {}", "what {k} is {}", "search for {}", "get {}",
    "what do you call {}", "let me know {}",
)  # fmt: skip
PERSON_OPENINGS = ("who is {}", "who's {}", "who was {}", "who are {}", "what is the name of {}")
RELATION_QUESTION_SHARE = 0.55
"""Share of last steps asked by one of the relation's own questions, where it has any."""
NOUN_CHAIN_SHARE = 0.35
"""Share of longer paths asked by their nouns alone, where all have one: "the boss of X's sister's husband"."""


def noun_phrase(side: Side, x: str, simple: bool, random: Random) -> str:
    """What the side reaches from `x`, as a noun phrase; `simple` where x is a name."""
    forms = []
    if side.nouns:
        noun = random.choice(side.nouns)
        many = plural(noun) if random.random() < 0.25 else noun
        forms += [f"the {many} of {x}"] * 5
        forms += [f"{possessive(x)} {many}"] * (4 if simple else 2)
        forms += [f"the {many} that {x} has", f"{many} of {x}", f"the {noun} for {x}"]
        if simple:
            forms += [f"{x} {many}"]
    kind = _kind(side, random)
    clauses = _clauses(side, x, random)
    if clauses:
        many = plural(kind) if random.random() < 0.4 else kind
        for clause in clauses:
            link = random.choice(("that", "that", "which", "who" if kind in PEOPLE else "that"))
            forms += [f"the {many} {link} {clause}"] * (2 if side.nouns else 3)
    for verb in side.target_verbs[:1]:
        forms += [f"{random.choice(('what', 'whatever', 'whoever', 'those who', 'all that'))} {with_object(verb, x)}"]
    for verb in side.verbs[:1]:
        last = verb.rpartition(" ")[2]
        if "{}" not in verb and last in PREPOSITIONS and " " in verb:
            pronoun = "whom" if kind in PEOPLE else "which"
            forms += [f"the {kind} {last} {pronoun} {x} {verb.rpartition(' ')[0]}"]
        if "{}" not in verb:
            spoken = random.choice(side.verbs).replace("{}", "").strip()
            forms += [f"the {kind} {x} {spoken}", f"what {x} {spoken}"]
    return random.choice(forms) if forms else f"the {kind} of {x}"


def _clauses(side: Side, x: str, random: Random) -> list[str]:
    """What may stand after "the KIND that": each says that `x` leads there."""
    clauses = []
    if side.target_verbs:
        clauses += [with_object(random.choice(side.target_verbs), x)] * 2
    verbs = [verb for verb in side.verbs if "{}" not in verb]
    if verbs:
        clauses += [f"{x} {random.choice(verbs)}"]
    if side.source_nouns:
        noun = random.choice(side.source_nouns)
        article = "an" if noun[0] in "aeiou" else "a"
        clauses += [f"has {x} as {random.choice(('its', 'a', 'their', article))} {noun}"]
        clauses += [f"has the {noun} {x}", f"has {x} as {noun}"]
    return clauses


def ask(side: Side, x: str, simple: bool, random: Random) -> str:
    """A question for what the side reaches from `x`."""
    if side.asks and random.random() < RELATION_QUESTION_SHARE:
        return random.choice(side.asks).replace("{}", x)
    kind = _kind(side, random)
    forms: list[str] = []
    if random.random() < 0.45 or not (side.verbs or side.target_verbs or side.source_nouns):
        return _opened(side, noun_phrase(side, x, simple, random), random)
    many = plural(kind) if random.random() < 0.4 else kind
    which = random.choice((f"which {many}", f"what {many}", "who" if kind in PEOPLE else "what"))
    for verb in random.sample(side.verbs, min(2, len(side.verbs))):
        if "{}" in verb:
            continue
        forms += [f"{which} {inverted(verb, x)}", f"{x} {verb} {which}", f"{x} {verb} what", f"{many} {x} {verb}"]
        last = verb.rpartition(" ")[2]
        if last in PREPOSITIONS and " " in verb:
            forms += [f"{last} {which} {inverted(verb.rpartition(' ')[0], x)}"]
    for verb in random.sample(side.target_verbs, min(2, len(side.target_verbs))):
        forms += [f"{which} {with_object(verb, x)}", f"{many} that {with_object(verb, x)}"]
        if verb.partition(" ")[0] in ("is", "was"):
            forms += [f"{many} {with_object(verb.partition(' ')[2], x)}"]
    for noun in side.source_nouns[:2]:
        article = random.choice(("the", "an" if noun[0] in "aeiou" else "a"))
        forms += [f"{x} is the {noun} of {which}", f"{which} has {x} as {noun}", f"whose {noun} is {x}"]
        forms += [f"{which} is {x} {article} {noun} of", f"of {which} is {x} {article} {noun}"]
        forms += [f"which {many} have {x} as their {noun}", f"{x} is {noun} of what"]
    for noun in random.sample(side.nouns, min(2, len(side.nouns))):
        forms += [f"which {noun} does {x} have", f"what {noun} does {x} have"]
        if simple:
            forms += [f"what {noun} is {x}", f"{x} {noun}", f"{noun} {x}", f"what is {possessive(x)} {noun}"]
    return random.choice(forms)


def _opened(side: Side, phrase: str, random: Random) -> str:
    """A question for what a noun phrase says, which the side reaches."""
    kind = _kind(side, random)
    openings = PERSON_OPENINGS if kind in PEOPLE and random.random() < 0.5 else OPENINGS
    return random.choice(openings).replace("{k}", kind).replace("{}", phrase)


def ask_path(sides: Sequence[Side], x: str, random: Random) -> str:
    """A question for what the sides reach one after the other from `x`, a name."""
    if len(sides) > 1 and all(side.nouns for side in sides) and random.random() < NOUN_CHAIN_SHARE:
        return _opened(sides[-1], _chain(sides, x, random), random)
    words = x
    for at, side in enumerate(sides[:-1]):
        words = noun_phrase(side, words, at == 0, random)
    return ask(sides[-1], words, len(sides) == 1, random)


def ask_beyond(side: Side, kind: str, x: str, random: Random) -> str | None:
    """A question for the `kind` of thing one step beyond what the side reaches, which leaves that step unsaid.

    "In which country was X born" asks for the country of the birthplace. None where the side has no words for it.
    """
    many = plural(kind) if random.random() < 0.2 else kind
    which = random.choice((f"which {many}", f"which {many}", f"what {many}"))
    forms = []
    for verb in side.verbs:
        if "{}" in verb:
            continue
        forms += [f"{which} {inverted(verb, x)}"] * 2 + [f"{x} {verb} {which}", f"the {kind} {x} {verb}"]
        rest, _, last = verb.rpartition(" ")
        if last in PREPOSITIONS and rest:
            forms += [f"{last} {which} {inverted(rest, x)}"] * 3
        else:
            forms += [f"{random.choice(('in', 'from', 'of'))} {which} {inverted(verb, x)}"]
    for noun in side.nouns:
        owned = random.choice((f"{possessive(x)} {noun}", f"the {noun} of {x}"))
        forms += [f"{random.choice(('in', 'from', 'to', 'of'))} {which} is {owned}", f"{which} is {owned} in"]
        forms += [f"{which} does {owned} come from", f"{which} does {owned} have"]
    for verb in side.target_verbs[:2]:
        forms += [f"{which} {with_object(verb, x)}"]
    return random.choice(forms) if forms else None


def _chain(sides: Sequence[Side], x: str, random: Random) -> str:
    """The nouns of the sides one in another; of those that stand behind their owner none has an "of" before it."""
    owned = random.randint(0, len(sides))
    words = x
    for at, side in enumerate(sides):
        noun = random.choice(side.nouns)
        if at < owned:
            words = f"{possessive(words)} {noun}"
        else:
            words = f"{random.choice(('the ', 'the ', ''))}{noun} of {words}"
    return words


def ask_siblings(side: Side, x: str, random: Random) -> str | None:
    """A question for others of which the side reaches the same as of `x`; none where it has no noun or verb for it."""
    kind, target = _siblings(side, random)
    many = plural(kind)
    forms = []
    for noun in side.nouns:
        forms += [
            f"which {many} have the same {noun} as {x}", f"what {kind} has the same {noun} as {x}",
            f"{many} that share {noun} with {x}", f"which {many} share their {noun} with {x}",
            f"other {many} with the {noun} of {x}", f"{many} with the same {noun} as {x}",
            f"who else has the {noun} of {x}", f"what other {many} have {possessive(x)} {noun}",
            f"which {many} share a {noun} with {x}",
        ]  # fmt: skip
    for verb in side.verbs:
        if "{}" not in verb:
            forms += [f"which {many} {verb} the same {target} as {x}", f"what else {verb} the same {target} as {x}"]
            forms += [f"who {verb} the same {target} as {x}", f"the {kind} that {verb} the {target} {x} {verb}"]
    return random.choice(forms) if forms else None


def sibling_phrase(side: Side, x: str, random: Random) -> str | None:
    """Others of which the side reaches the same as of `x`, as a noun phrase; none without a noun or verb for it."""
    kind, target = _siblings(side, random)
    many = plural(kind)
    forms = []
    for noun in side.nouns:
        forms += [
            f"the {many} that share {plural(noun)} with {x}", f"the {many} that have the same {noun} as {x}",
            f"{many} with the same {noun} as {x}", f"the {many} which share their {noun} with the {kind} {x}",
            f"the {many} of the {noun} of {x}", f"the {many} by the {noun} of {x}", f"{possessive(x)} {noun}'s {many}",
        ]  # fmt: skip
        for verb in side.target_verbs:
            if "{}" not in verb:
                forms += [f"the {many} whose {noun} also {verb} {x}", f"the {many} that {possessive(x)} {noun} {verb}"]
                forms += [f"the {many} whose {plural(noun)} also {verb} the {kind} {x}"]
    for verb in side.verbs:
        if "{}" not in verb:
            forms += [
                f"the {many} that {verb} the same {target} as {x}",
                f"the {many} that also {verb} what {x} {verb}",
            ]
    return random.choice(forms) if forms else None


def _siblings(side: Side, random: Random) -> tuple[str, str]:
    """Kinds of what shares a target, and of the target."""
    kind = random.choice(side.source_kinds or ANY_KIND)
    return kind, random.choice(side.target_kinds) if side.target_kinds else "one"


def ask_meeting(first: Side, x: str, second: Side, y: str, random: Random) -> str | None:
    """A question for what both sides reach, the first from `x` and the second from `y`."""
    one, other = _clauses(first, x, random), _clauses(second, y, random)
    if not one or not other:
        return None
    kind = _kind(first, random)
    clauses = [random.choice(one), random.choice(other)]
    random.shuffle(clauses)
    opening = random.choice(
        (f"which {kind}", f"the {kind} that", f"what {kind}", f"name the {kind} that", f"{plural(kind)} that")
    )
    link = random.choice(("and", "and", "and also", "and at the same time", "but also"))
    return f"{opening} {clauses[0]} {link} {clauses[1]}"


def _kind(side: Side, random: Random) -> str:
    kinds: Sequence[str] = side.target_kinds
    return random.choice(kinds) if kinds and random.random() < 0.85 else random.choice(ANY_KIND)


def with_object(verb: str, x: str) -> str:
    """A verb phrase with its object, at its end or where it has a place for it."""
    return verb.replace("{}", x) if "{}" in verb else f"{verb} {x}"


def inverted(verb: str, x: str) -> str:
    """A question's order of a verb phrase: "was X born in", "did X direct", "does X play for"."""
    first, _, rest = verb.partition(" ")
    if first in FINITE_VERBS and (rest or first in ("is", "was")) and first != "has":
        return f"{first} {x} {rest}".strip()
    if first == "has" and rest.partition(" ")[0] == "been":
        return f"has {x} {rest}"
    base = lemmas(first).get("VERB", first)
    helper = "does" if first.endswith("s") and first != base else "did"
    return f"{helper} {x} {base if helper == 'does' or first == inflect(base, 'VBD') else first} {rest}".strip()
