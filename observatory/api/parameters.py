"""Query parameters of the API: their form fields, their validation (every error is reported, unknown ones are
refused), and their OpenAPI descriptions.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from drf_spectacular.plumbing import build_parameter_type
from drf_spectacular.utils import OpenApiParameter
from rest_framework.filters import BaseFilterBackend

from observatory.public.problem_documents import InvalidParameters, form_errors, parameter_error
from observatory.search.filters import (
    MOST_VALUES,
    ChoicesField,
    CodesField,
    ListWidget,
    MomentField,
    PartialDateField,
    nearest,
    unknown_value,
)
from observatory.text.input_cleaning import clean_text

MAX_LIMIT = 100
DEFAULT_LIMIT = 25


class OneChoiceField(forms.CharField):
    """One value of a closed list; `default` when it is not given."""

    def __init__(self, *, choices, default: str = "", **kwargs):
        self.choices = list(choices)
        self.default = default
        super().__init__(**{"required": False, **kwargs})

    def clean(self, value):
        text = super().clean(value) or self.default
        if text and text not in self.choices:
            raise unknown_value(text[:80], self.choices)
        return text


class FlagField(OneChoiceField):
    """`true` or `false`, as programs write them: in any case, or as 1 and 0."""

    def __init__(self, **kwargs):
        super().__init__(choices=["true", "false"], default="false", **kwargs)

    def clean(self, value):
        text = (value or "").strip().lower()
        return super().clean({"1": "true", "0": "false"}.get(text, text)) == "true"


class LimitField(forms.IntegerField):
    """How many rows a page has."""

    def __init__(self):
        text = _("Number of results per page. Default: %(usual)d.") % {"usual": DEFAULT_LIMIT}
        super().__init__(min_value=1, max_value=MAX_LIMIT, required=False, help_text=text)

    def clean(self, value):
        if value and not value.strip().isascii():  # Python reads the digits of every script
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return super().clean(value) or DEFAULT_LIMIT


class CursorField(forms.CharField):
    """Where a page starts, as `pagination.encode_cursor` writes it."""


class AsOfForm(forms.Form):
    as_of = MomentField(
        end=True,
        required=False,
        help_text=_(
            "Returns the catalogue as it was at the end of a day (2026-03-27, UTC) or at a given "
            "time (2026-03-27T10:00:00Z)."
        ),
    )


class PageForm(forms.Form):
    limit = LimitField()
    cursor = CursorField(
        max_length=200, required=False, help_text=_("Position of the page, taken from `next` in the previous response.")
    )


_SOME = {"minItems": 1, "maxItems": MOST_VALUES}
_YEAR, _MONTH, _DAY = "[0-9]{4}", "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"


def describe_fields(fields: Mapping[str, forms.Field]) -> list[dict[str, Any]]:
    """Return the parameter objects of OpenAPI for the parameters that some form fields read."""
    return [_describe_parameter(name, field) for name, field in fields.items()]


def _describe_parameter(name: str, field: forms.Field) -> dict[str, Any]:
    schema, style = _json_schema_of_parameter(field), {}
    if schema.get("type") == "array":
        style = {"explode": False, "style": "form"}
    return build_parameter_type(name, schema, OpenApiParameter.QUERY, description=str(field.help_text), **style)


def _json_schema_of_parameter(field: forms.Field) -> dict[str, Any]:
    """Return the JSON schema of a query parameter from its form field."""
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


# What other APIs call the same thing.
SYNONYMS = {
    "country": "jurisdiction",
    "search": "q",
    "query": "q",
    "page": "cursor",
    "offset": "cursor",
    "page_size": "limit",
    "per_page": "limit",
    "sort": "ordering",
    "order": "ordering",
    "type": "subtype",
    "since": "published_since",
    "year": "date_from",
}


class StrictFilterBackend(BaseFilterBackend):
    """Reads every parameter of a request, and filters by the view's filterset.

    A view may have three sets of parameters: those of its pages (`pagination_class`), others of its own (`form_class`)
    and those of its filters (`filterset_class`). What is in none of them is refused, and so is what cannot be read.
    """

    def read_parameters(self, request, view) -> dict[str, Any]:
        """Return the cleaned parameters by name, defaults included. Raises `InvalidParameters` with all errors."""
        forms_of_view = view.get_parameter_forms()
        parameters = dict(_default_parameters(forms_of_view))
        if not request.query_params:
            return parameters
        query = clean_query_parameters(request.query_params)
        if query.get("format", "json") == "":
            raise InvalidParameters([_empty("format")])
        names = set(query) - {"format"}
        filterset_class = view.get_filterset_class()
        known = parameter_fields(forms_of_view, filterset_class)
        errors = [_unknown_parameter(name, known) for name in sorted(names - set(known))]
        names &= set(known)
        errors += [_twice(name) for name in sorted(names) if _repeated(query, name, known)]
        errors += [_empty(name) for name in sorted(names) if _is_empty(query.getlist(name), known[name])]
        read = [form(query) for form in forms_of_view if names & set(form.base_fields)]
        if filterset_class and names & set(filterset_class.base_filters):
            view.filterset = filterset_class(query)
            read.append(view.filterset.form)
        for form in read:
            if form.is_valid():
                parameters |= form.cleaned_data
            else:
                errors += form_errors(form.errors.as_data())
        if errors:
            raise InvalidParameters(errors)
        return parameters

    def filter_queryset(self, request, queryset, view):
        return view.filterset.filter_queryset(queryset) if view.filterset else queryset

    def get_schema_operation_parameters(self, view) -> list[dict[str, Any]]:
        forms_of_view = tuple(form for form in view.get_parameter_forms() if form is not view.get_page_form())
        return describe_fields(parameter_fields(forms_of_view, view.get_filterset_class()))


def clean_query_parameters(query: QueryDict) -> QueryDict:
    """Return the parameters with their texts in the form in which texts are kept (`text.input_cleaning`)."""
    found = QueryDict(mutable=True)
    for name, values in query.lists():
        found.setlist(name, [clean_text(value, one_line=True) for value in values])
    return found


@cache
def parameter_fields(
    form_classes: tuple[type[forms.Form], ...], filterset_class: type[FilterSet] | None
) -> dict[str, forms.Field]:
    """Return the form fields of all query parameters of a view by name."""
    fields = {name: field for form in form_classes for name, field in form.base_fields.items()}
    if filterset_class:
        fields |= {name: row.field for name, row in filterset_class.base_filters.items()}
    return fields


@cache
def _default_parameters(form_classes: tuple[type[forms.Form], ...]) -> dict[str, Any]:
    """Return the parameters of some forms by name, as they are when none is given."""
    values: dict[str, Any] = {}
    for form_class in form_classes:
        form = form_class(QueryDict())
        form.full_clean()
        values |= form.cleaned_data
    return values


def invalid_parameter(name: str, reason: Any) -> InvalidParameters:
    """Return the error for one parameter."""
    return InvalidParameters([parameter_error(name, reason)])


def _repeated(query: QueryDict, name: str, known: dict[str, forms.Field]) -> bool:
    return len(query.getlist(name)) > 1 and not isinstance(known[name].widget, ListWidget)


def _is_empty(values: list[str], field: forms.Field) -> bool:
    """Whether no value says anything; of a list the commas do not count."""
    ignored = ", " if isinstance(field.widget, ListWidget) else " "
    return not any(value.strip(ignored) for value in values)


def _empty(name: str) -> dict[str, Any]:
    """An empty value is not taken for none: whose variable was empty would get everything without noticing."""
    return parameter_error(name, _("This parameter has no value. Add a value or remove the parameter."))


def _twice(name: str) -> dict[str, Any]:
    return parameter_error(name, _("This parameter is given more than once."))


def _unknown_parameter(name: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the error for a query parameter that the view does not have, with the name that was probably meant."""
    suggestion = SYNONYMS[name] if SYNONYMS.get(name) in known else nearest(name, known)
    params = {"value": name[:80], "nearest": suggestion, "allowed": sorted(known)}
    text = _("Unknown parameter.")
    if suggestion:
        text = _("Unknown parameter. Did you mean “%(nearest)s”?")
    return parameter_error(name[:80], ValidationError(text, "unknown", params))


def refuse_page_parameters(request, form: Any) -> None:
    """Raise `InvalidParameters` where a file with all rows is asked for with a parameter of pages."""
    wrong = [name for name in (form.base_fields if form else ()) if name in request.query_params]
    if wrong:
        text = _("A table has all rows in a fixed order. Remove this parameter.")
        raise InvalidParameters([parameter_error(wrong[0], text)])
