"""Rounds: one row per monitoring run in one process, with its progress."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Round(models.Model):
    """Progress of one run, written every few seconds while it runs."""

    started_at = models.DateTimeField(pgettext_lazy("date of a monitoring run", "started"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last heartbeat"), auto_now=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    asked_for = models.CharField(_("requested URLs"), max_length=20)  # due, all, addresses
    claimed = models.PositiveIntegerField(_("locations in this run"), default=0)
    done = models.PositiveIntegerField(_("visited"), default=0)
    outcomes = models.JSONField(_("outcomes"), default=dict)
    hosts_reached = models.PositiveIntegerField(_("hosts reached"), default=0)
    hosts_unreached = models.PositiveIntegerField(_("hosts not reached"), default=0)
    ours = models.BooleanField(
        _("problem on our side"),
        default=False,
        help_text=_("Most sites failed at the same time, so these failures were not counted."),
    )
    interrupted = models.BooleanField(_("interrupted"), default=False)
    error = models.CharField(_("error"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("monitoring run")
        verbose_name_plural = _("monitoring runs")
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["-started_at"], name="round_newest")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.asked_for}"
