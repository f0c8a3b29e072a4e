"""The outbox: write mails in the transaction that decides on them, send them afterwards, each once.

A worker takes a mail by a conditional update: of two, one gets it. It sets the time of the next attempt first, so a
worker that is killed while it sends loses nothing; the mail is tried again with the same Message-ID, by which a mail
program recognises a second copy should the first have arrived.
"""

import logging
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formatdate
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from observatory.notifications import mail_letters, mail_links
from observatory.notifications.digest_and_retry_times import mail_wait
from observatory.notifications.mail_links import absolute_link, unsubscribe_path
from observatory.notifications.models import Follower, Mail, Preference
from observatory.text.bilingual_text import TAGS

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=15)  # longer than a mail server may take
AT_ONCE = 200
_PAUSED = {"user": Preference, "follower": Follower}


@dataclass(frozen=True)
class Failure:
    """Why a mail was not sent: `refused` by the recipient's server, `final` if no later attempt can help, `server` if
    no other mail would be sent now either."""

    error: str
    refused: bool = False
    final: bool = False
    server: bool = False


def write_mail(
    *,
    key: str,
    purpose: str,
    letter: mail_letters.Letter,
    language: str,
    recipient: str,
    user=None,
    follower: Follower | None = None,
    now: datetime | None = None,
) -> Mail:
    """Put a mail into the outbox. Call it in the transaction that marks what it reports as told. Raises
    `IntegrityError` if there is one of this key."""
    unsubscribe_url = ""
    if purpose != Mail.Purpose.CONFIRM:
        whose = mail_links.Unsubscription(
            follower=follower and follower.pk, user=user and user.pk, purpose=purpose if user else ""
        )
        with override(language):
            unsubscribe_url = absolute_link(unsubscribe_path(whose))
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")
    now = now or timezone.now()
    return Mail.objects.create(
        key=key,
        purpose=purpose,
        user=user,
        follower=follower,
        recipient=recipient,
        language=language,
        subject=mail_letters.clean_subject(letter.subject),
        text=mail_letters.as_text(letter),
        html=mail_letters.as_html(letter, TAGS[language]),
        unsubscribe_url=unsubscribe_url,
        message_id=f"<{uuid4().hex}@{host}>",
        created_at=now,
        next_attempt_at=now,
    )


def send_due(limit: int = AT_ONCE) -> dict[str, int]:
    """Send the mails that are due; return how many were sent, refused, given up, and put off."""
    counts = dict.fromkeys(("sent", "refused", "failed", "later"), 0)
    for mail in _claimed_mails(limit):
        failure = try_to_send(mail)
        counts[record_attempt(mail, failure)] += 1
        if failure and failure.server:
            log.warning("The mail server is not available; mails wait: %s", failure.error)
            break
    return counts


def _claimed_mails(limit: int) -> Iterator[Mail]:
    """Yield mails that are due, each taken for this worker alone."""
    now = timezone.now()
    for pk in list(Mail.objects.due(now).order_by("next_attempt_at").values_list("pk", flat=True)[:limit]):
        if (mail := claim_mail(pk, timezone.now())) is not None:
            yield mail


def claim_mail(pk: int, now: datetime) -> Mail | None:
    """Take a mail for an attempt; None if another worker has it, or it is gone."""
    taken = Mail.objects.due(now).filter(pk=pk).update(attempts=F("attempts") + 1, next_attempt_at=now + LEASE)
    return Mail.objects.select_related("user").filter(pk=pk).first() if taken else None


def try_to_send(mail: Mail) -> Failure | None:
    """Send a mail by the mail server of the settings. Returns None if it was accepted."""
    if mail.user and not mail.user.is_active:
        return Failure("the account is not active", final=True)
    try:
        message = compose_mail(mail)
        connection = get_connection()
        message.connection = connection
        message.send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return failure_of(error)
    return None


def compose_mail(mail: Mail) -> EmailMultiAlternatives:
    """Return the message: plain text and HTML, and the headers of RFC 3834 (nobody need answer it) and RFC 8058
    (unsubscribe by one click). Raises ValueError for a header with a line break."""
    headers = {
        "Message-ID": mail.message_id,
        "Date": formatdate(mail.created_at.timestamp()),
        "Auto-Submitted": "auto-generated",
        "Content-Language": TAGS[mail.language],
    }
    if mail.unsubscribe_url:
        headers |= {
            "List-Unsubscribe": f"<{mail.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.recipient], headers=headers)
    message.attach_alternative(mail.html, "text/html")
    return message


def failure_of(error: Exception) -> Failure:
    """Return what an error of the mail server means: only a 5xx reply to the recipient or to the message is final."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()), (450, b""))
        told = f"{code} {_words(text)}"
        return Failure(told, refused=code >= 500, final=code >= 500)
    if isinstance(error, smtplib.SMTPDataError):
        return Failure(f"{error.smtp_code} {_words(error.smtp_error)}", final=error.smtp_code >= 500)
    if isinstance(error, smtplib.SMTPResponseException):  # the sender, the login, the greeting: for every mail
        return Failure(f"{error.smtp_code} {_words(error.smtp_error)}", server=True)
    if isinstance(error, ValueError):  # a header or an address that cannot be sent
        return Failure(str(error), final=True)
    return Failure(f"{type(error).__name__}: {error}", server=True)


def record_attempt(mail: Mail, failure: Failure | None, now: datetime | None = None) -> str:
    """Write what came of an attempt; return "sent", "refused", "failed" or "later". A refused recipient is paused."""
    now = now or timezone.now()
    row = Mail.objects.filter(pk=mail.pk, state=Mail.State.WAITING, attempts=mail.attempts)
    emptied = {"text": "", "html": "", "unsubscribe_url": ""}
    if failure is None:
        row.update(state=Mail.State.SENT, sent_at=now, error="", **emptied)
        return "sent"
    error = failure.error[:300]
    if failure.refused:
        row.update(state=Mail.State.REFUSED, error=error, **emptied)
        pause_recipient(mail, error, now)
        return "refused"
    wait = None if failure.final else mail_wait(mail.attempts)
    if wait is None:
        log.error("A mail was given up after %s attempts: %s", mail.attempts, error)
        row.update(state=Mail.State.FAILED, error=error)
        return "failed"
    row.update(error=error, next_attempt_at=now + wait)
    return "later"


def pause_recipient(mail: Mail, error: str, now: datetime) -> None:
    """Send nothing more to a recipient whose mail server refused them; what waits for them is refused too."""
    for name, model in _PAUSED.items():
        if key := getattr(mail, f"{name}_id"):
            model.objects.filter(pk=key).update(refused_at=now, refusal=error)
            Mail.objects.filter(**{name: key}, state=Mail.State.WAITING).update(
                state=Mail.State.REFUSED, error=error, text="", html="", unsubscribe_url=""
            )


def _words(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text
