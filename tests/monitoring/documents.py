"""Small documents for tests, made on the spot: a PDF and a Word file with given paragraphs."""

import io
from collections.abc import Sequence

import docx


def make_docx(title: str, paragraphs: Sequence[str], rows: Sequence[Sequence[str]] = (), comment: str = "") -> bytes:
    """A Word file with a heading, paragraphs and a table; `comment` changes its properties and nothing else."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.comments = comment
    document.add_heading(title, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def make_pdf(paragraphs: Sequence[str], producer: str = "tests", columns: int = 80) -> bytes:
    """A PDF of one page of ASCII text, its lines wrapped at `columns` (ISO 32000-1, 7.5)."""
    lines = [line for paragraph in paragraphs for line in (*_wrapped(paragraph, columns), "")]
    shown = "\n".join(f"({_escaped(line)}) Tj T*" for line in lines)
    stream = f"BT /F1 9 Tf 11 TL 40 800 Td\n{shown}\nET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Producer (%b) >>" % producer.encode("ascii"),
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer


def _wrapped(paragraph: str, columns: int) -> list[str]:
    lines, line = [], ""
    for word in paragraph.split():
        if line and len(line) + 1 + len(word) > columns:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
