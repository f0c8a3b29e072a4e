"""Encodings as the web has them: declared, wrongly declared, not declared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.monitoring.reading.extract import extract
from observatory.monitoring.reading.extract.charset import decode_body, decode_seven_bit, python_codec

SIMPLIFIED = (
    "国务院关于印发新一代人工智能发展规划的通知，各省、自治区、直辖市人民政府，现将规划印发给你们，请认真贯彻执行。"
)
TRADITIONAL = "行政院國家科學及技術委員會為推動人工智慧發展，訂定本要點，並自發布日起實施，各機關應依規定辦理。"


def page(text: str, encoding: str, declared: str = "") -> bytes:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}<title>{text[:6]}</title></head><body><p>{text}</p></body></html>".encode(encoding)


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb18030", ""])
def test_simplified_chinese_in_gb_encodings(declared: str) -> None:
    assert extract(page(SIMPLIFIED, "gb18030", declared), "text/html").text == SIMPLIFIED


@pytest.mark.parametrize("declared", ["big5", "big5-hkscs", ""])
def test_traditional_chinese_in_big5(declared: str) -> None:
    assert extract(page(TRADITIONAL, "big5", declared), "text/html").text == TRADITIONAL


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (SIMPLIFIED, "utf-8", "gb2312"),
        (SIMPLIFIED, "gb18030", "utf-8"),
        (SIMPLIFIED, "gb18030", "iso-8859-1"),
        (TRADITIONAL, "big5", "gb2312"),
        ("Der Rat prüft: Größe, Übung, Straße und Café für alle.", "cp1252", "utf-8"),
        (SIMPLIFIED, "gb18030", "no-such-encoding"),
    ],
)
def test_a_wrong_declaration_is_not_believed(text: str, encoding: str, declared: str) -> None:
    assert extract(page(text, encoding, declared), "text/html").text == text


def test_the_servers_charset_counts_when_it_fits() -> None:
    assert extract(page(SIMPLIFIED, "gb18030"), "text/html; charset=GB2312").charset == "gb18030"


def test_a_byte_order_mark_decides() -> None:
    assert decode_body("数据".encode("utf-16"), "gbk") == ("数据", "utf-16-le")


def test_a_damaged_byte_costs_one_character_and_not_the_page() -> None:
    body = page(SIMPLIFIED * 20, "utf-8", "utf-8").replace("规划".encode(), b"\xe8\xa7", 1)

    assert SIMPLIFIED in extract(body, "text/html").text


@pytest.mark.parametrize(
    "label", ["rot13", "hex", "undefined", "", "zlib", "idna", "punycode", "unicode_escape", "utf-7"]
)
def test_labels_that_are_no_text_encoding_are_unknown(label: str) -> None:
    assert python_codec(label) is None


JAPANESE = "研究データの提供に関する規則を公布する。各機関は毎年十二月末までに報告しなければならない。"
KOREAN = "연구 데이터의 제공에 관한 규정을 공표합니다. 각 기관은 매년 십이월 말까지 보고하여야 합니다."


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        (JAPANESE, "iso2022_jp", "csISO2022JP"),
        (JAPANESE, "iso2022_jp_ext", "iso-2022-jp"),
        (KOREAN, "iso2022_kr", "iso-2022-kr"),
        (SIMPLIFIED, "hz", "HZ-GB-2312"),
    ],
)
@pytest.mark.parametrize("declared_in", ["header", "page"])
def test_encodings_in_seven_bits_are_decoded_as_declared(
    text: str, encoding: str, label: str, declared_in: str
) -> None:
    header = "text/html" + (f"; charset={label}" if declared_in == "header" else "")

    assert extract(page(text, encoding, label if declared_in == "page" else ""), header).text == text


def test_rarer_character_sets_of_iso_2022_are_read() -> None:
    chinese = "".join(chr(byte - 0x80) for byte in "办法".encode("gb2312")).encode()

    assert decode_body(b"<p>\x1b$)A\x0e" + chinese + b"\x0f.")[0] == "<p>办法."
    assert decode_body("規則 丂".encode("iso2022_jp_1"))[0] == "規則 丂"
    assert decode_body("규정 abc\n규정".encode("iso2022_kr"))[0] == "규정 abc\n규정"
    assert decode_body("규정 abc".encode("iso2022_kr")[4:], "iso-2022-kr")[0] == "규정 abc"


def test_the_escapes_of_iso_2022_decide_against_a_wrong_declaration() -> None:
    assert extract(page(JAPANESE, "iso2022_jp", "shift_jis"), "text/html; charset=utf-8").text == JAPANESE


def test_iso_2022_jp_has_the_circled_figures_and_narrow_katakana_that_browsers_read() -> None:
    assert decode_body(b"\x1b$B-!\x1b(B. \x1b(I1\x1b(B")[0] == "①. ｱ"


def test_hz_is_never_guessed_and_leaves_tildes_alone() -> None:
    body = b"/~user/ ~{0l7(~} 100~~200"

    assert decode_body(body) == (body.decode(), "utf-8")
    assert decode_body(body, "gb2312") == (body.decode(), "utf-8")
    assert decode_body(body, "hz-gb-2312") == ("/~user/ 办法 100~200", "hz")


@pytest.mark.parametrize("label", ["iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "utf-7"])
def test_a_page_of_plain_ascii_stays_what_it_is_under_any_seven_bit_label(label: str) -> None:
    assert decode_body(b"<p>Article 1. +AGE- applies.</p>", label) == ("<p>Article 1. +AGE- applies.</p>", "utf-8")


@given(
    st.binary(max_size=200).map(lambda body: bytes(byte & 0x7F for byte in body)), st.sampled_from(["hz", "iso2022_kr"])
)
def test_no_seven_bit_body_raises(body: bytes, name: str) -> None:
    for start in (b"", b"\x1b$B", b"\x1b$)C\x0e", b"~{"):
        assert isinstance(decode_seven_bit(start + body, [name])[0], str)


@given(
    st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=40),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_what_was_encoded_and_declared_is_read_back(text: str, encoding: str) -> None:
    body = f'<meta charset="{encoding}"><p>{text}{SIMPLIFIED}</p>'.encode(encoding)

    assert decode_body(body)[0] == body.decode(encoding)


@given(st.binary(max_size=400), st.one_of(st.none(), st.text(max_size=12)))
def test_no_bytes_and_no_label_raise(body: bytes, label: str | None) -> None:
    text, charset = decode_body(body, label)

    assert isinstance(text, str)
    assert charset
