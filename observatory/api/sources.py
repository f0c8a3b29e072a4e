"""Sources cited by public records, with their locations and current state."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, Filter, FilterSet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from observatory.api import serializers
from observatory.api.parameters import AsOfForm, OneChoiceField
from observatory.api.partial_match_pages import SOURCES, PartialMatchPagination, read_partial_sources
from observatory.api.views import ApiViewSet, Moved
from observatory.public.location_health import add_watches
from observatory.public.merge_redirects import successor_of_source
from observatory.public.problem_documents import NotFound
from observatory.public.published_sources import source_at
from observatory.public.tables import sources_and_glossary
from observatory.public.tables.table_batches import Table
from observatory.publishing.documents.source_content import SourceContent
from observatory.publishing.models import Entry, PublishedSource, Standing
from observatory.records.url_validation import refuse_web_address
from observatory.search.filters import LONGEST_QUERY, ListFilter
from observatory.search.sources_and_terms import find_sources, public_sources
from observatory.sources.models import Source

# A source may be cited by thousands of records: the first of them are named, the list of records has all.
MAX_CITING = 100
CITING_COLUMNS = ("public_id", "kind", "title_en", "title_zh_hans")


class SourceForm(forms.Form):
    def clean_q(self):
        text = self.cleaned_data["q"]
        if text.lower().startswith(("http://", "https://")) and " " not in text:
            refuse_web_address(text)
        return text


class TypeFilter(Filter):
    field_class = OneChoiceField


class RecordFilter(ListFilter):
    """Sources that one of the records cites."""

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        cited = Entry.objects.live().filter(public_id__in=value).values_list("source_ids", flat=True)
        return qs.filter(public_id__in={source for sources in cited for source in sources})


class SourceFilterSet(FilterSet):
    type = TypeFilter(choices=Source.Type.values, help_text=_("CSL type of the work."))
    q = CharFilter(
        method="search",
        max_length=LONGEST_QUERY,
        help_text=_("Words to search for, or the URL of a location."),
    )
    record = RecordFilter(help_text=_("IDs of records that cite it."))

    class Meta:
        model = PublishedSource
        fields: list[str] = []
        form = SourceForm

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset & find_sources(value)


class SourcePagination(PartialMatchPagination):
    name = "sources"
    keys = {"key": str}
    schema_members = {"partial": SOURCES}


class SourceViewSet(ApiViewSet):
    title, detail_title = _("Sources"), _("Source")
    serializer_class = serializers.SourceSerializer
    pagination_class = SourcePagination
    filterset_class = SourceFilterSet
    path_parameters = (OpenApiParameter("key", str, OpenApiParameter.PATH, description="Permanent ID."),)
    read_partial = staticmethod(read_partial_sources)

    def get_parameter_forms(self) -> tuple[Any, ...]:
        return (AsOfForm,) if self.reading_action == "retrieve" else super().get_parameter_forms()

    def get_queryset(self) -> QuerySet[PublishedSource]:
        return public_sources().select_related("frozen")

    def represent(self, rows: Iterable[PublishedSource]) -> Sequence[Any]:
        """Return sources as JSON values, with the state of their locations."""
        return self.represent_contents([row.content for row in rows])

    def represent_contents(self, found: Sequence[SourceContent]) -> Sequence[Any]:
        add_watches(found)
        return super().represent(found)

    def get_serializer_class(self):
        return serializers.SourceWithRecordsSerializer if self.action == "retrieve" else self.serializer_class

    def get_table(self, rows: QuerySet[PublishedSource]) -> Table:
        return sources_and_glossary.sources_table(rows.order_by("key"))

    @extend_schema(summary="List sources")
    def list(self, request):
        """Sources cited by at least one public record, ordered by key."""
        return super().list(request)

    @extend_schema(summary="Read a source")
    def retrieve(self, request, key: str):
        """One source with the public records that cite it and the current state of its locations.

        With `as_of`, source and records as they were at that time; the state of its locations is that of today.
        """
        moment = self.parameters["as_of"]
        found = self._current_source(key) if moment is None else self._source_at_moment(key, moment)
        return Response(self.represent_contents([found])[0])

    def _current_source(self, key: str) -> SourceContent:
        """Return a source as it is published now. Raises `Moved` or `NotFound`."""
        source = self.get_queryset().filter(public_id=key).first()
        if source is None and (now := successor_of_source(key)):
            query = self.request.META.get("QUERY_STRING", "")
            raise Moved(f"/api/v1/sources/{now}/" + (f"?{query}" if query else ""))
        if source is None:
            raise NotFound(_("No public source has this ID."))
        found = source.content
        found.citing = Entry.objects.citing(key).order_by("record_id").only(*CITING_COLUMNS)[:MAX_CITING]
        return found

    def _source_at_moment(self, key: str, moment: datetime) -> SourceContent:
        """Return a source as it was published at a moment. Raises `NotFound`."""
        version = source_at(key, moment)
        if version is None:
            raise NotFound(_("No source with this ID was public at that time."))
        found = SourceContent.from_document(version.document)
        citing = Standing.objects.at(moment).citing(key).order_by("record_id")
        found.citing = citing.only(*CITING_COLUMNS)[:MAX_CITING]
        return found
