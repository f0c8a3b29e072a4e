"""Let a visited location go to another source while the two sources are merged, or the merge is undone.

Who merges says so for the transaction (`sources.location_actions`); nothing else may give what was read of one source
to another.
"""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION location_visited_keeps_its_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.url = OLD.url AND (OLD.source_id IS NULL OR NEW.source_id IS NOT DISTINCT FROM OLD.source_id{exception}) THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM monitoring_watch
        WHERE location_id = OLD.id AND (checked_at IS NOT NULL OR lease_until > statement_timestamp())
    )
    OR EXISTS (SELECT FROM monitoring_check WHERE location_id = OLD.id)
    OR EXISTS (SELECT FROM monitoring_snapshot WHERE location_id = OLD.id)
    OR EXISTS (SELECT FROM monitoring_change WHERE location_id = OLD.id) THEN
        RAISE check_violation USING
            CONSTRAINT = 'location_visited_keeps_its_address',
            MESSAGE = format('location %s was visited: a new address or source is a new location', OLD.id);
    END IF;
    RETURN NEW;
END $$;
"""
MERGING = "\n        OR current_setting('observatory.sources_are_merged', true) = 'on'"


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0012_hidden_quotes")]

    operations = [
        migrations.RunSQL(FUNCTION.replace("{exception}", MERGING), FUNCTION.replace("{exception}", "")),
    ]
