"""Superlatives and comparisons in a question: "the second biggest", "three cheapest", "more than 20", "since 2021".

Only words of grammar are told apart here, and which end of its scale an adjective names. What is measured is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import Literal, NamedTuple

from rog.words.english import is_function
from rog.words.quantities import SMALL_NUMBERS, Quantity, quantities

__all__ = ["Comparison", "Superlative", "comparative", "comparisons", "superlative"]

Sign = Literal["=", "!=", "<", "<=", ">", ">="]

LOW = frozenset(
    """
    least fewest smallest lowest cheapest lightest shortest slowest nearest closest worst poorest coldest coolest
    weakest narrowest thinnest shallowest tiniest youngest newest bottom quietest softest dimmest easiest simplest
    safest latest less fewer smaller lower cheaper lighter shorter slower nearer closer worse poorer colder cooler
    weaker narrower thinner shallower tinier younger newer quieter softer dimmer easier simpler safer first earliest
    """.split()
)
"""Of two adjectives that name the ends of one scale, those that name its lower end; ages, where they may be one."""

LATE = frozenset("newest latest last youngest freshest recent recently shortest newer later younger fresher".split())
"""Those that name the later end of time. What is old or long has begun early."""

NO_SUPERLATIVES = frozenset(
    """
    interest test west forest guest request contest honest nest rest east arrest invest suggest harvest northwest
    southwest protest quest chest vest pest breast priest crest digest manifest modest interest-rate midwest almost
    """.split()
)
NOUN_LIKE = frozenset("first last top bottom".split())
"""Superlatives that may be part of a name of something else: a first name, the last word."""

ORDINALS = {
    word: place
    for place, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
} | {f"{place}{ending}": place for place in range(2, 11) for ending in ("nd", "rd", "th")}
COUNTS = {word: number for word, number in SMALL_NUMBERS.items() if 1 < number <= 20} | {
    str(number): number for number in range(2, 101)
}

NUMBERS_OF = (["number", "of"], ["count", "of"], ["amount", "of"])
THAN_OTHERS = re.compile(
    r"\bthan (?:any(?: of the)? others?|any ?(?:one|body|thing) else|(?:all|every) (?:the )?others?|the rest)\b",
    re.IGNORECASE,
)
"""After a comparative, what makes it a superlative."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
MAX_MEASURE_WORDS = 2
"""Words behind "most" that say what is measured."""


class Superlative(NamedTuple):
    """What a question wants the first of."""

    texts: tuple[str, ...]
    """What is measured, in the question's words, the shorter first: "biggest", "biggest budget"."""
    least: bool
    """Whether the least number is meant."""
    early: bool
    """Whether the earliest date is meant, where it is measured by dates."""
    timely: bool
    """Whether it can be measured by dates only: "the first", "the latest"."""
    first: int
    """The first place that is asked for: 2 for the second biggest."""
    places: int
    """How many places are asked for."""
    start: int
    end: int


class Comparison(NamedTuple):
    """A value in a question and how the question compares with it."""

    quantity: Quantity
    sign: Sign
    """For a decade, whether before it, after it, in it (`=`), or since it."""
    said: bool
    """Whether words say so; else the value only stands there."""
    upper: Quantity | None = None
    """The other end of "between … and …"."""

    @property
    def start(self) -> int:
        """Where it stands in the question."""
        return self.quantity.start


def superlative(question: str) -> Superlative | None:
    """The first superlative of a question."""
    if (others := THAN_OTHERS.search(question)) and (above := comparative(question[: others.start()])):
        return above
    words = [(match[0].lower(), match.start(), match.end()) for match in WORD.finditer(question)]
    texts = [word for word, _, _ in words]
    for at, (word, start, end) in enumerate(words):
        if not _is_superlative(texts, at) or _goes_on(texts, at):
            continue
        behind = _content(texts[at + 1 : at + 1 + MAX_MEASURE_WORDS])
        if texts[at + 1 : at + 3] in NUMBERS_OF:  # "the largest number of films" are the most films
            word, behind = "fewest" if word in LOW else "most", _content(texts[at + 3 : at + 3 + MAX_MEASURE_WORDS])
        if word in ("most", "least") and behind[:1] in (["recent"], ["recently"]):
            decisive = behind[0] if word == "most" else "oldest"
        else:
            decisive = word
        alone = [] if word in ("most", "least", "fewest", "top", "bottom") and behind else [word]
        phrases = [*alone, *(" ".join((word, *behind[:length])) for length in range(1, len(behind) + 1))]
        first, count, before = _places(texts, at)
        return Superlative(
            texts=tuple(dict.fromkeys(phrases)),
            least=decisive in LOW,
            early=decisive not in LATE,
            timely=decisive in {"first", "last", "latest", "earliest", "recent", "recently"},
            first=first,
            places=count,
            start=words[before][1] if before < at else start,
            end=end,
        )
    return None


