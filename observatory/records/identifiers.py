"""Formats of identifiers, and their check digits where they have them. Values are stored without a URL.

DOI: ISO 26324. ROR: ror.org, check digits of ISO/IEC 7064 MOD 97-10 over Crockford's base 32. ISNI: ISO 27729, MOD
11-2. Wikidata: an item. arXiv: the schemes before and since April 2007. URN: RFC 8141. A document number has no fixed
format, but it contains a digit.
"""

import re

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
