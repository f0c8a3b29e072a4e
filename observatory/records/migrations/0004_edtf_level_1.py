"""Dates that are open (2022/.., ../2022), approximate (2019~) or uncertain (2020?): their bounds.

An open end is the last day that a date can be, an open start the first one. The tables that have such dates are
migrated after this; bounds that are stored stay as they are, because level 0 has the same ones.
"""

from importlib import import_module

from django.db import migrations

before = import_module("observatory.records.migrations.0001_edtf_functions")

LOWER = """
CREATE OR REPLACE FUNCTION edtf_lower(value text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value = '' THEN NULL WHEN starts_with(value, '..') THEN make_date(1, 1, 1) ELSE make_date(
    substr(split_part(value, '/', 1), 1, 4)::int,
    coalesce(nullif(rtrim(substr(split_part(value, '/', 1), 6, 2), '~?%'), ''), '1')::int,
    coalesce(nullif(rtrim(substr(split_part(value, '/', 1), 9, 2), '~?%'), ''), '1')::int) END
"""

# An interval that ends before it starts is refused: there is no month 99.
UPPER = """
CREATE OR REPLACE FUNCTION edtf_upper(value text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value = '' THEN NULL
    WHEN position('/' in value) = 0 THEN edtf_last_day(rtrim(value, '~?%'))
    WHEN split_part(value, '/', 2) = '..' THEN make_date(9999, 12, 31)
    WHEN edtf_lower(split_part(value, '/', 2)) < edtf_lower(value) THEN make_date(substr(value, 1, 4)::int, 99, 99)
    ELSE edtf_last_day(rtrim(split_part(value, '/', 2), '~?%')) END
"""


def replacing(sql: str) -> str:
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("records", "0003_survey_state")]

    operations = [
        migrations.RunSQL(LOWER, replacing(before.LOWER)),
        migrations.RunSQL(UPPER, replacing(before.UPPER)),
    ]
