"""Validate request parameters with Django forms. Every error is reported; unknown parameters are rejected."""

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import FilterSet

from observatory.api import paging
from observatory.public.problems import InvalidParameters, form_errors, parameter_error
from observatory.search.filters import ListWidget, MomentField, nearest, unknown_value

# What other APIs call the same thing.
ELSEWHERE = {
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


class OneOf(forms.CharField):
    """One value of a closed list; `usual` when it is not given."""

    def __init__(self, *, choices, usual: str = "", **kwargs):
        self.choices = list(choices)
        self.usual = usual
        super().__init__(required=False, **kwargs)

    def clean(self, value):
        text = super().clean(value) or self.usual
        if text and text not in self.choices:
            raise unknown_value(text[:80], self.choices)
        return text


class Flag(OneOf):
    """`true` or `false`, as programs write them: in any case, or as 1 and 0."""

    def __init__(self, **kwargs):
        super().__init__(choices=["true", "false"], usual="false", **kwargs)

    def clean(self, value):
        text = (value or "").strip().lower()
        return super().clean({"1": "true", "0": "false"}.get(text, text)) == "true"


class Limit(forms.IntegerField):
    def __init__(self):
        text = _("Number of results per page. Default: %(usual)d.") % {"usual": paging.USUAL}
        super().__init__(min_value=1, max_value=paging.MOST, required=False, help_text=text)

    def clean(self, value):
        if value and not value.strip().isascii():  # Python reads the digits of every script
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return super().clean(value) or paging.USUAL


class NoParameters(forms.Form):
    """For addresses that take none."""


class AsOfParameters(forms.Form):
    as_of = MomentField(
        end=True,
        required=False,
        help_text=_(
            "Returns the catalogue as it was at the end of a day (2026-03-27, UTC) or at a given "
            "time (2026-03-27T10:00:00Z)."
        ),
    )


class Cursor(forms.CharField):
    """Where a page starts, as `paging.encode` writes it."""


class PageParameters(forms.Form):
    limit = Limit()
    cursor = Cursor(
        max_length=200, required=False, help_text=_("Position of the page, taken from `next` in the previous response.")
    )


class ListParameters(AsOfParameters, PageParameters):
    ordering = OneOf(
        choices=paging.ORDERS,
        usual=paging.NEWEST,
        help_text=_(
            "Sort by publication time, by date or by ID. A leading minus means newest first. "
            "Undated records come last. Only the order by ID is not disturbed by records published while you page."
        ),
    )
    count = Flag(help_text=_("Set to true to include the total number of matches. This is slower. Default: false."))


def read(query: QueryDict, form_class: type[forms.Form], filters: type[FilterSet] | None = None, rows=None):
    """Return the cleaned parameters, and `rows` filtered by `filters`. Raises `InvalidParameters` with all errors."""
    names = set(query) - {"format"}
    if query.get("format", "json").strip() == "":
        raise InvalidParameters([_empty("format")])
    if not names:
        return dict(_usual(form_class)), rows
    own = names & set(form_class.base_fields)
    filtering = names & set(filters.base_filters) if filters else set()
    known = {**form_class.base_fields, **(_fields(filters) if filters else {})}
    errors = [_unknown(name, known) for name in sorted(names - own - filtering)]
    errors += [_twice(name) for name in sorted(own | filtering) if _repeated(query, name, known)]
    errors += [_empty(name) for name in sorted(own | filtering) if _is_empty(query.getlist(name), known[name])]

    form = form_class(query)
    if not form.is_valid():
        errors += form_errors(form.errors.as_data())
    if filters and filtering:
        filterset = filters(query, queryset=rows)
        if filterset.is_valid():
            rows = filterset.qs if not errors else rows
        else:
            errors += form_errors(filterset.errors.as_data())
    if errors:
        raise InvalidParameters(errors)
    return form.cleaned_data, rows


@cache
def _usual(form_class: type[forms.Form]) -> dict[str, Any]:
    """Return what the parameters are when none is given."""
    form = form_class(QueryDict())
    form.full_clean()
    return form.cleaned_data


def refuse(name: str, reason: Any) -> InvalidParameters:
    """Return the error for one parameter."""
    return InvalidParameters([parameter_error(name, reason)])


def bad_cursor() -> InvalidParameters:
    return refuse(
        "cursor", _("This cursor does not belong to this list. Use the `next` URL unchanged, with the same parameters.")
    )


def _fields(filters: type[FilterSet]) -> dict[str, forms.Field]:
    return {name: row.field for name, row in filters.base_filters.items()}


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


def _unknown(name: str, known: dict[str, Any]) -> dict[str, Any]:
    meant = ELSEWHERE[name] if ELSEWHERE.get(name) in known else nearest(name, known)
    allowed = sorted(known)
    params = {"value": name[:80], "nearest": meant, "allowed": allowed}
    text = _("Unknown parameter. Did you mean “%(nearest)s”?") if meant else _("Unknown parameter.")
    return parameter_error(name[:80], ValidationError(text, "unknown", params))
