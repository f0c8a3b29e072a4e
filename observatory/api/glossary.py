"""Official terms with their translations, each with the public source that uses it."""

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, FilterSet
from drf_spectacular.utils import extend_schema

from observatory.api import serializers
from observatory.api.partial_match_pages import TERMS, PartialMatchPagination, read_partial_terms
from observatory.api.views import ApiViewSet
from observatory.public.tables import sources_and_glossary
from observatory.public.tables.table_batches import Table
from observatory.publishing.models import PublishedTerm
from observatory.search.filters import LONGEST_QUERY, ListFilter
from observatory.search.sources_and_terms import find_official_terms, public_glossary, public_renderings


class LanguageFilter(ListFilter):
    """Terms in one of the languages (BCP 47), in capitals or small letters."""

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        return qs.annotate(tag=Lower("language")).filter(tag__in=[tag.lower() for tag in value])


class RenderedByFilter(ListFilter):
    """Terms with a translation in one of the sources."""

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        renderings = public_renderings().filter(source__public_id__in=value or ())
        return qs.filter(pk__in=renderings.values("term")) if value else qs


class TermFilterSet(FilterSet):
    term = CharFilter(max_length=200, help_text=_("One term, exactly as the official body writes it."))
    q = CharFilter(
        method="search", max_length=LONGEST_QUERY, help_text=_("Words to search for in terms and translations.")
    )
    language = LanguageFilter(help_text=_("Languages of the term (BCP 47, in capitals or small letters)."))
    source = RenderedByFilter(help_text=_("IDs of sources. Keeps terms with a translation in one of them."))

    class Meta:
        model = PublishedTerm
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset & find_official_terms(value)


class TermPagination(PartialMatchPagination):
    name = "glossary"
    keys = {"term": str, "pk": int}
    schema_members = {"partial": TERMS}


class GlossaryViewSet(ApiViewSet):
    title = _("Glossary of official terms")
    serializer_class = serializers.OfficialTermSerializer
    pagination_class = TermPagination
    filterset_class = TermFilterSet
    page_component = "GlossaryPage"
    read_partial = staticmethod(read_partial_terms)

    def get_queryset(self) -> QuerySet[PublishedTerm]:
        return public_glossary()

    def get_table(self, rows: QuerySet[PublishedTerm]) -> Table:
        return sources_and_glossary.glossary_table(rows.order_by("term", "pk"))

    @extend_schema(summary="List official terms")
    def list(self, request):
        """Official terms, sorted by term, with every translation found in a public source."""
        return super().list(request)
