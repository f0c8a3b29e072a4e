"""The admin of records: forms with their public version, publishing decisions, and lists of parts and versions."""

from observatory.publishing.admin import accounts, history, items, organisations, parts
from observatory.publishing.admin.records import RecordAdmin, RecordForm

__all__ = ["RecordAdmin", "RecordForm", "accounts", "history", "items", "organisations", "parts"]
