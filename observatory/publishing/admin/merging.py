"""Merge a record into a duplicate of it: the page that asks for the other record and the reason."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from observatory.publishing.admin.decision_form import ChosenRow, ReasonForm
from observatory.publishing.merging import CannotMergeIntoItself, Merger, merge
from observatory.publishing.refusals import NotPublic
from observatory.records.admin.autocomplete import SingleAutocomplete
from observatory.records.logbook import log_action
from observatory.records.models import Record, Relation

PAST = gettext_noop("Merged")


class MergeForm(ReasonForm):
    into = forms.ModelChoiceField(
        Record.objects.none(),
        label=_("Into"),
        error_messages={"invalid_choice": _("Choose another record that is public.")},
    )
    field_order = ["into", "reason"]

    def __init__(self, *args, record: Record, admin_site, **kwargs):
        super().__init__(*args, **kwargs)
        public = Record.objects.filter(entry__isnull=False, entry__withdrawn_at=None)
        # Before the queryset, which the field passes on to its current widget.
        self.fields["into"].widget = SingleAutocomplete(Relation._meta.get_field("object"), admin_site)
        self.fields["into"].queryset = public.exclude(pk=record.pk)


class MergeDecision:
    """The texts and permission of the confirmation page."""

    name = "merge"
    verb = _("Merge into another")
    explanation = _(
        "This record will be withdrawn and its web addresses will redirect to the other record permanently."
        " Citations of statements that both records make alike move to the other record and keep their permanent"
        " web addresses. Before you merge, copy any names, relations and other citations you want to keep."
    )
    permission = "publish"
    reason_needed = True

    @staticmethod
    def is_offered(side) -> bool:
        return side.is_public


def merge_one(modeladmin, request, record: Record, back: str):
    """Show the form that asks for the other record and the reason; merge once it is submitted."""
    asked = request.method == "POST" and "decided" in request.POST
    form = MergeForm(request.POST if asked else None, record=record, admin_site=modeladmin.admin_site)
    if asked and form.is_valid():
        into, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
        try:
            merger = merge(record=record, into=into, by=request.user, reason=reason)
        except (NotPublic, CannotMergeIntoItself):
            form.add_error("into", _("Nothing was merged. One of the two records is no longer public."))
        else:
            log_action([record], request.user, f"{PAST}: {into} · {reason}")
            text = _("“{title}” was merged into “{into}”. Its web addresses now redirect there.")
            modeladmin.message_user(request, format_html(text, title=record, into=into), messages.SUCCESS)
            for level, said in _about_citations(merger):
                modeladmin.message_user(request, said, level)
            return HttpResponseRedirect(back)
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": MergeDecision.verb,
        "opts": modeladmin.opts,
        "decision": MergeDecision,
        "records": [ChosenRow(record)],
        "form": form,
        "back": back,
    }
    request.current_app = modeladmin.admin_site.name
    return TemplateResponse(request, "admin/decide.html", context)


def _about_citations(merger: Merger) -> list[tuple[int, str]]:
    """Return the messages about the citations that went along with a merged record."""
    if not merger.moved:
        return []
    text = ngettext("%d citation was moved to it.", "%d citations were moved to it.", merger.moved) % merger.moved
    if merger.published:
        return [(messages.SUCCESS, text)]
    return [(messages.WARNING, text), (messages.WARNING, _("They will be public when you publish it."))]
