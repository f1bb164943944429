"""Other words for what a relation says, and the small faults of questions that people type."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from rog.wording.grammar import PREPOSITIONS, Reading, inflect, lemmas
from rog.wording.paraphrases import CLAUSES, MODIFIERS, NOUNS
from rog.wording.synonyms import WordNet

__all__ = ["reword", "roughen"]

LEADS = (
    "please tell me ", "can you tell me ", "I would like to know ", "do you know ", "hi, ", "quick question: ", "so ",
    "I wonder ", "just curious, ",
)  # fmt: skip
LEAD, LOWER, NO_MARK = 0.12, 0.3, 0.3
"""Shares of questions with words before them, without capitals, and without a question mark."""


def reword(reading: Reading, wordnet: WordNet | None, random: Random) -> Reading:
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


def roughen(question: str, topic: str, random: Random, misspelled: float) -> str:
    """The question as people type it: words before it, no capitals or mark, and now and then a letter too few.

    The topic's name stays as it is, but for capitals. `misspelled` is the share of questions with a wrong word.
    """
    if random.random() < LEAD and question.endswith("?"):
        question = random.choice(LEADS) + (
            question if question.startswith(topic) else question[0].lower() + question[1:]
        )
    if random.random() < misspelled:
        before, found, after = question.partition(topic)
        question = _misspell(before, random) + found + after
    if random.random() < LOWER:
        question = question.lower()
    return question.rstrip("?.") if random.random() < NO_MARK else question


def _misspell(text: str, random: Random) -> str:
    """One word of five letters or more with two letters swapped or one left out."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if long:
        at = random.choice(long)
        word = words[at]
        place = random.randrange(1, len(word) - 1)
        wrong = word[:place] + word[place + 1 :]
        words[at] = random.choice((wrong, word[:place] + word[place + 1] + word[place] + word[place + 2 :]))
    return " ".join(words)
