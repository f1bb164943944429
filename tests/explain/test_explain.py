import itertools
import json
import re
from pathlib import Path

import pytest

from rog.errors import InputError, ResultError
from rog.explain import (
    FORMATS,
    explain,
    printable,
    to_html,
    to_json,
    to_markdown,
    to_mermaid,
    to_notebook,
    to_svg,
    to_text,
    viewer_assets,
)
from rog.explain.layout import lay_out
from rog.explain.picture import make_picture
from rog.outcome import Answer, Doubt
from rog.result import Result, read_results
from rog.types import Candidate, Entity, Hop, ReasoningPath, Topic
from tests.fakes.explained import FILMS, NO_ANSWER, many_paths

NAMES = {"CH": "Switzerland", "AT": "Austria", "IT": "Italy", "DE": "Germany", "de": "German", "it": "Italian"}
ENTITIES = {entity_id: Entity(id=entity_id, name=name) for entity_id, name in NAMES.items()}


def path(*hops: Hop, topic: str = "CH") -> ReasoningPath:
    return ReasoningPath(topic=topic, hops=hops)


def borders(country: str) -> Hop:
    return Hop(head="CH", relation="borders", tail=country)


def language(country: str, spoken: str) -> Hop:
    return Hop(head=country, relation="language", tail=spoken)


GERMAN = Answer(
    id="de",
    name="German",
    score=0.9,
    paths=(path(borders("AT"), language("AT", "de")), path(borders("DE"), language("DE", "de"))),
)
ITALIAN = Answer(id="it", name="Italian", score=0.9, paths=(path(borders("IT"), language("IT", "it")),))


def result(**fields: object) -> Result:
    return Result.model_validate({"question": "?", "entities": ENTITIES} | fields)


def test_each_answer_is_followed_by_its_path() -> None:
    assert to_text(result(answers=(GERMAN, ITALIAN))) == (
        "German\n"
        "  Switzerland ─borders→ Austria ─language→ German\n"
        "Italian\n"
        "  Switzerland ─borders→ Italy ─language→ Italian"
    )


def test_str_of_a_result_is_its_text() -> None:
    answered = result(answers=(GERMAN,))
    assert str(answered) == to_text(answered)


def test_more_paths_are_drawn_when_asked_for() -> None:
    assert to_text(result(answers=(GERMAN, ITALIAN)), paths_per_answer=2) == (
        "German\n"
        "  Switzerland ─borders→ Austria ─language→ German\n"
        "  Switzerland ─borders→ Germany ─language→ German\n"
        "Italian\n"
        "  Switzerland ─borders→ Italy ─language→ Italian"
    )


def test_a_hop_walked_backwards_is_drawn_backwards() -> None:
    hop = Hop(head="AT", relation="borders", tail="CH", forward=False)
    answer = Answer(id="AT", name="Austria", score=1, paths=(path(hop),))
    assert to_text(result(answers=(answer,))) == "Austria\n  Switzerland ←borders─ Austria"


def test_an_answer_that_topics_meet_in_has_a_path_from_each() -> None:
    paths = (path(borders("IT")), path(borders("IT")), path(Hop(head="AT", relation="borders", tail="IT"), topic="AT"))
    answer = Answer(id="IT", name="Italy", score=1, paths=paths)
    assert to_text(result(answers=(answer,))) == ("Italy\n  Switzerland ─borders→ Italy\n  Austria ─borders→ Italy")


def test_an_answer_without_paths_is_its_name() -> None:
    assert to_text(result(answers=(Answer(id="de", name="German", score=1),))) == "German"


def test_entities_of_one_name_are_told_apart_by_their_ids() -> None:
    entities = {"GE": Entity(id="GE", name="Georgia"), "US.GA": Entity(id="US.GA", name="Georgia")}
    hop = Hop(head="GE", relation="twin", tail="US.GA")
    answer = Answer(id="US.GA", name="Georgia", score=1, paths=(path(hop, topic="GE"),))
    assert to_text(Result(question="?", answers=(answer,), entities=entities)) == (
        "Georgia [US.GA]\n  Georgia [GE] ─twin→ Georgia [US.GA]"
    )


