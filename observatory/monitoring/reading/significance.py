"""Significant parts of a changed passage: dates, numbers, document numbers, negations, modal verbs."""

import re
from collections.abc import Iterator

from observatory.text.normal_forms import has_han
from observatory.text.tokens import split_tokens

DATE, NUMBER, DOCUMENT_NUMBER, NEGATION, MODAL = "date", "number", "document_number", "negation", "modal"

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_HAN_DIGITS = "〇零一二三四五六七八九十"
_WHOLE = re.compile(
    "|".join(
        (
            # 国发〔2017〕35号 (GB/T 9704-2012, 7.2.5), 主席令第八十四号, Regulation (EU) 2024/1689, ISO 42001
            rf"(?P<{DOCUMENT_NUMBER}>[\u4e00-\u9fff]{{0,8}}[〔\[（(【]\s*(?:19|20)\d\d\s*[〕\]）)】]\s*第?\s*\d+\s*号|"
            rf"第\s*[\d{_HAN_DIGITS}百千]+\s*号"
            r"|\b(?:Regulation|Directive|Decision)\s+\((?:EU|EC)\)\s+(?:No\.?\s*)?\d+/\d+|"
            r"\b[A-Z]{2,}(?:/[A-Z]+)?[ -]\d{2,}(?:[-:.]\d+)*(?:-\d{4})?\b)",
            rf"(?P<{DATE}>\d{{4}}\s*年(?:\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?)?|\d{{1,2}}\s*月\s*\d{{1,2}}\s*日|"
            rf"[{_HAN_DIGITS}]{{4}}年(?:[{_HAN_DIGITS}]{{1,3}}月(?:[{_HAN_DIGITS}]{{1,3}}日)?)?"
            rf"|\b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}\b|\b\d{{1,2}}(?:st|"
            rf"nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?\b|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|"
            rf"th)?(?:,?\s+\d{{4}})?\b|\b{_MONTH}\s+\d{{4}}\b)",
        )
    )
)
_NUMBER = re.compile(rf"\d[\d.,:/]*%?|[{_HAN_DIGITS}百千万亿两]+[个年月日天周次倍成元]*")


def _all(mark: str, words: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), mark)


_WORDS = {
    **_all(
        NEGATION, "not no never none neither nor cannot can't won't don't doesn't didn't isn't aren't without nothing"
    ),
    **_all(
        NEGATION, "不 没 没有 未 无 非 否 勿 莫 并非 并不 不是 不会 不能 不再 无法 无需 不予 尚未 从未 未经 禁止 严禁"
    ),
    **_all(MODAL, "shall must may should can will would might could required prohibited ought need mustn't shouldn't"),
    **_all(MODAL, "应当 应 不得 不应 必须 须 可 可以 得 能够 应该 需 需要 不可 不准 有权 予以 一律"),
}


def marked_tokens(text: str) -> list[tuple[str, str]]:
    """Return every token of the text with its mark ("" for none); joined, the tokens are the text.

    A date or a document number is one token, so that a difference shows it whole.
    """
    found: list[tuple[str, str]] = []
    start = 0
    for match in _WHOLE.finditer(text):
        found.extend(_marked(text[start : match.start()]))
        found.append((match[0], match.lastgroup or ""))
        start = match.end()
    found.extend(_marked(text[start:]))
    return found


def _marked(text: str) -> Iterator[tuple[str, str]]:
    for piece in split_tokens(text):
        # The dictionary has 不得公开 as one word; the modal verb in it becomes a separate token.
        if len(piece) > 2 and (first := _WORDS.get(piece[:2])) and piece not in _WORDS and has_han(piece):
            yield piece[:2], first
            yield piece[2:], significance_of(piece[2:])
        else:
            yield piece, significance_of(piece)


def significance_of(word: str) -> str:
    """Return the mark of one word: number, negation, modal or none."""
    if _NUMBER.fullmatch(word):
        return NUMBER
    return _WORDS.get(word.lower().replace("’", "'"), "")
