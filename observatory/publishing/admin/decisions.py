"""Publish, withdraw, submit, send back: a page that asks for the reason, and a message with the result.

Used for a selection in a list and for a button on a record's form; both run the same actions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from observatory.publishing import actions, workflow
from observatory.publishing.admin import public_panel
from observatory.publishing.admin.companions import count_chosen, with_companions
from observatory.publishing.admin.decision_form import (
    MOST,
    WITH_DIFFERENCES,
    ChosenRow,
    ReasonForm,
    Said,
    count_said,
    fingerprint,
    too_many,
)
from observatory.publishing.admin.decision_views import DecisionViews, as_action
from observatory.publishing.admin.describe_items import pending_rows
from observatory.publishing.admin.item_decisions import KEY_TAKEN
from observatory.publishing.checks.registry import at_least
from observatory.publishing.checks.run import findings_and_documents
from observatory.publishing.checks.words import CheckRow, check_rows
from observatory.publishing.items import SOURCES, edited_since_published
from observatory.publishing.models import Entry
from observatory.publishing.refusals import ChecksFailed, KeyTaken, NotPublic, OwnEdits, SlugTaken
from observatory.publishing.worklists import EDITING
from observatory.records.admin_links import admin_form_url
from observatory.records.languages import active_language
from observatory.records.logbook import log_action
from observatory.records.models import Record
from observatory.sources.models import Citation, Source
from observatory.text.language_preference import localised

NAMED = 10
OWN_EDITS = _(
    "Nothing was published. You edited {titles} since the last publication: somebody else has to publish (rule of four"
    " eyes)."
)
CHECKED = ("submit", "publish")  # the decisions on whose page the findings of the checks are shown
MOST_SOURCES = 20  # whose edits or names the page shows


@dataclass(frozen=True)
class DecisionResult:
    """The messages for the user who decided (level and text), and the records that were changed."""

    said: Said
    changed: Sequence[Record]


@dataclass(frozen=True)
class Decision:
    """One decision that can be taken on records, and its confirmation page."""

    name: str
    verb: Any
    explanation: Any
    past: str  # for the log of the record
    permission: str  # `has_<permission>_permission` of the admin
    run: Callable[..., DecisionResult]  # records, by, reason; `publish` takes `sources` too
    is_offered: Callable[[public_panel.PublicSide], bool]  # whether the button makes sense on this record's form
    reason_needed: bool = True


class PublishForm(ReasonForm):
    """Asks a reviewer whether to publish the unpublished edits of cited sources too."""

    with_sources = forms.BooleanField(label=_("Publish these sources too"), required=False)


def _publish(records: Sequence[Record], by, reason: str, sources: Sequence[Source] = ()) -> DecisionResult:
    try:
        publications = actions.publish_many(records=records, by=by, reason=reason, sources=sources)
    except SlugTaken as error:
        text = _(
            "Nothing was published. Another public record already uses the slug “{slug}”. Change one of the two slugs."
        )
        return DecisionResult([(messages.ERROR, format_html(text, slug=error))], [])
    except KeyTaken as error:
        return DecisionResult([(messages.ERROR, format_html(KEY_TAKEN, key=error))], [])
    except ChecksFailed as error:
        return DecisionResult([(messages.ERROR, _say_refused(error))], [])
    except OwnEdits as error:
        titles = "; ".join(f"“{localised(each, active_language())}”" for each in list(error.titles.values())[:NAMED])
        return DecisionResult([(messages.ERROR, format_html(OWN_EDITS, titles=titles))], [])
    made = [row.version.record_id for row in publications if row.created]
    said: Said = []
    for entry in Entry.objects.filter(record__in=made[:NAMED]).defer("document", "search"):
        text = _('<a href="{address}">{title}</a> is public as version {number}.')
        told = format_html(text, address=public_panel.public_address(entry), title=entry.title, number=entry.version)
        said.append((messages.SUCCESS, told))
    more, same = max(0, len(made) - NAMED), len(publications) - len(made)
    said += count_said(
        messages.SUCCESS, ngettext("%d other record is now public.", "%d other records are now public.", more), more
    )
    text = ngettext(
        "%d record had no changes, so no new version was made.",
        "%d records had no changes, so no new versions were made.",
        same,
    )
    said += count_said(messages.INFO, text, same)
    count = len(sources)
    text = ngettext("%d edited source was published too.", "%d edited sources were published too.", count)
    said += count_said(messages.SUCCESS, text, count)
    return DecisionResult(said, [row for row in records if row.pk in made or row.state != Record.State.PUBLISHED])


def _say_refused(error: ChecksFailed) -> str:
    named = "; ".join(
        f"“{localised(error.titles[key], active_language())}”: "
        + ", ".join(dict.fromkeys(str(each.check.label) for each in findings))
        for key, findings in list(error.found.items())[:NAMED]
    )
    text = _("Nothing was published, because checks that must pass found something. {named}")
    return format_html(text, named=named)


def _withdraw(records: Sequence[Record], by, reason: str) -> DecisionResult:
    said: Said = []
    changed = []
    for record in records:
        try:
            actions.withdraw(record=record, by=by, reason=reason)
        except NotPublic:
            text = _("“{title}” is not public, so it was not withdrawn.")
            said.append((messages.WARNING, format_html(text, title=record.title)))
        else:
            changed.append(record)
            text = _("“{title}” was withdrawn. Its public page now says so and gives the reason.")
            said.append((messages.SUCCESS, format_html(text, title=record.title)))
    return DecisionResult(said, changed)


def _submit(records: Sequence[Record], _by, _reason: str) -> DecisionResult:
    done = workflow.submit_for_review(records=records)
    left = len(records) - done
    said = count_said(
        messages.SUCCESS,
        ngettext("%d draft is now waiting for review.", "%d drafts are now waiting for review.", done),
        done,
    )
    text = ngettext(
        "%d record was not changed because it is not a draft.",
        "%d records were not changed because they are not drafts.",
        left,
    )
    said += count_said(messages.WARNING, text, left)
    return DecisionResult(said, [row for row in records if row.state == Record.State.DRAFT])


def _send_back(records: Sequence[Record], _by, _reason: str) -> DecisionResult:
    done = workflow.send_back(records=records)
    left = len(records) - done
    text = ngettext(
        "%d record was sent back and is a draft again.", "%d records were sent back and are drafts again.", done
    )
    said = count_said(messages.SUCCESS, text, done)
    text = ngettext(
        "%d record was not changed because it is not in review.",
        "%d records were not changed because they are not in review.",
        left,
    )
    said += count_said(messages.WARNING, text, left)
    return DecisionResult(said, [row for row in records if row.state == Record.State.IN_REVIEW])


DECISIONS = {
    decision.name: decision
    for decision in (
        Decision(
            "submit",
            _("Submit for review"),
            _("A reviewer will see it in their review list. Use the reason to tell them what to look at."),
            gettext_noop("Submitted for review"),
            "change",
            _submit,
            lambda side: side.record.state == Record.State.DRAFT,
            reason_needed=False,
        ),
        Decision(
            "send_back",
            _("Send back"),
            _("It becomes a draft again. Use the reason to tell the curator what to correct."),
            gettext_noop("Sent back"),
            "publish",
            _send_back,
            lambda side: side.record.state == Record.State.IN_REVIEW,
        ),
        Decision(
            "publish",
            _("Publish"),
            _(
                "The content below becomes public immediately. Your reason is shown with this version"
                " permanently and cannot be changed."
            ),
            gettext_noop("Published"),
            "publish",
            _publish,
            # Without differences it makes public what was decided on changes of the sources.
            lambda side: bool(side.rows) or not side.is_public or side.record.state in EDITING,
        ),
        Decision(
            "withdraw",
            _("Withdraw"),
            _("Its public page will say when and why it was withdrawn. Published versions can still be cited."),
            gettext_noop("Withdrawn"),
            "publish",
            _withdraw,
            lambda side: side.is_public,
        ),
    )
}


class DecidingAdmin(DecisionViews):
    """Adds the decisions to the admin of a record type."""

    actions = [as_action(decision) for decision in DECISIONS.values()]

    def known_decisions(self):
        return DECISIONS

    def decide(self, request, decision: Decision, queryset, back: str = ""):
        """Show the form that asks for the reason; take the decision once it is submitted, for all records or for
        none."""
        records = list(Record.objects.filter(pk__in=queryset.order_by().values("pk")[: MOST + 1]).order_by("pk"))
        if len(records) > MOST:
            self.message_user(request, too_many(MOST), messages.ERROR)
            return None
        if not records:
            self.message_user(request, _("These records no longer exist."), messages.WARNING)
            return HttpResponseRedirect(back) if back else None
        records += with_companions(request.user, decision.name, records)

        asked = request.method == "POST" and "decided" in request.POST
        edited = list(edited_sources_of(records)) if decision.name == "publish" else []
        form = (PublishForm if edited else ReasonForm)(request.POST if asked else None)
        form.fields["reason"].required = decision.reason_needed
        if asked and form.is_valid() and self._still_as_seen(request, form, [*records, *edited]):
            sources = edited if form.cleaned_data.get("with_sources") else []
            self._take(request, decision, records, form.cleaned_data["reason"], sources)
            return HttpResponseRedirect(back or request.get_full_path())
        return self._ask(request, decision, records, form, back, edited)

    def _still_as_seen(self, request, form, rows: Sequence[Any]) -> bool:
        if request.POST.get("seen") == fingerprint(rows):
            return True
        form.add_error(None, _("Somebody edited these records after you opened this page. Review them again below."))
        return False

    def _take(
        self, request, decision: Decision, records: Sequence[Record], reason: str, sources: Sequence[Source]
    ) -> None:
        with transaction.atomic():
            chosen = {"sources": sources} if sources else {}
            outcome = decision.run(records, request.user, reason, **chosen)
            log_action(outcome.changed, request.user, f"{decision.past}: {reason}" if reason else decision.past)
        for level, text in outcome.said:
            self.message_user(request, text, level)

    def _ask(
        self,
        request,
        decision: Decision,
        records: Sequence[Record],
        form: ReasonForm,
        back: str,
        edited: Sequence[Source],
    ):
        with_differences = decision.name != "withdraw" and count_chosen(records) <= WITH_DIFFERENCES
        shown = [(row, pending_rows(SOURCES, row)) for row in edited[:MOST_SOURCES]]
        checks = checks_of(records) if decision.name in CHECKED else {}
        context = {
            **self.admin_site.each_context(request),
            "title": decision.verb,
            "opts": self.opts,
            "decision": decision,
            "records": [
                ChosenRow(
                    row,
                    public_panel.pending_rows(row, [each.pk for each in records]) if with_differences else None,
                    checks.get(row.pk, []),
                    public_panel.unpublished_decisions(row) if with_differences else (),
                )
                for row in records
            ],
            "own_edits": settings.FOUR_EYES
            and decision.name == "publish"
            and any(request.user.pk in row.edited_by for row in records),
            "is_blocked": decision.name == "publish" and any(row.blocks for rows in checks.values() for row in rows),
            "new_sources": new_sources_of(records)[: MOST_SOURCES + 1] if decision.name == "publish" else [],
            "edited_sources": [(row, admin_form_url(row), rows) for row, rows in shown],
            "edited_count": len(edited),
            "form": form,
            "seen": fingerprint([*records, *edited]),
            "back": back or request.get_full_path(),
            "from_list": not back,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/decide.html", context)


def checks_of(records: Sequence[Record]) -> dict[int, list[CheckRow]]:
    """Return what the checks find in records as they would be published now, in words, by primary key."""
    blocking = at_least(settings.PUBLICATION_BLOCKED_BY)
    found = findings_and_documents(records)
    return {key: check_rows(document, findings, blocking) for key, (document, findings) in found.items()}


def edited_sources_of(records: Sequence[Record]) -> QuerySet[Source]:
    """Return the sources that records cite and that curators edited after they were published."""
    cited = Citation.objects.filter(record__in=records).values("source")
    return edited_since_published(SOURCES).filter(pk__in=cited).order_by("pk")


def new_sources_of(records: Sequence[Record]) -> QuerySet[Source]:
    """Return the sources that would be published with records, as the first to cite them."""
    keys = [row.pk for row in records]
    public = Entry.objects.live().filter(record__relations_to__subject__in=keys).values_list("record_id", flat=True)
    return actions.sources_never_published(keys, {*public, *keys}).order_by("key")
