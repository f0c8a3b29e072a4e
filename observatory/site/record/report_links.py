"""Links to report a mistake: a mail (RFC 6068) that names the page, or the record, version and statement.

Where the contact is a web address, the link leads there; without a contact there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from observatory.public.imprint import MAILBOX, contact_email, contact_url
from observatory.text.normal_forms import collapse_spaces

LONGEST_VALUE = 80  # characters of a value that a mail repeats: some programs cut addresses at 2,000


@dataclass(frozen=True)
class MistakeReport:
    """Links to report a mistake in a version of a record (`title`, `number`), or on a page (without them)."""

    address: str
    title: str = ""
    number: int = 0

    @property
    def href(self) -> str:
        """The link to report a mistake in the whole of it; "" without a contact, or an address of the page."""
        if not self.address:
            return ""
        if self.title:
            return mail_link(self._subject, [*self._record, "", self._asked])
        return mail_link(_("Mistake on a page"), [_("Page: %(address)s") % {"address": self.address}, "", self._asked])

    def in_statement(self, label: str, value: str = "", source: str = "") -> str:
        """Return the link to report a mistake in a statement of the record, or in what a source is cited for; "" for a
        page without an address of its own."""
        if not self.address:
            return ""
        said = _("%(label)s: %(value)s") % {"label": label, "value": _short(value)} if value else label
        lines = [*self._record, _("Statement: %(statement)s") % {"statement": said}]
        if source:
            lines.append(_("Source: %(source)s") % {"source": source})
        return mail_link(self._subject, [*lines, "", self._asked])

    @property
    def _subject(self) -> str:
        return _("Mistake in “%(title)s”") % {"title": _short(self.title)}

    @property
    def _record(self) -> list[str]:
        return [
            _("Record: %(address)s") % {"address": self.address},
            _("Version: %(number)s") % {"number": self.number},
        ]

    @property
    def _asked(self) -> str:
        return _("What is wrong, and which source shows it:")


def _short(text: str) -> str:
    """Return a text as one line: a subject has no line breaks."""
    return Truncator(collapse_spaces(text)).chars(LONGEST_VALUE)


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
