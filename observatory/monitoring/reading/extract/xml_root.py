"""Find the root element of an XML document in its first bytes, without parsing it: is it a feed?"""

import codecs
import re

ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_RSS_IN_RDF = (
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://channel.netscape.com/rdf/simple/0.9/",
)
_FEED_ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|RDF)[\s/>]")

_SUBSET_END = re.compile(r"\]\s*>")
_LOOK = 32_768  # bytes; a prolog may contain a licence as a comment
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def is_feed(body: bytes) -> bool:
    """Return whether a body is a feed (RSS or Atom), by its root element and the namespace that this declares."""
    tag = root_tag(body)
    match = _FEED_ROOT.match(tag)
    if match is None:
        return False
    namespaces = {"rss": ("",), "feed": ATOM, "RDF": _RSS_IN_RDF}[match[1]]
    return any(namespace in tag for namespace in namespaces)


def root_tag(body: bytes) -> str:
    """Return the start tag of the root element, such as '<rss version="2.0">'; "" if the first bytes show none."""
    start = _first_characters(body)
    at = prolog_length(start)
    return start[at : start.find(">", at) + 1] if start.startswith("<", at) else ""


def prolog_length(text: str) -> int:
    """Return the number of characters before the root element: declaration, comments, processing instructions and
    document type (XML 1.0, 2.8), and what is no markup. It is the length of the text if nothing follows."""
    at = text.find("<")
    while at >= 0:
        if text.startswith("<!--", at):
            at = _after(text, "-->", at + 4)
        elif text.startswith("<?", at):
            at = _after(text, "?>", at + 2)
        elif text.startswith("<!", at):
            at = _after_document_type(text, at)
        else:
            return at
        at = text.find("<", at) if at >= 0 else at
    return len(text)


def _after(text: str, mark: str, start: int) -> int:
    found = text.find(mark, start)
    return found + len(mark) if found >= 0 else -1


def _after_document_type(text: str, start: int) -> int:
    """Return the end of the document type before a root element, with its internal subset in brackets, if it has
    one."""
    end = text.find(">", start)
    subset = text.find("[", start, end) if end >= 0 else -1
    if subset >= 0:
        closed = _SUBSET_END.search(text, subset)
        return closed.end() if closed else -1
    return end + 1 if end >= 0 else -1


def _first_characters(body: bytes) -> str:
    for mark, name in _WIDE:
        if body.startswith(mark):
            return body[len(mark) : _LOOK].decode(name, "replace")
    return body[:_LOOK].decode("latin-1")
