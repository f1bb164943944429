"""Words for sets of things: "films that Ann directed", "Ann's films", "who reports to Ann"."""

from __future__ import annotations

from random import Random

from rog.lexicon.lexicon import Side
from rog.training.ranking.names import is_person_kind
from rog.wording.grammar import inflect, lemmas, plural, possessive
from rog.wording.phrases import inverted

__all__ = ["article", "many", "plain_verbs", "plural_verb", "things", "truth_question", "who_or_which"]

PLURAL_FORMS = {"is": "are", "was": "were", "has": "have", "does": "do"}


def many(kind: str) -> str:
    """Several of a kind."""
    return "people" if kind == "person" else plural(kind)


def article(noun: str) -> str:
    """The noun with "a" or "an"."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def plural_verb(verb: str) -> str:
    """A verb phrase in the third person with a subject of several."""
    first, _, rest = verb.partition(" ")
    base = lemmas(first).get("VERB", first)
    if first in PLURAL_FORMS:
        own = PLURAL_FORMS[first]
    else:
        own = base if first.endswith("s") and inflect(base, "VBZ") == first else first
    return f"{own} {rest}".strip()


def plain_verbs(verbs: tuple[str, ...]) -> list[str]:
    """Those with their object at the end."""
    return [verb for verb in verbs if "{}" not in verb]


def who_or_which(kind: str, random: Random) -> str:
    """What a question for some of a kind begins with, with a verb in the singular behind."""
    if kind and is_person_kind(kind) and random.random() < 0.6:
        return "who"
    return random.choice((f"which {kind}", f"which {kind}", f"what {kind}")) if kind else "what"


def things(side: Side, x: str, random: Random) -> str:
    """All that a side reaches from `x`, a name, as a plural noun phrase without an article."""
    kinds = [many(kind) for kind in side.target_kinds] or ["things", "things", "ones"]
    kind = random.choice(kinds)
    link = "who" if side.target_kinds and is_person_kind(side.target_kinds[0]) and random.random() < 0.5 else "that"
    forms: list[str] = []
    for noun in random.sample(side.nouns, min(2, len(side.nouns))):
        forms += [f"{plural(noun)} of {x}", f"{possessive(x)} {plural(noun)}"]
    for verb in random.sample(plain_verbs(side.target_verbs), min(2, len(plain_verbs(side.target_verbs)))):
        forms += [f"{kind} {link} {plural_verb(verb)} {x}"] * 2
        if verb.partition(" ")[0] in ("is", "was") and not verb.partition(" ")[2].startswith(("a ", "an ", "the ")):
            forms += [f"{kind} {verb.partition(' ')[2]} {x}"] * 2
    for verb in random.sample(plain_verbs(side.verbs), min(2, len(plain_verbs(side.verbs)))):
        forms += [f"{kind} that {x} {verb}", f"{kind} {x} {verb}"]
    for noun in side.source_nouns[:2]:
        forms += [f"{kind} that have {x} as their {noun}", f"{kind} whose {noun} is {x}"]
    return random.choice(forms) if forms else f"{kind} of {x}"


def truth_question(side: Side, x: str, y: str, random: Random) -> str:
    """Whether a side leads from `x` to `y`."""
    forms: list[str] = []
    for verb in plain_verbs(side.verbs):
        forms += [f"{inverted(verb, x)} {y}"] * 3
        forms += [f"is it true that {x} {verb} {y}", f"{x} {verb} {y}, right"]
    for verb in plain_verbs(side.target_verbs):
        forms += [f"{inverted(verb, y)} {x}"] * 2
    for noun in side.nouns:
        forms += [
            f"is {y} {random.choice((article(noun), 'the ' + noun))} of {x}", f"is {y} {possessive(x)} {noun}",
            f"is {y} one of the {plural(noun)} of {x}", f"was {y} {possessive(x)} {noun}", f"{y} - {noun} of {x}",
            f"does {x} have {y} as {noun}", f"do you know whether {y} is {possessive(x)} {noun}",
        ]  # fmt: skip
    for noun in side.source_nouns:
        forms += [f"is {x} {article(noun)} of {y}", f"is {x} {possessive(y)} {noun}"]
    return random.choice(forms) if forms else f"does {x} have {y}"
