"""What each kind of answer rests on, in every format: whole texts, and that no format leaves anything out."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from rog.explain import printable, to_html, to_json, to_markdown, to_mermaid, to_notebook, to_svg, to_text
from rog.explain.proofs import MAX_ROWS
from rog.outcome import Answer, CountProof, KindProof, ResultPart, Row
from rog.result import Result
from rog.types import Entity
from tests.fakes.proved import PROVED, answer, proved, quantity

TEXTS = {
    "count of few shown": """\
250
  250 counted:
    France ─borders→ Andorra
    France ─borders→ Belgium
    France ─borders→ Brazil
    France ─borders→ Switzerland
    France ─borders→ Germany
    … and 245 more""",
    "no count": """\
0
  0 counted
  nothing is found by FR / moon, looked up again at France""",
    "yes": """\
yes
  France ─borders→ Spain""",
    "no": """\
no — the graph does not say so
  nothing is found by FR / borders and DK, looked up again at France, Denmark""",
    "no by comparison": """\
no
  population > 83,200,000, 1 compared:
    Italy: 59,000,000""",
    "most": """\
Germany
  France ─borders→ Germany
  most by population, 12 compared:
    Germany: 83,200,000
    Italy: 59,000,000
    Spain: 47,400,000
    Belgium: 11,600,000
    Switzerland: 8,700,000
    Luxembourg: 640,000
    … and 6 more""",
    "where": """\
Germany
  France ─borders→ Germany
  population > 80,000,000, 12 compared:
    Germany: 83,200,000
    … and 11 more""",
    "values": """\
2.02 km²
  France ─borders→ Monaco ─area→ 2.02 km²
2586.4 km²
  France ─borders→ Luxembourg ─area→ 2586.4 km²
357,022 km²
  France ─borders→ Germany ─area→ 357,022 km²
505,990 km²
  France ─borders→ Spain ─area→ 505,990 km²""",
    "sum": """\
210,540,000
  sum of population, 6 parts:
    Germany: 83,200,000
    Italy: 59,000,000
    Spain: 47,400,000
    Belgium: 11,600,000
    Switzerland: 8,700,000
    Luxembourg: 640,000""",
    "kind": """\
Spain
  France ─borders→ Spain
  Spain is of the kind country""",
    "without": """\
Spain
  France ─borders→ Spain
  nothing is found by DE / borders and ES, looked up again at Spain, Germany""",
    "edge": """\
2017
  Emmanuel Macron ─president_of [since = 2017]→ France""",
    "condition": """\
France
  Emmanuel Macron ─president_of [since = 2017]→ France""",
    "parts": """\
JP / capital
Tokyo
  Japan ─capital→ Tokyo

JP / currency
yen
  Japan ─currency→ yen
Not all: a limit cut the answers.

