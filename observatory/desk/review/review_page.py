"""`ReviewPage`, the base class of what the review shows of anything that is published: a record, a source, an official
term or a coverage search.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from observatory.desk.evidence.statements_with_citations import StatementRow
from observatory.desk.review.forms import DecisionForm, LinkForm
from observatory.desk.review.gaps import GapGroup, group_gaps
from observatory.desk.review.review_rows import Gap, Note, ReviewRow
from observatory.desk.review.statement_texts import OlderText
from observatory.publishing.admin.shared_decisions import DecisionResult, row_stamp
from observatory.publishing.local_times import local_time_in_words
from observatory.publishing.models import ExpertOpinion, ReviewLink, ScheduledPublication
from observatory.publishing.scheduled_publications import edited_since_approval
from observatory.publishing.workflow import PUBLISH_PERMISSION
from observatory.records.desk_people import may_work
from observatory.records.models import Comment, Record

MOST_SOURCES = 20


@dataclass
class ReviewPage:
    """The review of one row by one user. `is_record`: it has evidence, a preview and links for experts."""

    row: Any
    user: Any
    public: Mapping[str, Any] | None
    rows: list[ReviewRow]
    gaps: list[Gap]
    older: list[OlderText]
    comments: list[Comment]
    opinions: list[ExpertOpinion]
    stated_by_others: Sequence[StatementRow] = ()
    draft: str = ""  # the comment on the whole that was typed and not saved
    error: str = ""
    lost: list[str] = field(default_factory=list)  # comments typed at statements that are gone
    left_out: set[int] = field(default_factory=set)  # companions that are not taken along
    cited_for: Sequence[Note] = ()  # what cites a source, the first of
    number_of_citations: int = 0
    is_record = False

    # What is particular to a record or an item.

    @property
    def address(self) -> str:
        raise NotImplementedError

    @property
    def form_address(self) -> str:
        raise NotImplementedError

    @property
    def preview_address(self) -> str:
        return ""

    @property
    def evidence_address(self) -> str:
        return ""

    @cached_property
    def companions(self) -> Sequence[Record]:
        return ()

    @cached_property
    def companion_edits(self) -> Sequence[Any]:
        return ()

    @cached_property
    def edited_sources(self) -> Sequence[Any]:
        return ()

    @cached_property
    def source_edits(self) -> Sequence[Any]:
        return ()

    @cached_property
    def new_sources(self) -> Sequence[Any]:
        return ()

    @cached_property
    def decided(self) -> Sequence[Any]:
        return ()

    @cached_property
    def own_edits(self) -> Sequence[Record]:
        return ()

    @cached_property
    def others(self) -> Sequence[Any]:
        return ()

    @cached_property
    def links(self) -> Sequence[tuple[ReviewLink, str]]:
        return ()

    @cached_property
    def next_review(self) -> Note | None:
        """What waits for review next, the one that has waited longest first."""
        raise NotImplementedError

    def read_again(self) -> "ReviewPage":
        """Return the page as it is now; raise Http404 if the row is gone."""
        raise NotImplementedError

    def lock(self, rows: Sequence[Any]) -> list[Any]:
        """Lock rows that are decided on, and return those that there are, as they are now."""
        raise NotImplementedError

    def take(self, decision: str, rows: Sequence[Any], reason: str, chosen: Mapping[str, Any]) -> DecisionResult:
        """Take a decision of the user."""
        raise NotImplementedError

    # What all have in common.

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
        return self.may_publish and self.row.state == Record.State.IN_REVIEW

    @property
    def is_forbidden(self) -> bool:
        """Whether publishing would be refused as things stand."""
        return bool(self.own_edits or self.blocking)

    @property
    def taken_along(self) -> list[Record]:
        """The companions that the user takes along."""
        return [row for row in self.companions if row.pk not in self.left_out]

    @property
    def seen(self) -> list[Any]:
        """All rows that the page shows and that a decision may touch."""
        return [self.row, *self.companions, *self.edited_sources]

    @cached_property
    def scheduled_publication(self) -> ScheduledPublication | None:
        """The scheduled publication of what is reviewed: it waits for its time, or was refused at it and is not dealt
        with."""
        states = (ScheduledPublication.State.WAITING, ScheduledPublication.State.REFUSED)
        rows = self.row.scheduled.filter(state__in=states).select_related("by")
        return rows.order_by("-created_at", "-pk").first()

    @cached_property
    def is_edited_since_scheduled(self) -> bool:
        """Whether what was scheduled will not be published, because it was edited."""
        return bool(
            self.scheduled_publication
            and self.scheduled_publication.state == "waiting"
            and edited_since_approval([self.scheduled_publication])
        )

    @property
    def scheduled_when(self) -> str:
        return local_time_in_words(self.scheduled_publication.due_at) if self.scheduled_publication else ""

    @property
    def now(self):
        return timezone.now()

    def put_at_statements(self) -> None:
        """Put older texts, comments and opinions at the statements that they are about."""
        by_key = {row.key: row for row in self.rows if row.key}
        for old in self.older:
            by_key[f"field:{old.name}"].older = old
        for comment in self.comments:
            if row := by_key.get(comment.statement):
                row.comments.append(comment)
        for opinion in self.opinions:
            if row := by_key.get(opinion.statement):
                row.opinions.append(opinion)

    @property
    def _keys(self) -> set[str]:
        return {row.key for row in self.rows if row.key}

    @property
    def comments_of_gone(self) -> list[Comment]:
        """Open comments on statements that are not there any more."""
        rows = [row for row in self.comments if row.statement and not row.settled_at]
        return [row for row in rows if row.statement not in self._keys]

    @property
    def opinions_of_gone(self) -> list[ExpertOpinion]:
        """Opinions of experts on statements that are not there any more, or that were another record's."""
        return [row for row in self.opinions if row.statement and row.statement not in self._keys]


def render_review(request: HttpRequest, page: ReviewPage, form: DecisionForm, *, status: int = 200, **more: Any):
    """Return the page of a review with the form of the decision at its foot."""
    if not page.edited_sources:
        form.fields.pop("with_sources", None)
    context = {
        **admin.site.each_context(request),
        "title": _("Review: %(title)s") % {"title": page.row},
        "page": page,
        "record": page.row,
        "form": form,
        "link_form": LinkForm(),
        "seen": row_stamp(page.seen),
        **more,
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/review/record.html", context, status=status)
