"""What two records or two sources state differently, side by side, and which of the two a merge takes unless a curator
chooses.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.text import capfirst

from observatory.publishing.facts import TextFact
from observatory.publishing.facts.document_values import is_absent
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.records.models import Record
from observatory.records.statement_keys import field_label
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import (
    OTHER_IDENTIFIERS,
    Citation,
    Contributor,
    Source,
)

INTO, RECORD, BOTH = "into", "record", "both"  # the values of a choice: which record's statement is taken
TITLES = (("title_en",), ("title_zh_hans",), ("original_title", "original_language"))
SUMMARIES = (("summary_en",), ("summary_zh_hans",))


@dataclass(frozen=True)
class Choice:
    """A statement that two records make differently: `into` and `record` are their values in words, `taken` the value
    of the choice that a merge makes by default. Without `options` it is settled, because one says nothing."""

    name: str
    statement: str  # as `Citation.field` names it
    label: str
    columns: tuple[str, ...]
    into: str
    record: str
    taken: str
    options: tuple[str, ...]
    is_terms: bool = False


def read_merge_choices(record: Record, into: Record) -> list[Choice]:
    """Return the statements that `record` and `into`, which it is merged into, make differently, in document order."""
    record, into = registry.as_own_type(record), registry.as_own_type(into)
    preferred = _preferred_sides(record, into)
    found = [_choice_of_columns(record, into, columns, "title", preferred) for columns in TITLES]
    found += [_choice_of_columns(record, into, columns, "summary", preferred) for columns in SUMMARIES]
    found += [_choice_of_fact(record, into, name, columns, preferred) for name, columns in common_facts(record, into)]
    found += [_choice_of_terms(record, into, name) for name in term_fields()]
    return [choice for choice in found if choice]


def term_fields() -> tuple[str, ...]:
    """Return the names of the statements that are terms of vocabularies."""
    return tuple(name for name in registry.COMMON_STATEMENTS if name in TERMS_BY_NAME)


def common_facts(record: Record, into: Record) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the facts that a merge can choose between: those that the types of both records have, with the columns that
    are chosen together."""
    ours, theirs = (
        registry.get_record_type(into.kind).facts_by_name,
        registry.get_record_type(record.kind).facts_by_name,
    )
    for name, fact in ours.items():
        if type(theirs.get(name)) is type(fact) and theirs[name].columns == fact.columns:
            if isinstance(fact, TextFact):
                yield from ((name, (column,)) for column in fact.columns)
            else:
                yield name, fact.columns


def left_behind(record: Record, into: Record) -> list[str]:
    """Return in words the facts of `record` that a merge leaves behind: the type of `into` has no place for them."""
    row, kept = registry.as_own_type(record), {name for name, _columns in common_facts(record, into)}
    facts = registry.get_record_type(record.kind).facts_by_name
    values = {name: fact.to_representation(row) for name, fact in facts.items() if name not in kept}
    return [f"{field_label(type(row), name)}: {facts[name].in_words(value)}" for name, value in values.items() if value]


def _preferred_sides(record: Record, into: Record) -> Mapping[str, str]:
    """Return for each statement which record's a merge takes by default: the one with more sources, else that of the
    published record, else that of `into`."""
    rows = Citation.objects.filter(record__in=[record.pk, into.pk]).exclude(field="").order_by()
    counts = {(pk, name): number for pk, name, number in rows.values_list("record", "field").annotate(Count("pk"))}
    public = set(Entry.objects.live().filter(record__in=[record.pk, into.pk]).values_list("record", flat=True))
    usual = RECORD if record.pk in public and into.pk not in public else INTO
    names = {name for _pk, name in counts}
    preferred = dict.fromkeys(registry.get_record_type(into.kind).statements, usual)
    for name in names:
        ours, theirs = counts.get((into.pk, name), 0), counts.get((record.pk, name), 0)
        preferred[name] = usual if ours == theirs else INTO if ours > theirs else RECORD
    return preferred


