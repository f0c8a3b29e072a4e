"""Decode the encodings that write Chinese, Japanese and Korean in ASCII bytes: ISO-2022 and HZ.

Browsers read only ISO-2022-JP and refuse the rest, because a filter of markup that does not know them lets scripts
through (Encoding Standard, "replacement"). Here nothing is rendered: the bytes become text. UTF-7 is never decoded.
"""

import re
from collections.abc import Collection

# Switches between character sets (RFC 1468, section "Formal Syntax"; JIS X 0201 katakana as browsers accept it).
_JAPANESE = re.compile(rb"\x1b(\$[@B]|\([BJI])")
_RARE_JAPANESE = ((b"\x1b$(D", "iso2022_jp_1"), (b"\x1b$A", "iso2022_jp_2"), (b"\x1b$(O", "iso2022_jp_2004"))
# Announces the character set of what is between shift out and shift in (RFC 1557, RFC 1922).
_SHIFTED = ((b"\x1b$)C", "iso2022_kr", "cp949"), (b"\x1b$)A", "iso2022_cn", "gb18030"))
_SHIFT = re.compile(rb"\x0e([^\x0f\n]*+)\x0f?")
# Two bytes a character until the closing brace or the end of the line (RFC 1843).
_HZ = re.compile(rb"~\{((?:[\x21-\x77][\x21-\x7e])*+)(?:~\}|(?=\n)|$)")
_HZ_ESCAPE = re.compile(r"~(~|\n)")
_HIGH = bytes(byte | 0x80 for byte in range(256))
_HIGH_ONLY = bytes(byte | 0x80 if byte > 0x20 else byte for byte in range(256))  # spaces are not shifted


def decode_seven_bit(body: bytes, declared: Collection[str]) -> tuple[str, str]:
    """Return the text of an ASCII body and the encoding used; `declared` are the names of the declared ones in Python.

    The escapes of ISO 2022 occur in no other text and decide by themselves. HZ is written with printable characters
    only, so it must be declared. Bytes that match no character become replacement characters.
    """
    if b"\x0e" in body:
        for announcement, name, codec in _SHIFTED:
            if announcement in body or name in declared:
                return _decode_shifted(body.replace(announcement, b""), codec), name
    if b"\x1b$" in body and _JAPANESE.search(body):
        return _decode_japanese(body), "iso2022_jp"
    if "hz" in declared and b"~{" in body:
        return _decode_hz(body), "hz"
    return body.decode("ascii"), "utf-8"


def _decode_japanese(body: bytes) -> str:
    for switch, codec in _RARE_JAPANESE:
        if switch in body:
            return body.decode(codec, "replace")
    first, *parts = _JAPANESE.split(body)
    texts = [first.decode("ascii")]
    for switch, part in zip(parts[::2], parts[1::2], strict=True):
        if switch.startswith(b"$"):
            text, newline, rest = part.partition(b"\n")  # a line ends in ASCII
            # JIS X 0213 has the additions of NEC, such as circled figures, that JIS X 0208 lacks.
            texts.append(text.translate(_HIGH).decode("euc_jis_2004", "replace") + (newline + rest).decode("ascii"))
        elif switch == b"(I":
            texts.append(part.translate(_HIGH).decode("cp932", "replace"))
        else:
            texts.append(part.decode("ascii"))
    return "".join(texts)


def _decode_shifted(body: bytes, codec: str) -> str:
    texts = _SHIFT.split(body)
    texts[1::2] = [text.translate(_HIGH_ONLY) for text in texts[1::2]]
    return "".join(text.decode(codec, "replace") for text in texts)


def _decode_hz(body: bytes) -> str:
    pieces = _HZ.split(body)
    texts = [_HZ_ESCAPE.sub(lambda match: match[1].strip(), piece.decode("ascii")) for piece in pieces[::2]]
    chinese = [piece.translate(_HIGH).decode("gb18030", "replace") for piece in pieces[1::2]]
    return "".join(text + more for text, more in zip(texts, [*chinese, ""], strict=True))
