"""Texts in two languages: which form a reader gets. Pure.

A language is named as documents name it, "en" or "zh-hans"; so are the two forms of a text.
"""

from collections.abc import Mapping

LANGUAGES = ("en", "zh-hans")
# Each language with its tag in HTML and JSON-LD (BCP 47, the script subtag capitalised).
TAGS = {"en": "en", "zh-hans": "zh-Hans"}


def language_of(code: str | None) -> str:
    """Return which of the two languages a language code stands for; every Chinese is "zh-hans", all others "en".

    >>> language_of("zh-cn"), language_of(None)
    ('zh-hans', 'en')
    """
    return "zh-hans" if (code or "").startswith("zh") else "en"


def preferred(language: str) -> tuple[str, str]:
    """Return both languages in the order in which a reader of `language` wants them."""
    return ("zh-hans", "en") if language == "zh-hans" else ("en", "zh-hans")


def localised(pair: Mapping[str, str | None], language: str) -> str:
    """Return the form of a text for a reader of `language`: in it, else in the other language, else the original.

    `pair` has the forms under "en", "zh-hans" and, for titles, "original"; a missing or empty form does not count.

    >>> localised({"en": "Plan", "zh-hans": "", "original": "规划"}, "zh-hans")
    'Plan'
    """
    return next((text for name in (*preferred(language), "original") if (text := pair.get(name))), "")
