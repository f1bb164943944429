"""Settings of a server, and the rule that one without a token is not open to the network."""

from __future__ import annotations

import os
from dataclasses import dataclass
from ipaddress import ip_address
from math import inf

from rog.errors import InputError

__all__ = ["ServerSettings", "is_loopback"]


@dataclass(frozen=True)
class ServerSettings:
    """Address, access and limits of a server."""

    host: str = "127.0.0.1"  # address to listen on
    port: int = 8080  # 0 takes any that is free
    token: str | None = None  # what clients must send as `Authorization: Bearer …`; None asks for nothing
    open_to_all: bool = False  # whether a server that others can reach may go without a token
    allowed_hosts: tuple[str, ...] = ()  # names the server is called by, beside addresses and localhost; * is any
    cors_origins: tuple[str, ...] = ()  # origins whose pages may read answers; none unless named
    timeout: float = 30.0  # seconds in which a request is answered, if only with an error
    max_body: int = 4 * 1024 * 1024  # most bytes of a request's body
    threads: int = min(4, os.cpu_count() or 1)  # questions that are worked on at once
    waiting: int = 256  # requests that may wait for a thread; further ones are turned away
    max_results: int = 1_000  # most answers, entities or relations that a request may ask for
    max_paths: int = 20  # most reasoning paths of an answer that a request may ask for
    log_questions: bool = False  # whether questions are written to the log

    def check(self) -> None:
        """Raises InputError for settings that contradict each other or leave a server open by oversight."""
        for name in ("timeout", "max_body", "threads", "max_results", "max_paths"):
            if not 0 < getattr(self, name) < inf:
                raise InputError(f"{name} is {getattr(self, name)}; it must be more than 0, and finite")
        if self.token is not None and not (self.token.isascii() and self.token.isprintable() and self.token.strip()):
            raise InputError("a token is one or more printable ASCII characters")
        if self.token is None and not self.open_to_all and not is_loopback(self.host):
            raise InputError(
                f"{self.host} can be reached by others: set a token (--token, or ROG_TOKEN), or say --no-token to "
                "answer whoever asks"
            )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on `host`."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
