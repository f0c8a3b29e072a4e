"""Coverage searches: where curators have searched, and what they found."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatory.api import paging, parameters
from observatory.api.tables import TableView
from observatory.public.links import absolute
from observatory.public.tables import lists
from observatory.publishing.facts import text_document
from observatory.records.models import Jurisdiction, Survey, Theme
from observatory.search.filters import ChoicesField, JurisdictionsField, PartialDateField, TermsField, all_kinds


class SurveyParameters(parameters.PageParameters):
    jurisdiction = JurisdictionsField(
        model=Jurisdiction, required=False, help_text=_("ISO 3166 codes; a country includes its subdivisions.")
    )
    theme = TermsField(model=Theme, required=False, help_text=_("STIP themes that were searched for."))
    kind = ChoicesField(choices=all_kinds, required=False, help_text=_("Types of record that were searched for."))
    outcome = ChoicesField(choices=Survey.Outcome.values, required=False, help_text=_("Outcome of the search."))
    searched_since = PartialDateField(
        edge="lower", required=False, help_text=_("EDTF date. Keeps searches made on or after its first day.")
    )
    latest = parameters.Flag(help_text=_("Only the latest search for each jurisdiction and subject."))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("theme") and cleaned.get("kind"):
            self.add_error("kind", forms.ValidationError(_("Give either `theme` or `kind`, not both.")))
        return cleaned


class SurveyList(TableView):
    """Searches by curators of a jurisdiction for a theme or record type, latest first.

    A jurisdiction and subject not listed here has not been searched.
    """

    name = _("Surveys")

    def get(self, request):
        asked, _rows = parameters.read(request.query_params, SurveyParameters)
        rows = Survey.objects.select_related("jurisdiction", "theme").filter(**_conditions(asked))
        if self.wants_table():
            return self.table(lists.surveys(rows.order_by("-searched_on", "-pk")))
        found = list(_behind(rows, asked["cursor"]).order_by("-searched_on", "-pk")[: asked["limit"] + 1])
        shown = found[: asked["limit"]]
        last = shown[-1] if len(found) > len(shown) else None
        more = self.next_page(paging.encode("surveys", last.searched_on.isoformat(), last.pk)) if last else None
        return self.answer_live({"next": more, "results": [document(row) for row in shown]})


def _conditions(asked: dict[str, Any]) -> dict[str, Any]:
    wanted = {
        "jurisdiction__code__in": asked["jurisdiction"],
        "theme__code__in": asked["theme"],
        "kind__in": asked["kind"],
        "outcome__in": asked["outcome"],
        "searched_on__gte": asked["searched_since"],
    }
    conditions = {name: value for name, value in wanted.items() if value}
    if asked["latest"]:
        pair = ("jurisdiction_id", "theme_id", "kind")
        conditions["pk__in"] = Survey.objects.order_by(*pair, "-searched_on", "-pk").distinct(*pair).values("pk")
    return conditions


def _behind(rows, cursor: str):
    if not cursor:
        return rows
    try:
        on, key = paging.decode(cursor, "surveys", date, int)
    except paging.InvalidCursor:
        raise parameters.bad_cursor() from None
    if on is None:
        raise parameters.bad_cursor()
    return rows.filter(Q(searched_on__lt=on) | Q(searched_on=on, pk__lt=key))


def document(row: Survey) -> dict[str, Any]:
    """Return a search as JSON values, with the address of what the catalogue holds of it now."""
    subject = f"theme={row.theme.code}" if row.theme else f"kind={row.kind}"
    return {
        "jurisdiction": _term(row.jurisdiction),
        "theme": _term(row.theme) if row.theme else None,
        "kind": row.kind or None,
        "outcome": row.outcome,
        "searched_on": row.searched_on,
        "note": text_document(row, "note"),
        "records": absolute(f"/api/v1/records/?jurisdiction={row.jurisdiction.code}&{subject}"),
    }


def _term(term: Jurisdiction | Theme) -> dict[str, str]:
    return {"code": term.code, "en": term.label_en, "zh-hans": term.label_zh_hans}
