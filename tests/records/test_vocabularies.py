"""One table lists the vocabularies; what cannot be derived from it is compared with it here."""

from django.contrib import admin

from observatory.publishing.index import facets
from observatory.records.models import Record
from observatory.records.vocabulary_table import TERMS_BY_FACET, TERMS_BY_NAME, VOCABULARIES
from observatory.search.filters import EntryFilterSet, TermsFilter


def test_every_classification_of_a_record_is_a_vocabulary():
    assert {field.name: field.related_model for field in Record._meta.many_to_many} == TERMS_BY_NAME


def test_every_vocabulary_has_a_facet_and_an_admin():
    assert {name: facets.get_facet(name).vocabulary for name in TERMS_BY_FACET} == TERMS_BY_FACET
    assert all(admin.site.is_registered(row.model) for row in VOCABULARIES)


def test_every_vocabulary_has_a_filter_named_as_its_facet():
    filters = EntryFilterSet.base_filters.items()
    found = {name: row.field_name for name, row in filters if isinstance(row, TermsFilter)}
    assert found == {row.facet: row.facet for row in VOCABULARIES}
