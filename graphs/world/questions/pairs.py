"""Questions of the world graph that start from two topics and ask for what both lead to."""

from __future__ import annotations

from dataclasses import dataclass

from rog.types import RelationPath

__all__ = ["PAIRS", "Pair"]


@dataclass(frozen=True, slots=True)
class Pair:
    """The words for what `first` and `second` lead to in common, each a kind of topic and a relation path.

    Patterns are as in `graphs.world.questions.moves`, with `{a}` and `{b}` for the topics and `<is|are>` for the answers.
    """

    first: tuple[str, RelationPath]
    second: tuple[str, RelationPath]
    asks: tuple[str, ...]
    weight: float = 1.0


_BORDERS = ("country", ("borders",))
_SPOKEN = ("language", ("^language",))
_OFFICIAL = ("language", ("^official_language",))
_MONEY = ("currency", ("^currency",))
_CONTINENT = ("continent", ("^continent",))
_COUNTRIES = "(countries|countries|nations|states|places)"

_NEIGHBOURS_SPEAK = (
    "(which|what) (neighbours|neighbors|neighbouring countries) of {a} (speak|use) {b}",
    "which of {a's} (neighbours|neighbors) speak {b}",
    "which of the (countries|nations) (bordering|around|next to) {a} speak {b}",
    "(which|what) {b}-speaking countries (border|are next to|touch|share a border with) {a}",
    "(which|what) countries (bordering|next to|that border) {a} speak {b}",
    "(which|what) countries border {a} and speak {b}",
    "where do they speak {b} (next to|around) {a}",
    "(countries|nations) that (border|touch) {a} and speak {b}",
    "(list|name) the (neighbours|neighbors) of {a} where {b} is spoken",
    "{b} speaking neighbours of {a}",
    "in which of {a's} neighbouring countries is {b} spoken",
    "(which|what) countries (where {b} is spoken|with {b} speakers) (border|lie next to|touch) {a}",
)
_ON_CONTINENT_SPEAK = (
    "(which|what) " + _COUNTRIES + " in {a} speak {b}",
    "(which|what) {b}-speaking countries (are there in|are in|lie in|are located in) {a}",
    "{b} speaking countries in {a}",
    "where in {a} (is {b} spoken|do people speak {b}|can I speak {b})",
    "(list|name) the {b}-speaking countries (of|in) {a}",
    "(which|what) (countries|nations) (of|in) {a} use {b}",
    "{b} is spoken where in {a}",
    "(countries|nations) in {a} that speak {b}",
    "in which countries of {a} do people speak {b}",
)

