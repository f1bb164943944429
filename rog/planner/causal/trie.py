"""The tokens of a graph's steps, and tries of those that may come next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf

from rog.lm.contract import SteerableLM
from rog.prompts.operation_texts import OPERATION_SEPARATOR
from rog.prompts.step_texts import STEP_SEPARATOR, step_texts
from rog.types import Step, make_step

__all__ = ["StepTokens", "TrieNode", "grow_trie"]


class StepTokens:
    """The tokens by which a model writes the steps of a graph with these relations."""

    def __init__(self, lm: SteerableLM, relations: Sequence[str]) -> None:
        self.texts = step_texts(tuple(relations))
        steps = [make_step(relation, forward) for relation in relations for forward in (True, False)]
        separators = [STEP_SEPARATOR, OPERATION_SEPARATOR]
        encoded = lm.encode_next([*separators, *(f" {self.texts.text(step)}" for step in steps)])
        self.end = lm.end
        self.separator = tuple(encoded[0])
        """Tokens between two steps."""
        self.operation = tuple(encoded[1])
        """Tokens between a path and an operation."""
        self.tokens = {step: tuple(ids) for step, ids in zip(steps, encoded[2:], strict=True)}
        self.first_tokens = sorted({ids[0] for ids in self.tokens.values()})
        """Tokens that a step may begin with."""


@dataclass
class TrieNode:
    """A node of a trie: the tokens that may come next, and the steps that are complete here."""

    children: dict[int, TrieNode] = field(default_factory=dict)
    complete: dict[Step, list[float]] = field(default_factory=dict)
    """For each complete step, the log priors of the starts that may take it."""
    best_prior: float = -inf
    """Highest log prior of the starts that a step below this node belongs to."""

    def chain(self, token: int) -> tuple[list[int], TrieNode]:
        """The tokens from a child on, up to where the trie forks or a step is complete, and the node there."""
        tokens, node = [token], self.children[token]
        while len(node.children) == 1 and not node.complete:
            ((only, node),) = node.children.items()
            tokens.append(only)
        return tokens, node


def grow_trie(root: TrieNode, steps: Iterable[Step], tokens: StepTokens, log_prior: float) -> None:
    """Put the steps that the graph offers to one start into a trie. Steps without tokens are left out."""
    for step in steps:
        ids = tokens.tokens.get(step)
        if ids is None:
            continue  # its relation came into a live graph after the relations were listed
        node = root
        node.best_prior = max(node.best_prior, log_prior)
        for token in ids:
            node = node.children.setdefault(token, TrieNode())
            node.best_prior = max(node.best_prior, log_prior)
        node.complete.setdefault(step, []).append(log_prior)
