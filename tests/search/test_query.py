"""Parsing of search queries."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observatory.search.query_parser import LONGEST, parse_query

IDENTIFIER = ("'10' & '1' & 'ab' & '10 1' & '1 ab'", "('10 1' & '1 ab' & '10' <1> '1' <1> 'ab')")


@pytest.mark.parametrize(
    ("typed", "loose", "exact"),
    [
        ("policies", "'polici'", "'polici'"),
        ("what is the policy on AI", "'polici' & 'ai'", "'polici' & 'ai'"),
        ("the of", "'the' & 'of'", "'the' & 'of'"),
        ("伦理", "'伦理'", "'伦理'"),
        ("法", "'法':*", "'法':*"),
        ("人工智能", "'人工' & '工智' & '智能'", "('人工' <1> '工智' <1> '智能')"),
        ("AI伦理", "'ai' & '伦理'", "'ai' & '伦理'"),
        ('"open data"', "'open data'", "'open data'"),
        ("“open data”", "'open data'", "'open data'"),
        ('"智能 AI"', "'智能' & 'ai'", "('智能' <2> 'ai')"),
        ('"the data"', "'the data'", "'the data'"),
        (
            '"open data use"',
            "'open' & 'data' & 'use' & 'open data' & 'data use'",
            "('open data' & 'data use' & 'open' <1> 'data' <1> 'use')",
        ),
        ("data -open", "'data' & !('open')", "'data' & !('open')"),
        ('data -"open access"', "'data' & !('open access')", "'data' & !('open access')"),
        ("-open", "'open'", "'open'"),
        ("state-of-the-art", "'state' & 'art'", "'state' & 'art'"),
        ("2022—2025", "'2022 2025'", "'2022 2025'"),
        ("DOI:10.1/Ab", *IDENTIFIER),
        ("https://doi.org/10.1/Ab", *IDENTIFIER),
        ("https://www.wikidata.org/wiki/Q42", "'q 42'", "'q 42'"),
        ("https://ror.org/027m9bs27", "'027m9bs27'", "'027m9bs27'"),
        ('unbalanced "quote', "'unbalanc' & 'quot'", "'unbalanc' & 'quot'"),
        ("twice twice", "'twice'", "'twice'"),
        ("& | ! <-> ' \\ :*", "", ""),
    ],
)
def test_a_query_becomes_terms(typed, loose, exact):
    query = parse_query(typed)
    assert (query.loose, query.exact) == (loose, exact)


def test_a_query_too_long_is_cut_and_says_so():
    query = parse_query("word " * 100)
    assert query.cut
    assert len(query.text) <= LONGEST


def test_a_query_can_be_told_without_one_of_its_parts():
    query = parse_query('open "public data" -draft')
    assert query.without(query.parts[0]) == '"public data" -draft'
    assert query.without(query.parts[1]) == "open -draft"


@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60) | st.text(alphabet="\"-'\\:*!&|<>()法 a1", max_size=40))
def test_postgresql_reads_whatever_comes_out(typed):
    query = parse_query(typed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsquery, %s::tsquery", [query.loose, query.exact])
    assert bool(query) == bool(query.loose) == bool(query.exact)
