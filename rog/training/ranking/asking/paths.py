"""Plain walks, directions told apart, what the graph has no relation for, connections, and two questions in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from rog.lexicon.lexicon import Side
from rog.query import Between, Exists, IsA, Several, Where
from rog.query.nodes import Both, Same
from rog.training.ranking.asking.asker import Asker, Draft, one_of, walk
from rog.training.ranking.asking.clauses import article, plain_verbs, things, truth_question, who_or_which
from rog.training.ranking.asking.composed import COMPOSED, GENDERED
from rog.training.ranking.attributes import read_attributes
from rog.training.ranking.names import is_person_kind, style_of
from rog.types import Step
from rog.wording.grammar import possessive
from rog.wording.phrases import ask, ask_path, inverted

__all__ = ["absent", "between", "direction", "kind_filter", "truth", "two_questions", "value", "walks"]


def walks(asker: Asker) -> list[Draft]:
    """A path of one to three steps."""
    random, domain = asker.random, asker.domain
    hops = random.choices((1, 2, 3), (5, 4, 2))[0]
    found = asker.drawn()
    if found is None:
        return []
    number, use, forward, topic = found
    without = [
        name
        for kind in (use.heads if forward else use.tails)
        for name in domain.members[kind]
        if name not in domain.reached[number, forward]
    ]
    if without and not use.alike and random.random() < UNKNOWN_SHARE:
        topic = random.choice(without)
        return [Draft(worded(asker, [use.side(forward)], [use.step(forward)], topic), None, "", (topic,))]
    sides, steps, ends = [use.side(forward)], [use.step(forward)], domain.reached[number, forward][topic]
    last = number, forward
    while len(sides) < hops:
        nexts = [
            (number, way)
            for (number, way), reached in domain.reached.items()
            if (number, not way) != last and any(end in reached for end in ends)
        ]
        if not nexts:
            break
        last = random.choice(nexts)
        use = domain.uses[last[0]]
        sides.append(use.side(last[1]))
        steps.append(use.step(last[1]))
        ends = [one for end in ends for one in domain.reached[last].get(end, ())]
    return [Draft(worded(asker, sides, steps, topic), walk(topic, *steps), "", (topic,))]


def worded(asker: Asker, sides: list[Side], steps: list[Step], topic: str) -> str:
    """A question for a path, mostly without the relations' own names in it."""
    names = {step.removeprefix("^").lower().replace("_", " ") for step in steps}
    text = ""
    for _ in range(3):
        text = (nested if asker.random.random() < NESTED_SHARE else ask_path)(sides, topic, asker.random)
        if asker.random.random() < 0.3 or not any(name in text.lower() for name in names):
            break
    return text


BOTH_WAYS_SHARE = 0.45
"""Share of the things asked about in both directions that have both; most others have only one of them."""
NESTED_SHARE = 0.5
"""Share of questions that nest plain phrases; the others are worded in all the ways of `ask_path`."""


def nested(sides: Sequence[Side], x: str, random: Random) -> str:
    """A question for what sides reach one after the other, each but the last in the singular."""
    words = x
    for side in sides[:-1]:
        kind = side.target_kinds[0] if side.target_kinds else "one"
        link = "who" if is_person_kind(kind) else "that"
        forms = [form for noun in side.nouns for form in (f"{possessive(words)} {noun}", f"the {noun} of {words}")]
        forms += [f"the {kind} {link} {verb} {words}" for verb in plain_verbs(side.target_verbs)]
        forms += [f"the {kind} {words} {verb}" for verb in plain_verbs(side.verbs)]
        words = random.choice(forms or [f"the {kind} of {words}"])
    last = sides[-1]
    if last.asks and random.random() < 0.5:
        return random.choice(last.asks).replace("{}", words)
    kind = last.target_kinds[0] if last.target_kinds else ""
    who = "who" if kind and is_person_kind(kind) else "what"
    forms = []
    for noun in last.nouns:
        forms += [
            f"{who} is the {noun} of {words}",
            f"{who} is {possessive(words)} {noun}",
            f"{possessive(words)} {noun}",
        ]
        forms += [f"{noun} of {words}", f"tell me the {noun} of {words}", f"which {noun} does {words} have"]
    for verb in plain_verbs(last.target_verbs):
        forms += [f"{who_or_which(kind, random)} {verb} {words}"] * 2
    for verb in plain_verbs(last.verbs):
        forms += [f"{'whom' if who == 'who' else f'what {kind}'.strip()} {inverted(verb, words)}"] * 2
    return random.choice(forms) if forms else ask(last, words, len(sides) == 1, random)


