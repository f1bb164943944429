"""The `rog` command, whole outputs compared, over a queue-fed fake of the engine and over real graph files."""

import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import rog
from rog.cli import main
from rog.errors import GraphError, QuestionError, UnknownEntityError
from rog.explain import FORMATS, explain, to_html, to_json, to_svg, to_text
from rog.graph.index.file import FORMAT_VERSION
from rog.outcome import Answer
from rog.result import Result
from rog.types import Entity, Hop, ReasoningPath

ROOT = Path(__file__).parents[2]

BORDERS = Hop(head="CH", relation="borders", tail="AT")
GERMAN = Answer(
    id="de",
    name="German",
    score=0.9,
    paths=(
        ReasoningPath(topic="CH", hops=(BORDERS, Hop(head="AT", relation="language", tail="de"))),
        ReasoningPath(topic="CH", hops=(Hop(head="CH", relation="language", tail="de"),)),
    ),
)
NAMES = {"CH": "Switzerland", "AT": "Austria", "de": "German"}
ENTITIES = {entity_id: Entity(id=entity_id, name=name) for entity_id, name in NAMES.items()}


def answered(question: str = "?") -> Result:
    return Result(question=question, answers=(GERMAN,), entities=ENTITIES)


def abstained(question: str = "?") -> Result:
    return Result(question=question, abstained=True, reason="nothing in the question names an entity of the graph")


class FakeRoG:
    """Gives out what is in its queue, one item for each question, and notes what it was asked."""

    def __init__(self) -> None:
        self.queue: list[Result | Exception] = []
        self.asked: list[Any] = []
        self.opened: list[tuple[str, str | None, str | None]] = []
        self.relations: Path | None = None
        self.reading: dict[str, object] = {}

    def open(
        self,
        graph: str,
        planner: str | None = None,
        reasoner: str | None = None,
        relations: Path | None = None,
        **reading: object,
    ) -> "FakeRoG":
        self.opened.append((graph, planner, reasoner))
        self.relations, self.reading = relations, reading
        return self

    def ask(self, question: str, topics: Sequence[str] | None = None, **limits: int | None) -> Result:
        self.asked.append((question, topics, limits))
        item = self.queue.pop(0)
        if isinstance(item, Exception):
            raise item
        return item

    def ask_many(self, questions: Iterable[Any], **limits: int | None) -> Iterator[Result]:
        for question in list(questions):  # reads ahead, as the engine does
            self.asked.append((question, limits))
            item = self.queue.pop(0)
            yield item if isinstance(item, Result) else Result(question="?", error=str(item))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeRoG:
    fake = FakeRoG()
    monkeypatch.setattr(rog, "open", fake.open)
    return fake


Captured = pytest.CaptureFixture[str]


def standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


def usage_error(arguments: list[str], capsys: Captured) -> str:
    """The last line of what a refused command says."""
    with pytest.raises(SystemExit) as exited:
        main(arguments)
    assert exited.value.code == 2
    output = capsys.readouterr()
    assert output.out == ""
    return output.err.splitlines()[-1]


# One question


def test_an_answer_comes_with_its_path(fake: FakeRoG, capsys: Captured) -> None:
    fake.queue = [answered()]
    assert main(["ask", "which languages?"]) == 0
    assert capsys.readouterr() == ("German\n  Switzerland ─borders→ Austria ─language→ German\n", "")
    assert fake.opened == [("world", None, None)]
    assert fake.asked == [("which languages?", None, {"limit": None, "paths": None})]


def test_options_reach_the_engine(fake: FakeRoG, capsys: Captured) -> None:
    fake.queue = [answered()]
    options = [
        "-g",
        "kg.rog",
        "--planner",
        "compact:mine",
        "--reasoner",
        "chat:mine",
        "--types",
        "born=date, code=entity",
        "--symmetric",
        "like,sibling of",
        "--relations",
        "words.tsv",
        "--topic",
        "CH",
        "--topic",
        "AT",
        "--paths",
        "2",
        "--limit",
        "5",
    ]
    assert main(["ask", *options, "?"]) == 0
    assert capsys.readouterr().out == (
        "German\n  Switzerland ─borders→ Austria ─language→ German\n  Switzerland ─language→ German\n"
    )
    assert fake.opened == [("kg.rog", "compact:mine", "chat:mine")]
    assert fake.relations == Path("words.tsv")
    assert fake.reading == {"types": {"born": "date", "code": "entity"}, "symmetric": ("like", "sibling of")}
    assert fake.asked == [("?", ["CH", "AT"], {"limit": 5, "paths": 2})]


