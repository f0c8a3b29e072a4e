"""Version 1 of every source that is or was public, of every official term and of every coverage search, as readers saw them
until now; and the objects of the relations of versions, for the relations that other records stated on a day.

Row by row in batches, each its own transaction, so that the site goes on; interrupted, it goes on where it stopped. The
documents have format 1 and are built here and not by `item_documents`, which will change. Going back loses nothing that
curators entered: the tables go with migration 0003. The version of the program before reads columns for the search of
sources that are empty then: run its `manage.py reindex_search`.
"""

from django.contrib.postgres.search import SearchVectorField
from django.db import migrations, transaction
from django.db.models import Q, Value
from django.db.models.functions import Cast
from django.utils import timezone

from observatory.publishing.documents import digest
from observatory.publishing.facts import date_document, text_document
from observatory.text.vectors import vector

BATCH = 500
REASON = "As it was public when sources began to have versions"

RELATED = """
WITH batch AS (
    SELECT standing.frozen_id, array(
        SELECT DISTINCT relation->'object'->>'id' FROM jsonb_array_elements(version.document->'relations') AS relation
    ) AS ids
    FROM publishing_standing AS standing JOIN publishing_version AS version ON version.id = standing.frozen_id
    WHERE standing.frozen_id > %s ORDER BY standing.frozen_id LIMIT %s
), changed AS (
    UPDATE publishing_standing AS standing SET related_ids = batch.ids
    FROM batch WHERE batch.frozen_id = standing.frozen_id AND cardinality(batch.ids) > 0
)
SELECT max(frozen_id) FROM batch
"""


def publish_existing(apps, schema_editor):
    Source = apps.get_model("sources", "Source")
    Term = apps.get_model("sources", "OfficialTerm")
    Survey = apps.get_model("records", "Survey")
    rendered = Q(pk__in=apps.get_model("sources", "Rendering").objects.values("source"))
    with schema_editor.connection.cursor() as cursor:  # versions that nobody sees today stay readable with their sources
        cursor.execute("SELECT DISTINCT unnest(source_ids) FROM publishing_standing")
        once = [public_id for (public_id,) in cursor.fetchall()]
    public = Q(cited=True) | Q(public_id__in=once)
    _in_batches(apps, Source.objects.filter(public | rendered), _publish_sources)
    _in_batches(apps, Term.objects.all(), _publish_terms)
    _in_batches(apps, Survey.objects.all(), _publish_surveys)
    last = 0
    while last is not None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(RELATED, [last, BATCH])
            last = cursor.fetchone()[0]


