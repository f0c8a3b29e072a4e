"""Fold typography: one kind of quote, dash, space, width and Chinese character, so that texts are equal which differ
in typography or encoding only.
"""

import re
import unicodedata

# Han, kana, hangul and CJK punctuation: scripts written without spaces between words (Unicode blocks).
CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

# Marks of format, variation selectors (of emoji, say), fillers, the Arabic letter that only widens a word.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u0640\u115f\u1160\u180b\u180c\u180d\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\ufffd"
) + "".join(map(chr, range(0xFE00, 0xFE10)))
_DOUBLE_QUOTES = "“”„‟«»「」『』〝〞〟″‶＂《》〈〉"
_SINGLE_QUOTES = "‘’‚‛‹›′‵`´＇ʼʻ"
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
# Ways of writing one character that differ in no meaning (Unicode, Unihan kZVariant and kSemanticVariant): what one
# region or one character set has for the other. A character and its simplified form are two.
HAN_VARIANTS = dict(
    zip(
        "臺裏爲峯羣衆牀汙祕竈麪啓綫説税鋭悦脱閲户戸敎靑淸内産録緑衞僞兑没吕黄温眞愼鎭値硏顔彦吿敍卽旣鄕藴〇",
        "台裡為峰群眾床污秘灶麵啟線說稅銳悅脫閱戶戶教青清內產錄綠衛偽兌沒呂黃溫真慎鎮值研顏彥告敘即既鄉蘊零",
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
    **dict.fromkeys("∶꞉", ":"),
    **dict.fromkeys("⁄∕", "/"),
    "⋯": "...",
}
_FOLDED = re.compile(f"[{re.escape(''.join(_FOLD))}]")
# Variation selectors of ideographs. In one class with the others, which are of the basic plane, they make it slow.
_VARIATIONS = re.compile("[\U000e0100-\U000e01ef]+")
# Wide forms of what nearly every Chinese sentence has, and what UAX #15 maps them to; then three that it takes apart
# into something else.
_WIDE_FORMS = tuple(zip("，：；！？（）％．～／\u3000︰´″", ",:;!?()%.~/ :'\"", strict=True))
_SPACE_WITHOUT_MEANING = re.compile(rf" (?=[^\w]|[{CJK}])|(?<=[{CJK}]) |(?<=[^\w ]) ")
_HAN = re.compile(f"[{HAN}]")
_VARIED_FORMS = HAN_VARIANTS | dict.fromkeys("〔【〖〘", "[") | dict.fromkeys("〕】〗〙", "]")
_VARIED = re.compile(f"[{''.join(_VARIED_FORMS)}]")
NUMERALS = "一二三四五六七八九零"
# A round sign for the zero in 二○二三年, 第一○五号.
_ROUND_ZEROS = re.compile(f"([{NUMERALS}十百千])([○◯O0]{{1,4}})(?=[{NUMERALS}十年月日号號条條])")
# Signs that are no plain figures and that NFKC writes with some: ² ½ ① ⒈ ㏠ (Unicode category No and squared words).
SIGNS = "".join(
    sign
    for first, last in ((0xB2, 0xBE), (0x2070, 0x2189), (0x2460, 0x24FF), (0x2776, 0x2793), (0x3250, 0x33FF))
    for sign in map(chr, range(first, last + 1))
    if any(map(str.isdecimal, unicodedata.normalize("NFKC", sign)))
)
_SIGN = re.compile(f"[{SIGNS}⁻⁺]")
_RAISED = re.compile(rf"(?<=\d)\s{{0,2}}(?=[{SIGNS}⁻⁺])|(?<=[{SIGNS}])(?=\d)")


def collapse_spaces(text: str) -> str:
    """Return the text with every run of white space (U+00A0 and U+3000 included) replaced by one space, none at the
    ends."""
    # Of all white space only the plain space counts as printable.
    return text.strip(" ") if text.isprintable() and "  " not in text else " ".join(text.split())


def fold_typography(text: str) -> str:
    """Return the text with NFKC applied (UAX #15), one kind of quote, dash and space, and nothing invisible; letter
    case is unchanged."""
    return collapse_spaces(_fold_signs_and_widths(text))


def _fold_signs_and_widths(text: str) -> str:
    """Return a text with its typography folded: one kind of quote, dash, space and width."""
    if text.isascii():
        return text.replace("`", "'")
    # A text already in normal form takes a hundredth of the time of one with a single wide comma.
    for wide, narrow in _WIDE_FORMS:
        text = text.replace(wide, narrow)
    folded = _FOLDED.sub(lambda match: _FOLD[match[0]], unicodedata.normalize("NFKC", _VARIATIONS.sub("", text)))
    # What was left out may have stood between a letter and its mark.
    return unicodedata.normalize("NFKC", folded)


def _fold_typography_and_variants(text: str) -> str:
    """Return a text with its typography folded, with one kind of square bracket and one form of each Chinese character
    too.

    A figure that is raised or in a circle next to a plain one stays apart: 10² is not 102, nor 3½ 31/2.
    """
    if text.isascii():
        return _fold_signs_and_widths(text)
    if _SIGN.search(text):
        text = _RAISED.sub("^", text)
    return _VARIED.sub(lambda match: _VARIED_FORMS[match[0]], _fold_signs_and_widths(text))


def _with_zeros(text: str) -> str:
    """Return the text, without spaces between Chinese characters, with 零 for round signs between Chinese figures."""
    return _ROUND_ZEROS.sub(lambda match: match[1] + "零" * len(match[2]), text)


def fold_variants(text: str) -> str:
    """Return what `fold_typography` does, with one form of each Chinese character, its zero and square brackets too."""
    folded = collapse_spaces(_fold_typography_and_variants(text))
    return folded if folded.isascii() else _with_zeros(folded)


def comparison_key(text: str) -> str:
    """Return a text with its typography folded, without the spaces that have no meaning: next to CJK characters and
    next to punctuation.

    Two texts with the same key read the same: "AI 模型 (2025)" and "AI模型（2025）".
    """
    closed_up = _SPACE_WITHOUT_MEANING.sub("", collapse_spaces(_fold_typography_and_variants(text)))
    # A space may have separated a combining mark from its letter.
    return closed_up if closed_up.isascii() else _with_zeros(unicodedata.normalize("NFKC", closed_up))


def without_spaces(text: str) -> str:
    """Return the folded text without any space: equal for texts that differ only in typography and layout."""
    closed_up = "".join(_fold_typography_and_variants(text).split())
    return closed_up if closed_up.isascii() else _with_zeros(unicodedata.normalize("NFKC", closed_up))


def has_han(text: str) -> bool:
    """Return whether the text contains a Chinese character."""
    return _HAN.search(text) is not None
