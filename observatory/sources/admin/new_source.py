"""The form of a new source: filled in with what was looked up, and compared with existing sources before it is saved.

The look-up itself needs the network and is above this package (`observatory.desk.source_lookup`). It puts a `NewSource`
on the request, and this form shows it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django import forms
from django.contrib.admin.options import IS_POPUP_VAR
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.records.admin.guarded_forms import GuardedForm
from observatory.records.admin_urls import admin_form_url
from observatory.sources.citation_keys import propose_key
from observatory.sources.create_sources import wait_for_other_creators
from observatory.sources.references import SourceDraft
from observatory.sources.similar_sources import MOST, TITLES, SimilarSource, similar_sources, similar_to_works, work_of
from observatory.text.identifiers import find_isbn


@dataclass(frozen=True, slots=True)
class NewSource:
    """What was found for a new source, before anything is saved. `entered` is what somebody typed to find it, `origin`
    where it was found and `problem` why it was not; `similar` are sources that may be the same work."""

    draft: SourceDraft | None = None
    entered: str = ""
    origin: str = ""
    problem: str = ""
    similar: Sequence[SimilarSource] = ()
    notes: Sequence[str] = field(default_factory=tuple)

    def initial(self) -> dict[str, Any]:
        """Return the initial values of the form: the fields of the draft and a key that is not taken."""
        if self.draft is None:
            return {}
        values: dict[str, Any] = dict(self.draft.source_fields())
        if self.draft.title or self.draft.locations:
            values["key"] = propose_key(self.draft)
        return values

    def rows(self, model_name: str) -> list[dict[str, Any]]:
        """Return the initial values of the inline of a model: locations or contributors."""
        if self.draft is None:
            return []
        if model_name == "location":
            return [asdict(place) for place in self.draft.locations]
        return contributor_rows(self.draft)

    def mark(self, name: str) -> str:
        """Return the words that say where the value of a field comes from; "" if it was not found."""
        if self.draft is None:
            return ""
        if name == "key":
            return _("Proposed; change it if you like.") if self.draft.title or self.draft.locations else ""
        if not self.draft.source_fields().get(name):
            return ""
        found = self.draft.found.get(name)
        if not self.origin:
            return ""
        if found and found != self.origin:
            return _("From %(origin)s (%(tag)s).") % {"origin": self.origin, "tag": found}
        return _("From %(origin)s.") % {"origin": self.origin}


def contributor_rows(draft: SourceDraft) -> list[dict[str, Any]]:
    """Return the contributors of a draft as initial rows of the form of a new source, numbered within their role."""
    counts: dict[str, int] = {}
    rows = []
    for name in draft.contributors:
        counts[name.role] = counts.get(name.role, 0) + 1
        rows.append(asdict(name) | {"position": counts[name.role]})
    return rows


def new_source(request) -> NewSource:
    """Return what was looked up in this request; nothing if nothing was."""
    return getattr(request, "new_source", None) or NewSource()


def is_popup(request) -> bool:
    return IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST


def similar_to_draft(draft: SourceDraft) -> list[SimilarSource]:
    """Return the sources that may be the work of a draft. Few queries, whatever the number of sources."""
    return similar_to_works([work_of(draft)])[0][:MOST]


def use_url(source, popup: bool) -> str:
    """Return where "use this one" leads: in a popup window it chooses the source, else it opens its form."""
    return reverse("desk-source-use", args=[source.pk]) if popup else admin_form_url(source)


class NewSourceForm(GuardedForm):
    """Asks, once, whether a source with the identifier or the title of another one is another work."""

    in_popup = False
    is_another = forms.BooleanField(
        label=gettext_lazy("It is another work; save it"),
        required=False,
        widget=forms.HiddenInput,
        initial=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a new source that is probably one already, until the user says that it is another work."""
        wait_for_other_creators()
        cleaned = super().clean()
        found = similar_sources(
            title=[title for name in TITLES if (title := cleaned.get(name))],
            issued=cleaned.get("issued") or "",
            doi=cleaned.get("doi") or "",
            isbn=find_isbn(cleaned.get("isbn") or ""),
            arxiv=cleaned.get("arxiv") or "",
            source_type=cleaned.get("type") or "",
        )
        if found:
            self.ask_whether_another()
            if not cleaned.get("is_another"):
                self.add_error(None, self._describe_similar_sources(found))
        return cleaned

    def ask_whether_another(self) -> None:
        self.fields["is_another"].widget = forms.CheckboxInput()

    def _describe_similar_sources(self, found: Sequence[SimilarSource]):
        """Return the message that names similar sources, with links to use one of them."""
        links = format_html_join(
            "; ",
            '<a href="{}"{}>{}</a> · {} ({})',
            (
                (
                    use_url(each.source, self.in_popup),
                    "" if self.in_popup else format_html(' target="{}"', "_blank"),
                    each.source.key,
                    each.source.title,
                    each.reason_text,
                )
                for each in found
            ),
        )
        text = _(
            "There may be a source for this work already: {links}. Use that one. If this is another work, tick “It is"
            " another work; save it” and save again."
        )
        return format_html(text, links=links)
