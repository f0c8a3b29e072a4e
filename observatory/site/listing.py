"""Lists of entries: what was asked for, read from the address, and the lines that answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, When
from django.db.models.fields.json import KT
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_filters import FilterSet

from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.records.models import Field, Jurisdiction, Theme
from observatory.site.addresses import types_in_order
from observatory.site.edition import COLUMNS, relations_to
from observatory.site.relations import ACTORS, Neighbour, neighbours
from observatory.site.tallies import tallies, worded
from observatory.site.wording import told_date

PAGE_SIZE = 40
# Deep pages are for no reader: a filter finds a record faster, and the database need not skip that far.
MOST_PAGES = 250
# Entries read to find who stands behind the records of one page.
MOST_ACTORS = 400

SORTS = {
    "newest": (F("date_from").desc(nulls_last=True), "-record_id"),
    "oldest": (F("date_from").asc(nulls_last=True), "record_id"),
    "published": ("-published_at", "-record_id"),
    "title": ("title_en", "record_id"),
}


@dataclass(slots=True)
class Line:
    """One record of a list."""

    neighbour: Neighbour
    subtype: str
    date: str
    year: int | None
    evidence: str
    actors: list[Neighbour] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter of a list as a form shows it."""

    name: str
    label: str
    options: list[Option]

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.chosen]


def asked(filterset: FilterSet, data: QueryDict) -> tuple[QuerySet[Entry], list[tuple[str, str]]]:
    """Return the entries that pass the filters, and what could not be read, by parameter: that is left out."""
    form = filterset.form
    entries = filterset.queryset
    valid = form.is_valid()
    for name, value in form.cleaned_data.items():
        entries = filterset.filters[name].filter(entries, value)
    if valid:
        return entries, []
    return entries, [(name, " ".join(errors)) for name, errors in form.errors.items()]


def choices(data: QueryDict, kind: str = "") -> list[Choice]:
    """Return the filters of a list with the values that occur in the catalogue; `kind` narrows them to one type."""
    numbers = tallies()
    found = [] if kind else [("kind", _("Type"), _kinds())]
    if kind:
        record_type = registry.get(kind)
        column = record_type.model._meta.get_field(record_type.subtype)
        found.append(("subtype", _("Type"), [(value, capfirst(str(words))) for value, words in column.flatchoices]))
    for name, words, counts, terms in (
        ("jurisdiction", _("Place"), numbers.jurisdictions, Jurisdiction),
        ("theme", _("Theme"), numbers.themes, Theme),
        ("field", _("Field"), numbers.fields, Field),
    ):
        found.append((name, words, [(line.code, line.words.text) for line in worded(counts, terms)]))
    states = [(state.value, capfirst(str(state.label))) for state in Entry.Evidence if state in numbers.evidence]
    found.append(("evidence", _("Evidence"), states))
    return [_choice(data, name, words, options) for name, words, options in found if options]


def _kinds() -> list[tuple[str, str]]:
    return [(each.kind, capfirst(str(each.model._meta.verbose_name_plural))) for each in types_in_order()]


def _choice(data: QueryDict, name: str, words: str, options: list[tuple[str, str]]) -> Choice:
    given = {value for text in data.getlist(name) for value in text.split(",")}
    return Choice(name, words, [Option(value, told, value in given) for value, told in options])


def lines(entries: QuerySet[Entry], *, actors: bool) -> list[Line]:
    """Return the lines of one page of entries, in one query, or two with who stands behind them."""
    rows = list(entries.annotate(told=stated_date()).values(*COLUMNS, "subtype", "evidence", "date_from", "told"))
    ends = neighbours(rows)
    found = {row["public_id"]: _line(row, ends[row["public_id"]]) for row in rows}
    if actors and found:
        for public_id, actor in _actors(list(found)):
            if actor not in found[public_id].actors:
                found[public_id].actors.append(actor)
    return list(found.values())


def stated_date() -> Case:
    """Expression over entries: the EDTF text of the fact by which each is dated; NULL where there is none."""
    names = dict.fromkeys(each.date for each in registry.all_types())
    kinds = {name: [each.kind for each in registry.all_types() if each.date == name] for name in names}
    whens = [When(kind__in=kinds[name], then=KT(f"document__facts__{name}__value")) for name in names]
    return Case(*whens, output_field=CharField())


def _line(row: dict[str, Any], end: Neighbour) -> Line:
    record_type = registry.get(row["kind"])
    words = dict(record_type.model._meta.get_field(record_type.subtype).flatchoices)
    return Line(
        neighbour=end,
        subtype=str(words.get(row["subtype"], row["subtype"])),
        date=told_date(row["told"] or ""),
        year=row["date_from"].year if row["date_from"] else None,
        evidence=row["evidence"],
    )


def _actors(public_ids: Sequence[str]) -> Iterable[tuple[str, Neighbour]]:
    """Yield who launched, issued or developed each of some records, those in the lead first."""
    told = Entry.objects.live().filter(related_ids__overlap=list(public_ids)).annotate(told=relations_to(public_ids))
    rows = list(told.order_by("record_id").values(*COLUMNS, "told")[:MOST_ACTORS])
    known = neighbours(rows)
    ties = [
        (row["role"] != "lead", ACTORS.index(row["predicate"]["value"]), row["object"]["id"], known[each["public_id"]])
        for each in rows
        for row in each["told"]
        if row["predicate"]["value"] in ACTORS
    ]
    for _role, _rank, public_id, actor in sorted(ties, key=lambda tie: tie[:2]):
        yield public_id, actor


def page_number(text: str | None, most: int = MOST_PAGES) -> int:
    """Return the page that was asked for, 1 for what is no page."""
    return min(max(int(text), 1), most) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1
