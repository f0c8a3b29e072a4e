"""PDF files for tests, written object by object (ISO 32000-1): pages of any text, pages that are pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

_IMAGE = b"<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8"
# Each code is the Unicode character of the same number (9.10.3).
_MAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
%b endcmap end end"""


@dataclass(frozen=True)
class Page:
    """Lines of text, on a picture that covers this share of the page."""

    lines: Sequence[str] = ()
    picture: float = 0.0


def pdf_file(pages: Sequence[Page | Sequence[str]]) -> bytes:
    """Return a PDF with these pages, the lines of each from its top."""
    made = [page if isinstance(page, Page) else Page(page) for page in pages]
    ranges = b"".join(b"1 beginbfrange <%02X00> <%02XFF> <%02X00> endbfrange\n" % (row, row, row) for row in range(256))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [4 0 R]"
        b" /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(b"<<", _MAP % ranges),
        _stream(_IMAGE, bytes(4)),
    ]
    kids = []
    for page in made:
        kids.append(b"%d 0 R" % (len(objects) + 1))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R"
            b" /Resources << /Font << /F 3 0 R >> /XObject << /I 6 0 R >> >> >>" % (len(objects) + 2)
        )
        objects.append(_stream(b"<<", _content(page)))
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    return _with_table(objects)


def _content(page: Page) -> bytes:
    picture = b"q %d 0 0 800 0 0 cm /I Do Q\n" % round(600 * page.picture) if page.picture else b""
    lines = b"".join(b"<%b> Tj T*\n" % line.encode("utf-16-be").hex().encode() for line in page.lines)
    return picture + b"BT /F 8 Tf 12 TL 40 780 Td\n" + lines + b"ET"


def _stream(dictionary: bytes, content: bytes) -> bytes:
    return b"%b /Length %d >>\nstream\n%b\nendstream" % (dictionary, len(content), content)


def _with_table(objects: Sequence[bytes]) -> bytes:
    body, offsets = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer
