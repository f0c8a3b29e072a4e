"""Pages of the API with partial matches: what has some of the words of a search that finds nothing with all of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from observatory.api.pagination import KeysetPagination
from observatory.publishing.index import facets
from observatory.publishing.models import Entry
from observatory.search.partial_matches import partial_matches, rows_of
from observatory.search.results import search_scope
from observatory.search.sources_and_terms import (
    find_partial_sources,
    find_partial_terms,
    public_glossary,
    public_sources,
)

_TEXT = {"type": "string"}
_TITLE = {
    "type": "object",
    "properties": dict.fromkeys(("en", "zh-hans", "original"), _TEXT),
    "required": ["en", "zh-hans", "original"],
}


def partial_matches_schema(**members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of the partial matches of a list, which have these members and the words that they lack."""
    properties = {**members, "lacks": {"type": "array", "items": _TEXT}}
    return {
        "type": "array",
        "description": (
            "Only on an empty first page of a search (`q`) of two words or more: what has most of the words, best"
            " first, and which words each lacks."
        ),
        "items": {"type": "object", "properties": properties, "required": list(properties)},
    }


RECORDS = partial_matches_schema(id=_TEXT, kind=_TEXT, title=_TITLE)
SOURCES = partial_matches_schema(id=_TEXT, key=_TEXT, title=_TITLE)
TERMS = partial_matches_schema(term=_TEXT, language=_TEXT)


def read_partial_records(cleaned: Mapping[str, Any], kind: str | None) -> list[dict[str, Any]]:
    """Return the partial matches of the cleaned parameters of a list that is empty; none where a parameter is given
    that is no facet."""
    given = _given(cleaned)
    chosen = {name: list(value) for name, value in given.items() if name in facets.names()}
    if not cleaned.get("q") or given.keys() - chosen.keys():
        return []
    found = partial_matches(search_scope(cleaned["q"], chosen | ({"kind": [kind]} if kind else {})))
    return [
        {"id": row.public_id, "kind": row.kind, "title": _title(row), "lacks": list(lacks)}
        for row, lacks in rows_of(found, Entry.objects.defer("document", "search"))
    ]


def read_partial_sources(cleaned: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the partial matches of the cleaned parameters of a list of sources that is empty; none where another
    parameter than the search is given."""
    found = find_partial_sources(cleaned["q"]) if cleaned.get("q") and not _given(cleaned) else []
    return [
        {"id": row.public_id, "key": row.key, "title": _title(row), "lacks": list(lacks)}
        for row, lacks in rows_of(found, public_sources())
    ]


def read_partial_terms(cleaned: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the partial matches of the cleaned parameters of a list of terms that is empty; none where another
    parameter than the search is given."""
    found = find_partial_terms(cleaned["q"]) if cleaned.get("q") and not _given(cleaned) else []
    rows = rows_of(found, public_glossary().prefetch_related(None))
    return [{"term": row.term, "language": row.language, "lacks": list(lacks)} for row, lacks in rows]


class PartialMatchPagination(KeysetPagination):
    """Pages of a list with a search. An empty first page has the partial matches, which `view.read_partial` reads off
    the cleaned parameters of the filters."""

    optional_members = ("partial",)

    def paginate_queryset(self, queryset: Any, request, view=None) -> list[Any]:
        self.view = view
        return super().paginate_queryset(queryset, request, view)

    def get_page(self, data: Sequence[Any]) -> dict[str, Any]:
        """Return the page with the partial matches, where the search finds nothing."""
        page = super().get_page(data)
        view = self.view
        if self.rows or view.parameters["cursor"] or not view.filterset:
            return page
        some = view.read_partial(view.filterset.form.cleaned_data)
        return page | ({"partial": some} if some else {})


def _given(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in cleaned.items() if value and name != "q"}


def _title(row: Any) -> dict[str, str]:
    return {"en": row.title_en, "zh-hans": row.title_zh_hans, "original": row.original_title}
