"""The page of an expert without an account: who sees it, what it takes, and that it leaves no trace."""

import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from initiatives.models import Initiative
from observatory.log_configuration import HideSecretPaths
from observatory.publishing.merging.merge_records import merge_records
from observatory.publishing.merging.undo_merge import undo_merge
from observatory.publishing.models import Entry, ExpertOpinion, ReviewLink
from observatory.publishing.record_publication import publish
from observatory.publishing.review_links import find_link, hash_of, make_link, revoke_link
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    MilestoneFactory,
    OrganisationFactory,
    RelationFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def plan():
    record = InitiativeFactory(title_en="A plan", summary_en="It began <b>in</b> 2023.", launched="2023")
    CitationFactory(record=record, field="launched", source=SourceFactory(key="MOST 2023", title_en="A notice"))
    return record


def link_to(record, *, nonce: str = "a" * 32, days: int = 30) -> tuple[ReviewLink, str]:
    expires_at = timezone.now() + timedelta(days=days)
    return make_link(
        record=record, name="Prof. Wu", language="en", expires_at=expires_at, nonce=nonce, by=UserFactory()
    )


@pytest.fixture
def opened(plan):
    """The address of a link, and its link."""
    link, token = link_to(plan)
    return f"/review/{token}/", link


def text(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def send(client, address: str, **typed):
    seen = client.get(address).context_data["seen"]
    answers = {name.replace("__", ":"): value for name, value in typed.items()}
    return client.post(address, {"seen": seen, **answers})


def opinions() -> dict[str, tuple[str, str]]:
    return {row.statement: (row.stance, row.text) for row in ExpertOpinion.objects.all()}


def test_the_working_copy_is_shown_as_the_public_page_and_leaves_no_trace(client, opened):
    address, link = opened
    response = client.get(address)
    page = text(response)
    assert "It began &lt;b&gt;in&lt;/b&gt; 2023." in page
    assert "A notice" in page
    assert "Prof. Wu" in page
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert {"no-store", "private"} <= set(response.headers["Cache-Control"].split(", "))
    assert '<meta name="robots" content="noindex">' in page
    assert "/admin/" not in page
    assert ReviewLink.objects.get(pk=link.pk).last_used_at
    assert not Entry.objects.exists()


def test_every_statement_has_a_field_and_what_others_state_has_none(client, plan):
    other = OrganisationFactory(title_en="The ministry")
    RelationFactory(subject=other, object=plan, predicate="launched")
    publish(record=other, by=None, reason="First.")
    relation = RelationFactory(subject=plan, object=other, predicate="part_of")
    milestone = MilestoneFactory(record=plan, title_en="A start")
    _link, token = link_to(plan)
    page = text(client.get(f"/review/{token}/"))
    for key in (
        "field:title",
        "field:summary",
        "field:launched",
        f"relation:{relation.pk}",
        f"milestone:{milestone.pk}",
        "",
    ):
        assert page.count(f'name="text:{key}"') == 1
    assert page.count('name="text:relation:') == 1


def test_opinions_are_kept_can_be_changed_and_a_double_click_is_one(client, opened):
    address, link = opened
    sent = {
        "stance__field__launched": "dispute",
        "text__field__launched": "It was 2022.",
        "stance__field__title": "agree",
    }
    response = send(client, address, text__field__title="", **sent)
    assert response.status_code == 302
    send(client, address, text__field__title="", **sent)
    assert opinions() == {"field:launched": ("dispute", "It was 2022."), "field:title": ("agree", "")}
    assert ExpertOpinion.objects.get(statement="field:launched").said_of == "2023"
    page = text(client.get(response.headers["Location"].partition("#")[0]))
    assert "Thank you. 2 answers are kept." in page
    assert "It was 2022.</textarea>" in page
    send(
        client,
        address,
        stance__field__launched="",
        text__field__launched="",
        stance__field__title="agree",
        text__field__title="",
    )
    assert opinions() == {"field:title": ("agree", "")}
    assert link.opinions.count() == 1


def test_words_without_a_choice_are_a_comment(client, opened):
    send(client, opened[0], text__field__title="A better title is <i>B</i>\x00.")
    assert opinions() == {"field:title": ("comment", "A better title is <i>B</i>.")}
    assert "&lt;i&gt;B&lt;/i&gt;" in text(client.get(opened[0]))


@pytest.mark.parametrize(
    ("stance", "words", "said"),
    [("dispute", "", "Say what is wrong"), ("comment", "  ", "Write your comment"), ("agree", "x" * 2001, "2001")],
)
def test_what_is_missing_is_said_at_the_statement_and_nothing_is_lost(client, opened, stance, words, said):
    response = send(
        client, opened[0], stance__field__title=stance, text__field__title=words, text__field__summary="Good."
    )
    page = text(response, 422)
    assert said in page
    assert "Good.</textarea>" in page
    assert not opinions()


def test_what_was_edited_meanwhile_is_shown_again_with_what_was_typed(client, opened, plan):
    seen = client.get(opened[0]).context_data["seen"]
    Initiative.objects.filter(pk=plan.pk).update(launched="2024")
    sent = {"seen": seen, "stance:field:launched": "agree", "text:field:launched": "Yes.", "text:relation:1": "Lost"}
    page = text(client.post(opened[0], sent), 422)
    assert "The draft was edited after you opened this page" in page
    assert "Yes.</textarea>" in page
    assert "“Lost”" in page
    assert not opinions()


def test_wrong_expired_and_revoked_addresses_get_the_same_page(client, plan, opened):
    expired = link_to(plan, nonce="b" * 32, days=-1)[1]
    revoked, token = link_to(plan, nonce="c" * 32)
    assert revoke_link(link=revoked, by=UserFactory())
    assert not revoke_link(link=revoked, by=UserFactory())
    answers = {
        text(client.get(f"/review/{each}/"), 404).replace(f"/review/{each}/", "")
        for each in (expired, token, "0" * 64, "x")
    }
    assert len(answers) == 1
    assert "It may have expired" in answers.pop()


def test_what_was_typed_into_a_closed_page_is_given_back(client, opened):
    address, link = opened
    revoke_link(link=link, by=UserFactory())
    page = text(client.post(address, {"text:field:title": "Long <b>words</b>", "stance:field:title": "comment"}), 404)
    assert "Long &lt;b&gt;words&lt;/b&gt;" in page
    assert not opinions()


def test_the_database_has_no_address(opened):
    address, link = opened
    token = address.split("/")[2]
    assert link.token_hash == hash_of(token) != token
    assert find_link(token, timezone.now()) == link
    assert find_link(link.token_hash, timezone.now()) is None


def test_a_form_sent_twice_makes_one_link(plan):
    assert link_to(plan)[1] == link_to(plan)[1]
    assert ReviewLink.objects.count() == 1


def test_the_log_does_not_name_the_address(opened):
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Internal Server Error: %s", (opened[0],), None)
    assert HideSecretPaths().filter(record)
    assert record.getMessage() == "Internal Server Error: /review/…/"
    assert "secrets" in settings.LOGGING["handlers"]["stderr"]["filters"]


def test_guessing_is_slowed_down(client, opened):
    for number in range(20):
        assert client.get(f"/review/{number:064x}/").status_code == 404
    assert client.get(f"/review/{99:064x}/").status_code == 429
    assert client.get(opened[0]).status_code == 200
    for _ in range(60):
        last = client.get("/review/x/")
    assert last.status_code == 429


def test_another_site_cannot_send_opinions(opened):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(opened[0], {"stance:field:title": "agree", "text:field:title": ""}).status_code == 403
    assert not opinions()


def test_the_page_is_in_the_language_of_the_expert(client, opened):
    page = text(client.get(f"/zh-hans{opened[0]}"))
    assert "您的意见" in page
    assert "Your opinion" not in page


def test_opinions_are_never_public(client, opened, plan):
    send(client, opened[0], text__field__title="Only for the editors.")
    publish(record=plan, by=None, reason="First.")
    for page in (f"/initiatives/{plan.slug}/", f"/api/v1/initiatives/{plan.public_id}/"):
        assert "Only for the editors" not in client.get(page).content.decode()
    assert "Your opinion" not in text(client.get(f"/initiatives/{plan.slug}/"))


def test_the_page_asks_no_more_queries_for_many_statements(client, plan, django_assert_max_num_queries):
    for number in range(30):
        CitationFactory(record=plan, field="launched", locator=str(number))
        MilestoneFactory(record=plan, title_en=f"Step {number}")
    _link, token = link_to(plan)
    with django_assert_max_num_queries(50):
        text(client.get(f"/review/{token}/"))


def test_the_link_of_a_merged_record_leads_to_the_other_one_and_says_so(client, opened, plan):
    address, _link = opened
    assert send(client, address, stance__field__launched="agree", text__field__launched="").status_code == 302
    kept = InitiativeFactory(title_en="The plan of the ministry", launched="2023-03")
    user = UserFactory()
    merge_records(record=plan, into=kept, by=user, reason="Entered twice", picks={"launched": "into"})
    page = text(client.get(address))
    assert "The plan of the ministry" in page
    assert "You were asked about “A plan”. It was merged into this record" in page
    assert "You said this of: “2023”" in page
    undo_merge(record=plan, by=user, reason="Two plans")
    page = text(client.get(address))
    assert "You were asked about" not in page
    assert "You said this of" not in page
    assert opinions() == {"field:launched": ("agree", "")}
