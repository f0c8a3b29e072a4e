"""The bounds of partial dates, computed where they are stored.

Bodies are SQL-standard (BEGIN ATOMIC-like RETURN), so they depend on no search_path, and immutable, so
generated columns may use them.
"""

from django.db import migrations

LOWER = """
CREATE FUNCTION edtf_lower(value text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value = '' THEN NULL ELSE make_date(
    substr(split_part(value, '/', 1), 1, 4)::int,
    coalesce(nullif(substr(split_part(value, '/', 1), 6, 2), ''), '1')::int,
    coalesce(nullif(substr(split_part(value, '/', 1), 9, 2), ''), '1')::int) END
"""

# The last day of a month is the day before the first of the next.
UPPER_DAY = """
CREATE FUNCTION edtf_last_day(value text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE length(value)
    WHEN 4 THEN make_date(value::int, 12, 31)
    WHEN 7 THEN make_date(
        substr(value, 1, 4)::int + substr(value, 6, 2)::int / 12, substr(value, 6, 2)::int % 12 + 1, 1) - 1
    ELSE make_date(substr(value, 1, 4)::int, substr(value, 6, 2)::int, substr(value, 9, 2)::int) END
"""

# An interval that ends before it starts is refused: there is no month 99.
UPPER = """
CREATE FUNCTION edtf_upper(value text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value = '' THEN NULL
    WHEN position('/' in value) = 0 THEN edtf_last_day(value)
    WHEN edtf_lower(split_part(value, '/', 2)) < edtf_lower(value) THEN make_date(substr(value, 1, 4)::int, 99, 99)
    ELSE edtf_last_day(split_part(value, '/', 2)) END
"""


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.RunSQL(LOWER, "DROP FUNCTION edtf_lower(text)"),
        migrations.RunSQL(UPPER_DAY, "DROP FUNCTION edtf_last_day(text)"),
        migrations.RunSQL(UPPER, "DROP FUNCTION edtf_upper(text)"),
    ]
