"""Write references for reference managers: CSL items as BibTeX (for biber and BibTeX alike), RIS and CSL-JSON, one or
a whole file.

RIS tags: the specification of 2011 (Research Information Systems). Text is UTF-8 in all.
"""

import re
from calendar import month_abbr
from collections.abc import Iterable, Iterator

import orjson

from observatory.sources.references.bibtex_languages import langid
from observatory.sources.references.csl_json import (
    Item,
    csl_years,
    date_parts,
    is_approximate,
    is_east_asian,
    item_authors,
)
from observatory.sources.references.source_types import NUMBERED

_BIBTEX_TYPES = {
    "article-journal": "article",
    "article-newspaper": "article",
    "report": "techreport",
    "book": "book",
    "chapter": "incollection",
    "thesis": "phdthesis",
}
_SEVERAL_TYPES = {"misc", "article"}
_PUBLISHERS = {"techreport": "institution", "phdthesis": "school"}
_BIBTEX_FIELDS = {
    "publisher": "publisher",
    "volume": "volume",
    "issue": "number",
    "page": "pages",
    "DOI": "doi",
    "ISBN": "isbn",
    "ISSN": "issn",
    "archive": "eprinttype",
    "archive_location": "eprint",
    "citation-key": "label",
    "URL": "url",
    "version": "version",
}
_RIS_TYPES = {
    "article-journal": "JOUR",
    "article-newspaper": "NEWS",
    "report": "RPRT",
    "legislation": "STAT",
    "webpage": "ELEC",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "software": "COMP",
    "thesis": "THES",
    "standard": "STAND",
    "patent": "PAT",
    "entry": "DBASE",
}
_RIS_FIELDS = {
    "title": "TI",
    "container-title": "T2",
    "publisher": "PB",
    "volume": "VL",
    "issue": "IS",
    "DOI": "DO",
    "URL": "UR",
    "language": "LA",
    "version": "ET",
    "number": "M1",
    "citation-key": "LB",
}
# Characters that TeX reads as commands; braces are balanced by escaping, so no value can close its field.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def write_bibtex(item: Item) -> str:
    """Return an item as one BibTeX entry. Addresses stay as they are: `url` and `doi` are read verbatim.

    `date` is for biber, which reads EDTF; `year` and `month` are for BibTeX. `langid` names a language of babel. Where
    the type of the entry does not tell the CSL type, `entrysubtype` does, which no style prints (biblatex 3.20, 2.3.3).
    Which degree a thesis is for is not known; `type` is printed instead of "PhD thesis".
    """
    names, others = item_authors(item)
    container = {"article": "journal", "incollection": "booktitle"}
    kind = _BIBTEX_TYPES.get(item["type"], "misc")
    fields = {
        "entrysubtype": item["type"] if kind in _SEVERAL_TYPES and item["type"] != "article-journal" else "",
        "author": " and ".join([*map(_bibtex_name, names), *["others"] * others]),
        "editor": " and ".join(map(_bibtex_name, item.get("editor", []))),
        "translator": " and ".join(map(_bibtex_name, item.get("translator", []))),
        "title": "{" + _tex_value(item["title"]) + "}",
        container.get(kind, "howpublished"): _tex_value(item.get("container-title", "")),
        "date": _biblatex_date(item),
        "year": str(date_parts(item)[0]) if date_parts(item) else "",
        "langid": langid(item.get("language", "")),
    }
    for name, field in _BIBTEX_FIELDS.items():
        if value := _one_line(str(item.get(name, ""))):
            fields[field] = _verbatim(value) if field in {"url", "doi"} else _tex_value(value)
    if item["type"] in NUMBERED:  # an issue is what `number` says of a periodical
        fields["issue"], fields["number"] = fields.get("number", ""), _tex_value(item.get("number", ""))
    if kind in _PUBLISHERS and "publisher" in fields:
        fields[_PUBLISHERS[kind]] = fields.pop("publisher")
    if kind == "phdthesis":
        fields["type"] = "学位论文" if item.get("language", "").startswith("zh") else "Thesis"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    lines += [f"  month = {month_abbr[date_parts(item)[1]].lower()}," for _ in date_parts(item)[1:2]]
    key = re.sub(r"[^A-Za-z0-9-]", "", item["id"])
    return "\n".join([f"@{kind}{{{key},", *lines, "}"]) + "\n"


