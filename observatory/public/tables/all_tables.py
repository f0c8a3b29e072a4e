"""The list of all tables of the public data, for the files with all data and for the page /data/."""

from observatory.public.links import types_in_order
from observatory.public.read_cited_statements import cited_statements
from observatory.public.stated_relations import relation_batches
from observatory.public.tables import evidence, lists, records, references, statements
from observatory.public.tables.records import Chosen
from observatory.public.tables.table import Shape, Table
from observatory.public.vocabularies import VOCABULARIES
from observatory.publishing.models import Entry, PublishedSurvey
from observatory.records import registry
from observatory.search.sources_and_terms import public_glossary, public_sources


def all_table_columns() -> list[Shape]:
    """Return the shapes of all tables: the types of record first."""
    return [
        *(records.record_table_columns(each) for each in types_in_order()),
        *(evidence.CITATIONS, statements.STATEMENTS, evidence.DISAGREEMENTS, evidence.RELATIONS),
        *(references.SOURCES, references.GLOSSARY),
        *(lists.SURVEYS, lists.COVERAGE, lists.VOCABULARIES),
    ]


def all_tables() -> list[Table]:
    """Return all tables, in the order of `shapes`; their rows are read when they are written."""
    everything = Entry.objects.live()
    return [
        *(_of_type(each) for each in types_in_order()),
        evidence.citations_table(Chosen(everything)),
        statements.statements_table(cited_statements()),
        evidence.disagreements_table(Chosen(everything.filter(evidence=Entry.Evidence.DISPUTED))),
        evidence.relations_table(relation_batches({})),
        references.sources_table(public_sources().order_by("key")),
        references.glossary_table(public_glossary()),
        lists.surveys_table(PublishedSurvey.objects.order_by("-searched_on", "-pk")),
        lists.coverage_table(),
        lists.vocabularies_table({name: terms() for name, terms in VOCABULARIES.items()}),
    ]


def _of_type(record_type: registry.RecordType) -> Table:
    return records.records_table(Chosen(Entry.objects.live().filter(kind=record_type.kind)), record_type)
