"""A small graph of people, questions about it, and runs that train on them, killed where a test wants it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import torch
from transformers import BertConfig

from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord
from rog.questions import Question
from rog.training.compact.model import CompactModel, Shape
from rog.training.recipe import DataSource

__all__ = ["ASKED", "KILLED_AT", "NAMES", "TOWNS", "WIDTH", "random_planner", "run_python", "source_of", "write_people"]

ROOT = Path(__file__).parents[2]
WIDTH = 24
NAMES = ("Ada", "Bert", "Cleo", "Dora", "Emil", "Finn", "Gina", "Hugo")
TOWNS = ("Oslo", "Rome", "Bonn", "Lima")
FRIENDS = [(0, 1), (0, 4), (1, 2), (2, 3), (2, 6), (3, 4), (4, 7), (5, 6), (6, 0), (6, 3), (7, 5), (7, 1)]
ASKED = {
    "Where does {} live?": ("lives in",),
    "In which town is the home of {}?": ("lives in",),
    "Who are the friends of {}?": ("friend",),
    "Whom does {} know well?": ("friend",),
    "Where do the friends of {} live?": ("friend", "lives in"),
    "Name the towns where those that {} knows live?": ("friend", "lives in"),
    "Who calls {} a friend?": ("^friend",),
    "By whom is {} known?": ("^friend",),
}

KILL_AT = """
import os, signal
from transformers import Trainer
go_on = Trainer.training_step
def training_step(self, *args, **named):
    if self.state.global_step == {step}:
        os.kill(os.getpid(), signal.SIGKILL)
    return go_on(self, *args, **named)
Trainer.training_step = training_step
"""
"""Has the trainer killed at a step."""

KILLED_AT = f"""
from training.train import main
{KILL_AT}
main()
"""
"""Trains by the recipe that is given as an argument, up to a step, and is killed there."""


def write_people(folder: Path) -> Path:
    """Write the graph and questions about it; some name a second person who is no topic. Gives the folder."""
    edges = [EdgeRecord(name, "lives in", TOWNS[at * at % 5 % 4]) for at, name in enumerate(NAMES)]
    edges += [EdgeRecord(NAMES[one], "friend", NAMES[other]) for one, other in FRIENDS]
    build_index(edges, folder / "people.rog")
    (folder / "people.jsonl").write_text("".join(f"{row.model_dump_json()}\n" for row in _questions(folder)), "utf-8")
    return folder


def _questions(folder: Path) -> Iterator[Question]:
    graph = IndexGraph(folder / "people.rog")
    for template, path in ASKED.items():
        for at, name in enumerate(NAMES):
            text = template.format(name) + (f" Ask {NAMES[at - 2]}." if at % 2 else "")
            ends = graph.ends([(name, path)], 100)[0]
            yield Question(question=text, topics=(name,), answers=tuple(ends), hops=len(path), template=template)


def source_of(data: Path) -> DataSource:
    """The questions and the graph of a folder as a source."""
    return DataSource(
        graph=str(data / "people.rog"),
        questions=(str(data / "people.jsonl"),),
        validation=0.5,
        max_hops=2,
        name="people",
    )


def random_planner() -> CompactModel:
    """A tiny model with random weights, far from its start, where all that it says is about the same."""
    torch.manual_seed(1)
    config = BertConfig(
        hidden_size=WIDTH, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, max_position_embeddings=128
    )
    model = CompactModel(config, Shape(heads=2, feed_forward=1024))
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim > 1 and "embeddings" not in name:
                weight.mul_(3.0 if name.startswith("encoder") else 1.5)
    return model


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python process of its own, on one thread."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240
    )