NO_COMPARATIVES = frozenset(
    """
    after other another either neither rather whether ever never over under together altogether number water member
    manager player owner employer teacher worker power paper river order letter danger dinner summer winter corner
    server user customer supplier partner mother father brother sister daughter character chapter computer theater
    center quarter answer weather matter finger shoulder tower driver
    """.split()
)
"""Words in "-er" that compare nothing."""
COMPARATIVES = frozenset(
    """
    more fewer less larger bigger greater higher lower smaller longer shorter taller older younger newer earlier later
    heavier lighter faster slower cheaper dearer pricier richer poorer deeper wider narrower hotter colder warmer cooler
    busier quieter stronger weaker closer nearer further farther better worse thicker thinner
    """.split()
)
"""The usual ones, which any other word in "-er" gives way to."""
AS_SUPERLATIVES = {"more": "most", "fewer": "fewest", "less": "least"}
MAX_COMPARED_WORDS = 7
"""Words before "than" among which the comparative is looked for: "more money to spend than"."""


def comparative(before: str) -> Superlative | None:
    """The last comparative of what stands before "than", as what things are measured by: "larger", "more people"."""
    found = [(match[0].lower(), match.start(), match.end()) for match in WORD.finditer(before)]
    window = range(len(found) - 1, max(-1, len(found) - 1 - MAX_COMPARED_WORDS), -1)
    known = [at for at in window if found[at][0] in COMPARATIVES]
    for at in known or window:
        word, start, end = found[at]
        if at and found[at - 1][0] in ("no", "not"):
            return None  # "no more than" is less or as much
        if word in COMPARATIVES or (word.endswith("er") and len(word) > 4 and word not in NO_COMPARATIVES):
            behind = [other for other, _, _ in found[at + 1 :] if not is_function(other)]
            decisive = AS_SUPERLATIVES.get(word, word)
            texts = (" ".join((decisive, *behind)), decisive) if behind else (decisive,)
            return Superlative(
                texts=texts, least=word in LOW, early=word not in LATE, timely=word in ("earlier", "later"),
                first=1, places=1, start=start, end=end,
            )  # fmt: skip
    return None


def _is_superlative(words: Sequence[str], at: int) -> bool:
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else ""
    previous = words[at - 1] if at else ""
    if word in ("most", "least"):
        return previous != "at" and following != "of"
    if word in ("first", "last"):
        return previous in ("the", "s", "whose", "their", "her", "his", "its", "our") or previous.endswith(("'s", "’s"))
    if word in ("top", "bottom"):
        return following in COUNTS or previous == "the"
    return word in ("best", "worst", "fewest", "latest") or (
        word.endswith("est") and len(word) > 4 and word not in NO_SUPERLATIVES
    )


def _goes_on(words: Sequence[str], at: int) -> bool:
    """Whether "top 5" is followed by the superlative itself: "top 5 longest"."""
    return words[at] in ("top", "bottom") and any(
        _is_superlative(words, next) for next in range(at + 1, min(at + 4, len(words)))
    )


def _content(words: Sequence[str]) -> list[str]:
    content: list[str] = []
    for word in words:
        if is_function(word) or word in COUNTS:
            break
        content.append(word)
    return content


def _places(words: Sequence[str], at: int) -> tuple[int, int, int]:
    """The first place and how many, and the number of the word where that is said."""
    previous = words[at - 1] if at else ""
    following = words[at + 1] if at + 1 < len(words) else ""
    if previous in ORDINALS and ORDINALS[previous] > 1:
        return ORDINALS[previous], 1, at - 1
    if previous in COUNTS:
        return 1, COUNTS[previous], at - 1
    if words[at] in NOUN_LIKE and following in COUNTS:
        return 1, COUNTS[following], at
    for place, word in enumerate(words[:at]):
        if word in COUNTS and place and words[place - 1] in ("which", "what", "the", "name", "list", "top"):
            return 1, COUNTS[word], place
    return 1, 1, at


