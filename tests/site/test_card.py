"""The card of a record that other sites set in a frame."""

import pytest

from observatory.publishing.merging.merge_records import merge_public_records
from observatory.publishing.record_publication import publish, withdraw
from tests.factories import InstrumentFactory
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
@made_once
def measures():
    record = InstrumentFactory(title_en="Measures <b>", title_zh_hans="办法", slug="measures", issued="2023-07")
    publish(record=record, by=None, reason="first")
    return record


def test_any_site_may_frame_the_card_and_no_other_page(client, measures):
    card = client.get(f"/r/{measures.public_id}/card")
    page = client.get("/instruments/measures/")
    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert "'none'" not in card["Content-Security-Policy"].split("frame-ancestors")[1].split(";")[0]
    assert "X-Frame-Options" not in card
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"


def test_the_card_says_what_the_record_is_in_the_language_asked(client, measures):
    english = client.get(f"/r/{measures.public_id}/card").content.decode()
    chinese = client.get(f"/zh-hans/r/{measures.public_id}/card").content.decode()
    assert "Measures &lt;b&gt;" in english
    assert "July 2023" in english
    assert '<html lang="zh-Hans">' in chinese
    assert "2023年7月" in chinese


def test_the_card_of_a_withdrawn_record_says_since_when_and_why_in_its_frame(client, measures):
    withdraw(record=measures, by=None, reason="It was a <draft>.")
    card = client.get(f"/r/{measures.public_id}/card")
    assert card.status_code == 410
    assert "It was a &lt;draft&gt;." in card.content.decode()
    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert "X-Frame-Options" not in card


def test_the_card_of_a_merged_record_leads_to_that_of_the_other(client, measures):
    other = InstrumentFactory(title_en="Winner", slug="winner")
    publish(record=other, by=None, reason="first")
    merge_public_records(record=measures, into=other, by=None, reason="the same")
    response = client.get(f"/zh-hans/r/{measures.public_id}/card")
    assert (response.status_code, response["Location"]) == (301, f"/zh-hans/r/{other.public_id}/card")


def test_a_record_that_was_never_public_has_no_card(client, measures):
    assert client.get(f"/r/{InstrumentFactory().public_id}/card").status_code == 404
    assert client.get("/r/nonesuch/card").status_code == 404
