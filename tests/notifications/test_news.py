"""What readers are told of what they follow: one mail a day at most."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from observatory.notifications import follow_news, mail_links, reader_follows
from observatory.notifications.models import Follow, Follower
from observatory.publishing.merging.merge_records import merge_records
from observatory.publishing.merging.undo_merge import undo_merge
from observatory.publishing.models import Entry, Version
from observatory.publishing.record_publication import publish, publish_many, withdraw
from tests.factories import InitiativeFactory, JurisdictionFactory, PlatformFactory, UserFactory
from tests.notifications.readers import edit, follow, news
from tests.notifications.smtp import parts

pytestmark = pytest.mark.django_db


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
    assert timezone.localtime(at, timezone.get_default_timezone()).hour == reader_follows.READERS_HOUR
    edit(plan, summary_en="Another.")
    assert follow_news.write_news(at - timedelta(minutes=1)) == []
    assert len(follow_news.write_news(at)) == 1
    edit(plan, summary_en="A third.")
    assert follow_news.write_news(at + timedelta(hours=23)) == []
    assert len(follow_news.write_news(at + timedelta(hours=24))) == 1


def test_a_reader_of_chinese_pages_gets_chinese_mail(plan, mail_server):
    follow(f"/zh-hans/follow/?record={plan.public_id}", mail_server)
    edit(plan, summary_en="Another.")
    ((subject, text),) = news(mail_server)
    assert subject.startswith("国家计划")
    assert "version" not in subject
    assert "/zh-hans/unsubscribe/" in text


def test_a_thousand_follows_are_two_hundred_and_one_short_mail(plan, mail_server):
    follow(f"/follow/?record={plan.public_id}", mail_server)
    follower = Follower.objects.get()
    Follow.objects.bulk_create(
        Follow(follower=follower, search=f"q=word{number}", confirmed_at=timezone.now()) for number in range(199)
    )
    late = Follow.objects.create(follower=follower, search="q=more")
    response = Client().post(f"/follow/confirm/{mail_links.confirm_token(late.pk)}/")
    assert response.status_code == 409
    assert "200" in response.content.decode()
    edit(plan, summary_en="Another.")
    ((_subject, text),) = news(mail_server)
    assert len(text) < 10_000


def test_an_everything_follower_gets_thirty_lines_and_a_link(plan, mail_server):
    follow("/follow/", mail_server)
    publish_many(records=InitiativeFactory.create_batch(40), by=None, reason="First.")
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
    assert reader_follows.forget_unconfirmed(timezone.now() + timedelta(days=31)) == 1


def test_titles_are_never_markup(mail_server):
    record = InitiativeFactory(title_en="<script>alert(1)</script> & Plan", slug="x")
    publish(record=record, by=None, reason="First.")
    page = Client().get(f"/follow/?record={record.public_id}").content.decode()
    assert "<script>alert" not in page
    follow(f"/follow/?record={record.public_id}", mail_server)
    edit(record, summary_en="Another.")
    news(mail_server)
    assert "<script>" not in parts(mail_server.box.received[0])[1]
