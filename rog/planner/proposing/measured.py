"""What is compared and computed by the values that the last step of a walk reaches."""

from __future__ import annotations

from collections.abc import Iterator

from rog.forms import Form
from rog.outcome import Plan
from rog.planner.proposing.context import ORDERED_KINDS, Context
from rog.query import Compares, Ids, Measure, Most, Query, Total, Where
from rog.query.nodes import How, Sign
from rog.types import Branch

__all__ = ["measured"]

SUPERLATIVES: tuple[tuple[Form, bool], ...] = (("most", False), ("least", True))
TOTALS: tuple[tuple[Form, How], ...] = (("sum", "sum"), ("mean", "mean"))
COMPARISONS: tuple[tuple[Form, Sign], ...] = (("over", ">"), ("under", "<"))


def measured(context: Context) -> Iterator[Plan]:
    """Totals, superlatives and comparisons of what stands before the last step, by what that reaches."""
    for plan in context.walks:
        if len(plan.branches) == 1 and context.tails(plan.branches[0]) & ORDERED_KINDS:
            yield from _by_values(context, plan)


def _by_values(context: Context, plan: Plan) -> Iterator[Plan]:
    branch = plan.branches[0]
    whole: Query = Ids(ids=(branch.topic,))
    before = Branch(branch.topic, branch.path[:-1])
    if before.path:
        whole = context.of_asked_kind(context.walk(*before), [before])
    for form, how in TOTALS:
        if context.likely(form):
            yield Plan(query=Total(of=whole, how=how, path=branch.path[-1:]), score=plan.score * context.forms[form])
    if not before.path:
        return
    by = Measure(path=branch.path[-1:])
    for form, least in SUPERLATIVES:
        if context.likely(form):
            yield Plan(query=Most(whole=whole, by=by, least=least), score=plan.score * context.forms[form])
    for form, sign in COMPARISONS:
        if context.likely(form):
            for value in context.quantities:
                right = Ids(ids=(context.in_unit(value, branch).id,))
                where = Where(whole=whole, test=Compares(by=by, sign=sign, right=right))
                yield Plan(query=where, score=plan.score * context.forms[form])
