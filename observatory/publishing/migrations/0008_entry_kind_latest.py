"""Lists of one type, the newest first: read in order at any depth. Made beside the running site."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("publishing", "0007_who_when_sample")]

    operations = [
        AddIndexConcurrently(
            model_name="entry",
            index=models.Index(
                F("kind"), F("date_from").desc(nulls_last=True), F("record").desc(), name="entry_kind_latest"
            ),
        ),
    ]
