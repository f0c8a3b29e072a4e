"""Lists of references (BibTeX, RIS, EndNote, CSL-JSON) as tables of sources.

They only add: a source that exists, by its DOI or its URL, is left as its curators wrote it.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from observatory.exchange.errors import CannotRead, CellError
from observatory.exchange.files.sheet import Line, Sheet
from observatory.sources.references import SourceDraft, parse_references

# Ending of the file -> form of references.
ENDINGS = {"bib": "bibtex", "bibtex": "bibtex", "ris": "ris", "enw": "endnote"}
REFERENCE_FORMS = ("bibtex", "ris", "endnote", "csl-json")


def read_references(content: bytes, form: str) -> Sheet:
    """Return the references of a file as a table of sources: what a reference does not say has no cell. A reference
    that cannot be read is a row with a problem. Raises `CannotRead` where there is none at all."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotRead(_("The file is not UTF-8. Save it in that encoding.")) from None
    found = parse_references(text, form)
    lost = [problem for problem in found.problems if problem.left_out]
    if not found.references and found.problems:
        raise CannotRead(f"{found.problems[0].reason} {found.problems[0].remedy}")
    lines = [Line(number, dict(_cells(draft))) for number, draft in enumerate(found.references, 1)]
    for problem in lost:
        error = CellError(str(problem.reason), str(problem.remedy))
        lines.append(Line(len(lines) + 1, {"title_en": str(problem.entry)[:200]}, error))
    remarks = [f"{each.entry}: {each.reason} {each.remedy}" for each in found.problems if not each.left_out]
    headers = list(dict.fromkeys(name for line in lines for name in line.cells))
    return Sheet(headers, lines, remarks[:20], only_new=True)


def is_csl(content: bytes) -> bool:
    """Return whether a JSON file is CSL-JSON and no table of sources, which has other names for the titles."""
    try:
        rows = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    rows = rows.get("items", [rows]) if isinstance(rows, dict) else rows
    first: Any = rows[0] if isinstance(rows, list) and rows else {}
    return isinstance(first, dict) and "title" in first and "title_en" not in first


def _cells(draft: SourceDraft) -> Iterator[tuple[str, Any]]:
    """Yield the cells that a reference fills."""
    yield from draft.source_fields().items()
    if draft.contributors:
        names = ("role", "family", "given", "literal", "original")
        yield "contributors", [{name: getattr(each, name) for name in names} for each in draft.contributors]
    if draft.locations:
        yield "locations", [{"url": each.url, "role": each.role} for each in draft.locations]
