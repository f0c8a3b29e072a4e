import re
from pathlib import Path

import pytest
from django.conf import settings

from observatory.publishing.documents.document_format import FORMAT, FormatTooNew, format_of, upgrade_document


def test_a_document_without_a_number_is_of_format_0():
    assert format_of({"id": "a"}) == 0


def test_an_old_document_is_read_in_the_current_format():
    old = {"id": "a", "facts": {}}
    assert upgrade_document(old) == {"id": "a", "facts": {}, "evidence_state": "", "format": FORMAT}
    assert old == {"id": "a", "facts": {}}  # what is frozen is not changed


def test_what_an_old_document_says_is_kept():
    assert upgrade_document({"evidence_state": "supported"})["evidence_state"] == "supported"


def test_a_current_document_is_read_as_it_is():
    document = {"format": FORMAT}
    assert upgrade_document(document) is document


def test_a_document_of_a_later_program_is_refused():
    with pytest.raises(FormatTooNew, match=f"format {FORMAT + 1}"):
        upgrade_document({"format": FORMAT + 1})


# Who may take a document as it is stored: the models, who verify or show what is frozen, and who republishes.
STORED = {
    "publishing/models/entry.py",
    "publishing/models/version.py",
    "publishing/documents/record_documents.py",
    "publishing/republish.py",
    "publishing/admin/version_admin.py",
    "api/sources.py",  # of sources, whose documents `SourceContent` upgrades
    "public/source_text.py",  # a query
    "site/overview/statement_and_source_changes.py",  # a query
    "publishing/admin/edit_history.py",  # of items, and upgrades what it reads
    "publishing/standing_versions.py",  # a query
    "publishing/published_item_writer.py",  # of sources, official terms and searches, which have a format of their own
    "site/views/record_pages.py",  # whether a version has one
    "notifications/follow_news.py",  # upgrades what it reads
    "publishing/merging/undo_merge.py",  # whether a version has one
}
_READ = re.compile(r"\b(?:entry|version|row|each|found|entries\[\w+\])\.document\b")


def test_readers_take_documents_in_the_current_format():
    root = Path(settings.BASE_DIR) / "observatory"
    readers = {
        str(path.relative_to(root)) for path in root.rglob("*.py") if _READ.search(path.read_text(encoding="utf-8"))
    }
    assert readers <= STORED
