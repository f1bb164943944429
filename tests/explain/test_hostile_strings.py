"""300 hostile strings as entity, relation and question through every format: nothing runs, each is shown as it is."""

from __future__ import annotations

import html
import json
import os
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from rog.explain import printable, to_html, to_json, to_markdown, to_mermaid, to_notebook, to_svg, to_text
from rog.outcome import (
    AbsenceProof,
    Answer,
    ComparisonProof,
    CountProof,
    KindProof,
    Plan,
    ResultPart,
    Row,
    TotalProof,
    Verdict,
)
from rog.result import Result
from rog.types import Branch, Candidate, Entity, Hop, ReasoningPath, Topic
from tests.fakes.browser import OpenPage, browser, open_page
from tests.fakes.hostile import HOSTILE

__all__ = ["browser", "open_page"]  # fixtures


def one_of(text: str) -> Result:
    """A result in which the text is all there can be: question, mention, entities, relation, property, reason."""
    hop = Hop(head="topic", relation=text, tail=text, key=text, properties={text: text})
    candidate = Candidate(id=text, name=text, score=1, kind="name")
    path = ReasoningPath(topic="topic", hops=(hop,))
    rows = (Row(id=text, values=(text,), paths=(path,)),)
    proofs = (
        CountProof(total=2, members=rows),
        ComparisonProof(by=text, sign=">", rows=rows, right=(text,), compared=1),
        TotalProof(how="sum", by=text, rows=rows, total=1),
        KindProof(id=text, kind=text),
        AbsenceProof(query=text, looked_up=(text,)),
    )
    answer = Answer(id=text, name=text, score=1, paths=(path,), proofs=proofs)
    silent = ResultPart(question=text, abstained=True, reason=text, warnings=(text,))
    return Result(
        question=text,
        answers=(answer,),
        parts=(ResultPart(question=text, answers=(answer,)), silent),
        plans=(Verdict(plan=Plan.of((Branch("topic", (text,)),), 0.5), kept=False, reason=text),),
        topics=(
            Topic(
                text=text,
                start=0,
                end=1,
                candidates=(candidate,),
                chosen=text,
            ),
        ),
        entities={text: Entity(id=text, name=text, types=(text,), aliases=(text,), properties={text: text})},
        warnings=(text,),
        timings={text: 1.0},
    )


def all_of() -> Result:
    """A result with an answer for each string, by a relation of that name."""
    hops = [Hop(head="topic", relation=text, tail=f"a{place}") for place, text in enumerate(HOSTILE)]
    answers = [
        Answer(id=hop.tail, name=text, score=1, paths=(ReasoningPath(topic="topic", hops=(hop,)),))
        for text, hop in zip(HOSTILE, hops, strict=True)
    ]
    return Result(question="?", answers=tuple(answers), entities={"topic": Entity(id="topic", name="Topic")})


def cut(text: str, limit: int) -> str:
    """As drawings show it, in characters of what is printable."""
    displayed = printable(text)
    return displayed if len(displayed) <= limit else displayed[: limit - 1] + "…"


