"""`RelationKind`, the table of relations between records: one row for each, found by subject, type, object and date."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy

from observatory.exchange.errors import CellError
from observatory.exchange.kinds.entry_drafts import Draft, working_entry
from observatory.exchange.kinds.part_kind import Names, PartKind, text_column
from observatory.exchange.kinds.table_kind import Result, Row, column_differences, repeated_row_reason
from observatory.exchange.single_value_columns import ChoiceColumn, Column, DateColumn, set_at_place, value_at_place
from observatory.publishing.catalogue.comparable_states import State
from observatory.records.models import Relation
from observatory.records.translatable_messages import gettext as _

_RECORD = gettext_lazy("Slug or permanent ID of a record")


class RelationKind(PartKind):
    name, model, owner = "relations", Relation, "subject"

    @property
    def about(self) -> str:
        return _("One row for each relation. It is found by its subject, type, object and date, else it is new.")

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the table of relations."""
        labels = {field.name: field.verbose_name for field in Relation._meta.fields}
        return [
            text_column("subject", labels["subject"], _RECORD),
            ChoiceColumn(
                name="predicate",
                label=labels["predicate"],
                place=("predicate",),
                choices=Relation._meta.get_field("predicate").choices,
            ),
            text_column("object", labels["object"], _RECORD),
            ChoiceColumn(name="role", label=labels["role"], place=("role",), choices=Relation.Role.choices),
            DateColumn(
                name="date", label=labels["date"], place=("date",), help=Relation._meta.get_field("date").help_text
            ),
            text_column("note_en", labels["note_en"], place=("note", "en")),
            text_column("note_zh_hans", labels["note_zh_hans"], place=("note", "zh_hans")),
        ]

    def draft(self, held: State, names: Mapping[str, str]) -> Draft:
        entry = working_entry(held, names)
        before = {_key(item): item for item in entry.get("relations", [])}
        entry["relations"] = []
        return Draft(held.kind, held.public_id, held, entry, before=before, take_over=_take_over)

    def take_row(self, row: Row, draft: Draft, found: Names, seen: dict[Any, int], result: Result) -> None:
        """Put the relation of a row into the entry of its subject, and what the row changes into its result."""
        values = self.read_cells(row, result)
        try:
            target = found.name(found.record(values.get("object", "")))
        except CellError as error:
            result.problems.append(self.cell_problem(row, "object", error))
            return
        if not values.get("predicate") and not result.problems:
            result.problems.append(self.cell_problem(row, "predicate", CellError(_("missing"), _("Write its type."))))
        if result.problems:
            return
        key = (values["predicate"], target, values.get("date", ""))
        if (first := seen.setdefault((draft.public_id, *key), row.number)) != row.number:
            result.problems.append(self.cell_problem(row, "object", repeated_row_reason(first)))
            return
        before = draft.before.get(key)
        after = _copied(before) if before else {}
        for name, value in values.items():
            if name != "subject":
                set_at_place(after, self.columns_by_name[name].place, target if name == "object" else value)
        result.name = f"{draft.entry['slug']} · {key[0]} · {target}"
        result.is_new = before is None
        columns = self.columns[1:]
        result.changes += column_differences(columns, before or {}, after, value_at_place)
        if result.changes or result.is_new:
            place = ("relations", len(draft.entry["relations"]))
            draft.entry["relations"].append(after)
            draft.cells[place] = (row.number, "")
            draft.cells |= {(*place, *each.place): (row.number, each.name) for each in columns}

    def rows_of(self, entry: Mapping[str, Any]) -> Iterator[tuple[Any, dict[str, Any]]]:
        for item in entry.get("relations", []):
            yield (entry["slug"], *_key(item)), {"subject": entry["slug"], **item}

    def wanted(self, keys: Sequence[int]) -> set[Any]:
        rows = Relation.objects.filter(pk__in=keys)
        return set(rows.values_list("subject__slug", "predicate", "object__slug", "date"))


def _key(item: Mapping[str, Any]) -> tuple[str, str, str]:
    return (item["predicate"], item["object"], item.get("date", ""))


def _copied(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of an item, its note copied too."""
    return {**item, **({"note": dict(item["note"])} if "note" in item else {})}


def _take_over(draft: Draft, parsed: State) -> State:
    """Add the relations of the table to those that the record has."""
    held = draft.state_before
    return replace(held, rows=held.rows | {"relations": held.rows["relations"] | parsed.rows["relations"]})
