"""manage.py reindex_search."""

import io

import pytest
from django.core.management import CommandError, call_command

from observatory.publishing.models import Entry, PublishedRendering, PublishedSource, PublishedTerm
from observatory.publishing.record_publication import publish, publish_many
from observatory.search.results import search
from observatory.search.sources_and_terms import find_sources_and_terms
from observatory.sources.models import OfficialTerm, Rendering
from tests import factories
from tests.published import publish_all_items

pytestmark = pytest.mark.django_db


def reindex(**options) -> str:
    out = io.StringIO()
    call_command("reindex_search", stdout=out, **options)
    return out.getvalue()


def test_what_was_lost_is_rebuilt_from_the_documents():
    plan, ministry = factories.InitiativeFactory(slug="plan", title_en="Plan"), factories.OrganisationFactory()
    factories.RelationFactory(subject=ministry, object=plan)
    publish_many(records=[plan, ministry], by=None, reason="new")
    rows = Entry.objects.order_by("pk").values("search", "facet_ids", "names", "sha256")
    before = list(rows)
    Entry.objects.update(search=None, facet_ids=[], names="")
    assert search("plan").total == 0

    reindex(batch=1)
    assert list(Entry.objects.order_by("pk").values("search", "facet_ids", "names", "sha256")) == before
    assert search("plan", {"organisation": [ministry.public_id]}).total == 1


def test_sources_and_official_terms_are_rebuilt_too():
    source = factories.SourceFactory(title_en="Yearbook", cited=True)
    term = OfficialTerm.objects.create(term="治理")
    Rendering.objects.create(term=term, text="governance", source=source)
    publish_all_items()
    for model in (PublishedSource, PublishedTerm, PublishedRendering):
        model.objects.update(search=None)
    assert not find_sources_and_terms("yearbook")
    assert "1 sources, 1 official terms" in reindex(batch=1)
    assert find_sources_and_terms("yearbook").sources.total == 1
    assert find_sources_and_terms("governance").terms.total == 1


def test_it_goes_on_where_it_was_told_to():
    for slug in ("a", "b"):
        publish(record=factories.InitiativeFactory(slug=slug, title_en="Plan"), by=None, reason="new")
    first = Entry.objects.order_by("pk")[0]
    Entry.objects.update(search=None)
    assert "1 records" in reindex(after=first.pk)
    assert [hit.slug for hit in search("plan").hits] == ["b"]


def test_a_batch_of_nothing_is_refused():
    with pytest.raises(CommandError):
        reindex(batch=0)


def test_a_running_web_process_counts_and_shows_what_was_rebuilt(client):
    plan = factories.InitiativeFactory(slug="plan", title_en="Plan")
    plan.themes.add(factories.ThemeFactory(code="TH13"))
    publish(record=plan, by=None, reason="new")
    Entry.objects.update(facet_ids=[])
    assert client.get("/initiatives/?theme=TH13").content.count(b"/initiatives/plan/") == 0
    reindex()
    assert client.get("/initiatives/?theme=TH13").content.count(b"/initiatives/plan/") == 1
