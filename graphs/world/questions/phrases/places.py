"""Words for moves between cities, regions and time zones."""

from __future__ import annotations

from graphs.world.questions.moves import Move

__all__ = ["PLACE_MOVES"]

_REGION = Move(
    path=("region",),
    source="city",
    target="region",
    many_targets=False,
    weight=1.5,
    final=True,
    topic_only=True,
    asks=(
        "(which|what) {region} is {x} (in|part of|located in|situated in)",
        "in (which|what) {region} is {x} (located|situated|found|)",
        "(which|what) {region} (does|would) {x} (belong to|lie in)",
        "{x} (is in|belongs to|lies in) (which|what) {region}",
        "(what's|what is) {x's} {region}",
        "{x} {region}",
        "(which|what) part of the country is {x} in",
        "{region} of {x}",
    ),
)
_IN_REGION = Move(
    path=("^region",),
    source="region",
    target="city",
    many_targets=True,
    final=True,
    topic_only=True,
    asks=(
        "(which|what) (cities|towns) (are|lie|are located|are there) in {x}",
        "(name|list|give me|show me) (the|some|all|) (cities|towns) (in|of) {x}",
        "(cities|towns) (in|of) {x}",
        "{x} (cities|towns)",
        "(which|what) (cities|towns) (does {x} have|belong to {x})",
        "(what are|which are) the (cities|towns) of {x}",
    ),
)
_REGION_COUNTRY = Move(
    path=("in_country",),
    source="region",
    target="country",
    many_targets=False,
    topic_only=True,
    asks=(
        "(which|what) country is {x} (in|part of|located in|a part of)",
        "in (which|what) country is {x} (located|)",
        "where is {x}",
        "(which|what) country does {x} belong to",
        "{x} (is part of|belongs to|is in) (which|what) country",
        "{x} (country|is in which country)",
        "{x} is a {region} of (which|what) country",
    ),
    phrases=(
        "the country (where|in which) {x} is",
        "the country (that|which|) {x} (belongs to|is part of|is in)",
        "the country {x} is a {region} of",
    ),
)
_IN_TIME_ZONE = Move(
    path=("^time_zone",),
    source="time zone",
    target="city",
    many_targets=True,
    final=True,
    asks=(
        "(which|what) (cities|towns|places) (are|lie|are located) in {x}",
        "(which|what) (cities|towns|places) (use|have|follow|observe) {x}",
        "(name|list|give me|show me) (the|some|all|) (cities|towns|places) (in|using|with) {x}",
        "(cities|towns) in {x}",
        "{x} cities",
    ),
)
_SAME_TIME_ZONE = Move(
    path=("time_zone", "^time_zone"),
    source="city",
    target="city",
    many_targets=True,
    final=True,
    asks=(
        "(which|what) (other|) (cities|towns|places) (are in|share|use|have) the (same time zone|time zone) (as|of) {x}",
        "(which|what) (cities|towns) (are in|share) {x's} time zone",
        "(where else|in which other cities) is it the same time as in {x}",
        "(cities|places) (in|with) the same time zone as {x}",
        "(cities|places) with the same time as {x}",
        "{x} same time zone cities",
    ),
)
_SAME_REGION = Move(
    path=("region", "^region"),
    source="city",
    target="city",
    many_targets=True,
    weight=0.7,
    final=True,
    topic_only=True,
    asks=(
        "(which|what) other (cities|towns) are in the same {region} as {x}",
        "(cities|towns) in the same {region} as {x}",
        "(list|name|give me) (other|the other|) (cities|towns) (in|of) the {region} (of|where) {x} (is|lies)",
    ),
)
_SAME_COUNTRY = Move(
    path=("country", "^country"),
    source="city",
    target="city",
    many_targets=True,
    weight=0.7,
    final=True,
    topic_only=True,
    asks=(
        "(which|what) other (cities|towns) are in the same country as {x}",
        "(which|what) (other|) cities are (there|) in the country (of|where I find) {x}",
        "(cities|towns) in the same country as {x}",
    ),
)

PLACE_MOVES = (
    _REGION,
    _IN_REGION,
    _REGION_COUNTRY,
    _IN_TIME_ZONE,
    _SAME_TIME_ZONE,
    _SAME_REGION,
    _SAME_COUNTRY,
)
"""Every move between places."""
