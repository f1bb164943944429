import pytest

from rog.explain import printable, to_text
from rog.types import Answer, Candidate, Entity, Hop, ReasoningPath, Result, Topic

NAMES = {"CH": "Switzerland", "AT": "Austria", "IT": "Italy", "DE": "Germany", "de": "German", "it": "Italian"}
ENTITIES = {entity_id: Entity(id=entity_id, name=name) for entity_id, name in NAMES.items()}


def path(*hops: Hop, topic: str = "CH") -> ReasoningPath:
    return ReasoningPath(topic=topic, hops=hops)


def borders(country: str) -> Hop:
    return Hop(head="CH", relation="borders", tail=country)


def language(country: str, spoken: str) -> Hop:
    return Hop(head=country, relation="language", tail=spoken)


GERMAN = Answer(
    id="de",
    name="German",
    score=0.9,
    paths=(path(borders("AT"), language("AT", "de")), path(borders("DE"), language("DE", "de"))),
)
ITALIAN = Answer(id="it", name="Italian", score=0.9, paths=(path(borders("IT"), language("IT", "it")),))


def result(**fields: object) -> Result:
    return Result.model_validate({"question": "?", "entities": ENTITIES} | fields)


def test_each_answer_is_followed_by_its_path() -> None:
    assert to_text(result(answers=(GERMAN, ITALIAN))) == (
        "German\n"
        "  Switzerland ─borders→ Austria ─language→ German\n"
        "Italian\n"
        "  Switzerland ─borders→ Italy ─language→ Italian"
    )


def test_str_of_a_result_is_its_text() -> None:
    answered = result(answers=(GERMAN,))
    assert str(answered) == to_text(answered)


def test_more_paths_are_drawn_when_asked_for() -> None:
    assert to_text(result(answers=(GERMAN, ITALIAN)), paths_per_answer=2) == (
        "German\n"
        "  Switzerland ─borders→ Austria ─language→ German\n"
        "  Switzerland ─borders→ Germany ─language→ German\n"
        "Italian\n"
        "  Switzerland ─borders→ Italy ─language→ Italian"
    )


def test_a_hop_walked_backwards_is_drawn_backwards() -> None:
    hop = Hop(head="AT", relation="borders", tail="CH", forward=False)
    answer = Answer(id="AT", name="Austria", score=1, paths=(path(hop),))
    assert to_text(result(answers=(answer,))) == "Austria\n  Switzerland ←borders─ Austria"


def test_an_answer_that_topics_meet_in_has_a_path_from_each() -> None:
    paths = (path(borders("IT")), path(borders("IT")), path(Hop(head="AT", relation="borders", tail="IT"), topic="AT"))
    answer = Answer(id="IT", name="Italy", score=1, paths=paths)
    assert to_text(result(answers=(answer,))) == ("Italy\n  Switzerland ─borders→ Italy\n  Austria ─borders→ Italy")


def test_an_answer_without_paths_is_its_name() -> None:
    assert to_text(result(answers=(Answer(id="de", name="German", score=1),))) == "German"


def test_entities_of_one_name_are_told_apart_by_their_ids() -> None:
    entities = {"GE": Entity(id="GE", name="Georgia"), "US.GA": Entity(id="US.GA", name="Georgia")}
    hop = Hop(head="GE", relation="twin", tail="US.GA")
    answer = Answer(id="US.GA", name="Georgia", score=1, paths=(path(hop, topic="GE"),))
    assert to_text(Result(question="?", answers=(answer,), entities=entities)) == (
        "Georgia [US.GA]\n  Georgia [GE] ─twin→ Georgia [US.GA]"
    )


def test_an_entity_that_is_not_described_is_called_by_its_id() -> None:
    answer = Answer(id="x2", name="x2", score=1, paths=(path(Hop(head="x1", relation="r", tail="x2"), topic="x1"),))
    assert to_text(Result(question="?", answers=(answer,))) == "x2\n  x1 ─r→ x2"


