"""The HTML file in a real browser: what lights up, what is said, keys, filters, themes; it needs no network."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rog.explain import to_html, to_text, viewer_assets
from rog.outcome import Answer, Doubt
from rog.result import Result
from tests.fakes.browser import OpenPage, Show, browser, open_page, page, serious_faults, show
from tests.fakes.explained import FILMS, NO_ANSWER, many_paths

__all__ = ["browser", "open_page", "page", "show"]  # fixtures


SCOTT_BLADE = ["m2", "directed_by", "p1", 4]
SCOTT_BLADE_TOO = ["m2", "produced_by", "p1", 5]
ALIEN_SCOTT = ["m1", "directed_by", "p1", 6]
ALIEN_STUDIO = ["m1", "shot_at", "s1", "e:7"]
BLADE_STUDIO = ["m2", "shot_at", "s1", "e:8"]
ALIEN_PINEWOOD = ["m1", "shot_at", "s2", "e:9"]


def lit(page: Any) -> list[list[Any]]:
    """The edges that are lit, as [head, relation, tail, key]."""
    keys = page.eval_on_selector_all(".rog-edge.lit", "all => all.map((one) => one.dataset.edge)")
    return sorted((json.loads(key) for key in keys if key), key=str)


DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""The list draws what is on the screen only (content-visibility), a frame after it is written; the rest has no text."""


def texts(page: Any, selector: str) -> list[str]:
    page.evaluate(DRAWN)
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


def drawn(page: Any, selector: str = "text") -> list[str]:
    """Texts of a drawing."""
    return list(page.locator(selector).all_text_contents())


def choose(page: Any, answer: str) -> None:
    page.locator(f"input[data-answer='{answer}']").check()


def test_the_first_answer_is_chosen_and_its_paths_are_lit(show: Show) -> None:
    page = show(FILMS)
    assert page.locator("input:checked").get_attribute("data-answer") == "s1"
    assert lit(page) == [ALIEN_SCOTT, ALIEN_STUDIO, SCOTT_BLADE, SCOTT_BLADE_TOO, BLADE_STUDIO]


def test_choosing_an_answer_lights_its_edges_and_no_others(show: Show) -> None:
    page = show(FILMS)
    choose(page, "s2")
    assert lit(page) == [ALIEN_SCOTT, ALIEN_PINEWOOD, SCOTT_BLADE]
    assert page.locator(".rog-node.lit").count() == 4
    assert page.locator(".rog-proof h2").inner_text() == "Why Pinewood Studios is an answer"
    assert texts(page, ".rog-hop") == [
        "Blade Runner ─directed_by→ Ridley Scott",
        "Ridley Scott ←directed_by─ Alien",
        "Alien ─shot_at→ Pinewood Studios",
    ]
    assert texts(page, ".rog-path .rog-verified") == ["✓ verified"] * 3


def test_an_entity_is_drawn_once_and_each_edge_once_in_columns_by_hop(show: Show) -> None:
    page = show(FILMS)
    nodes = page.eval_on_selector_all(
        ".rog-node", "all => all.map((one) => [one.dataset.entity, +one.querySelector('rect').getAttribute('x')])"
    )
    assert sorted(name for name, _ in nodes) == ["m1", "m2", "p1", "s1", "s2"]
    x = dict(nodes)
    assert x["m2"] < x["p1"] < x["m1"] < x["s1"] == x["s2"]
    assert page.locator(".rog-edge").count() == 6
    names = drawn(page, ".rog-edge .relation")
    assert sorted(names) == ["directed_by", "directed_by", "produced_by", "shot_at", "shot_at", "shot_at"]


def test_relation_names_do_not_overlap(show: Show) -> None:
    page = show(many_paths(12, 3, between=9))
    boxes = page.eval_on_selector_all(
        ".relation",
        "all => all.map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.top, box.right, box.bottom])",
    )
    boxes = [box for box in boxes if box[2] > box[0]]
    assert len(boxes) > 30
    overlapping = [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if one[0] < other[2] and other[0] < one[2] and one[1] + 2 < other[3] and other[1] + 2 < one[3]
    ]
    assert overlapping == []


