"""The OpenAPI 3.1 description of the API, and its page for trying it out."""

from functools import cache
from typing import Any

from django.utils.cache import get_conditional_response
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response
from rest_framework.serializers import DateTimeField, IntegerField, URLField

from observatory.api import changes, glossary, parameters, relations, shapes, sources, surveys
from observatory.api.base import REVALIDATE, ApiView, fingerprint
from observatory.api.changes import Changes
from observatory.api.export import Export
from observatory.api.files import Archive, Citations, Coverage, Disagreements, Workbook, ZipRenderer
from observatory.api.glossary import Glossary
from observatory.api.records import RecordDetail, RecordList
from observatory.api.relations import RelationList
from observatory.api.rendering import DocumentRenderer, dumps
from observatory.api.root import Root
from observatory.api.schema_parameters import described_parameters, format_parameter
from observatory.api.sources import SourceDetail, SourceList
from observatory.api.surveys import SurveyList
from observatory.api.tables import XlsxRenderer
from observatory.api.versions import VersionDetail, VersionList
from observatory.api.vocabularies import VOCABULARIES, VocabularyDetail, VocabularyList
from observatory.public import problems
from observatory.public.problems import MEDIA_TYPE
from observatory.public.throttling import PerMinute
from observatory.records import registry
from observatory.search.filters import EntryFilterSet, filterset_of

Described = dict[str, Any]
# Sent with answers; drf-spectacular takes headers among the parameters.
HEADERS = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, description=words, response=statuses)
    for name, words, statuses in (
        ("ETag", "Validator: send it back in `If-None-Match`.", [200, 304]),
        ("Retry-After", "Seconds to wait.", [429, 503]),
    )
]
_KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Permanent id, or slug as it is now or was.")
_ID = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Permanent id.")


def described(view: type[ApiView], record_type: registry.RecordType | None = None) -> type[ApiView]:
    """Return the view with its description: what it takes, what it answers."""
    told = _DESCRIPTIONS[view](record_type)
    formats = format_parameter(view.renderer_classes, {media_type for _status, media_type in told["responses"]})
    told["responses"] = told["responses"] | _problems(*told.pop("problems", ()))
    told["parameters"] = [*told["parameters"], formats, *HEADERS]
    name = f"{record_type.model.__name__ if record_type else ''}{view.__name__}"
    method = extend_schema(**told, description=view.__doc__)(_copy(view.get))
    return type(name, (view,), {"get": method, "__doc__": view.__doc__})


def _copy(method):
    def get(self, request, *args, **kwargs):
        return method(self, request, *args, **kwargs)

    return get


def _problems(*statuses: int) -> dict[tuple[int, str], Any]:
    words = {
        301: "It has another address.",
        400: "Parameters that cannot be read.",
        404: "Not found.",
        406: "No representation that is accepted.",
        410: "Withdrawn.",
        414: "The address is too long.",
        429: "Too many requests.",
        500: "A fault of the site.",
        503: "The database does not answer.",
    }
    told: dict[Any, Any] = {304: OpenApiResponse(description="Not changed since the answer with that validator.")}
    for status in (400, *statuses, 406, 414, 429, 500, 503):
        if status == 301:
            told[301] = OpenApiResponse(description=words[301])
        else:
            told[(status, MEDIA_TYPE)] = OpenApiResponse(shapes.Problem, description=words[status])
    return told


def _json(shape: Any, description: str = "") -> dict[tuple[int, str], Any]:
    """Describe the answer for programs. The page for people is no part of the contract: clients would get its type."""
    return {(200, "application/json"): OpenApiResponse(shape, description=description)}


def _tag(record_type: registry.RecordType | None) -> str:
    return record_type.prefix if record_type else "records"


def _plural(record_type: registry.RecordType | None) -> str:
    return str(record_type.model._meta.verbose_name_plural).lower() if record_type else "records of every type"


def _one(record_type: registry.RecordType | None) -> str:
    name = str(record_type.model._meta.verbose_name).lower() if record_type else "record of any type"
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _record_list(record_type):
    filters = filterset_of(record_type)
    rows = shapes.document(record_type)(many=True) if record_type else _any_document(many=True)
    name = f"{record_type.model.__name__}Page" if record_type else "RecordPage"
    count = IntegerField(required=False, help_text="Only where it was asked for.")
    return {
        "operation_id": f"{_tag(record_type)}_list",
        "summary": f"List {_plural(record_type)}",
        "tags": [_tag(record_type)],
        "parameters": described_parameters(parameters.ListParameters, filters),
        "responses": _json(shapes.page_of(name, rows, count=count)),
    }


