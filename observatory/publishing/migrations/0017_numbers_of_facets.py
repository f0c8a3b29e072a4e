"""Give types and states of the evidence explicit numbers, and records without a citation a state of their own.

Both numbers were one byte of a hash before, by which two types could be counted as one. They stand in the first eight
bytes of the facets of an entry: 255, type, subtype (3), state, year (2). The columns beside say which is right,
whatever an old number says. Backwards, such records count as unsupported; run `reindex_search` then.
"""

import json

from django.db import migrations, models

_KINDS = {"organisation": 1, "initiative": 2, "body": 3, "instrument": 4, "platform": 5}
_STATES = {"supported": 1, "unchecked": 2, "unsupported": 3, "contradicted": 4, "disputed": 5, "unsourced": 6}
_HASHED_KINDS = {"organisation": 66, "initiative": 246, "body": 189, "instrument": 199, "platform": 227}
_HASHED_STATES = {"supported": 206, "unchecked": 95, "unsupported": 60, "contradicted": 183, "disputed": 187}

_TURN = "SELECT pg_advisory_xact_lock(hashtext('observatory.publishing'))"
# The state of an entry is also a lexeme of its search vector.
_STATE = """
UPDATE publishing_entry SET evidence = %(new)s,
    search = ts_delete(search, %(lexemes)s::text[]) || (quote_literal('=evidence:' || %(new)s) || ':16383B')::tsvector
WHERE withdrawn_at IS NULL AND evidence <> %(new)s AND {condition}
"""
_BYTES = """
UPDATE publishing_entry SET facets = set_byte(set_byte(
    facets, 1, COALESCE((%(kinds)s::jsonb ->> kind)::int, get_byte(facets, 1))),
    5, COALESCE((%(states)s::jsonb ->> evidence)::int, 0))
WHERE withdrawn_at IS NULL AND length(facets) >= 8
"""
# As publishing counts: of the list of everything (0), of each type by its number, of each place (they begin with 2).
_COUNT = """
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
"""


def forwards(apps, schema_editor) -> None:
    _renumber(schema_editor, "unsourced", "source_ids = '{}'", _KINDS, _STATES)


def backwards(apps, schema_editor) -> None:
    _renumber(schema_editor, "unsupported", "evidence = 'unsourced'", _HASHED_KINDS, _HASHED_STATES)


def _renumber(schema_editor, state: str, condition: str, kinds: dict[str, int], states: dict[str, int]) -> None:
    lexemes = [f"=evidence:{each}" for each in _STATES if each != state]
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_TURN)
        cursor.execute(_STATE.format(condition=condition), {"new": state, "lexemes": lexemes})
        cursor.execute(_BYTES, {"kinds": json.dumps(kinds), "states": json.dumps(states)})
        cursor.execute(_COUNT)


_CHOICES = [
    ("disputed", "sources disagree"),
    ("contradicted", "contradicted by a source"),
    ("unsourced", "no source cited"),
    ("unsupported", "a statement is unsupported"),
    ("unchecked", "not fully checked"),
    ("supported", "supported"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0016_predicates_index"),
        ("records", "0005_slug_leads_to_one_record"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="entry", name="entry_evidence_known"),
        migrations.AlterField(
            model_name="entry",
            name="evidence",
            field=models.CharField(blank=True, choices=_CHOICES, max_length=12),
        ),
        migrations.RunPython(forwards, backwards, elidable=True),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(evidence__in=["", *(state for state, _label in _CHOICES)]),
                name="entry_evidence_known",
            ),
        ),
    ]
