"""Imports in the admin: upload a table, look at what each row would do, import it as one step, undo it."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from observatory.exchange import import_actions
from observatory.exchange.admin import import_review_page
from observatory.exchange.admin.forms import ReasonForm, UploadForm
from observatory.exchange.admin.table_downloads import export_view, template_view
from observatory.exchange.errors import CannotRead
from observatory.exchange.kinds.all_kinds import all_kinds, find_kind
from observatory.exchange.kinds.table_kind import Kind
from observatory.exchange.management.commands.import_table import IMPORTED
from observatory.exchange.models import Import
from observatory.history.undo import CannotUndo
from observatory.records.admin.catalogue_admin import CheckedLists
from observatory.records.translatable_messages import message_from_json

_OPEN = (Import.State.REVIEWED,)
_AT_WORK = (Import.State.READING, Import.State.WRITING)


def importable_kinds(user: Any) -> list[Kind]:
    """Return the kinds of tables that a user may import."""
    return [kind for kind in all_kinds() if kind.may_import(user)]


@admin.register(Import)
class ImportAdmin(CheckedLists):
    """Past imports, and those that wait for a decision. Whoever may add and change a kind may import it."""

    list_display = ["file_name", "kind_cell", "state", "rows_cell", "by", "created_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["by"]
    list_per_page = 50
    ordering = ["-id"]
    actions = None

    def get_queryset(self, request):
        kinds = [kind.name for kind in importable_kinds(request.user)]
        return super().get_queryset(request).filter(kind__in=kinds).defer("content", "corrections")

    def has_module_permission(self, request):
        return bool(importable_kinds(request.user))

    def has_view_permission(self, request, obj=None):
        return bool(importable_kinds(request.user))

    def has_add_permission(self, request):
        return bool(importable_kinds(request.user))

    def has_change_permission(self, request, obj=None):
        return bool(importable_kinds(request.user))

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("template/<slug:kind>.<slug:form>", wrap(template_view), name="exchange_template"),
            path("export/<slug:kind>.<slug:form>", wrap(export_view), name="exchange_export"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        """Show the form that uploads a table, or upload the table that it sends."""
        kinds = importable_kinds(request.user)
        if not kinds:
            raise PermissionDenied
        form = UploadForm(
            request.POST or None, request.FILES or None, kinds=kinds, initial={"kind": request.GET.get("kind", "")}
        )
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            kind = form.kinds[form.cleaned_data["kind"]]
            try:
                work = import_actions.upload_table(kind=kind, name=file.name, content=file.read(), by=request.user)
            except CannotRead as error:
                form.add_error("file", str(error))
            else:
                return HttpResponseRedirect(_address(work))
        context = self._context(request, _("Import a table")) | {"form": form, "kinds": kinds}
        return TemplateResponse(request, "admin/exchange/import/upload.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        work = self.get_object(request, unquote(object_id))
        if work is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST":
            return self._decide_on_import(request, work)
        return self._show_import(request, work)

    def history_view(self, request, object_id, extra_context=None):
        raise Http404

    def _show_import(self, request, work: Import) -> TemplateResponse:
        """Show the page of an import: the review of its rows, with what can be done."""
        kind = find_kind(work.kind)
        state = request.GET.get("state", "refused" if work.refused else "")
        page = import_review_page.page_of(work, state, request.GET.get("p"))
        rows = import_review_page.shown_rows(kind, list(page), is_open=work.state in _OPEN)
        context = self._context(request, work.file_name) | {
            "work": work,
            "kind": kind,
            "page": page,
            "rows": rows,
            "offered": import_review_page.offered_values(kind, rows),
            "filters": import_review_page.row_filters(work, state),
            "state": state,
            "is_open": work.state in _OPEN,
            "at_work": work.state in _AT_WORK,
            "done": import_actions.import_progress(work.pk) if work.state in _AT_WORK else 0,
            "written": import_actions.rows_written(work.pk) if work.state == Import.State.WRITING else 0,
            "reason_form": ReasonForm(),
            "remarks": list(map(message_from_json, work.remarks)),
            "verb": _verb(work),
            "reason": _(work.reason) if work.reason else "–",
        }
        return TemplateResponse(request, "admin/exchange/import/review.html", context)

    def _decide_on_import(self, request, work: Import) -> HttpResponse:
        """Do with an import what the pressed button says, and go back to its page."""
        try:
            self._carry_out_decision(request, work)
        except (import_actions.CannotImport, CannotUndo) as error:
            self.message_user(request, str(error), messages.ERROR)
        except CannotRead as error:
            self.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(_address(work))

    def _carry_out_decision(self, request, work: Import) -> None:
        """Write, correct, cancel or undo an import, and report it."""
        action = request.POST.get("action", "")
        if action == "import":
            reason = ReasonForm(request.POST)
            text = (reason.cleaned_data["reason"] if reason.is_valid() else "") or IMPORTED
            digest = request.POST.get("digest", "")
            self._report_import(
                request, import_actions.ask_to_write(pk=work.pk, digest=digest, reason=text, by=request.user)
            )
        elif action == "correct":
            after = import_actions.correct_cells(
                pk=work.pk, cells=import_review_page.submitted_corrections(request.POST)
            )
            self.message_user(request, _("Reviewed again: %d rows are refused.") % after.refused, messages.INFO)
        elif action == "cancel":
            if import_actions.cancel_import(pk=work.pk).state == Import.State.CANCELLED:
                self.message_user(request, _("The import was cancelled. Nothing was written."), messages.SUCCESS)
            else:
                text = _("A worker is at it and stops at the next rows. Then nothing is written.")
                self.message_user(request, text, messages.INFO)
        elif action == "undo":
            import_actions.undo_import(pk=work.pk, by=request.user)
            text = _("The import was undone: everything is as it was before. The records wait for review as drafts.")
            self.message_user(request, text, messages.SUCCESS)

    def _report_import(self, request, work: Import) -> None:
        """Tell the user how an import that was asked for went."""
        if work.state == Import.State.IMPORTED:
            text = ngettext(
                "%d row was imported as one step. It waits for review; you can undo it here.",
                "%d rows were imported as one step. They wait for review; you can undo them here.",
                work.to_write,
            )
            self.message_user(request, text % work.to_write, messages.SUCCESS)
        elif work.state == Import.State.REVIEWED:
            text = _("The catalogue was edited since the review. The table was reviewed again; nothing was written.")
            self.message_user(request, text, messages.WARNING)
        elif work.state == Import.State.FAILED:
            self.message_user(request, _("Nothing was imported: %s") % work.error, messages.ERROR)

    def _context(self, request, title: str) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {"title": title, "opts": self.opts}

    @admin.display(description=gettext_lazy("type of table"), ordering="kind")
    def kind_cell(self, work):
        kind = find_kind(work.kind)
        return kind.label if kind else work.kind

    @admin.display(description=gettext_lazy("rows"))
    def rows_cell(self, work):
        return work.rows_total


def _verb(work: Import) -> str:
    text = ngettext("Import %d row as one step", "Import %d rows as one step", work.to_write)
    return text % work.to_write


def _address(work: Import) -> str:
    return reverse("admin:exchange_import_change", args=[work.pk])
