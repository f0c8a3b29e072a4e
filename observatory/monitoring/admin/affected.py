"""The statements affected by a change, as the inbox shows them, and the verdicts curators give there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from observatory.monitoring import actions
from observatory.monitoring.admin import symbols
from observatory.monitoring.models import AffectedCitation, Change
from observatory.records.admin_links import admin_form_url, admin_record_url
from observatory.records.labels import statement_label
from observatory.sources.models import Citation

MOST = 100
_FIRST = (
    *("missing", "struck", "altered", "moved", "never_found", "unreadable"),
    *("not_checked", "unquoted", "present"),
)
_LOADED = (
    "citation__record",
    "citation__source",
    "citation__relation__subject",
    "citation__relation__object",
    "citation__milestone",
)
VERDICTS = {
    Citation.Verdict.SUPPORTS.value: _("Still supported"),
    Citation.Verdict.DOES_NOT_SUPPORT.value: _("No longer supported"),
}


class AffectedRow:
    """An affected citation, with the URLs of its record and of its form."""

    def __init__(self, affected: AffectedCitation):
        self.row = affected
        self.citation = affected.citation
        self.mark = symbols.symbol_html(symbols.QUOTES[affected.state], affected.get_state_display())
        self.statement = statement_label(self.citation)
        self.record_address = admin_record_url(self.citation.record)
        self.citation_address = admin_form_url(self.citation)


def affected_rows(change: Change) -> list[AffectedRow]:
    """Return at most `MOST` affected citations of a change, those whose quote is gone first."""
    return [AffectedRow(row) for row in _by_need(change.affected.select_related(*_LOADED))[:MOST]]


def record_verdict(modeladmin, request, change: Change, row: int, verdict: str) -> None:
    """Give one affected citation a verdict, and confirm it in a message. `row` is the primary key of the affected
    citation."""
    if not request.user.has_perm("sources.change_citation"):
        raise PermissionDenied
    if verdict not in VERDICTS:
        raise Http404
    affected = get_object_or_404(change.affected.select_related(*_LOADED), pk=row)
    actions.record_verdict(affected=affected, verdict=verdict, by=request.user)
    modeladmin.log_change(request, affected.citation, f"{change}: {verdict}")
    text = format_html("“{}”: {}", statement_label(affected.citation), VERDICTS[verdict])
    modeladmin.message_user(request, text, messages.SUCCESS)


def _by_need(rows: QuerySet[AffectedCitation]) -> QuerySet[AffectedCitation]:
    places = [When(state=word, then=Value(place)) for place, word in enumerate(_FIRST)]
    return rows.order_by(Case(*places, default=Value(len(places)), output_field=IntegerField()), "pk")
