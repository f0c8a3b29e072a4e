"""Digests: what is new for one person since the last one, by consequence. Nothing new, nothing sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from observatory.desk.comments.views import subject_address
from observatory.monitoring.changes.claim_weights import SEVERE, annotate_consequence, by_consequence, weightiest_claims
from observatory.monitoring.models import Change
from observatory.notifications import alarms, notice_recipients, source_change_lines
from observatory.notifications.digest_and_retry_times import next_digest
from observatory.notifications.mail_letters import Letter, Line, Section
from observatory.notifications.mail_links import absolute_link, desk_footer, site_name
from observatory.notifications.models import Mail, Preference
from observatory.notifications.outbox import write_mail
from observatory.publishing.workflow import PUBLISH_PERMISSION
from observatory.records.admin_urls import admin_form_url, admin_list_url, admin_record_url
from observatory.records.comments import load_subjects
from observatory.records.models import Comment, Record

MOST = 1_000  # of one sort in one digest; the others follow with the next
MOST_LISTED = 30
BREAKING = SEVERE * 4 + 1  # the weight of a claim that lost the only source of a published statement


@dataclass(frozen=True)
class News:
    """What is new for a person, each by the key under which it is remembered as told."""

    changes: dict[str, Change] = field(default_factory=dict)
    review: dict[str, Record] = field(default_factory=dict)
    returned: dict[str, Record] = field(default_factory=dict)
    mentions: dict[str, Comment] = field(default_factory=dict)
    due: dict[str, Record | Change] = field(default_factory=dict)

    def keys(self) -> list[str]:
        """Return what the person is told, with the alarms that a digest makes unnecessary."""
        parts = (self.changes, self.review, self.returned, self.mentions, self.due)
        broken = [f"alarm:{row.pk}" for row in self.changes.values() if row.consequence >= BREAKING]
        return [*(key for part in parts for key in part), *broken]


def digest_due_at(preference: Preference, now: datetime) -> datetime | None:
    """Return when the next digest of a person is due; None if they want none."""
    if preference.digest == Preference.Digest.NONE:
        return None
    return next_digest(
        now,
        weekly=preference.digest == Preference.Digest.WEEKLY,
        weekday=preference.weekday,
        hour=preference.hour,
        zone=timezone.get_default_timezone(),
    )


def write_digests(now: datetime | None = None, *, dry_run: bool = False, whoever: bool = False) -> list[str]:
    """Write the digests that are due; return the recipients with the subjects. `whoever` includes those that are not
    due yet (for a dry run). Safe to run twice, or by two workers."""
    now = now or timezone.now()
    rows = notice_recipients.reachable_people(Preference.objects.exclude(digest=Preference.Digest.NONE))
    rows = rows if whoever else rows.filter(digest_at__lte=now)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return notice_recipients.each_alone(lambda pk: _write_digest_for(pk, now, dry_run, whoever), keys)


@transaction.atomic
def _write_digest_for(pk: int, now: datetime, dry_run: bool, whoever: bool) -> str:
    rows = notice_recipients.reachable_people(Preference.objects.filter(pk=pk).exclude(digest=Preference.Digest.NONE))
    rows = rows if whoever else rows.filter(digest_at__lte=now)
    preference = rows.select_related("user").select_for_update(of=("self",), skip_locked=True).first()
    if preference is None:  # another worker has it
        return ""
    due, news = preference.digest_at, find_digest_news(preference, now)
    with override(preference.language):
        letter = digest_letter(news, weekly=preference.digest == Preference.Digest.WEEKLY) if news.keys() else None
        if not dry_run:
            Preference.objects.filter(pk=pk).update(digest_at=digest_due_at(preference, now))
            if letter:
                notice_recipients.mark_told(preference.user, news.keys(), now)
                write_mail(
                    key=f"digest:{pk}:{due.isoformat()}",
                    purpose=Mail.Purpose.DIGEST,
                    letter=letter,
                    language=preference.language,
                    recipient=preference.user.email,
                    user=preference.user,
                    now=now,
                )
    return f"{preference.user.email}: {letter.subject}" if letter else ""


def find_digest_news(preference: Preference, now: datetime) -> News:
    """Return what a person has not been told of, as far as their role lets them see it."""
    user = preference.user
    news = News()
    if user.has_perm("monitoring.view_change"):
        changes = Change.objects.open().filter(notice_recipients.not_told(user, ["change:", "alarm:"]))
        changes = notice_recipients.narrowed_changes(changes.filter(found_at__gte=preference.since), preference)
        rows = by_consequence(changes).select_related("location__source").defer("diff")[:MOST]
        news.changes.update({f"change:{row.pk}": row for row in rows})
    if user.has_perm("records.view_record"):
        news.returned.update(_records_told(user, "returned", _returned(user)))
        news.mentions.update(_mentions(user, preference))
        news.due.update(_due_tasks(user, now))
    if user.has_perm(PUBLISH_PERMISSION):
        waiting = Record.objects.filter(state=Record.State.IN_REVIEW)
        if settings.FOUR_EYES:
            waiting = waiting.exclude(edited_by__contains=[user.pk])
        news.review.update(_records_told(user, "review", waiting))
    return news


def _returned(user):
    return Record.objects.filter(state=Record.State.DRAFT, returned=True, edited_by__contains=[user.pk])


def _records_told(user, prefix: str, records) -> dict[str, Record]:
    rows = records.order_by("-updated_at", "-pk")[:MOST]
    return notice_recipients.not_told_before(
        user, {f"{prefix}:{row.pk}:{row.updated_at.isoformat()}": row for row in rows}
    )


def _mentions(user, preference: Preference) -> dict[str, Comment]:
    rows = Comment.objects.open().filter(mentioned=user, created_at__gte=preference.since)
    rows = list(rows.select_related("record", "author").order_by("-created_at")[:MOST])
    load_subjects(rows)
    return notice_recipients.not_told_before(user, {f"mention:{row.pk}": row for row in rows})


def _due_tasks(user, now: datetime) -> dict[str, Record | Change]:
    """Return the tasks of the person that are due."""
    mine = Q(assigned_to=user, due_on__lte=timezone.localdate(now))
    records = Record.objects.filter(mine).order_by("due_on", "pk")[:MOST]
    changes = annotate_consequence(Change.objects.open().filter(mine)).select_related("location__source")
    found: dict[str, Record | Change] = {f"due:record:{row.pk}:{row.due_on}": row for row in records}
    found |= {f"due:change:{row.pk}:{row.due_on}": row for row in changes.defer("diff").order_by("due_on")[:MOST]}
    return notice_recipients.not_told_before(user, found)


def digest_letter(news: News, *, weekly: bool) -> Letter:
    """Return the mail of a digest in the active language; the heaviest finding is its subject."""
    changes, subject = _change_section(list(news.changes.values()))
    sections = [changes] if changes else []
    for heading, rows, url in (
        (_("Returned to you"), news.returned, f"{admin_list_url(Record)}?mine=returned"),
        (_("Waiting for review"), news.review, f"{admin_list_url(Record)}?state__exact=in_review"),
    ):
        if rows:
            lines = [Line(str(row), absolute_link(admin_record_url(row))) for row in list(rows.values())[:MOST_LISTED]]
            sections.append(
                Section(heading, lines, source_change_lines.and_more(len(rows), MOST_LISTED, absolute_link(url)))
            )
    if news.mentions:
        lines = [_mention_line(row) for row in list(news.mentions.values())[:MOST_LISTED]]
        rest = source_change_lines.and_more(len(news.mentions), MOST_LISTED, absolute_link(admin_list_url(Record)))
        sections.append(Section(_("Comments that mention you"), lines, rest))
    if news.due:
        lines = [_due_line(row) for row in list(news.due.values())[:MOST_LISTED]]
        rest = source_change_lines.and_more(len(news.due), MOST_LISTED, absolute_link(admin_list_url(Record)))
        sections.append(Section(_("Due"), lines, rest))
    opening = _("This is new since the last mail. What you have seen in the admin meanwhile may be settled already.")
    why = (
        _("You get this mail every week because you asked for a digest at %(site)s. Without news no mail is sent.")
        if weekly
        else _("You get this mail every day because you asked for a digest at %(site)s. Without news no mail is sent.")
    )
    return Letter(subject or next(_digest_subjects(news), site_name()), opening, sections, **desk_footer(why))


def _change_section(changes: Sequence[Change]) -> tuple[Section | None, str]:
    """Return the section of changes, hosts that are down first, and the subject that its heaviest one makes."""
    if not changes:
        return None, ""
    down, others = source_change_lines.group_by_host(changes, alarms.hosts_of(changes))
    claims = weightiest_claims([row.pk for row in others[:MOST_LISTED]])
    singles = [
        source_change_lines.change_line(row, claims.get(row.pk), severe=row.consequence >= BREAKING)
        for row in others[:MOST_LISTED]
    ]
    rest = source_change_lines.and_more(
        len(others), MOST_LISTED, absolute_link(f"{admin_list_url(Change)}?state__exact=open")
    )
    section = Section(
        _("Changes of sources"),
        [*(source_change_lines.host_line(each, _breaking(each)) for each in down), *singles],
        rest,
    )
    single_first = bool(singles) and (singles[0].severe or not down)
    first = singles[0].headline if single_first else source_change_lines.host_headline(down[0])
    return section, source_change_lines.with_others(first, len(others) + len(down) - 1)


def _breaking(down: source_change_lines.HostDown) -> int:
    return alarms.breaking_claims().filter(change__in=[row.pk for row in down.changes]).count()


def _mention_line(comment: Comment) -> Line:
    note = _("%(person)s: “%(text)s”") % {"person": comment.author, "text": comment.text[:200]}
    return Line(str(comment.subject), absolute_link(subject_address(comment)), note)


def _due_line(row: Record | Change) -> Line:
    note = _("due on %(day)s") % {"day": row.due_on.isoformat()}
    if isinstance(row, Record):
        return Line(str(row), absolute_link(admin_record_url(row)), note)
    return Line(str(row.location.source or row.location), absolute_link(admin_form_url(row)), note)


def _digest_subjects(news: News) -> Iterator[str]:
    """Yield what a subject may say of what waits for the person, the most urgent first."""
    if number := len(news.returned):
        yield ngettext("%(number)s record was returned to you", "%(number)s records were returned to you", number) % {
            "number": number
        }
    if number := len(news.review):
        yield ngettext("%(number)s record waits for review", "%(number)s records wait for review", number) % {
            "number": number
        }
    if number := len(news.mentions):
        yield ngettext("%(number)s comment mentions you", "%(number)s comments mention you", number) % {
            "number": number
        }
    if number := len(news.due):
        yield ngettext("%(number)s task is due", "%(number)s tasks are due", number) % {"number": number}
