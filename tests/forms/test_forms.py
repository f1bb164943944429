"""What form of answer a question asks for: the shipped model, its features and its file."""

from __future__ import annotations

import gzip

import pytest

from rog.forms import FORMS, OPERATIONS, FormModel, load_forms
from rog.forms.features import NAME, NUMBER, features, form_words
from rog.forms.model import read_forms, write_forms


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("How many bridges cross the Elbe?", "count"),
        ("Does Mira Holm own a boat?", "truth"),
        ("Is Oslo the capital of Norway?", "truth"),
        ("Who founded Kestrel Labs?", "things"),
        ("Which languages are spoken in Peru?", "things"),
        ("Which lake in Kenya has the largest area?", "most"),
        ("Which player of Ajax is the youngest?", "most"),
        ("Which lake in Kenya has the smallest area?", "least"),
        ("How much do the parcels of Ann Lee weigh in total?", "sum"),
        ("What is the average age of the players of Ajax?", "mean"),
        ("Which trains to Bern cost more than 40 francs?", "over"),
        ("Which trains to Bern left before 1990?", "under"),
        ("Does every bridge over the Elbe have a name?", "other"),
        ("How many lakes in Kenya have no outlet?", "count"),
    ],
)
def test_the_shipped_model_knows_the_usual_forms(question: str, form: str) -> None:
    chances = load_forms().read(question).forms
    assert max(FORMS, key=chances.__getitem__) == form
    assert sum(chances.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("question", "operations"),
    [
        ("Who founded Kestrel Labs?", set()),
        ("How many lakes in Kenya have no outlet?", {"without"}),
        ("Which lakes border Kenya but not Uganda?", {"without"}),
        ("Which trains have never been late?", {"without"}),
        ("Everybody in Bern who isn't a driver", {"without"}),
        ("Who drives to Bern or Basel?", {"either"}),
        ("Is Bern larger than Basel?", set()),
        ("Which is larger, Bern or Basel?", set()),
        ("How are Ann Lee and Mira Holm connected?", {"between"}),
        ("Since when has Ann Lee been in Bern?", {"edge"}),
        ("Which role did Ann Lee play in Dune?", {"edge"}),
        ("Who wrote Dune and when was that?", {"several"}),
    ],
)
def test_the_shipped_model_knows_what_is_asked_besides(question: str, operations: set[str]) -> None:
    reading = load_forms().read(question)
    assert {one for one, chance in reading.operations.items() if chance > 0.5} == operations
    assert (reading.plain["other"] > 0.5) == bool(operations - {"edge"})
    assert load_forms().probabilities(question) == reading.plain


def test_both_is_served_by_a_plain_plan() -> None:
    reading = load_forms().read("Which lakes border both Kenya and Uganda?")
    assert reading.operations["both"] > 0.5
    assert reading.plain["things"] > 0.5


def test_what_the_question_is_about_does_not_count() -> None:
    model = load_forms()
    one = model.probabilities("Who directed Alien?")
    other = model.probabilities("Who directed How Many Is Most?")
    assert one == other


def test_mentions_are_names_in_lower_case_too() -> None:
    question = "who directed how many miles"
    assert form_words(question, [(13, 27)]) == ["who", "directed", NAME]
    assert form_words("In 2015, which of Ann's “ten”?") == [
        "in",
        NUMBER,
        "which",
        "of",
        NAME,
        "ten".replace("ten", NUMBER),
        "?",
    ]


def test_features_are_runs_of_known_words() -> None:
    assert set(features(["how", "many", "boats"], {"how", "many"})) == {
        "how", "many", "<start> how", "how many", "many <other>", "<start> how many", "how many <other>",
        "many <other> <end>", "begins: how many <other>",
    }  # fmt: skip


@pytest.mark.parametrize("question", ["", "?", "x" * 10_000, "how " * 5000, "\n\t", "¿Cuántos?", "何"])
def test_any_text_has_a_form(question: str) -> None:
    assert sum(load_forms().probabilities(question).values()) == pytest.approx(1)


def test_a_model_is_written_and_read_back() -> None:
    width = len(FORMS) + len(OPERATIONS)
    model = FormModel(frozenset(("how", "many")), (1,) * width, {"how many": (-3,) * width})
    assert read_forms(gzip.decompress(write_forms(model))) == model
    assert write_forms(model) == write_forms(model)
