"""One database of a Neo4j server: read-only queries with a deadline, and errors that say what is wrong."""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, wait
from typing import Any, TypeVar, cast

from rog.errors import DatabaseError, DatabaseTimeoutError, DatabaseUnavailableError, MissingExtraError
from rog.graph.neo4j.address import Address

try:
    import neo4j
    from neo4j import exceptions as faults
except ImportError as error:
    raise MissingExtraError("neo4j", "neo4j") from error

__all__ = ["Auth", "Connection", "Row"]

Auth = tuple[str, str]
"""User and password."""

Row = Mapping[str, Any]

T = TypeVar("T")

logging.getLogger("neo4j").addHandler(logging.NullHandler())  # else the driver writes to standard error what it raises

GRACE_SECONDS = 2.0
"""Seconds beyond the deadline that the server has to say itself that a query took too long."""

TIMED_OUT_CODE = "TransactionTimedOut"
"""In the codes by which the server says that it ended a query itself."""


class Connection:
    """Asks one database. Safe to use from several threads; connects when first asked.

    A call whose connection is found dead, as after a restart of the server, is tried once more.
    """

    def __init__(self, address: Address, auth: Auth | None = None) -> None:
        self.address = address
        self.calls = 0
        """Queries sent so far, each one round trip."""
        self._auth = auth or _auth_of_environment()
        self._lock = threading.Lock()
        self._drivers: list[neo4j.Driver] = []
        """The driver, once there is one; in a list, for what closes it when this object is gone."""
        self._running: set[Future[Any]] = set()
        weakref.finalize(self, _close_all, self._drivers, self._running)
        self.database = address.database
        """Its name; None until the first query where the address does not say it."""

    def read(self, query: str, **parameters: Any) -> list[Row]:
        """The rows of a query, in a transaction that cannot write.

        Raises DatabaseUnavailableError, DatabaseTimeoutError, DatabaseError.
        """
        return self.run(query, parameters, neo4j.READ_ACCESS)

    def run(self, query: str, parameters: Mapping[str, Any], access: str) -> list[Row]:
        """The rows of a query in a transaction of its own. Raises as `read`."""
        until = time.monotonic() + self.address.timeout
        try:
            return self._within(until, lambda: self._run(query, parameters, access, until))
        except (faults.ServiceUnavailable, faults.SessionExpired, OSError) as first:
            if isinstance(first, TimeoutError) or access != neo4j.READ_ACCESS:
                raise self._explain(first) from first
            try:  # a pooled connection to a server that was restarted looks like this
                return self._within(until, lambda: self._run(query, parameters, access, until))
            except Exception as second:
                raise self._explain(second) from second
        except Exception as error:
            raise self._explain(error) from error

    def close(self) -> None:
        """Let the server go once the queries now running have ended, or hang; the next query connects anew."""
        with self._lock:
            drivers, self._drivers[:] = list(self._drivers), []
            running = list(self._running)
        # Closing may wait for a server that is gone.
        seconds = self.address.timeout + GRACE_SECONDS
        threading.Thread(target=_close_all, args=(drivers, running, seconds), daemon=True).start()

    def _run(self, query: str, parameters: Mapping[str, Any], access: str, until: float) -> list[Row]:
        driver, database = self._connected(until)
        left = max(until - time.monotonic(), 0.001)
        with driver.session(database=database, default_access_mode=access) as session:
            with self._lock:
                self.calls += 1
            result = session.run(cast(Any, neo4j.Query(cast(Any, query), timeout=left)), dict(parameters))
            return [dict(zip(record.keys(), record.values(), strict=True)) for record in result]

    def _connected(self, until: float) -> tuple[neo4j.Driver, str]:
        """The driver, and the database by name: the user's home database where none was named."""
        with self._lock:
            if not self._drivers:
                self._drivers.append(self._connect(until))
            driver = self._drivers[0]
        if self.database is None:
            records, _, _ = driver.execute_query("CALL db.info() YIELD name", routing_=neo4j.RoutingControl.READ)
            self.database = records[0]["name"]
        return driver, self.database

    def _connect(self, until: float) -> neo4j.Driver:
        left = max(until - time.monotonic(), 0.001)
        return neo4j.GraphDatabase.driver(
            self.address.server,
            auth=self._auth,
            user_agent="rog",
            connection_timeout=left,
            connection_acquisition_timeout=left,
            max_transaction_retry_time=0,
            notifications_min_severity="OFF",
            warn_notification_severity="OFF",
        )

    def _within(self, until: float, work: Callable[[], T]) -> T:
        """What `work` gives. It runs in a thread of its own, since a server that hangs never answers.

        Raises TimeoutError.
        """
        future: Future[T] = Future()
        with self._lock:
            self._running.add(future)

        def run() -> None:
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)
            finally:
                with self._lock:
                    self._running.discard(future)

        threading.Thread(target=run, daemon=True).start()
        try:
            return future.result(max(until - time.monotonic(), 0) + GRACE_SECONDS)
        except TimeoutError:
            self.close()  # its connections would go on waiting
            raise

    def _explain(self, error: Exception) -> Exception:
        """The error of ours for one of the driver's; never one that tells the password."""
        where = str(self.address)
        if isinstance(error, faults.AuthError | faults.TokenExpired | faults.ConfigurationError):
            return DatabaseError(
                f"{where}: the server refuses the user and password; set NEO4J_USERNAME and NEO4J_PASSWORD, "
                f"or give auth=(user, password) ({self._without_password(error)})"
            )
        if isinstance(error, TimeoutError) or TIMED_OUT_CODE in str(getattr(error, "code", "")):
            return DatabaseTimeoutError(
                f"{where}: no answer within {self.address.timeout:g} s; ask for less, or give it longer (timeout=)"
            )
        if isinstance(error, faults.ServiceUnavailable | faults.SessionExpired | faults.ConnectionPoolError | OSError):
            return DatabaseUnavailableError(
                f"{where}: the server cannot be reached ({self._without_password(error)}); is it running there?"
            )
        if isinstance(error, faults.TransientError):
            return DatabaseUnavailableError(f"{where}: {self._without_password(error)}")
        if isinstance(error, faults.Neo4jError) and "DatabaseNotFound" in str(error.code):
            return DatabaseError(f"{where}: the server has no database {self.database!r}")
        if isinstance(error, faults.Neo4jError | faults.DriverError):
            return DatabaseError(f"{where}: {self._without_password(error)}")
        return error

    def _without_password(self, error: Exception) -> str:
        text = str(getattr(error, "message", None) or error).split("\n")[0]
        return text.replace(self._auth[1], "…") if self._auth and self._auth[1] else text


def _close_all(drivers: list[neo4j.Driver], running: Collection[Future[Any]], seconds: float = GRACE_SECONDS) -> None:
    """Close drivers once the queries that they may be running have ended, or so many seconds went by."""
    # A driver is not made to be closed in the middle of a query: both would read and write the same connection.
    wait(running, timeout=seconds)
    for driver in drivers:
        driver.close()


def _auth_of_environment() -> Auth | None:
    """User and password as the server's own tools name them; None where no password is set."""
    password = os.environ.get("NEO4J_PASSWORD")
    return (os.environ.get("NEO4J_USERNAME", "neo4j"), password) if password else None
