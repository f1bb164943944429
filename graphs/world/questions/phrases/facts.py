"""Words for moves that lead to facts of a country or countries: languages, money, capital, codes and numbers."""

from __future__ import annotations

from dataclasses import replace

from graphs.world.questions.moves import Move

__all__ = ["FACT_MOVES"]

_LANGUAGE = Move(
    path=("language",),
    source="country",
    target="language",
    many_targets=True,
    weight=3,
    asks=(
        "(which|what) (languages can|language can) (be heard|you hear) in {x}",
        "(which|what) (languages are|language is) spoken in {x}",
        "(which|what) (languages are|language is|tongues are) (spoken|used|in use) (by people|) in {x}",
        "(which|what) (languages|language|tongues) do (people|they|the people|the locals|the inhabitants|folks) (speak|use|talk) in {x}",
        "what do (people|they|the people|the locals|the inhabitants|folks) speak in {x}",
        "what (is|gets) spoken in {x}",
        "(which|what) (language|languages) [does|do] {x} (speak|use|have)",
        "(what's the language|what is the language|what are the languages) (of|spoken in|used in) {x}",
        "what (is {x's} language|are {x's} languages)",
        "(which|what) (language|languages) (will|would|should|do|might) I (need|hear|need to know|use|learn|speak) in {x}",
        "(which|what) language should I (learn|brush up on|study) (before|for) (a trip to|moving to|visiting|travelling to|a holiday in) {x}",
        "I'm (going|travelling|moving|flying) to {x}(, what| - what|. What) (language do they|languages do people|do people|do they) speak there",
        "in {x}, (what|which) (language|languages) (do people speak|is spoken|are spoken)",
        "in (which|what) (language|languages) do people (talk|communicate|speak) in {x}",
        "(which|what) (mother tongues|tongues|languages) are there in {x}",
        "(languages|language) (of|in|spoken in|used in|spoken) {x}",
        "{x} (language|languages|languages spoken|spoken languages|what language)",
        "(tell me|name|list|give me|I want to know) (the|all the|) (languages|language) (spoken|used|people speak) in {x}",
    ),
    phrases=(
        "the (languages|language) (spoken|used|) in {x}",
        "the (languages|language) of {x}",
        "the languages (people|they) speak in {x}",
        "{x's} (languages|language)",
        "the languages that are spoken in {x}",
    ),
)

_OFFICIAL_LANGUAGE = Move(
    path=("official_language",),
    source="country",
    target="language",
    many_targets=True,
    weight=2,
    asks=(
        "(what are the official languages|what's the official language|what is the official language|which are the official languages) (of|in) {x}",
        "(which|what) (languages are|language is) (official|an official language|the official language) in {x}",
        "(which|what) (languages have|language has) official status in {x}",
        "(which|what) official (languages|language) [does|do] {x} (have|recognise|recognize|use)",
        "what (is {x's} official language|are {x's} official languages)",
        "what (is the {adj} official language|are the {adj} official languages)",
        "{x} [has|have] (which|what) official (language|languages)",
        "official (language|languages) (of|in|) {x}",
        "{x} official (language|languages)",
        "(tell me|name|list|give me) the official (language|languages) of {x}",
        "what (is the state language|are the state languages) of {x}",
    ),
    phrases=("the official (languages|language) (of|in) {x}", "{x's} official (languages|language)"),
)

