"""What readers follow, a record or a search: asked for by a form, confirmed by a link in a mail, ended by a link in
every mail.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from observatory.notifications.digest_and_retry_times import READERS_HOUR, next_digest
from observatory.notifications.mail_letters import Letter
from observatory.notifications.mail_links import absolute_link, confirm_url, follows_url, site_name
from observatory.notifications.models import Follow, Follower, Mail
from observatory.notifications.outbox import write_mail
from observatory.publishing.index import facets
from observatory.publishing.index.facet_counts import Counts
from observatory.publishing.models import Entry, Version
from observatory.records.languages import active_language
from observatory.search.facet_choices import choices_of
from observatory.site.lists.query_string import QueryString

MOST_FOLLOWS = 200  # of one address
MAILS_AN_HOUR, MAILS_A_DAY = 4, 10  # that forms may cause to one address
UNCONFIRMED_DAYS = 7
LONGEST_SEARCH = 2000


class TooManyMails(Exception):
    """Raised if an address was sent as many mails as forms may cause; counted alike whether it is known or not."""


class TooManyFollows(Exception):
    """Raised if an address follows as much as it may."""


@dataclass(frozen=True)
class Subject:
    """What is to be followed: a public record, or a search (see `Follow.search`)."""

    entry: Entry | None = None
    search: str = ""

    @property
    def words(self) -> str:
        """What a reader follows, a record or a search, in the words of the active language."""
        if self.entry is not None:
            return self.entry.title
        return search_words(self.search)

    @property
    def path(self) -> str:
        """The path on the site of what a reader follows."""
        if self.entry is not None:
            return reverse("permanent", args=[self.entry.public_id])
        return search_path(self.search)


def canonical_search(query: QueryString) -> str:
    """Return the search that a reader follows as text: the words and facet values of a query string in a fixed order,
    so that the same search is the same text."""
    found = QueryDict(mutable=True)
    if query.text:
        found["q"] = query.text
    for name in sorted(facets.names()):
        if values := query.values(name):
            found.setlist(name, sorted(values))
    return found.urlencode()


def search_path(search: str) -> str:
    """Return the path of the page of a search."""
    return reverse("search") + (f"?{search}" if search else "")


def search_words(search: str) -> str:
    """Return a search that is followed in words, in the active language: the words looked for, and the values of its
    filters."""
    query = QueryString(QueryDict(search))
    parts = [_("“%(words)s”") % {"words": query.text}] if query.text else []
    for facet in facets.all_facets():
        if chosen := query.values(facet.name):
            labels = [each.label for each in choices_of(facet, Counts(), chosen, most=None)]
            parts.append(
                _("%(label)s: %(value)s") % {"label": facet.form_label, "value": _(", ").join(map(str, labels))}
            )
    return _("; ").join(parts) if parts else _("everything in the catalogue")


@transaction.atomic
def request_follow(*, address: str, subject: Subject, now: datetime | None = None) -> None:
    """Remember that somebody wants to follow something, and send the address a mail to confirm it; a mail that says so
    if it follows that already. Raises `TooManyMails`."""
    now = now or timezone.now()
    follower = _locked_follower(address, now)
    _require_few_mails(follower.recipient, now)
    wanted = {"follower": follower, "record_id": subject.entry and subject.entry.pk, "search": subject.search}
    follow, _created = Follow.objects.get_or_create(**wanted, defaults={"created_at": now})
    if follow.confirmed_at is None:
        Follow.objects.filter(pk=follow.pk).update(created_at=now)  # a week from the last mail
        letter = _confirmation_letter(subject, confirm_url(follow.pk))
    else:
        letter = _overview_letter(follows_url(follower.pk), subject)
    _send_to_follower(follower, letter, now)


@transaction.atomic
def request_overview(*, address: str, now: datetime | None = None) -> None:
    """Send the link to all that an address follows to the address, if it follows anything. Raises `TooManyMails`."""
    now = now or timezone.now()
    follower = Follower.objects.filter(recipient__iexact=address).select_for_update().first()
    if follower is None:
        return
    _require_few_mails(follower.recipient, now)
    if follower.follows.confirmed().exists():
        _send_to_follower(follower, _overview_letter(follows_url(follower.pk)), now)


@transaction.atomic
def confirm_follow(*, follow: Follow, now: datetime | None = None) -> Follow:
    """Confirm a follow in the language of the page; news count from now. Raises `TooManyFollows`, or
    `Follow.DoesNotExist` if it was ended meanwhile."""
    now = now or timezone.now()
    follower = Follower.objects.select_for_update().get(pk=follow.follower_id)
    locked = Follow.objects.select_for_update().get(pk=follow.pk)
    if locked.confirmed_at is not None:
        return locked
    if follower.follows.confirmed().count() >= MOST_FOLLOWS:
        raise TooManyFollows
    locked.confirmed_at, locked.sequence = now, last_version()
    locked.save(update_fields=["confirmed_at", "sequence"])
    follower.language, follower.refused_at, follower.refusal = active_language(), None, ""
    follower.mail_at = follower.mail_at or next_mail(now)
    follower.save(update_fields=["language", "refused_at", "refusal", "mail_at"])
    return locked


@transaction.atomic
def end_follow(*, follower: int, follow: int | None = None) -> None:
    """End one follow of a reader (keys), or all. With the last confirmed one all that is stored of the reader is
    deleted, mails that wait too. What is gone already is no error."""
    reader = Follower.objects.select_for_update().filter(pk=follower).first()
    if reader is None:
        return
    if follow is not None:
        reader.follows.filter(pk=follow).delete()
    if follow is None or not reader.follows.confirmed().exists():
        reader.delete()


def forget_unconfirmed(now: datetime | None = None) -> int:
    """Delete the follows that nobody confirmed within a week, and the addresses that follow nothing, with their mails.
    Returns how many addresses were deleted."""
    now = now or timezone.now()
    late = now - timedelta(days=UNCONFIRMED_DAYS)
    Follow.objects.filter(confirmed_at=None, created_at__lt=late).delete()
    refused = Follower.objects.filter(refused_at__lt=now - timedelta(days=30))
    gone = Follower.objects.filter(follows=None) | refused
    _rows, numbers = Follower.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).delete()
    return numbers.get("notifications.Follower", 0)


def next_mail(now: datetime) -> datetime:
    """Return when a reader gets the next mail: in the morning of the institute, once a day."""
    zone = timezone.get_default_timezone()
    return next_digest(now, weekly=False, weekday=0, hour=READERS_HOUR, zone=zone)


def last_version() -> int:
    """Return the key of the last version: publications commit in turn, so none of a smaller key comes later."""
    return Version.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _locked_follower(address: str, now: datetime) -> Follower:
    """Return the row of an address, locked; made if there is none. Two at once get the same."""
    found = Follower.objects.filter(recipient__iexact=address)
    if not found.exists():
        Follower.objects.bulk_create(
            [Follower(recipient=address, language=active_language(), created_at=now)], ignore_conflicts=True
        )
    return found.select_for_update().get()


def _require_few_mails(recipient: str, now: datetime) -> None:
    asked = Mail.objects.filter(recipient__iexact=recipient, purpose=Mail.Purpose.CONFIRM)
    if (
        asked.filter(created_at__gt=now - timedelta(hours=1)).count() >= MAILS_AN_HOUR
        or asked.filter(created_at__gt=now - timedelta(days=1)).count() >= MAILS_A_DAY
    ):
        raise TooManyMails


def _send_to_follower(follower: Follower, letter: Letter, now: datetime) -> None:
    write_mail(
        key=f"confirm:{follower.pk}:{now.isoformat()}",
        purpose=Mail.Purpose.CONFIRM,
        letter=letter,
        language=active_language(),
        recipient=follower.recipient,
        follower=follower,
        now=now,
    )


def _confirmation_letter(subject: Subject, url: str) -> Letter:
    return Letter(
        subject=_("Confirm that you want to follow: %(what)s") % {"what": subject.words},
        opening=_(
            "Somebody, we think you, asked %(site)s to send news of “%(what)s” to this email address. Nothing is sent"
            " before you confirm it. The link works for seven days."
        )
        % {"site": site_name(), "what": subject.words},
        button=(_("Confirm"), url),
        closing=_("If it was not you, do nothing: the email address is deleted after a week."),
        links=[(_("What you would follow"), absolute_link(subject.path))],
    )


def _overview_letter(url: str, subject: Subject | None = None) -> Letter:
    opening = (
        _("You follow “%(what)s” at %(site)s already.") % {"what": subject.words, "site": site_name()}
        if subject
        else _("Here is the link to all that this email address follows at %(site)s.") % {"site": site_name()}
    )
    return Letter(
        subject=_("What you follow at %(site)s") % {"site": site_name()},
        opening=opening,
        button=(_("See or end what you follow"), url),
        closing=_("If you did not ask for this email, you need not do anything."),
    )
