"""Links for experts who have no account, and what they say of the statements of a record."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.records.models import Record

STATEMENT_KEY = "^(field:[a-z_]+|(relation|milestone):[0-9]+)$"
LONGEST_OPINION = 2000


class ReviewLinkQuerySet(models.QuerySet):
    def open(self, now) -> "ReviewLinkQuerySet":
        """Return the links that work at `now`."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class ReviewLink(models.Model):
    """A secret address that shows an expert the working copy of one record and takes their opinions of it.

    Of the secret only its SHA-256 is kept: nobody can read an address off the database. Written by
    `publishing.review_links` alone.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    record = models.ForeignKey(Record, models.CASCADE, related_name="review_links")
    name = models.CharField(_("for whom"), max_length=120)
    language = models.CharField(_("language of the page"), max_length=10, choices=settings.LANGUAGES)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    last_used_at = models.DateTimeField(null=True)

    objects = ReviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link for an expert")
        verbose_name_plural = _("links for experts")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(token_hash__regex="^[0-9a-f]{64}$"),  # noqa: S106
                name="review_link_is_hashed",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="review_link_has_a_name"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="review_link_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExpertOpinion(models.Model):
    """What an expert says of one statement, or of the record as a whole (`statement` is empty). Never public.

    `said_of` is the statement as the expert read it: it may be edited afterwards.
    """

    class Stance(models.TextChoices):
        AGREE = "agree", pgettext_lazy("stance", "agree")
        DISPUTE = "dispute", pgettext_lazy("stance", "dispute")
        COMMENT = "comment", pgettext_lazy("stance", "comment")

    link = models.ForeignKey(ReviewLink, models.CASCADE, related_name="opinions")
    statement = models.CharField(max_length=80, blank=True)
    stance = models.CharField(max_length=10, choices=Stance)
    text = models.CharField(max_length=LONGEST_OPINION, blank=True)
    said_of = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("opinion of an expert")
        verbose_name_plural = _("opinions of experts")
        ordering = ["given_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["link", "statement"], name="opinion_once_a_statement"),
            models.CheckConstraint(
                condition=Q(statement="") | Q(statement__regex=STATEMENT_KEY), name="opinion_statement_key"
            ),
            models.CheckConstraint(condition=Q(stance="agree") | ~Q(text=""), name="opinion_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.statement} {self.stance}"