_CURRENCY = Move(
    path=("currency",),
    source="country",
    target="currency",
    many_targets=True,
    weight=3,
    asks=(
        "(what's|what is|which is) the (currency|money|legal tender|official currency|local currency|national currency|local money|monetary unit) (of|in|used in) {x}",
        "what [is|are] the [currency|currencies] (of|in|used in) {x}",
        "what [is {x's} (currency|money|official currency)|are {x's} currencies]",
        "(what is|what's) the {adj} (currency|money|currency called)",
        "(which|what) (currency|money|currencies|kind of money|sort of money|cash) (do people|do they|do the locals|does one|do you) (use|pay with|pay in|have|spend) in {x}",
        "(which|what) (currency is|currencies are|money is|coins are|banknotes are|notes are) (used|in use|legal tender|accepted|in circulation) in {x}",
        "(which|what) (currency|currencies|money) [does|do] {x} (use|have|pay with|accept)",
        "what (can|do|should|would|will|could) (I|you|we|people|they) pay (with|in) in {x}",
        "(what|which) (money|currency|cash) (do I need|will I need|should I take|should I bring|do you need|should I exchange my money for|can I use) (in|for a trip to|to travel to|when visiting) {x}",
        "I'm (going|travelling|flying|off) to {x}(, what| - what|. What) (currency|money|cash) (do I need|should I bring|do they use there|is used there)",
        "how do (people|they) pay in {x}, in (which|what) (currency|money)",
        "in (which|what) (currency|money) (are prices|do people pay|are people paid|are wages paid) in {x}",
        "what (money is|money gets|cash is|notes and coins are) (used|spent) in {x}",
        "in {x}, (what|which) (currency|money) (is used|do people use|do they use)",
        "{x} [uses|use] (which|what) (currency|money)",
        "(currency|money|currencies) (of|in|used in|) {x}",
        "{x} (currency|money|currencies|currency name|legal tender)",
        "{adj} (currency|money)",
        "(tell me|name|list|give me|I want to know|find) (the|) [currency|currencies] (of|used in) {x}",
    ),
    phrases=(
        "the [currency|currencies] (of|used in|in|people use in) {x}",
        "{x's} [currency|currencies]",
        "the (money|money used) (in|of) {x}",
        "the {adj} currency",
    ),
)

_CAPITAL = Move(
    path=("capital",),
    source="country",
    target="city",
    many_targets=False,
    weight=3,
    asks=(
        "(what's|what is|which is) the capital[|s] of {x}",
        "what [is the (capital|capital city)|are the (capitals|capital cities)] of {x}",
        "(which|what) [city is|cities are] the capital[|s] of {x}",
        "what [is|are] {x's} capital[|s]",
        "(which|what) [city is|cities are] {x's} capital[|s]",
        "(what's|what is) the {adj} capital",
        "(which|what) [city serves as the capital|cities serve as capitals] of {x}",
        "what [is|are] the capital[|s] in {x}",
        "what [is|are] the name[|s] of the capital[|s] of {x}",
        "(which|what) (city|place) [is|are] {x} governed from",
        "(which|what) (capital|capital city) [does|do] {x} have",
        "the capital[|s] of {x} [is|are] (which city|called what|what)",
        "{x} [has|have] (which|what) capital[|s]",
        "(tell me|name|give me|I'd like to know) the capital[|s] of {x}",
        "(capital|capital city|capitals|capital cities) (of|) {x}",
        "{x} (capital|capital city|capitals)",
        "{adj} capital",
    ),
    phrases=(
        "the capital[|s] of {x}",
        "{x's} capital[|s]",
        "the {adj} capital",
        "the capital cit[y|ies] of {x}",
    ),
)

_LARGEST_CITY = Move(
    path=("largest_city",),
    source="country",
    target="city",
    many_targets=False,
    weight=2,
    asks=(
        "(what's|what is|which is) the (largest|biggest|most populous) city (of|in) {x}",
        "(which|what) (city|town) is the (largest|biggest|most populous) (in|of) {x}",
        "(which|what) city (in|of) {x} (has the most people|has the most inhabitants|is the largest|is the biggest|has the largest population)",
        "what [is|are] {x's} (largest|biggest|most populous) cit[y|ies]",
        "(what is|what's) the (largest|biggest) {adj} city",
        "in (which|what) city (in|of) {x} do most people live",
        "{x} (largest|biggest|most populous) city",
        "(largest|biggest|most populous) city (of|in|) {x}",
        "(tell me|name|give me) the (largest|biggest) cit[y|ies] (of|in) {x}",
    ),
    phrases=(
        "the (largest|biggest|most populous) cit[y|ies] (of|in) {x}",
        "{x's} (largest|biggest|most populous) cit[y|ies]",
    ),
)

