"""`rog adapt` from a graph to a model: what is asked, what is learnt, what is kept, and what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import networkx as nx
import pytest

pytest.importorskip("torch", reason="training takes the extra rog[train]")
pytest.importorskip("lemminflect", reason="training takes the extra rog[train]")

import torch
from transformers import BertConfig, TrainerControl, TrainerState, TrainingArguments

import rog
from rog.cli import main
from rog.errors import GraphError, InputError, MissingExtraError, ModelError
from rog.graph import Graph, open_graph
from rog.graph.index.building.build import build_index
from rog.graph.index.store import IndexGraph
from rog.graph.records import EdgeRecord
from rog.metrics import score_question, summarize
from rog.questions import Question
from rog.result import Result
from rog.training import AdaptReport, AdaptSettings, SetScores, adapt
from rog.training.adaptation import settings as adaptation_settings
from rog.training.adaptation.own_questions import read_own_questions
from rog.training.adaptation.questions import make_for_graph, share_held_out
from rog.training.adaptation.recipes import adaptation_recipe, own_weight, with_steps
from rog.training.adaptation.snapshot import take_snapshot
from rog.training.adaptation.speed import Deadline, steps_within
from rog.training.compact.export import export_model, load_model
from rog.training.compact.model import CompactModel, Shape
from rog.training.recipe import DataSource, Recipe, read_recipe, write_recipe
from tests.fakes.training_people import KILL_AT, run_python, write_people

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "rog" / "models" / "compact"

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_thread")]

QUICK = AdaptSettings(
    count=120,
    steps=20,
    batch=24,
    learning_rate=5e-3,
    encoder_learning_rate=5e-3,
    world=0.1,
    words=0.0,
    evaluated=40,
    bfloat16=False,  # which is faster may change from one run to the next
)
ADAPT_KILLED_AT = f"""
import sys, torch
torch.set_num_threads(1)
from rog.training import AdaptSettings, adapt
{KILL_AT}
adapt(sys.argv[1], sys.argv[2], settings=AdaptSettings(**eval(sys.argv[3])))
"""


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small graph."""
    return write_people(tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def tiny(one_thread: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny model that has learnt nothing."""
    torch.manual_seed(1)
    config = BertConfig(
        hidden_size=24, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, max_position_embeddings=128
    )
    folder = tmp_path_factory.mktemp("tiny") / "model"
    export_model(CompactModel(config, Shape(heads=2, feed_forward=1024)), SHIPPED / "tokenizer.json", folder)
    return folder


@pytest.fixture(scope="module")
def adapted(people: Path, tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, AdaptReport]:
    """The folder of an adapted model, and what was told of it."""
    folder = tmp_path_factory.mktemp("adapted") / "model"
    return folder, adapt(people / "people.rog", folder, settings=replace(QUICK, start=str(tiny)))


def test_held_out_questions_are_asked_before_and_after(adapted: tuple[Path, AdaptReport]) -> None:
    folder, report = adapted
    assert [one.name for one in report.sets] == ["graph", "world"]
    assert report.sets[0].questions >= 5
    assert report.kept == ("start" if report.sets[0].is_worse else "adapted")
    assert report.steps == 20
    assert report.questions > 50
    assert json.loads((folder / "adaptation.json").read_text("utf-8"))["steps"] == 20
    metrics = json.loads((folder / "metrics.json").read_text("utf-8"))
    assert metrics["graph, topics given"]["hits_at_1"] == report.sets[0].hits_at_1_after


def test_the_folder_is_a_model_with_its_card_and_nothing_of_the_work(
    adapted: tuple[Path, AdaptReport], people: Path
) -> None:
    folder, report = adapted
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md", "adaptation.json", "config.json", "decoder.onnx", "encoder.onnx", "metrics.json", "recipe.toml",
        "tokenizer.json", "weights.safetensors",
    ]  # fmt: skip
    card = (folder / "README.md").read_text("utf-8")
    assert f"| the graph | {report.sets[0].questions} |" in card
    result = rog.open(str(people / "people.rog"), planner=f"compact:{folder}").ask("What does Ada live in?", ["Ada"])
    assert result.error is None
    assert all(plan.branches[0].topic == "Ada" for plan in result.plans if plan.branches)


def test_a_killed_run_goes_on_to_the_same_model(
    adapted: tuple[Path, AdaptReport], people: Path, tiny: Path, tmp_path: Path
) -> None:
    settings = replace(QUICK, start=str(tiny))
    graph, folder = people / "people.rog", tmp_path / "model"
    killed = run_python("-c", ADAPT_KILLED_AT.format(step=10), str(graph), str(folder), repr(vars(settings)))
    assert killed.returncode == -9, killed.stderr
    assert [path.name for path in folder.iterdir()] == ["work"]
    with pytest.raises(InputError, match="of another graph, or with other settings, was interrupted"):
        adapt(graph, folder, settings=replace(settings, seed=1))
    made = (folder / "work" / "graph.jsonl").stat().st_mtime_ns
    checkpoints = {path.name for path in (folder / "work" / "trained" / "checkpoints").iterdir()}
    assert "checkpoint-8" in checkpoints
    assert (folder / "work" / "graph.jsonl").stat().st_mtime_ns == made
    report = adapt(graph, folder, settings=settings)
    assert report.sets == adapted[1].sets
    losses = [
        json.loads((path / "metrics.json").read_text("utf-8"))["validation_loss"] for path in (folder, adapted[0])
    ]
    assert losses[0] == pytest.approx(losses[1], abs=1e-5)
    one, other = (load_model(path).state_dict() for path in (folder, adapted[0]))
    for name, weight in one.items():
        torch.testing.assert_close(weight, other[name], atol=1e-5, rtol=0)


@pytest.mark.parametrize(
    ("after", "kept", "said"), [(1.0, "adapted", "as trained"), (0.0, "start", "worse than before")]
)
def test_the_better_model_is_kept(
    after: float, kept: str, said: str, people: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adaptation_settings, "CERTAIN_STANDARD_ERRORS", 0.0)  # too few are held out here to tell

    def train(recipe: Recipe, *_: object) -> dict[str, object]:
        shutil.copytree(str(recipe.start), recipe.output)
        (Path(recipe.output) / "config.json").write_text("{}")
        for name in ("README.md", "recipe.toml", "metrics.json"):
            (Path(recipe.output) / name).write_text("as trained")
        return {f"{source.name}, topics given": {"hits_at_1": after, "f1": after} for source in recipe.data}

    nothing = summarize([score_question(Result(question="?"), Question(question="?"))])
    half = replace(nothing, hits_at_1=0.5, f1=0.5)
    monkeypatch.setattr("rog.training.adaptation.run.evaluate", lambda *_, **__: half)
    monkeypatch.setattr("rog.training.adaptation.run.train", train)
    report = adapt(people / "people.rog", tmp_path / "model", settings=replace(QUICK, start=str(tiny)))
    assert report.kept == kept
    assert report.sets[0].is_worse == (kept == "start")
    assert ((tmp_path / "model" / "config.json").read_text() == "{}") == (kept == "adapted")
    assert said in (tmp_path / "model" / "README.md").read_text("utf-8")
    assert bool(report.warnings) == (kept == "start"), "the world's questions were forgotten as well"


# the command


def test_the_command_tells_what_came_of_it_and_may_write_there_again(
    people: Path, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text('{"question": "Whose pal is Ada?", "topics": ["Ada"], "gold_paths": [["^friend"]]}\n', "utf-8")
    command = [
        "adapt", str(people / "people.rog"), "-o", str(tmp_path / "model"), "--start", str(tiny), "--count", "60",
        "--steps", "2", "--questions", str(own),
    ]  # fmt: skip
    assert main(command) == 0
    said = capsys.readouterr().out
    assert f"questions about {people / 'people.rog'} and 1 of yours; 2 steps of training" in said
    assert f'rog ask -g {people / "people.rog"} --planner compact:{tmp_path / "model"} "…"' in said
    assert "held-out questions, topics given" in said
    assert main([*command, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["own_questions"], report["steps"]) == (1, 2)
    assert [one["name"] for one in report["sets"]] == ["graph", "world"]


@pytest.mark.parametrize("minutes", ["0", "-1", "soon", "inf", "nan"])
def test_minutes_are_a_number(minutes: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["adapt", "world", "-o", "model", "--minutes", minutes])
    assert f"'{minutes}' is not a number of minutes" in capsys.readouterr().err


# what is refused, leaving nothing behind


def test_a_folder_with_something_else_is_not_written_to(people: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="holds something that is no adapted model"):
        adapt(people / "people.rog", tmp_path)
    with pytest.raises(InputError, match="this is a file"):
        adapt(people / "people.rog", tmp_path / "thesis.txt")
    with pytest.raises(InputError, match=r"there is no folder .*absent; make it first"):
        adapt(people / "people.rog", tmp_path / "absent" / "model")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_model_is_not_adapted_into_its_own_folder(adapted: tuple[Path, AdaptReport], people: Path) -> None:
    folder, _ = adapted
    with pytest.raises(InputError, match="the model to begin with is in this folder"):
        adapt(people / "people.rog", folder, settings=AdaptSettings(start=str(folder)))


def write_graph(path: Path, edges: Sequence[tuple[str, str, str]]) -> Path:
    build_index([EdgeRecord(*edge) for edge in edges], path)
    return path


def test_graphs_that_nothing_can_be_asked_about(people: Path, tmp_path: Path) -> None:
    output = tmp_path / "model"
    codes = write_graph(tmp_path / "codes.rog", [(f"Person {at}", "P31", f"Town {at % 3}") for at in range(30)])
    with pytest.raises(InputError, match=r"no relation of the graph has a name that can be read; .*--relations"):
        adapt(codes, output)
    with pytest.raises(InputError, match="the graph has no edges"):
        adapt(write_graph(tmp_path / "empty.rog", []), output)
    few = write_graph(tmp_path / "few.rog", [("Ada", "friend", "Bert")])
    with pytest.raises(InputError, match=r"only . things can be asked about the graph"):
        adapt(few, output)
    with pytest.raises(GraphError, match="no such file"):
        adapt(tmp_path / "absent.tsv", output)
    assert not output.exists()


def test_relations_are_called_what_the_user_says(tmp_path: Path) -> None:
    edges = [(f"Person {name}", "P31", f"{town} Town") for name, town in zip("ABCDEFGH", "XYZXYZXY", strict=True)]
    codes = write_graph(tmp_path / "codes.rog", edges)
    graph = take_snapshot(str(codes), [], {"P31": "home town"}, tmp_path / "graph.rog")
    assert graph.describe(["P31"])[0].names == ("home town",)
    made = make_for_graph(graph, 30, 0, "codes")
    assert any("home town" in row.question for row in made.certain)


def test_a_start_that_is_no_model_is_refused(people: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"not a compact model folder: it has no config.json"):
        adapt(people / "people.rog", tmp_path / "model", settings=AdaptSettings(start=str(tmp_path)))


def test_what_is_not_installed_is_said(people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rog.training.adaptation.find_spec", lambda name: None if name == "torch" else name)
    with pytest.raises(MissingExtraError, match=r"torch is not installed; pip install 'rog\[train\]'"):
        adapt(people / "people.rog", tmp_path / "model")


@pytest.mark.parametrize("wrong", [{"count": 0}, {"minutes": -1.0}, {"world": 1.0}, {"validation": -0.1}])
def test_settings_that_cannot_be(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError, match=f"{next(iter(wrong))} is {next(iter(wrong.values()))}"):
        AdaptSettings(**wrong)  # type: ignore[arg-type]


# the graph


def test_a_networkx_graph_is_learnt_from_as_it_stands(tmp_path: Path) -> None:
    graph = nx.MultiDiGraph()
    graph.add_node("a", name="Ada", types=["person"])
    graph.add_edge("a", "b", key="friend")
    graph.add_edge("b", "c", key="lives in")
    graph.add_edge("a", "c", key="friend")
    taken = take_snapshot(graph, [], None, tmp_path / "graph.rog")
    assert taken.ends([("a", ("friend",))], 9)[0] == ("b", "c")
    assert taken.ends([("c", ("^lives in",))], 9)[0] == ("b",)
    assert taken.entities(["a"])[0] == open_graph(graph).entities(["a"])[0]
    graph.add_edge("a", "d", key="friend")
    again = take_snapshot(graph, [], None, tmp_path / "graph.rog")
    assert again.triple_count == 3, "a run that goes on has the graph that it began with"


def test_a_graph_that_lists_no_entities_is_refused(people: Path, tmp_path: Path) -> None:
    class Closed:
        def __getattr__(self, name: str) -> object:
            if name in ("starts", "records"):
                raise AttributeError(name)
            return getattr(IndexGraph(people / "people.rog"), name)

    with pytest.raises(InputError, match="a Closed does not list its entities"):
        adapt(Closed(), tmp_path / "model")
    assert not (tmp_path / "model").exists()


# questions


def test_every_step_is_learnt_and_longer_paths_are_held_out_whole(people: Path) -> None:
    graph = open_graph(str(people / "people.rog"))
    made = make_for_graph(graph, 200, 0, "people")
    certain = {row.gold_paths[0] for row in made.certain}
    assert certain == {("friend",), ("^friend",), ("lives in",), ("^lives in",)}
    for row in made.split:
        (path,) = row.gold_paths
        assert (row.template == " / ".join(path)) == (len(path) > 1)
    assert len({row.question for row in (*made.certain, *made.split)}) == len(made.certain) + len(made.split)
    assert make_for_graph(graph, 200, 0, "people") == made


def test_something_is_held_out_of_few_questions() -> None:
    rows = [Question(question=f"{at}?", hops=1, template=str(at)) for at in range(3)]
    assert round(3 * share_held_out(rows, 0.01)) == 1
    assert share_held_out(rows, 0.5) == 0.5
    with pytest.raises(InputError, match="too few and too alike"):
        share_held_out(rows[:1], 0.1)


def test_your_own_questions_are_completed(people: Path, tmp_path: Path) -> None:
    graph: Graph = open_graph(str(people / "people.rog"))
    rows: list[dict[str, object]] = [
        {"question": "Where is the flat of Ada?", "topics": ["ada"], "answers": ["oslo"]},
        {"question": "Where is the flat of Bert?", "answers": ["Rome"]},
        {"question": "Who are pals of Ada?", "topics": ["Ada"], "gold_paths": [["friend"]]},
        {"question": "What did Ada eat?", "topics": ["Ada"]},
        {"question": "Where is the flat of Nobody?", "topics": ["Nobody"], "answers": ["Rome"]},
    ]
    path = tmp_path / "own.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    fit, wrong = read_own_questions([path], graph)
    assert [(row.topics, row.answers) for row in fit] == [
        (("Ada",), ("Oslo",)),
        (("Bert",), ("Rome",)),
        (("Ada",), ("Bert", "Emil")),
        (("Ada",), ()),
    ]
    assert wrong == [f"{path}, question 5: no relation path leads from its topics to its answers"]
    path.write_text(json.dumps(rows[-1]) + "\n", "utf-8")
    with pytest.raises(InputError, match=r"no question can be learnt from; .*question 1"):
        read_own_questions([path], graph)


def test_own_questions_are_seen_as_often_however_many_there_are() -> None:
    settings = AdaptSettings(own_passes=20.0, own_share=0.25)
    assert own_weight(5, 10_000, settings) * 10_000 == pytest.approx(100)
    assert own_weight(50, 10_000, settings) * 10_000 == pytest.approx(1000)
    assert own_weight(5000, 10_000, settings) == 0.25


def test_shares_of_the_sources_add_up() -> None:
    settings = AdaptSettings(world=0.2, batch=32)
    sources = [DataSource("g.rog", (f"{name}.jsonl",), name=name) for name in ("steps", "graph", "own", "world")]
    recipe = adaptation_recipe(sources, 5, Path("start"), Path("out"), "films", settings)
    weights = {source.name: source.weight for source in with_steps(recipe, 100, 20, 5, settings).data}
    assert sum(weights.values()) + settings.words == pytest.approx(1.0)
    assert weights["world"] == 0.2
    assert recipe.words == settings.words
    assert weights["own"] * 3200 == pytest.approx(125)


def test_the_recipe_is_read_as_it_was_written(tmp_path: Path) -> None:
    source = DataSource('a "b"\x7f.rog', ("\N{SMILING FACE WITH OPEN MOUTH}.jsonl",), name="graph")
    recipe = adaptation_recipe([source], 0, Path("start"), Path("out"), "films", AdaptSettings())
    assert read_recipe(write_recipe(recipe, tmp_path / "recipe.toml"), Recipe) == recipe


# time


def test_steps_fit_into_the_time() -> None:
    steps, every = steps_within(600, per_step=2.0, validation=8.0, most=1000)
    assert steps % every == 0
    assert steps == 5 * every
    assert steps > 250
    for seconds in range(100, 2000, 10):
        steps, every = steps_within(seconds, per_step=10.0, validation=5.0, most=1000)
        assert steps % every == 0
        assert 10.0 * steps + (steps // every + 1) * 5.0 <= seconds
    assert steps_within(600, per_step=2.0, validation=8.0, most=17)[0] <= 17
    assert steps_within(-5, per_step=2.0, validation=8.0, most=17) == (1, 1)


def test_a_deadline_leaves_time_for_the_validations_that_follow() -> None:
    arguments, state, control = TrainingArguments(), TrainerState(global_step=1, max_steps=9), TrainerControl()
    deadline = Deadline(perf_counter() + 100, validation=60.0)
    assert deadline.on_step_end(arguments, state, control).should_training_stop
    deadline = Deadline(perf_counter() + 100, validation=60.0)
    deadline.on_evaluate(arguments, state, control, metrics={"eval_runtime": 20.0})
    assert not deadline.on_step_end(arguments, state, TrainerControl()).should_training_stop
    assert deadline.stopped is None
    assert deadline.on_step_end(arguments, state, TrainerControl(should_evaluate=True)).should_training_stop is False
    deadline.on_evaluate(arguments, state, control, metrics={"eval_runtime": 34.0})
    assert not deadline.on_step_end(arguments, state, TrainerControl()).should_training_stop
    assert deadline.on_step_end(arguments, state, TrainerControl(should_evaluate=True)).should_training_stop
    deadline.stopped = None
    deadline.on_evaluate(arguments, state, control, metrics={"eval_runtime": 51.0})
    assert deadline.on_step_end(arguments, state, TrainerControl()).should_training_stop
    assert deadline.stopped == 1


@pytest.mark.parametrize(
    ("questions", "before", "after", "worse"),
    [(150, 1.0, 0.993, False), (150, 1.0, 0.95, True), (150, 0.6, 0.55, False), (150, 0.6, 0.45, True),
     (9, 0.5, 0.5, False), (9, 1.0, 1.0, False), (9, 0.0, 1.0, False), (9, 1.0, 0.0, True)],
)  # fmt: skip
def test_worse_is_what_chance_does_not_explain(questions: int, before: float, after: float, worse: bool) -> None:
    assert SetScores("graph", questions, before, after, 0.5, 0.5).is_worse == worse


def test_a_training_that_is_late_ends_with_what_it_has(
    people: Path, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rog.training.adaptation.run.Deadline", lambda *_: Deadline(0.0, 0.0))
    report = adapt(people / "people.rog", tmp_path / "model", settings=replace(QUICK, start=str(tiny)))
    assert report.steps == 1
    assert f"training was slower than at its beginning and ended after step 1 of {QUICK.steps}" in report.warnings
    assert rog.open(people / "people.rog", planner=f"compact:{report.output}").graph.relations()


def test_a_short_time_is_told(people: Path, tiny: Path, tmp_path: Path) -> None:
    report = adapt(people / "people.rog", tmp_path / "model", settings=replace(QUICK, start=str(tiny), minutes=0.01))
    assert report.steps == 1
    assert report.warnings[0] == "there was time for 1 steps only; give it more with --minutes"
    shutil.rmtree(tmp_path / "model")
