"""Counts, unions, differences, what two have in common, and questions that start from a kind."""

from __future__ import annotations

from rog.query import Compares, Count, Having, Ids, Measure, Most, Query, Where, Without
from rog.query.nodes import Both
from rog.training.ranking.asking.asker import Asker, Draft, all_of, one_of, walk
from rog.training.ranking.asking.clauses import article, many, plain_verbs, plural_verb, things, who_or_which
from rog.training.ranking.names import is_person_kind
from rog.values import number
from rog.wording.grammar import lemmas, plural, possessive
from rog.wording.phrases import ask_meeting, inverted

__all__ = ["both", "count", "counted", "difference", "start", "union"]

COUNT_PATTERNS = (
    "how many {S} are there", "how many {S}", "number of {S}", "what is the number of {S}", "count the {S}",
    "count of {S}", "what's the total number of {S}", "I want to know how many {S} there are", "total number of {S}",
    "can you count the {S}", "in total how many {S} are there", "how many {S} do you know", "give me the number of {S}",
    "how many {S} exist", "what is the count of {S}", "how large is the number of {S}",
)  # fmt: skip
COUNT_NOUN_PATTERNS = (
    "how many {N} does {x} have", "how many {N} has {x} got", "{x} number of {N}", "number of {N} of {x}",
    "what is the number of {xs} {N}", "how many {N} are there for {x}", "tell me how many {N} {x} has",
    "how many different {N} does {x} have", "{xs} {N}: how many", "how many are {xs} {N}", "how many {N} {x}",
)  # fmt: skip


def count(asker: Asker) -> list[Draft]:
    """How many a relation leads to, or are of a kind."""
    random = asker.random
    if random.random() < 0.12:
        kind = asker.kind()
        pattern = asker.pattern(COUNT_PATTERNS)
        return [Draft(asker.filled(pattern, S=many(kind)), Count(of=all_of(kind)), pattern)]
    found = asker.drawn(2 if random.random() < 0.7 else 1)
    if found is None:
        return []
    _, use, forward, topic = found
    side = use.side(forward)
    query = Count(of=walk(topic, use.step(forward)))
    forms: list[tuple[str, str]] = []
    kind = many(random.choice(side.target_kinds)) if side.target_kinds else "things"
    for verb in plain_verbs(side.verbs)[:3]:
        forms += [(f"how many {kind} {inverted(verb, topic)}", "")]
    for verb in plain_verbs(side.target_verbs)[:3]:
        forms += [(f"how many {kind} {plural_verb(verb)} {topic}", "")]
    for noun in side.nouns[:3]:
        pattern = asker.pattern(COUNT_NOUN_PATTERNS)
        forms += [(asker.filled(pattern, x=topic, xs=possessive(topic), N=plural(noun)), pattern)]
    pattern = asker.pattern(COUNT_PATTERNS)
    forms += [(asker.filled(pattern, S=things(side, topic, random)), pattern)] * 2
    text, pattern = random.choice(forms)
    return [Draft(text, query, pattern, (topic,))]


def union(asker: Asker) -> list[Draft]:
    """What a relation leads to from one thing or another."""
    random = asker.random
    found = asker.drawn()
    if found is None:
        return []
    number_, use, forward, _ = found
    reached = asker.domain.reached[number_, forward]
    if len(reached) < 2:
        return []
    first, second = random.sample(list(reached), 2)
    if set(reached[first]) == set(reached[second]):
        return []
    side, link = use.side(forward), random.choice(("or", "or", "and/or"))
    pair = f"{first} {link} {second}"
    query: Query = walk(Ids(ids=(first, second)), use.step(forward))
    forms: list[tuple[str, str]] = []
    kind = random.choice(side.target_kinds) if side.target_kinds else ""
    for verb in plain_verbs(side.target_verbs):
        forms += [(f"{who_or_which(kind, random)} {verb} {pair}", "")] * 2
        forms += [(f"{who_or_which(kind, random)} {verb} either {first} or {second}", "")]
    for verb in plain_verbs(side.verbs):
        forms += [(f"which {many(kind) if kind else 'things'} {inverted(verb, pair)}", "")]
    if side.nouns:
        noun = plural(random.choice(side.nouns))
        forms += [
            (f"{noun} of {pair}", ""),
            (
                f"who are the {noun} of {first} or of {second}"
                if kind and is_person_kind(kind)
                else f"what are the {noun} of {first} or of {second}",
                "",
            ),
        ]
        forms += [
            (f"all {noun} of {first} and all {noun} of {second}", ""),
            (f"{possessive(first)} or {possessive(second)} {noun}", ""),
        ]
    forms += [(f"{things(side, pair, random)}", "")] * 2
    text, pattern = random.choice(forms)
    return [Draft(text, query, pattern, (first, second))]


