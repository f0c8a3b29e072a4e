"""The formats of files by the ending of their name: which one a file has, and read it."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from observatory.exchange.errors import CannotRead
from observatory.exchange.files.csv_table import read_csv
from observatory.exchange.files.json_table import read_json
from observatory.exchange.files.reference_table import ENDINGS, REFERENCE_FORMS, read_references
from observatory.exchange.files.table_sheet import MOST_BYTES, Sheet
from observatory.exchange.files.xlsx_table import read_xlsx

READERS: Mapping[str, Callable[[bytes], Sheet]] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "json": read_json,
    **{form: partial(read_references, form=form) for form in REFERENCE_FORMS},
}
TABLES = ("csv", "xlsx", "json")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "bibtex": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl-json": "application/vnd.citationstyles.csl+json",
}
# The ending of the name of an exported file, where it is not the name of the form.
SUFFIXES = {"bibtex": "bib", "csl-json": "json"}
_ENDINGS = {"csv": "csv", "tsv": "csv", "txt": "csv", "xlsx": "xlsx", "xlsm": "xlsx", "json": "json"}


def form_of_file(name: str, content: bytes = b"", *, references: bool = False) -> str:
    """Return the form of a file that is imported (`csv`, `xlsx`, `json`, …) by the ending of its name. `references` are
    known where a table of sources is expected; CSL-JSON is recognised by its content. Raises `CannotRead` for another
    one."""
    ending = PurePath(name).suffix.removeprefix(".").casefold()
    if ending == "xls":
        raise CannotRead(_("The old format .xls cannot be read. Save the file as .xlsx."))
    if references and ending in ENDINGS:
        return ENDINGS[ending]
    if references and ending == "json" and _is_csl_json(content):
        return "csl-json"
    if ending not in _ENDINGS:
        known = ", ".join(f".{form}" for form in (*TABLES, *(("bib", "ris") if references else ())))
        raise CannotRead(_("A file “.%(ending)s” cannot be read. Use %(known)s.") % {"ending": ending, "known": known})
    return _ENDINGS[ending]


def _is_csl_json(content: bytes) -> bool:
    """Return whether a JSON file is CSL-JSON and no table of sources, which has other names for the titles."""
    try:
        rows = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    rows = rows.get("items", [rows]) if isinstance(rows, dict) else rows
    first: Any = rows[0] if isinstance(rows, list) and rows else {}
    return isinstance(first, dict) and "title" in first and "title_en" not in first


def read_file(content: bytes, form: str) -> Sheet:
    """Return the table in a file of one of these formats. Raises `CannotRead`."""
    if len(content) > MOST_BYTES:
        words = {"most": MOST_BYTES // 1_000_000}
        raise CannotRead(_("The file is larger than %(most)d MB. Divide it into several files.") % words)
    return READERS[form](content)
