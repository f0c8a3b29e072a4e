"""The review of a source, an official term or a coverage search: how it is read, locked and decided on."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from observatory.desk.review.item_rows import PARTS, Named, item_rows
from observatory.desk.review.page import ReviewPage
from observatory.desk.review.rows import Note, ReviewRow, attach_gaps
from observatory.public.location_health import add_health, describe_health
from observatory.publishing.admin.decision_form import DecisionResult
from observatory.publishing.admin.item_decision_list import ITEM_DECISIONS, take_on_items
from observatory.publishing.admin.item_decisions import item_review_address
from observatory.publishing.admin.public_panel import decision_rows
from observatory.publishing.checks.registry import at_least
from observatory.publishing.item_checks import item_findings, public_item_documents
from observatory.publishing.items import ITEM_TYPES, SOURCES, ItemType, lock_items
from observatory.publishing.source_content import SourceContent
from observatory.records.admin_links import admin_form_url
from observatory.records.comments import comments_of
from observatory.records.labels import statement_label
from observatory.records.models import Jurisdiction, Record, Reviewed, Theme
from observatory.sources.models import Citation, Source

MOST_CITING = 50
_MARKS = {"good": "supports", "care": "partly", "lost": "contradicts", "none": "not_checked"}  # by the tone of a health
_TYPES = {item_type.name: item_type for item_type in ITEM_TYPES}


def item_of(name: str, key: int) -> tuple[ItemType, Reviewed]:
    """Return an item and its type, by the name of the type and the primary key. Raises Http404."""
    item_type = _TYPES.get(name)
    item = item_type.model.objects.filter(pk=key).first() if item_type else None
    if item_type is None or item is None:
        raise Http404
    return item_type, item


class ItemReview(ReviewPage):
    """The review of one item; `item_type` is set by who reads it."""

    item_type: ItemType

    @property
    def address(self) -> str:
        return item_review_address(self.item_type, self.row)

    @property
    def form_address(self) -> str:
        return admin_form_url(self.row)

    def read_again(self) -> "ItemReview":
        return read_item_page(*item_of(self.item_type.name, self.row.pk), self.user)

    def lock(self, rows: Sequence[Any]) -> list[Any]:
        lock_items(self.item_type, self.item_type.model.objects.filter(pk__in=[row.pk for row in rows]))
        return list(self.item_type.model.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"))

    def take(self, decision: str, rows: Sequence[Any], reason: str, chosen: Mapping[str, Any]) -> DecisionResult:
        return take_on_items(self.item_type, ITEM_DECISIONS[decision], rows, by=self.user, reason=reason, **chosen)

    @cached_property
    def decided(self) -> Sequence[Any]:
        shown = self.item_type.current.objects.filter(pk=self.row.pk).values_list("frozen__published_at", flat=True)
        since = shown.first()
        rows = decision_rows(ContentType.objects.get_for_model(self.item_type.model), self.row.pk)
        return [row for row in rows if since is not None and row.entry.action_time > since]

    @cached_property
    def next_review(self) -> Note | None:
        """The next item of its type; then those of the other types."""
        for item_type in sorted(ITEM_TYPES, key=lambda each: each is not self.item_type):
            waiting = item_type.model.objects.filter(state=Record.State.IN_REVIEW)
            if item_type is self.item_type:
                waiting = waiting.exclude(pk=self.row.pk)
            if row := waiting.order_by("updated_at", "pk").first():
                return Note(str(row), item_review_address(item_type, row))
        return None


def read_item_page(item_type: ItemType, item: Reviewed, user) -> ItemReview:
    """Return the review of an item as it is now. The number of queries does not depend on how many parts it has."""
    findings, working = item_findings(item_type, [item.pk])[item.pk]
    public = public_item_documents(item_type, [item.pk]).get(item.pk)
    keys = {name: _keys_of(item, name, working) for name in PARTS if name in working}
    rows = item_rows(item_type, public, working, keys, _named([public or {}, working]))
    places = {name.removesuffix("s"): of_list for name, of_list in keys.items()}
    gaps = attach_gaps(rows, findings, places, at_least(settings.PUBLICATION_BLOCKED_BY))
    if item_type is SOURCES:
        _add_health(rows, working)
    page = ItemReview(item, user, public, rows, gaps, [], comments_of(item), [])
    page.item_type = item_type
    if item_type is SOURCES:
        page.cited_for, page.number_of_citations = _citing(item)
    page.put_at_statements()
    return page


def _keys_of(item: Reviewed, name: str, working: Mapping[str, Any]) -> list[int]:
    """Return the primary keys of the rows of a list in a document, in its order."""
    if working[name] and "id" in working[name][0]:
        return [row["id"] for row in working[name]]
    return [row.pk for row in getattr(item, name).all()]


def _named(found: Iterable[Mapping[str, Any]]) -> Named:
    """Read what documents name by codes, one query for each kind of thing."""
    documents = list(found)
    ids = {row["source"] for each in documents for row in each.get("renderings", ())}
    sources = dict(Source.objects.filter(public_id__in=ids).values_list("public_id", "key")) if ids else {}
    terms = {}
    for name, model in (("jurisdiction", Jurisdiction), ("theme", Theme)):
        if codes := {each[name] for each in documents if each.get(name)}:
            terms[name] = {row.code: row for row in model._default_manager.filter(code__in=codes)}
    return Named(sources, terms)


def _add_health(rows: Sequence[ReviewRow], working: Mapping[str, Any]) -> None:
    """Say at each location of a source how it was at the last visit."""
    content = SourceContent.from_document(working)
    add_health([content])
    by_key = {row.key: row for row in rows}
    for place in content.places:
        health = describe_health(place)
        words = " ".join(filter(None, (health.words, date_format(health.date, "DATE_FORMAT") if health.date else "")))
        by_key[f"location:{place.pk}"].notes = [Note(words, mark=_MARKS[health.tone])]


def _citing(source: Source) -> tuple[list[Note], int]:
    """Return the first statements that cite a source, each with its evidence, and how many there are in all."""
    rows = Citation.objects.filter(source=source.pk).select_related(
        "record", "relation__subject", "relation__object", "milestone"
    )
    found = list(rows.order_by("record_id", "pk")[:MOST_CITING])
    notes = [
        Note(
            f"{row.record} › {statement_label(row)}",
            f"{reverse('desk-evidence-record', args=[row.record_id])}?citation={row.pk}",
            aside=str(row.get_verdict_display()),
        )
        for row in found
    ]
    number = rows.count() if len(found) == MOST_CITING else len(found)
    more = [Note(_("and others"))] if number > len(found) else []
    return [*notes, *more], number
