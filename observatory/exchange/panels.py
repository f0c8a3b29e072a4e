"""The panel of the home page with imports that wait for a decision."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from observatory.desk.panels import ROWS, DashboardRow, Panel
from observatory.exchange.kinds.all import all_kinds
from observatory.exchange.models import Import
from observatory.records.admin_links import admin_form_url, admin_list_url

_OPEN = (Import.State.READING, Import.State.REVIEWED, Import.State.WRITING)


def import_panels(user: Any) -> list[Panel]:
    """Return the panel with the imports of a user that are not decided, where there are any."""
    if not any(kind.may_import(user) for kind in all_kinds()):
        return []
    waiting = Import.objects.filter(by=user, state__in=_OPEN).defer("content", "corrections")
    rows = list(waiting[: ROWS + 1])
    if not rows:
        return []
    count = len(rows) if len(rows) <= ROWS else waiting.count()
    lines = [
        DashboardRow(str(row), admin_form_url(row), row.get_state_display(), row.created_at) for row in rows[:ROWS]
    ]
    return [Panel(_("Imports to decide"), count, lines, f"{admin_list_url(Import)}?state__exact=reviewed", "")]
