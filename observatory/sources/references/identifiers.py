"""Recognise identifiers of works in what somebody typed or a reference says: DOI, arXiv.

DOI: ISO 26324. arXiv: the schemes before and since April 2007; the version is left out. ISBN and ISSN are in
`observatory.text.standard_numbers`.
"""

import re
from urllib.parse import unquote

_DOI = re.compile(r"(?:doi:?\s*|https?://(?:dx\.|www\.)?doi\.org/)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_ARXIV = re.compile(
    r"(?:arxiv:\s*|https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/)?"
    r"([0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?:v[0-9]{1,3})?(?:\.pdf)?",
    re.IGNORECASE,
)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)


def find_doi(text: str) -> str:
    """Return the DOI that a text is, without "doi:" or URL; "" if it is none. Letter case has no meaning in a DOI (ISO
    26324, 4.2.2), and stays.

    >>> find_doi("https://doi.org/10.1038/S41586-023-06185-3."), find_doi("doi: 10.1000/182")
    ('10.1038/S41586-023-06185-3', '10.1000/182')
    """
    text = text.strip()
    text = unquote(text) if re.match("https?:", text, re.IGNORECASE) else text
    found = _DOI.fullmatch(text)
    if not found or len(found[1]) > 200 or not found[1].isprintable():
        return ""
    doi = found[1].rstrip(".,;。，；")
    for opening, closing in ("()", "[]", "{}", "（）"):
        if doi.endswith(closing) and doi.count(closing) > doi.count(opening):
            doi = doi[:-1]
    return doi


def find_arxiv(text: str) -> str:
    """Return the arXiv identifier that a text is, without version; "" if it is none.

    >>> find_arxiv("arXiv:2301.00001v2"), find_arxiv("https://arxiv.org/pdf/hep-th/9901001")
    ('2301.00001', 'hep-th/9901001')
    """
    text = text.strip()
    if registered := _ARXIV_DOI.fullmatch(find_doi(text)):
        text = registered[1]
    found = _ARXIV.fullmatch(text)
    return found[1] if found else ""


def arxiv_doi(identifier: str) -> str:
    """Return the DOI that arXiv registers for each of its papers."""
    return f"10.48550/arxiv.{identifier.lower()}"
