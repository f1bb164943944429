"""How good answers are. Entities are compared by id, values by content; means over questions are macro averages.

Names are compared by `normalize_name`, where a metric compares names at all.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np

from rog.outcome import Plan, Verdict
from rog.query import QueryNode, normal_form
from rog.questions import Question
from rog.result import Result
from rog.types import RelationPath, read_step
from rog.values import read_value

if TYPE_CHECKING:
    from rog.graph import Graph
    from rog.pipeline import RoG

__all__ = [
    "Scores", "answer_kind", "bootstrap_interval", "cited_edges_held", "compared_ids", "evaluate", "exact", "hit",
    "hits_at_1", "intervals", "normalize_name", "path_end_recall", "plan_hit", "precision_recall_f1", "query_hit",
    "score", "score_question", "scores_by_kind", "substring_hit", "summarize",
]  # fmt: skip

MAX_PLAN_ENDS = 10_000
"""Most ends of a plan's branch that `path_end_recall` looks at."""

MEDIATOR_SEPARATOR = ".."
"""Between the two relations that FB15k-237 joins by their mediator."""

ARTICLES = re.compile(r"\b(a|an|the)\b")
PUNCTUATION = str.maketrans("", "", string.punctuation)

QuestionScores = Mapping[str, float | None]
"""Each metric of one question; None where it says nothing of this question."""


@dataclass(frozen=True)
class Scores:
    """Shares of 1 over `questions` questions, and what a question cost; None where no question has a say."""

    questions: int
    hits_at_1: float
    """The first answer is a gold answer."""
    hit: float
    """Any answer is a gold answer."""
    substring_hit: float
    """See `substring_hit`: lax, for comparison with published figures only."""
    precision: float
    recall: float
    f1: float
    """Harmonic mean of the question's precision and recall, averaged over questions."""
    exact: float
    """The answers are exactly the gold answers."""
    abstained: float
    abstained_rightly: float | None
    """Of the questions that have no answer, the share that was not answered."""
    abstained_wrongly: float | None
    """Of the questions that have an answer, the share that was not answered."""
    plan_hit_at_1: float | None
    """The first plan walks a gold path, of the questions that have one."""
    plan_hit_at_2: float | None
    plan_hit_at_3: float | None
    path_end_recall: float | None
    """Share of the gold answers that some walked plan reaches; only where the graph was given."""
    cited_edges_held: float | None
    """Share of the edges cited that the graph holds; only where the graph was given."""
    latency_p50: float
    """Seconds a question."""
    latency_p95: float
    model_calls: float
    """Means a question."""
    input_tokens: float
    output_tokens: float
    errors: int = 0


def compared_ids(ids: Iterable[str]) -> tuple[str, ...]:
    """The ids, with one and the same for values of the same content: 1 km and 1000 m, a text in any language.

    Numbers agree to nine digits, so that a mean may be rounded. A year is not a day of it.
    """
    return tuple(map(_compared_id, ids))


def _compared_id(answer: str) -> str:
    value = read_value(answer)
    if value is None:
        return answer
    span = value.span
    if span is None:
        return f'"{value.text}"'
    return (
        f'"{span.first:.9g}"{span.dimension}'
        if value.kind == "number"
        else f'"{span.first} {span.last}"{span.dimension}'
    )


def _gold_ids(result: Result, question: Question) -> list[str]:
    """The gold answers; one whose text is that of a year or number among the answers is this one.

    Question sets name them by their text, also where an entity of the graph has that text for its id.
    """
    given = {answer.id for answer in result.answers}
    values = {text: one for one in given if (text := _value_text(one)) is not None}
    return [one if one in given else _same_text(one, given, values) for one in question.answers]


def _same_text(gold: str, given: Collection[str], values: Mapping[str, str]) -> str:
    """The answer that is a value where the gold one is its text, or the other way round; else the gold one."""
    text = _value_text(gold)
    return values.get(gold, gold) if text is None else text if text in given else gold


def _value_text(one: str) -> str | None:
    value = read_value(one)
    return value.text if value is not None and value.kind in ("year", "number") else None


def answer_kind(ids: Collection[str]) -> str:
    """What kind of answer these are: `entity`, a kind of value, `none`, or `mixed`."""
    kinds = {value.kind if (value := read_value(one)) is not None else "entity" for one in ids}
    if not kinds:
        return "none"
    return kinds.pop() if len(kinds) == 1 else "mixed"


