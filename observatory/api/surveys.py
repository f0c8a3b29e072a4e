"""Coverage searches: where curators have searched, and what they found."""

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import Filter, FilterSet
from drf_spectacular.utils import extend_schema

from observatory.api import serializers
from observatory.api.pagination import KeysetPagination
from observatory.api.parameters import FlagField
from observatory.api.views import ApiViewSet
from observatory.public.tables import coverage_and_vocabularies
from observatory.public.tables.table_batches import Table
from observatory.publishing.models import PublishedSurvey
from observatory.records.models import Jurisdiction, Survey, Theme
from observatory.search.filters import (
    ChoicesFilter,
    JurisdictionsField,
    ListFilter,
    PartialDateFilter,
    TermsField,
    all_kinds,
)


class SurveyForm(forms.Form):
    def clean(self):
        cleaned = super().clean()
        if cleaned.get("theme") and cleaned.get("kind"):
            self.add_error("kind", forms.ValidationError(_("Give either `theme` or `kind`, not both.")))
        return cleaned


class PlacesFilter(ListFilter):
    field_class = JurisdictionsField


class ThemesFilter(ListFilter):
    field_class = TermsField


class LatestFilter(Filter):
    """The last search of each place for each subject."""

    field_class = FlagField

    def filter(self, qs: QuerySet, value: bool) -> QuerySet:
        pair = ("jurisdiction_id", "theme_id", "kind")
        latest = PublishedSurvey.objects.order_by(*pair, "-searched_on", "-pk").distinct(*pair)
        return qs.filter(pk__in=latest.values("pk")) if value else qs


class SurveyFilterSet(FilterSet):
    jurisdiction = PlacesFilter(
        field_name="jurisdiction__code",
        lookup_expr="in",
        model=Jurisdiction,
        help_text=_("ISO 3166 codes; a country includes its subdivisions."),
    )
    theme = ThemesFilter(
        field_name="theme__code", lookup_expr="in", model=Theme, help_text=_("STIP themes that were searched for.")
    )
    kind = ChoicesFilter("kind", all_kinds, help_text=_("Types of record that were searched for."))
    outcome = ChoicesFilter("outcome", Survey.Outcome.values, help_text=_("Outcome of the search."))
    searched_since = PartialDateFilter(
        field_name="searched_on",
        lookup_expr="gte",
        edge="lower",
        help_text=_("EDTF date. Keeps searches made on or after its first day."),
    )
    latest = LatestFilter(help_text=_("Only the latest search for each jurisdiction and subject."))

    class Meta:
        model = PublishedSurvey
        fields: list[str] = []
        form = SurveyForm


class SurveyPagination(KeysetPagination):
    name = "surveys"
    keys = {"searched_on": date, "pk": int}
    descending = True


class SurveyViewSet(ApiViewSet):
    title = _("Coverage searches")
    serializer_class = serializers.SurveySerializer
    pagination_class = SurveyPagination
    filterset_class = SurveyFilterSet

    def get_queryset(self) -> QuerySet[PublishedSurvey]:
        return PublishedSurvey.objects.select_related("jurisdiction", "theme")

    def get_table(self, rows: QuerySet[PublishedSurvey]) -> Table:
        return coverage_and_vocabularies.surveys_table(rows.order_by("-searched_on", "-pk"))

    @extend_schema(summary="List coverage searches")
    def list(self, request):
        """Searches by curators of a jurisdiction for a theme or record type, latest first.

        A jurisdiction and subject not listed here has not been searched.
        """
        return super().list(request)
