"""Tables of what is no score of a set: robustness, plans alone, what queries express, reasoning, and the constraint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.quality.suite import read_suite
from eval.report.cells import per_cent
from eval.stored import read_benchmark, read_records

__all__ = [
    "constraint_table",
    "coverage_table",
    "direction_table",
    "everyday_table",
    "operations_table",
    "plans_table",
    "reasoners_table",
    "robustness_table",
]

ROBUSTNESS = {
    "as it is": ("plain", "exact"),
    "all edges": ("edges_removed", "0.0", "exact"),
    "20 % of the edges gone": ("edges_removed", "0.2", "exact"),
    "topic misspelt": ("mistyped", "misspelt_topic", "exact"),
    "wording misspelt": ("mistyped", "misspelt_wording", "exact"),
    "lower case": ("mistyped", "lower_cased", "exact"),
    "silent without the relation": ("relation_removed", "abstained"),
    "silent or unsure without it": ("relation_removed", "abstained_or_low"),
    "right without it": ("relation_removed", "still_right"),
    "silent or unsure without the topic": ("topic_removed", "abstained_or_low"),
    "sure where right": ("still_answers", "share"),
}
"""Columns of the table of robustness, and where a report has them."""

PLANNERS = {
    "compact": "the shipped model, 27 million parameters, never saw WebQSP",
    "compact:runs/adapted/webqsp": "after `rog adapt` on the graph alone",
    "compact:runs/webqsp": "trained on WebQSP (below)",
    "rog-webqsp:DATA/webqsp/validation.jsonl.gz": "the plans that RoG published",
}
"""Planners that are measured alone, by the spec they are loaded by."""

MOST_REASONS = 3
"""Reasons that are told for each set of questions that the algebra does not express whole."""

REASONERS = {
    "oracle-smollm2": "adapter",
    "oracle-joint": "`joint` in `training/smollm2.toml`, its first half",
    "oracle-reasoning": "`reasoning` there, reasoning alone, shown as many reasoning examples as that",
    "oracle-untuned": "untuned",
}
"""Reasoners that are measured alone, by the report's file."""

CONSTRAINED = {
    "metaqa/3hop": "MetaQA 3 hops",
    "webqsp/train": "WebQSP, training part",
    "worldgraph": "world, generated",
    "graphs/oewn": "WordNet, generated",
}
"""Sets on which the constraint is measured, as the report calls them."""


def robustness_table(folder: Path) -> list[list[str]]:
    """Exact answers where edges go or questions are misspelt, and who is silent or doubts when the relation is gone.

    By the reports of eval.robustness.robustness; a set without one is left out, and so is what a report has not.
    """
    reports = {report.get("dataset"): report for report in read_records(folder / "robustness.jsonl")}
    rows = [
        [one.dataset, *(per_cent(_at(reports[one.dataset], keys)) for keys in ROBUSTNESS.values())]
        for one in read_suite()
        if one.dataset in reports
    ]
    return [["exactly right", *ROBUSTNESS], *rows]


def _at(report: Mapping[str, Any], keys: Sequence[str]) -> float | None:
    """A share of a report; None where it has none."""
    found: Any = report
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if found is None else float(found)


def plans_table(folder: Path) -> list[list[str]]:
    """Plan hits of a planner alone on WebQSP, by what the graph holds and by all its relations."""
    reports = {report["planner"]: report for report in read_records(folder / "plans.jsonl")}
    rows = [["plan hit@1 / 2 / 3, per cent", "what the graph holds, where it has the topic", "any relation"]]
    for planner, name in PLANNERS.items():
        if report := reports.get(planner):
            shares = (report["constrained_where_known"], report["anywhere"])
            rows.append([name, *(" / ".join(map(per_cent, hits)) for hits in shares)])
    return rows