def test_an_entity_that_is_not_described_is_called_by_its_id() -> None:
    answer = Answer(id="x2", name="x2", score=1, paths=(path(Hop(head="x1", relation="r", tail="x2"), topic="x1"),))
    assert to_text(Result(question="?", answers=(answer,))) == "x2\n  x1 ─r→ x2"


def test_no_answer_says_why() -> None:
    abstained = result(abstained=True, reason="no entity of the graph was found in the question")
    assert to_text(abstained) == "No answer: no entity of the graph was found in the question"
    assert to_text(result()) == "No answer: nothing was found"


def test_an_error_is_said() -> None:
    assert to_text(result(error="the question is empty")) == "Error: the question is empty"


def test_cut_answers_and_warnings_are_said() -> None:
    cut = result(answers=(ITALIAN,), truncated=True, warnings=("one edge was gone",))
    assert to_text(cut) == (
        "Italian\n"
        "  Switzerland ─borders→ Italy ─language→ Italian\n"
        "\n"
        "Not all: a limit cut the answers.\n"
        "Warning: one edge was gone"
    )


DOUBTS = (
    Doubt(name="unused mention", says="the question names “Turkey” too", weight=0.05),
    Doubt(name="misspelt", says="“<b>*x*</b>” was read as y", weight=0.05),
    Doubt(name="improbable", says="no reading is probable", weight=1),
)


def test_doubt_is_said_before_the_answers() -> None:
    doubtful = result(answers=(ITALIAN,), confidence=0.3149, low_confidence=True, doubts=DOUBTS[:1])
    sentence, answer = "Low confidence (0.31): the question names “Turkey” too.", "Italian\n  Switzerland ─borders→"
    assert to_text(doubtful).startswith(f"{sentence}\n\n{answer}")
    assert to_markdown(doubtful).split("\n\n")[1] == "Low confidence \\(0\\.31\\)\\: the question names “Turkey” too\\."
    assert to_notebook(doubtful).startswith(f"<div><p><strong>?</strong></p><p>{sentence}</p>")
    assert to_svg(doubtful).index(sentence) < to_svg(doubtful).index("Italian")
    assert json.loads(to_json(doubtful))["doubts"] == [DOUBTS[0].model_dump()]


def test_the_gravest_two_doubts_are_one_sentence_and_none_is_a_hint() -> None:
    several = result(answers=(ITALIAN,), confidence=0.3149, low_confidence=True, doubts=DOUBTS)
    line = "Low confidence (0.31): the question names “Turkey” too; “<b>*x*</b>” was read as y."
    assert to_text(several).split("\n")[0] == line
    assert "“\\<b\\>" not in to_markdown(several)
    assert "&lt;b&gt;\\*x\\*" in to_markdown(several)
    assert "<b>" not in to_notebook(several)
    assert "<b>" not in to_svg(several)
    assert "<b>*x*" not in to_html(several)
    assert to_text(result(answers=(ITALIAN,), low_confidence=True)).startswith("Low confidence: check the paths.\n")
    assert to_text(result(answers=(ITALIAN,), confidence=0.91)).startswith("Italian")


def candidate(entity_id: str, name: str, score: float, kind: str = "name") -> Candidate:
    return Candidate.model_validate({"id": entity_id, "name": name, "score": score, "kind": kind})


def test_a_name_that_has_other_readings_shows_them() -> None:
    topic = Topic(
        text="Georgia",
        start=0,
        end=7,
        candidates=(
            candidate("GE", "Georgia", 1.0),
            candidate("US.GA", "Georgia", 0.97),
            candidate("GS", "South Georgia", 0.2),
        ),
        chosen="GE",
    )
    assert to_text(result(answers=(ITALIAN,), topics=(topic,))) == (
        "Italian\n"
        "  Switzerland ─borders→ Italy ─language→ Italian\n"
        "\n"
        "“Georgia” was read as Georgia [GE]; it may also be Georgia [US.GA]."
    )