def direction(asker: Asker) -> list[Draft]:
    """Both directions of a relation whose ends are of one kind, asked of one thing: they differ by their words."""
    found = asker.use(alike=True)
    if found is None or found[1].symmetric:
        return []
    number, use = found
    ahead, back = (asker.domain.reached[number, way] for way in (True, False))
    topics = list(ahead.keys() | back.keys())
    if not topics:
        return []
    both = sorted(ahead.keys() & back.keys())
    topic = asker.random.choice(both if both and asker.random.random() < BOTH_WAYS_SHARE else sorted(topics))
    drafts = []
    for way, reached in ((True, ahead), (False, back)):
        step = use.step(way)
        for _ in range(asker.random.choice((1, 1, 2))):
            text = worded(asker, [use.side(way)], [step], topic)
            drafts.append(Draft(text, walk(topic, step) if topic in reached else None, "", (topic,)))
    return drafts


UNKNOWN_SHARE = 0.08
"""Share of questions about things that a relation or value of their kind is not known of."""
VALUE_PATTERNS = (
    "what is the {noun} of {x}", "what's {xs} {noun}", "{x} {noun}", "{noun} of {x}", "tell me the {noun} of {x}",
    "I need the {noun} of {x}", "give me {xs} {noun}", "which {noun} does {x} have", "do you know the {noun} of {x}",
    "{noun} {x}", "what {noun} does {x} have", "look up {xs} {noun}", "could you tell me {xs} {noun}",
)  # fmt: skip


def value(asker: Asker) -> list[Draft]:
    """A value of something, at times of what a relation leads to."""
    random = asker.random
    own = asker.values("number", "date", "text")
    if own is None:
        return []
    steps: list[str] = []
    without = [name for name in asker.domain.members[own.kind] if name not in own.of]
    known = not without or random.random() > UNKNOWN_SHARE
    if random.random() < 0.7 or not known:
        topic = x = random.choice(list(own.of) if known else without)
    else:
        ways = [
            (number, way, one)
            for (number, way), reached in asker.domain.reached.items()
            for one, ends in reached.items()
            if any(end in own.of for end in ends) and own.kind in asker.domain.uses[number].side(way).target_kinds
        ]
        if not ways:
            return []
        number, way, topic = random.choice(ways)
        use = asker.domain.uses[number]
        nouns = use.side(way).nouns
        if not nouns:
            return []
        noun = random.choice(nouns)
        x = random.choice((f"the {noun} of {topic}", f"{possessive(topic)} {noun}"))
        steps = [use.step(way)]
    query = walk(topic, *steps, own.name) if known else None
    if own.attribute.asks and random.random() < 0.6:
        pattern = asker.pattern(own.attribute.asks)
        return [Draft(pattern.replace("{}", x), query, pattern, (topic,))]
    pattern = asker.pattern(VALUE_PATTERNS)
    noun = random.choice(own.attribute.nouns)
    return [Draft(asker.filled(pattern, x=x, xs=possessive(x), noun=noun), query, pattern, (topic,))]


def absent(asker: Asker) -> list[Draft]:
    """A relation of the lexicon, or a value, that the graph does not have."""
    random, domain = asker.random, asker.domain
    kind = asker.kind()
    topic = random.choice(domain.members[kind])
    if random.random() < 0.3:
        said = {
            word for one in domain.values for word in (*one.attribute.nouns, *one.attribute.asks, *one.attribute.names)
        }
        said |= {word for use in domain.uses for word in use.group.phrases}
        fit = [
            one
            for one in read_attributes()
            if {kind, style_of(kind)} & set(one.kinds) and one.asks and not said & {*one.nouns, *one.asks, *one.names}
        ]
        if not fit:
            return []
        one = random.choice(fit)
        if one.nouns and random.random() < 0.4:
            pattern = asker.pattern(VALUE_PATTERNS)
            text = asker.filled(pattern, x=topic, xs=possessive(topic), noun=random.choice(one.nouns))
        else:
            pattern = asker.pattern(one.asks)
            text = pattern.replace("{}", topic)
        return [Draft(text, None, pattern, (topic,))]
    there = frozenset().union(*(asker.lexicon.alike[use.group.ahead.group] for use in domain.uses))
    phrases = set().union(*(use.group.phrases for use in domain.uses))
    phrases |= COMPOSED.keys() | GENDERED.keys()  # these may be asked by what they are made of
    fit_sides = [
        side
        for side in asker.lexicon.following((kind,))
        if side.group not in there and not phrases & asker.lexicon.groups[side.group].phrases
    ]
    if not fit_sides:
        return []
    return [Draft(ask(random.choice(fit_sides), topic, True, random), None, "", (topic,))]


