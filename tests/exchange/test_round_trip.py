"""What is exported and imported again changes nothing: every kind of the whole case study, in every form."""

import pytest

from observatory.exchange.files.file_formats import read_file
from observatory.exchange.import_review import review_sheet
from observatory.exchange.kinds.all_kinds import all_kinds, find_kind
from observatory.exchange.table_export import export_rows, forms_of

KINDS = [(kind.name, form) for kind in all_kinds() for form in forms_of(kind)]


def exported(name: str, form: str, keys=None) -> bytes:
    made = export_rows(find_kind(name), form, keys)
    return made.read() if hasattr(made, "read") else b"".join(made)


@pytest.mark.parametrize(("name", "form"), KINDS)
def test_export_then_import_changes_nothing(loaded, db, name, form):
    content = exported(name, form)
    review = review_sheet(find_kind(name), read_file(content, form))
    odd = [result for result in review.results if result.state != "unchanged"]
    assert odd == []
    assert (
        review.counts["unchanged"] == find_kind(name).model._default_manager.count()
        if name not in ("organisations")
        else review.counts["unchanged"] > 20
    )
