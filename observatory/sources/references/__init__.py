"""Read references (BibTeX, RIS, CSL-JSON, EndNote, RefWorks) as drafts of sources, and write them. Pure functions."""

import re

from django.utils.translation import gettext_lazy as _

from observatory.sources.references import bibtex_reader, csl_json, ris_reader
from observatory.sources.references.source_draft import (
    MAX_CHARACTERS,
    MAX_REFERENCES,
    DraftContributor,
    DraftLocation,
    ParsedReferences,
    ReferenceProblem,
    SourceDraft,
)

__all__ = ["DraftContributor", "DraftLocation", "ParsedReferences", "ReferenceProblem", "SourceDraft"]
__all__ += ["MAX_CHARACTERS", "MAX_REFERENCES", "detect_form", "parse_references"]

_PARSERS = {
    "bibtex": bibtex_reader.parse_bibtex,
    "ris": ris_reader.parse_ris,
    "csl-json": csl_json.parse_csl_json,
    "endnote": ris_reader.parse_endnote,
    "refworks": ris_reader.parse_refworks,
}
_FORMS = {
    "csl-json": re.compile(r"\s*[\[{]\s*[{\"\]}]"),
    "ris": re.compile(r"^\s{0,2}TY {0,2}- ?\S", re.MULTILINE),
    "endnote": re.compile(r"^\s*%0 \S", re.MULTILINE),
    "refworks": re.compile(r"^RT \S.*\n(?:.*\n)*?(?:T1|A1|SR) ", re.MULTILINE),
    "bibtex": re.compile(r"^\s*@\s*[A-Za-z]{3,40}\s*[{(]", re.MULTILINE),
}
_UNKNOWN = _("This is no reference in BibTeX, RIS, EndNote, RefWorks or CSL-JSON.")
_EXPORT = _("Export it again in one of these formats, or make the source by hand.")
_TOO_LONG = _("The text is longer than %(most)d characters.")
_TOO_MANY = _("The text has more than %(most)d references; the others were not read.")
_SPLIT = _("Divide it into several.")


def detect_form(text: str) -> str:
    """Return the name of the form of a text with references: a key of `parse_references`' forms; "" if it is none."""
    start = text.lstrip("\ufeff")[:20_000]
    return next((form for form, pattern in _FORMS.items() if _begins(form, pattern, start)), "")


def _begins(form: str, pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.match(text) if form == "csl-json" else pattern.search(text))


def parse_references(text: str, form: str | None = None, *, most: int | None = MAX_REFERENCES) -> ParsedReferences:
    """Return the references of a text as drafts, and what could not be read.

    `form` is "bibtex", "ris", "csl-json", "endnote" or "refworks"; without it, it is recognised. Nothing is raised
    for bad input. At most `MAX_CHARACTERS` and `most` references are read, all where it is None; more is a problem, not
    a silent cut.
    """
    if most is not None and len(text) > MAX_CHARACTERS:
        problem = ReferenceProblem(0, "", _TOO_LONG % {"most": MAX_CHARACTERS}, _SPLIT)
        return ParsedReferences(form or "", (), (problem,))
    text = text.replace("\x00", "")
    form = form or detect_form(text)
    if form not in _PARSERS:
        return ParsedReferences("", (), (ReferenceProblem(0, "", _UNKNOWN, _EXPORT),))
    found = _PARSERS[form](text, most)
    if not found.references and not found.problems:
        return ParsedReferences(form, (), (ReferenceProblem(0, "", _UNKNOWN, _EXPORT),))
    if found.cut:
        problem = ReferenceProblem(0, "", _TOO_MANY % {"most": most}, _SPLIT)
        return ParsedReferences(form, found.references, (*found.problems, problem))
    return found