BETWEEN_PATTERNS = (
    "how are {x} and {y} connected", "how is {x} connected to {y}", "what connects {x} and {y}",
    "what is the connection between {x} and {y}", "how is {x} related to {y}", "link between {x} and {y}",
    "what do {x} and {y} have to do with each other", "what lies between {x} and {y}", "how does {x} relate to {y}",
    "what links {x} to {y}", "in what way are {x} and {y} connected", "show me how {x} and {y} are linked",
    "what is the relationship between {x} and {y}", "path from {x} to {y}", "how do {x} and {y} know of each other",
)  # fmt: skip


def between(asker: Asker) -> list[Draft]:
    """How two things are connected."""
    first, second = (asker.random.choice(asker.domain.members[asker.kind()]) for _ in range(2))
    if first == second:
        return []
    pattern = asker.pattern(BETWEEN_PATTERNS)
    query = Between(left=one_of(first), right=one_of(second))
    return [Draft(asker.filled(pattern, x=first, y=second), query, pattern, (first, second))]


SEVERAL_PATTERNS = (
    "{a}, and {b}", "{a} and {b}", "{a} and also {b}", "{a}? And {b}", "{a}; {b}", "first, {a}, and second, {b}",
    "I want to know two things: {a} and {b}", "{a}? {b}", "tell me {a} and {b}",
)  # fmt: skip


def two_questions(asker: Asker) -> list[Draft]:
    """Two questions in one."""
    random = asker.random
    first = (value if random.random() < 0.5 else walks)(asker)
    second = (value if random.random() < 0.5 else walks)(asker)
    if not first or not second or None in (first[0].query, second[0].query) or not first[0].topics:
        return []
    if first[0].query == second[0].query:
        return []
    one, other = first[0], second[0]
    if random.random() < 0.6:  # about one thing
        number = asker.drawn()
        if number is None:
            return []
        topic = one.topics[0]
        leaving = [(no, way) for (no, way), reached in asker.domain.reached.items() if topic in reached]
        own = [values for values in asker.domain.values if topic in values.of and values.attribute.asks]
        if random.random() < 0.5 and own:
            values = random.choice(own)
            it = _it(asker, topic)
            text = asker.pattern(values.attribute.asks).replace("{}", it)
            other = Draft(text, walk(topic, values.name))
        elif leaving:
            no, way = random.choice(leaving)
            use = asker.domain.uses[no]
            other = Draft(ask(use.side(way), _it(asker, topic), True, random), walk(topic, use.step(way)))
        if other.query == one.query:
            return []
    assert one.query is not None
    assert other.query is not None
    pattern = asker.pattern(SEVERAL_PATTERNS)
    text = asker.filled(pattern, a=one.question, b=_mended(other.question))
    return [Draft(text, Several(parts=(one.query, other.query)), pattern, one.topics)]


def _it(asker: Asker, topic: str) -> str:
    kind = asker.domain.kind_of[topic]
    return (
        asker.random.choice(("they", "that person"))
        if is_person_kind(kind)
        else asker.random.choice(("it", f"the {kind}"))
    )


def _mended(text: str) -> str:
    """A pronoun in its own case."""
    for wrong, right in (
        ("it's", "its"),
        ("they's", "their"),
        (" of they", " of them"),
        ("does they", "do they"),
        ("is they", "are they"),
        ("was they", "were they"),
        ("did they", "did they"),
        ("has they", "have they"),
    ):
        text = text.replace(wrong, right)
    return text


TRUE_KIND_PATTERNS = (
    "is {x} {ak}", "is {x} really {ak}", "{x} is {ak}, isn't it", "is it true that {x} is {ak}", "was {x} {ak}",
    "would you call {x} {ak}", "is {x} one of the {K}", "does {x} count as {ak}",
)  # fmt: skip
ANY_PATTERNS = (
    "does {x} have any {noun}s", "does {x} have {an}", "has {x} got {an}", "is there {an} of {x}", "are there any {S}",
    "do you know of any {S}", "is there any {noun} for {x}", "any {S}", "does {x} have at least one {noun}",
)  # fmt: skip


