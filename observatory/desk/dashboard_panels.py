"""The panels of the desk's home page, and the queries of their numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from observatory.desk.comments.views import comments_address, subject_address
from observatory.monitoring.admin.claim_rows import ClaimRow
from observatory.monitoring.changes.claim_decisions import LOADED, waiting_for_review
from observatory.monitoring.changes.claim_weights import by_consequence, weightiest_claims
from observatory.monitoring.models import AffectedCitation, Change, Watch
from observatory.publishing import record_querysets
from observatory.publishing.admin.item_decisions import item_review_address
from observatory.publishing.item_publication import ITEM_TYPES, SOURCES, edited_since_published
from observatory.publishing.models import Version
from observatory.publishing.record_querysets import EDITING, chinese_outdated, without_a_source
from observatory.publishing.workflow import PUBLISH_PERMISSION
from observatory.records.admin.assignment_admin import due_html
from observatory.records.admin_urls import admin_form_url, admin_list_url, admin_record_url
from observatory.records.comments import load_subjects, names_of_statements
from observatory.records.desk_people import display_name
from observatory.records.models import Comment, LikelyDuplicate, Record, Survey
from observatory.records.statement_keys import statement_label
from observatory.sources.models import Citation, LikelyDuplicateSource, OfficialTerm, Source

ROWS = 8
_SHORT = ("kind", "title_en", "title_zh_hans", "original_title", "updated_at")
Counts = Mapping[str, int]


@dataclass(frozen=True)
class DashboardRow:
    """One row of a panel. `aside` is text, or safe HTML."""

    title: str
    address: str
    aside: Any = ""
    when: Any = None


@dataclass(frozen=True)
class Panel:
    """A list of pending work: the number of items, the first of them, and a link to the rest. `note` qualifies the
    number."""

    title: Any
    count: int | None
    lines: Sequence[DashboardRow]
    more: str
    empty: Any
    note: Any = ""

    @property
    def is_empty(self) -> bool:
        return not self.count and not self.lines


def queries_of_counts(user) -> dict[str, QuerySet]:
    """Return the query sets that the numbers of the home page of the desk count, as far as the user may see them."""
    found: dict[str, QuerySet] = {}
    records, changes = Record.objects.all(), Change.objects.open()
    if user.has_perm("monitoring.view_change"):
        found |= {
            "changes": changes,
            "my_changes": changes.filter(assigned_to=user.pk),
            "untaken_changes": changes.filter(assigned_to=None),
            "decided": waiting_for_review(AffectedCitation.objects.all()),
        }
    if user.has_perm("records.view_record"):
        review = records.filter(state=Record.State.IN_REVIEW)
        found |= {
            "review": review,
            "own_in_review": review.filter(edited_by__contains=[user.pk]),
            "untaken_review": review.filter(assigned_to=None),
            "returned": _drafts(user).filter(returned=True),
            "drafts": _drafts(user).filter(returned=False),
            "my_records": records.filter(assigned_to=user.pk),
            "mentions": Comment.objects.open().filter(mentioned=user.pk),
            "comments": Comment.objects.open(),
            "returned_items": _returned_items(),
            "records": records,
            "unpublished": record_querysets.edited_since_published(records),
            "unsourced": without_a_source(records),
            "outdated": chinese_outdated(records),
            "duplicates": LikelyDuplicate.objects.all(),
        }
    if user.has_perm("sources.view_source"):
        found |= {
            "sources": edited_since_published(SOURCES),
            "duplicate_sources": LikelyDuplicateSource.objects.all(),
            "terms": OfficialTerm.objects.filter(state__in=EDITING),
            "surveys": Survey.objects.filter(state__in=EDITING),
        }
    if user.has_perm("sources.view_citation"):
        found["unchecked"] = Citation.objects.filter(verdict=Citation.Verdict.NOT_CHECKED)
    if user.has_perm("monitoring.view_watch"):
        found["unwell"] = Watch.objects.with_problems().filter(location__monitored=True)
        found["read"] = Watch.objects.filter(read_at__isnull=False)
    return found


# What is counted in the whole catalogue, and is the same for everybody.
SLOW = (
    *("decided", "records", "unpublished", "unsourced", "outdated", "sources", "terms", "surveys", "unchecked"),
    *("unwell", "read"),
)
# What is shown as a number: its title, and the address of the list.
_Number = tuple[Any, Callable[[], str]]
UNTAKEN: dict[str, _Number] = {
    "untaken_changes": (_("Source changes"), lambda: f"{admin_list_url(Change)}?who=nobody"),
    "untaken_review": (
        _("Records in review"),
        lambda: f"{admin_list_url(Record)}?state__exact=in_review&who=nobody",
    ),
}
TO_DO: dict[str, _Number] = {
    "unpublished": (_("Unpublished changes"), lambda: f"{admin_list_url(Record)}?public=edited"),
    "sources": (_("Sources with unpublished edits"), lambda: f"{admin_list_url(Source)}?public=edited"),
    "terms": (_("Official terms to publish"), lambda: f"{admin_list_url(OfficialTerm)}?public=waiting"),
    "surveys": (_("Coverage searches to publish"), lambda: f"{admin_list_url(Survey)}?public=waiting"),
    "unchecked": (_("Citations not checked"), lambda: reverse("desk-evidence")),
    "unsourced": (_("Without a source"), lambda: f"{admin_list_url(Record)}?evidence=missing"),
    "outdated": (_("Chinese older than the English"), lambda: f"{admin_list_url(Record)}?public=outdated"),
    "duplicates": (_("Likely duplicates"), lambda: reverse("duplicates", args=["records"])),
    "duplicate_sources": (_("Likely duplicates among sources"), lambda: reverse("duplicates", args=["sources"])),
    "comments": (_("Open comments"), lambda: comments_address("open")),
}


def wide_panels(user, counts: Counts) -> list[Panel]:
    """Return the lists of the wide column: changes, what waits for review."""
    found = []
    if "changes" in counts:
        found.append(_changes_panel(counts))
    if "review" in counts:
        found.append(_review_panel(user, counts))
    if "decided" in counts:
        found.append(_decided_claims_panel(counts))
    return found


def latest_panels(user) -> list[Panel]:
    """Return the list of the latest publications."""
    return [_published_panel()] if user.has_perm("publishing.view_version") else []


def own_panels(user, counts: Counts) -> list[Panel]:
    """Return what is the user's own, where there is any: returned, due, mentioned, drafts."""
    found = []
    if counts.get("returned"):
        rows = _drafts(user).filter(returned=True).order_by("-updated_at")
        found.append(_records_panel(_("Returned to me"), counts["returned"], rows, "mine=returned"))
    if counts.get("returned_items"):
        found += _returned_items_panels()
    if counts.get("mentions"):
        found.append(_mentions_panel(user, counts["mentions"]))
    if counts.get("my_changes"):
        found.append(_my_changes_panel(user, counts["my_changes"]))
    if counts.get("my_records"):
        rows = Record.objects.filter(assigned_to=user.pk).order_by(F("due_on").asc(nulls_last=True), "-updated_at")
        found.append(_records_panel(_("Records assigned to me"), counts["my_records"], rows, "who=mine", due=True))
    if counts.get("drafts"):
        rows = _drafts(user).filter(returned=False).order_by("-updated_at")
        found.append(_records_panel(_("My drafts"), counts["drafts"], rows, "mine=drafts"))
    return found


