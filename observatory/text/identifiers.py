"""Identifiers of works and organisations (DOI, ISBN, ISSN, arXiv, ROR, ISNI, Wikidata, URN): find them in what was
typed or pasted, check form and check digits. Pure functions.

ISBN: ISO 2108; one with ten digits is the one with thirteen that begins with 978. ISSN: ISO 3297. DOI: ISO 26324.
ROR: ror.org, check digits of ISO/IEC 7064 MOD 97-10 over Crockford's base 32. ISNI: ISO 27729, MOD 11-2. Wikidata: an
item. arXiv: the schemes before and since April 2007. URN: RFC 8141. A document number has no fixed format, but it
contains a digit. The catalogue stores values without a URL, and an arXiv number without version.
"""

import re
from urllib.parse import unquote

_ISBN = re.compile(r"(?:urn:)?(?:isbn)?(?:-1[03])?:?\s*([0-9][0-9Xx‐-―−\s-]{8,20})", re.IGNORECASE)
_ISSN = re.compile(r"(?:urn:)?(?:[ep]?-?issn)?:?\s*([0-9]{4})[‐-―−\s-]?([0-9]{3}[0-9Xx])", re.IGNORECASE)


def find_isbn(text: str) -> str:
    """Return the ISBN that a text is, as 13 digits; "" if it is none or its check digit is wrong.

    >>> find_isbn("ISBN 0-306-40615-2"), find_isbn("978-0-306-40615-7"), find_isbn("978-0-306-40615-8")
    ('9780306406157', '9780306406157', '')
    """
    digits = isbn_digits(text)
    if len(digits) == 10 and re.fullmatch("[0-9]{9}[0-9X]", digits) and _sum_by_place(digits) % 11 == 0:
        return _with_check_digit("978" + digits[:9])
    if re.fullmatch("97[89][0-9]{10}", digits) and digits == _with_check_digit(digits[:12]):
        return digits
    return ""


def isbn_digits(text: str) -> str:
    """Return the 10 or 13 characters of what looks like an ISBN, whatever its check digit; "" otherwise."""
    found = _ISBN.fullmatch(text.strip())
    digits = re.sub("[^0-9X]", "", found[1].upper()) if found else ""
    return digits if len(digits) in (10, 13) else ""


def find_issn(text: str) -> str:
    """Return the ISSN that a text is, as it is printed; "" if it is none or its check digit is wrong.

    >>> find_issn("ISSN 0028-0836"), find_issn("2434561x"), find_issn("0028-0837")
    ('0028-0836', '2434-561X', '')
    """
    found = _ISSN.fullmatch(text.strip())
    if not found or _sum_by_place((found[1] + found[2]).upper()) % 11:
        return ""
    return f"{found[1]}-{found[2].upper()}"


def _sum_by_place(digits: str) -> int:
    """Return the sum of digits, the last one once, the one before it twice and so on; X is ten."""
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(value * (len(digits) - place) for place, value in enumerate(values))


def _with_check_digit(digits: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


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


# Addresses under which identifiers are shown or shared; what follows is the identifier itself.
_RESOLVER = re.compile(
    r"^(?:https?://)?(?:(?:dx\.)?doi\.org/|ror\.org/|(?:www\.)?wikidata\.org/(?:wiki|entity)/|arxiv\.org/(?:abs|pdf)/"
    r"|(?:www\.)?isni\.org/(?:isni/)?|[^/\s]+/r/)|^(?:doi|arxiv|ror|isni|wikidata|urn:doi):",
    re.IGNORECASE,
)
_FOR_PEOPLE = (
    (re.compile(r"\b(\d{4})[ -](\d{4})[ -](\d{4})[ -](\d{3}[\dX])\b", re.IGNORECASE), r"\1\2\3\4"),
    (re.compile(r"\b(\d{4}\.\d{4,5})v\d+\b", re.IGNORECASE), r"\1"),
    (
        re.compile(
            r"\b(?:doi|arxiv|isni|ror|wikidata)[:\s]\s*(?=10\.\d|\d{4}\.\d{4}|\d{15}|0\w{8}\b|Q\d)", re.IGNORECASE
        ),
        "",
    ),
)


def identifiers_as_stored(text: str) -> str:
    """Return a text with the identifiers in it as the catalogue has them: without scheme, groups and version.

    >>> identifiers_as_stored("ISNI 0000 0001 2150 090X and arXiv:2304.02948v2")
    '000000012150090X and 2304.02948'
    """
    for written_so, bare in _FOR_PEOPLE:
        text = written_so.sub(bare, text)
    return text


def without_resolver(word: str) -> str:
    """Return the identifier in the address of a resolver, or after a scheme; the word itself where it is neither.

    >>> without_resolver("https://doi.org/10.1234/abc")
    '10.1234/abc'
    """
    return _RESOLVER.sub("", word) or word


def identifier_key(scheme: str, value: str) -> str:
    """Return a key that is the same for an identifier however it is written: with its web address or in capitals."""
    text = value.strip().casefold()
    if "://" in text:
        text = text.partition("://")[2].removeprefix("www.").rstrip("/")
        for host in ("doi.org/", "dx.doi.org/", "ror.org/", "arxiv.org/abs/", "wikidata.org/wiki/", "isni.org/isni/"):
            text = text.removeprefix(host)
    return text if scheme in ("doi", "ror", "wikidata", "arxiv", "isni", "other") else f"{scheme}:{text}"


# Scheme -> pattern and example. PostgreSQL uses the same patterns (`identifier_form`), so they use its syntax.
FORMS = {
    "doi": (r"10\.[0-9]{4,9}/[^\s]+", "10.1038/s41586-023-06185-3"),
    "ror": (r"0[0-9a-hj-km-np-tv-z]{6}[0-9]{2}", "05qghxh33"),
    "wikidata": (r"Q[1-9][0-9]*", "Q42"),
    "isni": (r"[0-9]{15}[0-9X]", "0000000121032683"),
    "arxiv": (r"([0-9]{4}\.[0-9]{4,5}|[a-z-]+(\.[A-Z]{2})?/[0-9]{7})(v[0-9]+)?", "2301.00001"),
    "urn": (r"urn:[a-z0-9][a-z0-9-]{1,31}:[^\s]+", "urn:nbn:de:101:1-201102033592"),
    "document_number": (r"(?=.*[0-9])[^\s](.*[^\s])?", "〔2023〕1"),
    "other": (r"[^\s](.*[^\s])?", "X1"),
}
_BASE_32 = {character: value for value, character in enumerate("0123456789abcdefghjkmnpqrstvwxyz")}


def matches_scheme(scheme: str, value: str) -> bool:
    """Return whether a value has the form of an identifier of its scheme."""
    pattern, _example = FORMS[scheme]
    return bool(re.fullmatch(pattern, value))


def has_wrong_check_digit(scheme: str, value: str) -> bool:
    """Return whether the check digits of a well-formed value are wrong; only ROR and ISNI have any."""
    if scheme == "ror":
        return int(value[7:]) != 98 - _number(value[:7]) * 100 % 97
    if scheme != "isni":
        return False
    import idutils  # imported late: compiling its patterns takes a fifth of a second, in every process

    return not idutils.is_isni(value)


def _number(text: str) -> int:
    total = 0
    for character in text:
        total = total * 32 + _BASE_32[character]
    return total
