"""OpenAPI descriptions of the API's parameters, derived from the form fields that validate them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from drf_spectacular.plumbing import build_parameter_type
from drf_spectacular.utils import OpenApiParameter

from observatory.api.fields import CursorField, FlagField, OneChoiceField
from observatory.search.filters import MOST_VALUES, ChoicesField, CodesField, MomentField, PartialDateField

_SOME = {"minItems": 1, "maxItems": MOST_VALUES}
_YEAR, _MONTH, _DAY = "[0-9]{4}", "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"


def describe_fields(fields: Mapping[str, forms.Field]) -> list[dict[str, Any]]:
    """Return the parameter objects of OpenAPI for the parameters that some form fields read."""
    return [_describe(name, field) for name, field in fields.items()]


def _describe(name: str, field: forms.Field) -> dict[str, Any]:
    schema, style = _schema(field), {}
    if schema.get("type") == "array":
        style = {"explode": False, "style": "form"}
    return build_parameter_type(name, schema, OpenApiParameter.QUERY, description=str(field.help_text), **style)


def _schema(field: forms.Field) -> dict[str, Any]:
    match field:
        case ChoicesField():
            return {"type": "array", "items": {"type": "string", "enum": field.choices}, **_SOME}
        case CodesField():
            return {"type": "array", "items": {"type": "string", "pattern": "^[A-Za-z0-9_.-]{1,40}$"}, **_SOME}
        case FlagField():
            return {"type": "boolean", "default": False}
        case OneChoiceField():
            return {"type": "string", "enum": field.choices, **({"default": field.default} if field.default else {})}
        case PartialDateField():
            return {"type": "string", "pattern": f"^{_YEAR}(-{_MONTH}(-{_DAY})?)?$", "examples": ["2023", "2023-03"]}
        case MomentField():
            moments = [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
            return {"anyOf": moments, "examples": ["2026-03-27", "2026-03-27T10:00:00Z"]}
        case forms.IntegerField():
            return {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
        case CursorField():
            return {"type": "string", "pattern": f"^[A-Za-z0-9_-]{{1,{field.max_length}}}$"}
    return {"type": "string", "minLength": 1, "maxLength": field.max_length, "pattern": r"\S"}
