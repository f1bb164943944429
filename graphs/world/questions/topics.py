"""Topics of the world graph's questions: its entities by kind, and the ways people write them."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from babel import Locale
from babel.numbers import get_currency_name

from graphs.world.demonyms import CONTINENT_ADJECTIVES, DEMONYMS, NO_ADJECTIVE
from graphs.world.questions.grammar import Noun
from graphs.world.regions import REGION_KINDS
from rog.graph.records import EdgeRecord, NodeRecord, Record
from rog.values import read_value

__all__ = ["WITH_ARTICLE", "Entry", "Topics", "read_topics", "write_topic"]

WITH_ARTICLE = frozenset(
    "Netherlands|United States|United Kingdom|United Arab Emirates|Philippines|Bahamas|Gambia|Maldives|Comoros|Seychelles|"
    "Dominican Republic|Central African Republic|Democratic Republic of the Congo|Republic of the Congo|Vatican|Czech Republic|"
    "UK|US|USA|UAE|DRC|Emirates|Faroes|Falklands|States|Pitcairn Islands|Caribbean Netherlands|Isle of Man".split("|")
)
"""Names that take the article; so do those that end in Islands, Territories or Territory."""

COMMON_NAMES = {
    "AE": "UAE|Emirates",
    "BA": "Bosnia",
    "CD": "DR Congo|DRC|Congo-Kinshasa",
    "CG": "Congo-Brazzaville",
    "CI": "Ivory Coast|Côte d'Ivoire",
    "CV": "Cabo Verde",
    "CZ": "Czech Republic|Czechia",
    "FO": "Faroes",
    "FK": "Falklands",
    "GB": "UK|Britain|Great Britain",
    "KP": "DPRK",
    "MK": "Macedonia",
    "MM": "Burma",
    "MO": "Macao",
    "NL": "Holland",
    "PG": "PNG",
    "PS": "Palestinian Territories",
    "RU": "Russian Federation",
    "SZ": "Swaziland",
    "TL": "East Timor",
    "TR": "Türkiye",
    "TT": "Trinidad",
    "US": "USA|US|America|United States of America",
    "VA": "Vatican",
    "VN": "Viet Nam",
}
"""Further names in English use, by country code, the usual first."""

_POPULAR_COUNTRIES = (
    "US GB FR DE IT ES PT CH AT NL BE SE NO DK FI IS IE PL CZ HU GR TR RU UA RO BG HR RS CN JP KR IN PK BD TH VN ID MY SG PH "
    "AU NZ CA MX BR AR CL PE CO EG MA ZA NG KE ET TZ GH SN IL SA AE IR IQ SY AF CU JM MN NP KZ GE AM AZ CD LU LI MC VA"
).split()
_POPULAR_CURRENCIES = (
    "EUR USD GBP CHF JPY CNY INR RUB CAD AUD SEK NOK DKK PLN CZK HUF TRY BRL MXN ZAR KRW THB XOF XAF XCD".split()
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entity that questions may start from."""

    id: str
    kind: str
    weight: float
    """How often people ask about it, beside the others of its kind."""
    names: tuple[str, ...]
    """How people write it, the usual way first; without an article."""
    article: bool = False
    """Whether every name takes one."""
    adjective: str | None = None
    many: tuple[str, ...] = ()
    """Plurals, for a currency."""
    region: str | None = None
    """The word for a region in its country, for a city or region."""


@dataclass(frozen=True, slots=True)
class Topics:
    """The entries of each kind."""

    by_kind: Mapping[str, tuple[Entry, ...]]
    by_id: Mapping[str, Entry] = field(default_factory=dict)

    def choose(self, kind: str, random: Random, count: int) -> list[Entry]:
        """So many entries of the kind, with repetitions, the popular ones more often."""
        entries = self.by_kind.get(kind, ())
        return random.choices(entries, [entry.weight for entry in entries], k=count) if entries else []


def _takes_article(name: str) -> bool:
    return name in WITH_ARTICLE or name.endswith((" Islands", " Territories", " Territory"))


def write_topic(entry: Entry, random: Random, plain: bool = False) -> Noun:
    """A way to write the topic; `plain` keeps to its usual name."""
    name = entry.names[0] if plain or random.random() < 0.7 else random.choice(entry.names)
    if not name.isascii() and random.random() < 0.35:
        name = _without_accents(name)
    article = entry.article or _takes_article(name)
    text = f"the {name}" if article and random.random() < 0.93 else name
    if entry.kind == "time zone" and random.random() < 0.3:
        text = f"the {name} time zone"
    ends_in_s = text.endswith("s")
    possessive = f"{text}'" if ends_in_s and (article or random.random() < 0.5) else f"{text}'s"
    many = random.choice(entry.many) if entry.many else None
    return Noun(text, possessive=possessive, adjective=entry.adjective, many=many, region=entry.region)


