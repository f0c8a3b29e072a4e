"""Logs: one line an event, to stderr; without secrets, and an outage once a minute."""

from typing import Any


def configure_logs(level: str) -> dict[str, Any]:
    """Return `LOGGING` for the least level that is written; see `logging.config.dictConfig`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
        "filters": {
            "brief": {"()": "observatory.outages.OneLinePoolErrors"},
            "seldom": {"()": "observatory.outages.OncePerMinute"},
            "secrets": {"()": "observatory.secret_paths.HideSecretPaths"},
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