def _record_detail(record_type):
    return {
        "operation_id": f"{_tag(record_type)}_read",
        "summary": f"Read {_one(record_type)}",
        "tags": [_tag(record_type)],
        "parameters": [_KEY, *described_parameters(parameters.AsOfParameters)],
        "responses": _json(shapes.document(record_type) if record_type else _any_document()),
        "problems": (301, 404, 410),
    }


def _any_document(**options):
    return shapes.of_any(shapes.document, "AnyDocument", **options)


def _version_list(record_type):
    return {
        "operation_id": f"{_tag(record_type)}_versions",
        "summary": f"List the versions of {_one(record_type)}",
        "tags": [_tag(record_type)],
        "parameters": [_KEY, *described_parameters(parameters.PageParameters)],
        "responses": _json(shapes.VersionPage),
        "problems": (301, 404),
    }


def _version_detail(record_type):
    name = f"{record_type.model.__name__}Version" if record_type else "AnyVersion"
    frozen = shapes.frozen(record_type)(allow_null=True) if record_type else _any_frozen()
    return {
        "operation_id": f"{_tag(record_type)}_version",
        "summary": f"Read one version of {_one(record_type)}",
        "tags": [_tag(record_type)],
        "parameters": [_KEY, *described_parameters(parameters.NoParameters)],
        "responses": _json(type(name, (shapes.VersionSummary,), {"document": frozen})),
        "problems": (301, 404),
    }


def _any_frozen():
    return shapes.of_any(shapes.frozen, "AnyFrozenDocument", allow_null=True)


def _changes(_type):
    rows = {row.kind: shapes.document(row) for row in registry.all_types()}
    union = shapes.PolymorphicProxySerializer(
        component_name="Change",
        serializers=[*rows.values(), shapes.Tombstone],
        resource_type_field_name=None,
        many=True,
    )
    resume = URLField(help_text="To be kept and asked later: goes on where this answer ended.")
    complete = DateTimeField(
        help_text="All that was published or withdrawn before is in this answer or in those before it."
        " The header `Complete-Until` says the same, with 304 too."
    )
    return {
        "operation_id": "changes_list",
        "summary": "List what was published or withdrawn, in that order",
        "tags": ["changes"],
        "parameters": described_parameters(changes.ChangeParameters),
        "responses": _json(shapes.page_of("ChangePage", union, resume=resume, complete_until=complete)),
    }


def _source_list(_type):
    return {
        "operation_id": "sources_list",
        "summary": "List sources",
        "tags": ["sources"],
        "parameters": described_parameters(sources.SourceParameters),
        "responses": _json(shapes.page_of("SourcePage", shapes.Source(many=True))),
    }


def _source_detail(_type):
    return {
        "operation_id": "sources_read",
        "summary": "Read a source",
        "tags": ["sources"],
        "parameters": [_ID, *described_parameters(parameters.NoParameters)],
        "responses": _json(shapes.SourceWithRecords),
        "problems": (404,),
    }


def _relation_list(_type):
    return {
        "operation_id": "relations_list",
        "summary": "List relations",
        "tags": ["relations"],
        "parameters": described_parameters(relations.RelationParameters),
        "responses": _json(shapes.page_of("RelationPage", shapes.StatedRelation(many=True))),
    }


def _glossary(_type):
    return {
        "operation_id": "glossary_list",
        "summary": "List official terms",
        "tags": ["glossary"],
        "parameters": described_parameters(glossary.GlossaryParameters),
        "responses": _json(shapes.page_of("GlossaryPage", shapes.OfficialTerm(many=True))),
    }


def _survey_list(_type):
    return {
        "operation_id": "surveys_list",
        "summary": "List searches of places for subjects",
        "tags": ["surveys"],
        "parameters": described_parameters(surveys.SurveyParameters),
        "responses": _json(shapes.page_of("SurveyPage", shapes.Survey(many=True))),
    }


def _vocabulary_list(_type):
    terms = {name: shapes.VocabularyTerm(many=True) for name in list(VOCABULARIES)}
    return {
        "operation_id": "vocabularies_list",
        "summary": "Read all vocabularies",
        "tags": ["vocabularies"],
        "parameters": described_parameters(parameters.NoParameters),
        "responses": _json(shapes.shape("Vocabularies", **terms)),
    }


