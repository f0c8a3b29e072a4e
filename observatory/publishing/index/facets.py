"""The registry of facets: what lists can be filtered by, and what is counted of them.

A facet registers itself once, at start-up: in an AppConfig.ready, those of the kernel at the end of this file.
Headings, choices, filters, query strings, counts and lists as of a day all read the registry, so a new facet is one
object. The values of an entry are stored as ids of the table of facet values (`facet_value_ids`).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from observatory.publishing.checks import check_registry as checks
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.records.models import Field, InstrumentType, Jurisdiction, Theme

Values = list[tuple[str, str]]  # (facet, code)
# From the document of an entry and its columns (`entry_columns.entry_columns_of_document`) to its codes.
CodesOf = Callable[[Mapping[str, Any], Mapping[str, Any]], Iterable[str]]

_MOST_YEARS = 30


class Facet:
    """One facet. This class is for open lists of values, of which each is its own label.

    `name` is the parameter in addresses; `heading` is shown above the choices, `form_label` before the list of a form;
    `codes_of(document, columns)` returns the codes of an entry. `kept_by_versions` says whether lists as of a day can
    be filtered by it; `most_counted` limits how many of its values are counted, the most frequent ones; `latest_first`
    sorts its choices by their codes instead of by their counts.
    """

    unknown: Any = _("“%(value)s” is not recognised.")

    def __init__(
        self,
        name: str,
        heading: Any,
        codes_of: CodesOf,
        *,
        form_label: Any = "",
        kept_by_versions: bool = True,
        most_counted: int | None = None,
        latest_first: bool = False,
    ):
        self.name = name
        self.heading = heading
        self.codes_of = codes_of
        self.form_label = form_label or heading
        self.kept_by_versions = kept_by_versions
        self.most_counted = most_counted
        self.latest_first = latest_first

    def labels(self, codes: Collection[str]) -> dict[str, str]:
        """Return the label of each of the codes that exists, in the active language."""
        return {code: code for code in codes}

    def spellings(self) -> dict[str, str]:
        """Return what a reader may have meant by a value that does not exist: code or label, and its code."""
        return {}


class TermsFacet(Facet):
    """A facet whose values are the terms of a vocabulary."""

    def __init__(self, name: str, heading: Any, codes_of: CodesOf, *, vocabulary: type[Model], **options: Any):
        super().__init__(name, heading, codes_of, **options)
        self.vocabulary = vocabulary

    def labels(self, codes: Collection[str]) -> dict[str, str]:
        terms = self._terms().filter(code__in=codes).values_list("code", "label_en", "label_zh_hans")
        return {code: (_is_chinese() and chinese) or english for code, english, chinese in terms}

    def spellings(self) -> dict[str, str]:
        terms = self._terms().values_list("code", "label_en", "label_zh_hans")
        return {word: term[0] for term in terms for word in term if word}

    def _terms(self):
        return self.vocabulary._default_manager.order_by()


class ChoicesFacet(Facet):
    """A facet whose values the program defines: `choices()` returns every code with its label."""

    def __init__(
        self, name: str, heading: Any, codes_of: CodesOf, *, choices: Callable[[], Mapping[str, Any]], **options: Any
    ):
        super().__init__(name, heading, codes_of, **options)
        self.choices = choices

    def labels(self, codes: Collection[str]) -> dict[str, str]:
        return {code: str(capfirst(label)) for code, label in self.choices().items() if code in codes}

    def spellings(self) -> dict[str, str]:
        return {code: code for code in self.choices()}


class YearFacet(Facet):
    unknown = _("Write the year with 4 digits.")

    def labels(self, codes: Collection[str]) -> dict[str, str]:
        return {code: code for code in codes if code.isascii() and code.isdigit() and len(code) <= 4 and int(code)}


class OrganisationFacet(Facet):
    """Organisations by their permanent ids."""

    unknown = _("No public organisation has the ID “%(value)s”.")

    def labels(self, codes: Collection[str]) -> dict[str, str]:
        entries = Entry.objects.live().filter(public_id__in=codes).order_by()
        return {entry.public_id: entry.title for entry in entries.only("public_id", *_TITLES)}


_TITLES = ("title_en", "title_zh_hans", "original_title")
_facets: dict[str, Facet] = {}


def register_facet(facet: Facet) -> None:
    """Add a facet once, at start-up; raise `ValueError` for a second one of the same name."""
    if facet.name in _facets:
        raise ValueError(f"facet {facet.name!r} is registered already")
    _facets[facet.name] = facet


def get_facet(name: str) -> Facet:
    """Return the facet of that name; raise `KeyError` for an unknown one."""
    return _facets[name]


def all_facets() -> list[Facet]:
    """Return every facet in the order in which readers see them."""
    return list(_facets.values())


def names() -> list[str]:
    return list(_facets)


def only_present() -> list[str]:
    """Return the names of the facets that versions do not keep: lists as of a day cannot be filtered by them."""
    return [facet.name for facet in _facets.values() if not facet.kept_by_versions]


def entry_facet_values(document: Mapping[str, Any], columns: Mapping[str, Any]) -> Values:
    """Return the facet values of an entry, each once. `columns` are those of `entry_columns_of_document`, and
    `organisations`: the permanent ids of the organisations behind it."""
    found = ((facet.name, str(code)) for facet in all_facets() for code in facet.codes_of(document, columns))
    return list(dict.fromkeys(found))


def facet_lexeme(facet: str, code: str) -> str:
    """Return the lexeme of a facet value in a search vector; no text has it, because words hold no "="."""
    return f"={facet}:{code}"


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _kinds() -> dict[str, Any]:
    return {row.kind: row.model._meta.verbose_name_plural for row in registry.all_types()}


def _subtype_labels() -> dict[str, Any]:
    """Return the labels of the values of the facet of subtypes, those of all record types."""
    return {
        f"{row.kind}.{value}": label
        for row in registry.all_types()
        for value, label in row.model._meta.get_field(row.subtype).choices
    }


def _terms_of(name: str) -> CodesOf:
    return lambda document, columns: [term["code"] for term in document[name]]


def _subtype(document: Mapping[str, Any], columns: Mapping[str, Any]) -> list[str]:
    return [f"{document['kind']}.{columns['subtype']}"] if columns["subtype"] else []


def _places(document: Mapping[str, Any], columns: Mapping[str, Any]) -> list[str]:
    # A country includes its subdivisions (ISO 3166-2 puts its code before the hyphen).
    codes = [term["code"] for term in document["jurisdictions"]]
    return sorted({place for code in codes for place in (code, code.split("-")[0])})


def _years_of_entry(document: Mapping[str, Any], columns: Mapping[str, Any]) -> list[int]:
    """Return the values of the facet of years: each year of the date; of a very long interval the first and the last
    ones, of an open one the first."""
    start, end = _year(columns["date_from"]), _year(columns["date_to"])
    if not start or not end:
        return []
    if end == date.max.year:
        return [start]
    return [start, *range(max(start + 1, end - _MOST_YEARS), end + 1)]


def _year(day: str | date | None) -> int:
    return int(str(day)[:4]) if day else 0


register_facet(ChoicesFacet("kind", _("Record type"), lambda document, columns: [document["kind"]], choices=_kinds))
register_facet(ChoicesFacet("subtype", _("Type"), _subtype, choices=_subtype_labels))
register_facet(TermsFacet("jurisdiction", _("Jurisdiction"), _places, vocabulary=Jurisdiction))
register_facet(YearFacet("year", _("Year"), _years_of_entry, latest_first=True))
register_facet(TermsFacet("theme", _("Theme"), _terms_of("themes"), vocabulary=Theme))
register_facet(
    TermsFacet("instrument_type", _("Policy instrument type"), _terms_of("instrument_types"), vocabulary=InstrumentType)
)
register_facet(TermsFacet("field", _("Field of science"), _terms_of("fields_of_science"), vocabulary=Field))
register_facet(
    OrganisationFacet(
        "organisation",
        _("Organisation"),
        lambda document, columns: columns["organisations"],
        kept_by_versions=False,
        most_counted=40,
    )
)
register_facet(
    ChoicesFacet(
        "evidence",
        _("Evidence status"),
        lambda document, columns: [columns["evidence"]] if columns["evidence"] else [],
        form_label=_("Evidence"),
        choices=lambda: dict(Entry.Evidence.choices),
        kept_by_versions=False,
    )
)
register_facet(
    ChoicesFacet(
        "gap",
        _("Known gaps"),
        lambda document, columns: checks.codes_of(document),
        choices=lambda: {check.code: check.label for check in checks.counted_checks()},
        kept_by_versions=False,
    )
)
