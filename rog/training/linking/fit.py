"""Fits the linker's weights by maximum likelihood, and says how often two sets of weights are right."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rog.errors import InputError
from rog.linker.scoring import Evidence, LinkerWeights
from rog.training.linking.observations import Observation
from rog.training.log_sums import log_sums

__all__ = ["Comparison", "Quality", "compare", "fit_weights", "measure_weights"]

MAX_ITERATIONS = 200
"""Most steps of the optimiser; it mostly needs a quarter of them."""


@dataclass(frozen=True)
class Quality:
    """How good weights are on some observations."""

    right_first: float
    """Share whose right hypothesis is the likeliest; where none is right, whose likeliest is that none is."""
    log_likelihood: float
    """Mean logarithm of the probability of what is right."""


@dataclass(frozen=True)
class Comparison:
    """Two sets of weights on the observations of one source and one way of typing."""

    source: str
    variant: str
    count: int
    old: Quality
    new: Quality


class _Table:
    """Observations as tensors: a row for each hypothesis, and behind them one for each question's "none of them"."""

    def __init__(self, observations: Sequence[Observation]) -> None:
        self.count = len(observations)
        rows = [row for one in observations for row in one.evidence]
        self.evidence = torch.tensor(rows, dtype=torch.float64).reshape(-1, len(Evidence._fields))
        places = [at for at, one in enumerate(observations) for _ in one.evidence]
        self.question = torch.tensor([*places, *range(self.count)], dtype=torch.long)
        right = [is_right for one in observations for is_right in one.is_right]
        self.is_right = torch.tensor([*right, *(not any(one.is_right) for one in observations)], dtype=torch.bool)

    def log_probabilities(self, weights: Tensor) -> Tensor:
        """Weights (F + 1), the last of which is that of "none" -> a logarithm for each row."""
        logits = torch.cat([self.evidence @ weights[:-1], weights[-1].expand(self.count)])
        return logits - log_sums(logits, self.question, self.count)[self.question]

    def log_likelihoods(self, weights: Tensor) -> Tensor:
        """For each question the logarithm of the probability that one of its right rows is meant."""
        chances = self.log_probabilities(weights)
        return log_sums(chances[self.is_right], self.question[self.is_right], self.count)

    def right_first(self, weights: Tensor) -> Tensor:
        """For each question whether a right row is the likeliest of its rows, by `Quality.right_first`."""
        chances = self.log_probabilities(weights)
        names, none = len(self.evidence), self.is_right[len(self.evidence) :]
        best = chances.new_full((self.count,), -torch.inf)
        right = best.scatter_reduce(0, self.question[self.is_right], chances[self.is_right], "amax")
        wrong_name = ~self.is_right & (torch.arange(len(chances)) < names)
        wrong = best.scatter_reduce(0, self.question[wrong_name], chances[wrong_name], "amax")
        return torch.where(none, right >= wrong, right > wrong)


def fit_weights(
    observations: Sequence[Observation],
    start: LinkerWeights,
    *,
    by_hand: Collection[str] = (),
    penalty: float = 1e-3,
    decimals: int | None = None,
) -> LinkerWeights:
    """The likeliest weights with a penalty on their squares; the evidence named in `by_hand` keeps its weights.

    Raises InputError where there is nothing to fit on, and for evidence that there is not.
    """
    if not observations:
        raise InputError("no question to fit the linker's weights on")
    if unknown := sorted(set(by_hand) - set(Evidence._fields)):
        raise InputError(f"by_hand: no evidence is called {unknown[0]!r}; there are {', '.join(Evidence._fields)}")
    table = _Table(observations)
    first = _as_tensor(start)
    is_free = torch.tensor([name not in by_hand for name in (*Evidence._fields, "nothing")])
    weights = first.clone().requires_grad_()
    optimizer = torch.optim.LBFGS([weights], max_iter=MAX_ITERATIONS, line_search_fn="strong_wolfe")

    def closure() -> float:
        optimizer.zero_grad()
        used = torch.where(is_free, weights, first)
        loss = penalty * (used[:-1] ** 2).sum() - table.log_likelihoods(used).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss.item()

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    values = torch.where(is_free, weights.detach(), first).tolist()
    if decimals is not None:
        values = [round(value, decimals) for value in values]
    return LinkerWeights(Evidence(*values[:-1]), values[-1])


def measure_weights(observations: Sequence[Observation], weights: LinkerWeights) -> Quality:
    """How good the weights are on the observations, of which there is at least one."""
    table, values = _Table(observations), _as_tensor(weights)
    return Quality(table.right_first(values).double().mean().item(), table.log_likelihoods(values).mean().item())


def compare(observations: Sequence[Observation], old: LinkerWeights, new: LinkerWeights) -> Iterator[Comparison]:
    """Both sets of weights on each source in each way of typing, and on all in the end."""
    for source, variant in dict.fromkeys((one.source, one.variant) for one in observations):
        some = [one for one in observations if (one.source, one.variant) == (source, variant)]
        yield Comparison(source, variant, len(some), measure_weights(some, old), measure_weights(some, new))
    yield Comparison(
        "all", "all", len(observations), measure_weights(observations, old), measure_weights(observations, new)
    )


def _as_tensor(weights: LinkerWeights) -> Tensor:
    return torch.tensor([*weights.evidence, weights.nothing], dtype=torch.float64)
