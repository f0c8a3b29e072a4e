"""The panel of the home page on likely duplicates among records and sources."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from observatory.desk.panels import ROWS, DashboardRow, Panel
from observatory.publishing.admin.merge_types import MERGE_TYPES


def duplicates_panel(user) -> list[Panel]:
    """Return the panel on likely duplicates that this user may see, if there are any: counting stops at 100 each."""
    found = [each for each in MERGE_TYPES.values() if user.has_perm(each.view_permission)]
    counts = [each.finder.count() for each in found]
    if not sum(counts):
        return []
    lines = []
    for each in found:
        for pair in each.finder.pairs._default_manager.select_related("one", "other")[: ROWS - len(lines)]:
            lines.append(DashboardRow(f"{pair.one} – {pair.other}", each.merge_url(pair.other, pair.one), each.title))
    return [Panel(_("Likely duplicates"), sum(counts), lines, reverse("duplicates-home"), "")]
