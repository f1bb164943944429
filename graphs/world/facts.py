"""What is stale, missing or wrong in the sources of the world graph, with the reason, and facts they do not hold.

Countries are keyed by ISO 3166-1 alpha-2 code (XK for Kosovo), languages by CLDR code, currencies by ISO 4217 code.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

__all__ = [
    "AREAS_KM2",
    "BORDERS_ADDED",
    "BORDERS_REMOVED",
    "CALLING_CODES",
    "CAPITALS",
    "CITY_POPULATIONS",
    "CONTINENTS",
    "CURRENCIES",
    "CURRENCY_DATE",
    "DISSOLVED",
    "DOMAINS",
    "LANGUAGES",
    "LANGUAGE_CODES",
    "LARGEST_CITIES",
    "POPULATIONS",
    "SMALL_CITIES",
    "TERRITORIES",
    "TIME_ZONES",
    "Languages",
]

CURRENCY_DATE = date(2026, 1, 1)
"""The day on which the currencies are in use."""

DISSOLVED = frozenset({"AN", "CS"})
"""GeoNames still lists the Netherlands Antilles (to 2010) and Serbia and Montenegro (to 2006)."""

TERRITORIES = frozenset(
    "AI AS AW AX BL BM BQ BV CC CK CW CX FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF NU PF PM PN "
    "PR RE SH SJ SX TC TF TK UM VG VI WF YT".split()
)
"""Places with a code of their own that belong to, or are in free association with, another country."""

CAPITALS: dict[str, str | None] = {
    "BQ": "Kralendijk",  # GeoNames names none
    "KZ": "Astana",  # renamed back from Nur-Sultan in 2022
    "LK": "Sri Jayawardenepura Kotte",  # the capital by law since 1982; Colombo is the largest city
    "PS": "Ramallah",  # seat of government; East Jerusalem is claimed and not held
    "PW": "Ngerulmud",  # since 2006; Melekeok is the state it lies in
    "IO": None,  # Diego Garcia is an island, not a town
    "MS": "Brades",  # seat of government since the volcano buried Plymouth in 1997
    "MN": "Ulaanbaatar",
    "MO": "Macau",
    "US": "Washington, D.C.",
    "VA": "Vatican City",
    "FO": "Tórshavn",
    "AG": "Saint John’s",
    "EH": "Laayoune",
    "GD": "Saint George's",
    "GG": "Saint Peter Port",
}
"""Where the name of the capital is stale, missing, or another than that of the city; the rest differ by accents only."""

BORDERS_ADDED = frozenset(
    {
        ("CN", "HK"),  # GeoNames leaves the two special administrative regions without neighbours
        ("CN", "MO"),
        ("BW", "ZM"),  # 150 m of the Zambezi at Kazungula, agreed in 2006 and bridged in 2021
    }
)
BORDERS_REMOVED = frozenset(
    {
        ("US", "CU"),  # Guantánamo Bay is leased ground, not a border of the United States
    }
)

LARGEST_CITIES = {
    # GeoNames mixes counts of different years and of different bounds, so that its largest is not the largest here.
    "BH": "Manama",
    "BO": "Santa Cruz de la Sierra",
    "FJ": "Suva",
    "GH": "Accra",
    "KW": "Kuwait City",
    "LC": "Castries",
    "NL": "Amsterdam",
    "PK": "Karachi",
    "PS": "Gaza",
    "PW": "Koror",
    "SA": "Riyadh",
    "SY": "Damascus",
    "VI": "Charlotte Amalie",
}

AREAS_KM2 = {"VA": 0.49, "MC": 2.08}
"""Square kilometres where GeoNames rounds to 0 or 1."""

POPULATIONS = {
    "NO": 5_594_340,  # Statistics Norway, 1 January 2025
}
"""Where GeoNames' count of a country is too old."""

CITY_POPULATIONS = {
    ("BR", "Brasília"): 2_817_381,  # census of 2022; GeoNames has that of 2007
    ("TR", "Ankara"): 5_803_482,  # address-based count of 2023, of the province that is the municipality
}
"""Where GeoNames' count of a city is too old, by (country code, GeoNames' name)."""

SMALL_CITIES = frozenset({("PT", "Ponta Delgada"), ("PW", "Koror")})
"""Cities that are in the graph whatever their population, besides the capitals: the largest of their islands."""

CONTINENTS = {"TL": "AS"}
"""GeoNames puts Timor-Leste in Oceania; the United Nations and its neighbours put it in Asia. Continent codes."""

