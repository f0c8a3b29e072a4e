"""Comments of curators and reviewers on what they work on, or on one of its statements."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from observatory.records.models.record import Record

STATEMENT_KEY = "^(field:[a-z_]+|(relation|milestone|location|contributor|rendering):[0-9]+)$"


class CommentQuerySet(models.QuerySet):
    def open(self) -> "CommentQuerySet":
        """Return the comments that nobody has settled."""
        return self.filter(settled_at=None)


class Comment(models.Model):
    """What somebody of the desk says about a record, or about one statement of it. Never public.

    On a source, an official term or a coverage search (`item`) it is the same; exactly one of the two is set.
    `statement` is the key that the review and the evidence screen use: `field:NAME`, or the name of a part with its
    primary key, such as `relation:ID` or `location:ID`; "" is the whole. A comment that returned the record to its
    curators says so in `returns`.
    """

    record = models.ForeignKey(
        Record, models.CASCADE, null=True, blank=True, related_name="comments", verbose_name=_("record")
    )
    item_type = models.ForeignKey(ContentType, models.CASCADE, null=True, blank=True, related_name="+", editable=False)
    item_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    item = GenericForeignKey("item_type", "item_id")
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
                condition=Q(statement="") | Q(statement__regex=STATEMENT_KEY), name="comment_statement_key"
            ),
            models.CheckConstraint(
                condition=Q(record__isnull=False, item_type=None, item_id=None)
                | Q(record=None, item_type__isnull=False, item_id__isnull=False),
                name="comment_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="comment_settled_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["record", "created_at"], condition=Q(settled_at=None), name="comment_open"),
            models.Index(fields=["item_type", "item_id"], condition=Q(item_id__isnull=False), name="comment_of_item"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def subject(self) -> Any:
        """What the comment is on: a record, or an item."""
        return self.record if self.record_id else self.item