JP / moon
No answer: it reaches nothing
Warning: the graph has no such relation""",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_as_text(kind: str) -> None:
    assert to_text(PROVED[kind]) == TEXTS[kind]


def test_of_many_counted_the_first_are_shown_and_a_relation_that_holds_both_ways_says_so() -> None:
    lines = to_text(PROVED["count"]).split("\n")
    assert lines[:3] == ["12", "  12 counted:", "    France ←borders→ Andorra"]
    assert len(lines) == 2 + MAX_ROWS + 1
    assert lines[-1] == "    … and 2 more"


def test_as_markdown() -> None:
    assert to_markdown(PROVED["most"]).split("\n")[2:10] == [
        "1. **Germany**",
        "   - France ─borders→ Germany",
        "   - most by population\\, 12 compared",
        "     - **Germany\\: 83\\,200\\,000**",
        "     - Italy\\: 59\\,000\\,000",
        "     - Spain\\: 47\\,400\\,000",
        "     - Belgium\\: 11\\,600\\,000",
        "     - Switzerland\\: 8\\,700\\,000",
    ]
    assert to_markdown(PROVED["no"]).split("\n")[2] == "1. **no — the graph does not say so**"
    assert "| exists\\(France \\/ borders and Denmark\\) | 1.0000 | 1 | kept |" in to_markdown(PROVED["no"])
    assert re.findall("^### .*", to_markdown(PROVED["parts"]), re.MULTILINE) == [
        "### JP \\/ capital", "### JP \\/ currency", "### JP \\/ moon", "### Plans",
    ]  # fmt: skip


def statements(result: Result) -> set[str]:
    """What every format has to say: all names, values and titles of the text, without its marks."""
    lines = (line.strip(" :") for line in to_text(result).split("\n") if line.strip())
    return {part for line in lines for part in re.split(r" ─.*?→ | ←.*?→ |(?<!No answer)(?<!Warning): |… and ", line)}


def shown(text: str) -> str:
    """The text with its escapes undone and its spaces made one."""
    text = re.sub("#([0-9]+);", lambda code: chr(int(code[1])), text)
    text = text.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
    return " ".join(re.sub(r"\\(.)", r"\1", text).split())


@pytest.mark.parametrize("kind", PROVED)
def test_no_format_leaves_anything_out(kind: str) -> None:
    result = PROVED[kind]
    for write in (to_markdown, to_mermaid, to_svg, to_notebook):
        text = shown(write(result))
        assert {one for one in statements(result) if printable(one) not in text} == set(), write.__name__
    assert Result.model_validate_json(to_json(result)) == result
    assert 'id="rog-result"' in to_html(result)


def test_a_drawing_has_bars_from_zero_on_with_their_values_beside_them() -> None:
    root = ElementTree.fromstring(to_svg(PROVED["cold"]))
    bars = [one for one in root.iter() if one.get("class") == "bar"]
    starts = [(float(one.attrib["x"]), float(one.attrib["width"])) for one in bars]
    zero = starts[1][0]
    assert [round(x - zero, 1) for x, _ in starts] == [round(-240 * 12 / 43, 1), 0, 0]
    assert [round(width, 1) for _, width in starts] == [round(240 * share / 43, 1) for share in (12, 4, 31)]
    at = {
        one.get("y"): "".join(one.itertext())
        for one in root.iter()
        if one.tag.endswith("}text") and one.get("class") == "own"
    }
    assert list(at.values())[-3:] == ["-12 °C", "4 °C", "31 °C"]
    described = next(one for one in root.iter() if one.tag.endswith("}desc"))
    assert "".join(described.itertext()) == to_text(PROVED["cold"])
    assert "bar" not in {one.get("class") for one in ElementTree.fromstring(to_svg(PROVED["yes"])).iter()}


def test_what_was_measured_is_drawn_as_bars_and_not_as_edges() -> None:
    chart = to_mermaid(PROVED["most"])
    assert chart.count("-->") == 1
    assert chart.count("-.-") == 1


def test_an_answer_that_no_path_ends_at_is_drawn_beside_what_it_rests_on() -> None:
    assert 'a0x0(["2017"])\n    a0x0 -.- p0x0x0["Emmanuel Macron' in to_mermaid(PROVED["edge"])
    assert ">yes</text>" in to_svg(PROVED["yes"])


def test_a_value_and_an_entity_of_one_name_are_told_apart() -> None:
    film = Answer(id="1941", name="1941", score=1)
    year = Answer.of('"1941"^^xsd:gYear', None, 1)
    assert to_text(Result(question="?", answers=(film, year))) == "1941\n1941 [year]"


def test_long_tables_are_cut_and_say_so() -> None:
    rows = tuple(Row(id=f"e{number}") for number in range(MAX_ROWS + 2))
    result = proved("count(kind(k))", answer(quantity(12), CountProof(total=12, members=rows)))
    assert to_text(result).split("\n")[-1] == "    … and 2 more"
    one_more = proved("count(kind(k))", answer(quantity(11), CountProof(total=11, members=rows[:-1])))
    assert to_text(one_more).split("\n")[-1] == f"    e{MAX_ROWS}"


def test_of_many_proved_answers_the_first_are_drawn_and_the_rest_counted() -> None:
    many = [answer(quantity(number), KindProof(id="FR", kind="country")) for number in range(30)]
    result = proved("FR / numbers", *many)
    assert ">and 22 more answers</text>" in to_svg(result)
    assert 'm0["and 10 more answers"]' in to_mermaid(result)


def test_colour_marks_parts_and_the_answer_among_the_compared() -> None:
    assert "    \x1b[1mGermany\x1b[0m: 83,200,000" in to_text(PROVED["most"], colour=True)
    assert to_text(PROVED["parts"], colour=True).startswith("\x1b[4mJP / capital\x1b[0m\n\x1b[1mTokyo\x1b[0m")


def test_several_questions_without_any_answer() -> None:
    parts = tuple(ResultPart(question=text, abstained=True, reason="nothing") for text in ("one", "two"))
    result = Result(question="one; two", parts=parts, abstained=True, reason="nothing")
    assert to_text(result) == "one\nNo answer: nothing\n\ntwo\nNo answer: nothing"
    assert to_mermaid(result) == (
        'flowchart LR\n    s0["one#58; No answer#58; nothing"]\n    s1["two#58; No answer#58; nothing"]'
    )
    assert ">two</text>" in to_svg(result)


def test_a_query_is_shown_with_names_for_ids() -> None:
    result = PROVED["without"].model_copy(update={"entities": {"FR": Entity(id="FR", name="The 5th Republic")}})
    assert '\\"The 5th Republic\\" \\/ borders not DE \\/ borders' in to_markdown(result)
