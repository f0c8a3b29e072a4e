"""Recognise identifiers of works in what somebody typed or a reference says: DOI, ISBN, arXiv.

DOI: ISO 26324. ISBN: ISO 2108 with its check digit; the form with 13 digits is stored. arXiv: the schemes before and
since April 2007; the version is left out.
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
_ISBN = re.compile(r"(?:urn:)?(?:isbn)?(?:-1[03])?:?\s*([0-9][0-9Xx‐-―−\s-]{8,20})", re.IGNORECASE)


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


def find_isbn(text: str) -> str:
    """Return the ISBN that a text is, as 13 digits; "" if it is none or its check digit is wrong.

    >>> find_isbn("ISBN 0-306-40615-2"), find_isbn("978-0-306-40615-7"), find_isbn("978-0-306-40615-8")
    ('9780306406157', '9780306406157', '')
    """
    digits = isbn_digits(text)
    if len(digits) == 10 and re.fullmatch("[0-9]{9}[0-9X]", digits):
        values = [10 if digit == "X" else int(digit) for digit in digits]
        if sum(value * (10 - place) for place, value in enumerate(values)) % 11 == 0:
            return _with_check_digit("978" + digits[:9])
    if re.fullmatch("97[89][0-9]{10}", digits) and digits == _with_check_digit(digits[:12]):
        return digits
    return ""


def isbn_digits(text: str) -> str:
    """Return the 10 or 13 characters of what looks like an ISBN, whatever its check digit; "" otherwise."""
    found = _ISBN.fullmatch(text.strip())
    digits = re.sub("[^0-9X]", "", found[1].upper()) if found else ""
    return digits if len(digits) in (10, 13) else ""


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


def _with_check_digit(digits: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"
