"""Coverage searches: where and when curators have searched."""

from django import forms
from django.utils.translation import gettext_lazy as _

from observatory.records import registry
from observatory.records.admin.catalogue_admin import CatalogueAdmin
from observatory.records.admin.guarded_forms import GuardedForm
from observatory.records.models import Survey


class SurveyForm(GuardedForm):
    kind = forms.ChoiceField(label=_("record type"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(known.kind, known.model._meta.verbose_name_plural) for known in registry.all_types()]
        if "kind" in self.fields:
            self.fields["kind"].choices = [("", "---------"), *kinds]


class SurveyForms(CatalogueAdmin):
    """The form and the list of searches; `publishing.admin.item_admin` adds where each stands, and registers them."""

    form = SurveyForm
    fields = [("jurisdiction", "theme", "kind"), ("outcome", "searched_on"), ("note_en", "note_zh_hans"), "searched_by"]
    readonly_fields = ["searched_by"]
    list_display = ["jurisdiction", "theme", "kind", "outcome", "searched_on", "searched_by"]
    list_filter = ["outcome", "kind", "searched_on"]
    list_select_related = ["jurisdiction", "theme", "searched_by"]
    search_fields = ["jurisdiction__label_en", "jurisdiction__label_zh_hans", "jurisdiction__code", "note_en"]
    autocomplete_fields = ["jurisdiction", "theme"]

    def save_model(self, request, obj, form, change):
        """Save a coverage search: a new one is by the user, a changed one is marked edited."""
        if not change:
            obj.searched_by = request.user
        super().save_model(request, obj, form, change)
        if change and form.has_changed():
            Survey.objects.filter(pk=obj.pk).mark_edited()
