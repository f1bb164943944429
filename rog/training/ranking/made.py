"""Made-up graphs with questions for every operation, drawn one after the other from a seed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from random import Random

from rog.errors import IncomparableError, InputError
from rog.lexicon.lexicon import Group, Lexicon, numbered, read_lexicon
from rog.query import COMPUTED, Ids, Several
from rog.query.nodes import Query, children, with_children
from rog.training.ranking.asking import edges, paths, sets, values
from rog.training.ranking.asking.asker import Asker, Draft
from rog.training.ranking.asking.composed import composed, groups_to_compose
from rog.training.ranking.asking.nonsense import nonsense
from rog.training.ranking.domain import make_domain
from rog.training.ranking.examples import GraphRecords, RankingGraph, RankingQuery, answers_of, open_records

__all__ = ["OPERATIONS", "made_graphs"]

HELD_OUT_SHARE = 6
"""One group of the lexicon in so many is kept for validation."""
CODED_SHARE = 0.25
"""Share of graphs whose ids are not names."""
COMPOSED_SHARE = 0.4
"""Share of graphs with the relations that another is made of."""
MOST_ANSWERS = 15
"""Most answers of a question that is not a count or a total."""
LEADS = ("hi, ", "quick question: ", "so ", "please: ", "just curious: ", "now, ")
MISSPELT_SHARE, SHORT_SHARE, LEAD_SHARE, LOWER_CASE_SHARE = 0.04, 0.05, 0.04, 0.25
"""Shares of questions with a topic misspelt or called by one word of its name, with words before them, and without
capitals."""
SOURCE = "made"

OPERATIONS: dict[str, tuple[float, Callable[[Asker], list[Draft]]]] = {
    "walk": (8, paths.walks),
    "direction": (5, paths.direction),
    "value": (3, paths.value),
    "count": (4, sets.count),
    "truth": (5, paths.truth),
    "superlative": (5, values.superlative),
    "superlative by count": (1.5, sets.counted),
    "compare": (2.5, values.compare),
    "range": (1, values.in_range),
    "time": (2, values.times),
    "two compared": (3, values.two_compared),
    "truth kept": (1, values.kept_truth),
    "beyond": (2.5, values.beyond),
    "total": (2, values.total),
    "difference": (3, sets.difference),
    "union": (2, sets.union),
    "both": (3, sets.both),
    "edge condition": (2.5, edges.edge_condition),
    "edge property": (2, edges.edge_property),
    "start": (2, sets.start),
    "kind": (2.5, paths.kind_filter),
    "between": (1, paths.between),
    "two questions": (2, paths.two_questions),
    "absent": (4, paths.absent),
    "composed": (2.5, composed),
    "nonsense": (0.7, nonsense),
}
"""What is asked for, how often, and what asks it."""


def made_graphs(seed: int, *, held_out: bool = False, questions: int = 30) -> Iterator[RankingGraph]:
    """Graphs without end, each with about so many questions; `held_out` ones of relations and wordings of their own."""
    lexicon = Lexicon(numbered(group for group in read_lexicon() if _is_held_out(group) == held_out))
    number = 0
    while True:
        random = Random(f"{seed} {held_out} {number}")
        number += 1
        needed = groups_to_compose(lexicon, random) if random.random() < COMPOSED_SHARE else ()
        domain = make_domain(lexicon, random, needed)
        graph = open_records(domain.records)
        asker = Asker(domain, graph, lexicon, random, held_out)
        asked = tuple(_questions(asker, questions))
        if asked:
            made = RankingGraph(graph, asked, held_out, domain.records)
            yield _coded(made, random) if random.random() < CODED_SHARE else made


def _coded(made: RankingGraph, random: Random) -> RankingGraph:
    """The same with ids that are not names."""
    assert made.records is not None
    style = random.choice(("Q{}", "n{}", "urn:x:{}", "e_{}"))
    numbers = random.sample(range(1, 5000), len(made.records.nodes))
    codes = {node.id: style.format(number) for node, number in zip(made.records.nodes, numbers, strict=True)}
    records = GraphRecords(
        tuple(node._replace(id=codes[node.id]) for node in made.records.nodes),
        tuple(
            edge._replace(head=codes[edge.head], tail=codes.get(edge.tail, edge.tail)) for edge in made.records.edges
        ),
        made.records.symmetric,
    )
    graph = open_records(records)
    questions = []
    for one in made.questions:
        query = None if one.query is None else renamed(one.query, codes)
        answers = () if query is None else answers_of(query, graph)
        questions.append(replace(one, query=query, answers=answers))
    return RankingGraph(graph, tuple(questions), made.held_out, records)


def renamed(query: Query, names: Mapping[str, str]) -> Query:
    """The query with other ids for its entities."""
    within = tuple(renamed(one, names) for one in children(query))
    if isinstance(query, Ids):
        return Ids(ids=tuple(names.get(one, one) for one in query.ids))
    return with_children(query, within)


def _questions(asker: Asker, count: int) -> Iterator[RankingQuery]:
    random = asker.random
    names, weights = list(OPERATIONS), [share for share, _ in OPERATIONS.values()]
    seen: set[str] = set()
    made = tries = 0
    while made < count and tries < 12 * count:
        tries += 1
        operation = random.choices(names, weights)[0]
        for draft in OPERATIONS[operation][1](asker):
            text = " ".join(draft.question.split())
            if text.lower() in seen:
                continue
            answers = good_answers(draft.query, asker)
            if answers is None:
                continue
            seen.add(text.lower())
            made += 1
            yield RankingQuery(
                _dressed(text, draft, asker.domain.kind_of, random),
                draft.query,
                answers,
                operation,
                SOURCE,
                draft.template,
            )


def good_answers(query: Query | None, asker: Asker) -> tuple[str, ...] | None:
    """The answers of a gold query; None where it has none, too many, or needs what cannot be compared."""
    if query is None:
        return ()
    try:
        answers = answers_of(query, asker.graph)
        if isinstance(query, Several) and not all(answers_of(part, asker.graph) for part in query.parts):
            return None
    except (IncomparableError, InputError):
        return None
    if isinstance(query, COMPUTED):
        return answers or None
    return answers if 0 < len(answers) <= MOST_ANSWERS else None


def _dressed(text: str, draft: Draft, names: Collection[str], random: Random) -> str:
    """The question as people type it; `names` are those of the graph."""
    if random.random() < 0.6:
        text = text[0].upper() + text[1:]
    question = text if text.endswith("?") or random.random() < 0.3 else text + "?"
    if draft.topics and random.random() < SHORT_SHARE:
        question = question.replace(draft.topics[0], _short(draft.topics[0], names))
    elif draft.topics and random.random() < MISSPELT_SHARE:
        question = question.replace(draft.topics[0], _misspelt(draft.topics[0], random))
    if random.random() < LEAD_SHARE:
        question = random.choice(LEADS) + question
    return question.lower() if random.random() < LOWER_CASE_SHARE else question


def _short(name: str, names: Collection[str]) -> str:
    """The last or first word of a name, where no other name has it: a surname, or a company without its form."""
    words = [word for word in (name.split()[-1], name.split()[0]) if len(word) > 3 and word[0].isupper()]
    alone = [word for word in words if sum(word in other.split() for other in names) == 1]
    return alone[0] if alone else name


def _misspelt(name: str, random: Random) -> str:
    """The name with one letter wrong, where it is long enough to be known by."""
    places = [at for at in range(1, len(name) - 1) if name[at - 1 : at + 2].isalpha()]
    if len(name) < 6 or not places:
        return name
    at = random.choice(places)
    before, here, after = name[:at], name[at], name[at + 1 :]
    return before + random.choice((after, 2 * here + after, after[0] + here + after[1:]))


def _is_held_out(group: Group) -> bool:
    words = " ".join((*group.ahead.nouns, *group.ahead.verbs))
    return int(hashlib.sha256(words.encode()).hexdigest(), 16) % HELD_OUT_SHARE == 0
