"""What changed between two versions of a record: the same for the site and the API."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from observatory.public.localised_texts import in_each_language
from observatory.public.statement_labels import statement_label
from observatory.publishing.differences.differences_in_words import (
    DifferenceRow,
    change_of,
    difference_label,
    difference_rows,
    document_part_in_words,
)
from observatory.publishing.differences.document_differences import Difference, document_differences
from observatory.publishing.models import Version
from observatory.records import registry


class UnknownVersion(LookupError):
    """The record has no version with this number."""


class VersionPair(NamedTuple):
    """A version and the one that it is compared with: None for the first, which nothing came before."""

    earlier: Version | None
    later: Version

    @property
    def is_comparable(self) -> bool:
        """Whether both have a document; a withdrawal has none."""
        return bool(self.earlier and self.earlier.document and self.later.document)

    def differences(self) -> list[Difference]:
        """Return where the two differ; nothing where they cannot be compared."""
        if not self.is_comparable:
            return []
        return list(document_differences(self.earlier.upgraded_document, self.later.upgraded_document))


def find_pair(record_id: int, number: int, earlier: int | None = None) -> VersionPair:
    """Return a version of a record with the version `earlier`, by default the last one before it that has a document.
    Raises `UnknownVersion` with the number that there is not."""
    versions = Version.objects.filter(record=record_id)
    later = versions.filter(number=number).first()
    if later is None:
        raise UnknownVersion(number)
    if earlier is None:
        before = versions.filter(number__lt=number, document__isnull=False)
        return VersionPair(before.order_by("-number").first(), later)
    other = versions.filter(number=earlier).first()
    if other is None:
        raise UnknownVersion(earlier)
    return VersionPair(other, later)


def version_change_rows(pair: VersionPair) -> list[DifferenceRow]:
    """Return what changed between two versions in the words of the active language, without what only differs in the
    other one."""
    if not pair.is_comparable:
        return []
    document = pair.later.upgraded_document
    differences = difference_rows(document["kind"], pair.differences(), _Labels(document))
    return [row for row in differences if row.is_visible]


def change_documents(pair: VersionPair) -> Iterator[dict[str, Any]]:
    """Yield what changed as JSON values, in words in both languages too."""
    if not pair.is_comparable:
        return
    document = pair.later.upgraded_document
    for difference in pair.differences():
        yield {
            "path": difference.path,
            "change": change_of(difference).value,
            "label": in_each_language(difference_label, difference, _Labels(document)),
            "before": difference.before,
            "after": difference.after,
            "before_text": in_each_language(
                document_part_in_words, document["kind"], difference.path, difference.before
            ),
            "after_text": in_each_language(document_part_in_words, document["kind"], difference.path, difference.after),
        }


class _Labels:
    """The names of the statements of a document, in the active language."""

    def __init__(self, document: dict[str, Any]):
        self.kind = document["kind"]
        self.subtype = (document["facts"].get(registry.get_record_type(self.kind).subtype) or {}).get("value", "")

    def __call__(self, name: str) -> str:
        return statement_label(self.kind, name, self.subtype)
