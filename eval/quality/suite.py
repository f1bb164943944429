"""Measure every set of eval/suite.toml, each by itself and by all its baselines:

python -m eval.quality.suite [NAME…] [--limit 300] [--again] [--compact-models | --language-models]

Writes eval/results/SET-ANSWERER-TOPICS.json through eval.quality.run. What was asked before is not asked again, so a
suite that was cut short goes on. Baselines are asked a sample of `--limit` questions, with topics given; rog all, with
topics given and linked. With `--compact-models` the suite's other compact models are asked instead: adapted ones,
and the shipped one without a part. They get all questions, topics given. One whose folder is not there is passed over.
With `--language-models` it is the language models, `--limit` questions each, topics given. Then
`python -m eval.report.tables` writes the README's tables.
"""

from __future__ import annotations

import argparse
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from eval.data.nell_names import write_names
from eval.quality import run
from rog.errors import InputError
from rog.graph import open_graph
from rog.planner.compact.options import read_compact_spec
from rog.questions import write_questions

__all__ = [
    "AskedModel",
    "Measured",
    "commands",
    "main",
    "make",
    "model_commands",
    "name_files",
    "placed",
    "question_files",
    "read_models",
    "read_suite",
    "sets_named",
]

SUITE = Path("eval/suite.toml")
RESULTS = Path("eval/results")
MADE = Path("build/questions")
"""Where questions made from graphs are kept: the graphs' licences do not let them into the project."""
MADE_COUNT = 300
"""Questions that are made from a graph that has none."""


class AskedModel(BaseModel):
    """A planner and a reasoner that are measured beside the default ones. SET in a spec is the set's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    planner: str
    reasoner: str = "paths"
    sets: tuple[str, ...]


class Measured(BaseModel):
    """One set of questions over one graph."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    dataset: str
    graph: str
    questions: tuple[str, ...] = ()
    made: Literal["plain", "varied"] | None = None
    """The style of the questions that are made from the graph, where it has none."""
    names: Literal["nell"] | None = None
    """Whose ids the graph has, where a file of names is made from them (`eval.data.nell_names`)."""
    train: tuple[str, ...] = ()
    part: str = "all"
    triples: str | None = None
    baselines: tuple[str, ...] = ()


def read_suite(path: Path = SUITE) -> list[Measured]:
    """The sets of a suite file. Raises pydantic's ValidationError for a malformed one."""
    return [Measured.model_validate(row) for row in tomllib.loads(path.read_text("utf-8"))["set"]]


def read_models(kind: Literal["compact_model", "language_model"], path: Path = SUITE) -> list[AskedModel]:
    """The models of a kind in a suite file. Raises pydantic's ValidationError for a malformed one."""
    return [AskedModel.model_validate(row) for row in tomllib.loads(path.read_text("utf-8"))[kind]]


def sets_named(names: Sequence[str]) -> list[Measured]:
    """The sets of these names, or all where there is none. Raises InputError for a name that no set has."""
    suite = read_suite()
    if unknown := set(names) - {measured.name for measured in suite}:
        known = ", ".join(one.name for one in suite)
        raise InputError(f"no such set: {', '.join(sorted(unknown))}; there are {known}")
    return [measured for measured in suite if not names or measured.name in names]


def placed(path: str) -> str:
    """A path with DATA for the folder of shared data, and BASE for the base model of adapters."""
    base = os.environ.get("ROG_LM", "HuggingFaceTB/SmolLM2-135M-Instruct")
    return path.replace("DATA", os.environ.get("ROG_DATA", "../shared/data")).replace("BASE", base)


def commands(measured: Measured, limit: int) -> Iterator[list[str]]:
    """The arguments of eval.quality.run for a set: rog with topics given and linked, then each baseline."""
    common = _common(measured)
    for topics in ("given", "linked"):
        out = RESULTS / f"{measured.name}-{topics}.json"
        triples = ["--triples", placed(measured.triples)] if measured.triples else []
        yield [*common, "--topics", topics, *triples, "--out", str(out)]
    train = ["--train", *map(placed, measured.train)] if measured.train else []
    for baseline in measured.baselines:
        out = RESULTS / f"{measured.name}-{baseline.partition(':')[0]}-given.json"
        yield [*common, *train, "--baseline", placed(baseline), "--limit", str(limit), "--out", str(out)]


