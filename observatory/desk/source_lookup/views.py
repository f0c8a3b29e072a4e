"""Views of the look-up: show the form of a new source filled in, a list of pasted references, and choose a source."""

import json

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from observatory.desk.source_lookup.lookup import LookUp, lookup_source
from observatory.desk.source_lookup.pasted_references import MAX_PASTED, MAX_SHOWN, list_pasted
from observatory.records.admin_urls import admin_form_url, admin_list_url
from observatory.sources.admin.new_source import NewSource, is_popup, similar_to_draft, use_url
from observatory.sources.create_sources import DraftsRefused, create_sources
from observatory.sources.models import Source
from observatory.sources.references import parse_references

TEXT, CHOSEN, FILL = "q", "chosen", "fill"
_MOST_KEY = 1 << 63


def look_up(request: HttpRequest):
    """Look up what was entered, and show the form of a new source with what was found. Nothing is saved."""
    _require(request, "sources.add_source")
    if request.method != "POST":
        return HttpResponseRedirect(_add_url(request))
    text = request.POST.get(TEXT, "")
    if not text.strip() or len(text) > MAX_PASTED:
        problem = _("Enter a DOI, ISBN, arXiv number or URL, or paste a reference.")
        if text.strip():
            problem = _("The text is longer than %(most)d characters. Import it as a file.") % {"most": MAX_PASTED}
        return _form(request, NewSource(entered=text[:MAX_PASTED], problem=problem))
    found = lookup_source(text)
    if found.references is not None:
        return _show_pasted(request, found)
    return _filled(request, found)


@require_POST
def create_sources_view(request: HttpRequest):
    """Make the chosen ones of several pasted references, all or none of them."""
    _require(request, "sources.add_source")
    text = request.POST.get(TEXT, "")[:MAX_PASTED]
    references = parse_references(text).references
    numbers = _numbers(request.POST.getlist(CHOSEN), len(references))
    if not numbers:
        return _pasted_references_page(request, text, _("Choose at least one reference."), ())
    try:
        chosen = [references[number] for number in numbers]
        made = create_sources(drafts=chosen, by=request.user, known=[_shown(request, number) for number in numbers])
    except DraftsRefused as refusal:
        refused = {numbers[at]: reasons for at, reasons in refusal.reasons.items()}
        return _pasted_references_page(
            request, text, _("Nothing was saved. Look at the references that are marked."), numbers, refused
        )
    text = ngettext("%(count)d source was made as a draft.", "%(count)d sources were made as drafts.", len(made))
    messages.success(request, text % {"count": len(made)})
    return HttpResponseRedirect(f"{admin_list_url(Source)}?state=draft&o=-1")


def use_existing_source(request: HttpRequest, pk: int):
    """Choose an existing source instead of a new one: in a popup window for the form that opened it."""
    _require(request, "sources.view_source")
    source = Source.objects.filter(pk=pk).first() if pk < _MOST_KEY else None
    if source is None:
        raise Http404
    label = f"{source.key} · {source.title}"
    data = json.dumps({"value": str(source.pk), "obj": label})
    context = {"popup_response_data": data, "source": source, "back": admin_form_url(source)}
    return TemplateResponse(request, "admin/popup_response.html", context)


def _show_pasted(request: HttpRequest, found: LookUp):
    references = found.references.references if found.references else ()
    fill = _numbers(request.POST.getlist(FILL), len(references))
    if len(references) > 1 and not fill:
        return _pasted_references_page(request, found.entered, "", None)
    problems = found.references.problems if found.references else ()
    notes = tuple(f"{problem.entry}: {problem.reason} {problem.remedy}".removeprefix(": ") for problem in problems)
    if not references:
        return _form(request, NewSource(entered=found.entered, problem=" ".join(notes)))
    draft = references[fill[0] if fill else 0]
    new = NewSource(
        draft, found.entered, found.origin, "", similar_to_draft(draft), notes if len(references) == 1 else ()
    )
    return _form(request, new)


def _filled(request: HttpRequest, found: LookUp):
    similar = similar_to_draft(found.draft)
    return _form(request, NewSource(found.draft, found.entered, found.origin, found.problem, similar))


def _form(request: HttpRequest, new: NewSource):
    """Show the form of the admin with what was found; it posts to its own URL."""
    request.new_source = new  # type: ignore[attr-defined]
    request.method = "GET"
    return admin.site.get_model_admin(Source).add_view(request, form_url=_add_url(request))


def _pasted_references_page(request: HttpRequest, text: str, problem: str, chosen, refused=None):
    """Return the page with the list of pasted references."""
    parsed = parse_references(text)
    rows = list_pasted(parsed, chosen, refused or {})
    popup = is_popup(request)
    for row in rows:
        row.links = [(each, use_url(each.source, popup)) for each in row.similar]
    context = admin.site.each_context(request) | {
        "title": _("Pasted references"),
        "rows": rows,
        "total": len(parsed.references),
        "most": MAX_SHOWN,
        "problems": parsed.problems,
        "problem": problem,
        "text": text,
        "is_popup": popup,
        "lookup_query": request.GET.urlencode(),
        "add_url": _add_url(request),
    }
    status = 400 if problem else 200
    return TemplateResponse(request, "admin/sources/source/pasted.html", context, status=status)


def _numbers(values: list[str], count: int) -> list[int]:
    """Return the numbers of references that were sent, those that exist, each once."""
    sent = [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 6]
    return [number for number in dict.fromkeys(sent) if number < min(count, MAX_SHOWN)]


def _shown(request: HttpRequest, number: int) -> set[int]:
    """Return the sources that were shown as the work of a reference, by primary key."""
    values = request.POST.get(f"shown-{number}", "")[:200].split(",")
    return {int(value) for value in values if value.isascii() and value.isdigit()}


def _add_url(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    if IS_POPUP_VAR in request.POST and IS_POPUP_VAR not in request.GET:
        query = f"{IS_POPUP_VAR}=1"
    return reverse("admin:sources_source_add") + (f"?{query}" if query else "")


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied
