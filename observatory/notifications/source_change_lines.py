"""What mails say of changes of sources: a line and a headline for each finding, and a line for a host that is down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from observatory.monitoring.models import AffectedCitation, Change
from observatory.monitoring.outcomes import QuoteState
from observatory.notifications.mail_letters import Line
from observatory.notifications.mail_links import absolute_link
from observatory.records.admin_urls import admin_form_url, admin_list_url
from observatory.records.statement_keys import statement_label

DOWN_FROM = 3  # lost locations of one host: then the host is down, and they are one line


@dataclass(frozen=True)
class HostDown:
    """Lost locations of one host."""

    host: str
    changes: Sequence[Change]


def group_by_host(changes: Iterable[Change], hosts: Mapping[int, str]) -> tuple[list[HostDown], list[Change]]:
    """Return the hosts of which several locations are lost, and the other changes in their order. `hosts` are the names
    of hosts by the key of the location."""
    changes = list(changes)
    lost: dict[str, list[Change]] = {}
    for change in changes:
        if change.kind == Change.Kind.LOST and (host := hosts.get(change.location_id)):
            lost.setdefault(host, []).append(change)
    down = [HostDown(host, lost_changes) for host, lost_changes in lost.items() if len(lost_changes) >= DOWN_FROM]
    grouped = {change.pk for each in down for change in each.changes}
    return down, [change for change in changes if change.pk not in grouped]


def finding_words(change: Change, claim: AffectedCitation | None) -> str:
    """Return what was found, as a person would say it: of the claim where there is one, else of the change."""
    if claim is None or change.kind in (Change.Kind.LOST, Change.Kind.MOVED, Change.Kind.REPLACED):
        return {
            Change.Kind.LOST: _("the source can no longer be read"),
            Change.Kind.MOVED: _("the source has moved"),
            Change.Kind.REPLACED: _("the file was replaced by another one"),
            Change.Kind.TECHNICAL: _("the text is extracted differently"),
        }.get(change.kind, _("the text of the source has changed"))
    if claim.state == QuoteState.ALTERED:
        if claim.meaning_changed is False:
            return _("the quoted passage was reworded")
        return _("the quoted passage now says something else")
    return {
        QuoteState.MISSING: _("the quoted passage is gone from the source"),
        QuoteState.STRUCK: _("the quoted passage was deleted from the source"),
        QuoteState.MOVED: _("the quoted passage is in another context"),
        QuoteState.UNREADABLE: _("the source can no longer be read"),
    }.get(claim.state, _("the text of the source has changed"))


def change_line(change: Change, claim: AffectedCitation | None, *, severe: bool = False) -> Line:
    """Return the line of a change: record and statement, what was found, and at which source. Load the location with
    its source, and of the claim `claim_decisions.LOADED`."""
    source = str(change.location.source or change.location)
    words = finding_words(change, claim)
    if claim is None:
        return Line(source, absolute_link(admin_form_url(change)), words, finding=words)
    title = _("%(record)s: %(statement)s") % {
        "record": claim.citation.record,
        "statement": statement_label(claim.citation),
    }
    note = _("%(finding)s · source: %(source)s") % {"finding": words, "source": source}
    return Line(title, absolute_link(f"{admin_form_url(change)}#claim-{claim.citation_id}"), note, severe, words)


def host_line(down: HostDown, breaking: int = 0) -> Line:
    """Return the line of a host that is down; `breaking` is how many statements have no other source."""
    number = len(down.changes)
    words = ngettext(
        "%(number)s of its pages can no longer be read.", "%(number)s of its pages can no longer be read.", number
    ) % {"number": number}
    if breaking:
        words += " " + ngettext(
            "%(number)s published statement has no other source.",
            "%(number)s published statements have no other source.",
            breaking,
        ) % {"number": breaking}
    url = absolute_link(f"{admin_list_url(Change)}?state__exact=open&q={down.host.partition(':')[0]}")
    title = _("%(host)s is not responding") % {"host": down.host}
    return Line(title, url, words.strip(), bool(breaking), words.strip())


def host_headline(down: HostDown) -> str:
    """Return a host that is down as the subject of a mail."""
    return ngettext(
        "%(host)s is down: %(number)s page of it can no longer be read",
        "%(host)s is down: %(number)s pages of it can no longer be read",
        len(down.changes),
    ) % {"host": down.host, "number": len(down.changes)}


def with_others(first: str, others: int) -> str:
    """Return the subject of a mail that names the first finding, and how many more there are."""
    if not others:
        return first
    return ngettext("%(first)s, and %(number)s more", "%(first)s, and %(number)s more", others) % {
        "first": first,
        "number": others,
    }


def and_more(number: int, listed: int, url: str) -> tuple[str, str] | None:
    """Return the link of a mail to what is not listed of so many things; None if all are."""
    hidden = number - listed
    if hidden <= 0:
        return None
    return ngettext("and %(number)s more", "and %(number)s more", hidden) % {"number": hidden}, url
