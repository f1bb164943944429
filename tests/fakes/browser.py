"""A real browser for tests: the system's Chromium, which fails a test on a console error or a stray request.

A test module that imports `browser` and `open_page` (or `page`) gets them as fixtures. The browser lives as long
as the module, since its event loop would stand in the way of other modules' own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from rog.explain import to_html
from rog.result import Result

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

__all__ = ["OpenPage", "Show", "browser", "open_page", "page", "serious_faults", "show"]

Show = Callable[..., Any]
"""Opens the page of a result; options are those of `OpenPage`."""

LOCAL = ("file:", "data:", "blob:", "about:")


class OpenPage(Protocol):
    """Opens a page in a context of its own; options are those of a browser context (`color_scheme`, `viewport`)."""

    def __call__(self, *allowed: str, **options: Any) -> Any:
        """A page that may send requests only to addresses that begin with one of `allowed`."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The system's Chromium, without a window."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def show(open_page: OpenPage, tmp_path: Path) -> Show:
    """Opens the file of a result from disk."""

    def opened(result: Result, **options: Any) -> Any:
        file = tmp_path / "result.html"
        file.write_text(to_html(result), encoding="utf-8")
        page = open_page(**options)
        page.goto(file.as_uri())
        page.wait_for_selector(".rog-viewer")
        return page

    return opened


@pytest.fixture
def open_page(browser: Any) -> Iterator[OpenPage]:
    """Opens pages; when the test ends, none may have said an error, asked a stray address or opened a dialog."""
    faults: list[str] = []
    contexts = []

    def watch(allowed: tuple[str, ...], options: dict[str, Any]) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        context.on("request", lambda request: faults.extend(_stray(request.url, allowed)))
        context.on("console", lambda said: faults.extend(_said(said)))
        context.on("weberror", lambda error: faults.append(f"uncaught: {error.error}"))
        context.on("dialog", lambda dialog: _refuse(dialog, faults))
        context.set_default_timeout(60_000)  # a busy machine is no fault
        return context.new_page()

    yield lambda *allowed, **options: watch(allowed, options)
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page: OpenPage) -> Any:
    """A page that may ask nothing of any network."""
    return open_page()


def serious_faults(page: Any) -> list[str]:
    """What axe-core finds that keeps people out: its serious and critical violations."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def _refuse(dialog: Any, faults: list[str]) -> None:
    faults.append(f"dialog: {dialog.message}")
    dialog.dismiss()


def _stray(address: str, allowed: tuple[str, ...]) -> list[str]:
    return [] if address.startswith((*LOCAL, *allowed)) else [f"request: {address}"]


def _said(message: Any) -> list[str]:
    return [f"console: {message.text}"] if message.type in ("error", "warning") else []
