"""What several test modules share, and how tests are chosen and run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from filelock import FileLock
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import Record
from tests.deprecations import Deprecations
from tests.fakes.language_model import unpack
from tests.fakes.neo4j_server import PASSWORD, Database, Neo4jServer, named_server

MakeGraph = Callable[[Iterable[Record]], IndexGraph]


pytest.register_assert_rewrite("rog.testing.graph_contract")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # modules are tested side by side; before anything imports torch


SLOW = {"browser", "language_model", "neo4j_database"}
"""Fixtures that make a test slow."""

MOST_PROCESSES = 4
"""Each may load a model and a language model."""


class ByModule(LoadScopeScheduling):
    """Gives each module to one process as a whole, and all that ask Neo4j to the same: they share a database."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return "neo4j" if "/neo4j/" in module else module


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a run may be told."""
    parser.addoption("--all", action="store_true", help="also tests that are slow or need Java, a browser or a model")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves to `--all` what takes long, unless the files to test were named."""
    if config.option.all:
        return
    left = [item for item in items if item.get_closest_marker("slow") or SLOW & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]


def pytest_configure(config: pytest.Config) -> None:
    """Plug-ins of our own."""
    config.pluginmanager.register(Deprecations())


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Tests modules in processes side by side, unless told how many, or by `-p no:xdist` none."""
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        config.option.all = True
    if hasattr(config, "workerinput"):
        return
    if config.pluginmanager.hasplugin("xdist") and config.option.numprocesses is None and not config.option.usepdb:
        config.option.numprocesses = min(os.cpu_count() or 1, MOST_PROCESSES)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Which process runs what."""
    return ByModule(config, log)


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whatever is kept for next time is kept apart from the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROG_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def make_graph(tmp_path: Path) -> MakeGraph:
    """Builds an index graph from records."""
    built: list[Path] = []

    def make(records: Iterable[Record]) -> IndexGraph:
        built.append(tmp_path / f"graph-{len(built)}.rog")
        build_index(records, built[-1])
        return IndexGraph(built[-1])

    return make


@pytest.fixture(scope="session")
def neo4j_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An empty Neo4j database: that of the server the environment names, or of one started for the tests."""
    folder = tmp_path_factory.mktemp("neo4j")
    with ExitStack() as stack:
        named = named_server()
        if named is None:
            server = Neo4jServer(folder / "server")
            stack.callback(server.kill)
            named = server.uri, ("neo4j", PASSWORD)
        database = Database(*named, folder)
        stack.callback(database.driver.close)
        yield database


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Tiny matrices are slower on several threads, and much slower where those are busy."""
    import torch  # only tests of models want it

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def language_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a real language model, small enough to test with.

    It is unpacked from the GGUF file that ROG_TEST_GGUF names, by the first worker that wants it: that takes longer
    than most tests.
    """
    file = os.environ.get("ROG_TEST_GGUF")
    if not file or not Path(file).is_file():
        pytest.skip("ROG_TEST_GGUF names no .gguf file of a language model")
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "language-model"
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            unpack(file, folder.with_suffix(".partial")).rename(folder)
    return folder
