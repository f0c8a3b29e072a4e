"""Every citation of the China case study has an address that leads to it, whatever becomes of its record."""

import re
from collections import defaultdict

import pytest
from lxml import html

from observatory.publishing.merging.merge_records import merge_public_records
from observatory.publishing.models import CitedStatement, Entry
from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.publishing.republish import public_keys, republish_many
from observatory.records.models import Record
from observatory.sources.models import Citation
from tests.case_study import loaded_case_study

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CITATIONS = 690


@pytest.fixture(scope="module")
def _seed(django_db_setup, django_db_blocker):
    with loaded_case_study(django_db_blocker, publish=True):
        yield


@pytest.fixture
def seed(_seed, db):
    return list(CitedStatement.objects.standing().values_list("pk", flat=True))


def missing(client, ids, prefix="") -> list[str]:
    """Return those IDs whose address does not lead to one place on the page of a record."""
    wanted, lost = defaultdict(list), []
    for public_id in ids:
        response = client.get(f"{prefix}/s/{public_id}")
        if response.status_code == 302 and response["Location"].startswith(f"{prefix}/"):
            address, _hash, anchor = response["Location"].partition("#")
            wanted[address].append((public_id, anchor))
        else:
            lost.append(public_id)
    for address, places in wanted.items():
        page = html.fromstring(client.get(address).content.decode())
        found = page.xpath("//@id")
        lost += [public_id for public_id, anchor in places if anchor[2:] != public_id or found.count(anchor) != 1]
    return lost


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_every_id_leads_to_its_citation_in_both_languages(client, seed, prefix):
    assert len(seed) == CITATIONS == Citation.objects.count()
    assert missing(client, seed, prefix) == []


def test_every_page_gives_the_address_of_each_of_its_citations(client, seed):
    shown = set()
    for kind, slug in Entry.objects.live().values_list("kind", "slug"):
        page = client.get(f"/{_prefix(kind)}/{slug}/").content.decode()
        shown |= set(re.findall(r'href="/s/(\w+)"', page))
    assert shown == set(seed)


def _prefix(kind: str) -> str:
    return {"body": "bodies"}.get(kind, f"{kind}s")


def test_every_id_leads_on_after_all_records_were_renamed_and_edited(client, seed):
    for record in Record.objects.all():
        record.slug, record.summary_en = f"{record.slug[:100]}-renamed", f"{record.summary_en} Edited."
        record.save()
    publish_many(records=list(Record.objects.order_by("pk")), by=None, reason="Renamed.")
    assert missing(client, seed) == []


def test_every_id_is_gone_with_the_reason_after_a_withdrawal(client, seed):
    for record in Record.objects.all():
        withdraw(record=record, by=None, reason=f"Because of {record.public_id}.")
    for row in CitedStatement.objects.select_related("record"):
        response = client.get(f"/s/{row.pk}")
        assert response.status_code == 410
        assert f"Because of {row.record.public_id}." in response.content.decode()


def test_removed_citations_are_gone_with_the_reason_and_the_others_stay(client, seed):
    removed = seed[::7]
    Citation.objects.filter(public_id__in=removed).delete()
    publish_many(records=list(Record.objects.order_by("pk")), by=None, reason="Not in this source.")
    for public_id in removed:
        response = client.get(f"/s/{public_id}")
        assert (response.status_code, "Not in this source." in response.content.decode()) == (410, True)
    assert missing(client, [each for each in seed if each not in removed]) == []


def test_ids_of_a_merged_record_lead_to_the_other_or_say_where_it_went(client, seed):
    loser, winner = Record.objects.filter(kind="organisation").order_by("pk")[:2]
    ids = set(CitedStatement.objects.filter(record=loser).values_list("pk", flat=True))
    merger = merge_public_records(record=loser, into=winner, by=None, reason="One body under two names.")
    gone = [each for each in ids if client.get(f"/s/{each}").status_code == 410]
    assert len(gone) == len(ids) - merger.moved
    for public_id in gone:
        page = client.get(f"/s/{public_id}").content.decode()
        assert f"/organisations/{winner.slug}/" in page
    assert missing(client, [each for each in seed if each not in gone]) == []


def test_republishing_documents_without_ids_gives_them_back(client, seed):
    for entry in Entry.objects.all():
        document = entry.document
        for part in (*document["evidence"].values(), *(row["evidence"] for row in _rows(document))):
            for citation in part:
                for name in ("id", "prefix", "suffix", "quoted_from", "basis"):
                    del citation[name]
        Entry.objects.filter(pk=entry.pk).update(document={**document, "format": 1}, sha256="0" * 64)
    CitedStatement.objects.all().delete()
    outcome = republish_many(keys=public_keys(), changed_shape=True)
    assert (len(outcome.republished), outcome.edited) == (Record.objects.count(), [])
    assert missing(client, seed) == []


def _rows(document):
    return [*document["relations"], *document["milestones"]]


def test_the_list_of_the_api_has_every_citation_once(client, seed):
    address, found = "/api/v1/statements/?limit=100", []
    while address:
        page = client.get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    assert sorted(found) == sorted(seed)


def test_two_versions_of_each_record_are_compared_in_both_languages(client, seed):
    Citation.objects.filter(verdict="not_checked").update(
        verdict="supports", basis="reference", checked_at="2026-11-01"
    )
    publications = publish_many(records=list(Record.objects.order_by("pk")), by=None, reason="Checked.")
    changed = [row.version for row in publications if row.created]
    assert changed
    for version in changed:
        record = version.record
        for prefix, words in (("", "not checked"), ("/zh-hans", "未核对")):
            page = client.get(f"{prefix}/{_prefix(record.kind)}/{record.slug}/versions/2/changes/")
            assert words in page.content.decode()


def test_publishing_the_whole_seed_again_writes_nothing(seed):
    rows = list(CitedStatement.objects.values())
    publication = publish(record=Record.objects.first(), by=None, reason="Again.")
    assert not publication.created
    assert list(CitedStatement.objects.values()) == rows
