"""Normal forms of text, which are equal for texts that differ only in typography or encoding."""

import re
import unicodedata

# Han, kana, hangul and CJK punctuation: scripts written without spaces between words (Unicode blocks).
CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\ufffd"
)
_DOUBLE_QUOTES = "“”„‟«»「」『』〝〞〟″‶＂《》〈〉"
_SINGLE_QUOTES = "‘’‚‛‹›′‵`´＇"
_DASHES = "‐‑‒–—―−─﹘﹣－"
# Radicals that NFKC leaves alone, and the characters they stand for (Unicode, EquivalentUnifiedIdeograph.txt):
# converters of PDF put the one where the other belongs.
RADICALS = dict(
    zip(
        "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻"
        "⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿"
        "肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)
_FOLD = {
    **RADICALS,
    **dict.fromkeys(_INVISIBLE, ""),
    **dict.fromkeys(_DOUBLE_QUOTES, '"'),
    **dict.fromkeys(_SINGLE_QUOTES, "'"),
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys("〜～∼", "~"),
    **dict.fromkeys("•‧・∙⋅●", "·"),
}
_FOLDED = re.compile(f"[{re.escape(''.join(_FOLD))}]")
# Wide forms of what nearly every Chinese sentence has, and what UAX #15 maps them to.
_WIDE_FORMS = tuple(zip("，：；！？（）％．～／\u3000", ",:;!?()%.~/ ", strict=True))
_SPACE_WITHOUT_MEANING = re.compile(rf" (?=[^\w]|[{CJK}])|(?<=[{CJK}]) |(?<=[^\w ]) ")
_HAN = re.compile(f"[{HAN}]")


def collapse_spaces(text: str) -> str:
    """Return the text with every run of white space (U+00A0 and U+3000 included) replaced by one space, none at the
    ends."""
    # Of all white space only the plain space counts as printable.
    return text.strip(" ") if text.isprintable() and "  " not in text else " ".join(text.split())


def fold_typography(text: str) -> str:
    """Return the text with NFKC applied (UAX #15), one kind of quote, dash and space, and nothing invisible; letter
    case is unchanged."""
    return collapse_spaces(_folded(text))


def _folded(text: str) -> str:
    if text.isascii():
        return text.replace("`", "'")
    # A text already in normal form takes a hundredth of the time of one with a single wide comma.
    for wide, narrow in _WIDE_FORMS:
        text = text.replace(wide, narrow)
    return _FOLDED.sub(lambda match: _FOLD[match[0]], unicodedata.normalize("NFKC", text))


def comparison_key(text: str) -> str:
    """Return the folded text without the spaces that have no meaning: next to CJK characters and next to punctuation.

    Two texts with the same key read the same: "AI 模型 (2025)" and "AI模型（2025）".
    """
    closed_up = _SPACE_WITHOUT_MEANING.sub("", fold_typography(text))
    # A space may have separated a combining mark from its letter.
    return closed_up if closed_up.isascii() else unicodedata.normalize("NFKC", closed_up)


def without_spaces(text: str) -> str:
    """Return the folded text without any space: equal for texts that differ only in typography and layout."""
    return "".join(_folded(text).split())


def has_han(text: str) -> bool:
    """Return whether the text contains a Chinese character."""
    return _HAN.search(text) is not None
