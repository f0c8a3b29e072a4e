"""Official terms as readers see them: their versions, and one current row each.

Written by `publishing.published_item_writer` alone.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.publishing.models.published_sources import PublishedSource
from observatory.publishing.models.version import FrozenVersion
from observatory.sources.models import OfficialTerm


class TermVersion(FrozenVersion):
    """One publication or withdrawal of an official term with its translations."""

    item = models.ForeignKey(OfficialTerm, models.PROTECT, related_name="versions", verbose_name=_("official term"))

    class Meta(FrozenVersion.Meta):
        verbose_name = _("version of an official term")
        verbose_name_plural = _("versions of official terms")
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="termversion_number_once"),
            models.UniqueConstraint(fields=["id", "item"], name="termversion_of_its_item"),
            *FrozenVersion.Meta.constraints,
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class PublishedTerm(models.Model):
    """The current version of an official term."""

    item = models.OneToOneField(OfficialTerm, models.PROTECT, primary_key=True, related_name="published")
    frozen = models.OneToOneField(TermVersion, models.PROTECT, related_name="+")
    term = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    note_en = models.TextField(blank=True)
    note_zh_hans = models.TextField(blank=True)
    search = SearchVectorField(null=True)

    class Meta:
        verbose_name = _("published official term")
        verbose_name_plural = _("published official terms")
        ordering = ["term", "pk"]
        indexes = [
            models.Index(fields=["term", "item"], name="published_term_order"),
            GinIndex(fields=["search"], name="published_term_search"),
        ]

    def __str__(self) -> str:
        return self.term


class PublishedRendering(models.Model):
    """One translation in the current version of an official term. Readers see it while its source is cited."""

    term = models.ForeignKey(PublishedTerm, models.CASCADE, related_name="renderings")
    text = models.CharField(max_length=300)
    language = models.CharField(max_length=12)
    source = models.ForeignKey(PublishedSource, models.PROTECT, related_name="renderings")
    locator = models.CharField(max_length=200, blank=True)
    search = SearchVectorField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [GinIndex(fields=["search"], name="published_rendering_search")]

    def __str__(self) -> str:
        return self.text
