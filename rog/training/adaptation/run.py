"""One adaptation from beginning to end. What a stage made is kept, so that a run which was killed goes on behind it."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import Any

from rog.errors import InputError, RogError
from rog.graph import open_graph
from rog.graph.index.store import IndexGraph
from rog.graph.relation_words import RelationWords, names_in_words
from rog.metrics import evaluate
from rog.pipeline import open_rog
from rog.planner.compact.files import read_config
from rog.questions import Question
from rog.training.adaptation.folder import AdaptFolder, check_model
from rog.training.adaptation.own_questions import read_own_questions
from rog.training.adaptation.questions import make_for_graph, share_held_out
from rog.training.adaptation.recipes import adaptation_recipe, with_steps
from rog.training.adaptation.report import adapted_card, start_card
from rog.training.adaptation.settings import AdaptReport, AdaptSettings, SetScores
from rog.training.adaptation.snapshot import take_snapshot
from rog.training.adaptation.speed import VALIDATION_SHARE_OF_STEP, Deadline, seconds_per_step, steps_within
from rog.training.compact.train import train
from rog.training.examples import SourceData, check_sources, prepare_all
from rog.training.recipe import DataSource, Recipe, write_recipe
from rog.wording.readings import read_relations, word_ranks

__all__ = ["Adaptation"]

MIN_OWN_TO_HOLD_OUT = 20
"""From so many questions of the user's on, some are held out."""
WORLD_SHARE = 0.25
"""Questions about the world graph, as a share of those about the graph."""
MIN_WORLD_QUESTIONS = 40
EXPORT_SECONDS = 40.0
"""Writing the model, and what comes before the clock is started: about 27 s on two cores, and some to spare."""
ASKING_TIME_RATIO = 2.5
"""What asking the held-out questions takes at the end, with topics given and found, to what it took before."""
MIN_STEPS_UNWARNED = 40
MIN_REPORTED_LOSS = 0.02
"""A loss of Hits@1 or F1 on the world graph that is told."""


