"""Views of the evidence screen: the work list, a record with its stored texts, saving, undo."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from observatory.desk.evidence import citation_decisions, waiting_citations
from observatory.desk.evidence.evidence_screen import EvidenceScreen
from observatory.desk.evidence.forms import SAVE_QUOTE, EvidenceForm
from observatory.desk.evidence.statements_with_citations import record_evidence
from observatory.monitoring.quotes.quotes_in_stored_texts import check_quotes_after_decision
from observatory.records import registry
from observatory.records.admin_urls import admin_form_url, admin_record_url
from observatory.records.models import Record
from observatory.sources.models import Citation
from observatory.sources.verdicts import values_of
from observatory.text.input_cleaning import clean_text

ROWS = 50
MOST_UNDO = 20
UNDO = "evidence_undo"  # the latest decisions of this session, the last one at the end
VERDICTS = [(str(number), value, label) for number, (value, label) in enumerate(Citation.Verdict.choices, 1)]


def show_worklist(request: HttpRequest):
    """List the records with citations that somebody should look at."""
    _require(request, "sources.view_citation", "records.view_record")
    page = Paginator(waiting_citations.waiting_records(), ROWS).get_page(request.GET.get("p"))
    counts = waiting_citations.waiting_counts(page.object_list)
    rows = [
        {
            "record": row,
            "counts": counts.get(row.pk),
            "kind": registry.get_record_type(row.kind).model._meta.verbose_name,
        }
        for row in page.object_list
    ]
    first = waiting_citations.waiting_records().first()
    context = {"page": page, "rows": rows, "total": waiting_citations.total_waiting(), "first": first}
    return _render(request, "worklist", _("Evidence to check"), context)


def show_record(request: HttpRequest, ref: str):
    """Show a record's statements beside the stored text of a source; save what is decided on one of them."""
    _require(request, "sources.view_citation", "records.view_record")
    record = _record_to_show(ref)
    screen = EvidenceScreen(record_evidence(record), request.GET.dict())
    if request.method == "POST":
        return _save_evidence(request, screen)
    return _show_screen(request, screen, _form(screen))


@require_POST
def undo_last_decision(request: HttpRequest):
    """Take back the last decision on a citation of this session."""
    stack = request.session.get(UNDO, [])
    if not stack:
        messages.info(request, _("There is nothing to undo."))
        return HttpResponseRedirect(reverse("desk-evidence"))
    last = stack.pop()
    request.session[UNDO] = stack
    _require(request, "sources.change_citation", *(["sources.delete_citation"] if last["values"] is None else []))
    citation = Citation.objects.select_related("record").filter(pk=last["citation"]).first()
    if citation is None:
        messages.warning(request, _("Nothing was undone: the citation was deleted in the meantime."))
        return HttpResponseRedirect(reverse("desk-evidence"))
    name, record = str(citation), citation.record_id
    try:
        citation_decisions.undo_citation_decision(
            citation=citation, token=last["token"], values=last["values"], by=request.user
        )
    except citation_decisions.SavedMeanwhile:
        text = _("Nothing was undone: somebody has saved “{citation}” since.")
        messages.warning(request, text.format(citation=name))
    else:
        if last["values"] is not None:
            check_quotes_after_decision([last["citation"]])
        messages.success(request, _("Undone: “{citation}”.").format(citation=name))
    page = reverse("desk-evidence-record", args=[last.get("record", record)])
    return HttpResponseRedirect(f"{page}?citation={last['citation']}")


def _save_evidence(request: HttpRequest, screen: EvidenceScreen):
    """Save what the form of the evidence screen says of a citation, or show the screen again with what is wrong."""
    _require(request, "sources.change_citation" if screen.editing else "sources.add_citation")
    if screen.chosen is None or screen.source is None:
        raise Http404
    form = _form(screen, request.POST)
    if not form.is_valid():
        return _show_screen(request, screen, form)
    try:
        with transaction.atomic():
            saved = _save_decision(request, screen, form)
    except citation_decisions.SavedMeanwhile as problem:
        return _show_conflict(request, screen, form, problem.citation)
    except IntegrityError:
        form.add_error("locator", _("This source is already cited for this statement at this locator."))
        return _show_screen(request, screen, form)
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return _show_screen(request, screen, form)
    check_quotes_after_decision([saved.pk])
    text = _("Saved: “{citation}” – {verdict}.")
    messages.success(request, text.format(citation=saved, verdict=saved.get_verdict_display()))
    judged = form.cleaned_data["do"] != SAVE_QUOTE
    if screen.editing is None:
        return HttpResponseRedirect(screen.address({"citation": str(saved.pk)}))
    return HttpResponseRedirect(screen.address_after(judged))


