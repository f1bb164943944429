"""An HTTP client with a deadline for the whole reply: the usual read timeout starts again with every byte."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

import httpx2
from openai import DefaultHttpxClient

__all__ = ["client_with_deadline"]

MAX_REPLY_BYTES = 16_000_000
"""Of one reply: a thousand times the size of a long one."""

DEADLINE = "rog.ends"
"""Name under which a request carries its deadline, in seconds of the monotonic clock."""


class _BoundedBody(httpx2.SyncByteStream):
    """The body of a reply. Reading it fails behind the deadline, and where it is too large."""

    def __init__(self, response: httpx2.Response) -> None:
        self._body, self._request = response.stream, response.request

    def __iter__(self) -> Iterator[bytes]:
        assert isinstance(self._body, httpx2.SyncByteStream), "a client that waits has streams that wait"
        size = 0
        for part in self._body:
            size += len(part)
            if monotonic() > self._request.extensions[DEADLINE]:
                raise httpx2.ReadTimeout("the reply did not end in time", request=self._request)
            if size > MAX_REPLY_BYTES:
                raise httpx2.ReadError(f"the reply has more than {MAX_REPLY_BYTES:,} bytes", request=self._request)
            yield part

    def close(self) -> None:
        assert isinstance(self._body, httpx2.SyncByteStream)
        self._body.close()


def client_with_deadline(timeout: float) -> DefaultHttpxClient:
    """A client that gives up on a reply which has not ended `timeout` seconds after its request."""

    def set_deadline(request: httpx2.Request) -> None:
        request.extensions[DEADLINE] = monotonic() + timeout

    def bound_body(response: httpx2.Response) -> None:
        response.stream = _BoundedBody(response)

    return DefaultHttpxClient(timeout=timeout, event_hooks={"request": [set_deadline], "response": [bound_body]})
