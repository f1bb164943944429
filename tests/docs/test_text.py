"""The documents are short, and name files, modules and commands that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import takewhile
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import rog
from eval.stored import RESULTS, read_results
from rog.cli import main

ROOT = Path(__file__).parents[2]

MOST_LINES = 180
"""Lines of the README: what one reads in five minutes."""

MOST_WORDS = 30
"""Words of a sentence."""

ROOMS = ("rog", "eval", "graphs", "training", "tests", "docs", ".ci")

README = ROOT / "README.md"
GUIDE = [README, *sorted((ROOT / "docs" / "guide").glob("*.md"))]
WORKING = [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs" / "design").glob("*.md"))]
CARDS = [*sorted(ROOT.glob("*/README.md")), *sorted(ROOT.glob("*/*/README.md")), *sorted(ROOT.glob("*/*/*/README.md"))]
DOCUMENTS = [*GUIDE, *WORKING, ROOT / "CHANGELOG.md", ROOT / "docs" / "result.md", *CARDS]

FIGURES = re.compile(r"\| ([\d,]+) \| ([\d.]+) \| ([\d.]+) \| `python -m eval\.quality\.suite ([\w-]+)` \|")

PATH = re.compile(r"[\w.*-]+(/[\w.*-]+)*/?")
MODULE = re.compile(r"python -m ([\w.]+)")
COMMAND = re.compile(r"(?:^|&& |\| )rog ([a-z]+)(?: ([a-z]+))?", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”*)]*\s+|\n\n")


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


@cache
def tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def prose(text: str) -> Iterator[str]:
    """Paragraphs, items and headings; code is one word, and tables and blocks of code are left out."""
    inside_table = False
    for token in tokens(text):
        inside_table = (inside_table or token.type == "table_open") and token.type != "table_close"
        if token.type == "inline" and not inside_table:
            yield "".join(_words_of(part) for part in token.children or ())


def _words_of(part: Token) -> str:
    if part.type in {"softbreak", "hardbreak"}:
        return " "
    return "code" if part.type == "code_inline" else part.content


def sentences(text: str) -> Iterator[str]:
    for paragraph in prose(text):
        yield from SENTENCE_END.split(paragraph)


def word_count(sentence: str) -> int:
    return sum(any(letter.isalnum() for letter in word) for word in sentence.split())


def inline(text: str, kind: str) -> Iterator[Token]:
    for token in tokens(text):
        yield from (part for part in token.children or () if part.type == kind)


def links(text: str) -> Iterator[str]:
    """What links and images lead to within the project, without the place on the page."""
    for kind, attribute in (("link_open", "href"), ("image", "src")):
        for part in inline(text, kind):
            target = str(part.attrs[attribute]).partition("#")[0]
            if target and "://" not in target:
                yield target


def paths(text: str) -> Iterator[str]:
    """What stands in backticks and looks like a path of the repository; `*` stands for any name."""
    for part in inline(text, "code_inline"):
        if PATH.fullmatch(part.content) and "/" in part.content and part.content.split("/")[0] in ROOMS:
            yield part.content


def code(text: str) -> Iterator[str]:
    yield from (part.content for part in inline(text, "code_inline"))
    yield from (token.content for token in tokens(text) if token.type in {"fence", "code_block"})


def modules(text: str) -> set[str]:
    return {name for piece in code(text) for name in MODULE.findall(piece)}


def commands(text: str) -> set[tuple[str, ...]]:
    """Sub-commands of `rog` where code calls it, with the action of `rog graph`."""
    return {
        tuple(filter(None, match)) if match[0] == "graph" else match[:1]
        for piece in code(text)
        for match in COMMAND.findall(piece)
    }


def tree(text: str) -> Iterator[str]:
    """The paths of the README's tree, from the names that its lines begin with and how far they are indented."""
    blocks = (token.content for token in tokens(text) if token.type == "code_block")
    block = next(block for block in blocks if "pipeline.py" in block)
    folders: list[tuple[int, str]] = [(-1, "")]
    for line in block.splitlines():
        indent = len(line) - len(line.lstrip())
        names = list(takewhile(re.compile(r".*[./]").match, line.split()))
        folders = [folder for folder in folders if folder[0] < indent]
        inside = folders[-1][1]
        yield from (inside + name for name in names)
        folders.append((indent, inside + names[-1]))


def test_the_readme_is_read_in_five_minutes() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("document", [*GUIDE, *WORKING], ids=name_of)
def test_sentences_are_short(document: Path) -> None:
    assert [one for one in sentences(document.read_text("utf-8")) if word_count(one) > MOST_WORDS] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    assert [to for to in links(document.read_text("utf-8")) if not (document.parent / to).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_paths_that_are_named_exist(document: Path) -> None:
    assert [path for path in paths(document.read_text("utf-8")) if not any(ROOT.glob(path.rstrip("/")))] == []


def test_the_tree_of_the_readme_is_that_of_the_project() -> None:
    named = list(tree(README.read_text("utf-8")))
    assert [path for path in named if not (ROOT / path).exists()] == []
    folders = {f"rog/{path.name}/" for path in (ROOT / "rog").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders - set(named) == set()


@pytest.mark.parametrize("document", [*GUIDE, *WORKING], ids=name_of)
def test_modules_that_one_runs_exist(document: Path) -> None:
    missing = {name for name in modules(document.read_text("utf-8")) if find_spec(name) is None}
    assert missing - {"venv"} == set()


@pytest.mark.parametrize("document", [*GUIDE, *WORKING], ids=name_of)
def test_commands_exist(document: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in sorted(commands(document.read_text("utf-8"))):
        with pytest.raises(SystemExit) as stopped:
            main([*command, "--help"])
        assert stopped.value.code == 0, capsys.readouterr().err
    capsys.readouterr()


def test_the_figures_of_the_readme_are_the_stored_ones() -> None:
    """Each row names the set that it is about in its command: Hits@1 and set F1, topics given."""
    rows = FIGURES.findall(README.read_text("utf-8"))
    assert len(rows) >= 5
    for questions, *shares, name in rows:
        results = read_results([ROOT / RESULTS / f"{name}.jsonl"])
        scores = next(one.scores for one in results if one.name == "rog")
        assert questions == f"{scores['questions']:,}"
        assert shares == [f"{100 * (scores[by] or 0):.1f}" for by in ("hits_at_1", "f1")]


def test_the_citation_is_of_this_version() -> None:
    assert f"\nversion: {rog.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


PAGE = """
# A page

One `python -m no.such` sentence. Two, "quoted." Three
on a new line: `rog fly`, `rog/none.py`, `rog/*.py` and [a link](gone.md#place) to [there](https://example.org).

| a long table row that is no sentence | `eval/none/` |
|---|---|

    rog graph build a.tsv b.rog

```python
import rog  # a comment that is no sentence
```
"""


def test_the_checks_see_what_they_should() -> None:
    assert list(sentences(PAGE)) == [
        "A page", "One code sentence.", 'Two, "quoted.', "Three on a new line: code, code, code and a link to there.",
    ]  # fmt: skip
    assert [word_count("one – two, three-four"), word_count("")] == [3, 0]
    assert list(links(PAGE)) == ["gone.md"]
    assert list(paths(PAGE)) == ["rog/none.py", "rog/*.py", "eval/none/"]
    assert modules(PAGE) == {"no.such"}
    assert commands(PAGE) == {("fly",), ("graph", "build")}
