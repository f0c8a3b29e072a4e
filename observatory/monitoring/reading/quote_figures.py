"""The same figures in other words: ranges ("from 2021 to 2025", "2021–2025") and amounts in yuan ("RMB 30 million", "30
million yuan", "人民币3000万元"). Pure functions."""

import re

_FIGURE = r"(?<![\d.,])\d[\d.,]{0,20}"
_RANGE = re.compile(
    rf"(?:\bfrom |[自从由])?({_FIGURE})年? ?(?:\bto\b|\bthrough\b|[至到\-–—~～]) ?({_FIGURE})", re.IGNORECASE
)
_AMOUNT = rf"{_FIGURE} ?(?:thousand|million|billion|trillion|万亿|亿|万)?"
# Not the sign ¥, which is that of the yen too.
_YUAN = re.compile(
    rf"(?:\b(?:RMB|CNY)|人民币) ?({_AMOUNT})(?: ?(?:yuan\b|元))?|({_AMOUNT}) ?(?:yuan\b|元(?:人民币)?|RMB\b|CNY\b)",
    re.IGNORECASE,
)


def with_plain_figures(text: str) -> str:
    """Return a text with its ranges and its amounts in yuan in one wording. Figures, other currencies and all other
    words stay."""
    text = _RANGE.sub(r"\1–\2", text)
    return _YUAN.sub(lambda found: f"{(found[1] or found[2]).strip()} yuan ", text)
