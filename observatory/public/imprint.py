"""Publisher, licence and contact, for the foot of every page and every response that carries data."""

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from observatory.public.licences import email_of

# The admin and the reports of a process on itself have no public data.
_NOT_DATA = ("/admin/", "/zh-hans/admin/", "/static/", "/healthz", "/readyz", "/metrics")

# What the address of a mail link need not encode (RFC 6068, section 2).
MAILBOX = "@+"


class Licence(NamedTuple):
    """A licence: its SPDX identifier, its name and its address."""

    id: str
    name: str
    url: str


def licence() -> Licence:
    """Return the licence of the data, as the settings name it."""
    return Licence(settings.DATA_LICENCE, settings.DATA_LICENCE_NAME, settings.DATA_LICENCE_URL)


def publisher() -> str:
    """Return who publishes the observatory: the institute that the settings name, else the observatory itself."""
    return settings.PUBLISHER or _("AI for Science Observatory")


def contact_email() -> str:
    """Return the e-mail address for readers; "" where there is none."""
    return email_of(settings.CONTACT)


def contact_url() -> str:
    """Return the contact as an address that a link can have; "" where there is none."""
    return f"mailto:{quote(contact_email(), safe=MAILBOX)}" if contact_email() else settings.CONTACT


def imprint_document() -> dict[str, Any]:
    """Return licence, publisher and contact as JSON values, null where the settings name none."""
    return {
        "licence": licence()._asdict(),
        "publisher": settings.PUBLISHER or None,
        "contact": contact_url() or None,
    }


class LicenceHeader:
    """Middleware: names the licence of the data in the `Link` header of public answers (RFC 8288, RFC 4946), and of
    refusals (4xx): a withdrawal gives its reason."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        licensed = response.status_code == 200 or 400 <= response.status_code < 500
        if licensed and not request.path.startswith(_NOT_DATA):
            link = f'<{licence().url}>; rel="license"'
            response["Link"] = f"{response['Link']}, {link}" if response.has_header("Link") else link
        return response
