"""The foot of mails to people of the desk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from observatory.notifications.mail_links import absolute_link


def site_name() -> str:
    """Return the name of the observatory in the active language."""
    return _("AI for Science Observatory")


def desk_footer(why: str) -> dict[str, Any]:
    """Return `why` (with the place %(site)s) and the link to the preferences, as parts of a `Letter`."""
    return {
        "why": why % {"site": site_name()},
        "links": [(_("Change which notices you get"), absolute_link(reverse("desk-notices")))],
    }
