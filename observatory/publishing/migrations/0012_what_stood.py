"""From when until when each version stood, read off the versions in batches of records."""

from django.db import migrations

_BATCH = 5_000


def _texts(path):
    found = f"jsonb_array_elements_text(jsonb_path_query_array(document, '{path}'))"
    return f"ARRAY(SELECT DISTINCT {found})::varchar[]"


_FILL = f"""
INSERT INTO publishing_standing (frozen_id, record_id, number, since, until, public_id, kind, slug, title_en,
    title_zh_hans, original_title, subtype, date_from, date_to, dated, jurisdictions, themes, instrument_types, fields,
    source_ids)
SELECT id, record_id, number, published_at, until, document ->> 'id', kind, document ->> 'slug',
    coalesce(document #>> '{{title,en}}', ''), coalesce(document #>> '{{title,zh-hans}}', ''),
    coalesce(document #>> '{{title,original}}', ''), coalesce(document -> 'facts' -> (kind || '_type') ->> 'value', ''),
    (dated ->> 'from')::date, (dated ->> 'to')::date, coalesce(dated ->> 'value', ''),
    {_texts("$.jurisdictions[*].code")}, {_texts("$.themes[*].code")}, {_texts("$.instrument_types[*].code")},
    {_texts("$.fields_of_science[*].code")}, {_texts("strict $.**.source.id")}
FROM (
    SELECT *, document ->> 'kind' AS kind, document -> 'facts' -> CASE document ->> 'kind'
        WHEN 'initiative' THEN 'launched' WHEN 'instrument' THEN 'issued' WHEN 'platform' THEN 'released'
        ELSE 'founded' END AS dated
    FROM (
        SELECT *, lead(published_at) OVER (PARTITION BY record_id ORDER BY number) AS until
        FROM publishing_version WHERE record_id > %(after)s AND record_id <= %(last)s
    ) AS version
    WHERE action = 'publish'
) AS published
ON CONFLICT DO NOTHING
"""  # noqa: S608 - the paths above


def fill(cursor):
    """Fill the table; what stands there already is left."""
    cursor.execute("SELECT coalesce(max(record_id), 0) FROM publishing_version")
    [newest] = cursor.fetchone()
    for after in range(0, newest, _BATCH):
        cursor.execute(_FILL, {"after": after, "last": after + _BATCH})


def fill_all(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        fill(cursor)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("publishing", "0011_standing")]

    operations = [migrations.RunPython(fill_all, migrations.RunPython.noop)]
