"""Edits of the working copy (changes of rows in the history) in words: labels as on the form, choices by label,
relations as sentences, and the names of the rows that they point at, also of deleted ones.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from observatory.history.edit_events import RowChange, latest_events
from observatory.history.tracked_tables import Tracked, Values, table_of, text_of_tracked_row
from observatory.publishing.differences.differences_in_words import Change, DifferenceRow, joined, marked_segments
from observatory.records import registry
from observatory.records.languages import active_language
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
from observatory.records.predicates import Predicate
from observatory.records.statement_keys import field_label
from observatory.sources.models import Citation, Contributor, Location, Rendering
from observatory.text.bilingual_text import localised

Key = tuple[type[models.Model], int]


class NamesOfEditedRows:
    """The names of rows, loaded at once: at most two queries for each table, however many rows there are."""

    def __init__(self, changes: Iterable[RowChange]):
        """Read the names of all rows that these edits are of or point at, deleted ones too."""
        self._texts: dict[Key, str] = {}
        self._values: dict[Key, Values] = {}
        wanted = {
            key for change in changes for values in (change.before, change.after) for key in _keys(change, values)
        }
        for model in (Relation, Milestone):
            self._read_values(model, {pk for each, pk in wanted if each is model})
        for (model, _pk), values in self._values.items():
            if model is Relation:
                wanted |= {(Record, values["subject_id"]), (Record, values["object_id"])}
        for model in {each for each, _pk in wanted} - {Relation, Milestone}:
            self._read_texts(model, {pk for each, pk in wanted if each is model})

    def name_of(self, model: type[models.Model], pk: int | None) -> str:
        """Return the name of a row that an edit points at; of one that is not known any more, that it was removed."""
        if pk is None:
            return ""
        if values := self._values.get((model, pk)):
            return self.relation(values) if model is Relation else milestone(values)
        return self._texts.get((model, pk)) or _("removed (%(id)s)") % {"id": pk}

    def relation(self, values: Values) -> str:
        """Return a relation as a sentence: "MOST launched the Implementation Plan"."""
        subject, related = (self.name_of(Record, values[name]) for name in ("subject_id", "object_id"))
        return f"{subject} {Predicate(values['predicate']).label} {related}"

    def _read_values(self, model: type[models.Model], keys: set[int]) -> None:
        table = table_of(model)
        found = {row["pk"]: row for row in model._base_manager.filter(pk__in=keys).values("pk", *table.columns)}
        found |= {pk: table.values(event) for pk, event in _deleted(table, keys - found.keys())}
        self._values |= {(model, pk): values for pk, values in found.items()}

    def _read_texts(self, model: type[models.Model], keys: set[int]) -> None:
        """Read the names of rows that edits point at; of deleted ones from their history."""
        rows = model._base_manager.in_bulk(keys)
        self._texts |= {(model, pk): _name_of_row(row) for pk, row in rows.items()}
        if table := table_of(model):
            for pk, event in _deleted(table, keys - rows.keys()):
                self._texts[model, pk] = text_of_tracked_row(table, pk, table.values(event))


def milestone(values: Values) -> str:
    """Return a milestone in words: its type, its date, what happened."""
    title = localised({"en": values["title_en"], "zh-hans": values["title_zh_hans"]}, active_language())
    told = (Milestone.Type(values["type"]).label, values["date"], title)
    return " · ".join(str(part) for part in told if part)


def _name_of_row(row: models.Model) -> str:
    """Return what a row that an edit points at is called."""
    if isinstance(row, get_user_model()):
        return row.get_username()
    try:
        return str(row)
    except ObjectDoesNotExist:
        return str(row.pk)


def _deleted(table: Tracked, keys: set[int]):
    return latest_events(table, keys).items() if keys else ()


def _keys(change: RowChange, values: Values | None) -> Iterable[Key]:
    """Yield the models and primary keys that the columns of a row point at."""
    for field in change.table.model._meta.concrete_fields:
        if field.is_relation and values and values.get(field.attname) is not None:
            yield field.related_model._meta.concrete_model, values[field.attname]


# Columns that no form shows and that say nothing to a reader of the history.
HIDDEN = frozenset({"created_at", "public_id"})
# The rows that join a record with terms: the column of the term, and the field of the record.
TAGS: Mapping[type[models.Model], tuple[str, str]] = {
    RecordJurisdiction: ("jurisdiction_id", "jurisdictions"),
    RecordTheme: ("theme_id", "themes"),
    RecordInstrumentType: ("instrumenttype_id", "instrument_types"),
    RecordField: ("field_id", "fields"),
}


def edit_rows(changes: Iterable[RowChange], names: NamesOfEditedRows, kind: str = "") -> list[DifferenceRow]:
    """Return edits as rows; `kind` is the type of the record, whose labels the statements of citations have."""
    words = _EditWords(names, kind)
    rows = [row for change in changes for row in words.difference_rows(change)]
    return [row for row in rows if row.is_visible]


class _EditWords:
    def __init__(self, names: NamesOfEditedRows, kind: str):
        self.names, self.kind = names, kind

    def difference_rows(self, change: RowChange) -> Iterator[DifferenceRow]:
        """Yield the edit of a row of the working copy as rows in words: the row as a whole where it was added or
        removed, else its columns."""
        model = change.table.model
        if model in TAGS:
            column, name = TAGS[model]
            yield _row(_label(Record, name), *(self._tag(change, values, column) for values in _sides(change)))
        elif change.table.owner and (change.before is None or change.after is None):
            yield _row(
                capfirst(model._meta.verbose_name),
                *(self._edited_row_in_words(change, values) for values in _sides(change)),
            )
        else:
            yield from self._column_rows(change)

    def _column_rows(self, change: RowChange) -> Iterator[DifferenceRow]:
        """Yield the columns that an edit changed, each with its label and both values in words."""
        before, after = change.before or {}, change.after or {}
        prefix = f"{self._edited_row_in_short(change)} · " if change.table.owner else ""
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
            return self.names.name_of(field.related_model._meta.concrete_model, value)
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
        return self.names.name_of(field.related_model, values[column]) if values else ""

    def _edited_row_in_words(self, change: RowChange, values: Values | None) -> str:
        """Return all that a row of a list says, in the order of its form."""
        if values is None:
            return ""
        if told := _IN_WORDS.get(change.table.model):
            return told(self, values)
        fields = [each for each in _fields(change.table) if each.attname != change.table.owner]
        told = (self.value(change.table, each, values[each.attname]) for each in fields if each.name not in HIDDEN)
        return joined(told)

    def _edited_row_in_short(self, change: RowChange) -> str:
        """Return what kind of row it is and what it is recognised by."""
        values, model = change.before or change.after, change.table.model
        told = _SHORT.get(model, _IN_WORDS.get(model))
        text = told(self, values) if told else str(change.pk)
        return f"{capfirst(model._meta.verbose_name)} “{text[:200]}”"

    def _statement_name(self, name: str) -> str:
        return str(field_label(registry.get_record_type(self.kind).model, name)) if self.kind else name

    def citation(self, values: Values) -> str:
        """Return the source of a citation and the statement that it is for."""
        source = self.names.name_of(Citation._meta.get_field("source").related_model, values["source_id"])
        if values["field"]:
            return joined([source, self._statement_name(values["field"])])
        relation, moment = (Relation, values["relation_id"]), (Milestone, values["milestone_id"])
        return joined([source, self.names.name_of(*relation) or self.names.name_of(*moment)])

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
        source = self.names.name_of(Rendering._meta.get_field("source").related_model, values["source_id"])
        return joined([values["text"], values["language"], source, values["locator"]])


Told = Callable[[_EditWords, Values], str]
_IN_WORDS: Mapping[type[models.Model], Told] = {
    Citation: _EditWords.whole_citation,
    Relation: _EditWords.relation,
    Rendering: _EditWords.rendering,
    Milestone: lambda words, values: joined([milestone(values), values["title_zh_hans"]]),
    FormerSlug: lambda words, values: values["slug"],
}
_SHORT: Mapping[type[models.Model], Told] = {
    Citation: _EditWords.citation,
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
