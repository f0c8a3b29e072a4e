"""Sources that may be one work are found by identifier, URL and title, and different works are not."""

import pytest

from observatory.sources.citation_keys import free_key, propose_key
from observatory.sources.references import DraftContributor, DraftLocation, SourceDraft
from observatory.sources.similar_sources import Work, similar_sources, similar_to_works, source_title_similarity
from tests.factories import LocationFactory, SourceFactory

pytestmark = pytest.mark.django_db


def reasons(**known) -> list[tuple[str, str]]:
    return [(each.source.key, each.reason) for each in similar_sources(**known)]


@pytest.fixture
def sources():
    paper = SourceFactory(
        key="Bi 2023", title_en="Accurate medium-range global weather forecasting", issued="2023-07-05"
    )
    paper.doi = "10.1038/S41586-023-06185-3"
    paper.save()
    notice = SourceFactory(
        key="MOST 2023a",
        title_en="Notice on Launching AI for Science",
        title_zh_hans="关于启动“人工智能驱动的科学研究”专项部署工作的通知",
        issued="2023-03-27",
    )
    LocationFactory(source=notice, url="https://www.most.gov.cn/a/t1.html")
    book = SourceFactory(key="Ray 2020", title_en="Handbook", note_en="ISBN 978-0-306-40615-7")
    return paper, notice, book


def test_by_identifier(sources):
    assert reasons(doi="10.1038/s41586-023-06185-3") == [("Bi 2023", "doi")]
    assert reasons(isbn="9780306406157") == [("Ray 2020", "isbn")]
    SourceFactory(key="X", doi="10.48550/arXiv.2301.00001")
    assert reasons(arxiv="2301.00001") == [("X", "arxiv")]


def test_by_another_spelling_of_the_url(sources):
    assert reasons(urls=["http://www.most.gov.cn/a/t1.html?utm_source=x#top"]) == [("MOST 2023a", "address")]
    assert reasons(urls=["https://www.most.gov.cn/a/t2.html"]) == []


@pytest.mark.parametrize(
    "title",
    [
        "accurate Medium‐Range global weather  forecasting.",
        "Accurate medium-range global weather forecastings",
        "關於啟動「人工智能驅動的科學研究」專項部署工作的通知",
        "关于启动人工智能驱动的科学研究专项部署工作的通知",
    ],
)
def test_by_title_in_another_writing(sources, title):
    assert len(reasons(title=title)) == 1


def test_other_works_are_not_similar(sources):
    assert reasons(title="Notice") == []
    assert reasons(title="关于启动“人工智能驱动的科学研究”专项部署工作的通知", issued="2026") == []
    assert reasons(title="Accurate short-range regional earthquake forecasting") == []
    assert source_title_similarity("Annual plan 2021 of the Ministry", "Annual plan 2022 of the Ministry") == 0


def test_a_source_can_be_left_out(sources):
    assert similar_sources(doi=sources[0].doi, but=[sources[0].pk]) == []


def test_hostile_titles_raise_nothing(sources):
    for title in ("((((", "\\", "a" * 5000, "[[:alpha:]]*" * 50, "", "。。。", "\u202e" * 10):
        assert reasons(title=title) == []


def test_queries_do_not_grow_with_the_number_of_works(sources, django_assert_max_num_queries):
    works = [
        Work((f"Accurate medium-range global weather forecasting {n}",), urls=(f"https://a{n}.example/",))
        for n in range(50)
    ]
    with django_assert_max_num_queries(4):
        found = similar_to_works([*works, Work(("Accurate Medium-range Global Weather Forecasting",))])
    assert [each.source.key for each in found[-1]] == ["Bi 2023"]


def test_proposed_keys(sources):
    person, body = DraftContributor(family="孙", given="坦"), DraftContributor(literal="MOST")
    assert propose_key(SourceDraft(contributors=(body,), issued="2023-03")) == "MOST 2023b"
    assert propose_key(SourceDraft(contributors=(person, body), issued="2024")) == "Sun and MOST 2024"
    assert propose_key(SourceDraft(contributors=(person, body, body, body))) == "Sun et al. n.d."
    assert propose_key(SourceDraft(locations=(DraftLocation("https://www.most.gov.cn/x"),))) == "most.gov.cn n.d."
    assert len(propose_key(SourceDraft(publisher="x" * 300, issued="2023"))) <= 80
    assert free_key("A 2023", {f"A 2023{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"}) == "A 2023-2"
