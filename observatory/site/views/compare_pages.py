"""Pages that show two to four records, or two to four places, side by side."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from observatory.public.catalogue_counts import catalogue_counts
from observatory.publishing.models import Entry
from observatory.records.models import Jurisdiction
from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.query_string import QueryString, explain_unknown_value
from observatory.site.overview import compare_places
from observatory.site.record.page_statements import Statement, classifications, fact_sheet
from observatory.site.record.record_content import READ
from observatory.site.record.relations_and_neighbours import neighbours

FEWEST, MOST = 2, 4


class ComparePage(PublicPage):
    """`?id=…&id=…`: the statements of some records in one table, with the verdicts under each."""

    def get(self, request: HttpRequest) -> HttpResponse:
        ids = QueryString(request.GET).public_ids("id")
        if len(ids) > MOST:
            raise BadRequest(_("You can compare up to %(most)d records.") % {"most": MOST})
        entries = {row.public_id: row for row in Entry.objects.live().filter(public_id__in=ids).only(*READ)}
        shown = [entries[each] for each in ids if each in entries]
        ends = neighbours([vars(entry) for entry in shown])
        context: dict[str, Any] = {
            "section": "compare",
            "columns": [(entry, ends[entry.public_id]) for entry in shown],
            "rows": _rows([entry.upgraded_document for entry in shown]) if len(shown) >= FEWEST else [],
            "missing": [each for each in ids if each not in entries],
        }
        return TemplateResponse(request, "site/compare.html", context)


def _rows(documents: list[dict[str, Any]]) -> list[tuple[str, list[Statement | None]]]:
    """Return one row for each statement that at least one of the documents has."""
    sheets = [{row.name: row for row in (*fact_sheet(each), *classifications(each))} for each in documents]
    labels = {name: row.label for sheet in sheets for name, row in sheet.items()}
    return [(words, [sheet.get(name) for sheet in sheets]) for name, words in labels.items()]


class ComparePlacesPage(PublicPage):
    """`?place=CN&place=CN-SH`: the records of some places, and what nobody has searched for there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = [code.upper() for code in QueryString(request.GET).values("place")]
        known = {term.code: term for term in Jurisdiction.objects.all()}
        unread = [("place", explain_unknown_value("jurisdiction", code)) for code in asked if code not in known]
        chosen = [known[code] for code in dict.fromkeys(asked) if code in known]
        if len(chosen) > compare_places.MOST:
            unread.append(("place", _("You can compare up to %(most)d jurisdictions.") % {"most": compare_places.MOST}))
            chosen = chosen[: compare_places.MOST]
        context: dict[str, Any] = {
            "section": "compare",
            "places": chosen,
            "parts": compare_places.compare_places(chosen) if len(chosen) >= compare_places.FEWEST else [],
            "choices": _place_choices(list(known.values()), chosen),
            "unread": unread,
        }
        return TemplateResponse(request, "site/compare_places.html", context, status=400 if unread else 200)


def _place_choices(terms: Sequence[Jurisdiction], chosen: Sequence[Jurisdiction]) -> list[dict[str, Any]]:
    """Return a list of places for each column, those with records first."""
    held = catalogue_counts().jurisdictions
    headings = ((_("In the catalogue"), True), (_("Without a record"), False))
    columns = (_("First jurisdiction"), _("Second jurisdiction"), _("Third jurisdiction"), _("Fourth jurisdiction"))
    found = []
    for number, label in enumerate(columns):
        own = chosen[number] if number < len(chosen) else None
        groups = [
            (
                words,
                [
                    {"value": term.code, "words": term.label, "chosen": term == own}
                    for term in terms
                    if (term.code in held) == wanted
                ],
            )
            for words, wanted in headings
        ]
        found.append({"label": label, "groups": [group for group in groups if group[1]]})
    return found
