"""Runs the engine's work in a bounded number of threads, each piece by a deadline, and cancels unwanted work."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing
from typing import Generic, TypeVar

from rog.server.problems import Problem

__all__ = ["Workers"]

Item = TypeVar("Item")


class Workers:
    """`threads` pieces of work at once, and at most `waiting` more that wait for their turn."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="rog-worker")
        self._capacity = threads + waiting
        self._lock = threading.Lock()
        self._active = 0

    @property
    def active(self) -> int:
        """Number of pieces of work that run or wait now."""
        return self._active

    async def run(self, work: Callable[[], Item], seconds: float) -> Item:
        """The result of `work`. Raises its errors; Problem: 503 where no thread came free, 504 past the deadline."""
        async with aclosing(self.stream(lambda: iter([work()]), seconds)) as items:
            return await anext(items)

    async def stream(self, work: Callable[[], Iterator[Item]], seconds: float) -> AsyncGenerator[Item, None]:
        """The items of `work` as they come, for at most `seconds` from now on.

        The work is cancelled when its reader stops or its time is up. Running work ends at its next item, and
        waiting work never starts. Its place is free when it ends. Raises as `run`.
        """
        loop = asyncio.get_running_loop()
        job, deadline = _Job(work, loop), loop.time() + seconds
        future = self._submit(job)
        try:
            while (item := await job.next(deadline, seconds)) is not _END:
                yield item  # type: ignore[misc]  # the queue holds items beside the mark of the end
        finally:
            job.cancelled.set()
            if future.cancel():  # it had not started: its place is free at once
                self._release()

    def warm_up(self, work: Callable[[], object]) -> None:
        """Do the work when a thread is free; nobody waits for it, and it may fail."""
        self._pool.submit(work)

    def close(self) -> None:
        """Wait for the running work, and accept no more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _submit(self, job: _Job[Item]) -> Future[None]:
        with self._lock:
            if self._active >= self._capacity:
                raise Problem.busy("the server has as many requests as it takes; try again in a moment")
            self._active += 1
        try:
            return self._pool.submit(self._work, job)
        except RuntimeError:  # the pool was closed
            self._release()
            raise Problem.busy("the server is stopping") from None

    def _work(self, job: _Job[Item]) -> None:
        try:
            job.run()
        finally:
            self._release()

    def _release(self) -> None:
        with self._lock:
            self._active -= 1


class _Failure:
    def __init__(self, error: Exception) -> None:
        self.error = error


_END = object()


class _Job(Generic[Item]):
    """A piece of work in a thread, and the queue that its items go through to the event loop."""

    def __init__(self, work: Callable[[], Iterator[Item]], loop: asyncio.AbstractEventLoop) -> None:
        self._work, self._loop = work, loop
        self.items: asyncio.Queue[object] = asyncio.Queue()
        self.cancelled = threading.Event()
        self.started = False

    async def next(self, deadline: float, seconds: float) -> object:
        """The next item, or the mark of the end. Raises what the work raised, and Problem past the deadline."""
        try:
            async with asyncio.timeout_at(deadline):
                item = await self.items.get()
        except TimeoutError:
            raise _too_late(self.started, seconds) from None
        if isinstance(item, _Failure):
            raise item.error
        return item

    def run(self) -> None:
        """Do the work, in a thread of the pool."""
        if self.cancelled.is_set():
            return
        self.started = True
        last: object = _END
        try:
            for item in self._work():
                if self.cancelled.is_set():
                    return
                self._put(item)
        except Exception as error:
            last = _Failure(error)
        self._put(last)

    def _put(self, item: object) -> None:
        try:
            self._loop.call_soon_threadsafe(self.items.put_nowait, item)
        except RuntimeError:  # the loop has ended, and with it whoever waited
            self.cancelled.set()


def _too_late(started: bool, seconds: float) -> Problem:
    if started:
        return Problem(
            504, "timeout", f"no answer within {seconds:g} seconds; ask for fewer answers, or for another relation"
        )
    return Problem.busy(f"no thread came free within {seconds:g} seconds; try again in a moment")
