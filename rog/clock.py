"""Measures the time of each stage of a question."""

from __future__ import annotations

from time import perf_counter

__all__ = ["StageClock"]


class StageClock:
    """Seconds by stage; the time of a batch is divided evenly among its questions."""

    def __init__(self, questions: int) -> None:
        self._questions = max(questions, 1)
        self._laps: dict[str, float] = {}
        self.resume()

    def resume(self) -> None:
        """Start a lap now, without the time since the last one."""
        self._last = perf_counter()

    def lap(self, stage: str) -> None:
        """End the lap and add its time to the stage."""
        now = perf_counter()
        self._laps[stage] = self._laps.get(stage, 0.0) + (now - self._last) / self._questions
        self._last = now

    def timings(self, linking: float) -> dict[str, float]:
        """Seconds of each stage and in total for one question; `linking` is the time of its linking."""
        laps = {"link": linking, **self._laps}
        return {stage: round(seconds, 6) for stage, seconds in {**laps, "total": sum(laps.values())}.items()}
