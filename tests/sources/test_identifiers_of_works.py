"""ISBN, ISSN, arXiv number and document number of sources: one form, check digits, where they are found and shown."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from observatory.publishing.item_publication import publish_sources
from observatory.publishing.models import PublishedSource
from observatory.search.query_parser import parse_query
from observatory.sources.create_sources import create_sources
from observatory.sources.models import Source
from observatory.sources.references import SourceDraft
from observatory.sources.source_duplicates import count_likely_duplicates, find_duplicates_of
from observatory.text.identifiers import find_isbn, find_issn
from tests.factories import SourceFactory

ISBN = "9780306406157"


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("978-0-306-40615-7", ISBN),
        ("0-306-40615-2", ISBN),
        ("ISBN 0 306 40615 2", ISBN),
        ("0-8044-2957-X", "9780804429573"),
        ("978-0-306-40615-8", ""),
        ("0-306-40615-3", ""),
        ("977-0-306-40615-7", ""),
    ],
)
def test_an_isbn_of_either_length_becomes_one_of_13_digits(text, isbn):
    assert find_isbn(text) == isbn


def test_an_issn_has_its_check_digit():
    assert [find_issn(text) for text in ("2434-561x", "00280836", "0028-0837", "1234")] == [
        "2434-561X",
        "0028-0836",
        "",
        "",
    ]


@pytest.mark.django_db
def test_a_source_keeps_identifiers_in_one_form_however_they_are_typed():
    source = Source(key="K", type="book", title_en="T", isbn="ISBN 0-306-40615-2", issn="0028 0836")
    source.full_clean()
    assert (source.isbn, source.issn) == (ISBN, "0028-0836")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("isbn", "978-0-306-40615-8", "is not an ISBN"),
        ("issn", "0028-0837", "is not an ISSN"),
        ("arxiv", "2301.00001v2", "without version"),
    ],
)
def test_a_wrong_identifier_is_refused_with_words_that_help(field, value, words):
    with pytest.raises(ValidationError, match=words):
        Source(key="K", type="book", title_en="T", **{field: value}).full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("isbn", "978-0-306", "source_isbn_form"),
        ("issn", "0028-083", "source_issn_form"),
        ("arxiv", "arXiv:2301.00001", "source_arxiv_form"),
    ],
)
def test_the_database_refuses_another_form(field, value, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        SourceFactory(**{field: value})


@pytest.mark.django_db
def test_sources_with_one_isbn_are_likely_duplicates_but_not_a_book_and_its_chapter():
    one = SourceFactory(type="book", title_en="Handbook of the one thing", isbn=ISBN)
    other = SourceFactory(type="report", title_en="Quite another title it has", isbn=ISBN)
    chapter = SourceFactory(type="chapter", title_en="The third chapter", isbn=ISBN)
    find_duplicates_of([one.pk, other.pk, chapter.pk])
    assert count_likely_duplicates() == 1


@pytest.mark.django_db
def test_an_arxiv_number_and_the_doi_that_arxiv_registers_are_one_paper():
    one = SourceFactory(title_en="As it is called here", arxiv="2211.02556", doi="10.1038/s41586-023-06185-3")
    other = SourceFactory(title_en="Named in quite another way", doi="10.48550/arXiv.2211.02556")
    find_duplicates_of([one.pk, other.pk])
    assert count_likely_duplicates() == 1


@pytest.mark.django_db
def test_a_pasted_reference_keeps_its_identifiers():
    draft = SourceDraft(type="book", title_en="T", isbn=ISBN, issn="0028-0836", arxiv="2301.00001", number="R-1")
    [made] = create_sources(drafts=[draft], by=None)
    assert (made.isbn, made.issn, made.arxiv, made.number, made.note_en) == (
        ISBN,
        "0028-0836",
        "2301.00001",
        "R-1",
        "",
    )


@pytest.mark.django_db
def test_readers_find_a_published_source_by_its_isbn_as_it_is_printed():
    source = SourceFactory(type="book", title_en="Handbook", isbn=ISBN, number="GB/T 7714-2015")
    publish_sources(sources=[source], by=None, reason="r")
    row = PublishedSource.objects.get(pk=source.pk)
    assert (row.content.isbn, row.content.other_identifiers["number"]) == (ISBN, "GB/T 7714-2015")
    for typed in ("978-0-306-40615-7", "ISBN 0-306-40615-2", "isbn: 978 0 306 40615 7"):
        assert [part.text for part in parse_query(typed).parts] == [ISBN]


@pytest.mark.django_db
def test_a_document_without_identifiers_is_what_it_was_before_there_were_any():
    source = SourceFactory()
    [publication] = publish_sources(sources=[source], by=None, reason="r")
    assert "isbn" not in publication.version.document
