"""The pages that merge a record or a source into another: the button and the choice of the other one, the two side by
side with what is taken, and the undo of a merge.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from observatory.history.undo import CannotUndo
from observatory.publishing.admin.duplicate_pages import duplicate_reason_in_words, render, sides_of
from observatory.publishing.admin.merge_types import RECORDS, SOURCES, MergeType, may_publish, merge_type, row_or_404
from observatory.publishing.admin.shared_decisions import ReasonForm, row_stamp
from observatory.publishing.merging.merge_choices import BOTH, INTO, RECORD, Choice
from observatory.publishing.merging.merge_records import AlreadyMerged, CannotMergeIntoItself, CannotMergeTypes
from observatory.publishing.merging.merge_sources import SourceAlreadyMerged, TwoAttachments
from observatory.publishing.merging.undo_merge import NotMerged
from observatory.publishing.publication_refusals import NotPublic
from observatory.records import registry
from observatory.records.admin.autocomplete import SingleAutocomplete
from observatory.records.models import Record, Relation
from observatory.records.record_duplicates import comparable_types, is_merged
from observatory.sources.models import Citation, Source
from observatory.sources.source_duplicates import is_merged as is_merged_source


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(Record.objects.none(), label=gettext_lazy("Into"))

    def __init__(self, *args, row, **kwargs):
        """Offer the records or sources that `row` can be merged into."""
        super().__init__(*args, **kwargs)
        is_record = isinstance(row, Record)
        column = Relation._meta.get_field("object") if is_record else Citation._meta.get_field("source")
        # Before the queryset, which the field passes on to its current widget.
        self.fields["into"].widget = SingleAutocomplete(column, admin.site)
        self.fields["into"].queryset = _others(row)
        invalid = (
            gettext_lazy("Choose another record of this type.") if is_record else gettext_lazy("Choose another source.")
        )
        self.fields["into"].error_messages["invalid_choice"] = invalid


def _others(row):
    if not isinstance(row, Record):
        return Source.objects.exclude(pk=row.pk).exclude(is_merged_source())
    kinds = [each.kind for each in registry.all_types() if comparable_types(row.kind, each.kind)]
    return Record.objects.filter(kind__in=kinds).exclude(pk=row.pk).exclude(is_merged())


class MergeDecision:
    """The button on a form."""

    name = "merge"
    verb = gettext_lazy("Merge into another")
    permission = "change"

    @staticmethod
    def is_offered(side) -> bool:
        """Return whether a record or source is not merged already."""
        row = side.record if hasattr(side, "record") else side.item
        return row.state != Record.State.WITHDRAWN


def merge_one(modeladmin, request, row, back: str):
    """Ask what a record or source is merged into, and go on to the page that shows the two side by side."""
    found = RECORDS if isinstance(row, Record) else SOURCES
    asked = request.method == "POST" and "decided" in request.POST
    form = MergeForm(request.POST if asked else None, row=row)
    if asked and form.is_valid():
        return HttpResponseRedirect(found.merge_url(row, form.cleaned_data["into"]))
    partners = found.finder.partners([row.pk]).get(row.pk, {})
    others = found.model._default_manager.in_bulk(partners)
    context = {
        "type": found,
        "row": row,
        "form": form,
        "back": back,
        "twins": [
            (str(others[key]), found.merge_url(row, others[key]), duplicate_reason_in_words(likeness.reasons[0]))
            for key, likeness in partners.items()
        ],
    }
    return render(request, "choose", str(MergeDecision.verb), context)


PAST = gettext_noop("Merged")
UNDONE = gettext_noop("Merge undone")


class PickForm(ReasonForm):
    """The reason of a merge, and a choice for each statement that two rows make differently."""

    def __init__(self, *args, choices: list[Choice], **kwargs):
        """Add a field for each choice of a merge between two values."""
        super().__init__(*args, **kwargs)
        for choice in choices:
            if choice.options:
                words = [(each, each) for each in choice.options]
                self.fields[f"pick-{choice.name}"] = forms.ChoiceField(choices=words, initial=choice.taken)

    @property
    def picks(self) -> dict[str, str]:
        """The chosen values by the name of the statement."""
        chosen = self.cleaned_data.items()
        return {name.removeprefix("pick-"): value for name, value in chosen if name.startswith("pick-")}

    def chosen(self, choice: Choice) -> str:
        """Return which value of a choice is selected."""
        value = self[f"pick-{choice.name}"].value() if choice.options else choice.taken
        return value if value in choice.options else choice.taken


def merge_refusal(found: MergeType, row: Any, into: Any, user) -> str:
    """Return why a row cannot be merged into another by a user, with what to do instead; "" if it can."""
    try:
        found.require_mergeable(row, into)
    except CannotMergeIntoItself:
        return _("This is one and the same. Choose another to merge it into.")
    except CannotMergeTypes:
        return _("These two types cannot be merged. Create the record under the right type, then withdraw this one.")
    except (AlreadyMerged, SourceAlreadyMerged) as error:
        merged = error.merger.record if found is RECORDS else error.merger.source
        text = _("“{one}” is already merged into “{other}”. Undo that merge first, or merge the other one.")
        return format_html(text, one=merged, other=error.merger.into)
    except NotPublic:
        text = _("“{one}” is public and “{other}” is not. Publish “{other}” first, or merge in the other direction.")
        return format_html(text, one=row, other=into)
    except TwoAttachments:
        return _("Both sources have an attachment without a URL. Give one of them a URL first.")
    if found.changes_public(row) and not may_publish(user):
        return format_html(_("“{one}” is public. Only a reviewer can merge it."), one=row)
    return ""


def merge_two(request: HttpRequest, what: str, key: str, into_key: str):
    """Show two rows side by side; merge the first into the second once it is submitted."""
    found = merge_type(what)
    row, into = row_or_404(found, key), row_or_404(found, into_key)
    if not found.may_change(request.user, row, into):
        raise PermissionDenied
    refused = merge_refusal(found, row, into, request.user)
    choices = [] if refused else found.choices(row, into)
    asked = request.method == "POST" and not refused
    form = PickForm(request.POST if asked else None, choices=choices)
    status = 200
    if asked and form.is_valid():
        if request.POST.get("seen") == row_stamp([row, into]):
            return _merge_and_redirect(request, found, row, into, form)
        form.add_error(None, _("Somebody edited one of the two after you opened this page. Compare them again below."))
        status = 409
    sides = sides_of(found, [row, into])
    context = {
        "type": found,
        "row": sides[row.pk],
        "into": sides[into.pk],
        "refused": refused,
        "choices": [_choice_for_page(choice, form) for choice in choices],
        "left_behind": [] if refused else found.left_behind(row, into),
        "form": form,
        "seen": row_stamp([row, into]),
        "swapped": found.merge_url(into, row),
        "redirects": found.changes_public(row),
    }
    return render(request, "merge", _("Merge two into one"), context, status=status)


def _choice_for_page(choice: Choice, form: PickForm) -> Mapping[str, Any]:
    """Return a choice of a merge for the template: its options with label, value and whether each is selected."""
    values = {INTO: choice.into, RECORD: choice.record, BOTH: ""}
    chosen = form.chosen(choice)
    options = [(each, values[each], each == chosen) for each in (INTO, RECORD, BOTH) if each in choice.options]
    return {"choice": choice, "options": options}


def _merge_and_redirect(request: HttpRequest, found: MergeType, row: Any, into: Any, form: PickForm):
    """Merge a row into another as the form says, tell what moved, and lead to the remaining one."""
    reason = form.cleaned_data["reason"]
    try:
        result = found.merge(row, into=into, by=request.user, reason=reason, picks=form.picks)
    except (CannotMergeIntoItself, CannotMergeTypes, AlreadyMerged, SourceAlreadyMerged, NotPublic, TwoAttachments):
        # Somebody else was faster: the page says what is against it now.
        return merge_two_again(request, found, row, into)
    found.log(row, request.user, f"{PAST}: {into} · {reason}")
    text = _("“{title}” was merged into “{into}”.")
    messages.success(request, format_html(text, title=row, into=into))
    for level, said in _messages_of_merge(found, result):
        messages.add_message(request, level, said)
    return HttpResponseRedirect(found.url_of(into))


def merge_two_again(request: HttpRequest, found: MergeType, row: Any, into: Any):
    """Show the page again after a merge was refused, with the reason."""
    messages.error(request, merge_refusal(found, row, into, request.user) or _("Nothing was merged. Try again."))
    return HttpResponseRedirect(found.merge_url(row, into))


def _messages_of_merge(found: MergeType, result: Any) -> list[tuple[int, str]]:
    """Return what went along in a merge, and what waits for review, as messages."""
    said = []
    if found is RECORDS:
        moved, edited = result.moved, len(result.moved.edited)
        along = moved.citations + (result.public.moved if result.public else 0)
        if result.public:
            said.append((messages.SUCCESS, _("Its web pages now redirect there.")))
    else:
        moved, edited = result[1], len(result[1].records)
        along = moved.citations
    if along:
        text = ngettext("%d citation was moved to it.", "%d citations were moved to it.", along)
        said.append((messages.SUCCESS, text % along))
    if moved.folded:
        text = ngettext(
            "%d citation of a place that is cited already was left out.",
            "%d citations of places that are cited already were left out.",
            moved.folded,
        )
        said.append((messages.INFO, text % moved.folded))
    text = ngettext(
        "It and %d other record are drafts now: readers see the changes when they are published.",
        "It and %d other records are drafts now: readers see the changes when they are published.",
        edited,
    )
    alone = _("It is a draft now: readers see the changes when it is published.")
    said.append((messages.WARNING, text % edited if edited else alone))
    return said


def undo_merge_view(request: HttpRequest, what: str, key: str):
    """Ask for the reason, then undo the merge of a record or source."""
    found = merge_type(what)
    row = row_or_404(found, key)
    merger = row.merger if hasattr(row, "merger") else None
    if merger is None:
        raise Http404
    if not found.may_change(request.user, row, merger.into):
        raise PermissionDenied
    public = found.undo_changes_public(merger)
    refused = ""
    if public and not may_publish(request.user):
        refused = format_html(_("“{one}” was public. Only a reviewer can undo this merge."), one=row)
    form = ReasonForm(request.POST if request.method == "POST" and not refused else None)
    if form.is_bound and form.is_valid():
        try:
            result = found.undo(row, by=request.user, reason=form.cleaned_data["reason"])
        except NotMerged:
            refused = _("Nothing was undone: it is no longer merged.")
        except CannotUndo as error:
            rows = format_html_join("", "<li>{}</li>", ((each,) for each in error.edited))
            refused = format_html("{}<ul>{}</ul>", _("Nothing was undone, because this would lose later work:"), rows)
        else:
            found.log(row, request.user, f"{UNDONE}: {form.cleaned_data['reason']}")
            messages.success(request, format_html(_("“{title}” is separate again."), title=row))
            if getattr(result, "waits", False):
                messages.warning(request, _("It has unpublished edits: readers see it again when it is published."))
            return HttpResponseRedirect(found.url_of(row))
    context = {"type": found, "row": row, "merger": merger, "form": form, "refused": refused, "public": public}
    context |= {"url": found.url_of(row), "into_url": found.url_of(merger.into)}
    return render(request, "undo", _("Undo this merge"), context)
