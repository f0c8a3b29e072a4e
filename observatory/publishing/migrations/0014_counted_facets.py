"""Count the facets of what is public, once; from then on publications keep the counts."""

from django.db import migrations

# Facets are numbers of eight bytes laid end to end. The lock is that of publishing.
_COUNT = """
SELECT pg_advisory_xact_lock(hashtext('observatory.publishing'));
DELETE FROM publishing_facetcount;
INSERT INTO publishing_facetcount (kind, number, times)
SELECT coalesce(kind, ''), number, count(*)
FROM (
    SELECT kind, ('x' || encode(substr(facets, place, 8), 'hex'))::bit(64)::bigint AS number
    FROM publishing_entry, generate_series(1, length(facets), 8) AS place
    WHERE withdrawn_at IS NULL
) AS valued
GROUP BY GROUPING SETS ((kind, number), (number));
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0013_facet_count")]

    operations = [migrations.RunSQL(_COUNT, migrations.RunSQL.noop, elidable=True)]
