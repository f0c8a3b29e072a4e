"""The relations that public records state, read off their documents in one statement."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema

from observatory.api import serializers
from observatory.api.pagination import FunctionPagination
from observatory.api.views import ApiViewSet, etag_digest
from observatory.public import published_records
from observatory.public.stated_relations import relation_batches, relation_rows
from observatory.public.tables import citations_and_relations
from observatory.records.predicates import Predicate
from observatory.search.filters import ChoicesField, CodesField, all_kinds


class RelationForm(forms.Form):
    subject = CodesField(required=False, help_text=_("IDs of subject records."))
    object = CodesField(required=False, help_text=_("IDs of object records."))
    predicate = ChoicesField(choices=Predicate.values, required=False, help_text=_("Relation type (predicate)."))
    subject_kind = ChoicesField(choices=all_kinds, required=False, help_text=_("Types of the subject."))
    object_kind = ChoicesField(choices=all_kinds, required=False, help_text=_("Types of the object."))


class RelationPagination(FunctionPagination):
    name = "relations"
    keys = {"record_id": int, "place": int}

    def keys_of(self, row: tuple) -> Sequence[Any]:
        return row[:2]


class RelationViewSet(ApiViewSet):
    title = _("Relations")
    serializer_class = serializers.StatedRelation
    pagination_class = RelationPagination
    form_class = RelationForm
    page_component = "RelationPage"

    @extend_schema(summary="List relations")
    def list(self, request):
        """Relations between records (for example SUBJECT issued OBJECT) with their evidence, ordered by subject."""
        if self.wants_table():
            return self.table_response(citations_and_relations.relations_table(relation_batches(self.parameters)))
        page = self.paginate_queryset(self.read_rows)
        tag = etag_digest(row[:4] for row in self.paginator.rows)
        if response := self.not_modified(tag, None):
            return response
        body = published_records.page_json([row[4] for row in page], next=self.paginator.get_next_url())
        return self.respond(body, tag, None)

    def read_rows(self, after: Sequence[int] | None, limit: int) -> Sequence[tuple]:
        return relation_rows(self.parameters, tuple(after or (0, 0)), limit)
