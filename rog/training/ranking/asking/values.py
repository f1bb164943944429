"""Questions about values: superlatives, comparisons, times, sums and means."""

from __future__ import annotations

from collections import Counter
from random import Random

from rog.query import Compares, Count, Ids, Measure, Most, Query, Total, Where
from rog.query.nodes import How, Same, Sign
from rog.training.ranking.asking.asker import Asker, Draft, all_of, one_of, said_value, walk
from rog.training.ranking.asking.clauses import article, many, things
from rog.training.ranking.domain import Values
from rog.values import Value, number, read_value
from rog.wording.grammar import possessive
from rog.wording.phrases import ask

__all__ = ["beyond", "compare", "in_range", "kept_truth", "superlative", "times", "total", "two_compared"]

ORDINALS = {2: ("second", "2nd"), 3: ("third", "3rd"), 4: ("fourth", "4th"), 5: ("fifth", "5th")}
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}

FIRST_PATTERNS = (
    "what is the {adj} {k}", "which {k} is the {adj}", "{adj} {k}", "the {adj} {k}", "which is the {adj} {k}",
    "name the {adj} {k}", "of all {K}, which is the {adj}", "what's the {adj} {k} you know", "find the {adj} {k}",
    "tell me which {k} is {adj}", "can you tell me the {adj} {k}", "which of the {K} is the {adj} one",
    "what would be the {adj} of the {K}",
)  # fmt: skip
HIGHEST_PATTERNS = (
    "which {k} has the {high} {noun}", "{k} with the {high} {noun}", "what {k} has the {high} {noun}",
    "the {k} with the {high} {noun}", "find the {k} with the {high} {noun}", "which of the {K} has the {high} {noun}",
    "{high} {noun} {k}", "show the {k} that has the {high} {noun}", "whose {noun} is the {high}",
)  # fmt: skip
NTH_PATTERNS = (
    "what is the {n} {adj} {k}", "which {k} is the {n} {adj}", "{n} {adj} {k}", "the {n} {adj} {k}",
    "name the {n} {adj} {k}", "which {k} comes {n} when you take the {adj}", "find the {n} {adj} {k}",
    "which is the {n} {adj} of the {K}",
)  # fmt: skip
TOP_PATTERNS = (
    "the {n} {adj} {K}", "which are the {n} {adj} {K}", "what are the {n} {adj} {K}", "top {n} {adj} {K}",
    "{n} {adj} {K}", "list the {n} {adj} {K}", "name the {n} {adj} {K}", "show me the {n} {adj} {K}",
    "give me the top {n} {adj} {K}",
)  # fmt: skip
AMONG_PATTERNS = (
    "which of {S} is the {adj}", "the {adj} of {S}", "who or what is the {adj} of {S}", "of {S}, which is the {adj}",
    "{adj} of {S}", "what is the {adj} of {S}", "among {S}, which is the {adj}", "find the {adj} of {S}",
    "which is the {adj} one of {S}",
)  # fmt: skip


def superlative(asker: Asker) -> list[Draft]:
    """First or last by a value: of a kind, of what a relation leads to; the n-th, the top n."""
    random = asker.random
    own = asker.values("number", "date")
    if own is None:
        return []
    least = random.random() < 0.4
    by = Measure(path=(own.name,))
    adjective = _adjective(asker, own, least)
    drawn = random.random()
    if adjective is None or drawn < 0.22:
        return _highest(asker, own, least, by)
    if drawn < 0.5:
        pattern = asker.pattern(FIRST_PATTERNS)
        text = asker.filled(pattern, adj=adjective, k=own.kind)
        return [Draft(text, Most(whole=all_of(own.kind), by=by, least=least), pattern)]
    if drawn < 0.62:
        nth = random.choice((2, 2, 3, 4))
        pattern = asker.pattern(NTH_PATTERNS)
        text = asker.filled(pattern, adj=adjective, k=own.kind, n=random.choice(ORDINALS[nth]))
        return [Draft(text, Most(whole=all_of(own.kind), by=by, least=least, first=nth), pattern)]
    if drawn < 0.74:
        top = random.choice((2, 3, 3, 4, 5))
        pattern = asker.pattern(TOP_PATTERNS)
        text = asker.filled(pattern, adj=adjective, k=own.kind, n=NUMBERS[top] if random.random() < 0.6 else str(top))
        return [Draft(text, Most(whole=all_of(own.kind), by=by, least=least, count=top), pattern)]
    among = _among(asker, own)
    if among is None:
        return []
    words, query, topic = among
    pattern = asker.pattern(AMONG_PATTERNS)
    return [
        Draft(asker.filled(pattern, adj=adjective, S=words), Most(whole=query, by=by, least=least), pattern, (topic,))
    ]


