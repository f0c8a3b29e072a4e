"""Describe the concurrent changes that another person saved while a form was open: field by field, with name and time
from the log.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from observatory.records.admin.form_merge import FormMerge, PartMerge
from observatory.records.admin.three_way_merge import Conflict, Row, Values, are_equal_values

MOST_SAVES = 20


@dataclass(frozen=True)
class ConcurrentChange:
    """A change made by somebody else. It is a conflict if there is `advice` for the curator; otherwise it was kept.

    `prefix` and `field` say where it is; `take` is the name of the checkbox that keeps the stored value. `opened`,
    `stored` and `sent` are the three values; `logged` are the names that the log uses for the field.
    """

    label: str
    row: Model
    logged: frozenset[str] = frozenset()
    advice: str = ""
    prefix: str | None = None
    field: str | None = None
    opened: str | None = None
    stored: str = ""
    sent: str = ""
    take: str = ""


@dataclass
class ConcurrentChanges:
    """The changes that a merge found. `errors` are for the forms, by prefix (None for the form itself): pairs of field
    and message."""

    conflicts: list[tuple[ConcurrentChange, str]] = field(default_factory=list)
    kept: list[tuple[ConcurrentChange, str]] = field(default_factory=list)
    errors: dict[str | None, list[tuple[str | None, str]]] = field(default_factory=dict)


def describe_concurrent_changes(merge: FormMerge) -> ConcurrentChanges:
    """Return descriptions of the changes that a merge found. Reads the log only if there are any."""
    changes = [*_own_changes(merge), *(change for part in merge.parts for change in _part_changes(part, merge))]
    found, saves = ConcurrentChanges(), _saves_since_opened(merge, changes) if changes else []
    for change in changes:
        save = _save_of(change, saves)
        (found.conflicts if change.advice else found.kept).append((change, _who_saved(save)))
        if change.advice:
            what = _save_in_words(save) if merge.opened.state else _("This differs from what is saved.")
            message = _("{what} {advice}").format(what=what, advice=change.advice)
            found.errors.setdefault(change.prefix, []).append((change.field, message))
    return found


def _own_changes(merge: FormMerge) -> Iterator[ConcurrentChange]:
    """Yield the concurrent changes to the row of the form itself, not to its parts."""
    for name in merge.own.changed:
        yield ConcurrentChange(
            _field_label_on_form(merge.form, name), merge.form.instance, _names_as_logged(merge.form, [name])
        )
    for each in merge.own.conflicts:
        yield _change_in_conflict(merge.form, each, None)


def _part_changes(merged: PartMerge, merge: FormMerge) -> Iterator[ConcurrentChange]:
    """Yield the concurrent changes of the rows of one inline: what others added, changed or removed."""
    known = merge.opened.state.rows.get(merged.part.prefix, {}) if merge.opened.state else {}
    for prefix, row in merged.rows_with_prefix():
        form = merged.part.forms_by_key.get(row.key) or merged.part.empty_form
        if row.was:
            yield _removed_row(merge, merged, prefix, form)
        elif row.kept:
            yield _row_to_delete(prefix, form, known.get(row.key, {}), merge.stored.rows[merged.part.prefix][row.key])
        else:
            yield from _concurrent_changes_of_row(form, row, prefix)
    for values in merged.removed.values():
        form = merged.part.empty_form
        yield ConcurrentChange(
            _("{row}: removed").format(row=_row_summary(form, values)), merge.form.instance, _names_as_logged(form, [])
        )


def _concurrent_changes_of_row(form: forms.ModelForm, row: Row, prefix: str) -> Iterator[ConcurrentChange]:
    """Yield the concurrent changes of one row of an inline: that it was added, what was kept, what is in conflict."""
    if row.added:
        yield ConcurrentChange(
            _("{row}: added").format(row=_row_label(form)), form.instance, _names_as_logged(form, [])
        )
    elif row.merged.changed:
        names = row.merged.changed
        label = f"{_row_label(form)}: {', '.join(_field_label_on_form(form, name) for name in names)}"
        yield ConcurrentChange(label, form.instance, _names_as_logged(form, names))
    for each in row.merged.conflicts:
        yield _change_in_conflict(form, each, prefix)


def _change_in_conflict(form: forms.ModelForm, each: Conflict, prefix: str | None) -> ConcurrentChange:
    """Describe a concurrent change of a field that was changed in this form too, with all three values."""
    name = _field_name(form, each.name)
    return ConcurrentChange(
        f"{_row_label(form)}: {_field_label_on_form(form, name)}" if prefix else _field_label_on_form(form, name),
        form.instance,
        _names_as_logged(form, [name]),
        _("Your changes were not saved. Both versions are shown at the top of the form."),
        prefix,
        name,
        opened=None if each.opened is None else field_display_values(form.fields[name], each.opened),
        stored=field_display_values(form.fields[name], each.stored),
        sent=field_display_values(form.fields[name], each.sent),
        take=f"{prefix}-{each.name}" if prefix else each.name,
    )


def _row_to_delete(prefix: str, form: forms.ModelForm, before: Values, now: Values) -> ConcurrentChange:
    """Describe the concurrent change of a row that this form was to delete."""
    names = [name for name in now if not are_equal_values(before.get(name, []), now[name])]
    return ConcurrentChange(
        _row_label(form),
        form.instance,
        _names_as_logged(form, names),
        _("The row was not removed. To remove it anyway, mark it again."),
        prefix,
        opened=_display_of_values(form, before, names),
        stored=_display_of_values(form, now, names) or _("A row that would be removed with it was added or changed."),
        sent=_("removed"),
    )


def _removed_row(merge: FormMerge, merged: PartMerge, prefix: str, form: forms.ModelForm) -> ConcurrentChange:
    """Describe the concurrent removal of a row that was changed in this form."""
    names = [name for name in form.fields if name not in merged.part.leave_out]
    sent = {name: merge.data.getlist(f"{prefix}-{name}") for name in names}
    return ConcurrentChange(
        _row_summary(form, sent),
        merge.form.instance,
        _names_as_logged(form, []),
        _("Somebody else removed this row. Save again to add it back, or remove it here too."),
        prefix,
        stored=_("removed"),
        sent=_display_of_values(form, sent, [name for name in names if any(sent[name])]),
    )


def _field_name(form: forms.BaseForm, name: str) -> str:
    return name if name in form.fields else name.rpartition("_")[0]  # one of several inputs, as for date and time


def _field_label_on_form(form: forms.BaseForm, name: str) -> str:
    return capfirst(str(form[_field_name(form, name)].label))


def _row_label(form: forms.ModelForm) -> str:
    told = form.in_words() if hasattr(form, "in_words") else form.instance
    return f"{capfirst(form.instance._meta.verbose_name)} “{told}”"


def _row_summary(form: forms.ModelForm, values: Values) -> str:
    """Return the first words of a row that is not in the database."""
    fields = ((form.fields[_field_name(form, name)], each) for name, each in values.items())
    told = (field_display_values(field, each) for field, each in fields if not isinstance(field, forms.BooleanField))
    return f"{capfirst(form.instance._meta.verbose_name)} “{' · '.join(filter(None, told))[:80]}”"


def _display_of_values(form: forms.ModelForm, values: Values, names: list[str]) -> str:
    told = ((name, field_display_values(form.fields[_field_name(form, name)], values.get(name, []))) for name in names)
    return "; ".join(f"{_field_label_on_form(form, name)}: {words or '–'}" for name, words in told)


def _names_as_logged(form: forms.ModelForm, names: list[str]) -> frozenset[str]:
    """Return the names that the log uses for these fields, or for the whole row; these are not translated."""
    with override(None):
        return frozenset(
            [_field_label_on_form(form, name) for name in names] or [str(form.instance._meta.verbose_name)]
        )


def _saves_since_opened(merge: FormMerge, changes: list[ConcurrentChange]) -> list[LogEntry]:
    """Return the log entries on the changed rows since the form was opened, newest first."""
    wanted = Q(pk=None)
    rows = [merge.form.instance, *(each.row for each in changes)]
    for row in {(type(each), each.pk): each for each in rows}.values():
        wanted |= Q(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
    entries = LogEntry.objects.filter(wanted).select_related("user").order_by("-action_time")
    since = entries.filter(action_time__gte=merge.opened.at) if merge.opened.at else entries
    return list(since[:MOST_SAVES])


def _save_of(change: ConcurrentChange, saves: list[LogEntry]) -> LogEntry | None:
    return next((save for save in saves if change.logged & _names_in_log_entry(save)), None)


def _names_in_log_entry(save: LogEntry) -> set[str]:
    """Return the names of the fields and rows in a log entry, as Django writes them."""
    try:
        parts = json.loads(save.change_message)
    except ValueError:
        return set()
    told = [each for part in parts if isinstance(part, dict) for each in part.values() if isinstance(each, dict)]
    return {capfirst(str(name)) for each in told for name in each.get("fields", ())} | {
        str(each["name"]) for each in told if "name" in each
    }


def _who_saved(save: LogEntry | None) -> str:
    if save is None:
        return ""
    return f"{save.user.get_username()}, {date_format(timezone.localtime(save.action_time), 'DATETIME_FORMAT')}"


def _save_in_words(save: LogEntry | None) -> str:
    """Return in words who saved a concurrent change, and when."""
    if save is None:
        return _("This was changed after you opened the form.")
    when = date_format(timezone.localtime(save.action_time), "DATETIME_FORMAT")
    text = _("{who} changed this at {when}, after you opened the form.")
    return text.format(who=save.user.get_username(), when=when)


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


def _flat_choices(choices) -> Iterator[tuple[str, Any]]:
    """Yield the choices of a form's field without their groups, to show the data of the form as text."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat_choices(label)
        else:
            yield str(key), label
