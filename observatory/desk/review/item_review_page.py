"""The review of a source, an official term or a coverage search: its statements as rows, how it is read, locked and
decided on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from observatory.desk.review.gaps import attach_gaps
from observatory.desk.review.review_page import ReviewPage
from observatory.desk.review.review_rows import Note, ReviewRow, add_texts
from observatory.desk.review.statement_texts import Document, Texts
from observatory.public.localised_texts import in_each_language
from observatory.public.location_health import add_health, describe_health
from observatory.publishing.admin.item_decisions import ITEM_DECISIONS, item_review_address, take_item_decision
from observatory.publishing.admin.publication_panel import decision_rows
from observatory.publishing.admin.shared_decisions import DecisionResult
from observatory.publishing.checks.check_registry import at_least
from observatory.publishing.checks.findings import item_findings, public_item_documents
from observatory.publishing.differences.differences_in_words import item_column_label, item_value_in_words
from observatory.publishing.documents.source_content import SourceContent
from observatory.publishing.item_publication import ITEM_TYPES, SOURCES, ItemType, lock_items
from observatory.records.admin_urls import admin_form_url
from observatory.records.comments import comments_of
from observatory.records.models import Jurisdiction, Record, Reviewed, Theme
from observatory.records.statement_keys import statement_label
from observatory.sources.models import Citation, Source
from observatory.text.bilingual_text import LANGUAGES

# Lists in documents, each with the parts by which a row is recognised that was changed.
PARTS: Mapping[str, tuple[str, ...]] = {
    "contributors": ("role", "family", "literal"),
    "locations": ("id",),
    "renderings": ("language", "source"),
}
_TEXTS = ("title", "note")
_LEFT_OUT = ("format", "id")
_FIRST = ("title", "term")  # what it is called


@dataclass(frozen=True)
class Named:
    """What documents name by a code: the keys of sources by permanent ID, and the terms of vocabularies by the name of
    their column and their code; a term is `str()`ed in the active language."""

    sources: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def item_rows(
    item_type: ItemType,
    public: Document | None,
    working: Document,
    keys: Mapping[str, Sequence[int]],
    named: Named,
) -> list[ReviewRow]:
    """Return the statements of an item in the order of its document, its title first, its lists last.

    `keys` are the primary keys of the rows of each list of the working document, in its order.
    """
    columns = [name for name in working if name not in (*_LEFT_OUT, *PARTS)]
    columns.sort(key=lambda name: name not in _FIRST)
    rows = [*_item_column_rows(item_type, public, working, columns, named)]
    for name in PARTS:
        if name in working:
            rows += _item_part_rows(item_type, name, public, working, keys[name], named)
    return rows


def _item_column_rows(
    item_type: ItemType, public: Document | None, working: Document, names, named: Named
) -> Iterator[ReviewRow]:
    """Yield the columns of an item as rows of its review."""
    is_new = public is None
    for name in names:
        before, after = (_item_column_texts(name, (document or {}).get(name), named) for document in (public, working))
        if any((*before.values(), *after.values())):
            key = f"field:{name}"
            yield _row(key, item_column_label(item_type, name), before, after, is_new)
        if name == "title":
            tags = [(document or {}).get(name, {}).get("language", "") for document in (public, working)]
            if any(tags):
                label = item_column_label(item_type, "title.language")
                yield _row("field:language", label, *({"en": tag, "zh-hans": tag} for tag in tags), is_new)


def _item_column_texts(name: str, value: Any, named: Named) -> Texts:
    """Return what a column of an item says, by language."""
    if value is None:
        return {}
    if name in named.terms:
        return in_each_language(lambda: str(named.terms[name].get(value) or value))
    if name in _TEXTS:
        return {language: value[language] for language in (*LANGUAGES, "original") if language in value}
    return in_each_language(item_value_in_words, name, value)


def _item_part_rows(
    item_type: ItemType,
    name: str,
    public: Document | None,
    working: Document,
    keys: Sequence[int],
    named: Named,
) -> Iterator[ReviewRow]:
    """Yield the rows of a list: those of the working copy, then what readers see and was taken out."""
    label, part, is_new = item_column_label(item_type, name), name.removesuffix("s"), public is None
    left = list((public or {}).get(name, []))
    for place, row in enumerate(working[name]):
        before = _public_counterpart(name, row, left, working[name])
        if before is not None:
            left.remove(before)
        texts = [_part_texts(name, each, named) for each in (before, row)]
        yield _row(f"{part}:{keys[place]}", label, *texts, is_new)
    for number, row in enumerate(left):
        found = _row("", label, _part_texts(name, row, named), {}, is_new=False)
        found.anchor = f"removed-{part}-{number}"
        yield found


def _public_counterpart(
    name: str, row: Document, public: Sequence[Document], working: Sequence[Document]
) -> Document | None:
    """Return the public row that a row of the working copy is: the same one, else one that is recognised and that is
    not in the working copy as it was."""
    if row in public:
        return row
    mark = [row[column] for column in PARTS[name]]
    alike = (each for each in public if [each[column] for column in PARTS[name]] == mark and each not in working)
    return next(alike, None)


def _part_texts(name: str, row: Document | None, named: Named) -> Texts:
    return in_each_language(item_value_in_words, name, row, named.sources) if row is not None else {}


def _row(key: str, label: str, before: Texts, after: Texts, is_new: bool) -> ReviewRow:
    row = ReviewRow(key, key.replace(":", "-"), label, [], needs_source=False)
    add_texts(row, before, after, is_new=is_new)
    return row


MOST_CITING = 50
_MARKS = {"good": "supports", "care": "partly", "lost": "contradicts", "none": "not_checked"}  # by the tone of a health
_TYPES = {item_type.name: item_type for item_type in ITEM_TYPES}


def item_to_review(name: str, key: int) -> tuple[ItemType, Reviewed]:
    """Return an item to review and its type, by the name of the type and the primary key. Raises Http404."""
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
        return read_item_page(*item_to_review(self.item_type.name, self.row.pk), self.user)

    def lock(self, rows: Sequence[Any]) -> list[Any]:
        lock_items(self.item_type, self.item_type.model.objects.filter(pk__in=[row.pk for row in rows]))
        return list(self.item_type.model.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"))

    def take(self, decision: str, rows: Sequence[Any], reason: str, chosen: Mapping[str, Any]) -> DecisionResult:
        return take_item_decision(self.item_type, ITEM_DECISIONS[decision], rows, by=self.user, reason=reason, **chosen)

    @cached_property
    def decided(self) -> Sequence[Any]:
        """The decisions that were taken on the item since it was published last."""
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
    rows = item_rows(item_type, public, working, keys, _read_named([public or {}, working]))
    places = {name.removesuffix("s"): of_list for name, of_list in keys.items()}
    gaps = attach_gaps(rows, findings, places, at_least(settings.PUBLICATION_BLOCKED_BY))
    if item_type is SOURCES:
        _add_location_health(rows, working)
    page = ItemReview(item, user, public, rows, gaps, [], comments_of(item), [])
    page.item_type = item_type
    if item_type is SOURCES:
        page.cited_for, page.number_of_citations = _statements_citing(item)
    page.put_at_statements()
    return page


def _keys_of(item: Reviewed, name: str, working: Mapping[str, Any]) -> list[int]:
    """Return the primary keys of the rows of a list in a document, in its order."""
    if working[name] and "id" in working[name][0]:
        return [row["id"] for row in working[name]]
    return [row.pk for row in getattr(item, name).all()]


def _read_named(found: Iterable[Mapping[str, Any]]) -> Named:
    """Read what documents of items name by codes, one query for each kind of thing."""
    documents = list(found)
    ids = {row["source"] for each in documents for row in each.get("renderings", ())}
    sources = dict(Source.objects.filter(public_id__in=ids).values_list("public_id", "key")) if ids else {}
    terms = {}
    for name, model in (("jurisdiction", Jurisdiction), ("theme", Theme)):
        if codes := {each[name] for each in documents if each.get(name)}:
            terms[name] = {row.code: row for row in model._default_manager.filter(code__in=codes)}
    return Named(sources, terms)


def _add_location_health(rows: Sequence[ReviewRow], working: Mapping[str, Any]) -> None:
    """Say at each location of a source how it was at the last visit."""
    content = SourceContent.from_document(working)
    add_health([content])
    by_key = {row.key: row for row in rows}
    for place in content.places:
        health = describe_health(place)
        words = " ".join(filter(None, (health.words, date_format(health.date, "DATE_FORMAT") if health.date else "")))
        by_key[f"location:{place.pk}"].notes = [Note(words, mark=_MARKS[health.tone])]


def _statements_citing(source: Source) -> tuple[list[Note], int]:
    """Return the first statements that cite a source, each with its evidence, and how many there are in all."""
    citations = Citation.objects.filter(source=source.pk).select_related(
        "record", "relation__subject", "relation__object", "milestone"
    )
    found = list(citations.order_by("record_id", "pk")[:MOST_CITING])
    notes = [
        Note(
            f"{citation.record} › {statement_label(citation)}",
            f"{reverse('desk-evidence-record', args=[citation.record_id])}?citation={citation.pk}",
            aside=str(citation.get_verdict_display()),
        )
        for citation in found
    ]
    number = citations.count() if len(found) == MOST_CITING else len(found)
    more = [Note(_("and others"))] if number > len(found) else []
    return [*notes, *more], number
