"""Good files that have a little of everything that readers know."""

import gzip

from tests.monitoring.documents import make_docx, make_pdf
from tests.monitoring.embedded_parts import WordFile, bar_chart, link, node, points, series
from tests.monitoring.pdf_files import Page, pdf_file
from tests.monitoring.word_files import paragraph, row, run, table, word_file

PROSE = "The council lends time on its machines to groups of up to twelve members for a year. "
CHINESE = "各单位应当建立科学数据汇交制度，明确责任人，并于每年十二月底前报送年度执行情况。"

_NUMBERED = '<w:pStyle w:val="Article"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData>'
    '</w:fldChar></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    f'{run("7")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
_MATH = (
    "<m:oMath><m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub><m:r><m:t>i</m:t></m:r></m:sub><m:e><m:f><m:num>"
    "<m:r><m:t>a</m:t></m:r></m:num><m:den><m:rad><m:e><m:r><m:t>b</m:t></m:r></m:e></m:rad></m:den></m:f></m:e></m:nary>"
    "<m:m><m:mr><m:e><m:r><m:t>c</m:t></m:r></m:e></m:mr></m:m></m:oMath>"
)
_BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><w:txbxContent>"
    f"{paragraph('Box.')}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textpath string='Draft'/>"
    "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
_RUNS = (
    f"{run('Text ')}{run('old', '<w:strike/>')}<w:del w:id='1'><w:r><w:delText>gone</w:delText></w:r></w:del>"
    f"<w:ins w:id='2'>{run('new')}</w:ins><w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>{_FIELD}{_BOX}"
    f"<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr><w:sdtContent/></w:sdt>{_MATH}"
    "<w:r><w:ruby><w:rt><w:r><w:t>a</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>b</w:t></w:r></w:rubyBase></w:ruby></w:r>"
)
_BODY = (
    f"{paragraph(PROSE)}{paragraph(CHINESE, _NUMBERED)}<w:p>{_RUNS}</w:p>"
    f"{table(row('A', table(row('B', '2'))), row('C', ''))}"
    '<w:sectPr><w:headerReference r:id="header1"/><w:footerReference r:id="footer1"/></w:sectPr>'
)
_PARTS = {
    "header1": paragraph("Ref. 14/2025"),
    "footer1": f"<w:p>{_FIELD}</w:p>",
    "footnotes": f'<w:footnote w:id="1">{paragraph("A note.")}</w:footnote>',
    "styles": '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"/><w:style w:type="paragraph"'
    ' w:styleId="Article"><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    "numbering": '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="3"/>'
    '<w:numFmt w:val="chineseCountingThousand"/>'
    '<w:lvlRestart w:val="0"/><w:lvlText w:val="第%2条"/></w:lvl></w:abstractNum><w:num w:numId="1">'
    '<w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/></w:lvlOverride></w:num>',
}
WORD = (word_file(_BODY, _PARTS), word_file(_BODY, _PARTS, strict=True), make_docx("Rules", [PROSE], [("A", "1")]))
_CHART = bar_chart(series("A", points("2024", "2025"), points("1", "0.5", code="0%")), heading="Grants", axis="Year")
_EXTENDED = (
    "<cx:chartData><cx:data><cx:strDim><cx:lvl><cx:pt idx='0'>A</cx:pt></cx:lvl></cx:strDim><cx:numDim><cx:lvl"
    " formatCode='d.m'><cx:pt idx='0'>45658</cx:pt></cx:lvl></cx:numDim></cx:data></cx:chartData>"
)
_NODES = f"<dgm:ptLst>{node('0', kind='doc')}{node('1', 'One')}{node('2', 'Two')}</dgm:ptLst>"
_LINKS = f"<dgm:cxnLst>{link('0', '2', 1)}{link('0', '1', 0)}</dgm:cxnLst>"
_MHT = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html;'
    " charset=gbk\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>A=3D=\r\nB <s>old</s></p>\r\n--x--"
)
_INCLUDED = WordFile().paragraph(PROSE).chunk("b.html", b"<p>B</p><p hidden>C</p>").bytes()
EMBEDDED = (
    WordFile().paragraph(PROSE).chart(_CHART).extended_chart(_EXTENDED).smart_art(_NODES + _LINKS)
    .chunk("a.html", f"<p>{PROSE}<del>old</del></p>".encode()).chunk("a.mht", _MHT.encode())
    .chunk("a.docx", _INCLUDED).chunk("a.rtf", b"{\\rtf1}").bytes(),
)  # fmt: skip
PDF = (
    make_pdf([PROSE * 4, CHINESE.encode("ascii", "replace").decode()]),
    pdf_file([[f"Page {number}", PROSE, CHINESE, "12"] for number in range(4)] + [Page(["Stamp"], 1.0)]),
)
_INNER = (
    f"<h1>Rules</h1><p>{PROSE}<s>old</s><sup><a href='#n'>[1]</a></sup></p><p>{CHINESE}<ruby>汉<rt>hàn</rt></ruby></p>"
    "<table><tr><td rowspan=2 colspan=3>A</td><td>✓</td></tr><tr><td></td></tr></table>"
    "<ul><li><a href='/x'>More</a></li></ul><iframe src='/frame'></iframe><template><p>Hidden</p></template>"
    "<textarea>Typed</textarea><noscript>None</noscript>"
)
PAGES = (
    f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Rules</title><style>.no{{display:none}}</style>"
    f"<meta http-equiv=refresh content='0;url=/y'></head><body><main>{_INNER}</main><footer>© 2025</footer>".encode(),
    '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Rules</title>'
    f"<script src='x'/></head><body><p>{PROSE}</p><p>{CHINESE}</p></body></html>".encode(),
    f"<html><body><p>{CHINESE * 5}</p></body></html>".encode("gb18030"),
)
FEEDS = (
    f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><title>Rules</title><description>'
    f"<![CDATA[<p>{PROSE}</p>]]></description><pubDate>Sat, 29 Nov 2025 10:00:00 GMT</pubDate></item></channel>"
    "</rss>".encode(),
    f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><title>Rules</title><content type="html">'
    f"&lt;p&gt;{CHINESE}&lt;/p&gt;</content></entry></feed>".encode(),
)
JSON_FEEDS = (
    f'{{"version": "https://jsonfeed.org/version/1.1", "title": "News", "language": "en", "items": [{{"id": "1", '
    f'"title": "Rules", "content_html": "<p>{PROSE}</p>", "date_published": "2025-11-29T10:00:00Z"}}, {{"id": 2, '
    f'"content_text": "{CHINESE}\\n\\ud83d\\ude00", "summary": "S", "date_published": "2025-11-30T10:00:00Z"}}, '
    '{"url": "https:\\/\\/example.org", "tags": ["a"], "date_modified": "2025-12-01T10:00:00Z"}]}'.encode(),
)
TEXTS = (f"{PROSE}\n\n- 3 -\n\n{CHINESE}".encode(), PROSE.encode("utf-16"), gzip.compress(PROSE.encode()))
