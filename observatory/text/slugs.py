"""Slugs for URLs from titles in any language: ASCII letters and digits with hyphens."""

import re
import unicodedata

from observatory.text.typography import HAN, has_han

LONGEST = 80
# Latin letters that NFKD does not take apart.
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"})
_GENITIVE = re.compile(r"['’](?=s\b)")
_HAN_RUN = re.compile(f"[{HAN}]+")
_NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")


def make_slug(title: str, longest: int = LONGEST) -> str:
    """Return a slug for a title; "" if nothing of it can be written in Latin letters.

    Chinese is written in pinyin, accents are left out, every dash and other mark becomes a hyphen. A slug that is too
    long ends with its last whole word.

    >>> make_slug("AI – Phase II (2022–2025): “Réseau”"), make_slug("重庆人工智能计划")
    ('ai-phase-ii-2022-2025-reseau', 'chong-qing-ren-gong-zhi-neng-ji-hua')
    """
    text = _romanise_chinese(unicodedata.normalize("NFKC", title)) if has_han(title) else title
    text = unicodedata.normalize("NFKD", _GENITIVE.sub("", text).casefold().translate(_LETTERS))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    slug = _NOT_ALPHANUMERIC.sub("-", text).strip("-")
    if len(slug) <= longest:
        return slug
    return slug[: longest + 1].rpartition("-")[0] or slug[:longest]


def _romanise_chinese(text: str) -> str:
    # Its dictionaries take 20 MB and are needed only when somebody enters a record.
    from pypinyin import lazy_pinyin

    return _HAN_RUN.sub(lambda run: f" {' '.join(lazy_pinyin(run[0], errors='ignore'))} ", text)
