"""The admin of records: forms with their public side, decisions, parts in lists of their own, what was published."""

from observatory.publishing.admin import accounts, history, organisations, parts
from observatory.publishing.admin.records import RecordAdmin, RecordForm

__all__ = ["RecordAdmin", "RecordForm", "accounts", "history", "organisations", "parts"]
