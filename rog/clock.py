"""How long the stages of a question take."""

from __future__ import annotations

from time import perf_counter

__all__ = ["StageClock"]


class StageClock:
    """Seconds by stage; a batch's stages are shared out evenly over its questions."""

    def __init__(self, questions: int) -> None:
        self._questions = max(questions, 1)
        self._laps: dict[str, float] = {}
        self.resume()

    def resume(self) -> None:
        """Leave out what has passed since the last lap."""
        self._last = perf_counter()

    def lap(self, stage: str) -> None:
        """Count what has passed since the last lap to a stage."""
        now = perf_counter()
        self._laps[stage] = self._laps.get(stage, 0.0) + (now - self._last) / self._questions
        self._last = now

    def timings(self, linking: float) -> dict[str, float]:
        """Seconds of each stage and in total for one question, which took `linking` to link."""
        laps = {"link": linking, **self._laps}
        return {stage: round(seconds, 6) for stage, seconds in {**laps, "total": sum(laps.values())}.items()}