def test_of_many_readings_three_are_shown() -> None:
    candidates = tuple(candidate(str(number), "Springfield", 1.0) for number in range(6))
    topic = Topic(text="Springfield", start=0, end=11, candidates=candidates, chosen="0")
    assert to_text(result(reason="nothing", topics=(topic,))) == (
        "No answer: nothing\n“Springfield” was read as Springfield [0]; it may also be "
        "Springfield [1]; Springfield [2]; Springfield [3] or 2 more."
    )


@pytest.mark.parametrize(("text", "name", "kind"), [("Swizerland", "Switzerland", "fuzzy"), ("IBM", "IBM AG", "part")])
def test_what_is_not_the_whole_name_says_what_it_was_read_as(text: str, name: str, kind: str) -> None:
    topic = Topic(text=text, start=0, end=len(text), candidates=(candidate("X", name, 0.95, kind),), chosen="X")
    assert to_text(result(reason="nothing", topics=(topic,))) == f"No answer: nothing\n“{text}” was read as {name} [X]."


@pytest.mark.parametrize("kind", ["name", "given"])
def test_a_name_with_one_reading_is_not_spoken_of(kind: str) -> None:
    topic = Topic(text="Italy", start=0, end=5, candidates=(candidate("IT", "Italy", 1.0, kind),), chosen="IT")
    assert to_text(result(answers=(ITALIAN,), topics=(topic,))) == to_text(result(answers=(ITALIAN,)))


def test_a_graph_cannot_drive_the_terminal() -> None:
    entities = {"a": Entity(id="a", name="\x1b[2J\x1b]0;owned\x07red"), "b": Entity(id="b", name="two\nlines")}
    hop = Hop(head="a", relation="r\r\u202eel", tail="b")
    answer = Answer(id="b", name="two\nlines", score=1, paths=(path(hop, topic="a"),))
    text = to_text(Result(question="?", answers=(answer,), entities=entities, warnings=("\x9b31m",)))
    assert text == ("two\\nlines\n  \\x1b[2J\\x1b]0;owned\\x07red ─r\\r\\u202eel→ two\\nlines\n\nWarning: \\x9b31m")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Zürich", "Zürich"),
        ("می‌خواهم", "می‌خواهم"),  # a joiner that Persian spelling needs
        ("日本\u3000語", "日本\u3000語"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("tab\there", "tab\\there"),
        ("line\u2028break", "line\\u2028break"),
        ("lone \ud800", "lone \\ud800"),
        ("", ""),
    ],
)
def test_printable(text: str, escaped: str) -> None:
    assert printable(text) == escaped


def test_a_long_name_is_cut() -> None:
    assert printable("x" * 300, 10) == "x" * 9 + "…"
    assert len(to_text(result(answers=(Answer(id="t", name="t" * 5000, score=1),)))) == 200


# The other formats


def test_each_format_has_its_writer() -> None:
    writers = {"text": to_text, "markdown": to_markdown, "mermaid": to_mermaid, "svg": to_svg, "html": to_html}
    assert (*writers, "json") == FORMATS
    for name, write in writers.items():
        assert explain(FILMS, name) == write(FILMS)
    assert Result.model_validate_json(explain(FILMS, "json")) == FILMS
    assert explain(FILMS, "text", paths_per_answer=2) == to_text(FILMS, paths_per_answer=2)
    with pytest.raises(InputError, match="'pdf' is no format; there are text, markdown, mermaid, svg, html, json"):
        explain(FILMS, "pdf")