def _highest(asker: Asker, own: Values, least: bool, by: Measure) -> list[Draft]:
    if not own.attribute.nouns:
        return []
    if own.attribute.type == "date":
        high = asker.random.choice(("earliest", "first") if not least else ("latest", "most recent"))
        least = not least
    else:
        high = asker.random.choice(
            ("lowest", "smallest", "least") if least else ("highest", "greatest", "largest", "biggest")
        )
    pattern = asker.pattern([one for one in HIGHEST_PATTERNS if "whose" not in one])
    text = asker.filled(pattern, high=high, noun=asker.random.choice(own.attribute.nouns), k=own.kind)
    return [Draft(text, Most(whole=all_of(own.kind), by=by, least=least), pattern)]


def _adjective(asker: Asker, own: Values, least: bool) -> str | None:
    """A superlative that says this attribute and none else of the kind."""
    others = {
        word
        for one in asker.domain.values
        if one.kind == own.kind and one is not own
        for word in (*one.attribute.most, *one.attribute.least)
    }
    fit = [word for word in (own.attribute.least if least else own.attribute.most) if word not in others]
    return asker.random.choice(fit) if fit else None


def _among(asker: Asker, own: Values, least: int = 2) -> tuple[str, Query, str] | None:
    """What a relation leads to, some of it with the value: in words, its query, and the topic."""
    ways = [
        (number_, way, one)
        for (number_, way), reached in asker.domain.reached.items()
        if own.kind in asker.domain.uses[number_].side(way).target_kinds
        for one, ends in reached.items()
        if sum(end in own.of for end in ends) >= least
    ]
    if not ways:
        return None
    number_, way, topic = asker.random.choice(ways)
    use = asker.domain.uses[number_]
    words = asker.random.choice(("the ", "the ", "all ")) + things(use.side(way), topic, asker.random)
    return words.replace(f"the {possessive(topic)}", possessive(topic)), walk(topic, use.step(way)), topic


OVER_PATTERNS = (
    "which {K} have a {noun} of more than {v}", "{K} with a {noun} over {v}", "{K} with {noun} above {v}",
    "which {K} have a {noun} greater than {v}", "list the {K} whose {noun} is over {v}", "{noun} over {v}: which {K}",
    "{K} whose {noun} exceeds {v}", "show me {K} with a {noun} higher than {v}", "which {k} has a {noun} beyond {v}",
)  # fmt: skip
UNDER_PATTERNS = (
    "which {K} have a {noun} of less than {v}", "{K} with a {noun} under {v}", "{K} with {noun} below {v}",
    "which {K} have a {noun} smaller than {v}", "list the {K} whose {noun} is under {v}",
    "{K} whose {noun} is below {v}", "show me {K} with a {noun} lower than {v}",
    "which {k} has a {noun} less than {v}",
)  # fmt: skip
AT_LEAST_PATTERNS = (
    "which {K} have a {noun} of at least {v}", "{K} with a {noun} of {v} or more", "{K} with at least {v} {noun}",
    "list {K} whose {noun} is at least {v}", "{K} with a {noun} not below {v}", "which {K} reach a {noun} of {v}",
)  # fmt: skip
AT_MOST_PATTERNS = (
    "which {K} have a {noun} of at most {v}", "{K} with a {noun} of {v} or less", "{K} with a {noun} up to {v}",
    "list {K} whose {noun} is at most {v}", "{K} with a {noun} no greater than {v}",
)  # fmt: skip
EQUAL_PATTERNS = (
    "which {K} have a {noun} of {v}", "{K} with a {noun} of exactly {v}", "which {k} has a {noun} of {v}",
    "{K} with {noun} {v}", "whose {noun} is {v}", "{k} whose {noun} is {v}",
)  # fmt: skip
THAN_PATTERNS = (
    "which {K} are {than} {v}", "{K} {than} {v}", "{K} that are {than} {v}", "which {k} is {than} {v}",
    "list all {K} {than} {v}", "show me every {k} that is {than} {v}", "is there any {k} {than} {v}, and which",
    "find {K} {than} {v}",
)  # fmt: skip
SIGN_PATTERNS: dict[Sign, tuple[str, ...]] = {
    ">": OVER_PATTERNS, "<": UNDER_PATTERNS, ">=": AT_LEAST_PATTERNS, "<=": AT_MOST_PATTERNS, "=": EQUAL_PATTERNS,
}  # fmt: skip


