"""Recipes of several parts: what they give, where they go on after being killed, and what is wrong with one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training takes the extra rog[train]")

import torch

from rog.errors import InputError
from rog.planner import load_planner
from rog.training.commands import run_commands
from rog.training.compact.export import export_model, load_model
from rog.training.compact.train import train
from rog.training.parts import read_parts, train_recipe
from rog.training.recipe import Command, Recipe, read_commands, read_recipe, write_recipe
from tests.fakes.training_people import KILLED_AT, random_planner, run_python, source_of, write_people

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "rog" / "models" / "compact"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_thread")]


@pytest.fixture(scope="module")
def tiny(one_thread: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny model with random weights."""
    folder = tmp_path_factory.mktemp("tiny") / "model"
    export_model(random_planner(), SHIPPED / "tokenizer.json", folder)
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_people(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def finished(data: Path, tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a recipe of two parts and their mean that nothing disturbed."""
    folder = tmp_path_factory.mktemp("finished")
    train_recipe(two_parts(data, tiny, folder), Recipe, train)
    return folder / "output"


def shared_settings(data: Path, start: Path, output: Path) -> Recipe:
    return Recipe(
        output=str(output), data=(source_of(data),), start=str(start), steps=6, batch=8, evaluate_every=3, warmup=2,
        evaluated=2, patience=50,
    )  # fmt: skip


PARTS = """
[[part]]
name = "one"

[[part]]
name = "two"
seed = 1
steps = 9
learning_rate = 1e-3
weights = {people = 2.0}

[[part]]
name = "beside"
start = "one"
seed = 2

[[part]]
name = "mean"
start = ["one", "two", "two"]
steps = 0
"""


def two_parts(data: Path, start: Path, folder: Path, parts: str = PARTS) -> Path:
    """A recipe file of two parts, their mean, and a part that the last does not start from."""
    path = write_recipe(shared_settings(data, start, folder / "output"), folder / "recipe.toml")
    path.write_text(path.read_text("utf-8") + parts, "utf-8")
    return path


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_model(folder).state_dict()


def assert_same_weights(one: Path, other: Path) -> None:
    left, right = weights(one), weights(other)
    assert left.keys() == right.keys()
    assert [name for name, weight in left.items() if not torch.equal(weight, right[name])] == []


def test_parts_give_what_their_recipes_give_one_after_the_other(
    finished: Path, data: Path, tiny: Path, tmp_path: Path
) -> None:
    by_hand = f"""
output = "{tmp_path}/NAME"
batch = 8
evaluate_every = 3
warmup = 2
evaluated = 2
patience = 50
"""
    sources = f"""
[[data]]
name = "people"
graph = "{data / "people.rog"}"
questions = ["{data / "people.jsonl"}"]
validation = 0.5
max_hops = 2
"""
    settings = {
        "one": f'start = "{tiny}"\nsteps = 6\n',
        "two": f'start = "{tmp_path}/one"\nsteps = 9\nseed = 1\nlearning_rate = 1e-3\n',
        "mean": f'start = ["{tmp_path}/one", "{tmp_path}/two", "{tmp_path}/two"]\nsteps = 0\n',
    }
    for name, own in settings.items():
        path = tmp_path / f"{name}.toml"
        weight = "weight = 2.0\n" if name == "two" else ""
        path.write_text(by_hand.replace("NAME", name) + own + sources + weight, "utf-8")
        train(read_recipe(path, Recipe), path)
        assert_same_weights(finished / "parts" / name, tmp_path / name)
    assert_same_weights(finished, tmp_path / "mean")
    moved = weights(tmp_path / "one"), weights(tmp_path / "two")
    assert any(not torch.equal(weight, moved[1][name]) for name, weight in moved[0].items())


def test_the_last_part_is_the_model_with_the_whole_recipe_beside_it(finished: Path) -> None:
    assert (finished / "recipe.toml").read_bytes() == (finished.parent / "recipe.toml").read_bytes()
    assert (finished / "README.md").read_bytes() == (finished / "parts" / "mean" / "README.md").read_bytes()
    assert load_planner(f"compact:{finished}")
    assert {path.name for path in (finished / "parts").iterdir() if path.is_dir()} == {"one", "two", "mean"}
    assert read_recipe(finished / "parts" / "two" / "recipe.toml", Recipe).steps == 9


def never(recipe: Recipe, path: Path) -> dict[str, object]:
    raise AssertionError(f"{recipe.output} was finished")


def test_what_is_finished_is_not_trained_again(finished: Path) -> None:
    metrics = train_recipe(finished.parent / "recipe.toml", Recipe, never)
    assert metrics == json.loads((finished / "metrics.json").read_text("utf-8"))
    assert train_recipe(finished.parent / "recipe.toml", Recipe, never, "one") != metrics


def test_a_run_killed_in_its_second_part_goes_on_there(finished: Path, data: Path, tiny: Path, tmp_path: Path) -> None:
    recipe, parts = two_parts(data, tiny, tmp_path), tmp_path / "output" / "parts"
    killed = run_python("-c", KILLED_AT.format(step=7), str(recipe))  # the first part has six steps
    assert killed.returncode == -9, killed.stderr
    written = (parts / "one" / "README.md").stat().st_mtime_ns
    assert sorted(path.name for path in (parts / "two" / "checkpoints").iterdir()) == ["checkpoint-3", "checkpoint-6"]
    assert not (tmp_path / "output" / "README.md").exists()
    resumed = run_python("-m", "training.train", str(recipe))
    assert resumed.returncode == 0, resumed.stderr
    assert (parts / "one" / "README.md").stat().st_mtime_ns == written
    assert "part one" not in resumed.stderr
    assert "part two" in resumed.stderr
    for name in ("two", "mean"):
        for key, weight in weights(finished / "parts" / name).items():
            torch.testing.assert_close(weights(parts / name)[key], weight, atol=1e-6, rtol=0)


def test_a_part_made_from_one_that_is_gone_is_not_taken_for_finished(data: Path, tiny: Path, tmp_path: Path) -> None:
    made: list[str] = []

    def pretend(recipe: Recipe, path: Path) -> dict[str, object]:
        folder = Path(recipe.output)
        folder.mkdir()
        made.append(folder.name)
        for name, text in (("recipe.toml", path.read_text("utf-8")), ("metrics.json", "{}"), ("README.md", "")):
            (folder / name).write_text(text, "utf-8")
        return {}

    path, parts = two_parts(data, tiny, tmp_path), tmp_path / "output" / "parts"
    train_recipe(path, Recipe, pretend, "beside")
    assert made == ["one", "beside"]
    train_recipe(path, Recipe, pretend)
    assert made == ["one", "beside", "two", "mean"]
    (parts / "one" / "README.md").unlink()
    with pytest.raises(InputError, match="two was made from an earlier 'one': delete that folder"):
        train_recipe(path, Recipe, pretend)


@pytest.mark.parametrize(
    ("parts", "name", "message"),
    [
        ("[[part]]\nsteps = 3\n", "", r"\[\[part\]\] '': each part needs a name of its own"),
        ('[[part]]\nname = "a"\n[[part]]\nname = "a"\n', "", r"\[\[part\]\] 'a': each part needs a name of its own"),
        ('[[part]]\nname = "../a"\n', "", "that a folder can have"),
        ('[[part]]\nname = "a"\nstep = 3\n', "", r"\[\[part\]\] 'a': unknown setting 'step'"),
        ('[[part]]\nname = "a"\nweights = {others = 1.0}\n', "", r"no \[\[data\]\] has the name 'others'"),
        ('[[part]]\nname = "a"\nweights = {}\n', "", r"no \[\[data\]\] section"),
        ('[[part]]\nname = "a"\n', "b", r"no \[\[part\]\] 'b'; there are a"),
        ("", "b", r"no \[\[part\]\] 'b'; there are none"),
    ],
)
def test_what_is_wrong_with_a_part_is_said(
    data: Path, tiny: Path, tmp_path: Path, parts: str, name: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        train_recipe(two_parts(data, tiny, tmp_path, parts), Recipe, never, name)


# what makes the questions


def test_a_command_makes_its_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tmp_path / "new" / "made.txt"
    script = "import sys\nfrom pathlib import Path\nPath(sys.argv[1]).write_text('made')\nsys.exit(len(sys.argv[2:]))\n"
    (tmp_path / "maker.py").write_text(script, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    command = Command(str(made), "maker", ("{makes}",))
    broken = Command(str(tmp_path / "other.txt"), "maker", ("{makes}", "broken"))
    with pytest.raises(InputError, match=r"other\.txt: python -m maker could not make it"):
        run_commands([command, broken])
    written = made.stat().st_mtime_ns
    assert made.read_text("utf-8") == "made"
    run_commands([command])
    assert made.stat().st_mtime_ns == written
    assert not (tmp_path / "other.txt").exists()


# the recipes that come with rog


def test_the_shipped_planners_parts_chain() -> None:
    path = ROOT / "training" / "shipped.toml"
    parts = read_parts(path, Recipe)
    assert [part.name for part in parts] == [str(number) for number in range(1, 13)]
    named = {part.name: part for part in parts}
    for number, part in enumerate(parts[1:], 2):
        own = {"6": ("2", "3", "4", "5"), "10": ("8", "9"), "11": ("8", "9"), "12": ("8", "9", "10", "10", "11", "11")}
        assert part.starts_from == own.get(part.name, (str(number - 1),))
        folders = [named[name].recipe.output for name in part.starts_from]
        assert part.recipe.start == (folders[0] if len(folders) == 1 else tuple(folders))
    assert sum(part.recipe.steps for part in parts) == 9130
    assert {part.recipe.batch for part in parts} == {40}
    assert parts[-1].recipe.steps == 0
    assert len({part.recipe.seed for part in parts[:-1]}) == len(parts) - 1
    metaqa = [any("metaqa" in source.graph for source in part.recipe.data) for part in parts]
    assert metaqa == [False, False, *[True] * 10]
    assert ["MetaQA" in part.recipe.notes for part in parts] == metaqa


@pytest.mark.parametrize("name", ["shipped", "short"])
def test_each_file_of_questions_is_made_or_shared(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROG_DATA", "SHARED")
    path = ROOT / "training" / f"{name}.toml"
    made = {command.makes for command in read_commands(path)}
    for part in read_parts(path, Recipe):
        for source in part.recipe.data:
            assert all(file in made or file.startswith("SHARED/") for file in source.questions)


def test_a_short_training_starts_from_no_other() -> None:
    parts = read_parts(ROOT / "training" / "short.toml", Recipe)
    assert [(part.name, part.starts_from) for part in parts] == [
        ("without_words", ()), ("without_graphs", ()), ("whole", ()),
    ]  # fmt: skip
    assert [bool(part.recipe.words) for part in parts] == [False, True, True]
    assert [len(part.recipe.data) for part in parts] == [4, 1, 4]
