"""Validate request parameters with Django forms. Every error is reported; unknown parameters are rejected."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet
from rest_framework.filters import BaseFilterBackend

from observatory.api.schema_parameters import describe_fields
from observatory.public.problem_documents import InvalidParameters, form_errors, parameter_error
from observatory.search.filters import ListWidget, nearest
from observatory.text.clean import clean_text

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

    def read(self, request, view) -> dict[str, Any]:
        """Return the cleaned parameters by name, defaults included. Raises `InvalidParameters` with all errors."""
        forms_of_view = view.get_parameter_forms()
        parameters = dict(_defaults(forms_of_view))
        if not request.query_params:
            return parameters
        query = clean_query_parameters(request.query_params)
        if query.get("format", "json") == "":
            raise InvalidParameters([_empty("format")])
        names = set(query) - {"format"}
        filterset_class = view.get_filterset_class()
        known = fields_of(forms_of_view, filterset_class)
        errors = [_unknown(name, known) for name in sorted(names - set(known))]
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
        return describe_fields(fields_of(forms_of_view, view.get_filterset_class()))


def clean_query_parameters(query: QueryDict) -> QueryDict:
    """Return the parameters with their texts in the form in which texts are kept (`observatory.text.clean`)."""
    found = QueryDict(mutable=True)
    for name, values in query.lists():
        found.setlist(name, [clean_text(value, one_line=True) for value in values])
    return found


@cache
def fields_of(
    form_classes: tuple[type[forms.Form], ...], filterset_class: type[FilterSet] | None
) -> dict[str, forms.Field]:
    """Return the fields of all parameters by name."""
    fields = {name: field for form in form_classes for name, field in form.base_fields.items()}
    if filterset_class:
        fields |= {name: row.field for name, row in filterset_class.base_filters.items()}
    return fields


@cache
def _defaults(form_classes: tuple[type[forms.Form], ...]) -> dict[str, Any]:
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


def _unknown(name: str, known: Mapping[str, Any]) -> dict[str, Any]:
    suggestion = SYNONYMS[name] if SYNONYMS.get(name) in known else nearest(name, known)
    params = {"value": name[:80], "nearest": suggestion, "allowed": sorted(known)}
    text = _("Unknown parameter.")
    if suggestion:
        text = _("Unknown parameter. Did you mean “%(nearest)s”?")
    return parameter_error(name[:80], ValidationError(text, "unknown", params))