def _test(own: Values, sign: Sign, value: str) -> Compares:
    return Compares(by=Measure(path=(own.name,)), sign=sign, right=one_of(value))


def _threshold(own: Values, random: Random) -> str | None:
    """A round value with some above and some below."""
    amounts = sorted(
        amount for value in own.of.values() if (read := read_value(value)) and isinstance(amount := read.content, int)
    )
    if len(set(amounts)) < 3:
        return None
    low, high = sorted(random.sample(sorted(set(amounts)), 2))
    middle = (low + high) // 2
    digits = len(str(middle))
    rounded = round(middle, random.choice((1, 2)) - digits) if digits > 1 else middle
    chosen = number(str(rounded if low <= rounded <= high else middle), own.unit)
    return None if chosen is None else chosen.id


def compare(asker: Asker) -> list[Draft]:
    """Those of a kind, or of what a relation leads to, beside a value."""
    random = asker.random
    own = asker.values("number")
    if own is None or (value := _threshold(own, random)) is None:
        return []
    sign: Sign = random.choices((">", "<", ">=", "<=", "="), (5, 5, 2, 2, 1))[0]
    if sign == "=":
        value = random.choice(list(own.of.values()))
    whole: Query = all_of(own.kind)
    topics: tuple[str, ...] = ()
    said, attribute = said_value(value, random), own.attribute
    measured = own.unit or attribute.names[0] == "age"
    than = () if not measured else attribute.more if sign == ">" else attribute.less if sign == "<" else ()
    patterns = THAN_PATTERNS if than and random.random() < 0.5 else SIGN_PATTERNS[sign]
    pattern = asker.pattern([one for one in patterns if not one.startswith("whose")])
    parts = {"v": said, "noun": random.choice(attribute.nouns), "than": random.choice(than or ("",))}
    if random.random() < 0.35 and "{k}" not in pattern and (among := _among(asker, own)):
        words, whole, topic = among
        topics = (topic,)
        words = words.removeprefix("the ").removeprefix("all ")
        text = asker.filled(pattern, K=words, **parts)
    else:
        text = asker.filled(pattern, k=own.kind, **parts)
    return _perhaps_counted(asker, Draft(text, Where(whole=whole, test=_test(own, sign, value)), pattern, topics))


def _perhaps_counted(asker: Asker, draft: Draft) -> list[Draft]:
    """The question, or how many there are of what it asks for, where its wording allows that."""
    if draft.query is None or not draft.template.startswith("{K} ") or asker.random.random() > COUNTED_SHARE:
        return [draft]
    end = asker.random.choice(("", "", " are there"))
    return [draft._replace(question=f"how many {draft.question}{end}", query=Count(of=draft.query))]


RANGE_PATTERNS = (
    "which {K} have a {noun} between {v} and {w}", "{K} with a {noun} between {v} and {w}",
    "{K} with {noun} from {v} to {w}", "list the {K} whose {noun} lies between {v} and {w}",
    "{K} whose {noun} is in the range {v} to {w}", "{noun} between {v} and {w}: which {K}",
    "show me {K} with {noun} of {v} to {w}", "which {k} has a {noun} of at least {v} and at most {w}",
)  # fmt: skip


def in_range(asker: Asker) -> list[Draft]:
    """Those with a value between two."""
    own = asker.values("number")
    if own is None:
        return []
    values = [_threshold(own, asker.random) for _ in range(2)]
    amounts = sorted({value for value in values if value}, key=lambda value: _amount(value))
    if len(amounts) < 2:
        return []
    low, high = amounts
    query = Where(whole=Where(whole=all_of(own.kind), test=_test(own, ">=", low)), test=_test(own, "<=", high))
    pattern = asker.pattern(RANGE_PATTERNS)
    parts = {"v": said_value(low, asker.random), "w": said_value(high, asker.random)}
    if own.unit and asker.random.random() < 0.6:
        parts["v"] = f"{_amount(low):g}"
    text = asker.filled(pattern, k=own.kind, noun=asker.random.choice(own.attribute.nouns), **parts)
    return [Draft(text, query, pattern)]


