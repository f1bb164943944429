"""Districts that GeoNames lists among the cities: they are parts of a city that the graph has."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["is_section", "large_cities"]

_NUMBERED_SECTION = re.compile(
    r"(Paris|Lyon|Marseille) \d+.*|Budapest [IVXL]+\. kerület|Sector \d|.*\(Kreis .*|Circoiscrizione .*|Quận .*|Vinhomes .*"
)
"""Names of districts that have a number."""

_TABLE = """
AR Balvanera|Barracas|Colegiales|Boedo|Retiro|Villa Santa Rita
AT Favoriten|Donaustadt|Floridsdorf|Ottakring|Simmering|Landstraße|Penzing|Meidling|Brigittenau|Fünfhaus|Döbling|Hernals
AT Margareten|Hietzing|Währing|Aspern|Alsergrund|Hötting|Jakomini|Pradl|Neubau|Mariahilf|Lend
BE Deurne|Borgerhout|Merksem|Berchem|Wilrijk|Hoboken|Sint-Amandsberg
BR Plano Piloto|Pirituba|Pedreira|São Mateus|Cangaiba|Sao Lucas|Freguesia do Ó|Vila Jacui|Rio Pequeno|Copacabana|Bosque Saúde
BR Vila Mariana|Butanta|Raposo Tavares|Ipiranga|Santana|Vila Medeiros|Ermelino Matarazzo|Vila Maria|Vila Prudente
BR Vila Matilde|Cursino|Perdizes|Itaim Bibi|Tucuruvi|Tatuapé|Jaçanã|Ponte Rasa|Sao Domingos|Agua Rasa|Jardim Paulista|Limão
BR Moema|São Miguel|Santa Cecilia|Mooca|Casa Verde|Lapa|Campo Belo|Liberdade|Pinheiros|Republica|Bela Vista|Belem|Jaguare
BR Consolação|Vila Guilherme|Morumbi|Tremembé|Vila Leopoldina|Cambuci|Sudoeste/Octagonal|Lago Norte|Brás|Socorro|Ipanema
BR Alto De Pinheiros|Santa Teresa|Bom Retiro|Barra Funda|Setor Complementar de Indústria e Abastecimento
CA Rosemont–La Petite-Patrie|Villeray–Saint-Michel–Parc-Extension|Mercier–Hochelaga-Maisonneuve|Ahuntsic-Cartierville
CA Ottawa South|La Cité-Limoilou|Le Plateau-Mont-Royal|Ville-Marie|Le Sud-Ouest|East Hastings|Les Rivières|Verdun
CA Notre-Dame-de-Grâce|Waterfront Communities-The Island|Fleetwood|Downtown Vancouver|Saint-Michel|Metrotown|University Heights
CA Renfrew-Collingwood|Lakewood|Willowdale|Willowdale East|Kensington-Cedar Cottage|West End|Victoria-Downtown|L'Amoreaux
CA Islington-City Centre West|Malvern|Kitsilano|Strawberry Hill|Dovercourt-Wallace Emerson-Junction|Sunset|Core Neighbourhoods
CA Downsview-Roding-CFB|Parkwoods-Donalda|Cartierville|Lawson|Hastings-Sunrise|Mimico|Parc-Extension|Arcola East|Fairview
CA Surrey City Centre|West Humber-Clairville|Mount Pleasant|Mt Pleasant|Snowdon|Church-Yonge Corridor|Niagara
CA Victoria-Fraserview|Annex|Ville-Émard|Le Vieux-Longueuil
CN Nossa Senhora de Fátima|Santo António|São Lázaro|São Lourenço
CO Kennedy
CZ Brno střed|Stodůlky|Žižkov|Chodov|Královské Vinohrady|Staré Strašnice|Holešovice|Vršovice|Libeň|Záběhlice|Nusle|Smíchov
CZ Modřany
DE Wandsbek|Hamburg-Nord|Hamburg-Mitte|Marienthal|Eimsbüttel|Altona|Neukölln|Kreuzberg|Prenzlauer Berg|Charlottenburg
DE Schöneberg|Friedrichshain|Nippes|Rodenkirchen|Mitte|Wilmersdorf|Gesundbrunnen|Rahlstedt|Wedding|Reinickendorf|Moabit
DE Rheinhausen|Bogenhausen|Wattenscheid|Billstedt|Pankow|Tempelhof|Neu-Hohenschönhausen|Winterhude|Friedrichsfelde
DE Wilhelmsburg|Alt-Hohenschönhausen|Treptow|Weißensee|Stuttgart-Ost|Langenhorn|Gohlis|Meiderich|Halle-Neustadt|Gallus|Mülheim
DE Lichtenberg|Niendorf|Südstadt|Barmbek-Nord|Buckow|Märkisches Viertel|Biebrich|Leuben|Linden|Hamm|Neustadt/Süd|Horn
DE Gropiusstadt|Lurup|Barmbek-Süd|Pasing|Farmsen-Berne|Ottensen|Eidelstedt|Bonn Hardtberg|Fennpfuhl|Buer|Marienfelde
DE Langendreer|Niederschönhausen|Schnelsen
DK Valby|Vanløse|Avedøre|Klinteby Frihed
EE Lasnamäe|Mustamäe|Kesklinn|Põhja-Tallinn|Haabersti|Nõmme|Kristiine
ES Eixample|Latina|Carabanchel|Puente de Vallecas|Fuencarral|Fuencarral-El Pardo|Sant Martí|Ciudad Lineal|Sants-Montjuïc
ES Horta-Guinardó|Nou Barris|Hortaleza|San Blas-Canillejas|Tetuán de las Victorias|Madrid Centro|Arganzuela
ES Sarrià-Sant Gervasi|Salamanca|Chamberí|Sant Andreu|Usera|Chamartín|Villaverde|Retiro|Gràcia|Moncloa-Aravaca|Delicias
ES Moratalaz|Ciutat Vella|Centro|Les Corts|Aluche|Vicálvaro|Pueblo Nuevo|Santutxu|la Nova Esquerra de l'Eixample
ES Barri de Sant Andreu|Vallecas|Pinar del Rey|Sagrada Família|Las Águilas|la Vila de Gràcia|Ventas|Buenavista|Numancia
ES Vista Alegre|Sant Gervasi - Galvany|Barri de les Corts|Embajadores|el Raval|Pilar|San Diego|Lavapiés|Peña Grande|Llefià
ES Dreta de l'Eixample|Barajas de Madrid|Puerta del Angel|Palomeras Sureste|Guindalera|l'Antiga Esquerra de l'Eixample
ES Poble Sec|Sants|Palomeras Bajas|Casco Histórico de Vallecas|San Isidro|Canillas|el Camp de l'Arpa del Clot|Sant Antoni
ES Los Rosales|Puerta Bonita|Lucero|el Guinardó|Acacias|Prosperidad|Mirasierra|Casco Histórico de Vicálvaro|Entrevías
ES Los Angeles|Cuatro Caminos|el Camp d'en Grassot i Gràcia Nova|el Poblenou|Opañel|Pacífico|Universidad|La Paz|Fort Pienc
ES Abrantes|Hispanoamérica|El Carmel|Valdezarza|la Marina de Port|Oliver-Valdefierro|Pinar de Chamartín|Realejo Alto
FI East Helsinki|Vuosaari|Mellunkylä|Vartiokylä
FR Gare|Maison Blanche|Picpus|Roquette|Sainte-Marguerite|Bel-Air|Folie Méricourt|Saint-Ambroise
GB Archway|Fulham|Southall|Putney|Battersea|Canary Wharf|Peckham|Stamford Hill|Brixton|Cricklewood|Acton|Chelsea|Streatham
GB Leytonstone|Eltham|Carshalton|Willesden|Canning Town|Holloway|Shepherds Bush|Surbiton|Greenford|Stratford|Chiswick
GB Washwood Heath|Aston|Thamesmead|Ruislip
HR Centar
HU Pest|Buda|Óbuda|Zugló|Újpest|Kőbánya|Józsefváros|Angyalföld|Erzsébetváros|Kispest|Ferencváros|Pestlőrinc|Kelenföld
HU Rákospalota|Újlipótváros|Újpalota|Pesterzsébet|Középső-Ferencváros
IT Quarto Oggiaro|Campo di Marte|Fuorigrotta|San Carlo All'Arena|Arenella|Pianura|Pozzo Strada|Ponticelli|Secondigliano
IT Barriera di Milano|Barriera di Lanzo|Lingotto|San Lorenzo|Parella|Filadelfia|Soccavo|Vomero|Arcella|Mirafiori Nord|Chiaia
IT Barra|Cenisia|San Salvario|Mirafiori Sud|Borgo San Paolo|Avvocata|San Donato|Stella
LT Dainava (Kaunas)|Šilainiai|Eiguliai|Antakalnis|Fabijoniškės|Naujoji Vilnia|Šeškinė|Naujininkai|Pašilaičiai|Karoliniškės
LT Lazdynai|Justiniškės
MO Sé|Taipa|Luhuan
MX Gustavo Adolfo Madero|Cuauhtémoc|Venustiano Carranza|Azcapotzalco|Benito Juárez|Iztacalco|Miguel Hidalgo|Benito Juarez
MX Colonia del Valle|Colonia Lindavista|Colonia Nativitas|Polanco|Colonia del Sol|Centro Familiar la Soledad
NL Leidsche Rijn|Ypenburg
PL Mokotów|Praga Południe|Wola|Bielany|Targówek|Bemowo|Śródmieście|Psie Pole|Praga Północ|Ochota|Wrzeszcz|Żoliborz
PL Rejon placu Świętego Macieja|Bieńczyce|Włochy|Karłowice-Różanka|Pilczyce-Kozanów-Popowice Północne|Ołbin|Chełm|Kabaty
PT Lumiar|Paranhos|Santo Ovídio|Cidade Universitária|Benfica|Marvila|Afurada de Baixo|Olivais|Bairro Novo|Alvalade
RS Zemun
RU Kalininskiy|Centralniy|Vasyl'evsky Ostrov|Admiralteisky|Petrogradka|Presnenskiy|Taganskiy|Akademicheskoe|Ozerki|Lefortovo
RU Novyye Cherëmushki|Svetlanovskiy|Komendantsky aerodrom|Fili|Finlyandskiy|Grazhdanka|Dorogomilovo|Parnas|Sosnovka
RU Ostankinskiy|Sokol'niki|Sokol|Chernaya Rechka|Zamoskvorech'ye|Levoberezhnyy|Semënovskoye|Novokuz'minki|Novokhovrino
RU Kozhukhovo|Kozeyevo|Untolovo|Dzerzhinsky|Avtovo|Dzerzhinskiy|Kolomyagi|Sampsonievskiy|Rostokino|Staraya Derevnya
RU Vostryakovo|Vorob'yovo|Annino|Nikulino|Matveyevskoye|Luzhniki|Leonovo|Leninskiye Gory|Kuskovo|Kur'yanovo|Kolomenskoye
RU Davydkovo|Zagor'ye
SE Södermalm|Bromma|Kungsholmen|Vasastaden|Östermalm
UA Dniprovskyi|Vyhurivshchyna-Troyeshchyna|Obolon|Shevchenkivskyi|Nyzhnodniprovsk|Sykhiv|Kyivskyi|Cheremushky|Smolyanskyi
UA Kalynivskyi|Pechersk|Oleksiyivka|Oleksandrivskyi|Yuzivskyi|Bohodukhivskyi|Lisovyi Masyv|Voskresenka|Berestovskyi
UA Chokolivka|Nyvky|Prymorskyi|Vidradnyi|Darnytskyi Masyv|Shulyavka|Vynohradar|Svyatoshyn|Hruzkyi|Pivdenna Borshchahivka
UA Bosse|Nova Zabudova|Berezniaky|Nova Darnytsya|Syrets|Pivnichna Saltivka|Kamyanobridskyi|Stare Misto|Hladkivka|Bilychi
UA Telychka|Novyi Lviv|Pivnichni Osokorky|Pivnichno-Brovarskyi Masyv|Priorka|Karavayevi Dachi|Vyshhorodskyi Masyv|Teremky
UA Oleksandrivska Slobidka|Minskyi Masyv|Solomyanka|Podil|Lukyanivka|Masany
US Upper West Side|Jamaica|East Flatbush|East New York|Washington Heights|Astoria|Borough Park|Sunset Park|Koreatown
US Sheepshead Bay|Harlem|East Harlem|Elmhurst|Bushwick|Gravesend|Corona|Chinatown|Dorchester|Fordham|Flatbush|Boyle Heights
US Canarsie|West Town|Near North Side|South Ozone Park|Kings Bridge|South Lawndale|Ridgewood|Forest Hills|Jackson Heights
US Lincoln Park|Parkchester|Park Slope|Flatlands|East Village|Financial District|Bensonhurst|Coney Island|Center City
US Morningside Heights|Cypress Hills|Encanto|Allapattah|Ozone Park|Briarwood|Little Havana|University of Texas|Downtown DC
US Queens Village|Mott Haven|Maspeth|Vermont Square|Mission District|Hell's Kitchen|Brighton Park|Rego Park|Echo Park
US Kalihi-Palama|East Boston|Woodside|Gage Park|Morris Heights|Manhattan Valley|Aliamanu / Salt Lakes / Foster Village
VN Chợ Lớn|Bình Thạnh|Đống Đa|Long Bien|Hai Bà Trưng|Thanh Xuân|Cầu Giấy|Ba Dinh|Thanh Khê|Tây Hồ|Hoàn Kiếm|Bồ Đề|Hòa Cường
VN Kiến An|Gò Vấp|Nghĩa Đô|Bạch Mai|Tân Bình|Sơn Trà|Vĩnh Tuy|Cái Răng|An Hải|Cẩm Lệ|Yên Hòa|Thanh Liệt|Linh Đàm|Dại Mỗ
VN Cửa Nam|Hà Đông|Tây Mỗ|Mai Dịch|Ô Chợ Dừa|Láng Thượng|Bình Thủy|Hoàng Mai|Thượng Cát
"""
"""Well-known districts by country code. The source lacks GeoNames' classes, so nothing else distinguishes them."""

