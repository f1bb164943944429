"""Measure every set of eval/suite.toml, each by itself and by all its baselines:

python -m eval.suite [NAME…] [--limit 300] [--again]

Writes eval/results/SET-ANSWERER-TOPICS.json through eval.run. What was asked before is not asked again, so a suite
that was cut short goes on. Baselines are asked a sample of `--limit` questions, with topics given; rog all, with
topics given and linked. With `--language-models` the language models of the suite are asked instead, `--limit`
questions each, topics given. Then `python -m eval.tables` writes the README's tables.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from eval import run

__all__ = ["LanguageModel", "Measured", "commands", "main", "model_commands", "read_language_models", "read_suite"]

SUITE = Path("eval/suite.toml")
RESULTS = Path("eval/results")
MADE = Path("build/questions")
"""Where questions made from graphs are kept: the graphs' licences do not let them into the project."""


class LanguageModel(BaseModel):
    """A planner and a reasoner that are measured beside the default ones."""

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
    made: str | None = None
    """The style of the questions that are made from the graph, where it has none."""
    names: str | None = None
    """The module that makes a file of names for the graph's ids."""
    train: tuple[str, ...] = ()
    part: str = "all"
    triples: str | None = None
    baselines: tuple[str, ...] = ()


def read_suite(path: Path = SUITE) -> list[Measured]:
    """The sets of a suite file. Raises pydantic's ValidationError for a malformed one."""
    return [Measured.model_validate(row) for row in tomllib.loads(path.read_text("utf-8"))["set"]]


def read_language_models(path: Path = SUITE) -> list[LanguageModel]:
    """The language models of a suite file. Raises pydantic's ValidationError for a malformed one."""
    return [LanguageModel.model_validate(row) for row in tomllib.loads(path.read_text("utf-8"))["language_model"]]


def placed(path: str) -> str:
    """A path with DATA for the folder of shared data, and BASE for the base model of adapters."""
    base = os.environ.get("ROG_LM", "HuggingFaceTB/SmolLM2-135M-Instruct")
    return path.replace("DATA", os.environ.get("ROG_DATA", "../shared/data")).replace("BASE", base)


def commands(measured: Measured, limit: int) -> Iterator[list[str]]:
    """The arguments of eval.run for a set: rog with topics given and linked, then each baseline."""
    common = _common(measured)
    for topics in ("given", "linked"):
        out = RESULTS / f"{measured.name}-{topics}.json"
        triples = ["--triples", placed(measured.triples)] if measured.triples else []
        yield [*common, "--topics", topics, *triples, "--out", str(out)]
    train = ["--train", *map(placed, measured.train)] if measured.train else []
    for baseline in measured.baselines:
        out = RESULTS / f"{measured.name}-{baseline.partition(':')[0]}-given.json"
        yield [*common, *train, "--baseline", placed(baseline), "--limit", str(limit), "--out", str(out)]


def model_commands(measured: Measured, models: Iterable[LanguageModel], limit: int) -> Iterator[list[str]]:
    """The arguments of eval.run for a set and each language model that is measured on it."""
    for model in models:
        if measured.name in model.sets:
            out = RESULTS / f"{measured.name}-{'-'.join(re.findall(r'[a-z0-9]+', model.name.lower()))}-given.json"
            asked = ["--planner", placed(model.planner), "--reasoner", placed(model.reasoner), "--answerer", model.name]
            yield [*_common(measured), *asked, "--limit", str(limit), "--out", str(out)]


def _common(measured: Measured) -> list[str]:
    """The arguments that all answerers of a set share."""
    questions = measured.questions or (str(MADE / f"{measured.name}.jsonl"),)
    common = ["--graph", placed(measured.graph), "--dataset", measured.dataset, "--part", measured.part]
    common += ["--questions", *map(placed, questions)]
    return [*common, "--nodes", str(MADE / f"{measured.name}.names.tsv")] if measured.names else common


def make(measured: Measured) -> None:
    """Make the questions of a set that has none, and the names of its ids, where they are missing."""
    MADE.mkdir(parents=True, exist_ok=True)
    names, questions = MADE / f"{measured.name}.names.tsv", MADE / f"{measured.name}.jsonl"
    if measured.names and not names.exists():
        subprocess.run([sys.executable, "-m", measured.names, placed(measured.graph), names], check=True)
    if measured.made and not questions.exists():
        made = ["--style", measured.made, "--wordnet", placed("DATA/graphs/oewn.triples.tsv.gz"), "--count", "300"]
        named = ["--nodes", str(names)] if measured.names else []
        command = [sys.executable, "-m", "training.questions", placed(measured.graph), str(questions), *made, *named]
        subprocess.run(command, check=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.suite", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="sets to measure (default: all)")
    parser.add_argument("--limit", type=int, default=300, help="questions that a baseline is asked")
    parser.add_argument("--language-models", action="store_true", help="ask the suite's language models")
    parser.add_argument("--again", action="store_true", help="ask anew what was asked before")
    args = parser.parse_args()
    suite = read_suite()
    if unknown := set(args.names) - {measured.name for measured in suite}:
        parser.error(f"no such set: {', '.join(sorted(unknown))}; there are {', '.join(one.name for one in suite)}")
    for measured in suite:
        if args.names and measured.name not in args.names:
            continue
        make(measured)
        models = model_commands(measured, read_language_models(), args.limit)
        for command in models if args.language_models else commands(measured, args.limit):
            report = run.run(run.parser().parse_args([*command, *(["--again"] if args.again else [])]))
            scores = report["scores"]
            print(
                f"{measured.name:24} {report['answerer']:12} {report['topics']:7} {scores['questions']:6} questions  "
                f"Hits@1 {scores['hits_at_1']:.3f}  F1 {scores['f1']:.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