def _rank(value: str) -> float:
    """Where a value stands among others of its attribute."""
    read = read_value(value)
    assert read is not None
    assert read.span is not None
    return read.span.first


def _amount(value: str) -> float:
    read = read_value(value)
    assert read is not None
    assert isinstance(read.content, int | float)
    return float(read.content)


TIME_PATTERNS = (
    "which {K} were {verb} {when}", "{K} {verb} {when}", "{k} {verb} {when}", "all {K} {verb} {when}",
    "what {K} were {verb} {when}", "list the {K} that were {verb} {when}", "show me {K} {verb} {when}",
    "{when}, which {K} were {verb}", "name {K} that were {verb} {when}",
)  # fmt: skip
NOUN_TIME_PATTERNS = (
    "{K} with a {noun} {when}",
    "which {K} have a {noun} {when}",
    "{K} whose {noun} is {when}",
    "{noun} {when}: {K}",
)


def times(asker: Asker) -> list[Draft]:
    """Those of a year, a decade, a span of years, or before or after one."""
    random = asker.random
    own = asker.values("date")
    if own is None:
        return []
    year = int(random.choice(list(own.of.values()))[1:5])
    when, bounds = _when(year, random)
    query: Query = all_of(own.kind)
    for sign, bound in bounds:
        query = Where(whole=query, test=_test(own, sign, Value("year", str(bound)).id))
    verb = random.choice(own.attribute.verbs) if own.attribute.verbs else ""
    if verb and random.random() < 0.8:
        pattern = "{K} {verb} {when}" if verb.startswith(("who ", "that ")) else asker.pattern(TIME_PATTERNS)
        text = asker.filled(pattern, k=own.kind, verb=verb, when=when)
    else:
        pattern = asker.pattern(NOUN_TIME_PATTERNS)
        text = asker.filled(pattern, k=own.kind, noun=random.choice(own.attribute.nouns), when=when)
    return _perhaps_counted(asker, Draft(text, query, pattern))


