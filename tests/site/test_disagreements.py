"""Disagreements: each source with its own value, one that contradicts itself headed so, and each matter listed once."""

import pytest
from lxml import html

from observatory.publishing.record_publication import publish
from tests.factories import (
    BodyFactory,
    CitationFactory,
    InstrumentFactory,
    LocationFactory,
    RelationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(db):
    return SourceFactory(key="Study")


@pytest.fixture
def document(db):
    source = SourceFactory(key="Committee 2024")
    LocationFactory(source=source, url="https://gov.example.cn/202402/a.docx")
    return source


@pytest.fixture
def guideline(db):
    return InstrumentFactory(slug="guideline", title_en="Guideline", issued="2024-02")


def words(element):
    return " ".join(element.text_content().split())


def readings(client, path="/instruments/guideline/"):
    tree = html.fromstring(client.get(path).content.decode())
    return [words(each) for each in tree.xpath("//div[contains(@class, 'parallel')]/div[@class='reading']")]


def disagree(record, sources_and_values, **statement):
    for source, value in sources_and_values:
        CitationFactory(record=record, **({"field": "issued"} | statement), source=source, stated_value=value)


def test_each_source_is_shown_with_the_value_and_precision_that_it_gives(client, guideline, study, document):
    disagree(guideline, [(study, "2024-02"), (document, "2024-02-06"), (SourceFactory(key="News"), "2023-12")])
    publish(record=guideline, by=None, reason="x")
    shown = readings(client)
    assert shown == [
        "6 February 2024 Committee 2024 6 February 2024 Study February 2024 value used in this record: February 2024",
        "December 2023 News",
    ]


def test_sources_that_agree_to_the_day_are_not_repeated(client, guideline, study, document):
    disagree(guideline, [(study, "2024-02"), (document, "2024-02"), (SourceFactory(key="News"), "2023-12")])
    publish(record=guideline, by=None, reason="x")
    assert readings(client)[0] == "February 2024 Study Committee 2024 value used in this record"


def test_a_value_that_fits_both_readings_is_adopted_where_a_source_gives_it(client, guideline, study, document):
    guideline.issued = "2023"
    guideline.save()
    disagree(guideline, [(study, "2023"), (document, "2023-03"), (SourceFactory(key="News"), "2023-09")])
    publish(record=guideline, by=None, reason="x")
    assert [shown.count("value used in this record") for shown in readings(client)] == [1, 0]


def test_a_source_that_contradicts_itself_is_headed_so(client, guideline, study):
    CitationFactory(record=guideline, field="issued", source=study, stated_value="2024-02", locator="p. 1")
    CitationFactory(record=guideline, field="issued", source=study, stated_value="2023-12", locator="p. 9")
    publish(record=guideline, by=None, reason="x")
    for path in ("/instruments/guideline/", "/disagreements/"):
        tree = html.fromstring(client.get(path).content.decode())
        assert [words(each) for each in tree.xpath("//p[@class='readings-head']")] == [
            "The source disagrees with itself"
        ]


def test_a_dispute_at_both_ends_of_a_relation_is_listed_once(client, guideline, study, document):
    body = BodyFactory(slug="committee", title_en="Committee")
    relation = RelationFactory(subject=body, predicate="issued", object=guideline, date="2024-02")
    stated = [(study, "2024-02"), (document, "2023-12")]
    disagree(guideline, [*stated, (SourceFactory(key="News"), "2022")])
    disagree(body, stated, field="", relation=relation)
    for record in (guideline, body):
        publish(record=record, by=None, reason="x")
    for path in ("/disagreements/", "/"):
        text = html.fromstring(client.get(path).content.decode()).text_content()
        listed = html.fromstring(client.get(path).content.decode()).xpath(
            "//section[@class='disputed-record']/h2/a | //section[@aria-labelledby='disputed']//li/a"
        )
        assert [words(each) for each in listed] == ["Guideline"], text
    assert len(readings(client, "/bodies/committee/")) == 2


def test_a_dispute_of_a_relation_by_other_values_is_listed(client, guideline, study, document):
    body = BodyFactory(slug="committee", title_en="Committee")
    relation = RelationFactory(subject=body, predicate="issued", object=guideline, date="2024-02")
    disagree(guideline, [(study, "2024-02"), (document, "2023-12")])
    disagree(body, [(study, "2022"), (document, "2021")], field="", relation=relation)
    for record in (guideline, body):
        publish(record=record, by=None, reason="x")
    tree = html.fromstring(client.get("/disagreements/").content.decode())
    assert sorted(words(each) for each in tree.xpath("//section[@class='disputed-record']/h2/a")) == [
        "Committee",
        "Guideline",
    ]
