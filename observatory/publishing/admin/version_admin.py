"""Read-only lists of versions and entries in the admin. Only the publishing actions write them."""

import json

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.publishing.admin.filters import KindFilter, KindOfRecordFilter
from observatory.publishing.admin.record_admin import EVIDENCE, symbol_html
from observatory.publishing.models import Entry, SourceVersion, SurveyVersion, TermVersion, Version
from observatory.records.admin.catalogue_admin import ReadOnlyAdmin


def document_html(document) -> str:
    """Return a document as indented JSON in a `<pre>`, escaped."""
    if document is None:
        return "–"
    return format_html('<pre class="document">{}</pre>', json.dumps(document, ensure_ascii=False, indent=2))


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    fields = ["record", "number", "action", "reason", "published_at", "published_by", "sha256", "document_as_text"]
    list_display = ["record", "number", "action", "reason", "published_at", "published_by"]
    list_filter = ["action", KindOfRecordFilter, "published_at"]
    list_select_related = ["record", "published_by"]
    search_fields = ["record__title_en", "record__title_zh_hans", "record__public_id", "reason", "sha256"]
    ordering = ["-published_at", "-id"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("document")

    @admin.display(description=pgettext_lazy("JSON", "document"))
    def document_as_text(self, version):
        return document_html(version.document)


class ItemVersionAdmin(ReadOnlyAdmin):
    """Versions of sources, official terms or coverage searches."""

    fields = ["item", "number", "action", "reason", "published_at", "published_by", "sha256", "document_as_text"]
    list_display = ["item", "number", "action", "reason", "published_at", "published_by"]
    list_filter = ["action", "published_at"]
    list_select_related = ["item", "published_by"]
    ordering = ["-published_at", "-id"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("document")

    @admin.display(description=pgettext_lazy("JSON", "document"))
    def document_as_text(self, version):
        return document_html(version.document)


@admin.register(SourceVersion)
class SourceVersionAdmin(ItemVersionAdmin):
    search_fields = ["item__key", "item__public_id", "reason", "sha256"]


@admin.register(TermVersion)
class TermVersionAdmin(ItemVersionAdmin):
    search_fields = ["item__term", "reason", "sha256"]


@admin.register(SurveyVersion)
class SurveyVersionAdmin(ItemVersionAdmin):
    search_fields = ["item__jurisdiction__code", "reason", "sha256"]
    list_select_related = ["item__jurisdiction", "item__theme", "published_by"]


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    fields = [
        ("kind", "slug", "public_id"),
        ("title_en", "title_zh_hans"),
        ("version", "sha256"),
        ("first_published_at", "published_at"),
        ("withdrawn_at", "withdrawal_reason"),
        "evidence",
        "document_as_text",
    ]
    list_display = ["__str__", "kind", "version", "evidence_cell", "published_at", "withdrawn_at"]
    list_filter = [KindFilter, "evidence", ("withdrawn_at", admin.EmptyFieldListFilter), "published_at"]
    search_fields = ["title_en", "title_zh_hans", "original_title", "slug", "public_id"]
    ordering = ["-published_at", "-record_id"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("document", "search")

    @admin.display(description=_("evidence"), ordering="evidence")
    def evidence_cell(self, entry):
        return symbol_html(EVIDENCE[entry.evidence], entry.get_evidence_display()) if entry.evidence else "–"

    @admin.display(description=pgettext_lazy("JSON", "document"))
    def document_as_text(self, entry):
        return document_html(entry.document)
