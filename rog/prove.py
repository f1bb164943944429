"""What the answers of a query rest on, each part looked up again in the graph.

An answer that was walked to has reasoning paths; a count its members, a superlative the ranking, a sum its parts, a
difference and a "no" the absence of what would speak against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rog.graph.contract import Graph
from rog.graph.evaluate import Evaluator, property_values, ranking
from rog.outcome import AbsenceProof, Answer, ComparisonProof, CountProof, KindProof, Proof, Row, TotalProof, entity_of
from rog.query import (
    Between,
    Both,
    Compares,
    Count,
    EdgeValues,
    Either,
    Exists,
    Has,
    Having,
    Ids,
    Is,
    IsA,
    Kind,
    Measure,
    Most,
    Query,
    Same,
    Says,
    Several,
    Total,
    Walk,
    Where,
    Without,
)
from rog.query.nodes import children
from rog.types import Entity, ReasoningPath, RelationPath, Triple, inverse_step
from rog.values import read_value

__all__ = ["Proven", "Support", "entities_shown", "held_edges", "prove", "rows_of", "supports"]

MAX_ROWS = 20
"""Most counted, added or ranked entities that a proof lists."""

MAX_RUNNERS_UP = 3
"""Most places behind the answer's that a ranking lists."""

MAX_STARTS = 200
"""Most entities of a start that are tried for a path to an answer."""


@dataclass(frozen=True)
class Proven:
    """Answers with their proofs, every entity and value in them, and what could not be shown."""

    answers: tuple[Answer, ...]
    entities: dict[str, Entity]
    warnings: tuple[str, ...] = ()


@dataclass
class Support:
    """What speaks for one answer."""

    paths: list[ReasoningPath] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)

    def all_paths(self) -> Iterator[ReasoningPath]:
        """Its paths, and those within its proofs."""
        yield from self.paths
        for proof in self.proofs:
            for row in rows_of(proof):
                yield from row.paths

    def edges(self) -> Iterator[Triple]:
        """The edges of all its paths."""
        return (hop.triple for path in self.all_paths() for hop in path.hops)

    def add(self, other: Support) -> None:
        """Take in what speaks for a part of it."""
        self.paths += [path for path in other.paths if path not in self.paths]
        self.proofs += [proof for proof in other.proofs if proof not in self.proofs]


def prove(query: Query, ids: Sequence[str], evaluator: Evaluator, limit: int) -> Proven:
    """Each of the ids, which the query was found to stand for, as an answer with at most `limit` paths of each walk.

    An answer is left out where an edge of its proof is no longer there.
    """
    support = supports(query, ids, evaluator, limit)
    hold = held_edges(support.values(), evaluator.graph)
    kept = {one: own for one, own in support.items() if hold.issuperset(own.edges())}
    entities = entities_shown(sorted(ids), kept.values(), evaluator.graph)
    answers = tuple(
        Answer.of(one, entities.get(one), score=1.0, paths=tuple(own.paths), proofs=tuple(own.proofs))
        for one, own in kept.items()
    )
    left_out = len(support) - len(kept)
    warnings = (f"{left_out} answers left out: the graph changed and no longer holds their proof",) if left_out else ()
    return Proven(answers, entities, warnings)


def supports(query: Query, ids: Sequence[str], evaluator: Evaluator, limit: int) -> dict[str, Support]:
    """For each of the ids, which the query was found to stand for, what speaks for it, as it was found."""
    prover = _Prover(evaluator, limit)
    return {one: prover.support(query, one) for one in ids}


def held_edges(parts: Iterable[Support], graph: Graph) -> set[Triple]:
    """Which of the edges of the proofs the graph holds now: one call for all of them."""
    triples = list(dict.fromkeys(edge for part in parts for edge in part.edges()))
    return {triple for triple, held in zip(triples, graph.holds(triples), strict=True) if held}


def entities_shown(ids: Iterable[str], parts: Iterable[Support], graph: Graph) -> dict[str, Entity]:
    """The answers and all that their proofs speak of, by id: one call for all; computed values are in no graph."""
    shown = list(dict.fromkeys((*ids, *(one for part in parts for one in _mentioned(part)))))
    return {one: entity_of(one, entity) for one, entity in zip(shown, graph.entities(shown), strict=True)}


def _mentioned(support: Support) -> Iterator[str]:
    """Every entity and value that a proof speaks of."""
    for path in support.all_paths():
        yield path.topic
        yield from (hop.target for hop in path.hops)
    for proof in support.proofs:
        for row in rows_of(proof):
            yield from (row.id, *row.values)
        if isinstance(proof, ComparisonProof):
            yield from proof.right
        if isinstance(proof, KindProof):
            yield proof.id