def _without_accents(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def read_topics(records: Iterable[Record]) -> Topics:
    """The entities that questions start from, out of the records of the world graph."""
    nodes: dict[str, NodeRecord] = {}
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        if isinstance(record, NodeRecord):
            nodes[record.id] = record
        elif isinstance(record, EdgeRecord):
            facts[record.head][record.relation].append(record.tail)
    words = {  # "which nation is Leeds in" asks for the country
        node.id: REGION_KINDS[code].split()[-1].replace("nation", "region")
        for node in nodes.values()
        for code in node.aliases
        if code in REGION_KINDS
    }
    names = Counter(node.id for node in nodes.values())
    names.update(alias for node in nodes.values() for alias in node.aliases)
    capitals = {tail for relations in facts.values() for tail in relations.get("capital", ())}
    entries: dict[str, list[Entry]] = defaultdict(list)
    speakers = Counter(tail for relations in facts.values() for tail in relations.get("language", ()))
    for node in nodes.values():
        entry = _entry(node, facts[node.id], capitals, speakers, names)
        if entry:
            country = next(iter(facts[node.id].get("country", ())), "")
            entries[entry.kind].append(replace(entry, region=words.get(country)))
    for relation, kind in (("calling_code", "calling code"), ("internet_domain", "internet domain")):
        tails = sorted({tail for relations in facts.values() for tail in relations.get(relation, ())})
        entries[kind] = [Entry(tail, kind, 1.0, (str(read_value(tail)),)) for tail in tails]
    by_kind = {kind: tuple(group) for kind, group in entries.items()}
    return Topics(by_kind, {entry.id: entry for group in by_kind.values() for entry in group})


def _entry(
    node: NodeRecord, facts: Mapping[str, list[str]], capitals: set[str], speakers: Counter[str], names: Counter[str]
) -> Entry | None:
    kind = node.types[0]
    if kind in ("country", "territory"):
        return _country(node, kind)
    if kind == "currency":
        return _currency(node, names)
    if kind == "city":
        return _city(node, facts, names, is_capital=node.id in capitals)
    if kind == "language":
        english = (alias for alias in node.aliases if alias in _LANGUAGE_NAMES)
        return Entry(node.id, kind, 1.0 + speakers[node.id] ** 0.5, (node.id, *english))
    if kind == "continent":
        weight = 0.05 if node.id == "Antarctica" else 1.0
        return Entry(node.id, kind, weight, (node.id,), adjective=CONTINENT_ADJECTIVES.get(node.id))
    if kind == "region":
        return _region(node, names)
    if kind == "time zone":
        return Entry(node.id, kind, 1.0, (node.id, node.id.replace("_", " ")))
    return None


_LANGUAGE_NAMES = frozenset(
    "Mandarin|Mandarin Chinese|Farsi|Flemish|Castilian|Tagalog|Kiswahili|Gaelic|Moldovan|Bangla|Malay|Hokkien|Setswana|"
    "Sesotho|Chichewa|Brazilian Portuguese|Tamazight|Kirundi".split("|")
)


def _country(node: NodeRecord, kind: str) -> Entry:
    code = next(alias for alias in node.aliases if len(alias) == 2 and alias.isupper())
    common = [name for name in COMMON_NAMES.get(code, "").split("|") if name in node.aliases]
    cldr = Locale("en").territories[code]
    short = [cldr] if cldr in node.aliases and "(" not in cldr and "&" not in cldr and "SAR" not in cldr else []
    weight = 6.0 if code in _POPULAR_COUNTRIES else 2.0 if kind == "country" else 0.6
    adjective = None if code in NO_ADJECTIVE or code not in DEMONYMS else DEMONYMS[code][0]
    return Entry(node.id, "country", weight, tuple(dict.fromkeys((node.id, *common, *short))), adjective=adjective)


def _currency(node: NodeRecord, names: Counter[str]) -> Entry:
    code = next(alias for alias in node.aliases if len(alias) == 3 and alias.isupper())
    name, plural_name = (get_currency_name(code, count=count, locale="en") for count in (1, 2))
    singular = [name, node.id]
    plural = [plural_name]
    noun, nouns = name.split()[-1].lower(), plural_name.split()[-1].lower()
    if names[noun] == 1 and noun in node.aliases:  # the only one of that noun: the yen, the forint
        singular.append(noun)
    if names[nouns] == 1 and nouns in node.aliases:
        plural.append(nouns)
    common = ("renminbi", "pound sterling", "American dollar", "CFA franc", "Eastern Caribbean dollar", "Korean won")
    singular += [alias for alias in node.aliases if alias in common]
    weight = 5.0 if code in _POPULAR_CURRENCIES else 1.0
    return Entry(node.id, "currency", weight, tuple(dict.fromkeys(singular)), article=True, many=tuple(plural))


_CITY_NAMES = frozenset(
    "NYC|New York|Washington|Washington DC|Saigon|Kiev|Bombay|Calcutta|Madras|Bangalore|St Petersburg|LA|Rio|KL|Peking|"
    "Rangoon|Köln|München|San Francisco|Vegas|Philly|Saint Petersburg|Sao Paulo|Macao|Naypyidaw".split("|")
)


def _city(node: NodeRecord, facts: Mapping[str, list[str]], names: Counter[str], *, is_capital: bool) -> Entry | None:
    bare = node.id.split(", ")[0]
    if "(" in node.id or (bare != node.id and len(node.id.split(", ")) > 3):
        return None
    population = read_value(facts["population"][0]) if "population" in facts else None
    people = int(population.content) if population else 0
    weight = (people / 1e6) ** 0.7 + (4.0 if is_capital else 0.03)
    if bare == node.id or node.id == "Washington, D.C.":
        common = tuple(alias for alias in node.aliases if alias in _CITY_NAMES)
        return Entry(node.id, "city", weight, (node.id, *common))
    place = node.id.split(", ")[1]
    if names[f"{bare}, {place}"] > 1:
        return None
    with_place = (f"{bare}, {place}",) if f"{bare}, {place}" in node.aliases else (node.id,)
    return Entry(node.id, "city", weight * 0.5, with_place)


def _region(node: NodeRecord, names: Counter[str]) -> Entry:
    bare, _, kind = node.id.partition(" (")
    if not kind:
        return Entry(node.id, "region", 1.0, (node.id,))
    # Geneva alone is the city: say what is meant
    noun = kind.rstrip(")").split()[-1]
    written = (bare,) if names[bare] == 1 else (f"the {noun} of {bare}", f"{bare} {noun}", node.id)
    return Entry(node.id, "region", 0.7, written)
