"""Rounds: one row per monitoring run in one process, with its progress."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Round(models.Model):
    """Progress of one run, written every few seconds while it runs."""

    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last sign of life"), auto_now=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    asked_for = models.CharField(_("asked for"), max_length=20)  # due, all, addresses
    claimed = models.PositiveIntegerField(_("taken on"), default=0)
    done = models.PositiveIntegerField(_("visited"), default=0)
    outcomes = models.JSONField(_("outcomes"), default=dict)
    hosts_reached = models.PositiveIntegerField(_("hosts reached"), default=0)
    hosts_unreached = models.PositiveIntegerField(_("hosts not reached"), default=0)
    ours = models.BooleanField(
        _("our own fault"), default=False, help_text=_("Most hosts failed at once: nothing was counted against them.")
    )
    interrupted = models.BooleanField(_("interrupted"), default=False)
    error = models.CharField(_("error"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["-started_at"], name="round_newest")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.asked_for}"
