"""Detect the language of a text from its script and from what the document declares."""

import re

_KANA = re.compile("[\u3040-\u30ff]+")
_HANGUL = re.compile("[\uac00-\ud7af]+")
_HAN = re.compile("[\u4e00-\u9fff]+")
_SUBTAG = re.compile(r"[a-z]{2,3}(?![a-z])")


def detect_language(text: str, declared: str = "") -> str:
    """Return the BCP 47 primary subtag ("zh", "en"), "" if unknown. The script takes precedence over the declaration:
    Chinese pages made from an English template declare themselves to be English."""
    sample = text[:1_500]
    if not sample.isascii() and (written := _language_of_script(sample)):
        return written
    subtag = _SUBTAG.match(declared.lower())
    if subtag and subtag[0] not in ("zh", "ja", "ko"):
        return subtag[0]
    return "en" if _reads_english(sample) else ""


def _language_of_script(sample: str) -> str:
    """Return the language that the characters of a text show: Chinese, Japanese or Korean; "" for others."""
    han, kana, hangul = (sum(map(len, runs.findall(sample))) for runs in (_HAN, _KANA, _HANGUL))
    letters = sum(map(str.isalpha, sample)) or 1
    if hangul > letters * 0.2:
        return "ko"
    if kana > (han + kana) * 0.1 and han + kana > letters * 0.1:
        return "ja"
    return "zh" if han > letters * 0.1 else ""


_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|for|that|with|are)\b", re.IGNORECASE)


def _reads_english(sample: str) -> bool:
    return len(_ENGLISH.findall(sample)) * 12 > len(sample.split())
