"""Pages for readers: report a mistake, see what became of it, and the list of corrections."""

from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from observatory.corrections import report_actions
from observatory.corrections.forms import ReportForm
from observatory.corrections.models import Report
from observatory.corrections.published_corrections import correction_of_report, read_corrections
from observatory.corrections.report_actions import receive_report
from observatory.corrections.reported_statement import ReportedRow, UnknownStatement, reported_row
from observatory.public.imprint import contact_url
from observatory.public.merge_redirects import redirect_to_record, successor_of_record
from observatory.publishing.models import Entry, Version
from observatory.site.http.page_cache import PublicPage
from observatory.site.lists.as_of_parameter import forbid_indexing
from observatory.site.lists.query_string import QueryString
from observatory.site.record.record_content import READ
from observatory.text.bilingual_text import interface_language

PAGE_SIZE = 30


# A reader has no account and no session that a forged request could use, so there is no token to check; and a page
# without a cookie is the same for everybody.
@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ReportPage(View):
    """The form about a version of a record, or about one of its statements (`?version=3&statement=launched`)."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        if moved := _moved(public_id):
            return redirect_to_record(moved)
        entry, version, row = self._reported_subject(request, public_id)
        return self._show_report_form(request, entry, version, row, ReportForm(initial={"submission": uuid4()}))

    def post(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """Store the report and lead to its page. What was typed is never lost: a refused form is shown again, and
        one about a record that was merged meanwhile goes to the other one."""
        if moved := _moved(public_id):
            return HttpResponsePermanentRedirect(moved, preserve_request=True, headers={"Cache-Control": "no-cache"})
        entry, version, row = self._reported_subject(request, public_id)
        form = ReportForm(request.POST)
        if not form.is_valid():
            return self._show_report_form(request, entry, version, row, form, status=422)
        values = form.cleaned_data
        sent = Report.objects.filter(submission=values["submission"]).exists()
        if not sent and not report_actions.may_send_report(request):
            return self._show_report_form(request, entry, version, row, form, status=429)
        if values.pop("website"):
            return self._show_report_form(request, entry, version, row, form, status=422, trapped=True)
        language = interface_language(get_language())
        report = receive_report(version=version, row=row, language=language, **values)
        return redirect("report-outcome", report.token)

    def _reported_subject(self, request: HttpRequest, public_id: str) -> tuple[Entry, Version, ReportedRow]:
        """Return the entry, the version and the row that the address names. Raises Http404."""
        entry = Entry.objects.filter(public_id=public_id, withdrawn_at=None).only(*READ).first()
        if entry is None:
            raise Http404
        given = request.GET.get("version", "")
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
        if given and not number:
            raise Http404
        version = Version.objects.filter(
            record=entry.record_id, number=number or entry.version, document__isnull=False
        ).first()
        if version is None:
            raise Http404
        try:
            return entry, version, reported_row(entry, version, request.GET.get("statement", "")[:200])
        except UnknownStatement:
            raise Http404 from None

    def _show_report_form(
        self, request: HttpRequest, entry, version, row, form, *, status: int = 200, trapped: bool = False
    ):
        """Show the form that reports a mistake."""
        context = {
            "entry": entry,
            "version": version,
            "row": row,
            "form": form,
            "too_many": status == 429,
            "trapped": trapped,
            "contact": contact_url(),
            "address": f"{reverse('report', args=[entry.public_id])}?{request.GET.urlencode()}",
        }
        return forbid_indexing(TemplateResponse(request, "site/report.html", context, status=status))


def _moved(public_id: str) -> str:
    """Return the address of the form about the record that a record was merged into; "" if it was not. Version and
    statement of the one are not those of the other."""
    now = successor_of_record(public_id)
    return reverse("report", args=[now]) if now else ""


@method_decorator(never_cache, name="dispatch")
class ReportOutcomePage(View):
    """What became of a report, for whoever has its address."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        rows = Report.objects.select_related("version__record__entry")
        report = rows.filter(token=token).first() if "\x00" not in token and len(token) <= 32 else None
        if report is None:
            raise Http404
        # The record that the reader saw; the one that it was merged into, if it was, is where it is corrected.
        entry = report.version.record.entry
        context = {"report": report, "entry": entry, "correction": correction_of_report(report)}
        response = forbid_indexing(TemplateResponse(request, "site/report_outcome.html", context))
        response["Referrer-Policy"] = "no-referrer"  # the address is the only key to it
        return response


class CorrectionsPage(PublicPage):
    """Corrections that readers brought about, the newest first."""

    @staticmethod
    def extra_key() -> Any:
        accepted = Report.objects.filter(state=Report.State.ACCEPTED)
        return accepted.aggregate(Max("decided_at"), Count("pk"))

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(read_corrections(), PAGE_SIZE).get_page(QueryString(request.GET).page)
        return TemplateResponse(request, "site/corrections.html", {"page": page, "rows": page.object_list})
