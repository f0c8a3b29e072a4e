"""Character bigrams: the index terms of Chinese text, where two-character words rule out trigrams."""

import re

from observatory.text.normal import HAN, fold

_HAN_RUN = re.compile(f"[{HAN}]+")


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of neighbouring Chinese characters, in order; a character alone stands for itself.

    >>> bigrams("人工智能, AI, 法")
    ['人工', '工智', '智能', '法']
    """
    terms: list[str] = []
    for run in _HAN_RUN.findall(fold(text)):
        terms.extend(run[i : i + 2] for i in range(len(run) - 1)) if len(run) > 1 else terms.append(run)
    return terms
