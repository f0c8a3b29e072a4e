"""Panels of the admin home page. Each panel runs one limited query for its rows and one for its count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from observatory.monitoring.claim_actions import LOADED
from observatory.monitoring.models import AffectedCitation, Change, Watch
from observatory.monitoring.worklists import by_consequence, waiting_for_review, weightiest_claims
from observatory.publishing import worklists
from observatory.publishing.items import SOURCES, edited_since_published
from observatory.publishing.models import Version
from observatory.publishing.worklists import EDITING, without_a_source
from observatory.records.admin_links import admin_form_url, admin_list_url, admin_record_url
from observatory.records.labels import statement_label
from observatory.records.models import Record, Survey
from observatory.sources.models import Citation, OfficialTerm, Source

ROWS = 8


@dataclass(frozen=True)
class DashboardRow:
    """One row of a panel."""

    title: str
    address: str
    aside: Any = ""
    when: Any = None


@dataclass(frozen=True)
class Panel:
    """A list of pending work: the number of items, the first of them, and a link to the rest."""

    title: Any
    count: int | None
    lines: Sequence[DashboardRow]
    more: str
    empty: Any


# Panels of packages above this one, which register them when the program starts.
_REGISTERED: list[Callable[[Any], list[Panel]]] = []


def register_panels(make: Callable[[Any], list[Panel]]) -> None:
    """Show the panels that `make(user)` returns, after those of this module. `make` checks the permissions."""
    _REGISTERED.append(make)


def panels(user) -> list[Panel]:
    """Return the panels that this user may see, the most urgent first."""
    seen = []
    if user.has_perm("monitoring.view_change"):
        seen += [_changes(), _decided_claims()]
    if user.has_perm("records.view_record"):
        records = Record.objects.order_by("-updated_at")
        seen += [
            *_mine(records.filter(edited_by__contains=[user.pk], state=Record.State.DRAFT)),
            _of_records(
                _("Waiting for review"),
                records.filter(state=Record.State.IN_REVIEW),
                "state__exact=in_review",
                _("Nothing is waiting for review."),
            ),
            _of_records(
                _("Unpublished changes"),
                worklists.edited_since_published(records),
                "public=edited",
                _("There are no unpublished changes."),
            ),
            _of_records(
                _("Without a source"),
                without_a_source(records),
                "evidence=missing",
                _("Every record cites a source."),
            ),
        ]
    if user.has_perm("sources.view_source"):
        seen.append(_edited_sources())
        seen += [panel for panel in (_to_publish(*each) for each in _TO_PUBLISH) if panel]
    if user.has_perm("sources.view_citation"):
        seen.append(_unchecked())
    if user.has_perm("monitoring.view_watch"):
        seen.append(_unwell())
    if user.has_perm("publishing.view_version"):
        seen.append(_published())
    return [*seen, *(panel for make in _REGISTERED for panel in make(user))]


def _of_records(title, records: QuerySet, query: str, empty) -> Panel:
    lines = [DashboardRow(str(row), admin_record_url(row), when=row.updated_at) for row in records.only(*_SHORT)[:ROWS]]
    return Panel(title, records.count(), lines, f"{admin_list_url(Record)}?{query}", empty)


def _mine(drafts: QuerySet) -> list[Panel]:
    """Return the panels about one's own drafts, those that were returned first, where there are any: one query as long
    as the drafts are few."""
    rows = list(drafts.only(*_SHORT, "returned").order_by("-returned", "-updated_at")[: 2 * ROWS])
    panels_of_mine = []
    for title, returned, query in (
        (_("Returned to me"), True, "mine=returned"),
        (_("My drafts"), False, "mine=drafts"),
    ):
        found = [row for row in rows if row.returned is returned]
        count = len(found) if len(rows) < 2 * ROWS else drafts.filter(returned=returned).count()
        if count:
            shown = found[:ROWS] or drafts.filter(returned=returned)[:ROWS]
            lines = [DashboardRow(str(row), admin_record_url(row), when=row.updated_at) for row in shown]
            panels_of_mine.append(Panel(title, count, lines, f"{admin_list_url(Record)}?{query}", ""))
    return panels_of_mine


_SHORT = ("kind", "title_en", "title_zh_hans", "original_title", "updated_at")


def _edited_sources() -> Panel:
    title, empty = _("Sources with unpublished edits"), _("There are no sources with unpublished edits.")
    items = edited_since_published(SOURCES)
    return Panel(title, items.count(), _lines_of(items), f"{admin_list_url(Source)}?public=edited", empty)


_TO_PUBLISH = (
    (OfficialTerm.objects.all(), _("Official terms to publish")),
    (Survey.objects.select_related("jurisdiction", "theme"), _("Coverage searches to publish")),
)


def _to_publish(items: QuerySet, title) -> Panel | None:
    """Unlike a source, neither is published with a record: each new one waits for a reviewer. None where none does."""
    waiting = items.filter(state__in=EDITING)
    lines = _lines_of(waiting)
    return Panel(title, waiting.count(), lines, f"{admin_list_url(items.model)}?public=waiting", "") if lines else None


def _lines_of(items: QuerySet) -> list[DashboardRow]:
    rows = items.order_by("-updated_at", "-pk")[:ROWS]
    return [DashboardRow(str(row), admin_form_url(row), row.get_state_display(), row.updated_at) for row in rows]


def _changes() -> Panel:
    changes = Change.objects.open()
    rows = list(by_consequence(changes).select_related("location__source").defer("diff")[:ROWS])
    claims = weightiest_claims([row.pk for row in rows])
    lines = [
        DashboardRow(
            str(row.location.source or row.location),
            admin_form_url(row),
            _claim_in_words(row, claims.get(row.pk)),
            row.found_at,
        )
        for row in rows
    ]
    more = f"{admin_list_url(Change)}?state__exact=open"
    return Panel(
        _("Source changes to review"),
        changes.count(),
        lines,
        more,
        _if_any_was_read(_("There are no source changes to review.")),
    )


def _claim_in_words(change: Change, claim: AffectedCitation | None) -> str:
    """Return the type of a change, and of its weightiest claim record, statement and finding."""
    kind = change.get_kind_display()
    if claim is None:
        return kind
    return f"{kind} · {claim.citation.record} › {statement_label(claim.citation)} · {claim.finding}"


def _decided_claims() -> Panel:
    claims = waiting_for_review(AffectedCitation.objects.all())
    rows = list(claims.select_related(*LOADED, "change").defer("change__diff").order_by("-decided_at")[:ROWS])
    count = claims.count() if len(rows) == ROWS else len(rows)
    lines = [
        DashboardRow(
            f"{row.citation.record} › {statement_label(row.citation)}",
            f"{admin_form_url(row.change)}#claim-{row.citation_id}",
            f"{row.get_decision_display()} · {row.decided_by}",
            row.decided_at,
        )
        for row in rows
    ]
    more = f"{admin_list_url(AffectedCitation)}?waiting=yes"
    empty = _("No decision on a statement is waiting for review.")
    return Panel(_("Statements decided, waiting for review"), count, lines, more, empty)


def _unwell() -> Panel:
    watches = Watch.objects.with_problems().filter(location__monitored=True)
    rows = watches.select_related("location__source").order_by("-since")[:ROWS]
    lines = [
        DashboardRow(
            str(row.location.source or row), admin_form_url(row), f"{row.get_health_display()} · {row}", row.since
        )
        for row in rows
    ]
    more = f"{admin_list_url(Watch)}?well=no&location__monitored__exact=1"
    empty = _if_any_was_read(_("Every visited source can be read."))
    return Panel(_("Unavailable sources"), watches.count(), lines, more, empty)


def _if_any_was_read(empty: Any) -> Any:
    """Return the text for an empty panel; if no source has been read yet, a text that says so."""
    return empty if Watch.objects.filter(read_at__isnull=False).exists() else _("No source has been read yet.")


def _unchecked() -> Panel:
    citations = Citation.objects.filter(verdict=Citation.Verdict.NOT_CHECKED)
    counts = {
        row["first"]: row["number"]
        for row in citations.values("record").annotate(number=Count("pk"), first=Min("pk")).order_by("record")[:ROWS]
    }
    joined = ("record", "source", "relation__subject", "relation__object", "milestone")
    rows = Citation.objects.filter(pk__in=counts).select_related(*joined).order_by("record")
    lines = [
        DashboardRow(str(row.record), _evidence_url(row), _unchecked_in_words(row, counts[row.pk])) for row in rows
    ]
    empty = _("Every citation has been checked.")
    return Panel(_("Citations not checked"), citations.count(), lines, reverse("desk-evidence"), empty)


def _unchecked_in_words(first: Citation, number: int) -> str:
    """Return how many citations of a record wait, and which is the first."""
    told = ngettext("%d citation", "%d citations", number) % number
    return f"{told} · {first.source} · {statement_label(first)}"


def _evidence_url(citation: Citation) -> str:
    page = reverse("desk-evidence-record", args=[citation.record_id])
    return f"{page}?citation={citation.pk}"


def _published() -> Panel:
    versions = Version.objects.by_people().select_related("record", "published_by")[:ROWS]
    lines = [
        DashboardRow(
            str(row.record),
            admin_form_url(row),
            aside=f"{row.get_action_display()} · {row.reason}",
            when=row.published_at,
        )
        for row in versions
    ]
    return Panel(_("Latest publications"), None, lines, admin_list_url(Version), _("Nothing has been published yet."))
