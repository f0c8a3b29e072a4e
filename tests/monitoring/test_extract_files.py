"""PDF, Word and plain text; what a body really is; files made to do harm."""

import io
import zipfile

import pytest

from observatory.monitoring.reading.extract import UnreadableDocument, Unsupported, extract
from observatory.monitoring.reading.extract.media_type import detect_media_type
from tests.monitoring.documents import make_docx, make_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONG = (
    "The fund of 240 million euros will be available from September, and grants may run for no longer than four years."
)


def test_pdf_lines_become_paragraphs() -> None:
    document = extract(make_pdf(["Strategy", LONG, "Second paragraph."], columns=40), "application/pdf")

    assert document.media == "pdf"
    assert document.pages == 1
    assert LONG in document.text.replace("\n", " ")
    assert document.blocks[0] == "Strategy"


def test_pdf_text_does_not_depend_on_where_lines_break() -> None:
    narrow, wide = (extract(make_pdf([LONG], columns=columns)).text.split() for columns in (30, 90))

    assert narrow == wide


@pytest.mark.parametrize("body", [b"%PDF-1.7", b"%PDF-1.4\n" + b"\x00" * 2_000, make_pdf([LONG])[:300]])
def test_a_damaged_pdf_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="PDF"):
        extract(body, "application/pdf")


def test_word_paragraphs_and_table_rows_in_order() -> None:
    document = extract(
        make_docx("办法", ["第一条 为了规范管理，制定本办法。"], [("领域", "数量"), ("材料", "2")]), DOCX
    )

    assert document.media == "docx"
    assert document.title == "办法"
    assert document.language == "zh"
    assert document.blocks == ("办法", "第一条 为了规范管理，制定本办法。", "领域 数量", "材料 2")


def zipped(**parts: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return sink.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(UnreadableDocument, match="unpacks to more"):
        extract(zipped(**{"word__document.xml": b"0" * 120_000_000}), DOCX)


@pytest.mark.parametrize("body", [b"PK\x03\x04" + b"\x00" * 100, zipped(**{"word__document.xml": b"<not xml"})])
def test_a_damaged_word_file_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        extract(body, DOCX)


def test_plain_text_is_read_in_paragraphs() -> None:
    document = extract("标题\r\n\r\n第一段，\r\n仍是第一段。\r\n\r\n第二段。".encode("gb18030"), "text/plain")

    assert document.blocks == ("标题", "第一段， 仍是第一段。", "第二段。")
    assert document.title == "标题"


def test_binary_data_called_text_is_unreadable() -> None:
    with pytest.raises(UnreadableDocument, match="binary"):
        extract(bytes(range(32)) * 40, "text/plain")


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"%PDF-1.4", "text/html", "pdf"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "text/plain", "html"),
        (b"<html>", "", "html"),
        (b"plain words", "application/octet-stream", "text"),
        (b'{"a": 1}', "application/json; charset=utf-8", "text"),
        (b"<rss></rss>", "application/rss+xml", "feed"),
    ],
)
def test_the_first_bytes_are_believed_before_the_server(body: bytes, content_type: str, expected: str) -> None:
    assert detect_media_type(body, content_type) == expected


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "application/msword"),
        (zipped(**{"a.txt": b"x"}), "application/zip"),
        (b"\x00\x01\x02", "application/octet-stream"),
        (b"words", "video/mp4"),
    ],
)
def test_what_is_not_read_is_named(body: bytes, content_type: str) -> None:
    with pytest.raises(Unsupported):
        extract(body, content_type)


@pytest.mark.parametrize("kind", ["text/html", "application/xhtml+xml", "", "application/octet-stream"])
def test_binary_data_is_no_document_whatever_the_server_calls_it(kind: str) -> None:
    film = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00" + bytes(range(256)) * 8

    with pytest.raises(Unsupported, match="Binary"):
        detect_media_type(film, kind)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5", "iso2022_jp", "latin-1"])
def test_text_in_any_encoding_is_not_taken_for_binary_data(encoding: str) -> None:
    text = "<p>Article 1.</p> " + ("管理" if encoding not in ("latin-1",) else "é") * 40

    assert detect_media_type(text.encode(encoding), f"text/html; charset={encoding}") == "html"
