"""The review of a record: how it is read, locked and decided on."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from observatory.desk.evidence.statements_with_citations import CitedSource, StatementRow, record_evidence
from observatory.desk.review.gaps import attach_gaps
from observatory.desk.review.review_page import MOST_SOURCES, ReviewPage
from observatory.desk.review.review_rows import Note, ReviewRow, TextRow, review_rows
from observatory.desk.review.statement_texts import older_texts
from observatory.publishing.admin import publication_panel
from observatory.publishing.admin.record_decisions import DECISIONS, review_address, take_record_decision
from observatory.publishing.admin.shared_decisions import DecisionResult
from observatory.publishing.checks.check_registry import Subject, at_least, find_all
from observatory.publishing.differences.differences_in_words import Segment, pending_item_rows
from observatory.publishing.differences.document_differences import public_among_objects, public_and_working
from observatory.publishing.item_publication import SOURCES
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.models import Entry, ExpertOpinion, ReviewLink, Version
from observatory.publishing.publication_lock import lock_existing
from observatory.publishing.published_together import edited_sources_of, new_sources_of, with_companions
from observatory.publishing.workflow import others_who_may_publish
from observatory.records.admin_urls import admin_form_url, admin_record_url
from observatory.records.comments import comments_of
from observatory.records.models import Record


def record_to_review(ref: str) -> Record:
    """Return the record to review, by its primary key or permanent ID. Raises Http404."""
    wanted = Q(public_id=ref)
    if ref.isascii() and ref.isdigit() and len(ref) < 19:
        wanted |= Q(pk=int(ref))
    record = Record.objects.filter(wanted).order_by("pk").first()
    if record is None:
        raise Http404
    return record


class Companion:
    """A record that goes along with the reviewed one, its review and its differences. `is_new`: readers have never seen
    it, so a relation to it is left out of the page of the reviewed record if it stays behind."""

    def __init__(self, row: Record, together: Sequence[int], *, is_new: bool, is_taken: bool) -> None:
        self.row, self.is_new, self.is_taken = row, is_new, is_taken
        self.address = review_address(row)
        self.rows = publication_panel.pending_rows(row, together)


class RecordReview(ReviewPage):
    """The review of one record."""

    is_record = True

    @property
    def address(self) -> str:
        return review_address(self.row)

    @property
    def form_address(self) -> str:
        return admin_record_url(self.row)

    @property
    def preview_address(self) -> str:
        return reverse("preview", args=[self.row.public_id])

    @property
    def evidence_address(self) -> str:
        return reverse("desk-evidence-record", args=[self.row.pk])

    def read_again(self) -> "RecordReview":
        return read_record_page(record_to_review(self.row.public_id), self.user)

    def lock(self, rows: Sequence[Any]) -> list[Any]:
        return [*lock_existing([row.pk for row in rows]).values()]

    def take(self, decision: str, rows: Sequence[Any], reason: str, chosen: Mapping[str, Any]) -> DecisionResult:
        return take_record_decision(DECISIONS[decision], rows, by=self.user, reason=reason, **chosen)

    @cached_property
    def own_edits(self) -> list[Record]:
        """The record, if the rule of four eyes keeps the user from publishing it."""
        return [self.row] if settings.FOUR_EYES and self.user.pk in self.row.edited_by else []

    @cached_property
    def others(self) -> list:
        return others_who_may_publish([self.row]) if self.own_edits else []

    @cached_property
    def companions(self) -> list[Record]:
        """The records that are published or returned together with this one, unless the user leaves them out."""
        return with_companions(self.user, "publish", [self.row])

    @cached_property
    def companion_edits(self) -> list[Companion]:
        keys = [self.row.pk, *(row.pk for row in self.companions)]
        seen = set(Entry.objects.filter(record__in=keys).values_list("record_id", flat=True))
        return [
            Companion(row, keys, is_new=row.pk not in seen, is_taken=row.pk not in self.left_out)
            for row in self.companions
        ]

    @cached_property
    def edited_sources(self) -> list:
        return list(edited_sources_of([self.row, *self.companions]))

    @cached_property
    def source_edits(self) -> list:
        """The sources whose unpublished edits may be published too, each with its form and its differences."""
        rows = self.edited_sources[:MOST_SOURCES]
        return [(row, admin_form_url(row), pending_item_rows(SOURCES, row)) for row in rows]

    @cached_property
    def new_sources(self) -> list:
        return list(new_sources_of([self.row, *self.companions])[: MOST_SOURCES + 1])

    @cached_property
    def decided(self) -> list:
        return publication_panel.unpublished_decisions(self.row)

    @cached_property
    def links(self) -> list[tuple[ReviewLink, str]]:
        """The latest links for experts, each with the words for the time until which it works."""
        rows = self.row.review_links.select_related("made_by")[:50]
        return [(row, local_time_in_words(row.expires_at)) for row in rows]

    @cached_property
    def next_review(self) -> Note | None:
        waiting = Record.objects.filter(state=Record.State.IN_REVIEW).exclude(pk=self.row.pk)
        row = waiting.order_by("updated_at", "pk").first()
        return Note(str(row), review_address(row)) if row else None


def read_record_page(record: Record, user) -> "RecordReview":
    """Return the review of a record as it is now, in as many queries for many statements as for few."""
    public, working = public_and_working(record)
    visible = public_among_objects(record)
    relations = [pk for pk, other in record.relations.values_list("pk", "object_id") if other in visible]
    milestones = list(record.milestones.values_list("pk", flat=True))
    evidence = record_evidence(record)
    cited: dict[str, list[CitedSource]] = {}
    for row in evidence.statements:
        if row.owner.pk == record.pk:
            cited.setdefault(row.key, []).extend(row.cited)
    rows = review_rows(public, working, relations, milestones, cited)
    rows += [_hidden(row) for row in evidence.statements if _is_hidden(row, record, relations)]
    (findings,) = find_all([Subject(working, public)])
    blocking = at_least(settings.PUBLICATION_BLOCKED_BY)
    gaps = attach_gaps(rows, findings, {"relation": relations, "milestone": milestones}, blocking)
    older = older_texts(_versions(record), working)
    comments = comments_of(record)
    opinions = list(ExpertOpinion.objects.filter(link__record=record).select_related("link")[:1000])
    page = RecordReview(record, user, public, rows, gaps, older, comments, opinions)
    page.stated_by_others = [row for row in evidence.statements if row.owner.pk != record.pk]
    page.put_at_statements()
    along = set(record.relations.filter(object__in=page.companions).values_list("pk", flat=True))
    for row in rows:
        row.with_companion = row.hidden and row.key in {f"relation:{pk}" for pk in along}
    return page


def _is_hidden(row: StatementRow, record: Record, relations: Sequence[int]) -> bool:
    part, _colon, key = row.key.partition(":")
    return part == "relation" and row.owner.pk == record.pk and int(key) not in relations


def _hidden(row: StatementRow) -> ReviewRow:
    """Return a relation that stays out of the public page, because its other end is not public."""
    text = TextRow("", "", [], [Segment(row.value, marked=False)], changed=False)
    return ReviewRow(row.key, row.key.replace(":", "-"), row.label, [text], cited=row.cited, hidden=True)


def _versions(record: Record) -> list:
    """Return number, time, title and summary of the versions of a record, the oldest first."""
    rows = Version.objects.filter(record=record.pk, document__isnull=False).order_by("number")
    return list(rows.values_list("number", "published_at", "document__title", "document__summary"))
