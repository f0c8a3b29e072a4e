"""What was visited is protected from deletion, and keeps its address and its source.

Otherwise what was read at one address would be shown under another one. A constraint cannot compare a row with what it
was, nor look into other tables; the trigger holds for whoever writes, and for a visit that is under way.
"""

from django.db import migrations, models
from django.db.models.deletion import PROTECT

from observatory.monitoring.models.watch import protect_visited

ADD = """
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
DROP = """
DROP TRIGGER location_visited_keeps_its_address ON sources_location;
DROP FUNCTION location_visited_keeps_its_address();
"""


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0003_quotes_not_searched"), ("sources", "0009_retired_locations")]

    operations = [
        migrations.AlterField(
            model_name="change",
            name="after",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=PROTECT,
                related_name="changes_to",
                to="monitoring.snapshot",
                verbose_name="after",
            ),
        ),
        migrations.AlterField(
            model_name="change",
            name="before",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=PROTECT,
                related_name="changes_from",
                to="monitoring.snapshot",
                verbose_name="before",
            ),
        ),
        migrations.AlterField(
            model_name="change",
            name="location",
            field=models.ForeignKey(
                db_index=False,
                on_delete=PROTECT,
                related_name="changes",
                to="sources.location",
                verbose_name="location",
            ),
        ),
        migrations.AlterField(
            model_name="check",
            name="location",
            field=models.ForeignKey(
                db_index=False,
                on_delete=PROTECT,
                related_name="checks",
                to="sources.location",
                verbose_name="location",
            ),
        ),
        migrations.AlterField(
            model_name="snapshot",
            name="location",
            field=models.ForeignKey(
                db_index=False,
                on_delete=PROTECT,
                related_name="snapshots",
                to="sources.location",
                verbose_name="location",
            ),
        ),
        migrations.AlterField(
            model_name="watch",
            name="location",
            field=models.OneToOneField(
                on_delete=protect_visited,
                primary_key=True,
                related_name="watch",
                serialize=False,
                to="sources.location",
                verbose_name="location",
            ),
        ),
        migrations.RunSQL(ADD, DROP),
    ]
