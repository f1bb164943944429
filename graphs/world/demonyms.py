"""Demonyms: adjectives and nouns for the people and things of each country, by ISO 3166-1 alpha-2 code.

The first word of each is the adjective ("the Swiss capital"); the others are further adjectives and singular nouns.
"""

from __future__ import annotations

__all__ = ["CONTINENT_ADJECTIVES", "DEMONYMS", "NO_ADJECTIVE"]

_TABLE = """
AD Andorran; AE Emirati|Emirian; AF Afghan; AG Antiguan|Barbudan; AI Anguillan; AL Albanian; AM Armenian; AO Angolan
AR Argentine|Argentinian|Argentinean; AS American Samoan; AT Austrian; AU Australian|Aussie; AW Aruban; AZ Azerbaijani|Azeri
BA Bosnian|Herzegovinian; BB Barbadian|Bajan; BD Bangladeshi; BE Belgian; BF Burkinabe|Burkinabé; BG Bulgarian; BH Bahraini
BI Burundian; BJ Beninese; BM Bermudian|Bermudan; BN Bruneian; BO Bolivian; BR Brazilian; BS Bahamian; BT Bhutanese
BW Botswanan|Motswana|Batswana; BY Belarusian|Belorussian; BZ Belizean; CA Canadian; CD Congolese; CF Central African
CG Congolese; CH Swiss|Helvetic; CI Ivorian; CK Cook Islander; CL Chilean; CM Cameroonian; CN Chinese; CO Colombian
CR Costa Rican; CU Cuban; CV Cape Verdean|Cabo Verdean; CW Curaçaoan; CY Cypriot; CZ Czech; DE German; DJ Djiboutian
DK Danish|Dane; DM Dominican; DO Dominican; DZ Algerian; EC Ecuadorian|Ecuadorean; EE Estonian; EG Egyptian
EH Sahrawi|Western Saharan; ER Eritrean; ES Spanish|Spaniard; ET Ethiopian; FI Finnish|Finn; FJ Fijian; FK Falkland Islander
FM Micronesian; FO Faroese; FR French|Frenchman; GA Gabonese; GB British|Briton|Brit; GD Grenadian; GE Georgian
GF French Guianese; GG Guernsey; GH Ghanaian; GI Gibraltarian; GL Greenlandic|Greenlander; GM Gambian; GN Guinean
GP Guadeloupean; GQ Equatoguinean|Equatorial Guinean; GR Greek|Hellenic; GT Guatemalan; GU Guamanian
GW Bissau-Guinean; GY Guyanese; HK Hongkonger|Hong Konger; HN Honduran; HR Croatian|Croat; HT Haitian; HU Hungarian
ID Indonesian; IE Irish|Irishman; IL Israeli; IM Manx; IN Indian; IQ Iraqi; IR Iranian|Persian; IS Icelandic|Icelander
IT Italian; JE Jersey; JM Jamaican; JO Jordanian; JP Japanese; KE Kenyan; KG Kyrgyz|Kyrgyzstani|Kirghiz; KH Cambodian|Khmer
KI I-Kiribati; KM Comorian|Comoran; KN Kittitian|Nevisian; KP North Korean; KR South Korean|Korean; KW Kuwaiti
KY Caymanian; KZ Kazakh|Kazakhstani; LA Laotian|Lao; LB Lebanese; LC Saint Lucian|St Lucian; LI Liechtensteiner
LK Sri Lankan; LR Liberian; LS Basotho|Mosotho|Lesothan; LT Lithuanian; LU Luxembourgish|Luxembourger; LV Latvian
LY Libyan; MA Moroccan; MC Monégasque|Monegasque|Monacan; MD Moldovan|Moldavian; ME Montenegrin; MG Malagasy|Madagascan
MH Marshallese; MK Macedonian|North Macedonian; ML Malian; MM Burmese; MN Mongolian; MO Macanese; MQ Martinican
MR Mauritanian; MS Montserratian; MT Maltese; MU Mauritian; MV Maldivian; MW Malawian; MX Mexican; MY Malaysian
MZ Mozambican; NA Namibian; NC New Caledonian; NE Nigerien; NG Nigerian; NI Nicaraguan; NL Dutch|Netherlandish|Dutchman
NO Norwegian; NP Nepalese|Nepali; NR Nauruan; NU Niuean; NZ New Zealand|New Zealander|Kiwi; OM Omani; PA Panamanian
PE Peruvian; PF French Polynesian; PG Papua New Guinean|Papuan; PH Philippine|Filipino|Filipina; PK Pakistani; PL Polish|Pole
PR Puerto Rican; PS Palestinian; PT Portuguese; PW Palauan; PY Paraguayan; QA Qatari; RE Réunionese; RO Romanian|Rumanian
RS Serbian|Serb; RU Russian; RW Rwandan; SA Saudi|Saudi Arabian; SB Solomon Islander; SC Seychellois; SD Sudanese
SE Swedish|Swede; SG Singaporean; SH Saint Helenian; SI Slovenian|Slovene; SK Slovak|Slovakian; SL Sierra Leonean
SM Sammarinese; SN Senegalese; SO Somali|Somalian; SR Surinamese; SS South Sudanese; ST São Toméan|Santomean
SV Salvadoran|Salvadorian; SY Syrian; SZ Swazi; TD Chadian; TG Togolese; TH Thai; TJ Tajik|Tajikistani; TL Timorese|East Timorese
TM Turkmen; TN Tunisian; TO Tongan; TR Turkish|Turk; TT Trinidadian|Tobagonian; TV Tuvaluan; TW Taiwanese; TZ Tanzanian
UA Ukrainian; UG Ugandan; US American; UY Uruguayan; UZ Uzbek|Uzbekistani; VA Vatican; VC Saint Vincentian|Vincentian
VE Venezuelan; VN Vietnamese; VU Ni-Vanuatu|Vanuatuan; WS Samoan; XK Kosovar|Kosovan; YE Yemeni; YT Mahoran
ZA South African; ZM Zambian; ZW Zimbabwean
"""


def _read_table(table: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.strip() for line in table.strip().splitlines() for entry in line.split(";"))
    return {entry[:2]: tuple(entry[3:].split("|")) for entry in entries}


DEMONYMS = _read_table(_TABLE)

NO_ADJECTIVE = frozenset("AG BA CK DM DO FK GG HK JE KI KN LI TT VA VC CD CG GN SB VU".split())
"""Codes of countries whose first word is no adjective of the whole country, or one that two countries share."""

CONTINENT_ADJECTIVES = {
    "Africa": "African",
    "Antarctica": "Antarctic",
    "Asia": "Asian",
    "Europe": "European",
    "North America": "North American",
    "Oceania": "Oceanian",
    "South America": "South American",
}
