"""Questions of QALD-9 and DBLP-QuAD over small graphs made around their queries.

QALD-9 (Usbeck et al. 2018, MIT) has questions that people asked of DBpedia; DBLP-QuAD (Banerjee et al. 2023,
CC BY 4.0) questions about scholarly data, in ten kinds with a paraphrase each.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from urllib.parse import unquote

from rog.errors import IncomparableError, InputError
from rog.query import Count, Exists, Ids, Query, Several, Total, Walk, Without
from rog.query.nodes import (
    Both,
    Compares,
    Has,
    Having,
    Is,
    Measure,
    Most,
    Same,
    Says,
    Where,
    children,
    ids_of,
    read_query_json,
    walk_nodes,
    with_children,
)  # fmt: skip
from rog.training.ranking.examples import RankingGraph, RankingQuery, answers_of, open_records
from rog.training.ranking.published.around import GraphAround, Unsatisfied
from rog.training.sparql.parse import Inexpressible
from rog.training.sparql.read import read_sparql
from rog.types import MAX_HOPS, inverse_step, make_step, read_step
from rog.values import Value, ValueKind, is_value, value_from_text

__all__ = ["PublishedQuestion", "published_graphs", "read_published"]

HELD_OUT_SHARE = 6
"""One pattern of queries in so many is kept for validation."""
MOST_ANSWERS = 15
"""Most answers of a question that is not a count, a total or a yes or no."""
YEAR = re.compile(r"\^?\d{4}")
TEXT_YEAR = re.compile(r'"(\d{4})"\^\^xsd:string')
DENIED = re.compile(r"\bnot not\b|n't\b.*\bnot\b", re.IGNORECASE)
"""Questions that deny what they ask twice."""
PARTICLES = "van|von|de|der|den|da|di|la|le|el|al|bin|dos|du|ter|ten"
CAPITALS = re.compile(rf"[A-Z][\w.'-]*(?:,? (?:(?:{PARTICLES}) )*[A-Z][\w.'-]*)*")
NO_NAMES = frozenset(
    "Which What Who Whom Whose When Where How Did Does Do Is Are Was Were Has Have In List Name Find Mention Count "
    "Show Give Tell Get Determine Enumerate Of For The Between Among From I By On Year Considering Besides Apart "
    "With And Can Please Return Provide Retrieve Identify Haven't Didn't Wasn't Isn't".split()
)


class PublishedQuestion(NamedTuple):
    """A question, its query in names that can be read, and answers where they are published."""

    question: str
    query: Query
    answers: tuple[str, ...]
    source: str
    template: str
    """Its SPARQL without names."""


def read_published(path: Path, source: str, most: int, random: Random) -> Iterator[PublishedQuestion]:
    """Questions of a file whose SPARQL can be said in `rog.query` and whose topics the question names.

    Of at most `most` rows, drawn at random. Passed over is what depends on the day, or denies twice.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in random.sample(rows, min(most, len(rows))):
        if "NOW" in row["sparql"]:
            continue
        try:
            query = read_sparql(row["sparql"])
        except Inexpressible:
            continue
        if isinstance(query, Exists) and any(isinstance(node, Without) for node in walk_nodes(query)):
            continue
        for question in dict.fromkeys((row["question"], *row.get("paraphrases", ()))):
            if question and not DENIED.search(question) and (made := _read(row, query, question, source)):
                yield made


def published_graphs(
    questions: Sequence[PublishedQuestion], seed: int, *, held_out: bool = False, each: int = 12
) -> Iterator[RankingGraph]:
    """Graphs for all the questions, `each` so many in one; `held_out` those whose kind of query is kept."""
    random = Random(f"{seed} {held_out}")
    fit = [one for one in questions if _is_held_out(one.template) == held_out]
    random.shuffle(fit)
    for at in range(0, len(fit), each):
        around = GraphAround(random)
        added = [one for one in fit[at : at + each] if _added(around, one)]
        if not added:
            continue
        around.distract(random.randint(30, 80))
        records = around.records()
        graph = open_records(records)
        asked = []
        for one in added:
            try:
                answers = answers_of(one.query, graph)
            except (IncomparableError, InputError):
                continue
            known = isinstance(one.query, Exists | Count | Total | Same)
            if answers and (known or len(answers) <= MOST_ANSWERS):
                asked.append(RankingQuery(one.question, one.query, answers, one.query.op, one.source, one.template))
        if asked:
            yield RankingGraph(graph, tuple(asked), held_out, records)


def _added(around: GraphAround, one: PublishedQuestion) -> bool:
    try:
        around.add(one.query, one.answers)
    except (Unsatisfied, InputError):
        return False
    return True


def _read(row: dict[str, Any], query: Query, question: str, source: str) -> PublishedQuestion | None:
    names = _names(query, question)
    if names is None:
        return None
    try:
        readable = simplified(read_query_json(_renamed(query.to_dict(), names)))
    except InputError:
        return None
    entities = [one[0] for one in row.get("answers", ())[:5] if isinstance(one, list)]
    answers = () if isinstance(query, Several | Exists | Count | Total) else tuple(map(_answer, entities))
    template = re.sub(r"<[^>]*>|'[^']*'|\"[^\"]*\"|res:\S+|dbr:\S+|\s+", " ", row["sparql"].split("WHERE")[-1])
    return PublishedQuestion(question, readable, answers, source, f"{source}: {template.strip()}")


