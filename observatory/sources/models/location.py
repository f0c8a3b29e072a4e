"""Locations: the places where a source can be read. What is watched is a location."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatory.records.fields import choice_constraint
from observatory.sources.models.source import Source


class Location(models.Model):
    """One address of a source. Without a source it is an address somebody asked to have checked."""

    class Role(models.TextChoices):
        ORIGINAL = "original", _("original")
        MIRROR = "mirror", _("mirror or reprint")
        ARCHIVE = "archive", _("archived copy")
        ATTACHMENT = "attachment", _("attachment")
        HOME = "home", _("home page of the publisher only")

    source = models.ForeignKey(
        Source, models.CASCADE, null=True, blank=True, related_name="locations", verbose_name=_("source")
    )
    url = models.CharField(
        _("address"),
        max_length=2000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("Exactly as it was given. Empty only for an attachment that was printed without one."),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.ORIGINAL)
    monitored = models.BooleanField(_("watched"), default=True)
    note_en = models.TextField(_("note"), blank=True)
    note_zh_hans = models.TextField(_("note in Chinese"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "url"],
                name="location_once_per_source",
                nulls_distinct=False,
                violation_error_message=_("This source has this address already."),
            ),
            # Citations point here with (location, source): see migration 0005.
            models.UniqueConstraint(fields=["id", "source"], name="location_of_its_source"),
            choice_constraint("role", "original mirror archive attachment home", "location_role_known"),
            models.CheckConstraint(
                condition=~Q(url="") | (Q(role="attachment") & Q(monitored=False)),
                name="location_has_an_address",
                violation_error_message=_(
                    "Give an address, or mark the location as an attachment that is not watched."
                ),
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__regex=r"^[Hh][Tt][Tt][Pp][Ss]?://"), name="location_address_is_http"
            ),
        ]

    def __str__(self) -> str:
        return self.url or self.get_role_display()
