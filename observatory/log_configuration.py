"""The configuration of the log and its filters: one line an event, without secret addresses, and an outage of
PostgreSQL once a minute instead of dozens of lines for each request.
"""

import logging
import re
import time
from typing import Any

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
        """Let a warning of each kind pass once a minute, in one line."""
        if record.levelno != logging.WARNING:
            return True
        kind, now = str(record.msg), time.monotonic()
        if now < self._again.get(kind, 0):
            return False
        self._again[kind] = now + LOG_EVERY
        record.msg, record.args = " ".join(record.getMessage().split()), None
        return True


_SECRET = re.compile(r"(/review/)[0-9a-f]{64}")


class HideSecretPaths(logging.Filter):
    """Replaces the secret in the address of a page for an expert (`site.views.preview_and_expert_review`)."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _SECRET.search(said):
            record.msg, record.args = _SECRET.sub(r"\1…", said), None
        return True


def configure_logs(level: str) -> dict[str, Any]:
    """Return `LOGGING` for the least level that is written; see `logging.config.dictConfig`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
        "filters": {
            "brief": {"()": "observatory.log_configuration.OneLinePoolErrors"},
            "seldom": {"()": "observatory.log_configuration.OncePerMinute"},
            "secrets": {"()": "observatory.log_configuration.HideSecretPaths"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["brief", "secrets"]}
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            # A wrong URL is not an error of ours; the proxy logs requests.
            "django.request": {"level": "ERROR"},
            # It warns of each request that waits for a thread.
            "waitress.queue": {"level": "ERROR"},
            "celery.app.trace": {"level": "WARNING"},
            "psycopg.pool": {"filters": ["seldom"]},
        },
    }
