"""Undo a step: set rows to what they were (delete, create again with the same primary keys, set columns back), or
refuse with the reason.

The one engine of undo and restore. It refuses what would lose the work of others or break a rule of the database.
Packages above this one register what they do when deleted rows come back: what points at a row without a history of
its own, such as the sightings of a citation, is tied to it again there.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, models, transaction
from django.db.models import CASCADE, DO_NOTHING, PROTECT, Model, ProtectedError, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from pghistory.models import Context

from observatory.history.edit_events import RowInStep, rows_in_step
from observatory.history.steps import step
from observatory.history.tracked_tables import (
    REVIEWED,
    STATE,
    Tracked,
    Values,
    root_of,
    row_in_words,
    table_of,
    tracked_tables,
)
from observatory.records.models import Comment, FormerSlug, Record
from observatory.records.record_edits import mark_all_edited
from observatory.records.record_slugs import lock_slugs


class CannotUndo(ValueError):
    """Raised when a step cannot be undone. `edited` says what was edited since, one sentence each."""

    def __init__(self, edited: Sequence[str]):
        super().__init__(" ".join(edited))
        self.edited = list(edited)


def nothing_to_undo() -> CannotUndo:
    """Return the refusal of a step that changed nothing which can be restored."""
    return CannotUndo([_("Nothing was edited in this step that could be undone.")])


Retie = Callable[[Collection[int]], None]

_registered: list[tuple[type[Model], Retie]] = []


def when_created_again(model: type[Model], retie: Retie) -> None:
    """Call `retie` with the primary keys of the rows of a model that came back, in the same transaction."""
    _registered.append((model, retie))


def tell_created_again(created: Mapping[type[Model], Collection[int]]) -> None:
    """Call what is registered for rows that came back, by their model."""
    for model, retie in _registered:
        if keys := created.get(model):
            retie(keys)


MOST_NAMED = 20


@dataclass(frozen=True)
class Target:
    """What a row is now and what it shall be; None where it does not exist."""

    table: Tracked
    pk: int
    now: Values | None
    wanted: Values | None

    def changed(self) -> Values:
        """Return the columns to set, with their values."""
        now, wanted = self.now or {}, self.wanted or {}
        return {name: value for name, value in wanted.items() if name != STATE and now.get(name, value) != value}

    @property
    def does_something(self) -> bool:
        """Whether there is anything to write."""
        return (self.now is None) != (self.wanted is None) or bool(self.now and self.changed())


def lock_owners(targets: Iterable[Target]) -> None:
    """Lock what the rows are parts of, records first and each table in the order of its keys, as forms do."""
    for model, keys in sorted(
        _owners_of_targets(targets).items(), key=lambda item: (item[0] is not Record, item[0].__name__)
    ):
        list(model._base_manager.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def write_targets(targets: Sequence[Target], *, by) -> None:
    """Write what rows shall be, to undo a step or to restore a state, and mark their records, sources and terms edited.
    Raises `CannotUndo`.

    To be called in a transaction: after a refusal parts may be written.
    """
    targets = [target for target in targets if target.does_something]
    if any(target.table.model in (Record, FormerSlug) for target in targets):
        lock_slugs()
    _require_nothing_built_on(targets)
    _require_rows_pointed_at(targets)
    try:
        _delete_added_rows(targets)
        _create_and_update(targets)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except ProtectedError as error:
        raise CannotUndo(
            [_in_use_in_words(str(each)) for each in sorted(map(str, error.protected_objects))[:5]]
        ) from error
    except IntegrityError as error:
        raise CannotUndo([_("A rule of the database does not allow it: %s") % str(error).splitlines()[0]]) from error
    _require_slugs_not_taken(targets)
    tell_created_again(_rows_created_again(targets))
    _mark_undone_edited(targets, by)


def _rows_created_again(targets: Iterable[Target]) -> dict[type[models.Model], list[int]]:
    """Return the primary keys of the rows that an undo creates again, by model."""
    found: dict[type[models.Model], list[int]] = {}
    for target in targets:
        if target.now is None:
            found.setdefault(target.table.model._meta.concrete_model, []).append(target.pk)
    return found


def _owners_of_targets(targets: Iterable[Target]) -> dict[type[models.Model], set[int]]:
    """Return what the rows of an undo are parts of: primary keys of records, sources and terms, by model."""
    found: dict[type[models.Model], set[int]] = {}
    for target in targets:
        for values in filter(None, (target.now, target.wanted)):
            model, pk = target.table.owner_of(target.pk, values)
            if pk is not None:
                found.setdefault(model, set()).add(pk)
    return found


def _require_nothing_built_on(targets: Sequence[Target]) -> None:
    """Refuse to undo where that would delete rows that others have built on: parts added since, versions, comments,
    visits."""
    doomed: dict[type[models.Model], set[int]] = {}
    for target in targets:
        if target.wanted is None:
            doomed.setdefault(target.table.model._meta.concrete_model, set()).add(target.pk)
    said: list[str] = []
    for model, keys in doomed.items():
        for relation in model._meta.get_fields(include_hidden=True):
            if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
                said += _built_on(relation, keys, doomed)
        if model in REVIEWED:  # comments on them have no foreign key
            kind = ContentType.objects.get_for_model(model)
            said += [
                _comment_in_words(row) for row in Comment.objects.filter(item_type=kind, item_id__in=keys)[:MOST_NAMED]
            ]
    if said:
        raise CannotUndo(list(dict.fromkeys(said))[:MOST_NAMED])


def _built_on(relation, keys: set[int], doomed) -> list[str]:
    """Return in words the rows that point at some which an undo would delete, and that would be lost or forbid it."""
    model = relation.related_model._meta.concrete_model
    # A foreign key that protects only some of its rows has the condition as `protects` on its `on_delete`.
    protects = getattr(relation.on_delete, "protects", Q() if relation.on_delete is PROTECT else None)
    if protects is None and (relation.on_delete is not CASCADE or not (table_of(model) or model is Comment)):
        return []  # what is derived from the row goes with it
    rows = model._base_manager.filter(protects or Q(), **{f"{relation.field.name}__in": keys})
    left = rows.exclude(pk__in=doomed.get(model, ()))[:MOST_NAMED]
    return [_in_use_in_words(f"{model._meta.verbose_name} “{row}”") for row in left]


def _comment_in_words(comment: Comment) -> str:
    return _in_use_in_words(f"{Comment._meta.verbose_name} “{comment}”")


def _in_use_in_words(what: str) -> str:
    return _("%s depends on what would be deleted.") % what


def _require_rows_pointed_at(targets: Sequence[Target]) -> None:
    """Refuse to undo where rows would point at rows which do not exist any more."""
    coming = {(target.table.model._meta.concrete_model, target.pk) for target in targets if target.wanted is not None}
    wanted: dict[type[models.Model], set[int]] = {}
    for target in targets:
        for field, pk in _keys(target):
            wanted.setdefault(field.related_model._meta.concrete_model, set()).add(pk)
    gone = {
        (model, pk)
        for model, keys in wanted.items()
        for pk in keys - set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        if (model, pk) not in coming
    }
    said = []
    for target in targets:
        for field, pk in _keys(target):
            if (field.related_model._meta.concrete_model, pk) not in gone:
                continue
            if field.null and table_of(field.related_model) is None:
                target.wanted[field.attname] = None  # an account that was removed
            else:
                what = row_in_words(target.table, target.pk, target.wanted)
                said.append(_("%(row)s: its %(field)s was deleted.") % {"row": what, "field": field.verbose_name})
    if said:
        raise CannotUndo(said[:MOST_NAMED])


def _keys(target: Target) -> list[tuple[models.ForeignKey, int]]:
    values = (target.wanted or {}) if target.now is None else target.changed()
    fields = {field.attname: field for field in target.table.model._meta.concrete_fields if field.is_relation}
    return [(fields[name], pk) for name, pk in values.items() if name in fields and pk is not None]


def _delete_added_rows(targets: Sequence[Target]) -> None:
    for table in reversed(tracked_tables()):
        keys = [target.pk for target in targets if target.table is table and target.wanted is None]
        if keys:
            table.model._base_manager.filter(pk__in=keys).delete()


def _create_and_update(targets: Sequence[Target]) -> None:
    """Write the rows of an undo one by one. One whose unique values another row still has waits until that one is
    written."""
    order = {table: place for place, table in enumerate(tracked_tables())}
    waiting = sorted(
        (target for target in targets if target.wanted is not None),
        key=lambda target: (order[target.table], target.pk),
    )
    while waiting:
        left = [
            target
            for target in waiting
            if not _written_unless_taken(_create_row_again if target.now is None else _set_row_back, target)
        ]
        if len(left) == len(waiting) and not _exchange_unique_values(left):
            raise CannotUndo([_taken_in_words(target) for target in left[:MOST_NAMED]])
        waiting = left


def _taken_in_words(target: Target) -> str:
    if "slug" in target.changed():
        return _("Another record uses the slug “%s” now.") % target.wanted["slug"]
    return _("%s: another row says the same now.") % row_in_words(target.table, target.pk, target.wanted)


def _exchange_unique_values(targets: list[Target]) -> bool:
    """Write rows of an undo that exchange unique values, such as two authors their places, if nothing points at
    them."""
    for target in targets:
        pointing = target.table.model._meta.concrete_model._meta.related_objects
        if target.now is None or any(relation.on_delete is not DO_NOTHING for relation in pointing):
            return False
    try:
        with transaction.atomic():
            for target in targets:
                target.table.model._base_manager.filter(pk=target.pk).delete()
            for target in targets:
                _create_row_again(target)
    except IntegrityError:
        return False
    targets.clear()
    return True


def _written_unless_taken(write: Callable[[Target], None], target: Target) -> bool:
    """Write a row of an undo; return False where another row still has its unique values."""
    try:
        with transaction.atomic():
            write(target)
    except IntegrityError:
        return False
    return True


def _create_row_again(target: Target) -> None:
    """Create a deleted row again with its primary key, as an undo or a restore wants it; a record is a draft."""
    model = target.table.model
    row = model(**{model._meta.pk.attname: target.pk}, **target.wanted)
    if STATE in target.wanted:
        row.state = Record.State.DRAFT
    for field in model._meta.concrete_fields:
        if getattr(field, "auto_now", False):
            setattr(row, field.attname, timezone.now())
    row.save_base(raw=True, force_insert=True)  # this table alone, not those of its parents


def _set_row_back(target: Target) -> None:
    target.table.model._base_manager.filter(pk=target.pk).update(**target.changed())


def _require_slugs_not_taken(targets: Sequence[Target]) -> None:
    """Refuse to undo where the slug of a record is by now that of another one."""
    slugs = {target.wanted["slug"] for target in targets if target.wanted and "slug" in target.wanted}
    former = set(FormerSlug.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    twice = Record.objects.filter(slug__in=former)
    said = [_("Another record uses the slug “%s” now.") % slug for slug in twice.values_list("slug", flat=True)]
    if said:
        raise CannotUndo(said)


def _mark_undone_edited(targets: Sequence[Target], by) -> None:
    """Mark the records, sources and terms edited whose rows an undo has written."""
    owners = _owners_of_targets(targets)
    if records := owners.get(Record):
        mark_all_edited(keys=records, by=by)
    for model in REVIEWED:
        if keys := owners.get(model):
            model.objects.filter(pk__in=keys).mark_edited()


def keys_of(targets: Collection[Target], model: type[models.Model]) -> set[int]:
    """Return the primary keys of the rows of a model, or of what rows are parts of, that targets touch."""
    return _owners_of_targets(targets).get(root_of(model), set())


__all__ = ["CannotUndo", "undo_step"]


@transaction.atomic
def undo_step(*, step_id: UUID, by, reason: str = "") -> None:
    """Set every row that a step touched back to what it was before, as a step of its own; all or nothing.

    Added rows are deleted, deleted ones come back with their primary keys, changed ones are set back. The records,
    sources and terms that they are parts of are marked edited, so they are drafts: what readers see does not change,
    and a state that was left (published, in review) is not restored. Raises `CannotUndo` with what was edited since,
    or with what now depends on it.
    """
    context = Context.objects.select_for_update().filter(pk=step_id).first()
    rows = list(rows_in_step(step_id)) if context else []
    targets = _undo_targets(rows)
    if not any(target.does_something for target in targets):
        raise nothing_to_undo()
    lock_owners(targets)
    rows = list(rows_in_step(step_id))  # read again, now that they are locked
    _require_unchanged(rows)
    with step(by=by, reason=reason or context.metadata.get("reason", ""), kind="undo"):
        write_targets(_undo_targets(rows), by=by)


def _undo_targets(rows: list[RowInStep]) -> list[Target]:
    return [Target(row.table, row.pk, row.now, row.before) for row in rows]


def _require_unchanged(rows: list[RowInStep]) -> None:
    """Refuse to undo a step where one of its rows was edited since, or its history does not go back so far."""
    said = [_edited_since_in_words(row) for row in rows if row.edited_since]
    if said:
        raise CannotUndo(said[:MOST_NAMED])
    if unknown := [row for row in rows if not row.known]:
        said = [row_in_words(row.table, row.pk, row.after) for row in unknown[:MOST_NAMED]]
        raise CannotUndo([_("%s: its history does not go back that far.") % each for each in said])


def _edited_since_in_words(row: RowInStep) -> str:
    """Return in words who edited a row, and when, after the step that is to be undone."""
    when = formats.date_format(timezone.localtime(row.last.pgh_created_at), "DATETIME_FORMAT")
    who = row.last.pgh_context.metadata.get("name", "") if row.last.pgh_context else ""
    what = row_in_words(row.table, row.pk, row.now or row.after)
    if who:
        return _("%(row)s was edited by %(name)s on %(when)s.") % {"row": what, "name": who, "when": when}
    return _("%(row)s was edited on %(when)s.") % {"row": what, "when": when}
