"""Tables as responses to download: a named file with all rows, and what a file says of itself (title, licence,
publisher, date).
"""

from collections.abc import Iterable, Mapping, Sequence
from threading import BoundedSemaphore
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from rest_framework.exceptions import APIException

from observatory.public import imprint
from observatory.public.imprint import publisher
from observatory.public.links import absolute_url
from observatory.public.tables import csv_and_zip, xlsx_file
from observatory.public.tables.table_batches import Table


def file_facts(asked: str = "") -> list[tuple[str, str]]:
    """Return name and value of what a file says of itself: what it is, the licence, who publishes it, when it was made,
    and the address that was asked for it."""
    held: Mapping[str, str] = {
        "title": _("AI for Science Observatory"),
        "publisher": publisher(),
        "contact": imprint.contact_url().removeprefix("mailto:"),
        "licence": f"{imprint.licence().name} ({imprint.licence().url})",
        "made": timezone.now().strftime("%Y-%m-%d %H:%M UTC"),
        "address": asked or absolute_url("/data/"),
        "columns": absolute_url("/data/#columns"),
    }
    return [(name, value) for name, value in held.items() if value]


def file_readme(rows: Sequence[tuple[str, str]]) -> str:
    """Return what a file says of itself as a text, in both languages."""
    lines = [f"{name}: {value}" for name, value in rows]
    for language in ("en", "zh-hans"):
        with override(language):
            how = _("columns.csv says what every column means. The files are UTF-8 with a byte order mark (RFC 4180).")
            quotes = _(
                "Words quoted from sources are not under this licence: they remain under the rights of their authors."
            )
            lines += ["", how, quotes]
    return "\r\n".join([*lines, ""])


# A workbook of 100,000 records takes a minute of a processor and is sent at its end: a process makes one at a time.
_MAKING = BoundedSemaphore(1)


class Busy(APIException):
    """Another workbook is being made; `wait` is the seconds after which to ask again."""

    status_code = 503
    wait = 30
    default_detail = gettext_lazy("Another workbook is being created. Try again in 30 seconds, or use CSV.")


FORMS = {"csv": csv_and_zip.CONTENT_TYPE, "xlsx": xlsx_file.CONTENT_TYPE}


def table_response(request: HttpRequest, form: str, table: Table) -> HttpResponseBase:
    """Return a table in one of `FORMS`; the head alone where that was asked for."""
    name = file_name(table.shape.name, form)
    if request.method == "HEAD":
        return head_response(FORMS[form], name)
    if form == "csv":
        return named(StreamingHttpResponse(csv_and_zip.csv_chunks(table), content_type=FORMS[form]), name)
    return workbook_response([table], request, name)


def head_response(content_type: str, name: str) -> HttpResponseBase:
    """Return the head of a file that is not made. It streams, so that nobody adds a length (RFC 9110, 8.6)."""
    return named(StreamingHttpResponse((), content_type=content_type), name)


def workbook_response(tables: Iterable[Table], request: HttpRequest, name: str) -> HttpResponseBase:
    """Return a workbook of some tables. Raises `Busy` while this process makes another one."""
    if not _MAKING.acquire(blocking=False):
        raise Busy
    try:
        file: IO[bytes] = xlsx_file.write_workbook(tables, file_facts(absolute_url(request.get_full_path())))
    finally:
        _MAKING.release()
    return named(FileResponse(file, content_type=FORMS["xlsx"]), name)


def named(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """Give an answer the name under which it is kept; it is asked for again each time."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "public, no-cache"
    return response


def file_name(name: str, suffix: str) -> str:
    """Return an ASCII file name with the day: observatory-initiatives-2026-11-28.csv."""
    return f"observatory-{name}-{timezone.now():%Y-%m-%d}.{suffix}"
