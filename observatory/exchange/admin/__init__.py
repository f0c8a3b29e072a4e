"""The screens of imports and exports in the admin."""

from observatory.exchange.admin.imports import ImportAdmin

__all__ = ["ImportAdmin"]
