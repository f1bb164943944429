"""The one function that picks a store for what the user named."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Sequence
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import Any

from rog.cache import cache_folder, temporary_folder
from rog.errors import GraphError, IndexFileError, InputError
from rog.graph.contract import Graph, is_graph
from rog.graph.files import SUFFIXES, ReadOptions, Skipped
from rog.graph.files.compile import build_graph, paths_of
from rog.graph.files.kept import cached_name
from rog.graph.index.store import IndexGraph
from rog.graph.relation_words import RelationWords, with_relation_words

__all__ = ["BUNDLED", "build_graph", "open_graph"]

BUNDLED = {"world": "data/world.rog"}
"""Graphs that come with rog: name, and place within the package."""

INDEX_SUFFIX = ".rog"
NETWORKX_MEMBERS = ("adj", "nodes", "edges", "is_directed", "is_multigraph")
FILE_OPTIONS = {"format", "skip_bad", *(field.name for field in fields(ReadOptions))}


def open_graph(
    source: Any,
    *,
    relation: str | None = None,
    nodes: Sequence[str | Path] | str | Path = (),
    relations: RelationWords | None = None,
    cache: bool = True,
    progress: bool | None = None,
    **options: Any,
) -> Graph:
    """The graph that `source` names or is.

    - `"world"`: the graph that comes with rog
    - a `.rog` file: a compiled index
    - one source file or several (.tsv .txt .csv .jsonl .nt .ttl, with or without .gz): compiled once
      and kept in the user's cache folder for next time, unless `cache` is false. `nodes` names node
      files; `options` are those of `rog.graph.files.ReadOptions`, `format` and `skip_bad`.
    - a Neo4j database, `neo4j://host:7687/database`, also neo4j+s, neo4j+ssc, bolt, bolt+s and bolt+ssc: asked
      live, never changed. `id`, `name`, `labels`, `properties`, `symmetric` and all others are as in the address's
      query (`rog.graph.neo4j.address.Address`); `auth` is (user, password).
    - a networkx graph: read live. `relation` and `options` as for `NetworkxGraph`.
    - anything that is a `Graph`: itself

    `relations` says what relations are called, whatever the graph is: a file of tab-separated lines (relation,
    names between `|`, perhaps a description), or a mapping from relations to names or RelationDescriptions.

    `progress` shows a bar on stderr while files are compiled; None where stderr is a terminal.

    Raises GraphError for what is none of these, is not there or cannot be read; InputError for options
    that do not apply.
    """
    given = {"relation": relation, "nodes": paths_of(nodes), **options}
    return with_relation_words(_open(source, given, cache, progress), relations)


def _open(source: Any, given: dict[str, Any], cache: bool, progress: bool | None) -> Graph:
    if isinstance(source, str | Path):
        return _open_named(source, given, cache, progress)
    if isinstance(source, list | tuple) and all(isinstance(part, str | Path) for part in source):
        return _open_files(paths_of(source), given, cache, progress)
    if is_graph(source):
        _refuse_options(given, "an open graph", set())
        return source
    if all(hasattr(source, member) for member in NETWORKX_MEMBERS):
        from rog.graph.networkx.store import NetworkxGraph

        nodes = given.pop("nodes")
        _refuse_options({"nodes": nodes}, "a networkx graph", set())
        return NetworkxGraph(source, **given)
    raise GraphError(f"an object of type {type(source).__name__} is no graph; {_accepted()}")


def _open_named(source: str | Path, given: dict[str, Any], cache: bool, progress: bool | None) -> Graph:
    name = str(source)
    if name in BUNDLED and isinstance(source, str):
        _refuse_options(given, "the bundled graph", set())
        return _open_bundled(name)
    if "://" in name:
        return _open_database(name, given)
    path = Path(name).expanduser()
    if path.suffix == INDEX_SUFFIX and path.is_file():
        _refuse_options(given, "a compiled index", set())
        return IndexGraph(path)
    return _open_files([path], given, cache, progress)


def _open_bundled(name: str) -> IndexGraph:
    with resources.as_file(resources.files("rog").joinpath(BUNDLED[name])) as path:
        if not path.is_file():
            raise GraphError(f"the graph {name!r} is missing from this installation of rog; install rog again")
        return IndexGraph(path)


def _open_database(uri: str, given: dict[str, Any]) -> Graph:
    from rog.graph.neo4j.address import LIST_OPTIONS, NUMBER_OPTIONS, SCHEMES, read_address

    scheme = uri.partition("://")[0].lower()
    if scheme not in SCHEMES:
        raise GraphError(f"{scheme}:// addresses are not supported; {_accepted()}")
    in_address = (*LIST_OPTIONS, *NUMBER_OPTIONS)
    _refuse_options(given, "a database", {"auth", *in_address})
    auth = given.get("auth")
    address = read_address(uri, {name: value for name, value in given.items() if name in in_address})

    from rog.graph.neo4j.store import Neo4jGraph

    return Neo4jGraph(address, auth)


def _open_files(sources: list[Path], given: dict[str, Any], cache: bool, progress: bool | None) -> IndexGraph:
    """Open the index of these files, made anew unless the cache has it."""
    if not sources:
        raise GraphError(f"no source file given; {_accepted()}")
    nodes: list[Path] = given["nodes"]
    for path in (*sources, *nodes):
        if not path.is_file():
            raise GraphError(_why_no_file(path))
        if path.suffix == INDEX_SUFFIX:
            raise GraphError(f"{path}: an index is opened alone; to join graphs, build one from their source files")
    _refuse_options(given, "source files", {"nodes", *FILE_OPTIONS})
    format, skip_bad = given.get("format"), given.get("skip_bad", 0)
    options = ReadOptions(**{name: value for name, value in given.items() if name in ReadOptions.__annotations__})
    skipped = skip_bad if isinstance(skip_bad, Skipped) else Skipped(skip_bad)
    index = (cache_folder() if cache else temporary_folder()) / cached_name(
        sources, nodes, format, options, skipped.limit
    )
    if index.is_file() and cache:
        try:
            return IndexGraph(index)
        except IndexFileError:
            pass  # damaged, as by a full disk: it can be made again
    build_graph(sources, index, nodes=nodes, format=format, options=options, skip_bad=skipped, progress=progress)
    if skipped.errors and not isinstance(skip_bad, Skipped):
        warnings.warn(f"{len(skipped)} bad lines were left out, the first: {skipped.errors[0]}", stacklevel=4)
    return IndexGraph(index)


def _refuse_options(given: dict[str, Any], what: str, allowed: set[str]) -> None:
    """Raise InputError for an option that is set and says nothing about this kind of graph."""
    for name, value in given.items():
        if name not in allowed and value not in (None, []):
            may = f"; what does: {', '.join(sorted(allowed))}" if allowed else ""
            raise InputError(f"{name}={value!r} does not apply to {what}{may}")


def _why_no_file(path: Path) -> str:
    """What is wrong with a path that is no file, and what it may have been meant to be."""
    if path.is_dir():
        return f"{path}: this is a folder; name the files in it"
    beside = [file.name for file in path.parent.iterdir()] if path.parent.is_dir() else []
    by_spelling = {name.lower(): name for name in (*BUNDLED, *beside)}
    near = [by_spelling[match] for match in difflib.get_close_matches(path.name.lower(), by_spelling, n=3)]
    suggested = [name if name in BUNDLED else str(path.parent / name) for name in near]
    hint = f" Did you mean {' or '.join(map(repr, suggested))}?" if suggested else ""
    return f"{path}: no such file.{hint} {_accepted().capitalize()}"


def _accepted() -> str:
    return (
        f"a graph can be {', '.join(repr(name) for name in BUNDLED)}, an index ({INDEX_SUFFIX}), "
        f"source files ({' '.join(SUFFIXES)}, also with .gz), a Neo4j database (neo4j://host:7687/database) "
        "or a networkx graph"
    )
