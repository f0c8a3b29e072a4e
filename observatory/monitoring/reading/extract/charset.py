"""Decode bytes to text, with the character sets (encodings) that websites really declare, and those that write
Chinese, Japanese and Korean in ASCII bytes: ISO-2022 and HZ.

Browsers read only ISO-2022-JP and refuse the rest, because a filter of markup that does not know them lets scripts
through (Encoding Standard, "replacement"). Here nothing is rendered: the bytes become text. UTF-7 is never decoded.
"""

import codecs
import re
from collections.abc import Collection

from resiliparse.parse.encoding import detect_encoding

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
    """Return the text of a body in ISO 2022-JP, with the additions that pages use."""
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


_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_:.\-]{2,40})""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Python's own, which are no encodings of documents; some raise whatever error handler is given.
_NOT_OF_THE_WEB = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"))
# The Encoding Standard (WHATWG) reads these labels as their superset.
_SUPERSETS = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "chinese": "gb18030",
    "csgb2312": "gb18030", "iso-ir-58": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "cn-big5": "big5hkscs", "x-x-big5": "big5hkscs", "iso-8859-1": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874",
    "tis-620": "cp874", "shift_jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
}  # fmt: skip

# About the hundred most frequent characters of written Chinese, simplified and traditional.
_FREQUENT_HAN = (
    "的一是不了在人有我他这中大来上个国和也子时道说出会生年得着就那要下以可自之去对地学家发成本作用分于行方"
    "动同工能过经理现主法产高部定度义政关制业民进与及应科技第条文新信这為個國來時會說學後對發開過還動現經這"
    "於長問實點從機關業體與應種當無產員務進區公開資策務委員會辦理規電當該"
)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_EXPECTED = re.compile(
    f"[{_FREQUENT_HAN}\u3001\u3002\uff0c\u201c\u201d\u3040-\u30ff\uac00-\ud7af]"
    "|(?<=[A-Za-z ])[\u00c0-\u024f\u2019](?=[a-z .,])|[\u0400-\u04ff\u0370-\u03ff]{3}"
)


def decode_body(body: bytes, hint: str | None = None) -> tuple[str, str]:
    """Return the text of the body and the encoding used, by its name in Python.

    The order is that of the Encoding Standard: byte order mark, the server's charset (`hint`), the document's own
    declaration, detection. A declared encoding that does not match the bytes is ignored, because servers and templates
    are often wrong. Never raises; bytes that match no encoding become replacement characters.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    declared = [hint] if hint else []
    head = body[:4096]
    declared += [match[1].decode("ascii") for match in (_META.search(head), _XML.search(head)) if match]
    names = [found for label in declared if (found := python_codec(label))]
    if body.isascii():
        return decode_seven_bit(body, names)
    # UTF-8 that decodes without an error is UTF-8: no other encoding passes by chance.
    if (text := _strict(body, "utf-8")) is not None:
        return text, "utf-8"
    detected = python_codec(detect_encoding(body[:65536]) or "") or "utf-8"
    fitting = [(text, name) for name in dict.fromkeys([*names, detected]) if (text := _strict(body, name)) is not None]
    if not fitting:
        return _least_damaged(body, [*names, detected, "utf-8"])
    first, rest = fitting[0], fitting[1:]
    return max(rest, key=_plausible_pair, default=first) if _much_more_plausible(first, rest) else first


def python_codec(label: str) -> str | None:
    """Python's codec for an encoding label of the web, or None for one it does not know."""
    label = label.strip().strip("\"'").lower()
    name = _SUPERSETS.get(label, label)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding and info.name.replace("_", "-") not in _NOT_OF_THE_WEB else None


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, ValueError):
        return None


def decoding_plausibility(text: str) -> float:
    """Return how plausible it is that a text was decoded with the right encoding: the share (0..1) of its non-ASCII
    characters that people commonly write, such as frequent Chinese characters, kana, hangul, punctuation, and accented
    letters among plain ones. Mojibake has few of these."""
    sample = text[:200_000]
    beyond = len(_BEYOND_ASCII.findall(sample))
    return len(_EXPECTED.findall(sample)) / beyond if beyond else 1.0


def _plausible_pair(pair: tuple[str, str]) -> float:
    return decoding_plausibility(pair[0])


def _much_more_plausible(first: tuple[str, str], rest: list[tuple[str, str]]) -> bool:
    """Return whether the declaration must be wrong: big5 read as gb18030 decodes without an error, into rare
    characters."""
    return bool(rest) and max(map(_plausible_pair, rest)) > decoding_plausibility(first[0]) + 0.15


def _least_damaged(body: bytes, names: list[str]) -> tuple[str, str]:
    """Return the decoding with the fewest replacement characters: a truncated or mixed page is still worth reading."""
    texts = [(body.decode(name, "replace"), name) for name in dict.fromkeys(names)]
    return min(texts, key=lambda pair: pair[0].count("\ufffd"))


def charset_parameter(content_type: str) -> str | None:
    """Return the charset that a Content-Type header declares, None without one."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None