def model_commands(measured: Measured, models: Iterable[AskedModel], limit: int | None) -> Iterator[list[str]]:
    """The arguments of eval.quality.run for a set and each model that is measured on it; `limit` None asks all."""
    for model in models:
        if measured.name in model.sets:
            out = RESULTS / f"{measured.name}-{'-'.join(re.findall(r'[a-z0-9]+', model.name.lower()))}-given.json"
            planner, reasoner = (placed(spec.replace("SET", measured.name)) for spec in (model.planner, model.reasoner))
            asked = ["--planner", planner, "--reasoner", reasoner, "--answerer", model.name]
            sample = [] if limit is None else ["--limit", str(limit)]
            yield [*_common(measured), *asked, *sample, "--out", str(out)]


def is_there(model: AskedModel, measured: Measured) -> bool:
    """Whether the folder of a compact model is there, where it has one of its own."""
    folder = read_compact_spec(placed(model.planner.replace("SET", measured.name)))[0]
    return folder is None or folder.is_dir()


def question_files(measured: Measured) -> list[str]:
    """The files of a set's questions, those that are made from its graph where it has none."""
    return [placed(path) for path in measured.questions or (str(MADE / f"{measured.name}.jsonl"),)]


def name_files(measured: Measured) -> list[Path]:
    """The file of names for the graph's ids, where one is made."""
    return [MADE / f"{measured.name}.names.tsv"] if measured.names else []


def _common(measured: Measured) -> list[str]:
    """The arguments that all answerers of a set share."""
    common = ["--graph", placed(measured.graph), "--dataset", measured.dataset, "--part", measured.part]
    common += ["--questions", *question_files(measured)]
    return [*common, "--nodes", *map(str, name_files(measured))] if measured.names else common


def make(measured: Measured) -> None:
    """Make the questions of a set that has none, and the names of its ids, where they are missing.

    Raises RogError for a graph that cannot be read, or that nothing can be asked about.
    """
    MADE.mkdir(parents=True, exist_ok=True)
    for names in name_files(measured):
        if not names.exists():
            write_names(Path(placed(measured.graph)), names)
    questions = MADE / f"{measured.name}.jsonl"
    if measured.made and not questions.exists():
        # Making questions takes the extra `train`; asking them does not.
        from eval.data.questions.make import questions_in_style
        from rog.training.from_graphs.make import QuestionSettings
        from rog.wording.synonyms import read_wordnet

        graph = open_graph(placed(measured.graph), nodes=name_files(measured))
        wordnet = read_wordnet(Path(placed("DATA/graphs/oewn.triples.tsv.gz")))
        rows = list(questions_in_style(graph, measured.made, QuestionSettings(MADE_COUNT), wordnet))
        if not rows:
            raise InputError(f"{measured.name}: the graph has no path that is fit to be asked for")
        write_questions(rows, questions)


def asked_of(measured: Measured, args: argparse.Namespace) -> Iterator[list[str]]:
    """The arguments of eval.quality.run for a set, as the command line wants it measured."""
    if args.language_models:
        return model_commands(measured, read_models("language_model"), args.limit)
    if args.compact_models:
        models = [model for model in read_models("compact_model") if is_there(model, measured)]
        return model_commands(measured, models, None)
    return commands(measured, args.limit)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.quality.suite", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="sets to measure (default: all)")
    parser.add_argument("--limit", type=int, default=300, help="questions that a baseline or language model is asked")
    others = parser.add_mutually_exclusive_group()
    others.add_argument("--compact-models", action="store_true", help="ask the suite's other compact models")
    others.add_argument("--language-models", action="store_true", help="ask the suite's language models")
    parser.add_argument("--again", action="store_true", help="ask anew what was asked before")
    args = parser.parse_args()
    for measured in sets_named(args.names):
        make(measured)
        for command in asked_of(measured, args):
            report = run.run(run.parser().parse_args([*command, *(["--again"] if args.again else [])]))
            scores = report["scores"]
            print(
                f"{measured.name:24} {report['answerer']:12} {report['topics']:7} {scores['questions']:6} questions  "
                f"Hits@1 {scores['hits_at_1']:.3f}  F1 {scores['f1']:.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