_CONTINENT = Move(
    path=("continent",),
    source="country",
    target="continent",
    many_targets=False,
    weight=2,
    final=True,
    asks=(
        "(which|what) continent [is|are] {x} (on|in|part of|located in|located on|situated in|found on)",
        "(on which|on what) continent [is|are] {x} (located|situated|found|)",
        "(to which|to what) continent [does|do] {x} belong",
        "(which|what) continent [does|do] {x} belong to",
        "(which|what) part of the world [is|are] {x} in",
        "(which|what) continent is home to {x}",
        "what [is|are] {x's} continent[|s]",
        "{x} (continent|which continent|is on which continent)",
        "continent of {x}",
        "{x} [is|are] (in|on|part of) (which|what) continent",
        "(tell me|name) the continent (of|where I can find) {x}",
    ),
)

_CALLING_CODE = Move(
    path=("calling_code",),
    source="country",
    target="calling code",
    many_targets=True,
    weight=2,
    final=True,
    asks=(
        "what [is|are] the (calling|dialling|dialing|phone|telephone|country|international dialling|country calling) code[|s] (of|for) {x}",
        "what [is|are] {x's} (calling|dialling|dialing|phone|country|telephone) code[|s]",
        "what [is|are] the (international|telephone|phone|dialling) prefix[|es] (of|for) {x}",
        "(what|which) (code|prefix|number|country code) do (I|you|we) (dial|need|use|put first) to (call|phone|ring|reach|telephone) (someone in|people in|a number in|) {x}",
        "how do I (call|phone|ring) (someone in|a friend in|a hotel in|) {x} from abroad",
        "(which|what) (code|number|digits) do (phone numbers|telephone numbers|numbers) (in|from) {x} (start|begin) with",
        "(which|what) (country code|phone code|prefix|dialling code) [does|do] {x} (have|use)",
        "{x} (calling code|dialling code|dialing code|phone code|country code|telephone code|phone prefix|telephone prefix)",
        "(calling code|dialling code|dialing code|phone code|country code|phone prefix|telephone code) (of|for|) {x}",
        "(tell me|give me) the (calling|phone|dialing) code[|s] (of|for) {x}",
    ),
)

_DOMAIN = Move(
    path=("internet_domain",),
    source="country",
    target="internet domain",
    many_targets=False,
    weight=2,
    final=True,
    asks=(
        "what [is|are] the (internet domain|top-level domain|internet top-level domain|TLD|country domain|web domain|domain ending|domain|domain suffix)[|s] (of|for|used in) {x}",
        "what [is|are] {x's} (internet domain|top-level domain|TLD|web domain|domain)[|s]",
        "how do (websites|web addresses|internet addresses|web sites|domains|URLs|site names) (in|from|of) {x} end",
        "what do (websites|web addresses|internet addresses|URLs) (in|from) {x} end (with|in|on)",
        "(which|what) (internet domain|top-level domain|TLD|domain|domain ending) [does|do] {x} (use|have)",
        "(which|what) (letters|ending) (does a website|do websites) (from|in) {x} have",
        "{x} (domain|internet domain|tld|top level domain|web domain|domain extension)",
        "(internet domain|domain|tld|top-level domain|domain name ending) (of|for|) {x}",
    ),
)

_ISO_CODE = Move(
    path=("iso_code",),
    source="country",
    target="iso code",
    many_targets=True,
    final=True,
    asks=(
        "what [is|are] the (ISO code|ISO country code|ISO 3166 code|ISO codes|ISO abbreviation) (of|for) {x}",
        "what [is|are] {x's} (ISO code|ISO codes|ISO country code)",
        "(which|what) (ISO code|ISO codes) [does|do] {x} have",
        "how is {x} (abbreviated|written) in (the|) ISO (codes|standard)",
        "{x} (iso code|iso|iso 3166|iso country code)",
        "iso (code|codes|country code) (of|for|) {x}",
    ),
)

