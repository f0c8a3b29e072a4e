"""Platforms: the software, models, data and computing that AI for Science runs on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.records.fields import (
    EDTFField,
    WebAddressField,
    choice_constraint,
    edtf_constraint,
    lower_bound,
    upper_bound,
)
from observatory.records.models import Record
from observatory.records.tracking import track_history


@track_history()
class Platform(Record):
    """Software, a model, a data platform, an open platform or computing infrastructure."""

    KIND = "platform"

    class Type(models.TextChoices):
        SOFTWARE = "software", _("software")
        MODEL = "model", _("AI model")
        DATA = "data", _("data platform")
        OPEN_PLATFORM = "open_platform", _("open platform")
        COMPUTING = "computing", _("computing infrastructure")

    class Openness(models.TextChoices):
        OPEN = "open", _("open")
        PARTLY = "partly", _("partly open")
        CLOSED = "closed", _("not open")

    platform_type = models.CharField(_("type of platform"), max_length=13, choices=Type)
    released = EDTFField(pgettext_lazy("date", "released"))
    released_from = lower_bound("released")
    released_to = upper_bound("released")
    purpose_en = models.TextField(_("purpose"), blank=True)
    purpose_zh_hans = models.TextField(_("purpose in Chinese"), blank=True)
    openness = models.CharField(_("openness"), max_length=6, choices=Openness, blank=True)
    licence = models.CharField(
        _("licence"), max_length=80, blank=True, help_text=_("SPDX identifier where there is one.")
    )
    website = WebAddressField(_("website"), max_length=500, blank=True)
    repository = WebAddressField(
        _("source code"), max_length=500, blank=True, help_text=_("URL of the public repository.")
    )

    class Meta:
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")
        constraints = [
            edtf_constraint("released", "platform_released_edtf"),
            choice_constraint("platform_type", "software model data open_platform computing", "platform_type_known"),
            choice_constraint("openness", "open partly closed", "platform_openness_known", blank=True),
        ]
