"""Changes that make a good file a bad one: in its bytes, in its markup, and in the XML parts of a zip archive.

A change is a tuple of its name, two large numbers and a word; the numbers choose a place modulo the size of the file,
so that each change fits each file and Hypothesis can make a failure smaller.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy

from hypothesis import strategies as st
from lxml import etree

Change = tuple[str, int, int, str]

ODD = (
    "", "0", "-1", "1", "9", "255", "65536", "99999999999999999999", "-2147483649", "1e400", "NaN", "true", "false",
    "\ufffd", "\ue010", "\ue011", "\ue012", "\ud7ff", "\U0010ffff", "%1%2%9", "%0", "第%1条", "a" * 5_000,
    "../../../etc/passwd", "http://127.0.0.1/", "&amp;&lt;", "]]>", "<!--", "\u202e", "e\u0301" * 300, "١٢", "²",
)  # fmt: skip
_TOKEN = re.compile(rb"\d{1,40}|/\w{1,40}|<[^>]{0,200}>|\w{1,40}")
_LARGEST = 2_000_000
_PLACES = st.integers(0, 2**32)


def changes(names: Sequence[str]) -> st.SearchStrategy[list[Change]]:
    """Return a strategy for a few changes of these names."""
    return st.lists(st.tuples(st.sampled_from(names), _PLACES, _PLACES, st.sampled_from(ODD)), min_size=1, max_size=12)


def change_bytes(body: bytes, made: Sequence[Change]) -> bytes:
    """Return the bytes with these changes (names of `BYTES`)."""
    for name, at, other, word in made:
        if body:
            body = BYTES[name](body, at % len(body), other, word.encode())[:_LARGEST]
    return body


def change_part(
    archive: bytes, part: int, made: Sequence[Change], names: re.Pattern[str] = re.compile(r".*\.(?:xml|rels)")
) -> bytes:
    """Return a zip archive with changes (names of `XML` or `BYTES`) in one of its parts with such a name; changes of
    `XML` need parts that are XML."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(sink, "w") as target:
        markup = [name for name in source.namelist() if names.fullmatch(name)]
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _changed(content, made) if name == markup[part % len(markup)] else content)
    return sink.getvalue()


def _changed(content: bytes, made: Sequence[Change]) -> bytes:
    if made[0][0] in BYTES:
        return change_bytes(content, made)
    root = etree.fromstring(content)
    for name, at, other, word in made:
        elements = list(root.iter(etree.Element))
        XML[name](elements[at % len(elements)], elements[other % len(elements)], word)
    return etree.tostring(root)


def _flip(body: bytes, at: int, other: int, word: bytes) -> bytes:
    return body[:at] + bytes(((body[at] ^ (1 << other % 8)),)) + body[at + 1 :]


def _remove(body: bytes, at: int, other: int, word: bytes) -> bytes:
    return body[:at] + body[at + 1 + other % 200 :]


def _repeat(body: bytes, at: int, other: int, word: bytes) -> bytes:
    return body[:at] + body[at : at + 1 + other % 400] * (1 + other % 50) + body[at:]


def _insert(body: bytes, at: int, other: int, word: bytes) -> bytes:
    return body[:at] + word + body[at:]


def _cut(body: bytes, at: int, other: int, word: bytes) -> bytes:
    return body[:at]


def _token(body: bytes, at: int, other: int, word: bytes) -> bytes:
    """Put a word, or another token, in the place of a token: a number, a name, a tag."""
    found = _TOKEN.search(body, at)
    if found is None:
        return body
    another = _TOKEN.search(body, other % len(body))
    return body[: found.start()] + (another[0] if another and other % 3 else word) + body[found.end() :]


def _nest(body: bytes, at: int, other: int, word: bytes) -> bytes:
    found = _TOKEN.search(body, at)
    return body if found is None else body[: found.start()] + found[0] * (other % 3_000) + body[found.start() :]


def _drop_element(element: etree._Element, other: etree._Element, word: str) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _copy_element(element: etree._Element, other: etree._Element, word: str) -> None:
    if len(list(other.iter())) < 500:
        element.append(deepcopy(other))


def _wrap_element(element: etree._Element, other: etree._Element, word: str) -> None:
    """Put an element into more elements than libxml2 allows."""
    inner = element
    for _ in range(len(word) % 300):
        inner = etree.SubElement(inner, other.tag)
    inner.text = "deep"


def _rename_element(element: etree._Element, other: etree._Element, word: str) -> None:
    element.tag = other.tag


def _set_attribute(element: etree._Element, other: etree._Element, word: str) -> None:
    if element.attrib:
        keys = list(element.attrib)
        element.set(keys[len(word) % len(keys)], word)


def _copy_attributes(element: etree._Element, other: etree._Element, word: str) -> None:
    for key, value in other.attrib.items():
        element.set(key, value)


def _set_text(element: etree._Element, other: etree._Element, word: str) -> None:
    element.text = word


BYTES: dict[str, Callable[[bytes, int, int, bytes], bytes]] = {
    "flip": _flip, "remove": _remove, "repeat": _repeat, "insert": _insert, "cut": _cut, "token": _token, "nest": _nest,
}  # fmt: skip
XML: dict[str, Callable[[etree._Element, etree._Element, str], None]] = {
    "drop": _drop_element, "copy": _copy_element, "wrap": _wrap_element, "rename": _rename_element,
    "attribute": _set_attribute, "attributes": _copy_attributes, "text": _set_text,
}  # fmt: skip