def test_no_answer_says_why() -> None:
    abstained = result(abstained=True, reason="no entity of the graph was found in the question")
    assert to_text(abstained) == "No answer: no entity of the graph was found in the question"
    assert to_text(result()) == "No answer: nothing was found"


def test_an_error_is_said() -> None:
    assert to_text(result(error="the question is empty")) == "Error: the question is empty"


def test_cut_answers_and_warnings_are_said() -> None:
    cut = result(answers=(ITALIAN,), truncated=True, warnings=("one edge was gone",))
    assert to_text(cut) == (
        "Italian\n"
        "  Switzerland ─borders→ Italy ─language→ Italian\n"
        "\n"
        "Not all: a limit cut the answers.\n"
        "Warning: one edge was gone"
    )


def candidate(entity_id: str, name: str, score: float, kind: str = "name") -> Candidate:
    return Candidate.model_validate({"id": entity_id, "name": name, "score": score, "kind": kind})


def test_a_name_that_has_other_readings_shows_them() -> None:
    topic = Topic(
        text="Georgia",
        start=0,
        end=7,
        candidates=(
            candidate("GE", "Georgia", 1.0),
            candidate("US.GA", "Georgia", 0.97),
            candidate("GS", "South Georgia", 0.2),
        ),
        chosen="GE",
    )
    assert to_text(result(answers=(ITALIAN,), topics=(topic,))) == (
        "Italian\n"
        "  Switzerland ─borders→ Italy ─language→ Italian\n"
        "\n"
        "“Georgia” was read as Georgia [GE]; it may also be Georgia [US.GA]."
    )


def test_of_many_readings_three_are_shown() -> None:
    candidates = tuple(candidate(str(number), "Springfield", 1.0) for number in range(6))
    topic = Topic(text="Springfield", start=0, end=11, candidates=candidates, chosen="0")
    assert to_text(result(reason="nothing", topics=(topic,))) == (
        "No answer: nothing\n“Springfield” was read as Springfield [0]; it may also be "
        "Springfield [1]; Springfield [2]; Springfield [3] or 2 more."
    )


def test_a_misspelling_says_what_it_was_read_as() -> None:
    topic = Topic(
        text="Swizerland", start=0, end=10, candidates=(candidate("CH", "Switzerland", 0.95, "fuzzy"),), chosen="CH"
    )
    assert to_text(result(reason="nothing", topics=(topic,))) == (
        "No answer: nothing\n“Swizerland” was read as Switzerland [CH]."
    )


@pytest.mark.parametrize("kind", ["name", "given"])
def test_a_name_with_one_reading_is_not_spoken_of(kind: str) -> None:
    topic = Topic(text="Italy", start=0, end=5, candidates=(candidate("IT", "Italy", 1.0, kind),), chosen="IT")
    assert to_text(result(answers=(ITALIAN,), topics=(topic,))) == to_text(result(answers=(ITALIAN,)))


def test_a_graph_cannot_drive_the_terminal() -> None:
    entities = {"a": Entity(id="a", name="\x1b[2J\x1b]0;owned\x07red"), "b": Entity(id="b", name="two\nlines")}
    hop = Hop(head="a", relation="r\r\u202eel", tail="b")
    answer = Answer(id="b", name="two\nlines", score=1, paths=(path(hop, topic="a"),))
    text = to_text(Result(question="?", answers=(answer,), entities=entities, warnings=("\x9b31m",)))
    assert text == ("two\\nlines\n  \\x1b[2J\\x1b]0;owned\\x07red ─r\\r\\u202eel→ two\\nlines\n\nWarning: \\x9b31m")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zürich", "Zürich"),
        ("می‌خواهم", "می‌خواهم"),  # a joiner that Persian spelling needs
        ("日本\u3000語", "日本\u3000語"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("tab\there", "tab\\there"),
        ("line\u2028break", "line\\u2028break"),
        ("lone \ud800", "lone \\ud800"),
        ("", ""),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_long_name_is_cut() -> None:
    assert printable("x" * 300, 10) == "x" * 9 + "…"
    assert len(to_text(result(answers=(Answer(id="t", name="t" * 5000, score=1),)))) == 200
