"""Questions over the bundled world graph, with their answers: python -m graphs.world.questions.questions OUT.jsonl

Deterministic by seed. Each line has `id`, `question`, `topics`, `answers`, `hops`, `gold_paths` (one path for each
topic, in their order), `template`, and `branches` where there are two topics. Unanswerable questions have neither
paths nor answers.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal

from graphs.world.build import world_records
from graphs.world.questions.compose import Chain, Wording, ask, chains, form_of
from graphs.world.questions.grammar import Noun, expand, pattern_id, tidy
from graphs.world.questions.leads import LEADS, THERE
from graphs.world.questions.moves import Move
from graphs.world.questions.pairs import PAIRS, Pair
from graphs.world.questions.phrases.countries import COUNTRY_MOVES
from graphs.world.questions.phrases.facts import FACT_MOVES
from graphs.world.questions.phrases.places import PLACE_MOVES
from graphs.world.questions.sampling import Answers, draw_chain, draw_pair, wide_answers
from graphs.world.questions.style import style
from graphs.world.questions.topics import Entry, Topics, read_topics, write_topic
from graphs.world.questions.unanswerable import UNANSWERABLE
from rog.graph import Graph, open_graph
from rog.types import RelationPath

__all__ = ["MOVES", "QUESTION_SHARES", "main", "write_questions"]

MOVES: tuple[Move, ...] = (*COUNTRY_MOVES, *FACT_MOVES, *PLACE_MOVES)

Group = int | Literal["two topics", "none"]

QUESTION_SHARES: dict[Group, float] = {1: 0.28, 2: 0.375, 3: 0.19, "two topics": 0.095, "none": 0.06}
"""Share of the questions by hops, of those with two topics, and of those without an answer."""

_THERE_SHARE = 0.12
"""Of the questions that `THERE` has words for."""

_ROUNDS = 4

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Source:
    """What questions are made from."""

    topics: Topics
    answers: Answers
    wide: Answers


def world_questions(graph: Graph, topics: Topics, seed: int, count: int) -> Iterator[Row]:
    """About `count` questions, in random order; fewer only where the graph has no more to ask for."""
    source = _Source(topics, Answers(graph), wide_answers(graph))
    random = Random(seed)
    rows: list[Row] = []
    for group, share in QUESTION_SHARES.items():
        makers = _makers(group, source)
        rows += _fill(makers, round(count * share), random)
    random.shuffle(rows)
    for number, row in enumerate(rows):
        yield {"id": f"world-{number:06}", **row}


Maker = Callable[[int, Random], list[Row]]


def _makers(group: Group, source: _Source) -> list[tuple[float, Maker]]:
    """Weight and maker of every kind of question in the group."""
    if group == "two topics":
        return [(pair.weight, _pair_maker(pair, source)) for pair in PAIRS]
    if group == "none":
        weights = {"country": 10, "city": 6, "language": 2, "currency": 2, "continent": 0.7}
        return [(weights[kind] ** 2, _unanswerable_maker(kind, source)) for kind in UNANSWERABLE]
    by_path: dict[tuple[str, RelationPath], list[Chain]] = defaultdict(list)
    for chain in chains(MOVES):
        if len(chain.path) == group:
            by_path[chain.moves[0].source, chain.path].append(chain)
    return [(sum(chain.weight for chain in found), _chain_maker(found, source)) for found in by_path.values()]


def _fill(makers: list[tuple[float, Maker]], count: int, random: Random) -> list[Row]:
    """`count` different questions, shared among the makers by the square root of their weights.

    What a maker falls short of, the others make up for.
    """
    roots = [weight**0.5 for weight, _ in makers]
    total = sum(roots)
    chosen: dict[str, Row] = {}
    live = list(zip(roots, (maker for _, maker in makers), strict=True))
    for _ in range(_ROUNDS):
        missing, total = count - len(chosen), sum(root for root, _ in live)
        if missing <= 0 or not live:
            break
        productive = []
        for root, maker in live:
            quota = max(1, round(missing * root / total))
            made = _distinct(maker(quota * 2 + 4, random), chosen, quota)
            if len(made) == quota:
                productive.append((root, maker))
            chosen.update(made)
        live = productive or live
    return list(chosen.values())[:count]


def _distinct(rows: Iterable[Row], chosen: dict[str, Row], most: int) -> dict[str, Row]:
    made: dict[str, Row] = {}
    for row in rows:
        key = row["question"].lower().rstrip("?.")
        if len(made) < most and key not in chosen:
            made[key] = row
    return made


def _chain_maker(found: list[Chain], source: _Source) -> Maker:
    def make(count: int, random: Random) -> list[Row]:
        rows = []
        for chain in found:
            share = max(2, round(count * chain.weight / sum(other.weight for other in found)))
            for entry, ends in draw_chain(chain, source.topics, source.answers, share, random):
                row = _chain_row(chain, entry, [len(each) for each in ends], random)
                if row:
                    rows.append({**row, "answers": list(ends[-1])})
        random.shuffle(rows)
        return rows

    return make


def _chain_row(chain: Chain, entry: Entry, counts: list[int], random: Random) -> Row | None:
    noun = write_topic(entry, random)
    there = THERE.get((entry.kind, chain.path))
    if there and random.random() < _THERE_SHARE:
        wording: Wording | None = _there(LEADS[entry.kind], there, noun, random)
    else:
        wording = ask(chain, noun, counts, random)
    if wording is None:
        return None
    return _row(wording, (noun,), (entry.id,), [chain.path], random)


def _there(leads: tuple[str, ...], asks: tuple[str, ...], noun: Noun, random: Random) -> Wording | None:
    lead, question = random.choice(leads), random.choice(asks)
    first, second = expand(lead, random, noun, False), expand(question, random, noun, False)
    joint = random.choice((". ", ", ", "; ", " - ", ", so "))
    return Wording(tidy(f"{first}{joint}{second}"), pattern_id(lead, question), "statement")


def _row(
    wording: Wording, nouns: tuple[Noun, ...], ids: tuple[str, ...], paths: list[RelationPath], random: Random
) -> Row:
    mentions = tuple(part for noun in nouns for part in (noun.text, noun.adjective or "", noun.many or ""))
    return {
        "question": style(wording, mentions, random),
        "topics": list(ids),
        "answers": [],
        "hops": max(map(len, paths)) if paths else None,
        "gold_paths": [list(path) for path in paths],
        "template": wording.template,
    }


def _pair_maker(pair: Pair, source: _Source) -> Maker:
    def make(count: int, random: Random) -> list[Row]:
        rows = []
        for first, second, common in draw_pair(pair, source.topics, source.answers, source.wide, count, random):
            nouns = write_topic(first, random), write_topic(second, random)
            pattern = random.choice(pair.asks)
            said = _expand_pair(pattern, nouns, len(common) > 1, random)
            if said:
                paths = [pair.first[1], pair.second[1]]
                row = _row(
                    Wording(said, pattern_id(pattern), form_of(said)), nouns, (first.id, second.id), paths, random
                )
                branches = [[topic, list(path)] for topic, path in zip(row["topics"], paths, strict=True)]
                rows.append({**row, "answers": list(common), "branches": branches})
        return rows

    return make


def _expand_pair(pattern: str, nouns: tuple[Noun, Noun], plural: bool, random: Random) -> str | None:
    said: str | None = pattern
    for slot, noun in zip("ab", nouns, strict=True):
        said = said and said.replace(f"{{{slot}}}", noun.text).replace(f"{{{slot}'s}}", noun.possessive or noun.text)
    return said and expand(said, random, nouns[0], plural)


def _unanswerable_maker(kind: str, source: _Source) -> Maker:
    def make(count: int, random: Random) -> list[Row]:
        rows = []
        for entry in source.topics.choose(kind, random, count):
            noun, pattern = write_topic(entry, random), random.choice(UNANSWERABLE[kind])
            said = expand(pattern, random, noun, False)
            if said:
                rows.append(_row(Wording(said, pattern_id(pattern), form_of(said)), (noun,), (entry.id,), [], random))
        return rows

    return make


def write_questions(rows: Iterable[Row], path: Path) -> int:
    """Write the rows as JSON lines, all or nothing, and say how many there were."""
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    partial = path.with_name(path.name + ".partial")
    partial.write_text("".join(lines), encoding="utf-8")
    os.replace(partial, path)
    return len(lines)


def main(arguments: list[str] | None = None) -> None:
    """Generate the questions and write them."""
    parser = argparse.ArgumentParser(prog="python -m graphs.world.questions.questions", description=__doc__)
    parser.add_argument("out", type=Path, help="JSON lines to write")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=60_000)
    parser.add_argument("--graph", default="world", help="the world graph, as rog.open takes it")
    options = parser.parse_args(arguments)
    graph = open_graph(options.graph)
    count = write_questions(
        world_questions(graph, read_topics(world_records()), options.seed, options.count), options.out
    )
    print(f"{count} questions in {options.out}")


if __name__ == "__main__":
    main()