def test_colour_is_all_that_colour_adds() -> None:
    coloured = to_text(FILMS, colour=True)
    assert coloured.startswith(
        "\x1b[1mShepperton Studios\x1b[0m\n  Blade Runner \x1b[36m─directed_by→\x1b[0m Ridley Scott"
    )
    assert re.sub("\x1b\\[[0-9]*m", "", coloured) == to_text(FILMS)


def test_markdown() -> None:
    assert to_markdown(FILMS) == (
        "## 🎬 Where were films by the director of Blade Runner shot\\?\n"
        "\n"
        "1. **Shepperton Studios**\n"
        "   - Blade Runner ─directed\\_by→ Ridley Scott ←directed\\_by─ Alien ─shot\\_at→ Shepperton Studios\n"
        "2. **Pinewood Studios**\n"
        "   - Blade Runner ─directed\\_by→ Ridley Scott ←directed\\_by─ Alien ─shot\\_at→ Pinewood Studios\n"
        "\n"
        "“Blade Runner” was read as Blade Runner \\[m2\\]\\; it may also be Blade Runner 2049 \\[m9\\]\\.\n"
        "\n"
        "Not all\\: a limit cut the answers\\.\n"
        "\n"
        "Warning\\: one edge was gone\n"
        "\n"
        "### Plans\n"
        "\n"
        "| plan | score | found | |\n"
        "|---|---|---|---|\n"
        '| \\"Blade Runner\\" \\/ directed\\_by \\/ \\^directed\\_by \\/ shot\\_at | 0.9100 | 2 | kept |\n'
        '| \\"Blade Runner\\" \\/ shot\\_at | 0.0500 | 1 | dropped: less probable than the best plan \\(0\\.91\\) |\n'
        '| \\"Blade Runner\\" \\/ directed\\_by and \\"Harrison Ford\\" \\/ \\^stars | 0.0000 | 0 '
        "| dropped: its branches reach nothing in common |\n"
    )


def test_mermaid_draws_each_entity_once_and_edges_as_they_stand() -> None:
    assert to_mermaid(FILMS) == (
        "flowchart LR\n"
        '    n0["Blade Runner"]\n'
        '    n1["Ridley Scott"]\n'
        '    n2["Alien"]\n'
        '    n3(["Shepperton Studios"])\n'
        '    n4(["Pinewood Studios"])\n'
        '    n0 -->|"directed#95;by"| n1\n'
        '    n2 -->|"directed#95;by"| n1\n'
        '    n2 -->|"shot#95;at"| n3\n'
        '    n0 -->|"produced#95;by"| n1\n'
        '    n0 -->|"shot#95;at"| n3\n'
        '    n2 -->|"shot#95;at"| n4'
    )


def test_without_paths_a_drawing_says_why() -> None:
    assert to_mermaid(NO_ANSWER) == 'flowchart LR\n    n0["No answer#58; no plan is probable enough"]'
    assert "No answer: no plan is probable enough" in to_svg(NO_ANSWER)


def test_mermaid_stays_within_what_mermaid_draws() -> None:
    chart = to_mermaid(many_paths(3000, 3, between=900), rows=2000)
    assert len(chart) <= 50_000
    assert re.search(r'\["and [0-9]+ more"\]', chart)


def test_what_is_left_of_a_column_is_counted() -> None:
    picture = make_picture(many_paths(500), rows=12)
    assert [len(column) for column in picture.columns] == [1, 13, 13]
    assert [column[-1].more for column in picture.columns] == [0, 28, 488]
    hops = {hop.triple for answer in many_paths(500).answers for path in answer.paths for hop in path.hops}
    assert sum(edge.count for edge in picture.edges) == len(hops)


