"""A record without a citation says so wherever the state of its evidence shows, and is never called supported."""

import pytest
from django.template import engines
from lxml import html

from observatory.publishing.models import Version
from observatory.publishing.record_publication import publish
from observatory.publishing.record_querysets import without_a_source
from observatory.records.models import Record
from observatory.sources.models import Citation
from tests.factories import CitationFactory, InitiativeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def bare():
    record = InitiativeFactory(title_en="Bare plan", slug="bare", launched="2023")
    publish(record=record, by=None, reason="new")
    return record


def verdicts(client, address: str) -> list[tuple[str, str]]:
    """Return class and words of every state and verdict on a page."""
    tree = html.fromstring(client.get(address).content.decode())
    found = tree.xpath(
        "//*[contains(@class, 'unsourced') or contains(@class, 'supported')][not(self::*[name()='svg'])]"
    )
    return [(row.get("class"), " ".join(row.text_content().split())) for row in found]


def test_lists_pages_cards_and_versions_say_so(client, bare):
    assert verdicts(client, "/initiatives/") == [("verdict unsourced", "no source cited")]
    assert verdicts(client, "/search/?q=bare") == [("unsourced", "no source cited")]
    assert verdicts(client, f"/r/{bare.public_id}/card") == [("verdict unsourced", "no source cited")]
    for address in ("/initiatives/bare/", "/initiatives/bare/versions/1/"):
        assert verdicts(client, address)[0] == ("verdict state unsourced", "no source cited")
    assert verdicts(client, "/zh-hans/initiatives/") == [("verdict unsourced", "未引证来源")]


def test_a_version_from_before_states_were_written_down_shows_none(client, bare):
    document = {
        name: part for name, part in Version.objects.get().document.items() if name not in ("evidence_state", "format")
    }
    more = {"reason": "r", "published_at": "2026-01-01T00:00Z"}
    bare.versions.create(number=2, action="publish", document=document, sha256="0" * 64, **more)
    assert "verdict state" not in client.get("/initiatives/bare/versions/2/").content.decode()


def test_readers_and_programs_find_such_records(client, bare):
    cited = InitiativeFactory(slug="cited", launched="2023")
    CitationFactory(record=cited, field="launched", verdict="supports", checked_at="2026-01-01")
    publish(record=cited, by=None, reason="new")
    for state, slug in (("unsourced", "bare"), ("supported", "cited")):
        page = html.fromstring(client.get(f"/initiatives/?evidence={state}").content.decode())
        assert page.xpath("//tbody//th/a/@href") == [f"/initiatives/{slug}/"]
        [found] = client.get(f"/api/v1/records/?evidence={state}").json()["results"]
        assert (found["slug"], found["evidence_state"]) == (slug, state)
    assert "unsourced" in {term["code"] for term in client.get("/api/v1/vocabularies/evidence/").json()}
    schema = client.get("/api/v1/schema/?format=json").json()["components"]["schemas"]["Initiative"]
    assert "evidence_state" in schema["properties"]


def test_each_state_has_a_mark_of_its_own_and_a_meaning_on_the_page_on_methods(client):
    vocabulary = {term["code"]: term["en"] for term in client.get("/api/v1/vocabularies/evidence/").json()}
    icon = engines["jinja2"].env.get_template("site/macros/verdicts.html").module.verdict_icon
    assert len({icon(state).partition(">")[2] for state in vocabulary}) == len(vocabulary) == 7
    tree = html.fromstring(client.get("/methods/").content.decode())
    words = {" ".join(term.text_content().split()) for term in tree.xpath("//dl[@class='legend']//dt")}
    assert set(vocabulary.values()) <= words


def test_curators_find_it_until_a_version_with_a_citation_is_public(bare):
    assert list(without_a_source(Record.objects.all())) == [Record.objects.get()]
    CitationFactory(record=bare, field="launched")
    assert list(without_a_source(Record.objects.all())) == [Record.objects.get()]
    publish(record=bare, by=None, reason="cited")
    assert Citation.objects.exists()
    assert not without_a_source(Record.objects.all())
