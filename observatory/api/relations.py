"""The relations that public records state, read off their documents in one statement."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from observatory.api import paging, parameters
from observatory.api.base import fingerprint
from observatory.api.tables import TableView
from observatory.public import published
from observatory.public.stated_relations import batches, stated
from observatory.public.tables import evidence
from observatory.records.predicates import Predicate
from observatory.search.filters import ChoicesField, CodesField, all_kinds


class RelationParameters(parameters.PageParameters):
    subject = CodesField(required=False, help_text=_("IDs of subject records."))
    object = CodesField(required=False, help_text=_("IDs of object records."))
    predicate = ChoicesField(choices=Predicate.values, required=False, help_text=_("Relation type (predicate)."))
    subject_kind = ChoicesField(choices=all_kinds, required=False, help_text=_("Types of the subject."))
    object_kind = ChoicesField(choices=all_kinds, required=False, help_text=_("Types of the object."))


class RelationList(TableView):
    """Relations between records (for example SUBJECT issued OBJECT) with their evidence, ordered by subject."""

    name = _("Relations")

    def get(self, request):
        asked, _rows = parameters.read(request.query_params, RelationParameters)
        if self.wants_table():
            return self.table(evidence.relations(batches(asked)))
        rows = self._rows(asked)
        shown = rows[: asked["limit"]]
        more = self.next_page(paging.encode("relations", *shown[-1][:2])) if len(rows) > len(shown) else None
        tag = fingerprint(row[:4] for row in rows)
        return self.unchanged(tag, None) or self.answer(
            published.joined([row[4] for row in shown], next=more), tag, None
        )

    def _rows(self, asked: dict[str, Any]) -> list[tuple]:
        record_id, place = 0, 0
        if asked["cursor"]:
            try:
                record_id, place = paging.decode(asked["cursor"], "relations", int, int)
            except paging.InvalidCursor:
                raise parameters.bad_cursor() from None
        return stated(asked, (record_id, place), asked["limit"] + 1)
