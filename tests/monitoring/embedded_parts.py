"""Word files with charts, SmartArt and embedded documents for tests, put together with python-docx."""

import io
import zipfile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree

_MAIN = "http://schemas.openxmlformats.org/drawingml/2006"
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    f' xmlns:a="{_MAIN}/main" xmlns:c="{_MAIN}/chart" xmlns:dgm="{_MAIN}/diagram"'
    ' xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"'
)


def xml(content: str) -> bytes:
    """The bytes of a part whose root has no namespaces declared yet."""
    name = content[1:].split(" ")[0].split(">")[0].removesuffix("/")
    return etree.tostring(etree.fromstring(content.replace(f"<{name}", f"<{name} {_NAMESPACES}", 1)))


class WordFile:
    """A Word file in the making; each method adds to its end."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self._parts = 0

    def paragraph(self, text: str) -> "WordFile":
        self.document.add_paragraph(text)
        return self

    def table(self, *rows: tuple[str, ...]) -> "WordFile":
        table = self.document.add_table(len(rows), len(rows[0]))
        for cells, row in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
        return self

    def relate(self, name: str, content: bytes, kind: str) -> str:
        """Add a part, and return the ID of the relation to it."""
        self._parts += 1
        package = self.document.part.package
        part = Part(PackURI(f"/word/{self._parts}/{name}"), "application/octet-stream", content, package)
        return self.document.part.relate_to(part, kind)

    def chunk(self, name: str, content: bytes) -> "WordFile":
        """A whole document in another format, where the text goes on."""
        key = self.relate(name, content, RT.A_F_CHUNK)
        body = self.document.element.body
        body.insert(len(body) - 1, parse_xml(f'<w:altChunk {_NAMESPACES} r:id="{key}"/>'))
        return self

    def chart(self, content: str) -> "WordFile":
        key = self.relate("chart1.xml", xml(f"<c:chartSpace>{content}</c:chartSpace>"), RT.CHART)
        return self._draw(f'<c:chart r:id="{key}"/>')

    def extended_chart(self, content: str) -> "WordFile":
        kind = "http://schemas.microsoft.com/office/2014/relationships/chartEx"
        key = self.relate("chartEx1.xml", xml(f"<cx:chartSpace>{content}</cx:chartSpace>"), kind)
        return self._draw(f'<cx:chart r:id="{key}"/>')

    def smart_art(self, content: str) -> "WordFile":
        key = self.relate("data1.xml", xml(f"<dgm:dataModel>{content}</dgm:dataModel>"), RT.DIAGRAM_DATA)
        return self._draw(f'<dgm:relIds r:dm="{key}" r:lo="x" r:qs="x" r:cs="x"/>')

    def _draw(self, shown: str) -> "WordFile":
        run = self.document.add_paragraph().add_run()
        graphic = f"<a:graphic><a:graphicData>{shown}</a:graphicData></a:graphic>"
        run._r.append(parse_xml(f"<w:drawing {_NAMESPACES}>{graphic}</w:drawing>"))
        return self

    def bytes(self) -> bytes:
        sink = io.BytesIO()
        self.document.save(sink)
        return sink.getvalue()


def strict(file: bytes) -> bytes:
    """The same file in the strict form of ISO/IEC 29500."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(sink, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            for part in (b"wordprocessingml", b"officeDocument", b"drawingml"):
                old = b"http://schemas.openxmlformats.org/" + part + b"/2006/"
                content = content.replace(old, b"http://purl.oclc.org/ooxml/" + part + b"/")
            target.writestr(name, content)
    return sink.getvalue()


def title(text: str) -> str:
    return f"<c:title><c:tx><c:rich><a:p><a:r><a:t>{text}</a:t></a:r></a:p></c:rich></c:tx></c:title>"


def points(*values: str, code: str = "General") -> str:
    made = "".join(f'<c:pt idx="{n}"><c:v>{value}</c:v></c:pt>' for n, value in enumerate(values) if value)
    return f"<c:formatCode>{code}</c:formatCode><c:ptCount val='{len(values)}'/>{made}"


def series(name: str, categories: str, values: str) -> str:
    tx = f"<c:tx><c:strRef><c:strCache>{points(name)}</c:strCache></c:strRef></c:tx>"
    cat = f"<c:cat><c:strRef><c:strCache>{categories}</c:strCache></c:strRef></c:cat>" if categories else ""
    return f"<c:ser>{tx}{cat}<c:val><c:numRef><c:numCache>{values}</c:numCache></c:numRef></c:val></c:ser>"


def bar_chart(*made: str, heading: str = "", axis: str = "") -> str:
    axes = f"<c:catAx>{title(axis)}</c:catAx>" if axis else ""
    plot = f"<c:plotArea><c:barChart>{''.join(made)}</c:barChart>{axes}</c:plotArea>"
    return f"<c:chart>{title(heading) if heading else ''}{plot}</c:chart>"


def node(name: str, text: str = "", kind: str = "node") -> str:
    words = f"<dgm:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></dgm:t>" if text else ""
    return f'<dgm:pt modelId="{name}" type="{kind}">{words}</dgm:pt>'


def link(above: str, below: str, order: int, kind: str = "parOf") -> str:
    return f'<dgm:cxn modelId="{above}{below}" type="{kind}" srcId="{above}" destId="{below}" srcOrd="{order}"/>'
