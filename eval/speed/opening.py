"""What a made graph of many relations costs at its first question, when it is first opened and when it is opened again:

python -m eval.speed.opening [--relations 2000] [--names 2] [--out FILE]

A relation has a Freebase-like name, further names, and kinds of heads and tails; the model is the shipped one. Each lap
is a process of its own. CPU seconds are those of all its threads: on a machine that has other work they say more
than seconds.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from random import Random
from statistics import mean
from time import perf_counter, process_time

import rog
from eval.machine import in_own_process, write_report
from rog.graph import open_graph
from rog.graph.index.building.build import build_index
from rog.graph.records import EdgeRecord, NodeRecord, Record, RelationRecord
from rog.planner.compact.files import read_tokenizer
from rog.types import RelationDescription
from rog.words.relation_names import relation_text
from rog.words.word_ranks import word_ranks

__all__ = ["made_records", "main"]

MAX_WORD_RANK = 8_000
"""Names are made of words up to this rank."""
ENTITIES, ENTITY_TYPES, EDGES_PER_RELATION = 1000, 50, 20


def made_records(words: Sequence[str], relations: int, names: int, seed: int = 0) -> Iterator[Record]:
    """A graph of so many relations, each with a few edges between entities of many kinds."""
    random = Random(seed)
    kinds = random.sample(words, ENTITY_TYPES)
    for number in range(ENTITIES):
        yield NodeRecord(f"entity {number}", types=(kinds[number % ENTITY_TYPES],))
    for number in range(relations):
        domain, kind, *own = random.sample(words, 4)
        relation = f"{domain}.{kind}.{'_'.join(own)}_{number}"
        called = tuple(" ".join(random.sample(words, 2)) for _ in range(names))
        yield RelationRecord(relation, RelationDescription(names=called))
        for _ in range(EDGES_PER_RELATION):
            yield EdgeRecord(f"entity {random.randrange(ENTITIES)}", relation, f"entity {random.randrange(ENTITIES)}")


def first_question(graph: str, cache: str) -> dict[str, float]:
    """Seconds from the opening of a graph to the end of its first question, and of the next, in this process."""
    os.environ["ROG_CACHE"] = cache
    rog.open("world").ask("What is the capital of France?")  # what loading costs anyway
    laps = []
    began, worked = perf_counter(), process_time()
    kg = rog.open(graph)
    for _ in range(2):
        kg.ask("what is the domain of entity 1?", topics=["entity 1"])
        laps.append((perf_counter() - began, process_time() - worked))
        began, worked = perf_counter(), process_time()
    return {
        "first_seconds": round(laps[0][0], 3),
        "first_cpu_seconds": round(laps[0][1], 3),
        "next_seconds": round(laps[1][0], 3),
        "next_cpu_seconds": round(laps[1][1], 3),
    }


def measure(relations: int, names: int, folder: Path) -> dict[str, object]:
    """The figures, by name. What is made goes into the folder."""
    tokenizer = read_tokenizer(Path(str(files("rog").joinpath("models", "compact", "tokenizer.json"))))
    ranks = word_ranks(tokenizer)
    words = sorted(word for word, rank in ranks.items() if rank < MAX_WORD_RANK and len(word) > 3)
    path = folder / "made.rog"
    build_index(made_records(words, relations, names), path)
    graph = open_graph(path)
    known = graph.relations()
    texts = [relation_text(*pair, ranks) for pair in zip(known, graph.describe(known), strict=True)]
    laps = [in_own_process(first_question, str(path), str(folder)) for _ in range(2)]
    return {
        "relations": relations,
        "tokens_of_a_relation": round(mean(len(tokenizer.encode(text).ids) for text in texts), 1),
        "a_text": texts[0],
        "opened_first": laps[0],
        "opened_again": laps[1],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.speed.opening", description=__doc__)
    parser.add_argument("--relations", type=int, default=2000)
    parser.add_argument("--names", type=int, default=2, help="further names of a relation")
    parser.add_argument("--out", type=Path, help="JSON file to write")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        write_report(measure(args.relations, args.names, Path(folder)), args, args.out)


if __name__ == "__main__":
    main()
