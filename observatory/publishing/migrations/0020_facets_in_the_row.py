"""Keep the ids of facet values in the row: counting reads them of very many rows."""

from django.db import migrations

_IN_THE_ROW = "ALTER TABLE publishing_entry ALTER facet_ids SET STORAGE MAIN;"
_ANYWHERE = "ALTER TABLE publishing_entry ALTER facet_ids SET STORAGE EXTENDED;"


class Migration(migrations.Migration):
    dependencies = [("publishing", "0019_facet_values")]
    operations = [migrations.RunSQL(_IN_THE_ROW, _ANYWHERE)]
