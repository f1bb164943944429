"""The server's log: one JSON object a line on standard error. Questions are in it only where the settings say so."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

__all__ = ["LOGGER", "log_event", "log_fault", "set_up_logging"]

LOGGER = logging.getLogger("rog.server")


class JsonLines(logging.Formatter):
    """Time, level, logger and message, the further fields of the record, and the trace of an error."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)  # ASCII: nothing that a client sent can drive a terminal


def set_up_logging() -> None:
    """Send the server's log, and that of uvicorn, to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("rog.server", "uvicorn", "uvicorn.error", "mcp"):
        logger = logging.getLogger(name)
        logger.handlers = [handler] if name in ("rog.server", "uvicorn", "mcp") else []
        logger.propagate = name == "uvicorn.error"
        logger.setLevel(logging.INFO if name == "rog.server" else logging.WARNING)


def log_event(message: str, level: int = logging.INFO, **fields: object) -> None:
    """One line of the log; fields that are None are left out."""
    LOGGER.log(level, message, extra={"fields": {name: value for name, value in fields.items() if value is not None}})


def log_fault(error: BaseException, request_id: str | None) -> None:
    """Log where an unexpected error came from; not its text, which may hold the question."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log_event("fault", logging.ERROR, request_id=request_id, error=type(error).__name__, frames=frames[-12:])
