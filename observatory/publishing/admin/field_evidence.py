"""The evidence beside each field, relation and milestone on the form of a record, with the link to cite a source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.db.models import Model, Prefetch
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from observatory.records import registry
from observatory.records.admin import part_inlines, relation_inline
from observatory.records.models import Record
from observatory.records.statement_keys import field_label
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import Citation

MOST = 3  # citations shown beside one statement; the evidence screen has all
FIRST_WORDS = 50


@dataclass
class StatementEvidence:
    """A statement of the form and its citations. `key` is `field:NAME`, `relation:ID` or `milestone:ID`, "" for a row
    that is not saved; `record` is None for a record that is not saved."""

    key: str
    label: str
    record: Record | None
    cited: list[Citation] = field(default_factory=list)

    @property
    def html(self) -> SafeString:
        """The evidence of one statement as the form shows it: the first citations, how many more, and the link to
        cite."""
        rows = format_html_join("", "{}", ((self._citation_line(row),) for row in self.cited[:MOST]))
        more = len(self.cited) - MOST
        rest = format_html('<a href="{}">{}</a>', self._address(statement=self.key), f"+ {more}") if more > 0 else ""
        return format_html('<div class="field-evidence">{}{}{}</div>', rows, rest, self._cite_link())

    def _citation_line(self, row: Citation) -> SafeString:
        """Return a citation of the statement as one line: verdict, source, first words of the quote."""
        quote = format_html("<q>{}</q>", Truncator(row.quote).chars(FIRST_WORDS)) if row.quote else ""
        line = (
            '<span class="evidence-line"><span class="mark mark-{}">{}</span> <span class="source">{}</span> {}'
            ' <a href="{}">{}</a></span>'
        )
        shown = (row.verdict, row.get_verdict_display(), row.source.key, quote)
        return format_html(line, *shown, self._address(citation=row.pk), pgettext("link", "open"))

    def _cite_link(self) -> SafeString:
        address = self._address(statement=self.key) if self.record and self.key else "#citations-group"
        name = _("Cite a source for: %(label)s") % {"label": self.label}
        link = '<a class="cite" href="{}" data-cite="{}" aria-label="{}">{}</a>'
        return format_html(link, address, self.key, name, _("cite"))

    def _address(self, **query) -> str:
        """Return the address of the evidence screen; that is a page of the desk, which this package does not import."""
        page = reverse("desk-evidence-record", args=[self.record.pk]) if self.record else ""
        return f"{page}?{urlencode(query)}"


def attach_evidence(form: forms.ModelForm, record: Record | None, model: type[Record]) -> None:
    """Give each field of a record's form that is the first of its statement the evidence (as `evidence`), with one
    query."""
    columns = columns_of_statements(model)
    rows = Citation.objects.filter(record=record).exclude(field="").select_related("source") if record else []
    cited: dict[str, list[Citation]] = {}
    for row in rows:
        cited.setdefault(row.field, []).append(row)
    for column, name in columns.items():
        if column in form.fields:
            label = field_label(model, name)
            form.fields[column].evidence = StatementEvidence(f"field:{name}", label, record, cited.get(name, []))


def columns_of_statements(model: type[Record]) -> Mapping[str, str]:
    """Return the statements of a record type by the column that its evidence stands at on the form."""
    facts = registry.get_record_type(model.KIND).facts_by_name
    common = {"title_en": "title", "summary_en": "summary"}
    terms = {name: name for name in TERMS_BY_NAME}
    return common | {fact.columns[0]: name for name, fact in facts.items()} | terms


class ShowsEvidence:
    """For an inline of relations or milestones: a column with the evidence of each row."""

    readonly_fields: Sequence[str] = ("evidence",)
    part = ""

    def get_queryset(self, request):
        cited = Prefetch("citations", Citation.objects.select_related("source"))
        return super().get_queryset(request).prefetch_related(cited)

    @admin.display(description=gettext_lazy("evidence"))
    def evidence(self, row: Model) -> SafeString:
        if row.pk is None:
            return StatementEvidence("", _("this row"), None).html
        return StatementEvidence(f"{self.part}:{row.pk}", str(row), self.owner_of(row), list(row.citations.all())).html


class RelationInline(ShowsEvidence, relation_inline.RelationInline):
    part = "relation"
    fields = (*relation_inline.RelationInline.fields, "evidence")

    def owner_of(self, row) -> Record:
        return row.subject


class MilestoneInline(ShowsEvidence, part_inlines.MilestoneInline):
    part = "milestone"
    fields = (*part_inlines.MilestoneInline.fields, "evidence")

    def owner_of(self, row) -> Record:
        return row.record


def connect_new_rows(formsets: Iterable[forms.BaseModelFormSet]) -> None:
    """Give the formset of citations on the form of a record those of relations and milestones: it may cite for rows
    that these add."""
    by_prefix = {formset.prefix: formset for formset in formsets}
    if "citations" in by_prefix:
        parts = {"relation": by_prefix.get("relations"), "milestone": by_prefix.get("milestones")}
        by_prefix["citations"].new_rows = {name: formset for name, formset in parts.items() if formset is not None}
