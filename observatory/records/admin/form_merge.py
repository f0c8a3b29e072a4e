"""Merge the data sent by an admin form with the stored values, before Django validates and saves it.

After the merge the data contain every stored row of every inline, in the order of the database, then the new ones. So a
save writes only what its sender changed, and a form that is shown again shows the stored values.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django import forms
from django.core import signing
from django.db.models import Model
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import QueryDict

from observatory.records.admin.three_way_merge import MergedInputs, Row, Sent, SentRow, Values, merge_inputs, merge_rows

OPENED = "_opened"  # the input that holds what the form showed when it was opened
TAKE_STORED = "_take_stored"  # names of the inputs that take what somebody else saved
_SALT = "observatory.admin.opened"


@dataclass(frozen=True)
class FormState:
    """The values that a form showed: its own inputs and, for each inline (by prefix), the rows (by key)."""

    form: Values = field(default_factory=dict)
    rows: dict[str, dict[str, Values]] = field(default_factory=dict)


@dataclass(frozen=True)
class OpenedForm:
    """The values that the browser's form showed when it was opened, and when that was; None if that cannot be read."""

    state: FormState | None = None
    at: datetime | None = None


def sign_state(state: FormState, of: Model, at: datetime) -> str:
    """Return a state as signed text, for a hidden input of the form of `of`."""
    content = [_identity_of_row(of), at.isoformat(), state.form, state.rows]
    return signing.dumps(content, salt=_SALT, compress=True)


def read_signed_state(text: str, of: Model) -> OpenedForm:
    """Return the state of a form when it was opened, as signed by `sign_state`; an empty OpenedForm if the signature is
    invalid or is for another row."""
    try:
        identity, at, form, rows = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return OpenedForm()
    return (
        OpenedForm(FormState(form, rows), datetime.fromisoformat(at))
        if identity == _identity_of_row(of)
        else OpenedForm()
    )


def _identity_of_row(row: Model) -> str:
    return f"{row._meta.label_lower} {row.pk}"


class FormPart:
    """The unbound formset of an inline, with rows from the database. `editable` is False if its rows are only
    displayed."""

    def __init__(self, formset: forms.BaseModelFormSet, editable: bool):
        self.formset, self.editable = formset, editable
        self.prefix, self.key_name = formset.prefix, formset.model._meta.pk.name
        self.leave_out = (self.key_name, formset.fk.name, DELETION_FIELD_NAME)

    @cached_property
    def forms_by_key(self) -> dict[str, forms.ModelForm]:
        """The forms of the stored rows, by key."""
        return {str(form.instance.pk): form for form in self.formset.initial_forms}

    @cached_property
    def empty_form(self) -> forms.ModelForm:
        """A form without a row, which has the names of the inputs."""
        return self.formset.empty_form

    def stored_rows(self) -> dict[str, Values]:
        """Return the input values of the stored rows, by key."""
        read = partial(initial_data, leave_out=self.leave_out) if self.editable else lambda form: {}
        return {key: read(form) for key, form in self.forms_by_key.items()}

    def submitted_rows(self, data: QueryDict, taken: set[str]) -> list[SentRow] | None:
        """Return the submitted rows; None if the number of rows is invalid."""
        count = data.get(f"{self.prefix}-{TOTAL_FORM_COUNT}", "")
        if not (count.isascii() and count.isdigit() and int(count) <= self.formset.absolute_max):
            return None
        return [self._sent_row(data, place, taken) for place in range(int(count))]

    def _sent_row(self, data: QueryDict, place: int, taken: set[str]) -> SentRow:
        """Return a row of an inline as it was sent, to merge it with the stored one."""
        prefix = f"{self.prefix}-{place}-"
        key = data.get(prefix + self.key_name, "")
        values = {}
        if key and self.editable:
            form = self.forms_by_key.get(key) or self.empty_form
            values = _without_taken(taken, prefix, submitted_data(form, data, prefix, self.leave_out))
        return SentRow(place, key, values, delete=prefix + DELETION_FIELD_NAME in data)


@dataclass(frozen=True)
class PartMerge:
    """The merged rows of an inline. `removed` are rows that somebody else removed and that were not changed in this
    form."""

    part: FormPart
    rows: list[Row]
    removed: dict[str, Values]

    def rows_with_prefix(self) -> Iterator[tuple[str, Row]]:
        """Return every row with the prefix of its form."""
        return ((f"{self.part.prefix}-{place}", row) for place, row in enumerate(self.rows))