def test_an_arrow_points_as_the_edge_stands_in_the_graph(show: Show) -> None:
    page = show(FILMS)
    tips = page.eval_on_selector_all(
        ".rog-edge", "all => all.map((one) => [one.dataset.edge, one.querySelector('.tip').getAttribute('d')])"
    )
    right = {json.loads(key)[1] + str(json.loads(key)[3]): "l-9" in path for key, path in tips}
    assert right == {
        "directed_by4": True, "produced_by5": True, "directed_by6": False,
        "shot_ate:7": True, "shot_ate:8": True, "shot_ate:9": True,
    }  # fmt: skip


def test_an_edge_shows_its_key_properties_and_that_it_was_verified(show: Show) -> None:
    page = show(FILMS)
    page.locator(".rog-hop").first.click()
    facts = dict(zip(texts(page, ".rog-facts-of > dl > dt"), texts(page, ".rog-facts-of > dl > dd"), strict=True))
    assert facts["key in the store"] == "4"
    assert facts["properties"].split() == ["year", "1982", "source", "imdb"]
    assert facts["checked"].startswith("✓ verified")
    assert facts["walked"] == "in its direction, on 2 paths to 2 answers"
    assert lit(page) == [ALIEN_SCOTT, ALIEN_STUDIO, ALIEN_PINEWOOD, SCOTT_BLADE]
    pressed = page.eval_on_selector_all(".rog-edge[aria-pressed=true]", "all => all.map((one) => one.dataset.edge)")
    assert [json.loads(key) for key in pressed] == [SCOTT_BLADE]


def test_clicking_in_the_drawing_chooses(show: Show) -> None:
    page = show(FILMS)
    page.locator(".rog-node[data-entity=s2]").click()
    assert page.locator("input:checked").get_attribute("data-answer") == "s2"
    page.locator(".rog-node[data-entity=m1]").click()
    assert page.locator("input:checked").count() == 0
    assert page.locator(".rog-proof h2").inner_text() == "Paths through Alien"
    assert lit(page) == [ALIEN_SCOTT, ALIEN_STUDIO, ALIEN_PINEWOOD, SCOTT_BLADE, SCOTT_BLADE_TOO]


def test_the_question_has_its_topic_marked_and_other_readings_are_shown(show: Show) -> None:
    page = show(FILMS)
    assert page.locator("h1").inner_text() == FILMS.question
    assert texts(page, "h1 mark") == ["Blade Runner"]
    assert texts(page, "h1 .unused") == ["films"]
    assert texts(page, ".rog-candidates li")[:2] == [
        "Blade Runner m2 by its name, score 0.90, taken",
        "Blade Runner 2049 m9 by a close spelling, score 0.40",
    ]


def test_plans_are_shown_with_what_became_of_them_and_why(show: Show) -> None:
    rows = [[cell.strip() for cell in row.split("\t")] for row in texts(show(FILMS), ".rog-scroll tbody tr")]
    assert rows[0] == [
        "✓ kept",
        '"Blade Runner" / directed_by / ^directed_by / shot_at',
        "0.91",
        "2",
        "the answers rest on it",
    ]
    assert rows[1][0] == "✕ dropped"
    assert rows[1][4] == "less probable than the best plan (0.91)"
    assert rows[2][2:] == ["< 0.0001", "0", "its branches reach nothing in common"]


def test_what_came_of_it_is_said(show: Show) -> None:
    page = show(FILMS)
    assert texts(page, ".rog-outcome") == [
        "✂2 answers, and not all: a limit cut the answers.",
        "!Warning: one edge was gone",
    ]
    assert texts(page, ".rog-times tr")[-1].split("\t")[-1] == "33.3 ms"
    assert texts(page, ".rog-cost dd") == ["3", "1,500", "2", "6"]


def test_no_answer_says_why_and_shows_what_was_considered(show: Show) -> None:
    page = show(NO_ANSWER)
    assert texts(page, ".rog-outcome") == ["∅No answer: rog abstained. no plan is probable enough"]
    assert page.locator(".rog-graph").count() == 0
    assert "too improbable to be trusted" in page.locator(".rog-scroll").inner_text()
    assert serious_faults(page) == []