def _answer(text: str) -> str:
    if text.startswith("http://dbpedia.org/resource/"):
        return _local(text)
    kinds: tuple[ValueKind, ...] = ("date", "number", "address")
    for kind in kinds:
        value = value_from_text(text, kind)
        if value is not None:
            return value.id
    return Value("text", text).id


def _local(iri: str) -> str:
    """The last part of an address as a name; of a class of YAGO without its number."""
    last = unquote(re.split(r"[/#]", iri)[-1])
    if "/resource/" in iri:
        return re.sub(r"^Category:", "", unquote(iri.partition("/resource/")[2])).replace("_", " ").strip()
    return re.sub(r"\d+$", "", last) if "/yago/" in iri else last


def _names(query: Query, question: str) -> dict[str, str] | None:
    """What the entities of a query are called: by their addresses, or by what the question says of publications."""
    ids = [one for one in ids_of(query) if not is_value(one)]
    if any("dblp.org/" in one for one in ids):
        return _scholarly_names(ids, [one for one in ids_of(query) if is_value(one)], question)
    names = {one: _local(one) for one in ids}
    said = question.casefold()
    for name in names.values():
        short = re.sub(r"\s*\([^()]*\)$", "", name).casefold()
        if short not in said and short.rstrip("s") not in said:
            return None
    return names


def _scholarly_names(ids: Sequence[str], values: Sequence[str], question: str) -> dict[str, str] | None:
    papers = [one for one in ids if "/rec/" in one]
    people = [one for one in ids if "/pid/" in one]
    titles = re.findall(r"'((?:[^']|(?<=\w)'(?=\w))+)'", question)
    rest = re.sub(r"'((?:[^']|(?<=\w)'(?=\w))+)'", " ", question)
    for value in sorted(values, key=len, reverse=True):
        rest = rest.replace(value.split('"')[1], " ")
    found = [name for name in CAPITALS.findall(rest) if name.split()[0].rstrip(".,") not in NO_NAMES]
    found = [name.rstrip(".,'").removesuffix("'s") for name in found]
    if len(papers) > len(titles) or len(people) != len(found) or len(papers) != len(titles):
        return None
    names = {**dict(zip(papers, titles, strict=True)), **dict(zip(people, found, strict=True))}
    return names if len(names) == len(ids) else None


def _renamed(data: Any, names: dict[str, str], field: str = "") -> Any:
    if isinstance(data, dict):
        return {key: _renamed(value, names, key) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_renamed(one, names, field) for one in data]
    if isinstance(data, str) and field == "path":
        relation, forward = read_step(data)
        return make_step(_local(relation), forward)
    if isinstance(data, str) and field == "kind":
        return _local(data)
    if isinstance(data, str) and field == "ids" and (year := TEXT_YEAR.fullmatch(data)):
        return Value("year", year[1]).id
    return names.get(data, data) if isinstance(data, str) and field == "ids" else data


def simplified(query: Query) -> Query:
    """The query as people would write it: what the reading of SPARQL leaves roundabout is said in fewer nodes."""
    query = with_children(query, tuple(simplified(one) for one in children(query)))
    match query:
        case Walk(start=Walk(start=Ids() as start, path=first, tests=()), path=path, tests=()):
            whole = (*first, *path)
            back = inverse_step(first[-1]) == path[0]
            return Walk(start=start, path=whole) if len(whole) <= MAX_HOPS and not back else query
        case Walk(start=Where(whole=Having(path=there), test=Is() as test), path=back) if there == back:
            path = (inverse_step(back[0]),)
            by = Compares(by=Measure(path=path), sign=test.sign, right=test.right)
            return Where(whole=Having(path=path), test=by) if len(back) == 1 else query
        case Both(parts=parts):
            return _conditions(parts)
        case Most(whole=Where(whole=whole, test=Has(path=path)), by=Measure(path=by, counted=False)) if path == by:
            return query.model_copy(update={"whole": whole})
        case Where(whole=whole, test=Says(path=path, how="begins", text=text)) if path and YEAR.fullmatch(text):
            year = Ids(ids=(Value("year", text.lstrip("^")).id,))
            return Where(whole=whole, test=Compares(by=Measure(path=path), sign="=", right=year))
        case Several(parts=parts):
            bare = [part.whole if isinstance(part, Where) and isinstance(part.test, Has) else part for part in parts]
            return Several(parts=tuple(bare))
    return query


def _conditions(parts: Sequence[Query]) -> Query:
    """An intersection, of which comparisons are conditions on the rest."""
    tests = [part.test for part in parts if isinstance(part, Where) and isinstance(part.whole, Having)]
    rest = [part for part in parts if not (isinstance(part, Where) and isinstance(part.whole, Having))]
    if not rest:
        return Both(parts=tuple(parts))
    query: Query = rest[0] if len(rest) == 1 else Both(parts=tuple(rest))
    for test in tests:
        query = Where(whole=query, test=test)
    return query


def _is_held_out(template: str) -> bool:
    return int(hashlib.sha256(template.encode()).hexdigest(), 16) % HELD_OUT_SHARE == 0
