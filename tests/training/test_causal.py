"""Causal models that are tuned: the texts they see, what the loss counts, runs that are killed, shared, and go on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="training takes the extra rog[train]")

from rog.errors import InputError, ModelError  # noqa: E402
from rog.graph.evaluate import evaluate  # noqa: E402
from rog.lm.causal.transformers import TransformersLM  # noqa: E402
from rog.planner.causal.planner import CausalPlanner  # noqa: E402
from rog.prompts.operation_texts import operation_options  # noqa: E402
from rog.prompts.step_texts import step_texts  # noqa: E402
from rog.training.causal.dataset import CompletionCollator, FixedTexts, SampledTexts, tokenize  # noqa: E402
from rog.training.causal.examples import ExampleWriter  # noqa: E402
from rog.training.causal.model import open_base  # noqa: E402
from rog.training.causal.recipe import CausalRecipe  # noqa: E402
from rog.training.causal.retention import general_loss  # noqa: E402
from rog.training.causal.train import train_causal  # noqa: E402
from rog.training.compact.collator import IGNORED_LABEL  # noqa: E402
from rog.training.examples import SourceData, prepare  # noqa: E402
from rog.training.parts import read_parts  # noqa: E402
from rog.training.recipe import read_recipe, write_recipe  # noqa: E402
from rog.types import Branch  # noqa: E402
from tests.fakes.tiny_lm import tiny_lm  # noqa: E402
from tests.fakes.training_people import (  # noqa: E402
    ASKED,
    KILLED_AT,
    NAMES,
    TOWNS,
    run_python,
    source_of,
    write_people,
)

ROOT = Path(__file__).parents[2]


pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_thread")]


@pytest.fixture(scope="module")
def lm() -> TransformersLM:
    return tiny_lm(sure=1.0)


@pytest.fixture(scope="module")
def base(lm: TransformersLM, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model's folder."""
    folder = tmp_path_factory.mktemp("base")
    lm.model.save_pretrained(folder)
    lm.tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_people(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def people(data: Path) -> SourceData:
    return prepare(source_of(data), 0, 0)


def recipe_for(data: Path, output: Path, base: Path, **changes: Any) -> CausalRecipe:
    settings: dict[str, Any] = {
        "objectives": ("planning", "reasoning"), "steps": 6, "batch": 8, "micro_batch": 4, "evaluate_every": 2,
        "warmup": 2, "evaluated": 4, "patience": 50, "paths": 6, "precision": "float32", "lora_rank": 4,
        "operations": 0.3, **changes,
    }  # fmt: skip
    return CausalRecipe(output=str(output), data=(source_of(data),), base=str(base), **settings)


# texts


def test_planning_texts_hold_the_path_or_nothing(people: SourceData, data: Path, lm: TransformersLM) -> None:
    writer = ExampleWriter([people], recipe_for(data, data, data), len)
    texts = step_texts(people.relations)
    planned = set()
    for example in people.train:
        text = writer.planning(example, Random(0))
        assert text.prompt.endswith(f"\nTopic: {example.topic}\nPath:")
        path = texts.path("".join(text.pieces))
        assert path == (ASKED[example.template] if example.paths else ())
        planned.add(path)
    assert () in planned
    assert len(planned) == 5


def test_a_path_is_put_into_the_tokens_that_the_planner_forces(people: SourceData, data: Path) -> None:
    lm = tiny_lm()
    writer = ExampleWriter([people], recipe_for(data, data, data), len)
    steps = CausalPlanner(lm)._steps(people.graph)
    for example in people.train:
        path = ASKED[example.template] if example.paths else ()
        forced = [token for step in path for token in (*steps.separator, *steps.tokens[step])][len(steps.separator) :]
        assert tokenize(lm, writer.planning(example, Random(0))).completion == [*(forced if path else []), lm.end]


def test_questions_for_operations_hold_what_can_be_computed(people: SourceData, data: Path) -> None:
    writer = ExampleWriter([people], recipe_for(data, data, data), len)
    texts = step_texts(people.relations)
    words = set()
    for number, example in enumerate(one for one in people.train if one.paths):
        text = writer.operation(example, Random(number))
        assert text is not None
        path, operation = "".join(text.pieces).rsplit("; ", 1)
        assert texts.path(path) == ASKED[example.template]
        named = [entity for entity in people.graph.entities(NAMES + TOWNS) if entity]
        (options,) = operation_options([Branch(example.topic, texts.path(path))], people.graph, [named], [[]])
        assert evaluate(options[operation], people.graph).ids
        words.add(operation.split(" ")[0])
        question = text.prompt.splitlines()[0].removeprefix("Question: ")
        assert question != example.question
        assert operation.removeprefix("is ") in question or not operation.startswith("is ")
    assert words == {"count", "exists", "is"}


def test_paths_hold_no_answer_to_a_question_for_an_operation(people: SourceData, data: Path) -> None:
    writer = ExampleWriter([people], recipe_for(data, data, data, max_tokens=10_000), len)
    example = next(x for x in people.train if x.template == "Who are the friends of {}?" and x.paths)
    text = writer.computed(example, Random(1), paths=6)
    assert text is not None
    assert f"- {example.topic} -> friend -> " in text.prompt
    assert text.pieces == (" not in these paths",)


def test_the_sampled_texts_hold_operations(people: SourceData, data: Path, lm: TransformersLM) -> None:
    recipe = recipe_for(data, data, data, operations=0.5, steps=20)
    texts = SampledTexts([people], recipe, ExampleWriter([people], recipe, len), lm)
    planned = [texts.text(index) for index in range(len(texts)) if texts.objective(index) == "planning"]
    assert 0.2 < sum(";" in text.pieces for text in planned) / len(planned) < 0.7
    without = SampledTexts([people], replace(recipe, operations=0.0), texts.writer, lm)
    assert not any(";" in without.text(index).pieces for index in range(len(without)))


@pytest.mark.parametrize("with_oracle", [True, False])
def test_oracles_answer_and_distractors_do_not(people: SourceData, data: Path, with_oracle: bool) -> None:
    writer = ExampleWriter([people], recipe_for(data, data, data, max_tokens=10_000), len)
    seen = set()
    for number, example in enumerate(x for x in people.train if x.paths):
        sample = writer.sample(example, Random(number), paths=6, with_oracle=with_oracle)
        right = {at for at, one in enumerate(sample.shown, 1) if one.answer is not None}
        assert {at for numbers in sample.cited.values() for at in numbers} == right
        assert bool(right) == with_oracle
        assert len({one.path.model_dump_json() for one in sample.shown}) == len(sample.shown) <= 6
        for at, one in enumerate(sample.shown, 1):
            path, is_right = one.path, at in right
            reached = people.graph.ends([Branch(path.topic, path.relation_path)], 100)[0]
            assert path.end in reached
            answers = path.topic == example.topic and path.relation_path in example.paths
            assert is_right == (path.end in example.answers) == (answers and path.end in example.answers)
        seen.add((len(right), len(sample.shown)))
    assert len(seen) > 1 or not with_oracle


def test_reasoning_texts_are_numbered_paths_and_cited_answers(people: SourceData, data: Path) -> None:
    from rog.reasoner.citing.claims import read_claims

    writer = ExampleWriter([people], recipe_for(data, data, data, max_tokens=10_000), len)
    example = next(x for x in people.train if x.template == "Who are the friends of {}?" and x.paths)
    text = writer.reasoning(example, Random(1), paths=6, with_oracle=True)
    question, *lines, last = text.prompt.split("\n")
    assert (question, last) == (f"Question: {example.question}", "Answer:")
    assert [line.rpartition(" ")[2] for line in lines] == [f"[{number}]" for number in range(1, len(lines) + 1)]
    claims = read_claims("".join(text.pieces))
    assert claims
    for claim in claims:
        for number in claim.numbers:
            assert lines[number - 1] == f"- {example.topic} -> friend -> {claim.name} [{number}]"
    assert read_claims("".join(writer.reasoning(example, Random(1), paths=6, with_oracle=False).pieces)) == ()


def test_a_prompt_that_is_too_long_loses_distractors_first(people: SourceData, data: Path) -> None:
    example = next(x for x in people.train if x.paths)
    whole = ExampleWriter([people], recipe_for(data, data, data, max_tokens=10_000), len)
    short = ExampleWriter([people], recipe_for(data, data, data, max_tokens=150), len)
    long_one = whole.sample(example, Random(3), paths=6, with_oracle=True)
    cut = short.sample(example, Random(3), paths=6, with_oracle=True)
    assert len(cut.shown) < len(long_one.shown)
    assert list(cut.cited) == list(long_one.cited)


def test_an_example_depends_on_the_seed_and_its_number_alone(people: SourceData, data: Path) -> None:
    recipe, lm = recipe_for(data, data, data), tiny_lm()
    one, other, seeded = (
        SampledTexts([people], given, ExampleWriter([people], given, len), lm)
        for given in (recipe, recipe, replace(recipe, seed=1))
    )
    assert len(one) == 48
    assert [one[at] for at in range(16)] == [other[at] for at in reversed(range(16))][::-1]
    assert [one[at] for at in range(16)] != [seeded[at] for at in range(16)]
    assert [one.objective(at) for at in range(8)] == ["planning"] * 4 + ["reasoning"] * 4
    fixed = FixedTexts([people], recipe, ExampleWriter([people], recipe, len), lm)
    assert [fixed[at] for at in range(len(fixed))] == FixedTexts(
        [people], recipe, ExampleWriter([people], recipe, len), lm
    ).items


# the loss


@pytest.mark.parametrize("trims", [True, False])
def test_the_loss_is_that_of_the_completions_alone(people: SourceData, data: Path, trims: bool) -> None:
    recipe, lm = recipe_for(data, data, data), tiny_lm()
    texts = SampledTexts([people], recipe, ExampleWriter([people], recipe, len), lm)
    items = [texts[at] for at in (0, 1, 5, 6)]
    batch = CompletionCollator(lm.end, trims)(items)
    assert ((batch["labels"] != IGNORED_LABEL).sum(-1) == torch.tensor([len(item.completion) for item in items])).all()
    total, count = 0.0, 0
    with torch.no_grad():
        for item in items:  # each by itself, without padding
            ids = torch.tensor([[*item.prompt, *item.completion]])
            chances = lm.model(ids).logits[0].log_softmax(-1)
            for at in range(len(item.prompt), ids.shape[1]):
                total -= float(chances[at - 1, ids[0, at]])
                count += 1
        assert float(lm.model(**batch).loss) == pytest.approx(total / count, rel=1e-4)


def test_the_general_loss_is_that_of_the_text(lm: TransformersLM) -> None:
    loss = general_loss(lm)
    with torch.no_grad():
        for parameter in lm.model.parameters():
            assert parameter.requires_grad
    uniform = torch.log(torch.tensor(float(len(lm.tokenizer)))).item()
    assert loss == pytest.approx(uniform, abs=0.5), "a random model knows nothing of prose"
    assert general_loss(lm) == loss


# runs


@pytest.fixture(scope="module")
def finished(data: Path, base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run of one process that nothing disturbed."""
    folder = tmp_path_factory.mktemp("finished")
    recipe = recipe_for(data, folder / "output", base)
    metrics = train_causal(recipe, write_recipe(recipe, folder / "recipe.toml"))
    assert metrics == json.loads((folder / "output" / "metrics.json").read_text("utf-8"))
    return folder / "output"


def test_a_run_leaves_an_adapter_that_plans(finished: Path, data: Path, people: SourceData) -> None:
    metrics = read_metrics(finished)
    assert metrics["steps"] == 6
    assert metrics["validation_loss"] < metrics["validation_loss_before"]
    assert metrics["general_loss"] != metrics["general_loss_before"]
    assert metrics["people, topics given"]["questions"] == 4
    card = (finished / "README.md").read_text("utf-8")
    assert "LoRA adapter of rank 4" in card
    assert str(metrics["general_loss"]) in card
    assert read_recipe(finished / "recipe.toml", CausalRecipe).steps == 6
    from rog.lm import load_lm

    planned = CausalPlanner(load_lm(f"causal:{finished}"))._steps(people.graph)
    assert planned.tokens


def test_a_whole_model_can_be_tuned(data: Path, base: Path, tmp_path: Path) -> None:
    recipe = recipe_for(
        data, tmp_path / "output", base, lora_rank=0, learning_rate=1e-3, steps=2, objectives=("planning",)
    )
    metrics = train_causal(recipe, write_recipe(recipe, tmp_path / "recipe.toml"))
    assert metrics["validation_loss"] < metrics["validation_loss_before"]  # type: ignore[operator]
    tuned = TransformersLM(str(tmp_path / "output"))
    assert not any("lora" in name for name, _ in tuned.model.named_parameters())


def test_a_killed_run_goes_on_to_the_same_loss(finished: Path, data: Path, base: Path, tmp_path: Path) -> None:
    recipe = write_recipe(recipe_for(data, tmp_path / "output", base), tmp_path / "recipe.toml")
    killed = run_python("-c", KILLED_AT.format(step=5), str(recipe))
    assert killed.returncode == -9, killed.stderr
    assert {path.name for path in (tmp_path / "output" / "checkpoints").iterdir()} == {"checkpoint-2", "checkpoint-4"}
    resumed = run_python("-m", "training.train", str(recipe))
    assert resumed.returncode == 0, resumed.stderr
    assert_same_losses(tmp_path / "output", finished)


def test_two_processes_train_to_the_loss_of_one(finished: Path, data: Path, base: Path, tmp_path: Path) -> None:
    recipe = write_recipe(recipe_for(data, tmp_path / "output", base), tmp_path / "recipe.toml")
    shared = run_python(
        "-m", "accelerate.commands.launch", "--cpu", "--num_processes", "2", "--num_machines", "1",
        "--mixed_precision", "no", "--dynamo_backend", "no", "-m", "training.train", str(recipe),
    )  # fmt: skip
    assert shared.returncode == 0, shared.stderr
    assert_same_losses(tmp_path / "output", finished)


def test_a_batch_that_processes_cannot_share_is_refused() -> None:
    with pytest.raises(ValueError, match="batch: 6 is no multiple of micro_batch, 4"):
        CausalRecipe(output="x", data=(), base="y", batch=6, micro_batch=4)


def test_an_adapter_is_gone_on_from(finished: Path, data: Path, base: Path, tmp_path: Path) -> None:
    recipe = recipe_for(data, tmp_path / "output", base, start=str(finished), steps=2)
    metrics = train_causal(recipe, write_recipe(recipe, tmp_path / "recipe.toml"))
    assert metrics["validation_loss_before"] == pytest.approx(read_metrics(finished)["validation_loss"], rel=0.02)
    with pytest.raises(ModelError, match=r"no adapter for .* to go on from"):
        open_base(replace(recipe, start=str(tmp_path)))


def test_a_base_that_is_no_model_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot load it as a causal language model"):
        open_base(recipe_for(data, tmp_path / "output", tmp_path / "nothing"))


def test_what_is_wrong_with_a_recipe_is_said(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    section = '[[data]]\ngraph = "world"\nquestions = ["q.jsonl"]\n'
    for text, message in (
        ('objectives = ["dancing"]', r"objectives: \['dancing'\]: give one or both of planning, reasoning"),
        ("no_oracle = 2.0", "no_oracle: 2.0 is no share between 0 and 1"),
        ('precision = "int3"', "precision: 'int3'"),
        ("rank = 3", "unknown setting 'rank'"),
    ):
        path.write_text(f'kind = "causal"\noutput = "o"\nbase = "b"\n{text}\n{section}', "utf-8")
        with pytest.raises(InputError, match=message):
            read_recipe(path, CausalRecipe)


def test_the_parts_that_come_with_rog_can_be_read() -> None:
    parts = read_parts(ROOT / "training" / "smollm2.toml", CausalRecipe)
    both = ("planning", "reasoning")
    assert [(part.name, part.recipe.objectives, part.starts_from) for part in parts] == [
        ("planning", ("planning",), ()),
        ("reasoning", ("reasoning",), ("planning",)),
        ("joint", both, ("planning",)),
        ("joint_2", both, ("joint",)),
    ]
    assert [part.recipe.start for part in parts[1:]] == [
        f"runs/smollm2/parts/{part.starts_from[0]}" for part in parts[1:]
    ]


def read_metrics(output: Path) -> dict[str, Any]:
    metrics: dict[str, Any] = json.loads((output / "metrics.json").read_text("utf-8"))
    return metrics


def assert_same_losses(one: Path, other: Path) -> None:
    left, right = read_metrics(one), read_metrics(other)
    assert left["train_loss"] == pytest.approx(right["train_loss"], rel=1e-4)
    assert left["validation_loss"] == pytest.approx(right["validation_loss"], rel=1e-4)
    assert left["general_loss"] == pytest.approx(right["general_loss"], rel=1e-4)