def test_doubt_comes_first_and_no_tick_stands_beside_it(show: Show) -> None:
    doubts = (Doubt(name="unused mention", says="the question names “<i>Rome</i>” too", weight=0.05),)
    low = {"confidence": 0.31, "low_confidence": True, "truncated": False, "warnings": (), "doubts": doubts}
    page = show(FILMS.model_copy(update=low))
    assert texts(page, ".rog-outcome") == [
        "?Low confidence (0.31): the question names “<i>Rome</i>” too.",
        "≈2 answers. No limit cut the answers.",
    ]
    assert page.locator(".rog-outcome.good").count() == 0
    assert serious_faults(page) == []
    page = show(FILMS.model_copy(update={**low, "doubts": ()}))
    assert texts(page, ".rog-outcome")[0] == "?Low confidence (0.31): check the paths."


def test_a_yes_that_is_not_sure_has_no_tick(show: Show) -> None:
    yes = Answer(id='"true"^^xsd:boolean', kind="truth", name="yes", value=True, score=0.9)
    for low, expected in ((False, "✓Yes."), (True, "≈Yes.")):
        page = show(Result(question="?", answers=(yes,), low_confidence=low))
        assert texts(page, ".rog-outcome")[-1] == expected


def test_confidence_is_one_number(show: Show) -> None:
    page = show(FILMS.model_copy(update={"confidence": 0.934}))
    assert "≈Confidence 0.93" in texts(page, ".rog-outcome")
    assert "score" not in page.locator(".rog-answers").inner_text()


def test_an_error_is_shown(show: Show) -> None:
    page = show(Result(question="?", abstained=True, reason="the question failed", error="the graph is gone"))
    assert texts(page, ".rog-outcome") == ["✕The question failed. the graph is gone"]


def test_finding_and_filtering(show: Show) -> None:
    page = show(FILMS)
    page.get_by_role("searchbox").fill("pinewood")
    assert texts(page, ".rog-answer .rog-name") == ["Pinewood Studios"]
    assert page.locator(".rog-node[data-entity=s1]").count() == 0
    page.get_by_role("searchbox").fill("nothing like it")
    # Read in one go: the list is written anew when the filter is.
    page.locator(".rog-answers", has_text=re.compile(r"^No answer matches\.$")).wait_for()
    assert page.locator(".rog-answer").count() == 0
    page.get_by_role("searchbox").fill("")
    page.get_by_label("Show paths of").select_option(label="─shot_at→")
    assert texts(page, ".rog-answer .rog-name") == ["Shepperton Studios"]
    assert page.locator(".rog-edge").count() == 1
    page.get_by_label("Show paths of").select_option(label="all relation paths")
    choose(page, "s2")
    page.get_by_label("only paths of what is chosen").check()
    assert page.locator(".rog-edge").count() == 3


def test_copy_and_save(show: Show, tmp_path: Path) -> None:
    page = show(FILMS, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy as text").click()
    page.locator("[role=status]", has_text="Copied.").wait_for(state="attached")
    assert texts(page, "[role=status]") == ["Copied."]
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(
        f"{FILMS.question}\n\nShepperton Studios\n  Blade Runner ─directed_by→ Ridley Scott ←directed_by─ Alien"
    )
    with page.expect_download() as download:
        page.get_by_role("button", name="Save JSON").click()
    assert Result.model_validate_json(download.value.path().read_text(encoding="utf-8")) == FILMS
    with page.expect_download() as download:
        page.get_by_role("button", name="Save SVG").click()
    drawing = tmp_path / "saved.svg"
    download.value.save_as(drawing)
    page.goto(drawing.as_uri())
    assert page.locator("svg rect").count() == 6
    assert {"Ridley Scott", "Alien", "produced_by"} <= set(drawn(page))


def test_500_paths_are_grouped_and_open(show: Show) -> None:
    page = show(many_paths(500))
    assert page.locator(".rog-answer").count() == 20
    assert page.locator(".rog-answers .rog-more").text_content() == "and 480 more"
    assert page.locator(".rog-node").count() < 40
    page.locator(".rog-answers .rog-more").click()
    assert page.locator(".rog-answer").count() == 500
    choose(page, "a499")
    assert page.locator(".rog-node[data-entity=a499].lit").count() == 1
    assert lit(page) == [["a499", "part_of", "w19", 0], ["t", "leads_to", "w19", None]]
    page.locator(".rog-node.more", has_text="and 487 more").click()
    assert page.locator(".rog-node.answer").count() == 500


def test_an_answer_with_500_paths(show: Show) -> None:
    page = show(many_paths(1, 500, between=500))
    assert page.locator(".rog-path").count() == 20
    assert page.locator(".rog-paths .rog-more").text_content() == "and 480 more"
    page.locator(".rog-paths .rog-more").click()
    assert page.locator(".rog-path").count() == 500


def test_keys_alone_do_it_all(show: Show) -> None:
    page = show(FILMS)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "search"
    for _ in range(20):
        if page.evaluate("document.activeElement.type") == "radio":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.locator(".rog-proof h2").inner_text() == "Why Pinewood Studios is an answer"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "rog-canvas"
    page.keyboard.press("Tab")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused) == "Topic: Blade Runner"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused).startswith("Edge: Blade Runner ─")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "Entity: Ridley Scott"
    page.keyboard.press("Enter")
    assert page.locator(".rog-proof h2").inner_text() == "Paths through Ridley Scott"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "rog-hop"
    page.keyboard.press("Enter")
    assert page.locator(".rog-facts-of h3").inner_text() == "The edge"