BUT_NOT = (
    "but not {y}", "and not {y}", "except {y}", "other than {y}", "besides {y}", "apart from {y}", "without {y}",
    "excluding {y}", "not counting {y}",
)  # fmt: skip
LACKING_PATTERNS = (
    "which {K} have no {noun}", "{K} without {an}", "which {K} do not have {an}", "{K} that have no {N}",
    "list all {K} that lack {an}", "who has no {noun}", "for which {K} is no {noun} known", "{K} with no {noun}",
    "which {k} doesn't have {an}", "any {K} without {N}", "which {K} don't have any {N}", "{K} lacking {N}",
    "show me the {K} that have never had {an}",
)  # fmt: skip
COMPLEMENT_PATTERNS = (
    "which {K} are not {S}", "{K} that are not {S}", "all {K} except {S}", "{K} other than {S}",
    "which {K} don't belong to the {S}", "every {k} but the {S}", "the {K} without the {S}",
)  # fmt: skip


def difference(asker: Asker) -> list[Draft]:
    """Some but not others: those of one thing and not of another, those of a kind without a relation, all but one."""
    random, domain = asker.random, asker.domain
    found = asker.drawn()
    if found is None:
        return []
    number_, use, forward, topic = found
    side, reached = use.side(forward), domain.reached[number_, forward]
    drawn = random.random()
    if drawn < 0.4:
        return _lacking(asker)
    if drawn < 0.6:
        ends = reached[topic]
        if len(ends) < 2:
            return []
        left_out = random.choice(ends)
        pattern = asker.pattern(BUT_NOT[2:])
        text = f"{_all(asker)}{things(side, topic, random)} {pattern.replace('{y}', left_out)}"
        query = Without(whole=walk(topic, use.step(forward)), part=one_of(left_out))
        return [Draft(text, query, pattern, (topic, left_out))]
    others = [
        (other, ends)
        for other, ends in reached.items()
        if other != topic and set(ends) & set(reached[topic]) and set(reached[topic]) - set(ends)
    ]
    if drawn < 0.85 and others:
        other = random.choice(others)[0]
        query = Without(whole=walk(topic, use.step(forward)), part=walk(other, use.step(forward)))
        kind = random.choice(side.target_kinds) if side.target_kinds else ""
        text = ""
        if plain_verbs(side.target_verbs) and random.random() < 0.6:
            verb = random.choice(plain_verbs(side.target_verbs))
            link = random.choice(("but not", "and not", "and never", "but never"))
            text = f"{who_or_which(kind, random)} {verb} {topic} {link} {other}"
        elif side.nouns:
            noun = plural(random.choice(side.nouns))
            text = random.choice((
                f"{noun} of {topic} but not of {other}", f"which {noun} of {topic} are not {noun} of {other}",
                f"{possessive(topic)} {noun} that are not {possessive(other)}",
                f"which {noun} does {topic} have that {other} does not",
            ))  # fmt: skip
        else:
            text = f"{things(side, topic, random)} but not {other}"
        return [Draft(text, query, "", (topic, other))]
    kind = domain.kind_of[reached[topic][0]]
    if not all(domain.kind_of[end] == kind for end in reached[topic]):
        return []
    pattern = asker.pattern(COMPLEMENT_PATTERNS)
    query = Without(whole=all_of(kind), part=walk(topic, use.step(forward)))
    return [Draft(asker.filled(pattern, k=kind, S=things(side, topic, random)), query, pattern, (topic,))]


def _all(asker: Asker) -> str:
    return asker.random.choice(("", "all ", "the ", "which ", "all the ", "list the ", "show me "))


def _lacking(asker: Asker) -> list[Draft]:
    random, domain = asker.random, asker.domain
    fit = [
        (number_, way, kinds[0])
        for number_, use in enumerate(domain.uses)
        for way, kinds in ((True, use.heads), (False, use.tails))
        if len(kinds) == 1 and set(domain.members[kinds[0]]) - set(domain.reached[number_, way])
    ]
    if not fit:
        return []
    number_, way, kind = random.choice(fit)
    use = domain.uses[number_]
    side = use.side(way)
    query = Without(whole=all_of(kind), part=Having(path=(use.step(way),)))
    if side.nouns and random.random() < 0.6:
        noun = random.choice(side.nouns)
        pattern = asker.pattern(
            LACKING_PATTERNS if is_person_kind(kind) else [one for one in LACKING_PATTERNS if "who" not in one]
        )
        return [Draft(asker.filled(pattern, k=kind, noun=noun, an=article(noun), N=plural(noun)), query, pattern)]
    target = random.choice(side.target_kinds) if side.target_kinds else "thing"
    any_ = random.choice((f"any {target}", f"a single {target}", f"any {many(target)}"))
    for verb in random.sample(plain_verbs(side.verbs), len(plain_verbs(side.verbs))):
        text = random.choice((
            f"which {many(kind)} {_negated(verb)} {any_}", f"{many(kind)} that {_negated(verb)} {any_}",
            f"{who_or_which(kind, random)} {_never(verb)} {any_}",
        ))  # fmt: skip
        return [Draft(text, query)]
    return []


