"""Links to report a mistake: to the form about a record or one of its statements; for any other page a mail (RFC
6068).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from observatory.public.imprint import MAILBOX, contact_email, contact_url


@dataclass(frozen=True)
class MistakeReport:
    """Links to report a mistake in a version of a record (`public_id`, `number`), or on the page `address`. Without
    either there are none."""

    address: str = ""
    public_id: str = ""
    number: int = 0

    @property
    def href(self) -> str:
        """The link to report a mistake in the whole of it; "" where there is none."""
        if self.public_id:
            return self._form()
        if not self.address:
            return ""
        asked = _("What is wrong, and which source shows it:")
        return mail_link(_("Mistake on a page"), [_("Page: %(address)s") % {"address": self.address}, "", asked])

    def in_statement(self, key: str) -> str:
        """Return the link to report a mistake in one row of the page of the record; "" where there is none."""
        return self._form(statement=key) if self.public_id else ""

    def _form(self, **more: str) -> str:
        return f"{reverse('report', args=[self.public_id])}?{urlencode({'version': self.number} | more)}"


def mail_link(subject: str, lines: Sequence[str]) -> str:
    """Return a `mailto:` link with subject and body; the contact where it is a web address; "" where there is none.

    All but unreserved characters are percent-encoded as UTF-8, line breaks as CR LF (RFC 6068, section 5).
    """
    if not contact_email():
        return contact_url()
    body = "\r\n".join([*lines, ""])
    return (
        f"mailto:{quote(contact_email(), safe=MAILBOX)}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"
    )
