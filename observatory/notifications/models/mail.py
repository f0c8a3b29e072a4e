"""The outbox: every mail is a row before it is sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.notifications.models.follow import Follower


class MailQuerySet(models.QuerySet):
    def due(self, now) -> "MailQuerySet":
        """Return the mails that wait and may be tried now."""
        return self.filter(state=Mail.State.WAITING, next_attempt_at__lte=now)

    def overdue(self, now) -> "MailQuerySet":
        """Return the mails that could not be sent: given up, refused, or tried in vain at least twice."""
        return self.filter(
            Q(state__in=[Mail.State.FAILED, Mail.State.REFUSED]) | Q(state=Mail.State.WAITING, attempts__gte=2)
        )


class Mail(models.Model):
    """One mail to one person. `key` says what it is about, so that of two workers only one can write it."""

    class Purpose(models.TextChoices):
        ALARM = "alarm", _("immediate notice")
        DIGEST = "digest", _("digest")
        CONFIRM = "confirm", _("confirmation")
        FOLLOW = "follow", _("news of what a reader follows")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("state of a mail", "waiting")
        SENT = "sent", pgettext_lazy("state of a mail", "sent")
        REFUSED = "refused", _("refused by the mail server of the recipient")
        FAILED = "failed", pgettext_lazy("state of a mail", "given up")

    key = models.CharField(_("key"), max_length=200, unique=True)
    purpose = models.CharField(_("purpose"), max_length=7, choices=Purpose)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name=_("account")
    )
    follower = models.ForeignKey(
        Follower, models.CASCADE, null=True, related_name="mails", verbose_name=_("reader who follows")
    )
    recipient = models.EmailField(_("email address"), max_length=254)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(pgettext_lazy("of a mail", "subject"), max_length=250)
    # Emptied once the mail is sent: links in it act for the recipient.
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    unsubscribe_url = models.CharField(max_length=1000, blank=True)
    message_id = models.CharField("Message-ID", max_length=200, unique=True)

    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent on"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "refused", "failed"])
                & Q(purpose__in=["alarm", "digest", "confirm", "follow"]),
                name="mail_words_known",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="mail_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(user=None, follower__isnull=False) | Q(user__isnull=False, follower=None),
                name="mail_has_one_recipient",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="mail_waiting"),
            models.Index(fields=["recipient", "-created_at"], name="mail_of_recipient"),
            models.Index(fields=["-created_at", "-id"], name="mail_newest"),
        ]

    def __str__(self) -> str:
        return self.subject
