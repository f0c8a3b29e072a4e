"""Comments of curators and reviewers on a record or on one of its statements."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatory.records.models.record import Record


class CommentQuerySet(models.QuerySet):
    def open(self) -> "CommentQuerySet":
        """Return the comments that nobody has settled."""
        return self.filter(settled_at=None)


class Comment(models.Model):
    """What somebody of the desk says about a record, or about one statement of it. Never public.

    `statement` is the key that the evidence screen uses: `field:NAME`, `relation:ID` or `milestone:ID`; "" is the
    record. A comment that returned the record to its curators says so in `returns`.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="comments", verbose_name=_("record"))
    statement = models.CharField(_("statement"), max_length=80, blank=True)
    text = models.TextField(_("comment"), max_length=4000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author"), editable=False
    )
    mentioned = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="mentioned_in", verbose_name=_("mentioned"), editable=False
    )
    returns = models.BooleanField(_("returned the record"), default=False, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
        editable=False,
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_not_empty"),
            models.CheckConstraint(
                condition=Q(statement="") | Q(statement__regex="^(field:[a-z_]+|(relation|milestone):[0-9]+)$"),
                name="comment_statement_key",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="comment_settled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["record", "created_at"], condition=Q(settled_at=None), name="comment_open"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
