"""The stored text of sources, block by block, for search. It can be rebuilt: `manage.py index_source_texts`."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from observatory.sources.models.location import Location


class IndexedText(models.Model):
    """Which stored text of a location is in the index: that of the body with this SHA-256, read by this extractor."""

    location = models.OneToOneField(
        Location, models.CASCADE, primary_key=True, related_name="indexed_text", verbose_name=_("location")
    )
    body_sha256 = models.CharField(max_length=64)
    extractor = models.CharField(max_length=40)
    indexed_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("indexed text")
        verbose_name_plural = _("indexed texts")

    def __str__(self) -> str:
        return f"{self.location} · {self.body_sha256[:12]}"


class TextBlock(models.Model):
    """A block of a stored text, or a piece of a long one: `number` is the place of the block, `offset` where the piece
    starts in it, in characters."""

    text = models.ForeignKey(
        IndexedText, models.CASCADE, related_name="blocks", db_index=False, verbose_name=_("indexed text")
    )
    number = models.PositiveIntegerField()
    offset = models.PositiveIntegerField(default=0)
    content = models.TextField()
    search = SearchVectorField()

    class Meta:
        verbose_name = _("block of text")
        verbose_name_plural = _("blocks of text")
        ordering = ["text", "number", "offset"]
        constraints = [models.UniqueConstraint(fields=["text", "number", "offset"], name="text_block_once")]
        indexes = [GinIndex(fields=["search"], name="text_block_search")]

    def __str__(self) -> str:
        return f"{self.text_id} · {self.number}"