def panels_beside(user, counts: Counts) -> list[Panel]:
    """Return the lists of the narrow column after the numbers: sources that cannot be read."""
    return [_unavailable_sources_panel(counts)] if "unwell" in counts else []


def _drafts(user) -> QuerySet[Record]:
    return Record.objects.filter(edited_by__contains=[user.pk], state=Record.State.DRAFT)


def _records_panel(title, count: int, records: QuerySet, query: str, *, due: bool = False, empty="") -> Panel:
    rows = records.only(*_SHORT, "due_on", "assigned_to")[:ROWS] if count else ()
    lines = [
        DashboardRow(str(row), admin_record_url(row), due_html(row) if due else "", None if due else row.updated_at)
        for row in rows
    ]
    return Panel(title, count, lines, f"{admin_list_url(Record)}?{query}", empty)


def _review_panel(user, counts: Counts) -> Panel:
    """Where the rule of four eyes holds, a note says how many of them this reviewer may not publish."""
    records = Record.objects.filter(state=Record.State.IN_REVIEW).order_by("-updated_at")
    own = counts["own_in_review"]
    note = ""
    if settings.FOUR_EYES and own and user.has_perm(PUBLISH_PERMISSION):
        note = ngettext(
            "You edited %d of them: somebody else has to publish it (rule of four eyes).",
            "You edited %d of them: somebody else has to publish these (rule of four eyes).",
            own,
        )
        note = note % own
    rows = records.only(*_SHORT, "public_id")[:ROWS] if counts["review"] else ()
    lines = [DashboardRow(str(row), reverse("desk-review", args=[row.public_id]), when=row.updated_at) for row in rows]
    more = f"{admin_list_url(Record)}?state__exact=in_review"
    return Panel(_("Waiting for review"), counts["review"], lines, more, _("Nothing is waiting for review."), note)


def _changes_panel(counts: Counts) -> Panel:
    shown: list[Change] = []
    if counts["changes"]:
        changes = by_consequence(Change.objects.open())
        shown = list(changes.select_related("location__source", "assigned_to").defer("diff")[:ROWS])
    claims = weightiest_claims([change.pk for change in shown]) if shown else {}
    lines = [_change_panel_row(change, claims.get(change.pk)) for change in shown]
    empty = _if_any_was_read(_("There are no source changes to review."), counts)
    return Panel(_("Source changes to review"), counts["changes"], lines, admin_list_url(Change), empty)


def _change_panel_row(change: Change, claim: AffectedCitation | None) -> DashboardRow:
    """Return record and statement with what was there and what is there now; of a change without a statement, its
    source and type."""
    # The empty filter: "next" on the page of the change follows the whole inbox, as this panel does.
    address = f"{admin_form_url(change)}?inbox="
    who = f" · {display_name(change.assigned_to)}" if change.assigned_to_id else ""
    source = str(change.location.source or change.location)
    if claim is None:
        return DashboardRow(source, address, f"{change.get_kind_display()}{who}", change.found_at)
    row = ClaimRow(claim, change)
    words = format_html(
        '{} <span class="words">{}</span> {}', row.mark, row.short_difference, f"{Truncator(source).chars(60)}{who}"
    )
    return DashboardRow(f"{row.citation.record} › {row.statement}", address, words, change.found_at)


def _my_changes_panel(user, count: int) -> Panel:
    changes = Change.objects.open().filter(assigned_to=user.pk).order_by(F("due_on").asc(nulls_last=True), "-found_at")
    mine = changes.select_related("location__source").defer("diff")[:ROWS]
    lines = [
        DashboardRow(
            str(change.location.source or change.location),
            f"{admin_form_url(change)}?inbox=who%3Dmine",
            due_html(change) or change.get_kind_display(),
        )
        for change in mine
    ]
    return Panel(_("Changes assigned to me"), count, lines, f"{admin_list_url(Change)}?who=mine", "")


def _mentions_panel(user, count: int) -> Panel:
    comments = Comment.objects.open().filter(mentioned=user.pk).select_related("record", "author")
    mentions = list(comments.order_by("-created_at", "-id")[:ROWS])
    load_subjects(mentions)
    names = names_of_statements(mentions)
    lines = []
    for comment in mentions:
        about = names[comment.pk]
        said = f"{display_name(comment.author)}: {Truncator(comment.text).chars(120)}"
        address = f"{subject_address(comment)}#comment-{comment.pk}"
        lines.append(
            DashboardRow(
                " › ".join(filter(None, (str(comment.subject), str(about)))), address, said, comment.created_at
            )
        )
    return Panel(_("Mentions of me"), count, lines, comments_address("mentioned"), "")


