"""Leave room in the pages of the watches: a claim then rewrites its row in place (a heap-only tuple, no index touched)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE monitoring_watch SET (fillfactor = 70)", "ALTER TABLE monitoring_watch RESET (fillfactor)"
        )
    ]
