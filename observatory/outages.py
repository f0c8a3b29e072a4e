"""Limit the log while PostgreSQL is not responding: one line per failed request, and the reason once a minute.

Without this, each request and each attempt to connect writes dozens of lines, among which the important one is lost.
"""

import logging
import time

from psycopg_pool import PoolTimeout

LOG_EVERY = 60  # seconds


class OneLinePoolErrors(logging.Filter):
    """Logs a failure to get a database connection in one line, without a traceback; other errors are unchanged."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if error and isinstance(error.__cause__, PoolTimeout):
            record.msg, record.args, record.exc_info = f"{record.getMessage()} ({error})", None, None
        return True


class OncePerMinute(logging.Filter):
    """Lets a warning of one kind pass once a minute, in one line; records of other levels always pass."""

    def __init__(self) -> None:
        super().__init__()
        self._again: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno != logging.WARNING:
            return True
        kind, now = str(record.msg), time.monotonic()
        if now < self._again.get(kind, 0):
            return False
        self._again[kind] = now + LOG_EVERY
        record.msg, record.args = " ".join(record.getMessage().split()), None
        return True
