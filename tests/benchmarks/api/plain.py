"""The API as one would write it first: ModelSerializer, COUNT, OFFSET, the same rows."""

from django.urls import include, path
from rest_framework.pagination import PageNumberPagination
from rest_framework.routers import DefaultRouter
from rest_framework.serializers import ModelSerializer
from rest_framework.viewsets import ReadOnlyModelViewSet

from observatory import urls
from observatory.publishing.models import Entry


class EntrySerializer(ModelSerializer):
    class Meta:
        model = Entry
        fields = (
            *("public_id", "kind", "slug", "title_en", "title_zh_hans", "original_title", "version", "sha256"),
            *("first_published_at", "published_at", "subtype", "date_from", "date_to", "facet_ids"),
            *("actor_ids", "evidence", "document"),
        )


class Pages(PageNumberPagination):
    page_size = 25


class Entries(ReadOnlyModelViewSet):
    queryset = Entry.objects.live().filter(kind="initiative").defer("search", "title_search", "names")
    serializer_class = EntrySerializer
    pagination_class = Pages
    lookup_field = "public_id"
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()


router = DefaultRouter()
router.register("plain", Entries, basename="plain")
urlpatterns = [*urls.urlpatterns, path("", include(router.urls))]
