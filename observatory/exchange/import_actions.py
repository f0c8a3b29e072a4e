"""What happens to an import of a table: upload, review, correct, write, cancel, undo. Each checks the state of the
import as it is then.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from observatory.exchange.errors import CannotRead
from observatory.exchange.files.file_formats import form_of_file, read_file
from observatory.exchange.files.table_sheet import Sheet
from observatory.exchange.import_review import Review, column_names, review_sheet
from observatory.exchange.kinds.all_kinds import find_kind
from observatory.exchange.kinds.table_kind import Kind
from observatory.exchange.models import Import, ImportRow
from observatory.history.steps import step
from observatory.history.undo import undo_step
from observatory.publishing.catalogue.load import lock_loads
from observatory.records.record_slugs import lock_slugs
from observatory.records.translatable_messages import message_as_json

log = logging.getLogger(__name__)
# More rows are left to a worker; fewer are reviewed or written while the browser waits, for a few seconds.
REVIEWED_AT_ONCE = 1_000
WRITTEN_AT_ONCE = 200
_LOCK = 0x0B5E_1A7B  # first key of the advisory locks of imports; the second is the primary key
_State = Import.State


class CannotImport(Exception):
    """The import is in no state for what was asked; the text says why and what to do."""


class Stopped(Exception):
    """Somebody cancelled an import while a worker was at it; what was written of it is rolled back."""


def write_reviewed(review: Review, *, by: Any, reason: str, tell: Callable[[int], None] = lambda done: None):
    """Write what the review of an import found as one step, in the transaction that the review was made in; return the
    step. `tell` takes how many rows were written."""
    with step(by=by, reason=reason, kind="import") as current, transaction.atomic():
        review.plan.write(by, tell)
    return current


def lock_catalogue() -> None:
    """Keep other loads and imports, and other changes of slugs, out until this transaction ends."""
    lock_loads()
    lock_slugs()


def upload_table(*, kind: Kind, name: str, content: bytes, by: Any) -> Import:
    """Keep a file and review it, now or by a worker. Raises `CannotRead` for a file that is no table of the kind."""
    form = form_of_file(name, content, references=kind.name == "sources")
    sheet = read_file(content, form)
    column_names(kind, sheet.headers)
    work = Import.objects.create(
        kind=kind.name,
        form=form,
        file_name=name.replace("\0", "")[-255:],
        content=content,
        language=get_language() or settings.LANGUAGE_CODE,
        rows_total=len(sheet.lines),
        by=by,
    )
    _run_import_now_or_later(work, review_import)
    work.refresh_from_db()
    return work


def review_import(pk: int) -> None:
    """Find out what an import would do with each row, and keep it. Does nothing where another process is at it, or
    where it is in another state."""
    with transaction.atomic():
        work = _claimed_import(pk, _State.READING)
        if work is None:
            return
        try:
            with transaction.atomic():
                found = _review_of_import(work)
        except Stopped:
            _give_import_up(work)
            return
        except CannotRead as error:
            _end_import(work, _State.FAILED, error=str(error))
            return
        _keep_review_of_import(work, found, changed_since=False)


def ask_to_write(*, pk: int, digest: str, reason: str, by: Any) -> Import:
    """Import the rows that were reviewed as one step, at once or by a worker; once, however often it is asked.

    Raises `CannotImport` where rows are refused, or where the review is another one than was seen.
    """
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=pk)
        if work.state in (_State.WRITING, _State.IMPORTED):
            return work
        _require(work, _State.REVIEWED)
        if work.refused:
            raise CannotImport(_("Rows are refused. Put them right first: nothing was imported."))
        if work.digest != digest:
            raise CannotImport(_("The table was reviewed again meanwhile. Look at it again: nothing was imported."))
        work.state, work.reason, work.by = _State.WRITING, reason, by
        work.save(update_fields=["state", "reason", "by"])
    _run_import_now_or_later(work, write_import)
    work.refresh_from_db()
    return work


def write_import(pk: int) -> None:
    """Write an import that was asked for. If its rows would do something else by now than was reviewed, nothing is
    written, and it waits for a decision on the new review."""
    with transaction.atomic():
        work = _claimed_import(pk, _State.WRITING)
        if work is None:
            return
        lock_catalogue()
        try:
            with transaction.atomic():
                found = _review_of_import(work)
                same = found.digest == work.digest
                if same:
                    work.step_id = write_reviewed(
                        found, by=work.by, reason=work.reason, tell=_progress_teller_of_import(work.pk, "written")
                    ).id
        except Stopped:
            _give_import_up(work)
            return
        except (CannotRead, IntegrityError, DataError) as error:
            # What no check foresees is still refused whole.
            _end_import(work, _State.FAILED, error=str(error).strip())
            return
        if same:
            _end_import(work, _State.IMPORTED)
        else:
            _keep_review_of_import(work, found, changed_since=True)


def correct_cells(*, pk: int, cells: Mapping[str, Mapping[str, str]]) -> Import:
    """Read these texts in place of cells of the file (by row and column), and review it again."""
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=pk)
        _require(work, _State.REVIEWED)
        columns = _kind(work).columns_by_name
        for row, texts in cells.items():
            known = {name: text for name, text in texts.items() if name in columns}
            work.corrections[row] = work.corrections.get(row, {}) | known
        work.state = _State.READING
        work.save(update_fields=["corrections", "state"])
    _run_import_now_or_later(work, review_import)
    work.refresh_from_db()
    return work


def cancel_import(*, pk: int) -> Import:
    """Give an import up that was not written. A worker that is at it stops at the next rows, and then nothing is
    written; the import that is returned is not cancelled yet. Raises `CannotImport` for one that was written."""
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=pk)
        if work.state == _State.CANCELLED:
            return work
        _require(work, _State.READING, _State.REVIEWED, _State.WRITING)
        if _try_lock(pk):
            _give_import_up(work)
        else:
            work.stop_asked = True
            work.save(update_fields=["stop_asked"])
    return work


def undo_import(*, pk: int, by: Any) -> Import:
    """Set everything back that an import wrote, as one step. Raises `CannotUndo` where something was edited since."""
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=pk)
        if work.state == _State.UNDONE:
            return work
        _require(work, _State.IMPORTED)
        undo_step(step_id=work.step_id, by=by)
        work.state = _State.UNDONE
        work.save(update_fields=["state"])
    return work


def import_progress(pk: int) -> int:
    """Return how many rows a worker has looked at, as far as is known."""
    return int(cache.get(_progress_key(pk, "looked at")) or 0)


def rows_written(pk: int) -> int:
    """Return how many rows a worker has written, as far as is known. Nobody sees them before all are written."""
    return int(cache.get(_progress_key(pk, "written")) or 0)


def unfinished_imports() -> list[tuple[int, str]]:
    """Return the imports that a worker has to review or to write, with their state."""
    waiting = Import.objects.filter(state__in=[_State.READING, _State.WRITING])
    return list(waiting.order_by("pk").values_list("pk", "state")[:100])


def _run_import_now_or_later(work: Import, action: Callable[[int], None]) -> None:
    """Review or write an import now if its table is small, else let a worker do it. If the queue cannot be reached, the
    next round of the scheduler finds it (`tasks.resume`)."""
    if work.rows_total <= (REVIEWED_AT_ONCE if action is review_import else WRITTEN_AT_ONCE):
        action(work.pk)
        return
    from observatory.exchange import tasks  # it imports this module

    try:
        (tasks.review if action is review_import else tasks.write).delay(work.pk)
    except Exception:  # the broker's errors are of several libraries
        log.warning("The import %s waits for the scheduler: the queue cannot be reached.", work.pk, exc_info=True)


def _claimed_import(pk: int, state: str) -> Import | None:
    """Return the import for this transaction alone; None where another process has it or it is in another state."""
    if not _try_lock(pk):
        return None
    return Import.objects.filter(pk=pk, state=state).first()


def _try_lock(pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_LOCK, pk % 2**31])
        return bool(cursor.fetchone()[0])


def _require(work: Import, *states: str) -> None:
    if work.state not in states:
        raise CannotImport(_("This import is %s: nothing was done.") % work.get_state_display())


def _kind(work: Import) -> Kind:
    kind = find_kind(work.kind)
    if kind is None:
        raise CannotRead(_("There is no type of table “%s” any more.") % work.kind)
    return kind


def _review_of_import(work: Import) -> Review:
    """Review the file of an import in the language in which it was uploaded, whoever asks."""
    cache.delete_many([_progress_key(work.pk, "looked at"), _progress_key(work.pk, "written")])
    with override(work.language):
        sheet: Sheet = read_file(bytes(work.content or b""), work.form)
        return review_sheet(
            _kind(work), sheet, corrections=work.corrections, tell=_progress_teller_of_import(work.pk, "looked at")
        )


def _progress_teller_of_import(pk: int, what: str) -> Callable[[int], None]:
    """Return the function with which a worker tells how far an import is. It raises `Stopped` once somebody has
    cancelled the import: that is committed, so the transaction of the worker sees it."""

    def tell(done: int) -> None:
        cache.set(_progress_key(pk, what), done, timeout=3600)
        if Import.objects.filter(pk=pk, stop_asked=True).exists():
            raise Stopped

    return tell


def _progress_key(pk: int, what: str) -> str:
    return f"import-{pk}-{what}".replace(" ", "-")


def _give_import_up(work: Import) -> None:
    _end_import(work, _State.CANCELLED)
    work.rows.all().delete()


def _keep_review_of_import(work: Import, found: Review, *, changed_since: bool) -> None:
    """Store the review of an import, each row with its changes and problems, in place of the former one."""
    work.rows.all().delete()
    rows = (
        ImportRow(
            of=work,
            number=result.number,
            state=result.state,
            name=result.name,
            changes=[asdict(change) for change in result.changes],
            problems=[
                {name: message_as_json(text) for name, text in asdict(problem).items()} for problem in result.problems
            ],
        )
        for result in found.results
    )
    ImportRow.objects.bulk_create(rows, batch_size=1000)
    work.state, work.counts, work.digest = _State.REVIEWED, found.counts, found.digest
    work.remarks, work.changed_since = list(map(message_as_json, found.remarks)), changed_since
    work.save(update_fields=["state", "counts", "digest", "remarks", "changed_since"])


def _end_import(work: Import, state: str, *, error: str = "") -> None:
    work.state, work.error, work.content, work.ended_at = state, error, None, timezone.now()
    work.save(update_fields=["state", "error", "content", "ended_at", "step_id"])
