"""One claim of a change as the inbox shows it: the statement, its quote, what is there now, and what can be decided."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.monitoring.admin import statements, symbols
from observatory.monitoring.admin.word_differences import MARKS, difference_html, short_difference_html
from observatory.monitoring.claim_actions import LOADED, describe_decision
from observatory.monitoring.claims import (
    alike_groups,
    changed_words,
    claim_token,
    needs_confirmation,
    offered_decisions,
)
from observatory.monitoring.models import AffectedCitation, Change
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.worklists import weighed_claims
from observatory.records.admin_links import admin_form_url, admin_record_url
from observatory.records.labels import statement_label
from observatory.records.models import Comment, Record

MOST = 100

Decision = AffectedCitation.Decision
VERBS = {
    Decision.STILL_SUPPORTED.value: gettext_lazy("Still supported"),
    Decision.AMENDED.value: gettext_lazy("Amend"),
    Decision.CITED_ELSEWHERE.value: gettext_lazy("Cite elsewhere"),
    Decision.NOT_SUPPORTED.value: gettext_lazy("No longer supported"),
    Decision.DISMISSED.value: gettext_lazy("Dismiss"),
}


class ClaimRow:
    """An affected citation with the texts and URLs that a page shows of it.

    `record` is the row of the record's own type; without it, what the record says is not shown.
    """

    def __init__(self, row: AffectedCitation, change: Change, record: Record | None = None):
        self.row, self.change, self.citation = row, change, row.citation
        self.record = record
        self.offered = offered_decisions(change, row)
        self.statement = statement_label(self.citation)
        self.record_url = admin_record_url(self.citation.record)
        self.citation_url = admin_form_url(self.citation)
        self.anchor = f"claim-{self.citation.pk}"
        self.comments: list[Comment] = []

    @property
    def url(self) -> str:
        """The URL of the claim on the page of its change."""
        return f"{reverse('admin:monitoring_change_change', args=[self.change.pk])}#{self.anchor}"

    def decision_url(self, decision: str) -> str:
        """Return the URL of the page, and the view, of one decision."""
        return reverse("admin:monitoring_change_decide", args=[self.change.pk, self.citation.pk, decision])

    @property
    def undo_url(self) -> str:
        return reverse("admin:monitoring_change_undo", args=[self.change.pk, self.citation.pk])

    @property
    def amend_url(self) -> str:
        return statements.amend_url(self.citation, self.decision_url(Decision.AMENDED))

    @property
    def cite_url(self) -> str:
        return statements.cite_url(self.citation, self.decision_url(Decision.CITED_ELSEWHERE))

    @property
    def comment_url(self) -> str:
        return statements.comment_url(self.citation, self.url)

    @property
    def evidence_url(self) -> str:
        return statements.evidence_url(self.citation)

    @cached_property
    def says(self) -> str:
        """What the record says now; what the source states if the record is not loaded."""
        return statements.statement_value(self.citation, self.record) if self.record else self.citation.stated_value

    @property
    def is_affected(self) -> bool:
        """Whether the change took something from the claim, so that the passage there now is of interest."""
        return self.row.state not in AffectedCitation.UNAFFECTED

    @property
    def mark(self):
        return symbols.finding_html(self.row)

    @property
    def difference(self):
        return difference_html(self.row.differences)

    @property
    def short_difference(self):
        return short_difference_html(self.row.differences)

    @property
    def token(self) -> str:
        return claim_token(self.change, self.row)

    @property
    def decided(self) -> str:
        """The decision as a sentence; "" if there is none."""
        return describe_decision(self.row) if self.row.decision else ""

    @property
    def old_quote(self) -> str:
        """The quote before the decision."""
        return self.row.before.get("quote", "") if self.row.decision else self.citation.quote

    @property
    def needs_confirmation(self) -> bool:
        return needs_confirmation(self.row)

    @property
    def warning(self) -> str:
        """What changed, as a sentence; "" where only the wording differs."""
        if self.row.state == QuoteState.MOVED:
            return _("The words are still in the text, but in another context.")
        if self.row.state != QuoteState.ALTERED or self.row.meaning_changed is False:
            return ""
        words = changed_words(self.row.differences)
        mark = MARKS.get(words.mark) if words else None
        return _("Changed: %(mark)s.") % {"mark": mark} if mark else _("The meaning may have changed.")

    @property
    def question(self) -> str:
        """What "still supported" asks to confirm."""
        text = _("%(change)s Does it still support “%(says)s”?")
        return text % {"change": changed_sentence(self.row), "says": self._supported}

    @property
    def _supported(self) -> str:
        return Truncator(self.citation.stated_value or self.says or self.statement).chars(200)


def changed_sentence(row: AffectedCitation) -> str:
    """Return a sentence that says what changed in the quoted passage."""
    words = changed_words(row.differences)
    if row.state == QuoteState.MOVED:
        return _("The words are now in another context.")
    if row.state == QuoteState.UNREADABLE:
        return _("The file was replaced, and its text cannot be read.")
    if words is None:
        return _("The words changed.")
    values = {"before": words.before, "after": words.after}
    if not words.before:
        return _("The words “%(after)s” were added.") % values
    if not words.after:
        return _("The words “%(before)s” were removed.") % values
    if words.mark == "number":
        return _("The figure changed from %(before)s to %(after)s.") % values
    if words.mark == "date":
        return _("The date changed from %(before)s to %(after)s.") % values
    return _("The words changed from “%(before)s” to “%(after)s”.") % values


def claim_rows(change: Change) -> list[ClaimRow]:
    """Return at most `MOST` claims of a change: those that wait for a decision first, the weightiest of them first."""
    claims = weighed_claims(change.affected.select_related(*LOADED)).order_by("-weight", "pk")
    rows = with_records(claims[:MOST], {change.pk: change})
    comments = statements.open_comments(row.citation for row in rows)
    for row in rows:
        row.comments = comments.get((row.citation.record_id, statements.statement_key(row.citation)), [])
    return rows


def with_records(rows: Iterable[AffectedCitation], changes: dict[int, Change]) -> list[ClaimRow]:
    """Return the rows with the records of their own types."""
    found = list(rows)
    records = statements.own_records(row.citation for row in found)
    return [ClaimRow(row, changes[row.change_id], records.get(row.citation.record_id)) for row in found]


def alike_count(rows: Iterable[ClaimRow]) -> int:
    """Return how many of these undecided claims have others like them, that can be settled together."""
    groups = alike_groups(each.row for each in rows if each.row.is_undecided)
    return sum(map(len, groups))
