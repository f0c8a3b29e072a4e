"""A slug leads to one record, whether the record has it or had it: one name space in two tables.

A unique constraint cannot span tables. Two transactions that take one slug at once are kept apart by the lock that
the writers hold (`records.actions.lock_slugs`); the trigger refuses whoever does not know of the other table.
"""

from django.db import migrations

ADD = """
CREATE FUNCTION slug_leads_to_one_record() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE other bigint;
BEGIN
    IF TG_TABLE_NAME = 'records_record' THEN
        SELECT record_id INTO other FROM records_formerslug WHERE slug = NEW.slug AND record_id <> NEW.id;
    ELSE
        SELECT id INTO other FROM records_record WHERE slug = NEW.slug AND id <> NEW.record_id;
    END IF;
    IF other IS NOT NULL THEN
        RAISE unique_violation USING
            CONSTRAINT = 'slug_leads_to_one_record', MESSAGE = format('the slug "%s" leads to record %s', NEW.slug, other);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER record_slug_leads_to_one_record AFTER INSERT OR UPDATE OF slug ON records_record
    FOR EACH ROW EXECUTE FUNCTION slug_leads_to_one_record();
CREATE TRIGGER former_slug_leads_to_one_record AFTER INSERT OR UPDATE ON records_formerslug
    FOR EACH ROW EXECUTE FUNCTION slug_leads_to_one_record();
"""
DROP = """
DROP TRIGGER former_slug_leads_to_one_record ON records_formerslug;
DROP TRIGGER record_slug_leads_to_one_record ON records_record;
DROP FUNCTION slug_leads_to_one_record();
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0004_hold_closed_lists_and_identifier_forms")]

    operations = [migrations.RunSQL(ADD, DROP)]
