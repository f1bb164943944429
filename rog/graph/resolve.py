"""Names in a query as people write them, turned into what the graph calls them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from rog.errors import InputError, UnknownEntityError
from rog.graph.contract import Graph
from rog.query import Compares, Has, Having, Ids, IsA, Kind, Measure, Most, Query, Says, Total, Walk, Where
from rog.query.nodes import children, with_children
from rog.types import RelationPath, make_step, read_step
from rog.values import is_value
from rog.words.normal_form import normalize

__all__ = ["resolve"]

MAX_NAMESAKES = 5
"""Entities of one name that an error lists."""


def resolve(query: Query, graph: Graph) -> Query:
    """The query with the graph's ids, relations and kinds in place of names that mean one of them.

    An id stays; a name must be that of one entity alone. Raises UnknownEntityError for a name that none has;
    InputError for one that several have, and for a relation or a kind that the graph does not have.
    """
    return _Resolver(graph).query(query)


class _Resolver:
    """Looks names up in one graph, each once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._ids: dict[str, str] = {}
        self._relations: _Names | None = None
        self._kinds: _Names | None = None

    def query(self, query: Query) -> Query:
        """The query with everything in it resolved."""
        query = with_children(query, tuple(map(self.query, children(query))))
        match query:
            case Ids(ids=ids):
                return Ids(ids=tuple(map(self._id, ids)))
            case Kind(kind=kind):
                return Kind(kind=self._kind(kind))
            case Walk() | Having():
                return query.model_copy(update={"path": self._path(query.path)})
            case Total(path=path) if path:
                return query.model_copy(update={"path": self._path(path)})
            case Most(by=by):
                return query.model_copy(update={"by": self._measure(by)})
            case Where(test=IsA(kind=kind)):
                return query.model_copy(update={"test": IsA(kind=self._kind(kind))})
            case Where(test=Has(path=path)):
                return query.model_copy(update={"test": Has(path=self._path(path))})
            case Where(test=Says() as test) if test.path:
                return query.model_copy(update={"test": test.model_copy(update={"path": self._path(test.path)})})
            case Where(test=Compares() as test):
                return query.model_copy(update={"test": test.model_copy(update={"by": self._measure(test.by)})})
        return query

    def _measure(self, by: Measure) -> Measure:
        return by.model_copy(update={"path": self._path(by.path)})

    def _path(self, path: RelationPath) -> RelationPath:
        if self._relations is None:
            relations = self._graph.relations()
            names = (described.names for described in self._graph.describe(relations))
            self._relations = _Names("relation", relations, names)
        steps = []
        for step in path:
            relation, forward = read_step(step)
            steps.append(make_step(self._relations.of(relation), forward))
        return tuple(steps)

    def _kind(self, kind: str) -> str:
        if self._kinds is None:
            self._kinds = _Names("kind", list(self._graph.kinds()))
        return self._kinds.of(kind)

    def _id(self, written: str) -> str:
        if is_value(written):
            return written
        if written not in self._ids:
            self._ids[written] = self._found(written)
        return self._ids[written]

    def _found(self, written: str) -> str:
        if self._graph.entities([written])[0] is not None:
            return written
        matches = [match for match in self._graph.find([written], MAX_NAMESAKES + 1)[0] if not is_value(match.id)]
        exact = [match for match in matches if match.score == 1.0] or matches
        named = list(dict.fromkeys(match.id for match in exact))
        if not named:
            near = [match.name for match in self._graph.find([written], MAX_NAMESAKES, fuzzy=True)[0]]
            raise UnknownEntityError(written, list(dict.fromkeys(near))[:3])
        if len(named) > 1:
            shown = ", ".join(map(repr, named[:MAX_NAMESAKES])) + (", …" if len(named) > MAX_NAMESAKES else "")
            raise InputError(
                f"{written!r} is the name of several entities: write the id of the one that is meant ({shown})"
            )
        return named[0]


class _Names:
    """What the relations or kinds of a graph may be called."""

    def __init__(self, what: str, known: Sequence[str], further: Iterable[Sequence[str]] = ()) -> None:
        self._what, self._known = what, set(known)
        self._by_name: dict[str, set[str]] = {}
        for one in known:
            self._by_name.setdefault(normalize(one), set()).add(one)
        for one, names in zip(known, further, strict=False):
            for name in names:
                self._by_name.setdefault(normalize(name), set()).add(one)

    def of(self, written: str) -> str:
        """The one that is meant. Raises InputError."""
        if written in self._known:
            return written
        meant = sorted(self._by_name.get(normalize(written), ()))
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise InputError(f"{written!r} may be the {self._what} {' or '.join(map(repr, meant))}: write which one")
        near = difflib.get_close_matches(normalize(written), self._by_name, n=3, cutoff=0.6)
        suggested = sorted({one for name in near for one in self._by_name[name]})[:3]
        hint = f"; did you mean {' or '.join(map(repr, suggested))}?" if suggested else ""
        raise InputError(f"the graph has no {self._what} {written!r}{hint}")