def test_json_is_the_whole_result_on_one_line(fake: FakeRoG, capsys: Captured) -> None:
    fake.queue = [answered("où?")]
    assert main(["ask", "--json", "où?"]) == 0
    output = capsys.readouterr().out
    assert output.count("\n") == 1
    assert "où?" in output
    assert Result.model_validate_json(output) == answered("où?")


def test_no_answer_is_exit_code_1_and_says_why(fake: FakeRoG, capsys: Captured) -> None:
    fake.queue = [abstained()]
    assert main(["ask", "?"]) == 1
    assert capsys.readouterr() == ("No answer: nothing in the question names an entity of the graph\n", "")


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (QuestionError("the question is empty"), 2, "the question is empty"),
        (UnknownEntityError("XX"), 2, "the graph has no entity with the id 'XX'"),
        (GraphError("kg.rog: \x1b[31mred"), 3, "kg.rog: \\x1b[31mred"),
        (FileNotFoundError(2, "No such file or directory", "kg.rog"), 3, "kg.rog: No such file or directory"),
        (KeyError("gone"), 70, "a fault in rog itself (--verbose shows where): KeyError: 'gone'"),
    ],
)
def test_errors_are_one_line_and_a_code(
    fake: FakeRoG, capsys: Captured, error: Exception, code: int, message: str
) -> None:
    fake.queue = [error]
    assert main(["ask", "?"]) == code
    assert capsys.readouterr() == ("", f"rog: error: {message}\n")


def test_verbose_shows_where_an_error_came_from(fake: FakeRoG, capsys: Captured) -> None:
    fake.queue = [GraphError("damaged")]
    assert main(["ask", "--verbose", "?"]) == 3
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-1] == "rog: error: damaged"


