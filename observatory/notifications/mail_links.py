"""Addresses in mails: absolute, in the language that is active, with SITE_URL as their host."""

from django.urls import reverse

from observatory.notifications import tokens
from observatory.public.links import absolute_url


def absolute_link(path: str) -> str:
    """Return a path of this site with scheme and host."""
    return absolute_url(path)


def unsubscribe_path(whose: tokens.Unsubscription) -> str:
    """Return the path that ends these mails: a page with a button, and the target of one-click (RFC 8058)."""
    return reverse("unsubscribe", args=[tokens.unsubscribe_token(whose)])


def follows_url(follower: int) -> str:
    """Return the URL of the page that shows all that a reader follows."""
    return absolute_link(reverse("follows", args=[tokens.follows_token(follower)]))


def confirm_url(follow: int) -> str:
    """Return the URL of the page that confirms a follow."""
    return absolute_link(reverse("follow-confirm", args=[tokens.confirm_token(follow)]))
