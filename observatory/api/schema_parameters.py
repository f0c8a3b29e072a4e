"""OpenAPI descriptions of the API's parameters, derived from the form fields that validate them."""

from collections.abc import Container, Iterable
from typing import Any

from django import forms
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import BaseRenderer

from observatory.api import parameters
from observatory.search.filters import (
    MOST_VALUES,
    ChoicesField,
    CodesField,
    EntryFilterSet,
    MomentField,
    PartialDateField,
)

_SOME = {"minItems": 1, "maxItems": MOST_VALUES}
_YEAR, _MONTH, _DAY = "[0-9]{4}", "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"


def described_parameters(form: type[forms.Form], filters: type[EntryFilterSet] | None = None) -> list[OpenApiParameter]:
    """Return the parameters of an address: those of its form and of its filters."""
    fields = dict(form.base_fields)
    if filters:
        fields |= {name: row.field for name, row in filters.base_filters.items()}
    return [_parameter(name, field) for name, field in fields.items()]


def format_parameter(renderers: Iterable[type[BaseRenderer]], described: Container[str]) -> OpenApiParameter:
    """Return the parameter that names a representation out of the `described` media types.

    Pages for people are no part of the contract, nor are lists as tables: clients would get their types too.
    """
    formats = [renderer.format for renderer in renderers if renderer.media_type in described]
    return OpenApiParameter(
        "format", {"type": "string", "enum": formats}, description="Response format. Overrides the Accept header."
    )


def _parameter(name: str, field: forms.Field) -> OpenApiParameter:
    schema, more = _schema(field), {}
    if schema.get("type") == "array":
        more = {"explode": False, "style": "form"}
    return OpenApiParameter(name, schema, description=str(field.help_text), **more)


def _schema(field: forms.Field) -> dict[str, Any]:
    match field:
        case ChoicesField():
            return {"type": "array", "items": {"type": "string", "enum": field.choices}, **_SOME}
        case CodesField():
            return {"type": "array", "items": {"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,40}$"}, **_SOME}
        case parameters.Flag():
            return {"type": "boolean", "default": False}
        case parameters.OneOf():
            return {"type": "string", "enum": field.choices, **({"default": field.usual} if field.usual else {})}
        case PartialDateField():
            return {"type": "string", "pattern": f"^{_YEAR}(-{_MONTH}(-{_DAY})?)?$", "examples": ["2023", "2023-03"]}
        case MomentField():
            moments = [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
            return {"anyOf": moments, "examples": ["2026-03-27", "2026-03-27T10:00:00Z"]}
        case forms.IntegerField():
            return {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
        case parameters.Cursor():
            return {"type": "string", "pattern": f"^[A-Za-z0-9_-]{{1,{field.max_length}}}$"}
    return {"type": "string", "minLength": 1, "maxLength": field.max_length, "pattern": r"\S"}