@dataclass(frozen=True)
class FormMerge:
    """The complete result of a merge; `data` replaces the submitted data."""

    stored: FormState
    opened: OpenedForm
    form: forms.ModelForm
    own: MergedInputs
    parts: list[PartMerge]
    data: QueryDict


def read_form_state(form: forms.ModelForm, parts: list[FormPart]) -> FormState:
    """Return the values that an unbound form shows."""
    return FormState(initial_data(form), {part.prefix: part.stored_rows() for part in parts})


def merge_form(form: forms.ModelForm, parts: list[FormPart], opened: OpenedForm, data: QueryDict) -> FormMerge:
    """Merge the submitted `data` into the stored values; `form` and `parts` are unbound and were read under a lock."""
    stored, known = read_form_state(form, parts), opened.state
    taken = set(data.getlist(TAKE_STORED))
    sent = _without_taken(taken, "", submitted_data(form, data))
    own = merge_inputs(known and known.form, stored.form, sent, form.one_decision)
    merged = []
    for part in parts:
        rows, before = part.submitted_rows(data, taken), known and known.rows.get(part.prefix, {})
        if rows is not None:  # if invalid, Django reports the error
            now = stored.rows[part.prefix]
            made = merge_rows(before, now, rows, part.formset.form.one_decision)
            gone = {key: values for key, values in (before or {}).items() if key not in now}
            merged.append(PartMerge(part, made, {key: gone[key] for key in gone.keys() - {row.was for row in made}}))
    merged = [_with_dependants(each, merged, data) for each in merged]
    return FormMerge(stored, opened, form, own, merged, _merged_data(data, own, merged))


def _without_taken(taken: set[str], prefix: str, values: Sent) -> Sent:
    return {name: None if prefix + name in taken else value for name, value in values.items()}


def _with_dependants(merged: PartMerge, everything: list[PartMerge], data: QueryDict) -> PartMerge:
    """Keep a row that was to be deleted if somebody else added or changed a row that would be deleted with it."""
    edited = [
        form.instance
        for other in everything
        for row in other.rows
        if (row.added or row.merged.changed) and (form := other.part.forms_by_key.get(row.key))
    ]

    def checked(row: Row) -> Row:
        form = merged.part.forms_by_key.get(row.key)
        if form and f"{merged.part.prefix}-{row.place}-{DELETION_FIELD_NAME}" in data:
            return replace(row, kept=row.kept or any(_points_at(other, form.instance) for other in edited))
        return row

    return replace(merged, rows=[checked(row) for row in merged.rows])


def _points_at(row: Model, target: Model) -> bool:
    columns = (column for column in row._meta.concrete_fields if column.related_model is type(target))
    return any(getattr(row, column.attname) == target.pk for column in columns)


def _merged_data(data: QueryDict, own: MergedInputs, parts: list[PartMerge]) -> QueryDict:
    """Return the data sent by a form with the stored values in place of those that were not edited."""
    made = data.copy()
    _put_inputs(made, "", own.stored)
    for merged in parts:
        _put_merged_rows(made, merged)
    return made


def _put_merged_rows(data: QueryDict, merged: PartMerge) -> None:
    """Put the merged rows of an inline into the data of the form, in place of those that were sent."""
    prefix, sent = merged.part.prefix, _rows_taken_out(data, merged.part.prefix)
    for row_prefix, row in merged.rows_with_prefix():
        inputs = sent.get(row.place, {}) | row.merged.stored | {merged.part.key_name: [row.key]}
        if row.kept or not row.key:
            inputs.pop(DELETION_FIELD_NAME, None)
        _put_inputs(data, f"{row_prefix}-", inputs)
    data[f"{prefix}-{TOTAL_FORM_COUNT}"] = str(len(merged.rows))
    data[f"{prefix}-{INITIAL_FORM_COUNT}"] = str(sum(bool(row.key) for row in merged.rows))


def _rows_taken_out(data: QueryDict, prefix: str) -> dict[int | None, dict[str, Any]]:
    """Take the rows of an inline out of the data of the form; return their inputs by the number of the row."""
    pattern = re.compile(rf"{re.escape(prefix)}-([0-9]+)-(.+)", re.DOTALL)
    rows: dict[int | None, dict[str, Any]] = {}
    for match in filter(None, map(pattern.fullmatch, list(data))):
        rows.setdefault(int(match[1]), {})[match[2]] = data.pop(match[0])
    return rows


def _put_inputs(data: QueryDict, prefix: str, inputs: Values) -> None:
    """Put merged inputs into the data of the form; leave out those without a value."""
    for name, values in inputs.items():
        if values:
            data.setlist(prefix + name, values)
        else:
            data.pop(prefix + name, None)


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
