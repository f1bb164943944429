"""Questions that name their topic first and then ask about it: "I'm flying to Peru next week. What can I pay with there?"."""

from __future__ import annotations

from rog.types import RelationPath

__all__ = ["FOLLOW_UPS", "LEADS"]

_TRAVEL = (
    "(I'm|I am|we're|we are|my sister is) (flying|travelling|traveling|going|moving|driving|heading) to {x} (next week|next month|tomorrow|in May|soon|)",
    "(I'm|we're) planning a (trip|holiday|journey) to {x}",
    "(I'm|we're|my brother is) on (holiday|vacation|a business trip) in {x}",
    "my (friend|aunt|cousin|colleague|girlfriend|boss) (lives in|works in|comes from|was born in|just moved to) {x}",
    "(I|we) just (landed|arrived) in {x}",
    "I (want|would like|have) to (visit|see) {x}",
    "(I read|I heard|we talked) about {x} (today|yesterday|)",
)

LEADS = {
    "country": (*_TRAVEL, "(say|suppose) I (am in|live in|move to) {x}", "{x} (is on my list|sounds nice)"),
    "city": (*_TRAVEL, "(we have|I have) a (customer|meeting|conference|layover) in {x}", "I was born in {x}"),
}
"""First sentences that name the topic, by its kind."""

_LANGUAGE = (
    "(what|which) language (do|will|would) (they|people|the locals) speak (there|)",
    "(what|which) languages are spoken there",
    "what do (people|they) speak there",
    "(what|which) language (should|could|would) I (learn|need|use) there",
)
_MONEY = (
    "(what|which) (currency|money) (do they use|is used|will I need|do I need) there",
    "what (can|do|will) I pay with there",
    "(what|which) (cash|money|currency) should I (bring|take|get)",
    "how do people pay there, in which currency",
    "what is the currency there",
)
_NEIGHBOURS = (
    "(what|which) countries (border it|are next to it|does it border|are around it)",
    "what are its (neighbours|neighbors)",
    "(what|which) other countries could I reach by land from there",
)
_ZONE = (
    "(what|which) time zone (is that|is it in|do they have there|is that in)",
    "(what|which) (time zone|timezone) should I set my watch to",
    "(what|which) time zone do clocks there follow",
)
_DIAL = (
    "(what|which) (code|prefix|calling code|country code) do I (dial|need) to (call|phone) there",
    "what is the (dialling|dialing|calling|country|phone) code",
    "how do I (call|phone) them from abroad, which code",
)
_PEOPLE = ("how many people live there", "how many inhabitants does it have", "what is its population")
_CONTINENT = (
    "(what|which) continent is that (on|)",
    "on (what|which) continent is it",
    "which part of the world is that",
)

FOLLOW_UPS: dict[tuple[str, RelationPath], tuple[str, ...]] = {
    ("country", ("language",)): _LANGUAGE,
    ("country", ("official_language",)): (
        "what is the official language (there|)",
        "(what|which) languages are official there",
    ),
    ("country", ("currency",)): _MONEY,
    ("country", ("borders",)): _NEIGHBOURS,
    ("country", ("capital",)): (
        "what is the capital (there|)",
        "(what|which) city is its capital",
        "what's its capital called",
    ),
    ("country", ("calling_code",)): _DIAL,
    ("country", ("continent",)): _CONTINENT,
    ("country", ("population",)): _PEOPLE,
    ("country", ("area",)): ("how (big|large) is it", "how many square kilometres is that"),
    ("country", ("largest_city",)): (
        "what is the (biggest|largest) city there",
        "which city there is the (biggest|largest)",
    ),
    ("country", ("internet_domain",)): ("what do websites there end in", "what is the internet domain there"),
    ("country", ("^country", "time_zone")): ("(what|which) time zones (are there|do they have|does it have)",),
    ("country", ("capital", "time_zone")): ("(what|which) time zone is the capital in",),
    ("country", ("capital", "population")): ("how many people live in (the|its) capital",),
    ("country", ("borders", "language")): ("what do they speak in the neighbouring countries",),
    ("country", ("borders", "currency")): ("(what|which) currencies do the neighbouring countries use",),
    ("country", ("borders", "capital")): ("what are the capitals of the neighbouring countries",),
    ("city", ("country",)): ("(what|which) country is that (in|)", "(what|which) country is it in", "where is that"),
    ("city", ("time_zone",)): _ZONE,
    ("city", ("population",)): _PEOPLE,
    ("city", ("region",)): ("(what|which) (state|region) is that (in|)", "(what|which) (state|region) is it in"),
    ("city", ("country", "language")): _LANGUAGE,
    ("city", ("country", "currency")): _MONEY,
    ("city", ("country", "calling_code")): _DIAL,
    ("city", ("country", "continent")): _CONTINENT,
    ("city", ("country", "official_language")): ("what is the official language (there|)",),
    ("city", ("country", "capital")): ("what is the capital of that country",),
    ("city", ("country", "borders")): (
        "(what|which) countries border that country",
        "(what|which) countries are next to that one",
    ),
    ("city", ("country", "internet_domain")): ("what do websites there end in",),
    ("city", ("country", "borders", "language")): ("what do they speak in the countries next to that one",),
    ("city", ("country", "borders", "currency")): ("(what|which) currencies do the countries next to that one use",),
}
"""Questions that follow a lead, by kind of topic and relation path."""
