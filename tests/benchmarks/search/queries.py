"""Fifty queries: words that occur in most entries and in few, alone and together, in both languages."""

from tests.benchmarks.search.generate import CHINESE, ENGLISH, vocabulary


def fifty() -> list[tuple[str, dict[str, list[str]]]]:
    """Return texts with what is chosen of the facets."""
    rare_english, rare_chinese = (words[-400:] for words in vocabulary())
    of_two = [word for word in CHINESE if len(word) == 2]
    longer = [word for word in CHINESE if len(word) > 2]
    texts = [
        *of_two[:12:2],
        *of_two[20:44:8],
        *longer[:24:3],
        *(rare_chinese[place] for place in (0, 40, 80, 120)),
        *(ENGLISH[place] for place in (0, 1, 4, 9, 20, 60, 110)),
        *(" ".join(ENGLISH[place : place + 2]) for place in (0, 3, 8, 30, 70)),
        "artificial intelligence science research",
        *(rare_english[place] for place in (0, 90)),
        "人工智能 ethics",
        "伦理 review",
        "AI 数据",
        "算法 model",
        '"artificial intelligence"',
        '"intelligence science"',
        "《人工智能》",
        "法",
        "00004711",
    ]
    plain = [(text, {}) for text in texts]
    return [
        *plain,
        ("伦理", {"jurisdiction": ["CN"]}),
        ("人工智能", {"kind": ["instrument"], "year": ["2023"]}),
        ("data", {"theme": ["TH1", "TH2"]}),
        ("governance", {"evidence": ["disputed"], "jurisdiction": ["CN"]}),
        ("", {"kind": ["initiative"]}),
        ("", {"jurisdiction": ["GB"]}),
        ("", {}),
    ]


def chinese_words() -> list[str]:
    """Return words of two to six characters for recall and precision: of the vocabulary, and begun in mid-word."""
    words = vocabulary()[1]
    known = [word for word in words[:400:4] if 2 <= len(word) <= 6]
    inner = [word[1:] for word in words[:300:7] if len(word) > 3]
    return list(dict.fromkeys([*known, *inner]))
