"""Texts in two languages, English and Chinese: which form a reader gets, and the language of the interface. Pure
functions.

Languages are named as in documents, "en" or "zh-hans", as are the two forms of a text.
"""

from collections.abc import Mapping

LANGUAGES = ("en", "zh-hans")
# Each language with its tag in HTML and JSON-LD (BCP 47, the script subtag capitalised).
TAGS = {"en": "en", "zh-hans": "zh-Hans"}


def interface_language(code: str | None) -> str:
    """Return the interface language for a language code: every Chinese is "zh-hans", all others "en".

    >>> interface_language("zh-cn"), interface_language(None)
    ('zh-hans', 'en')
    """
    return "zh-hans" if (code or "").startswith("zh") else "en"


def languages_by_preference(language: str) -> tuple[str, str]:
    """Return both languages, the preferred one of a reader of `language` first."""
    return ("zh-hans", "en") if language == "zh-hans" else ("en", "zh-hans")


def localised(pair: Mapping[str, str | None], language: str) -> str:
    """Return a text in two languages as a reader gets it: in `language`, else in the other language, else the original.

    `pair` has the forms under "en", "zh-hans" and, for titles, "original"; a missing or empty form does not count.

    >>> localised({"en": "Plan", "zh-hans": "", "original": "规划"}, "zh-hans")
    'Plan'
    """
    return next((text for name in (*languages_by_preference(language), "original") if (text := pair.get(name))), "")
