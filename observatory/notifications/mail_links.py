"""Links in mails: absolute addresses, the signed tokens by which a link acts for its recipient without a login, and
the foot of mails to the desk.
"""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from observatory.public.links import absolute_url

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
    """Return the key of the follow that the link in a mail confirms. Raises `BadLink`."""
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
    """Return the key of the follower whose list the link in a mail opens. Raises `BadLink`."""
    try:
        return int(signing.loads(token, salt=_FOLLOWS))
    except (signing.BadSignature, ValueError, TypeError):
        raise BadLink from None


def unsubscribe_token(whose: Unsubscription) -> str:
    """Return the token of the link that ends these mails."""
    return signing.dumps([whose.follower, whose.user, whose.purpose], salt=_UNSUBSCRIBE)


def read_unsubscribe(token: str) -> Unsubscription:
    """Return whose mails the link in a mail ends. Raises `BadLink`."""
    try:
        follower, user, purpose = signing.loads(token, salt=_UNSUBSCRIBE)
    except (signing.BadSignature, ValueError, TypeError):
        raise BadLink from None
    return Unsubscription(follower, user, purpose)


def absolute_link(path: str) -> str:
    """Return a path of this site with scheme and host."""
    return absolute_url(path)


def unsubscribe_path(whose: Unsubscription) -> str:
    """Return the path that ends these mails: a page with a button, and the target of one-click (RFC 8058)."""
    return reverse("unsubscribe", args=[unsubscribe_token(whose)])


def follows_url(follower: int) -> str:
    """Return the URL of the page that shows all that a reader follows."""
    return absolute_link(reverse("follows", args=[follows_token(follower)]))


def confirm_url(follow: int) -> str:
    """Return the URL of the page that confirms a follow."""
    return absolute_link(reverse("follow-confirm", args=[confirm_token(follow)]))


def site_name() -> str:
    """Return the name of the observatory in the active language."""
    return _("AI for Science Observatory")


def desk_footer(why: str) -> dict[str, Any]:
    """Return the foot of a mail to a person of the desk, as parts of a `Letter`: `why` (with the place %(site)s) and
    the link to the preferences."""
    return {
        "why": why % {"site": site_name()},
        "links": [(_("Change which notices you get"), absolute_link(reverse("desk-notices")))],
    }
