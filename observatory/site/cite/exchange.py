"""CSL items for reference managers: BibTeX (for biber and BibTeX alike) and RIS.

RIS tags: the specification of 2011 (Research Information Systems). Text is UTF-8 in both.
"""

import re

from observatory.site.cite.csl import Item
from observatory.site.cite.styles import people

_BIBTEX_TYPES = {
    "article-journal": "article",
    "article-newspaper": "article",
    "report": "techreport",
    "book": "book",
    "chapter": "incollection",
}
_BIBTEX_FIELDS = {
    "publisher": "publisher",
    "volume": "volume",
    "issue": "number",
    "page": "pages",
    "DOI": "doi",
    "URL": "url",
    "language": "langid",
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


def bibtex(item: Item) -> str:
    """Return an item as one BibTeX entry. Addresses stay as they are: `url` and `doi` are read verbatim."""
    names, others = people(item)
    authors = [_bibtex_name(name) for name in names] + ["others"] * others
    container = {"article": "journal", "incollection": "booktitle"}
    kind = _BIBTEX_TYPES.get(item["type"], "misc")
    fields = {
        "author": " and ".join(authors),
        "editor": " and ".join(_bibtex_name(name) for name in item.get("editor", [])),
        "title": "{" + _tex(item["title"]) + "}",
        container.get(kind, "howpublished"): _tex(item.get("container-title", "")),
        "year": _date_part(item, 0),
        "month": _date_part(item, 1),
    }
    for name, field in _BIBTEX_FIELDS.items():
        value = _one_line(str(item.get(name, "")))
        fields[field] = _verbatim(value) if field in {"url", "doi"} else _tex(value)
    if kind == "techreport" and fields["publisher"]:
        fields["institution"] = fields.pop("publisher")
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    key = re.sub(r"[^A-Za-z0-9-]", "", item["id"])
    return "\n".join([f"@{kind}{{{key},", *lines, "}"]) + "\n"


def ris(item: Item) -> str:
    """Return an item as one RIS record, lines ended by CR LF as the specification has it."""
    names, _others = people(item)
    lines = [("TY", _RIS_TYPES.get(item["type"], "GEN"))]
    lines += [("AU", _ris_name(name)) for name in names]
    lines += [("ED", _ris_name(name)) for name in item.get("editor", [])]
    lines += [(tag, str(item[name])) for name, tag in _RIS_FIELDS.items() if item.get(name)]
    if parts := item.get("issued", {}).get("date-parts", [[]])[0]:
        year, month, day = [*(f"{part:02}" for part in parts), "", ""][:3]
        lines += [("PY", year), ("DA", f"{year}/{month}/{day}/")]
    if pages := item.get("page"):
        first, _, last = pages.replace("–", "-").partition("-")
        lines += [("SP", first), ("EP", last)] if last else [("SP", first)]
    lines += [("ID", item["id"]), ("ER", "")]
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in lines)


def _ris_name(name: dict[str, str]) -> str:
    return name.get("literal") or ", ".join(filter(None, [name["family"], name.get("given")]))


def _bibtex_name(name: dict[str, str]) -> str:
    if "literal" in name:
        return "{" + _tex(name["literal"]) + "}"
    return ", ".join(_tex(part) for part in (name["family"], name.get("given", "")) if part)


def _date_part(item: Item, place: int) -> str:
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    return str(parts[place]) if len(parts) > place else ""


def _tex(text: str) -> str:
    return _one_line(text).translate(_TEX)


def _verbatim(text: str) -> str:
    return text.replace("{", "%7B").replace("}", "%7D")


def _one_line(text: str) -> str:
    return " ".join(text.split())
