"""Filters over entries, shared by the API and the public lists.

Several values of one filter (repeated, or joined by commas) mean any of them; several filters mean all
of them. A value that cannot be read is an error of the form, never ignored. Each filter reads a column of
`Entry`, or an annotation of the same name (the API's as-of lists).
"""

import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, time
from difflib import get_close_matches
from functools import cache

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from observatory.publishing.index import facets
from observatory.publishing.index.facet_value_ids import known_ids
from observatory.publishing.models import Entry
from observatory.records import edtf, registry
from observatory.records.typed_dates import read_date
from observatory.records.vocabulary_table import TERMS_BY_FACET
from observatory.search.database_functions import Matches
from observatory.search.query_parser import parse_query

MOST_VALUES = 50
LONGEST_QUERY = 200
# Facets for which lists have filters of another form: a range of dates, and records at the other end of a relation.
_ASKED_OTHERWISE = ("year", "organisation")
_CODE = re.compile(r"[A-Za-z0-9_.\-]{1,40}")
_SPACE_FOR_PLUS = re.compile(r"(?<=:\d\d|\d\d\d) (?=\d\d(?::?\d\d)?$)")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a misspelt one probably means, if any is near."""
    folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def unknown_value(value: str, known: Iterable[str]) -> ValidationError:
    """Return the error for a value outside the closed list of a filter; `params` hold what is allowed and what was
    meant."""
    allowed = sorted(known)
    meant = nearest(value, allowed)
    params = {"value": value, "allowed": allowed, "nearest": meant}
    if meant:
        return ValidationError(_("“%(value)s” is not recognised. Did you mean “%(nearest)s”?"), "unknown", params)
    return ValidationError(_("“%(value)s” is not recognised."), "unknown", params)


class ListWidget(forms.Widget):
    """Reads `a=1&a=2`, `a=1,2` or both."""

    def value_from_datadict(self, data, files, name):
        given = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        return [item.strip() for text in given for item in text.split(",") if item.strip()]


class CodesField(forms.Field):
    """A list of codes; `check_codes` may refuse or widen them."""

    widget = ListWidget

    def clean(self, value: list[str]) -> list[str]:
        """Return the codes that a filter of the API or a list is given, each once; refuse malformed ones and too
        many."""
        values = list(dict.fromkeys(value or []))
        if len(value or []) > MOST_VALUES:
            raise ValidationError(_("Give no more than %(most)d values."), "too_many", {"most": MOST_VALUES})
        for item in values:
            if not _CODE.fullmatch(item):
                raise ValidationError(_("“%(value)s” is not a code."), "malformed", {"value": item[:80]})
        return self.check_codes(values) if values else []

    def check_codes(self, values: list[str]) -> list[str]:
        return values


class ChoicesField(CodesField):
    """Values of a closed list, or of one that a function knows once the record types are registered."""

    def __init__(self, *, choices, **kwargs):
        self._choices = choices
        super().__init__(**kwargs)

    @property
    def choices(self) -> list[str]:
        return list(self._choices() if callable(self._choices) else self._choices)

    def check_codes(self, values: list[str]) -> list[str]:
        """Return the codes that a filter of the API or a list is given; refuse one outside the closed list."""
        known = self.choices
        for value in values:
            if value not in known:
                raise unknown_value(value, known)
        return values


class TermsField(CodesField):
    """Codes of one of the vocabularies."""

    def __init__(self, *, model, **kwargs):
        self.model = model
        super().__init__(**kwargs)

    def check_codes(self, values: list[str]) -> list[str]:
        """Return the codes of vocabulary terms that the values given to a filter mean; refuse unknown ones."""
        found = set(self.model.objects.filter(self.meant(values)).values_list("code", flat=True))
        for value in values:
            if value not in found:
                raise unknown_value(value, self.model.objects.values_list("code", flat=True))
        return sorted(found)

    def meant(self, values: list[str]) -> Q:
        return Q(code__in=values)


class JurisdictionsField(TermsField):
    """ISO 3166 codes; a country stands for its subdivisions too (CN includes CN-SH)."""

    def check_codes(self, values: list[str]) -> list[str]:
        return super().check_codes([value.upper() for value in values])

    def meant(self, values: list[str]) -> Q:
        meant = Q(code__in=values)
        for value in values:
            meant |= Q(code__startswith=f"{value}-")
        return meant


class PartialDateField(forms.CharField):
    """An EDTF date; `edge` says whether its first or its last day counts."""

    def __init__(self, *, edge: str, **kwargs):
        self.edge = edge
        super().__init__(max_length=60, **kwargs)

    def clean(self, value):
        """Return the first or the last day of the partial date that a filter is given; None for an empty one."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return getattr(edtf.parse_edtf(read_date(text)), self.edge)
        except edtf.InvalidDate:
            message = _(
                "“%(value)s” is not a valid date. Use a year (2023), a month (2023-03) or a full date (2023-03-27)."
            )
            raise ValidationError(message, "edtf", {"value": text}) from None


