"""Reads a relation's name as English: a noun ("place of birth"), a verb ("plays for") or a state ("located in").

The name says nothing of its grammar, so this goes by word classes (lemminflect) and position; what is
read as nothing else is a noun.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from lemminflect import getAllLemmas, getAllLemmasOOV, getInflection

__all__ = ["Reading", "finite", "inflect", "lemmas", "plural", "possessive", "read_relation"]

PREPOSITIONS = frozenset(
    "in at on of to from by with for against into about as over under within near through than between onto".split()
)
ADVERBS = frozenset("up down also not very super possibly usually formerly currently originally mostly often".split())
ARTICLES = frozenset(("a", "an", "the", "his", "its"))
FORMS_OF_HAVE, FORMS_OF_BE = frozenset(("has", "have", "had")), frozenset(("is", "are", "was", "were", "isa"))
MODALS = frozenset(("can", "may", "could", "to"))
TYPE_RELATIONS = frozenset(("instance of", "a"))
NOUN_LEMMAS = frozenset(
    "award name type place work part color colour title group book film record state event order rank tag point date "
    "note position number score language genre form gene member game sport team stadium fan dealer".split()
)
"""Lemmas whose form in -s is taken for a plural and not for a verb."""
OWNER_KINDS = frozenset(
    "person city country organization organisation company university state team group synset film movie item".split()
)
"""In "parent of person" the first word is what the head is and the last what the tail is, unlike "place of birth"."""
INTRANSITIVE_VERBS = frozenset(
    "die move graduate participate contribute come go work live star feed belong evolve appear happen occur act "
    "compete fly lie migrate collaborate emigrate end start retire debut depend".split()
)
UNCHANGED_PLURALS = frozenset("aircraft spacecraft offspring money equipment software information".split())
EXAMPLE_LINKS = {"such as": False, "including": False, "called": False, "and other": True}
"""Words between two kinds of thing, and whether the head is then the example."""


@dataclass(frozen=True)
class Reading:
    """What a relation says of its head (`subject`) and its tail (`object`); words are singular or base forms."""

    kind: Literal["noun", "verb", "be"]
    words: str
    """The noun; the verb's base form; or what the head is, as "located"."""
    complement: str = ""
    """Further words between the verb and the preposition."""
    preposition: str = ""
    subject: str = ""
    """What kind of thing heads are, where the name says so."""
    object: str = ""
    flipped: bool = False
    """Of a noun: the head is the noun of the tail, as in `capital_of`."""
    past: bool = False
    adverb: str = ""


@lru_cache(maxsize=20_000)
def lemmas(word: str) -> dict[str, str]:
    """The base form of a word for each word class it may have."""
    known = {upos: forms[0] for upos, forms in getAllLemmas(word).items() if forms}
    if not known and word.endswith(("ates", "izes", "ises", "ifies", "aries")):  # "upregulates", "covaries"
        return {"VERB": getAllLemmasOOV(word, "VERB")["VERB"][0]}
    return known


@lru_cache(maxsize=20_000)
def inflect(words: str, tag: str) -> str:
    """Words with the first one in the form of a verb's Penn tag, or the last one for a noun's."""
    parts = words.split()
    at = -1 if tag.startswith("NN") else 0
    forms = getInflection(parts[at], tag) if parts and parts[at].isascii() else ()
    return " ".join([*parts[:at], forms[0]] if at else [forms[0], *parts[1:]]) if forms else words


def plural(words: str) -> str:
    """The plural of a noun phrase; of "place of birth" it is "places of birth"."""
    head, of, rest = words.partition(" of ")
    last = head.rpartition(" ")[2]
    base = lemmas(last).get("NOUN")
    unchanged = (base and base != last) or last in UNCHANGED_PLURALS
    return (head if unchanged else inflect(head, "NNS")) + of + rest


def finite(reading: Reading, many: bool) -> str:
    """The form of the verb that goes with one or with several."""
    if reading.kind == "be":
        return "are" if many else "is"
    tag = "VBD" if reading.past else "VB" if many else "VBZ"
    form = ("have" if many else "has") if reading.words == "have" and not reading.past else inflect(reading.words, tag)
    return f"{reading.adverb} {form}"


def possessive(words: str) -> str:
    """The genitive of a noun phrase."""
    return f"{words}'" if words.endswith("s") else f"{words}'s"


def read_relation(name: str) -> Reading:
    """Read a relation's words (`rog.words.relation_names.relation_name`)."""
    words = name.split()
    for link, flipped in EXAMPLE_LINKS.items():
        subject, found, rest = name.partition(f" {link} ")
        if found:
            return Reading("noun", "example", subject=subject, object=rest, flipped=flipped)
    for at, word in enumerate(words):
        if word in FORMS_OF_HAVE and at + 1 < len(words):
            return replace(_having(words[at + 1 :]), subject=" ".join(words[:at]))
        if word in FORMS_OF_BE:
            return replace(_being(words[at + 1 :]), subject=" ".join(words[:at]))
    return _type(name) or _of(words) or _clause(words) or _standing(words) or Reading("noun", name)


def _type(name: str) -> Reading | None:
    return Reading("noun", "kind") if name in TYPE_RELATIONS else None


def _having(words: Sequence[str]) -> Reading:
    at = _last_preposition(words)
    if at is None or words[at] == "of":
        return Reading("noun", " ".join(words))
    complement = _with_article(" ".join(words[:at]))
    return Reading("verb", "have", complement, words[at], object=_kind(words[at + 1 :]))


