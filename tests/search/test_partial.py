"""Where no record has all words of a search, those with some of them, and what each lacks."""

import pytest
from django.test import Client

from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.search.results import search
from tests import factories
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
@made_once
def records():
    texts = {
        "both": ("Tidal sensors and coral networks", "海洋传感器与珊瑚网络"),
        "tidal": ("Tidal energy roadmap", "潮汐能路线图"),
        "coral": ("Coral nurseries", "珊瑚苗圃"),
        "common-1": ("Sensors for rivers", ""),
        "common-2": ("Sensors for lakes", ""),
    }
    found = [
        factories.InitiativeFactory(slug=slug, title_en=english, title_zh_hans=chinese, launched=f"20{number:02}")
        for number, (slug, (english, chinese)) in enumerate(texts.items(), 10)
    ]
    publish_many(records=found, by=None, reason="new")
    return dict(zip(texts, found, strict=True))


def partial(text, chosen=None):
    return [(hit.slug, list(hit.lacks)) for hit in search(text, chosen).partial]


def test_those_with_most_words_come_with_the_words_that_they_lack(records):
    assert partial("tidal coral quantum") == [("both", ["quantum"])]
    assert partial("tidal nurseries") == [("coral", ["tidal"]), ("tidal", ["nurseries"]), ("both", ["nurseries"])]


def test_of_equally_many_words_the_rarer_count_more(records):
    assert partial("sensors nurseries")[0] == ("coral", ["sensors"])
    assert [slug for slug, _lacks in partial("sensors nurseries")[1:]] == ["common-2", "common-1", "both"]


def test_nothing_is_partial_where_something_has_all_words_or_nothing_has_any(records):
    assert partial("tidal coral") == []
    assert partial("zebra giraffe") == []
    assert partial("zebra") == []
    assert partial("") == []


def test_a_long_run_and_a_phrase_are_taken_apart(records):
    assert partial("海洋珊瑚法律") == [("both", ["法律"])]
    assert partial('"coral tidal laws"') == [("both", ["laws"])]


def test_words_apart_are_named_as_they_were_typed_and_marked(records):
    hit = search("珊瑚苗圃與傳感器律師").partial[0]
    assert hit.slug == "both"
    assert list(hit.lacks) == ["苗圃", "律師"]
    assert [segment.text for segment in hit.marker.segments("海洋传感器与珊瑚网络") if segment.matched] == [
        "传感器",
        "珊瑚",
    ]


def test_of_equally_many_words_those_in_a_title_come_first(records):
    told = factories.InitiativeFactory(slug="told", objectives_en="Tidal sensors everywhere.", launched="2030")
    publish(record=told, by=None, reason="new")
    assert partial("tidal sensors zebra")[:2] == [("both", ["zebra"]), ("told", ["zebra"])]


def test_what_is_excluded_or_chosen_holds(records):
    assert partial("tidal nurseries -roadmap") == [("coral", ["tidal"]), ("both", ["nurseries"])]
    assert partial("tidal nurseries", {"year": ["2012"]}) == [("coral", ["tidal"])]
    withdraw(record=records["coral"], by=None, reason="wrong")
    assert ("coral", ["tidal"]) not in partial("tidal nurseries")


def test_very_many_words_are_answered(records, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        assert partial("coral " + " ".join(f"word{number}" for number in range(60)))[0][0] == "coral"


@pytest.mark.parametrize("typed", ["'", "tidal ' | & ! xyzzy", "tidal \\ xyzzy:*", 'tidal "xyzzy', "tidal %s xyzzy"])
def test_no_query_is_an_error(records, typed):
    search(typed)


def test_the_page_names_the_lacking_words_in_both_languages(records):
    english = Client().get("/search/?q=tidal+nurseries+%3Cb%3Equantum").content.decode()
    assert "No record has all the words of" in english
    assert "Records with some of the words" in english
    assert "without:" in english
    assert "<s>nurseries</s>" in english
    assert "<s>quantum</s>" in english
    assert "Coral <mark>nurseries</mark>" in english
    chinese = Client().get("/zh-hans/search/?q=海洋珊瑚法律").content.decode()
    assert "包含部分词语的记录" in chinese
    assert "缺少：" in chinese
    assert "<s>法律</s>" in chinese


def test_a_list_of_one_type_shows_them_too(records):
    assert "<s>tidal</s>" in Client().get("/initiatives/?q=tidal+nurseries").content.decode()


def test_the_api_has_them_as_a_member_of_an_empty_first_page(records):
    get = Client().get
    body = get("/api/v1/records/?q=tidal+coral+quantum").json()
    assert body["results"] == []
    assert body["partial"] == [
        {
            "id": records["both"].public_id,
            "kind": "initiative",
            "title": {"en": "Tidal sensors and coral networks", "zh-hans": "海洋传感器与珊瑚网络", "original": ""},
            "lacks": ["quantum"],
        }
    ]
    assert "partial" not in get("/api/v1/records/?q=tidal+coral").json()
    assert "partial" not in get("/api/v1/records/?q=zebra").json()
    assert "partial" not in get("/api/v1/organisations/?q=tidal+coral+quantum").json()
    assert "partial" not in get("/api/v1/records/?q=tidal+quantum&date_from=2031").json()


def test_the_api_s_answer_is_another_when_other_records_are_partial_matches(records):
    first = Client().get("/api/v1/records/?q=tidal+quantum")
    assert Client().get("/api/v1/records/?q=tidal+quantum", headers={"If-None-Match": first["ETag"]}).status_code == 304
    publish(record=factories.InitiativeFactory(title_en="Tidal law"), by=None, reason="new")
    second = Client().get("/api/v1/records/?q=tidal+quantum", headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
