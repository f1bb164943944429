"""Questions with the form that they ask for: read off the SPARQL that answers them, or made."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from rog.forms import Form, Operation, form_of_query, operations_of_query
from rog.query import read_query
from rog.training.forms.wordings import (
    CHOICE_QUESTIONS,
    CHOICES,
    COMPARED_THINGS,
    COMPARISON_QUESTIONS,
    COMPARISONS,
    CONDITIONS,
    COUNT_QUESTIONS,
    FOLLOWED,
    OPERATION_QUESTIONS,
    PLAIN_QUESTIONS,
    SUPERLATIVE_QUESTIONS,
    SUPERLATIVES,
    TOTAL_QUESTIONS,
    TRUTH_QUESTIONS,
    WORDS,
)
from rog.training.from_words.load import load_words
from rog.training.recipe import Recipe

__all__ = [
    "MADE", "FormExample", "form_of_sparql", "lower_case", "made_examples", "operations_of_sparql", "read_examples",
    "word_examples",
]  # fmt: skip

TOTAL = re.compile(r"\b(AVG|SUM)\s*\(")
OVER = re.compile(r"\?\w+\s*\)?\s*>")
UNDER = re.compile(r"\?\w+\s*\)?\s*<")
EXTREME = re.compile(r"\b(MIN|MAX)\s*\(")
FILTER = re.compile(r"FILTER\s*\(([^{}]*?)\)")
CONDITION = re.compile(r"[<>]=?\s*[\d'\"?]|YEAR")
STRING = re.compile(r"\"[^\"]*\"|'[^']*'|<[^>]*>")
NEGATION = re.compile(r"\bMINUS\s*\{|\bFILTER\s+NOT\s+EXISTS|!\s*BOUND")
UNION = re.compile(r"\}\s*UNION\s*\{")
SELECTED = re.compile(r"SELECT (?:DISTINCT )?((?:\?\w+ ?)+)(?:WHERE )?\{$")
QUALIFIER = re.compile(r"\bPQ:\w+ (\?\w+)")
ALTERNATIVE = re.compile(r"\bor\b", re.IGNORECASE)

ASKS_A_NUMBER = re.compile(
    r"(?:\W*(?:so|and|in \w+),? )?how many\b|.*\b(?:the|total) (?:number|count) of\b", re.IGNORECASE
)
"""A question for a number, whether the graph has it as a value or it is to be counted."""

MADE = "made"
"""The source of questions that are put together here."""


NOTHING = "none()"
"""The query of a question that its graph cannot answer."""
LETTERS = ("b d f g k l m n p r s t".split(), "a e i o u".split())
UNKNOWN_SHARE = 0.5
"""Share of places of made questions that are filled with words that nobody knows: wordings tell the operation."""

DRAWS: Mapping[Operation, int] = {"without": 3}
"""Questions of an operation that are made for one of others: it is said in more ways."""

OTHER_FORMS = 0.3
"""Share of questions followed by an operation that ask for more than things."""


class FormExample(NamedTuple):
    """A question, the form it asks for, which set it is from, and the operations that it asks for besides."""

    question: str
    form: Form
    source: str
    operations: frozenset[Operation] = frozenset()


def _plain_sparql(sparql: str) -> str:
    return re.sub(r"\s+", " ", STRING.sub('""', sparql)).upper()


def form_of_sparql(sparql: str) -> Form:
    """The form of answer that a SPARQL query gives."""
    text = _plain_sparql(sparql)
    if re.search(r"\bASK\b", text):
        return "truth"
    head = text.split("{")[0]
    if total := TOTAL.search(text):
        return "mean" if total[1] == "AVG" else "sum"
    if "HAVING" in text or ("NOT EXISTS" in text and not NEGATION.search(text)):
        return "other"  # a condition on a time that may be open is no negation
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


def operations_of_sparql(sparql: str, question: str) -> frozenset[Operation] | None:
    """The operations that a SPARQL query asks for besides; None where the question may not say what the query does."""
    text = _plain_sparql(sparql)
    found: set[Operation] = set()
    if NEGATION.search(text):
        found.add("without")
    if UNION.search(text):
        if not ALTERNATIVE.search(question):
            return None  # other names of one relation, or a list of topics
        found.add("either")
    selected = SELECTED.search(text[: text.find("{") + 1])
    variables = [one for one in selected[1].split() if not one.endswith("_LABEL")] if selected else []
    if len(variables) > 1:
        found.add("several")
    elif variables and set(QUALIFIER.findall(text)) & set(variables):
        found.add("edge")
    return frozenset(found)


def read_examples(path: Path, source: str, most: int, random: Random) -> list[FormExample]:
    """At most `most` questions of a file of JSON lines and their paraphrases.

    The form is that of their `query` or their `sparql`; without either they ask for things.
    """
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
            if "query" in row:
                if row["query"] != NOTHING:
                    query = read_query(row["query"])
                    yield FormExample(row["question"], form_of_query(query), source, operations_of_query(query))
                continue
            for question in (row["question"], *row.get("paraphrases", ())):
                operations = operations_of_sparql(row.get("sparql", ""), question) if question else None
                if operations is not None:
                    yield FormExample(question, _form(row, question), source, operations)


def word_examples(count: int, random: Random) -> Iterator[FormExample]:
    """Questions for things made from the lexicon of relations."""
    words = load_words(Recipe(output="", data=(), words=1.0)).train
    assert words is not None
    for _ in range(count):
        question = words.draw(random).question
        yield FormExample(question, _form({}, question), "words")


def made_examples(questions: Sequence[FormExample], count: int, random: Random) -> Iterator[FormExample]:
    """`count` made questions for each form and operation."""
    things = [example for example in questions if example.form == "things" and not example.operations]
    others = [
        example
        for example in questions
        if example.form in ("count", "most", "least", "over", "under") and not example.operations
    ]

    def plain() -> str:
        return random.choice(things).question.rstrip("?. ")

    for _ in range(count):
        yield FormExample(_filled(random.choice(CONDITIONS), random, question=plain()), "other", MADE)
        sign: Form = random.choice(("over", "under"))
        comparison = _filled(random.choice(COMPARISONS[sign]), random).rstrip("?")
        pattern = random.choice(COMPARISON_QUESTIONS)
        yield FormExample(_filled(pattern, random, question=plain(), comparison=comparison), sign, MADE)
        yield FormExample(_filled(random.choice(COMPARED_THINGS[sign]), random), sign, MADE)
        how: Form = random.choice(("sum", "mean"))
        yield FormExample(_filled(random.choice(TOTAL_QUESTIONS[how]), random), how, MADE)
        yield FormExample(_filled(random.choice(TRUTH_QUESTIONS), random), "truth", MADE)
        yield FormExample(_filled(random.choice(COUNT_QUESTIONS), random), "count", MADE)
        form: Form = random.choice(("most", "least"))
        superlative = random.choice(SUPERLATIVES[form])
        yield FormExample(_filled(random.choice(SUPERLATIVE_QUESTIONS), random, superlative=superlative), form, MADE)
        comparative = random.choice(CHOICES[form])
        yield FormExample(_filled(random.choice(CHOICE_QUESTIONS), random, superlative=comparative), form, MADE)
        yield FormExample(_filled(random.choice(PLAIN_QUESTIONS), random), "things", MADE)
        for operation, patterns in OPERATION_QUESTIONS.items():
            for _ in range(DRAWS.get(operation, 1)):
                question = _filled(random.choice(patterns), random)
                made: Form = "count" if ASKS_A_NUMBER.match(question) else "things"
                yield FormExample(question, made, MADE, frozenset((operation,)))
        for operation, patterns in FOLLOWED.items():
            base = random.choice(others if others and random.random() < OTHER_FORMS else things)
            question = _filled(random.choice(patterns), random, question=base.question.rstrip("?. "), other=plain())
            yield FormExample(question, base.form, MADE, frozenset((operation,)))


def _filled(pattern: str, random: Random, **parts: str) -> str:
    """The pattern with its parts, each place filled anew."""

    def part(match: re.Match[str]) -> str:
        if match[1] == "number":
            return str(random.randint(2, 2030))
        if match[1] in parts:
            return parts[match[1]]
        if match[1] != "name" and random.random() < UNKNOWN_SHARE:
            return "".join(random.choice(letters) for _ in range(3) for letters in LETTERS)
        return random.choice(WORDS[match[1]])

    return re.sub(r"\{(\w+)\}", part, pattern) + random.choice(("?", "", "?"))
