"""The query string of a list page is read once: what was asked, what was ignored and why, and links that change it."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.test import RequestFactory

from observatory.site.lists.query_string import MOST_PAGES, ListQuery, QueryString, parse_page_number
from tests.factories import JurisdictionFactory, ThemeFactory


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def terms(db):
    JurisdictionFactory(code="CN", label_en="China")
    JurisdictionFactory(code="US", label_en="United States")
    ThemeFactory(code="TH13")


def read(query: str, **fixed) -> ListQuery:
    return ListQuery.parse(RequestFactory().get(f"/search/?{query}"), **fixed)


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("", {}),
        ("jurisdiction=CN", {"jurisdiction": ["CN"]}),
        ("jurisdiction=CN,US", {"jurisdiction": ["CN", "US"]}),
        ("jurisdiction=US&jurisdiction=CN&jurisdiction=US", {"jurisdiction": ["US", "CN"]}),
        ("jurisdiction=%20CN%20,,", {"jurisdiction": ["CN"]}),
        ("jurisdiction=&theme=TH13&utm_source=mail", {"theme": ["TH13"]}),
        ("year=2023,2024", {"year": ["2023", "2024"]}),
    ],
)
def test_values_are_repeated_or_joined_by_commas(terms, query, chosen):
    found = read(query)
    assert found.chosen == chosen
    assert found.problems == []


def test_a_value_that_no_facet_has_is_left_out_of_what_is_chosen_and_of_every_link(terms):
    found = read("jurisdiction=CN,China&theme=TH14&q=data")
    assert found.chosen == {"jurisdiction": ["CN"]}
    assert found.problems == [
        ("jurisdiction", "“China” is not recognised. Did you mean “CN”?"),
        ("theme", "“TH14” is not recognised. Did you mean “TH13”?"),
    ]
    assert found.link(sort=["oldest"]) == "?jurisdiction=CN&q=data&sort=oldest"
    assert found.selection_link() == "?jurisdiction=CN&q=data"


def test_the_list_of_a_type_chooses_the_type_whatever_the_query_string_says(terms):
    found = read("kind=body&jurisdiction=CN", kind=["initiative"])
    assert found.chosen == {"kind": ["initiative"], "jurisdiction": ["CN"]}
    assert found.selection_link() == "?kind=initiative&jurisdiction=CN"


def test_a_link_changes_one_thing_and_begins_at_page_1(terms):
    found = read("q=data&jurisdiction=CN&page=3")
    assert found.link(sort=["oldest"]) == "?q=data&jurisdiction=CN&sort=oldest"
    assert found.link(q=[]) == "?jurisdiction=CN"
    assert found.toggle_link("jurisdiction", "CN") == "?q=data"
    assert found.toggle_link("jurisdiction", "US") == "?q=data&jurisdiction=CN&jurisdiction=US"


def test_feeds_and_tables_get_the_selection_without_the_order_and_without_what_a_newsletter_appends(terms):
    found = read("q=data&sort=oldest&page=2&utm_source=mail&as_of=2026-11-01&theme=TH13")
    assert found.selection_link(dated=["1"]) == "?q=data&as_of=2026-11-01&theme=TH13&dated=1"


@pytest.mark.parametrize("day", ["", "yesterday", "2026-13-01", "2026-11-21"])
def test_a_day_that_is_none_or_in_the_future_is_refused(db, day):
    with pytest.raises(BadRequest):
        read(f"as_of={day}")


def test_of_a_past_day_neither_words_nor_evidence_nor_organisations_are_chosen(terms):
    found = read("as_of=2026-11-20&q=data&evidence=disputed&organisation=nobody&theme=TH13")
    assert found.day == date(2026, 11, 20)
    assert found.chosen == {"theme": ["TH13"]}
    assert [name for name, _why in found.problems] == ["q", "organisation", "evidence"]
    assert read("as_of=2026-11-20&evidence=&q=").problems == []


def test_only_a_search_for_words_can_be_ordered_by_relevance(db):
    assert "relevance" in read("q=data").orders
    for query in ("", "q=%20", "q=data&as_of=2026-11-20"):
        assert "relevance" not in read(query).orders
    assert read("q=data&sort=relevance").sort_problems == []
    assert read("sort=relevance").sort_problems == [("sort", "Use one of: newest, oldest, published.")]
    assert read("sort=").sort_problems == []


def test_a_query_without_a_facet_has_the_others(terms):
    found = read("jurisdiction=CN&year=2023").without("year")
    assert found.chosen == {"jurisdiction": ["CN"]}


def test_a_file_refuses_parameters_that_it_does_not_know(db):
    found = read("q=data&page=2&colour=red&" + "x" * 60 + "=1")
    problems = found.find_unknown_parameters(("q", "theme"), ignored=("page",))
    assert problems == [(name, "Unknown parameter. Use one of: q, theme.") for name in ("colour", "x" * 40)]


@pytest.mark.parametrize(
    ("text", "page"),
    [(None, 1), ("", 1), ("3", 3), ("0", 1), ("-2", 1), ("x", 1), ("²", 1), ("99999", MOST_PAGES), ("9" * 30, 1)],
)
def test_a_page_number_is_read_whatever_is_given(text, page):
    assert parse_page_number(text) == page


def test_what_cannot_be_a_public_id_stays_out_of_the_database():
    found = QueryString(QueryDict("id=abc,x'y&id=%00&id=abc&id=国"))
    assert found.public_ids("id") == ["abc"]
