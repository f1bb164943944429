"""The exported model held to the trained one; examples; recipes; runs that are killed and go on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="training takes the extra rog[train]")

import torch
from tokenizers import Tokenizer
from torch import Tensor

from rog.errors import InputError, ModelError
from rog.planner.compact.planner import CompactPlanner
from rog.planner.compact.scorer import FIRST_STEP, NONE, STOP
from rog.training.compact.collator import IGNORED_LABEL, Collator, _Columns
from rog.training.compact.export import export_model, load_model
from rog.training.compact.integers import in_integers
from rog.training.compact.model import CompactModel
from rog.training.compact.relation_table import STEPS_BETWEEN_READINGS, RelationTable
from rog.training.compact.sampling import FixedExamples, Item, SampledExamples
from rog.training.compact.train import TrainedModel, start_model, train
from rog.training.examples import MAX_RELATIONS_SHOWN, Example, SourceData, prepare
from rog.training.recipe import Recipe, read_recipe, write_recipe
from rog.types import MAX_HOPS, read_step
from tests.fakes.training_people import (
    ASKED,
    KILLED_AT,
    NAMES,
    WIDTH,
    random_planner,
    run_python,
    source_of,
    write_people,
)

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "rog" / "models" / "compact"


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_thread")]


@pytest.fixture(scope="module")
def random_model(one_thread: None) -> CompactModel:
    return random_planner()


@pytest.fixture(scope="module")
def tiny(random_model: CompactModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny model, exported."""
    folder = tmp_path_factory.mktemp("tiny") / "model"
    export_model(random_model, SHIPPED / "tokenizer.json", folder)
    return folder


# the exported model


def test_a_model_that_reads_names_says_so(random_model: CompactModel, tiny: Path, tmp_path: Path) -> None:
    export_model(random_model, SHIPPED / "tokenizer.json", tmp_path / "named", named=True)
    mark = (len("who knows "), len("who knows Ann Lee"))
    named, plain = (CompactPlanner(folder)._tokens("who knows Ann Lee", mark) for folder in (tmp_path / "named", tiny))
    assert len(named) == len(plain) + 2


def texts(rows: int, length: int) -> tuple[Tensor, Tensor]:
    """Token ids and mask (rows, length); all but the first row are padded."""
    chance = torch.Generator().manual_seed(rows * 1000 + length)
    mask = torch.ones(rows, length, dtype=torch.long)
    for row in range(1, rows):
        mask[row, max(1, length - 3 * row) :] = 0
    return torch.randint(1, 30_000, (rows, length), generator=chance) * mask, mask


def assert_exported_equals_trained(folder: Path, shapes: Sequence[tuple[int, int]]) -> None:
    """The folder's ONNX graphs, run by rog, give what its weights give in torch, computed as the graphs do."""
    model, planner = load_model(folder).eval(), CompactPlanner(folder)
    rounded = in_integers(model)
    with torch.no_grad():
        for rows, length in shapes:
            tokens, mask = texts(rows, length)
            states = rounded.states(tokens, mask)
            expected = rounded.question_memory(states), rounded.relation_steps(states, mask)
            feed = {"tokens": tokens.numpy(), "mask": mask.numpy()}
            memory, steps = planner.model.encoder.run(["memory", "steps"], feed)
            for found, wanted in zip((memory, steps), expected, strict=True):
                # What lies between two whole numbers may be rounded either way, and later layers make more of it.
                away = (torch.from_numpy(found) - wanted).norm(dim=-1) / wanted.norm(dim=-1)
                assert away.max() < 0.25
                assert away.mean() < 0.1
            all_steps = expected[1].flatten(0, 1)
            for hops in range(MAX_HOPS + 1):
                prefix = all_steps[torch.arange(rows * hops).remainder(len(all_steps)).reshape(rows, hops)]
                hidden = model.decode(expected[0], mask, prefix)[:, -1]
                chances = model.logits(hidden, all_steps).numpy()
                assert chances.std() > 0.05, "too uniform to tell one step from another"
                exported = planner.step_scores(expected[0].numpy(), mask.numpy(), prefix.numpy(), all_steps.numpy())
                assert exported.shape == (rows, 2 + len(all_steps))
                np.testing.assert_allclose(exported, chances, atol=1e-4)


