"""Signed tokens in the links of mails: whoever has one acts for the recipient without logging in.

Each sort of link has a salt of its own, so that one is never taken for another. The link of a confirmation expires;
the others are valid as long as what they name exists, because a mail may be read years later.
"""

from dataclasses import dataclass

from django.core import signing

CONFIRM_SECONDS = 7 * 24 * 3600
_CONFIRM, _FOLLOWS, _UNSUBSCRIBE = ("observatory.notices." + name for name in ("confirm", "follows", "unsubscribe"))


class BadLink(Exception):
    """Raised for a token that nobody signed for this use, or that has expired (`expired`)."""

    def __init__(self, *, expired: bool = False) -> None:
        super().__init__()
        self.expired = expired


@dataclass(frozen=True)
class Unsubscription:
    """Whose mails a link ends: all of a reader (key of the follower), or one sort of a person of the desk."""

    follower: int | None = None
    user: int | None = None
    purpose: str = ""


def confirm_token(follow: int) -> str:
    """Return the token that confirms a follow (its key)."""
    return signing.dumps(follow, salt=_CONFIRM)


def read_confirm(token: str) -> int:
    """Return the key of the follow. Raises `BadLink`."""
    try:
        return int(signing.loads(token, salt=_CONFIRM, max_age=CONFIRM_SECONDS))
    except signing.SignatureExpired:
        raise BadLink(expired=True) from None
    except (signing.BadSignature, ValueError, TypeError):
        raise BadLink from None


def follows_token(follower: int) -> str:
    """Return the token of the page that shows all that a reader (key of the follower) follows."""
    return signing.dumps(follower, salt=_FOLLOWS)


def read_follows(token: str) -> int:
    """Return the key of the follower. Raises `BadLink`."""
    try:
        return int(signing.loads(token, salt=_FOLLOWS))
    except (signing.BadSignature, ValueError, TypeError):
        raise BadLink from None


def unsubscribe_token(whose: Unsubscription) -> str:
    """Return the token of the link that ends these mails."""
    return signing.dumps([whose.follower, whose.user, whose.purpose], salt=_UNSUBSCRIBE)


def read_unsubscribe(token: str) -> Unsubscription:
    """Return whose mails a link ends. Raises `BadLink`."""
    try:
        follower, user, purpose = signing.loads(token, salt=_UNSUBSCRIBE)
    except (signing.BadSignature, ValueError, TypeError):
        raise BadLink from None
    return Unsubscription(follower, user, purpose)
