"""Questions with the form that they ask for: read off the SPARQL that answers them, or made."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from rog.forms import Form
from rog.training.from_words.load import load_words
from rog.training.recipe import Recipe

__all__ = ["FormExample", "form_of_sparql", "lower_case", "made_examples", "read_examples", "word_examples"]

TOTAL = re.compile(r"\b(?:AVG|SUM)\s*\(")
EXTREME = re.compile(r"\b(MIN|MAX)\s*\(")
FILTER = re.compile(r"FILTER\s*\(([^{}]*?)\)")
CONDITION = re.compile(r"[<>]=?\s*[\d'\"?]|YEAR")
STRING = re.compile(r"\"[^\"]*\"|'[^']*'|<[^>]*>")

ASKS_A_NUMBER = re.compile(
    r"(?:\W*(?:so|and|in \w+),? )?how many\b|.*\b(?:the|total) (?:number|count) of\b", re.IGNORECASE
)
"""A question for a number, whether the graph has it as a value or it is to be counted."""

CONDITIONS = (
    "{question} but not {name}",
    "{question} and not {name}",
    "{question} except {name}",
    "{question} without {name}",
    "{question} other than {name}",
    "{question} or {name}",
    "{question} after {number}",
    "{question} before {number}",
    "{question} since {number}",
    "{question} between {number} and {number}",
    "{question} with more than {number}",
    "{question} with less than {number}",
    "{question} with at least {number}",
    "{question} over {number}",
    "{question} under {number}",
    "in {number}, {question}",
    "{question} in the {number}s",
)
"""What makes a question ask for a difference, a union or a condition, which few of the sets have in natural words."""

SUPERLATIVES: Mapping[Form, Sequence[str]] = {
    "most": (
        "largest", "biggest", "highest", "longest", "tallest", "most populous", "most expensive", "heaviest", "fastest",
        "newest", "latest", "youngest", "most recent", "best paid", "best rated", "richest", "strongest", "deepest",
        "second largest", "third highest", "busiest", "last", "hottest", "widest", "greatest", "most",
    ),
    "least": (
        "smallest", "lowest", "shortest", "least populous", "cheapest", "lightest", "slowest", "oldest", "earliest",
        "first", "worst rated", "poorest", "weakest", "shallowest", "second smallest", "coldest", "narrowest", "fewest",
        "least", "least expensive",
    ),
}  # fmt: skip
SUPERLATIVE_QUESTIONS = (
    "what is the {superlative} {noun} in {name}",
    "which is the {superlative} {noun} of {name}",
    "who is the {superlative} {noun} at {name}",
    "which {noun} of {name} is the {superlative}",
    "which {noun} in {name} has the {superlative} {noun}",
    "what is {name}'s {superlative} {noun}",
    "name the {superlative} {noun} that {name} has",
    "which of the {noun}s is the {superlative} one",
    "what's the {superlative} {noun}",
    "which {noun} has the {superlative} number of {noun}s",
)
PLAIN_QUESTIONS = (
    "what is the {adjective} {noun} of {name}",
    "which {adjective} {noun}s does {name} have",
    "who is the {adjective} {noun} of {name}",
    "what is {name}'s {adjective} {noun}",
    "which {noun}s of {name} are {adjective}",
    "what's the {noun} of {name}",
)
"""Like those in all but the superlative."""
ADJECTIVES = (
    "official",
    "native",
    "main",
    "current",
    "public",
    "big",
    "new",
    "old",
    "large",
    "national",
    "local",
    "same",
)
NOUNS = (
    "city",
    "country",
    "river",
    "employee",
    "film",
    "product",
    "ward",
    "device",
    "order",
    "mountain",
    "team",
    "drug",
)

NAMES = ("Ann", "Oslo", "Peru", "Delta Works", "Mira Holm", "the Kestrel")


class FormExample(NamedTuple):
    """A question, the form it asks for, and which set it is from."""

    question: str
    form: Form
    source: str


def form_of_sparql(sparql: str) -> Form:
    """The form of answer that a SPARQL query gives."""
    text = re.sub(r"\s+", " ", STRING.sub('""', sparql)).upper()
    if re.search(r"\bASK\b", text):
        return "truth"
    head = text.split("{")[0]
    if TOTAL.search(text) or "HAVING" in text or "MINUS" in text or "NOT EXISTS" in text:
        return "other"
    if "ORDER BY" in text and "LIMIT" in text:
        return "most" if re.search(r"ORDER BY DESC", text) else "least"
    if extreme := EXTREME.search(text):
        return "most" if extreme[1] == "MAX" else "least"
    if "COUNT" in head and "GROUP BY" not in text:
        return "count"
    return "other" if any(CONDITION.search(part) for part in FILTER.findall(text)) else "things"


def read_examples(path: Path, source: str, most: int, random: Random) -> list[FormExample]:
    """At most `most` questions of a file of JSON lines and their paraphrases; without SPARQL they ask for things."""
    found = list(_read(path, source))
    random.shuffle(found)
    return found[:most]


def lower_case(examples: Sequence[FormExample], share: float, random: Random) -> list[FormExample]:
    """Some of the examples once more, as people type who write no capitals."""
    return [example._replace(question=example.question.lower()) for example in examples if random.random() < share]


def _form(row: Mapping[str, Any], question: str) -> Form:
    form = form_of_sparql(row["sparql"]) if "sparql" in row else "things"
    return "count" if form == "things" and ASKS_A_NUMBER.match(question) else form


def _read(path: Path, source: str) -> Iterator[FormExample]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            for question in (row["question"], *row.get("paraphrases", ())):
                if question:
                    yield FormExample(question, _form(row, question), source)


def word_examples(count: int, random: Random) -> Iterator[FormExample]:
    """Questions for things made from the lexicon of relations."""
    words = load_words(Recipe(output="", data=(), words=1.0)).train
    assert words is not None
    for _ in range(count):
        question = words.draw(random).question
        yield FormExample(question, _form({}, question), "words")


def made_examples(questions: Sequence[FormExample], count: int, random: Random) -> Iterator[FormExample]:
    """`count` questions made to ask for a difference, a union or a condition; as many superlatives and plain ones."""
    things = [example.question for example in questions if example.form == "things"]
    for _ in range(count):
        question = random.choice(things).rstrip("?. ")
        yield FormExample(_filled(random.choice(CONDITIONS), random, question=question), "other", "made")
        form: Form = random.choice(("most", "least"))
        superlative = random.choice(SUPERLATIVES[form])
        yield FormExample(_filled(random.choice(SUPERLATIVE_QUESTIONS), random, superlative=superlative), form, "made")
        yield FormExample(_filled(random.choice(PLAIN_QUESTIONS), random), "things", "made")


def _filled(pattern: str, random: Random, **parts: str) -> str:
    """The pattern with its parts, each place filled anew."""

    def part(match: re.Match[str]) -> str:
        choices = {"name": NAMES, "noun": NOUNS, "adjective": ADJECTIVES}
        if match[1] == "number":
            return str(random.randint(2, 2030))
        return parts[match[1]] if match[1] in parts else random.choice(choices[match[1]])

    return re.sub(r"\{(\w+)\}", part, pattern) + random.choice(("?", "", "?"))