def test_an_interrupt_is_quiet(fake: FakeRoG, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(graph: str, **options: str | None) -> FakeRoG:
        raise KeyboardInterrupt

    monkeypatch.setattr(rog, "open", interrupted)
    assert main(["ask", "?"]) == 130
    assert capsys.readouterr() == ("", "")


# Formats


def test_a_page_is_written_beside_the_text(fake: FakeRoG, capsys: Captured, tmp_path: Path) -> None:
    fake.queue = [answered("which?")]
    assert main(["ask", "--html", str(tmp_path / "out.html"), "which?"]) == 0
    assert capsys.readouterr().out.startswith("German\n")
    assert (tmp_path / "out.html").read_text(encoding="utf-8") == to_html(answered("which?"))


def test_the_formats_of_the_command_are_those_of_explain() -> None:
    from rog.cli.output import FORMATS as named

    assert named == FORMATS


@pytest.mark.parametrize("format", FORMATS)
def test_one_question_in_each_format(fake: FakeRoG, capsys: Captured, format: str) -> None:
    fake.queue = [answered()]
    assert main(["ask", "--format", format, "?"]) == 0
    assert capsys.readouterr().out == explain(answered(), format).removesuffix("\n") + "\n"


class Terminal(io.StringIO):
    """Standard output that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_a_terminal_has_colour_unless_its_user_wants_none(
    fake: FakeRoG, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    fake.queue = [answered()]
    assert main(["ask", "?"]) == 0
    assert terminal.getvalue() == to_text(answered(), colour=coloured) + "\n"


def test_a_kept_result_is_shown_again(capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "result.json"
    file.write_text(to_json(answered(), indent=2), encoding="utf-8")
    assert main(["explain", str(file)]) == 0
    assert capsys.readouterr().out == to_text(answered()) + "\n"
    standard_input(monkeypatch, file.read_bytes())
    assert main(["explain", "--format", "svg", "--output", str(tmp_path / "why.svg")]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "why.svg").read_text(encoding="utf-8") == to_svg(answered())


def test_several_kept_results(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    file.write_text(f"{to_json(answered('one'))}\n{to_json(abstained('two'))}\n", encoding="utf-8")
    assert main(["explain", str(file)]) == 0
    assert capsys.readouterr().out == (
        "one\n\nGerman\n  Switzerland ─borders→ Austria ─language→ German\n\n"
        "two\n\nNo answer: nothing in the question names an entity of the graph\n"
    )
    assert main(["explain", str(file), "--format", "json"]) == 0
    assert rows(capsys.readouterr().out) == [answered("one").to_dict(), abstained("two").to_dict()]
    assert main(["explain", str(file), "--format", "html"]) == 2
    assert capsys.readouterr().err == (f"rog: error: {file}: it has 2 results; --line N chooses the one for html\n")
    assert main(["explain", str(file), "--format", "markdown", "--line", "2"]) == 0
    assert capsys.readouterr().out.startswith("## two\n")


def test_a_kept_result_that_is_none(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    file.write_text('{"question": 3}', encoding="utf-8")
    assert main(["explain", str(file)]) == 2
    assert capsys.readouterr() == ("", f"rog: error: {file}:1: question: input should be a valid string\n")
    assert main(["explain", str(tmp_path / "none.json")]) == 3


# Many questions


def rows(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_many_questions_give_json_lines_in_order(
    fake: FakeRoG, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.queue = [answered("one"), abstained("two")]
    standard_input(monkeypatch, b"one\n\n  two \n")
    assert main(["ask", "-"]) == 0
    output = capsys.readouterr()
    assert rows(output.out) == [answered("one").to_dict(), abstained("two").to_dict()]
    assert output.err == ""
    assert fake.asked == [("one", {"limit": None, "paths": None}), ("two", {"limit": None, "paths": None})]


def test_piped_input_needs_no_dash(fake: FakeRoG, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.queue = [answered("one")]
    standard_input(monkeypatch, b"one")
    assert main(["ask"]) == 0
    assert rows(capsys.readouterr().out) == [answered("one").to_dict()]


def test_json_lines_have_ids_and_topics(fake: FakeRoG, capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(
        '\ufeff{"id": 7, "question": "one", "topics": ["CH"], "answers": ["de"]}\n'
        '{"question": "two"}\n'
        '{"id": "c", "question": "three", "topics": []}\n',
        encoding="utf-8",
    )
    fake.queue = [answered("one"), answered("two"), answered("three")]
    assert main(["ask", "--file", str(file), "--topic", "AT"]) == 0
    assert rows(capsys.readouterr().out) == [
        {"id": 7, **answered("one").to_dict()},
        answered("two").to_dict(),
        {"id": "c", **answered("three").to_dict()},
    ]
    assert [question for question, _ in fake.asked] == [
        {"question": "one", "topics": ["CH"]},
        {"question": "two", "topics": ["AT"]},
        "three",
    ]


def test_a_row_that_fails_does_not_end_the_batch(
    fake: FakeRoG, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.queue = [answered("one"), QuestionError("too long"), answered("last")]
    lines = [b"{nonsense", b"one", b'{"id": 1}', b"\xff\xfe", b"two", b'{"question": "last"}', b'{"question": 3}']
    standard_input(monkeypatch, b"\n".join(lines))
    assert main(["ask", "-"]) == 1
    output = rows(capsys.readouterr().out)
    assert [row["error"] for row in output] == [
        "line 1: not a JSON object: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        None,
        "line 3: question: field required",
        "line 4: not UTF-8 at byte 1",
        "too long",
        None,
        "line 7: question: input should be a valid string",
    ]
    assert [row["question"] for row in output][1] == "one"
    assert [row["question"] for row in output][5] == "last"


@pytest.mark.parametrize(
    "line",
    [
        b'{"question": ' + b"[" * 100_000,
        b'{"question": "\\ud800"}',
        b'{"question": "?", "id": "\\udfff"}',
        b'{"question": "?", "id": NaN}',
        b'{"question": "?", "id": 1e999}',
        b'{"question": "?", "id": ' + b"9" * 10_000 + b"}",
    ],
)
def test_hostile_lines_are_errors_of_their_rows(
    fake: FakeRoG, capsys: Captured, monkeypatch: pytest.MonkeyPatch, line: bytes
) -> None:
    fake.queue = [answered("fine")]
    standard_input(monkeypatch, line + b"\nfine\n")
    assert main(["ask", "-"]) == 1
    first, second = rows(capsys.readouterr().out)
    assert first["error"].startswith("line 1: ")
    assert second == answered("fine").to_dict()


def test_a_number_that_json_has_not_is_null(fake: FakeRoG, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    entities = {"de": Entity(id="de", name="German", properties={"share": float("nan")})}
    fake.queue = [Result(question="one", entities=entities)]
    standard_input(monkeypatch, b"one")
    assert main(["ask", "-"]) == 0
    assert rows(capsys.readouterr().out)[0]["entities"]["de"]["properties"] == {"share": None}


def test_no_lines_give_no_lines(fake: FakeRoG, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, b"\n\n")
    assert main(["ask", "-"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_file_that_is_not_there(fake: FakeRoG, capsys: Captured, tmp_path: Path) -> None:
    assert main(["ask", "--file", str(tmp_path / "none.txt")]) == 3
    assert capsys.readouterr() == ("", f"rog: error: {tmp_path / 'none.txt'}: No such file or directory\n")


# Usage


def test_the_version_is_said(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as exited:
        main(["--version"])
    assert exited.value.code == 0
    assert capsys.readouterr().out == f"rog {rog.__version__}\n"


def test_what_is_not_valid_is_said(fake: FakeRoG, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, b"")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    assert usage_error(["ask"], capsys) == ("rog ask: error: give a QUESTION, or many by --file or on standard input")
    assert usage_error(["ask", "--file", "q.txt", "?"], capsys) == ("rog ask: error: give either a QUESTION or --file")
    assert usage_error(["ask", "--paths", "0", "?"], capsys) == (
        "rog ask: error: argument --paths: '0' is not a whole number from 1"
    )
    assert usage_error(["graph", "build", "a.tsv", "b.tsv"], capsys) == (
        "rog graph build: error: argument OUT.rog: 'b.tsv' does not end in .rog"
    )
    assert usage_error(["ask", "\udcff?"], capsys) == (
        "rog ask: error: the question is not valid text in the encoding of this terminal"
    )
    assert usage_error(["ask", "--json", "--format", "svg", "?"], capsys) == (
        "rog ask: error: give either --json or --format"
    )
    assert usage_error(["ask", "--html", "out.html", "-"], capsys) == (
        "rog ask: error: many questions give JSON lines, which `rog explain` shows in other formats"
    )
    assert usage_error(["explain"], capsys) == "rog explain: error: give a FILE, or a result on standard input"
    assert usage_error([], capsys) == "rog: error: the following arguments are required: COMMAND"


@pytest.mark.parametrize("command", [["ask"], ["explain"], ["graph", "build"], ["graph", "info"], ["adapt"]])
def test_help_has_examples_and_exit_codes(command: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as exited:
        main([*command, "--help"])
    assert exited.value.code == 0
    text = capsys.readouterr().out
    assert f"\nexamples:\n  rog {' '.join(command)} " in text
    assert "\nexit codes:\n  0    answered" in text


def test_the_examples_of_the_help_are_valid(fake: FakeRoG, capsys: Captured) -> None:
    from rog.cli import adapt, ask, graph
    from rog.cli import explain as explaining

    texts = (ask.EXAMPLES, explaining.EXAMPLES, graph.BUILD_EXAMPLES, graph.INFO_EXAMPLES, adapt.EXAMPLES)
    examples = "".join(texts).splitlines()
    options = {word.strip("…") for line in examples for word in line.split() if word.startswith("--")}
    helps = ""
    for command in ["ask"], ["explain"], ["graph", "build"], ["graph", "info"], ["adapt"]:
        with pytest.raises(SystemExit):
            main([*command, "--help"])
        helps += capsys.readouterr().out.split("\nexamples:")[0]
    assert {option for option in options if option not in helps} == set()


# Graph files


@pytest.fixture
def movies(tmp_path: Path) -> Path:
    path = tmp_path / "movies.tsv"
    path.write_text("Alien\tdirected_by\tRidley Scott\nAlien\tyear\t1979\nBlade Runner\tdirected_by\tRidley Scott\n")
    return path


def test_a_graph_is_built_and_described(movies: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "movies.rog"
    assert main(["graph", "build", str(movies), str(out)]) == 0
    assert capsys.readouterr() == (f"{out}: 3 entities, 3 triples, 2 relations\n", "")
    assert main(["graph", "info", str(out), "--json"]) == 0
    described = json.loads(capsys.readouterr().out)
    assert described == {
        "path": str(out),
        "bytes": out.stat().st_size,
        "format": FORMAT_VERSION,
        "checksum": described["checksum"],
        "entities": 3,
        "values": 1,
        "triples": 3,
        "kinds": {},
        "relations": {"directed_by": 2, "year": 1},
        "tails": {"year": ["year"]},
        "symmetric": [],
    }
    assert main(["graph", "info", str(out)]) == 0
    assert capsys.readouterr().out == (
        f"{out}\n"
        f"  {out.stat().st_size:,} bytes, format {FORMAT_VERSION}, checksum {described['checksum']}: "
        "whole and undamaged\n"
        "  3 entities, 1 values, 3 triples, 2 relations:\n"
        "               2  directed_by\n"
        "               1  year: year\n"
    )


def test_types_and_symmetric_relations_are_named(movies: Path, tmp_path: Path, capsys: Captured) -> None:
    movies.write_text("Alien\tyear\t1979\nAlien\tsequel of\tAliens\nAlien\tlike\tDune\n", encoding="utf-8")
    build = ["graph", "build", str(movies), str(out := tmp_path / "movies.rog")]
    assert main([*build, "--types", "year=entity", "--symmetric", "like,sequel of"]) == 0
    capsys.readouterr()
    assert main(["graph", "info", str(out)]) == 0
    assert capsys.readouterr().out.endswith(
        "               1  like (both ways)\n               1  sequel of (both ways)\n               1  year\n"
    )
    assert main([*build, "--types", "year=time"]) == 3
    assert capsys.readouterr().err == (
        f"rog: error: {movies}:1: column 3: '1979' is no time, which types says of 'year'\n"
    )
    assert main([*build, "--symmetric", "lick"]) == 2
    assert capsys.readouterr().err == "rog: error: symmetric: the files have no 'lick'; did you mean 'like'?\n"
    assert main([*build, "--types", "year=years"]) == 2
    assert "'years', said of 'year', is none of entity, number, date" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["year", "year=", "=year", "year=date,"])
def test_types_that_are_not_pairs(movies: Path, tmp_path: Path, capsys: Captured, given: str) -> None:
    with pytest.raises(SystemExit):
        main(["graph", "build", str(movies), str(tmp_path / "m.rog"), "--types", given])
    assert f"{given!r} is not like population=number,founded=date" in capsys.readouterr().err


def test_columns_nodes_and_gzip(tmp_path: Path, capsys: Captured) -> None:
    edges, nodes, out = tmp_path / "edges.csv.gz", tmp_path / "nodes.csv", tmp_path / "out.rog"
    edges.write_bytes(gzip.compress(b"kind,from,to\nknows,a,b\nknows,a,b\n"))
    nodes.write_text("id,name,aliases\na,Ada,Countess|Ada Lovelace\nb,Charles,\n")
    assert main(["graph", "build", str(edges), "--columns", "from,kind,to", "--nodes", str(nodes), str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: 2 entities, 1 triples, 1 relation; 1 edges came more than once\n"


def test_a_bad_line_stops_the_build_and_leaves_nothing(movies: Path, tmp_path: Path, capsys: Captured) -> None:
    movies.write_text(movies.read_text(encoding="utf-8") + "only one column\n", encoding="utf-8")
    assert main(["graph", "build", str(movies), str(tmp_path / "out.rog")]) == 3
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(f"rog: error: {movies}:4: ")
    assert [path.name for path in tmp_path.iterdir()] == ["movies.tsv"]


def test_bad_lines_are_left_out_when_asked(movies: Path, tmp_path: Path, capsys: Captured) -> None:
    movies.write_text(movies.read_text(encoding="utf-8") + "only one column\n", encoding="utf-8")
    out = tmp_path / "out.rog"
    assert main(["graph", "build", str(movies), str(out), "--skip-bad", "1"]) == 0
    output = capsys.readouterr()
    assert output.out == f"{out}: 3 entities, 3 triples, 2 relations\n"
    assert output.err.startswith(f"rog: left out: {movies}:4: ")


@pytest.mark.parametrize(
    ("content", "message"), [(b"", "the file is empty"), (b"head\trelation\ttail\n", "not a rog index")]
)
def test_what_is_not_a_graph_file_is_refused(tmp_path: Path, capsys: Captured, content: bytes, message: str) -> None:
    path = tmp_path / "kg.rog"
    path.write_bytes(content)
    assert main(["graph", "info", str(path)]) == 3
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith(f"rog: error: {path}: ")
    assert message in output.err


def test_a_damaged_graph_file_is_refused(movies: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "movies.rog"
    assert main(["graph", "build", str(movies), str(out)]) == 0
    out.write_bytes(out.read_bytes().replace(b"Ridley", b"Ripley"))
    capsys.readouterr()
    assert main(["graph", "info", str(out)]) == 3
    assert capsys.readouterr().err.startswith(f"rog: error: {out}: damaged: ")


# The command itself, in a process of its own


def run_rog(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "rog", *arguments]
    return subprocess.run(command, capture_output=True, env=environment, timeout=120, **options)


def test_the_world_answers_from_a_cold_start() -> None:
    run = run_rog("ask", "Which languages are spoken in the countries that border Switzerland?")
    assert (run.returncode, run.stderr) == (0, b"")
    lines = run.stdout.decode("utf-8").splitlines()
    answers = {line for line in lines if line and not line.startswith(" ")}
    assert {"German", "French", "Italian"} <= answers
    assert [
        line for line in lines if line.startswith("  Switzerland ") and "borders" in line and line.endswith(" German")
    ]


def test_the_world_answers_in_any_locale() -> None:
    run = run_rog("ask", "--json", "What is the capital of Côte d'Ivoire?", encoding="utf-8")
    assert run.returncode == 0, run.stderr
    assert "Yamoussoukro" in {answer["name"] for answer in json.loads(str(run.stdout))["answers"]}


def test_a_batch_on_the_world() -> None:
    questions = b'{"id": 1, "question": "What is the capital of France?"}\n\n{"id": 2}\nWhat is the capital of Japan?\n'
    run = run_rog("ask", "-", input=questions)
    first, second, third = rows(run.stdout.decode("utf-8"))
    assert run.returncode == 1
    assert (first["id"], [answer["name"] for answer in first["answers"]]) == (1, ["Paris"])
    assert second["error"] == "line 3: question: field required"
    assert [answer["name"] for answer in third["answers"]] == ["Tokyo"]


def test_a_reader_that_stops_reading_ends_it_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        process = subprocess.run(
            [sys.executable, "-m", "rog", "graph", "info", "world"],
            stdout=closed,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            timeout=120,
        )
    assert (process.returncode, process.stderr) == (141, b"")


# rog query


def test_a_query_prints_its_answers_with_proofs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kg = tmp_path / "kg.tsv"
    kg.write_text("Ann\tmanages\tBob\nAnn\tmanages\tCleo\n", encoding="utf-8")
    assert main(["query", "-g", str(kg), "count(Ann / manages)"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0].strip() == "2"
    assert "Bob" in out
    assert main(["query", "-g", str(kg), "--json", "exists(Ann and Bob / manages)"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["answers"][0]["kind"], result["answers"][0]["value"]) == ("truth", False)
    assert main(["query", "-g", str(kg), "Bob / manages"]) == 1


@pytest.mark.parametrize(("flag", "expected"), [("--sparql", "SELECT"), ("--cypher", "MATCH")])
def test_a_query_is_shown_in_another_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flag: str, expected: str
) -> None:
    kg = tmp_path / "kg.tsv"
    kg.write_text("Ann\tmanages\tBob\n", encoding="utf-8")
    assert main(["query", "-g", str(kg), flag, "Ann / Manages"]) == 0
    out = capsys.readouterr().out
    assert expected in out
    assert "manages" in out


@pytest.mark.parametrize(
    ("query", "message"),
    [("count(Ann", "expected ')'"), ("Ann / managed", "did you mean 'manages'"), ("Zoe / manages", "Zoe")],
)
def test_a_wrong_query_is_an_error_on_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], query: str, message: str
) -> None:
    kg = tmp_path / "kg.tsv"
    kg.write_text("Ann\tmanages\tBob\n", encoding="utf-8")
    assert main(["query", "-g", str(kg), query]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert len(err.splitlines()) == 1
