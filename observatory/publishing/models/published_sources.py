"""Sources as readers see them: their versions, and one current row each.

Written by `publishing.published_item_writer` alone.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Deferrable
from django.utils.translation import gettext_lazy as _

from observatory.publishing.documents.source_content import SourceContent
from observatory.publishing.models.version import FrozenVersion
from observatory.records.languages import active_language
from observatory.sources.models import Location, Source
from observatory.text.bilingual_text import localised


class SourceVersion(FrozenVersion):
    """One publication of a source with its contributors and locations."""

    item = models.ForeignKey(Source, models.PROTECT, related_name="versions", verbose_name=_("source"))

    class Meta(FrozenVersion.Meta):
        verbose_name = _("version of a source")
        verbose_name_plural = _("versions of sources")
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="sourceversion_number_once"),
            models.UniqueConstraint(fields=["id", "item"], name="sourceversion_of_its_item"),
            *FrozenVersion.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class PublishedSourceQuerySet(models.QuerySet):
    def cited(self) -> "PublishedSourceQuerySet":
        """Sources that a live entry cites: a source is public as long as one does."""
        return self.filter(item__cited=True)


class PublishedSource(models.Model):
    """The current version of a source, with the columns by which it is found, sorted and named in lists."""

    item = models.OneToOneField(Source, models.PROTECT, primary_key=True, related_name="published")
    frozen = models.OneToOneField(SourceVersion, models.PROTECT, related_name="+")
    public_id = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=80)
    type = models.CharField(max_length=20, choices=Source.Type)
    title_en = models.CharField(max_length=500, blank=True)
    title_zh_hans = models.CharField(max_length=500, blank=True)
    original_title = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=12, blank=True)
    issued = models.CharField(max_length=21, blank=True)
    standing = models.CharField(max_length=10, choices=Source.Standing, default=Source.Standing.SECONDARY)
    rights = models.CharField(max_length=10, choices=Source.Rights, default=Source.Rights.PASSAGES)
    search = SearchVectorField(null=True)

    objects = PublishedSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("published source")
        verbose_name_plural = _("published sources")
        ordering = ["key"]
        constraints = [
            # Deferred: two sources may exchange their keys in one publication.
            models.UniqueConstraint(fields=["key"], name="published_source_key_once", deferrable=Deferrable.DEFERRED)
        ]
        indexes = [GinIndex(fields=["search"], name="published_source_search")]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> str:
        """Title in the active language, else in the other one, else the original."""
        pair = {"en": self.title_en, "zh-hans": self.title_zh_hans, "original": self.original_title}
        return localised(pair, active_language())

    @property
    def content(self) -> SourceContent:
        """All that the current version holds; `frozen` should be selected with the row."""
        return SourceContent.from_document(self.frozen.document)


class PublishedLocation(models.Model):
    """One location of the current version of a source: to find it by its URL, and to join the monitor's state."""

    source = models.ForeignKey(PublishedSource, models.CASCADE, related_name="locations")
    # Without a constraint: curators may delete a location that was never visited before that is published.
    location = models.ForeignKey(Location, models.DO_NOTHING, db_constraint=False, related_name="published")
    url = models.CharField(max_length=2000, blank=True)
    retired_at = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["source", "location"], name="published_location_once")]
        indexes = [models.Index(fields=["url"], name="published_location_url", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.url
