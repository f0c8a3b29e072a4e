"""The table of cited statements: every citation that is or was public, by its permanent ID."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from observatory.public.localise import word
from observatory.public.read_cited_statements import statement_batches
from observatory.public.tables.table import Shape, Table
from observatory.publishing.models import CitedStatement
from observatory.publishing.table_columns import Column, coded_columns, day, language_columns, plain_column
from observatory.sources.models import Citation
from observatory.text.language_preference import LANGUAGES


def statements_table(rows: QuerySet[CitedStatement]) -> Table:
    """Return a row for each of some cited statements, by record and ID."""
    return Table(STATEMENTS, statement_batches(rows))


def _worded(name: str, choices: Any) -> list[Column]:
    meanings = {"verdict": _("Whether the source supports the statement"), "basis": _("What the verdict rests on")}
    return coded_columns(name, meanings[name], lambda row: _labels(choices, row[name]) if row[name] else None)


@lru_cache(maxsize=100)
def _labels(choices: Any, value: str) -> Mapping[str, str]:
    found = {"value": value}
    for language in LANGUAGES:
        with override(language):
            found[language] = word(choices, value)
    return found


def _columns() -> list[Column]:
    return [
        plain_column("id", _("Permanent ID of the citation")),
        plain_column("url", _("Permanent URL of the statement as this source is cited for it")),
        plain_column("record_id", _("Permanent ID of the record"), "record", "id"),
        plain_column("record_kind", _("Type of record"), "record", "kind"),
        *language_columns("record_title", _("Title of the record"), "record", "title"),
        plain_column("record_url", _("Permanent URL of the record"), "record", "url"),
        plain_column(
            "statement",
            _("Statement of the record: the name of a field, or relation or milestone with its place"),
            "statement",
            "key",
        ),
        *language_columns("statement_label", _("Statement in words"), "statement", "label"),
        plain_column("stated_value", _("Value given by the source. Empty if it gives none")),
        plain_column("source_id", _("Permanent ID of the source"), "source", "id"),
        plain_column("source_key", _("Short label of the source"), "source", "key"),
        plain_column("read_at", _("URL at which the source was read")),
        plain_column("locator", _("Page, section or paragraph")),
        plain_column("quote", _("Words copied from the source")),
        plain_column("quote_language", _("Language of the quote (BCP 47)")),
        plain_column("prefix", _("Text before the quote")),
        plain_column("suffix", _("Text after the quote")),
        *_worded("verdict", Citation.Verdict),
        *_worded("basis", Citation.Basis),
        plain_column(
            "quote_now", _("Where the quote is on its page today; empty if not read yet"), "sighting", "state"
        ),
        plain_column("quote_now_since", _("Since when it has been so (UTC)"), "sighting", "since"),
        plain_column("passage_now", _("Text on the page now in place of the quote"), "sighting", "passage"),
        *language_columns("note", _("Note of the curators")),
        Column("checked_on", _("Day of the verdict"), lambda row: day(row["checked_on"])),
        plain_column("first_version", _("Number of the first version that has it"), "first_version", "number"),
        plain_column("last_version", _("Number of the last version that has it"), "last_version", "number"),
        plain_column("gone_at", _("When it was removed or withdrawn (UTC). Empty if it is public"), "gone", "at"),
        plain_column("gone_reason", _("Reason for that"), "gone", "reason"),
        plain_column("merged_into", _("Permanent ID of the record it was merged into"), "gone", "merged_into"),
    ]


STATEMENTS = Shape("statements", _columns)
