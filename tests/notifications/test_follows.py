"""Readers who follow a record or a search: by a confirmed address, with one mail a day at most."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from observatory.notifications import followed, follows, outbox, tokens
from observatory.notifications.models import Follow, Follower, Mail
from observatory.publishing.actions import publish, withdraw
from observatory.publishing.merge_records import merge_records
from observatory.publishing.models import Entry, Version
from observatory.publishing.undo_merge import undo_merge
from tests.factories import InitiativeFactory, JurisdictionFactory, PlatformFactory, UserFactory
from tests.notifications.smtp import parts

pytestmark = pytest.mark.django_db
ADDRESS = "reader@example.org"


@pytest.fixture
def plan(db):
    record = InitiativeFactory(title_en="National plan", title_zh_hans="国家计划")
    record.jurisdictions.add(JurisdictionFactory())
    publish(record=record, by=None, reason="First.")
    return record


def link(message, words: str) -> str:
    """Return the path of the first link to a page in a mail."""
    return re.search(rf"http://localhost:8000(\S*/{words}/\S+)", parts(message)[0])[1]


def ask(path: str, address: str = ADDRESS, client: Client | None = None, **extra):
    return (client or Client()).post(path, {"address": address}, **extra)


def follow(path: str, mail_server, address: str = ADDRESS) -> None:
    """Ask, and confirm by the link in the mail, as a reader does."""
    assert ask(path, address).status_code == 200
    outbox.send_due()
    response = Client().post(link(mail_server.box.received.pop(), "confirm"))
    assert response.status_code == 200


def news(mail_server) -> list[tuple[str, str]]:
    """Let a day pass; return subject and text of the mails with news."""
    Follower.objects.update(mail_at=timezone.now() - timedelta(seconds=1))
    mail_server.box.received.clear()
    followed.write_news()
    outbox.send_due()
    return [(message["Subject"].strip(), parts(message)[0]) for message in mail_server.box.received]


def edit(record, **columns) -> None:
    for name, value in columns.items():
        setattr(record, name, value)
    record.save()
    publish(record=record, by=None, reason="Corrected.")


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


def test_a_new_version_and_a_withdrawal_of_a_record_are_told(plan, mail_server):
    follow(f"/follow/?record={plan.public_id}", mail_server)
    assert news(mail_server) == []
    edit(plan, summary_en="Another.")
    ((subject, text),) = news(mail_server)
    assert subject == "National plan: version 2 was published"
    assert f"http://localhost:8000/initiatives/{plan.slug}/" in text
    assert news(mail_server) == []
    withdraw(record=plan, by=None, reason="It never existed.")
    ((subject, text),) = news(mail_server)
    assert subject == "National plan: withdrawn: It never existed."


def test_who_follows_a_record_that_is_merged_follows_the_other_one(plan, mail_server):
    follow(f"/follow/?record={plan.public_id}", mail_server)
    other = InitiativeFactory(title_en="The larger plan")
    publish(record=other, by=None, reason="First.")
    withdraw(record=plan, by=None, reason="A duplicate.")
    Entry.objects.filter(record=plan).update(merged_into=other.public_id)
    ((subject, _text),) = news(mail_server)
    assert subject == "National plan: merged into another record"
    edit(other, summary_en="Another.")
    ((subject, _text),) = news(mail_server)
    assert subject == "The larger plan: version 2 was published"


def test_a_follow_goes_along_with_a_merge_is_told_of_it_and_comes_back(plan, mail_server):
    other, user = InitiativeFactory(title_en="The larger plan"), UserFactory()
    publish(record=other, by=None, reason="First.")
    follow(f"/follow/?record={plan.public_id}", mail_server)
    merge_records(record=plan, into=other, by=user, reason="Entered twice")
    assert Follow.objects.get().record_id == other.pk
    ((subject, _text),) = news(mail_server)
    assert subject == "National plan: merged into another record"
    assert news(mail_server) == []
    undo_merge(record=plan, by=user, reason="They are two.")
    assert Follow.objects.get().record_id == plan.pk


def test_who_follows_both_records_of_a_merge_keeps_both(plan, mail_server):
    other, user = InitiativeFactory(title_en="The larger plan"), UserFactory()
    publish(record=other, by=None, reason="First.")
    for record in (plan, other):
        follow(f"/follow/?record={record.public_id}", mail_server)
    merge_records(record=plan, into=other, by=user, reason="Entered twice")
    undo_merge(record=plan, by=user, reason="They are two.")
    assert {row.record_id for row in Follow.objects.all()} == {plan.pk, other.pk}


def test_who_followed_the_withdrawn_record_again_has_one_follow_of_it(plan, mail_server):
    other, user = InitiativeFactory(title_en="The larger plan"), UserFactory()
    publish(record=other, by=None, reason="First.")
    follow(f"/follow/?record={plan.public_id}", mail_server)
    merge_records(record=plan, into=other, by=user, reason="Entered twice")
    Follow.objects.create(follower=Follower.objects.get(), record=plan)
    undo_merge(record=plan, by=user, reason="They are two.")
    assert {row.record_id for row in Follow.objects.all()} == {plan.pk, other.pk}


def test_an_update_of_the_format_is_no_news(plan, mail_server):
    follow(f"/follow/?record={plan.public_id}", mail_server)
    follow("/follow/", mail_server)
    reshape_all()
    assert news(mail_server) == []


def reshape_all() -> None:
    entry = Entry.objects.get()
    version = Version.objects.create(
        record_id=entry.record_id,
        number=2,
        action="reshape",
        document=entry.document,
        sha256="0" * 64,
        published_at=timezone.now(),
        reason="Format.",
    )
    Entry.objects.filter(pk=entry.pk).update(version=2, sequence=version.pk)


def test_a_search_tells_what_is_new_changed_and_withdrawn_in_it(plan, mail_server):
    follow("/follow/?q=national&jurisdiction=CN", mail_server)
    other = PlatformFactory(title_en="National platform")
    other.jurisdictions.add(JurisdictionFactory())
    publish(record=other, by=None, reason="First.")
    abroad = PlatformFactory(title_en="National platform abroad")
    abroad.jurisdictions.add(JurisdictionFactory(code="FR", label_en="France"))
    publish(record=abroad, by=None, reason="First.")
    edit(plan, summary_en="Another.")
    ((subject, text),) = news(mail_server)
    assert subject == "National plan: version 2 was published, and 1 more"
    assert "“NATIONAL”" in text.upper()
    assert "National platform\n  new" in text
    assert "abroad" not in text
    withdraw(record=plan, by=None, reason="Wrong.")
    withdraw(record=abroad, by=None, reason="Wrong too.")
    ((subject, text),) = news(mail_server)
    assert subject == "National plan: withdrawn: Wrong."
    assert "abroad" not in text


def test_one_mail_a_day_in_the_morning_of_the_institute(plan, mail_server, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    follow(f"/follow/?record={plan.public_id}", mail_server)
    at = Follower.objects.get().mail_at
    assert timezone.localtime(at, timezone.get_default_timezone()).hour == follows.READERS_HOUR
    edit(plan, summary_en="Another.")
    assert followed.write_news(at - timedelta(minutes=1)) == []
    assert len(followed.write_news(at)) == 1
    edit(plan, summary_en="A third.")
    assert followed.write_news(at + timedelta(hours=23)) == []
    assert len(followed.write_news(at + timedelta(hours=24))) == 1


def test_a_reader_of_chinese_pages_gets_chinese_mail(plan, mail_server):
    follow(f"/zh-hans/follow/?record={plan.public_id}", mail_server)
    edit(plan, summary_en="Another.")
    ((subject, text),) = news(mail_server)
    assert subject.startswith("国家计划")
    assert "version" not in subject
    assert "/zh-hans/unsubscribe/" in text


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
    page = f"/follows/{tokens.follows_token(mine.pk)}/"
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
    token = tokens.follows_token(Follower.objects.get().pk)
    assert Client().post(f"/unsubscribe/{token}/").status_code == 404
    assert Client().post(f"/follow/confirm/{token}/").status_code == 404


def test_a_link_to_confirm_expires_after_seven_days(plan, mail_server, monkeypatch):
    ask(f"/follow/?record={plan.public_id}")
    outbox.send_due()
    path = link(mail_server.box.received[0], "confirm")
    monkeypatch.setattr(tokens, "CONFIRM_SECONDS", -1)
    response = Client().post(path)
    assert response.status_code == 404
    assert "This link has expired" in response.content.decode()
    assert Follow.objects.confirmed().count() == 0


def test_an_address_that_is_not_confirmed_is_deleted_after_a_week(plan):
    ask(f"/follow/?record={plan.public_id}")
    assert follows.forget_unconfirmed(timezone.now() + timedelta(days=6)) == 0
    assert follows.forget_unconfirmed(timezone.now() + timedelta(days=8)) == 1
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
    statuses = []
    for number in range(7):
        record = InitiativeFactory()
        publish(record=record, by=None, reason="First.")
        statuses.append(ask(f"/follow/?record={record.public_id}", REMOTE_ADDR=f"192.0.2.{number}").status_code)
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


def test_a_thousand_follows_are_two_hundred_and_one_short_mail(plan, mail_server):
    follow(f"/follow/?record={plan.public_id}", mail_server)
    follower = Follower.objects.get()
    Follow.objects.bulk_create(
        Follow(follower=follower, search=f"q=word{number}", confirmed_at=timezone.now()) for number in range(199)
    )
    late = Follow.objects.create(follower=follower, search="q=more")
    response = Client().post(f"/follow/confirm/{tokens.confirm_token(late.pk)}/")
    assert response.status_code == 409
    assert "200" in response.content.decode()
    edit(plan, summary_en="Another.")
    ((_subject, text),) = news(mail_server)
    assert len(text) < 10_000


def test_an_everything_follower_gets_thirty_lines_and_a_link(plan, mail_server):
    follow("/follow/", mail_server)
    for _ in range(40):
        publish(record=InitiativeFactory(), by=None, reason="First.")
    ((subject, text),) = news(mail_server)
    assert text.count("\n  new\n") == 30
    assert "and 10 more\n  http://localhost:8000/search/?sort=published" in text
    assert subject.endswith(", and 39 more")


def test_a_refused_address_of_a_reader_is_paused_and_forgotten_after_a_month(plan, mail_server):
    follow(f"/follow/?record={plan.public_id}", mail_server)
    edit(plan, summary_en="Another.")
    mail_server.box.answer = lambda _address: "550 gone"
    assert news(mail_server) == []
    assert Follower.objects.get().refused_at
    assert follows.forget_unconfirmed(timezone.now() + timedelta(days=31)) == 1


def test_titles_are_never_markup(mail_server):
    record = InitiativeFactory(title_en="<script>alert(1)</script> & Plan", slug="x")
    publish(record=record, by=None, reason="First.")
    page = Client().get(f"/follow/?record={record.public_id}").content.decode()
    assert "<script>alert" not in page
    follow(f"/follow/?record={record.public_id}", mail_server)
    edit(record, summary_en="Another.")
    news(mail_server)
    assert "<script>" not in parts(mail_server.box.received[0])[1]
