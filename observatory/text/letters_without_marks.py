"""Letters without marks, for search: é is e, ß is ss, an Arabic word has no vowel signs. Pure functions."""

import re
import unicodedata

# Combining marks, which Python does not count among the characters of a word.
MARKS = "".join(chr(code) for code in range(0x300, 0x1D00) if unicodedata.category(chr(code))[0] == "M")
# Letters that Unicode does not take apart (after NFKD and `casefold`): Latin as UCA's primary level or as it is typed
# without the key; Arabic and Persian as Lucene's ArabicNormalizer and PersianNormalizer.
_PLAIN = str.maketrans(
    dict(zip("øłđðħıŋŧ", "olddhint", strict=True))
    | {"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th"}
    | dict(zip("\u0671\u0649\u06cc\u06a9\u06c1\u06be\u0629", "\u0627\u064a\u064a\u0643\u0647\u0647\u0647", strict=True))
)
_VIRAMA = 9  # canonical combining class (UAX #44): it joins two consonants of a word
ARTICLE_LETTERS = (
    "\u0627\u0648\u0628\u0643\u0641"  # with which an Arabic article begins: itself, "and", "in", "as", "so"
)
_ARABIC_ARTICLE = re.compile(f"[{ARTICLE_LETTERS[1:]}]?\u0627\u0644(?=.{{3}})")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def plain_letters(word: str) -> str:
    """Return a word, case-folded, without accents and vowel signs, in plain letters and figures; an Arabic word without
    its article.

    >>> plain_letters("straße"), plain_letters("łódź"), plain_letters("٢٠٢٦")
    ('strasse', 'lodz', '2026')
    """
    if word.isascii():
        return word
    letters = (letter for letter in unicodedata.normalize("NFKD", word) if _stays(letter))
    plain = "".join(str(unicodedata.decimal(letter, letter)) for letter in letters).translate(_PLAIN)
    return _ARABIC_ARTICLE.sub("", plain, count=1) if plain[:1] > "\u05ff" and _ARABIC_ARTICLE.match(plain) else plain


def _stays(letter: str) -> bool:
    return unicodedata.combining(letter) in (0, _VIRAMA)


def german_spelling(word: str) -> str:
    """Return a case-folded word with ä as ae and the like; "" if it has none of these letters."""
    spelt = word.translate(_GERMAN)
    return spelt if spelt != word else ""
