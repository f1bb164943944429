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

__all__ = [
    "MADE", "FormExample", "form_of_sparql", "lower_case", "made_examples", "read_examples", "word_examples",
]  # fmt: skip

TOTAL = re.compile(r"\b(AVG|SUM)\s*\(")
OVER = re.compile(r"\?\w+\s*\)?\s*>")
UNDER = re.compile(r"\?\w+\s*\)?\s*<")
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
    "{question} between {number} and {number}",
    "in {number}, {question}",
    "{question} in {number}",
    "{question} in the {number}s",
    "which {noun}s of {name} are not {adjective}",
    "does every {noun} of {name} have a {noun}",
    "do all {noun}s of {name} have the {noun}",
    "is {name} the only {noun} of {name}",
    "does only {name} have a {noun}",
    "how many {noun}s are in {name} or {name}",
    "how many {noun}s of {name} have no {noun}",
    "how many {noun}s are {adjective} or {adjective}",
    "which {noun}s in {name} have no {noun}",
    "{noun}s of {name} that have never had a {noun}",
)
"""What makes a question ask for a difference, a union, a time, or two things at once."""

SEVERAL = (
    "{question}, and {other}",
    "{question} and {other}",
    "{question} and also {other}",
    "{question}, and what is its {noun}",
    "{question} and what's its {noun}",
    "{question} and what does he {noun}",
    "{question} and which {noun} is that",
    "{question} and how {adjective} is it",
    "what's {name}'s {noun} and what's its {noun}",
    "who is the {noun} of {name}, and what is the {noun} of {name}",
    "{question} and who is the {noun}",
    "{question} and when was that",
    "{question} and where does he live",
    "{question}, and where is it",
    "what are the {noun} and the {noun} of {name}",
    "what is the {noun} of {name} and what is its {noun}",
    "when did {name} start and who is their {noun}",
    "who made {name} and in which {noun} is it",
)
"""Two questions in one."""