def _when(year: int, random: Random) -> tuple[str, list[tuple[Sign, int]]]:
    decade = year // 10 * 10
    match random.choice(("year", "year", "decade", "before", "since", "after", "span", "until")):
        case "year":
            return random.choice((f"in {year}", f"in the year {year}", f"in {year}", f"during {year}")), [("=", year)]
        case "decade":
            words = random.choice((f"in the {decade}s", f"in the {decade}s", f"during the {decade}s"))
            if 1930 <= decade <= 1990 and random.random() < 0.4:
                names = ("thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
                words = f"in the {names[(decade - 1930) // 10]}"
            return words, [(">=", decade), ("<=", decade + 9)]
        case "before":
            return random.choice((f"before {year}", f"earlier than {year}", f"prior to {year}")), [("<", year)]
        case "since":
            return random.choice((f"since {year}", f"from {year} on", f"in {year} or later", f"from {year} onwards")), [
                (">=", year)
            ]
        case "after":
            return random.choice((f"after {year}", f"later than {year}")), [(">", year)]
        case "until":
            return random.choice((f"until {year}", f"up to {year}", f"by {year}")), [("<=", year)]
    other = year + random.randint(1, 12)
    return random.choice((f"between {year} and {other}", f"from {year} to {other}")), [(">=", year), ("<=", other)]


WHICH_PATTERNS = (
    "which is {comp}, {x} or {y}", "what is {comp}: {x} or {y}", "{x} or {y}, which is {comp}",
    "which one is {comp}, {x} or {y}", "{x} vs {y}, which is {comp}", "is {x} or {y} {comp}",
    "who or what is {comp}, {x} or {y}", "{comp}: {x} or {y}", "between {x} and {y}, which is {comp}",
    "of {x} and {y}, which is {comp}",
)  # fmt: skip
IS_THAN_PATTERNS = (
    "is {x} {than} {y}", "{x} is {than} {y}, right", "is it true that {x} is {than} {y}",
    "would you say {x} is {than} {y}", "{x} {than} {y}", "is {x} really {than} {y}",
    "do you know if {x} is {than} {y}", "tell me whether {x} is {than} {y}",
)  # fmt: skip
HAS_MORE_PATTERNS = (
    "does {x} have {a_high} {noun} than {y}", "is the {noun} of {x} {high} than that of {y}",
    "is {xs} {noun} {high} than {ys}", "has {x} {a_high} {noun} than {y}",
)  # fmt: skip
WHICH_MORE_PATTERNS = (
    "which has the {high} {noun}, {x} or {y}", "{x} or {y}: which has {a_high} {noun}",
    "who or what has {a_high} {noun}, {x} or {y}", "compare the {noun} of {x} and {y}: which is {high}",
    "does {x} or {y} have the {high} {noun}",
)  # fmt: skip
SAME_PATTERNS = (
    "do {x} and {y} have the same {noun}", "is the {noun} of {x} the same as that of {y}",
    "have {x} and {y} the same {noun}", "does {x} have the same {noun} as {y}",
    "is it the same {noun} for {x} and {y}", "{x} and {y}: same {noun}?",
)  # fmt: skip


def two_compared(asker: Asker) -> list[Draft]:
    """Two things beside each other: which is greater, or whether one is."""
    random = asker.random
    own = asker.values("number", "date")
    if own is None or len(own.of) < 2:
        return []
    x, y = random.sample(list(own.of), 2)
    drawn, least = random.random(), random.random() < 0.4
    attribute, by = own.attribute, Measure(path=(own.name,))
    noun = random.choice(attribute.nouns)
    parts = {"x": x, "y": y, "xs": possessive(x), "ys": possessive(y), "noun": noun}
    if drawn < 0.12:
        counts = Counter(own.of.values())
        twice = [value for value, count in counts.items() if count > 1]
        if twice and random.random() < 0.6:
            parts["x"], parts["y"] = x, y = random.sample(
                [one for one, value in own.of.items() if value == twice[0]], 2
            )
        pattern = asker.pattern(SAME_PATTERNS)
        query: Query = Same(left=walk(x, own.name), sign="=", right=walk(y, own.name))
        return [Draft(asker.filled(pattern, **parts), query, pattern, (x, y))]
    if drawn >= 0.55 and (_rank(own.of[x]) > _rank(own.of[y])) == least and random.random() < 0.3:
        parts = {"x": y, "y": x, "xs": possessive(y), "ys": possessive(x), "noun": noun}
        x, y = y, x
    if attribute.type == "date":
        high = "earlier" if least else "later"
        words: tuple[str, ...] = ()
    else:
        high = random.choice(("lower", "smaller") if least else ("higher", "larger", "greater"))
        words = attribute.less if least else attribute.more
    if drawn < 0.55:
        pattern = asker.pattern(WHICH_PATTERNS if words and random.random() < 0.7 else WHICH_MORE_PATTERNS)
        text = asker.filled(
            pattern, comp=random.choice(words or ("",)).removesuffix(" than"), high=high, a_high=article(high), **parts
        )
        return [Draft(text, Most(whole=Ids(ids=(x, y)), by=by, least=least), pattern, (x, y))]
    pattern = asker.pattern(IS_THAN_PATTERNS if words and random.random() < 0.7 else HAS_MORE_PATTERNS)
    text = asker.filled(pattern, than=random.choice(words or ("",)), high=high, a_high=article(high), **parts)
    query = Same(left=walk(x, own.name), sign="<" if least else ">", right=walk(y, own.name))
    return [Draft(text, query, pattern, (x, y))]


TRUE_PATTERNS = (
    "which {K} are {adj}", "{K} that are {adj}", "{adj} {K}", "list all {K} that are {adj}", "show me the {adj} {K}",
    "who is {adj}", "which {k} is {adj}", "all {adj} {K}",
)  # fmt: skip
FALSE_PATTERNS = (
    "which {K} are not {adj}", "{K} that are not {adj}", "which {K} aren't {adj}", "list the {K} that are not {adj}",
    "{K} not {adj}", "show me {K} that aren't {adj}",
)  # fmt: skip


def kept_truth(asker: Asker) -> list[Draft]:
    """Those of which something is so, or is not."""
    own = asker.values("truth")
    if own is None or len(set(own.of.values())) < 2:
        return []
    truth = asker.random.random() < 0.6
    pattern = asker.pattern([one for one in (TRUE_PATTERNS if truth else FALSE_PATTERNS) if "who" not in one])
    text = asker.filled(pattern, adj=asker.random.choice(own.attribute.verbs), k=own.kind)
    query = Where(whole=all_of(own.kind), test=_test(own, "=", f'"{str(truth).lower()}"^^xsd:boolean'))
    return _perhaps_counted(asker, Draft(text, query, pattern))


def beyond(asker: Asker) -> list[Draft]:
    """What a relation leads to from the first of a kind, or from those that pass a test."""
    random = asker.random
    own = asker.values("number", "date")
    ways = [
        (number_, way)
        for number_, way in asker.domain.reached
        if own is not None and asker.domain.uses[number_].side(way).source_kinds == (own.kind,)
    ]
    if own is None or not ways:
        return []
    number_, way = random.choice(ways)
    use = asker.domain.uses[number_]
    if random.random() < 0.6:
        least = random.random() < 0.4
        adjective = _adjective(asker, own, least)
        if adjective is None:
            return []
        query: Query = Most(whole=all_of(own.kind), by=Measure(path=(own.name,)), least=least)
        text = ask(use.side(way), f"the {adjective} {own.kind}", False, random)
        return [Draft(text, walk(query, use.step(way)))]
    drafts = [draft for draft in (times if own.attribute.type == "date" else compare)(asker) if not draft.topics]
    if not drafts or not isinstance(drafts[0].query, Where) or not drafts[0].template.startswith("{K} "):
        return []
    inner = drafts[0].query
    text = things(use.side(way), drafts[0].question, random)
    return [Draft(random.choice(("", "the ", "all ", "list the ")) + text, walk(inner, use.step(way)))]


COUNTED_SHARE = 0.25
"""Share of conditions that are asked for how many pass them, where the wording allows that."""
TOTAL_PATTERNS: dict[How, tuple[str, ...]] = {
    "sum": (
        "what is the total {noun} of {S}", "total {noun} of {S}", "sum of the {noun} of {S}",
        "what is the combined {noun} of {S}", "what do {S} come to in {noun} altogether", "add up the {noun} of {S}",
        "how much {noun} do {S} have in total", "combined {noun} of {S}", "{noun} of {S} all together",
        "what is the overall {noun} of {S}",
    ),
    "mean": (
        "what is the average {noun} of {S}", "average {noun} of {S}", "mean {noun} of {S}",
        "what's the mean {noun} of {S}", "on average, what is the {noun} of {S}",
        "what {noun} do {S} have on average", "{noun} of {S} on average", "how big is the average {noun} of {S}",
        "tell me the average {noun} of {S}",
    ),
    "most": (
        "what is the highest {noun} of {S}", "maximum {noun} of {S}", "highest {noun} among {S}",
        "what is the greatest {noun} that {S} have", "max {noun} of {S}", "largest {noun} of {S}",
    ),
    "least": (
        "what is the lowest {noun} of {S}", "minimum {noun} of {S}", "lowest {noun} among {S}", "min {noun} of {S}",
        "what is the smallest {noun} of {S}",
    ),
}  # fmt: skip


def total(asker: Asker) -> list[Draft]:
    """A sum, a mean, the least or the greatest value, of a kind or of what a relation leads to."""
    random = asker.random
    own = asker.values("number")
    if own is None:
        return []
    how: How = random.choices(("sum", "mean", "most", "least"), (4, 4, 1, 1))[0]
    words, topics = random.choice(("all ", "the ", "")) + many(own.kind), tuple[str, ...]()
    whole: Query = all_of(own.kind)
    if random.random() < 0.55:
        among = _among(asker, own)
        if among is None:
            return []
        words, whole, topic = among
        topics = (topic,)
    pattern = asker.pattern(TOTAL_PATTERNS[how])
    text = asker.filled(pattern, noun=random.choice(own.attribute.nouns), S=words)
    return [Draft(text, Total(of=whole, how=how, path=(own.name,)), pattern, topics)]
