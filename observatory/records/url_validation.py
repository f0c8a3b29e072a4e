"""Validate URLs of web pages, with messages for the person who entered one: in forms, files, the API and on pages.
`observatory.text.url_normalisation` decides whether a URL is allowed; the monitor applies the same check at each
visit. A local installation allows private networks with the setting `OBSERVATORY_FETCH_ALLOW` (see
docs/monitoring.md).
"""

import os
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from observatory.text.networks import PUBLIC_ONLY, Allowance, ForbiddenAddress, parse_allowance
from observatory.text.url_normalisation import MAX_URL, InvalidURL, check_url, is_allowed_url

_ALLOW = "OBSERVATORY_FETCH_ALLOW"
_SPACE = _(
    "This URL contains a space, a control character or an invisible character. Copy it again. In a URL, a space"
    " is written %%20."
)
_PRIVATE = _(
    "This URL is in a private network that readers cannot reach. Enter the public URL of the page, or save the"
    " page in a web archive and enter the URL of that copy."
)
_MALFORMED = _("This is not a complete URL. Copy it from the browser again, for example https://www.example.org/page")
MESSAGES: dict[str, Any] = {
    "empty": _MALFORMED,
    "host": _MALFORMED,
    "unreadable": _MALFORMED,
    "long": _("This URL is longer than %(longest)d characters. Enter a shorter URL of the same page."),
    "control": _SPACE,
    "space": _SPACE,
    "scheme": _("A URL begins with http:// or https://. Enter the URL of a web page."),
    "credentials": _(
        "This URL contains a user name or a password, which every reader would see. Enter it without the part"
        " before the @."
    ),
    "private": _PRIVATE,
    "private_name": _PRIVATE,
    "port": _("The port in this URL is not used for web pages. Enter the URL that a browser shows."),
}


def configured_allowance() -> Allowance:
    """Return the private networks and hosts whose URLs are allowed; none if the setting is invalid."""
    return _parsed_allowance(_setting())


def refuse_web_address(value: str, longest: int = MAX_URL) -> None:
    """Raise `ValidationError` unless `value` is the URL of a page on the public web."""
    try:
        check_url(value, configured_allowance(), longest)
    except (InvalidURL, ForbiddenAddress) as error:
        raise ValidationError(MESSAGES[error.code], code=error.code, params={"longest": longest}) from error


def is_public_url(value: str | None) -> bool:
    """Return whether a stored URL may become a link. URLs stored before the check existed may be invalid."""
    return bool(value) and _is_public(value, _setting())


def _setting() -> str:
    return str(getattr(settings, _ALLOW, os.environ.get(_ALLOW)) or "")


@lru_cache(16)
def _parsed_allowance(text: str) -> Allowance:
    """Return what the configuration allows URLs to reach beside the public Internet; nothing where it cannot be
    read."""
    try:
        return parse_allowance(text)
    except ValueError:  # a system check of the monitor reports the error
        return PUBLIC_ONLY


@lru_cache(10_000)
def _is_public(value: str, allow: str) -> bool:
    return is_allowed_url(value, _parsed_allowance(allow))
