"""The viewer with each kind of proof, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from rog.explain import to_text
from rog.outcome import ResultPart
from rog.result import Result
from tests.fakes.browser import Show, browser, open_page, serious_faults, show
from tests.fakes.proved import PROVED

__all__ = ["browser", "open_page", "show"]  # fixtures


def texts(page: Any, selector: str) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(selector).all_inner_texts()]


def widths(page: Any, selector: str) -> list[float]:
    """Widths of bars, in pixels."""
    return [
        float(width)
        for width in page.eval_on_selector_all(selector, "all => all.map(one => one.getAttribute('width'))")
    ]


def test_a_count_shows_the_counted_and_lights_their_edges(show: Show) -> None:
    page = show(PROVED["count"])
    assert texts(page, ".rog-outcome") == ["✓1 answer. No limit cut the answers."]
    assert texts(page, ".rog-table caption") == ["12 counted"]
    rows = texts(page, ".rog-table tr")
    assert rows[:2] == ["Andorra ✓ verified", "Belgium ✓ verified"]
    assert rows[-1] == "and 2 more"
    assert page.locator(".rog-edge.lit").count() == 12
    assert texts(page, ".rog-path .rog-step")[0] == "←borders→"
    page.locator(".rog-table .rog-hop").first.click()
    assert page.locator(".rog-proof h2").inner_text() == "Paths through Andorra"
    page.locator(".rog-path .rog-hop").first.click()
    assert "it holds both ways, on 1 path to 1 answer" in texts(page, ".rog-facts dd")


@pytest.mark.parametrize(
    ("kind", "outcome", "label"),
    [
        ("yes", "✓Yes.", "yes"),
        ("no", "✕No. The graph does not say so.", "no — the graph does not say so"),
        ("no by comparison", "✕No.", "no"),
    ],
)
def test_truth_is_said(show: Show, kind: str, outcome: str, label: str) -> None:
    page = show(PROVED[kind])
    assert texts(page, ".rog-outcome") == [outcome]
    assert texts(page, ".rog-label")[0].rsplit(" ", 2)[0] == label  # behind it, how many paths
    if kind == "no":
        assert texts(page, ".rog-statement") == [
            "nothing is found by FR / borders and DK, looked up again at France, Denmark"
        ]
        assert not page.locator(".rog-canvas").is_visible()
        assert not page.locator(".rog-legend").is_visible()


def test_a_superlative_is_a_ranking_with_bars(show: Show) -> None:
    page = show(PROVED["most"])
    assert texts(page, ".rog-table caption") == ["most by population, 12 compared"]
    rows = texts(page, ".rog-table tr")
    assert rows[:2] == ["Germany 83,200,000 ✓ verified", "Italy 59,000,000 ✓ verified"]
    assert rows[-1] == "and 6 more"
    assert texts(page, ".rog-table .own th") == ["Germany"]
    assert widths(page, ".rog-table rect")[:2] == [160, pytest.approx(160 * 59 / 83.2)]
    assert page.locator(".rog-table svg[aria-hidden=true]").count() == 6  # the value beside it says the same


def test_answers_that_are_numbers_stand_in_order_with_bars(show: Show) -> None:
    page = show(PROVED["values"])
    assert texts(page, ".rog-answer .rog-name") == ["2.02 km²", "2586.4 km²", "357,022 km²", "505,990 km²"]
    assert widths(page, ".rog-answer div rect")[2:] == [pytest.approx(180 * 357_022 / 505_990), 180]
    assert page.locator(".rog-facts-of h3").inner_text() == "The value 2.02 km²"


@pytest.mark.parametrize("kind", PROVED)
def test_all_that_is_proved_is_there(show: Show, kind: str) -> None:
    page = show(PROVED[kind])
    every = " ".join(page.locator("main").inner_text().split())
    for line in to_text(PROVED[kind]).split("\n"):
        for part in line.strip(" :").replace("… ", "").split(": "):
            assert part in every or "─" in part or "→" in part, part
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_parts_stand_one_below_the_other_with_what_is_to_be_said_of_each(show: Show) -> None:
    page = show(PROVED["parts"])
    assert texts(page, ".rog-outcome")[0] == "✓2 answers to 3 questions. No limit cut the answers."
    assert texts(page, ".rog-part strong") == ["JP / capital", "JP / currency", "JP / moon"]
    order = page.eval_on_selector_all(".rog-answers > li", "all => all.map(one => one.className)")
    assert order == ["rog-part", "", "rog-part", "", "rog-part"]
    notes = [
        "Not all: a limit cut the answers.",
        "No answer: it reaches nothing",
        "Warning: the graph has no such relation",
    ]
    assert texts(page, ".rog-part .rog-soft") == notes


def test_parts_without_any_answer_say_why(show: Show) -> None:
    parts = tuple(ResultPart(question=text, abstained=True, reason=f"no {text}") for text in ("sun", "moon"))
    page = show(Result(question="sun; moon", parts=parts, abstained=True))
    assert texts(page, ".rog-section:has-text('Several questions') li") == [
        "sun No answer: no sun",
        "moon No answer: no moon",
    ]


@pytest.mark.parametrize("kind", PROVED)
def test_copied_text_is_that_of_the_terminal(show: Show, kind: str) -> None:
    page = show(PROVED[kind])
    page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }")
    page.get_by_role("button", name="Copy as text").click()
    assert page.evaluate("window.copied") == f"{PROVED[kind].question}\n\n{to_text(PROVED[kind])}\n"


def test_search_finds_what_is_in_proofs(show: Show) -> None:
    page = show(PROVED["most"])
    page.fill("input[type=search]", "luxembourg")
    assert page.locator(".rog-answer").count() == 1
    page.fill("input[type=search]", "norway")
    assert page.locator(".rog-answer").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["count", "most", "no", "parts", "values"])
def test_no_serious_fault_of_accessibility(show: Show, kind: str, scheme: str) -> None:
    assert serious_faults(show(PROVED[kind], color_scheme=scheme)) == []
