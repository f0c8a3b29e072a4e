"""Reports from readers at the desk: the list of those that wait, and the page of one with its decision."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from observatory.corrections.forms import CleanedField
from observatory.corrections.models import Report
from observatory.corrections.published_corrections import correction_of_report
from observatory.corrections.report_actions import AlreadyDecided, decide_report, reopen_report
from observatory.monitoring.outcomes import Outcome
from observatory.public.localised_texts import choose
from observatory.publishing.models import Version
from observatory.records.admin.catalogue_admin import MadeElsewhere
from observatory.records.admin_urls import admin_record_url
from observatory.records.models import Record
from observatory.sources.models import Location

MOST_VERSIONS = 20  # offered as the one that corrected it


class ReportDecisionForm(forms.Form):
    """The decision on a report. An answer is needed but for spam: its sender reads it."""

    state = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[choice for choice in Report.State.choices if choice[0] != Report.State.OPEN],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a decision.")},
    )
    answer_en = CleanedField(
        label=gettext_lazy("Answer in English"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answer_zh_hans = CleanedField(
        label=gettext_lazy("Answer in Chinese"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    corrected_in = forms.ModelChoiceField(
        label=gettext_lazy("Corrected in"),
        queryset=Version.objects.none(),
        required=False,
        empty_label=gettext_lazy("the next publication"),
    )

    def __init__(self, report: Report, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        later = Version.objects.by_people().filter(
            record=report.record_id, published_at__gt=report.version.published_at, document__isnull=False
        )
        self.fields["corrected_in"].queryset = later
        newest = list(later.order_by("-number")[:MOST_VERSIONS])
        self.fields["corrected_in"].choices = [
            ("", self.fields["corrected_in"].empty_label),
            *((version.pk, _("version %(number)s") % {"number": version.number}) for version in newest),
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        needs_answer = values.get("state") in (Report.State.ACCEPTED, Report.State.DECLINED)
        if needs_answer and not values.get("answer_en") and not values.get("answer_zh_hans"):
            self.add_error("answer_en", _("Write an answer in one language at least: its sender reads it."))
        return values


@admin.register(Report)
class ReportAdmin(MadeElsewhere):
    """Only the form of the public site adds reports; what a reader wrote is never edited."""

    list_display = ["report_cell", "record_cell", "statement_cell", "reading_cell", "state", "created_at"]
    list_display_links = ["report_cell"]
    list_filter = ["state", "reading", "passage_state", "created_at"]
    list_select_related = ["record"]
    search_fields = ["text", "address", "record__title_en", "record__title_zh_hans"]
    readonly_fields = [field.name for field in Report._meta.concrete_fields if field.editable]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("found")

    def get_urls(self):
        view = self.admin_site.admin_view
        reopen = view(require_POST(self.reopen))
        return [path("<path:object_id>/reopen/", reopen, name="corrections_report_reopen"), *super().get_urls()]

    @admin.display(description=gettext_lazy("Report"), ordering="pk")
    def report_cell(self, report):
        return report.text[:120]

    @admin.display(description=gettext_lazy("Record"))
    def record_cell(self, report):
        return str(report.record)

    @admin.display(description=gettext_lazy("Statement"))
    def statement_cell(self, report):
        return choose(report.label).text if report.label else "–"

    @admin.display(description=gettext_lazy("What we found"))
    def reading_cell(self, report):
        return finding_at_reported_address(report)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show a report, and decide it."""
        report = self.get_object(request, unquote(object_id))
        if report is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, report):
            raise PermissionDenied
        may_decide = self.has_change_permission(request, report)
        form = ReportDecisionForm(report, request.POST if request.method == "POST" else None, initial=_initial(report))
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            if form.is_valid():
                return self._decide_shown_report(request, report, form.cleaned_data)
        record = Record.objects.get(pk=report.record_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Report from a reader"),
            "subtitle": str(report),
            "opts": self.opts,
            "media": self.media,
            "report": report,
            "record": record,
            "record_url": admin_record_url(record),
            "label": choose(report.label).text if report.label else "",
            "value": choose(report.value).text if report.value else "",
            "found": finding_at_reported_address(report),
            "passage_now": report.found.get("passage", "") if report.passage_state != "present" else "",
            "cited": Location.objects.filter(url=report.address).select_related("source")[:5] if report.address else [],
            "correction": correction_of_report(report),
            "form": form,
            "may_decide": may_decide,
        }
        return TemplateResponse(request, "admin/corrections/report.html", context)

    def _decide_shown_report(self, request, report: Report, values: dict[str, Any]):
        """Take the decision of the form on a report."""
        try:
            decided = decide_report(report=report, by=request.user, **values)
        except AlreadyDecided as error:
            words = {"state": error.report.get_state_display(), "who": error.report.decided_by}
            self.message_user(
                request, _("Nothing was changed: %(who)s decided it already (%(state)s).") % words, messages.ERROR
            )
            return HttpResponseRedirect(request.path)
        said = {
            Report.State.ACCEPTED: _("Accepted. Correct the record and publish it: the correction is then listed."),
            Report.State.DECLINED: _("Not accepted. The sender sees your answer."),
            Report.State.SPAM: _("Set aside as spam."),
        }
        self.message_user(request, said[Report.State(decided.state)], messages.SUCCESS)
        if decided.state == Report.State.ACCEPTED and not decided.corrected_in_id:
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(f"{reverse('admin:corrections_report_changelist')}?state__exact=open")

    def reopen(self, request, object_id: str):
        """Take the decision on a report back."""
        report = self.get_object(request, unquote(object_id))
        if report is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, report):
            raise PermissionDenied
        reopen_report(report=report, by=request.user)
        self.message_user(request, _("The report is open again."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:corrections_report_change", args=[report.pk]))


def _initial(report: Report) -> dict[str, str]:
    """Return the answer of a decision that was taken back."""
    return {"answer_en": report.answer_en, "answer_zh_hans": report.answer_zh_hans}


def finding_at_reported_address(report: Report) -> str:
    """Return what the monitor found at the address of a report, in words."""
    if report.reading == Report.Reading.NONE:
        return _("no URL given")
    if report.reading == Report.Reading.WAITING:
        return _("the URL is being read")
    if report.outcome != Outcome.UNCHANGED:
        return report.get_outcome_display()
    if report.passage_state:
        return _("passage: %(state)s") % {"state": report.get_passage_state_display()}
    return _("page read")
