"""What the rows are called that edits point at: records, sources, relations, terms, accounts, also deleted ones."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from observatory.history.row_labels import row_text
from observatory.history.states import latest_events
from observatory.history.timeline import RowChange
from observatory.history.tracked import Tracked, Values, table_of
from observatory.records.languages import active_language
from observatory.records.models import Milestone, Record, Relation
from observatory.records.predicates import Predicate
from observatory.text.language_preference import localised

Key = tuple[type[models.Model], int]


class Names:
    """The names of rows, loaded at once: at most two queries for each table, however many rows there are."""

    def __init__(self, changes: Iterable[RowChange]):
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

    def of(self, model: type[models.Model], pk: int | None) -> str:
        """Return the name of a row; of one that is not known any more, that it was removed."""
        if pk is None:
            return ""
        if values := self._values.get((model, pk)):
            return self.relation(values) if model is Relation else milestone(values)
        return self._texts.get((model, pk)) or _("removed (%(id)s)") % {"id": pk}

    def relation(self, values: Values) -> str:
        """Return a relation as a sentence: "MOST launched the Implementation Plan"."""
        subject, related = (self.of(Record, values[name]) for name in ("subject_id", "object_id"))
        return f"{subject} {Predicate(values['predicate']).label} {related}"

    def _read_values(self, model: type[models.Model], keys: set[int]) -> None:
        table = table_of(model)
        found = {row["pk"]: row for row in model._base_manager.filter(pk__in=keys).values("pk", *table.columns)}
        found |= {pk: table.values(event) for pk, event in _deleted(table, keys - found.keys())}
        self._values |= {(model, pk): values for pk, values in found.items()}

    def _read_texts(self, model: type[models.Model], keys: set[int]) -> None:
        rows = model._base_manager.in_bulk(keys)
        self._texts |= {(model, pk): _text(row) for pk, row in rows.items()}
        if table := table_of(model):
            for pk, event in _deleted(table, keys - rows.keys()):
                self._texts[model, pk] = row_text(table, pk, table.values(event))


def milestone(values: Values) -> str:
    """Return a milestone in words: its type, its date, what happened."""
    title = localised({"en": values["title_en"], "zh-hans": values["title_zh_hans"]}, active_language())
    told = (Milestone.Type(values["type"]).label, values["date"], title)
    return " · ".join(str(part) for part in told if part)


def _text(row: models.Model) -> str:
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
