"""The glossary: official terms and the translation each source uses."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatory.records.fields import LanguageField, choice_constraint, language_constraint
from observatory.records.models import Reviewed
from observatory.records.tracking import track_history
from observatory.sources.models.source import Source


@track_history()
class OfficialTerm(Reviewed):
    """A term as the authorities write it, in their language."""

    term = models.CharField(_("term"), max_length=200)
    language = LanguageField(_("language"), default="zh-Hans", help_text=_("BCP 47: en, zh-Hans, …"))
    note_en = models.TextField(_("note"), blank=True)
    note_zh_hans = models.TextField(_("note in Chinese"), blank=True)

    class Meta:
        verbose_name = _("official term")
        verbose_name_plural = _("official terms")
        ordering = ["term"]
        constraints = [
            models.UniqueConstraint(fields=["term", "language"], name="official_term_once"),
            models.CheckConstraint(condition=~Q(term=""), name="official_term_not_empty"),
            choice_constraint("state", "draft in_review published withdrawn", "official_term_state_known"),
            language_constraint("language", "official_term_language_tag"),
        ]

    def __str__(self) -> str:
        return self.term


@track_history(owner="term")
class Rendering(models.Model):
    """A translation of a term, with the source that uses it."""

    term = models.ForeignKey(OfficialTerm, models.CASCADE, related_name="renderings", verbose_name=_("term"))
    text = models.CharField(_("translation"), max_length=300)
    language = LanguageField(_("language"), default="en", help_text=_("BCP 47: en, zh-Hans, …"))
    source = models.ForeignKey(Source, models.PROTECT, related_name="renderings", verbose_name=_("used by"))
    locator = models.CharField(_("locator"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["term", "text", "language", "source"], name="rendering_once_per_source"),
            models.CheckConstraint(condition=~Q(text=""), name="rendering_not_empty"),
            language_constraint("language", "rendering_language_tag"),
        ]

    def __str__(self) -> str:
        return self.text
