"""Links for experts without an account: make one, find one by its token, revoke it, take opinions."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from observatory.publishing.models import ExpertOpinion, ReviewLink
from observatory.publishing.models.review_link import LONGEST_OPINION
from observatory.records.models import MergedRecord, Record

LONGEST_LIFE = timedelta(days=180)
Stance = ExpertOpinion.Stance


class LinkClosed(Exception):
    """The link has expired or was revoked in the meantime."""


def token_for(nonce: str) -> str:
    """Return the secret of a link. It follows from the random `nonce` of the form that asks for it, so that a form sent
    twice makes one link; without the secret key of the site nobody can work it out."""
    return salted_hmac("observatory.review_link", nonce, algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def make_link(
    *, record: Record, name: str, language: str, expires_at: datetime, nonce: str, by
) -> tuple[ReviewLink, str]:
    """Make a link for an expert to the working copy of a record; return it with its token, which is not kept."""
    token = token_for(nonce)
    values = {"record_id": record.pk, "name": name, "language": language, "expires_at": expires_at, "made_by": by}
    link, _created = ReviewLink.objects.get_or_create(token_hash=hash_of(token), defaults=values)
    return link, token


def find_link(token: str, now: datetime) -> ReviewLink | None:
    """Return the link of a token if it works at `now`: not expired and not revoked."""
    return ReviewLink.objects.open(now).select_related("record").filter(token_hash=hash_of(token)).first()


def mark_used(link: ReviewLink, now: datetime) -> None:
    """Note that a link was opened; at most once a minute."""
    if link.last_used_at is None or now - link.last_used_at > timedelta(minutes=1):
        ReviewLink.objects.filter(pk=link.pk).update(last_used_at=now)


def merged_record_of(link: ReviewLink) -> Record | None:
    """Return the record that an expert's link was made for, if it was merged into the one that the link leads to
    now."""
    moved = {ReviewLink._meta.label_lower: [link.pk]}
    mergers = MergedRecord.objects.filter(outside__moved__contains=moved).select_related("record")
    first = mergers.order_by("at", "pk").first()
    return first.record if first else None


@transaction.atomic
def revoke_link(*, link: ReviewLink, by) -> bool:
    """Make a link useless at once; return False if it was revoked before. Its opinions stay."""
    rows = ReviewLink.objects.filter(pk=link.pk, revoked_at=None)
    return bool(rows.update(revoked_at=timezone.now(), revoked_by=by))


@transaction.atomic
def give_opinions(
    *, link: ReviewLink, given: Mapping[str, tuple[str, str]], said_of: Mapping[str, str], now: datetime
) -> int:
    """Keep what an expert says, by statement: stance and text; an empty stance takes an opinion back. Opinions on
    statements that are not in `given` stay. Sent twice it is the same. Returns how many opinions the link has now.

    `said_of` are the statements as they were read. Raises `LinkClosed`.
    """
    if not ReviewLink.objects.open(now).select_for_update().filter(pk=link.pk).exists():
        raise LinkClosed
    before = {row.statement: row for row in link.opinions.all()}
    taken_back = [key for key, (stance, _text) in given.items() if not stance and key in before]
    link.opinions.filter(statement__in=taken_back).delete()
    rows = []
    for key, (stance, text) in given.items():
        said, text = said_of.get(key, ""), text[:LONGEST_OPINION]
        old = before.get(key)
        if stance and not (old and (old.stance, old.text, old.said_of) == (stance, text, said)):
            rows.append(ExpertOpinion(link=link, statement=key, stance=stance, text=text, said_of=said, given_at=now))
    ExpertOpinion.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["link", "statement"],
        update_fields=["stance", "text", "said_of", "given_at"],
    )
    return link.opinions.count()
