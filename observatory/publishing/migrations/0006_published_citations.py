"""What each published statement rests on, as rows; and the state of records that rest on primary sources."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

STATES = [
    ("disputed", "sources disagree"),
    ("contradicted", "contradicted by a source"),
    ("unsourced", "no source cited"),
    ("unsupported", "a statement is unsupported"),
    ("unchecked", "not fully checked"),
    ("supported", "supported, primary sources missing"),
    ("primary", "supported by primary sources"),
]


class Migration(migrations.Migration):
    dependencies = [("publishing", "0005_publish_existing")]

    operations = [
        migrations.CreateModel(
            "PublishedCitation",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "entry",
                    models.ForeignKey(
                        "publishing.Entry", django.db.models.deletion.CASCADE, related_name="published_citations"
                    ),
                ),
                ("statement", models.TextField(help_text="Its key in the document: see `serializers.statements`.")),
                ("citation_id", models.CharField(blank=True, help_text="Permanent ID of the citation.", max_length=16)),
                ("source_id", models.CharField(blank=True, help_text="Permanent ID of the source.", max_length=16)),
                ("source_key", models.CharField(blank=True, max_length=80)),
                ("quote", models.TextField(blank=True)),
                (
                    "selector",
                    models.CharField(blank=True, help_text="Digest of the quote with its context.", max_length=32),
                ),
                ("basis", models.CharField(blank=True, max_length=10)),
                ("verdict", models.CharField(blank=True, max_length=16)),
                (
                    "primary",
                    models.BooleanField(
                        default=False, help_text="It supports the statement by a passage of a primary source."
                    ),
                ),
                (
                    "until",
                    models.DateTimeField(help_text="When a version with another quote was published.", null=True),
                ),
            ],
            {
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(until=None) | (~Q(selector="") & ~Q(citation_id="")),
                        name="published_citation_ends_quoted",
                    )
                ],
                "indexes": [models.Index(fields=["citation_id", "selector"], name="published_citation_quote")],
            },
        ),
        migrations.RemoveConstraint("entry", "entry_evidence_known"),
        migrations.AlterField("entry", "evidence", models.CharField(blank=True, choices=STATES, max_length=12)),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                condition=Q(evidence__in=["", *(state for state, _words in STATES)]), name="entry_evidence_known"
            ),
        ),
    ]