def test_the_exported_model_is_the_trained_one(tiny: Path) -> None:
    assert_exported_equals_trained(tiny, [(1, 1), (1, 9), (2, 5), (7, 33), (16, 128)])


def test_the_shipped_model_is_the_trained_one() -> None:
    assert_exported_equals_trained(SHIPPED, [(1, 2), (3, 12), (5, 40)])


def test_the_stored_weights_are_near_the_trained_ones(tiny: Path, random_model: CompactModel) -> None:
    trained, stored = random_model.state_dict(), load_model(tiny).state_dict()
    assert stored.keys() == trained.keys()
    for name, weight in trained.items():
        assert stored[name].shape == weight.shape
        half_a_scale = weight.abs().max() / 254 if weight.ndim > 1 else 0.0
        assert (stored[name] - weight).abs().max() <= half_a_scale * 1.001, name


def test_no_path_of_the_exporting_machine_is_in_a_model(tiny: Path) -> None:
    for name in ("encoder.onnx", "decoder.onnx", "config.json"):
        content = (tiny / name).read_bytes()
        assert b"site-packages" not in content
        assert str(ROOT).encode() not in content


# recipes


def write_text(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


DATA = '[[data]]\ngraph = "world"\nquestions = ["q.jsonl"]\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('output = "o"\n', r"no \[\[data\]\] section"),
        ('output = "o"\nstep = 3\n' + DATA, "unknown setting 'step'; known are .*steps"),
        ('output = "o"\n' + DATA + "hops = 3\n", r"\[\[data\]\]: unknown setting 'hops'"),
        (DATA, "output"),
        ('output = "o"\n[[data]]\ngraph = "world"\n', "questions"),
        ('output = "${ROG_TEST_UNSET}/o"\n' + DATA, "environment variable ROG_TEST_UNSET is not set"),
        ("output = \n", "cannot read the recipe"),
    ],
)
def test_what_is_wrong_with_a_recipe_is_said(tmp_path: Path, text: str, message: str) -> None:
    path = write_text(tmp_path / "r.toml", text)
    with pytest.raises(InputError, match=message) as raised:
        read_recipe(path, Recipe)
    assert str(path) in str(raised.value)


def test_a_recipe_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the recipe"):
        read_recipe(tmp_path / "none.toml", Recipe)


def test_variables_stand_in_recipes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROG_TEST_SET", "there")
    text = 'output = "${ROG_TEST_SET}/${ROG_TEST_UNSET:-else}"\nsteps = 7\n' + DATA.replace("q.", "${ROG_TEST_SET}.")
    recipe = read_recipe(write_text(tmp_path / "r.toml", text), Recipe)
    assert (recipe.output, recipe.steps, recipe.data[0].questions) == ("there/else", 7, ("there.jsonl",))


@pytest.mark.parametrize("name", ["metaqa.toml", "own_graph.toml", "webqsp.toml"])
def test_the_recipes_that_come_with_rog_can_be_read(name: str) -> None:
    recipe = read_recipe(ROOT / "training" / name, Recipe)
    assert recipe.data
    assert all(source.questions for source in recipe.data)


