"""The controlled vocabularies: codes with their labels in both languages."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from observatory.api import serializers
from observatory.api.views import ApiViewSet
from observatory.public.problem_documents import NotFound
from observatory.public.tables import coverage_and_vocabularies
from observatory.public.vocabulary_terms import VOCABULARIES
from observatory.search.filters import nearest


class VocabularyViewSet(ApiViewSet):
    title, detail_title = _("Vocabularies"), _("Vocabulary")
    table_actions = ("list", "retrieve")
    path_parameters = (OpenApiParameter("key", str, OpenApiParameter.PATH, enum=list(VOCABULARIES)),)

    def get_serializer_class(self) -> Any:
        return serializers.VocabularyTerm(many=True) if self.detail else serializers.all_vocabularies()

    @extend_schema(summary="Read all vocabularies")
    def list(self, request):
        """All vocabularies, each with all its terms."""
        if self.wants_table():
            return self.table_response(
                coverage_and_vocabularies.vocabularies_table({name: terms() for name, terms in VOCABULARIES.items()})
            )
        return Response({name: list(terms()) for name, terms in VOCABULARIES.items()})

    @extend_schema(summary="Read one vocabulary")
    def retrieve(self, request, key: str):
        """The terms of one vocabulary."""
        if key not in VOCABULARIES:
            raise NotFound(_("Unknown vocabulary."), nearest=nearest(key, VOCABULARIES), allowed=list(VOCABULARIES))
        if self.wants_table():
            return self.table_response(coverage_and_vocabularies.vocabularies_table({key: VOCABULARIES[key]()}))
        return Response(list(VOCABULARIES[key]()))