def _being(words: Sequence[str]) -> Reading:
    words = [word for at, word in enumerate(words) if at or word not in ARTICLES]
    if not words:
        return Reading("noun", "kind")
    return _of(words, always=True) or _clause(words) or _state(words) or Reading("noun", " ".join(words), flipped=True)


def _of(words: Sequence[str], *, always: bool = False) -> Reading | None:
    """A noun of the tail: "capital of", "parent of person", "synonym for"; `always` after "is"."""
    at = _last_preposition(words)
    if at is None or not at or (words[at] not in ("of", "for")):
        return None
    noun, rest = words[:at], words[at + 1 :]
    if len(noun) > 1 and [noun[0]] == list(rest):  # "object part of object"
        noun = noun[1:]
    if (rest and (words[at] != "of" or not (always or rest[-1] in OWNER_KINDS))) or _verb_at(words) is not None:
        return None
    if not rest and words[at] == "for" and "NOUN" not in lemmas(noun[-1]):
        return None
    return Reading("noun", " ".join(noun), preposition=words[at], object=_kind(rest), flipped=True)


def _clause(words: Sequence[str]) -> Reading | None:
    """A sentence without its object, perhaps with kinds for both: "athlete plays sport", "located in city"."""
    at = _verb_at(words)
    if at is None:
        return None
    word, rest = words[at], list(words[at + 1 :])
    before = [word for word in words[:at] if word not in MODALS | {"that"}]
    adverbs = [word for word in before if _is_adverb(word)]
    subject = " ".join(word for word in before if word not in adverbs)
    lemma = lemmas(word)["VERB"]
    end = _last_preposition(rest)
    complement, preposition = ("", "") if end is None else (" ".join(rest[:end]), rest[end])
    kind, adverb = _kind(rest if end is None else rest[end + 1 :]), " ".join(adverbs)
    passive = _is_participle(word) and end == 0 and lemma not in INTRANSITIVE_VERBS
    if passive or (word.endswith("ing") and end is not None) or (adverbs and end == 0 and _is_participle(word)):
        return Reading("be", f"{adverb} {word}".strip(), complement, preposition, subject, kind)
    past = word != lemma and not word.endswith(("s", "ing"))
    return Reading("verb", lemma, complement, preposition, subject, kind, past=past, adverb=adverb)


def _state(words: Sequence[str]) -> Reading | None:
    """An adjective and a preposition: "effective against", "similar to"; "similar" alone is "similar to"."""
    at = _last_preposition(words)
    before = words[:at] if at is not None else words
    classes = lemmas(before[-1]) if before else {}
    if "ADJ" not in classes or ("NOUN" in classes and at is None):
        return None
    return Reading(
        "be", " ".join(before), "", words[at] if at is not None else "to", object=_kind(words[(at or 99) + 1 :])
    )


def _standing(words: Sequence[str]) -> Reading | None:
    """Where something is, "city in country" and "at location"; or a state, "effective against"."""
    if state := _state(words):
        return state
    at = _last_preposition(words)
    if at is None or words[at] not in ("in", "at", "on", "near", "within", "from", "to") or (at and words[at] == "to"):
        return None
    return Reading("be", "", "", words[at], " ".join(words[:at]), _kind(words[at + 1 :]))


def _verb_at(words: Sequence[str]) -> int | None:
    return next((at for at in range(len(words)) if _is_verb(words, at)), None)


def _is_verb(words: Sequence[str], at: int) -> bool:
    word, classes = words[at], lemmas(words[at])
    lemma = classes.get("VERB")
    after = words[at + 1] if at + 1 < len(words) else ""
    going = lemma in INTRANSITIVE_VERBS and after in PREPOSITIONS
    if lemma is None or (lemma in NOUN_LEMMAS and not going) or word in PREPOSITIONS:
        return False
    first = all(_is_adverb(before) or before in MODALS for before in words[:at])
    if word in (*getInflection(lemma, "VBZ"), inflect(lemma, "VBZ")) and word != lemma:
        return first or bool(after)
    if word.endswith("ing"):
        return after in PREPOSITIONS
    if word != lemma and (_is_participle(word) or word in getInflection(lemma, "VBD")):
        return not after or after in PREPOSITIONS or not (first and word.endswith(("ed", "en")))
    modal = at > 0 and words[at - 1] in MODALS
    return (
        modal
        or (going and at > 0)
        or (0 < at < len(words) - 1 and word == lemma and not {"NOUN", "ADJ", "PROPN"} & classes.keys())
    )


def _is_participle(word: str) -> bool:
    lemma = lemmas(word).get("VERB")
    return lemma is not None and word != lemma and word in getInflection(lemma, "VBN")


def _is_adverb(word: str) -> bool:
    return word in ADVERBS or word.endswith("ly")


def _last_preposition(words: Sequence[str]) -> int | None:
    return max((at for at, word in enumerate(words) if word in PREPOSITIONS), default=None)


def _kind(words: Sequence[str]) -> str:
    return " ".join(word for word in words if word not in ARTICLES)


def _with_article(words: str) -> str:
    first = words.partition(" ")[0]
    base = lemmas(words.rpartition(" ")[2]).get("NOUN")
    if not words or first in ARTICLES or base is None or base != words.rpartition(" ")[2]:
        return words
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
