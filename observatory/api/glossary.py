"""Official terms with their translations, each with the public source that uses it."""

from typing import Any

from django import forms
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from observatory.api import paging, parameters
from observatory.api.tables import TableView
from observatory.public.tables import references
from observatory.publishing.facts import text_document
from observatory.search.filters import LONGEST_QUERY, CodesField
from observatory.search.references import public_renderings, terms_with
from observatory.sources.models import OfficialTerm


class GlossaryParameters(parameters.PageParameters):
    term = forms.CharField(
        max_length=200, required=False, help_text=_("One term, exactly as the official body writes it.")
    )
    q = forms.CharField(
        max_length=LONGEST_QUERY, required=False, help_text=_("Words to search for in terms and translations.")
    )
    language = CodesField(required=False, help_text=_("Languages of the term (BCP 47, in capitals or small letters)."))
    source = CodesField(required=False, help_text=_("IDs of sources. Keeps terms with a translation in one of them."))


class Glossary(TableView):
    """Official terms, sorted by term, with every translation found in a public source."""

    name = _("Glossary of official terms")

    def get(self, request):
        asked, _rows = parameters.read(request.query_params, GlossaryParameters)
        rows = terms_with(asked["q"])
        if asked["term"]:
            rows = rows.filter(term=asked["term"])
        if asked["language"]:
            rows = rows.annotate(tag=Lower("language")).filter(tag__in=[tag.lower() for tag in asked["language"]])
        if asked["source"]:
            rows = rows.filter(pk__in=public_renderings().filter(source__public_id__in=asked["source"]).values("term"))
        if self.wants_table():
            return self.table(references.glossary(rows.order_by("term", "pk")))
        found = list(_behind(rows, asked["cursor"]).order_by("term", "pk")[: asked["limit"] + 1])
        shown = found[: asked["limit"]]
        last = shown[-1] if len(found) > len(shown) else None
        more = self.next_page(paging.encode("glossary", last.term, last.pk)) if last else None
        return self.answer_live({"next": more, "results": [document(row) for row in shown]})


def _behind(rows, cursor: str):
    if not cursor:
        return rows
    try:
        term, key = paging.decode(cursor, "glossary", str, int)
    except paging.InvalidCursor:
        raise parameters.bad_cursor() from None
    return rows.filter(Q(term__gt=term) | Q(term=term, pk__gt=key))


def document(term: OfficialTerm) -> dict[str, Any]:
    """Return a term as JSON values; its renderings must be prefetched, with their sources."""
    return {
        "term": term.term,
        "language": term.language,
        "note": text_document(term, "note"),
        "renderings": [
            {
                "text": row.text,
                "language": row.language,
                "source": {"id": row.source.public_id, "key": row.source.key},
                "locator": row.locator,
            }
            for row in term.renderings.all()
        ],
    }
