"""What a list of records was asked for, read from its address, and the entries that answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.db.models.fields.json import KT

from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.site.edition import COLUMNS, relations_to
from observatory.site.relations import ACTORS, Neighbour, neighbours
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


class ListingForm(forms.Form):
    """The filters of a list. Every one is optional; a value that cannot be read is reported, not guessed."""

    type = forms.SlugField(required=False, max_length=16)
    jurisdiction = forms.SlugField(required=False, max_length=16)
    theme = forms.SlugField(required=False, max_length=16)
    field = forms.RegexField(r"^[0-9]{1,2}(\.[0-9]{1,2})?$", required=False)
    year = forms.IntegerField(min_value=1, max_value=9999, required=False)
    evidence = forms.ChoiceField(choices=Entry.Evidence.choices, required=False)
    sort = forms.ChoiceField(choices=[(name, name) for name in SORTS], required=False)
    page = forms.IntegerField(min_value=1, max_value=MOST_PAGES, required=False)


@dataclass(slots=True)
class Line:
    """One record of a list."""

    neighbour: Neighbour
    subtype: str
    date: str
    evidence: str
    jurisdictions: list[str]
    actors: list[Neighbour] = field(default_factory=list)


def chosen(entries: QuerySet[Entry], asked: dict[str, Any]) -> QuerySet[Entry]:
    """Narrow entries to what was asked for."""
    for name, column in (("jurisdiction", "jurisdictions"), ("theme", "themes"), ("field", "fields")):
        if asked.get(name):
            entries = entries.filter(**{f"{column}__contains": [asked[name]]})
    for name, column in (("type", "subtype"), ("evidence", "evidence")):
        if asked.get(name):
            entries = entries.filter(**{column: asked[name]})
    if year := asked.get("year"):
        entries = entries.filter(date_from__year__lte=year, date_to__year__gte=year)
    return entries


def lines(entries: QuerySet[Entry], kind: str, *, actors: bool) -> list[Line]:
    """Return the lines of one page of entries of a type, in one query, or two with who stands behind them."""
    dated = KT(f"document__facts__{registry.get(kind).date}__value")
    rows = list(entries.annotate(told=dated).values(*COLUMNS, "subtype", "evidence", "jurisdictions", "told"))
    ends = neighbours(rows)
    words = dict(registry.get(kind).model._meta.get_field(registry.get(kind).subtype).flatchoices)
    found = {
        row["public_id"]: Line(
            neighbour=ends[row["public_id"]],
            subtype=str(words.get(row["subtype"], row["subtype"])),
            date=told_date(row["told"] or ""),
            evidence=row["evidence"],
            jurisdictions=row["jurisdictions"],
        )
        for row in rows
    }
    if actors and found:
        for public_id, actor in _actors(list(found)):
            if actor not in found[public_id].actors:
                found[public_id].actors.append(actor)
    return list(found.values())


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


def page_number(text: str | None) -> int:
    """Return the page that was asked for, 1 for what is no page."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 1
