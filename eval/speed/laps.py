"""Laps of several ways to do the same work: each is timed, and its answers are compared with the right ones."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import TypeVar

__all__ = ["MOST_SECONDS", "Laps", "left_alone"]

MOST_SECONDS = 20.0
"""A way that took so long in all its laps gets no more of them."""

Given = TypeVar("Given")
Found = TypeVar("Found")


class Laps:
    """Seconds of each way's laps over the same plans."""

    def __init__(self, plans: int) -> None:
        self.plans = plans
        self._seconds: dict[str, list[float]] = defaultdict(list)
        self.others: dict[str, int] = {}
        """For each way that is allowed more answers than the right ones, the number of plans where it has them."""

    def run(
        self,
        way: str,
        answer: Callable[[], Sequence[Given]],
        read: Callable[[Given], Found],
        expected: Sequence[Found],
        more: Callable[[Found, Found], bool] | None = None,
    ) -> None:
        """One more lap, unless the way has had MOST_SECONDS.

        Its answer for each plan, as `read` makes it comparable (which is not timed), has to equal the expected one; or,
        with `more`, may be one for which `more(answer, expected)` holds, and those are counted. Raises AssertionError.
        """
        if sum(self._seconds[way]) >= MOST_SECONDS:
            return
        began = perf_counter()
        given = answer()
        self._seconds[way].append(perf_counter() - began)
        found = [read(one) for one in given]
        differing = [at for at, (one, right) in enumerate(zip(found, expected, strict=True)) if one != right]
        wrong = [at for at in differing if more is None or not more(found[at], expected[at])]
        if wrong:
            raise AssertionError(f"{way}: other answers for {len(wrong)} plans, the first of them number {wrong[0]}")
        if more is not None:
            self.others[way] = len(differing)

    def microseconds_a_plan(self) -> dict[str, float]:
        """Medians over the laps."""
        return {way: round(median(laps) / self.plans * 1e6, 2) for way, laps in self._seconds.items()}


@contextmanager
def left_alone() -> Iterator[None]:
    """What has been loaded so far is left alone by the garbage collector.

    Else whoever makes many objects would pay for looking through the graphs of the others.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
