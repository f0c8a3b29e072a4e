"""A record's page: each fact with its evidence, disagreements side by side, relations from both ends."""

import pytest
from lxml import html

from observatory.publishing.merging.merge_records import merge_public_records
from observatory.publishing.record_publication import publish, withdraw
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    LocationFactory,
    OrganisationFactory,
    OtherNameFactory,
    PlatformFactory,
    RelationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return html.fromstring(response.content.decode())


def words(element):
    return " ".join(" ".join(element.itertext()).split())


def fact(tree, name):
    [row] = tree.xpath(f"//div[@id='{name}' and contains(@class, 'fact')]")
    return row


def test_a_fact_stands_beside_the_source_it_rests_on(client, world):
    row = fact(page(client, "/initiatives/plan/"), "launched")
    margin = words(row.xpath(".//dd[contains(@class, 'margin')]")[0])
    assert words(row.xpath(".//dd[contains(@class, 'said')]")[0]).startswith("March 2023")
    assert "supports MOST 2023a" in margin
    assert "gov.example.cn" in margin
    assert "passage entered by a curator 12 Nov 2026 text not read by the observatory yet" in margin
    [quote] = row.xpath(".//blockquote")
    assert quote.get("lang") == "zh-Hans"
    assert quote.text_content().startswith("启动")


def test_a_fact_without_a_source_says_so_and_a_classification_need_not(client, world):
    tree = page(client, "/initiatives/plan/")
    assert "no source cited" in words(fact(tree, "objectives"))
    assert "no source cited" not in words(fact(tree, "initiative_type"))
    assert "no source cited" not in words(fact(tree, "themes"))


def test_facts_stand_in_the_order_of_the_type_and_what_is_not_stated_is_named(client, world):
    tree = page(client, "/initiatives/plan/")
    names = [row.get("id") for row in tree.xpath("//section[1]//div[contains(@class, 'fact')][@id]")]
    assert names[:4] == ["initiative_type", "launched", "period", "objectives"]
    assert "annual budget" in words(tree.xpath("//div[contains(@class, 'silent')]")[0])


def test_readings_that_disagree_stand_side_by_side_and_the_adopted_one_is_marked(client, world):
    tree = page(client, "/instruments/guidelines/")
    readings = [words(each) for each in fact(tree, "issued").xpath(".//div[@class='reading']")]
    assert readings == ["February 2024 Gong n.d. value used in this record", "December 2023 MOST 2023a"]


def test_relations_are_told_from_both_ends(client, world):
    plan, ministry = page(client, "/initiatives/plan/"), page(client, "/organisations/ministry/")
    assert plan.xpath("//dt[text()='Launched by']/..//a[@href='/organisations/ministry/']")
    assert ministry.xpath("//dt[text()='Launched']/..//a[@href='/initiatives/plan/']")


def test_a_neighbour_that_was_withdrawn_is_named_and_its_withdrawal_told(client, world):
    withdraw(record=world.plan, by=None, reason="Wrong")
    tree = page(client, "/organisations/ministry/")
    assert "Implementation Plan" in tree.text_content()
    assert not tree.xpath("//a[@href='/initiatives/plan/']")
    [link] = tree.xpath("//dt[text()='Launched']/..//a[text()='since withdrawn']")
    told = client.get(link.get("href"))
    assert told.status_code == 410
    assert "Wrong" in told.content.decode()


def test_a_neighbour_that_was_merged_leads_to_the_record_that_it_became_part_of(client, world):
    merge_public_records(record=world.plan, into=world.model, by=None, reason="One thing")
    [link] = page(client, "/zh-hans/organisations/ministry/").xpath("//a[text()='已并入另一条记录']")
    assert client.get(link.get("href"), follow=True).redirect_chain[-1][0] == "/zh-hans/platforms/pangu/"


def test_a_merge_can_be_undone_so_no_cache_keeps_where_it_led(client, world):
    merge_public_records(record=world.plan, into=world.guideline, by=None, reason="One thing")
    for path in ("/initiatives/plan/", f"/r/{world.plan.public_id}", f"/r/{world.plan.public_id}/card"):
        response = client.get(path)
        assert (response.status_code, response["Cache-Control"]) == (301, "no-cache")
    world.guideline.slug = "renamed"
    world.guideline.save()
    publish(record=world.guideline, by=None, reason="r")
    assert client.get("/instruments/guidelines/")["Cache-Control"] == "no-cache"


def test_the_chinese_page_has_chinese_titles_and_marks_english_text(client, world):
    tree = page(client, "/zh-hans/initiatives/plan/")
    assert tree.get("lang") == "zh-Hans"
    assert words(tree.xpath("//h1")[0]).startswith("“人工智能驱动的科学”")
    assert tree.xpath("//p[@class='other-title']/span[@lang='en']/text()") == ["Implementation Plan"]
    assert "2023年3月" in words(fact(tree, "launched"))


