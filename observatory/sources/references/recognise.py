"""What somebody entered to find a source by: references, an identifier or an address. Pure function."""

import re
from dataclasses import dataclass

from observatory.sources.pasted_urls import without_copying_mistakes
from observatory.sources.references import detect_form
from observatory.sources.references.source_draft import tidy_value
from observatory.text.identifiers import find_arxiv, find_doi, find_isbn, isbn_digits

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(r"(?:[\w-]+\.)+[a-z]{2,20}(?:/\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recognised:
    """`kind` is "references", "doi", "arxiv", "isbn", "address", "wrong isbn", or "title" for any other text."""

    kind: str
    value: str


def recognise_entered(text: str) -> Recognised:
    """Return what somebody entered to find a source by: references, an identifier, an address or a title.

    >>> recognise_entered("doi:10.1000/182"), recognise_entered("most.gov.cn/a.html").value
    (Recognised(kind='doi', value='10.1000/182'), 'https://most.gov.cn/a.html')
    """
    if detect_form(text):
        return Recognised("references", text)
    typed = tidy_value(text)
    if arxiv := find_arxiv(typed):
        return Recognised("arxiv", arxiv)
    if doi := find_doi(typed):
        return Recognised("doi", doi)
    if isbn := find_isbn(typed):
        return Recognised("isbn", isbn)
    if isbn_digits(typed) and not re.fullmatch(r"\d{4}[-.]\d{1,2}[-.]\d{1,2}", typed):
        return Recognised("wrong isbn", typed)
    if _ADDRESS.fullmatch(typed):
        return Recognised("address", without_copying_mistakes(typed))
    if _WITHOUT_SCHEME.fullmatch(typed):
        return Recognised("address", without_copying_mistakes(f"https://{typed}"))
    return Recognised("title", typed)
