"""A record with many citations: one line each on its form, and as many queries for many as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from observatory.records.admin_urls import admin_record_url
from observatory.sources.models import Citation
from tests.desk.browser_form import form_values
from tests.factories import InitiativeFactory, SourceFactory

pytestmark = pytest.mark.django_db


def cited(number: int):
    plan, source = InitiativeFactory(), SourceFactory()
    Citation.objects.bulk_create(
        Citation(record=plan, field="launched", source=source, locator=f"p. {page}") for page in range(number)
    )
    return plan


def queries(act) -> int:
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_opening_and_saving_cost_the_same_queries_for_many_citations(curator):
    counts = []
    for number in (5, 200):
        address = admin_record_url(cited(number))
        opened = queries(lambda address=address: curator.get(address))
        data = form_values(curator.get(address)) | {"summary_en": "Changed.", "citations-3-note_en": "Seen."}
        counts.append((opened, queries(lambda address=address, data=data: curator.post(address, data))))
    assert counts[0] == counts[1]


def test_a_stored_citation_is_one_line_until_it_is_opened(curator):
    plan = cited(3)
    address = admin_record_url(plan)
    chosen = plan.citations.order_by("pk")[1]
    page = html.document_fromstring(curator.get(address).content.decode())
    row = page.get_element_by_id("citations-1")
    assert not row.xpath(".//*[@name='citations-1-locator']")
    [link] = row.xpath(".//a[contains(@class, 'open-row')]")
    assert link.get("href") == f"?open={chosen.pk}#citations-1"
    page = html.document_fromstring(curator.get(f"{address}?open={chosen.pk}").content.decode())
    assert page.xpath("//*[@name='citations-1-locator']/@value") == ["p. 1"]
    assert not page.xpath("//*[@name='citations-2-locator']")


@pytest.mark.parametrize("value", ["x", "9" * 40, "٣", ""])
def test_a_bad_number_opens_nothing(curator, value):
    page = curator.get(admin_record_url(cited(1)), {"open": value})
    assert 'name="citations-0-locator"' not in page.content.decode()


def test_citations_that_were_not_opened_are_saved_as_they_are(curator):
    plan = cited(4)
    before = list(plan.citations.order_by("pk").values_list())
    address = admin_record_url(plan)
    assert curator.post(address, form_values(curator.get(address)) | {"summary_en": "New."}).status_code == 302
    assert list(plan.citations.order_by("pk").values_list()) == before


def test_one_that_is_wrong_stands_open_with_its_error(curator):
    plan = cited(3)
    address = admin_record_url(plan)
    data = form_values(curator.get(address)) | {"citations-1-verdict": "nonsense"}
    page = html.document_fromstring(curator.post(address, data).content.decode())
    assert page.xpath("//*[@id='citations-1']//ul[contains(@class, 'errorlist')]")
    assert page.xpath("//*[@name='citations-1-locator']")
    assert not page.xpath("//*[@name='citations-0-locator']")
