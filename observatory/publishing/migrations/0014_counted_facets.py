"""Count the facets of what is public, once; from then on publications keep the counts."""

from django.db import migrations

# Facets are numbers of eight bytes laid end to end: the first, negative as a signed one, has the type in its second
# byte; those of places begin with 2. The lock is that of publishing.
_COUNT = """
SELECT pg_advisory_xact_lock(hashtext('observatory.publishing'));
DELETE FROM publishing_facetcount;
WITH valued AS (
    SELECT record_id, ('x' || encode(substr(facets, place, 8), 'hex'))::bit(64)::bigint AS number
    FROM publishing_entry, generate_series(1, length(facets), 8) AS place
    WHERE withdrawn_at IS NULL
), listed AS (
    SELECT record_id, 0::bigint AS within FROM valued WHERE number < 0
    UNION ALL SELECT record_id, number >> 48 & 255 FROM valued WHERE number < 0
    UNION ALL SELECT record_id, number FROM valued WHERE number >> 56 = 2
)
INSERT INTO publishing_facetcount (within, number, times)
SELECT within, number, count(*) FROM valued JOIN listed USING (record_id) GROUP BY within, number;
ANALYZE publishing_facetcount;
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0013_facet_count")]

    operations = [migrations.RunSQL(_COUNT, migrations.RunSQL.noop, elidable=True)]
