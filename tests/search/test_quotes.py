"""Quoted passages are searched, and a hit says that the words stand in a passage."""

import pytest

from observatory.publishing.record_publication import publish
from observatory.search.results import search
from tests.factories import CitationFactory, InitiativeFactory, MilestoneFactory, OrganisationFactory, RelationFactory

pytestmark = pytest.mark.django_db


def published(**columns):
    record = InitiativeFactory(title_en="A plan", summary_en="About ethics.")
    if "relation" in columns:
        target = OrganisationFactory()
        publish(record=target, by=None, reason="r")
        columns |= {"field": "", "relation": RelationFactory(subject=record, object=target)}
    if "milestone" in columns:
        columns |= {"field": "", "milestone": MilestoneFactory(record=record)}
    CitationFactory(**{"record": record, "quote": "the committee opposes the implicit use of 生成式模型", **columns})
    publish(record=record, by=None, reason="r")
    return record


@pytest.mark.parametrize("columns", [{}, {"relation": True}, {"milestone": True}], ids=str)
@pytest.mark.parametrize("text", ["implicit use", "生成式", '"opposes the implicit use"', "ethics implicit"])
def test_a_record_is_found_by_a_passage_and_the_hit_shows_it(text, columns):
    record = published(**columns)
    [hit] = search(text).hits
    assert (hit.public_id, hit.quoted) == (record.public_id, True)
    assert any(segment.matched for segment in hit.passage)


@pytest.mark.parametrize("text", ["plan", "ethics", "A plan about ethics"])
def test_words_of_the_record_itself_are_not_said_to_stand_in_a_passage(text):
    published(quote="the plan says nothing of ethics, said the plan")
    [hit] = search(text).hits
    assert not hit.quoted


def test_the_page_says_so(client):
    published()
    assert "in a passage:" in client.get("/search/", {"q": "implicit use"}).content.decode()
    assert "见于引文：" in client.get("/zh-hans/search/", {"q": "implicit use"}).content.decode()


def test_a_title_ranks_before_a_passage():
    published(quote="weather weather weather")
    titled = InitiativeFactory(title_en="Weather")
    publish(record=titled, by=None, reason="r")
    assert search("weather").hits[0].public_id == titled.public_id
