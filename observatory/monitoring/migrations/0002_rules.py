"""What Django cannot express: what was visited keeps its address and its source, and room for updates of watches.

Without the trigger, what was read at one address could be shown under another one. A constraint cannot compare a row with
what it was, nor look into other tables; the trigger applies to whoever writes, and to a visit that is running.
"""

from django.db import migrations

ADD_TRIGGER = """
CREATE FUNCTION location_visited_keeps_its_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.url = OLD.url AND (OLD.source_id IS NULL OR NEW.source_id IS NOT DISTINCT FROM OLD.source_id) THEN
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
CREATE TRIGGER location_visited_keeps_its_address BEFORE UPDATE OF url, source_id ON sources_location
    FOR EACH ROW EXECUTE FUNCTION location_visited_keeps_its_address();
"""
DROP_TRIGGER = """
DROP TRIGGER location_visited_keeps_its_address ON sources_location;
DROP FUNCTION location_visited_keeps_its_address();
"""
# With room in the pages of the watches a claim rewrites its row in place (a heap-only tuple, no index changes).
ADD_ROOM = "ALTER TABLE monitoring_watch SET (fillfactor = 70)"
DROP_ROOM = "ALTER TABLE monitoring_watch RESET (fillfactor)"


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_initial")]

    operations = [migrations.RunSQL(ADD_TRIGGER, DROP_TRIGGER), migrations.RunSQL(ADD_ROOM, DROP_ROOM)]
