"""The notice on a form that its record or source was merged, or that others were merged into it."""

from typing import Any

from django import template

from observatory.publishing.admin.merge_types import RECORDS, SOURCES
from observatory.records.models import Record

register = template.Library()
MOST = 10


@register.inclusion_tag("admin/parts/merged.html")
def merge_notice(row: Any) -> dict[str, Any]:
    """Say into what a record or source was merged, and what was merged into it, with links to undo each."""
    found = RECORDS if isinstance(row, Record) else SOURCES
    owner = "record" if found is RECORDS else "source"
    mergers = found.merged._default_manager.select_related(owner, "into", "by")
    withdrawn = {f"{owner}__state": Record.State.WITHDRAWN}
    own = mergers.filter(**{owner: row.pk}).first() if row.state == Record.State.WITHDRAWN else None
    others = [(each, getattr(each, owner)) for each in mergers.filter(into=row.pk, **withdrawn)[:MOST]]
    return {
        "what": found.what,
        "row": row,
        "merger": own,
        "into_url": found.url_of(own.into) if own else "",
        "others": [(each, other, found.url_of(other)) for each, other in others],
    }
