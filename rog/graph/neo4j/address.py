"""The address of a Neo4j database: `neo4j://host:7687/database?id=…&name=…&labels=…`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from rog.errors import InputError

__all__ = ["SCHEMES", "Address", "read_address"]

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
"""As the official drivers have them: `+s` is TLS, `+ssc` TLS with a certificate that is not checked."""

LIST_OPTIONS = ("id", "name", "aliases", "labels", "literals", "properties", "symmetric")
NUMBER_OPTIONS = ("timeout", "scan")


@dataclass(frozen=True)
class Address:
    """Where a database is, and how its nodes are read; empty where the user does not say it."""

    server: str
    """Scheme, host and port: what may be shown."""
    database: str | None
    id: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    """Properties that are walked, whatever they hold, and no others."""
    properties: tuple[str, ...] = ("all",)
    """`all` for those that `rog.graph.facts` does not leave out, `none`, or names, as `literals`."""
    symmetric: tuple[str, ...] = ()
    """Relations that are walked from either end."""
    timeout: float = 30.0
    """Seconds that a call may take."""
    scan: int = 100_000
    """Most nodes that are read to find names where no index can."""

    def __str__(self) -> str:
        return f"{self.server}/{self.database or ''}"


def read_address(uri: str, options: Mapping[str, Any] | None = None) -> Address:
    """The parts of a database's URI; `options` say the same as its query and go before it.

    Raises InputError, in which no part of a URI that holds a password is shown.
    """
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError as error:
        raise InputError("the port of the database's address is not a number") from error
    if "@" in parts.netloc:
        raise InputError(
            "a database's address must not hold a user or a password, since addresses are logged; "
            "set NEO4J_USERNAME and NEO4J_PASSWORD, or give auth=(user, password)"
        )
    if not parts.hostname:
        raise InputError(f"{parts.scheme}:// names no host; an address is like neo4j://localhost:7687/neo4j")
    database = unquote(parts.path.strip("/"))
    if "/" in database:
        raise InputError(f"an address names one database, not {database!r}; an address is like neo4j://host:7687/neo4j")
    server = f"{parts.scheme}://{_host(parts.hostname)}:{port or 7687}"
    return Address(server, database or None, **_options(parts.query, options or {}))


def _host(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _options(query: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of the query and of `given`, checked."""
    settings: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    settings.update((name, value) for name, value in given.items() if value is not None)
    for name in settings:
        if name not in (*LIST_OPTIONS, *NUMBER_OPTIONS):
            raise InputError(
                f"{name}= says nothing about a database; what does: {', '.join((*LIST_OPTIONS, *NUMBER_OPTIONS))}"
            )
    read: dict[str, Any] = {name: _names(name, settings[name]) for name in LIST_OPTIONS if name in settings}
    if "timeout" in settings:
        read["timeout"] = _positive("timeout", settings["timeout"])
    if "scan" in settings:
        read["scan"] = int(_positive("scan", settings["scan"]))
    return read


def _names(option: str, value: str | Sequence[str]) -> tuple[str, ...]:
    names = value.split(",") if isinstance(value, str) else list(value)
    names = [name.strip() for name in names if isinstance(name, str)]
    if not names or not all(names) or (not isinstance(value, str) and len(names) != len(value)):
        raise InputError(f"{option}={value!r} is not one name or several, separated by commas")
    return tuple(names)


def _positive(option: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = 0.0
    if not 0 < number < float("inf"):
        raise InputError(f"{option}={value!r} is not a number above 0")
    return number
