"""Words that carry a question rather than name its topic: function words, question words, and frequent nouns and verbs.

Written by hand, for English, and deliberately short. Questions in other languages only lack this evidence.
"""

from __future__ import annotations

import re

from rog.words.normal_form import normalize

__all__ = ["DETERMINERS", "PREPOSITIONS", "TITLES", "is_common", "is_function", "singular_words"]

DETERMINERS = frozenset(("the", "a", "an"))

PREPOSITIONS = frozenset(("of", "in", "by", "with", "for", "from", "about", "to", "at", "on"))

TITLES = frozenset(
    """
    dr mr mrs ms miss prof professor sir dame lord lady saint st chef judge captain uncle aunt mount mt planet
    """.split()
)
"""Words with a capital before a name that need not be a part of it, beside frequent words."""

FUNCTION_WORDS = frozenset(
    """
    a an the this that these those there here it its itself he him his she her hers they them their theirs i me
    my mine we us our ours you your yours one ones some any all both each every either neither none no not and
    or but nor so yet if then than as of in on at by to from for with without within about above below under
    over into onto upon up down out off through during before after since until between among against along
    across around near behind beyond per via like such same other another else also too only just even still
    very much many more most less least few several own once again ever never always often who whom whose what
    which when where why how am is are was were be been being do does did done doing have has had having can
    could may might must shall should will would cannot s t ll ve isn aren wasn weren doesn didn hasn hadn
    couldn wouldn shouldn
    """.split()
)

FREQUENT_WORDS = frozenset(
    """
    name named call called know known tell show give given list listed find found say said mean get got go went
    come came make made take took put set use used see seen look want need try let keep kept think work worked
    play played live lived born die died become became begin began start started end ended happen happened hold
    held win won lose lost lead led belong contain include included involve involved concern relate related
    describe described regard star starred starring act acted acting appear appeared direct directed write wrote
    written produce produced release released publish published create created founded invent invented build
    built own owned run speak spoke spoken border bordering share shared fall fell locate located base based
    situate situated connect connected link linked sharing follow followed person people man men woman women
    child children kid son daughter parent father mother dad mom brother sister sibling wife husband spouse
    partner family friend gender sex job profession occupation living nationality religion film movie picture
    series book song album game actor actress director writer screenwriter author creator producer singer artist
    band character role genre type kind sort category topic subject tag rating vote word title plot year date
    time day month century age first last second third new old big small large long short high low good best
    great main major popular famous common different birth death cause marry married marriage kill killed bury
    buried heir offspring couple half ethnicity race faith belief grandparent grandfather grandmother grandson
    granddaughter grandchild grandchildren institution organization address zone timezone map code zip form
    system party office position founder sport headquarters invention influence influenced inspire inspired
    attend attended describing scriptwriter co today currently primary official current former original total
    real next previous similar together country countries nation state city cities town capital continent region
    area place location world land river mountain lake sea ocean island airport currency currencies money
    population language languages government president leader king queen team player school college university
    company club member award number count part thing way life house home question answer fact info information
    example
    """.split()
)


def is_function(word: str) -> bool:
    """Whether a normalised word is a function or question word."""
    return word in FUNCTION_WORDS


def is_common(word: str) -> bool:
    """Whether a normalised word is a function word, or a frequent one or its plural."""
    return word in FUNCTION_WORDS or word in FREQUENT_WORDS or (word.endswith("s") and word[:-1] in FREQUENT_WORDS)


def singular_words(text: str) -> list[str]:
    """The normalised words of a text in the singular: "movies" and "movie" are one, and "countries" and "country"."""
    return [re.sub(r"(?<=\w\w)(ies|ie|(?<!s)s)$", _singular, word) for word in normalize(text).split()]


def _singular(ending: re.Match[str]) -> str:
    return "y" if ending[1].startswith("ie") else ""
