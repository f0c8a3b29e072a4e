"""Open Word files: zip archives of XML parts that relate to each other (Open Packaging Conventions, ISO/IEC 29500-2).

A file in the strict form of ISO/IEC 29500-1 has other namespaces than the transitional one that nearly all files have;
its elements are renamed, so that readers know one form only.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from observatory.monitoring.reading.extract.document import UnreadableDocument

MAX_UNPACKED = 100_000_000  # bytes of all parts together
MAX_PARTS = 5_000
_TRANSITIONAL = "http://schemas.openxmlformats.org/"
W = f"{{{_TRANSITIONAL}wordprocessingml/2006/main}}"
M = f"{{{_TRANSITIONAL}officeDocument/2006/math}}"
R = f"{{{_TRANSITIONAL}officeDocument/2006/relationships}}"
A = f"{{{_TRANSITIONAL}drawingml/2006/main}}"
C = f"{{{_TRANSITIONAL}drawingml/2006/chart}}"
DGM = f"{{{_TRANSITIONAL}drawingml/2006/diagram}}"
_STRICT = b"http://purl.oclc.org/ooxml/"
_RENAMED = {
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}": W,
    "{http://purl.oclc.org/ooxml/officeDocument/math}": M,
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}": R,
    "{http://purl.oclc.org/ooxml/drawingml/main}": A,
    "{http://purl.oclc.org/ooxml/drawingml/chart}": C,
    "{http://purl.oclc.org/ooxml/drawingml/diagram}": DGM,
}
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Relation:
    """A part that another one refers to; `kind` is the last part of the URL that names the type: "footnotes"."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of a Word file by name, without a slash before it. `size` is that of all parts, unpacked, in bytes."""

    def __init__(self, body: bytes, max_unpacked: int = MAX_UNPACKED) -> None:
        """Raises UnreadableDocument for a damaged archive, and for a zip bomb before unpacking it."""
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(body))
        except _DAMAGED as error:
            raise UnreadableDocument(f"The Word file is not a readable zip archive: {error}") from error
        parts = self._archive.infolist()
        self.size = sum(part.file_size for part in parts)
        if len(parts) > MAX_PARTS or self.size > max_unpacked:
            raise UnreadableDocument(f"The Word file unpacks to more than {max_unpacked} bytes or {MAX_PARTS} parts.")
        self._parts = {part.filename.lstrip("/").lower(): part for part in parts}  # names ignore case (6.2.2.3)
        self._own_relations = list(self.relations(""))

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a part, None if there is none of that name. Raises UnreadableDocument for damage."""
        part = self._parts.get(name.lower())
        if part is None:
            return None
        try:
            return self._archive.read(part)
        except _DAMAGED as error:
            raise UnreadableDocument(f"The Word file cannot be unpacked: {error}") from error

    def xml(self, name: str) -> etree._Element | None:
        """Return the root of a part, its elements in transitional namespaces; None if there is no such part. Raises
        UnreadableDocument for what is not XML, or has a DTD, which parts may not have."""
        content = self.read(name)
        if content is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise UnreadableDocument(f"The Word file cannot be opened: {error}") from error
        if root.getroottree().docinfo.doctype:
            raise UnreadableDocument("The Word file cannot be opened: a part has a document type declaration.")
        if _STRICT in content:
            _rename_strict_namespaces(root)
        return root

    def main_part(self) -> str:
        """Return the name of the part with the text. Raises UnreadableDocument if there is none."""
        for relation in self._own_relations:
            if relation.kind == "officeDocument":
                return relation.target
        raise UnreadableDocument("The Word file cannot be opened: it has no main part.")

    def relations(self, name: str) -> Iterator[Relation]:
        """Yield what a part refers to inside the file; "" is the package itself."""
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        for element in root if root is not None else ():
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, element.get("Target") or ""))
                kind = (element.get("Type") or "").rsplit("/", 1)[-1]
                yield Relation(element.get("Id") or "", kind, target.lstrip("/"))

    def title(self) -> str:
        """Return the title in the properties of the file, which may be empty."""
        for relation in self._own_relations:
            if relation.kind == "core-properties" and (root := self.xml(relation.target)) is not None:
                return (root.findtext(_TITLE) or "").strip()[:500]
        return ""


def _rename_strict_namespaces(root: etree._Element) -> None:
    """Move elements and attributes of a part from strict namespaces to the transitional ones (ISO/IEC 29500-4,
    annex)."""
    for element in root.iter(etree.Element):
        element.tag = _transitional(str(element.tag))
        for key in [key for key in element.attrib if str(key).startswith("{http://purl")]:
            element.set(_transitional(str(key)), element.attrib.pop(key))


def _transitional(name: str) -> str:
    namespace, brace, local = name.partition("}")
    return _RENAMED.get(namespace + brace, namespace + brace) + local
