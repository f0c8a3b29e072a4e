"""Relations on the form of a record, in both directions: form, formset and inline; each row is a sentence, "launched
by … in …".

A relation is stored with its subject. On the form of its object it is edited all the same, and its subject becomes an
edited record with it (`subjects_of_rows`).
"""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q
from django.forms.models import BaseInlineFormSet, BaseModelFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.records import registry
from observatory.records.admin.autocomplete import SingleAutocomplete
from observatory.records.admin.guarded_forms import GuardedForm
from observatory.records.admin.part_inlines import PartForm, PartFormSet, PartInline
from observatory.records.models import Record, Relation
from observatory.records.predicates import INCOMING, INVERSE, OUTGOING, Predicate, predicate_fits, sentence_choices
from observatory.records.relation_misfits import require_fitting

STATED_TWICE = gettext_lazy("This relation is already stated, with the same date. Change one of the two or remove it.")


class RelationForm(PartForm):
    """One relation of `record`, as subject or as object.

    `said` is direction and predicate as one choice (`predicates.sentence_choices`), `other` the record at the other
    end. The direction of a stored relation stays, and so does its subject: its citations refer to both.
    """

    user: Any = None
    admin_site: Any = None

    said = forms.ChoiceField(label=gettext_lazy("Relation type"))
    other = forms.ModelChoiceField(label=gettext_lazy("Record"), queryset=Record.objects.all())

    class Meta:
        model = Relation
        fields = ("role", "date", "note_en", "note_zh_hans")

    def __init__(self, *args, record: Record, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record
        stored = self.instance.pk is not None
        self.is_incoming = stored and self.instance.subject_id != record.pk
        if "said" in self.fields:
            direction = INCOMING if self.is_incoming else OUTGOING
            self.fields["said"].choices = self._sentences_offered(direction if stored else None)
            self._search_others()
            if stored:
                self.initial["said"] = f"{direction}:{self.instance.predicate}"
                self.initial["other"] = self.instance.subject_id if self.is_incoming else self.instance.object_id
                self.fields["other"].disabled = self.is_incoming

    def _search_others(self) -> None:
        """Make the field for the other record of a relation a search field."""
        field = self.fields["other"]
        widget = SingleAutocomplete(Relation._meta.get_field("object"), self.admin_site)
        widget.is_required, widget.choices, widget.row = True, field.choices, self._stored_other()
        widget.attrs["data-said-of"] = self.record.kind
        field.widget = widget

    def _stored_other(self) -> Record | None:
        if self.instance.pk is None:
            return None
        return self.instance._state.fields_cache.get("subject" if self.is_incoming else "object")

    def _sentences_offered(self, direction: str | None) -> list[tuple[str, Any]]:
        """Return what can be said: of a new row anything that fits the type, of a stored one what fits both."""
        if direction is None:
            kinds = [known.kind for known in registry.all_types()]
            return [("", "---------"), *sentence_choices(self.record.kind, kinds)]
        ends = (self._stored_other() or self.record, self.record)
        subject, other = ends if self.is_incoming else ends[::-1]
        words = INVERSE if self.is_incoming else dict(Predicate.choices)
        offered = [each for each in Predicate if predicate_fits(subject.kind, each, other.kind)]
        kept = [] if self.instance.predicate in offered else [Predicate(self.instance.predicate)]
        return [(f"{direction}:{each}", words[each]) for each in (*kept, *offered)]

    def in_words(self) -> str:
        """Return the relation as a sentence without its subject: "launched by Ministry"."""
        if self.instance.pk is None:
            return ""
        words = INVERSE if self.is_incoming else dict(Predicate.choices)
        return f"{words[Predicate(self.instance.predicate)]} {self._stored_other()} {self.instance.date}".strip()

    def clean(self):
        """Make the sentence and the other record the predicate, subject and object of the relation; refuse what does
        not fit."""
        cleaned = super().clean()
        direction, _colon, predicate = (cleaned.get("said") or "").partition(":")
        other = cleaned.get("other")
        if direction and other:
            self.is_incoming = direction == INCOMING
            subject, object_ = (other, self.record) if self.is_incoming else (self.record, other)
            self.instance.predicate, self.instance.subject, self.instance.object = predicate, subject, object_
            if other.pk == self.record.pk:
                self.add_error("other", _("A record cannot be related to itself."))
                return cleaned
            try:
                if {"said", "other"} & {*self.changed_data}:
                    require_fitting(subject, predicate, object_)
            except ValidationError as error:
                self.add_error("said", error)
            if self.is_incoming and not self._may_change(other):
                self.add_error("other", _("You do not have permission to edit this record, with which it is stored."))
        return cleaned

    def _may_change(self, record: Record) -> bool:
        meta = registry.get_record_type(record.kind).model._meta
        return self.user is None or self.user.has_perm(f"{meta.app_label}.change_{meta.model_name}")

    def _post_clean(self):
        """Validate the constraints of a new relation, of which the form does not show all fields."""
        super()._post_clean()
        is_complete = self.cleaned_data.get("said") and self.cleaned_data.get("other")
        if is_complete and self.instance.pk is None and self.record.pk and not self._errors:
            try:
                self.instance.validate_constraints(exclude={"date_from", "date_to"})
            except ValidationError as error:
                self.add_error(None, error)

    def add_error(self, field, error):
        """Show errors of predicate, subject and object of a relation at the fields by which the form has them."""
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            shown = {"predicate": "said", "subject": "other", "object": "other"}
            named = ((shown.get(name, name), found) for name, found in error.error_dict.items())
            error = ValidationError({name if name in self.fields else NON_FIELD_ERRORS: each for name, each in named})
        super().add_error(field, error)

    def stated(self) -> tuple | None:
        """Return what the row states, to compare it with other rows of the form; None if it is incomplete."""
        cleaned = getattr(self, "cleaned_data", {})
        if not cleaned.get("said") or not cleaned.get("other"):
            return None
        return cleaned["said"], cleaned["other"].pk, cleaned.get("date", "")


class RelationFormSet(PartFormSet):
    """The relations that a record is the subject or the object of. What a row states is unique."""

    def __init__(self, data=None, files=None, instance=None, save_as_new=False, prefix=None, queryset=None, **kwargs):
        self.instance = self.fk.remote_field.model() if instance is None else instance
        self.save_as_new, self.unique_fields = save_as_new, set()
        if queryset is None:
            queryset = self.model._default_manager.all()
        if self.instance._is_pk_set():
            rows = queryset.filter(Q(subject=self.instance.pk) | Q(object=self.instance.pk))
        else:
            rows = queryset.none()
        # Not that of inline formsets, which knows one direction only.
        BaseModelFormSet.__init__(self, data, files, prefix=prefix, queryset=rows, **kwargs)

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "record": self.instance}

    def _construct_form(self, i, **kwargs):
        return super(BaseInlineFormSet, self)._construct_form(i, **kwargs)

    def add_fields(self, form, index):
        super(BaseInlineFormSet, self).add_fields(form, index)  # no field for the record itself

    def save_new(self, form, commit=True):
        # The record may have been saved since the form was validated.
        setattr(form.instance, "object" if form.is_incoming else "subject", self.instance)
        return super(BaseInlineFormSet, self).save_new(form, commit=commit)

    def clean(self):
        """Refuse a relation that two rows of the form state."""
        super().clean()
        seen: dict[tuple, forms.ModelForm] = {}
        for form in self.forms:
            said = form.stated()
            if said and form not in self.deleted_forms and seen.setdefault(said, form) is not form:
                form.add_error(None, STATED_TWICE)

    def subjects_of_rows(self) -> set[int]:
        """Return the keys of the other records whose relations a save of this formset wrote or deleted."""
        rows = [*self.new_objects, *(row for row, _names in self.changed_objects), *self.deleted_objects]
        return {row.subject_id for row in rows} - {self.instance.pk}


class RelationInline(PartInline):
    """The relations of a record in both directions."""

    model = Relation
    fk_name = "subject"
    form = RelationForm
    formset = RelationFormSet
    fields = (("said", "other"), ("date", "role", "note_en", "note_zh_hans"))
    verbose_name_plural = gettext_lazy("relations")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("subject", "object")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.user, formset.form.admin_site = request.user, self.admin_site
        return formset


class StoredRelationForm(GuardedForm):
    """The form of a relation on its own page."""

    def clean(self):
        """Refuse a relation between records of types that its predicate does not fit."""
        cleaned = super().clean()
        subject = cleaned.get("subject") or getattr(self.instance, "subject", None)
        predicate, other = cleaned.get("predicate"), cleaned.get("object")
        if subject and predicate and other and {"subject", "predicate", "object"} & {*self.changed_data}:
            try:
                require_fitting(subject, predicate, other)
            except ValidationError as error:
                self.add_error("predicate", error)
        return cleaned
