"""Likely duplicates in the admin: pairs side by side with the reasons, "not the same", and a warning after a save."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from observatory.publishing.admin.merge_types import (
    MERGE_TYPES,
    RECORDS,
    SOURCES,
    MergeType,
    may_publish,
    merge_type,
    row_or_404,
)
from observatory.records.admin.after_save import SavedRow, after_save
from observatory.records.duplicate_finder import reasons_of
from observatory.records.models import Identifier, OtherName, Record
from observatory.records.record_likeness import Found, Reason
from observatory.sources.models import Location, Source
from observatory.text.input_cleaning import clean_text

ROWS = 20
MOST_WARNED = 3  # likely duplicates that a message names
APART = "apart"  # the parameter of the list that shows what is not the same


@dataclass(frozen=True)
class DuplicateSide:
    """One of two rows that are compared."""

    row: Any
    url: str
    type: str
    is_public: bool
    counts: Sequence[tuple[Any, int]]

    @property
    def titles(self) -> list[tuple[str, str]]:
        """The titles of one of two likely duplicates that are not its name on the page, each once, with their
        languages."""
        row = self.row
        language = row.original_language if isinstance(row, Record) else row.language
        found = {row.title_en: "en", row.title_zh_hans: "zh-Hans", row.original_title: language or "und"}
        return [(text, tag) for text, tag in found.items() if text and text != str(row)]


@dataclass(frozen=True)
class PairRow:
    """A pair on the list; `merge_url` leads to the page that merges the one that readers do not see, or the newer."""

    pair: Any
    sides: tuple[DuplicateSide, DuplicateSide]
    reasons: Sequence[str]
    merge_url: str
    may_decide: bool


def sides_of(found: MergeType, rows: Sequence[Any]) -> dict[int, DuplicateSide]:
    """Return what the screens say of rows, by primary key: a query for each sort of parts, and one for the public."""
    keys = {row.pk for row in rows}
    counts, public = found.counts(keys), found.public(keys)
    return {
        row.pk: DuplicateSide(row, found.url_of(row), found.type_of(row), row.pk in public, counts[row.pk])
        for row in rows
    }


def show_likely_duplicates(request: HttpRequest, what: str = RECORDS.what):
    """List the likely duplicates among records or sources, the likeliest first, or what is marked as not the same."""
    found = merge_type(what)
    if not request.user.has_perm(found.view_permission):
        raise PermissionDenied
    apart = APART in request.GET
    rows = (found.finder.apart if apart else found.finder.pairs)._default_manager.select_related("one", "other")
    page = Paginator(rows.select_related("by") if apart else rows, ROWS).get_page(request.GET.get("p"))
    sides = sides_of(found, [row for pair in page.object_list for row in (pair.one, pair.other)])
    context = {
        "type": found,
        "types": [each for each in MERGE_TYPES.values() if request.user.has_perm(each.view_permission)],
        "apart": apart,
        "page": page,
        "pairs": [_duplicate_pair_row(found, pair, sides, request.user) for pair in page.object_list],
    }
    title = _("Not the same") if apart else _("Likely duplicates")
    return render(request, "list", title, context)


def _duplicate_pair_row(found: MergeType, pair: Any, sides: dict[int, DuplicateSide], user) -> PairRow:
    """Return a pair of likely duplicates for the list, with its reasons and the URL that merges it."""
    one, other = sides[pair.one_id], sides[pair.other_id]
    into, row = (other, one) if other.is_public and not one.is_public else (one, other)
    reasons = [duplicate_reason_in_words(each) for each in reasons_of(pair)] if hasattr(pair, "reasons") else []
    url = found.merge_url(row.row, into.row)
    return PairRow(pair, (one, other), reasons, url, found.may_change(user, pair.one, pair.other))


def duplicate_reason_in_words(found: Found) -> str:
    """Return why two rows are likely duplicates, with the names that it is about: "Same name: “Ministry of
    Science”"."""
    label = str(Reason(found.reason).label)
    names = _("“%s”") % found.one
    if found.other != found.one:
        names = _("%(one)s and %(other)s") % {"one": names, "other": _("“%s”") % found.other}
    return _("%(reason)s: %(names)s") % {"reason": label[:1].upper() + label[1:], "names": names}


@require_POST
def mark_apart(request: HttpRequest, what: str):
    """Remember that two likely duplicates are not the same; or take it back, if `forget` is sent."""
    found = merge_type(what)
    one, other = (row_or_404(found, request.POST.get(name, "")) for name in ("one", "other"))
    if not found.may_change(request.user, one, other):
        raise PermissionDenied
    back = reverse("duplicates", args=[what])
    names = {"one": one, "other": other}
    if one.pk == other.pk:
        messages.error(request, _("Nothing was remembered: this is one and the same."))
    elif "forget" in request.POST:
        first, second = sorted((one.pk, other.pk))
        if pair := found.finder.apart._default_manager.filter(one=first, other=second).first():
            found.finder.forget_not_the_same(pair=pair)
        text = _("“{one}” and “{other}” may be the same again.")
        messages.success(request, format_html(text, **names))
        back += f"?{APART}"
    else:
        note = clean_text(request.POST.get("note", "").replace("\x00", ""), one_line=True)[:500]
        found.finder.mark_not_the_same(one=one.pk, other=other.pk, by=request.user, note=note)
        text = _("“{one}” and “{other}” are not the same. They are not shown as likely duplicates again.")
        messages.success(request, format_html(text, **names))
    return HttpResponseRedirect(back)


def render(request: HttpRequest, name: str, title: str, context: dict, status: int = 200):
    """Return a page of the admin from a template of `admin/duplicates/`."""
    request.current_app = admin.site.name
    found = {**admin.site.each_context(request), "title": title, "may_publish": may_publish(request.user), **context}
    return TemplateResponse(request, f"admin/duplicates/{name}.html", found, status=status)


LOOKS_LIKE = gettext_lazy(
    'This may be the same as <a href="{url}">{title}</a>. {reason}. <a href="{merge}">Compare the two</a>'
)


@after_save
def warn_of_duplicates(modeladmin, request: HttpRequest, rows: list[SavedRow]) -> None:
    """Find the likely duplicates of a record or source that a form saved, and name them in a message."""
    if (saved := _saved_record_or_source(modeladmin.model, rows)) is None:
        return
    found, pk = saved
    found.finder.find_of([pk])
    partners = found.finder.partners([pk]).get(pk, {})
    others = found.model._default_manager.in_bulk(list(partners)[:MOST_WARNED])
    row = found.model._default_manager.get(pk=pk)
    for key, likeness in list(partners.items())[:MOST_WARNED]:
        other = others[key]
        said = {
            "url": found.url_of(other),
            "title": str(other),
            "reason": duplicate_reason_in_words(likeness.reasons[0]),
        }
        text = format_html(LOOKS_LIKE, **said, merge=found.merge_url(row, other))
        modeladmin.message_user(request, text, messages.WARNING)


def _saved_record_or_source(model: type[Model], rows: list[SavedRow]) -> tuple[MergeType, int] | None:
    """Return the record or source whose form, or the form of a part of it, was saved with a change."""
    if not any(row.added or row.changed for row in rows):
        return None
    row = rows[0].row
    if issubclass(model, Record):
        return RECORDS, row.pk
    if model is Source:
        return SOURCES, row.pk
    if model in (OtherName, Identifier):
        return RECORDS, row.record_id
    return (SOURCES, row.source_id) if model is Location and row.source_id else None