class Tags(HTMLParser):
    """The tags and attribute names of a page, and the data in it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.data: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *sorted(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.data.append(data)


def tags_of(page: str) -> list[tuple[str, ...]]:
    parser = Tags()
    parser.feed(page)
    return parser.tags


def test_the_page_has_the_same_elements_whatever_is_in_it() -> None:
    plain = tags_of(to_html(one_of("plain")))
    for text in HOSTILE:
        page = to_html(one_of(text))
        assert tags_of(page) == plain, text[:80]
        data = page.split('<script type="application/json" id="rog-result">')[1].split("</script>")[0]
        assert Result.model_validate(json.loads(data)) == one_of(text)


def test_the_viewer_shows_each_as_it_is(open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(to_html(all_of()), encoding="utf-8")
    page = open_page()
    page.goto(file.as_uri())
    page.locator(".rog-answers .rog-more").click()
    page.locator(".rog-node.more").click()
    listed = page.locator(".rog-answer .rog-name").all_text_contents()
    assert listed == [cut(text, 200) for text in HOSTILE]
    assert sorted(page.locator(".rog-node.answer text").all_text_contents()) == sorted(
        cut(text, 28) for text in HOSTILE
    )
    assert sorted(page.locator(".rog-edge text").all_text_contents()) == sorted(cut(text, 26) for text in HOSTILE)
    assert (
        page.evaluate("document.querySelectorAll('main :is(script, iframe, img, a, style, use, foreignObject)').length")
        == 0
    )


def test_the_viewer_shows_each_question_entity_and_relation_whole(open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "hostile.html"
    file.write_text(to_html(one_of("plain")), encoding="utf-8")
    page = open_page()
    page.goto(file.as_uri())
    elements = "[...document.querySelectorAll('main *')].map((one) => one.tagName).join()"
    show = (
        "(json) => { rogViewer.show(document.querySelector('main'), JSON.parse(json));"
        f"document.querySelector('.rog-path .rog-hop').click(); const has = {elements};"
        "const text = (which) => document.querySelector(which)?.textContent;"
        "return [text('h1'), text('.rog-facts dd:nth-of-type(2)'), text('.rog-facts dd:nth-of-type(3)'),"
        " text('.rog-facts .rog-facts dd'), text('.rog-outcome.warn'), has]; }"
    )
    plain = page.evaluate(show, to_json(one_of("plain")))
    for text in HOSTILE:
        question, relation, entity, value, warning, elements = page.evaluate(show, to_json(one_of(text)))
        assert [question, relation, entity, value] == [printable(text)] * 4
        assert warning == f"!Warning: {printable(text)}"
        assert elements.replace("CODE,", "") == plain[-1].replace("CODE,", ""), text[:80]


def test_worst_of_them_as_files(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page()
    for text in [one for one in HOSTILE[:50] if "<" in one and len(one) < 200][::3]:
        file = tmp_path / "hostile.html"
        file.write_text(to_html(one_of(text)), encoding="utf-8")
        page.goto(file.as_uri())
        assert page.locator("h1").text_content() == printable(text)
        assert page.title() == " ".join(printable(text).split())


def test_svg_is_well_formed_and_shows_each(open_page: OpenPage, tmp_path: Path) -> None:
    drawing = to_svg(all_of(), rows=400)
    root = ElementTree.fromstring(drawing)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names == {"svg", "title", "style", "rect", "g", "path", "text"}
    assert all(not name.startswith("on") and "href" not in name for one in root.iter() for name in one.attrib)
    displayed = {"".join(element.itertext()) for element in root.iter() if element.tag.endswith("}text")}
    assert {cut(text, 26) for text in HOSTILE} <= displayed
    titles = {"".join(element.itertext()) for element in root.iter() if element.tag.endswith("}title")}
    assert {printable(text) for text in HOSTILE} <= titles
    for text in HOSTILE:
        one = ElementTree.fromstring(to_svg(one_of(text)))
        assert {element.tag.rpartition("}")[2] for element in one.iter()} == names | {"desc"}
    (tmp_path / "hostile.svg").write_text(drawing, encoding="utf-8")
    page = open_page()
    page.goto((tmp_path / "hostile.svg").as_uri())
    assert displayed <= set(page.locator("text").all_text_contents())


def test_markdown_renders_to_each_as_it_is(open_page: OpenPage, tmp_path: Path) -> None:
    markdown = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed").MarkdownIt(
        "commonmark", {"html": True}
    )
    markdown.enable(["table", "strikethrough"])
    allowed = {"h2", "h3", "ol", "ul", "li", "strong", "p", "table", "thead", "tbody", "tr", "th", "td"}
    everything = []
    for text in HOSTILE:
        rendered = markdown.render(to_markdown(one_of(text)))
        parser = Tags()
        parser.feed(rendered)
        assert {tag[0] for tag in parser.tags} <= allowed, text[:80]
        displayed = " ".join("".join(parser.data).split())
        assert " ".join(printable(text).split()) in displayed, text[:80]
        everything.append(rendered)
    (tmp_path / "page.html").write_text("<!doctype html><meta charset=utf-8>" + "".join(everything), encoding="utf-8")
    page = open_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator("h2").count() == 300


def test_notebooks_run_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    fragments = []
    for text in HOSTILE:
        fragment = to_notebook(one_of(text))
        assert {tag[0] for tag in tags_of(fragment)} <= {"div", "p", "strong", "img", "ol", "li", "bdi", "br", "code"}
        assert html.escape(printable(text)) in fragment
        fragments.append(fragment)
    assert one_of("a")._repr_html_() == to_notebook(one_of("a"))
    (tmp_path / "page.html").write_text(
        "<!doctype html><meta charset=utf-8>" + "".join(fragments[:60]), encoding="utf-8"
    )
    page = open_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.evaluate("[...document.images].every((one) => one.complete && one.naturalWidth > 0)")


def test_text_and_json_hold_no_control_characters_and_all_of_the_text() -> None:
    for text in HOSTILE:
        displayed = to_text(one_of(text))
        assert printable(text, 200) in displayed
        assert all(line.isprintable() or printable(line) == line for line in displayed.split("\n"))
        assert Result.model_validate_json(to_json(one_of(text))) == one_of(text)


def test_half_a_surrogate_pair_is_shown_as_its_escape() -> None:
    result = one_of("lone \ud800")
    for write in (to_html, to_json, to_markdown, to_mermaid, to_notebook, to_svg, to_text):
        assert "\\ud800" in write(result).replace("\\\\u", "\\u").replace("#92;", "\\"), write.__name__
        write(result).encode("utf-8")


def test_mermaid_has_nothing_of_them_but_letters_and_codes() -> None:
    for text in HOSTILE:
        lines = to_mermaid(one_of(text)).split("\n")
        assert len(lines) == 12  # two entities and an edge, five proofs, two parts and what joins one to its answer
        labels = [line.split('"')[1] for line in lines if '"' in line]
        assert sorted(line.count('"') for line in lines) == [0, 0, *[2] * 10]
        assert all(one.isalnum() or one in " #;" for label in labels for one in label)


def test_mermaid_draws_each_as_it_is(open_page: OpenPage, tmp_path: Path) -> None:
    script = os.environ.get("ROG_TEST_MERMAID")
    if script is None:
        pytest.skip("ROG_TEST_MERMAID does not name a mermaid.min.js")
    page = open_page()
    head = '<!doctype html><meta charset=utf-8><link rel=icon href="data:,">'
    (tmp_path / "index.html").write_text(f'{head}<script src="{Path(script).as_uri()}"></script><main></main>')
    page.goto((tmp_path / "index.html").as_uri())
    page.evaluate("mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' })")
    draw = (
        "async (text) => { const { svg } = await mermaid.render('drawn', text);"
        "const main = document.querySelector('main'); main.innerHTML = svg;"
        "return [...main.querySelectorAll('.nodeLabel, .edgeLabel p')].map((one) => one.textContent); }"
    )
    for text in HOSTILE[::6]:
        displayed = {" ".join(label.split()) for label in page.evaluate(draw, to_mermaid(one_of(text)))}
        assert " ".join(printable(text, 200).split()) in displayed, text[:80]
