"""Admin of assignments: take work, give it to somebody or back, one row or many; a mixin of the admins of records and
of changes.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from observatory.records.admin.catalogue_admin import NEXT, return_url
from observatory.records.admin_urls import admin_form_url
from observatory.records.assigned_work import AssignmentRefused, is_overdue
from observatory.records.desk_people import display_name, may_work, people_of_the_desk

MOST = 500  # rows that are assigned at once
NAMED = 5  # refusals that are reported one by one


class PersonField(forms.ModelChoiceField):
    """A choice among the people of the desk, by name."""

    def label_from_instance(self, obj) -> str:
        name = display_name(obj)
        return name if name == obj.get_username() else f"{name} (@{obj.get_username()})"


class AssignForm(forms.Form):
    """To whom work is given, and the day it is due."""

    to = PersonField(
        label=_("Give to"),
        queryset=None,
        required=False,
        empty_label=_("nobody"),
        error_messages={"invalid_choice": _("This account has no role. Choose another.")},
    )
    due_on = forms.DateField(
        label=_("Due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Enter a day such as 2026-12-31.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people_of_the_desk()


class WhoFilter(admin.SimpleListFilter):
    """Work that is mine, nobody's, or overdue."""

    title = _("who has it")
    parameter_name = "who"

    def lookups(self, request, model_admin):
        return [("mine", _("mine")), ("nobody", _("nobody’s")), ("overdue", _("overdue"))]

    def queryset(self, request, queryset):
        """Return the rows that are assigned to the user, to nobody, or are overdue."""
        match self.value():
            case "mine":
                return queryset.filter(assigned_to=request.user.pk)
            case "nobody":
                return queryset.filter(assigned_to=None)
            case "overdue":
                return queryset.filter(overdue_condition())
        return queryset


def overdue_condition() -> Q:
    """Return the condition for rows whose day has passed."""
    return Q(assigned_to__isnull=False, due_on__lt=timezone.localdate())


