"""Cited statements: every citation that is or was public, by its permanent ID."""

from collections.abc import Sequence

from django import forms
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from observatory.api.pagination import KeysetPagination
from observatory.api.parameters import FlagField, refuse_page_parameters
from observatory.api.renderers import JsonLinesRenderer, NdjsonRenderer, dumps
from observatory.api.statement_and_change_serializers import CitedStatement as CitedStatementSerializer
from observatory.api.views import ApiViewSet
from observatory.public.problem_documents import NotFound
from observatory.public.read_cited_statements import cited_statements, find_statement, statement_documents
from observatory.public.tables import citations_and_relations
from observatory.public.tables.downloads import file_name, named
from observatory.public.tables.table_batches import Table
from observatory.publishing.index.facet_value_ids import known_ids
from observatory.publishing.models import CitedStatement
from observatory.records.models import Jurisdiction
from observatory.search.filters import ChoicesFilter, JurisdictionsField, ListFilter, all_kinds, all_subtypes
from observatory.sources.models import Citation


class PlacesFilter(ListFilter):
    """Statements of the public records of some jurisdictions."""

    field_class = JurisdictionsField

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        return qs.filter(record__entry__facet_ids__overlap=known_ids("jurisdiction", value)) if value else qs


class StatementFilterSet(FilterSet):
    record = ListFilter(field_name="record__public_id", lookup_expr="in", help_text=_("IDs of records."))
    source = ListFilter(field_name="source_id", lookup_expr="in", help_text=_("IDs of the sources cited."))
    verdict = ChoicesFilter("verdict", Citation.Verdict.values, help_text=_("Verdict on the citation."))
    basis = ChoicesFilter("basis", Citation.Basis.values, help_text=_("What the verdict rests on."))
    kind = ChoicesFilter("record__kind", all_kinds, help_text=_("Type of record."))
    subtype = ChoicesFilter("record__entry__subtype", all_subtypes, help_text=_("Subtype within the type of record."))
    jurisdiction = PlacesFilter(model=Jurisdiction, help_text=_("ISO 3166 codes; a country includes its subdivisions."))

    class Meta:
        model = CitedStatement
        fields: list[str] = []


class StatementForm(forms.Form):
    gone = FlagField(
        help_text=_("true: only statements that were public and no longer are. Default: those public now.")
    )


class StatementPagination(KeysetPagination):
    name = "statements"
    keys = {"record_id": int, "public_id": str}


class StatementViewSet(ApiViewSet):
    title, detail_title = _("Cited statements"), _("Cited statement")
    serializer_class = CitedStatementSerializer
    pagination_class = StatementPagination
    filterset_class = StatementFilterSet
    form_class = StatementForm
    path_parameters = (
        OpenApiParameter("key", str, OpenApiParameter.PATH, description="Permanent ID of the citation."),
    )

    def get_parameter_forms(self):
        return super().get_parameter_forms() if self.reading_action == "list" else ()

    def get_queryset(self) -> QuerySet[CitedStatement]:
        return cited_statements().filter(ended_by__isnull=not self.parameters["gone"])

    def get_renderers(self):
        lines = [JsonLinesRenderer(), NdjsonRenderer()] if self.reading_action == "list" else []
        return [*super().get_renderers(), *lines]

    def wants_table(self) -> bool:
        """Whether all cited statements were asked for, as a table or as JSON Lines: neither has pages."""
        if not isinstance(self.request.accepted_renderer, JsonLinesRenderer):
            return super().wants_table()
        refuse_page_parameters(self.request, self.get_page_form())
        return True

    def table_response(self, table: Table):
        if not isinstance(self.request.accepted_renderer, JsonLinesRenderer):
            return super().table_response(table)
        lines = (b"".join(dumps(row) + b"\n" for row in batch) for batch in table.batches)
        response = StreamingHttpResponse(lines, content_type=self.request.accepted_renderer.media_type)
        return named(response, file_name(table.shape.name, "jsonl"))

    def get_table(self, rows: QuerySet[CitedStatement]) -> Table:
        return citations_and_relations.statements_table(rows)

    def represent(self, rows: Sequence[CitedStatement]) -> Sequence[dict]:
        return statement_documents(rows)

    @extend_schema(summary="List cited statements")
    def list(self, request):
        """Statements of public records, once for each citation, with the permanent ID of the citation; by record."""
        return super().list(request)

    @extend_schema(summary="Read a cited statement")
    def retrieve(self, request, key: str):
        """A statement as one source is cited for it: as it is now, or as it was last and why it is gone."""
        row = find_statement(key)
        if row is None:
            raise NotFound(_("No statement with this ID has ever been public."))
        return Response(statement_documents([row])[0])
