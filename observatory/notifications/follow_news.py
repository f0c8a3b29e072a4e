"""News for readers: what was published, changed or withdrawn of what they follow since their last mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from observatory.notifications import notice_recipients, source_change_lines
from observatory.notifications.mail_letters import Letter, Line, Section
from observatory.notifications.mail_links import Unsubscription, absolute_link, follows_url, site_name, unsubscribe_path
from observatory.notifications.models import Follow, Follower, Mail
from observatory.notifications.outbox import write_mail
from observatory.notifications.reader_follows import last_version, next_mail, search_path, search_words
from observatory.public.links import permanent_url, version_url
from observatory.publishing.documents.document_format import upgrade_document
from observatory.publishing.index import facets
from observatory.publishing.index.entry_columns import facet_values_of_entries
from observatory.publishing.index.search_vector import vector_lexemes
from observatory.publishing.models import Entry, FacetValue, Standing, Version
from observatory.search.results import search_scope
from observatory.site.lists.query_string import QueryString

MOST_LISTED = 30  # records of one search
MOST_SEARCHED = 1_000  # withdrawn records that are compared with a search


@dataclass(frozen=True)
class FollowNews:
    """What is new of one follow: the entries to list, the latest first, how many there are, and whether it is one
    record."""

    follow: Follow
    entries: list[Entry]
    total: int


def write_news(now: datetime | None = None, *, dry_run: bool = False, whoever: bool = False) -> list[str]:
    """Write a mail to each reader for whom there is news, once a day. Returns how many things each was told of, without
    the addresses. Safe to run twice, or by two workers."""
    now = now or timezone.now()
    rows = _due_followers(now, whoever)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return notice_recipients.each_alone(lambda pk: _write_news_for(pk, now, dry_run, whoever), keys)


def _due_followers(now: datetime, whoever: bool) -> QuerySet[Follower]:
    rows = Follower.objects.filter(Exists(Follow.objects.confirmed().filter(follower=OuterRef("pk"))), refused_at=None)
    return rows if whoever else rows.filter(mail_at__lte=now)


@transaction.atomic
def _write_news_for(pk: int, now: datetime, dry_run: bool, whoever: bool) -> str:
    follower = _due_followers(now, whoever).filter(pk=pk).select_for_update(of=("self",), skip_locked=True).first()
    if follower is None:  # another worker has it
        return ""
    until = last_version()
    news = [found for follow in _follows(follower, until) if (found := news_of(follow, until))]
    with override(follower.language):
        letter = news_letter(follower, news) if news else None
        if not dry_run:
            due = follower.mail_at
            Follower.objects.filter(pk=pk).update(mail_at=next_mail(now))
            follower.follows.confirmed().filter(sequence__lt=until).update(sequence=until)
            _follow_successors(follower, news)
            if letter:
                write_mail(
                    key=f"follow:{pk}:{due.isoformat()}:{until}",
                    purpose=Mail.Purpose.FOLLOW,
                    letter=letter,
                    language=follower.language,
                    recipient=follower.recipient,
                    follower=follower,
                    now=now,
                )
    return letter.subject if letter else ""


def _follow_successors(follower: Follower, news: list[FollowNews]) -> None:
    """Follow, in the place of a record that became part of another, that other one."""
    merged = {each.follow.pk: each.entries[0].merged_into for each in news if each.follow.record_id}
    keys = dict(Entry.objects.filter(public_id__in=filter(None, merged.values())).values_list("public_id", "record_id"))
    for follow, successor in merged.items():
        record = keys.get(successor)
        if record and not follower.follows.filter(record=record).exists():
            follower.follows.filter(pk=follow).update(record=record)


def _follows(follower: Follower, until: int) -> list[Follow]:
    rows = follower.follows.confirmed().filter(sequence__lt=until)
    return list(rows.order_by("created_at", "pk"))


def changed_since(sequence: int, until: int) -> QuerySet[Version]:
    """Return the versions after one, up to another, by which somebody published or withdrew something: an update of the
    format is no news."""
    return Version.objects.by_people().filter(pk__gt=sequence, pk__lte=until)


def news_of(follow: Follow, until: int) -> FollowNews | None:
    """Return what was published or withdrawn of what somebody follows since their last mail; None if nothing was."""
    changed = changed_since(follow.sequence, until)
    if follow.record_id:
        rows = Entry.objects.filter(record=follow.record_id)
        if not changed.filter(record=follow.record_id).exists():
            # A merge takes followers along: the news is that what they followed is part of this record now.
            rows = Entry.objects.filter(
                merged_into__in=rows.values("public_id"), sequence__gt=follow.sequence, sequence__lte=until
            ).order_by("-sequence")[:1]
        entries = list(_with_line_columns(rows))
        return FollowNews(follow, entries, len(entries)) if entries else None
    query = QueryString(QueryDict(follow.search))
    chosen = {name: query.values(name) for name in facets.names()}
    asked = search_scope(query.text, chosen)
    live = asked.rows(exact=True).filter(record__in=changed.values("record"))
    total = live.count()
    entries = list(_with_line_columns(live.order_by("-sequence"))[:MOST_LISTED])
    gone = _withdrawn_since(follow, until, asked.exact)
    entries = sorted([*entries, *gone], key=lambda row: -row.sequence)[:MOST_LISTED]
    return FollowNews(follow, entries, total + len(gone)) if entries else None


def _with_line_columns(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Load what lines show, with `first`, the key of the first version."""
    first = Version.objects.filter(record=OuterRef("record"), number=1).values("pk")[:1]
    return entries.annotate(first=Subquery(first)).only(
        *("record_id", "public_id", "kind", "slug", "title_en", "title_zh_hans", "original_title", "version"),
        *("sequence", "withdrawn_at", "withdrawal_reason", "merged_into", "first_published_at", "published_at"),
    )


