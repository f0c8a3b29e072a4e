"""The table of cited statements, filled from the documents that are public and have IDs of citations."""

import django.db.models.deletion
from django.db import migrations, models

import observatory.publishing.models.decoding

_ROWS = 500


def fill_in(apps, schema_editor):
    """Write a row for each citation of a public document. Those of older formats have no IDs: `manage.py republish
    --changed-shape` gives them theirs, and writes the rows."""
    Entry = apps.get_model("publishing", "Entry")
    Version = apps.get_model("publishing", "Version")
    CitedStatement = apps.get_model("publishing", "CitedStatement")
    entries = Entry.objects.filter(withdrawn_at=None, document__format__gte=2).order_by("pk")
    for entry in entries.values("record_id", "document", "sequence").iterator(chunk_size=_ROWS):
        version = Version(pk=entry["sequence"])
        rows = [
            CitedStatement(
                public_id=citation["id"],
                record_id=entry["record_id"],
                statement=name,
                words=words,
                citation=citation,
                source_id=citation["source"]["id"],
                verdict=citation["verdict"],
                basis=citation["basis"],
                first=version,
                last=version,
            )
            for name, words, citation in cited(entry["document"])
            if citation["id"]
        ]
        CitedStatement.objects.bulk_create(rows, batch_size=_ROWS, ignore_conflicts=True)


def cited(document):
    """Yield each citation of a document with its statement and what that says."""
    for field, citations in document["evidence"].items():
        for citation in citations:
            listed = field in ("names", "identifiers")
            yield f"{field}:{citation['stated_value']}" if listed else field, {}, citation
    for place, row in enumerate(document["relations"]):
        title = row["object"]["title"]
        other = title["original"] or title["en"] or title["zh-hans"]
        words = {code: f"{row['predicate'][code]} {title[code] or other}" for code in ("en", "zh-hans")}
        yield from ((f"relation:{place}", words, citation) for citation in row["evidence"])
    for place, row in enumerate(document["milestones"]):
        words = {code: row["title"][code] for code in ("en", "zh-hans")}
        yield from ((f"milestone:{place}", words, citation) for citation in row["evidence"])


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0006_published_citations"),
        ("records", "0002_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CitedStatement",
            fields=[
                ("public_id", models.CharField(max_length=16, primary_key=True, serialize=False, verbose_name="permanent ID")),
                ("statement", models.TextField(verbose_name="statement")),
                ("words", models.JSONField(decoder=observatory.publishing.models.decoding.Decoder, default=dict)),
                ("citation", models.JSONField(decoder=observatory.publishing.models.decoding.Decoder)),
                ("source_id", models.CharField(max_length=16, verbose_name="source")),
                ("verdict", models.CharField(choices=[("supports", "supports"), ("partly", "partly supports"), ("contradicts", "contradicts"), ("does_not_support", "does not support"), ("not_checked", "not checked")], max_length=16, verbose_name="verdict")),
                ("basis", models.CharField(blank=True, choices=[("passage", "passage read"), ("reference", "printed reference"), ("person", "word of a person")], max_length=10, verbose_name="basis of the verdict")),
                ("ended_by", models.ForeignKey(db_index=False, help_text="The version that left it out, or that withdrew the record: its reason is why it went.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="publishing.version")),
                ("first", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="publishing.version")),
                ("last", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="publishing.version")),
                ("record", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.record", verbose_name="record")),
            ],
            options={
                "ordering": ["record", "public_id"],
                "indexes": [
                    models.Index(fields=["record", "public_id"], name="cited_statement_record"),
                    models.Index(fields=["source_id", "record", "public_id"], name="cited_statement_source"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("public_id", ""), _negated=True), name="cited_statement_has_an_id"),
                    models.CheckConstraint(condition=models.Q(("statement", ""), _negated=True), name="cited_statement_is_named"),
                ],
            },
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
