"""The page of preferences, played by each role."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from observatory.notifications.models import Mail, Preference
from tests.desk.claims import changed
from tests.factories import JurisdictionFactory, ThemeFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/admin/notices/"
CHOICE = {"immediate": "on", "digest": "weekly", "weekday": "4", "hour": "9", "language": "zh-hans"}


def test_an_anonymous_visitor_is_sent_to_the_login():
    assert Client().get(PAGE)["Location"].startswith("/admin/login/")
    user = UserFactory()  # not of the staff
    client = Client()
    client.force_login(user)
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator", ""])
def test_each_person_saves_their_own(person, client_of, role):
    user, other = person(role), person()
    Preference.objects.filter(user=user).delete()
    client = client_of(user)
    assert "You get no notices yet." in client.get(PAGE).content.decode()
    response = client.post(PAGE, CHOICE | {"user": other.pk, "kinds": ["initiative"], "mine": "on"})
    assert response.status_code == 302
    row = Preference.objects.get(user=user)
    assert (row.digest, row.weekday, row.hour, row.language) == ("weekly", 4, 9, "zh-hans")
    assert (row.kinds, row.mine, row.immediate) == (["initiative"], True, True)
    assert row.digest_at > timezone.now()
    assert Preference.objects.get(user=other).digest == "daily"


def test_the_next_digest_is_said_in_the_zone_of_the_institute(person, client_of, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    client = client_of(person())
    page = client.post(PAGE, CHOICE | {"digest": "daily"}, follow=True).content.decode()
    assert "09:00" in page
    assert "Time zone: Asia/Shanghai." in page


def test_themes_and_places_are_kept_and_shown_again(person, client_of):
    user = person()
    theme, place = ThemeFactory(), JurisdictionFactory()
    client = client_of(user)
    client.post(PAGE, CHOICE | {"themes": [theme.pk], "jurisdictions": [place.pk]})
    row = Preference.objects.get(user=user)
    assert list(row.themes.all()) == [theme]
    assert list(row.jurisdictions.all()) == [place]
    assert f'<option value="{theme.pk}" selected>' in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"hour": "24"}, {"hour": "x"}, {"weekday": "7"}, {"language": "fr"}, {"digest": "hourly"}, {"kinds": ["\x00"]}],
)
def test_bad_input_is_refused_with_a_message_and_what_was_chosen_stays(person, client_of, wrong):
    client = client_of(person())
    response = client.post(PAGE, CHOICE | wrong)
    assert response.status_code == 400
    page = response.content.decode()
    assert "Please correct the errors below." in page
    assert 'value="weekly"' in page


@pytest.mark.parametrize("wrong", [{"themes": ["999999999999999999999"]}, {"themes": ["1e9"]}])
def test_a_term_that_does_not_exist_is_refused(person, client_of, wrong):
    assert client_of(person()).post(PAGE, CHOICE | wrong).status_code == 400


def test_without_a_mail_server_the_page_and_the_home_page_say_where_mails_go(person, client_of, settings):
    settings.MAIL_TO_FILES = True
    client = client_of(person())
    assert f"written to files in {settings.MAIL_FOLDER}" in client.get(PAGE).content.decode()
    assert "Mails are not sent: no mail server is set up." in client.get("/admin/").content.decode()
    settings.MAIL_TO_FILES = False
    assert "no mail server is set up" not in client.get("/admin/").content.decode()


def test_an_account_without_an_address_is_told_so(person, client_of):
    user = person()
    user.email = ""
    user.save()
    assert "Your account has no email address" in client_of(user).get(PAGE).content.decode()


def test_saving_tries_a_refused_address_again(person, client_of):
    user = person(refused_at=timezone.now(), refusal="550 no")
    client_of(user).post(PAGE, CHOICE)
    row = Preference.objects.get(user=user)
    assert (row.refused_at, row.refusal) == (None, "")


def test_the_page_is_in_chinese_too(person, client_of):
    page = client_of(person()).get("/zh-hans/admin/notices/").content.decode()
    assert "我的通知" in page
    assert "每周" in page


def test_the_command_shows_what_would_be_sent_and_sends_it(person, mail_server, capsys):
    user = person(digest_at=timezone.now() + timedelta(days=3))
    changed()
    call_command("send_notices", "--dry-run")
    said = capsys.readouterr().out
    assert user.email in said
    assert "Nothing was sent." in said
    assert Mail.objects.count() == 0
    Preference.objects.update(digest_at=timezone.now())
    call_command("send_notices")
    assert "Outbox: 1 sent" in capsys.readouterr().out
    assert len(mail_server.box.received) == 1