def _withdrawn_since(follow: Follow, until: int, words: str) -> list[Entry]:
    """Return the entries withdrawn since the last mail whose last document the search would have found. A withdrawn
    entry is not in the index any more, so its document is compared with the search."""
    withdrawn = Entry.objects.filter(withdrawn_at__isnull=False, sequence__gt=follow.sequence, sequence__lte=until)
    withdrawn = list(_with_line_columns(withdrawn.order_by("-sequence"))[:MOST_SEARCHED])
    if not withdrawn or not words:
        return withdrawn
    last = Version.objects.filter(record__in=[entry.record_id for entry in withdrawn], document__isnull=False)
    documents = {
        version.record_id: upgrade_document(version.document)
        for version in last.order_by("record_id", "-number").distinct("record_id")
    }
    matching = _matching_search(documents, words)
    return [entry for entry in withdrawn if entry.record_id in matching]


def _matching_search(documents: Mapping[int, Mapping], words: str) -> set[int]:
    """Return the keys of the documents that match a search, with the facet values that they had while public."""
    had = _facets_while_public(documents)
    found, values = set(), facet_values_of_entries(documents, {})
    with connection.cursor() as cursor:
        for key, document in documents.items():
            marks = {facets.facet_lexeme(facet, code) for facet, code in [*values[key], *had.get(key, ())]}
            cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector_lexemes(document, sorted(marks)), words])
            if cursor.fetchone()[0]:
                found.add(key)
    return found


def _facets_while_public(keys: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """Return the facet values that withdrawn records had in their last version; those behind it, say, are in no
    document."""
    rows = Standing.objects.filter(record__in=keys).order_by("record_id", "-number").distinct("record_id")
    arrays = dict(rows.values_list("record_id", "facet_ids"))
    ids = {each for array in arrays.values() for each in array}
    names = {row.pk: (row.facet, row.code) for row in FacetValue.objects.filter(pk__in=ids)}
    return {key: [names[each] for each in array if each in names] for key, array in arrays.items()}


def news_letter(follower: Follower, news: list[FollowNews]) -> Letter:
    """Return the mail in the active language. What is followed as a record comes first; a search has a section."""
    records = [each for each in news if each.follow.record_id]
    searches = [each for each in news if not each.follow.record_id]
    sections = []
    if records:
        lines = [entry_line(each.entries[0], each.follow.sequence) for each in records[:MOST_LISTED]]
        rest = source_change_lines.and_more(len(records), MOST_LISTED, follows_url(follower.pk))
        sections.append(Section(_("Records that you follow"), lines, rest))
    for each in searches[:MOST_LISTED]:
        path = search_path(each.follow.search)
        rest = source_change_lines.and_more(
            each.total, MOST_LISTED, absolute_link(f"{path}{'&' if '?' in path else '?'}sort=published")
        )
        lines = [entry_line(entry, each.follow.sequence) for entry in each.entries]
        sections.append(Section(search_words(each.follow.search), lines, rest))
    first = sections[0].lines[0]
    total = len(records) + sum(each.total for each in searches)
    return Letter(
        subject=source_change_lines.with_others(first.headline, total - 1),
        opening=ngettext(
            "There is news of %(number)s record that you follow at %(site)s.",
            "There is news of %(number)s records that you follow at %(site)s.",
            total,
        )
        % {"number": total, "site": site_name()},
        sections=sections,
        why=_("You get this email, at most one a day, because you asked for it and confirmed it."),
        links=[
            (_("See or end what you follow"), follows_url(follower.pk)),
            (_("End all and delete my email address"), absolute_link(unsubscribe_path(Unsubscription(follower.pk)))),
        ],
    )


def entry_line(entry: Entry, sequence: int) -> Line:
    """Return the line of an entry: new, changed, withdrawn with the reason, or merged into another."""
    url = permanent_url(entry.public_id)
    if entry.merged_into:
        words = _("merged into another record")
    elif entry.withdrawn_at is not None:
        words = _("withdrawn: %(reason)s") % {"reason": entry.withdrawal_reason}
    elif entry.first > sequence:
        words = pgettext("of a record", "new")
    else:
        url = absolute_link(version_url(entry.kind, entry.slug, entry.version))
        words = _("version %(number)s was published") % {"number": entry.version}
    return Line(entry.title, url, words, finding=words)
