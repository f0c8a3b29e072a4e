"""Versions: what every published version has in common (a document under its hash, who published it, when and why),
and the versions of records.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.publishing.documents.document_format import upgrade_document
from observatory.publishing.models.document_decoder import Decoder
from observatory.records.models import Record


class FrozenVersionQuerySet(models.QuerySet):
    def by_people(self) -> "FrozenVersionQuerySet":
        """Versions by which somebody published or withdrew something, without their documents."""
        return self.exclude(action=FrozenVersion.Action.RESHAPE).defer("document")


class FrozenVersion(models.Model):
    """One publication or withdrawal of something, or an update of the format of its document.

    Rows are never changed or removed: a trigger on the table of each subclass refuses it. A subclass adds the foreign
    key to what it is a version of.
    """

    class Action(models.TextChoices):
        PUBLISH = "publish", pgettext_lazy("action", "published")
        WITHDRAW = "withdraw", _("withdrawn")
        RESHAPE = "reshape", _("format updated")  # the same content in another format: nobody edited anything

    number = models.PositiveIntegerField(_("number"))
    action = models.CharField(_("action"), max_length=8, choices=Action, default=Action.PUBLISH)
    document = models.JSONField(
        pgettext_lazy("JSON", "document"),
        null=True,
        decoder=Decoder,
        help_text=_("The published content. Empty if this is a withdrawal."),
    )
    sha256 = models.CharField(
        "SHA-256",
        max_length=64,
        blank=True,
        help_text=_("Hash of the document as canonical JSON."),
    )
    published_at = models.DateTimeField(_("when"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    reason = models.CharField(_("reason"), max_length=500)

    objects = FrozenVersionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="%(class)s_number_from_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="%(class)s_has_a_reason"),
            models.CheckConstraint(
                condition=(
                    Q(action__in=["publish", "reshape"], document__isnull=False, sha256__regex="^[0-9a-f]{64}$")
                    | Q(action="withdraw", document__isnull=True, sha256="")
                ),
                name="%(class)s_holds_what_was_published",
            ),
        ]


class Version(FrozenVersion):
    """One publication or withdrawal of a record, or an update of the format of its document."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="versions", verbose_name=_("record"))

    class Meta(FrozenVersion.Meta):
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        permissions = [("publish_record", _("Can publish and withdraw records"))]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="version_number_once"),
            *FrozenVersion.Meta.constraints,
        ]
        indexes = [models.Index(fields=["published_at"], name="version_published_at")]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"

    @property
    def upgraded_document(self) -> dict[str, Any]:
        """The document as readers take it: in the current format, whatever format it was frozen in."""
        return upgrade_document(self.document)
