"""Convert file entries to target states, validating each value with its model."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from observatory.publishing.catalogue.comparable_states import PARTS, SOURCE, Rows, State
from observatory.publishing.catalogue.file_entries import FileEntry
from observatory.publishing.catalogue.load_report import Problem
from observatory.publishing.catalogue.parse_citations import citation_rows
from observatory.publishing.catalogue.reference_targets import References
from observatory.publishing.catalogue.value_problems import describe_unknown, value_problems
from observatory.publishing.catalogue.yaml_files import Place
from observatory.publishing.facts import Fact
from observatory.records import registry
from observatory.records.models.names_and_identifiers import Identifier, validate_identifier
from observatory.records.predicates import Predicate
from observatory.records.relation_misfits import relation_misfit
from observatory.records.translatable_messages import gettext as _
from observatory.records.translatable_messages import joined_messages, of_validation
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import OTHER_IDENTIFIERS, Source
from observatory.sources.shared_urls import identifies_one_work
from observatory.text.url_normalisation import page_key

Places = dict[str, Place]
Facts = dict[str, tuple[Any, Place]]  # by column: its value, and where that stands in the entry
_TOLD_EVERY = 100
_PAIR = ("en", "zh_hans")
_TITLES: Places = {
    "title_en": ("title", "en"),
    "title_zh_hans": ("title", "zh_hans"),
    "original_title": ("title", "original"),
}
_NOTE: Places = {f"note_{language}": ("note", language) for language in _PAIR}
_SOURCE: Places = (
    _TITLES
    | _NOTE
    | {
        name: (name,)
        for name in (
            *("key", "type", "language", "container_title", "publisher", "issued"),
            *("volume", "issue", "pages", "doi", *OTHER_IDENTIFIERS, "as_printed", "rights", "standing"),
        )
    }
)
_RECORD: Places = _TITLES | {
    "slug": ("slug",),
    "original_language": ("title", "language"),
    "summary_en": ("summary", "en"),
    "summary_zh_hans": ("summary", "zh_hans"),
}
# Where the columns of a nested row stand within it.
_ROWS: dict[str, Places] = {
    "contributors": {name: (name,) for name in ("role", "family", "given", "literal", "original")},
    "locations": _NOTE | {name: (name,) for name in ("url", "role", "monitored", "retired_at")},
    "names": _NOTE | {name: (name,) for name in ("name", "language", "kind")},
    "identifiers": {"scheme": ("scheme",), "value": ("value",)},
    "milestones": {f"title_{language}": ("title", language) for language in _PAIR}
    | {"type": ("type",), "date": ("date",)},
    "relations": _NOTE | {name: (name,) for name in ("predicate", "object", "role", "date")},
}
_DEFAULTS = {"contributors": {"role": "author"}, "locations": {"role": "original"}, "names": {"kind": "alias"}}


class EntryParser:
    """One pass over the entries: makes their states and gathers what is wrong with them."""

    def __init__(self, references: References):
        """Read entries that refer to these targets; what they take from each other is noted as it comes."""
        self.references = references
        self.problems: list[Problem] = []
        self.identifiers: dict[tuple[str, ...], FileEntry] = {}
        self.dois: dict[str, FileEntry] = {}
        self.pages: dict[str, str] = {}  # page that is a source's own -> key of the source

    def states(self, entries: Iterable[FileEntry], tell: Callable[[int], None] = lambda done: None) -> list[State]:
        """Return what the entries ask for. Where `problems` has something of an entry, its state is not to be used.
        `tell` takes how many were read."""
        found = []
        for number, entry in enumerate(entries, 1):
            found.append(self._source_state(entry) if entry.kind == SOURCE else self._record_state(entry))
            if number % _TOLD_EVERY == 0:
                tell(number)
        return found

    def refuse(self, entry: FileEntry, place: Place, reason: str, key: str = "") -> None:
        """Note what is wrong at `place`. `key` is how a file calls it; a table has a column for it."""
        self.problems.append(entry.problem(place, reason, key))

    def _source_state(self, entry: FileEntry) -> State:
        """Return the state that the entry of a source asks for."""
        self._refuse_taken_ids(entry, "key", self.references.taken_keys)
        columns = self._columns_of_entry(entry, Source, _SOURCE)
        doi = columns["doi"]
        if doi and (doi in self.references.taken_dois or self.dois.setdefault(doi, entry) is not entry):
            self.refuse(entry, ("doi",), _("another source has the DOI %s") % doi)
        rows = {part: self._rows_of_entry(entry, part) for part in ("contributors", "locations")}
        self._refuse_pages_of_others(entry, columns["type"], rows["locations"])
        return State(SOURCE, entry.data["id"], columns, {}, rows)

    def _refuse_pages_of_others(self, entry: FileEntry, source_type: str, locations: Rows) -> None:
        """Refuse an address that is the own page of another source, in the database or in the files."""
        for index, ((url,), row) in enumerate(locations.items()):
            page = page_key(url)
            if not page or "retired_at" in row or not identifies_one_work(row["role"], source_type):
                continue
            other = self.references.taken_pages.get(page) or self.pages.setdefault(page, entry.handle)
            if other != entry.handle:
                reason = _(
                    "the source “%s” has this address too: if both are one work, keep one of them;"
                    " if the page contains two works, write role: mirror at one of them"
                ) % (other)
                self.refuse(entry, ("locations", index, "url"), reason)

    def _record_state(self, entry: FileEntry) -> State:
        """Return the state that the entry of a record asks for, with its parts and citations."""
        self._refuse_taken_ids(entry, "slug", self.references.taken_slugs)
        model = registry.get_record_type(entry.kind).model
        columns = self._columns_of_entry(entry, model, _RECORD, self._facts_of_entry(entry))
        if columns["original_title"] and not columns["original_language"]:
            self.refuse(entry, ("title", "original"), _("say in which language the original title is: add “language”"))
        terms = {name: self._codes_of_entry(entry, name) for name in TERMS_BY_NAME}
        parts = ("names", "identifiers", "milestones", "relations")
        rows = {part: self._rows_of_entry(entry, part) for part in parts}
        rows["citations"], ids = citation_rows(entry, rows, self.references, self.refuse)
        return State(entry.kind, entry.data["id"], columns, terms, rows, ids)

    def _refuse_taken_ids(self, entry: FileEntry, name: str, taken: dict[str, str]) -> None:
        """Refuse an id that belongs to another kind of row, and a slug or key that another row has."""
        kind = self.references.kinds.get(entry.data["id"], entry.kind)
        if kind != entry.kind:
            reason = _("this id belongs to a %(kind)s in the database: ids are never reused") % {"kind": kind}
            self.refuse(entry, ("id",), reason)
        if taken.get(entry.handle, entry.data["id"]) != entry.data["id"]:
            words = {"name": name, "handle": entry.handle, "owner": taken[entry.handle]}
            self.refuse(entry, (name,), _("the %(name)s “%(handle)s” belongs to %(owner)s in the database") % words)

    def _columns_of_entry(
        self, entry: FileEntry, model: type[models.Model], places: Places, facts: Facts | None = None
    ) -> dict[str, Any]:
        """Return the columns of the row that an entry asks for; refuse the values that its model does."""
        columns = {name: entry.get(*place) for name, place in places.items()}
        if "rights" in columns:
            columns["rights"] = columns["rights"] or Source.Rights.PASSAGES
            columns["standing"] = columns["standing"] or Source.Standing.SECONDARY
            for name in OTHER_IDENTIFIERS:  # each in the one form in which it is stored
                columns[name] = Source._meta.get_field(name).to_python(columns[name])
        for name, (value, place) in (facts or {}).items():
            columns[name], places = value, places | {name: place}
        if not any(columns[name] for name in _TITLES):
            self.refuse(entry, ("title",), _("a title is missing: give en, zh_hans or original"))
        for name, reason in value_problems(model, columns):
            self.refuse(entry, places[name], reason, _dotted(places[name]))
        return columns

    def _facts_of_entry(self, entry: FileEntry) -> Facts:
        """Return the columns of the facts of a record: value and place."""
        record_type = registry.get_record_type(entry.kind)
        found: Facts = {}
        for name, fact in record_type.facts_by_name.items():
            before = len(self.problems)
            for column, place in _fact_places(entry, name, fact).items():
                found[column] = (
                    self._value_of_fact(entry, fact, record_type.model._meta.get_field(column), place),
                    place,
                )
            if len(self.problems) > before:
                continue  # a column that could not be read is refused already
            for column, reason in fact.problems({each: found[each][0] for each in fact.columns}):
                self.refuse(entry, found[column][1], reason, _dotted(found[column][1]))
        return found

    def _value_of_fact(self, entry: FileEntry, fact: Fact, column: models.Field, place: Place) -> Any:
        """Return the value of a column of a fact, as its kind reads it from the file."""
        try:
            return fact.from_file(column, entry.get(*place, default=[] if isinstance(fact.file_type, list) else ""))
        except ValidationError as error:
            self.refuse(entry, place, of_validation(error), _dotted(place))
            return None

    def _codes_of_entry(self, entry: FileEntry, name: str) -> frozenset[str]:
        """Return the codes of a vocabulary that an entry has; refuse those that the vocabulary does not know."""
        value = entry.get(name, default=[])
        place: Place = (name,)
        if isinstance(value, dict):
            place, value = (name, "codes"), value.get("codes", [])
        for index, code in enumerate(value):
            if code not in self.references.terms[name]:
                what = _("code of %s") % name
                self.refuse(entry, (*place, index), describe_unknown(what, code, self.references.terms[name]))
        return frozenset(value)

    def _rows_of_entry(self, entry: FileEntry, part: str) -> Rows:
        """Return the rows of one nested table by their natural keys."""
        rows: Rows = {}
        for index in range(len(entry.get(part, default=[]))):
            place = (part, index)
            values = self._row_of_entry(entry, part, place)
            if part == "contributors":
                values["position"] = str(1 + sum(1 for key in rows if key[0] == values["role"]))
            key = tuple(values.pop(name) for name in PARTS[part].key)
            if key in rows:
                self.refuse(entry, place, _("this appears twice: keep one of the two"))
            rows[key] = values
            if part == "identifiers":
                taken = self.references.taken_identifiers.get((key[0], key[1]))
                if taken or self.identifiers.setdefault(key, entry) is not entry:
                    reason = _("another record has the identifier %(identifier)s") % {"identifier": " ".join(key)}
                    self.refuse(entry, place, reason)
        return rows

    def _row_of_entry(self, entry: FileEntry, part: str, place: Place) -> dict[str, Any]:
        """Return the values of one row of a nested table of an entry; refuse what its model does."""
        model = PARTS[part].model
        places = _ROWS[part]
        given = {name: entry.get(*place, *where) for name, where in places.items()}
        values = given | {name: given[name] or value for name, value in _DEFAULTS.get(part, {}).items()}
        checked = {name: value for name, value in values.items() if name not in ("object", "monitored")}
        found = list(value_problems(model, checked))
        found += _nested_row_problems(part, values)
        if part == "relations":
            target = values["object"]
            values["object"] = self.references.records.get(target, "")
            if not values["object"]:
                found.append(("object", describe_unknown(_("slug"), target, self.references.records)))
            elif values["object"] == entry.data["id"]:
                found.append(("object", _("a record cannot be related to itself")))
            elif reason := self._relation_misfit_of_entry(entry, values["predicate"], values["object"]):
                found.append(("predicate", reason))
        if part == "locations":
            values["monitored"] = values["monitored"] != "false" and not values["retired_at"]
            if not values["retired_at"]:
                del values["retired_at"]
        for name, reason in found:
            self.refuse(entry, (*place, *places[name]), reason, _dotted(places[name]))
        return values

    def _relation_misfit_of_entry(self, entry: FileEntry, predicate: str, target: str) -> str:
        """Return why records of these types cannot stand in a relation, "" if they can. What a record says already is
        let be: its other statements can be corrected all the same."""
        known = self.references
        said = (entry.data["id"], predicate, target)
        if predicate not in Predicate.values or said in known.relations:
            return ""
        return relation_misfit(entry.kind, predicate, known.types[target])


def _nested_row_problems(part: str, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the constraints of the nested tables would refuse in a row of an entry
    (`observatory.sources.models`)."""
    if part == "contributors" and bool(values["family"]) == bool(values["literal"]):
        yield "literal", _("give either the family name of a person or the literal name of a body")
    if part == "identifiers" and values["scheme"] in Identifier.Scheme.values and values["value"]:
        try:
            validate_identifier(values["scheme"], values["value"])
        except ValidationError as error:
            yield "value", joined_messages(of_validation(each) for each in error.error_dict["value"])
    if part == "locations":
        if values["monitored"] not in ("", "true", "false"):
            yield "monitored", _("“%s” must be true or false") % values["monitored"]
        if values["retired_at"] and values["monitored"] == "true":
            yield "monitored", _("a retired location is not watched: remove this key, or the key retired_at")
        unwatched = values["monitored"] == "false" or values["retired_at"]
        if not values["url"] and (values["role"] != "attachment" or not unwatched):
            yield "url", _("missing; only a location with role: attachment and monitored: false has none")


def _dotted(place: Place) -> str:
    return ".".join(map(str, place))


def _fact_places(entry: FileEntry, name: str, fact: Fact) -> Places:
    """Return where the columns of a fact stand in an entry."""
    if fact.short_key and not isinstance(entry.get("facts", name), dict):
        return dict.fromkeys(fact.columns, ("facts", name))
    return {column: ("facts", name, key) for column, key in fact.keys_by_column.items()}
