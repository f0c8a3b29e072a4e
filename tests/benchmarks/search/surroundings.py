"""What pages read beside entries: sources with locations and their health, versions, the glossary, surveys."""

from datetime import UTC, date, datetime, timedelta

from observatory.monitoring.models import Change, Watch
from observatory.publishing.index import facets
from observatory.publishing.models import Standing
from observatory.records.models import Jurisdiction, Survey, Theme
from observatory.sources.models import Contributor, Location, OfficialTerm, Rendering, Source
from tests.benchmarks.search import generate
from tests.published import publish_all_items

START = datetime(2026, 1, 1, tzinfo=UTC)
_VERSIONS = """
INSERT INTO publishing_version (record_id, number, action, document, sha256, published_at, reason)
SELECT record_id, 1, 'publish', document, sha256,
    published_at - (record_id %% 900) * interval '1 day', 'First publication'
FROM publishing_entry WHERE record_id <= %s AND NOT EXISTS (SELECT FROM publishing_version)
"""
_CITED = """
UPDATE sources_source SET cited = true
WHERE public_id IN (SELECT unnest(source_ids) FROM publishing_entry WHERE record_id <= %s)
"""
_STANDING = """
INSERT INTO publishing_standing (frozen_id, record_id, number, since, public_id, kind, slug, title_en, title_zh_hans,
    original_title, subtype, date_from, date_to, dated, source_ids, related_ids, facet_ids)
SELECT version.id, record_id, version.number, version.published_at, public_id, kind, slug, title_en, title_zh_hans,
    original_title, subtype, date_from, date_to, dated, source_ids, related_ids,
    ARRAY(SELECT each FROM unnest(facet_ids) AS each
        WHERE each NOT IN (SELECT id FROM publishing_facetvalue WHERE facet = ANY(%s)))
FROM publishing_entry JOIN publishing_version AS version USING (record_id)
"""
_FIRST = 100_000  # the entries that have versions


def load(cursor) -> None:
    """Write what is missing."""
    if not Source.objects.exists():
        _sources()
        _glossary()
        publish_all_items()
    cursor.execute(_VERSIONS, [_FIRST])
    if not Standing.objects.exists():
        cursor.execute(_STANDING, [facets.only_present()])
    cursor.execute(_CITED, [_FIRST])


def surveys() -> None:
    """Write searches of some places that found nothing; the vocabularies must be there."""
    places, themes = Jurisdiction.objects.all(), Theme.objects.all()[:10]
    rows = [
        Survey(jurisdiction=place, theme=theme, outcome="none_found", searched_on=date(2026, 1, 1))
        for place in places
        for theme in themes
    ]
    Survey.objects.bulk_create(rows, ignore_conflicts=True)
    publish_all_items()


def _sources() -> None:
    numbers = range(generate.SOURCES)
    sources = Source.objects.bulk_create(
        [
            Source(
                public_id=generate.source_id(number),
                key=f"MOST {number}",
                type="webpage",
                title_en=f"Notice {number} on artificial intelligence in science",
                title_zh_hans=f"关于科学人工智能的第{number}号通知",
                publisher="Ministry",
                issued="2023-03",
            )
            for number in numbers
        ],
        batch_size=2_000,
    )
    Contributor.objects.bulk_create([Contributor(source=source, literal="Ministry") for source in sources], 2_000)
    places = [
        Location(source=source, url=generate.source_url(number))
        for number, source in zip(numbers, sources, strict=True)
    ]
    archived = [
        Location(source=source, url=f"https://archive.example.org/{number}", role="archive", monitored=False)
        for number, source in zip(numbers, sources, strict=True)
    ]
    locations = Location.objects.bulk_create(places, 2_000)
    Location.objects.bulk_create(archived, 2_000)
    Watch.objects.bulk_create(
        [
            Watch(
                location=location,
                address=location.url,
                health="broken" if number % 30 == 0 else "ok",
                checked_at=START,
                read_at=START,
                since=START - timedelta(days=number % 400),
                next_check_at=START,
            )
            for number, location in enumerate(locations)
        ],
        2_000,
    )
    Change.objects.bulk_create(
        [
            Change(
                location=location,
                kind="content",
                diff=[{"op": "insert"}],
                found_at=START - timedelta(minutes=number),
                last_seen_at=START,
            )
            for number, location in enumerate(locations)
            if number % 40 == 1
        ],
        2_000,
    )


def _glossary() -> None:
    sources = list(Source.objects.order_by("pk")[:3])
    terms = OfficialTerm.objects.bulk_create([OfficialTerm(term=f"科技伦理{number}") for number in range(2_000)])
    Rendering.objects.bulk_create(
        [
            Rendering(term=term, text=f"ethics of science {place}", source=source)
            for term in terms
            for place, source in enumerate(sources)
        ],
        2_000,
    )
