"""Forms read off SPARQL, made questions, and the fit of a form model."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

pytest.importorskip("sklearn")

from rog.forms import FORMS
from rog.training.forms.fit import confusion, fit_forms, operation_counts
from rog.training.forms.questions import (
    FormExample,
    form_of_sparql,
    lower_case,
    made_examples,
    operations_of_sparql,
    read_examples,
    word_examples,
)
from training.fit.forms import main


@pytest.mark.parametrize(
    ("sparql", "form"),
    [
        ("SELECT ?x WHERE { ?x <p> <o> }", "things"),
        ("SELECT (COUNT(?x) AS ?n) WHERE { ?x <p> <o> }", "count"),
        ("ASK { <s> <p> <o> }", "truth"),
        ("SELECT ?x { ?x <p> ?v } ORDER BY DESC(?v) LIMIT 1", "most"),
        ("SELECT ?x { ?x <p> ?v } ORDER BY ?v LIMIT 1", "least"),
        ("SELECT (MAX(?v) AS ?m) { ?x <p> ?v }", "most"),
        ("SELECT (SUM(?v) AS ?m) { ?x <p> ?v }", "sum"),
        ("SELECT (AVG(?v) AS ?m) { ?x <p> ?v }", "mean"),
        ("SELECT ?x { ?x <p> ?v FILTER (?v > 10) }", "over"),
        ("SELECT ?x { ?x <p> ?v FILTER (?v < 10) }", "under"),
        ("SELECT ?x { ?x <p> ?v FILTER (YEAR(?v) = 2010) }", "other"),
        ("SELECT ?x { ?x <p> <o> FILTER NOT EXISTS { ?x <q> <o> } }", "things"),
        ("SELECT ?x { ?x <p> <o> FILTER (NOT EXISTS { ?x <end> ?e } || ?x = <o>) }", "other"),
        ('SELECT ?x { ?x <count> "ASK, SUM( and ORDER BY" }', "things"),
    ],
)
def test_the_form_of_a_query(sparql: str, form: str) -> None:
    assert form_of_sparql(sparql) == form


@pytest.mark.parametrize(
    ("sparql", "question", "operations"),
    [
        ("SELECT ?x { ?x <p> <o> }", "Who?", set()),
        ("SELECT ?x { ?x <p> <o> FILTER NOT EXISTS { ?x <q> <o> } }", "Who has no q?", {"without"}),
        ("SELECT (COUNT(?x) AS ?n) { ?x <p> <o> MINUS { ?x <q> <o> } }", "How many have no q?", {"without"}),
        ("SELECT ?x { { ?x <p> <o> } UNION { ?x <p> <i> } }", "Who is in O or in I?", {"either"}),
        ("SELECT ?x WHERE { ?x p:P39 ?s . ?s ps:P39 <o> }", "Who held O?", set()),
        ("SELECT ?v WHERE { <o> p:P39 ?s . ?s ps:P39 <i> . ?s pq:P580 ?v }", "Since when?", {"edge"}),
        ("SELECT ?x WHERE { <o> p:P39 ?s . ?s ps:P39 ?x . ?s pq:P580 ?v }", "Which?", set()),
        ("SELECT DISTINCT ?a ?b WHERE { <o> <p> ?a . <o> <q> ?b }", "Who made it and when?", {"several"}),
        ("SELECT ?a ?a_label WHERE { ?a <p> <o> }", "Who is that?", set()),
    ],
)
def test_the_operations_of_a_query(sparql: str, question: str, operations: set[str]) -> None:
    assert set(operations_of_sparql(sparql, question) or ()) == operations


def test_a_union_that_the_question_does_not_name_is_left_out() -> None:
    assert operations_of_sparql("SELECT ?x { { ?x <p> <o> } UNION { ?x <q> <o> } }", "Who is in O?") is None


def test_questions_are_read_with_their_paraphrases(tmp_path: Path) -> None:
    rows = [
        {"question": "Who?", "sparql": "SELECT ?x { ?x <p> <o> }", "paraphrases": ["By whom?", ""]},
        {"question": "How many inhabitants?", "sparql": "SELECT ?n { <s> <population> ?n }"},
        {"question": "How many are there?"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = read_examples(path, "mine", 10, Random(0))
    assert {(example.question, example.form) for example in found} == {
        ("Who?", "things"),
        ("By whom?", "things"),
        ("How many inhabitants?", "count"),
        ("How many are there?", "count"),
    }
    assert len(read_examples(path, "mine", 2, Random(0))) == 2


def test_a_fitted_model_tells_made_questions_apart() -> None:
    things = [*word_examples(300, Random(1))]
    examples = [*things, *made_examples(things, 80, Random(2))]
    examples += lower_case(examples, 0.3, Random(3))
    model = fit_forms(examples, min_word=3, min_feature=2, strength=1.0, weights={})
    held_out = [one for one in made_examples(things, 20, Random(9)) if one.form != "things" or one.operations]
    table = confusion(model, held_out)
    assert sum(table[form][form] for form in FORMS) >= 0.7 * len(held_out)
    for operation, (asked, found, others) in operation_counts(model, held_out).items():
        assert found >= 0.7 * asked > 0, operation
        assert others < 0.2 * len(held_out), operation
    assert fit_forms(examples, min_word=3, min_feature=2, strength=1.0, weights={}) == model


def test_the_command_fits_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = tmp_path / "questions.jsonl"
    rows = [{"question": f"Who leads team {number}?"} for number in range(40)]
    questions.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    recipe = tmp_path / "forms.toml"
    settings = 'kind = "forms"\nmade = 60\nwords = 200\nmin_word = 2'
    data = f'[[data]]\nname = "teams"\nquestions = "{questions}"\nmost = 40'
    recipe.write_text(f"{settings}\n{data}\n", encoding="utf-8")
    main([str(recipe), "--write", str(tmp_path / "weights.json.gz")])
    assert "teams: 100.0 % of 4 right" in capsys.readouterr().out
    assert (tmp_path / "weights.json.gz").stat().st_size > 1000


def test_an_example_counts_by_its_set() -> None:
    examples = [FormExample(f"what is it {word}", "things", "a") for word in "abcdefghij"]
    examples += [FormExample(f"what is it {word}", "count", "b") for word in "abcdefghij"]
    examples += [FormExample(f"is it {word}", "truth", "a") for word in "abcdefghij"]
    even = fit_forms(examples, min_word=1, min_feature=1, strength=1.0, weights={})
    heavy = fit_forms(examples, min_word=1, min_feature=1, strength=1.0, weights={"b": 20.0})
    assert even.probabilities("what is it a")["count"] == pytest.approx(0.5, abs=0.1)
    assert heavy.probabilities("what is it a")["count"] > 0.9