def _returned_items() -> QuerySet[Comment]:
    """Return the open comments that returned sources, official terms and coverage searches."""
    return Comment.objects.open().filter(record=None, returns=True)


def _returned_items_panels() -> list[Panel]:
    """The items that were returned, with the latest word on each: nobody has them, so everybody is told. As long as
    they are drafts and a comment that returned them is open."""
    rows = list(_returned_items().select_related("author").order_by("-created_at", "-pk")[: 10 * ROWS])
    load_subjects(rows)
    latest: dict[str, DashboardRow] = {}
    for row in rows:
        item_type = next(each for each in ITEM_TYPES if isinstance(row.item, each.model))
        address = item_review_address(item_type, row.item)
        if address not in latest and row.item.state == Record.State.DRAFT:
            said = f"{display_name(row.author)}: {Truncator(row.text).chars(80)}"
            latest[address] = DashboardRow(str(row.item), address, said, row.created_at)
    lines, title = list(latest.values()), _("Returned sources, terms and coverage searches")
    return [Panel(title, len(lines), lines[:ROWS], comments_address("open"), "")] if lines else []


def _decided_claims_panel(counts: Counts) -> Panel:
    decided: Sequence[AffectedCitation] = ()
    if counts["decided"]:
        # Their keys first: the newest are found by an index, and only they are joined with what a row shows.
        waiting = waiting_for_review(AffectedCitation.objects.all()).order_by("-decided_at")
        claims = AffectedCitation.objects.filter(pk__in=list(waiting.values_list("pk", flat=True)[:ROWS]))
        decided = claims.select_related(*LOADED, "change").defer("change__diff").order_by("-decided_at")
    lines = [
        DashboardRow(
            f"{claim.citation.record} › {statement_label(claim.citation)}",
            f"{admin_form_url(claim.change)}#claim-{claim.citation_id}",
            f"{claim.get_decision_display()} · {claim.decided_by}",
            claim.decided_at,
        )
        for claim in decided
    ]
    more = f"{admin_list_url(AffectedCitation)}?waiting=yes"
    empty = _("No decision on a statement is waiting for review.")
    return Panel(_("Statements decided, waiting for review"), counts["decided"], lines, more, empty)


def _unavailable_sources_panel(counts: Counts) -> Panel:
    watches = Watch.objects.with_problems().filter(location__monitored=True)
    unwell = watches.select_related("location__source").order_by("-since")[:ROWS] if counts["unwell"] else ()
    lines = [
        DashboardRow(
            str(watch.location.source or watch),
            admin_form_url(watch),
            f"{watch.get_health_display()} · {watch}"[:120],
            watch.since,
        )
        for watch in unwell
    ]
    more = f"{admin_list_url(Watch)}?well=no&location__monitored__exact=1"
    empty = _if_any_was_read(_("Every visited source can be read."), counts)
    return Panel(_("Unavailable sources"), counts["unwell"], lines, more, empty)


def _if_any_was_read(empty: Any, counts: Counts) -> Any:
    """Return the text for an empty panel; if no source has been read yet, a text that says so."""
    return empty if counts.get("read", 1) else _("No source has been read yet.")


def _published_panel() -> Panel:
    versions = Version.objects.by_people().select_related("record", "published_by")[:ROWS]
    lines = [
        DashboardRow(
            str(version.record),
            admin_form_url(version),
            aside=Truncator(f"{version.get_action_display()} · {version.reason}").chars(120),
            when=version.published_at,
        )
        for version in versions
    ]
    return Panel(_("Latest publications"), None, lines, admin_list_url(Version), _("Nothing has been published yet."))
