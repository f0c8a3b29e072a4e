"""Links for experts on the review: made, shown once, revoked; their opinions at the statements and on the home page."""

import re
from urllib.parse import unquote

import pytest
from django.core.cache import cache
from django.test import Client

from observatory.publishing.models import ExpertOpinion, ReviewLink
from observatory.publishing.review_links import hash_of
from observatory.records.models import Record
from tests.factories import CitationFactory, InitiativeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return CitationFactory(record=InitiativeFactory(title_en="A plan"), field="launched").record


def make(client, record, **changes):
    page = client.get(f"/admin/review/{record.public_id}/")
    nonce = page.context["link_form"].initial["nonce"]
    wanted = {"name": "Prof. Wu <b>", "language": "zh-hans", "days": "30", "nonce": nonce} | changes
    return client.post(f"/admin/review/{record.public_id}/links/", wanted)


def text(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def address_in(page: str) -> str:
    return re.search(r'value="http[^"]*?(/zh-hans/review/[0-9a-f]{64}/|/review/[0-9a-f]{64}/)"', page)[1]


def test_a_curator_makes_a_link_that_is_shown_once_with_a_letter_in_the_language_of_the_expert(curator, plan):
    response = make(curator, plan)
    page = text(response)
    address = address_in(page)
    assert address.startswith("/zh-hans/review/")
    letter = unquote(re.search(r'href="(mailto:[^"]*)"', page)[1])
    assert address in letter
    assert "无需账号" in letter
    assert "no-store" in response.headers["Cache-Control"]
    assert ReviewLink.objects.get().token_hash == hash_of(address.split("/")[3])
    again = text(curator.get(f"/admin/review/{plan.public_id}/"))
    assert address.split("/")[3] not in again
    assert "Prof. Wu &lt;b&gt;" in again
    assert Client().get(address).status_code == 200


def test_a_double_click_makes_one_link_and_one_of_another_record_is_not_taken(curator, plan):
    nonce = "a" * 32
    assert address_in(text(make(curator, plan, nonce=nonce))) == address_in(text(make(curator, plan, nonce=nonce)))
    assert ReviewLink.objects.count() == 1
    assert make(curator, InitiativeFactory(), nonce=nonce).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "x" * 121}, {"language": "fr"}, {"days": "3650"}, {"days": "x"}, {"nonce": "short"}],
)
def test_bad_input_is_told_and_makes_no_link(curator, plan, wrong):
    assert text(make(curator, plan, **wrong), 422)
    assert not ReviewLink.objects.exists()


def test_a_revoked_link_stops_at_once_and_is_revoked_once(curator, reviewer, plan):
    address = address_in(text(make(curator, plan)))
    link = ReviewLink.objects.get()
    revoke = f"/admin/review/{plan.public_id}/links/{link.pk}/revoke/"
    assert "no longer works" in text(reviewer.post(revoke, follow=True))
    assert "was revoked before" in text(curator.post(revoke, follow=True))
    assert Client().get(address).status_code == 404
    assert curator.post(f"/admin/review/{InitiativeFactory().public_id}/links/{link.pk}/revoke/").status_code == 404


def test_only_people_of_the_desk_make_and_revoke_links(person, client, curator, plan):
    make(curator, plan)
    link = ReviewLink.objects.get()
    made, revoked = (f"/admin/review/{plan.public_id}/links/{end}" for end in ("", f"{link.pk}/revoke/"))
    nobody = person(None)[1]
    for address in (made, revoked):
        assert nobody.post(address).status_code == 403
        assert client.post(address).status_code == 302
        assert curator.get(address).status_code == 405
    assert ReviewLink.objects.get().revoked_at is None


def test_what_an_expert_says_is_at_its_statement_in_the_review_and_on_the_evidence_screen_and_at_home(curator, plan):
    cache.clear()
    address = address_in(text(make(curator, plan)))
    expert = Client()
    seen = expert.get(address).context_data["seen"]
    said = {"stance:field:title": "dispute", "text:field:title": "<i>Not</i> its name", "seen": seen}
    assert expert.post(address, said).status_code == 302
    opinion = ExpertOpinion.objects.get()
    page = curator.get(f"/admin/review/{plan.public_id}/")
    row = next(row for row in page.context["page"].rows if row.key == "field:title")
    assert row.opinions == [opinion]
    for shown in (page, curator.get(f"/admin/evidence/{plan.public_id}/"), curator.get("/admin/")):
        assert "&lt;i&gt;Not&lt;/i&gt; its name" in text(shown)
    assert "1 opinion of an expert" in text(curator.get(f"/admin/initiatives/initiative/{plan.pk}/change/"))
    Record.objects.filter(pk=plan.pk).update(state="published")
    assert "its name" not in text(curator.get("/admin/"))
