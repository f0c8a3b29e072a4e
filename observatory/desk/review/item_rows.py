"""The statements of a source, an official term or a coverage search for its review, as those of a record (`rows`)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import override

from observatory.desk.review.rows import ReviewRow, add_texts
from observatory.desk.review.texts import Document, Texts
from observatory.publishing.admin.describe_items import column_label, value_in_words
from observatory.publishing.items import ItemType
from observatory.text.language_preference import LANGUAGES

# Lists in documents, each with the parts by which a row is recognised that was changed.
PARTS: Mapping[str, tuple[str, ...]] = {
    "contributors": ("role", "family", "literal"),
    "locations": ("id",),
    "renderings": ("language", "source"),
}
_TEXTS = ("title", "note")
_LEFT_OUT = ("format", "id")
_FIRST = ("title", "term")  # what it is called


@dataclass(frozen=True)
class Named:
    """What documents name by a code: the keys of sources by permanent ID, and the terms of vocabularies by the name of
    their column and their code; a term is `str()`ed in the active language."""

    sources: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def item_rows(
    item_type: ItemType,
    public: Document | None,
    working: Document,
    keys: Mapping[str, Sequence[int]],
    named: Named,
) -> list[ReviewRow]:
    """Return the statements of an item in the order of its document, its title first, its lists last.

    `keys` are the primary keys of the rows of each list of the working document, in its order.
    """
    columns = [name for name in working if name not in (*_LEFT_OUT, *PARTS)]
    columns.sort(key=lambda name: name not in _FIRST)
    rows = [*_columns(item_type, public, working, columns, named)]
    for name in PARTS:
        if name in working:
            rows += _parts(item_type, name, public, working, keys[name], named)
    return rows


def _columns(
    item_type: ItemType, public: Document | None, working: Document, names, named: Named
) -> Iterator[ReviewRow]:
    is_new = public is None
    for name in names:
        before, after = (_texts(name, (document or {}).get(name), named) for document in (public, working))
        if any((*before.values(), *after.values())):
            key = f"field:{name}"
            yield _row(key, column_label(item_type, name), before, after, is_new)
        if name == "title":
            tags = [(document or {}).get(name, {}).get("language", "") for document in (public, working)]
            if any(tags):
                label = column_label(item_type, "title.language")
                yield _row("field:language", label, *({"en": tag, "zh-hans": tag} for tag in tags), is_new)


def _texts(name: str, value: Any, named: Named) -> Texts:
    if value is None:
        return {}
    if name in named.terms:
        return in_each_language(lambda: str(named.terms[name].get(value) or value))
    if name in _TEXTS:
        return {language: value[language] for language in (*LANGUAGES, "original") if language in value}
    return in_each_language(lambda: value_in_words(name, value))


def in_each_language(make) -> Texts:
    """Return what a function returns in each language of the interface."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = make()
    return found


def _parts(
    item_type: ItemType,
    name: str,
    public: Document | None,
    working: Document,
    keys: Sequence[int],
    named: Named,
) -> Iterator[ReviewRow]:
    """Yield the rows of a list: those of the working copy, then what readers see and was taken out."""
    label, part, is_new = column_label(item_type, name), name.removesuffix("s"), public is None
    left = list((public or {}).get(name, []))
    for place, row in enumerate(working[name]):
        before = _counterpart(name, row, left, working[name])
        if before is not None:
            left.remove(before)
        texts = [_part_texts(name, each, named) for each in (before, row)]
        yield _row(f"{part}:{keys[place]}", label, *texts, is_new)
    for number, row in enumerate(left):
        found = _row("", label, _part_texts(name, row, named), {}, is_new=False)
        found.anchor = f"removed-{part}-{number}"
        yield found


def _counterpart(name: str, row: Document, public: Sequence[Document], working: Sequence[Document]) -> Document | None:
    """Return the public row that a row of the working copy is: the same one, else one that is recognised and that is
    not in the working copy as it was."""
    if row in public:
        return row
    mark = [row[column] for column in PARTS[name]]
    alike = (each for each in public if [each[column] for column in PARTS[name]] == mark and each not in working)
    return next(alike, None)


def _part_texts(name: str, row: Document | None, named: Named) -> Texts:
    return in_each_language(lambda: value_in_words(name, row, named.sources)) if row is not None else {}


def _row(key: str, label: str, before: Texts, after: Texts, is_new: bool) -> ReviewRow:
    row = ReviewRow(key, key.replace(":", "-"), label, [], needs_source=False)
    add_texts(row, before, after, is_new=is_new)
    return row