class _Prover:
    """Finds what speaks for the answers of one query."""

    def __init__(self, evaluator: Evaluator, limit: int) -> None:
        self._evaluator, self._graph, self._limit = evaluator, evaluator.graph, limit
        self._ranked: dict[Most, tuple[dict[str, tuple[str, ...]], list[tuple[str, int]]]] = {}

    def support(self, query: Query, one: str) -> Support:
        """What speaks for `one`, which is among what the query stands for."""
        match query:
            case Kind(kind=kind):
                return Support(proofs=[KindProof(id=one, kind=kind)])
            case Having(path=path):
                return Support(self._first_path(one, path))
            case Walk():
                return self._walk(query, one)
            case EdgeValues():
                return self._edge_values(query, one)
            case Both(parts=parts):
                return self._joined(self.support(part, one) for part in parts)
            case Either(parts=parts) | Several(parts=parts):
                return self._joined(self.support(part, one) for part in parts if one in self._ids(part))
            case Without(whole=whole, part=part):
                absent = Both(parts=(Ids(ids=(one,)), part))
                found = self.support(whole, one)
                found.proofs.append(AbsenceProof(query=str(absent), looked_up=self._looked_up(part)))
                return found
            case Where():
                return self._where(query, one)
            case Most():
                return self._most(query, one)
            case Count(of=of):
                return self._count(of)
            case Exists(of=of):
                return self._exists(of)
            case Total():
                return self._total(query)
            case Same():
                return self._same(query)
            case Between():
                return self._between(query, one)
        return Support()

    def _ids(self, query: Query) -> tuple[str, ...]:
        return self._evaluator.find(query).ids

    def _joined(self, parts: Iterable[Support]) -> Support:
        found = Support()
        for part in parts:
            found.add(part)
        return found

    def _walk(self, walk: Walk, end: str) -> Support:
        found = Support()
        for start in self._starts(walk, end):
            paths, _ = self._evaluator.paths(walk, start, [end], self._limit)
            if not paths:
                continue
            room = self._limit - len(found.paths)
            found.add(Support(paths[:room]))
            if not isinstance(walk.start, Ids):
                found.add(self.support(walk.start, start))
            if len(found.paths) >= self._limit:
                break
        return found

    def _starts(self, walk: Walk, end: str) -> Iterator[str]:
        """The starts from which the walk may come to the end, the likeliest first."""
        starts = self._evaluator.in_graph(self._ids(walk.start))
        if len(starts) == 1:
            yield from starts
            return
        back = tuple(inverse_step(step) for step in reversed(walk.path))
        ends = self._graph.ends([(end, back)], self._evaluator.limit)[0]
        leading = set(ends).intersection(starts)
        yield from (start for start in starts if start in leading)
        # A way back may not visit the end twice, which a way there may: rare, so it is tried after the others.
        yield from [start for start in starts if start not in leading][:MAX_STARTS]

    def _edge_values(self, query: EdgeValues, value: str) -> Support:
        found = Support()
        for start in self._evaluator.in_graph(self._ids(query.walk.start)):
            paths, _ = self._evaluator.paths(query.walk, start)
            for path in paths:
                values = property_values(path, len(path.hops), query.property)
                if value in values and len(found.paths) < self._limit:
                    found.add(Support([path]))
        return found

    def _where(self, query: Where, one: str) -> Support:
        found, test = self.support(query.whole, one), query.test
        match test:
            case IsA(kind=kind):
                found.add(Support(proofs=[KindProof(id=one, kind=kind)]))
            case Has(path=path):
                found.add(Support(self._first_path(one, path)))
            case Is(sign=sign, right=right):
                rows = (Row(id=one, values=(one,) if read_value(one) else ()),)
                proof = ComparisonProof(by="it", sign=sign, rows=rows, right=self._ids(right)[:MAX_ROWS], compared=1)
                found.add(Support(proofs=[proof]))
                found.add(self._side(right))
            case Says(path=path) if path:
                said = Where(whole=Walk(start=Ids(ids=(one,)), path=path), test=test.model_copy(update={"path": ()}))
                found.add(self._joined(self.support(said, text) for text in self._ids(said)[: self._limit]))
            case Compares(by=by, sign=sign, right=right):
                values, _ = self._evaluator.measured([one], by)
                rows = (self._row(one, values.get(one, ()), by),)
                proof = ComparisonProof(
                    by=_measure_text(by), sign=sign, rows=rows, right=self._ids(right)[:MAX_ROWS], compared=1
                )
                found.add(Support(proofs=[proof]))
                found.add(self._side(right))
        return found

    def _most(self, query: Most, one: str) -> Support:
        values, places = self._ranking(query)
        last = next(place for other, place in places if other == one) + MAX_RUNNERS_UP
        shown = [other for other, place in places if place <= last][:MAX_ROWS]
        shown = shown if one in shown else [*shown[:-1], one]
        proof = ComparisonProof(
            by=_measure_text(query.by),
            sign="least" if query.least else "most",
            rows=tuple(self._row(other, values[other], query.by) for other in shown),
            compared=len(places),
        )
        found = self.support(query.whole, one)
        found.add(Support(proofs=[proof]))
        return found

    def _ranking(self, query: Most) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, int]]]:
        """The measured values and the places, once for all answers of a superlative."""
        if query not in self._ranked:
            values, _ = self._evaluator.measured(self._evaluator.in_graph(self._ids(query.whole)), query.by)
            self._ranked[query] = values, ranking(values, least=query.least)[0]
        return self._ranked[query]

    def _count(self, of: Query) -> Support:
        ids = self._ids(of)
        members = tuple(Row(id=one, paths=tuple(self.support(of, one).paths[:1])) for one in ids[:MAX_ROWS])
        proofs: list[Proof] = [CountProof(total=len(ids), members=members)]
        if not ids:
            proofs.append(AbsenceProof(query=str(of), looked_up=self._looked_up(of)))
        return Support(proofs=proofs)

    def _exists(self, of: Query) -> Support:
        ids = self._ids(of)
        if ids:
            return self.support(of, ids[0])
        return Support(proofs=[AbsenceProof(query=str(of), looked_up=self._looked_up(of))])

    def _total(self, query: Total) -> Support:
        ids, by = self._evaluator.in_graph(self._ids(query.of)) if query.path else self._ids(query.of), ""
        if query.path:
            measure = Measure(path=query.path)
            values, _ = self._evaluator.measured(ids, measure)
            by = _measure_text(measure)
            rows = [self._row(one, own, measure) for one, own in list(values.items())[:MAX_ROWS]]
            total = len(values)
        else:
            rows = [
                Row(id=one, values=(one,), paths=tuple(self.support(query.of, one).paths[:1])) for one in ids[:MAX_ROWS]
            ]
            total = len(ids)
        return Support(proofs=[TotalProof(how=query.how, by=by, rows=tuple(rows), total=total)])

    def _same(self, query: Same) -> Support:
        left, right = self._ids(query.left), self._ids(query.right)
        rows = tuple(Row(id=one, values=(one,) if read_value(one) else ()) for one in left[:MAX_ROWS])
        proof = ComparisonProof(
            by=str(query.left), sign=query.sign, rows=rows, right=right[:MAX_ROWS], compared=len(left)
        )
        return self._joined([self._side(query.left), self._side(query.right), Support(proofs=[proof])])

    def _between(self, query: Between, one: str) -> Support:
        found = Support()
        for source in self._evaluator.in_graph(self._ids(query.left)):
            for target in self._evaluator.in_graph(self._ids(query.right)):
                paths, _ = self._evaluator.ways(source, target)
                through = [path for path in paths if any(hop.target == one for hop in path.hops)]
                found.add(Support(through[: self._limit]))
        return found

    def _side(self, query: Query) -> Support:
        """What speaks for one side of a comparison: for its first ids, unless the query names them."""
        if isinstance(query, Ids):
            return Support()
        return self._joined(self.support(query, one) for one in self._ids(query)[: self._limit])

    def _row(self, one: str, values: Sequence[str], by: Measure) -> Row:
        if by.counted:
            return Row(id=one, values=tuple(values))
        walk = Walk(start=Ids(ids=(one,)), path=by.path)
        paths = [path for value in values for path in self._evaluator.paths(walk, one, [value], 1)[0]]
        return Row(id=one, values=tuple(values), paths=tuple(paths[: self._limit]))

    def _first_path(self, one: str, path: RelationPath) -> list[ReasoningPath]:
        ends = self._graph.ends([(one, path)], 1)[0]
        return list(self._graph.walk((one, path), ends, 1))

    def _looked_up(self, query: Query) -> tuple[str, ...]:
        """The parts of a query that finds nothing, each with how many it finds."""
        parts: list[Query] = [part for part in children(query) if not isinstance(part, Ids)] or [query]
        found = ((part, self._evaluator.find(part)) for part in parts)
        return tuple(f"{part}: {len(own.ids):,} found" for part, own in found)


def _measure_text(by: Measure) -> str:
    """As it is written in a query."""
    text = str(Most(whole=Ids(ids=()), by=by))
    return text.removeprefix("most(none(), ").removesuffix(")")


def rows_of(proof: Proof) -> tuple[Row, ...]:
    """The entities and values that a proof lists."""
    match proof:
        case CountProof(members=rows) | ComparisonProof(rows=rows) | TotalProof(rows=rows):
            return rows
    return ()
