"""Close changes: a page that shows their claims with what differs, asks for a note, and reports the result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from observatory.monitoring.admin.claim_rows import ClaimRow
from observatory.monitoring.changes import change_actions
from observatory.monitoring.changes.claim_decisions import LOADED
from observatory.monitoring.changes.claim_weights import annotate_counts, weighed_claims
from observatory.monitoring.models import AffectedCitation, Change
from observatory.records.admin.form_fields import CleanCharField

MOST = 500
MOST_CLAIMS = 300


class NoteForm(forms.Form):
    reason = CleanCharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


@dataclass(frozen=True)
class CloseAction:
    """One way to close a change."""

    name: str
    verb: Any
    explanation: Any
    close: Callable
    kinds: tuple[str, ...]
    reason_needed: bool = False


CLOSINGS = {
    closing.name: closing
    for closing in (
        CloseAction(
            "resolve",
            _("Resolve"),
            _(
                "For a change that affects no statement. A change with statements closes when each of them has a"
                " decision."
            ),
            change_actions.resolve_change,
            tuple(Change.Kind.values),
        ),
        CloseAction(
            "dismiss",
            _("Dismiss"),
            _(
                "The change does not matter. Every statement below that has no decision yet is dismissed with your note"
                " as the reason, which readers see once its record is published. If the change proposes a new URL, that"
                " URL is not proposed again."
            ),
            change_actions.dismiss_change,
            tuple(Change.Kind.values),
            reason_needed=True,
        ),
        CloseAction(
            "accept_move",
            _("Accept the new URL"),
            _(
                "The new URL is added to the source and monitored from now on. The old one is retired: it is"
                " kept with everything that was read there, but it is no longer monitored or shown. The quotes of the"
                " statements below are looked for at the first visit."
            ),
            change_actions.accept_move,
            (Change.Kind.MOVED,),
        ),
    )
}


def offered_closings(change: Change, undecided: int) -> list[CloseAction]:
    """Return the ways to close this change now."""
    if change.state != Change.State.OPEN:
        return []
    found = [row for row in CLOSINGS.values() if change.kind in row.kinds]
    return [row for row in found if not (row.name == "resolve" and undecided)]


class ClosesChanges:
    """Mixin of the admin of changes: closing one change or a selection."""

    close_template = "admin/monitoring/change/close.html"

    def ask_and_close(self, request, closing: CloseAction, queryset, back: str = ""):
        """Show the form that asks for the note; close the changes once the note is submitted."""
        chosen = Change.objects.filter(pk__in=queryset.order_by().values("pk")).defer("diff")
        changes = list(annotate_counts(chosen.select_related("location__source"))[: MOST + 1])
        if len(changes) > MOST:
            text = _(
                "You can select up to %(most)d changes at a time. Nothing was changed. Filter the list and try again."
            ) % {"most": MOST}
            self.message_user(request, text, messages.ERROR)
            return None
        asked = request.method == "POST" and "decided" in request.POST
        form = NoteForm(request.POST if asked else None)
        form.fields["reason"].required = closing.reason_needed
        if asked and form.is_valid():
            self._close_selected_changes(request, closing, changes, form.cleaned_data["reason"])
            return HttpResponseRedirect(back or request.get_full_path())
        claims, more = _claims_of_changes(changes)
        context = {
            **self.admin_site.each_context(request),
            "title": closing.verb,
            "opts": self.opts,
            "decision": closing,
            "changes": [(row, claims.get(row.pk, [])) for row in changes],
            "more_claims": more,
            "form": form,
            "back": back or request.get_full_path(),
            "from_list": not back,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.close_template, context)

    def _close_selected_changes(self, request, closing: CloseAction, changes: list[Change], note: str) -> None:
        """Close the changes with a note, and report how many were closed and why others were not."""
        done = 0
        for change in changes:
            try:
                closing.close(change=change, by=request.user, note=note)
                done += 1
            except change_actions.ClaimsUndecided as error:
                text = _('“{change}” was not closed: {reason} <a href="{url}">Decide now</a>')
                url = f"{reverse('admin:monitoring_change_change', args=[change.pk])}#statements"
                said = format_html(text, change=change, reason=error, url=url)
                self.message_user(request, said, messages.WARNING)
            except change_actions.DecisionRefused as error:
                text = _("“{change}” was not changed: {reason}")
                self.message_user(request, format_html(text, change=change, reason=error), messages.WARNING)
            except ValidationError as error:
                text = _("“{change}” was not changed: {reason}")
                reason = " ".join(error.messages)
                self.message_user(request, format_html(text, change=change, reason=reason), messages.WARNING)
            except ValueError:
                text = _("“{change}” was not changed because it does not propose a new URL.")
                self.message_user(request, format_html(text, change=change), messages.WARNING)
        if done:
            self.message_user(request, _("Closed: %d.") % done, messages.SUCCESS)


def closing_action(closing: CloseAction):
    """Return the action of the list that closes the selected changes."""

    @admin.action(description=closing.verb, permissions=["change"])
    def chosen(modeladmin, request, queryset):
        return modeladmin.ask_and_close(request, closing, queryset)

    chosen.__name__ = closing.name
    return chosen


def _claims_of_changes(changes: Sequence[Change]) -> tuple[dict[int, list[ClaimRow]], bool]:
    """Return the claims of the changes by change, in one query, and whether some were left out."""
    by_pk = {change.pk: change for change in changes}
    claims = weighed_claims(AffectedCitation.objects.filter(change__in=by_pk)).select_related(*LOADED)
    found = list(claims.order_by(F("weight").desc(), "pk")[: MOST_CLAIMS + 1])
    shown: dict[int, list[ClaimRow]] = {}
    for row in found[:MOST_CLAIMS]:
        shown.setdefault(row.change_id, []).append(ClaimRow(row, by_pk[row.change_id]))
    return shown, len(found) > MOST_CLAIMS
