"""Digests: what is new, by consequence, when it is due, and nothing without news."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from observatory.monitoring.models import Change
from observatory.notifications import alarms, digests, outbox
from observatory.notifications.digest_and_retry_times import next_digest
from observatory.notifications.models import Mail, Preference, Told
from observatory.publishing.workflow import send_back, submit_for_review
from observatory.records.models import Comment, Record
from observatory.records.record_edits import mark_edited
from tests.desk.claims import changed, gone
from tests.factories import InitiativeFactory
from tests.notifications.smtp import parts
from tests.notifications.test_alarms import broken, lost_at

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def due(user) -> None:
    """Let the next digest of a person be due."""
    Preference.objects.filter(user=user).update(digest_at=timezone.now() - timedelta(seconds=1))


def received(mail_server) -> list[tuple[str, str]]:
    outbox.send_due()
    return [(message["Subject"].strip(), parts(message)[0]) for message in mail_server.box.received]


def waiting(title="Plan") -> Record:
    record = InitiativeFactory(title_en=title)
    submit_for_review(records=[record])
    return record


def test_the_heaviest_change_comes_first_and_is_the_subject(person, mail_server):
    person(immediate=False)
    changed()
    gone()
    broken(InitiativeFactory(title_en="Action Plan 2026"))
    assert len(digests.write_digests()) == 1
    ((subject, text),) = received(mail_server)
    assert subject == "Action Plan 2026: Summary: the quoted passage now says something else, and 2 more"
    assert text.index("!! Action Plan 2026") < text.index("gone from the source") < text.index("text of the source has")


def test_nothing_new_nothing_sent(person, mail_server):
    user = person()
    assert digests.write_digests() == []
    assert Preference.objects.get(user=user).digest_at > timezone.now()
    changed()
    due(user)
    assert len(digests.write_digests()) == 1
    due(user)
    assert digests.write_digests() == []
    assert len(received(mail_server)) == 1


def test_what_an_immediate_notice_said_is_not_said_again(person, mail_server):
    person()
    broken()
    assert len(alarms.write_alarms()) == 1
    assert digests.write_digests() == []


def test_what_a_digest_said_is_no_alarm_any_more(person):
    person()
    broken()
    assert len(digests.write_digests()) == 1
    assert alarms.write_alarms() == []


def test_a_harmless_change_that_becomes_serious_is_still_an_alarm(person):
    person()
    row = broken(meaning_changed=False)
    assert len(digests.write_digests()) == 1
    row.meaning_changed = True
    row.save()
    assert len(alarms.write_alarms()) == 1


def test_a_reviewer_is_told_what_waits_and_a_curator_is_not(person, mail_server):
    reviewer, curator = person("reviewer"), person("curator")
    waiting("First plan")
    waiting("Second plan")
    assert len(digests.write_digests()) == 1
    ((subject, text),) = received(mail_server)
    assert subject == "2 records wait for review"
    assert "First plan" in text
    assert mail_server.box.received[0]["To"] == reviewer.email
    assert Preference.objects.get(user=curator).digest_at > timezone.now()


def test_with_four_eyes_ones_own_edits_wait_for_somebody_else(person, settings):
    settings.FOUR_EYES = True
    reviewer = person("reviewer")
    record = InitiativeFactory()
    mark_edited(record=record, by=reviewer)
    submit_for_review(records=[record])
    assert digests.write_digests() == []


def test_a_record_that_was_edited_and_submitted_again_is_told_again(person):
    user = person("reviewer")
    record = waiting()
    assert len(digests.write_digests()) == 1
    send_back(records=[record])
    mark_edited(record=record, by=None)
    submit_for_review(records=[record])
    due(user)
    assert len(digests.write_digests()) == 1


def test_returned_due_and_mentioned_are_told(person, mail_server):
    user = person()
    returned = InitiativeFactory(title_en="Returned plan")
    mark_edited(record=returned, by=user)
    submit_for_review(records=[returned])
    send_back(records=[returned])
    today = timezone.localdate()
    Record.objects.filter(pk=InitiativeFactory(title_en="Due plan").pk).update(assigned_to=user, due_on=today)
    Record.objects.filter(pk=InitiativeFactory(title_en="Later plan").pk).update(
        assigned_to=user, due_on=today + timedelta(days=2)
    )
    Comment.objects.create(
        record=InitiativeFactory(title_en="Discussed plan"), text="Is <this> so?", author=user
    ).mentioned.add(user)
    assert len(digests.write_digests()) == 1
    ((subject, text),) = received(mail_server)
    assert subject == "1 record was returned to you"
    assert "Returned plan" in text
    assert f"Due plan\n  due on {today.isoformat()}" in text
    assert "“Is <this> so?”" in text
    assert "&lt;this&gt;" in parts(mail_server.box.received[0])[1]
    assert "Later plan" not in text


def test_a_host_that_is_down_is_one_line(person, mail_server):
    person(immediate=False)
    lost_at("down.example", 6, timezone.now())
    changed()
    digests.write_digests()
    ((subject, text),) = received(mail_server)
    assert subject == "down.example is down: 6 pages of it can no longer be read, and 1 more"
    assert "6 published statements have no other source." in text


def test_a_digest_is_in_the_language_of_its_person(person, mail_server):
    person("reviewer", language="zh-hans")
    waiting()
    digests.write_digests()
    ((subject, text),) = received(mail_server)
    assert subject == "1条记录等待审核"
    assert "/zh-hans/admin/" in text
    assert mail_server.box.received[0]["List-Unsubscribe"].strip().startswith("<http://localhost:8000/zh-hans/")


def test_a_digest_that_is_not_due_and_one_that_nobody_wants_are_not_written(person):
    person(digest_at=timezone.now() + timedelta(hours=1))
    person(digest="none")
    changed()
    assert digests.write_digests() == []


def test_two_workers_and_a_killed_one_write_each_digest_once(person, monkeypatch):
    user = person()
    changed()
    with monkeypatch.context() as patch:  # killed between the mail and the time of the next
        patch.setattr(digests, "write_mail", lambda **_: 1 / 0)
        assert digests.write_digests() == []
    assert Told.objects.count() == 0
    assert len(digests.write_digests()) == 1
    assert digests.write_digests() == []
    assert Mail.objects.filter(user=user).count() == 1


def test_an_error_with_one_person_leaves_the_others_their_mail(person, monkeypatch, caplog):
    first, second = person(), person()
    changed()
    right = digests.write_mail

    def write(**values):
        return 1 / 0 if values["user"] == first else right(**values)

    monkeypatch.setattr(digests, "write_mail", write)
    assert [line.partition(":")[0] for line in digests.write_digests()] == [second.email]
    assert "A notice was not written" in caplog.text
    assert Preference.objects.get(user=first).digest_at <= timezone.now()  # tried again


def test_more_than_a_mail_lists_is_counted_and_linked(person, mail_server):
    person(immediate=False)
    for _ in range(35):
        changed()
    digests.write_digests()
    ((subject, text),) = received(mail_server)
    assert "and 5 more\n  http://localhost:8000/admin/monitoring/change/?state__exact=open" in text
    assert subject.endswith(", and 34 more")
    assert Change.objects.count() == Told.objects.count() == 35


def test_the_queries_of_a_digest_do_not_grow_with_its_changes(person):
    def queries(number: int) -> int:
        user = person()
        for _ in range(number):
            gone()
        with CaptureQueriesContext(connection) as counted:
            digests.write_digests()
        Preference.objects.filter(user=user).delete()
        return len(counted)

    assert queries(12) <= queries(2) + 1


@pytest.mark.parametrize(
    ("now", "options", "expected"),
    [
        # 08:30 in Shanghai: today's 09:00, and tomorrow's 08:00
        ("2026-11-30T00:30", {"weekly": False, "hour": 9}, "2026-11-30T01:00"),
        ("2026-11-30T00:30", {"weekly": False, "hour": 8}, "2026-12-01T00:00"),
        # Monday 30 November: the same day later, and the Monday after
        ("2026-11-30T00:30", {"weekly": True, "weekday": 0, "hour": 9}, "2026-11-30T01:00"),
        ("2026-11-30T00:30", {"weekly": True, "weekday": 0, "hour": 8}, "2026-12-07T00:00"),
        ("2026-11-30T00:30", {"weekly": True, "weekday": 6, "hour": 8}, "2026-12-06T00:00"),
        # 23:30 UTC is the next day there
        ("2026-11-30T23:30", {"weekly": False, "hour": 8}, "2026-12-01T00:00"),
        ("2026-12-01T00:00", {"weekly": False, "hour": 8}, "2026-12-02T00:00"),
    ],
)
def test_a_digest_is_due_at_an_hour_of_the_institute(now, options, expected):
    found = next_digest(datetime.fromisoformat(now).replace(tzinfo=UTC), **{"weekday": 0} | options, zone=SHANGHAI)
    assert found.astimezone(UTC) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_the_hour_stays_the_same_when_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 10, 24, 7, tzinfo=UTC)  # the clocks go back on the 25th
    found = next_digest(before, weekly=False, weekday=0, hour=8, zone=berlin)
    assert found.astimezone(UTC) == datetime(2026, 10, 25, 7, tzinfo=UTC)
    assert found.astimezone(berlin).hour == 8
