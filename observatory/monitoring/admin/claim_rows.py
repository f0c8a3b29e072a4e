"""A claim of a change and its statement as pages of the admin show them: what the record says, the quote and the
passage there now, open comments, and the URLs where it is decided, amended, cited elsewhere or commented.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.monitoring.admin import symbols
from observatory.monitoring.admin.difference_html import MARKS, difference_html, short_difference_html
from observatory.monitoring.changes.claim_decisions import (
    LOADED,
    alike_groups,
    claim_token,
    describe_decision,
    needs_confirmation,
    offered_decisions,
)
from observatory.monitoring.changes.claim_weights import weighed_claims
from observatory.monitoring.models import AffectedCitation, Change
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.reading.quote_diff import changed_words
from observatory.records import registry
from observatory.records.admin.catalogue_admin import NEXT
from observatory.records.admin_urls import admin_form_url, admin_record_url
from observatory.records.languages import active_language
from observatory.records.models import Comment, Record
from observatory.records.statement_keys import statement_label
from observatory.sources.models import Citation
from observatory.text.bilingual_text import localised

MOST_COMMENTS = 200
_IN_TWO_COLUMNS = ("title", "summary")
_LANGUAGES = (("en", "en"), ("zh-hans", "zh_hans"))  # code, end of the column's name
_GROUPS = {"names": "other_names-group", "identifiers": "identifiers-group"}


def records_of_claims(citations: Iterable[Citation]) -> dict[int, Record]:
    """Return the records of the citations that a change affects as rows of their own types, by primary key: one query
    for each type."""
    keys: dict[str, set[int]] = {}
    for citation in citations:
        keys.setdefault(citation.record.kind, set()).add(citation.record_id)
    found: dict[int, Record] = {}
    for kind, of_kind in keys.items():
        found |= registry.get_record_type(kind).model.objects.in_bulk(of_kind)
    return found


def statement_value(citation: Citation, record: Record) -> str:
    """Return what the record says now where a claim is made, in words; what the source states where a statement has
    several values.

    `record` is a row of the record's own type.
    """
    if citation.relation_id:
        relation = citation.relation
        return " · ".join(filter(None, (str(relation.object), relation.get_role_display(), str(relation.date or ""))))
    if citation.milestone_id:
        return f"{citation.milestone.get_type_display()} · {citation.milestone.date}"
    if citation.field in _IN_TWO_COLUMNS:
        pair = {code: getattr(record, f"{citation.field}_{column}") for code, column in _LANGUAGES}
        return localised(pair, active_language()) or record.title
    if fact := registry.get_fact(record.kind, citation.field):
        return fact.in_words(fact.to_representation(record))
    return citation.stated_value


def amend_url(citation: Citation, back: str) -> str:
    """Return the URL of the record's form at the statement; the form leads to `back` once it is saved."""
    return f"{admin_record_url(citation.record)}?{urlencode({NEXT: back})}#{_anchor_in_record_form(citation)}"


def cite_url(citation: Citation, back: str) -> str:
    """Return the URL of the citations on the record's form; the form leads to `back` once it is saved."""
    return f"{admin_record_url(citation.record)}?{urlencode({NEXT: back})}#citations-group"


def evidence_url(citation: Citation) -> str:
    """Return the URL of a claim's statement on the screen of the record's evidence; "" where there is no such
    screen."""
    try:
        url = reverse("desk-evidence-record", args=[citation.record_id])
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode({'statement': statement_key(citation)})}"


def comment_url(citation: Citation, back: str) -> str:
    """Return the URL of the form of a new comment on the statement, which leads to `back`."""
    query = {"record": citation.record_id, "statement": statement_key(citation), NEXT: back}
    return f"{reverse('desk-comment-add')}?{urlencode(query)}"


def comments_on_claims(citations: Iterable[Citation]) -> dict[tuple[int, str], list[Comment]]:
    """Return the open comments on the statements of claims, given by their citations, by record and key, in one
    query."""
    wanted = {(citation.record_id, statement_key(citation)) for citation in citations}
    condition = Q(record__in={record for record, _key in wanted}, statement__in={key for _record, key in wanted})
    found: dict[tuple[int, str], list[Comment]] = {}
    for row in Comment.objects.open().filter(condition).select_related("author")[:MOST_COMMENTS]:
        found.setdefault((row.record_id, row.statement), []).append(row)
    return found


def statement_key(citation: Citation) -> str:
    """Return the key of the statement that a citation is for, as comments and the evidence screen use it."""
    if citation.relation_id:
        return f"relation:{citation.relation_id}"
    return f"milestone:{citation.milestone_id}" if citation.milestone_id else f"field:{citation.field}"


def _anchor_in_record_form(citation: Citation) -> str:
    """Return the anchor of a claim's statement in the form of its record."""
    if citation.relation_id:
        return "relations-group"
    if citation.milestone_id:
        return "milestones-group"
    if citation.field in _GROUPS:
        return _GROUPS[citation.field]
    fact = registry.get_fact(citation.record.kind, citation.field)
    column = fact.columns[0] if fact else citation.field
    return f"id_{column}_en" if citation.field in _IN_TWO_COLUMNS else f"id_{column}"


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
        return amend_url(self.citation, self.decision_url(Decision.AMENDED))

    @property
    def cite_url(self) -> str:
        return cite_url(self.citation, self.decision_url(Decision.CITED_ELSEWHERE))

    @property
    def comment_url(self) -> str:
        return comment_url(self.citation, self.url)

    @property
    def evidence_url(self) -> str:
        return evidence_url(self.citation)

    @cached_property
    def says(self) -> str:
        """What the record says now; what the source states if the record is not loaded."""
        return statement_value(self.citation, self.record) if self.record else self.citation.stated_value

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
        """What changed in the passage of the claim, as a sentence; "" where only the wording differs."""
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
        return text % {"change": describe_claim_change(self.row), "says": self._supported}

    @property
    def _supported(self) -> str:
        return Truncator(self.citation.stated_value or self.says or self.statement).chars(200)


def describe_claim_change(row: AffectedCitation) -> str:
    """Return a sentence for a claim that says what changed in its quoted passage."""
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
    comments = comments_on_claims(row.citation for row in rows)
    for row in rows:
        row.comments = comments.get((row.citation.record_id, statement_key(row.citation)), [])
    return rows


def with_records(rows: Iterable[AffectedCitation], changes: dict[int, Change]) -> list[ClaimRow]:
    """Return the rows with the records of their own types."""
    found = list(rows)
    records = records_of_claims(row.citation for row in found)
    return [ClaimRow(row, changes[row.change_id], records.get(row.citation.record_id)) for row in found]


def alike_count(rows: Iterable[ClaimRow]) -> int:
    """Return how many of these undecided claims have others like them, that can be settled together."""
    groups = alike_groups(each.row for each in rows if each.row.is_undecided)
    return sum(map(len, groups))
