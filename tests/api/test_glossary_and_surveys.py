"""Official terms and coverage searches in the API."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.api.pagination import encode_cursor
from observatory.publishing.models import PublishedSurvey, PublishedTerm
from observatory.records.models import Survey
from observatory.sources.models import OfficialTerm, Rendering
from tests.factories import JurisdictionFactory, SourceFactory, ThemeFactory
from tests.published import publish_all_items

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms(catalogue):
    science = OfficialTerm.objects.create(term="人工智能驱动的科学", note_en="Note.", note_zh_hans="说明。")
    OfficialTerm.objects.create(term="AI for Science", language="en")
    OfficialTerm.objects.create(term="伦理")
    Rendering.objects.create(term=science, text="AI-driven science", source=catalogue.source, locator="p. 1")
    Rendering.objects.create(term=science, text="Science by AI", source=catalogue.other)
    Rendering.objects.create(term=science, text="Unseen", source=SourceFactory(key="Draft only"))
    publish_all_items()


@pytest.fixture
def searches(catalogue):
    china, theme = JurisdictionFactory(), ThemeFactory(code="TH89", label_en="Ethics", label_zh_hans="伦理")
    shanghai, greece = JurisdictionFactory(code="CN-SH"), JurisdictionFactory(code="GR", label_en="Greece")
    rows = [
        (greece, theme, "", "none_found", 1),
        (greece, None, "platform", "none_found", 2),
        (greece, None, "platform", "found", 3),
        (shanghai, None, "body", "none_found", 4),
        (china, None, "body", "found", 4),
    ]
    for place, subject, kind, outcome, day in rows:
        on = date(2026, 11, day)
        Survey.objects.create(jurisdiction=place, theme=subject, kind=kind, outcome=outcome, searched_on=on)
    publish_all_items()


def test_a_term_comes_with_the_renderings_of_public_sources(api, terms, catalogue):
    rows = {row["term"]: row for row in api("glossary/").json()["results"]}
    assert set(rows) == {"人工智能驱动的科学", "AI for Science", "伦理"}
    assert rows["人工智能驱动的科学"] == {
        "term": "人工智能驱动的科学",
        "language": "zh-Hans",
        "note": {"en": "Note.", "zh-hans": "说明。"},
        "renderings": [
            {
                "text": "AI-driven science",
                "language": "en",
                "source": {"id": catalogue.source.public_id, "key": "MOST 2023a"},
                "locator": "p. 1",
            },
            {
                "text": "Science by AI",
                "language": "en",
                "source": {"id": catalogue.other.public_id, "key": "Xinhua 2023"},
                "locator": "",
            },
        ],
    }


def test_terms_are_filtered(api, terms, catalogue):
    def found(query):
        return [row["term"] for row in api(f"glossary/?{query}").json()["results"]]

    assert found("term=伦理") == ["伦理"]
    assert found("language=en") == found("language=EN") == ["AI for Science"]
    assert found("language=zh-hans") == found("language=zh-Hans") != []
    assert found(f"source={catalogue.other.public_id}") == ["人工智能驱动的科学"]
    assert found("source=zzz") == []


def test_searches_come_last_first_with_what_was_found(api, searches):
    first, *others = api("surveys/").json()["results"]
    assert first == {
        "jurisdiction": {"code": "CN", "en": "China", "zh-hans": "中国"},
        "theme": None,
        "kind": "body",
        "outcome": "found",
        "searched_on": "2026-11-04",
        "note": {"en": "", "zh-hans": ""},
        "records": "http://localhost:8000/api/v1/records/?jurisdiction=CN&kind=body",
    }
    api(first["records"])
    assert [row["searched_on"][-2:] for row in others] == ["04", "03", "02", "01"]
    assert others[-1]["theme"] == {"code": "TH89", "en": "Ethics", "zh-hans": "伦理"}
    assert others[-1]["kind"] is None


def test_searches_are_filtered(api, searches):
    def days(query):
        return [int(row["searched_on"][-2:]) for row in api(f"surveys/?{query}").json()["results"]]

    assert days("jurisdiction=CN") == [4, 4]
    assert days("jurisdiction=CN-SH") == [4]
    assert days("theme=TH89") == [1]
    assert days("kind=platform") == [3, 2]
    assert days("outcome=none_found") == [4, 2, 1]
    assert days("searched_since=2026-11-03") == [4, 4, 3]
    assert days("jurisdiction=GR&latest=true") == [3, 1]
    assert days("jurisdiction=GR&kind=platform&outcome=none_found&latest=true") == []


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("jurisdiction=ZZ", "jurisdiction"),
        ("theme=ethics", "theme"),
        ("outcome=lost", "outcome"),
        ("searched_since=soon", "searched_since"),
        ("latest=yes", "latest"),
        ("theme=TH89&kind=body", "kind"),
        ("country=CN", "country"),
    ],
)
def test_what_cannot_be_asked_of_searches_is_named(api, searches, query, named):
    assert api(f"surveys/?{query}", 400).json()["errors"][0]["parameter"] == named


@pytest.mark.parametrize("name", ["glossary", "surveys"])
def test_pages_are_followed_to_the_end_and_unchanged_ones_answer_304(api, terms, searches, name):
    whole = api(f"{name}/").json()["results"]
    found, following = [], f"{name}/?limit=2"
    while following:
        page = api(following)
        found += page.json()["results"]
        following = page.json()["next"]
    assert found == whole
    first = api(f"{name}/")
    api(f"{name}/", 304, if_none_match=first["ETag"])
    PublishedTerm.objects.all().delete()
    PublishedSurvey.objects.all().delete()
    assert api(f"{name}/", 200, if_none_match=first["ETag"]).json()["results"] == []


@pytest.mark.parametrize("name", ["glossary", "surveys"])
def test_a_cursor_of_another_list_or_a_made_up_one_is_refused(api, terms, searches, name):
    other = encode_cursor("sources", "MOST")
    made_up = {"glossary": encode_cursor("glossary", "a\0", 1), "surveys": encode_cursor("surveys", None, 1)}[name]
    for cursor in ("x", other, made_up):
        assert api(f"{name}/?cursor={cursor}", 400).json()["errors"][0]["parameter"] == "cursor"


def test_many_rows_cost_as_many_queries_as_few(api, terms, searches):
    def cost(name):
        with CaptureQueriesContext(connection) as queries:
            api(f"{name}/?limit=100")
        return len(queries)

    few = [cost("glossary"), cost("surveys")]
    term = OfficialTerm.objects.first()
    for number in range(20):
        OfficialTerm.objects.create(term=f"T{number}")
        Rendering.objects.create(term=term, text=f"t{number}", source=Rendering.objects.first().source)
        Survey.objects.create(
            jurisdiction=JurisdictionFactory(code=f"X{chr(65 + number)}"), kind="body", outcome="found",
            searched_on=date(2026, 1, 1),
        )  # fmt: skip
    assert [cost("glossary"), cost("surveys")] == few
    assert max(few) <= 2


def test_terms_are_searched_by_themselves_and_by_public_renderings(api, terms):
    for words in ("驱动", "driven science", '"science by"'):
        assert [row["term"] for row in api(f"glossary/?q={words}").json()["results"]] == ["人工智能驱动的科学"]
    assert api("glossary/?q=unseen").json()["results"] == []
