"""A list, a format and a permission are a class each (docs/api.md, "Extending the API")."""

import pytest
from django.http import HttpResponse
from django.urls import include, path
from django_filters import CharFilter, FilterSet
from rest_framework.permissions import BasePermission
from rest_framework.serializers import CharField

from observatory import urls
from observatory.api import views
from observatory.api.pagination import KeysetPagination
from observatory.api.renderers import TABLE_RENDERERS, TableRenderer
from observatory.api.router import Router
from observatory.api.serializers import RowSerializer
from observatory.records.models import Jurisdiction
from tests.factories import JurisdictionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class PlaceSerializer(RowSerializer):
    code = CharField()
    name = CharField(source="label_en")


class PlaceFilterSet(FilterSet):
    name = CharFilter(field_name="label_en")

    class Meta:
        model = Jurisdiction
        fields = ()


class PlacePagination(KeysetPagination):
    name = "places"
    keys = {"code": str}


class HasKey(BasePermission):
    message = "Send a key."

    def has_permission(self, request, view):
        return request.headers.get("X-Key") == "right"


class PlaceViewSet(views.ApiViewSet):
    title = "Places"
    table_actions = ()
    queryset = Jurisdiction.objects.all()
    serializer_class = PlaceSerializer
    pagination_class = PlacePagination
    filterset_class = PlaceFilterSet
    permission_classes = (HasKey,)

    def list(self, request):
        """Places by their codes."""
        return super().list(request)


class TsvRenderer(TableRenderer):
    media_type = "text/tab-separated-values"
    format = "tsv"

    def respond(self, table, request):
        lines = ["\t".join(map(str, cells)) for batch in table.lines() for cells in batch]
        return HttpResponse("\n".join(lines), content_type=self.media_type)


router = Router()
router.register("places", PlaceViewSet, "places")
urlpatterns = [path("api/v1/", include((router.urls, "places"))), *urls.urlpatterns]
handler404 = urls.handler404


@pytest.fixture
def places(db):
    return [JurisdictionFactory(code=code, label_en=f"Place {code}") for code in ("AA", "BB", "CC")]


def test_a_list_is_filtered_paged_and_validated_and_refuses_what_it_does_not_know(api, places):
    first = api("places/?limit=2", x_key="right")
    assert first.json()["results"] == [{"code": "AA", "name": "Place AA"}, {"code": "BB", "name": "Place BB"}]
    assert [row["code"] for row in api(first.json()["next"], x_key="right").json()["results"]] == ["CC"]
    api("places/?limit=2", 304, x_key="right", if_none_match=first["ETag"])
    assert [row["code"] for row in api("places/?name=Place%20CC", x_key="right").json()["results"]] == ["CC"]
    [error] = api("places/?nam=x", 400, x_key="right").json()["errors"]
    assert error["nearest"] == "name"
    api("places/?format=csv", 400, x_key="right")
    assert "Places by their codes." in api("places/", x_key="right", accept="text/html").content.decode()


def test_a_permission_refuses_with_a_problem_document(api, places):
    refused = api("places/", 403)
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["detail"] == "Send a key."


def test_a_format_serves_every_list_that_comes_as_a_table(api, catalogue, monkeypatch):
    monkeypatch.setattr(views, "TABLE_RENDERERS", [*TABLE_RENDERERS, TsvRenderer])
    for path_asked in ("platforms/?format=tsv", "sources/?format=tsv", "platforms/model/versions/?format=tsv"):
        assert api(path_asked)["Content-Type"] == "text/tab-separated-values"
    assert "\t" in api("platforms/", accept="text/tab-separated-values").content.decode()
    assert "tsv" in api("platforms/?format=tsw", 400).json()["errors"][0]["allowed"]
    api("platforms/model/?format=tsv", 400)
