"""Tables of scores: what each answerer reaches on each set."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from eval.quality.faults import STAGES
from eval.report.cells import per_cent
from eval.stored import StoredResult
from rog.errors import InputError

__all__ = ["ABLATIONS", "ADAPTED", "LANGUAGE_MODELS", "OTHERS", "SCORES", "SHORT", "TRAINED", "UNSEEN", "Stored"]

TRAINED = ("world, written by hand", "MetaQA 1 hop", "MetaQA 2 hops", "MetaQA 3 hops")
UNSEEN = (
    "small graphs, by hand",
    "PathQuestion 2 hops", "PathQuestion 3 hops", "PathQuestion 2 hops on FB13", "WebQSP", "OpenFlights, plain",
    "OpenFlights, varied", "Hetionet, plain", "Hetionet, varied", "PokéAPI, plain", "PokéAPI, varied",
    "NELL-995, plain", "NELL-995, varied",
)  # fmt: skip
ADAPTED = "adapted"
ABLATIONS = ("without the constraint", "without words", "without domain and range")
SHORT = ("short training", "short, without word questions", "short, without graph questions")
"""Trainings of one length, with and without a kind of questions."""
OTHERS = ("never saw MetaQA", "never saw MetaQA, adapted", "adapted, with own questions", "trained on WebQSP")
"""Compact models that were shown less or more than the shipped one."""
BASELINES = ("frequent", "nearest", "bm25", "embedding", "breadth", "rog-webqsp")

LANGUAGE_MODELS = (
    "untuned, planner", "untuned, both", "smollm2, planner", "smollm2, both", "smollm2 tuned on WebQSP, planner",
    "smollm2 tuned on WebQSP, both",
)  # fmt: skip

Stored = Mapping[tuple[str, str, str], StoredResult]
"""Results by dataset, answerer and topics."""


def answers_table(stored: Stored) -> list[list[str]]:
    """What rog reaches on the graphs its model was trained on, topics given and found."""
    rows = [["questions", "number", "Hits@1", "set F1", "exactly right", "F1, 95 %"]]
    for dataset in TRAINED:
        given, linked = (_one(stored, dataset, "rog", topics) for topics in ("given", "linked"))
        shares = [
            f"{per_cent(given.scores[name])} / {per_cent(linked.scores[name])}" for name in ("hits_at_1", "f1", "exact")
        ]
        rows.append([dataset, f"{given.scores['questions']:,.0f}", *shares, _interval(linked, "f1")])
    return rows


def unseen_table(stored: Stored) -> list[list[str]]:
    """What rog reaches on graphs and questions its model never saw, beside the nearest words and an adapted model."""
    rows = [["questions", "number", "Hits@1", "95 %", "set F1", "plan hit@1 / 3", "after `rog adapt`, Hits@1",
             "nearest words, Hits@1"]]  # fmt: skip
    for dataset in UNSEEN:
        given, linked = (_one(stored, dataset, "rog", topics) for topics in ("given", "linked"))
        nearest = _one(stored, dataset, "nearest", "given")
        shares = [f"{per_cent(given.scores[name])} / {per_cent(linked.scores[name])}" for name in ("hits_at_1", "f1")]
        plans = " / ".join(per_cent(given.scores.get(f"plan_hit_at_{most}")) for most in (1, 3))
        rows.append(
            [dataset, f"{given.scores['questions']:,.0f}", shares[0], _interval(given, "hits_at_1"), shares[1], plans,
             _hits(stored, dataset, ADAPTED), per_cent(nearest.scores["hits_at_1"])]
        )  # fmt: skip
    return rows


def ablations_table(stored: Stored) -> list[list[str]]:
    """Hits@1 of the shipped model and of it without a part, on what it never saw, topics given."""
    return _hits_table(stored, (TRAINED[0], *UNSEEN), ABLATIONS, beside=("rog",))


def trainings_table(stored: Stored) -> list[list[str]]:
    """Hits@1 of short trainings on what they never saw, topics given."""
    return _hits_table(stored, (*TRAINED[1:], *UNSEEN), SHORT)


def others_table(stored: Stored) -> list[list[str]]:
    """Compact models that were shown less or more than the shipped one, topics given."""
    rows = [["questions", "model", "number", "Hits@1", "set F1", "plan hit@1 / 2 / 3"]]
    for dataset in (*TRAINED, *UNSEEN):
        for name in OTHERS:
            if found := stored.get((dataset, name, "given")):
                plans = " / ".join(per_cent(found.scores[f"plan_hit_at_{most}"]) for most in (1, 2, 3))
                shares = [per_cent(found.scores[one]) for one in ("hits_at_1", "f1")]
                rows.append([dataset, name, f"{found.scores['questions']:,.0f}", *shares, plans])
    return rows


def baselines_table(stored: Stored) -> list[list[str]]:
    """Hits@1 and F1 of every answerer, topics given."""
    answerers = ("rog", *BASELINES)
    rows = [["Hits@1 / F1", *answerers]]
    for dataset in (*TRAINED, *UNSEEN):
        found = [stored.get((dataset, answerer, "given")) for answerer in answerers]
        cells = [f"{per_cent(one.scores['hits_at_1'])} / {per_cent(one.scores['f1'])}" if one else "–" for one in found]
        rows.append([dataset, *cells])
    return rows


def models_table(stored: Stored) -> list[list[str]]:
    """What language models reach, what they cost, and the default planner and reasoner beside them; topics given."""
    rows = [["questions", "answered by", "number", "Hits@1", "set F1", "plan hit@1", "seconds, p50 / p95", "calls",
             "tokens in / out"]]  # fmt: skip
    for dataset in (*TRAINED, "WebQSP"):
        for name in ("rog", *LANGUAGE_MODELS):
            found = stored.get((dataset, name, "given"))
            if found is None:
                continue
            scores = found.scores
            seconds = f"{scores['latency_p50']:.2f} / {scores['latency_p95']:.2f}"
            tokens = f"{scores['input_tokens']:.0f} / {scores['output_tokens']:.0f}"
            shares = [per_cent(scores[one]) for one in ("hits_at_1", "f1", "plan_hit_at_1")]
            calls = f"{scores['model_calls']:.1f}"
            rows.append([dataset, name, f"{scores['questions']:,.0f}", *shares, seconds, calls, tokens])
    return rows


def faults_table(stored: Stored) -> list[list[str]]:
    """Which stage is at fault where the answers are not exactly right, topics found in the question."""
    stages = [stage for stage in STAGES if any(stage in one.faults for one in stored.values())]
    rows = [["questions", "number", "exactly right", *stages]]
    for dataset in (*TRAINED, *UNSEEN):
        found = stored.get((dataset, "rog", "linked"))
        if found is not None and found.faults:
            number = int(found.scores["questions"] or 0)
            counts = [number - sum(found.faults.values()), *(found.faults.get(stage, 0) for stage in stages)]
            rows.append([dataset, *(f"{count:,}" for count in (number, *counts))])
    return rows


SCORES: Mapping[str, Callable[[Stored], list[list[str]]]] = {
    "answers": answers_table,
    "unseen": unseen_table,
    "ablations": ablations_table,
    "trainings": trainings_table,
    "other models": others_table,
    "faults": faults_table,
    "baselines": baselines_table,
    "language models": models_table,
}
"""The tables by name."""


def _one(stored: Stored, dataset: str, answerer: str, topics: str) -> StoredResult:
    try:
        return stored[dataset, answerer, topics]
    except KeyError:
        raise InputError(
            f"no stored result of {answerer} on {dataset!r}, topics {topics}: run eval.quality.suite"
        ) from None


def _hits(stored: Stored, dataset: str, answerer: str) -> str:
    found = stored.get((dataset, answerer, "given"))
    return per_cent(found.scores["hits_at_1"] if found else None)


def _hits_table(
    stored: Stored, datasets: Sequence[str], answerers: Sequence[str], *, beside: Sequence[str] = ()
) -> list[list[str]]:
    """Hits@1 of the datasets that any of the answerers was asked; those `beside` them stand in front."""
    columns = (*beside, *answerers)
    asked = (one for one in datasets if any((one, name, "given") in stored for name in answerers))
    return [["Hits@1", *columns], *([one, *(_hits(stored, one, name) for name in columns)] for one in asked)]


def _interval(result: StoredResult, name: str) -> str:
    low, high = result.intervals[name]
    return f"{100 * low:.1f} to {100 * high:.1f}"