def _choice_of_columns(
    record: Record, into: Record, columns: tuple[str, ...], statement: str, preferred: Mapping[str, str], words=None
) -> Choice | None:
    """Return the choice between what two records say in the columns of a statement; None if there is nothing to
    choose."""
    ours, theirs = ([getattr(row, column) for column in columns] for row in (into, record))
    if ours == theirs or is_absent(theirs[0]):
        return None
    in_words = words or (lambda row: str(getattr(row, columns[0])))
    settled = is_absent(ours[0])
    return Choice(
        name=columns[0],
        statement=statement,
        label=str(field_label(type(into), columns[0] if statement in ("title", "summary") else statement)),
        columns=columns,
        into="" if settled else in_words(into),
        record=in_words(record),
        taken=RECORD if settled else preferred.get(statement, INTO),
        options=() if settled else (INTO, RECORD),
    )


def _choice_of_fact(
    record: Record, into: Record, name: str, columns: tuple[str, ...], preferred: Mapping[str, str]
) -> Choice | None:
    """Return the choice between what two records say of a fact, in words; None if there is nothing to choose."""
    fact = registry.get_record_type(into.kind).facts_by_name[name]
    if isinstance(fact, TextFact):
        choice = _choice_of_columns(record, into, columns, name, preferred)
        language = str(type(into)._meta.get_field(columns[0]).verbose_name)
        return choice and Choice(**{**choice.__dict__, "label": language[:1].upper() + language[1:]})
    return _choice_of_columns(
        record, into, columns, name, preferred, lambda row: fact.in_words(fact.to_representation(row))
    )


def _choice_of_terms(record: Record, into: Record, name: str) -> Choice | None:
    """Return the choice between the terms of two records; None if the merged one has none of its own."""
    ours, theirs = (list(getattr(row, name).all()) for row in (into, record))
    if not set(theirs) - set(ours):
        return None
    return Choice(
        name=name,
        statement=name,
        label=str(field_label(type(into), name)),
        columns=(name,),
        into=_listed(ours),
        record=_listed(theirs),
        taken=BOTH,
        options=(BOTH, INTO, RECORD) if ours else (),
        is_terms=True,
    )


def _listed(terms: Sequence[Any]) -> str:
    return "; ".join(str(term.label) for term in terms)


def take_choice(choice: Choice, pick: str, ours: Record, theirs: Record) -> None:
    """Write the side of a choice that was picked into the row of the remaining record."""
    if pick not in choice.options:
        pick = choice.taken
    if pick == INTO:
        return
    if choice.is_terms:
        own, other = getattr(ours, choice.name), list(getattr(theirs, choice.name).all())
        own.add(*other) if pick == BOTH else own.set(other)
        return
    for column in choice.columns:
        setattr(ours, column, getattr(theirs, column))


SOURCE_COLUMNS = (
    *("type", "standing", "title_en", "title_zh_hans", "original_title", "language", "container_title", "publisher"),
    *(
        "issued",
        "volume",
        "issue",
        "pages",
        "doi",
        *OTHER_IDENTIFIERS,
        "as_printed",
        "rights",
        "note_en",
        "note_zh_hans",
    ),
)
CONTRIBUTORS = "contributors"


def source_choices(source: Source, into: Source) -> list[Choice]:
    """Return the choices of a merge of two sources: the columns that they fill differently, side by side, and which is
    taken by default."""
    usual = RECORD if source.cited and not into.cited else INTO
    found = []
    for name in SOURCE_COLUMNS:
        ours, theirs = getattr(into, name), getattr(source, name)
        if theirs and ours != theirs:
            words = [_source_value_in_words(row, name) for row in (into, source)]
            found.append(_source_choice(name, Source._meta.get_field(name).verbose_name, words, bool(ours), usual))
    ours, theirs = ("; ".join(map(str, row.contributors.all())) for row in (into, source))
    if theirs and ours != theirs:
        found.append(
            _source_choice(CONTRIBUTORS, Contributor._meta.verbose_name_plural, [ours, theirs], bool(ours), usual)
        )
    return found


def _source_value_in_words(source: Source, name: str) -> str:
    labelled = getattr(source, f"get_{name}_display", None)
    return str(labelled() if labelled else getattr(source, name))


def _source_choice(name: str, label, words: list[str], filled: bool, usual: str) -> Choice:
    """Return the choice between what two sources have in a column, both in words."""
    return Choice(
        name=name,
        statement=name,
        label=str(capfirst(label)),
        columns=(name,),
        into=words[0] if filled else "",
        record=words[1],
        taken=usual if filled else RECORD,
        options=(INTO, RECORD) if filled else (),
    )
