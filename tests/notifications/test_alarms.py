"""Immediate notices: for what, to whom, once, and one for a host that is down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from observatory.monitoring.models import Change, Watch
from observatory.notifications import alarms, outbox
from observatory.notifications.models import Mail, Preference, Told
from observatory.publishing.record_publication import publish
from observatory.records.models import Comment
from observatory.records.record_edits import mark_edited
from tests.desk.claims import OLD, changed, claim, gone, reworded
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    JurisdictionFactory,
    LocationFactory,
    SourceFactory,
    ThemeFactory,
)
from tests.notifications.smtp import parts

pytestmark = pytest.mark.django_db


def public_citation(location=None, record=None, **columns):
    """Return the only citation of a summary that readers see."""
    record = record or InitiativeFactory()
    location = location or LocationFactory()
    citation = CitationFactory(record=record, source=location.source, field="summary", quote=OLD, **columns)
    publish(record=record, by=None, reason="First.")
    return citation


def broken(record=None, state=claim, **columns):
    """Return a claim that lost its passage at the only source of a published statement."""
    location = LocationFactory()
    return state(changed(location), citation=public_citation(location, record), **columns)


def lost_at(host: str, number: int, found_at) -> list[Change]:
    """Return lost locations of a host, each the only source of a published statement."""
    rows = []
    for each in range(number):
        location = LocationFactory(url=f"https://{host}/{each}")
        Watch.objects.create(location=location, host=host, next_check_at=timezone.now())
        change = changed(location, kind="lost")
        Change.objects.filter(pk=change.pk).update(found_at=found_at)
        gone(change, citation=public_citation(location, InitiativeFactory()), state="unreadable")
        rows.append(change)
    return rows


def test_a_broken_only_source_is_reported_by_record_statement_and_finding(person, mail_server, settings):
    settings.SITE_URL = "https://observatory.example"
    user, row = person(), broken(InitiativeFactory(title_en="Action Plan 2026"))
    assert len(alarms.write_alarms()) == 1
    outbox.send_due()
    (message,) = mail_server.box.received
    text, html = parts(message)
    assert message["To"] == user.email
    assert message["Subject"] == "Action Plan 2026: Summary: the quoted passage now says something else"
    page = f"https://observatory.example/admin/monitoring/change/{row.change_id}/change/"
    assert f"{page}#claim-{row.citation_id}" in text
    assert "!! Action Plan 2026: Summary" in text
    assert "https://observatory.example/admin/notices/" in html


@pytest.mark.parametrize("state", [claim, gone])
def test_a_passage_that_says_something_else_or_is_gone_is_an_alarm(person, state):
    person()
    broken(state=state)
    assert len(alarms.write_alarms()) == 1


def test_a_second_source_a_draft_or_a_mere_rewording_is_no_alarm(person):
    person()
    twice = broken()
    CitationFactory(record=twice.citation.record, source=SourceFactory(), field="summary")
    gone()  # of a draft
    broken(state=reworded)
    assert alarms.write_alarms() == []
    assert Mail.objects.count() == 0


def test_each_change_is_told_once(person):
    person()
    broken()
    assert len(alarms.write_alarms()) == 1
    assert alarms.write_alarms() == []
    broken()
    assert len(alarms.write_alarms()) == 1
    assert Mail.objects.count() == 2


def test_a_change_that_was_settled_before_is_not_told(person):
    person()
    row = broken()
    Change.objects.filter(pk=row.change_id).update(state="dismissed", closed_at=timezone.now())
    assert alarms.write_alarms() == []


@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator"])
def test_every_role_may_ask_for_it(person, role):
    user = person(role)
    broken()
    assert [line.partition(":")[0] for line in alarms.write_alarms()] == [user.email]


def test_nobody_gets_it_who_did_not_ask_or_cannot_be_reached(person):
    person(immediate=False)
    person("")  # no role: must not learn of changes
    left = person()
    left.is_active = False
    left.save()
    without = person()
    without.email = ""
    without.save()
    person(refused_at=timezone.now())
    broken()
    assert alarms.write_alarms() == []


def test_what_was_found_before_somebody_asked_is_not_told(person):
    broken()
    person(since=timezone.now() + timedelta(seconds=1))
    assert alarms.write_alarms() == []


def test_a_host_that_is_down_is_one_mail(person, mail_server):
    person()
    early = timezone.now() - timedelta(hours=1)
    lost_at("down.example", 7, early)
    assert len(alarms.write_alarms()) == 1
    outbox.send_due()
    (message,) = mail_server.box.received
    text, _html = parts(message)
    assert message["Subject"] == "down.example is down: 7 pages of it can no longer be read"
    assert text.count("down.example") == 2  # the line and its link
    assert "7 published statements have no other source." in text


def test_lost_pages_wait_until_the_monitor_has_seen_the_others_of_their_host(person):
    person()
    now = timezone.now()
    lost_at("down.example", 2, now - timedelta(minutes=5))
    assert alarms.write_alarms(now) == []
    assert len(alarms.write_alarms(now + timedelta(minutes=11))) == 1


def test_further_losses_of_a_host_wait_for_a_day(person):
    person()
    now = timezone.now()
    lost_at("down.example", 4, now - timedelta(hours=1))
    assert len(alarms.write_alarms(now)) == 1
    lost_at("down.example", 5, now - timedelta(minutes=30))
    assert alarms.write_alarms(now + timedelta(hours=2)) == []
    assert len(alarms.write_alarms(now + timedelta(hours=25))) == 1
    assert Told.objects.filter(key__startswith="alarm:").count() == 9


def test_the_language_is_that_of_the_person(person, mail_server):
    person(language="zh-hans")
    broken()
    alarms.write_alarms()
    outbox.send_due()
    (message,) = mail_server.box.received
    assert message["Content-Language"] == "zh-Hans"
    assert "如今" in message["Subject"] or "现在" in message["Subject"]
    assert "/zh-hans/admin/" in parts(message)[0]


def test_theme_place_type_and_mine_narrow_it(person):
    record = InitiativeFactory()
    record.themes.add(ThemeFactory())
    record.jurisdictions.add(JurisdictionFactory(code="CN-31", label_en="Shanghai"))
    broken(record)
    heard = {}
    for name, columns in {
        "theme": {"themes": [ThemeFactory()]},
        "other theme": {"themes": [ThemeFactory(code="TH99")]},
        "country of the part": {"jurisdictions": [JurisdictionFactory()]},
        "other country": {"jurisdictions": [JurisdictionFactory(code="FR")]},
        "type": {"kinds": ["initiative"]},
        "other type": {"kinds": ["platform"]},
        "both": {"themes": [ThemeFactory()], "kinds": ["initiative"]},
        "one of two": {"themes": [ThemeFactory()], "kinds": ["platform"]},
        "mine": {"mine": True},
    }.items():
        lists = {key: columns.pop(key) for key in ("themes", "jurisdictions") if key in columns}
        user = person(**columns)
        for key, terms in lists.items():
            getattr(Preference.objects.get(user=user), key).set(terms)
        heard[user.email] = name
    told = {heard[line.partition(":")[0]] for line in alarms.write_alarms()}
    assert told == {"theme", "country of the part", "type", "both"}


@pytest.mark.parametrize("why", ["assigned", "change assigned", "edited", "mentioned"])
def test_mine_is_what_i_have_taken_edited_or_am_mentioned_at(person, why):
    user, row = person(mine=True), broken()
    record = row.citation.record
    assert alarms.write_alarms() == []
    if why == "assigned":
        record.assigned_to = user
        record.save()
    elif why == "change assigned":
        Change.objects.filter(pk=row.change_id).update(assigned_to=user)
    elif why == "edited":
        mark_edited(record=record, by=user)
    else:
        Comment.objects.create(record=record, text="Look", author=user).mentioned.add(user)
    assert len(alarms.write_alarms()) == 1


def test_a_dry_run_writes_nothing(person):
    person()
    broken()
    assert len(alarms.write_alarms(dry_run=True)) == 1
    assert Mail.objects.count() == Told.objects.count() == 0
    assert len(alarms.write_alarms()) == 1