class ListOfWork(ChangeList):
    """A list whose rows know its address, so that a button in a row leads back to the list as it was filtered."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        for row in self.result_list:
            row.list_address = request.get_full_path()


class AssignsWork:
    """Mixin of an admin whose rows have `assigned_to` and `due_on`.

    `take(row, by)` and `give(row, to=, by=, due_on=, holder=)` write; both raise AssignmentRefused.
    """

    take_row: Callable[..., Any]
    give_row: Callable[..., Any]
    assign_template = "admin/assign.html"

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.assign_one))
        name = f"{self.opts.app_label}_{self.opts.model_name}_assign"
        return [path("<int:key>/assign/", view, name=name), *super().get_urls()]

    def get_changelist(self, request, **kwargs):
        return ListOfWork

    def has_assign_permission(self, request) -> bool:
        """Return whether the user may take and give work."""
        return may_work(request.user) and self.has_view_permission(request)

    def assign_one(self, request, key: int):
        """Take a row, give it back or give it to somebody, as the pressed button says; return to where it was."""
        if not self.has_assign_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(str(key)))
        if row is None:
            raise Http404
        do, holder = request.POST.get("do", ""), _number(request.POST.get("holder", ""))
        back = return_url(request) or admin_form_url(row)
        if do == "take":
            self._assign_or_say_why_not(request, row, lambda: self.take_row(row, by=request.user))
        elif do == "back":
            self._assign_or_say_why_not(
                request, row, lambda: self.give_row(row, to=None, by=request.user, due_on=None, holder=holder)
            )
        elif do == "give":
            form = AssignForm(request.POST)
            if not form.is_valid():
                for error in (text for errors in form.errors.values() for text in errors):
                    self.message_user(request, error, messages.ERROR)
                return HttpResponseRedirect(back)
            values = form.cleaned_data | {"by": request.user, "holder": holder}
            self._assign_or_say_why_not(request, row, lambda: self.give_row(row, **values))
        else:
            raise Http404
        return HttpResponseRedirect(back)

    def _assign_or_say_why_not(self, request, row, act: Callable[[], Any]) -> None:
        """Assign one row, and tell the user that it was, or why it was not."""
        try:
            done = act()
        except AssignmentRefused as error:
            text = format_html(_("“{row}” was not assigned: {reason}"), row=row, reason=error)
            self.message_user(request, text, messages.WARNING)
        else:
            self.message_user(request, _told(row, done), messages.SUCCESS)

    @admin.action(description=_("Take"), permissions=["assign"])
    def take_selected(self, request, queryset):
        rows = self._rows_to_assign(request, queryset)
        self._assign_all(request, rows, lambda row: self.take_row(row, by=request.user))

    @admin.action(description=_("Give to somebody, set the day…"), permissions=["assign"])
    def give_selected(self, request, queryset):
        """Ask to whom the selected rows are assigned, and by when; then assign them."""
        rows = self._rows_to_assign(request, queryset)
        if not rows:
            return None
        asked = "assigned" in request.POST
        form = AssignForm(request.POST if asked else None)
        if asked and form.is_valid():
            holders = dict(pair.partition(":")[::2] for pair in request.POST.getlist("holders"))

            def give(row):
                seen = holders.get(str(row.pk))
                holder = row.assigned_to_id if seen is None else _number(seen)
                return self.give_row(row, **form.cleaned_data, by=request.user, holder=holder)

            self._assign_all(request, rows, give)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Assign"),
            "opts": self.opts,
            "form": form,
            "rows": [(row, admin_form_url(row), is_overdue(row)) for row in rows],
            "back": request.get_full_path(),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.assign_template, context)

    def _rows_to_assign(self, request, queryset: QuerySet) -> list:
        """Return the selected rows to assign; none, with a message, where they are too many."""
        found = self.model._default_manager.filter(pk__in=queryset.order_by().values("pk"))
        rows = list(self.for_assignment(found)[: MOST + 1])
        if len(rows) > MOST:
            text = _(
                "You can select up to %(most)d rows at a time. Nothing was changed. Filter the list and try again."
            )
            self.message_user(request, text % {"most": MOST}, messages.ERROR)
            return []
        return rows

    def for_assignment(self, rows: QuerySet) -> QuerySet:
        """Return the rows with what is shown of them."""
        return rows.select_related("assigned_to").order_by("pk")

    def _assign_all(self, request, rows: list, act: Callable[[Any], Any]) -> None:
        """Assign many rows, and tell the user how many were, and why others were not."""
        refused: list[tuple[Any, AssignmentRefused]] = []
        for row in rows:
            try:
                act(row)
            except AssignmentRefused as error:
                refused.append((row, error))
        for row, error in refused[:NAMED]:
            text = format_html(_("“{row}” was not assigned: {reason}"), row=row, reason=error)
            self.message_user(request, text, messages.WARNING)
        if (more := len(refused) - NAMED) > 0:
            text = ngettext("%d more was not assigned.", "%d more were not assigned.", more)
            self.message_user(request, text % more, messages.WARNING)
        if done := len(rows) - len(refused):
            self.message_user(request, ngettext("Assigned: %d.", "Assigned: %d.", done) % done, messages.SUCCESS)

    @admin.display(description=_("who has it"), ordering=F("assigned_to__username").asc(nulls_last=True))
    def who_cell(self, row):
        """Show who has the row and when it is due, or a button to take it, which sends the form of the list."""
        if row.assigned_to_id:
            return format_html("{}{}", display_name(row.assigned_to), due_html(row))
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_assign", args=[row.pk])
        button = '<button class="button take" name="do" value="take" formaction="{}?{}" aria-label="{}">{}</button>'
        name = _("Take: %(row)s") % {"row": row}
        return format_html(button, address, urlencode({NEXT: row.list_address}), name, _("Take"))


def due_html(row) -> str:
    """Return the HTML of the day on which a row is due, marked if it has passed; "" if none is set."""
    if row.due_on is None:
        return ""
    shown = date_format(row.due_on, "SHORT_DATE_FORMAT")
    if is_overdue(row):
        return format_html('<span class="second mark mark-contradicts">{}</span>', _("overdue since %s") % shown)
    return format_html('<span class="second">{}</span>', _("due %s") % shown)


def _told(row, done) -> str:
    if done.assigned_to_id is None:
        return format_html(_("Nobody has “{row}” now."), row=row)
    text = _("{who} has “{row}” now.")
    return format_html(text, who=display_name(done.assigned_to), row=row)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
