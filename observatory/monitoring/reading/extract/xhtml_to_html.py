"""Convert XHTML to HTML: in XML an empty element may close itself, and text may stand in CDATA sections."""

import re
from html import escape
from html.entities import html5

from lxml import etree

_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>", re.I)
_DOCTYPE = re.compile(r"<!DOCTYPE\s+[^\[>]*>", re.I)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))


def xhtml_to_html(text: str) -> str:
    """Return the page as HTML, or the text as it is if it is not well-formed."""
    text = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"), count=1)
    # Entities of HTML are declared in a file that is not fetched; those of a document itself are not resolved.
    text = _ENTITY.sub(_character_of_entity, _DOCTYPE.sub("", text, count=1))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return text
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    etree.cleanup_namespaces(root)
    return "<!DOCTYPE html>" + etree.tostring(root, method="html", encoding="unicode", with_tail=False)


def _character_of_entity(match: re.Match[str]) -> str:
    if match[1] in _OF_XML or f"{match[1]};" not in html5:
        return match[0]
    return escape(html5[f"{match[1]};"], quote=False)
