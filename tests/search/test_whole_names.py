"""A search for exactly a name leads to the record of that name first."""

from itertools import chain

import pytest

from observatory.publishing.models import Entry
from observatory.publishing.record_publication import publish_many
from observatory.search.filters import matching
from observatory.search.results import search
from observatory.search.suggestions import complete_title
from observatory.text.tsvector_lexemes import NAME, TITLE, name_lexeme
from tests import factories
from tests.case_study import put_case_study

pytestmark = pytest.mark.django_db

TYPED = {
    "科技部": "ministry-of-science-and-technology",
    "MOST": "ministry-of-science-and-technology",
    "网信办": "cyberspace-administration-of-china",
    "CAC": "cyberspace-administration-of-china",
    "NSFC": "national-natural-science-foundation-of-china",
    "中科院": "chinese-academy-of-sciences",
    "CAS": "chinese-academy-of-sciences",
    "智谱": "zhipuai",
    "飞桨": "paddlepaddle",
    "盘古": "pangu-weather",
    "BCI": "ethical-guidelines-brain-computer-interface-research",
    "WHO": "world-health-organization",
    "DeepPMD": "deeppmd",
    "昇思": "mindspore-science",
}


def found(text, **options):
    return [hit.slug for hit in search(text, **options).hits]


def publish(*records):
    publish_many(records=list(records), by=None, reason="new")


def names_of(document):
    titles = [document["title"][part] for part in ("en", "zh-hans", "original")]
    return [name for name in dict.fromkeys([*titles, *(row["name"] for row in document["names"])]) if name]


@pytest.fixture
def seed():
    put_case_study()
    return {row.slug: row.document for row in Entry.objects.live()}


def test_the_names_that_people_type_lead_to_the_record_first(seed):
    assert {text: found(text)[:1] for text in TYPED} == {text: [slug] for text, slug in TYPED.items()}
    assert {text: found(text.lower())[:1] for text in TYPED} == {text: [slug] for text, slug in TYPED.items()}


@pytest.mark.parametrize("step", [12, pytest.param(1, marks=pytest.mark.walk)])
def test_every_name_of_every_record_leads_to_it_first(seed, step):
    holders = {}
    for slug, document in seed.items():
        for name in names_of(document):
            holders.setdefault(name_lexeme(NAME, name), (name, set()))[1].add(slug)
    assert len(holders) > 200
    for name, slugs in list(holders.values())[::step]:
        results = search(name)
        assert {hit.slug for hit in results.hits[: len(slugs)]} == slugs, name
        assert results.total >= len(slugs)
        assert slugs <= set(matching(Entry.objects.live(), name).values_list("slug", flat=True)), name


def test_what_is_named_so_stands_before_newer_records_that_mention_it_often():
    ministry = factories.OrganisationFactory(slug="ministry", title_en="Ministry of Science and Technology")
    factories.OtherNameFactory(record=ministry, name="MOST", kind="abbreviation")
    others = [
        factories.InstrumentFactory(slug=f"rules-{number}", title_en="Most of most: most rules", issued="2025")
        for number in range(120)
    ]
    publish(ministry, *others)
    pages = [search("most", page=page, size=50) for page in (1, 2, 3)]
    slugs = list(chain.from_iterable([hit.slug for hit in page.hits] for page in pages))
    assert slugs[0] == "ministry"
    assert len(slugs) == len(set(slugs)) == 121
    assert {page.total for page in pages} == {121}


def test_of_several_records_of_a_name_those_with_the_title_come_first():
    by_name = factories.PlatformFactory(slug="by-name", title_en="A new model", released="2025")
    factories.OtherNameFactory(record=by_name, name="Pan Gu")
    by_title = factories.PlatformFactory(slug="by-title", title_en="Pan-Gu", released="2020")
    publish(by_name, by_title, factories.PlatformFactory(slug="mention", title_en="Pan Gu and more", released="2026"))
    assert found("“pan gu”") == ["by-title", "by-name", "mention"]
    assert complete_title("pan gu")[0] == "Pan-Gu"


def test_a_name_in_another_order_or_with_more_words_is_no_whole_name():
    assert name_lexeme(NAME, "Ministry of Science") != name_lexeme(NAME, "Science of Ministry")
    assert name_lexeme(NAME, "policies") != name_lexeme(NAME, "policy")
    assert name_lexeme(NAME, "MOST") == name_lexeme(NAME, "ＭＯＳＴ") != name_lexeme(TITLE, "MOST")
    assert name_lexeme(NAME, "——") == ""


def test_chosen_values_narrow_what_is_named_so_too():
    ministry = factories.OrganisationFactory(slug="ministry", title_en="CAS")
    publish(ministry, factories.PlatformFactory(slug="platform", title_en="A platform", purpose_en="Of CAS."))
    assert found("CAS") == ["ministry", "platform"]
    assert found("CAS", chosen={"kind": ["platform"]}) == ["platform"]


def test_while_a_reader_types_the_record_of_that_name_is_offered_first():
    ministry = factories.OrganisationFactory(title_en="Ministry of Science and Technology", title_zh_hans="科学技术部")
    factories.OtherNameFactory(record=ministry, name="MOST", kind="abbreviation")
    factories.OtherNameFactory(record=ministry, name="科技部", language="zh-Hans")
    rules = factories.InstrumentFactory(title_en="Most rules", title_zh_hans="科技部规定")
    publish(ministry, rules)
    assert complete_title("MOST") == ["Ministry of Science and Technology (MOST)", "Most rules"]
    assert complete_title("科技部") == ["科学技术部 (科技部)", "科技部规定"]


def test_a_long_title_is_found_by_itself_although_not_all_of_it_is_read():
    title = "Measures on " + " ".join(f"subject{number}" for number in range(24))
    publish(factories.InstrumentFactory(slug="long", title_en=title))
    assert len(title) > 200
    assert found(title) == ["long"]
