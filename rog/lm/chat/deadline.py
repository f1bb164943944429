"""An HTTP client whose replies end in time: its own timeout begins anew with every byte that drips in."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

import httpx2
from openai import DefaultHttpxClient

__all__ = ["client_with_deadline"]

MOST_BYTES = 16_000_000
"""Of one reply, a thousand times what a long one has."""

ENDS = "rog.ends"


class _Ending(httpx2.SyncByteStream):
    """The body of a reply, until its time is over."""

    def __init__(self, response: httpx2.Response) -> None:
        self._body, self._request = response.stream, response.request

    def __iter__(self) -> Iterator[bytes]:
        assert isinstance(self._body, httpx2.SyncByteStream), "a client that waits has streams that wait"
        size = 0
        for part in self._body:
            size += len(part)
            if monotonic() > self._request.extensions[ENDS]:
                raise httpx2.ReadTimeout("the reply did not end in time", request=self._request)
            if size > MOST_BYTES:
                raise httpx2.ReadError(f"the reply has more than {MOST_BYTES:,} bytes", request=self._request)
            yield part

    def close(self) -> None:
        assert isinstance(self._body, httpx2.SyncByteStream)
        self._body.close()


def client_with_deadline(timeout: float) -> DefaultHttpxClient:
    """A client that gives up a reply which has not ended `timeout` seconds after it was asked for."""

    def begin(request: httpx2.Request) -> None:
        request.extensions[ENDS] = monotonic() + timeout

    def bound(response: httpx2.Response) -> None:
        response.stream = _Ending(response)

    return DefaultHttpxClient(timeout=timeout, event_hooks={"request": [begin], "response": [bound]})
