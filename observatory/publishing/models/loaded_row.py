"""State of each record and source after the last load from files, to detect later edits by curators."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedRow(models.Model):
    """Digest of one record or source as the last load wrote it.

    The row is named by its public id and not by a foreign key, because records and sources share the table. One more
    row, `LOAD`, stands for the last load that wrote anything, vocabularies and glossary too: its digest is that load's.
    A row `INDEX` stands for the last time that what entries are found and counted by was built anew; its digest is
    different each time, so that every process notices.
    """

    LOAD = "load"
    INDEX = "index"

    public_id = models.CharField(_("permanent ID"), max_length=16, primary_key=True)
    digest = models.CharField("SHA-256", max_length=64)
    loaded_at = models.DateTimeField(_("loaded"), auto_now=True)

    class Meta:
        verbose_name = _("loaded row")
        verbose_name_plural = _("loaded rows")
        constraints = [
            models.CheckConstraint(condition=models.Q(digest__regex="^[0-9a-f]{64}$"), name="loaded_row_has_a_digest")
        ]

    def __str__(self) -> str:
        return self.public_id
