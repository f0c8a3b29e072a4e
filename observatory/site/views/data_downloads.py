"""The page /data/, and downloads of the lists of the site as tables."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from observatory.public.catalogue_counts import catalogue_counts
from observatory.public.imprint import licence, publisher
from observatory.public.links import absolute_url, types_in_order
from observatory.public.localised_texts import html_language
from observatory.public.request_limits import RequestsPerMinute
from observatory.public.tables import downloads
from observatory.public.tables.all_tables import all_table_columns
from observatory.public.tables.records_and_versions import records_table
from observatory.publishing.index import facets
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.records.languages import active_language
from observatory.site.cite.jsonld import dataset_jsonld
from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.current_and_past_lists import select_records
from observatory.site.lists.query_string import ListQuery

# Parameters of lists that change nothing in a table, and `dated`, which only the timeline links to.
_IGNORED = ("sort", "page", "dated")


@require_safe
def table(request: HttpRequest, form: str) -> HttpResponseBase:
    """Download the records of a search or a list (`?q=`, facets, `as_of`) as a table, all of them; `dated=1` leaves
    undated ones out.

    A table with an invalid parameter is refused with 400: nobody would notice that it is of something else.
    """
    throttle = RequestsPerMinute()
    if not throttle.allow_request(request, None):
        return _refused(
            429, [_("Too many requests. Please try again in a minute.")], {"Retry-After": f"{throttle.wait()}"}
        )
    query = ListQuery.parse(request)
    if problems := [*query.problems, *query.find_unknown_parameters(("q", *facets.names(), "as_of"), _IGNORED)]:
        lines = [f"{name}: {why}" for name, why in problems]
        return _refused(400, [_("This table cannot be made. Part of its web address is not valid:"), "", *lines])
    chosen = select_records(query).table_rows()
    if query.parameters.get("dated"):
        chosen = replace(chosen, rows=chosen.rows.filter(date_from__isnull=False))
    try:
        return downloads.table_response(request, form, records_table(chosen, _only_type(query)))
    except downloads.Busy as busy:
        return _refused(busy.status_code, [str(busy.detail)], {"Retry-After": f"{busy.wait}"})


def _only_type(query: ListQuery) -> registry.RecordType | None:
    """Return the type that all rows have, where one is chosen."""
    kinds = query.chosen.get("kind", ())
    return registry.get_record_type(kinds[0]) if len(kinds) == 1 else None


def _refused(status: int, lines: Sequence[str], headers: dict[str, str] | None = None) -> HttpResponse:
    text = "\n".join([*lines, ""])
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)


class DataPage(PublicPage):
    """What can be downloaded, under which licence, and what its columns mean."""

    def get(self, request: HttpRequest) -> HttpResponse:
        numbers = catalogue_counts()
        counts = {row.prefix: numbers.kinds.get(row.kind, 0) for row in types_in_order()}
        counts["sources"] = numbers.sources
        named = _table_names_on_data_page()
        files = [(named[shape.name], shape, counts.get(shape.name)) for shape in all_table_columns()]
        page = absolute_url(reverse("data"))
        context: dict[str, Any] = {
            "section": "data",
            "files": files,
            "rules": _data_page_rules(),
            "lede": _(
                "Everything that is public here as files: CSV, Excel and JSON, with the licence, the meaning of every"
                " column and how to cite."
            ),
            "licence": licence(),
            "citation": _data_page_citation(page),
            "site": absolute_url(""),
            "linked": dataset_jsonld(
                name=_("AI for Science Observatory"),
                description=_description(numbers.records, numbers.sources),
                url=page,
                licence=licence().url,
                publisher=publisher(),
                language=html_language(),
                files=_data_page_files(),
                modified=_modified(),
            ),
        }
        return TemplateResponse(request, "site/data.html", context)


def _table_names_on_data_page() -> dict[str, str]:
    """Return the words for every table on the page /data/, by the name of the table."""
    record_tables = {
        record_type.prefix: str(record_type.model._meta.verbose_name_plural).capitalize()
        for record_type in types_in_order()
    }
    return record_tables | {
        "citations": _("Citations"),
        "statements": _("Cited statements, also those no longer public"),
        "disagreements": _("Disagreements between sources"),
        "relations": _("Relations"),
        "sources": _("Sources"),
        "glossary": _("Glossary of official terms"),
        "surveys": _("Coverage searches"),
        "coverage": _("Coverage"),
        "vocabularies": _("Vocabularies"),
    }


def _data_page_citation(page: str) -> str:
    """Return the reference to the whole catalogue that the page /data/ shows, in the form of APA 7, or of GB/T 7714 in
    Chinese."""
    today, name = timezone.localdate(), _("AI for Science Observatory")
    if active_language() == "zh-hans":
        return f"{publisher()}. {name}[DS/OL]. ({today.year})[{today}]. {page}."
    by = f"{publisher()}. ({today.year}). " if publisher() != name else ""
    year = "" if by else f" ({today.year})"
    return f"{by}{name}{year} [Data set]. Retrieved {today.strftime('%B')} {today.day}, {today.year}, from {page}"


def _description(records: int, sources: int) -> str:
    return _(
        "What governments do about AI for Science: %(records)s records of initiatives, governance bodies, instruments,"
        " platforms and organisations in English and Chinese, with %(sources)s sources and a verdict on each citation."
    ) % {"records": records, "sources": sources}


def _data_page_rules() -> list[str]:
    """Return what the page /data/ says of the columns of all tables."""
    return [
        _("A text in two languages has two columns: NAME_en and NAME_zh_hans."),
        _("A coded value has three columns: NAME with the code, NAME_en and NAME_zh_hans with its labels."),
        _(
            "A date has three columns: NAME as it is known (EDTF: 2023, 2023-03, 2022/2025, open 2022/.., approximate"
            " 2019~, uncertain 2020?), NAME_from and NAME_to with the first and the last day that it can mean, empty"
            " where it is open."
        ),
        _("Several values in one cell are separated by a semicolon and a space."),
        _("An empty cell means: not stated, or not applicable."),
        _("In CSV, a text that a spreadsheet would take for a formula has an apostrophe before it."),
    ]


def _data_page_files() -> list[tuple[str, str]]:
    """Return the files of the whole that the page /data/ names: address and media type."""
    files = {
        "export.zip": "application/zip",
        "export.xlsx": downloads.FORMS["xlsx"],
        "export.jsonl": "application/jsonl",
    }
    return [(absolute_url(f"/api/v1/{name}"), media_type) for name, media_type in files.items()]


def _modified() -> str:
    changed = Entry.objects.order_by("-sequence").values_list("published_at", flat=True).first()
    return changed.date().isoformat() if changed else ""
