"""Other words for what a relation says."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from eval.data.questions.paraphrases import CLAUSES, MODIFIERS, NOUNS
from rog.wording.grammar import PREPOSITIONS, Reading, inflect, lemmas
from rog.wording.synonyms import WordNet

__all__ = ["reword"]


def reword(reading: Reading, random: Random, wordnet: WordNet | None = None) -> Reading:
    """The reading in words that the relation's name does not hold, as far as any are known."""
    reading = replace(
        reading, subject=_noun(reading.subject, wordnet, random), object=_noun(reading.object, wordnet, random)
    )
    if reading.kind == "noun":
        return replace(reading, words=_noun(reading.words, wordnet, random))
    first = _base(reading)
    key = f"{first} {reading.preposition}".strip()
    if everyday := () if reading.complement else CLAUSES.get(key, ()):
        adverb = reading.words.rpartition(" ")[0] if reading.kind == "be" else ""
        said = _parsed(random.choice(everyday))
        return replace(said, past=reading.past, adverb=adverb, subject=reading.subject, object=reading.object)
    synonyms = _clause_synonyms(reading, first, wordnet)
    if not synonyms:
        return reading
    word = random.choice(synonyms)
    words = f"{reading.words.rpartition(' ')[0]} {word}".strip() if reading.kind == "be" else word
    return replace(reading, words=words)


def _clause_synonyms(reading: Reading, word: str, wordnet: WordNet | None) -> list[str]:
    """Other words for a verb in its base form, or for a state in the form that stood there."""
    lemma = lemmas(word).get("VERB")
    if wordnet is None or not word:
        return []
    if reading.kind == "verb":
        return [*CLAUSES.get(word, ())] if reading.complement else wordnet.synonyms(word, "v")
    verbs = wordnet.synonyms(lemma, "v") if lemma and lemma != word else []
    tag = "VBG" if word.endswith("ing") else "VBN"
    return [inflect(verb, tag) for verb in verbs] or wordnet.synonyms(word, "as")


def _base(reading: Reading) -> str:
    """What rewording looks up: the last word of a state, else the verb with its adverb."""
    if reading.kind == "be":
        return reading.words.rpartition(" ")[2] or "be"
    return f"{reading.adverb}{reading.words}"


def _parsed(phrase: str) -> Reading:
    """A verb phrase such as "take part in", with "be" or another verb first."""
    first, *rest = phrase.split()
    preposition = rest.pop() if rest and rest[-1] in PREPOSITIONS else ""
    if first == "be":
        return Reading("be", " ".join(rest), "", preposition)
    return Reading("verb", first, " ".join(rest), preposition)


def _noun(words: str, wordnet: WordNet | None, random: Random) -> str:
    """A noun phrase with each noun that has other names under one of them."""
    if words in NOUNS:
        return random.choice(NOUNS[words])
    *before, head = words.split() or [""]
    synonyms = wordnet.synonyms(words, "n") if wordnet and before else []
    if synonyms:
        return random.choice(synonyms)
    before = [random.choice(MODIFIERS.get(word, NOUNS.get(word, (word,)))) for word in before]
    return " ".join([*before, _noun_word(head, wordnet, random)])


def _noun_word(word: str, wordnet: WordNet | None, random: Random) -> str:
    lemma = lemmas(word).get("NOUN", word)
    synonyms = wordnet.synonyms(lemma, "n") if wordnet else []
    everyday = NOUNS.get(lemma, ())
    return random.choice(everyday or synonyms or [word])
