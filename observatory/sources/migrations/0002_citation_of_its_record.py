"""A citation of a relation or of a milestone belongs to the record of that relation or milestone.

Django has no composite foreign keys, so these two are written in SQL. MATCH SIMPLE: a citation
without a relation is not asked. Deferred, so that a form may save in any order.
"""

from django.db import migrations

ADD = """
ALTER TABLE sources_citation ADD CONSTRAINT citation_relation_of_its_record
    FOREIGN KEY (relation_id, record_id) REFERENCES records_relation (id, subject_id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE sources_citation ADD CONSTRAINT citation_milestone_of_its_record
    FOREIGN KEY (milestone_id, record_id) REFERENCES records_milestone (id, record_id)
    DEFERRABLE INITIALLY DEFERRED;
"""
DROP = """
ALTER TABLE sources_citation DROP CONSTRAINT citation_relation_of_its_record;
ALTER TABLE sources_citation DROP CONSTRAINT citation_milestone_of_its_record;
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial"), ("records", "0002_initial")]

    operations = [migrations.RunSQL(ADD, DROP)]
