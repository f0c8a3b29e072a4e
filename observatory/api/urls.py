"""URLs of the API, version 1: every record type under its prefix, and the lists shared by all types."""

from django.urls import path, re_path

from observatory.api.changes import Changes
from observatory.api.export import Export
from observatory.api.files import Archive, Citations, Coverage, Disagreements, Workbook
from observatory.api.glossary import Glossary
from observatory.api.records import RecordDetail, RecordList
from observatory.api.relations import RelationList
from observatory.api.root import Nowhere, Root
from observatory.api.schema import Documentation, Schema, described
from observatory.api.sources import SourceDetail, SourceList
from observatory.api.surveys import SurveyList
from observatory.api.versions import VersionDetail, VersionList
from observatory.api.vocabularies import VocabularyDetail, VocabularyList
from observatory.records import registry


def record_addresses(prefix: str, record_type: registry.RecordType | None):
    """Return the addresses of one type, or of all types together."""
    views = {
        f"{prefix}/": (RecordList, f"{prefix}-list"),
        f"{prefix}/<slug:key>/": (RecordDetail, f"{prefix}-detail"),
        f"{prefix}/<slug:key>/versions/": (VersionList, f"{prefix}-versions"),
        f"{prefix}/<slug:key>/versions/<int:number>/": (VersionDetail, f"{prefix}-version"),
    }
    return [
        path(route, described(view, record_type).as_view(record_type=record_type), name=name)
        for route, (view, name) in views.items()
    ]


app_name = "api"
urlpatterns = [
    path("", described(Root).as_view(), name="root"),
    *record_addresses("records", None),
    *(row for record_type in registry.all_types() for row in record_addresses(record_type.prefix, record_type)),
    path("sources/", described(SourceList).as_view(), name="sources-list"),
    path("sources/<slug:key>/", described(SourceDetail).as_view(), name="sources-detail"),
    path("relations/", described(RelationList).as_view(), name="relations-list"),
    path("glossary/", described(Glossary).as_view(), name="glossary-list"),
    path("surveys/", described(SurveyList).as_view(), name="surveys-list"),
    path("vocabularies/", described(VocabularyList).as_view(), name="vocabularies-list"),
    path("vocabularies/<slug:key>/", described(VocabularyDetail).as_view(), name="vocabularies-detail"),
    path("changes/", described(Changes).as_view(), name="changes"),
    path("citations/", described(Citations).as_view(), name="citations"),
    path("disagreements/", described(Disagreements).as_view(), name="disagreements"),
    path("coverage/", described(Coverage).as_view(), name="coverage"),
    path("export.zip", described(Archive).as_view(), name="export-zip"),
    path("export.xlsx", described(Workbook).as_view(), name="export-xlsx"),
    path("export.jsonl", described(Export).as_view(), name="export"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Documentation.as_view(), name="docs"),
    # With the final slash only, so that an address without it still redirects to the one with it.
    re_path(r"^(?P<path>.*)/$", Nowhere.as_view()),
]
