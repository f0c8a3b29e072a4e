"""The admin of the monitor: the inbox of changes, the watches with their history, rounds and live progress."""

from observatory.monitoring.admin import changes, history, rounds, watches

__all__ = ["changes", "history", "rounds", "watches"]
