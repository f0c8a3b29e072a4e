"""The statement that a report is about, in the words of the page that the reader saw."""

from dataclasses import dataclass, field

from django.utils.translation import override

from observatory.publishing.models import Entry, Version
from observatory.site.record.record_content import compose_content
from observatory.text.bilingual_text import LANGUAGES


@dataclass(frozen=True)
class ReportedRow:
    """A row of a record's page in words by language; empty for the whole record."""

    key: str = ""
    label: dict[str, str] = field(default_factory=dict)
    value: dict[str, str] = field(default_factory=dict)


class UnknownStatement(LookupError):
    """The page of this version has no statement of that name."""


def reported_row(entry: Entry, version: Version, key: str) -> ReportedRow:
    """Return the row `key` of the page of a version. Raises `UnknownStatement`.

    The page is composed as for a reader, so a relation that another record states is found too.
    """
    if not key:
        return ReportedRow()
    moment = None if version.number == entry.version else version.published_at
    labels, values = {}, {}
    for language in LANGUAGES:
        with override(language):
            row = _rows(version, moment).get(key)
            if row is None:
                raise UnknownStatement(key)
            labels[language], values[language] = str(row.label), row.said
    return ReportedRow(key, labels, values)


def _rows(version: Version, moment):
    content = compose_content(version.upgraded_document, moment)
    ties = [tie for group in content.groups for tie in group.ties]
    return {row.key: row for row in [*reversed(ties), *content.statements]}