def _in_batches(apps, rows, publish):
    while keys := list(rows.filter(published=None).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            publish(apps, keys)
            rows.model.objects.filter(pk__in=keys).update(state="published")


def _versions(apps, name, documents):
    model = apps.get_model("publishing", name)
    now = timezone.now()
    rows = [
        model(
            item_id=pk, number=1, action="publish", document=document, sha256=digest(document), published_at=now,
            reason=REASON,
        )
        for pk, document in documents.items()
    ]
    return {row.item_id: row for row in model.objects.bulk_create(rows)}


def _search(passages):
    return Cast(Value(vector(passages)), SearchVectorField())


def _publish_sources(apps, keys):
    names = ("container_title", "publisher", "volume", "issue", "pages", "doi", "as_printed")
    person = ("role", "family", "given", "literal", "original")
    columns = ("public_id", "key", "type", "title_en", "title_zh_hans", "original_title", "language", "issued")
    cited = set(apps.get_model("sources", "Citation").objects.filter(source__in=keys).values_list("location", flat=True))
    rows = apps.get_model("sources", "Source").objects.filter(pk__in=keys)
    rows = list(rows.prefetch_related("contributors", "locations").order_by("pk"))
    people = {row.pk: sorted(row.contributors.all(), key=lambda each: (each.position, each.pk)) for row in rows}
    places = {
        row.pk: sorted(
            (each for each in row.locations.all() if each.retired_at is None or each.pk in cited),
            key=lambda each: each.pk,
        )
        for row in rows
    }
    documents = {
        row.pk: {
            "format": 1,
            "id": row.public_id,
            "key": row.key,
            "type": row.type,
            "title": text_document(row, "title") | {"original": row.original_title, "language": row.language},
            "contributors": [{name: getattr(each, name) for name in person} for each in people[row.pk]],
            "issued": date_document(row.issued),
            **{name: getattr(row, name) for name in names},
            "note": text_document(row, "note"),
            "locations": [
                {
                    "id": each.pk,
                    "url": each.url,
                    "role": each.role,
                    "monitored": each.monitored,
                    "retired_on": each.retired_at.isoformat() if each.retired_at else None,
                    "note": text_document(each, "note"),
                }
                for each in places[row.pk]
            ],
        }
        for row in rows
    }
    versions = _versions(apps, "SourceVersion", documents)
    apps.get_model("publishing", "PublishedSource").objects.bulk_create(
        apps.get_model("publishing", "PublishedSource")(
            item_id=row.pk,
            frozen=versions[row.pk],
            **{name: getattr(row, name) for name in columns},
            search=_search(
                [
                    *(("A", text) for text in (row.title_en, row.title_zh_hans, row.original_title, row.key)),
                    *(
                        ("B", text)
                        for each in people[row.pk]
                        for text in (f"{each.given} {each.family}", each.literal, each.original)
                    ),
                    *(("B", row.doi), ("B", row.public_id)),
                    *(("C", text) for text in (row.container_title, row.publisher)),
                    *(("D", text) for text in (row.as_printed, row.note_en, row.note_zh_hans)),
                ]
            ),
        )
        for row in rows
    )
    apps.get_model("publishing", "PublishedLocation").objects.bulk_create(
        apps.get_model("publishing", "PublishedLocation")(
            source_id=pk, location_id=each.pk, url=each.url, retired_at=each.retired_at
        )
        for pk, found in places.items()
        for each in found
    )


def _publish_terms(apps, keys):
    rows = apps.get_model("sources", "OfficialTerm").objects.filter(pk__in=keys)
    rows = list(rows.prefetch_related("renderings__source").order_by("pk"))
    renderings = {row.pk: sorted(row.renderings.all(), key=lambda each: each.pk) for row in rows}
    documents = {
        row.pk: {
            "format": 1,
            "term": row.term,
            "language": row.language,
            "note": text_document(row, "note"),
            "renderings": [
                {
                    "text": each.text,
                    "language": each.language,
                    "source": each.source.public_id,
                    "locator": each.locator,
                }
                for each in renderings[row.pk]
            ],
        }
        for row in rows
    }
    versions = _versions(apps, "TermVersion", documents)
    names = ("term", "language", "note_en", "note_zh_hans")
    apps.get_model("publishing", "PublishedTerm").objects.bulk_create(
        apps.get_model("publishing", "PublishedTerm")(
            item_id=row.pk,
            frozen=versions[row.pk],
            search=_search([("A", row.term)]),
            **{name: getattr(row, name) for name in names},
        )
        for row in rows
    )
    apps.get_model("publishing", "PublishedRendering").objects.bulk_create(
        apps.get_model("publishing", "PublishedRendering")(
            term_id=row.pk,
            text=each.text,
            language=each.language,
            source_id=each.source_id,
            locator=each.locator,
            search=_search([("A", each.text), ("A", row.term)]),
        )
        for row in rows
        for each in renderings[row.pk]
    )


def _publish_surveys(apps, keys):
    rows = apps.get_model("records", "Survey").objects.filter(pk__in=keys)
    rows = list(rows.select_related("jurisdiction", "theme").order_by("pk"))
    documents = {
        row.pk: {
            "format": 1,
            "jurisdiction": row.jurisdiction.code,
            "theme": row.theme.code if row.theme else None,
            "kind": row.kind,
            "outcome": row.outcome,
            "searched_on": row.searched_on.isoformat(),
            "note": text_document(row, "note"),
        }
        for row in rows
    }
    versions = _versions(apps, "SurveyVersion", documents)
    names = ("jurisdiction_id", "theme_id", "kind", "outcome", "searched_on", "note_en", "note_zh_hans")
    apps.get_model("publishing", "PublishedSurvey").objects.bulk_create(
        apps.get_model("publishing", "PublishedSurvey")(
            item_id=row.pk, frozen=versions[row.pk], **{name: getattr(row, name) for name in names}
        )
        for row in rows
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("publishing", "0004_published_sources_rules")]

    operations = [migrations.RunPython(publish_existing, migrations.RunPython.noop)]