def truth(asker: Asker) -> list[Draft]:
    """Yes or no: about an edge, a kind, whether there are any, or a truth that is kept; as often no as yes."""
    random, domain = asker.random, asker.domain
    drawn = random.random()
    yes = random.random() < 0.5
    if drawn < 0.15:
        kind = asker.kind()
        topic = random.choice([name for name, own in domain.kind_of.items() if (own == kind) == yes])
        pattern = asker.pattern(TRUE_KIND_PATTERNS)
        text = asker.filled(pattern, x=topic, k=kind, ak=article(kind))
        return [Draft(text, Exists(of=Where(whole=one_of(topic), test=IsA(kind=kind))), pattern, (topic,))]
    if drawn < 0.3:
        return _kept_truth(asker)
    found = asker.drawn()
    if found is None:
        return []
    number, use, forward, topic = found
    side, reached = use.side(forward), domain.reached[number, forward]
    if drawn < 0.45 and side.nouns:
        if not yes:
            sources = [name for kind in (use.heads if forward else use.tails) for name in domain.members[kind]]
            without = [name for name in sources if name not in reached]
            if not without:
                return []
            topic = random.choice(without)
        pattern = asker.pattern(ANY_PATTERNS)
        noun = random.choice(side.nouns)
        text = asker.filled(pattern, x=topic, noun=noun, an=article(noun), S=things(side, topic, random))
        return [Draft(text, Exists(of=walk(topic, use.step(forward))), pattern, (topic,))]
    other = random.choice(reached[topic])
    if not yes:
        kind = domain.kind_of[other]
        others = [name for name in domain.members[kind] if name not in reached[topic] and name != topic]
        turned = [name for name in others if topic in reached.get(name, ())]
        if not others:
            return []
        other = random.choice(turned if turned and random.random() < 0.6 else others)
    text = truth_question(side, topic, other, random)
    query = Exists(of=Both(parts=(walk(topic, use.step(forward)), one_of(other))))
    return [Draft(text, query, "", (topic, other))]


def _kept_truth(asker: Asker) -> list[Draft]:
    own = asker.values("truth")
    if own is None:
        return []
    topic = asker.random.choice(list(own.of))
    query = Same(left=walk(topic, own.name), sign="=", right=one_of('"true"^^xsd:boolean'))
    pattern = asker.pattern(own.attribute.asks)
    return [Draft(pattern.replace("{}", topic), query, pattern, (topic,))]


KIND_PATTERNS = (
    "which {K} are {S}", "which of the {S} are {K}", "{S} that are {K}", "what {K} are among the {S}",
    "which {k} is among the {S}", "only the {K} among the {S}", "list the {K} that are {S}",
    "of the {S}, which are {K}", "show me only {K}: {S}",
)  # fmt: skip


def kind_filter(asker: Asker) -> list[Draft]:
    """Those of one kind, where a relation leads to things of several."""
    random, domain = asker.random, asker.domain
    fit = [
        (number, use, way)
        for number, use in enumerate(domain.uses)
        for way in (True, False)
        if len(use.tails if way else use.heads) > 1
    ]
    if not fit:
        return []
    number, use, way = random.choice(fit)
    topics = [(topic, {domain.kind_of[end] for end in ends}) for topic, ends in domain.reached[number, way].items()]
    mixed = [topic for topic, kinds in topics if len(kinds) > 1]
    if not mixed:
        return []
    topic = random.choice(mixed)
    kind = random.choice(sorted({domain.kind_of[end] for end in domain.reached[number, way][topic]}))
    query = Where(whole=walk(topic, use.step(way)), test=IsA(kind=kind))
    side = use.side(way)
    asked = replace(side, target_kinds=(kind,), nouns=())
    if random.random() < 0.6 and (asked.verbs or asked.target_verbs):
        words = things(asked, topic, random)
        return [Draft(random.choice(("list the ", "all ", "the ", "", "show me the ")) + words, query, "", (topic,))]
    pattern = asker.pattern(KIND_PATTERNS)
    return [Draft(asker.filled(pattern, S=things(side, topic, random), k=kind), query, pattern, (topic,))]
