"""The words of the names of what is public, read in batches; then nothing looks for words in names any more."""

import re

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations

_WORD = re.compile(r"[^\W\d_\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_BATCH = 10_000


def fill(apps, schema_editor):
    entries = apps.get_model("publishing", "Entry").objects.using(schema_editor.connection.alias)
    words = apps.get_model("publishing", "Word").objects.using(schema_editor.connection.alias)
    known = set(words.values_list("text", flat=True))
    last = 0
    while rows := list(entries.filter(pk__gt=last).order_by("pk").values_list("pk", "names")[:_BATCH]):
        found = {word for _pk, names in rows for word in _WORD.findall(names) if 3 <= len(word) <= 40} - known
        words.bulk_create([words.model(text=word) for word in sorted(found)], batch_size=_BATCH)
        known |= found
        last = rows[-1][0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("publishing", "0009_word")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        RemoveIndexConcurrently("entry", "entry_names"),
    ]
