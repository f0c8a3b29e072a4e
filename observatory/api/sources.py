"""Sources cited by public records, with their locations and current state."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from observatory.api import paging, parameters
from observatory.api.base import ApiView
from observatory.api.records import address_of
from observatory.api.tables import TableView
from observatory.public.health_document import health_document, locations_with_watch
from observatory.public.links import absolute
from observatory.public.problems import NotFound
from observatory.public.tables import references
from observatory.publishing.facts import date_document, text_document
from observatory.publishing.models import Entry
from observatory.publishing.serializers import source_title
from observatory.records.web_addresses import is_public_address, refuse_web_address
from observatory.search.filters import LONGEST_QUERY, CodesField
from observatory.search.references import public_sources, sources_with
from observatory.sources.models import Source

# A source may be cited by thousands of records: so many are named, the list of records gives all.
MOST_CITING = 100


class SourceParameters(parameters.PageParameters):
    type = parameters.OneOf(choices=Source.Type.values, help_text=_("CSL type of the work."))
    q = forms.CharField(
        max_length=LONGEST_QUERY, required=False, help_text=_("Words to search for, or the URL of a location.")
    )
    record = CodesField(required=False, help_text=_("IDs of records that cite it."))

    def clean_q(self):
        text = self.cleaned_data["q"]
        if text.lower().startswith(("http://", "https://")) and " " not in text:
            refuse_web_address(text)
        return text


def document(source: Source) -> dict[str, Any]:
    """Return a source as JSON values. Contributors and locations with their health must be prefetched."""
    return {
        "id": source.public_id,
        "key": source.key,
        "type": source.type,
        "title": source_title(source),
        "contributors": [
            {name: getattr(row, name) for name in ("role", "family", "given", "literal", "original")}
            for row in source.contributors.all()
        ],
        "container_title": source.container_title,
        "publisher": source.publisher,
        "issued": date_document(source.issued),
        "volume": source.volume,
        "issue": source.issue,
        "pages": source.pages,
        "doi": source.doi or None,
        "as_printed": source.as_printed,
        "note": text_document(source, "note"),
        "locations": [
            {
                "url": row.url if is_public_address(row.url) else None,
                "role": row.role,
                "watched": row.monitored,
                "retired_at": row.retired_at,
                "note": text_document(row, "note"),
                "health": health_document(row),
            }
            for row in source.places
        ],
    }


def _with_parts(rows: QuerySet[Source]) -> QuerySet[Source]:
    return rows.prefetch_related("contributors", locations_with_watch())


class SourceList(TableView):
    """Sources cited by at least one public record, ordered by key."""

    name = _("Sources")

    def get(self, request):
        asked, _rows = parameters.read(request.query_params, SourceParameters)
        rows = sources_with(asked["q"])
        if asked["type"]:
            rows = rows.filter(type=asked["type"])
        if asked["record"]:
            cited = Entry.objects.live().filter(public_id__in=asked["record"]).values_list("source_ids", flat=True)
            rows = rows.filter(public_id__in={source for sources in cited for source in sources})
        if self.wants_table():
            return self.table(references.sources(rows.order_by("key")))
        if asked["cursor"]:
            try:
                rows = rows.filter(key__gt=paging.decode(asked["cursor"], "sources", str)[0])
            except paging.InvalidCursor:
                raise parameters.bad_cursor() from None
        found = list(_with_parts(rows.order_by("key"))[: asked["limit"] + 1])
        shown = found[: asked["limit"]]
        more = self.next_page(paging.encode("sources", shown[-1].key)) if len(found) > len(shown) else None
        return self.answer_live({"next": more, "results": [document(row) for row in shown]})


class SourceDetail(ApiView):
    """One source with the public records that cite it and the current state of its locations."""

    name = _("Source")

    def get(self, request, key: str):
        parameters.read(request.query_params, parameters.NoParameters)
        source = _with_parts(public_sources().filter(public_id=key)).first()
        if source is None:
            raise NotFound(_("No public source has this ID."))
        columns = ("public_id", "kind", "title_en", "title_zh_hans")
        rows = list(Entry.objects.citing(key).order_by("record_id").values(*columns)[: MOST_CITING + 1])
        citing = {
            "records": [_citing(row) for row in rows[:MOST_CITING]],
            "all_records": absolute(f"/api/v1/records/?source={key}"),
        }
        return self.answer_live(document(source) | citing)


def _citing(row: dict[str, Any]) -> dict[str, Any]:
    title = {"en": row["title_en"], "zh-hans": row["title_zh_hans"]}
    url = absolute(address_of(row["kind"], row["public_id"]))
    return {"id": row["public_id"], "kind": row["kind"], "title": title, "url": url}
