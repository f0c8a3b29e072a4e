"""The screens of imports and exports in the admin."""

from observatory.exchange.admin.import_admin import ImportAdmin

__all__ = ["ImportAdmin"]
