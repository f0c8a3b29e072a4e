"""Whether a text is written from right to left: its base direction, for the attribute `dir` of HTML."""

import re

# Hebrew, Arabic, Syriac, Thaana, NKo, their presentation forms, and blocks of plane 1 (Unicode blocks).
RTL_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"})


def text_direction(text: str, language: str = "") -> str:
    """Return "rtl" for a text in a language written from right to left, "auto" where the language does not say, "" for
    a text without such letters: its direction is that of any page of ours.

    >>> text_direction("GPT للعلوم", "ar"), text_direction("خطة"), text_direction("Khutta", "ar-Latn")
    ('rtl', 'auto', '')
    """
    if text.isascii() or not RTL_LETTER.search(text):
        return ""
    return "rtl" if language.partition("-")[0].lower() in _RTL_LANGUAGES else "auto"
