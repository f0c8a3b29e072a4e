"""Webhooks: URLs of programs that are told what was published or found, and every delivery to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.records.url_validation import refuse_web_address

PUBLISHED, WITHDRAWN, CHANGE_FOUND, TEST = "record.published", "record.withdrawn", "change.found", "test"
EVENTS = (
    (PUBLISHED, _("a record was published")),
    (WITHDRAWN, _("a record was withdrawn")),
    (CHANGE_FOUND, _("the monitor found a change of a source")),
)


class Webhook(models.Model):
    """One receiver. It is told of the versions after `sequence`, which moves on with the rows of their deliveries."""

    name = models.CharField(_("name"), max_length=100)
    url = models.CharField(
        _("URL"),
        max_length=2000,
        validators=[refuse_web_address],
        help_text=_("Deliveries are sent here by POST. It must be on the public Internet. Redirects are not followed."),
    )
    events = ArrayField(models.CharField(max_length=30), verbose_name=_("events"))
    enabled = models.BooleanField(_("enabled"), default=True)
    secret = models.CharField(max_length=100, editable=False)
    # Signs too for a day after a new secret was made, so that the receiver can be changed without a gap.
    previous_secret = models.CharField(max_length=100, blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    sequence = models.BigIntegerField(_("last version sent"), default=0, editable=False)
    changes_until = models.DateTimeField(_("changes sent until"), default=timezone.now, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    disabled_because = models.CharField(_("disabled because"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(events__contained_by=[PUBLISHED, WITHDRAWN, CHANGE_FOUND]), name="webhook_events_known"
            ),
            models.CheckConstraint(condition=Q(secret__regex="^whsec_"), name="webhook_has_a_secret"),  # noqa: S106
            models.CheckConstraint(condition=Q(url__regex=r"^[Hh][Tt][Tt][Pp][Ss]?://"), name="webhook_url_is_http"),
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(models.QuerySet):
    def due(self, now) -> "DeliveryQuerySet":
        """Return the deliveries that wait and may be tried now, of enabled webhooks; a test is sent in any case."""
        enabled = Q(webhook__enabled=True) | Q(event=TEST)
        return self.filter(enabled, state=Delivery.State.WAITING, next_attempt_at__lte=now)


class Delivery(models.Model):
    """One message to one webhook, with a log of its attempts. The body is kept as it was signed."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("state of a delivery", "waiting")
        DELIVERED = "delivered", pgettext_lazy("state of a delivery", "delivered")
        FAILED = "failed", pgettext_lazy("state of a delivery", "given up")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", verbose_name=_("webhook"))
    key = models.CharField(_("key"), max_length=80)  # what it tells: `version:ID`, `change:ID`, `test:UUID`
    message_id = models.CharField("webhook-id", max_length=64, unique=True)
    event = models.CharField(_("event"), max_length=30)
    body = models.TextField(_("content"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    delivered_at = models.DateTimeField(_("delivered on"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    log = models.JSONField(_("attempts"), default=list, blank=True)  # {at, status, error, response, ms}

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "key"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "delivered", "failed"]), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False)
                | (~Q(state="delivered") & Q(delivered_at=None)),
                name="delivery_delivered_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["-created_at", "-id"], name="delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.event} · {self.message_id}"
