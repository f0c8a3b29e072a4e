"""Encodings as the web has them: declared, wrongly declared, not declared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.monitoring.reading.extract import extract
from observatory.monitoring.reading.extract.charset import decode, python_codec

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
    assert decode("数据".encode("utf-16"), "gbk") == ("数据", "utf-16-le")


def test_a_damaged_byte_costs_one_character_and_not_the_page() -> None:
    body = page(SIMPLIFIED * 20, "utf-8", "utf-8").replace("规划".encode(), b"\xe8\xa7", 1)

    assert SIMPLIFIED in extract(body, "text/html").text


@pytest.mark.parametrize(
    "label", ["rot13", "hex", "undefined", "", "zlib", "idna", "punycode", "unicode_escape", "utf-7"]
)
def test_labels_that_are_no_text_encoding_are_unknown(label: str) -> None:
    assert python_codec(label) is None


@given(
    st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=40),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_what_was_encoded_and_declared_is_read_back(text: str, encoding: str) -> None:
    body = f'<meta charset="{encoding}"><p>{text}{SIMPLIFIED}</p>'.encode(encoding)

    assert decode(body)[0] == body.decode(encoding)


@given(st.binary(max_size=400), st.one_of(st.none(), st.text(max_size=12)))
def test_no_bytes_and_no_label_raise(body: bytes, label: str | None) -> None:
    text, charset = decode(body, label)

    assert isinstance(text, str)
    assert charset
