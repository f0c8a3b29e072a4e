"""Readers who follow a record or a search: they confirm their address, see what they follow and end it."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from observatory.notifications import mail_links, outbox, reader_follows
from observatory.notifications.models import Follow, Follower, Mail
from observatory.publishing.record_publication import publish_many
from tests.factories import InitiativeFactory
from tests.notifications.readers import ADDRESS, ask, edit, follow, link, news

pytestmark = pytest.mark.django_db


def test_the_pages_of_records_and_lists_lead_to_the_form(plan):
    page = Client().get(f"/initiatives/{plan.slug}/").content.decode()
    assert f'href="/follow/?record={plan.public_id}"' in page
    for path in ("/search/?q=plan", "/initiatives/"):
        found = re.search(r'href="(/follow/\?[^"]+)"', Client().get(path).content.decode())[1]
        assert Client().get(found.replace("&amp;", "&")).status_code == 200


def test_nothing_is_sent_before_the_address_is_confirmed(plan, mail_server):
    ask(f"/follow/?record={plan.public_id}")
    outbox.send_due()
    (message,) = mail_server.box.received
    assert message["To"] == ADDRESS
    assert message["Subject"] == "Confirm that you want to follow: National plan"
    assert message["List-Unsubscribe"] is None
    edit(plan, summary_en="Another.")
    assert news(mail_server) == []


def test_opening_the_link_alone_confirms_nothing(plan, mail_server):
    ask(f"/follow/?record={plan.public_id}")
    outbox.send_due()
    path = link(mail_server.box.received[0], "confirm")
    page = Client().get(path)
    assert "Confirm" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"].count("no-store")
    assert Follow.objects.confirmed().count() == 0
    assert Client(enforce_csrf_checks=True).post(path).status_code == 403
    assert Client().post(path).status_code == 200
    assert Client().post(path).status_code == 200  # a double click
    assert Follow.objects.confirmed().count() == 1


def test_the_answer_does_not_say_whether_an_address_is_known(plan, mail_server):
    path = f"/follow/?record={plan.public_id}"
    follow(path, mail_server)
    known, unknown = ask(path), ask(path, "stranger@example.org")
    pages = [response.content.decode().replace("stranger@example.org", ADDRESS) for response in (known, unknown)]
    assert known.status_code == unknown.status_code == 200
    assert pages[0] == pages[1]
    pages = [ask("/follows/", address).content.decode() for address in (ADDRESS, "nobody@example.org")]
    assert pages[0] == pages[1].replace("nobody@example.org", ADDRESS)
    assert not Follower.objects.filter(recipient="nobody@example.org").exists()


def test_who_follows_already_is_sent_the_link_to_all_they_follow(plan, mail_server):
    path = f"/follow/?record={plan.public_id}"
    follow(path, mail_server)
    ask(path, "READER@Example.ORG")
    outbox.send_due()
    (message,) = mail_server.box.received
    assert message["Subject"] == "What you follow at AI for Science Observatory"
    assert "National plan" in Client().get(link(message, "follows")).content.decode()


def test_all_follows_can_be_seen_and_ended_one_by_one_and_then_nothing_is_stored(plan, mail_server):
    follow(f"/follow/?record={plan.public_id}", mail_server)
    follow("/follow/?kind=platform", mail_server)
    ask("/follows/")
    outbox.send_due()
    page = link(mail_server.box.received[0], "follows")
    content = Client().get(page).content.decode()
    assert ADDRESS in content
    assert "National plan" in content
    first, second = Follow.objects.order_by("pk").values_list("pk", flat=True)
    assert Client().post(page, {"end": first}, follow=True).status_code == 200
    assert Follow.objects.count() == 1
    assert Client().post(page, {"end": "99999999999999999999"}, follow=True).status_code == 200
    assert Client().post(page, {"end": "x\x00"}, follow=True).status_code == 200
    assert Client().post(page, {"end": second}, follow=True).status_code == 200
    assert Follower.objects.count() == Mail.objects.filter(follower__isnull=False).count() == 0
    assert "nothing of it is stored" in Client().get(page).content.decode()


def test_nobody_ends_the_follow_of_somebody_else(plan, mail_server):
    path = f"/follow/?record={plan.public_id}"
    follow(path, mail_server)
    follow(path, mail_server, "other@example.org")
    mine, other = Follower.objects.order_by("pk")
    page = f"/follows/{mail_links.follows_token(mine.pk)}/"
    Client().post(page, {"end": other.follows.get().pk})
    assert other.follows.count() == 1


FORGED = {
    "no token": lambda: "x",
    "a wrong signature": lambda: "W251bGxd:1:x",
    "signed for something else": lambda: signing.dumps(1),
    "much too long": lambda: signing.dumps("x" * 5000),
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_token_opens_nothing(plan, kind):
    # Signed here, not in the list: a signature has the second in it, and every process that collects
    # the tests must see the same names.
    forged = FORGED[kind]()
    Follower.objects.create(pk=1, recipient=ADDRESS)
    for path in ("follow/confirm", "follows", "unsubscribe"):
        for method in ("get", "post"):
            assert getattr(Client(), method)(f"/{path}/{forged}/").status_code == 404


def test_a_token_works_for_its_own_use_only(plan, mail_server):
    follow(f"/follow/?record={plan.public_id}", mail_server)
    token = mail_links.follows_token(Follower.objects.get().pk)
    assert Client().post(f"/unsubscribe/{token}/").status_code == 404
    assert Client().post(f"/follow/confirm/{token}/").status_code == 404


def test_a_link_to_confirm_expires_after_seven_days(plan, mail_server, monkeypatch):
    ask(f"/follow/?record={plan.public_id}")
    outbox.send_due()
    path = link(mail_server.box.received[0], "confirm")
    monkeypatch.setattr(mail_links, "CONFIRM_SECONDS", -1)
    response = Client().post(path)
    assert response.status_code == 404
    assert "This link has expired" in response.content.decode()
    assert Follow.objects.confirmed().count() == 0


def test_an_address_that_is_not_confirmed_is_deleted_after_a_week(plan):
    ask(f"/follow/?record={plan.public_id}")
    assert reader_follows.forget_unconfirmed(timezone.now() + timedelta(days=6)) == 0
    assert reader_follows.forget_unconfirmed(timezone.now() + timedelta(days=8)) == 1
    assert Follower.objects.count() == Mail.objects.count() == 0


@pytest.mark.parametrize(
    "address",
    [
        *("", "reader", "a@b", "a@example.org\nBcc: b@example.org", "a@example.org, b@example.org"),
        *("<a@example.org>", "a\x00@example.org", f"{'a' * 250}@example.org", "a b@example.org"),
    ],
)
def test_what_is_no_address_is_refused_with_a_message_and_kept_in_the_form(plan, address):
    response = ask(f"/follow/?record={plan.public_id}", address)
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert Follower.objects.count() == Mail.objects.count() == 0


def test_one_address_is_sent_few_mails_whoever_asks(plan):
    records = InitiativeFactory.create_batch(7)
    publish_many(records=records, by=None, reason="First.")
    statuses = [
        ask(f"/follow/?record={record.public_id}", REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number, record in enumerate(records)
    ]
    assert statuses == [200] * 4 + [429] * 3
    assert Mail.objects.count() == 4


def test_one_network_can_send_few_forms(plan):
    path = f"/follow/?record={plan.public_id}"
    statuses = [ask(path, f"reader{number}@example.org").status_code for number in range(33)]
    assert statuses == [200] * 30 + [429] * 3
    assert ask(path, "other@example.org", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_a_form_from_another_site_is_refused(plan):
    client = Client(enforce_csrf_checks=True)
    assert ask(f"/follow/?record={plan.public_id}", client=client).status_code == 403


def test_a_site_without_a_mail_server_says_so(plan, settings):
    said = "This site does not send emails yet"
    settings.MAIL_TO_FILES = True
    assert said in Client().get("/follow/").content.decode()
    settings.MAIL_TO_FILES = False
    assert said not in Client().get("/follow/").content.decode()


@pytest.mark.parametrize("query", ["record=nothing", "record=", "record=%00", "record=../x"])
def test_what_is_not_public_cannot_be_followed(query):
    InitiativeFactory()
    assert Client().get(f"/follow/?{query}").status_code == 404


def test_a_draft_cannot_be_followed():
    assert Client().get(f"/follow/?record={InitiativeFactory().public_id}").status_code == 404


def test_the_same_search_is_the_same_follow(plan, mail_server):
    follow("/follow/?jurisdiction=CN&q=plan&page=3&sort=oldest", mail_server)
    ask("/follow/?q=plan&jurisdiction=CN")
    assert Follow.objects.get().search == "q=plan&jurisdiction=CN"