class Adaptation:
    """A graph, what is known of it, and the folder that the model is written to."""

    def __init__(
        self,
        graph: Any,
        output: Path,
        nodes: list[Path],
        own: list[Path],
        relations: RelationWords | None,
        settings: AdaptSettings,
    ) -> None:
        self.began = perf_counter()
        self.graph, self.nodes, self.own, self.relations, self.settings = graph, nodes, own, relations, settings
        self.about = Path(graph).name.split(".")[0] if isinstance(graph, str | Path) else "the graph"
        shipped = Path(str(files("rog"))) / "models" / "compact"
        start = shipped if settings.start == "compact" else Path(settings.start).expanduser().absolute()
        self.start = check_model(start)
        self.folder = AdaptFolder(output)
        self.work = self.folder.work
        if self.start == self.folder.path:
            raise InputError(f"{output}: the model to begin with is in this folder; name another one for the new model")

    def run(self) -> AdaptReport:
        """Make questions, ask them, train, ask them again, and keep the better model."""
        self.folder.begin(self._all_it_depends_on())
        try:
            take_snapshot(self.graph, self.nodes, self.relations, self.work / "graph.rog")
            made = self.folder.once("questions.json", self._make_questions)
            before = self.folder.once("before.json", self._ask_before)
            plan = self.folder.once("plan.json", lambda: self._plan(before["seconds"]))
        except RogError:
            self._undo()
            raise
        recipe = with_steps(
            self._recipe, plan["steps"], plan["every"], made["own"], self.settings, bfloat16=plan["bfloat16"]
        )
        trained = self.work / "trained"
        with redirect_stdout(sys.stderr):  # the trainer prints its losses
            deadline = Deadline(self.began + self._for_training(before["seconds"]), plan["validation"])
            metrics = train(recipe, write_recipe(recipe, self.work / "recipe.toml"), self._sources, [deadline])
        sets = tuple(_compared(before["scores"], metrics))
        report = AdaptReport(
            output=str(self.folder.path),
            graph=str(self.graph) if isinstance(self.graph, str | Path) else self.about,
            start=str(self.start),
            kept="start" if sets[0].is_worse else "adapted",
            questions=made["graph"],
            own_questions=made["own"],
            steps=deadline.stopped or plan["steps"],
            seconds=round(perf_counter() - self.began, 1),
            sets=sets,
            warnings=(*made["warnings"], *plan["warnings"], *_late(deadline, plan["steps"]), *_forgotten(sets)),
        )
        self._finish(report, trained)
        return report

    def _all_it_depends_on(self) -> Mapping[str, Any]:
        named = isinstance(self.graph, str | Path)
        return {
            "graph": str(self.graph) if named else type(self.graph).__name__,
            "files": [str(path) for path in (*self.nodes, *self.own)],
            "relations": _as_text(self.relations),
            "start": str(self.start),
            "settings": asdict(self.settings),
        }

    def _undo(self) -> None:
        """Leave nothing of a run that cannot be: the next one will have other arguments."""
        shutil.rmtree(self.work)
        if not any(self.folder.path.iterdir()):
            self.folder.path.rmdir()

    # questions

    def _make_questions(self) -> dict[str, Any]:
        """Write the questions that are trained on, a file for each source."""
        graph, settings = IndexGraph(self.work / "graph.rog"), self.settings
        own, warnings = read_own_questions(self.own, graph)
        vocabulary = word_ranks(None)
        unread = sorted(set(graph.relations()) - read_relations(names_in_words(graph, vocabulary), vocabulary).keys())
        about = make_for_graph(graph, settings.count, settings.seed, self.about)
        parts = {"steps": about.certain, "graph": about.split, "own": own}
        shares = {"graph": share_held_out(about.split, settings.validation)}
        if len(own) >= MIN_OWN_TO_HOLD_OUT:
            shares["own"] = settings.own_validation
        if settings.world and not self._is_world(graph):
            wanted = max(MIN_WORLD_QUESTIONS, int(WORLD_SHARE * settings.count))
            world = make_for_graph(open_graph("world"), wanted, settings.seed, "world")
            parts["world"] = [*world.certain, *world.split]
            shares["world"] = share_held_out(parts["world"], settings.validation)
        for name, questions in parts.items():
            _write_questions(questions, self._file(name))
        if unread:
            some = ", ".join(unread[:3])
            warnings.append(
                f"{len(unread)} of {len(graph.relations())} relations have names that are no words ({some}) and are "
                "not asked about; say what they are called with --relations"
            )
        return {
            "graph": len(about.certain) + len(about.split),
            "own": len(own),
            "sources": {name: shares.get(name, 0.0) for name, questions in parts.items() if questions},
            "warnings": warnings,
        }

    def _file(self, name: str) -> Path:
        return self.work / f"{name}.jsonl"

    @staticmethod
    def _is_world(graph: IndexGraph) -> bool:
        world = open_graph("world")
        return isinstance(world, IndexGraph) and world.checksum == graph.checksum

    # training

    @cached_property
    def _recipe(self) -> Recipe:
        made = json.loads((self.work / "questions.json").read_text("utf-8"))
        sources = [
            DataSource(
                graph="world" if name == "world" else str(self.work / "graph.rog"),
                questions=(str(self._file(name)),),
                validation=share,
                vote=False,
                name=name,
            )
            for name, share in made["sources"].items()
        ]
        output = self.work / "trained"
        recipe = adaptation_recipe(sources, made["own"], self.start, output, self.about, self.settings)
        return replace(recipe, named=read_config(self.start)["named"])

    @cached_property
    def _sources(self) -> list[SourceData]:
        return prepare_all(self._recipe.data, self.settings.seed)

    def _ask_before(self) -> dict[str, Any]:
        """How the start answers the held-out questions of each source that holds some out."""
        check_sources(self._sources)
        began, scores = perf_counter(), {}
        for source in (source for source in self._sources if source.held_out):
            rog = open_rog(source.graph, planner=f"compact:{self.start}")
            scores[source.name] = asdict(evaluate(rog, source.held_out[: self.settings.evaluated], given=True))
        return {"scores": scores, "seconds": perf_counter() - began}

    def _plan(self, asking: float) -> dict[str, Any]:
        """How many steps there is time for."""
        per_step, bfloat16 = seconds_per_step(self._recipe, self._sources)
        batches = sum(len(source.validation) for source in self._sources) // self.settings.batch + 1
        validation = VALIDATION_SHARE_OF_STEP * batches * per_step
        left = self._for_training(asking) - (perf_counter() - self.began)
        steps, every = steps_within(left, per_step, validation, self.settings.steps)
        short = steps < min(MIN_STEPS_UNWARNED, self.settings.steps)
        return {
            "steps": steps,
            "every": every,
            "validation": validation,
            "bfloat16": bfloat16 if self.settings.bfloat16 is None else self.settings.bfloat16,
            "warnings": [f"there was time for {steps} steps only; give it more with --minutes"] if short else [],
        }

    def _for_training(self, asking: float) -> float:
        """Seconds after the beginning at which training is to end; what was asked before took `asking` seconds."""
        return 60 * self.settings.minutes - EXPORT_SECONDS - ASKING_TIME_RATIO * asking

    def _finish(self, report: AdaptReport, trained: Path) -> None:
        adapted = report.kept == "adapted"
        card = adapted_card(report, (trained / "README.md").read_text("utf-8")) if adapted else start_card(report)
        extra = [trained / name for name in ("recipe.toml", "metrics.json")]
        self.folder.finish(trained if adapted else self.start, extra, asdict(report), card)


def _as_text(relations: RelationWords | None) -> str:
    """What relations are called, so that it can be compared with what another run was told."""
    return repr(sorted(relations.items())) if isinstance(relations, Mapping) else str(relations or "")


def _write_questions(questions: Sequence[Question], path: Path) -> None:
    path.write_text("".join(f"{question.model_dump_json()}\n" for question in questions), "utf-8")


def _compared(before: Mapping[str, Any], metrics: Mapping[str, Any]) -> Iterable[SetScores]:
    """Before and after, the graph's own questions first."""
    for name in sorted(before, key=("graph", "own", "world").index):
        one, other = before[name], metrics[f"{name}, topics given"]
        yield SetScores(name, one["questions"], one["hits_at_1"], other["hits_at_1"], one["f1"], other["f1"])


def _late(deadline: Deadline, steps: int) -> Iterable[str]:
    if deadline.stopped is not None:
        yield f"training was slower than at its beginning and ended after step {deadline.stopped} of {steps}"


def _forgotten(sets: Sequence[SetScores]) -> Iterable[str]:
    for one in sets:
        loss = max(one.hits_at_1_before - one.hits_at_1_after, one.f1_before - one.f1_after)
        if one.name == "world" and loss > MIN_REPORTED_LOSS:
            yield f"it answers questions about the world graph less well than before, by {100 * loss:.0f} in 100"
