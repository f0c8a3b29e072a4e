"""Read what the review of a record shows. The number of queries does not depend on how many statements there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone

from observatory.desk.evidence.statements import CitedSource, StatementRow, record_evidence
from observatory.desk.review.rows import (
    Gap,
    GapGroup,
    OlderText,
    ReviewRow,
    TextRow,
    attach_gaps,
    group_gaps,
    older_texts,
    review_rows,
)
from observatory.publishing.admin import public_panel
from observatory.publishing.admin.companions import with_companions
from observatory.publishing.admin.decisions import edited_sources_of, new_sources_of, review_address
from observatory.publishing.admin.describe_items import pending_rows
from observatory.publishing.admin.public_panel import unpublished_decisions
from observatory.publishing.checks.registry import Subject, at_least, find_all
from observatory.publishing.describe_differences import Segment
from observatory.publishing.differences import public_among_objects, public_and_working
from observatory.publishing.items import SOURCES
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.models import ExpertOpinion, ReviewLink, ScheduledPublication, Version
from observatory.publishing.scheduling import edited_since_approval
from observatory.publishing.workflow import PUBLISH_PERMISSION, others_who_may_publish
from observatory.records.admin_links import admin_form_url
from observatory.records.comments import comments_of
from observatory.records.models import Comment, Record
from observatory.records.people import may_work

MOST_SOURCES = 20


@dataclass
class ReviewPage:
    """The review of one record by one user."""

    record: Record
    user: Any
    public: Mapping[str, Any] | None
    rows: list[ReviewRow]
    gaps: list[Gap]
    older: list[OlderText]
    comments: list[Comment]
    opinions: list[ExpertOpinion]
    stated_by_others: Sequence[StatementRow] = ()
    draft: str = ""  # the comment on the record that was typed and not saved
    error: str = ""
    lost: list[str] = field(default_factory=list)  # comments typed at statements that are gone

    @property
    def is_public(self) -> bool:
        return self.public is not None

    @property
    def changed(self) -> list[ReviewRow]:
        return [row for row in self.rows if row.change or row.evidence_changes]

    @property
    def blocking(self) -> list[Gap]:
        return [gap for gap in self.gaps if gap.blocks]

    @property
    def gap_groups(self) -> list[GapGroup]:
        return group_gaps(self.gaps)

    @cached_property
    def may_publish(self) -> bool:
        return self.user.has_perm(PUBLISH_PERMISSION)

    @cached_property
    def may_comment(self) -> bool:
        return may_work(self.user)

    @property
    def may_return(self) -> bool:
        return self.may_publish and self.record.state == Record.State.IN_REVIEW

    @cached_property
    def own_edits(self) -> list[Record]:
        """The record, if the rule of four eyes keeps the user from publishing it."""
        return [self.record] if settings.FOUR_EYES and self.user.pk in self.record.edited_by else []

    @cached_property
    def others(self) -> list:
        return others_who_may_publish([self.record]) if self.own_edits else []

    @property
    def is_forbidden(self) -> bool:
        """Whether publishing would be refused as things stand."""
        return bool(self.own_edits or self.blocking)

    @cached_property
    def scheduled(self) -> ScheduledPublication | None:
        """What waits for its time, or was refused at it and is not dealt with."""
        states = (ScheduledPublication.State.WAITING, ScheduledPublication.State.REFUSED)
        rows = self.record.scheduled.filter(state__in=states).select_related("by")
        return rows.order_by("-created_at", "-pk").first()

    @cached_property
    def is_edited_since(self) -> bool:
        """Whether what was scheduled will not be published, because it was edited."""
        return bool(self.scheduled and self.scheduled.state == "waiting" and edited_since_approval([self.scheduled]))

    @cached_property
    def companions(self) -> list[Record]:
        """The records that are published or returned together with this one."""
        return with_companions(self.user, "publish", [self.record])

    @cached_property
    def companion_edits(self) -> list:
        """The companions, each with the address of its review and its differences."""
        keys = [self.record.pk, *(row.pk for row in self.companions)]
        return [(row, review_address(row), public_panel.pending_rows(row, keys)) for row in self.companions]

    @cached_property
    def edited_sources(self) -> list:
        return list(edited_sources_of([self.record, *self.companions]))

    @cached_property
    def source_edits(self) -> list:
        """The sources whose unpublished edits may be published too, each with its form and its differences."""
        rows = self.edited_sources[:MOST_SOURCES]
        return [(row, admin_form_url(row), pending_rows(SOURCES, row)) for row in rows]

    @cached_property
    def new_sources(self) -> list:
        return list(new_sources_of([self.record, *self.companions])[: MOST_SOURCES + 1])

    @cached_property
    def decided(self) -> list:
        return unpublished_decisions(self.record)

    @property
    def scheduled_when(self) -> str:
        return local_time_in_words(self.scheduled.due_at) if self.scheduled else ""

    @cached_property
    def links(self) -> list[tuple[ReviewLink, str]]:
        """The latest links for experts, each with the words for the time until which it works."""
        rows = self.record.review_links.select_related("made_by")[:50]
        return [(row, local_time_in_words(row.expires_at)) for row in rows]

    @property
    def now(self):
        return timezone.now()

    @cached_property
    def next_record(self) -> Record | None:
        """The next record that waits for review, the one that has waited longest first."""
        waiting = Record.objects.filter(state=Record.State.IN_REVIEW).exclude(pk=self.record.pk)
        return waiting.order_by("updated_at", "pk").first()


def read_page(record: Record, user) -> ReviewPage:
    """Return the review of a record as it is now."""
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
    gaps = attach_gaps(rows, findings, relations, milestones, blocking)
    older = older_texts(_versions(record), working)
    comments = comments_of(record)
    opinions = list(ExpertOpinion.objects.filter(link__record=record).select_related("link")[:1000])
    page = ReviewPage(record, user, public, rows, gaps, older, comments, opinions)
    page.stated_by_others = [row for row in evidence.statements if row.owner.pk != record.pk]
    by_key = {row.key: row for row in rows if row.key}
    for old in older:
        by_key[f"field:{old.name}"].older = old
    for comment in comments:
        if row := by_key.get(comment.statement):
            row.comments.append(comment)
    for opinion in opinions:
        if row := by_key.get(opinion.statement):
            row.opinions.append(opinion)
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
