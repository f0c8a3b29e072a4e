"""Snapshots: the bodies and texts that visits fetched and people attached, kept as evidence."""

import gzip
from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.reading.extract.document import Document
from observatory.sources.models import Location

CHUNK = 64 * 1024
_PACKING = 4  # a third faster than gzip's usual 6, a twentieth larger


class Body(models.Model):
    """One raw body, compressed, in the storage ``snapshots``; stored once, however often it was received."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    stored_size = models.PositiveBigIntegerField(_("stored size in bytes"))
    created_at = models.DateTimeField(_("first seen"), auto_now_add=True)

    class Meta:
        verbose_name = _("response body")
        verbose_name_plural = _("response bodies")
        constraints = [models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="body_sha256_form")]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def name(self) -> str:
        """The path of the body in the storage, made from its hash, so that it never has to be looked up."""
        return body_name(self.sha256)

    def read(self) -> bytes:
        """Return the raw bytes as received. Raises FileNotFoundError if the storage has lost them."""
        with storages["snapshots"].open(self.name) as file:
            return gzip.decompress(file.read())

    def chunks(self) -> Iterator[bytes]:
        """Yield the raw bytes in pieces of `CHUNK` bytes; the caller closes the iterator.

        Raises FileNotFoundError, before the first piece, if the storage has lost them.
        """
        with storages["snapshots"].open(self.name) as file, gzip.open(file) as unpacked:
            while chunk := unpacked.read(CHUNK):
                yield chunk


def body_name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.gz"


def store_body(body: bytes, sha256: str) -> int:
    """Store a raw body under its hash, once; return its stored size in bytes.

    The compressed form is determined by the body: another size is left from a worker that was killed while writing.
    """
    storage, name = storages["snapshots"], body_name(sha256)
    packed = gzip.compress(body, _PACKING, mtime=0)
    if storage.exists(name):
        if storage.size(name) == len(packed):
            return len(packed)
        storage.delete(name)
    storage.save(name, ContentFile(packed))
    return len(packed)


class Snapshot(models.Model):
    """What a visit received, if it differed from the last visit: the raw body and the text extracted from it.

    A file that somebody attached is a snapshot too: it has a file name, and neither URL nor HTTP status.
    """

    location = models.ForeignKey(
        Location, models.PROTECT, related_name="snapshots", db_index=False, verbose_name=_("location")
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="snapshots", verbose_name=_("response body"))
    taken_at = models.DateTimeField(_("taken"))
    url = models.CharField(_("URL it was read from"), max_length=4096, blank=True)
    ip_address = models.CharField(_("IP address"), max_length=45, blank=True)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    headers = models.JSONField(_("headers"), default=dict)
    content_type = models.CharField(_("content type"), max_length=100, blank=True)
    charset = models.CharField(_("charset"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    extractor = models.CharField(_("extractor"), max_length=40)
    packed = models.BinaryField()  # the Document, see Document.pack, compressed
    # Visits are written by SQL that names the columns of visits only.
    file_name = models.CharField(_("file name"), max_length=200, blank=True, default="", db_default="")
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("attached by"),
    )
    fingerprint = models.CharField(max_length=64)  # of the text in its normal form, see compare.fingerprint
    technical = models.BooleanField(
        _("technical"), default=False, help_text=_("The same content, extracted again by a newer extractor.")
    )

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-taken_at", "-id"]
        indexes = [
            models.Index(fields=["location", "-taken_at"], name="snapshot_of_location"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    (Q(file_name="", attached_by=None, http_status__isnull=False) & ~Q(url=""))
                    | (Q(url="", ip_address="", http_status=None) & ~Q(file_name=""))
                ),
                name="snapshot_fetched_or_attached",
            ),
        ]
        permissions = [
            ("attach_file", _("Can attach files to sources")),
            ("download_body", _("Can download stored files and pages")),
        ]

    def __str__(self) -> str:
        return f"{self.url or self.file_name} · {self.taken_at:%Y-%m-%d %H:%M}"

    @property
    def document(self) -> Document:
        """The extracted document: text, title, language and so on."""
        return Document.unpack(gzip.decompress(self.packed))

    @property
    def text(self) -> str:
        """The main text, one block per line."""
        return self.document.text


def day_first_read(sha256: str) -> date | None:
    """Return the day (of the site's time zone) of the first snapshot with the body of this SHA-256; None if no snapshot
    of it is kept."""
    moments = Snapshot.objects.filter(body=sha256).order_by("taken_at").values_list("taken_at", flat=True)
    moment = moments.first()
    return timezone.localdate(moment) if moment else None
