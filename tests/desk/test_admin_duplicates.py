"""Real duplicates are rejected with a message at the field; values that only look alike are saved."""

import pytest
from lxml import html

from observatory.records.admin_urls import admin_form_url
from observatory.sources.models import Citation, OfficialTerm, Rendering
from tests.desk.browser_form import form_values
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    MilestoneFactory,
    OrganisationFactory,
    OtherNameFactory,
    RelationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


def with_rows(client, row, prefix: str, *rows: dict) -> dict:
    """Return the form of `row` as a browser sends it with more rows in one of its inlines."""
    data = form_values(client.get(admin_form_url(row)))
    start = int(data[f"{prefix}-TOTAL_FORMS"][0])
    for number, values in enumerate(rows, start):
        data |= {f"{prefix}-{number}-{name}": str(value) for name, value in values.items()}
    return data | {f"{prefix}-TOTAL_FORMS": str(start + len(rows))}


def page_of(response):
    assert response.status_code == 200, response
    return html.document_fromstring(response.content.decode())


def cited(statement: str, source, locator: str = "") -> dict:
    return {"statement": f"field:{statement}", "source": source.pk, "locator": locator, "verdict": "not_checked"}


def test_statements_that_cite_one_source_are_saved_together(curator):
    plan, source = InitiativeFactory(), SourceFactory()
    rows = [cited("launched", source), cited("period", source), cited("launched", source, "p. 2")]
    assert curator.post(admin_form_url(plan), with_rows(curator, plan, "citations", *rows)).status_code == 302
    data = with_rows(curator, plan, "citations", cited("summary", source))
    assert curator.post(admin_form_url(plan), data | {"citations-0-note_en": "Seen."}).status_code == 302
    assert plan.citations.count() == 4


@pytest.mark.parametrize("stored", [0, 1, 2])
def test_one_place_cited_twice_is_told_at_both_citations_which_stand_open(curator, stored):
    plan, source = InitiativeFactory(), SourceFactory(key="MOST 2023a")
    for number in range(stored):
        CitationFactory(record=plan, source=source, locator=f"p. {number}")
    rows = [cited("launched", source, "p. 0")] * (2 - stored)
    data = with_rows(curator, plan, "citations", *rows) | {
        "citations-1-locator": "p. 0",
        "citations-1-stated_value": "x",
    }
    response = curator.post(admin_form_url(plan), data)
    page = page_of(response)
    assert plan.citations.count() == stored
    assert "appears twice" in response.content.decode()
    for place in ("citations-0", "citations-1"):
        row = page.get_element_by_id(place)
        assert "for this statement at" in row.text_content()
        assert all(fold.get("open") is not None for fold in row.iter("details"))
        assert page.xpath(f"//ul[contains(@class, 'errorlist')]//a[@href='#{place}']")


def test_one_place_of_a_source_gives_several_names_but_none_twice(curator):
    lab, source = OrganisationFactory(), SourceFactory()
    names = [cited("names", source) | {"stated_value": name} for name in ("CAS", "中科院")]
    assert curator.post(admin_form_url(lab), with_rows(curator, lab, "citations", *names)).status_code == 302
    response = curator.post(admin_form_url(lab), with_rows(curator, lab, "citations", names[0]))
    assert "appears twice" in response.content.decode()
    assert lab.citations.count() == 2


def test_a_citation_takes_the_place_of_one_that_is_removed_in_the_same_form(curator):
    citation = CitationFactory(locator="p. 1")
    plan, data = (
        citation.record,
        with_rows(curator, citation.record, "citations", cited("launched", citation.source, "p. 1")),
    )
    assert curator.post(admin_form_url(plan), data | {"citations-0-DELETE": "on"}).status_code == 302
    assert Citation.objects.get().pk != citation.pk


@pytest.mark.parametrize("part", ["citation", "relation", "milestone", "other name"])
def test_a_part_edited_on_its_own_page_into_a_second_one_is_told(curator, part):
    plan = InitiativeFactory()
    (first, second), change = {
        "citation": lambda: (CitationFactory.create_batch(2, record=plan), {"source": "source_id"}),
        "relation": lambda: (
            RelationFactory.create_batch(2, subject=OrganisationFactory()),
            {"object": "object_id"},
        ),
        "milestone": lambda: (
            [MilestoneFactory(record=plan), MilestoneFactory(record=plan, title_en="Held")],
            {"title_en": "title_en"},
        ),
        "other name": lambda: (OtherNameFactory.create_batch(2, record=plan), {"name": "name"}),
    }[part]()
    data = form_values(curator.get(admin_form_url(second)))
    data |= {name: str(getattr(first, column)) for name, column in change.items()}
    page = page_of(curator.post(admin_form_url(second), data))
    assert page.xpath("//*[contains(@class, 'errorlist')]")


@pytest.mark.parametrize(
    ("prefix", "row"),
    [
        ("other_names", {"name": "Alias", "language": "en", "kind": "alias"}),
        ("identifiers", {"scheme": "wikidata", "value": "Q42"}),
        ("milestones", {"type": "held", "date": "2023", "title_en": "Held"}),
        ("relations", {"said": "in:launched", "other": "other", "date": "2023"}),
        ("locations", {"url": "https://example.org/", "role": "original", "monitored": "on"}),
        ("contributors", {"position": "1", "role": "author", "literal": "Ministry"}),
        ("renderings", {"text": "governance", "language": "en", "source": "other"}),
    ],
)
def test_two_equal_rows_are_told(curator, prefix, row):
    if prefix in ("locations", "contributors"):
        owner = SourceFactory()
    elif prefix == "renderings":
        owner = OfficialTerm.objects.create(term="治理")
        row = row | {"source": SourceFactory().pk}
    else:
        owner = InitiativeFactory()
        row = row | ({"other": OrganisationFactory().pk} if prefix == "relations" else {})
    page = page_of(curator.post(admin_form_url(owner), with_rows(curator, owner, prefix, row, row)))
    assert page.xpath("//*[contains(@class, 'errorlist')]")
    assert not Rendering.objects.exists()
