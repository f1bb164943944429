"""The SVG drawing and the viewer's are written in two languages: on the same results they are the same."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from rog.explain import to_json, to_svg
from rog.outcome import Answer
from rog.result import Result
from rog.types import Candidate, Entity, Hop, ReasoningPath, Topic
from tests.fakes.explained import FILMS, NO_ANSWER, many_paths

NODE = shutil.which("node")
ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?[0-9.]+(?:e[+-]?[0-9]+)?")

pytestmark = pytest.mark.skipif(NODE is None, reason="Node is not installed")

NAMES = ("Nile", "東京都", "🎬 cut", "Ridley Scott", "Łódź", "a\u202eb", "Ü" * 40, "⭐ cut", "🌡 cut")


def random_result(seed: int) -> Result:
    """Walks over a few entities: parallel edges, loops, edges walked both ways, ways back, answers on the way."""
    random = Random(seed)
    ids = [f"e{number}" for number in range(random.choice((4, 12, 60)))]
    topics = ids[: random.randint(1, 2)]
    found: dict[str, list[ReasoningPath]] = {}
    for _ in range(random.choice((3, 20, 80))):
        start = at = random.choice(topics)
        hops = []
        for _ in range(random.randint(1, 4)):
            to, forward = random.choice(ids), random.random() < 0.5
            head, tail = (at, to) if forward else (to, at)
            relation = random.choice(("made", "part_of", "関係", "very_long_name_of_a_relation_that_is_cut"))
            hops.append(
                Hop(head=head, relation=relation, tail=tail, forward=forward, key=random.choice((None, 1, "1")))
            )
            at = to
        found.setdefault(at, []).append(ReasoningPath(topic=start, hops=tuple(hops)))
    entities = {key: Entity(id=key, name=f"{random.choice(NAMES)} {random.randrange(40)}") for key in ids}
    answers = tuple(Answer(id=key, name=entities[key].name, score=0.5, paths=tuple(own)) for key, own in found.items())
    read = Candidate(id=topics[0], name="another name", score=1, kind="alias")
    topic = Topic(text="x", start=None, end=None, candidates=(read,), chosen=topics[0])
    return Result(question="?", answers=answers, entities=entities, topics=(topic,))


CASES = [
    (FILMS, 14),
    (FILMS, 1),
    (NO_ANSWER, 14),
    (many_paths(500), 12),
    (many_paths(40, 3, between=20), 40),
    (many_paths(200, 5), 3),
    *((random_result(seed), rows) for seed in range(60) for rows in (2, 14)),
]


class Mark(NamedTuple):
    """A box or a line: its texts and kind of path, and its numbers in pixels."""

    texts: tuple[str, ...]
    numbers: tuple[float, ...]


def numbers(path: str) -> list[float]:
    return [float(number) for number in NUMBER.findall(path)]


def line(title: str, label: str, at: tuple[float, float], tip: tuple[float, float, bool], path: str) -> Mark:
    x, y, right = tip
    return Mark((title, label, f"points right: {right}", NUMBER.sub("0", path)), (*at, x, y, *numbers(path)))


def of_svg(result: Result, rows: int) -> Iterator[Mark]:
    """Boxes and lines as the SVG file holds them, in the order in which they are drawn."""
    drawing = ElementTree.fromstring(to_svg(result, rows=rows)).find(f"{SVG}g")
    assert drawing is not None
    for title, shape, *rest in drawing:
        text = rest[-1].text or ""
        if shape.tag == f"{SVG}rect":
            yield Mark((text,), tuple(float(shape.attrib[name]) for name in ("x", "y", "width", "height")))
        else:
            x, y, back, *_ = numbers(rest[0].attrib["d"])
            at = float(rest[-1].attrib["x"]), float(rest[-1].attrib["y"]) - 4
            yield line(title.text or "", text, at, (x, y, back < 0), shape.attrib["d"])


def of_viewer(drawn: dict[str, Any]) -> Iterator[Mark]:
    """The same of what the viewer's scripts made."""
    for edge in drawn["lines"]:
        yield line(edge["relation"], edge["label"], (edge["labelX"], edge["y"]), edge["tip"], edge["path"])
    for box in sorted(drawn["boxes"], key=lambda box: (round(box["x"]), box["y"])):
        yield Mark((box["label"],), tuple(box[name] for name in ("x", "y", "width", "height")))


@pytest.fixture(scope="module")
def by_viewer() -> list[list[Mark]]:
    """What the viewer's own scripts draw of all cases, in Node."""
    asked = ",".join(f'{{"result":{to_json(result)},"rows":{rows}}}' for result, rows in CASES)
    command = [str(NODE), str(Path(__file__).with_name("drawing.js")), str(ROOT / "rog" / "explain" / "viewer")]
    run = subprocess.run(command, input=f"[{asked}]".encode(), capture_output=True, check=True)
    return [list(of_viewer(drawn)) for drawn in json.loads(run.stdout)]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_both_draw_the_same_at_the_same_places(number: int, by_viewer: list[list[Mark]]) -> None:
    for one, other in zip(of_svg(*CASES[number]), by_viewer[number], strict=True):
        assert one.texts == other.texts
        assert one.numbers == pytest.approx(other.numbers, rel=1e-5, abs=1e-2)
