"""The location at which a citation was read is one of its source. Django has no composite foreign keys: see 0002."""

from django.db import migrations

ADD = """
ALTER TABLE sources_citation ADD CONSTRAINT citation_location_of_its_source
    FOREIGN KEY (location_id, source_id) REFERENCES sources_location (id, source_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
DROP = "ALTER TABLE sources_citation DROP CONSTRAINT citation_location_of_its_source;"


class Migration(migrations.Migration):
    dependencies = [("sources", "0004_hold_closed_lists_and_languages")]

    operations = [migrations.RunSQL(ADD, DROP)]