def write_ris(item: Item) -> str:
    """Return an item as one RIS record, lines ended by CR LF as the specification has it."""
    names, _others = item_authors(item)
    lines = [("TY", _RIS_TYPES.get(item["type"], "GEN"))]
    lines += [("AU", _ris_name(name)) for name in names]
    lines += [("ED", _ris_name(name)) for name in item.get("editor", [])]
    lines += [("A4", _ris_name(name)) for name in item.get("translator", [])]
    lines += [(tag, str(item[name])) for name, tag in _RIS_FIELDS.items() if item.get(name)]
    if parts := date_parts(item):
        year, month, day = [*(f"{part:02}" for part in parts), "", ""][:3]
        lines += [("PY", year), ("DA", f"{year}/{month}/{day}/{_ris_remark(item)}")]
    if pages := item.get("page"):
        first, _, last = pages.replace("–", "-").partition("-")
        lines += [("SP", first), ("EP", last)] if last else [("SP", first)]
    standard_numbers = "; ".join(item[name] for name in ("ISBN", "ISSN") if item.get(name))
    lines += [("SN", standard_numbers)] if standard_numbers else []
    lines += [("AN", f"arXiv:{item['archive_location']}")] if item.get("archive_location") else []
    lines += [("ID", item["id"]), ("ER", "")]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in lines)


def _ris_name(name: dict[str, str]) -> str:
    """Return a name of a CSL item as it is written to RIS: family, given, suffix."""
    if "literal" in name:
        return name["literal"]
    given = " ".join(filter(None, [name.get("given"), name.get("dropping-particle")]))
    return ", ".join(filter(None, [name["family"], given, name.get("suffix")]))


def _ris_remark(item: Item) -> str:
    """What the date has no place for: an interval, or that it is approximate."""
    found = csl_years(item)
    return f"ca. {found}" if is_approximate(item) else found if "–" in found else ""


def _bibtex_name(name: dict[str, str]) -> str:
    """Return a name of a CSL item as it is written to BibTeX: "van der Berg, Jr., Jean-Luc"; a literal in braces, so
    that it is not taken apart."""
    if "literal" in name:
        return "{" + _tex_value(name["literal"]) + "}"
    family = _tex_value(" ".join(filter(None, [name.get("dropping-particle"), name["family"]])))
    if _NEEDS_BRACES.search(family) or (is_east_asian(name) and " " in family):
        family = "{" + family + "}"
    given = _tex_value(name.get("given", ""))
    given = "{" + given + "}" if "," in given else given
    return ", ".join(filter(None, [family, _tex_value(name.get("suffix", "")), given]))


# What parts the names of a list, or the parts of a name.
_NEEDS_BRACES = re.compile(r",|(?:^| )and(?: |$)", re.IGNORECASE)


def _biblatex_date(item: Item) -> str:
    """Return the date of a CSL item as it is written to biblatex, in EDTF."""
    issued = item.get("issued", {})
    mark = "~" if is_approximate(item) else ""
    dates = [
        ".." if date == [0] else "-".join(f"{part:02}" for part in date) + mark for date in issued.get("date-parts", [])
    ]
    return "/".join(dates) or str(issued.get("literal", "")).replace("–", "../")


def _tex_value(text: str) -> str:
    return _one_line(text).translate(_TEX)


def _verbatim(text: str) -> str:
    return text.replace("{", "%7B").replace("}", "%7D")


def _one_line(text: str) -> str:
    return " ".join(text.split())


WRITTEN_FORMS = ("bibtex", "ris", "csl-json")


def write_references(items: Iterable[Item], form: str) -> Iterator[str]:
    """Yield a file with references in one of `WRITTEN_FORMS`, in pieces."""
    if form == "csl-json":
        start = "[\n"
        for item in items:
            yield start + orjson.dumps(item).decode()
            start = ",\n"
        yield "[]\n" if start == "[\n" else "\n]\n"
        return
    write, between = (write_bibtex, "\n") if form == "bibtex" else (write_ris, "\r\n")
    for item in items:
        yield write(item) + between