def hits_at_1(answers: Sequence[str], gold: Collection[str]) -> bool:
    """Whether the first answer is a gold answer: Hits@1 as ranked retrieval has it."""
    return bool(answers) and answers[0] in set(gold)


def hit(answers: Iterable[str], gold: Collection[str]) -> bool:
    """Whether any answer is a gold answer."""
    return not set(gold).isdisjoint(answers)


def normalize_name(name: str) -> str:
    """Lower case, no punctuation, articles or double spaces: as SQuAD (Rajpurkar et al. 2016) compares answers."""
    return " ".join(ARTICLES.sub(" ", name.lower().translate(PUNCTUATION)).split())


def substring_hit(answers: Iterable[str], gold: Iterable[str]) -> bool:
    """Whether some gold name is a part of the answers' text, both by `normalize_name`.

    This is what the evaluation script of RoG (Luo et al., ICLR 2024) reports as Hits@1. It is no Hits@1: a
    longer list of answers scores higher, and "Paris" is found in "Paris Hilton".
    """
    predicted = normalize_name("\n".join(answers))
    return any(normalize_name(name) in predicted for name in gold if normalize_name(name))


def precision_recall_f1(answers: Collection[str], gold: Collection[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of two sets of ids; all are 1 where both sets are empty."""
    predicted, expected = set(answers), set(gold)
    if not predicted and not expected:
        return 1.0, 1.0, 1.0
    common = len(predicted & expected)
    if not common:
        return 0.0, 0.0, 0.0
    return common / len(predicted), common / len(expected), 2 * common / (len(predicted) + len(expected))


def exact(answers: Collection[str], gold: Collection[str]) -> bool:
    """Whether the answers are exactly the gold answers, as sets."""
    return set(answers) == set(gold)


def plan_hit(
    plans: Sequence[Plan | Verdict], gold: Iterable[RelationPath], most: int, *, directed: bool = True
) -> bool:
    """Whether one of the first `most` plans walks a gold path in one of its branches: plan hit@k.

    Without `directed`, steps are compared by their relations only. That is for gold paths without directions, such as
    WebQSP's as RoG publishes them. A relation `a..b` then counts as the path of both: FB15k-237 (Toutanova and Chen
    2015) joins two relations by their mediator.
    """
    gold_paths = {_as_compared(path, directed) for path in gold}
    return any(_as_compared(branch.path, directed) in gold_paths for plan in plans[:most] for branch in plan.branches)


def query_hit(queries: Sequence[QueryNode], gold: Iterable[QueryNode], most: int) -> bool:
    """Whether one of the first `most` queries asks what a gold query asks, by their normal forms: plan hit@k."""
    gold_forms = set(map(normal_form, gold))
    return any(normal_form(query) in gold_forms for query in queries[:most])


def _as_compared(path: RelationPath, directed: bool) -> RelationPath:
    if directed:
        return tuple(path)
    return tuple(part for step in path for part in read_step(step)[0].split(MEDIATOR_SEPARATOR))


def path_end_recall(result: Result, gold: Collection[str], graph: Graph) -> float:
    """Share of the gold answers that some plan which was walked reaches; 1 where there are none to reach."""
    if not gold:
        return 1.0
    walked = [plan for plan in result.plans if plan.found is not None and plan.branches]
    branches = list(dict.fromkeys(branch for plan in walked for branch in plan.branches))
    ends = dict(zip(branches, map(set, graph.ends(branches, MAX_PLAN_ENDS)), strict=True)) if branches else {}
    reached: set[str] = set()
    for plan in walked:
        reached |= set.intersection(*(ends[branch] for branch in plan.branches))
    return len(reached & set(gold)) / len(set(gold))


def cited_edges_held(result: Result, graph: Graph) -> float | None:
    """Share of the distinct edges cited that the graph holds; None where none is cited."""
    cited = list({hop.triple for answer in result.answers for path in answer.paths for hop in path.hops})
    return fmean(graph.holds(cited)) if cited else None


def score_question(
    result: Result, question: Question, *, graph: Graph | None = None, directed: bool = True
) -> QuestionScores:
    """Every metric of one question. Those that ask the graph need it; for `directed` see `plan_hit`."""
    ids, gold = compared_ids(answer.id for answer in result.answers), compared_ids(_gold_ids(result, question))
    precision, recall, f1 = precision_recall_f1(ids, gold)
    names = [answer.name for answer in result.answers]
    paths = question.gold_paths
    return {
        "hits_at_1": float(hits_at_1(ids, gold)),
        "hit": float(hit(ids, gold)),
        "substring_hit": float(substring_hit(names, [str(read_value(one) or one) for one in question.answers])),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "exact": float(exact(ids, gold)),
        "abstained": float(result.abstained),
        "abstained_rightly": None if gold else float(result.abstained),
        "abstained_wrongly": float(result.abstained) if gold else None,
        **{
            f"plan_hit_at_{most}": float(plan_hit(result.plans, paths, most, directed=directed)) if paths else None
            for most in (1, 2, 3)
        },
        "path_end_recall": None if graph is None else path_end_recall(result, question.answers, graph),
        "cited_edges_held": None if graph is None else cited_edges_held(result, graph),
        "latency": result.timings.get("total", 0.0),
        "model_calls": float(result.usage.model_calls),
        "input_tokens": float(result.usage.input_tokens),
        "output_tokens": float(result.usage.output_tokens),
        "errors": float(result.error is not None),
    }


def summarize(rows: Sequence[QuestionScores]) -> Scores:
    """Means over questions. Raises ValueError where there are none."""
    if not rows:
        raise ValueError("no questions to score")
    latencies = [value for row in rows if (value := row["latency"]) is not None]
    known = {
        "questions": len(rows),
        "latency_p50": round(float(np.percentile(latencies, 50)), 5),
        "latency_p95": round(float(np.percentile(latencies, 95)), 5),
        "errors": int(sum(row["errors"] or 0 for row in rows)),
    }
    means = {field.name: _mean(rows, field.name) for field in fields(Scores) if field.name not in known}
    return Scores(**known, **means)  # type: ignore[arg-type]


def scores_by_kind(rows: Sequence[QuestionScores], gold: Sequence[Collection[str]]) -> dict[str, Scores]:
    """The scores of the questions of each kind of answer, by their gold answers; see `answer_kind`."""
    groups: dict[str, list[QuestionScores]] = {}
    for row, answers in zip(rows, gold, strict=True):
        groups.setdefault(answer_kind(answers), []).append(row)
    return {kind: summarize(groups[kind]) for kind in sorted(groups)}


def _mean(rows: Iterable[QuestionScores], name: str) -> float | None:
    values = [value for row in rows if (value := row[name]) is not None]
    return round(fmean(values), 4) if values else None


def bootstrap_interval(values: Sequence[float], *, samples: int = 1000, seed: int = 0) -> tuple[float, float]:
    """95 % percentile bootstrap interval of the mean (Efron & Tibshirani 1993). Raises ValueError for no values."""
    if not values:
        raise ValueError("no values to take an interval of")
    array, generator = np.asarray(values, np.float64), np.random.default_rng(seed)
    means = [array[generator.integers(0, len(array), len(array))].mean() for _ in range(samples)]
    low, high = np.percentile(means, (2.5, 97.5))
    return round(float(low), 4), round(float(high), 4)


def intervals(rows: Sequence[QuestionScores]) -> dict[str, tuple[float, float]]:
    """A bootstrap interval for the mean of each metric that is a share."""
    by_metric = {}
    for name in rows[0] if rows else ():
        values = [value for row in rows if (value := row[name]) is not None]
        if values and name not in ("latency", "model_calls", "input_tokens", "output_tokens", "errors"):
            by_metric[name] = bootstrap_interval(values)
    return by_metric


def score(pairs: Iterable[tuple[Result, Question]], *, graph: Graph | None = None) -> Scores:
    """Score results against the questions' gold answers. Raises ValueError where there are none."""
    return summarize([score_question(result, question, graph=graph) for result, question in pairs])


def evaluate(rog: RoG, questions: Sequence[Question], *, given: bool) -> Scores:
    """Ask all questions, with their topics given or found in them, and score the answers."""
    asked = questions if given else [question.question for question in questions]
    return score(zip(rog.ask_many(asked), questions, strict=True))
