"""The admin of the monitor: the inbox of changes, the monitored URLs with their history, and monitoring runs."""

from observatory.monitoring.admin import changes, decisions, history, quote_answers, rounds, watches

__all__ = ["changes", "decisions", "history", "quote_answers", "rounds", "watches"]