def test_an_answer_on_the_way_to_another_is_drawn_once_on_the_right() -> None:
    answers = (
        Answer(id="AT", name="Austria", score=1, paths=(path(borders("AT")),)),
        Answer(
            id="DE",
            name="Germany",
            score=1,
            paths=(path(borders("AT"), Hop(head="AT", relation="borders", tail="DE")),),
        ),
    )
    picture = make_picture(result(answers=answers), rows=12)
    assert [[node.entity for node in column] for column in picture.columns] == [["CH"], ["AT", "DE"]]
    drawing = lay_out(picture, lambda node: str(node.entity), lambda edge: edge.relation)
    within = next(line for line in drawing.lines if line.edge.source.entity == "AT")
    assert within.tip_right
    assert all(box.x >= 0 and box.x + box.width <= drawing.width for box in drawing.boxes)


def test_boxes_do_not_overlap_and_each_edge_ends_on_a_row_of_its_own() -> None:
    drawing = lay_out(make_picture(many_paths(30, 3, between=20), rows=40), lambda node: "name", lambda edge: "r")
    rows = [(line.label_x, line.label_y) for line in drawing.lines]
    assert len(set(rows)) == len(rows) == 110
    for one, other in itertools.pairwise(sorted(drawing.boxes, key=lambda box: (box.x, box.y))):
        assert one.x < other.x or one.y + one.height < other.y


def test_the_assets_are_what_the_page_holds() -> None:
    assets = viewer_assets()
    assert set(assets) == {"viewer.js", "viewer.css"}
    page = to_html(FILMS)
    assert assets["viewer.js"].decode() in page
    assert assets["viewer.css"].decode() in page


# Results that were kept


def test_results_are_read_as_one_object_or_as_lines() -> None:
    one, other = to_json(FILMS), to_json(NO_ANSWER)
    assert list(read_results(one.encode(), "f")) == [FILMS]
    assert list(read_results(to_json(FILMS, indent=2).encode(), "f")) == [FILMS]
    lines = f'\ufeff{one}\n\n{{"id": 7, {other[1:]}\n'.encode()
    assert list(read_results(lines, "f")) == [FILMS, NO_ANSWER]
    assert list(read_results(lines, "f", line=3)) == [NO_ANSWER]


def test_results_of_version_1_are_read() -> None:
    kept = Path(__file__).with_name("version_1.jsonl").read_bytes()
    assert kept.count(b'"version":1,') == 2
    assert list(read_results(kept, "f")) == [FILMS, NO_ANSWER]
    assert Result.model_validate_json(kept.split(b"\n")[0]) == FILMS
    assert FILMS.version == 2


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({"branches": [{"topic": "a", "path": []}], "score": 1}, "a relation path has 1 to 4 steps"),
        ({"branches": [], "score": 1}, "tuple should have at least 1 item"),
        ({"branches": "a", "score": 1}, "plans.0"),
        (7, "plans.0"),
    ],
)
def test_what_is_no_result_of_version_1_is_refused(plan: object, message: str) -> None:
    content = json.dumps({"version": 1, "question": "?", "plans": [plan]}).encode()
    with pytest.raises(ResultError, match=message):
        list(read_results(content, "f"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "f: it is empty; `rog ask --json` writes results"),
        (b"German\n", "f:1: not JSON: Expecting value: line 1 column 1 (char 0)"),
        (b"[1]", "f:1: not a JSON object"),
        (b"{}", "f:1: question: field required"),
        (b'{"question": "?"}\n{"question": "?", "answers": [{"id": "a"}]}', "f:2: answers.0.name: field required"),
        (b'{"question": "?", "version": 3}', "f:1: its version is 3; this rog reads versions 1 to 2"),
        (b'{"question": "?", "later": 1}', "f:1: later: extra inputs are not permitted"),
        (b'{"question": "?"}\n\xff', "f:2: not UTF-8 at byte 19"),
        (b'{"a":' + b"[" * 100_000, "f:1: not JSON: "),
    ],
)
def test_what_is_no_result_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ResultError) as caught:
        list(read_results(content, "f"))
    assert str(caught.value).startswith(message)


def test_a_line_that_is_not_there() -> None:
    with pytest.raises(ResultError, match="f:2: there is no such line"):
        list(read_results(b'{"question": "?"}', "f", line=2))
