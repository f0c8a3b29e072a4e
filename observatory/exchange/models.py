"""Imports of tables: the file, what was found in it row by row, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Import(models.Model):
    """One table that somebody uploaded, from its review to what was written."""

    class State(models.TextChoices):
        READING = "reading", _("being reviewed")
        REVIEWED = "reviewed", _("to be decided")
        WRITING = "writing", _("being imported")
        IMPORTED = "imported", _("imported")
        UNDONE = "undone", _("undone")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("type of table"), max_length=40)
    form = models.CharField(_("file format"), max_length=10)
    file_name = models.CharField(_("file"), max_length=255)
    # The file, for as long as it may still be imported. In the database, because web processes and workers may be on
    # several machines.
    content = models.BinaryField(_("content"), null=True)
    corrections = models.JSONField(_("corrections"), default=dict)  # number of a row -> column -> text
    language = models.CharField(_("language"), max_length=10)  # of the messages in the review
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READING)
    remarks = models.JSONField(_("remarks"), default=list)
    counts = models.JSONField(_("rows"), default=dict)  # state of a row -> how many
    rows_total = models.IntegerField(_("rows"), default=0)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    changed_since = models.BooleanField(_("reviewed again"), default=False)
    error = models.TextField(_("error"), blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    stop_asked = models.BooleanField(default=False)  # somebody cancelled it while a worker was at it
    step_id = models.UUIDField(_("step"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="imports", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    ended_at = models.DateTimeField(pgettext_lazy("import", "ended"), null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["reading", "reviewed", "writing", "imported", "undone", "cancelled", "failed"]),
                name="import_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["imported", "undone", "cancelled", "failed"]) | Q(content__isnull=False),
                name="import_has_its_file",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state__in=["reading", "writing"]), name="import_at_work"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def refused(self) -> int:
        return int(self.counts.get("refused", 0))

    @property
    def to_write(self) -> int:
        """How many rows an import would write."""
        return int(self.counts.get("new", 0)) + int(self.counts.get("changed", 0))


class ImportRow(models.Model):
    """What the review found for one row."""

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("row of a table", "new")
        CHANGED = "changed", pgettext_lazy("row of a table", "changed")
        UNCHANGED = "unchanged", pgettext_lazy("row of a table", "unchanged")
        REFUSED = "refused", pgettext_lazy("row of a table", "refused")

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows", verbose_name=_("import"))
    number = models.IntegerField(_("row"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    name = models.TextField(_("name"), blank=True)
    changes = models.JSONField(_("changes"), default=list)  # column, old, new
    problems = models.JSONField(_("problems"), default=list)  # column, reason, remedy, value

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(state__in=["new", "changed", "unchanged", "refused"]), name="import_row_state_known"
            ),
        ]
        indexes = [models.Index(fields=["of", "state", "number"], name="import_rows_by_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()
