"""Unsubscribing by one click (RFC 8058), by the page with a button, and what it ends."""

import pytest
from django.test import Client

from observatory.notifications import alarms, digests, outbox
from observatory.notifications.models import Follower, Mail, Preference
from tests.desk.claims import changed
from tests.notifications.readers import ADDRESS, edit, follow, news
from tests.notifications.test_alarms import broken

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path_of(message) -> str:
    return message["List-Unsubscribe"].strip().strip("<>").removeprefix("http://localhost:8000")


def one_click(path: str):
    """POST as a mail program does: no cookie, no token of a form, no redirect followed."""
    return Client(enforce_csrf_checks=True).post(path, ONE_CLICK)


def test_one_click_ends_the_digest_at_once_and_leaves_immediate_notices(person, mail_server):
    user = person()
    changed()
    digests.write_digests()
    outbox.send_due()
    path = path_of(mail_server.box.received[0])
    assert one_click(path).status_code == 200
    row = Preference.objects.get(user=user)
    assert (row.digest, row.digest_at, row.immediate) == ("none", None, True)
    assert one_click(path).status_code == 200  # sent twice


def test_one_click_ends_immediate_notices_and_drops_what_waits(person, mail_server):
    user = person()
    broken()
    alarms.write_alarms()
    outbox.send_due()
    broken()
    alarms.write_alarms()
    assert Mail.objects.filter(state="waiting").count() == 1
    assert one_click(path_of(mail_server.box.received[0])).status_code == 200
    assert Preference.objects.get(user=user).immediate is False
    assert Mail.objects.filter(state="waiting").count() == 0


def test_opening_the_link_changes_nothing_and_shows_a_button(person, mail_server):
    user = person()
    changed()
    digests.write_digests()
    outbox.send_due()
    path = path_of(mail_server.box.received[0])
    page = Client().get(path)
    assert page.status_code == 200
    assert "End these emails" in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert Preference.objects.get(user=user).digest == "daily"
    assert "You get no more of these emails" in Client().post(path).content.decode()
    assert "You get no more of these emails" in Client().get(path).content.decode()


def test_one_click_of_a_reader_deletes_all_that_is_stored(plan, mail_server):
    follow(f"/follow/?record={plan.public_id}", mail_server)
    edit(plan, summary_en="Another.")
    news(mail_server)
    path = path_of(mail_server.box.received[0])
    assert one_click(path).status_code == 200
    assert Follower.objects.count() == Mail.objects.count() == 0
    assert ADDRESS not in Client().get(path).content.decode()
    assert one_click(path).status_code == 200


def test_the_page_is_in_the_language_of_the_mail(person, mail_server):
    person(language="zh-hans")
    changed()
    digests.write_digests()
    outbox.send_due()
    path = path_of(mail_server.box.received[0])
    assert path.startswith("/zh-hans/unsubscribe/")
    assert "不再" in one_click(path).content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(method):
    assert getattr(Client(), method)("/unsubscribe/x/").status_code == 405