def _save_decision(request: HttpRequest, screen: EvidenceScreen, form: EvidenceForm) -> Citation:
    """Save the verdict, the quote or the new citation of a valid form of the evidence screen."""
    given = {"verdict": form.verdict, "basis": form.basis_given, "passage": form.passage, "by": request.user}
    if screen.editing is None:
        row = screen.statement
        saved = citation_decisions.cite_source(
            record=row.owner,
            statement=row.key,
            source=screen.source,
            stated_value=form.cleaned_data["stated_value"],
            locator=form.cleaned_data["locator"],
            **given,
        )
        before = None
    else:
        before = citation_decisions.judge_citation(
            citation=screen.editing.citation, token=form.cleaned_data["token"], **given
        )
        saved = Citation.objects.select_related("source", "relation", "milestone").get(pk=before.pk)
    _remember_for_undo(request, screen.evidence.record, saved, before)
    return saved


def _show_conflict(request: HttpRequest, screen: EvidenceScreen, form: EvidenceForm, now: Citation | None):
    """Show what somebody else saved beside what was entered; saving again replaces it."""
    if now is None:
        messages.error(request, _("Nothing was saved: the citation was deleted in the meantime."))
        return HttpResponseRedirect(screen.address({"statement": screen.statement.key}))
    fresh = EvidenceScreen(record_evidence(screen.evidence.record), screen.query)
    entered = form.cleaned_data
    fields = [
        name for name in ("quote", "prefix", "suffix", "locator") if entered[name] != clean_text(getattr(now, name))
    ]
    rows = [(form.fields[name].label, getattr(now, name), entered[name]) for name in fields]
    verdict = dict(Citation.Verdict.choices).get(entered["do"], "–")
    rows.insert(0, (_("Verdict"), now.get_verdict_display(), verdict))
    form.data = form.data.copy()
    form.data["token"] = citation_decisions.version_token(now)
    conflict = {"rows": rows, "by": citation_decisions.last_save(now)}
    return _show_screen(request, fresh, form, conflict=conflict, status=409)


def _show_screen(request: HttpRequest, screen: EvidenceScreen, form: EvidenceForm | None, conflict=None, status=200):
    """Show the evidence screen of a record."""
    record = screen.evidence.record
    may = {name: request.user.has_perm(f"sources.{name}_citation") for name in ("add", "change")}
    context = {
        "screen": screen,
        "record": record,
        "form": form,
        "conflict": conflict,
        "verdicts": VERDICTS,
        "may_save": may["change"] if screen.editing else may["add"],
        "text": screen.text if request.user.has_perm("monitoring.view_snapshot") else None,
        "record_address": admin_record_url(record),
        "citation_address": admin_form_url(screen.editing.citation) if screen.editing else "",
        "source_address": admin_form_url(screen.source) if screen.source else "",
        "next_record": waiting_citations.next_waiting_record(record.pk),
        "can_undo": bool(request.session.get(UNDO)),
    }
    return _render(request, "record", str(record), context, status)


def _render(request: HttpRequest, name: str, title: str, context: dict, status: int = 200):
    request.current_app = admin.site.name
    whole = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/evidence/{name}.html", whole, status=status)


def _form(screen: EvidenceScreen, data=None) -> EvidenceForm | None:
    if screen.chosen is None or screen.source is None:
        return None
    citation = screen.editing.citation if screen.editing else None
    return EvidenceForm(data, citation=citation, source=screen.source, stated=screen.chosen.statement.stated)


def _remember_for_undo(request: HttpRequest, record: Record, saved: Citation, before: Citation | None) -> None:
    """Put a decision on the stack of this session, for undo; `before` is None for a new citation."""
    entry = {
        "record": record.pk,
        "citation": saved.pk,
        "token": citation_decisions.version_token(saved),
        "values": values_of(before) if before else None,
    }
    request.session[UNDO] = [*request.session.get(UNDO, []), entry][-MOST_UNDO:]


def _record_to_show(ref: str) -> Record:
    """Return the record whose evidence is looked at, by its primary key or permanent ID. Raises Http404."""
    wanted = Q(public_id=ref)
    if ref.isascii() and ref.isdigit() and len(ref) < 19:
        wanted |= Q(pk=int(ref))
    record = Record.objects.filter(wanted).order_by("pk").first()
    if record is None:
        raise Http404
    return record


def _require(request: HttpRequest, *permissions: str) -> None:
    if not request.user.has_perms(permissions):
        raise PermissionDenied
