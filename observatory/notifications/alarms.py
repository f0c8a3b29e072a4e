"""Immediate notices: a change broke the only source of a published statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from observatory.monitoring.changes.claim_decisions import LOADED
from observatory.monitoring.changes.claim_weights import SEVERE, weighed_claims
from observatory.monitoring.models import AffectedCitation, Change, Watch
from observatory.notifications import notice_recipients, source_change_lines
from observatory.notifications.mail_letters import Letter, Section
from observatory.notifications.mail_links import absolute_link, desk_footer
from observatory.notifications.models import Mail, Preference, Told
from observatory.notifications.outbox import write_mail
from observatory.records.admin_urls import admin_list_url

MOST_CLAIMS = 500  # of one mail; the others follow with the next
MOST_LISTED = 40
# Locations of a host that is down are lost within minutes of each other, as the monitor visits them in turn.
SETTLED_AFTER = timedelta(minutes=15)
HOST_SILENCE = timedelta(hours=24)  # after a mail on a host that is down


@dataclass(frozen=True)
class Alarm:
    """What one mail reports: hosts that are down, and claims one by one; `keys` is what the person is told by it."""

    hosts: Sequence[tuple[source_change_lines.HostDown, int]]
    claims: Sequence[AffectedCitation]
    keys: Sequence[str]


def breaking_claims() -> QuerySet[AffectedCitation]:
    """Return what alarms are about: the undecided claims of open changes that lost the only source of a statement which
    readers see: its passage is gone, deleted or says something else, or the source can no longer be read."""
    claims = AffectedCitation.objects.undecided().filter(change__state=Change.State.OPEN)
    severe = Q(weight__gte=SEVERE * 4) | Q(change__kind=Change.Kind.LOST)
    return weighed_claims(claims).filter(severe, public=True, sole=True)


def write_alarms(now: datetime | None = None, *, dry_run: bool = False) -> list[str]:
    """Write a mail to each person who asked for immediate notices and has not been told of a breaking claim. Returns
    the recipients with the subjects. Safe to run twice, or by two workers."""
    now = now or timezone.now()
    wanted = notice_recipients.reachable_people(Preference.objects.filter(immediate=True)).order_by("pk")
    if not wanted.exists() or not breaking_claims().exists():
        return []
    keys = list(wanted.values_list("pk", flat=True))
    return notice_recipients.each_alone(lambda pk: _write_alarm_for(pk, now, dry_run), keys)


@transaction.atomic
def _write_alarm_for(pk: int, now: datetime, dry_run: bool) -> str:
    rows = notice_recipients.reachable_people(Preference.objects.filter(pk=pk, immediate=True)).select_related("user")
    preference = rows.select_for_update(of=("self",), skip_locked=True).first()
    if preference is None or not preference.user.has_perm("monitoring.view_change"):
        return ""
    alarm = find_alarm(preference, now)
    if not alarm.keys:
        return ""
    with override(preference.language):
        letter = alarm_letter(alarm)
        if not dry_run:
            # A new day of silence begins for each host.
            Told.objects.filter(user=preference.user, key__startswith="host:", key__in=alarm.keys).delete()
            notice_recipients.mark_told(preference.user, alarm.keys, now)
            write_mail(
                key=f"alarm:{preference.pk}:{min(alarm.keys)}:{now.isoformat()}",
                purpose=Mail.Purpose.ALARM,
                letter=letter,
                language=preference.language,
                recipient=preference.user.email,
                user=preference.user,
                now=now,
            )
    return f"{preference.user.email}: {letter.subject}"


def find_alarm(preference: Preference, now: datetime) -> Alarm:
    """Return what a person is to be told now. Lost locations wait until the monitor has had time to visit the others of
    their host; after a mail on a host, further losses of it wait for a day."""
    user = preference.user
    claims = breaking_claims().filter(change__found_at__gte=preference.since)
    if notice_recipients.narrowed_records(preference) is not None:
        wanted = notice_recipients.narrowed_changes(Change.objects.open(), preference)
        claims = claims.filter(change__in=wanted.values("pk"))
    claims = claims.filter(notice_recipients.not_told(user, ["alarm:"], "change_id"))
    claims = claims.exclude(change__kind=Change.Kind.LOST, change__found_at__gt=now - SETTLED_AFTER)
    joined = (*LOADED, "change__location__source")
    rows = list(claims.select_related(*joined).defer("change__diff").order_by("-weight", "change_id")[:MOST_CLAIMS])
    hosts = hosts_of([row.change for row in rows])
    down, others = source_change_lines.group_by_host({row.change_id: row.change for row in rows}.values(), hosts)
    silent = _silent_hosts(user, hosts.values(), now)
    down = [each for each in down if each.host not in silent]
    single = {
        change.pk for change in others if change.kind != Change.Kind.LOST or hosts.get(change.location_id) not in silent
    }
    breaking = [(each, sum(row.change in each.changes for row in rows)) for each in down]
    told = [change.pk for each in down for change in each.changes]
    keys = [f"alarm:{pk}" for pk in [*told, *sorted(single)]]
    return Alarm(breaking, [row for row in rows if row.change_id in single], [*keys, *(f"host:{x.host}" for x in down)])


def hosts_of(changes) -> dict[int, str]:
    """Return the hosts of the locations of changes, by the key of the location; one query."""
    keys = {change.location_id for change in changes if change.kind == Change.Kind.LOST}
    return dict(Watch.objects.filter(pk__in=keys).exclude(host="").values_list("pk", "host")) if keys else {}


def _silent_hosts(user, hosts, now: datetime) -> set[str]:
    keys = {f"host:{host}" for host in hosts}
    rows = Told.objects.filter(user=user, key__in=keys, at__gt=now - HOST_SILENCE)
    return {key.removeprefix("host:") for key in rows.values_list("key", flat=True)}


def alarm_letter(alarm: Alarm) -> Letter:
    """Return the mail of an alarm in the active language."""
    sections = []
    if alarm.hosts:
        lines = [source_change_lines.host_line(down, breaking) for down, breaking in alarm.hosts]
        sections.append(Section(_("Hosts that are down"), lines))
    if alarm.claims:
        more = source_change_lines.and_more(len(alarm.claims), MOST_LISTED, absolute_link(_open_changes()))
        lines = [source_change_lines.change_line(row.change, row, severe=True) for row in alarm.claims[:MOST_LISTED]]
        sections.append(Section(_("Statements without another source"), lines, more))
    return Letter(
        subject=_alarm_subject(alarm),
        opening=_("Readers see these statements now. No other source is cited for them, so please look soon."),
        sections=sections,
        button=(_("Open the list of changes"), absolute_link(_open_changes())),
        **desk_footer(_("You get this mail because you asked for immediate notices at %(site)s.")),
    )


def _alarm_subject(alarm: Alarm) -> str:
    """Return the subject of the mail of an alarm."""
    others = len(alarm.claims) + len(alarm.hosts) - 1
    if alarm.claims:
        row = alarm.claims[0]
        return source_change_lines.with_others(source_change_lines.change_line(row.change, row).headline, others)
    return source_change_lines.with_others(source_change_lines.host_headline(alarm.hosts[0][0]), others)


def _open_changes() -> str:
    return f"{admin_list_url(Change)}?state__exact=open"
