"""Lists of references (BibTeX, RIS, EndNote, CSL-JSON) read as tables of sources, and a reference as the cells of a
row.
"""

from typing import Any

from observatory.exchange.errors import CannotRead, CellError
from observatory.exchange.files.csv_table import decode_csv
from observatory.exchange.files.table_sheet import MOST_ROWS, Line, Sheet, too_many_rows
from observatory.records.permanent_ids import is_public_id
from observatory.records.translatable_messages import gettext as _
from observatory.records.translatable_messages import joined_messages, message
from observatory.sources.references import DraftContributor, SourceDraft, parse_references


def cell_of(name: DraftContributor) -> dict[str, str]:
    """Return a contributor of a reference as an item of the column of contributors."""
    return {part: getattr(name, part) for part in ("role", "family", "given", "literal", "original")}


def reference_cells(draft: SourceDraft) -> dict[str, Any]:
    """Return the cells that a reference fills in a row for a new source."""
    cells: dict[str, Any] = dict(draft.source_fields())
    if draft.contributors:
        cells["contributors"] = list(map(cell_of, draft.contributors))
    if draft.locations:
        cells["locations"] = [{"url": place.url, "role": place.role} for place in draft.locations]
    return cells


# Ending of the file -> form of references.
ENDINGS = {"bib": "bibtex", "bibtex": "bibtex", "ris": "ris", "enw": "endnote"}
REFERENCE_FORMS = ("bibtex", "ris", "endnote", "csl-json")


def read_references(content: bytes, form: str) -> Sheet:
    """Return the references of a file as a table of sources: what a reference does not say has no cell. A reference
    that cannot be read is a row with a problem. Raises `CannotRead` where there is none at all."""
    text, encoding = decode_csv(content)
    found = parse_references(text, form, most=MOST_ROWS)
    if found.cut:
        raise CannotRead(too_many_rows())
    lost = [problem for problem in found.problems if problem.left_out]
    if not found.references and found.problems:
        raise CannotRead(f"{found.problems[0].reason} {found.problems[0].remedy}")
    lines = [
        Line(number, _cells_of_reference(draft), reference=(draft, form))
        for number, draft in enumerate(found.references, 1)
    ]
    for problem in lost:
        reason = message(problem.reason)
        if problem.line:
            reason = _("line %(line)d: %(reason)s") % {"line": problem.line, "reason": reason}
        error = CellError(reason, message(problem.remedy))
        lines.append(Line(len(lines) + 1, {"title_en": str(problem.entry)[:200]}, error))
    notes = [each for each in found.problems if not each.left_out]
    remarks = [
        joined_messages([joined_messages([each.entry, message(each.reason)], ": "), message(each.remedy)])
        for each in notes
    ]
    if encoding != "UTF-8":
        remarks.insert(0, _("The file was read as %s.") % encoding)
    headers = list(dict.fromkeys(name for line in lines for name in line.cells))
    return Sheet(headers, lines, remarks[:20], only_new=True)


def _cells_of_reference(draft: SourceDraft) -> dict[str, Any]:
    """Return the cells that a reference fills; it is known by the permanent ID if its name has the form of one."""
    named = {"id": draft.entry} if is_public_id(draft.entry) else {}
    return named | reference_cells(draft)