PAIRS = (
    Pair(
        _BORDERS,
        _BORDERS,
        (
            "(which|what) " + _COUNTRIES + " border both {a} and {b}",
            "(which|what) " + _COUNTRIES + " border {a} as well as {b}",
            "(which|what) (country|countries) (lies|lie) between {a} and {b}",
            "(which|what) (countries|nations) (touch|are next to|are neighbours of|share a border with) (both|) {a} and {b}",
            "(countries|nations) (bordering|that border|next to|between) (both|) {a} and {b}",
            "(which|what) (neighbours|neighbors) do {a} and {b} (share|have in common)",
            "common (neighbours|neighbors) of {a} and {b}",
            "(list|name) the (countries|nations) that (border|have a border with) both {a} and {b}",
            "who (borders|neighbours) both {a} and {b}",
            "what is between {a} and {b}",
            "which of {a's} (neighbours|neighbors) also border {b}",
            "where could I cross into both {a} and {b}",
            "(which|what) countries do both {a} and {b} (border|share a border with)",
        ),
        4,
    ),
    Pair(_BORDERS, _SPOKEN, _NEIGHBOURS_SPEAK, 3),
    Pair(
        _BORDERS,
        _OFFICIAL,
        (
            "(which|what) countries (that border|bordering) {a} have {b} as (an|) official language",
            "(which|what) (neighbours|neighbors|neighbouring countries) of {a} have {b} as (an|their|) official language",
            "in which of {a's} (neighbours|neighbors) is {b} (official|an official language)",
            "countries that border {a} and have {b} as (an|) official language",
            "(which|what) countries next to {a} (officially speak|use officially) {b}",
            "where is {b} (official|an official language) (next to|around) {a}",
            "(list|name) {a's} (neighbours|neighbors) with {b} as an official language",
        ),
        2,
    ),
    Pair(
        _BORDERS,
        _MONEY,
        (
            "(which|what) (neighbours|neighbors|neighbouring countries) of {a} (use|have|pay with) {b}",
            "which of {a's} (neighbours|neighbors) use {b}",
            "(which|what) countries (bordering|next to|that border) {a} (use|have|pay in) {b}",
            "(which|what) countries border {a} and use {b}",
            "(countries|nations) (bordering|next to) {a} (that use|with|using) {b}",
            "where next to {a} can I pay (with|in) {b}",
            "in which of the countries around {a} is {b} (used|legal tender|the currency)",
            "(list|name) the countries that border {a} and (use|pay with) {b}",
            "{a} (neighbours|neighbors) using {b}",
        ),
        2.5,
    ),
    Pair(
        _BORDERS,
        _CONTINENT,
        (
            "(which|what) (neighbours|neighbors) of {a} (are|lie) in {b}",
            "which of {a's} (neighbours|neighbors) (are|lie|are located) in {b}",
            "(which|what) countries in {b} (border|touch|share a border with|are next to) {a}",
            "(countries|nations) in {b} (that border|bordering|next to) {a}",
            "(which|what) countries (bordering|around|next to) {a} (belong to|are in|are part of) {b}",
            "(list|name) the countries of {b} that border {a}",
        ),
        2,
    ),
    Pair(_CONTINENT, _SPOKEN, _ON_CONTINENT_SPEAK, 3),
    Pair(
        _CONTINENT,
        _OFFICIAL,
        (
            "(which|what) countries in {a} have {b} as (an|) official language",
            "where in {a} is {b} (official|an official language)",
            "in (which|what) countries of {a} is {b} (official|an official language|the official language)",
            "(countries|nations) in {a} (with|that have) {b} as (an|) official language",
            "(list|name) the countries in {a} whose official language is {b}",
            "(which|what) (countries|nations) of {a} (officially speak|use officially) {b}",
        ),
        2,
    ),
    Pair(
        _CONTINENT,
        _MONEY,
        (
            "(which|what) " + _COUNTRIES + " in {a} (use|have|pay with|pay in) {b}",
            "(countries|nations) in {a} (that use|using|with) {b}",
            "where in {a} (is {b} used|can I pay with {b}|do people use {b})",
            "in (which|what) countries of {a} is {b} (used|legal tender|the currency)",
            "(list|name) the countries in {a} (that use|using|which use) {b}",
            "(which|what) countries (on the continent of|of) {a} use {b}",
            "who uses {b} in {a}",
        ),
        3,
    ),
    Pair(
        ("country", ("language",)),
        ("country", ("language",)),
        (
            "(which|what) (languages|language) <is|are> spoken in both {a} and {b}",
            "(which|what) languages do {a} and {b} (share|have in common)",
            "(which|what) (language|tongue) do (people|they) speak both in {a} and in {b}",
            "common (language|languages) of {a} and {b}",
            "languages (spoken in|of) both {a} and {b}",
            "(which|what) language can I use in (both|) {a} and {b}",
            "what do (people|they) speak in both {a} and {b}",
            "do {a} and {b} share a language, and which",
            "what is the common language of {a} and {b}",
            "in (which|what) language could someone from {a} talk to someone from {b}",
            "(which|what) languages (do|would) I need for {a} and {b} alike",
            "{a} and {b} shared languages",
        ),
        4,
    ),
    Pair(
        ("country", ("official_language",)),
        ("country", ("official_language",)),
        (
            "(which|what) (language|languages) <is|are> official in both {a} and {b}",
            "(which|what) official (language|languages) do {a} and {b} (share|have in common)",
            "(which|what) language has official status in both {a} and {b}",
            "shared official languages of {a} and {b}",
            "official (language|languages) of both {a} and {b}",
        ),
        2,
    ),
    Pair(
        ("country", ("currency",)),
        ("country", ("currency",)),
        (
            "(which|what) (currency|money) (is used in|do they use in|do people use in) both {a} and {b}",
            "(which|what) currency do {a} and {b} (share|have in common|both use)",
            "common currency of {a} and {b}",
            "(which|what) money (can I use|is good|works|is accepted) in both {a} and {b}",
            "what can I pay with in both {a} and {b}",
            "{a} and {b} shared currency",
        ),
        2,
    ),
    Pair(
        ("country", ("continent",)),
        ("country", ("continent",)),
        (
            "(which|what) continent are (both|) {a} and {b} (in|on|part of)",
            "on (which|what) continent are {a} and {b}",
            "continent of both {a} and {b}",
            "(which|what) continent is home to both {a} and {b}",
        ),
    ),
    Pair(
        _SPOKEN,
        _SPOKEN,
        (
            "(which|what) " + _COUNTRIES + " speak (both|) {a} and {b}",
            "where (in the world|) are (both|) {a} and {b} spoken",
            "in (which|what) countries do people speak both {a} and {b}",
            "(countries|nations) where (both|) {a} and {b} are spoken",
            "where can I (use|practise|hear) both {a} and {b}",
            "I speak {a} and {b}, where could I use both",
            "(which|what) countries use {a} as well as {b}",
            "(list|name) the countries (with|that speak) both {a} and {b}",
        ),
        3,
    ),
    Pair(
        _OFFICIAL,
        _OFFICIAL,
        (
            "(which|what) countries have (both|) {a} and {b} as official languages",
            "where are (both|) {a} and {b} official (languages|)",
            "in (which|what) countries are {a} and {b} both official",
            "(countries|nations) with (both|) {a} and {b} as official languages",
            "(which|what) (country|countries) officially (speaks|speak) both {a} and {b}",
        ),
        2,
    ),
    Pair(
        _SPOKEN,
        _MONEY,
        (
            "(which|what) {a}-speaking countries (use|have|pay with) {b}",
            "(which|what) countries (that speak|where people speak) {a} use {b}",
            "(which|what) countries speak {a} and (use|pay with|have) {b}",
            "where do people speak {a} and pay with {b}",
            "{a} speaking countries (using|that use|with) {b}",
            "(countries|nations) that use {b} and speak {a}",
            "(which|what) countries using {b} speak {a}",
            "(list|name) the countries that speak {a} and use {b}",
        ),
        2.5,
    ),
    Pair(
        _OFFICIAL,
        _MONEY,
        (
            "(which|what) countries with {a} as (an|) official language use {b}",
            "where is {a} official and {b} the currency",
            "countries that use {b} and have {a} as (an|) official language",
            "(which|what) countries (have|with) {a} as (their|an) official language (and|) pay with {b}",
        ),
    ),
    Pair(
        ("country", ("currency", "^currency")),
        _CONTINENT,
        (
            "(which|what) countries in {b} (have|use) the same (currency|money) as {a}",
            "(which|what) countries in {b} (share a currency with|share the currency of|use the currency of) {a}",
            "countries in {b} with the same currency as {a}",
            "where in {b} can I use the (money|currency) of {a}",
        ),
    ),
    Pair(
        ("country", ("language", "^language")),
        _CONTINENT,
        (
            "(which|what) countries in {b} (speak the same language as|share a language with) {a}",
            "countries in {b} that speak (the|a) language of {a}",
            "where in {b} do they speak (the language of {a}|the same language as in {a})",
        ),
    ),
    Pair(
        _BORDERS,
        ("country", ("currency", "^currency")),
        (
            "which (neighbours|neighbors) of {a} (have|use) the same (currency|money) as {b}",
            "(which|what) countries that border {a} (share a currency with|use the currency of) {b}",
            "which of {a's} neighbours (share|use) the currency of {b}",
        ),
        0.7,
    ),
    Pair(
        _BORDERS,
        ("country", ("language", "^language")),
        (
            "which (neighbours|neighbors) of {a} (share a language with|speak the same language as) {b}",
            "(which|what) countries that border {a} speak (a|the) language of {b}",
        ),
        0.7,
    ),
    Pair(
        ("city", ("country",)),
        ("city", ("country",)),
        (
            "(which|what) country are (both|) {a} and {b} in",
            "in (which|what) country are {a} and {b}",
            "{a} and {b} are (both in|cities in|in) (which|what) country",
            "(which|what) country (has|contains) both {a} and {b}",
            "the country of {a} and {b}",
            "where are {a} and {b}",
        ),
        2,
    ),
    Pair(
        ("city", ("time_zone",)),
        ("city", ("time_zone",)),
        (
            "(which|what) time zone are (both|) {a} and {b} in",
            "(which|what) time zone do {a} and {b} have in common",
            "common time zone of {a} and {b}",
            "in (which|what) time zone are both {a} and {b}",
            "(which|what) (time zone|timezone) is used in both {a} and {b}",
        ),
        2,
    ),
    Pair(
        ("city", ("region",)),
        ("city", ("region",)),
        (
            "(which|what) (state|region) are (both|) {a} and {b} in",
            "in which (state|region) are {a} and {b}",
            "{a} and {b} are in (which|what) (state|region)",
            "(which|what) (state|region) has both {a} and {b}",
        ),
    ),
    Pair(
        ("country", ("^country",)),
        ("time zone", ("^time_zone",)),
        (
            "(which|what) cities (in|of) {a} (are in|use|are on) {b}",
            "cities in {a} (that use|in|on) {b}",
            "(list|name) the cities of {a} that are in {b}",
            "(which|what) towns in {a} have {b}",
        ),
    ),
    Pair(
        ("region", ("^region",)),
        ("time zone", ("^time_zone",)),
        (
            "(which|what) cities in {a} (are in|use|are on) {b}",
            "cities in {a} (that use|on) {b}",
            "(which|what) towns of {a} are in {b}",
        ),
        0.5,
    ),
    Pair(
        ("country", ("borders", "language")),
        ("country", ("language",)),
        (
            "(which|what) languages of {b} are (also|) spoken in (the|) countries that border {a}",
            "(which|what) languages spoken in {a's} (neighbours|neighbors) are (also|) spoken in {b}",
            "which languages of {a's} neighbours do they speak in {b}",
        ),
        0.7,
    ),
    Pair(
        ("country", ("borders", "currency")),
        ("country", ("currency",)),
        (
            "(which|what) currency do {a's} neighbours share with {b}",
            "(which|what) (currency|money) of the countries around {a} is (also|) used in {b}",
        ),
        0.5,
    ),
    Pair(
        ("city", ("country", "borders")),
        ("country", ("borders",)),
        (
            "(which|what) countries border both {b} and the country where {a} is (located|)",
            "(which|what) (neighbours|neighbors) does {b} share with the country where {a} is",
        ),
        0.5,
    ),
    Pair(
        ("city", ("^capital", "borders")),
        _SPOKEN,
        (
            "(which|what) countries bordering the country whose capital is {a} speak {b}",
            "(which|what) {b}-speaking countries border the country with {a} as its capital",
        ),
        0.5,
    ),
)
"""Every kind of question with two topics."""
