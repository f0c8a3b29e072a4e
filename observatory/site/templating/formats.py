"""How templates show days, sources, terms and types of records: a value in, words out."""

from datetime import date, datetime
from functools import cache, lru_cache

from django.template.defaultfilters import date as date_format
from django.utils.text import capfirst
from django.utils.translation import ngettext

from observatory.public.basis_of_statements import describe_basis
from observatory.public.localised_texts import Run, choose, other_forms
from observatory.public.location_health import LocationHealth, describe_health
from observatory.public.published_sightings import describe_sighting
from observatory.publishing.documents.source_content import LocationContent
from observatory.records import registry
from observatory.records.languages import active_language
from observatory.records.models.taxonomy import Term
from observatory.site.overview.year_chart import YearColumn
from observatory.site.record.statement_evidence import Evidence
from observatory.text.words_and_sentences import ends_sentence


def full_stop_after(text: object) -> str:
    """Return the full stop that a part of a reference still needs: none after "J." or "Who decides?"."""
    return "" if ends_sentence(str(text)) else "."


def format_day(moment: date | datetime | str | None) -> str:
    """Return a day in words for a template: "12 Nov 2026", "2026年11月12日"; "" for none. Takes ISO text too."""
    if isinstance(moment, str):
        moment = date.fromisoformat(moment[:10]) if moment else None
    return _format_day(moment.year, moment.month, moment.day, active_language()) if moment else ""


@lru_cache(maxsize=10_000)
def _format_day(year: int, month: int, day: int, language: str) -> str:
    return date_format(date(year, month, day), "Y年n月j日" if language == "zh-hans" else "j M Y")


def location_health(location: LocationContent | None, checked_on: str = "") -> LocationHealth | None:
    """Return how a location is now; None for a citation that names no location. `checked_on` is ISO."""
    return describe_health(location, checked_on) if location else None


def basis_words(item: Evidence) -> LocationHealth | None:
    """Return what the verdict of a citation rests on, in words with a day."""
    return describe_basis(item.document, item.sighting)


def sighting_words(item: Evidence) -> LocationHealth:
    """Return where the quote of a citation stands, in words with a day."""
    return describe_sighting(item.sighting)


def note_of(row) -> Run:
    """Return the note of a source, location, term or survey in the language of the page, else in the other one."""
    return choose({"en": row.note_en, "zh-hans": row.note_zh_hans})


def label_in_other_language(term: Term) -> Run:
    """Return the label of a vocabulary's term in the language that the page is not in."""
    further = other_forms({"en": term.label_en, "zh-hans": term.label_zh_hans})
    return further[0] if further else Run("")


def type_name(kind: str) -> str:
    """Return the name of a type of record: "Initiative"."""
    return _type_name(kind, False, active_language())


def type_name_plural(kind: str) -> str:
    """Return the name of a type of record in the plural: "Initiatives"."""
    return _type_name(kind, True, active_language())


@cache
def _type_name(kind: str, plural: bool, language: str) -> str:
    names = registry.get_record_type(kind).model._meta
    return capfirst(str(names.verbose_name_plural if plural else names.verbose_name))


def year_label(column: YearColumn) -> str:
    """Return what a year of a chart says to who cannot see its dots."""
    values = {"year": column.year, "count": column.count}
    return ngettext("%(year)s: one record", "%(year)s: %(count)s records", column.count) % values
