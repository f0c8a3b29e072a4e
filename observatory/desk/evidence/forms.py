"""The form of the chosen citation, or of a new one: the quote with its context, the locator, and the verdict."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from observatory.desk.evidence.citation_decisions import version_token
from observatory.desk.evidence.quote_search import QuoteNotThere, QuoteSearch
from observatory.monitoring.models import Snapshot
from observatory.monitoring.reading.quote_match import TextPosition
from observatory.records.admin.form_fields import CleanCharField
from observatory.sources.models import Citation, Source
from observatory.sources.verdicts import QuotedPassage
from observatory.text.input_cleaning import clean_text

SAVE_QUOTE = "quote"  # the button that saves the quote and leaves the verdict
UNQUOTED_BASES = [
    (Citation.Basis.REFERENCE.value, Citation.Basis.REFERENCE.label),
    (Citation.Basis.PERSON.value, Citation.Basis.PERSON.label),
]
_QUOTE = ("quote", "prefix", "suffix")


class EvidenceForm(forms.Form):
    """`citation` is None for a new citation. What is typed is checked against the stored text `snapshot`."""

    quote = CleanCharField(label=_("Quote"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    prefix = CleanCharField(label=_("Text before the quote"), required=False, max_length=300)
    suffix = CleanCharField(label=_("Text after the quote"), required=False, max_length=300)
    locator = CleanCharField(label=_("Locator"), required=False, max_length=200)
    stated_value = CleanCharField(
        label=_("Stated value"), required=False, help_text=_("The value this source gives, if it gives one.")
    )
    basis = forms.ChoiceField(label=_("Without a quote, the verdict is based on"), required=False)
    snapshot = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)
    start = forms.RegexField(r"^[0-9]{1,9}:[0-9]{1,9}$", required=False, widget=forms.HiddenInput)
    token = forms.CharField(required=False, widget=forms.HiddenInput, max_length=32)
    do = forms.ChoiceField(
        choices=[(SAVE_QUOTE, ""), *Citation.Verdict.choices],
        error_messages={"required": _("Choose a verdict."), "invalid_choice": _("Choose a verdict.")},
    )

    def __init__(self, *args, citation: Citation | None, source: Source | None, stated: str = "", **kwargs):
        self.citation, self.source = citation, source
        super().__init__(*args, **kwargs, initial=_initial_values_of_evidence_form(citation, stated), label_suffix="")
        choices = UNQUOTED_BASES
        if citation is None:  # what a new citation is based on is never presumed
            choices = [("", pgettext_lazy("basis of a verdict", "choose")), *choices]
        else:
            del self.fields["stated_value"]
        self.fields["basis"].choices = choices
        self.passage: QuotedPassage | None = None

    @property
    def visible_inputs(self) -> list[forms.BoundField]:
        names = ("quote", "prefix", "suffix", "locator", "stated_value", "basis")
        return [self[name] for name in names if name in self.fields]

    @property
    def verdict(self) -> str:
        """The verdict that the pressed button of the evidence form gives; that of the citation where it only saves the
        quote."""
        given = self.cleaned_data["do"]
        if given != SAVE_QUOTE:
            return given
        return self.citation.verdict if self.citation else Citation.Verdict.NOT_CHECKED

    @property
    def basis_given(self) -> str:
        """What the verdict is based on: the passage if one is quoted."""
        if self.verdict == Citation.Verdict.NOT_CHECKED:
            return ""
        return Citation.Basis.PASSAGE if self.cleaned_data["quote"] else self.cleaned_data["basis"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        judged = cleaned["do"] not in (SAVE_QUOTE, Citation.Verdict.NOT_CHECKED)
        if cleaned["do"] == SAVE_QUOTE and not cleaned["quote"]:
            self.add_error("quote", _("Select the passage in the text, or paste it here."))
        elif self.citation is None and judged and not cleaned["quote"] and not cleaned["basis"]:
            self.add_error("basis", _("Select the passage in the text, or say what the verdict is based on."))
        elif self._quote_is_edited(cleaned):
            self._check_typed_quote(cleaned)
        elif self.citation and cleaned["locator"] != clean_text(self.citation.locator):
            row = self.citation
            self.passage = QuotedPassage(row.quote, row.prefix, row.suffix, row.quoted_from, cleaned["locator"])
        return cleaned

    def _quote_is_edited(self, cleaned: dict[str, Any]) -> bool:
        if cleaned["start"] or self.citation is None:
            return bool(cleaned["quote"])
        return any(cleaned[name] != clean_text(getattr(self.citation, name)) for name in _QUOTE)

    def _check_typed_quote(self, cleaned: dict[str, Any]) -> None:
        """Look for the typed quote in the stored text; keep the passage, or say why it is not there."""
        if not cleaned["quote"]:
            self.passage = QuotedPassage("", locator=cleaned["locator"])
            return
        snapshot = Snapshot.objects.filter(pk=cleaned["snapshot"] or 0, location__source=self.source).first()
        if snapshot is None:
            self.add_error("quote", _("There is no stored text of this source to look for the quote in."))
            return
        try:
            self.passage = _typed_passage(cleaned, snapshot, self._language_of_quote(snapshot))
        except QuoteNotThere as problem:
            self.add_error(problem.field, problem.message)

    def _language_of_quote(self, snapshot: Snapshot) -> str | None:
        """Return the language of a quote that has none yet: that of the work."""
        known = self.citation.quote_language if self.citation else ""
        return known or (self.source.language if self.source else "") or None


def _typed_passage(cleaned: dict[str, Any], snapshot: Snapshot, language: str | None) -> QuotedPassage:
    """Return the passage that was typed into the form of the evidence screen, as it stands in the stored text. Raises
    QuoteNotThere."""
    start = TextPosition(*map(int, cleaned["start"].split(":"))) if cleaned["start"] else None
    search = QuoteSearch(snapshot.document.blocks)
    place = search.find(cleaned["quote"], cleaned["prefix"], cleaned["suffix"], start=start)
    return QuotedPassage(
        exact=clean_text(place.exact),
        prefix=place.prefix,
        suffix=place.suffix,
        quoted_from=snapshot.body_id,
        locator=cleaned["locator"] or place.locator,
        language=language,
        location_id=snapshot.location_id,
    )


def _initial_values_of_evidence_form(citation: Citation | None, stated: str) -> dict[str, Any]:
    """Return what the form of the evidence screen shows of a citation."""
    if citation is None:
        return {"stated_value": stated}
    basis = citation.basis if citation.basis in dict(UNQUOTED_BASES) else Citation.Basis.REFERENCE
    shown = {name: getattr(citation, name) for name in (*_QUOTE, "locator")}
    return shown | {"basis": basis, "token": version_token(citation)}