def test_a_record_with_a_chinese_title_only_is_marked_on_the_english_page(client, world):
    assert page(client, "/platforms/pangu/").xpath("//h1[@lang='zh-Hans']/text()") == ["盘古"]


def test_a_long_text_is_set_in_its_paragraphs(client, world):
    record = world.plan
    record.objectives_en = "First & foremost.\n\nThen\nthe rest."
    record.save()
    publish(record=record, by=None, reason="x")
    [prose] = fact(page(client, "/initiatives/plan/"), "objectives").xpath(".//div[@class='prose']")
    assert [words(each) for each in prose.xpath("./p")] == ["First & foremost.", "Then the rest."]
    assert words(prose) == "First & foremost. Then the rest."


def test_sources_are_numbered_in_the_order_of_the_page_and_footnotes_point_at_them(client, world):
    tree = page(client, "/initiatives/plan/")
    keys = tree.xpath("//ol[@class='sources']/li//a[@class='key']/text()")
    assert keys == ["MOST 2023a", "Gong n.d."]
    assert [words(each) for each in fact(tree, "launched").xpath(".//sup[@class='ref']")] == ["1 supports"]
    assert [words(each) for each in fact(tree, "period").xpath(".//sup[@class='ref']")] == ["2 partly supports"]


HOSTILE = '<script>alert(1)</script>" onmouseover="x\' \u202e'


def test_hostile_text_stays_text_everywhere(client, world):
    record = world.plan
    record.title_en = record.summary_en = record.objectives_en = HOSTILE
    record.save()
    source = SourceFactory(key=HOSTILE[:40], title_en=HOSTILE)
    location = LocationFactory(source=source, url='https://example.org/"><script>')
    CitationFactory(
        record=record,
        field="objectives",
        source=source,
        location=location,
        quote=HOSTILE,
        locator=HOSTILE,
        stated_value=HOSTILE,
        note_en=HOSTILE,
    )
    publish(record=record, by=None, reason=HOSTILE)
    for address in (
        "/initiatives/plan/",
        "/initiatives/plan/versions/",
        "/",
        "/initiatives/",
        f"/sources/{source.public_id}/",
    ):
        tree = page(client, address)
        assert not [each for each in tree.xpath("//script[not(@src)]") if each.get("type") != "application/ld+json"]
        assert not tree.xpath("//*[@onmouseover]")


def test_links_to_cited_pages_vouch_for_nothing(client, world):
    links = page(client, "/initiatives/plan/").xpath("//a[starts-with(@href, 'https://www.gov.example.cn')]")
    assert links
    assert {link.get("rel") for link in links} == {"external nofollow noopener"}


def test_the_margin_says_which_name_a_source_gives(client, db):
    platform = PlatformFactory(slug="paddle", title_en="PaddlePaddle", repository="https://example.org/code")
    OtherNameFactory(record=platform, name="飞桨", language="zh-Hans")
    OtherNameFactory(record=platform, name="Paddle")
    source = SourceFactory(key="README")
    for name in ("飞桨", "Paddle"):
        CitationFactory(record=platform, field="names", source=source, stated_value=name, quote=f"{name}, a platform")
    publish(record=platform, by=None, reason="new")
    tree = page(client, "/platforms/paddle/")
    row = fact(tree, "names")
    assert [words(each) for each in row.xpath(".//summary")] == ["Quote 飞桨", "Quote Paddle"]
    assert row.xpath(".//*[contains(@class, 'readings')]") == []
    [link] = fact(tree, "repository").xpath(".//dd[contains(@class, 'said')]//a")
    assert (link.get("href"), "nofollow" in link.get("rel")) == ("https://example.org/code", True)


def test_a_ministry_named_by_many_records_shows_a_bounded_number(client, world, monkeypatch):
    monkeypatch.setattr("observatory.site.record.record_content.MOST_NEIGHBOURS", 2)
    for number in range(4):
        subject = OrganisationFactory(title_en=f"Office {number}")
        RelationFactory(subject=subject, predicate="part_of", object=world.ministry)
        publish(record=subject, by=None, reason="x")
    tree = page(client, "/organisations/ministry/")
    assert len(tree.xpath("//a[starts-with(text(), 'Office')]")) == 2
    assert "There are more relations" in tree.text_content()


@pytest.mark.parametrize(("prefix", "words"), [("", "Held"), ("/zh-hans", "举办")])
def test_an_event_is_held_and_not_launched(client, db, prefix, words):
    record = InitiativeFactory(slug="conference", initiative_type="event", launched="2023-07")
    publish(record=record, by=None, reason="new")
    terms = page(client, f"{prefix}/initiatives/conference/").xpath("//dt/text()")
    assert words in terms
    assert not {"Launched", "发起"} & set(terms)
