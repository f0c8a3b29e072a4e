"""Citations on the form of their record: the statement, and the verdict with the name of who gave it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from observatory.records import registry
from observatory.records.admin.autocomplete import AutocompleteAdmin
from observatory.records.admin.form_fields import CleanText
from observatory.records.admin.part_inlines import PartForm, PartFormSet
from observatory.records.models import Record, Relation
from observatory.records.predicates import INVERSE
from observatory.records.statement_keys import field_label
from observatory.sources.models import Citation

PARTS = ("field", "relation", "milestone")
Choices = list[tuple[str, Any]]


def statement_choices(
    record: Record | None, kind: str, new_rows: Mapping[str, int] | None = None, *, incoming: Iterable[Relation] = ()
) -> Choices:
    """Return the statements that a citation of this record can be for: fields of its type, its relations, its
    milestones, relations of others to it (`incoming`), and those that the same form adds (`new_rows` are their numbers
    by part).

    Values are `field:NAME`, `relation:ID`, `milestone:ID`, and `new:PART:N` for the Nth row that a form adds: somebody
    else may save other rows meanwhile, so the number of the row in the form would not do.
    """
    record_type = registry.get_record_type(kind)
    fields = [(f"field:{name}", field_label(record_type.model, name)) for name in record_type.statements]
    choices: Choices = [("", "---------"), (_("Fields"), fields)]
    if record and record.pk:
        relations = record.relations.select_related("object")
        words = [(f"relation:{row.pk}", f"{row.get_predicate_display()} {row.object} {row.date}") for row in relations]
        words += [(f"relation:{row.pk}", f"{INVERSE[row.predicate]} {row.subject} {row.date}") for row in incoming]
        milestones = [(f"milestone:{row.pk}", str(row)) for row in record.milestones.all()]
        choices += [(_("Relations"), words), (_("Milestones"), milestones)]
    new = [
        (f"new:{part}:{number}", NEW_ROWS[part] % {"number": number})
        for part, count in (new_rows or {}).items()
        for number in range(1, count + 1)
    ]
    choices.append((_("New on this form"), new))
    return [choice for choice in choices if choice[1]]


NEW_ROWS = {"relation": _("relation %(number)d (new)"), "milestone": _("milestone %(number)d (new)")}
_MOST_NEW_ROWS = 200


def count_new_rows(data: Mapping[str, str]) -> dict[str, int]:
    """Return how many relations and milestones a submitted form of a record adds."""
    return {part: _count(data, f"{part}s-TOTAL_FORMS") - _count(data, f"{part}s-INITIAL_FORMS") for part in NEW_ROWS}


def _count(data: Mapping[str, str], name: str) -> int:
    value = data.get(name, "")
    return min(int(value), _MOST_NEW_ROWS) if value.isascii() and value.isdigit() and len(value) < 10 else 0


class CitationForm(PartForm):
    """The form of one citation. `user`, `statements` and `incoming` are set on the class by the code that creates the
    form for a request."""

    one_decision = ("statement", "source", "stated_value", "quote", "verdict", "checked_today")
    user: Any = None
    incoming: Mapping[int, Relation] = {}  # relations of other records to this one, which are cited for them
    new_row = ""  # "relation:2" for the second relation that the same form adds
    statements: Sequence = ()

    statement = forms.ChoiceField(
        label=_("Statement"),
        help_text=_(
            "The statement this source is cited for. It may be a relation or milestone that is new on this form."
        ),
    )
    checked_today = forms.BooleanField(
        label=_("Mark as checked today"),
        required=False,
        help_text=_("Records your name and today's date with the verdict."),
    )

    class Meta:
        model = Citation
        exclude = [*PARTS, "checked_by", "checked_at", "quoted_from"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "statement" in self.fields:
            self.fields["statement"].choices = self.statements
        if "verdict" in self.fields and self.instance.checked_at:
            self.fields["verdict"].help_text = _("%(who)s, %(when)s") % {
                "who": self.instance.checked_by or "–",
                "when": date_format(self.instance.checked_at),
            }
        self.initial.setdefault("statement", _statement_choice_of(self.instance))

    def statement_in_words(self):
        """Return the label of the statement, as in the select field."""
        wanted = _statement_choice_of(self.instance)
        offered = {key: label for _group, rows in self.statements[1:] for key, label in rows}
        return offered.get(wanted, self.instance.statement)

    def in_words(self) -> str:
        """Return the citation as text: its statement, its source and its locator."""
        told = (self.statement_in_words(), self.instance.source, self.instance.locator)
        return " · ".join(str(each) for each in told if each)

    @property
    def is_shown(self) -> bool:
        """Whether the page has the fields of the citation; else it has one line, and the fields on request."""
        return self.instance.pk is None or (self.is_bound and bool(self.errors or self.has_changed()))

    def clean(self):
        """Set the statement that a citation is for, and on what its verdict is based and whose it is."""
        cleaned = super().clean()
        part, _colon, value = (cleaned.get("statement") or "").partition(":")
        self.new_row = value if part == "new" else ""
        if part == "relation" and (relation := self.incoming.get(int(value))):
            if self.instance.pk is None:
                cleaned["record"] = relation.subject  # a citation is with the record that states the relation
            else:
                self.add_error("statement", STATED_ELSEWHERE)
        if part:
            self.instance.field = value if part == "field" else ""
            self.instance.relation_id = int(value) if part == "relation" else None
            self.instance.milestone_id = int(value) if part == "milestone" else None
        verdict, quote = cleaned.get("verdict") or "", cleaned.get("quote") or ""
        if verdict == Citation.Verdict.NOT_CHECKED or not cleaned.get("basis"):
            cleaned["basis"] = Citation.usual_basis(verdict, quote)
        if "quote" in self.changed_data:
            self.instance.quoted_from = ""  # whoever typed it did not take it from a stored text
        self._set_checker(cleaned.get("verdict"), again=cleaned.get("checked_today"))
        if "quote" in self.changed_data:
            self._drop_former_context(cleaned)
        return cleaned

    def _drop_former_context(self, cleaned: dict[str, Any]) -> None:
        """Empty the context of the former quote, unless another one was entered."""
        self.instance.quoted_from = ""
        if not {"prefix", "suffix"} & {*self.changed_data}:
            cleaned |= {"prefix": "", "suffix": ""}

    def _validate_constraint(self, constraint, model) -> None:
        if not self.new_row:  # otherwise the statement is known when its row is saved
            super()._validate_constraint(constraint, model)

    def _set_checker(self, verdict: str | None, *, again: bool | None) -> None:
        """Note who checked a citation and when, if the form changes its verdict."""
        if verdict == Citation.Verdict.NOT_CHECKED:
            self.instance.checked_by = self.instance.checked_at = None
        elif verdict and (again or "verdict" in self.changed_data):
            self.instance.checked_by = self.user
            self.instance.checked_at = timezone.localdate()

    def add_error(self, field, error):
        """Show errors of the parts of a statement at the field "statement" of the citation."""
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            shown = {("statement" if name in PARTS else name): found for name, found in error.error_dict.items()}
            error = ValidationError(
                {name if name in self.fields else "__all__": found for name, found in shown.items()}
            )
        super().add_error(field, error)


def _statement_choice_of(citation: Citation) -> str:
    """Return the choice of the form that stands for the statement of a citation."""
    if citation.field:
        return f"field:{citation.field}"
    if citation.relation_id:
        return f"relation:{citation.relation_id}"
    return f"milestone:{citation.milestone_id}" if citation.milestone_id else ""


class CitationFormSet(PartFormSet):
    """Refuses two citations of the same place of a source for the same statement, and names both.

    In a list (other names, identifiers), each entry is a separate statement, identified by the stated value. A citation
    may be for a relation or milestone that the same form adds: `new_rows` are the formsets of these by part. It is
    saved after them, by `save_citations_of_new_rows`.
    """

    new_rows: Mapping[str, forms.BaseModelFormSet] = {}

    def clean(self):
        super().clean()
        for form in self._citations_of_new_rows():
            if self._row_of(form) is None:
                form.add_error("statement", NO_SUCH_ROW)

    def save_new(self, form, commit=True):
        """Save a new citation with the record that states its relation, which may be another one than that of the
        form."""
        owner = form.instance.record
        row = super().save_new(form, commit=False)
        if owner.pk not in (None, self.instance.pk):
            row.record = owner
        if commit and not form.new_row:
            row.save()
        return row

    def save_existing(self, form, obj, commit=True):
        return super().save_existing(form, obj, commit=commit and not form.new_row)

    def save_citations_of_new_rows(self) -> None:
        """Save the citations that are for relations and milestones of this form, once these are saved."""
        for form in self._citations_of_new_rows():
            part = form.new_row.partition(":")[0]
            row = self._row_of(form).instance
            setattr(form.instance, part, row)
            form.instance.record = row.subject if part == "relation" else row.record
            form.instance.save()

    def records_of_rows(self) -> set[int]:
        """Return the keys of the other records that citations were added to."""
        return {row.record_id for row in self.new_objects} - {self.instance.pk}

    def _citations_of_new_rows(self) -> list[CitationForm]:
        return [form for form in self.forms if form.new_row and form.has_changed() and form not in self.deleted_forms]

    def _row_of(self, form: CitationForm) -> forms.ModelForm | None:
        """Return the form of the new relation or milestone that a citation is for; None if it is empty or removed."""
        part, _colon, number = form.new_row.partition(":")
        rows = self.new_rows[part].extra_forms if part in self.new_rows else []
        row = rows[int(number) - 1] if int(number) <= len(rows) else None
        return row if row is not None and row.has_changed() and row not in self.new_rows[part].deleted_forms else None

    def validate_unique(self):
        """Refuse two citations of one place in a source for one statement."""
        super().validate_unique()
        seen: dict[tuple, CitationForm] = {}
        twice = [(seen[key], form) for key, form in self._cited_places() if seen.setdefault(key, form) is not form]
        for first, second in twice:
            for form in (first, second):
                if not form.non_field_errors():
                    form.add_error(None, CITED_TWICE)
        if twice:
            raise ValidationError([_twice_in_words(first, second) for first, second in twice])

    def _cited_places(self):
        """Yield what each citation of the form cites, for which statement and where, to find those entered twice."""
        for form in self.forms:
            row = form.instance
            if row.source_id and (row.statement or form.new_row) and form not in self.deleted_forms:
                entry = row.stated_value if row.field in registry.LISTED else ""
                statement = (row.field, entry, row.relation_id, row.milestone_id, form.new_row)
                yield (*statement, row.source_id, row.locator), form


STATED_ELSEWHERE = _("This relation is stated by the other record. Cite the source for it in a new citation.")
NO_SUCH_ROW = _("This new relation or milestone is empty or was removed. Fill it in, or choose another statement.")
CITED_TWICE = _(
    "This source is cited twice for this statement at the same locator. Change one locator or remove one citation."
)


def _twice_in_words(first: CitationForm, second: CitationForm):
    text = _('“{citation}” appears twice: <a href="#{first}">first</a> and <a href="#{second}">second</a>.')
    return format_html(text, citation=first.in_words(), first=first.prefix, second=second.prefix)


CITATION_FIELDS = [
    ("statement", "source", "location"),
    ("stated_value", "locator"),
    ("verdict", "basis", "checked_today"),
    ("quote", "quote_language"),
    ("prefix", "suffix"),
    ("note_en", "note_zh_hans"),
]


class CitationInline(CleanText, AutocompleteAdmin, admin.StackedInline):
    model = Citation
    template = "admin/citations_inline.html"
    form = CitationForm
    formset = CitationFormSet
    fieldsets = [(None, {"fields": CITATION_FIELDS})]
    autocomplete_fields = ["source", "location"]
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2})}}
    extra = 0

    def get_queryset(self, request):
        """Return citations with the rows that their form shows."""
        return (
            super()
            .get_queryset(request)
            .select_related("source", "location", "relation__subject", "relation__object", "milestone", "checked_by")
        )

    def get_formset(self, request, obj=None, **kwargs):
        """Return the formset of citations with the statements that can be cited for."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.user = request.user
        incoming = _incoming_relations(obj)
        formset.form.incoming = {row.pk: row for row in incoming}
        new_rows = count_new_rows(request.POST)
        formset.form.statements = statement_choices(obj, self.parent_model.KIND, new_rows, incoming=incoming)
        return formset


def _incoming_relations(record: Record | None) -> list[Relation]:
    return list(record.relations_to.select_related("subject")) if record and record.pk else []
