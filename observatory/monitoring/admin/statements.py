"""Statements as the inbox shows them: their value in the working copy, and where each is edited or cited."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from observatory.records import registry
from observatory.records.admin.base import NEXT
from observatory.records.admin_links import admin_record_url
from observatory.records.languages import active_language
from observatory.records.models import Comment, Record
from observatory.sources.models import Citation
from observatory.text.language_preference import localised

MOST_COMMENTS = 200
_IN_TWO_COLUMNS = ("title", "summary")
_LANGUAGES = (("en", "en"), ("zh-hans", "zh_hans"))  # code, end of the column's name
_GROUPS = {"names": "other_names-group", "identifiers": "identifiers-group"}


def own_records(citations: Iterable[Citation]) -> dict[int, Record]:
    """Return the records of citations as rows of their own types, by primary key: one query for each type."""
    keys: dict[str, set[int]] = {}
    for citation in citations:
        keys.setdefault(citation.record.kind, set()).add(citation.record_id)
    found: dict[int, Record] = {}
    for kind, of_kind in keys.items():
        found |= registry.get_record_type(kind).model.objects.in_bulk(of_kind)
    return found


def statement_value(citation: Citation, record: Record) -> str:
    """Return what the record says now, in words; what the source states where a statement has several values.

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
    return f"{admin_record_url(citation.record)}?{urlencode({NEXT: back})}#{_anchor(citation)}"


def cite_url(citation: Citation, back: str) -> str:
    """Return the URL of the citations on the record's form; the form leads to `back` once it is saved."""
    return f"{admin_record_url(citation.record)}?{urlencode({NEXT: back})}#citations-group"


def evidence_url(citation: Citation) -> str:
    """Return the URL of the statement on the screen of the record's evidence; "" where there is no such screen."""
    try:
        url = reverse("desk-evidence-record", args=[citation.record_id])
    except NoReverseMatch:
        return ""
    return f"{url}?{urlencode({'statement': statement_key(citation)})}"


def comment_url(citation: Citation, back: str) -> str:
    """Return the URL of the form of a new comment on the statement, which leads to `back`."""
    query = {"record": citation.record_id, "statement": statement_key(citation), NEXT: back}
    return f"{reverse('desk-comment-add')}?{urlencode(query)}"


def open_comments(citations: Iterable[Citation]) -> dict[tuple[int, str], list[Comment]]:
    """Return the open comments on the statements of citations, by record and key, in one query."""
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


def _anchor(citation: Citation) -> str:
    if citation.relation_id:
        return "relations-group"
    if citation.milestone_id:
        return "milestones-group"
    if citation.field in _GROUPS:
        return _GROUPS[citation.field]
    fact = registry.get_fact(citation.record.kind, citation.field)
    column = fact.columns[0] if fact else citation.field
    return f"id_{column}_en" if citation.field in _IN_TWO_COLUMNS else f"id_{column}"
