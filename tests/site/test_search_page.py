"""The search page: what a reader sees and follows, without JavaScript."""

import re
from html import unescape

import pytest
from django.test import Client

from observatory.sources.models import OfficialTerm, Rendering
from tests.published import publish_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(world):
    client = Client()

    def get(address: str, status: int = 200) -> str:
        answer = client.get(address)
        assert answer.status_code == status, address
        return unescape(answer.content.decode())

    return get


def test_hits_link_to_their_records_with_the_passage_marked(page):
    html = page("/search/?q=basic+sciences")
    assert 'href="/initiatives/plan/"' in html
    assert "<mark>basic</mark> <mark>sciences</mark>" in html


def test_a_match_in_a_title_is_marked_too(page):
    html = page("/search/?q=plan")
    assert re.search(r'<a href="/initiatives/plan/">[^<]*(?:<span[^>]*>)?[^<]*<mark>[Pp]lan</mark>', html)
    assert "<mark>" not in page("/initiatives/")


def test_chinese_is_searched_and_shown_in_chinese(page):
    html = page("/zh-hans/search/?q=基础科学")
    assert 'href="/zh-hans/initiatives/plan/"' in html
    assert "<mark>基础科学</mark>" in html


def test_a_facet_is_a_link_that_keeps_the_words_and_can_be_taken_back(page):
    html = page("/search/?q=plan")
    assert 'href="?q=plan&jurisdiction=CN"' in html
    chosen = page("/search/?q=plan&jurisdiction=CN")
    assert 'href="?q=plan"' in chosen


def test_nothing_found_leads_on(page):
    html = page("/search/?q=implementatoin")
    assert "Did you mean" in html
    assert 'href="?q=implementation"' in html


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "q=%00",
        "q=%ED%A0%80",
        "q=%27%5C%22%28%29%26%7C%21%3A%2A",
        "q=" + "x" * 3000,
        "page=0",
        "page=-1",
        "page=99999999999999999999",
        "page=x",
        "jurisdiction=%00",
        "jurisdiction=%27&theme=%5C&organisation=1%27&year=abc&kind=%F0%9F%99%82",
        "q=a&q=b&sort=relevance",
    ],
)
def test_no_address_fails(world, query):
    assert Client().get(f"/search/?{query}").status_code in (200, 400)


def test_a_value_that_no_facet_has_is_told_with_what_was_meant_and_left_out(page):
    html = page("/search/?jurisdiction=China&kind=initiative", 400)
    assert "“China” is not recognised. Did you mean “CN”?" in html
    assert 'href="/initiatives/plan/"' in html
    assert "“中国” is not recognised. Did you mean “CN”?" in page("/initiatives/?jurisdiction=中国", 400)
    assert page("/timeline/?theme=TH99", 400).count('role="alert"') == 1
    assert page("/graph/?organisation=zzz", 400).count('role="alert"') == 1
    assert "“政策”不是可用的值。" in page("/zh-hans/search/?kind=政策", 400)


def test_markup_in_a_query_is_text(page, world):
    html = Client().get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_a_document_number_or_identifier_finds_its_record(page):
    assert 'href="/initiatives/plan/"' in page("/search/?q=https://www.wikidata.org/wiki/Q42")


def test_titles_are_offered_while_a_reader_types(page):
    assert 'value="Implementation Plan"' in page("/search/titles?q=impl")
    assert "<option" not in page("/search/titles?q=")
    assert "<option" not in page("/search/titles?q=%00")


def test_a_page_of_results_takes_a_bounded_number_of_queries(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(18):  # two read the facet values anew, after a publication
        Client().get("/search/", {"q": "plan", "jurisdiction": "CN"})


@pytest.fixture
def beside(world):
    term = OfficialTerm.objects.create(term="科学智能")
    Rendering.objects.create(term=term, text="Scientific intelligence", source=world.study)
    publish_rows(term)
    return world


def test_sources_and_official_terms_are_found_beside_records(beside, page):
    html = page("/search/?q=case+study")
    assert "No record matches “case study”" in html
    assert re.search(rf'href="/sources/{beside.study.public_id}/".*<mark>Case</mark> <mark>study</mark>', html)
    assert 'href="#sources">1 source</a>' in html
    html = page("/zh-hans/search/?q=科学智能")
    assert "<mark>科学智能</mark>" in html
    assert 'lang="en">Scientific intelligence</span>' in html
    assert "另有：" in html


def test_what_stands_beside_records_is_there_on_the_first_page_of_a_search_of_everything_alone(beside, page):
    for address in (
        "/search/?q=case+study&kind=initiative",
        "/search/?q=case+study&page=2",
        "/initiatives/?q=case+study",
    ):
        assert 'class="beside"' not in page(address)


def test_the_lists_of_sources_and_terms_are_searched(beside, page):
    html = page("/sources/?q=case+study")
    assert f"/sources/{beside.study.public_id}/" in html
    assert f"/sources/{beside.notice.public_id}/" not in html
    assert 'content="noindex' in html
    assert "No source matches “zzz”" in page("/sources/?q=zzz")
    assert "科学智能" in page("/glossary/?q=scientific")
    assert "No term matches “zzz”" in page("/glossary/?q=zzz")


HOSTILE = ["%00", "'", "%5C", "http://[", "x" * 500, "%F0%9F%A4%96", "<script>", "-", '"', "%ED%A0%80", "%F8"]


@pytest.mark.parametrize("list_of", ["sources", "glossary", "search"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_a_list_or_stands_in_it_as_markup(client, world, list_of, text):
    answer = client.get(f"/{list_of}/?q={text}")
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()
