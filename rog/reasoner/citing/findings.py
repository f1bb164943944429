"""What a query computed, in a prompt: the facts of its proof, the operation, and one of its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rog.outcome import AbsenceProof, ComparisonProof, KindProof, Proof
from rog.prompts.names import escape_name
from rog.prompts.reasoning import path_text
from rog.prompts.step_texts import StepTexts
from rog.prove import Support, rows_of
from rog.query import Most, Query, Total, Walk, Without
from rog.query.nodes import ids_of, relations_of

__all__ = ["facts", "operation"]

MAX_FACTS = 6
"""Most facts of a proof in a prompt; of a long one the rest is counted."""


def operation(query: Query) -> str:
    """What a query computes, in the words of the causal planner (`rog.prompts.operation_texts`) where it has any."""
    match query:
        case Most(least=least):
            return "least" if least else "most"
        case Total(how=how):
            return how
        case Walk():
            return "end"
    return query.op.replace("_", " ")


def facts(query: Query, support: Support, names: Mapping[str, str], texts: StepTexts) -> list[str]:
    """What speaks for an answer of the query.

    `names` are those of all that the query and its proof speak of, escaped already.
    """
    paths = [path_text(path, names, texts) for path in support.all_paths()]
    others = [fact for proof in support.proofs for fact in _others(query, proof, names, texts)]
    every = list(dict.fromkeys([*paths, *others]))
    left_out = len(every) - MAX_FACTS
    return [*every[:MAX_FACTS], f"{left_out} more"] if left_out > 0 else every


def _others(query: Query, proof: Proof, names: Mapping[str, str], texts: StepTexts) -> Iterator[str]:
    """The facts of a proof that are no paths."""
    match proof:
        case KindProof(id=id, kind=kind):
            yield f"{names[id]} is a {escape_name(kind)}"
        case AbsenceProof():
            denied = query.part if isinstance(query, Without) else query
            asked = [*(names[one] for one in ids_of(denied)), *map(texts.text, relations_of(denied))]
            yield f"{', '.join(asked)}: nothing found" if asked else "nothing found"
    for row in rows_of(proof):
        if not row.paths and row.values != (row.id,):
            yield " ".join([names[row.id], *(names[value] for value in row.values)])
    if isinstance(proof, ComparisonProof) and proof.right:
        yield " ".join([proof.sign, *(names[one] for one in proof.right)])
