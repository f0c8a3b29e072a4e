"""The data that a browser sends for a form, by input; and as text."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from observatory.records.admin.three_way_merge import Values


def initial_data(form: forms.BaseForm, leave_out: tuple[str, ...] = ()) -> Values:
    """Return the data that a browser sends for an unbound form if nothing is edited, by name of the input."""
    return {
        name: values
        for bound in _editable_fields(form, leave_out)
        for name, values in _inputs_of_widget(bound.field.widget, bound.name, bound.value())
    }


def submitted_data(form: forms.BaseForm, data: Any, prefix: str = "", leave_out: tuple[str, ...] = ()) -> dict:
    """Return the values in `data` (a QueryDict) for the inputs of a form; None for inputs that were not sent."""
    found = {}
    for bound in _editable_fields(form, leave_out):
        for name, widget in _single_widgets(bound.field.widget, bound.name):
            omitted = widget.value_omitted_from_data(data, {}, prefix + name)
            found[name] = None if omitted else data.getlist(prefix + name)
    return found


def field_display_values(field: forms.Field, values: list[str]) -> str:
    """Return the data of a field of a form as text for readers: labels instead of keys."""
    if isinstance(field, forms.ModelChoiceField):
        keys = [value for value in values if value.isascii() and value.isdigit()]
        return ", ".join(map(field.label_from_instance, field.queryset.filter(pk__in=keys)))
    if isinstance(field, forms.BooleanField):
        return _("yes") if any(values) else _("no")
    if isinstance(field, forms.ChoiceField):
        labels = dict(_flat_choices(field.choices))
        return ", ".join(str(labels.get(value, value)) for value in values if value)
    return ", ".join(values)


def _editable_fields(form: forms.BaseForm, leave_out: tuple[str, ...]) -> Iterator[forms.BoundField]:
    return (bound for bound in form if not bound.field.disabled and bound.name not in leave_out)


def _single_widgets(widget: forms.Widget, name: str) -> Iterator[tuple[str, forms.Widget]]:
    """Yield the inputs of a widget, of which one of several parts has several, with their names in the form's data."""
    widget = getattr(widget, "widget", widget)  # the widget inside, without the link to add another row
    if isinstance(widget, forms.MultiWidget):
        for suffix, part in zip(widget.widgets_names, widget.widgets, strict=True):
            yield from _single_widgets(part, name + suffix)
    else:
        yield name, widget


def _inputs_of_widget(widget: forms.Widget, name: str, value: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield the data that a browser sends for the inputs of a widget with this value."""
    widget = getattr(widget, "widget", widget)
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, list | tuple) else widget.decompress(value)
        for suffix, part, each in zip(widget.widgets_names, widget.widgets, parts, strict=True):
            yield from _inputs_of_widget(part, name + suffix, each)
    elif isinstance(widget, forms.CheckboxInput):
        yield name, ["on"] if widget.check_test(value) else []
    elif isinstance(widget, forms.widgets.ChoiceWidget):
        yield name, list(widget.format_value(value))
    else:
        text = widget.format_value(value)
        yield name, ["" if text is None else str(text)]


def _flat_choices(choices) -> Iterator[tuple[str, Any]]:
    """Yield the choices of a form's field without their groups, to show the data of the form as text."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat_choices(label)
        else:
            yield str(key), label
