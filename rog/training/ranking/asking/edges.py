"""Questions about what edges know: since when, in what role, and conditions on it."""

from __future__ import annotations

from rog.query import EdgeTest, EdgeValues, Walk
from rog.query.nodes import Sign
from rog.training.ranking.asking.asker import Asker, Draft, one_of
from rog.training.ranking.asking.clauses import many, plain_verbs, plural_verb, things, who_or_which
from rog.values import value_from_python
from rog.wording.grammar import possessive
from rog.wording.phrases import inverted

__all__ = ["edge_condition", "edge_property"]

COUNTING = ("times", "count")
"""Names of properties that are no word for what they are."""
CONDITIONS: dict[str, dict[str, Sign]] = {
    "since": {
        "since before {v}": "<", "since {v}": "=", "already before {v}": "<", "since {v} or earlier": "<=",
        "only since after {v}": ">", "starting in {v}": "=", "from {v} on": "=", "since at least {v}": "<=",
    },
    "year": {
        "in {v}": "=", "in the year {v}": "=", "before {v}": "<", "after {v}": ">", "during {v}": "=",
        "in {v} or later": ">=", "until {v}": "<=",
    },
    "role": {
        "as {v}": "=", "as the {v}": "=", "in the role of {v}": "=", "with the {p} {v}": "=", "({v})": "=",
        "in the position of {v}": "=", "acting as {v}": "=", "whose {p} is {v}": "=",
    },
    "quantity": {
        "more than {v} times": ">", "{v} times": "=", "at least {v} times": ">=", "over {v} times": ">",
        "less than {v} times": "<", "with a {p} of {v}": "=", "with a {p} over {v}": ">", "exactly {v} times": "=",
        "no more than {v} times": "<=",
    },
}  # fmt: skip
"""What stands behind a relation where its edge is to pass a test, by what the edge knows."""
ASKS: dict[str, tuple[str, ...]] = {
    "since": (
        "since when {Q}", "from what year on {Q}", "how long {Q}, I mean since when", "since what year {Q}",
        "when did it start that {C}", "{C} since when", "in what year did it begin that {C}",
    ),
    "year": (
        "in which year {Q}", "when {Q}", "what year {Q}", "in what year was it that {C}", "{C} when",
        "year in which {C}", "in what year {Q}",
    ),
    "role": (
        "in what role {Q}", "as what {Q}", "what is the {p} when {C}", "in which {p} {Q}", "{C} as what",
        "{C} in which {p}", "what {p} is given where {C}",
    ),
    "quantity": (
        "how many times {Q}", "how often {Q}", "what is the {p} where {C}", "with what {p} {Q}", "{C} how often",
        "how many times was it that {C}", "{C} how many times",
    ),
}  # fmt: skip
"""Questions for what an edge knows: {Q} is a question whether it is there, {C} says so."""


def edge_condition(asker: Asker) -> list[Draft]:
    """What a relation leads to by edges that pass a test."""
    random, domain = asker.random, asker.domain
    found = asker.use(kept=True)
    if found is None:
        return []
    number, use = found
    forward = random.random() < 0.5
    topic = asker.topic(number, forward, 2 if random.random() < 0.7 else 1)
    if topic is None or use.kept is None:
        return []
    known = [
        domain.kept.get((number, topic, end) if forward else (number, end, topic))
        for end in domain.reached[number, forward][topic]
    ]
    contents = [content for content in known if content is not None]
    if not contents:
        return []
    content = random.choice(contents)
    patterns = CONDITIONS[use.kept.type]
    chosen = asker.pattern([pattern for pattern in patterns if "{p}" not in pattern or use.kept.name not in COUNTING])
    sign = patterns[chosen]
    if isinstance(content, int) and sign in ("<", ">"):
        content += 1 if sign == "<" else -1
    if use.kept.type == "quantity" and isinstance(content, int) and content < 1:
        return []
    value = value_from_python(content)
    if value is None:
        return []
    noun = use.kept.name.replace("_", " ")
    condition = asker.filled(chosen, v=str(content), p=noun)
    side = use.side(forward)
    kind = random.choice(side.target_kinds) if side.target_kinds else ""
    forms = [f"{random.choice(('', 'the ', 'all ', 'which '))}{things(side, topic, random)} {condition}"]
    for verb in plain_verbs(side.target_verbs):
        forms += [f"{who_or_which(kind, random)} {verb} {topic} {condition}"] * 2
        forms += [f"{many(kind) if kind else 'things'} that {plural_verb(verb)} {topic} {condition}"]
    for verb in plain_verbs(side.verbs):
        forms += [f"{who_or_which(kind, random).replace('who', 'whom')} {inverted(verb, topic)} {condition}"] * 2
    for noun_ in side.nouns:
        forms += [
            f"who is {possessive(topic)} {noun_} {condition}"
            if kind == "person"
            else f"what is {possessive(topic)} {noun_} {condition}"
        ]
    test = EdgeTest(hop=1, property=use.kept.name, sign=sign, value=value.id)
    query = Walk(start=one_of(topic), path=(use.step(forward),), tests=(test,))
    return [Draft(random.choice(forms), query, chosen, (topic,))]


def edge_property(asker: Asker) -> list[Draft]:
    """What an edge knows, asked of both its ends or of the only edge there is."""
    random, domain = asker.random, asker.domain
    found = asker.use(kept=True)
    if found is None or found[1].kept is None:
        return []
    number, use = found
    edges = [
        (forward, topic, ends[0])
        for forward in (True, False)
        for topic, ends in domain.reached[number, forward].items()
        if len(ends) == 1 and ((number, topic, ends[0]) if forward else (number, ends[0], topic)) in domain.kept
    ]
    if not edges:
        return []
    forward, topic, end = random.choice(edges)
    side = use.side(forward)
    verbs, back = plain_verbs(side.verbs), plain_verbs(side.target_verbs)
    clauses = [(inverted(verb, topic) + f" {end}", f"{topic} {verb} {end}") for verb in verbs]
    clauses += [(inverted(verb, end) + f" {topic}", f"{end} {verb} {topic}") for verb in back]
    clauses += [(f"is {end} {possessive(topic)} {noun}", f"{end} is the {noun} of {topic}") for noun in side.nouns]
    if not clauses:
        return []
    asked, said = random.choice(clauses)
    assert use.kept is not None
    patterns = ASKS[use.kept.type]
    pattern = asker.pattern([one for one in patterns if "{p}" not in one or use.kept.name not in COUNTING])
    text = asker.filled(pattern, Q=asked, C=said, p=use.kept.name.replace("_", " "))
    query = EdgeValues(walk=Walk(start=one_of(topic), path=(use.step(forward),)), property=use.kept.name)
    return [Draft(text, query, pattern, (topic, end))]