# examples


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small graph and questions about it; some name a second person who is no topic."""
    return write_people(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def people(data: Path) -> SourceData:
    return prepare(source_of(data), 0, 0)


def recipe_for(data: Path, output: Path, start: Path, **changes: Any) -> Recipe:
    settings: dict[str, Any] = {
        "steps": 12, "batch": 8, "evaluate_every": 4, "warmup": 2, "evaluated": 8, "patience": 50, **changes,
    }  # fmt: skip
    return Recipe(output=str(output), data=(source_of(data),), start=str(start), **settings)


def test_the_paths_of_the_answers_are_found(people: SourceData) -> None:
    assert people.relations == ("friend", "lives in")
    for example in (*people.train, *people.validation):
        if example.paths:
            assert example.paths == (ASKED[example.template],)
            assert example.question[example.start : example.end] in NAMES
    assert {row.template for row in people.train}.isdisjoint({row.template for row in people.held_out})


def test_another_persons_name_is_an_example_of_no_topic(people: SourceData) -> None:
    wrong = [example for example in people.train if not example.paths]
    assert wrong
    assert all(example.question[: example.start].endswith("Ask ") for example in wrong)


def test_an_example_depends_on_the_seed_and_its_number_alone(people: SourceData, data: Path) -> None:
    recipe = recipe_for(data, Path("o"), Path("s"), steps=50)
    one, other = SampledExamples([people], recipe), SampledExamples([people], recipe)
    assert len(one) == 400
    forwards = [one[index] for index in range(400)]
    assert [other[index] for index in reversed(range(400))][::-1] == forwards
    more = SampledExamples([people], replace(recipe, steps=90))
    assert [more[index] for index in range(400)] == forwards
    assert [SampledExamples([people], replace(recipe, seed=1))[index] for index in range(400)] != forwards


def test_examples_are_of_the_kinds_asked_for(people: SourceData, data: Path) -> None:
    plain = recipe_for(data, Path("o"), Path("s"), steps=50, negatives=0.0, withheld=0.0, unmarked=0.0, misspelt=0.0)

    def items(**changes: float) -> list[Any]:
        examples = SampledExamples([people], replace(plain, **changes))  # type: ignore[arg-type]
        return [examples[index] for index in range(len(examples))]

    assert all(item.path in item.example.paths and not item.withheld for item in items())
    assert all(item.path == () and item.example.paths == () for item in items(negatives=1.0))
    for item in items(withheld=1.0):
        assert item.withheld in people.relations
        whole = next(path for path in item.example.paths if path[: len(item.path)] == item.path)
        assert read_step(whole[len(item.path)])[0] == item.withheld
        assert item.withheld not in {read_step(step)[0] for step in item.path}
    assert all(item.example.start is None and item.path for item in items(unmarked=1.0))


def test_gold_paths_that_cannot_be_walked_are_learnt_where_that_is_asked_for(data: Path, tmp_path: Path) -> None:
    rows = [
        {
            "question": "where does Zoe Zed live",
            "topics": ["Zoe Zed"],
            "gold_paths": [["lives in"], ["no such", "friend"]],
        },
        {"question": f"where is {NAMES[0]} at home", "topics": [NAMES[0]], "gold_paths": [["lives in", "lives in"]]},
        {"question": f"what is with {NAMES[1]}", "topics": [NAMES[1]], "gold_paths": [["no such"]]},
        {"question": "who lives there", "topics": [], "gold_paths": [["lives in"]]},
    ]
    path = tmp_path / "q.jsonl"
    path.write_text("".join(json.dumps({**row, "answers": ["x"]}) + "\n" for row in rows), "utf-8")
    source = replace(source_of(data), questions=(str(path),), validation=0.0)
    walked, written = prepare(source, 0, 0), prepare(replace(source, walked=False), 0, 0)
    assert not any(example.paths for example in walked.train)
    learnt = {example.question: example for example in written.train if example.paths}
    assert {example.paths for example in learnt.values()} == {(("lives in",),), (("lives in", "lives in"),)}
    absent = learnt["where does Zoe Zed live"]
    assert absent.question[absent.start : absent.end] == "Zoe Zed"
    assert learnt["who lives there"].start is None
    assert all(example.is_unconstrained for example in learnt.values())
    assert not any(example.is_unconstrained for example in walked.train)


def test_what_no_graph_constrains_may_choose_from_all_relations() -> None:
    texts = {f"r{number}": f"text {number}" for number in range(MAX_RELATIONS_SHOWN + 1)}
    one = Example(0, "", "what", None, None, (("r1",), ("^r2", "r1")), is_unconstrained=True)
    other = replace(one, paths=(("r3", "r4"),))
    elsewhere = Example(1, "", "what", None, None, (("r1",),))
    sources, table = [texts, {"r1": "text 1", "r2": "own"}], tuple(texts.values())
    items = [Item(one, ("r1",)), Item(other, ("r3",), withheld="r4"), Item(elsewhere, ("r1",))]
    columns = _Columns(items, sources, table)
    assert columns.texts == ("own",)  # the rest stands in the table
    free = columns.allowed(items[0])
    assert free.shape == (2 + 2 * (1 + len(table)),)
    assert (~free).nonzero().flatten().tolist() == [columns.of(items[2], "r2"), columns.of(items[2], "^r2")]
    gone = columns.of(items[1], "r4")
    assert (~columns.allowed(items[1])).nonzero().flatten().tolist()[2:] == [gone, gone + 1]
    assert columns.of(items[0], "^r1") == columns.of(items[2], "^r1")
    held = [item._replace(example=replace(item.example, is_unconstrained=False)) for item in items]
    assert set(_Columns(held, sources, table).texts) == {"text 1", "text 2", "text 3", "text 4", "own"}


def test_any_of_a_questions_paths_will_do(tiny: Path, people: SourceData) -> None:
    source = replace(people, train=tuple(replace(example, is_unconstrained=True) for example in people.train))
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    collator = Collator([source], tokenizer)
    assert set(collator.table) == {"friend", "lives in"}
    model = TrainedModel(load_model(tiny), 0.1, RelationTable(*collator.table_tokens())).eval()
    example = Example(0, "", "who is it", None, None, (("friend",), ("lives in", "^friend")), is_unconstrained=True)
    one, other = (Item(example, path) for path in example.paths)
    both = Item(example, example.paths[0], others=example.paths[1:])
    with torch.no_grad():
        first, second, either = (float(model(**collator([item]))["loss"]) for item in (one, other, both))
        twice = float(model(**collator([one._replace(others=(one.path,))]))["loss"])  # the same path
        together = float(model(**collator([one, both, other]))["loss"])
    chance = exp(-2 * first) + exp(-3 * second)  # of each path's steps and to stop
    assert twice == pytest.approx(first)
    assert either == pytest.approx(-log(chance) / 2.5, abs=1e-4)
    assert together == pytest.approx((2 * first + 2.5 * either + 3 * second) / 7.5, abs=1e-4)


def test_the_table_is_read_anew_after_some_steps_of_training(tiny: Path) -> None:
    model, tokens = load_model(tiny, dropout=0.0).train(), torch.tensor([[101, 2767, 102, 0], [101, 3268, 1999, 102]])
    table = RelationTable(tokens, torch.ones_like(tokens))
    whole = [table.steps(model)]
    with torch.no_grad():
        words = model.encoder.embeddings.word_embeddings.weight
        words += torch.randn_like(words)
        whole += [table.steps(model) for _ in range(STEPS_BETWEEN_READINGS - 1)]
        assert all(torch.equal(steps, whole[0]) for steps in whole)
        kept = [table.steps(model) for _ in range(2)]
    assert not torch.allclose(kept[0], whole[0])
    assert torch.equal(kept[0], kept[1])
    assert whole[0].requires_grad
    validated = table.steps(model.eval())
    assert not torch.allclose(validated, whole[0])
    with torch.no_grad():
        words += torch.randn_like(words)
    assert torch.equal(table.steps(model), validated)
    table.read_again()
    assert not torch.allclose(table.steps(model), validated)


def test_questions_come_equally_often_where_paths_are_not_to_come_evenly(people: SourceData, data: Path) -> None:
    often = [example for example in people.train if example.paths]
    seldom = replace(often[0], paths=(("friend", "friend"),), question="seldom")
    skewed = replace(people, train=(*(replace(example, paths=often[0].paths) for example in often * 4), seldom))
    recipe = recipe_for(data, Path("o"), Path("s"), steps=200, negatives=0.0, misspelt=0.0)

    def share(even: bool) -> float:
        sources = tuple(replace(source, even=even) for source in recipe.data)
        drawn = SampledExamples([skewed], replace(recipe, data=sources))
        return sum(drawn[index].example.question == "seldom" for index in range(len(drawn))) / len(drawn)

    assert share(even=False) < 2 / len(skewed.train) < share(even=True)


def test_misspelling_never_touches_the_mention(people: SourceData, data: Path) -> None:
    recipe = recipe_for(data, Path("o"), Path("s"), steps=100, misspelt=1.0, unmarked=0.0)
    known = {example.question for example in people.train}
    examples = [SampledExamples([people], recipe)[index].example for index in range(800)]
    assert all(example.question[example.start : example.end] in NAMES for example in examples)
    assert sum(example.question in known for example in examples) < 40  # a letter changed for itself
    assert all(min(edits(example.question, one) for one in known) <= 2 for example in examples[:50])


def edits(one: str, other: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(one, other))


def test_batches_hold_what_the_model_trains_on(people: SourceData) -> None:
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    rows = FixedExamples([people])
    batch = Collator([people], tokenizer)([rows[index] for index in range(len(rows))])
    longest = max(len(item.path) for item in rows.items)
    assert batch["prefix"].shape == (len(rows), longest)
    assert batch["labels"].shape == (len(rows), longest + 1)
    assert batch["relation_tokens"].shape[0] == 2
    steps = ("", "none", "friend", "^friend", "lives in", "^lives in")
    for item, labels in zip(rows.items, batch["labels"].tolist(), strict=True):
        assert [steps[label] for label in labels if label != IGNORED_LABEL] == [*item.path, ""]


def test_a_withheld_relation_is_not_allowed_and_none_is_right_in_its_place(people: SourceData, data: Path) -> None:
    recipe = recipe_for(data, Path("o"), Path("s"), negatives=0.0, withheld=1.0)
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    examples = SampledExamples([people], recipe)
    items = [examples[index] for index in range(40)]
    batch = Collator([people], tokenizer)(items)
    for item, allowed, labels in zip(items, batch["allowed"].tolist(), batch["labels"].tolist(), strict=True):
        gone = FIRST_STEP + 2 * people.relations.index(str(item.withheld))
        assert allowed[gone : gone + 2] == [False, False]
        assert allowed[STOP] and allowed[NONE]  # noqa: PT018
        assert labels[len(item.path)] == (NONE if item.path else STOP)
        assert all(allowed[label] for label in labels[: len(item.path)])
    assert {len(item.path) for item in items} == {0, 1}


# whole runs


@pytest.fixture(scope="module")
def finished(data: Path, tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run that nothing disturbed."""
    folder = tmp_path_factory.mktemp("finished")
    recipe = recipe_for(data, folder / "output", tiny)
    metrics = train(recipe, write_recipe(recipe, folder / "recipe.toml"))
    assert metrics == json.loads((folder / "output" / "metrics.json").read_text("utf-8"))
    return folder / "output"