def background(page: Any) -> str:
    return str(page.evaluate("getComputedStyle(document.querySelector('.rog-viewer')).backgroundColor"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_of_accessibility(show: Show, scheme: str) -> None:
    page = show(FILMS, color_scheme=scheme)
    page.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    assert serious_faults(page) == []
    page.locator(".rog-hop").first.click()
    assert serious_faults(page) == []


def test_dark_and_light_follow_the_system_or_the_choice(show: Show) -> None:
    page = show(FILMS, color_scheme="dark")
    assert background(page) == "rgb(20, 23, 27)"
    page.get_by_label("Colours").select_option("light")
    assert background(page) == "rgb(255, 255, 255)"
    page.get_by_label("Colours").select_option("")
    assert background(page) == "rgb(20, 23, 27)"
    assert background(show(FILMS, color_scheme="light")) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("result", [FILMS, many_paths(500), NO_ANSWER], ids=["films", "500", "none"])
def test_a_narrow_screen_never_scrolls_sideways(show: Show, result: Result) -> None:
    page = show(result, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert serious_faults(page) == []


def test_print_shows_all_of_it(show: Show) -> None:
    page = show(FILMS)
    page.emulate_media(media="print")
    assert not page.locator(".rog-tools").is_visible()
    assert page.locator(".rog-canvas").evaluate("one => getComputedStyle(one).overflow") == "visible"


def test_without_scripts_the_text_is_shown(open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "plain.html"
    file.write_text(to_html(FILMS), encoding="utf-8")
    page = open_page(java_script_enabled=False)
    page.goto(file.as_uri())
    assert page.locator("noscript").inner_text().strip() == to_text(FILMS)


def test_the_file_is_small() -> None:
    assert len(to_html(Result(question="?")).encode("utf-8")) < 200_000


def test_the_assets_work_under_a_policy_without_anything_inline(open_page: OpenPage, tmp_path: Path) -> None:
    for name, content in viewer_assets().items():
        (tmp_path / name).write_bytes(content)
    show = f"rogViewer.show(document.querySelector('main'), {FILMS.model_dump_json()}, {{level: 2, theme: false}})"
    (tmp_path / "show.js").write_text(f"{show}.choose('entity', 's2');", encoding="utf-8")
    policy = "default-src 'none'; script-src file:; style-src file:"
    (tmp_path / "index.html").write_text(
        f'<!doctype html><html lang=en><title>t</title><meta http-equiv=Content-Security-Policy content="{policy}">'
        "<link rel=stylesheet href=viewer.css><main></main><script src=viewer.js></script><script src=show.js></script>"
    )
    page = open_page()
    page.goto((tmp_path / "index.html").as_uri())
    assert lit(page) == [ALIEN_SCOTT, ALIEN_PINEWOOD, SCOTT_BLADE]
    assert page.locator("h2.rog-question").count() == 1
    assert background(page) == "rgb(255, 255, 255)"
