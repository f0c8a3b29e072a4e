"""Standard numbers of books and periodicals, with their check digits.

ISBN: ISO 2108; one with ten digits is the one with thirteen that begins with 978. ISSN: ISO 3297.
"""

import re

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
