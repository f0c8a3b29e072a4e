"""What Django cannot express: published versions never change, and how the columns of entries are stored."""

from django.db import migrations

# The table of versions refuses UPDATE and DELETE, whoever asks.
ADD_APPEND_ONLY = """
CREATE FUNCTION version_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions are append-only' USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;
CREATE TRIGGER version_append_only BEFORE UPDATE OR DELETE ON publishing_version
    FOR EACH ROW EXECUTE FUNCTION version_is_append_only();
"""
DROP_APPEND_ONLY = """
DROP TRIGGER version_append_only ON publishing_version;
DROP FUNCTION version_is_append_only();
"""

# Lists and counts read many rows and of each only a few short columns. The long ones therefore live outside the row, and
# what is counted inside it; the vectors are stored uncompressed, because they are read often and in parts.
NARROW = """
ALTER TABLE publishing_entry ALTER kind SET STORAGE MAIN, ALTER facet_ids SET STORAGE MAIN,
    ALTER actor_ids SET STORAGE MAIN, ALTER dated SET STORAGE MAIN,
    ALTER search SET STORAGE EXTERNAL, ALTER title_search SET STORAGE EXTERNAL;
ALTER TABLE publishing_entry SET (toast_tuple_target = 128);
"""
WIDE = """
ALTER TABLE publishing_entry ALTER kind SET STORAGE EXTENDED, ALTER facet_ids SET STORAGE EXTENDED,
    ALTER actor_ids SET STORAGE EXTENDED, ALTER dated SET STORAGE EXTENDED,
    ALTER search SET STORAGE EXTENDED, ALTER title_search SET STORAGE EXTENDED;
ALTER TABLE publishing_entry RESET (toast_tuple_target);
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [migrations.RunSQL(ADD_APPEND_ONLY, DROP_APPEND_ONLY), migrations.RunSQL(NARROW, WIDE)]
