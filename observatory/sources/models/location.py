"""Locations: URLs at which a source can be read. The monitor watches locations."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from observatory.records.fields import choice_constraint
from observatory.records.tracking import track_history
from observatory.records.url_validation import refuse_web_address
from observatory.sources.models.source import Source


class LocationQuerySet(models.QuerySet):
    def ever_visited(self) -> "LocationQuerySet":
        """Return the locations that were visited: their URL cannot be changed, and they are retired, never deleted."""
        return self.filter(_visited_location_condition())

    def annotate_visited(self) -> "LocationQuerySet":
        """Annotate each location with `visited`: whether it was ever visited."""
        return self.annotate(visited=_visited_location_condition())

    def visible_to_readers(self) -> "LocationQuerySet":
        """Return the locations that readers see: all except retired ones, unless a citation was read there."""
        cited = Location.citations.rel.related_model.objects.filter(location=OuterRef("pk"))
        return self.filter(Q(retired_at=None) | Exists(cited))


def _visited_location_condition() -> Q:
    """Return a condition: another app (the monitor) has rows that protect the location from deletion.

    A foreign key that protects only some of its rows has the condition as `protects` on its `on_delete`.
    """
    found = Q()
    for relation in Location._meta.related_objects:
        protects = getattr(relation.on_delete, "protects", Q() if relation.on_delete is models.PROTECT else None)
        if protects is not None and relation.related_model._meta.app_label != Location._meta.app_label:
            rows = relation.related_model._default_manager.filter(protects, **{relation.field.name: OuterRef("pk")})
            found |= Q(Exists(rows))
    return found


@track_history(owner="source")
class Location(models.Model):
    """One URL of a source. A location without a source is a URL that somebody asked to have checked."""

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
        _("URL"),
        max_length=2000,
        blank=True,
        validators=[refuse_web_address],
        help_text=_("Exactly as the reference gives it. Leave empty only for an attachment without a URL."),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.ORIGINAL)
    monitored = models.BooleanField(_("monitored"), default=True)
    retired_at = models.DateField(_("retired on"), null=True, blank=True, editable=False)
    note_en = models.TextField(_("note"), blank=True)
    note_zh_hans = models.TextField(_("note in Chinese"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "url"],
                name="location_once_per_source",
                nulls_distinct=False,
                violation_error_message=_("This source already has this URL."),
            ),
            # Citations point here with (location, source): see migration 0005.
            models.UniqueConstraint(fields=["id", "source"], name="location_of_its_source"),
            choice_constraint("role", "original mirror archive attachment home", "location_role_known"),
            models.CheckConstraint(
                condition=~Q(url="") | (Q(role="attachment") & Q(monitored=False)),
                name="location_has_an_address",
                violation_error_message=_("Enter a URL, or mark the location as an attachment that is not monitored."),
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__regex=r"^[Hh][Tt][Tt][Pp][Ss]?://"), name="location_address_is_http"
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None) | Q(monitored=False),
                name="location_retired_is_not_watched",
                violation_error_message=_("A retired location is not monitored. Restore it, or leave it unmonitored."),
            ),
        ]

    def __str__(self) -> str:
        return self.url or self.get_role_display()
