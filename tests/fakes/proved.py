"""Results made by hand, one for each kind of answer and proof: what the tests of explanations show of them."""

from __future__ import annotations

from collections.abc import Sequence

from rog.outcome import (
    AbsenceProof,
    Answer,
    ComparisonProof,
    CountProof,
    KindProof,
    Plan,
    Proof,
    ResultPart,
    Row,
    TotalProof,
    Verdict,
    entity_of,
    in_order,
)
from rog.query import read_query
from rog.query.nodes import ids_of
from rog.result import Result
from rog.types import Entity, Hop, ReasoningPath
from rog.values import number, value_from_literal, value_from_text

__all__ = ["PROVED", "answer", "proved", "quantity"]

XSD = "http://www.w3.org/2001/XMLSchema#"
COUNTRIES = {
    "FR": "France", "DE": "Germany", "BE": "Belgium", "IT": "Italy", "ES": "Spain", "CH": "Switzerland",
    "LU": "Luxembourg", "MC": "Monaco", "AD": "Andorra", "BR": "Brazil", "SR": "Suriname", "MQ": "Martinique",
    "SX": "Sint Maarten", "JP": "Japan", "Tokyo": "Tokyo", "JPY": "yen", "P1": "Emmanuel Macron", "DK": "Denmark",
}  # fmt: skip
NEIGHBOURS = ("AD", "BE", "BR", "CH", "DE", "ES", "IT", "LU", "MC", "MQ", "SR", "SX")
PEOPLE = {"DE": 83_200_000, "IT": 59_000_000, "ES": 47_400_000, "BE": 11_600_000, "CH": 8_700_000, "LU": 640_000}


def quantity(amount: float, unit: str = "") -> str:
    """Id of a number."""
    value = number(str(amount), unit)
    assert value is not None
    return value.id


def truth(holds: bool) -> str:
    return value_from_literal(str(holds).lower(), XSD + "boolean").id


def year(text: str) -> str:
    value = value_from_text(text, "year")
    assert value is not None
    return value.id


def walked(topic: str, *hops: tuple[str, str]) -> ReasoningPath:
    """A path of hops forward, each a relation and where it leads."""
    path, here = [], topic
    for relation, to in hops:
        path.append(Hop(head=here, relation=relation, tail=to))
        here = to
    return ReasoningPath(topic=topic, hops=tuple(path))


def answer(id: str, *proofs: Proof, paths: tuple[ReasoningPath, ...] = (), score: float = 1.0) -> Answer:
    return Answer.of(id, Entity(id=id, name=COUNTRIES.get(id, id)), score, paths, proofs)


def proved(query: str, *answers: Answer, parts: tuple[ResultPart, ...] = (), symmetric: Sequence[str] = ()) -> Result:
    """The result of a query, with an entity for each id that its answers speak of."""
    asked = read_query(query)
    ids = dict.fromkeys(ids_of(asked))
    for one in answers:
        ids[one.id] = None
        for path in one.all_paths:
            ids |= dict.fromkeys([path.topic, *(hop.target for hop in path.hops)])
        for proof in one.proofs:
            match proof:
                case CountProof(members=rows) | TotalProof(rows=rows):
                    ids |= dict.fromkeys(key for row in rows for key in (row.id, *row.values))
                case ComparisonProof(rows=rows, right=right):
                    ids |= dict.fromkeys([*(key for row in rows for key in (row.id, *row.values)), *right])
                case KindProof(id=key):
                    ids[key] = None
                case AbsenceProof(looked_up=keys):
                    ids |= dict.fromkeys(keys)
    entities = {key: entity_of(key, Entity(id=key, name=COUNTRIES.get(key, key))) for key in ids}
    verdict = Verdict(plan=Plan(query=asked, score=1.0), kept=bool(answers), found=len(answers))
    return Result(
        question=query, query=asked, answers=in_order(answers), parts=parts, plans=(verdict,), entities=entities,
        abstained=not answers, symmetric=tuple(symmetric),
    )  # fmt: skip


BORDERS = tuple(Row(id=key, paths=(walked("FR", ("borders", key)),)) for key in NEIGHBOURS)
RANKED = tuple(
    Row(id=key, values=(quantity(people),), paths=(walked(key, ("population", quantity(people))),))
    for key, people in PEOPLE.items()
)
SINCE = Hop(head="P1", relation="president_of", tail="FR", properties={"since": year("2017"), "party": "RE"})

