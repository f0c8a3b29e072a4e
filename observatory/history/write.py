"""Set rows to what they were: delete, create again with the same primary keys, set columns back.

The one engine of undo and restore. It refuses what would lose the work of others or break a rule of the database.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, models, transaction
from django.db.models import CASCADE, DO_NOTHING, PROTECT, ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from observatory.history.created_again import tell_created_again
from observatory.history.refusals import CannotUndo
from observatory.history.row_labels import row_in_words
from observatory.history.tracked import REVIEWED, STATE, Tracked, Values, root_of, table_of, tracked_tables
from observatory.records.actions import lock_slugs, mark_all_edited
from observatory.records.models import Comment, FormerSlug, Record

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
    for model, keys in sorted(_owners(targets).items(), key=lambda item: (item[0] is not Record, item[0].__name__)):
        list(model._base_manager.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def write_targets(targets: Sequence[Target], *, by) -> None:
    """Write what rows shall be, and mark their records, sources and terms edited. Raises `CannotUndo`.

    To be called in a transaction: after a refusal parts may be written.
    """
    targets = [target for target in targets if target.does_something]
    if any(target.table.model in (Record, FormerSlug) for target in targets):
        lock_slugs()
    _require_free(targets)
    _require_targets_of_keys(targets)
    try:
        _delete(targets)
        _create_and_update(targets)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except ProtectedError as error:
        raise CannotUndo([_in_use(str(each)) for each in sorted(map(str, error.protected_objects))[:5]]) from error
    except IntegrityError as error:
        raise CannotUndo([_("A rule of the database does not allow it: %s") % str(error).splitlines()[0]]) from error
    _require_slugs_once(targets)
    tell_created_again(_created(targets))
    _mark_edited(targets, by)


def _created(targets: Iterable[Target]) -> dict[type[models.Model], list[int]]:
    found: dict[type[models.Model], list[int]] = {}
    for target in targets:
        if target.now is None:
            found.setdefault(target.table.model._meta.concrete_model, []).append(target.pk)
    return found


def _owners(targets: Iterable[Target]) -> dict[type[models.Model], set[int]]:
    found: dict[type[models.Model], set[int]] = {}
    for target in targets:
        for values in filter(None, (target.now, target.wanted)):
            model, pk = target.table.owner_of(target.pk, values)
            if pk is not None:
                found.setdefault(model, set()).add(pk)
    return found


def _require_free(targets: Sequence[Target]) -> None:
    """Refuse to delete rows that others have built on: parts added since, versions, comments, visits."""
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
            said += [_said_of(row) for row in Comment.objects.filter(item_type=kind, item_id__in=keys)[:MOST_NAMED]]
    if said:
        raise CannotUndo(list(dict.fromkeys(said))[:MOST_NAMED])


def _built_on(relation, keys: set[int], doomed) -> list[str]:
    model = relation.related_model._meta.concrete_model
    # A foreign key that protects only some of its rows has the condition as `protects` on its `on_delete`.
    protects = getattr(relation.on_delete, "protects", Q() if relation.on_delete is PROTECT else None)
    if protects is None and (relation.on_delete is not CASCADE or not (table_of(model) or model is Comment)):
        return []  # what is derived from the row goes with it
    rows = model._base_manager.filter(protects or Q(), **{f"{relation.field.name}__in": keys})
    left = rows.exclude(pk__in=doomed.get(model, ()))[:MOST_NAMED]
    return [_in_use(f"{model._meta.verbose_name} “{row}”") for row in left]


def _said_of(comment: Comment) -> str:
    return _in_use(f"{Comment._meta.verbose_name} “{comment}”")


def _in_use(what: str) -> str:
    return _("%s depends on what would be deleted.") % what


def _require_targets_of_keys(targets: Sequence[Target]) -> None:
    """Refuse rows that would point at rows which do not exist any more."""
    coming = {(t.table.model._meta.concrete_model, t.pk) for t in targets if t.wanted is not None}
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


def _delete(targets: Sequence[Target]) -> None:
    for table in reversed(tracked_tables()):
        keys = [target.pk for target in targets if target.table is table and target.wanted is None]
        if keys:
            table.model._base_manager.filter(pk__in=keys).delete()


def _create_and_update(targets: Sequence[Target]) -> None:
    """Write row by row. One whose unique values another row still has waits until that one is written."""
    order = {table: place for place, table in enumerate(tracked_tables())}
    waiting = sorted((t for t in targets if t.wanted is not None), key=lambda t: (order[t.table], t.pk))
    while waiting:
        left = [target for target in waiting if not _written(_create if target.now is None else _update, target)]
        if len(left) == len(waiting) and not _exchanged(left):
            raise CannotUndo([_taken(target) for target in left[:MOST_NAMED]])
        waiting = left


def _taken(target: Target) -> str:
    if "slug" in target.changed():
        return _("Another record uses the slug “%s” now.") % target.wanted["slug"]
    return _("%s: another row says the same now.") % row_in_words(target.table, target.pk, target.wanted)


def _exchanged(targets: list[Target]) -> bool:
    """Write rows that exchange unique values, such as two authors their places, if nothing points at them."""
    for target in targets:
        pointing = target.table.model._meta.concrete_model._meta.related_objects
        if target.now is None or any(relation.on_delete is not DO_NOTHING for relation in pointing):
            return False
    try:
        with transaction.atomic():
            for target in targets:
                target.table.model._base_manager.filter(pk=target.pk).delete()
            for target in targets:
                _create(target)
    except IntegrityError:
        return False
    targets.clear()
    return True


def _written(write: Callable[[Target], None], target: Target) -> bool:
    try:
        with transaction.atomic():
            write(target)
    except IntegrityError:
        return False
    return True


def _create(target: Target) -> None:
    model = target.table.model
    row = model(**{model._meta.pk.attname: target.pk}, **target.wanted)
    if STATE in target.wanted:
        row.state = Record.State.DRAFT
    for field in model._meta.concrete_fields:
        if getattr(field, "auto_now", False):
            setattr(row, field.attname, timezone.now())
    row.save_base(raw=True, force_insert=True)  # this table alone, not those of its parents


def _update(target: Target) -> None:
    target.table.model._base_manager.filter(pk=target.pk).update(**target.changed())


def _require_slugs_once(targets: Sequence[Target]) -> None:
    slugs = {t.wanted["slug"] for t in targets if t.wanted and "slug" in t.wanted}
    former = set(FormerSlug.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    twice = Record.objects.filter(slug__in=former)
    said = [_("Another record uses the slug “%s” now.") % slug for slug in twice.values_list("slug", flat=True)]
    if said:
        raise CannotUndo(said)


def _mark_edited(targets: Sequence[Target], by) -> None:
    owners = _owners(targets)
    if records := owners.get(Record):
        mark_all_edited(keys=records, by=by)
    for model in REVIEWED:
        if keys := owners.get(model):
            model.objects.filter(pk__in=keys).mark_edited()


def keys_of(targets: Collection[Target], model: type[models.Model]) -> set[int]:
    """Return the primary keys of the rows of a model, or of what rows are parts of, that targets touch."""
    return _owners(targets).get(root_of(model), set())
