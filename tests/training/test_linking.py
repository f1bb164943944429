"""The linker's weights are fitted: what is seen of a question, that fitting helps, and the command that does it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training takes the extra rog[train]")

import itertools

from rog.errors import InputError
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord, NodeRecord
from rog.linker.scoring import Evidence, LinkerWeights, read_weights, write_weights
from rog.questions import Question
from rog.training.linking.fit import compare, fit_weights, measure_weights
from rog.training.linking.observations import Observation, Observations, observe, read_observations
from rog.training.linking.recipe import LinkerRecipe
from rog.training.recipe import DataSource
from training.fit.linker import main

ROOT = Path(__file__).parents[2]
TOPICS = ("Christopher Nolan", "Tom Hanks", "Jane Grey", "Oslo Harbour", "Margaret Atwood", "Silent Running")
OTHERS = ("Nolan", "Tom", "Grey", "Oslo", "Atwood", "film", "city", "about", "live")
TEMPLATES = (
    "who made a film with {}?",
    "in which city does {} live?",
    "what is the film of {} about?",
    "when did {} leave the city?",
    "which city did the friends of {} come from?",
    "whom does {} know?",
    "what does {} live on?",
    "is {} about a city?",
)
ZERO = LinkerWeights(Evidence(*[0.0] * len(Evidence._fields)), 0.0)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> DataSource:
    """A small graph whose names lie in one another, and questions about it."""
    folder = tmp_path_factory.mktemp("linking")
    names = (*TOPICS, *OTHERS)
    edges = [EdgeRecord(one, "knows", other) for one, other in itertools.pairwise(names)]
    build_index([*(NodeRecord(name, name) for name in names), *edges], folder / "names.rog")
    rows = [
        {"question": template.format(name), "topics": [name], "answers": ["x"], "template": template}
        for template in TEMPLATES
        for name in TOPICS
    ]
    (folder / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return DataSource(str(folder / "names.rog"), (str(folder / "questions.jsonl"),), validation=0.25, name="names")


@pytest.fixture(scope="module")
def observations(source: DataSource) -> Observations:
    return read_observations(LinkerRecipe((source,)))


def test_a_question_is_seen_in_each_way_of_typing_it(source: DataSource) -> None:
    graph = IndexGraph(Path(source.graph))
    question = Question(question="whom does Tom Hanks know?", topics=("Tom Hanks",), answers=("x",))
    seen = {one.variant: one for one in observe(question, graph, "names")}
    assert list(seen) == ["as asked", "lower case", "misspelt", "shortened", "topic taken out"]
    for one in seen.values():
        assert len(one.evidence) == len(one.is_right)
    assert sum(seen["as asked"].is_right) == 1
    assert len(seen["as asked"].is_right) == 2  # "Tom" is a name too
    assert not any(seen["topic taken out"].is_right)
    right = seen["misspelt"].evidence[seen["misspelt"].is_right.index(True)]
    assert right.fuzzy == 1.0
    assert sum(seen["shortened"].is_right) == 1
    unknown = Question(question="whom does Ada know?", topics=("Ada",), answers=("x",))
    assert not {"misspelt", "shortened"} & {one.variant for one in observe(unknown, graph, "names")}


def test_wordings_are_held_out(observations: Observations) -> None:
    assert len(observations.train) == 6 * len(TOPICS) * 5
    assert len(observations.held_out) == 2 * len(TOPICS) * 5


def test_fitted_weights_are_right_more_often_than_none(observations: Observations) -> None:
    fitted = fit_weights(observations.train, ZERO)
    before, after = (measure_weights(observations.held_out, weights) for weights in (ZERO, fitted))
    assert after.right_first > before.right_first + 0.2
    assert after.right_first > 0.8
    assert after.log_likelihood > before.log_likelihood
    assert fitted.evidence.log_words > 0
    named = {(row.source, row.variant): row for row in compare(observations.held_out, ZERO, fitted)}
    assert len(named) == 6
    assert named["all", "all"].new == after
    assert named["all", "all"].count == sum(row.count for row in named.values()) / 2


def test_fitting_finds_the_share_of_what_it_was_shown() -> None:
    """Where the evidence says nothing, three in four that start from a name leave odds of three to one."""
    shown = [Observation("", "as asked", (ZERO.evidence,), (at % 4 > 0,)) for at in range(40)]
    fitted = fit_weights(shown, ZERO, penalty=0.0)
    assert fitted.nothing == pytest.approx(-1.0986, abs=1e-3)
    assert measure_weights(shown, fitted).right_first == 0.75


def test_weights_set_by_hand_stay(observations: Observations) -> None:
    start = LinkerWeights(ZERO.evidence._replace(quoted=2.0, log_rank=-0.5), 0.0)
    fitted = fit_weights(observations.train, start, by_hand=["quoted", "log_rank"], decimals=1)
    assert (fitted.evidence.quoted, fitted.evidence.log_rank) == (2.0, -0.5)
    assert all(weight == round(weight, 1) for weight in (*fitted.evidence, fitted.nothing))


def test_what_cannot_be_fitted_is_said(observations: Observations) -> None:
    with pytest.raises(InputError, match="no question to fit"):
        fit_weights([], ZERO)
    with pytest.raises(InputError, match="by_hand: no evidence is called 'colour'"):
        fit_weights(observations.train, ZERO, by_hand=["colour"])


def test_the_command_fits_compares_and_writes(
    source: DataSource, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe, out = tmp_path / "linker.toml", tmp_path / "weights.json"
    recipe.write_text(
        f'kind = "linker"\nby_hand = ["quoted"]\n[[data]]\nname = "names"\ngraph = "{source.graph}"\n'
        f'questions = ["{source.questions[0]}"]\n',
        "utf-8",
    )
    shipped = (ROOT / "rog" / "linker" / "weights.json").read_bytes()
    main([str(recipe), "--write", str(out)])
    printed = capsys.readouterr().out
    assert "names, topic taken out" in printed
    assert "quoted                  2.0    2.0" in printed
    assert read_weights(out) != read_weights()
    assert (ROOT / "rog" / "linker" / "weights.json").read_bytes() == shipped


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_weights(read_weights(), tmp_path / "weights.json")
    assert (tmp_path / "weights.json").read_bytes() == (ROOT / "rog" / "linker" / "weights.json").read_bytes()
    assert read_weights(tmp_path / "weights.json") == read_weights()
