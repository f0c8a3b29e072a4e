"""Which notices a person of the desk gets by mail, and what they were told already."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.records.models import Jurisdiction, Theme


class Preference(models.Model):
    """The notices that one person asked for. Nobody without a row is sent anything.

    The narrowing by theme, place, record type and `mine` is for changes of sources: each that is set must be met.
    """

    class Digest(models.TextChoices):
        NONE = "none", pgettext_lazy("digest", "none")
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notices", verbose_name=_("account")
    )
    immediate = models.BooleanField(_("immediate notices"), default=True)
    digest = models.CharField(_("digest"), max_length=6, choices=Digest, default=Digest.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("weekday"), default=0)  # Monday is 0
    hour = models.PositiveSmallIntegerField(_("hour"), default=8)  # in the zone of the institute (TIME_ZONE)
    language = models.CharField(_("language"), max_length=10, default="en")
    themes = models.ManyToManyField(Theme, blank=True, related_name="+", verbose_name=_("themes"))
    jurisdictions = models.ManyToManyField(Jurisdiction, blank=True, related_name="+", verbose_name=_("places"))
    kinds = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("record types"))
    mine = models.BooleanField(_("only my records"), default=False)

    since = models.DateTimeField(
        _("news from"), default=timezone.now, help_text=_("What was found earlier is not new.")
    )
    digest_at = models.DateTimeField(_("next digest"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused on"), null=True, blank=True)
    refusal = models.CharField(_("refusal"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__in=["none", "daily", "weekly"]), name="notice_preference_digest_known"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6, hour__lte=23), name="notice_preference_time"),
            models.CheckConstraint(condition=Q(language__in=["en", "zh-hans"]), name="notice_preference_language"),
            models.CheckConstraint(
                condition=Q(digest="none", digest_at=None) | (~Q(digest="none") & Q(digest_at__isnull=False)),
                name="notice_preference_digest_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["digest_at"], name="notice_preference_due")]

    def __str__(self) -> str:
        return str(self.user)


class Told(models.Model):
    """One thing that a person was told by mail, so that nobody is told twice. Written with the mail that says it.

    `key` names the thing: `alarm:CHANGE`, `change:CHANGE`, `host:HOST`, `review:RECORD:EDITED`, and so on.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="told_once")]
        indexes = [models.Index(fields=["at"], name="told_at")]

    def __str__(self) -> str:
        return self.key
