"""The format numbers of public documents, of records and of items (sources, official terms, coverage searches), and
how documents of older formats are upgraded.

A document is frozen for ever under its hash, while the program that reads it changes. So each document has a number,
`format`, and `upgrade_document` (of an item `upgrade_item`) makes of an older one what the readers of today expect.
Stored documents are not touched: `manage.py republish` publishes the current ones in the current format
(docs/operations.md). To change the form of documents (a part added, renamed or removed, a fact made another kind of
fact): raise `FORMAT`, add a step from the number before, and write the files in `tests/publishing/golden` anew as its
tests say. A new fact needs neither: a document without it states nothing of it. A new part of an item that may be
missing (read with a default) needs no new number either.
"""

from collections.abc import Callable, Mapping
from typing import Any

FORMAT = 2

Document = dict[str, Any]


class FormatTooNew(ValueError):
    """The document was published by a newer version of the program than this one."""


def _from_0_to_1(document: Document) -> Document:
    """Documents had no number, and the oldest no evidence state."""
    return {"evidence_state": "", **document, "format": 1}


def _from_1_to_2(document: Document) -> Document:
    """Citations had no ID, no context of the quote, no basis of the verdict and no standing of the source."""
    return {**_change_citations(document, upgrade_citation), "format": 2}


def _change_citations(document: Document, change: Callable[[Document], Document]) -> Document:
    """Return a document with each of its citations changed, as the step from one format to the next does."""
    parts: Document = {
        part: [{**row, "evidence": [*map(change, row["evidence"])]} for row in document[part]]
        for part in ("milestones", "relations")
        if part in document
    }
    if "evidence" in document:
        parts["evidence"] = {field: [*map(change, rows)] for field, rows in document["evidence"].items()}
    return {**document, **parts}


def upgrade_citation(citation: Mapping[str, Any]) -> Document:
    """Return a citation of a document of any format in the current one."""
    rested_on = "passage" if citation["quote"] else "reference"
    basis = "" if citation["verdict"] == "not_checked" else rested_on
    source = {"standing": "", **citation["source"]}
    return {"id": "", "prefix": "", "suffix": "", "quoted_from": "", "basis": basis, **citation, "source": source}


def with_ids_as_in(public: Document, working: Document) -> Document:
    """Return a working document as it compares with a public one: without what citations did not have before format 2
    (IDs, the standing of the source) if that has none; that they have it now is no edit."""
    ids: list[str] = []

    def collect(citation: Document) -> Document:
        ids.append(citation["id"])
        return citation

    _change_citations(public, collect)
    return working if any(ids) else _change_citations(working, _as_before_2)


def _as_before_2(citation: Document) -> Document:
    return {**citation, "id": "", "source": {**citation["source"], "standing": ""}}


def comparable_ids(before: Document, after: Document) -> tuple[Document, Document]:
    """Return two documents as they compare with each other: without the IDs of citations if one of them has none."""
    return with_ids_as_in(after, before), with_ids_as_in(before, after)


# By the format that a step starts from; each leads to the next number.
_STEPS: Mapping[int, Callable[[Document], Document]] = {0: _from_0_to_1, 1: _from_1_to_2}


def format_of(document: Mapping[str, Any]) -> int:
    """Return the format number of a document as it is stored; one without a number is from before there were any."""
    return document.get("format", 0)


def upgrade_document(document: Document) -> Document:
    """Return a stored document of a record in the current format, itself if it is that already. Parts may be left out
    of it.

    Raises `FormatTooNew`.
    """
    number = format_of(document)
    if number > FORMAT:
        raise FormatTooNew(f"document of format {number}; this program reads formats up to {FORMAT}")
    for step in range(number, FORMAT):
        document = _STEPS[step](document)
    return document


ITEM_FORMAT = 2

ItemDocument = Mapping[str, Any]


def _item_from_1_to_2(document: ItemDocument) -> ItemDocument:
    """Sources had no standing and no rights of their stored text."""
    added = {"standing": "secondary", "rights": "passages"} if "contributors" in document else {}
    return {**added, **document, "format": 2}


# By the format that a step starts from; each leads to the next number.
_ITEM_STEPS: Mapping[int, Callable[[ItemDocument], ItemDocument]] = {1: _item_from_1_to_2}


def upgrade_item(document: ItemDocument) -> ItemDocument:
    """Return a stored document of an item in the current format, itself if it is that already. Raises
    `FormatTooNew`."""
    number = document["format"]
    if number > ITEM_FORMAT:
        raise FormatTooNew(f"document of format {number}; this program reads formats up to {ITEM_FORMAT}")
    for step in range(number, ITEM_FORMAT):
        document = _ITEM_STEPS[step](document)
    return document