def _negated(verb: str) -> str:
    """A verb phrase of several, denied."""
    first, _, rest = plural_verb(verb).partition(" ")
    if first in ("are", "were", "can", "will", "must"):
        return f"{first} not {rest}"
    past = verb.partition(" ")[0] == first
    if first == "have" or not past:
        return f"do not {first} {rest}".strip()
    return f"did not {lemmas(first).get('VERB', first)} {rest}".strip()


def _never(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    return f"{first} never {rest}" if first in ("is", "was", "has", "can") else f"never {verb}"


def both(asker: Asker) -> list[Draft]:
    """What a relation leads to from two things, or two relations from one each."""
    random, domain = asker.random, asker.domain
    found = asker.drawn()
    if found is None:
        return []
    number_, use, forward, topic = found
    side, reached = use.side(forward), domain.reached[number_, forward]
    ends = set(reached[topic])
    if random.random() < 0.5:
        others = [one for one, other in reached.items() if one != topic and ends & set(other)]
        if not others:
            return []
        other = random.choice(others)
        query = Both(parts=(walk(topic, use.step(forward)), walk(other, use.step(forward))))
        kind = random.choice(side.target_kinds) if side.target_kinds else ""
        forms = []
        for verb in plain_verbs(side.target_verbs):
            forms += [f"{who_or_which(kind, random)} {verb} both {topic} and {other}"] * 2
            forms += [f"{many(kind) if kind else 'things'} that {plural_verb(verb)} {topic} as well as {other}"]
            forms += [f"{who_or_which(kind, random)} {verb} {topic} and {other} at once"]
        for verb in plain_verbs(side.verbs):
            asked = inverted(verb, f"{topic} and {other}").replace("does ", "do ", 1)
            forms += [f"which {many(kind) if kind else 'things'} {asked}"]
        for noun in side.nouns:
            many_ = plural(noun)
            forms += [
                f"which {many_} do {topic} and {other} share", f"common {many_} of {topic} and {other}",
                f"{many_} of both {topic} and {other}", f"which {many_} do {topic} and {other} have in common",
                f"who or what is {article(noun)} of both {topic} and {other}", f"shared {many_} of {topic} and {other}",
            ]  # fmt: skip
        return [Draft(random.choice(forms), query, "", (topic, other))] if forms else []
    ways = [
        (no, way, one)
        for (no, way), other in domain.reached.items()
        if (no, way) != (number_, forward)
        for one, theirs in other.items()
        if one != topic and ends & set(theirs)
    ]
    if not ways:
        return []
    no, way, other = random.choice(ways)
    second = domain.uses[no]
    text = ask_meeting(side, topic, second.side(way), other, random)
    query = Both(parts=(walk(topic, use.step(forward)), walk(other, second.step(way))))
    return [Draft(text, query, "", (topic, other))] if text else []


ALL_PATTERNS = (
    "list all {K}", "which {K} are there", "all {K}", "show me every {k}", "what {K} do you know", "{K}",
    "give me a list of the {K}", "name all {K}", "which {K} do you have", "I need all the {K}",
    "are there any {K}, and which",
)  # fmt: skip
HAVING_PATTERNS = (
    "which {K} have {an}", "{K} with {an}", "{K} that have {an}", "which {k} has {an}", "list the {K} that have {N}",
    "all {K} with {N}", "which {K} have any {N}", "for which {K} is {an} known", "show me {K} having {an}",
)  # fmt: skip
MORE_PATTERNS = (
    "which {K} have more than {n} {N}", "{K} with more than {n} {N}", "which {k} has over {n} {N}",
    "{K} with at least {m} {N}", "which {K} have {m} or more {N}", "{K} that have more than {n} {N}",
    "list {K} having {m} {N} or more",
)  # fmt: skip


def start(asker: Asker) -> list[Draft]:
    """All of a kind, those that have something, and those that have more than so many."""
    random, domain = asker.random, asker.domain
    drawn = random.random()
    if drawn < 0.2:
        kind = asker.kind()
        pattern = asker.pattern(ALL_PATTERNS)
        return [Draft(asker.filled(pattern, k=kind), all_of(kind), pattern)]
    found = asker.drawn()
    if found is None:
        return []
    number_, use, forward, _ = found
    side, reached = use.side(forward), domain.reached[number_, forward]
    kinds = use.heads if forward else use.tails
    if len(kinds) != 1 or len(reached) == len(domain.members[kinds[0]]):
        return []
    kind, step = kinds[0], use.step(forward)
    target = random.choice(side.target_kinds) if side.target_kinds else "thing"
    if drawn < 0.6:
        query: Query = Having(path=(step,))
        if side.nouns and random.random() < 0.5:
            noun = random.choice(side.nouns)
            pattern = asker.pattern(HAVING_PATTERNS)
            return [Draft(asker.filled(pattern, k=kind, noun=noun, an=article(noun), N=plural(noun)), query, pattern)]
        verbs = plain_verbs(side.verbs)
        if not verbs:
            return []
        verb = random.choice(verbs)
        some = random.choice(("someone", "somebody") if is_person_kind(target) else ("something", f"some {target}"))
        text = random.choice((
            f"which {many(kind)} {plural_verb(verb)} {article(target)}",
            f"{many(kind)} that {plural_verb(verb)} {many(target)}",
            f"{who_or_which(kind, random)} {verb} {article(target)}",
            f"{who_or_which(kind, random)} {verb} {some}",
            f"all {many(kind)} that {plural_verb(verb)} some {target}",
        ))  # fmt: skip
        return [Draft(text, query)]
    sizes = sorted({len(ends) for ends in reached.values()})
    if len(sizes) < 2 or not side.nouns:
        return []
    least = random.choice(sizes[:-1])
    amount = number(str(least), "")
    assert amount is not None
    query = Where(
        whole=all_of(kind), test=Compares(by=Measure(path=(step,), counted=True), sign=">", right=one_of(amount.id))
    )
    pattern = asker.pattern(MORE_PATTERNS)
    if "{n}" not in pattern:
        amount = number(str(least + 1), "")
        assert amount is not None
        query = Where(
            whole=all_of(kind),
            test=Compares(by=Measure(path=(step,), counted=True), sign=">=", right=one_of(amount.id)),
        )
    words = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}
    said = (lambda value: words.get(value, str(value))) if random.random() < 0.6 else str
    noun = plural(random.choice(side.nouns))
    return [Draft(asker.filled(pattern, k=kind, N=noun, n=said(least), m=said(least + 1)), query, pattern)]