CAPITAL = answer("Tokyo", paths=(walked("JP", ("capital", "Tokyo")),))
CURRENCY = answer("JPY", paths=(walked("JP", ("currency", "JPY")),))

PROVED: dict[str, Result] = {
    "count": proved(
        "count(FR / borders)", answer(quantity(12), CountProof(total=12, members=BORDERS)), symmetric=["borders"]
    ),
    "count of few shown": proved(
        "count(kind(country))", answer(quantity(250), CountProof(total=250, members=BORDERS[:5]))
    ),
    "no count": proved(
        "count(FR / moon)",
        answer(quantity(0), CountProof(total=0, members=()), AbsenceProof(query="FR / moon", looked_up=("FR",))),
    ),
    "yes": proved("exists(FR / borders and ES)", answer(truth(True), paths=(walked("FR", ("borders", "ES")),))),
    "no": proved(
        "exists(FR / borders and DK)",
        answer(truth(False), AbsenceProof(query="FR / borders and DK", looked_up=("FR", "DK"))),
    ),
    "no by comparison": proved(
        "IT / population > DE / population",
        answer(
            truth(False),
            ComparisonProof(
                by="population", sign=">", rows=RANKED[1:2], right=(quantity(PEOPLE["DE"]),), compared=1
            ),
        ),
    ),
    "most": proved(
        "most(FR / borders, population)",
        answer(
            "DE", ComparisonProof(by="population", sign="most", rows=RANKED, compared=12),
            paths=(walked("FR", ("borders", "DE")),),
        ),
    ),
    "where": proved(
        "FR / borders where population > 80000000",
        answer(
            "DE",
            ComparisonProof(
                by="population", sign=">", rows=RANKED[:1], right=(quantity(80_000_000),), compared=12
            ),
            paths=(walked("FR", ("borders", "DE")),),
        ),
    ),
    "values": proved(
        "FR / borders / area",
        *(
            answer(quantity(area, "km²"), paths=(walked("FR", ("borders", key), ("area", quantity(area, "km²"))),))
            for key, area in (("DE", 357_022), ("LU", 2586.4), ("ES", 505_990), ("MC", 2.02))
        ),
    ),
    "cold": proved(
        "kind(city) / temperature",
        *(answer(quantity(degrees, "°C"), paths=(walked("MC", ("temperature", quantity(degrees, "°C"))),))
          for degrees in (-12, 31, 4)),
    ),
    "sum": proved(
        "sum(FR / borders, population)",
        answer(
            quantity(sum(PEOPLE.values())), TotalProof(how="sum", by="population", rows=RANKED, total=len(RANKED))
        ),
    ),
    "kind": proved(
        "FR / borders where is country",
        answer("ES", KindProof(id="ES", kind="country"), paths=(walked("FR", ("borders", "ES")),)),
    ),
    "without": proved(
        "FR / borders not (DE / borders)",
        answer(
            "ES", AbsenceProof(query="DE / borders and ES", looked_up=("ES", "DE")),
            paths=(walked("FR", ("borders", "ES")),),
        ),
    ),
    "edge": proved(
        "edge(P1 / president_of, since)",
        answer(year("2017"), paths=(ReasoningPath(topic="P1", hops=(SINCE,)),)),
    ),
    "condition": proved(
        "P1 / president_of[since > year(2015)]",
        answer("FR", paths=(ReasoningPath(topic="P1", hops=(SINCE,)),)),
    ),
    "parts": proved(
        "JP / capital; JP / currency; JP / moon",
        CAPITAL,
        CURRENCY,
        parts=(
            ResultPart(question="JP / capital", query=read_query("JP / capital"), answers=(CAPITAL,)),
            ResultPart(
                question="JP / currency", query=read_query("JP / currency"), answers=(CURRENCY,), truncated=True
            ),
            ResultPart(
                question="JP / moon", query=read_query("JP / moon"), abstained=True, reason="it reaches nothing",
                warnings=("the graph has no such relation",),
            ),
        ),
    ),
}  # fmt: skip
"""By what they show."""
