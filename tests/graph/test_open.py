"""What `open_graph` accepts, the cache of compiled files, and what is said of all else."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

import rog.graph.files.compile
from rog.cache import cache_folder, temporary_folder
from rog.errors import GraphError, IndexFileError, InputError, SourceError
from rog.graph.files import ReadOptions, Skipped
from rog.graph.files.compile import build_graph
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.open import BUNDLED, open_graph


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("ROG_CACHE", str(folder))
    return folder


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The indexes that were built, not found in the cache."""
    built: list[Path] = []

    def counted(records, path, **rest):  # type: ignore[no-untyped-def]
        built.append(Path(path))
        return build_index(records, path, **rest)

    monkeypatch.setattr(rog.graph.files.compile, "build_index", counted)
    return built


@pytest.fixture
def graph_file(tmp_path: Path) -> Path:
    path = tmp_path / "graph.tsv"
    path.write_text("a\tr\tb\nb\tr\tc\n")
    return path


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


# Files and the cache


@pytest.mark.parametrize("kind", [str, Path])
def test_a_file_is_compiled_once(graph_file: Path, cache: Path, builds: list[Path], kind: type) -> None:
    for _ in range(3):
        graph = open_graph(kind(graph_file))
        assert graph.ends([("a", ("r", "r"))], 10) == [("c",)]
    assert len(builds) == 1
    assert [path.suffix for path in cache.iterdir()] == [".rog"]
    assert next(cache.iterdir()).name.startswith("graph-")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("g.tsv", "a\tr\tb\n"),
        ("g.csv", "subject,predicate,object\na,r,b\n"),
        ("g.jsonl", '["a","r","b"]\n'),
        ("g.nt", "<a:a> <a:r> <a:b> .\n"),
        ("g.ttl", "@prefix a: <a:> . a:a a:r a:b .\n"),
    ],
)
def test_every_format_opens(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    graph = open_graph(tmp_path / name)
    rdf = name.endswith((".nt", ".ttl"))
    assert graph.relations() == ["r"]
    assert graph.ends([("a:a" if rdf else "a", ("r",))], 10) == [("a:b" if rdf else "b",)]
    assert [match.id for match in graph.find(["b"])[0]] == ["a:b" if rdf else "b"]


def test_names_types_and_properties_reach_the_index(graph_file: Path, tmp_path: Path) -> None:
    nodes = tmp_path / "nodes.csv"
    nodes.write_text("id,name,aliases,types,size\na,Anna,Ann|Annie,Person,3\n")
    for given in (nodes, [str(nodes)]):
        (entity,) = open_graph(graph_file, nodes=given).entities(["a"])
        assert entity is not None
        assert (entity.name, set(entity.aliases), entity.types) == ("Anna", {"Ann", "Annie"}, ("Person",))
        assert entity.properties == {"size": "3"}


def test_several_files_are_one_graph(graph_file: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.csv"
    more.write_text("head,relation,tail\nc,s,d\n")
    graph = open_graph([graph_file, str(more)])
    assert graph.ends([("a", ("r", "r", "s"))], 10) == [("d",)]


def test_a_changed_file_or_option_is_compiled_anew(graph_file: Path, builds: list[Path]) -> None:
    open_graph(graph_file)
    graph_file.write_text("a\tr\tb\nb\tr\tc\nc\tr\td\n", encoding="utf-8")
    assert open_graph(graph_file).ends([("c", ("r",))], 10) == [("d",)]
    os.utime(graph_file, ns=(1, 1))
    open_graph(graph_file)
    open_graph(graph_file, columns=(2, 1, 0))
    open_graph(graph_file, columns=[2, 1, 0])
    open_graph(graph_file, skip_bad=1)
    assert len(builds) == len(set(builds)) == 5


def test_a_damaged_index_in_the_cache_is_made_again(graph_file: Path, cache: Path, builds: list[Path]) -> None:
    open_graph(graph_file)
    (index,) = cache.iterdir()
    good = index.read_bytes()
    for bad in (b"", b"no index", good[:-10], good[:-1] + bytes([good[-1] ^ 1])):
        index.unlink()  # an index may still be mapped into memory
        index.write_bytes(bad)
        assert open_graph(graph_file).ends([("a", ("r",))], 10) == [("b",)]
    assert len(builds) == 5
    assert index.read_bytes() == good


def test_without_cache_nothing_is_kept(graph_file: Path, cache: Path, builds: list[Path]) -> None:
    for _ in range(2):
        assert open_graph(graph_file, cache=False).holds([("a", "r", "b")]) == [True]
    assert not cache.exists()
    assert len(builds) == 2


def test_nothing_half_built(graph_file: Path, cache: Path, tmp_path: Path) -> None:
    graph_file.write_text("a\tr\tb\n" * 1000 + "bad\n", encoding="utf-8")
    with pytest.raises(SourceError) as raised:
        open_graph(graph_file)
    assert raised.value.line == 1001
    assert list(cache.iterdir()) == []
    with pytest.raises(SourceError):
        build_graph(graph_file, tmp_path / "out.rog")
    assert not (tmp_path / "out.rog").exists()
    assert left_behind(tmp_path) == []


def test_many_at_once(graph_file: Path, cache: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        graphs = list(pool.map(lambda _: open_graph(graph_file), range(8)))
    assert [graph.ends([("a", ("r",))], 10) for graph in graphs] == [[("b",)]] * 8
    assert len(list(cache.iterdir())) == 1


def test_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache_folder() == tmp_path / "cache"
    monkeypatch.delenv("ROG_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "rog"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_folder() == tmp_path / "home" / ".cache" / "rog"


def test_a_cache_that_cannot_be_written_to(graph_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ROG_CACHE", str(tmp_path / "file"))
    assert cache_folder() == temporary_folder()
    assert open_graph(graph_file).holds([("a", "r", "b")]) == [True]


def test_the_temporary_folder_goes_with_the_process() -> None:
    code = "from rog.cache import temporary_folder; print(temporary_folder())"
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert printed.stdout.strip()
    assert not Path(printed.stdout.strip()).exists()


# Bad lines and progress


def test_skip_bad(graph_file: Path) -> None:
    graph_file.write_text("a\tr\tb\nbad\n", encoding="utf-8")
    with pytest.warns(UserWarning, match=r"1 bad lines were left out, the first: .*graph\.tsv:2: expected 3 columns"):
        graph = open_graph(graph_file, skip_bad=1)
    assert graph.relations() == ["r"]
    graph_file.write_text("a\tr\tb\nbad\nworse\n", encoding="utf-8")
    skipped = Skipped(2)
    open_graph(graph_file, skip_bad=skipped)
    assert [error.line for error in skipped.errors] == [2, 3]
    with pytest.raises(SourceError, match="were tolerated"):
        open_graph(graph_file, skip_bad=1)


def test_progress_only_if_asked_for(graph_file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    open_graph(graph_file)
    assert capfd.readouterr() == ("", "")
    open_graph(graph_file, cache=False, progress=True)
    shown = capfd.readouterr()
    assert shown.out == ""
    assert "reading" in shown.err
    assert "names" in shown.err


# Building


def test_build_graph(graph_file: Path, tmp_path: Path) -> None:
    report = build_graph([graph_file], tmp_path / "out.rog", options=ReadOptions(header=False))
    assert (report.entities, report.triples, report.relations, report.duplicates) == (3, 2, 1, 0)
    assert open_graph(tmp_path / "out.rog").ends([("a", ("r",))], 10) == [("b",)]
    assert open_graph(str(tmp_path / "out.rog")).relations() == ["r"]


def test_build_graph_refuses(graph_file: Path, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="one of the sources"):
        build_graph(graph_file, graph_file)
    with pytest.raises(GraphError, match="no source file"):
        build_graph([], tmp_path / "out.rog")
    with pytest.raises(GraphError, match="what format is this"):
        build_graph(tmp_path / "graph.xml", tmp_path / "out.rog")
    assert graph_file.read_text(encoding="utf-8").startswith("a\tr\tb")


# Other stores


def test_bundled() -> None:
    graph = open_graph("world")
    assert isinstance(graph, IndexGraph)
    assert graph.find(["France"])[0][0].name == "France"


def test_bundled_graph_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BUNDLED, "moon", "data/moon.rog")
    with pytest.raises(GraphError, match="'moon' is missing from this installation"):
        open_graph("moon")


def test_networkx_graph() -> None:
    networkx = pytest.importorskip("networkx")
    live = networkx.MultiDiGraph()
    live.add_edge("a", "b", kind="r")
    graph = open_graph(live, relation="kind")
    live.add_edge("b", "c", kind="r")
    assert graph.ends([("a", ("r", "r"))], 10) == [("c",)]


def test_a_graph_is_itself(graph_file: Path) -> None:
    graph = open_graph(graph_file)
    assert open_graph(graph) is graph


METHODS = [
    "relations", "describe", "find", "entities", "kinds", "members", "having", "steps", "next_steps", "ends", "walk",
    "holds",
]  # fmt: skip


@pytest.mark.parametrize("lacking", METHODS)
def test_what_lacks_a_method_of_the_contract_is_no_graph(lacking: str) -> None:
    store = SimpleNamespace(**dict.fromkeys(METHODS, print))
    assert open_graph(store) is store
    delattr(store, lacking)
    with pytest.raises(GraphError, match="of type SimpleNamespace is no graph"):
        open_graph(store)


def test_files_need_no_networkx(graph_file: Path) -> None:
    code = f"import sys, rog.graph.open as o; o.open_graph({str(graph_file)!r}); print('networkx' in sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert printed.stdout == "False\n"


# What cannot be opened


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("worlds", "'world'"),
        ("World", "'world'"),
        ("grph.tsv", "graph.tsv'"),
        ("GRAPH.TSV", "graph.tsv'"),
        ("graph", None),
    ],
)
def test_mistyped_names(graph_file: Path, monkeypatch: pytest.MonkeyPatch, name: str, meant: str | None) -> None:
    monkeypatch.chdir(graph_file.parent)
    with pytest.raises(GraphError) as raised:
        open_graph(name)
    message = str(raised.value)
    assert message.startswith(f"{name}: no such file.")
    assert ".jsonl" in message
    assert "networkx" in message
    if meant is not None:
        assert f"Did you mean '{meant.strip(chr(39))}'?" in message


def test_missing_file_without_anything_like_it(tmp_path: Path) -> None:
    with pytest.raises(GraphError) as raised:
        open_graph(tmp_path / "nowhere" / "zzz.ttl")
    assert "Did you mean" not in str(raised.value)
    with pytest.raises(GraphError, match="no such file"):
        open_graph(tmp_path / "missing.rog")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (42, "of type int is no graph"),
        (None, "of type NoneType is no graph"),
        ([], "no source file given"),
        (["a.tsv", 3], "of type list is no graph"),
        ("ftp://host/graph.tsv", "ftp:// addresses are not supported"),
        (".", "this is a folder"),
        ("", "this is a folder"),
    ],
)
def test_no_graph(source: object, reason: str) -> None:
    with pytest.raises(GraphError, match=reason):
        open_graph(source)


def test_a_foreign_index(tmp_path: Path) -> None:
    (tmp_path / "text.rog").write_text("a\tr\tb\n")
    with pytest.raises(IndexFileError, match="not a rog index"):
        open_graph(tmp_path / "text.rog")


def test_an_index_among_source_files(graph_file: Path, tmp_path: Path) -> None:
    build_graph(graph_file, tmp_path / "out.rog")
    with pytest.raises(GraphError, match="an index is opened alone"):
        open_graph([graph_file, tmp_path / "out.rog"])


def test_options_that_do_not_apply(graph_file: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"relation='r' does not apply to source files; what does: .*skip_bad"):
        open_graph(graph_file, relation="r")
    with pytest.raises(InputError, match=r"colums=.* does not apply to source files"):
        open_graph(graph_file, colums=(0, 1, 2))
    with pytest.raises(InputError, match=r"nodes=.* does not apply to the bundled graph"):
        open_graph("world", nodes="nodes.csv")
    build_graph(graph_file, tmp_path / "out.rog")
    with pytest.raises(InputError, match="header=True does not apply to a compiled index"):
        open_graph(tmp_path / "out.rog", header=True)


def test_unknown_format_and_missing_node_file(graph_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "graph.xml"
    other.write_text("<x/>")
    with pytest.raises(GraphError, match="what format is this"):
        open_graph(other)
    with pytest.raises(GraphError, match="no such file"):
        open_graph(graph_file, nodes=tmp_path / "nodes.csv")
