"""The admin of the monitor: the inbox of changes, the monitored URLs with their history, and monitoring runs."""

from observatory.monitoring.admin import (
    change_admin,
    checks_and_snapshots,
    claim_decision_pages,
    quote_check_messages,
    rounds,
    watches,
)

__all__ = ["change_admin", "checks_and_snapshots", "claim_decision_pages", "quote_check_messages", "rounds", "watches"]
