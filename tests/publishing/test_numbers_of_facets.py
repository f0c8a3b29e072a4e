"""What an older version stored, by one byte of a hash for type and state, is right after the migration."""

from hashlib import blake2b
from importlib import import_module
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from observatory.publishing.actions import publish_many, withdraw
from observatory.publishing.index import facet_counts
from observatory.publishing.models import Entry, FacetCount
from observatory.search.results import search
from tests import factories

pytestmark = pytest.mark.django_db

migration = import_module("observatory.publishing.migrations.0017_numbers_of_facets")


def run(step) -> None:
    with connection.schema_editor() as editor:
        step(None, editor)


def hashed(code: str) -> int:
    return blake2b(code.encode(), digest_size=1).digest()[0]


def stored() -> tuple[list, list]:
    entries = Entry.objects.order_by("pk").values_list("pk", "evidence", "facets", "search")
    counts = FacetCount.objects.order_by("within", "number").values_list("within", "number", "times")
    return [(pk, state, bytes(facets), search) for pk, state, facets, search in entries], list(counts)


def make_old() -> None:
    """Write the rows as they were written before: by hashes, and records without a citation by the older rule."""
    for entry in Entry.objects.live():
        state = entry.evidence if entry.evidence != "unsourced" else "unsupported" if entry.date_from else "supported"
        facets = bytearray(entry.facets)
        facets[1], facets[5] = hashed(entry.kind), hashed(state)
        Entry.objects.filter(pk=entry.pk).update(evidence=state, facets=bytes(facets))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE publishing_entry SET search = replace(search::text, '=evidence:' || %s, '=evidence:' || %s)"
                "::tsvector WHERE record_id = %s",
                ["unsourced", state, entry.pk],
            )
    FacetCount.objects.filter(number__lt=0).delete()
    FacetCount.objects.filter(within__range=(1, 255)).delete()


@pytest.fixture
def records():
    """One of each type; the plan cites a source, the law states a date without one, the others state nothing."""
    plan, law = factories.InitiativeFactory(launched="2023"), factories.InstrumentFactory(issued="2024")
    others = [factories.OrganisationFactory(), factories.BodyFactory(), factories.PlatformFactory()]
    plan.jurisdictions.add(factories.JurisdictionFactory())
    factories.CitationFactory(record=plan, field="launched")
    publish_many(records=[plan, law, *others], by=None, reason="new")
    gone = factories.PlatformFactory()
    publish_many(records=[gone], by=None, reason="new")
    withdraw(record=gone, by=None, reason="mistaken")
    return plan, law, *others


def states() -> dict[str, int]:
    return {each.code: each.count for row in search("").facets if row.name == "evidence" for each in row.choices}


def test_old_rows_are_put_right(records):
    right = stored()
    make_old()
    assert search("", {"evidence": ["supported"]}).hits
    run(migration.forwards)
    assert stored() == right
    assert facet_counts.recount() == 0
    assert states() == {"unchecked": 1, "unsourced": 4}
    assert not search("", {"evidence": ["supported"]}).hits
    assert search("", {"evidence": ["unsourced"]}).total == len(search("", {"evidence": ["unsourced"]}).hits) == 4


def test_twice_changes_nothing_more(records):
    right = stored()
    run(migration.forwards)
    assert stored() == right


def test_it_can_be_undone(records):
    right = stored()
    run(migration.backwards)
    assert {entry.evidence for entry in Entry.objects.live()} == {"unchecked", "unsupported"}
    assert {bytes(entry.facets)[1] for entry in Entry.objects.live()} == {hashed(row.kind) for row in records}
    assert {bytes(entry.facets)[5] for entry in Entry.objects.live()} == {hashed("unchecked"), hashed("unsupported")}
    run(migration.forwards)
    assert stored() == right


def test_reindexing_puts_old_rows_right_too(records):
    right = stored()
    make_old()
    call_command("reindex_search", stdout=StringIO())
    assert stored() == right