_AREA = Move(
    path=("area",),
    source="country",
    target="area",
    many_targets=False,
    weight=1.5,
    final=True,
    asks=(
        "how (big|large) [is|are] {x} (in square kilometres|in square kilometers|in km2|by area|)",
        "what [is|are] the (area|surface area|size|total area|land area|surface) of {x}",
        "what [is|are] {x's} (area|size|surface area)",
        "how many square (kilometres|kilometers) [is|are] {x}",
        "how many square (kilometres|kilometers) [does|do] {x} (cover|have|measure)",
        "how much (land|area|space|ground) [does|do] {x} (cover|take up|have|occupy)",
        "{x} (area|size|surface area|area km2|square kilometres)",
        "(area|size|surface area) (of|) {x}",
        "(tell me|give me) the (area|size) of {x}",
    ),
)

_POPULATION = Move(
    path=("population",),
    source="country",
    target="population",
    many_targets=False,
    weight=2.5,
    final=True,
    asks=(
        "how many (people|inhabitants|residents|persons) (live|are there|are living|reside) in {x}",
        "how many (people|inhabitants|residents) [does|do] {x} have",
        "what [is the (population|population size|number of inhabitants|headcount)|are the populations] of {x}",
        "what [is|are] {x's} population[|s]",
        "how (large|big) [is|are] the population[|s] of {x}",
        "how (large|big) [is|are] {x's} population[|s]",
        "how populous [is|are] {x}",
        "(how many|what number of) people call {x} home",
        "{x} (population|number of inhabitants|inhabitants|number of people|how many people)",
        "(population|number of inhabitants|number of people|inhabitants) (of|in|) {x}",
        "(tell me|give me|I'd like to know) the (population|number of people|number of inhabitants) (of|in) {x}",
    ),
)

_CITIES = Move(
    path=("^country",),
    source="country",
    target="city",
    many_targets=True,
    final=True,
    topic_only=True,
    asks=(
        "(which|what) (cities|towns|cities and towns) (are there|are located|lie|can I visit|are found|do you know) in {x}",
        "(which|what) (cities|towns) [does|do] {x} have",
        "(what are|which are) the (cities|towns) (of|in) {x}",
        "(name|list|give me|tell me|show me) (the|some|all|all the|) (cities|towns) (in|of) {x}",
        "{x} (cities|towns|city list)",
        "{adj} (cities|towns)",
        "(cities|towns|list of cities) (in|of) {x}",
        "(which|what) are the {adj} cities",
    ),
)

_TIME_ZONES = Move(
    path=("^country", "time_zone"),
    source="country",
    target="time zone",
    many_targets=True,
    weight=2,
    final=True,
    asks=(
        "(which|what) time (zone is|zones are) (used|in use|observed) in {x}",
        "(which|what) time (zone|zones) [does|do] {x} (have|use|span|cover|observe|follow|lie in|belong to|extend over)",
        "(which|what) time (zone|zones) [is|are] {x} in",
        "what (is {x's} time zone|are {x's} time zones)",
        "(what is the time zone|what are the time zones|what's the time zone) (of|in) {x}",
        "what time is it in {x}",
        "what's the (time|local time) in {x}",
        "in (which|what) time (zone|zones) (do people|does one) live in {x}",
        "(which|what) (timezone|timezones) [is|are] {x} in",
        "{x} (time zone|time zones|timezone|timezones|time|local time)",
        "(time zone|time zones|timezone|timezones) (of|in|) {x}",
        "(tell me|list|name|give me) (the|all) time zones (of|in) {x}",
    ),
)


def _of_place(move: Move, *asks: str) -> Move:
    """The same fact asked of a city or region, which has it from its country."""
    return replace(
        move, path=("country", *move.path), source="city", asks=asks, phrases=(), topic_only=True, weight=1.5
    )


