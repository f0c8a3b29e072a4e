"""Rules that Django cannot express: composite foreign keys.

A citation of a relation or of a milestone belongs to the record of that relation or milestone, and the location at which
it was read is one of its source. MATCH SIMPLE: a citation without a relation passes. Deferred, so that a form may save in
any order.
"""

from django.db import migrations

ADD = """
ALTER TABLE sources_citation ADD CONSTRAINT citation_relation_of_its_record
    FOREIGN KEY (relation_id, record_id) REFERENCES records_relation (id, subject_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE sources_citation ADD CONSTRAINT citation_milestone_of_its_record
    FOREIGN KEY (milestone_id, record_id) REFERENCES records_milestone (id, record_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE sources_citation ADD CONSTRAINT citation_location_of_its_source
    FOREIGN KEY (location_id, source_id) REFERENCES sources_location (id, source_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
DROP = """
ALTER TABLE sources_citation DROP CONSTRAINT citation_location_of_its_source;
ALTER TABLE sources_citation DROP CONSTRAINT citation_milestone_of_its_record;
ALTER TABLE sources_citation DROP CONSTRAINT citation_relation_of_its_record;
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial"), ("records", "0002_initial")]

    operations = [migrations.RunSQL(ADD, DROP)]