def test_a_run_leaves_a_model_with_its_metrics_its_card_and_its_recipe(finished: Path) -> None:
    assert CompactPlanner(finished).model.config["width"] == WIDTH
    metrics = json.loads((finished / "metrics.json").read_text("utf-8"))
    assert set(metrics) == {"validation_loss", "people, topics given", "people, topics linked"}
    assert 0 < metrics["validation_loss"] < 10
    assert metrics["people, topics given"]["questions"] == 8
    assert metrics["people, topics given"]["errors"] == 0
    assert str(metrics["validation_loss"]) in (finished / "README.md").read_text("utf-8")
    assert read_recipe(finished / "recipe.toml", Recipe).steps == 12


def test_a_trained_model_can_be_trained_further(finished: Path, tiny: Path) -> None:
    before, after = load_model(tiny).state_dict(), load_model(finished).state_dict()
    assert before.keys() == after.keys()
    assert any(not torch.equal(before[name], after[name]) for name in before)


def test_a_killed_run_goes_on_to_the_same_end(finished: Path, data: Path, tiny: Path, tmp_path: Path) -> None:
    recipe = write_recipe(recipe_for(data, tmp_path / "output", tiny), tmp_path / "recipe.toml")
    killed = run_python("-c", KILLED_AT.format(step=10), str(recipe))
    assert killed.returncode == -9, killed.stderr
    checkpoints = tmp_path / "output" / "checkpoints"
    assert sorted(path.name for path in checkpoints.iterdir()) == ["checkpoint-4", "checkpoint-8"]
    # The same as if it had been killed while it wrote its last checkpoint.
    state = (checkpoints / "checkpoint-8" / "trainer_state.json").read_text()
    (checkpoints / "checkpoint-8" / "trainer_state.json").write_text(state[: len(state) // 2])
    resumed = run_python("-m", "training.train", str(recipe))
    assert resumed.returncode == 0, resumed.stderr
    assert_same_model(tmp_path / "output", finished)
    assert "paths of" in resumed.stderr
    assert "12/12" in resumed.stderr
    assert "eval_loss" in resumed.stdout
    assert json.loads(resumed.stdout[resumed.stdout.index("\n{\n") :])["validation_loss"] > 0


def test_a_training_may_start_from_the_mean_of_several_models(tiny: Path, finished: Path, data: Path) -> None:
    model, tokenizer = start_model(replace(recipe_for(data, data, tiny), start=(str(tiny), str(finished))))
    one, other = load_model(tiny).state_dict(), load_model(finished).state_dict()
    assert tokenizer == tiny / "tokenizer.json"
    for name, weight in model.state_dict().items():
        torch.testing.assert_close(weight, (one[name] + other[name]) / 2)


def test_a_recipe_of_no_steps_writes_what_it_starts_from(tiny: Path, data: Path, tmp_path: Path) -> None:
    recipe = recipe_for(data, tmp_path / "out", tiny, steps=0, evaluated=2)
    metrics = train(recipe, write_text(tmp_path / "r.toml", "steps = 0"))
    assert metrics["validation_loss"] > 0  # type: ignore[operator]
    start, written = load_model(tiny).state_dict(), load_model(tmp_path / "out").state_dict()
    for name, weight in start.items():
        torch.testing.assert_close(written[name], weight)


def assert_same_model(one: Path, other: Path) -> None:
    losses = [json.loads((path / "metrics.json").read_text())["validation_loss"] for path in (one, other)]
    assert losses[0] == pytest.approx(losses[1], abs=1e-6)
    weights = [load_model(path).state_dict() for path in (one, other)]
    for name, weight in weights[0].items():
        torch.testing.assert_close(weight, weights[1][name], atol=1e-6, rtol=0)


def untimed(metrics: dict[str, Any]) -> dict[str, Any]:
    """The metrics of a run without the seconds that its questions took."""
    return {
        name: {key: share for key, share in value.items() if not key.startswith("latency")}
        if isinstance(value, dict)
        else value
        for name, value in metrics.items()
    }


def test_a_run_without_progress_stops_early_even_if_killed(data: Path, tiny: Path, tmp_path: Path) -> None:
    still = recipe_for(
        data, tmp_path / "output", tiny, evaluate_every=1, patience=2, learning_rate=0.0, encoder_learning_rate=0.0
    )
    path = write_recipe(still, tmp_path / "recipe.toml")
    assert run_python("-c", KILLED_AT.format(step=2), str(path)).returncode == -9
    metrics = train(still, path)
    assert last_step(tmp_path / "output") == 3  # patience was half gone when it was killed
    (tmp_path / "output" / "metrics.json").unlink()  # as if it had been killed before its end
    assert untimed(train(still, path)) == untimed(metrics)
    assert last_step(tmp_path / "output") == 3


def last_step(output: Path) -> int:
    return max(int(path.name.rpartition("-")[2]) for path in (output / "checkpoints").iterdir())


def test_a_run_says_at_once_that_nothing_can_be_learned(data: Path, tiny: Path, tmp_path: Path) -> None:
    rows = (data / "people.jsonl").read_text("utf-8").splitlines(keepends=True)
    source = replace(source_of(data), questions=(str(tmp_path / "q.jsonl"),))
    recipe = replace(recipe_for(data, tmp_path / "output", tiny), data=(source,))
    (tmp_path / "q.jsonl").write_text("".join(rows[:8]), "utf-8")
    with pytest.raises(InputError, match="no question is held out"):
        train(replace(recipe, data=(replace(source, validation=0.2),)), tmp_path / "r.toml")
    lost = [json.dumps({**json.loads(row), "answers": ["nobody"]}) + "\n" for row in rows]
    (tmp_path / "q.jsonl").write_text("".join(lost), "utf-8")
    with pytest.raises(InputError, match="people: no relation path leads from the topics to the answers"):
        train(recipe, tmp_path / "r.toml")


def test_a_start_that_is_no_model_is_refused(data: Path, tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "tokenizer.json", tmp_path / "tokenizer.json")
    with pytest.raises(ModelError, match="cannot load the text encoder"):
        train(recipe_for(data, tmp_path / "output", tmp_path), tmp_path / "r.toml")
