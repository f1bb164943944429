"""What is drawn and proved is worked out in two languages, for files and for the viewer: it is the same on both."""

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

from rog.explain import printable, to_json, to_svg
from rog.explain.names import Names, content_text
from rog.explain.proofs import Bar, ProofRow, answer_label, bars, proof_tables
from rog.explain.text import proof_lines
from rog.outcome import Answer, Plan, Verdict
from rog.query import read_query
from rog.result import Result
from rog.types import Candidate, Entity, Hop, ReasoningPath, Topic
from tests.fakes.explained import FILMS, NO_ANSWER, many_paths
from tests.fakes.proved import PROVED, quantity

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


QUERIES = (
    "e1 / r",
    '(e1 or e2 or "and") / ^"a b" / s',
    'kind("big city") where is city where has r / s where count(r) >= 3',
    "having(r) and (e1 / r not e2 / s)",
    "e1 / r[since > 1990, role = 'Neo \\'x\\'', at = 1999-05-03] / s",
    "edge(e1 / r, since)",
    "most(e1 / r, count(s), 2, 3)",
    "least(e1 / r, s / t, 2)",
    "lowest(e1 / r, s); sum(e1 / r); highest(e2 / r, s)",
    "exists(e1 / r and e2)",
    "e1 / r where s != 1.5 km",
    "e1 / r = e2 / s",
    "between(e1, e2)",
    "count(none())",
    "e1 / r where open = true",
    "e1 / r where s = year(1999)",
    'e1 / r where s = "10:00:00"^^xsd:time',
    'e1 / r where s = "Hallo"@de',
    "((e1 / r) / s) or (e2 and (e3 or e4))",
)


VALUES = (
    "a name",
    *map(quantity, (0, 9999, 10_000, -1_234_567.25, 0.5)),
    *(quantity(12_345.5, unit) for unit in ("km²", "%", "$", "€")),
    quantity(-3, "$"),
    *(
        f'"{text}"^^xsd:{kind}'
        for kind, text in (
            ("date", "1999-05-03"), ("date", "-0044-03-15"), ("gYearMonth", "2001-11"),
            ("dateTime", "1999-05-03T10:30:00"), ("dateTime", "1999-05-03T10:30:15Z"), ("gYear", "1941"),
            ("gYear", "-0044"), ("time", "10:30:00"), ("boolean", "true"), ("boolean", "false"),
            ("anyURI", "https://a.example/b"), ("string", 'a \\"b\\"\\n'),
        )
    ),
    '"Hallo"@de',
    '"POINT(1 2)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>',
)  # fmt: skip


def with_query(text: str) -> Result:
    query = read_query(text)
    names = dict(zip(("e1", "e2", "e3"), ("Nile", "New York", "not"), strict=True))
    entities = {key: Entity(id=key, name=name) for key, name in names.items()}
    plan = Verdict(plan=Plan(query=query, score=1), kept=False)
    return Result(question="?", query=query, entities=entities, plans=(plan,))


CASES = [
    (FILMS, 14),
    (FILMS, 1),
    (NO_ANSWER, 14),
    (many_paths(500), 12),
    (many_paths(40, 3, between=20), 40),
    (many_paths(200, 5), 3),
    *((result, 14) for result in PROVED.values()),
    *((with_query(text), 14) for text in QUERIES),
    (Result(question="?", warnings=VALUES), 14),
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
def by_viewer() -> list[dict[str, Any]]:
    """What the viewer's own scripts draw of all cases, in Node."""
    asked = ",".join(f'{{"result":{to_json(result)},"rows":{rows}}}' for result, rows in CASES)
    command = [str(NODE), str(Path(__file__).with_name("drawing.js")), str(ROOT / "rog" / "explain" / "viewer")]
    run = subprocess.run(command, input=f"[{asked}]".encode(), capture_output=True, check=True)
    drawn: list[dict[str, Any]] = json.loads(run.stdout)
    return drawn


@pytest.mark.parametrize("number", range(len(CASES)))
def test_both_draw_the_same_at_the_same_places(number: int, by_viewer: list[dict[str, Any]]) -> None:
    for one, other in zip(of_svg(*CASES[number]), of_viewer(by_viewer[number]), strict=True):
        assert one.texts == other.texts
        assert one.numbers == pytest.approx(other.numbers, rel=1e-5, abs=1e-2)


def bar_of(bar: Bar | None) -> dict[str, Any] | None:
    return {"start": pytest.approx(bar.start), "length": pytest.approx(bar.length)} if bar else None


def row_of(row: ProofRow) -> dict[str, Any]:
    path = row.path and row.path.model_dump(mode="json")
    return {
        "id": row.id, "label": row.label, "value": row.value, "bar": bar_of(row.bar), "path": path, "own": row.is_answer
    }  # fmt: skip


@pytest.mark.parametrize("number", range(len(CASES)))
def test_both_make_the_same_proofs_and_queries(number: int, by_viewer: list[dict[str, Any]]) -> None:
    result, _ = CASES[number]
    names, drawn = Names(result), by_viewer[number]
    answers = [*result.answers, *(answer for part in result.parts for answer in part.answers)]
    for answer, other in zip(answers, drawn["proofs"], strict=True):
        tables = proof_tables(answer, names)
        assert printable(other["label"]) == answer_label(answer, names)
        assert other["lines"] == list(proof_lines(answer, names, 0))
        assert other["tables"] == [
            {"title": table.title, "rows": list(map(row_of, table.rows)), "more": table.more} for table in tables
        ]
    assert drawn["values"] == list(map(content_text, result.warnings))
    assert drawn["bars"] == list(map(bar_of, bars([answer.id for answer in result.answers])))
    assert drawn["queries"] == [names.query(plan.query) for plan in result.plans]


def test_bars_begin_at_zero_and_need_numbers_of_one_unit() -> None:
    assert bars([quantity(-1), quantity(3)]) == [Bar(0, 0.25), Bar(0.25, 0.75)]
    assert bars([quantity(5, "km"), None, quantity(10, "km")]) == [Bar(0, 0.5), None, Bar(0, 1)]
    assert bars([quantity(0), quantity(0)]) == [Bar(0, 0)] * 2
    assert bars([quantity(5, "km"), quantity(10, "m")]) == [None, None]
    assert bars([quantity(5)]) == [None]
    assert bars(["a", "b", '"1999"^^xsd:gYear', '"2000"^^xsd:gYear']) == [None] * 4
