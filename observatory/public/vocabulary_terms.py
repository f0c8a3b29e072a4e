"""The controlled vocabularies that are public: codes with their labels in both languages."""

from collections.abc import Callable, Iterable
from typing import Any

from observatory.monitoring.outcomes import Health
from observatory.public.localised_texts import in_each_language
from observatory.publishing.facts import labels_of_choice
from observatory.publishing.models import Entry
from observatory.records import registry
from observatory.records.models import Identifier, Milestone, OtherName, Survey
from observatory.records.predicates import INVERSE, Predicate
from observatory.records.vocabulary_table import TERMS_BY_NAME
from observatory.sources.models import Citation, Location, Source

Term = dict[str, Any]


def _reader_of_taxonomy(model) -> Callable[[], list[Term]]:
    """Return a function that reads the public terms of a vocabulary with broader terms."""

    def terms() -> list[Term]:
        rows = model.objects.order_by("code").values_list(
            "code", "label_en", "label_zh_hans", "parent__code", "edition"
        )
        return [
            {"code": code, "en": en, "zh-hans": zh_hans, "parent": parent, "edition": edition}
            for code, en, zh_hans, parent, edition in rows
        ]

    return terms


def _choices(choices) -> Callable[[], list[Term]]:
    return lambda: [{"code": choice.value, **labels_of_choice(choice)} for choice in choices]


def _predicates() -> list[Term]:
    return [
        {"code": choice.value, **labels_of_choice(choice), "inverse": in_each_language(str, INVERSE[choice])}
        for choice in Predicate
    ]


def _kinds() -> list[Term]:
    return [{"code": row.kind, **in_each_language(str, row.model._meta.verbose_name)} for row in registry.all_types()]


def _subtypes_as_terms() -> list[Term]:
    """The vocabulary of subtypes of every type of record, each with its type as the broader term."""
    terms = []
    for record_type in registry.all_types():
        for code, label in record_type.model._meta.get_field(record_type.subtype).choices:
            terms.append({"code": code, **in_each_language(str, label), "kind": record_type.kind})
    return terms


VOCABULARIES: dict[str, Callable[[], Iterable[Term]]] = {
    **{name: _reader_of_taxonomy(model) for name, model in TERMS_BY_NAME.items()},
    "kinds": _kinds,
    "subtypes": _subtypes_as_terms,
    "predicates": _predicates,
    "evidence": _choices(Entry.Evidence),
    "verdicts": _choices(Citation.Verdict),
    "milestone_types": _choices(Milestone.Type),
    "name_kinds": _choices(OtherName.Kind),
    "identifier_schemes": _choices(Identifier.Scheme),
    "source_types": _choices(Source.Type),
    "location_roles": _choices(Location.Role),
    "health": _choices(Health),
    "survey_outcomes": _choices(Survey.Outcome),
}
