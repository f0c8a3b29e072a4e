"""The admin of records: forms with their public version, publishing decisions, and lists of parts and versions."""

from observatory.publishing.admin import accounts, item_admin, organisation_admin, record_part_admin, version_admin
from observatory.publishing.admin.record_admin import RecordAdmin, RecordForm

__all__ = [
    "RecordAdmin",
    "RecordForm",
    "accounts",
    "item_admin",
    "organisation_admin",
    "record_part_admin",
    "version_admin",
]
