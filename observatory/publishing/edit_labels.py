"""Edits of the working copy in words: labels as on the form, choices by label, relations as sentences."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observatory.history.timeline import RowChange
from observatory.history.tracked import Tracked, Values
from observatory.publishing.describe_differences import Change, DifferenceRow, joined, marked_segments
from observatory.publishing.edit_names import Names, milestone
from observatory.records import registry
from observatory.records.labels import field_label
from observatory.records.models import (
    FormerSlug,
    Identifier,
    Milestone,
    OtherName,
    Record,
    RecordField,
    RecordInstrumentType,
    RecordJurisdiction,
    RecordTheme,
    Relation,
    Survey,
)
from observatory.sources.models import Citation, Contributor, Location, Rendering

# Columns that no form shows and that say nothing to a reader of the history.
HIDDEN = frozenset({"created_at", "public_id"})
# The rows that join a record with terms: the column of the term, and the field of the record.
TAGS: Mapping[type[models.Model], tuple[str, str]] = {
    RecordJurisdiction: ("jurisdiction_id", "jurisdictions"),
    RecordTheme: ("theme_id", "themes"),
    RecordInstrumentType: ("instrumenttype_id", "instrument_types"),
    RecordField: ("field_id", "fields"),
}


def edit_rows(changes: Iterable[RowChange], names: Names, kind: str = "") -> list[DifferenceRow]:
    """Return edits as rows; `kind` is the type of the record, whose labels the statements of citations have."""
    words = _Words(names, kind)
    rows = [row for change in changes for row in words.rows(change)]
    return [row for row in rows if row.is_visible]


class _Words:
    def __init__(self, names: Names, kind: str):
        self.names, self.kind = names, kind

    def rows(self, change: RowChange) -> Iterator[DifferenceRow]:
        model = change.table.model
        if model in TAGS:
            column, name = TAGS[model]
            yield _row(_label(Record, name), *(self._tag(change, values, column) for values in _sides(change)))
        elif change.table.owner and (change.before is None or change.after is None):
            yield _row(capfirst(model._meta.verbose_name), *(self._part(change, values) for values in _sides(change)))
        else:
            yield from self._columns(change)

    def _columns(self, change: RowChange) -> Iterator[DifferenceRow]:
        before, after = change.before or {}, change.after or {}
        prefix = f"{self._short(change)} · " if change.table.owner else ""
        for field in _fields(change.table):
            one, other = before.get(field.attname), after.get(field.attname)
            hidden = field.name in HIDDEN or (change.table.model is Record and field.name == "kind")
            if one == other or hidden or field.attname == change.table.owner:
                continue
            told = (self.value(change.table, field, value) for value in (one, other))
            label = str(field.verbose_name) if prefix else capfirst(field.verbose_name)
            yield _row(f"{prefix}{label}", *told)

    def value(self, table: Tracked, field: models.Field, value: Any) -> str:
        """Return the value of a column in words; "" for nothing."""
        if value is None or value in ("", []):
            return ""
        if field.is_relation:
            return self.names.of(field.related_model._meta.concrete_model, value)
        if isinstance(value, list):
            labels = dict(field.base_field.flatchoices)
            return "; ".join(str(labels.get(each, each)) for each in value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if table.model is Citation and field.name == "field":
            return self._statement_name(value)
        if table.model is Survey and field.name == "kind":
            return str(registry.get_record_type(value).model._meta.verbose_name_plural)
        if field.name == "quoted_from":
            return _("stored page %(id)s") % {"id": value[:8]}
        if field.flatchoices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
            return date_format(value, "DATE_FORMAT")
        return str(value)

    def _tag(self, change: RowChange, values: Values | None, column: str) -> str:
        field = next(each for each in _fields(change.table) if each.attname == column)
        return self.names.of(field.related_model, values[column]) if values else ""

    def _part(self, change: RowChange, values: Values | None) -> str:
        """Return all that a row of a list says, in the order of its form."""
        if values is None:
            return ""
        if told := _IN_WORDS.get(change.table.model):
            return told(self, values)
        fields = [each for each in _fields(change.table) if each.attname != change.table.owner]
        told = (self.value(change.table, each, values[each.attname]) for each in fields if each.name not in HIDDEN)
        return joined(told)

    def _short(self, change: RowChange) -> str:
        """Return what kind of row it is and what it is recognised by."""
        values, model = change.before or change.after, change.table.model
        told = _SHORT.get(model, _IN_WORDS.get(model))
        text = told(self, values) if told else str(change.pk)
        return f"{capfirst(model._meta.verbose_name)} “{text[:200]}”"

    def _statement_name(self, name: str) -> str:
        return str(field_label(registry.get_record_type(self.kind).model, name)) if self.kind else name

    def citation(self, values: Values) -> str:
        """Return the source of a citation and the statement that it is for."""
        source = self.names.of(Citation._meta.get_field("source").related_model, values["source_id"])
        if values["field"]:
            return joined([source, self._statement_name(values["field"])])
        relation, moment = (Relation, values["relation_id"]), (Milestone, values["milestone_id"])
        return joined([source, self.names.of(*relation) or self.names.of(*moment)])

    def whole_citation(self, values: Values) -> str:
        """Return what a citation says too: verdict, value, place and quote."""
        verdict = Citation.Verdict(values["verdict"]).label
        return joined([self.citation(values), verdict, values["stated_value"], values["locator"], values["quote"]])

    def relation(self, values: Values) -> str:
        """Return a relation as a sentence with its role, date and note."""
        role = dict(Relation.Role.choices).get(values["role"], values["role"])
        return joined([self.names.relation(values), role, values["date"], values["note_en"], values["note_zh_hans"]])

    def rendering(self, values: Values) -> str:
        """Return a translation with the source that uses it."""
        source = self.names.of(Rendering._meta.get_field("source").related_model, values["source_id"])
        return joined([values["text"], values["language"], source, values["locator"]])


Told = Callable[[_Words, Values], str]
_IN_WORDS: Mapping[type[models.Model], Told] = {
    Citation: _Words.whole_citation,
    Relation: _Words.relation,
    Rendering: _Words.rendering,
    Milestone: lambda words, values: joined([milestone(values), values["title_zh_hans"]]),
    FormerSlug: lambda words, values: values["slug"],
}
_SHORT: Mapping[type[models.Model], Told] = {
    Citation: _Words.citation,
    Relation: lambda words, values: words.names.relation(values),
    Milestone: lambda words, values: milestone(values),
    OtherName: lambda words, values: values["name"],
    Identifier: lambda words, values: values["value"],
    Contributor: lambda words, values: values["literal"] or values["family"],
    Location: lambda words, values: values["url"],
    Rendering: lambda words, values: values["text"],
}


def _fields(table: Tracked) -> list[models.Field]:
    return [field for field in table.model._meta.concrete_fields if field.attname in table.columns]


def _sides(change: RowChange) -> tuple[Values | None, Values | None]:
    return change.before, change.after


def _label(model: type[models.Model], name: str) -> str:
    return capfirst(str(model._meta.get_field(name).verbose_name))


def _row(label: Any, before: str, after: str) -> DifferenceRow:
    change = Change.CHANGED if before and after else Change.ADDED if after else Change.REMOVED
    return DifferenceRow(change, str(label), *marked_segments(before, after))
