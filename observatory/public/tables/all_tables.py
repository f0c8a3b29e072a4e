"""The list of all tables of the public data, for the files with all data and for the page /data/."""

from observatory.public.links import types_in_order
from observatory.public.read_cited_statements import cited_statements
from observatory.public.stated_relations import relation_batches
from observatory.public.tables import (
    citations_and_relations,
    coverage_and_vocabularies,
    records_and_versions,
    sources_and_glossary,
)
from observatory.public.tables.records_and_versions import ChosenRecords
from observatory.public.tables.table_batches import Shape, Table
from observatory.public.vocabulary_terms import VOCABULARIES
from observatory.publishing.models import Entry, PublishedSurvey
from observatory.records import registry
from observatory.search.sources_and_terms import public_glossary, public_sources


def all_table_columns() -> list[Shape]:
    """Return the shapes of all tables: the types of record first."""
    return [
        *(records_and_versions.record_table_columns(each) for each in types_in_order()),
        *(
            citations_and_relations.CITATIONS,
            citations_and_relations.STATEMENTS,
            citations_and_relations.DISAGREEMENTS,
            citations_and_relations.RELATIONS,
        ),
        *(sources_and_glossary.SOURCES, sources_and_glossary.GLOSSARY),
        *(
            coverage_and_vocabularies.SURVEYS,
            coverage_and_vocabularies.COVERAGE,
            coverage_and_vocabularies.VOCABULARIES,
        ),
    ]


def all_tables() -> list[Table]:
    """Return all tables, in the order of `shapes`; their rows are read when they are written."""
    everything = Entry.objects.live()
    return [
        *(_of_type(each) for each in types_in_order()),
        citations_and_relations.citations_table(ChosenRecords(everything)),
        citations_and_relations.statements_table(cited_statements()),
        citations_and_relations.disagreements_table(ChosenRecords(everything.filter(evidence=Entry.Evidence.DISPUTED))),
        citations_and_relations.relations_table(relation_batches({})),
        sources_and_glossary.sources_table(public_sources().order_by("key")),
        sources_and_glossary.glossary_table(public_glossary()),
        coverage_and_vocabularies.surveys_table(PublishedSurvey.objects.order_by("-searched_on", "-pk")),
        coverage_and_vocabularies.coverage_table(),
        coverage_and_vocabularies.vocabularies_table({name: terms() for name, terms in VOCABULARIES.items()}),
    ]


def _of_type(record_type: registry.RecordType) -> Table:
    return records_and_versions.records_table(
        ChosenRecords(Entry.objects.live().filter(kind=record_type.kind)), record_type
    )
