"""Read BibTeX and biblatex entries as drafts of sources.

Entries are split by bibtexparser. Values are joined here ("#", @string, months), because corporate authors are
recognised by the braces around them.
"""

import re
from collections.abc import Iterator, Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Block, Entry, ExplicitComment, ImplicitComment, ParsingFailedBlock
from django.utils.translation import gettext_lazy as _

from observatory.records.translatable_messages import gettext
from observatory.sources.references import contributor_names
from observatory.sources.references.latex import latex_to_plain_text
from observatory.sources.references.reference_dates import date_or_year, written_date
from observatory.sources.references.source_draft import (
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
from observatory.sources.references.source_types import BIBTEX, NUMBERED
from observatory.text.identifiers import find_arxiv, find_doi, find_isbn, find_issn

_MONTHS = {
    name: str(number)
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ENTRY = re.compile(r"@\s*(?!comment|string|preamble)[A-Za-z]+\s*[{(]")
_CROSSREF = {"title": "booktitle", "subtitle": "booksubtitle"}  # of a whole, for its part
_OWN = {"crossref", "xref", "key", "ids", "label", "doi", "url", "author", "isbn"} | {"keywords", "abstract", "pages"}
_LANGIDS = {
    "american": "en-US",
    "british": "en-GB",
    "australian": "en-AU",
    "canadian": "en-CA",
    "chinese": "zh",
    "french": "fr",
    "german": "de",
    "ngerman": "de",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "portuguese": "pt",
    "brazilian": "pt-BR",
    "russian": "ru",
    "spanish": "es",
    "dutch": "nl",
    "polish": "pl",
    "swedish": "sv",
    "danish": "da",
    "norsk": "nb",
    "finnish": "fi",
    "greek": "el",
    "arabic": "ar",
}
_BROKEN = _("This reference has no end, or a value without its closing brace or quote.")
_REPAIR = _("Close the braces and quotes of the entry, put a comma after each field, and read it again.")
_NO_TITLE = _("This reference has no title.")
_GIVE_TITLE = _("Add a field “title” to it, or make the source by hand.")

Fields = dict[str, str]


def parse_bibtex(text: str, most: int | None) -> ParsedReferences:
    """Return the entries of a text with BibTeX; broken ones are among the problems."""
    library = parse_string(text, parse_stack=[])
    macros = _MONTHS | {string.key.lower(): string.value for string in library.strings}
    drafts: list[SourceDraft] = []
    problems: list[ReferenceProblem] = []
    entries: list[Entry] = []
    for block in library.blocks:
        entry = _bibtex_entry(block)
        if entry is not None:
            entries.append(entry)
        elif lost := _lost_entry(block):
            problems.append(lost)
    values = [_bibtex_values(entry, macros) for entry in entries]
    wholes: dict[str, Fields] = {}
    for entry, fields in zip(entries, values, strict=True):
        wholes.setdefault(entry.key.lower(), fields)
    for entry, fields in zip(entries[:most], values, strict=False):
        found = _draft_of_bibtex_entry(entry, _inherit_from_crossref(fields, wholes), problems)
        drafts += [found] if found else []
    return ParsedReferences(
        "bibtex",
        tuple(drafts),
        tuple(sorted(problems, key=lambda each: each.line)),
        most is not None and len(entries) > most,
    )


def _bibtex_entry(block: Block) -> Entry | None:
    """Return the entry of a block, also where its key or a field is given twice: the first of two fields counts."""
    if isinstance(block, ParsingFailedBlock):
        block = block.ignore_error_block  # type: ignore[assignment]
    return block if isinstance(block, Entry) else None


def _lost_entry(block: Block) -> ReferenceProblem | None:
    """Return the problem of a block of BibTeX with an entry that could not be split."""
    raw = block.raw or ""
    is_comment = isinstance(block, ExplicitComment | ImplicitComment)
    found = _ENTRY.search(raw)
    if not found or not (is_comment or isinstance(block, ParsingFailedBlock)):
        return None
    line = (block.start_line or 0) + 1 + raw.count("\n", 0, found.start())
    key = re.match(r"\s*([^,\s{}]{1,80})", raw[found.end() :])
    return ReferenceProblem(line, key[1] if key else tidy_value(raw[found.start() :])[:60], _BROKEN, _REPAIR)


def _bibtex_values(entry: Entry, macros: Mapping[str, str]) -> Fields:
    """Return the values of a BibTeX entry by field, names in lower case, without the outer braces or quotes."""
    found: Fields = {}
    for each in entry.fields:
        found.setdefault(each.key.strip().lower(), _joined_bibtex_parts(str(each.value), macros).strip())
    return found


def _joined_bibtex_parts(value: str, macros: Mapping[str, str]) -> str:
    """Return a value whose parts are joined by "#", each in braces or quotes, a number or a macro."""
    return "".join(_text_of_bibtex_part(part, macros) for part in _parts_of_bibtex_value(value))


def _parts_of_bibtex_value(value: str) -> Iterator[str]:
    """Yield the parts of a value in BibTeX that "#" joins, outside of braces and quotes."""
    depth, quoted, start = 0, False, 0
    for place, sign in enumerate(value):
        if place and value[place - 1] == "\\":
            continue
        depth += (sign == "{") - (sign == "}")
        if sign == '"' and depth == 0:
            quoted = not quoted
        if sign == "#" and depth == 0 and not quoted:
            yield value[start:place].strip()
            start = place + 1
    yield value[start:].strip()


def _text_of_bibtex_part(part: str, macros: Mapping[str, str]) -> str:
    """Return one part of a value in BibTeX without its braces or quotes; the text of a macro for its name."""
    if len(part) > 1 and (part[0], part[-1]) in {("{", "}"), ('"', '"')}:
        return part[1:-1]
    value = macros.get(part.lower(), part)
    if len(value) > 1 and (value[0], value[-1]) in {("{", "}"), ('"', '"')}:  # a @string is kept as it was written
        return value[1:-1]
    return value


def _inherit_from_crossref(fields: Fields, wholes: Mapping[str, Fields]) -> Fields:
    """Return the fields of a BibTeX entry with those of the entry named by `crossref`, one step up, as BibTeX does
    it."""
    whole = wholes.get(fields.get("crossref", "").lower())
    if not whole or whole is fields:
        return fields
    taken = {_CROSSREF.get(name, name): value for name, value in whole.items() if name not in _OWN}
    return taken | fields


def _draft_of_bibtex_entry(entry: Entry, fields: Fields, problems: list[ReferenceProblem]) -> SourceDraft | None:
    """Return the draft of a source for a BibTeX entry; None, and a problem, for one without a title."""
    line = (entry.start_line or 0) + 1
    key = tidy_value(entry.key)[:80]

    def text(*candidates: str) -> str:
        return next(
            (value for name in candidates if (value := tidy_value(latex_to_plain_text(fields.get(name, ""))))), ""
        )

    title = ": ".join(filter(None, [text("title"), text("subtitle")])) or text("titleaddon")
    if not title:
        problems.append(ReferenceProblem(line, key, _NO_TITLE, _GIVE_TITLE))
        return None
    issued, whole = _bibtex_date(fields, text)
    if not whole:
        reason = gettext("The date “%(date)s” could not be read completely.") % {"date": text("date", "year")[:80]}
        problems.append(ReferenceProblem(line, key, reason, _("Check the date of this source."), left_out=False))
    arxiv = find_arxiv(fields.get("eprint", "")) if text("archiveprefix", "eprinttype").lower() == "arxiv" else ""
    doi = find_doi(_verbatim_bibtex_value(fields.get("doi", ""))) or find_doi(
        _verbatim_bibtex_value(fields.get("url", ""))
    )
    urls = [_verbatim_bibtex_value(fields.get(name, "")) for name in ("url", "howpublished", "note")]
    placed = place_title(title, _bibtex_language(fields, text))
    pages = text("pages").replace("–", "-")
    problems += wrong_isbns(text("isbn"), line, key)
    kind = _csl_type_of_bibtex(entry.entry_type.lower(), text("entrysubtype"), text("journal", "journaltitle"))
    return SourceDraft(
        type=kind,
        **placed,
        container_title=text("journaltitle", "journal", "booktitle", "maintitle")
        or ("" if _is_address(fields.get("howpublished", "")) else text("howpublished")),
        publisher=text("publisher", "institution", "school", "organization"),
        issued=issued,
        volume=text("volume"),
        issue=text("issue") if kind in NUMBERED else text("number", "issue"),
        pages=re.sub("-+", "-", pages),
        doi=doi,
        isbn=next(filter(None, map(find_isbn, re.split("[;,]| and ", text("isbn")))), ""),
        issn=next(filter(None, map(find_issn, re.split("[;,]| and ", text("issn")))), ""),
        arxiv=arxiv or find_arxiv(doi) or find_arxiv(urls[0]),
        number=text("number") if kind in NUMBERED else "",
        contributors=contributor_names.kept(
            [
                *_contributors_of_bibtex_field(fields, "author"),
                *_contributors_of_bibtex_field(fields, "editor"),
                *_contributors_of_bibtex_field(fields, "translator"),
            ]
        ),
        locations=unique_locations(url for url in urls if not find_doi(url)),
        entry=key,
        label=text("label", "shorthand")[:80],
        line=line,
    )


def _csl_type_of_bibtex(kind: str, subtype: str, journal: str) -> str:
    """Return the CSL type for a type of BibTeX entry; a CSL type in `entrysubtype`, where our own files have it, is the
    more exact one."""
    if subtype in {*BIBTEX.values()} | {"document"}:
        return subtype
    if subtype.lower() in {"newspaper", "magazine"}:
        return "article-newspaper"
    return BIBTEX.get(kind) or ("article-journal" if journal else "document")


def _bibtex_date(fields: Fields, text) -> tuple[str, bool]:
    """Return the date of a BibTeX entry and whether all of it was read: `date` (EDTF, as biblatex has it), else year,
    month, day."""
    if given := re.sub(r"[{}\\\s]", "", fields.get("date", "")):  # "~" is EDTF's here, not TeX's
        given = re.sub(r"^/", "../", re.sub(r"/$", "/..", given.replace("--", "/")))
        if found := written_date(given):
            return found, True
    year, month, day = text("year") or text("date"), text("month"), text("day")
    if found_day := re.fullmatch(r"(\w+)[ .]+(\d{1,2})", month):  # jul # "~5"
        month, day = found_day.groups()
    month = _MONTHS.get(month[:3].lower(), month)
    numbers = [part.zfill(2) for part in (month, day) if part.isdecimal()]
    written = written_date("-".join([year, *numbers]))
    if written and len(numbers) == len([*filter(None, [month, day])]):
        return written, True
    spelled = date_or_year(f"{month} {year}")[0] if month else ""
    found, whole = (spelled, True) if len(spelled) > 4 else date_or_year(year)
    return found, whole and not (month and len(found) == 4)


def _bibtex_language(fields: Fields, text) -> str:
    given = text("langid", "language", "hyphenation").lower()
    return _LANGIDS.get(given) or language_tag(given)


def _contributors_of_bibtex_field(fields: Fields, role: str) -> list[DraftContributor | None]:
    """Return the contributors that a field of BibTeX (author, editor) names, with their role."""
    value = fields.get(role, "")
    if not value or value.count("{") != value.count("}"):
        value = value.replace("{", "").replace("}", "")
    return [
        _contributor_of_bibtex_name(name, role)
        for each in split_multiple_persons_names(value)
        for name in _several(each)
    ]


def _several(name: str) -> list[str]:
    return [name] if name.startswith("{") else contributor_names.split_chinese_names(name)


def _contributor_of_bibtex_name(name: str, role: str) -> DraftContributor | None:
    """Return the contributor for a name in BibTeX: one in braces is a body's, "others" are "et al."."""
    if re.fullmatch(r"\{(?:[^{}]|\{[^{}]*\}|\\[{}])*\}", name) or name.lower() == "others":
        return contributor_names.body_name(
            "et al." if name.lower() == "others" else latex_to_plain_text(name[1:-1]), role
        )
    parts = parse_single_name_into_parts(name, strict=False)
    given, von, last, jr = (
        latex_to_plain_text(" ".join(each)) for each in (parts.first, parts.von, parts.last, parts.jr)
    )
    return contributor_names.person_name(" ".join(filter(None, [von, last])), given, role, suffix=jr)


def _verbatim_bibtex_value(value: str) -> str:
    """Return a URL or DOI as it is meant: reference managers escape its signs although BibTeX reads them verbatim."""
    value = re.sub(r"\\url\s*\{([^}]*)\}", r"\1", value)
    return "".join(re.sub(r"\\([_%&#$~{}])", r"\1", value).split())


def _is_address(value: str) -> bool:
    return bool(re.match(r"\\url|https?:", value.strip()))
