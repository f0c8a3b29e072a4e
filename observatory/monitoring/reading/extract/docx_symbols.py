"""Characters of Word's symbol fonts in Unicode: a ticked box is the letter "þ" in Wingdings.

The tables hold what documents use for their meaning. Any other character of such a font is a private-use character that
differs from font to font, so that a change is seen.
"""

_BOXES = {
    "wingdings": {
        0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x41: "✌", 0x45: "☜", 0x46: "☞", 0x47: "☝", 0x48: "☟", 0x4A: "☺",
        0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆",
        0x76: "❖", 0x77: "⬥", 0x78: "⌧", 0x80: "⓪", 0x8B: "⓿", 0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA4: "◉", 0xA5: "◎",
        0xA7: "▪", 0xA8: "☐", 0xAA: "✦", 0xAB: "★", 0xAC: "✶", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓",
        0xE7: "←", 0xE8: "→", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
        **{0x81 + at: sign for at, sign in enumerate("①②③④⑤⑥⑦⑧⑨⑩")},
        **{0x8C + at: sign for at, sign in enumerate("❶❷❸❹❺❻❼❽❾❿")},
    },
    "wingdings 2": {
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●", 0xA3: "☐",
        0x69: "⓪", 0x74: "⓿",
        **{0x6A + at: sign for at, sign in enumerate("①②③④⑤⑥⑦⑧⑨⑩")},
        **{0x75 + at: sign for at, sign in enumerate("❶❷❸❹❺❻❼❽❾❿")},
    },
    "wingdings 3": {0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓", 0x70: "▲", 0x71: "▼", 0x74: "◀", 0x75: "▶"},
    "webdings": {0x61: "✓", 0x63: "☐", 0x67: "■", 0x6E: "●", 0x72: "✗"},
    "symbol": dict(
        zip(
            (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xA1, 0xBA), *range(0xBA, 0xF0), *range(0xF1, 0xFF)),
            "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…│─↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬"
            "∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭",
            strict=True,
        )
    )
    | {0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼"}
    | {code: chr(code) for code in (*range(0x20, 0x22), 0x23, 0x25, 0x26, *range(0x28, 0x2A), 0x2B, 0x2C)}
    | {code: chr(code) for code in (*range(0x2E, 0x40), 0x5B, 0x5D, 0x5F, *range(0x7B, 0x7E))},
}  # fmt: skip
_PRIVATE = {name: 0xF000 + 0x100 * number for number, name in enumerate(_BOXES)}


def is_symbol_font(name: str | None) -> bool:
    """Return whether the characters of this font are other ones than their codes say."""
    return name is not None and name.lower() in _BOXES


def read_symbol(font: str, code: int) -> str:
    """Return the character that a font shows for a code, which may be moved to the private-use area (U+F000)."""
    name = font.lower()
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if name in _BOXES and low <= 0xFF:
        return _BOXES[name].get(low) or chr(_PRIVATE[name] + low)
    return chr(code) if 0x20 <= code < 0xD800 or 0xE100 <= code < 0x110000 else ""


def read_symbols(font: str, text: str) -> str:
    """Return a text set in a symbol font."""
    return "".join(character if character.isspace() else read_symbol(font, ord(character)) for character in text)
