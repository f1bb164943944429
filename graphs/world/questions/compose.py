"""Which moves of the world graph may follow each other, and the words for a chain of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from graphs.world.questions.grammar import Noun, expand, pattern_id, plural_of
from graphs.world.questions.moves import HEADS, Move
from rog.types import RelationPath, inverse_step

__all__ = ["MAX_STEPS", "ORDERS", "QUESTION_WORDS", "Chain", "Form", "Wording", "ask", "chains", "form_of"]

MAX_STEPS = 3
"""Steps of the longest relation path that is asked for."""

_PLACES = ("country", "city")
_TOPICS = {
    "country": 10.0,
    "city": 6.0,
    "language": 3.0,
    "currency": 3.0,
    "continent": 1.5,
    "region": 1.5,
    "time zone": 0.5,
    "calling code": 0.3,
    "internet domain": 0.3,
}
"""How often people ask about a thing of the kind."""
_PREDICATES = frozenset(
    "bordering next adjacent in on around surrounding neighbouring neighboring near touching located situated lying along "
    "using sharing speaking part".split()
)
"""What may follow "which countries are"."""
QUESTION_WORDS = frozenset("who whose what which where when why how in on by with of is are do does at to from".split())
"""What a whole question may begin with."""

ORDERS = frozenset("list name tell give show find".split())
"""What an order may begin with."""

_PLURAL_NOUN = re.compile(
    r"\b(languages|currencies|capitals|cities|neighbou?rs|countries|nations|states|places|zones)\b"
)
_ATTRIBUTIVE = re.compile(r"\{x\}(-| speak| countries| same| country| official lang)|\{adj\}")
_AFTER_PREPOSITION = re.compile(r"\b(of|in|for|to|from)\)? \{x\}$")


@dataclass(frozen=True, slots=True)
class Chain:
    """Moves, each from where the one before it leads."""

    moves: tuple[Move, ...]

    @property
    def path(self) -> RelationPath:
        """The steps of all moves."""
        return tuple(step for move in self.moves for step in move.path)

    @property
    def weight(self) -> float:
        """How often people ask so, as far as the moves tell."""
        weight = 1.0
        for move in self.moves:
            weight *= move.weight
        return weight * _TOPICS[self.moves[0].source]


Form = Literal["question", "short", "statement"]
"""A question or an order; keywords; a statement with a question after it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A question without its capitals and its mark."""

    text: str
    template: str
    """Names the patterns it was made from."""
    form: Form = "question"


def chains(moves: Sequence[Move]) -> list[Chain]:
    """Every sensible chain of at most `MAX_STEPS` steps."""
    return [chain for move in moves for chain in _extend(Chain((move,)), moves)]


def _extend(chain: Chain, moves: Sequence[Move]) -> Iterator[Chain]:
    if len(chain.path) > MAX_STEPS:
        return
    yield chain
    for move in moves:
        if _may_follow(chain.moves, move):
            yield from _extend(Chain((*chain.moves, move)), moves)


def _may_follow(before: tuple[Move, ...], move: Move) -> bool:
    last = before[-1]
    if last.final or last.target != move.source or move.topic_only or not _has_phrase(last):
        return False
    if move.path[0] == inverse_step(last.path[-1]):  # straight back
        return False
    if last.target == "city" and move.target == "country" and last.source != "region":
        return False  # the country of the capital of France
    if len(before) == 2 and before[0].path == last.path == move.path:
        return False  # neighbours of neighbours of neighbours
    if last.path == ("^continent",) or _is_same(last):  # too many to go on from, but for their own facts
        return move.target not in _PLACES or not move.several
    if _is_same(move):  # "the same currency as" one country, and no more
        return len(before) == 1 and not last.several
    if move.source in ("language", "currency"):  # "where else is the official language of Brazil spoken"
        return len(before) == 1 and (not last.several or last.path == ("official_language",))
    return True


def _is_same(move: Move) -> bool:
    """Whether the move goes out and comes back over one relation."""
    return len(move.path) >= 2 and move.source == move.target


def _has_phrase(move: Move) -> bool:
    return bool(move.phrases or move.verbs or move.modifiers)


def ask(chain: Chain, topic: Noun, counts: Sequence[int], random: Random) -> Wording | None:
    """A question for the chain; None where the patterns that were drawn do not fit.

    `counts` says how many entities each move leads to from the topic.
    """
    noun, patterns = topic, []
    for move, count in zip(chain.moves[:-1], counts, strict=False):
        made = _noun_phrase(move, noun, count, random)
        if made is None:
            return None
        noun = made[0]
        patterns.append(made[1])
    asked = _question(chain.moves[-1], noun, random)
    if asked is None:
        return None
    text, pattern, form = asked
    return Wording(text, pattern_id(*patterns, pattern), form)


def _head(move: Move, plural: bool, random: Random) -> str:
    head = random.choice(HEADS.get(move.target, (move.target,)))
    return plural_of(head) if plural else head


def _noun_phrase(move: Move, noun: Noun, count: int, random: Random) -> tuple[Noun, str] | None:
    """What the move leads to as a noun phrase, and its pattern."""
    groups = [group for group in (move.phrases, move.verbs, move.modifiers) if group]
    group = random.choice(groups)
    pattern = random.choice(group)
    if not _fits(pattern, noun, random):
        return None
    plural = noun.plural or (count != 1 if move.source != "city" or move.several else False)
    if group is move.phrases:
        said = expand(pattern, random, noun, plural)
        plural = bool(said) and _is_plural(str(said), noun)
    else:
        clause = expand(pattern, random, noun, plural)
        joint = random.choice(("that", "that", "which")) + " " if group is move.verbs else ""
        article = random.choice(("the ", "the ", "the ", "all ", "all the ", "")) if plural else "the "
        said = clause and f"{article}{_head(move, plural, random)} {joint}{clause}"
    if not said:
        return None
    owned = len(said.split()) <= 3 and (noun.possessive or "") in said and noun.possessive is not None
    possessive = (f"{said}'" if said.endswith("s") else f"{said}'s") if owned else None
    many = said if move.target == "currency" else None
    is_clause = group is not move.phrases or noun.nested == "clause"
    nested: Literal["phrase", "clause"] = "clause" if is_clause else "phrase"
    return Noun(said, plural, possessive, None, many, nested=nested), pattern


def _is_plural(phrase: str, noun: Noun) -> bool:
    """Whether the noun phrase speaks of several, by its own words and not those of the noun in it."""
    own = phrase.replace(noun.possessive or noun.text, "").replace(noun.text, "")
    return bool(_PLURAL_NOUN.search(own))


def _fits(pattern: str, noun: Noun, random: Random) -> bool:
    """Whether the pattern can take so long a noun: no "the language of Brazil-speaking countries"."""
    if not noun.nested:
        return True
    if _ATTRIBUTIVE.search(pattern) or pattern.startswith(("{x}", "{x's}")):
        return False
    return noun.nested == "phrase" or pattern.endswith("{x}") or random.random() < 0.2


def _question(move: Move, noun: Noun, random: Random) -> tuple[str, str, Form] | None:
    """The question, its pattern and its form."""
    plural = noun.plural or move.several
    weighted = [(move.asks, 4.0), (move.phrases, 1.5), (move.verbs, 2.0), (move.modifiers, 1.5)]
    weighted = [(group, weight) for group, weight in weighted if group]
    group = random.choices([group for group, _ in weighted], [weight for _, weight in weighted])[0]
    pattern = random.choice(group)
    said = expand(pattern, random, noun, plural) if _fits(pattern, noun, random) else None
    if said is None:
        return None
    if group is move.phrases:
        said, form = _ask_for(said, _is_plural(said, noun), random)
    elif group is not move.asks:
        said, form = _ask_which(move, said, plural, pattern, group is move.verbs, random)
    else:
        form = form_of(said)
        if form == "short" and noun.nested and not _AFTER_PREPOSITION.search(pattern):
            return None
    return said, pattern, form


def form_of(said: str) -> Form:
    """The form of a text made from a pattern."""
    first = said.split(" ", 1)[0].lower().split("'")[0]
    if first in ("i", "if", "my"):
        return "statement"
    asks = first in QUESTION_WORDS or " which " in said or " what " in said or first in ORDERS
    return "question" if asks else "short"


def _ask_for(phrase: str, plural: bool, random: Random) -> tuple[str, Form]:
    """A question for what the noun phrase stands for, and its form."""
    if random.random() < 0.25:
        return phrase.removeprefix("the "), "short"
    verb = "are" if plural else "is"
    start = random.choice((f"what {verb}",) * 5 + (f"which {verb}", "tell me", "name", "give me", "I need", "show me"))
    return f"{start} {phrase}", "question"


def _ask_which(move: Move, clause: str, plural: bool, pattern: str, is_verb: bool, random: Random) -> tuple[str, Form]:
    """A question for what the clause is true of, and its form."""
    heads = _head(move, plural, random)
    which = random.choice(("which", "which", "what"))
    joint = random.choice(("that", "that", "which")) + " " if is_verb else ""
    if random.random() < 0.2:
        return f"{heads} {joint}{clause}", "short"
    listing = random.choice(
        ("list the", "name the", "name all the", "tell me the", "give me the", "show me all", "list all")
    )
    if not plural:
        listing = random.choice(("name the", "tell me the"))
    listed = f"{listing} {heads} {joint}{clause}"
    if random.random() < 0.3 or (is_verb and pattern.startswith("{x")):  # no "which countries France borders"
        return listed, "question"
    if is_verb:
        return f"{which} {heads} {clause}", "question"
    verb = "are" if plural else "is"
    first, second, *_ = [*clause.split(), ""]
    if first in _PREDICATES and second not in ("which", "whose"):
        return f"{which} {heads} {verb} {clause}", "question"
    return f"{which} {verb} the {heads} {clause}", "question"
