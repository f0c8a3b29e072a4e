"""Versions: what was published of records, frozen."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.publishing.document_format import upgrade
from observatory.publishing.models.published_version import FrozenVersion
from observatory.records.models import Record


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
        return upgrade(self.document)
