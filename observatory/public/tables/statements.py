"""The table of cited statements: every citation that is or was public, by its permanent ID."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from observatory.public.cited_statements import statement_batches
from observatory.public.localise import word
from observatory.public.tables.table import Shape, Table
from observatory.publishing.models import CitedStatement
from observatory.publishing.table_columns import Column, coded, day, pair, plain
from observatory.sources.models import Citation
from observatory.text.language_preference import LANGUAGES


def statements(rows: QuerySet[CitedStatement]) -> Table:
    """Return a row for each of some cited statements, by record and ID."""
    return Table(STATEMENTS, statement_batches(rows))


def _worded(name: str, choices: Any) -> list[Column]:
    meanings = {"verdict": _("Whether the source supports the statement"), "basis": _("What the verdict rests on")}
    return coded(name, meanings[name], lambda row: _labels(choices, row[name]) if row[name] else None)


@lru_cache(maxsize=100)
def _labels(choices: Any, value: str) -> Mapping[str, str]:
    found = {"value": value}
    for language in LANGUAGES:
        with override(language):
            found[language] = word(choices, value)
    return found


def _columns() -> list[Column]:
    return [
        plain("id", _("Permanent ID of the citation")),
        plain("url", _("Permanent URL of the statement as this source is cited for it")),
        plain("record_id", _("Permanent ID of the record"), "record", "id"),
        plain("record_kind", _("Type of record"), "record", "kind"),
        *pair("record_title", _("Title of the record"), "record", "title"),
        plain("record_url", _("Permanent URL of the record"), "record", "url"),
        plain(
            "statement",
            _("Statement of the record: the name of a field, or relation or milestone with its place"),
            "statement",
            "key",
        ),
        *pair("statement_label", _("Statement in words"), "statement", "label"),
        plain("stated_value", _("Value given by the source. Empty if it gives none")),
        plain("source_id", _("Permanent ID of the source"), "source", "id"),
        plain("source_key", _("Short label of the source"), "source", "key"),
        plain("read_at", _("URL at which the source was read")),
        plain("locator", _("Page, section or paragraph")),
        plain("quote", _("Words copied from the source")),
        plain("quote_language", _("Language of the quote (BCP 47)")),
        plain("prefix", _("Text before the quote")),
        plain("suffix", _("Text after the quote")),
        *_worded("verdict", Citation.Verdict),
        *_worded("basis", Citation.Basis),
        plain("quote_now", _("Where the quote is on its page today; empty if not read yet"), "sighting", "state"),
        plain("quote_now_since", _("Since when it has been so (UTC)"), "sighting", "since"),
        plain("passage_now", _("Text on the page now in place of the quote"), "sighting", "passage"),
        *pair("note", _("Note of the curators")),
        Column("checked_on", _("Day of the verdict"), lambda row: day(row["checked_on"])),
        plain("first_version", _("Number of the first version that has it"), "first_version", "number"),
        plain("last_version", _("Number of the last version that has it"), "last_version", "number"),
        plain("gone_at", _("When it was removed or withdrawn (UTC). Empty if it is public"), "gone", "at"),
        plain("gone_reason", _("Reason for that"), "gone", "reason"),
        plain("merged_into", _("Permanent ID of the record it was merged into"), "gone", "merged_into"),
    ]


STATEMENTS = Shape("statements", _columns)