TIME_ZONES = {
    # GeoNames' zones are those of the nearest border's other side here, by (country code, GeoNames' zone).
    ("CN", "Asia/Macau"): "Asia/Shanghai",
    ("ID", "Asia/Ho_Chi_Minh"): "Asia/Pontianak",  # Kota Sambas, on Borneo
    ("SO", "Africa/Addis_Ababa"): "Africa/Mogadishu",
    ("VN", "Asia/Bangkok"): "Asia/Ho_Chi_Minh",  # one clock in all of the country
}

CALLING_CODES: dict[str, tuple[str, ...]] = {
    "DO": ("+1-809", "+1-829", "+1-849"),
    "PR": ("+1-787", "+1-939"),
    "XK": ("+383",),  # since 2017
    "PN": ("+64",),  # 870 is satellite telephony
    "VA": ("+39", "+379"),  # 379 is assigned, 39 is in use
    "GS": ("+500",),
    "SJ": ("+47",),
    "CW": ("+599",),
    "UM": (),
}

DOMAINS = {"BL": ".bl", "MF": ".mf", "XK": None}
"""GeoNames gives Saint Barthélemy and Saint Martin the domain of Guadeloupe; Kosovo has none of its own."""

CURRENCIES: dict[str, tuple[str, ...]] = {
    "BG": ("EUR",),  # joined the euro on 1 January 2026
    "HR": ("EUR",),  # joined the euro on 1 January 2023
    "HT": ("HTG",),  # the US dollar is used and is not legal tender
    "BV": (),  # nobody lives there
    "HM": (),
    "UM": (),
}


class Languages(NamedTuple):
    """Official languages of one country, nation-wide and others (regional, or used officially without a law)."""

    nationwide: str
    other: str = ""


LANGUAGE_CODES = {
    "no": "nb",
    "nn": "nb",  # Bokmål and Nynorsk are two ways of writing one language
    "ckb": "ku",  # people ask about Kurdish
    "zdj": "swb",
    "wni": "swb",  # the Comorian varieties
    "tzm": "zgh",
    "den": "",
    "dgr": "",
    "gwi": "",
    "chp": "",
    "crk": "",  # languages of the Northwest Territories with a few hundred speakers each
}
"""CLDR languages that are merged into another one, or left out ("")."""

LANGUAGES = {
    "BF": Languages("mos bm ff", "fr"),  # constitution of 2024: French is a working language only
    "BI": Languages("rn fr en"),
    "BO": Languages("es qu ay gn"),
    "BR": Languages("pt"),  # Venetian (Talian) is co-official in a few municipalities only
    "CH": Languages("de fr it rm"),  # article 70 of the constitution; Swiss German is spoken and not official
    "DK": Languages("da", "de"),  # Greenlandic is official in Greenland
    "DZ": Languages("ar zgh", "fr"),  # constitution of 2016
    "EC": Languages("es", "qu"),
    "ES": Languages("es", "ca gl eu oc"),  # Asturian is protected and not official
    "ET": Languages("am om so ti aa"),  # since 2020
    "FI": Languages("fi sv", "se smn sms"),  # three Sámi languages in the Sámi homeland
    "HR": Languages("hr", "it"),  # Italian in Istria; Venetian has no status
    "IL": Languages("he", "ar"),  # basic law of 2018
    "IQ": Languages("ar ku", "az"),
    "IT": Languages("it", "de fr sl fur sc"),
    "KM": Languages("ar fr swb"),
    "LI": Languages("de"),
    "MA": Languages("ar zgh", "fr"),
    "ME": Languages("cnr", "sr bs sq hr"),
    "MG": Languages("mg fr"),  # English from 2007 to 2010 only
    "MK": Languages("mk sq"),  # Albanian nation-wide since 2019
    "ML": Languages("bm ff snk", "fr"),  # constitution of 2023: French is a working language only
    "NE": Languages("ha", "fr en"),  # charter of 2025
    "NG": Languages("en", "ha yo ig"),
    "PF": Languages("fr", "ty"),
    "RW": Languages("rw en fr sw"),  # Swahili since 2017
    "SC": Languages("crs en fr"),
    "SI": Languages("sl", "it hu"),  # where the two communities live
    "SN": Languages("fr", "wo"),
    "TN": Languages("ar", "fr"),
    "UA": Languages("uk"),  # CLDR calls Russian official de facto; the law of 2019 ended that
    "VA": Languages("it la"),
    "ZA": Languages("af en nr nso ss st tn ts ve xh zu"),  # all nation-wide by the constitution
    "ZW": Languages("en sn nd", "ny ve st tn ts xh"),
}
"""Where CLDR is stale or ranks a language otherwise than the country's own law."""
