"""The page as people use it, in Chromium: every console error and every request beyond the server fails the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe_playwright_python is not installed")

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Route, expect, sync_playwright

from tests.fakes.server_process import ServerProcess, running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

QUESTION = "Which languages are spoken in the countries that border Switzerland?"
TIMEOUT_MS = 60_000
TOKEN = "t0ken"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=TIMEOUT_MS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with running("serve", "-g", "world", "-g", "erde=world") as started:
        yield started


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens a page in a window of its own; at the end nothing may have gone wrong in any of them."""
    wrong: list[str] = []
    contexts = []

    def dismiss(dialog: Dialog) -> None:
        wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open_(url: str, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        page = context.new_page()
        host = urlsplit(url).netloc
        page.on("console", lambda message: wrong.append(f"console: {message.text}") if _is_wrong(message) else None)
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("dialog", dismiss)
        page.on("request", lambda sent: wrong.append(sent.url) if _is_foreign(sent.url, host) else None)
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def _is_wrong(message: ConsoleMessage) -> bool:
    """Whether it is an error, and not the browser's note of a problem that the page itself tells of."""
    return message.type == "error" and "status of 422" not in message.text


def _is_foreign(url: str, host: str) -> bool:
    return urlsplit(url).scheme not in ("blob", "data") and urlsplit(url).netloc != host


def answered(page: Page) -> None:
    expect(page.locator("#keep")).to_be_visible(timeout=TIMEOUT_MS)


def serious_faults(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:200]}"
        for fault in violations
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def test_a_question_is_answered_in_stages(open_page: OpenPage, server: ServerProcess) -> None:
    page = open_page(server.url)
    page.fill("#question", QUESTION)
    page.click("#submit")
    answered(page)
    assert page.locator("#stages li.done").count() == 4
    expect(page.locator("#stages")).to_contain_text("Switzerland / borders / language")
    expect(page.locator("#viewer")).to_contain_text("German")
    assert "q=Which+languages" in page.url
    expect(page.locator("#live")).to_contain_text("9 answers")
    assert serious_faults(page) == []


def test_examples_are_there_and_are_answered(open_page: OpenPage, server: ServerProcess) -> None:
    page = open_page(server.url)
    page.locator("#examples button").first.click()
    answered(page)
    expect(page.locator("#stages li.done")).to_have_count(4)
    expect(page.locator("#stages li").last).not_to_contain_text("no answer")


def test_back_and_forward_go_through_the_questions(open_page: OpenPage, server: ServerProcess) -> None:
    page = open_page(f"{server.url}/?q=What+is+the+capital+of+France%3F")
    answered(page)
    expect(page.locator("#viewer")).to_contain_text("Paris")
    page.fill("#question", "What is the capital of Italy?")
    page.press("#question", "Enter")
    expect(page.locator("#viewer")).to_contain_text("Rome")
    page.go_back()
    expect(page.locator("#viewer")).to_contain_text("Paris")
    expect(page.locator("#question")).to_have_value("What is the capital of France?")
    page.go_forward()
    expect(page.locator("#viewer")).to_contain_text("Rome")
    page.locator(".brand").click()
    expect(page.locator("#examples")).to_be_visible()
    expect(page.locator("#answer")).to_be_hidden()


def test_the_keyboard_alone_completes_asks_and_browses(open_page: OpenPage, server: ServerProcess) -> None:
    page = open_page(server.url)
    expect(page.locator("#examples button").first).to_be_visible()
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("What is the capital of Switz")
    expect(page.locator("#suggestions li").first).to_contain_text("Switzerland")
    assert page.get_attribute("#question", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#question", "aria-activedescendant") == "suggestion-0"
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_value("What is the capital of Switzerland")
    page.keyboard.press("Enter")
    answered(page)
    expect(page.locator("#viewer")).to_contain_text("Bern")
    page.locator("#browse").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#relations-list summary").first).to_be_visible()
    page.keyboard.type("border")
    expect(page.locator("#relations-list summary")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#relations-list .edges li").first).to_contain_text("─borders→")
    assert serious_faults(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#relations")).to_be_hidden()
    expect(page.locator("#browse")).to_be_focused()


def test_what_goes_wrong_is_said(open_page: OpenPage, server: ServerProcess) -> None:
    page = open_page(server.url)
    page.evaluate("history.pushState(null, '', '/?q=x&topic=nobody'); dispatchEvent(new PopStateEvent('popstate'))")
    expect(page.locator("#problem")).to_contain_text("no entity with the id 'nobody'")


def test_what_is_typed_while_the_page_loads_stays(open_page: OpenPage, server: ServerProcess) -> None:
    page = open_page(server.url)
    held: list[Route] = []
    page.route("**/api/v1/graphs*", lambda route: held.append(route))
    with page.expect_request("**/api/v1/graphs*"):
        page.reload(wait_until="commit")
    page.fill("#question", "What is the capital of Switzerland?")
    assert page.inner_text("#about") == ""
    held[0].continue_()
    expect(page.locator("#about")).to_contain_text("world")
    expect(page.locator("#question")).to_have_value("What is the capital of Switzerland?")


def test_questions_are_shown_as_they_are(open_page: OpenPage, server: ServerProcess) -> None:
    page = open_page(server.url)
    hostile = "</script><img src=x onerror=alert(1)> of France"
    page.fill("#question", hostile)
    page.press("#question", "Enter")
    answered(page)
    assert page.locator("#answer img[src=x]").count() == 0
    expect(page.locator("#question")).to_have_value(hostile)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_fits_narrow_screens_and_both_schemes(
    open_page: OpenPage, server: ServerProcess, scheme: str, width: int
) -> None:
    page = open_page(server.url, color_scheme=scheme, viewport={"width": width, "height": 800})
    expect(page.locator("#examples button").first).to_be_visible()
    assert serious_faults(page) == []
    page.goto(f"{server.url}/?q=What+is+the+capital+of+France%3F")
    answered(page)
    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(16, 21, 28)") == (scheme == "dark")


def test_a_graph_is_chosen_by_name(open_page: OpenPage, server: ServerProcess) -> None:
    page = open_page(server.url)
    page.select_option("#graph", "erde")
    page.fill("#question", "What is the capital of France?")
    page.press("#question", "Enter")
    answered(page)
    assert "graph=erde" in page.url


def test_a_server_with_a_token_asks_for_it_once(browser: Browser) -> None:
    with running("serve", environment={"ROG_TOKEN": TOKEN}) as guarded:
        page = browser.new_page()
        page.goto(guarded.url)
        page.fill("#token-value", TOKEN, timeout=TIMEOUT_MS)
        page.press("#token-value", "Enter")
        expect(page.locator("#examples button").first).to_be_visible(timeout=TIMEOUT_MS)
        page.reload()
        expect(page.locator("#examples button").first).to_be_visible(timeout=TIMEOUT_MS)
        page.close()
