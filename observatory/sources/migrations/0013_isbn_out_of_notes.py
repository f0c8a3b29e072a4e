"""Move ISBNs, which had to be kept in the notes of sources, to their column; back again when it is reversed."""

import re

from django.db import migrations

from observatory.text.identifiers import find_isbn

# A line of its own, as the look-up and pasted references wrote it.
_LINE = re.compile(r"^ISBN:?\s+([0-9Xx -]{10,20})$", re.MULTILINE)


def move_out_of_notes(apps, schema_editor):
    rows = apps.get_model("sources", "Source").objects.filter(note_en__contains="ISBN", isbn="")
    for row in rows.iterator(500):
        found = _LINE.search(row.note_en)
        if found and (isbn := find_isbn(found[1])):
            row.isbn = isbn
            row.note_en = re.sub(r"\n{3,}", "\n\n", row.note_en[: found.start()] + row.note_en[found.end() :]).strip()
            # What readers see has it in the note still: it waits for a reviewer, as any edit does.
            row.state = "draft" if row.state == "published" else row.state
            row.save(update_fields=["isbn", "note_en", "state"])


def move_into_notes(apps, schema_editor):
    rows = apps.get_model("sources", "Source").objects.exclude(isbn="")
    for row in rows.iterator(500):
        row.note_en = "\n".join(filter(None, [row.note_en, f"ISBN {row.isbn}"]))
        row.save(update_fields=["note_en"])


class Migration(migrations.Migration):
    dependencies = [("sources", "0012_identifiers_of_works")]

    operations = [migrations.RunPython(move_out_of_notes, move_into_notes)]