MOST_COUNT_PATTERNS = (
    "which {k} has the most {N}", "{k} with the most {N}", "what {k} has the largest number of {N}",
    "which {k} has the highest number of {N}", "the {k} that has most {N}", "who has the most {N}",
    "which of the {K} has the greatest number of {N}", "{k} with the highest number of {N}", "most {N} {k}",
)  # fmt: skip
LEAST_COUNT_PATTERNS = (
    "which {k} has the fewest {N}", "{k} with the fewest {N}", "which {k} has the smallest number of {N}",
    "{k} with the least {N}", "the {k} that has the fewest {N}", "who has the fewest {N}",
)  # fmt: skip


def counted(asker: Asker) -> list[Draft]:
    """First by how many."""
    random = asker.random
    found = asker.drawn(2)
    if found is None:
        return []
    _, use, forward, _ = found
    side, kinds = use.side(forward), use.heads if forward else use.tails
    if len(kinds) != 1:
        return []
    kind, least = kinds[0], random.random() < 0.2
    query = Most(whole=all_of(kind), by=Measure(path=(use.step(forward),), counted=True), least=least)
    verbs = plain_verbs(side.verbs)
    target = many(side.target_kinds[0]) if side.target_kinds else ""
    if verbs and side.target_kinds and random.random() < 0.5:
        verb, how = random.choice(verbs), "the fewest" if least else "the most"
        return [Draft(random.choice((
            f"{who_or_which(kind, random)} {verb} {how} {target}", f"the {kind} that {verb} {how} {target}",
            f"which {kind} {verb} {how} {target}",
        )), query)]  # fmt: skip
    if not side.nouns:
        return []
    patterns = LEAST_COUNT_PATTERNS if least else MOST_COUNT_PATTERNS
    pattern = asker.pattern(patterns if is_person_kind(kind) else [one for one in patterns if "who" not in one])
    return [Draft(asker.filled(pattern, k=kind, N=plural(random.choice(side.nouns))), query, pattern)]
