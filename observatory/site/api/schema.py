"""The OpenAPI 3.1 description of the API, and its page for trying it out."""

from functools import cache
from typing import Any

from django import forms
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.response import Response
from rest_framework.serializers import IntegerField, URLField

from observatory.records import registry
from observatory.search.filters import (
    ChoicesField,
    CodesField,
    EntryFilterSet,
    MomentField,
    PartialDateField,
    filterset_of,
)
from observatory.site.api import changes, glossary, parameters, problems, relations, shapes, sources, surveys
from observatory.site.api.base import ApiView
from observatory.site.api.changes import Changes
from observatory.site.api.export import Export
from observatory.site.api.glossary import Glossary
from observatory.site.api.problems import MEDIA_TYPE
from observatory.site.api.records import RecordDetail, RecordList
from observatory.site.api.relations import RelationList
from observatory.site.api.rendering import DocumentRenderer
from observatory.site.api.root import Root
from observatory.site.api.sources import SourceDetail, SourceList
from observatory.site.api.surveys import SurveyList
from observatory.site.api.throttling import PerMinute
from observatory.site.api.versions import VersionDetail, VersionList
from observatory.site.api.vocabularies import VOCABULARIES, VocabularyDetail, VocabularyList

Described = dict[str, Any]
_KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Permanent id, or slug as it is now or was.")
_ID = OpenApiParameter("key", str, OpenApiParameter.PATH, description="Permanent id.")


def described(view: type[ApiView], record_type: registry.RecordType | None = None) -> type[ApiView]:
    """Return the view with its description: what it takes, what it answers."""
    told = _DESCRIPTIONS[view](record_type)
    told["responses"] = told["responses"] | _problems(*told.pop("problems", ()))
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
        410: "Withdrawn.",
        406: "No representation that is accepted.",
        429: "Too many requests.",
    }
    told: dict[Any, Any] = {304: OpenApiResponse(description="Not changed since the answer with that validator.")}
    for status in (400, *statuses, 406, 429):
        if status == 301:
            told[301] = OpenApiResponse(description=words[301])
        else:
            told[(status, MEDIA_TYPE)] = OpenApiResponse(shapes.Problem, description=words[status])
            told[(status, "text/html")] = OpenApiResponse(str, description=words[status])
    return told


def _json(shape: Any, description: str = "") -> dict[tuple[int, str], Any]:
    """The same answer twice: for programs, and laid out for people."""
    return {
        (200, "application/json"): OpenApiResponse(shape, description=description),
        (200, "text/html"): OpenApiResponse(str, description=description),
    }


def _parameters(form: type[forms.Form], filters: type[EntryFilterSet] | None = None) -> list[OpenApiParameter]:
    fields = dict(form.base_fields)
    if filters:
        fields |= {name: row.field for name, row in filters.base_filters.items()}
    told = [_parameter(name, field) for name, field in fields.items()]
    formats = {"type": "string", "enum": ["json", "html"]}
    return [*told, OpenApiParameter("format", formats, description="Instead of the Accept header.")]


def _parameter(name: str, field: forms.Field) -> OpenApiParameter:
    schema, more = _schema(field), {}
    if schema["type"] == "array":
        more = {"explode": False, "style": "form"}
    return OpenApiParameter(name, schema, description=str(field.help_text), **more)


