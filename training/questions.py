"""Questions with gold paths and answers from any graph:

python -m training.questions GRAPH OUT.jsonl [--count 300] [--hops 1 2 3] [--style varied --wordnet oewn.triples.tsv.gz]

For measuring on a graph that has no questions, and for training and adaptation. Relations whose names are no
words (`P31`) are passed over unless `--relations` says what they are called.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import cast

from tqdm import tqdm

from rog.errors import InputError, RogError, SourceError
from rog.graph import Graph, open_graph
from rog.planner.relation_names import relation_name
from rog.questions import PLACE, Question
from rog.types import Step, read_step
from training.question_kinds import Kinds
from training.question_paths import ChosenPath, PathChooser, PathSettings, SampledGraph
from training.question_wording import WordedStep, word_path
from training.relation_phrases import Reading
from training.relation_readings import COMMON, read_relations, word_ranks
from training.rewording import reword, roughen
from training.synonyms import WordNet, read_wordnet

__all__ = ["QuestionSettings", "main", "make_questions"]


@dataclass(frozen=True)
class QuestionSettings:
    """How many questions, about which paths, and in what words."""

    count: int = 300  # questions; fewer where the graph has not so many fit paths
    seed: int = 0  # the same seed gives the same questions
    varied: bool = False  # other words than the relations' own, small faults, words around the question
    misspelled: float = 0.05  # share of varied questions with a misspelled word
    paths: PathSettings = field(default_factory=PathSettings)


def make_questions(
    graph: Graph,
    settings: QuestionSettings = QuestionSettings(),
    *,
    wordnet: WordNet | None = None,
    names: Mapping[str, str] | None = None,
) -> Iterator[Question]:
    """Questions about what `graph` holds, each with the path it was made from and all that path reaches.

    `names` says what relations are called whose own names are no words. Raises InputError for a graph that
    entities cannot be drawn from, and where no relation's name can be read.
    """
    if not callable(getattr(graph, "starts", None)):
        raise InputError(f"entities cannot be drawn from a {type(graph).__name__}: it has no method `starts`")
    vocabulary = word_ranks(wordnet)
    if wordnet:
        wordnet = wordnet.of_words({word for word, rank in vocabulary.items() if rank <= COMMON})
    words = read_relations(graph.relations(), vocabulary, names or {})
    if not words:
        raise InputError("no relation of the graph has a name that can be read; say what they mean with --relations")
    # Apart, so that one seed asks for the same paths in every style, and styles can be compared.
    paths, wording = Random(f"{settings.seed} paths"), Random(f"{settings.seed} words")
    chooser = PathChooser(cast(SampledGraph, graph), words.__contains__, settings.paths, paths)
    kinds = Kinds(graph, words, partial(relation_name, vocabulary=vocabulary))
    writer = _Writer(words, kinds, wordnet, settings, wording)
    for number, chosen in enumerate(chooser.choose(settings.count)):
        yield writer.question(number, chosen)


class _Writer:
    """Puts chosen paths in words."""

    def __init__(
        self,
        words: Mapping[str, Reading],
        kinds: Kinds,
        wordnet: WordNet | None,
        settings: QuestionSettings,
        random: Random,
    ) -> None:
        self._words, self._kinds, self._wordnet = words, kinds, wordnet
        self._settings, self._random = settings, random

    def question(self, number: int, chosen: ChosenPath) -> Question:
        """The question of a path, its answers in code point order."""
        varied, random = self._settings.varied, self._random
        name = " ".join(chosen.topic.name.replace("_", " ").split())
        known: dict[Step, Reading] = {}
        steps = []
        for step, ends in zip(chosen.path, chosen.reached, strict=True):
            relation, forward = read_step(step)
            reading = known.setdefault(relation, self._reworded(self._words[relation]))
            steps.append(WordedStep(reading, forward, self._kinds.shared(ends), len(ends) > 1))
        pattern = word_path(PLACE, steps, random, varied=varied)
        text = pattern.replace(PLACE, name)
        return Question(
            id=f"{self._settings.seed}-{number:05}",
            question=roughen(text, name, random, self._settings.misspelled) if varied else text,
            topics=(chosen.topic.id,),
            answers=tuple(chosen.reached[-1]),
            hops=len(chosen.path),
            gold_paths=(chosen.path,),
            template=pattern,
        )

    def _reworded(self, reading: Reading) -> Reading:
        return reword(reading, self._wordnet, self._random) if self._settings.varied else reading


def _names(path: Path | None) -> dict[str, str]:
    """A file of relation and name, tab-separated."""
    if path is None:
        return {}
    names = {}
    try:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            relation, tab, rest = line.partition("\t")
            if line.strip():
                if not tab or not rest.strip():
                    raise SourceError(path, number, "a line has the relation, a tab and its name")
                names[relation] = rest.partition("\t")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(path, None, f"cannot be read: {error}") from error
    return names


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.questions", description=__doc__)
    parser.add_argument("graph", help="what rog opens: a bundled graph's name or a file")
    parser.add_argument("out", type=Path, help="JSON lines, gzipped where the name ends in .gz")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--hops", type=int, nargs="+", default=[1, 2, 3], choices=(1, 2, 3, 4))
    parser.add_argument("--style", choices=("plain", "varied"), default="plain")
    parser.add_argument("--wordnet", type=Path, help="WordNet as triples, for the words of --style varied")
    parser.add_argument("--misspelled", type=float, default=0.05, help="share of varied questions with a wrong word")
    parser.add_argument("--answers", type=int, default=30, help="most answers of a question")
    parser.add_argument("--siblings", type=float, default=0.1, help="share of paths that walk a relation back")
    parser.add_argument("--nodes", type=Path, help="names and types of the graph's entities")
    parser.add_argument("--relations", type=Path, help="relation, tab, what it is called")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Command line; 0 if there are questions, 1 if the graph has no fit path, 2 for what cannot be read."""
    args = _arguments(arguments)
    paths = PathSettings(tuple(dict.fromkeys(args.hops)), answers=args.answers, siblings=args.siblings)
    settings = QuestionSettings(args.count, args.seed, args.style == "varied", args.misspelled, paths)
    try:
        graph = open_graph(args.graph, nodes=args.nodes or ())
        wordnet = read_wordnet(args.wordnet) if args.wordnet else None
        made = make_questions(graph, settings, wordnet=wordnet, names=_names(args.relations))
        rows = list(tqdm(made, total=args.count, unit=" questions", file=sys.stderr))
    except RogError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    args.out.parent.mkdir(parents=True, exist_ok=True)
    with (
        gzip.open(args.out, "wt", encoding="utf-8")
        if args.out.suffix == ".gz"
        else args.out.open("w", encoding="utf-8") as out
    ):
        for row in rows:
            out.write(json.dumps(row.model_dump(mode="json"), ensure_ascii=False) + "\n")
    hops = Counter(row.hops for row in rows)
    said = ", ".join(f"{hops[length]} of {length} hops" for length in sorted(hops, key=lambda length: length or 0))
    print(
        f"{args.out}: {len(rows)} questions ({said or 'the graph has no path that is fit to be asked for'})",
        file=sys.stderr,
    )
    return 0 if rows else 1


if __name__ == "__main__":
    sys.exit(main())
