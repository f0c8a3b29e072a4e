"""What was published stays as it was: the table refuses UPDATE and DELETE, whoever asks."""

from django.db import migrations

ADD = """
CREATE FUNCTION version_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions are append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER version_append_only BEFORE UPDATE OR DELETE ON publishing_version
    FOR EACH ROW EXECUTE FUNCTION version_is_append_only();
"""
DROP = """
DROP TRIGGER version_append_only ON publishing_version;
DROP FUNCTION version_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [migrations.RunSQL(ADD, DROP)]