def _schema(field: forms.Field) -> dict[str, Any]:
    match field:
        case ChoicesField():
            return {"type": "array", "items": {"type": "string", "enum": field.choices}, "maxItems": 50}
        case CodesField():
            return {"type": "array", "items": {"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,40}$"}, "maxItems": 50}
        case parameters.OneOf():
            return {"type": "string", "enum": field.choices, "default": field.usual or None}
        case PartialDateField():
            return {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}
        case MomentField():
            return {"type": "string", "maxLength": 40, "examples": ["2026-03-27", "2026-03-27T10:00:00Z"]}
        case forms.IntegerField():
            return {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
    return {"type": "string", "maxLength": field.max_length}


def _tag(record_type: registry.RecordType | None) -> str:
    return record_type.prefix if record_type else "records"


def _record_list(record_type):
    filters = filterset_of(record_type) if record_type else EntryFilterSet
    rows = shapes.document(record_type)(many=True) if record_type else _any_document(many=True)
    name = f"{record_type.model.__name__}Page" if record_type else "RecordPage"
    count = IntegerField(required=False, help_text="Only where it was asked for.")
    return {
        "operation_id": f"{_tag(record_type)}_list",
        "tags": [_tag(record_type)],
        "parameters": _parameters(parameters.ListParameters, filters),
        "responses": _json(shapes.page_of(name, rows, count=count)),
    }


def _record_detail(record_type):
    return {
        "operation_id": f"{_tag(record_type)}_read",
        "tags": [_tag(record_type)],
        "parameters": [_KEY, *_parameters(parameters.AsOfParameters)],
        "responses": _json(shapes.document(record_type) if record_type else _any_document()),
        "problems": (301, 404, 410),
    }


def _any_document(**options):
    return shapes.of_any(shapes.document, "AnyDocument", **options)


def _version_list(record_type):
    return {
        "operation_id": f"{_tag(record_type)}_versions",
        "tags": [_tag(record_type)],
        "parameters": [_KEY, *_parameters(parameters.PageParameters)],
        "responses": _json(shapes.VersionPage),
        "problems": (301, 404),
    }


def _version_detail(record_type):
    name = f"{record_type.model.__name__}Version" if record_type else "AnyVersion"
    frozen = shapes.frozen(record_type)(allow_null=True) if record_type else _any_frozen()
    return {
        "operation_id": f"{_tag(record_type)}_version",
        "tags": [_tag(record_type)],
        "parameters": [_KEY, *_parameters(parameters.NoParameters)],
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
    return {
        "operation_id": "changes_list",
        "tags": ["changes"],
        "parameters": _parameters(changes.ChangeParameters),
        "responses": _json(shapes.page_of("ChangePage", union, resume=resume)),
    }


def _source_list(_type):
    return {
        "operation_id": "sources_list",
        "tags": ["sources"],
        "parameters": _parameters(sources.SourceParameters),
        "responses": _json(shapes.page_of("SourcePage", shapes.Source(many=True))),
    }


def _source_detail(_type):
    return {
        "operation_id": "sources_read",
        "tags": ["sources"],
        "parameters": [_ID, *_parameters(parameters.NoParameters)],
        "responses": _json(shapes.SourceWithRecords),
        "problems": (404,),
    }


def _relation_list(_type):
    return {
        "operation_id": "relations_list",
        "tags": ["relations"],
        "parameters": _parameters(relations.RelationParameters),
        "responses": _json(shapes.page_of("RelationPage", shapes.StatedRelation(many=True))),
    }


def _glossary(_type):
    return {
        "operation_id": "glossary_list",
        "tags": ["glossary"],
        "parameters": _parameters(glossary.GlossaryParameters),
        "responses": _json(shapes.page_of("GlossaryPage", shapes.OfficialTerm(many=True))),
    }


def _survey_list(_type):
    return {
        "operation_id": "surveys_list",
        "tags": ["surveys"],
        "parameters": _parameters(surveys.SurveyParameters),
        "responses": _json(shapes.page_of("SurveyPage", shapes.Survey(many=True))),
    }


def _vocabulary_list(_type):
    terms = {name: shapes.VocabularyTerm(many=True) for name in list(VOCABULARIES)}
    return {
        "operation_id": "vocabularies_list",
        "tags": ["vocabularies"],
        "parameters": _parameters(parameters.NoParameters),
        "responses": _json(shapes.shape("Vocabularies", **terms)),
    }


def _vocabulary_detail(_type):
    name = OpenApiParameter("key", str, OpenApiParameter.PATH, enum=list(VOCABULARIES))
    return {
        "operation_id": "vocabularies_read",
        "tags": ["vocabularies"],
        "parameters": [name, *_parameters(parameters.NoParameters)],
        "responses": _json(shapes.VocabularyTerm(many=True)),
        "problems": (404,),
    }


def _export(_type):
    lines = OpenApiResponse(str, description="One document a line.")
    return {
        "operation_id": "export",
        "tags": ["changes"],
        "parameters": _parameters(parameters.NoParameters, EntryFilterSet),
        "responses": {(200, "application/jsonl"): lines},
    }


def _root(_type):
    return {
        "operation_id": "root",
        "tags": ["about"],
        "parameters": _parameters(parameters.NoParameters),
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
}


class Schema(SpectacularAPIView):
    """The description itself, as JSON or YAML. Made once a process: it depends on nothing that changes."""

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
        return response

    def _get_schema_response(self, request):
        return Response(document())


class Documentation(SpectacularSwaggerSplitView):
    """Swagger UI, served locally; its script comes from an address of its own, as the CSP asks."""

    authentication_classes: list = []
    permission_classes: list = []
    template_name = "api/docs.html"
    url_name = "api:schema"


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return SchemaGenerator().get_schema(request=None, public=True)