class MomentField(forms.CharField):
    """A moment: a day (its end, or its start with `end=False`) or a date with a time; UTC unless it says otherwise.

    A space before a time zone is the plus that was not written %2B (URL Standard,
    application/x-www-form-urlencoded parsing).
    """

    def __init__(self, *, end: bool, **kwargs):
        self.end = end
        super().__init__(max_length=40, **kwargs)

    def clean(self, value):
        """Return the moment that a filter of the API or a list is given as a date or time; a day is its start or its
        `end`."""
        text = super().clean(value)
        if not text:
            return None
        try:
            day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007
            return datetime.combine(day, time.max if self.end else time.min, UTC)
        except ValueError:
            pass
        try:
            moment = parse_datetime(_SPACE_FOR_PLUS.sub("+", text))
            moment = moment and (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            moment = None
        if moment is None:
            message = _(
                "“%(value)s” is not a valid date or time. Use a date (2026-03-27) or a date and "
                "time (2026-03-27T10:00:00Z)."
            )
            raise ValidationError(message, "moment", {"value": text})
        return moment


class ListFilter(django_filters.Filter):
    """Keeps the rows whose column matches the cleaned list; an empty list keeps all."""

    field_class = CodesField

    def filter(self, qs: QuerySet, value) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__{self.lookup_expr}": value}) if value else qs


class ChoicesFilter(ListFilter):
    field_class = ChoicesField

    def __init__(self, field_name: str, choices, **kwargs):
        super().__init__(field_name=field_name, lookup_expr="in", choices=choices, **kwargs)


class FactFilter(ChoicesFilter):
    """Choices of a fact that has no column of its own: read off the document."""

    def __init__(self, field_name: str, choices, **kwargs):
        self._stored = {str(value): value for value in choices}  # a choice may be a number
        super().__init__(field_name, list(self._stored), **kwargs)

    def filter(self, qs: QuerySet, value) -> QuerySet:
        meant = Q()
        for item in value or ():
            meant |= Q(document__facts__contains={self.field_name: self.stored(item)})
        return qs.filter(meant)

    def stored(self, item: str):
        return {"value": self._stored[item]}


class FactListFilter(FactFilter):
    """The same for a fact that is a list of choices."""

    def stored(self, item: str):
        return [super().stored(item)]


class FacetFilter(ListFilter):
    """Values of a facet that has no column of its own: by their ids, of entries and of versions as of a day."""

    def __init__(self, facet: str, **kwargs):
        super().__init__(field_name=facet, **kwargs)

    def filter(self, qs: QuerySet, value) -> QuerySet:
        return with_values(qs, self.field_name, value) if value else qs


class TermsFilter(FacetFilter):
    """Keeps the entries that have one of some codes of the vocabulary of a facet."""

    field_class = TermsField

    def __init__(self, facet: str, **kwargs):
        super().__init__(facet, model=TERMS_BY_FACET[facet], **kwargs)


class JurisdictionsFilter(TermsFilter):
    field_class = JurisdictionsField


class PartialDateFilter(django_filters.Filter):
    field_class = PartialDateField


class MomentFilter(django_filters.Filter):
    field_class = MomentField


class RelatedFilter(ListFilter):
    """Records that state a relation to one of the given records, or of which one of these states a relation."""

    def filter(self, qs: QuerySet, value) -> QuerySet:
        """Leave the entries that are related to one of some records, whichever of the two states the relation."""
        if not value:
            return qs
        told = Entry.objects.live().filter(public_id__in=value).values_list("related_ids", flat=True)
        objects = {public_id for related in told for public_id in related}
        return qs.filter(Q(related_ids__overlap=value) | Q(public_id__in=objects))


class EntryForm(forms.Form):
    def clean(self):
        """Refuse filters with a range of dates that ends before it starts."""
        cleaned = super().clean()
        start, end = cleaned.get("date_from"), cleaned.get("date_to")
        if start and end and start > end:
            self.add_error("date_to", ValidationError(_("The range ends before it starts."), "reversed"))
        return cleaned


def subtype_codes(record_type: registry.RecordType) -> list[str]:
    """Return the codes by which the entries of a type are divided further."""
    return [value for value, _label in record_type.model._meta.get_field(record_type.subtype).choices]


def all_subtypes() -> list[str]:
    return list(dict.fromkeys(value for row in registry.all_types() for value in subtype_codes(row)))


def all_kinds() -> list[str]:
    return [row.kind for row in registry.all_types()]


def with_values(rows: QuerySet, facet: str, codes: Collection[str]) -> QuerySet:
    """Return those of some entries, or of versions as of a day, that have any of these values of a facet."""
    return rows.filter(facet_ids__overlap=known_ids(facet, codes))


def matching(entries: QuerySet, words: str) -> QuerySet:
    """Return the entries that a query as typed finds: words, Chinese, "phrases", -exclusions
    (`query_parser.parse_query`)."""
    query = parse_query(words)
    return entries.filter(Matches(F("search"), query.exact)) if query else entries.none()


class EntryFilterSet(django_filters.FilterSet):
    """What every list of entries can be filtered by. Types add their own facts and narrow `subtype`."""

    q = django_filters.CharFilter(
        method="search", max_length=LONGEST_QUERY, help_text=_("Words to search for, English or Chinese.")
    )
    kind = ChoicesFilter("kind", all_kinds, help_text=_("Type of record."))
    id = ListFilter(field_name="public_id", lookup_expr="in", help_text=_("Permanent ids."))
    subtype = ChoicesFilter("subtype", all_subtypes, help_text=_("Subtype within the type of record."))
    jurisdiction = JurisdictionsFilter(
        "jurisdiction", help_text=_("ISO 3166 codes; a country includes its subdivisions.")
    )
    theme = TermsFilter("theme", help_text=_("STIP themes."))
    instrument_type = TermsFilter("instrument_type", help_text=_("STIP instrument types."))
    field = TermsFilter("field", help_text=_("FORD fields of science."))
    evidence = ChoicesFilter("evidence", Entry.Evidence.values, help_text=_("Evidence status."))
    source = ListFilter(
        field_name="source_ids", lookup_expr="overlap", help_text=_("IDs of sources that the record cites.")
    )
    related = RelatedFilter(field_name="related_ids", help_text=_("IDs of related records, in either direction."))
    date_from = PartialDateFilter(
        field_name="date_to",
        lookup_expr="gte",
        edge="lower",
        help_text=_(
            "EDTF date. Keeps records whose date could be on or after its first day. Leaves out undated records."
        ),
    )
    date_to = PartialDateFilter(
        field_name="date_from",
        lookup_expr="lte",
        edge="upper",
        help_text=_(
            "EDTF date. Keeps records whose date could be on or before its last day. Leaves out undated records."
        ),
    )
    published_since = MomentFilter(
        field_name="published_at",
        lookup_expr="gte",
        end=False,
        help_text=_("Keeps records whose current version was published at or after this time."),
    )

    class Meta:
        model = Entry
        fields: list[str] = []
        form = EntryForm

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return matching(queryset, value)


def filterset_of(record_type: registry.RecordType | None = None) -> type[EntryFilterSet]:
    """Return the filters of the lists of one type: its own, or the common ones with its subtypes; with no type those of
    all records. A registered facet that has no filter yet gets one."""
    return _entry_filterset_of(record_type.kind if record_type else "", tuple(facets.names()))


@cache
def _entry_filterset_of(kind: str, facet_names: tuple[str, ...]) -> type[EntryFilterSet]:
    """Return the class with the filters for entries of a type of record, and those for further facets."""
    record_type = registry.get_record_type(kind) if kind else None
    if record_type is None:
        base, own = EntryFilterSet, {}
    elif record_type.filterset:
        base, own = record_type.filterset, {}
    else:
        base = EntryFilterSet
        own = {"kind": None, "subtype": ChoicesFilter("subtype", subtype_codes(record_type), help_text=_("Subtype."))}
    known = {*EntryFilterSet.declared_filters, *_ASKED_OTHERWISE}
    further = [facets.get_facet(name) for name in facet_names if name not in known]
    own |= {facet.name: FacetFilter(facet.name, help_text=facet.heading) for facet in further}
    name = f"{record_type.model.__name__}FilterSet" if record_type else base.__name__
    return type(name, (base,), own) if own else base