COMPARISONS: Mapping[Form, Sequence[str]] = {
    "over": (
        "more than {number}", "over {number}", "at least {number}", "above {number}", "longer than {number}",
        "older than {number}", "heavier than {number}", "larger than {number}", "higher than {number}",
        "after {number}", "since {number}", "later than {number}", "from {number} on", "{number} or more",
    ),
    "under": (
        "less than {number}", "under {number}", "at most {number}", "below {number}", "shorter than {number}",
        "younger than {number}", "lighter than {number}", "smaller than {number}", "lower than {number}",
        "before {number}", "until {number}", "earlier than {number}", "up to {number}", "cheaper than {number}",
        "fewer than {number}", "{number} or less",
    ),
}  # fmt: skip
COMPARISON_QUESTIONS = (
    "{question} {comparison}",
    "{question} with {comparison} {noun}s",
    "which {noun}s of {name} have {comparison} {noun}s",
    "which {noun}s in {name} cost {comparison} dollars",
    "{noun}s in {name} with {comparison} {noun}s",
    "{noun}s of {name} with a {noun} of {comparison} km",
    "{noun}s in {name} that are {comparison} metres",
    "who at {name} earns {comparison}",
    "which {noun}s of {name} were made {comparison}",
    "which {noun}s have a {noun} of {comparison}",
    "{noun}s of {comparison} kg",
)
TOTAL_QUESTIONS: Mapping[Form, Sequence[str]] = {
    "mean": (
        "what is the average {noun} of {name}", "what's the average {noun} of {name}'s {noun}s",
        "what's the mean {noun} of the {noun}s in {name}",
        "average {noun} of a {noun} in {name}", "how {adjective} are the {noun}s of {name} on average",
        "on average, how much {noun} do the {noun}s of {name} have", "what is the average {noun} of {name}'s {noun}s",
    ),
    "sum": (
        "what is the total {noun} of {name}", "how much {noun} do the {noun}s of {name} have in total",
        "what do the {noun}s of {name} cost altogether", "what is the combined {noun} of {name}'s {noun}s",
        "sum of the {noun} of all {noun}s in {name}", "how much have all of {name}'s {noun}s made together",
        "total {noun} of the {noun}s in {name}", "what is the total {noun} of the {noun}s that {noun} {name}",
        "what is the combined {noun} of the {noun}s of {name}", "how much do the {noun}s at {name} earn in all",
    ),
}  # fmt: skip
TRUTH_QUESTIONS = (
    "does {name} have a {noun}", "has {name} ever had a {noun}", "is {name} the {noun} of {name}", "is {name} a {noun}",
    "did {name} get the {noun}", "are there any {noun}s in {name}", "do {name} and {name} share a {noun}",
    "was {name} a {noun} of {name}", "has anyone in {name} got a {noun}", "can {name} use the {noun}",
    "is there a {noun} in {name}", "does the {noun} of {name} come from {name}", "were {name} and {name} in one {noun}",
    "is {name} {adjective}", "do {name}'s {noun}s have {noun}s", "is any {noun} of {name} {adjective}",
    "has {name} got more {noun}s than {name}", "is {name} larger than {name}",
    "does {name} have a bigger {noun} than {name}",
)  # fmt: skip
COUNT_QUESTIONS = (
    "how many {noun}s does {name} have",
    "how many {noun}s are in {name}",
    "number of {noun}s of {name}",
    "how many of {name}'s {noun}s are {adjective}",
    "what is the number of {noun}s in {name}",
    "count the {noun}s of {name}",
    "how many different {noun}s are there",
    "how often did {name} win the {noun}",
    "in how many {noun}s is {name}",
)

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
    "the three {superlative} {noun}s of {name}",
    "the two {superlative} {noun}s in {name}",
    "name the top three {superlative} {noun}s of {name}",
    "who of {name} has the {superlative} {noun}",
    "which {noun} did {name} get {superlative}",
)
PLAIN_QUESTIONS = (
    "what is the {adjective} {noun} of {name}",
    "which {adjective} {noun}s does {name} have",
    "who is the {adjective} {noun} of {name}",
    "what is {name}'s {adjective} {noun}",
    "which {noun}s of {name} are {adjective}",
    "what's the {noun} of {name}",
    "is {name} {adjective} or {adjective}",
    "is {name}'s {noun} a {noun} or a {noun}",
    "was the {noun} of {name} a {noun} or a {noun}",
    "does {name} have a {noun} or a {noun}",
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

MADE = "made"
"""The source of questions that are put together here."""

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
    if total := TOTAL.search(text):
        return "mean" if total[1] == "AVG" else "sum"
    if "HAVING" in text or "MINUS" in text or "NOT EXISTS" in text:
        return "other"
    if "ORDER BY" in text and "LIMIT" in text:
        return "most" if re.search(r"ORDER BY DESC", text) else "least"
    if extreme := EXTREME.search(text):
        return "most" if extreme[1] == "MAX" else "least"
    if "COUNT" in head and "GROUP BY" not in text:
        return "count"
    conditions = [part for part in FILTER.findall(text) if CONDITION.search(part)]
    over, under = (any(sign.search(part) for part in conditions) for sign in (OVER, UNDER))
    if over != under:
        return "over" if over else "under"
    return "other" if conditions else "things"


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
    """`count` made questions for each form."""
    things = [example.question for example in questions if example.form == "things"]
    for _ in range(count):
        question = random.choice(things).rstrip("?. ")
        other = random.choice(things).rstrip("?. ")
        yield FormExample(_filled(random.choice(CONDITIONS), random, question=question, other=other), "other", MADE)
        yield FormExample(_filled(random.choice(SEVERAL), random, question=question, other=other), "other", MADE)
        sign: Form = random.choice(("over", "under"))
        comparison = _filled(random.choice(COMPARISONS[sign]), random).rstrip("?")
        pattern = random.choice(COMPARISON_QUESTIONS)
        yield FormExample(_filled(pattern, random, question=question, comparison=comparison), sign, MADE)
        how: Form = random.choice(("sum", "mean"))
        yield FormExample(_filled(random.choice(TOTAL_QUESTIONS[how]), random), how, MADE)
        yield FormExample(_filled(random.choice(TRUTH_QUESTIONS), random), "truth", MADE)
        yield FormExample(_filled(random.choice(COUNT_QUESTIONS), random), "count", MADE)
        form: Form = random.choice(("most", "least"))
        superlative = random.choice(SUPERLATIVES[form])
        yield FormExample(_filled(random.choice(SUPERLATIVE_QUESTIONS), random, superlative=superlative), form, MADE)
        yield FormExample(_filled(random.choice(PLAIN_QUESTIONS), random), "things", MADE)


def _filled(pattern: str, random: Random, **parts: str) -> str:
    """The pattern with its parts, each place filled anew."""

    def part(match: re.Match[str]) -> str:
        choices = {"name": NAMES, "noun": NOUNS, "adjective": ADJECTIVES}
        if match[1] == "number":
            return str(random.randint(2, 2030))
        return parts[match[1]] if match[1] in parts else random.choice(choices[match[1]])

    return re.sub(r"\{(\w+)\}", part, pattern) + random.choice(("?", "", "?"))