_CITY_LANGUAGE = _of_place(
    _LANGUAGE,
    "(which|what) (language|languages) (do they|do people|do the locals|does one|do you) speak in {x}",
    "what do (they|people|the locals|the people) speak in {x}",
    "(which|what) (language is|languages are) spoken in {x}",
    "(which|what) (language|languages) (will|would|do) I (need|hear) in {x}",
    "I'm (going|moving|flying|travelling) to {x}, (which|what) language (do they speak there|should I learn|is spoken there)",
    "(languages|language) (spoken|) in {x}",
    "{x} (language|languages|language spoken)",
    "(which|what) (language|languages) should I (learn|study) for (a trip to|living in) {x}",
)
_CITY_OFFICIAL_LANGUAGE = _of_place(
    _OFFICIAL_LANGUAGE,
    "what (is the official language|are the official languages) in {x}",
    "(which|what) (language is|languages are) official in {x}",
    "{x} official (language|languages)",
)
_CITY_CURRENCY = _of_place(
    _CURRENCY,
    "(which|what) (currency|money|cash) (do they|do people|do you|do the locals|does one) (use|pay with|need|spend) in {x}",
    "(which|what) (currency|money) is (used|accepted|legal tender|in use) in {x}",
    "what (can|do|should|will) (I|you|we) pay (with|in) in {x}",
    "what (currency|money|cash) (do I need|will I need|should I bring|should I take|do you need) (in|to|for) {x}",
    "(what is|what's) the (currency|money|local currency) (in|used in) {x}",
    "I'm (going|flying|travelling|off) to {x}(, what| - what|. What) (currency|money) (do I need|should I take|is used there)",
    "if I (buy|order) (a coffee|something|dinner) in {x}, (which|what) (currency|money) do I pay with",
    "{x} (currency|money)",
    "(currency|money) (used|) in {x}",
)
_CITY_CONTINENT = _of_place(
    _CONTINENT,
    "(which|what) continent is {x} (on|in|located in|part of)",
    "on (which|what) continent is {x} (located|situated|)",
    "on (which|what) continent does {x} lie",
    "{x} (continent|is on which continent)",
)
_CITY_CALLING_CODE = _of_place(
    _CALLING_CODE,
    "(which|what) (country code|calling code|code|prefix) do I (dial|need|use) to (call|phone|ring) (someone in|a friend in|a number in|) {x}",
    "(what is|what's) the (country|country calling|international dialling|dialing|phone) code for {x}",
    "{x} (country code|phone country code|dialling code)",
)
_CITY_DOMAIN = _of_place(
    _DOMAIN,
    "(which|what) (internet domain|top-level domain|country domain) do (websites|companies|people) in {x} use",
    "what do (web addresses|websites) (in|from) {x} end with",
)
_CITY_TIME_ZONE = Move(
    path=("time_zone",),
    source="city",
    target="time zone",
    many_targets=False,
    weight=3,
    asks=(
        "(which|what) time zone[|s] [is|are] {x} in",
        "(which|what) time zone ([does|do] {x}|do people in {x}) (use|follow|observe|have)",
        "(which|what) (timezone|time zone) (is used in|applies in|applies to|is observed in) {x}",
        "in (which|what) time zone ([is|are] {x}|[is|are] {x} located|[does|do] {x} lie)",
        "(what's|what is) the time zone[|s] (of|in|for) {x}",
        "(what is|what's) {x's} time zone[|s]",
        "(what time is it|what's the time|what is the time|what's the local time) (in|over in) {x} (right now|now|)",
        "by (which|what) time zone do (clocks|people) (run|live) in {x}",
        "I have a call with someone in {x}, (which|what) time zone (is that|are they in)",
        "{x} (time zone|timezone|time|local time|current time)",
        "(time zone|timezone|time|local time) (of|in|) {x}",
        "(tell me|give me) the time zone of {x}",
    ),
    phrases=("the time zone of {x}", "{x's} time zone"),
)
_CITY_POPULATION = replace(_POPULATION, source="city")

FACT_MOVES = (
    _LANGUAGE,
    _OFFICIAL_LANGUAGE,
    _CURRENCY,
    _CAPITAL,
    _LARGEST_CITY,
    _CONTINENT,
    _CALLING_CODE,
    _DOMAIN,
    _ISO_CODE,
    _AREA,
    _POPULATION,
    _CITIES,
    _TIME_ZONES,
    _CITY_LANGUAGE,
    _CITY_OFFICIAL_LANGUAGE,
    _CITY_CURRENCY,
    _CITY_CONTINENT,
    _CITY_CALLING_CODE,
    _CITY_DOMAIN,
    _CITY_TIME_ZONE,
    _CITY_POPULATION,
)
"""Every move that leads to facts of a country or of a city."""
