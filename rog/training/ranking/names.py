"""Made-up names for the entities of made-up graphs, in the manner of what each kind of thing is called."""

from __future__ import annotations

from random import Random

from rog.wording.phrases import PEOPLE

__all__ = ["NameMaker", "is_person_kind", "style_of"]

FIRST_NAMES = (
    "Ann Mira Sven Lucia Omar Tessa Jonas Priya Kenji Greta Pavel Nora Idris Clara Viktor Laila Hugo Ines Rafael Yuki "
    "Dieter Emeka Sofia Tomas Agnes Bruno Carla Elif Felix Gwen Hana Ivo Jana Karim Lena Marcus Nadia Oskar Paula "
    "Quinn Ruth Samir Tilda Ugo Vera Wanda Xenia Yara Zoltan Astrid Boris Cora Dario Esther Farid Gloria Henrik Iris"
).split()
SURNAMES = (
    "Holm Dahl Ferri Haddad Brandt Weber Nair Mori Lind Novak Quinn Diallo Amsel Nasser Prieto Costa Sato Osei Weiss "
    "Obi Rossi Vidal Reyes Bell Hahn Okafor Marek Demir Kovar Solberg Castellano Reed Tanaka Morgan Keller Ilic Blum "
    "Whitlock Bright Arden Becker Calloway Duarte Eriksen Farrow Gallo Hartmann Ibarra Jansen Kaplan Larsen Moreau "
    "Norberg Oduya Petrov Quist Ramos Silva Thorne Ulrich Varga Winter Yilmaz Zeller"
).split()
STARTS = "Bar Tal Mor Kes Ard Vel Nor Ost Hal Cor Wen Dra Lin Per Sal Tor Ul Bre Gal Fen Mar Ros Zan Kil Esk Or".split()
MIDDLES = ("a", "e", "i", "o", "en", "ar", "in", "el", "or", "am")
PLACE_ENDS = "ville ton burg stad dale ford mouth field ia land ora wick haven bury mere by holm port".split()
WORD_ENDS = "ix on ar ol ium en is or ane ex us in ax ora id".split()
ORG_ENDS = (
    "Systems", "Works", "Partners", "Group", "Labs", "& Sons", "Industries", "Ltd", "Holdings", "Collective", "Inc",
    "Trust", "Union", "Associates", "Foundation", "Co.",
)  # fmt: skip
QUALITIES = (
    "Silver", "Quiet", "Last", "Hollow", "Bright", "Broken", "Seventh", "Northern", "Paper", "Glass", "Hidden", "Blue",
    "Burning", "Distant", "Forgotten", "Golden", "Iron", "Long", "Second", "Wild",
)  # fmt: skip
THINGS = (
    "Gate", "Engine", "Cartographer", "Tide", "Harbour", "Clover", "Garden", "Lantern", "Winter", "Orchard", "Signal",
    "Letter", "Mirror", "River", "Promise", "Season", "Shadow", "Station", "Kingdom", "Road",
)  # fmt: skip

PERSON_KINDS = PEOPLE | frozenset(
    "father mother husband wife friend manager boss teacher doctor nurse patient soldier monarch president minister "
    "composer painter sculptor poet journalist celebrity researcher professor pilot astronaut inventor founder owner "
    "customer guest coach captain judge lawyer saint pope emperor prince princess philosopher engineer architect "
    "designer producer comedian model chef driver villain hero executive entrepreneur investor senator mayor governor "
    "criminal suspect victim witness mathematician physicist editor translator narrator host colleague relative "
    "sibling brother sister son daughter baby people dancer conductor".split()
)
PLACE_KINDS = frozenset(
    "place city town village country state region province district county island continent river lake mountain sea "
    "ocean valley location neighbourhood suburb park port capital territory area nation kingdom empire street road "
    "castle palace airport station bridge building house monument museum church temple stadium forest desert "
    "harbour canal bay municipality municipality".split()
)
ORGANIZATION_KINDS = frozenset(
    "company organization organisation corporation agency club team band party university school college hospital "
    "charity startup institution foundation bank shop store brand publisher airline army union group association "
    "newspaper magazine label studio business firm factory manufacturer department ministry government court "
    "restaurant hotel museum league orchestra choir operator network authority department".split()
)
CONCRETE_KINDS = frozenset(
    "product device machine tool car vehicle train bus ship boat aircraft plane drug medicine food dish drink package "
    "software app game toy phone computer robot satellite substance material element compound planet star animal plant "
    "species crop engine camera furniture bottle ticket coin stamp battery instrument weapon clothing rocket item "
    "wine cheese fish bird dog horse tree fruit vegetable cake jewel gemstone mineral metal".split()
)
WORK_KINDS = frozenset(
    "film movie book novel song album painting play work series episode poem story opera article show game sculpture "
    "comic musical documentary symphony text photograph report law treaty paper artwork statue".split()
)


STYLES = {
    "person": PERSON_KINDS, "organization": ORGANIZATION_KINDS, "place": PLACE_KINDS, "work": WORK_KINDS,
    "thing": CONCRETE_KINDS,
}  # fmt: skip


def is_person_kind(kind: str) -> bool:
    """Whether things of a kind are people."""
    return style_of(kind) == "person"


def style_of(kind: str) -> str:
    """How things of a kind are called: as a person, an organization, a place, a work, a thing, or an idea."""
    word = kind.partition(" of ")[0].split()[-1]
    for style, kinds in STYLES.items():
        if word in kinds:
            return style
    return "idea"


class NameMaker:
    """Makes names, each once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[str] = set()

    def draw(self, kind: str) -> str:
        """A name for something of this kind."""
        while True:
            name = self._draw(kind)
            if name not in self._taken:
                self._taken.add(name)
                return name

    def _draw(self, kind: str) -> str:
        random = self._random
        match style_of(kind):
            case "person":
                first = random.choice(FIRST_NAMES)
                middle = f" {random.choice(SURNAMES)[0]}." if random.random() < 0.08 else ""
                return f"{first}{middle} {random.choice(SURNAMES)}"
            case "place":
                return random.choice(("", "", "", "", "New ", "Port ", "Upper ")) + self._word(PLACE_ENDS)
            case "organization":
                first = random.choice((self._word(WORD_ENDS), random.choice(SURNAMES), random.choice(QUALITIES)))
                if kind.split()[-1] in ("university", "hospital", "museum", "school", "hotel"):
                    return f"{first} {kind.split()[-1].capitalize()}"
                return (
                    f"{first} {random.choice(ORG_ENDS)}" if random.random() < 0.8 else first + random.choice(WORD_ENDS)
                )
            case "work":
                quality, thing = random.choice(QUALITIES), random.choice(THINGS)
                article = "An" if quality[0] in "AEIOU" else "A"
                return random.choice(
                    (f"The {quality} {thing}", f"{article} {quality} {thing}", f"{thing} of {self._word(PLACE_ENDS)}",
                     f"The {thing}", f"{quality} {thing}s")
                )  # fmt: skip
        word = self._word(WORD_ENDS)
        last = kind.split()[-1].capitalize()
        return random.choice((word, word, f"{word} {random.randint(2, 900)}", f"{random.choice(QUALITIES)} {word}",
                              f"{word} {last}", f"{random.choice(QUALITIES)} {last}"))  # fmt: skip

    def _word(self, ends: list[str]) -> str:
        middle = self._random.choice(MIDDLES) if self._random.random() < 0.6 else ""
        end = self._random.choice(ends)
        return self._random.choice(STARTS) + middle + end
