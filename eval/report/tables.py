"""Write the README's tables from the stored results: python -m eval.report.tables [--check]

A table stands between `<!-- table: NAME -->` and `<!-- end of table -->`. `--check` changes nothing and exits with 1
where the README and the results differ.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.quality.suite import read_suite
from eval.stored import RESULTS, StoredResult, read_results
from rog.errors import InputError

__all__ = ["NAMES", "TRAINED", "filled", "main"]

README = Path("README.md")
TABLE = re.compile(r"(<!-- table: ([^\n]*?) -->\n)(.*?)(<!-- end of table -->)", re.DOTALL)

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
ROBUSTNESS = {
    "as it is": ("plain", "exact"),
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
            f"{_percent(given.scores[name])} / {_percent(linked.scores[name])}" for name in ("hits_at_1", "f1", "exact")
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
        shares = [f"{_percent(given.scores[name])} / {_percent(linked.scores[name])}" for name in ("hits_at_1", "f1")]
        plans = " / ".join(_percent(given.scores.get(f"plan_hit_at_{most}")) for most in (1, 3))
        rows.append(
            [dataset, f"{given.scores['questions']:,.0f}", shares[0], _interval(given, "hits_at_1"), shares[1], plans,
             _hits(stored, dataset, ADAPTED), _percent(nearest.scores["hits_at_1"])]
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
                plans = " / ".join(_percent(found.scores[f"plan_hit_at_{most}"]) for most in (1, 2, 3))
                shares = [_percent(found.scores[one]) for one in ("hits_at_1", "f1")]
                rows.append([dataset, name, f"{found.scores['questions']:,.0f}", *shares, plans])
    return rows


def baselines_table(stored: Stored) -> list[list[str]]:
    """Hits@1 and F1 of every answerer, topics given."""
    answerers = ("rog", *BASELINES)
    rows = [["Hits@1 / F1", *answerers]]
    for dataset in (*TRAINED, *UNSEEN):
        found = [stored.get((dataset, answerer, "given")) for answerer in answerers]
        cells = [f"{_percent(one.scores['hits_at_1'])} / {_percent(one.scores['f1'])}" if one else "–" for one in found]
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
            shares = [_percent(scores[one]) for one in ("hits_at_1", "f1", "plan_hit_at_1")]
            calls = f"{scores['model_calls']:.1f}"
            rows.append([dataset, name, f"{scores['questions']:,.0f}", *shares, seconds, calls, tokens])
    return rows


def robustness_table(folder: Path) -> list[list[str]]:
    """Exact answers where edges go or questions are misspelt, and who is silent or doubts when the relation is gone.

    By the reports of eval.robustness.robustness in `folder`; a set without one is left out, and so is what a report
    has not.
    """
    rows = [["exactly right", *ROBUSTNESS]]
    for measured in read_suite():
        path = folder / "robustness" / f"{measured.name}.json"
        if path.exists():
            report = _report(path)
            rows.append([measured.dataset, *(_percent(_at(report, *keys)) for keys in ROBUSTNESS.values())])
    if len(rows) == 1:
        raise InputError(f"{folder / 'robustness'}: no report of eval.robustness.robustness")
    return rows


def _report(path: Path) -> dict[str, Any]:
    try:
        report: dict[str, Any] = json.loads(path.read_text("utf-8"))
        _at(report, "plain", "exact")
    except (OSError, ValueError, AttributeError) as error:
        raise InputError(f"{path}: no report of eval.robustness.robustness: {error}") from error
    return report


def _at(report: Mapping[str, Any], part: str, *keys: str) -> float | None:
    """A share of a report; None where it has none."""
    found: Any = report.get(part)
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if found is None else float(found)


TABLES: dict[str, Callable[[Stored], list[list[str]]]] = {
    "answers": answers_table,
    "unseen": unseen_table,
    "ablations": ablations_table,
    "trainings": trainings_table,
    "other models": others_table,
    "baselines": baselines_table,
    "language models": models_table,
}
"""Tables that are made from scores; `robustness` is made from other reports."""


NAMES = (*TABLES, "robustness")


def _one(stored: Stored, dataset: str, answerer: str, topics: str) -> StoredResult:
    try:
        return stored[dataset, answerer, topics]
    except KeyError:
        raise InputError(
            f"no stored result of {answerer} on {dataset!r}, topics {topics}: run eval.quality.suite"
        ) from None


def _hits(stored: Stored, dataset: str, answerer: str) -> str:
    found = stored.get((dataset, answerer, "given"))
    return _percent(found.scores["hits_at_1"] if found else None)


def _hits_table(
    stored: Stored, datasets: Sequence[str], answerers: Sequence[str], *, beside: Sequence[str] = ()
) -> list[list[str]]:
    """Hits@1 of the datasets that any of the answerers was asked; those `beside` them stand in front."""
    columns = (*beside, *answerers)
    asked = (one for one in datasets if any((one, name, "given") in stored for name in answerers))
    return [["Hits@1", *columns], *([one, *(_hits(stored, one, name) for name in columns)] for one in asked)]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _interval(result: StoredResult, name: str) -> str:
    low, high = result.intervals[name]
    return f"{100 * low:.1f} to {100 * high:.1f}"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; a bar in a cell is escaped."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]]) + "\n"


def filled(text: str, results: Sequence[StoredResult], folder: Path) -> str:
    """The text with its tables written anew. Raises InputError for an unknown table, and for one that does not end."""
    stored = {(one.dataset, one.answerer.partition(":")[0], one.topics): one for one in results}
    if text.count("<!-- table:") != len(TABLE.findall(text)):
        raise InputError("a table in the README has no <!-- end of table -->")

    def table(match: re.Match[str]) -> str:
        name = match[2]
        if name not in NAMES:
            raise InputError(f"the README asks for the table {name!r}; there are {', '.join(NAMES)}")
        rows = robustness_table(folder) if name == "robustness" else TABLES[name](stored)
        return match[1] + "\n" + markdown(rows) + "\n" + match[4]

    return TABLE.sub(table, text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.report.tables", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 where they differ")
    parser.add_argument("--readme", type=Path, default=README)
    parser.add_argument("--results", type=Path, default=RESULTS)
    args = parser.parse_args(arguments)
    text = args.readme.read_text("utf-8")
    wanted = filled(text, read_results(sorted(args.results.glob("*.json"))), args.results)
    if args.check:
        differ = [
            now[1] for now, then in zip(TABLE.findall(text), TABLE.findall(wanted), strict=True) if now[2] != then[2]
        ]
        for name in differ:
            print(f"{args.readme}: the table {name!r} differs from the stored results; python -m eval.report.tables")
        return 1 if differ else 0
    args.readme.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