def _vocabulary_detail(_type):
    name = OpenApiParameter("key", str, OpenApiParameter.PATH, enum=list(VOCABULARIES))
    return {
        "operation_id": "vocabularies_read",
        "summary": "Read one vocabulary",
        "tags": ["vocabularies"],
        "parameters": [name, *described_parameters(parameters.NoParameters)],
        "responses": _json(shapes.VocabularyTerm(many=True)),
        "problems": (404,),
    }


def _export(_type):
    lines = OpenApiResponse(str, description="One document a line.")
    return {
        "operation_id": "export",
        "summary": "Download all public records",
        "tags": ["changes"],
        "parameters": described_parameters(parameters.NoParameters, filterset_of()),
        "responses": {(200, "application/jsonl"): lines},
    }


def _table(name: str, summary: str, filters: type[EntryFilterSet] | None = None):
    """Describe what comes as a table alone."""
    rows = OpenApiResponse(str, description="Every row; the columns are described at /data/.")
    book = OpenApiResponse(OpenApiTypes.BINARY, description="The same as a workbook.")
    return {
        "operation_id": name,
        "summary": summary,
        "tags": ["tables"],
        "parameters": described_parameters(parameters.NoParameters, filters),
        "responses": {(200, "text/csv"): rows, (200, XlsxRenderer.media_type): book},
    }


def _file(name: str, summary: str, renderer: type[BaseRenderer]):
    return {
        "operation_id": name,
        "summary": summary,
        "tags": ["tables"],
        "parameters": described_parameters(parameters.NoParameters),
        "responses": {(200, renderer.media_type): OpenApiResponse(OpenApiTypes.BINARY, description="All tables.")},
    }


def _root(_type):
    return {
        "operation_id": "root",
        "summary": "List the lists",
        "tags": ["about"],
        "parameters": described_parameters(parameters.NoParameters),
        "responses": _json(shapes.RootShape),
    }


_DESCRIPTIONS = {
    Root: _root,
    RecordList: _record_list,
    RecordDetail: _record_detail,
    VersionList: _version_list,
    VersionDetail: _version_detail,
    Changes: _changes,
    SourceList: _source_list,
    SourceDetail: _source_detail,
    RelationList: _relation_list,
    Glossary: _glossary,
    SurveyList: _survey_list,
    VocabularyList: _vocabulary_list,
    VocabularyDetail: _vocabulary_detail,
    Export: _export,
    Citations: lambda _type: _table("citations", "Download citations", filterset_of()),
    Disagreements: lambda _type: _table("disagreements", "Download disagreements", filterset_of()),
    Coverage: lambda _type: _table("coverage", "Download the coverage"),
    Archive: lambda _type: _file("export_csv", "Download all tables as CSV", ZipRenderer),
    Workbook: lambda _type: _file("export_xlsx", "Download all tables as a workbook", XlsxRenderer),
}


class Schema(SpectacularAPIView):
    """The description itself, in English, as JSON or YAML. Made once a process: it depends on nothing that changes."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer2, OpenApiYamlRenderer]
    authentication_classes: list = []
    permission_classes: list = []
    throttle_classes = [PerMinute]

    def get_exception_handler(self):
        return problems.handle

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if getattr(response, "is_problem", False):
            response.accepted_renderer, response.content_type = DocumentRenderer(), MEDIA_TYPE
        response.in_every_language = not getattr(response, "is_problem", False)
        return response

    def _get_schema_response(self, request):
        tag = f'"{digest()}-{request.accepted_renderer.format}"'
        response = get_conditional_response(request, etag=tag) or Response(document())
        response["ETag"] = tag
        response["Cache-Control"] = REVALIDATE
        return response


class Documentation(SpectacularSwaggerSplitView):
    """Swagger UI, served locally; its script comes from an address of its own, as the CSP asks."""

    authentication_classes: list = []
    permission_classes: list = []
    template_name = "api/docs.html"
    url_name = "api:schema"


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    with override("en"):  # whoever asks first may prefer Chinese
        return SchemaGenerator().get_schema(request=None, public=True)


@cache
def digest() -> str:
    """Return a digest of the OpenAPI document, for its ETag."""
    return fingerprint([dumps(document()).decode()])