def reasoners_table(folder: Path) -> list[list[str]]:
    """What a reasoner makes of one path that leads to an answer among others that do not."""
    rows = [["", "questions", "Hits@1", "answers with the path", "silent without it",
             "answers whose path leads to them"]]  # fmt: skip
    for file, name in REASONERS.items():
        report = read_benchmark(folder, file)
        shares = ("hits_at_1", "answered_with_oracle", "abstained_without_oracle", "answers_that_cite_a_path_to_them")
        rows.append([name, str(report["questions"]), *(_short(report[share]) for share in shares)])
    return rows


def coverage_table(folder: Path) -> list[list[str]]:
    """What share of published questions the query algebra expresses, and the most frequent reasons of the others."""
    rows = [["", "queries", "expressed, per cent", "of these as several questions", "most frequent of what is not"]]
    for report in read_records(folder / "coverage.jsonl"):
        reasons = list(report["reasons"].items())[:MOST_REASONS]
        told = "; ".join(f"{reason} ({count:,})" for reason, count in reasons)
        share = per_cent(report["expressed"] / report["queries"])
        rows.append([report["dataset"], f"{report['queries']:,}", share, f"{report['as_several']:,}", told])
    return rows


OUTCOMES = ("right", "right, doubted", "wrong, sure", "wrong, doubted", "none")
ANSWERERS = {
    ("develop", "compact"): "rog",
    ("sealed", "compact"): "rog, sealed part",
    ("develop", "compact, unranked"): "without ranking",
    ("develop", "compact?forms=no"): "without forms",
    ("develop", "causal:smollm2?base=BASE&dtype=bfloat16"): "causal: SmolLM2-135M with rog's adapter",
    ("develop", "causal:BASE?dtype=bfloat16"): "causal: SmolLM2-135M, untuned",
    ("develop", "chat:SmolLM2-135M-Instruct"): "chat: SmolLM2-135M, untuned, on four of the graphs",
}


def operations_table(folder: Path) -> list[list[str]]:
    """How questions that ask for operations were answered: by each answerer, and by rog for each form."""
    return _of_each(folder / "operations.jsonl")


def direction_table(folder: Path) -> list[list[str]]:
    """How questions that ask for one direction of a relation were answered: by each answerer, and by rog."""
    return _of_each(folder / "direction.jsonl")


def everyday_table(folder: Path) -> list[list[str]]:
    """How everyday questions over other graphs were answered: by each answerer, and by rog for each form."""
    return _of_each(folder / "everyday.jsonl")


def _of_each(path: Path) -> list[list[str]]:
    rows = [["", "questions", "right, sure", *OUTCOMES[1:]]]
    reports = {(one["part"], one["answerer"]): one["outcomes"] for one in read_records(path)}
    rows += [_outcomes(name, reports[key]["all"]["all"]) for key, name in ANSWERERS.items() if key in reports]
    forms = reports["develop", "compact"]["form"]
    return rows + [_outcomes(form.replace("_", " "), found) for form, found in forms.items()]


def _outcomes(name: str, found: Mapping[str, int]) -> list[str]:
    return [name, str(sum(found.values())), *(str(found[one]) for one in OUTCOMES)]


def _short(share: float) -> str:
    return per_cent(share).removesuffix(".0")


def constraint_table(folder: Path) -> list[list[str]]:
    """What the constraint of a causal planner gives and costs."""
    rows = [["questions", "relations", "plans that exist", "the same of free text",
             "a token written, constrained / free", "a token read, the same", "seconds a question, p50"]]  # fmt: skip
    report = read_benchmark(folder, "constrained")
    for key, name in CONSTRAINED.items():
        one = report[key]
        plans = f"{round(one['plans_that_exist'] * one['plans']):,} of {one['plans']:,}"
        written, read = (
            one[f"milliseconds_a_token_{how}"] / one["milliseconds_a_token_free"] for how in ("written", "read")
        )
        measured = (written, read, one["seconds_a_question_p50_p95"][0])
        free = _short(one["free_text_that_exists"])
        rows.append([name, f"{one['relations']:,}", plans, free, *(f"{figure:.2f}" for figure in measured)])
    return rows
