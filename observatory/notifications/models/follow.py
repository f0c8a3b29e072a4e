"""What readers follow by mail: an address that was confirmed, and the records and searches it follows."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatory.records.models import Record


class Follower(models.Model):
    """A reader who gave an email address. Deleted with all that belongs to it when the reader unsubscribes."""

    recipient = models.EmailField(_("email address"), max_length=254)
    language = models.CharField(_("language"), max_length=10, default="en")
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    mail_at = models.DateTimeField(_("next mail"), null=True, blank=True, help_text=_("No earlier than this."))
    refused_at = models.DateTimeField(_("refused on"), null=True, blank=True)
    refusal = models.CharField(_("refusal"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("reader who follows")
        verbose_name_plural = _("readers who follow")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(Lower("recipient"), name="follower_once"),
            models.CheckConstraint(condition=Q(language__in=["en", "zh-hans"]), name="follower_language_known"),
        ]
        indexes = [models.Index(fields=["mail_at"], name="follower_due")]

    def __str__(self) -> str:
        return self.recipient


class FollowQuerySet(models.QuerySet):
    def confirmed(self) -> "FollowQuerySet":
        """Return the follows that their reader has confirmed."""
        return self.filter(confirmed_at__isnull=False)


class Follow(models.Model):
    """One record or one search that a reader follows. `sequence` is the last publication that they were told of."""

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="follows", verbose_name=_("reader who follows"))
    record = models.ForeignKey(
        Record, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("record")
    )
    # The parameters of the search page in a fixed order; "" with no record is everything in the catalogue.
    search = models.CharField(_("followed search"), max_length=2000, blank=True)
    sequence = models.BigIntegerField(_("last version sent"), default=0)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed on"), null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["follower", "record"], name="follow_record_once"),
            models.UniqueConstraint(F("follower"), F("search"), condition=Q(record=None), name="follow_search_once"),
            models.CheckConstraint(condition=Q(record=None) | Q(search=""), name="follow_one_thing"),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(confirmed_at=None), name="follow_unconfirmed"),
        ]

    def __str__(self) -> str:
        return str(self.record or self.search)
