"""Extract text from the body of a response: HTML, PDF, DOCX, RSS, Atom, JSON Feed and plain text.

Pure functions. Not safe on hostile bodies: `observatory.monitoring.reading.sandbox` runs them in a process with limits.
"""

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from observatory.monitoring.reading.extract.charset import charset_parameter, decode_body
from observatory.monitoring.reading.extract.document import EXTRACTOR, Document, StruckText, UnreadableDocument
from observatory.monitoring.reading.extract.language import detect_language
from observatory.monitoring.reading.extract.media_type import (
    DOCX,
    FEED,
    JSON_FEED,
    PDF,
    TEXT,
    Unsupported,
    detect_media_type,
    is_xhtml,
)

if TYPE_CHECKING:
    from observatory.monitoring.reading.extract.html import Block, Page

__all__ = ["EXTRACTOR", "Document", "UnreadableDocument", "Unsupported", "extract"]


def extract(body: bytes, content_type: str = "", charset_hint: str | None = None, url: str = "") -> Document:
    """Return the document in a body.

    `content_type` is the server's header, with its charset parameter or with the charset given separately as
    `charset_hint`; `url` is where the body was fetched, to resolve the links in it. Raises UnreadableDocument with the
    reason if the body is damaged, and its subclass Unsupported if it is of a type that is not read.
    """
    media = detect_media_type(body, f"{content_type}; charset={charset_hint}" if charset_hint else content_type)
    # A reading process is started often; most of them see a file of one kind, and some only packed documents.
    if media == PDF:
        from observatory.monitoring.reading.extract.pdf import read_pdf

        document = read_pdf(body)
    elif media == DOCX:
        from observatory.monitoring.reading.extract.docx import read_docx

        document = read_docx(body)
    elif media == FEED:
        from observatory.monitoring.reading.extract.feed import read_feed

        document = read_feed(body, charset_hint or charset_parameter(content_type), url)
    elif media == JSON_FEED:
        from observatory.monitoring.reading.extract.feed import read_json_feed

        document = read_json_feed(body, charset_hint or charset_parameter(content_type), url)
    elif media == TEXT:
        from observatory.monitoring.reading.extract.plain_text import read_plain

        document = read_plain(body, charset_hint or charset_parameter(content_type))
    else:
        document = extract_html(body, charset_hint or charset_parameter(content_type), url, content_type)
    if document.language and media != TEXT:
        return document
    return replace(document, language=detect_language(document.text))


def extract_html(body: bytes, charset_hint: str | None = None, url: str = "", content_type: str = "") -> Document:
    """Do what `extract` does for a body that is a page of HTML, or of XHTML if the content type says so: parse it and
    select its main text."""
    from observatory.monitoring.reading.extract.captions_and_link_lists import is_link
    from observatory.monitoring.reading.extract.html import parse_html
    from observatory.monitoring.reading.extract.main_text import main_blocks
    from observatory.monitoring.reading.extract.structured_data_article import THIN as THIN_MARKUP
    from observatory.monitoring.reading.extract.structured_data_article import read_article_body
    from observatory.monitoring.reading.extract.thin_page import THIN, ThinPage, find_signals, read_thin_page

    text, charset = decode_body(body, charset_hint)
    if is_xhtml(text, content_type):
        from observatory.monitoring.reading.extract.xhtml_to_html import xhtml_to_html

        text = xhtml_to_html(text)
    page = parse_html(text, url)
    chosen = main_blocks(page)
    blocks = tuple(block.text for block in chosen)
    size = sum(map(len, blocks))
    if size < THIN_MARKUP and (published := read_article_body(text, page.full_text)):
        blocks += tuple(paragraph for paragraph in published if paragraph not in blocks)
        page.full_text = "\n".join((page.full_text, *published))
        size = sum(map(len, blocks))
    thin = read_thin_page(text, url) if size < THIN else ThinPage()
    return Document(
        struck=_struck_in(page, chosen) if page.struck else (),
        media="html",
        blocks=blocks,
        link_blocks=tuple(number for number, block in enumerate(chosen) if is_link(block)),
        title=page.title,
        full_text=page.full_text,
        language=detect_language(" ".join(blocks) or page.title, page.language),
        charset=charset,
        canonical_url=page.canonical_url,
        meta_refresh_url=page.meta_refresh_url or thin.redirect_url,
        frame_urls=page.frame_urls or thin.file_urls,
        password_fields=page.password_fields,
        scripts=page.scripts,
        signals=find_signals(text, size) + thin.signals,
    )


def _struck_in(page: "Page", chosen: "list[Block]") -> tuple[StruckText, ...]:
    """Return the struck text of the page, its blocks counted among the chosen ones."""
    numbers = {id(block): number for number, block in enumerate(page.blocks)}
    places = [numbers[id(block)] for block in chosen]
    return tuple(replace(text, block=bisect_left(places, text.block)) for text in page.struck)
