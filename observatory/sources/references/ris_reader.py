"""Read RIS (Research Information Systems, specification of 2011) and the formats of tagged lines that Chinese databases
export besides: EndNote ("%0"), as CNKI and Wanfang write it, and RefWorks ("RT"). Fields of RIS are read by rispy."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import rispy
from django.utils.translation import gettext_lazy as _
from rispy.config import TAG_KEY_MAPPING

from observatory.sources.references import contributor_names
from observatory.sources.references.reference_dates import date_of_ris
from observatory.sources.references.source_draft import (
    MAX_NAMES,
    DraftContributor,
    ParsedReferences,
    ReferenceProblem,
    SourceDraft,
    language_tag,
    place_title,
    tidy_value,
    unique_locations,
    wrong_isbns,
)
from observatory.sources.references.source_types import ENDNOTE, NUMBERED, RIS
from observatory.text.identifiers import find_arxiv, find_doi, find_isbn, find_issn

_TAGS = frozenset(TAG_KEY_MAPPING) - {"UK"} | {"ED", "A5", "JO"}
_LINE = re.compile(r"\s?([A-Z][A-Z0-9])(?: {1,2}|\t)?-(?: |\t|$)(.*)")
_START = re.compile(r"^\ufeff?\s?TY {0,2}-", re.MULTILINE)
# Tags of EndNote and RefWorks, and those of RIS with the same meaning.
_ENDNOTE = {
    "%0": "TY", "%A": "AU", "%E": "ED", "%Y": "A4", "%T": "TI", "%J": "JO", "%B": "T2", "%I": "PB", "%D": "PY",
    "%8": "DA", "%V": "VL", "%N": "IS", "%P": "SP", "%R": "DO", "%U": "UR", "%G": "LA", "%@": "SN", "%+": "AD",
}  # fmt: skip
_REFWORKS = {
    "RT": "TY", "A1": "AU", "A2": "ED", "A3": "A3", "T1": "TI", "JF": "JO", "JO": "J2", "PB": "PB", "YR": "PY",
    "FD": "DA", "VO": "VL", "IS": "IS", "SP": "SP", "OP": "EP", "DO": "DO", "UL": "UR", "LK": "UR", "LA": "LA",
    "SN": "SN", "T2": "T2",
}  # fmt: skip
_NO_END = _("This reference has no line “ER  -” at its end.")
_LOOK = _("Check that nothing of it is missing.")
_NO_TITLE = _("This reference has no title.")
_GIVE_TITLE = _("Add a line “TI  - ” with the title, or make the source by hand.")
_NO_START = _("The lines before the first “TY  -” belong to no reference.")
_ADD_START = _("Put a line “TY  - GEN” before them.")


@dataclass
class _Record:
    line: int
    lines: list[str] = field(default_factory=list)
    ended: bool = False


def parse_ris(text: str, most: int | None) -> ParsedReferences:
    """Return the entries of a text with RIS. One without an end line is read, and reported."""
    records, problems = _split_ris_records(text)
    drafts: list[SourceDraft] = []
    for record in records[:most]:
        fields = _ris_fields(record.lines)
        _add_draft_of_ris(fields, record.line, RIS, drafts, problems)
        if not record.ended:
            name = tidy_value(_first_ris_value(fields, "title", "primary_title"))[:80]
            problems.append(ReferenceProblem(record.line, name, _NO_END, _LOOK, left_out=False))
    return ParsedReferences("ris", tuple(drafts), tuple(problems), most is not None and len(records) > most)


def parse_endnote(text: str, most: int | None) -> ParsedReferences:
    """Return the entries of a text with tags of EndNote ("%T Title")."""
    return _parse_tagged_lines("endnote", text, most, re.compile(r"\s*(%[0-9A-Z@?+])\s(.*)"), _ENDNOTE, "%0")


def parse_refworks(text: str, most: int | None) -> ParsedReferences:
    """Return the entries of a text with tags of RefWorks ("T1 Title")."""
    return _parse_tagged_lines("refworks", text, most, re.compile(r"([A-Z][A-Z0-9])\s(.*)"), _REFWORKS, "RT")


def _parse_tagged_lines(
    form: str, text: str, most: int | None, pattern: re.Pattern[str], tags: Mapping[str, str], start: str
) -> ParsedReferences:
    """Return the references of a format of tagged lines (EndNote, RefWorks), read as RIS by the tags that mean the
    same."""
    records: list[_Record] = []
    for number, line in enumerate(text.splitlines(), 1):
        found = pattern.match(line)
        if not found:
            if records and line.strip():
                records[-1].lines.append(line.strip())
            continue
        if found[1] == start:
            records.append(_Record(number))
        if records and found[1] in tags:
            records[-1].lines.append(f"{tags[found[1]]}  - {found[2].strip()}")
        elif records:
            records[-1].lines.append(f"KW  - {found[2].strip()}")  # not read; ends the value before it
    drafts: list[SourceDraft] = []
    problems: list[ReferenceProblem] = []
    for record in records[:most]:
        _add_draft_of_ris(_ris_fields(record.lines), record.line, ENDNOTE, drafts, problems)
    return ParsedReferences(form, tuple(drafts), tuple(problems), most is not None and len(records) > most)


def _split_ris_records(text: str) -> tuple[list[_Record], list[ReferenceProblem]]:
    """Return the RIS records of a text with their lines in the form that rispy reads, and lines that belong to none."""
    records: list[_Record] = []
    problems: list[ReferenceProblem] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        found = _LINE.match(line)
        tag = found[1] if found and (found[1] in _TAGS or line[2:5] == "  -") else ""
        if tag == "TY":
            records.append(_Record(number))
        if not records or records[-1].ended:
            if tag and not problems and tag != "ER":
                problems.append(ReferenceProblem(number, "", _NO_START, _ADD_START))
            continue
        if tag == "ER":
            records[-1].ended = True
        elif tag and found:
            records[-1].lines.append(f"{tag}  - {found[2].strip()}")
        elif line.strip():
            records[-1].lines.append(line.strip())
    return records, problems


def _ris_fields(lines: list[str]) -> dict[str, Any]:
    """Return the fields of a RIS record from its lines, as rispy reads them."""
    mapping = TAG_KEY_MAPPING | {"ED": "editors"}
    lists = ["A1", "A2", "A3", "A4", "AU", "ED", "KW", "N1", "UR"]
    text = "\n".join([*lines, "ER  - "])
    found = rispy.loads(text, mapping=mapping, list_tags=lists, delimiter_tags_mapping={}, skip_unknown_tags=True)
    return found[0] if found else {}


def _add_draft_of_ris(
    fields: dict[str, Any],
    line: int,
    types: Mapping[str, str],
    drafts: list[SourceDraft],
    problems: list[ReferenceProblem],
) -> None:
    """Add the draft of a RIS record to the drafts, or the problem that it has no title."""
    title = tidy_value(_first_ris_value(fields, "title", "primary_title", "short_title"))
    name = tidy_value(_first_ris_value(fields, "id", "label")) or title
    if title:
        drafts.append(_draft_of_ris_fields(fields, title, name[:80], line, types))
        problems += wrong_isbns(tidy_value(_first_ris_value(fields, "issn")), line, name[:80])
    else:
        problems.append(ReferenceProblem(line, name[:80], _NO_TITLE, _GIVE_TITLE))


def _draft_of_ris_fields(
    fields: dict[str, Any], title: str, entry: str, line: int, types: Mapping[str, str]
) -> SourceDraft:
    """Return the draft of a source for the fields of a RIS record."""

    def text(*candidates: str) -> str:
        return tidy_value(_first_ris_value(fields, *candidates))

    kind = text("type_of_reference")
    source_type = types.get(kind.upper()) or types.get(kind.lower()) or "document"
    urls = [url for value in fields.get("urls", []) for url in re.split(r"[;\s]+(?=https?://)", str(value).strip())]
    doi = find_doi(text("doi")) or next(filter(None, map(find_doi, urls)), "")
    first, last = text("start_page").replace("–", "-"), text("end_page")
    placed = place_title(title, language_tag(text("language")))
    if (translated := text("translated_title")) and not placed.get("title_en"):
        placed |= {"title_en": translated}
    return SourceDraft(
        type=source_type,
        **placed,
        container_title=text("secondary_title", "journal_name", "alternate_title3", "alternate_title2"),
        publisher=text("publisher"),
        issued=date_of_ris(text("date", "publication_year"), text("year")),
        volume=text("volume"),
        issue=text("number"),  # the tag IS
        pages=f"{first}-{last}" if first and last and "-" not in first and first != last else first,
        doi=doi,
        isbn=next(filter(None, map(find_isbn, re.split("[;,]", text("issn")))), ""),
        issn=next(filter(None, map(find_issn, re.split("[;,]", text("issn")))), ""),
        arxiv=find_arxiv(doi) or next(filter(None, map(find_arxiv, [*urls, text("accession_number")])), ""),
        number=text("note") if source_type in NUMBERED else "",  # the tag M1, "number" of the specification
        contributors=contributor_names.kept(list(_contributors_of_ris(fields))),
        locations=unique_locations(url for url in urls if not find_doi(url)),
        entry=entry,
        label=text("label")[:80],
        line=line,
    )


def _contributors_of_ris(fields: dict[str, Any]) -> Iterator[DraftContributor | None]:
    """Yield the authors, editors and translators of a RIS record."""
    authors = fields.get("authors") or fields.get("first_authors") or []
    editors = [*fields.get("editors", []), *fields.get("secondary_authors", [])]
    for role, found in (("author", authors), ("editor", editors), ("translator", fields.get("subsidiary_authors", []))):
        for value in found[:MAX_NAMES]:
            for name in contributor_names.split_chinese_names(str(value).strip(";； ")):
                yield contributor_names.inverted_name(name, role)


def _first_ris_value(fields: dict[str, Any], *candidates: str) -> str:
    return next((str(value) for name in candidates if (value := fields.get(name)) and str(value).strip()), "")
