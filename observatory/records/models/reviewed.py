"""What sources, official terms and coverage searches have in common with records: edited first, published after."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observatory.records.models.record import Record


class ReviewedQuerySet(models.QuerySet):
    def mark_edited(self) -> int:
        """Make drafts of these rows, because curators changed them or their parts; return how many rows there are.
        What is public of them stays as it was published."""
        return self.update(state=Record.State.DRAFT, updated_at=timezone.now())


class Reviewed(models.Model):
    """The curators' working copy of something that readers see when it is published (`publishing.item_publication`)."""

    state = models.CharField(
        _("state"), max_length=10, choices=Record.State, default=Record.State.DRAFT, editable=False, db_default="draft"
    )
    updated_at = models.DateTimeField(_("last edited"), auto_now=True)

    # Without a foreign key: what is reviewed is defined in packages above this one.
    comments = GenericRelation("records.Comment", "item_id", "item_type")

    objects = ReviewedQuerySet.as_manager()

    class Meta:
        abstract = True
