"""Relations between records, and milestones of a record."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.records.fields import EDTFField, choice_constraint, edtf_constraint, lower_bound, upper_bound
from observatory.records.models.record import Record
from observatory.records.predicates import Predicate
from observatory.records.tracking import track_history


@track_history(owner="subject")
class Relation(models.Model):
    """Subject record, predicate, object record: "MOST launched the Implementation Plan"."""

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        JOINT = "joint", _("joint")

    subject = models.ForeignKey(Record, models.CASCADE, related_name="relations", verbose_name=_("subject"))
    predicate = models.CharField(_("relation type"), max_length=20, choices=Predicate)
    object = models.ForeignKey(Record, models.PROTECT, related_name="relations_to", verbose_name=_("object"))
    role = models.CharField(_("role"), max_length=5, choices=Role, blank=True)
    date = EDTFField(_("date"))
    date_from = lower_bound("date")
    date_to = upper_bound("date")
    note_en = models.CharField(_("note"), max_length=500, blank=True)
    note_zh_hans = models.CharField(_("note in Chinese"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "predicate", "object", "date"], name="relation_stated_once"),
            # Citations point here with (relation, record): see sources migration 0002.
            models.UniqueConstraint(fields=["id", "subject"], name="relation_of_its_subject"),
            models.CheckConstraint(
                condition=~Q(subject=F("object")),
                name="relation_between_two_records",
                violation_error_message=_("A record cannot be related to itself."),
            ),
            models.CheckConstraint(condition=Q(predicate__in=Predicate.values), name="relation_predicate_known"),
            choice_constraint("role", "lead joint", "relation_role_known", blank=True),
            edtf_constraint("date", "relation_date_edtf"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.get_predicate_display()} {self.object}"


@track_history(owner="record")
class Milestone(models.Model):
    """A dated event in the life of a record: adopted, released, opened for consultation, published."""

    class Type(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        CONSULTATION = "consultation", _("public consultation")
        ADOPTED = "adopted", _("passed or adopted")
        PUBLISHED = "published", pgettext_lazy("milestone", "published")
        IN_FORCE = "in_force", _("entered into force")
        AMENDED = "amended", _("amended")
        REPEALED = "repealed", _("repealed or replaced")
        STARTED = "started", _("started")
        RELEASED = "released", _("released")
        RESULTS = "results", _("results published")
        HELD = "held", _("held")
        CLOSED = "closed", _("closed")
        OTHER = "other", _("other event")

    record = models.ForeignKey(Record, models.CASCADE, related_name="milestones", verbose_name=_("record"))
    type = models.CharField(_("type"), max_length=12, choices=Type)
    date = EDTFField(_("date"))
    date_from = lower_bound("date")
    date_to = upper_bound("date")
    title_en = models.CharField(_("what happened"), max_length=300)
    title_zh_hans = models.CharField(_("what happened, in Chinese"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["date", "id"]
        constraints = [
            models.UniqueConstraint(fields=["record", "type", "date", "title_en"], name="milestone_stated_once"),
            models.UniqueConstraint(fields=["id", "record"], name="milestone_of_its_record"),
            models.CheckConstraint(condition=~Q(title_en=""), name="milestone_has_a_title"),
            choice_constraint(
                "type",
                "announced consultation adopted published in_force amended repealed started released results held"
                " closed other",
                "milestone_type_known",
            ),
            edtf_constraint("date", "milestone_date_edtf"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.title_en}".strip()
