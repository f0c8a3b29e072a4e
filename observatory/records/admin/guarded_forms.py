"""Guarded forms of the admin (`GuardedForm`, `GuardedAdmin`): of two people who edit one row, neither overwrites the
other's changes unseen.

Every form contains, signed, the values that it showed when it was opened. A save locks the row, compares field by
field (`three_way_merge`), keeps what others saved in the meantime, and stops where both changed the same field.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from observatory.records.admin.after_save import run_after_save, saved_rows
from observatory.records.admin.concurrent_changes import ConcurrentChanges, describe_concurrent_changes
from observatory.records.admin.double_submit import TOKEN, keep_answer, new_token, request_key, wait_for_equal
from observatory.records.admin.form_merge import (
    OPENED,
    TAKE_STORED,
    FormMerge,
    FormPart,
    merge_form,
    read_form_state,
    read_signed_state,
    sign_state,
)


class GuardedForm(forms.ModelForm):
    """A form that shows conflicts at its fields, and checks unique constraints on the whole row.

    `meanwhile` is set on the class for a request. `one_decision` names fields that are decided together: whoever
    changes one of them is shown what somebody else changed in the others.
    """

    meanwhile: ConcurrentChanges | None = None
    one_decision: tuple[str, ...] = ()

    def full_clean(self):
        self.clean_submitted_data()
        if self.is_bound and self.meanwhile:
            for name, message in self.meanwhile.errors.get(self.prefix, ()):
                self.add_error(name, message)

    def clean_submitted_data(self):
        """Validate the submitted data. A subclass may skip this when nothing was changed."""
        super().full_clean()

    def _post_clean(self):
        """Also check constraints that include columns which the form does not edit: Django skips these."""
        super()._post_clean()
        left_out = self._get_validation_exclusions()
        wrong = {column for column in left_out if column in self.fields}
        for model, constraints in self.instance.get_constraints() if self.instance.pk else ():
            for constraint in constraints:
                columns = set(getattr(constraint, "fields", ()))
                if columns & left_out and not columns & wrong:
                    self._validate_constraint(constraint, model)

    def _validate_constraint(self, constraint, model) -> None:
        try:
            constraint.validate(model, self.instance)
        except ValidationError as error:
            self.add_error(None, error)


class GuardedAdmin(admin.ModelAdmin):
    """An admin whose forms merge what two people saved. Its form, and those of its inlines, must be `GuardedForm`s."""

    form = GuardedForm

    def lock(self, obj) -> None:
        """Lock the row, after the rows of its parent tables, until the end of the transaction."""
        for model in (*self.opts.all_parents, self.model):
            list(model._base_manager.filter(pk=obj.pk).select_for_update(no_key=True).values_list("pk"))

    def lock_also(self, request, obj) -> None:
        """Lock what else the submitted form will write, before the row itself. Nothing, unless a subclass says so."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show or save a guarded form: one that is sent twice is saved once, and what others saved meanwhile is merged
        first."""
        request.opened_at = timezone.now()
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        key = request_key(request)
        with transaction.atomic():
            if key and (answer := wait_for_equal(key)):
                self.message_user(request, _("This form was sent twice. It was saved once."), messages.SUCCESS)
                return answer
            if object_id is not None:
                self._merge_submitted_data(request, unquote(object_id))
            response = super().changeform_view(request, object_id, form_url, extra_context)
            if key:
                keep_answer(key, response)
        if response.status_code == 302:
            self._report_kept_changes(request)
            if rows := getattr(request, "saved_rows", None):
                run_after_save(self, request, rows)
        return response

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        request.saved_rows = saved_rows(form, formsets, change)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.meanwhile = getattr(request, "meanwhile", None)
        return form

    def get_formsets_with_inlines(self, request, obj=None):
        """Create the formset classes once for each request: their choices cost queries."""
        if not hasattr(request, "guarded_formsets"):
            request.guarded_formsets = list(super().get_formsets_with_inlines(request, obj))
        for formset, inline in request.guarded_formsets:
            formset.form.meanwhile = getattr(request, "meanwhile", None)
            yield formset, inline

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Render a guarded form with what it needs when it is sent: its token, and the signed state that it was opened
        with."""
        context |= {"sent_once": new_token(), "sent_once_name": TOKEN}
        if change and obj and self.has_change_permission(request, obj):
            merge = getattr(request, "merge", None)
            state = merge.stored if merge else _state_of_shown_form(context)
            context |= {
                "opened": sign_state(state, obj, request.opened_at),
                "opened_name": OPENED,
                "take_name": TAKE_STORED,
            }
            context["meanwhile"] = getattr(request, "meanwhile", None)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _merge_submitted_data(self, request, object_id: str) -> None:
        """Replace the submitted data by the merged data. Users without permission to save are left to Django's
        refusal."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_change_permission(request, obj):
            return
        self.lock_also(request, obj)
        self.lock(obj)
        if (obj := self.get_object(request, object_id)) is None:  # read again, now that it is locked
            return
        opened = read_signed_state(request.POST.get(OPENED, ""), obj)
        form, parts = self._stored_forms(request, obj)
        request.merge: FormMerge = merge_form(form, parts, opened, request.POST)
        request.POST = request.merge.data
        request.meanwhile = describe_concurrent_changes(request.merge)

    def _stored_forms(self, request, obj) -> tuple[forms.ModelForm, list[FormPart]]:
        """Return the form and its inlines, unbound, with the rows of the inlines locked."""
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        form = self.get_form(request, obj, change=True, fields=fields)(instance=obj)
        parts = []
        for formset_class, inline in self.get_formsets_with_inlines(request, obj):
            prefix, editable = formset_class.get_default_prefix(), inline.has_change_permission(request, obj)
            if editable:
                rows = inline.model._base_manager.filter(**{formset_class.fk.name: obj.pk}).order_by("pk")
                list(rows.select_for_update(no_key=True).values_list("pk"))
            formset = formset_class(instance=obj, prefix=prefix, queryset=inline.get_queryset(request))
            parts.append(FormPart(formset, editable))
        return form, parts

    def _report_kept_changes(self, request) -> None:
        """Tell the user which changes of others were kept when the form was saved."""
        found = getattr(request, "meanwhile", None)
        if found and found.kept:
            told = "; ".join(f"{change.label} ({by})" if by else change.label for change, by in found.kept)
            text = _("Others saved these changes while you had the form open; they are kept: {changes}.")
            self.message_user(request, text.format(changes=told), messages.INFO)


def _state_of_shown_form(context):
    parts = [FormPart(each.formset, each.has_change_permission) for each in context["inline_admin_formsets"]]
    return read_form_state(context["adminform"].form, parts)