_SECTION_NAMES = {(line[:2], name) for line in _TABLE.strip().splitlines() for name in line[3:].split("|")}
_LARGE_CITY_POPULATION = 150_000
"""Least population of a city with districts of its own."""

_MIN_SIZE_RATIO = 3
"""Least ratio of a city's population to that of its district."""

_MAX_DISTANCE_KM = 15.0
"""Largest distance of a district from its city."""

_KM_PER_DEGREE = 111.2
"""Length of a degree of latitude."""


def large_cities(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows of cities large enough to have districts of their own."""
    return [row for row in rows if row["population"] >= _LARGE_CITY_POPULATION]


def is_section(row: Mapping[str, Any], large: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the row is a known district: one of those names, close to a much larger city.

    Salamanca in Madrid is one, and the city of Salamanca is not.
    """
    name = row["name"].replace("’", "'").replace("‘", "'")
    if _NUMBERED_SECTION.fullmatch(name):
        return True
    if (row["countrycode"], name) not in _SECTION_NAMES:
        return False
    min_population = row["population"] * _MIN_SIZE_RATIO
    return any(city["population"] >= min_population and _distance(row, city) <= _MAX_DISTANCE_KM for city in large)


def _distance(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Kilometres between two rows, on a plane: good enough for short distances."""
    north = one["latitude"] - other["latitude"]
    east = (one["longitude"] - other["longitude"]) * math.cos(math.radians(one["latitude"]))
    return _KM_PER_DEGREE * math.hypot(north, east)
