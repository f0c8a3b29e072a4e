"""The admin of the monitor: the inbox of changes, the monitored URLs with their history, and monitoring runs."""

from observatory.monitoring.admin import changes, checks_and_snapshots, decide_claims, quote_answers, rounds, watches

__all__ = ["changes", "checks_and_snapshots", "decide_claims", "quote_answers", "rounds", "watches"]