UPWARDS = "more higher larger longer later greater older bigger".split()
DOWNWARDS = "less fewer lower smaller shorter earlier younger cheaper newer".split()
MORE, LESS = "|".join(UPWARDS), "|".join(DOWNWARDS)

BEFORE: tuple[tuple[str, Sign], ...] = (
    (rf"(?:no|not) (?:{MORE}) than|at most|up to|(?:a )?maximum of|until|till", "<="),
    (rf"(?:no|not) (?:{LESS}) than|at least|(?:a )?minimum of|since|as of|starting (?:in|from)|from", ">="),
    (r"exactly|precisely|equal to|just|in|during|of|on|at|for|by", "="),
    (r"other than|not(?: in)?", "!="),
    (r"over|above|exceed(?:s|ing|ed)?|beyond|after|past|following|later than", ">"),
    (r"under|below|before|prior to|earlier than|within|up until", "<"),
)
"""What stands before a value that is compared with, the longer first."""

AFTER: tuple[tuple[str, Sign], ...] = (
    (rf"(?:or|and) (?:{MORE}|above|over|up|after|newer)|onwards?|upwards?|plus|\+", ">="),
    (r"(?:or|and) (?:less|fewer|lower|smaller|shorter|earlier|younger|cheaper|below|under|before)", "<="),
)
FROM = re.compile(r"\bfrom(?: the)?\W*$", re.IGNORECASE)
NEGATED = re.compile(r"\b(?:no|not) \w+ than\W*$", re.IGNORECASE)
JOINED = frozenset(("and", "to", "-", "–", "and the", "until", "till"))
BESIDE = r"(?: the| year| about| around)*\W*$"
COMPARATIVE = re.compile(r"\b(less|more|\w+er) than(?: the)?\W*$", re.IGNORECASE)
ADJECTIVE = re.compile(r"\b(more|less) \w+ than\W*$", re.IGNORECASE)
SCALE = re.compile(r"(?<=[\d\s])\s*(?:k|m|bn|hundred|thousand|million|billion|trillion)\b.*", re.IGNORECASE)
"""Behind a number what multiplies it, and its unit."""
BETWEEN = re.compile(r"\b(?:between|from)(?: the)?\W*$", re.IGNORECASE)


def comparisons(question: str, today: date | None = None) -> list[Comparison]:
    """The values that a question names, each with how it compares with them; `today` as in `quantities`."""
    return list(_comparisons(question, quantities(question, today)))


def _comparisons(question: str, found: Sequence[Quantity]) -> Iterator[Comparison]:
    upper: Quantity | None = None
    for one, following in zip_longest(found, found[1:]):
        if one is upper:
            continue
        before, after = question[: one.start].rstrip(" $€£"), question[one.end :]
        joined = question[one.end : following.start].strip().lower() if following else ""
        if following and joined in JOINED and BETWEEN.search(before):
            upper = following
            yield Comparison(_scaled(one, question[following.start : following.end]), ">=", True, following)
        elif one.last and FROM.search(before):
            yield Comparison(one, "=", True)  # "from the 1990s" is in them
        else:
            sign = _sign(before, after)
            yield Comparison(one, sign or "=", sign is not None)


def _scaled(first: Quantity, second: str) -> Quantity:
    """The first number of "between 100 and 300 million euros" is one of millions and of euros as well."""
    behind = SCALE.search(second)
    if behind is None or first.value.kind != "number" or not first.value.text.isdigit() or first.value.unit:
        return first
    shared = quantities(first.value.text + behind[0])
    return first._replace(value=shared[0].value) if shared else first


def _sign(before: str, after: str) -> Sign | None:
    if not NEGATED.search(before):
        if compared := COMPARATIVE.search(before):
            return "<" if compared[1].lower() in LOW else ">"
        if compared := ADJECTIVE.search(before):
            return "<" if compared[1].lower() == "less" else ">"
    said = (sign for pattern, sign in BEFORE if re.search(rf"\b(?:{pattern}){BESIDE}", before, re.IGNORECASE))
    first = next(said, None)
    behind = (sign for pattern, sign in AFTER if re.match(rf"\W*(?:{pattern})(?!\w)", after, re.IGNORECASE))
    return next(behind, first) if first in (None, "=") else first
