"""Search, lists, timeline, graph, comparison, sources, places, the state of the catalogue."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from lxml import html

from observatory.monitoring.models import Watch
from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.records.models import Survey
from observatory.sources.models import OfficialTerm, Rendering
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    JurisdictionFactory,
    LocationFactory,
    SourceFactory,
    ThemeFactory,
)
from tests.published import publish_all_items, publish_rows

pytestmark = pytest.mark.django_db


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return html.fromstring(response.content.decode())


def words(element):
    return " ".join(" ".join(element.itertext()).split())


def test_a_list_tells_who_when_and_how_sure(client, world):
    [row] = page(client, "/initiatives/").xpath("//table//tbody/tr")
    assert words(row).startswith(
        "Implementation Plan “人工智能驱动的科学”专项实施方案 implementation plan Ministry of Science March 2023"
    )
    assert row.xpath(".//th//span[@lang='zh-Hans']")


def test_a_facet_narrows_and_each_choice_can_be_removed(client, world):
    tree = page(client, "/search/")
    [link] = tree.xpath("//nav[@class='facets']//a[starts-with(@id, 'kind-initiative')]")
    narrowed = page(client, "/search/" + link.get("href"))
    assert narrowed.xpath("//ol[contains(@class, 'hits')]/li/a/@href") == ["/initiatives/plan/"]
    [chip] = narrowed.xpath("//ul[@class='chips']//a[contains(., 'Initiatives')]")
    assert len(page(client, "/search/" + chip.get("href")).xpath("//ol[contains(@class, 'hits')]/li")) == 5


def test_search_marks_what_matched_in_either_language(client, world):
    assert "mathematics" in page(client, "/search/?q=mathematics").xpath("//mark/text()")
    found = page(client, "/zh-hans/search/?q=伦理").xpath("//ol[contains(@class, 'hits')]/li/a/@href")
    assert set(found) == {"/zh-hans/instruments/guidelines/", "/zh-hans/bodies/committee/"}


def test_a_search_without_result_offers_ways_out(client, world):
    tree = page(client, "/search/?q=implementatoin")
    assert [link.text for link in tree.xpath("//div[@class='empty']//li/a")] == ["implementation"]
    assert tree.xpath("//div[@class='empty']//a[@href='/coverage/']")


def test_titles_are_completed_as_plain_options(client, world):
    assert page(client, "/search/titles?q=impl").xpath("//option/@value") == ["Implementation Plan"]


def test_the_timeline_goes_by_year_and_zooms(client, world):
    assert page(client, "/timeline/").xpath("//section/h2/text()") == ["2024", "2023"]
    zoomed = page(client, "/timeline/?year=2023")
    assert zoomed.xpath("//ol[@class='entries']//a/@href") == ["/initiatives/plan/"]
    assert page(client, "/timeline/?year=1950").xpath("//div[@class='empty']")


def test_the_graph_says_the_same_as_its_table(client, world):
    tree = page(client, "/graph/")
    rows = [words(row) for row in tree.xpath("//table/tbody/tr")]
    assert "Ministry of Science Launched Implementation Plan March 2023 1" in rows
    assert len(rows) == len(tree.xpath("//figure//div//svg/path")) == 2
    around = page(client, f"/graph/?related={world.plan.public_id}")
    assert len(around.xpath("//table/tbody/tr")) == 1


def test_two_records_are_compared_statement_by_statement(client, world):
    tree = page(client, f"/compare/?id={world.plan.public_id}&id={world.guideline.public_id}")
    rows = {
        words(row.find("th")): [words(cell) for cell in row.findall("td")] for row in tree.xpath("//table/tbody/tr")
    }
    assert rows["Launched"] == ["March 2023 supports MOST 2023a", "not stated"]
    assert rows["Jurisdictions"] == ["China", "China"]
    assert "sources disagree" in rows["Issued"][1]


def test_a_comparison_names_what_it_does_not_know(client, world):
    tree = page(client, f"/compare/?id={world.plan.public_id}&id=zzz")
    assert words(tree.xpath("//*[@role='alert']")[0]) == "Not public or not found: zzz"


def test_a_source_is_public_while_a_public_record_cites_it(client, world):
    uncited = SourceFactory(key="Draft only")
    assert client.get(f"/sources/{uncited.public_id}/").status_code == 404
    assert "Draft only" not in page(client, "/sources/").text_content()
    withdraw(record=world.guideline, by=None, reason="x")
    withdraw(record=world.plan, by=None, reason="x")
    assert client.get(f"/sources/{world.study.public_id}/").status_code == 404
    assert client.get(f"/sources/{world.notice.public_id}/").status_code == 200


def test_a_source_shows_its_places_with_their_health_and_who_cites_it(client, world):
    place = world.notice.locations.get(role="original")
    Watch.objects.create(
        location=place,
        address=place.url,
        health="broken",
        since=datetime(2026, 10, 3, tzinfo=UTC),
        checked_at=datetime(2026, 11, 12, tzinfo=UTC),
        next_check_at=datetime(2026, 11, 13, tzinfo=UTC),
    )
    tree = page(client, f"/sources/{world.notice.public_id}/")
    assert words(tree.xpath("//p[contains(@class, 'health')]")[0]) == "unavailable since 3 Oct 2026"
    assert "archived copy" in tree.text_content().lower()
    assert set(tree.xpath("//section[@aria-labelledby='cited-by']//a/@href")) == {
        "/initiatives/plan/",
        "/instruments/guidelines/",
        "/organisations/ministry/",
    }
    margin = page(client, "/initiatives/plan/").xpath("//div[@id='launched']//span[@class='lost']")
    assert words(margin[0]) == "unavailable since 3 Oct 2026"
    lost = page(client, "/changes/").xpath("//table/tbody/tr")
    assert len(lost) == 1
    assert "Implementation Plan" in words(lost[0])


@pytest.mark.parametrize(
    ("prefix", "unread", "unchanged"),
    [
        ("", "No source has been read yet", "None. No monitored page has changed"),
        ("/zh-hans", "尚未读取过任何来源", "无：所监测的网页"),
    ],
)
def test_before_any_source_was_read_nothing_is_said_of_changes(client, world, prefix, unread, unchanged):
    """A visit that could not read the page tells nothing either; and what nobody cites is not told of."""
    place, now = world.notice.locations.get(monitored=True), timezone.now()
    watch = Watch.objects.create(location=place, health="failing", since=now, checked_at=now, next_check_at=now)
    Watch.objects.create(location=LocationFactory(), health="ok", since=now, read_at=now, next_check_at=now)
    for address in (f"{prefix}/", f"{prefix}/changes/"):
        assert unread in page(client, address).text_content()
    Watch.objects.filter(pk=watch.pk).update(health="ok", read_at=now)
    for address in (f"{prefix}/", f"{prefix}/changes/"):
        assert unread not in page(client, address).text_content()
    assert unchanged in page(client, f"{prefix}/changes/").text_content()


def test_the_page_of_lost_sources_tells_of_a_loss_at_once_and_when_there_are_more(client, world, monkeypatch):
    monkeypatch.setattr("observatory.site.views.disagreements_changes_and_coverage.PAGE_SIZE", 1)
    places = world.notice.locations.order_by("pk")
    for number, place in enumerate(places, start=1):
        now = datetime(2026, 10, number, tzinfo=UTC)
        Watch.objects.create(location=place, address=place.url, health="gone", since=now, next_check_at=now)
        tree = page(client, "/changes/")
        assert len(tree.xpath("//table/tbody/tr")) == 1
        assert f"{number} Oct 2026" in tree.text_content()
        assert ("Only the latest 1 are shown." in tree.text_content()) is (number > 1)
    assert len(places) > 1


def test_what_was_lost_last_stands_first_whatever_became_of_it(client, world):
    source = world.notice
    states = [("gone", 2), ("broken", 4), ("blocked", 3), ("gone", 1), ("moved", 5), ("failing", 6), ("ok", 7)]
    for number, (health, day) in enumerate(states):
        place = LocationFactory(source=source, url=f"https://host{number}.example/")
        now = datetime(2026, 10, day, tzinfo=UTC)
        Watch.objects.create(location=place, address=place.url, health=health, since=now, next_check_at=now)
    publish_rows(source)
    days = [words(each) for each in page(client, "/changes/").xpath("//table/tbody/tr/td[1]")]
    assert days == ["6 Oct 2026", "4 Oct 2026", "3 Oct 2026", "2 Oct 2026", "1 Oct 2026"]


def test_a_lost_source_names_some_of_its_records_however_often_another_is_cited(client, db, monkeypatch):
    monkeypatch.setattr("observatory.site.overview.statement_and_source_changes.MOST_CITING", 2)
    seldom, often = SourceFactory(key="Seldom"), SourceFactory(key="Often")
    records = [InitiativeFactory(title_en=f"Plan {number}") for number in range(5)]
    for number, record in enumerate(records):
        CitationFactory(record=record, field="title", source=often if number else seldom)
    publish_many(records=records, by=None, reason="new")
    for source in (seldom, often):
        place = LocationFactory(source=source)
        publish_rows(source)
        now = datetime(2026, 10, 3, tzinfo=UTC)
        Watch.objects.create(location=place, address=place.url, health="gone", since=now, next_check_at=now)
    rows = page(client, "/changes/").xpath("//table/tbody/tr")
    told = {row.xpath("string(th)"): row.xpath("td[4]//a/text()") for row in rows}
    assert told == {"Seldom": ["Plan 0"], "Often": ["Plan 4", "Plan 3", "and more"]}


def test_every_open_disagreement_is_listed_with_its_readings(client, world):
    [section] = page(client, "/disagreements/").xpath("//section")
    assert [words(each) for each in section.xpath(".//p[@class='value']")] == ["February 2024", "December 2023"]


def test_searched_and_none_found_differs_from_not_searched(client, world):
    theme = ThemeFactory(code="TH89", label_en="Ethics")
    greece = JurisdictionFactory(code="GR", label_en="Greece", label_zh_hans="希腊")
    Survey.objects.create(jurisdiction=greece, theme=theme, outcome="none_found", searched_on=date(2026, 11, 1))
    publish_all_items()
    tree = page(client, "/coverage/")
    row = tree.xpath("//tr[th='Ethics']")[0]
    assert [words(cell) for cell in row.findall("td")] == ["not yet searched", "none found (searched on 1 Nov 2026)"]
    assert "searched, none found" in page(client, "/places/GR/").text_content()


def test_coverage_counts_every_place_with_every_theme(client, world):
    world.plan.themes.add(ThemeFactory(code="TH89", label_en="Ethics"), ThemeFactory(code="TH18", label_en="Research"))
    world.plan.jurisdictions.add(JurisdictionFactory(code="CN-SH", label_en="Shanghai"))
    publish(record=world.plan, by=None, reason="x")
    tree = page(client, "/coverage/")
    for theme in ("Ethics", "Research", "STI plan or strategy"):
        assert [words(cell) for cell in tree.xpath("//tr[th=$name]/td", name=theme)] == ["1", "1"]
    [kinds] = tree.xpath("//tr[th='Initiatives']")
    assert [words(cell) for cell in kinds.findall("td")] == ["1", "1"]


def test_a_place_gathers_what_is_filed_under_it_and_its_parts(client, world):
    tree = page(client, "/places/CN/")
    assert {"/initiatives/plan/", "/organisations/ministry/"} <= set(tree.xpath("//ul[@class='entries']//a/@href"))


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/places/CN/", "?jurisdiction=CN"),
        ("/themes/TH13/", "?theme=TH13"),
        ("/initiatives/", "?kind=initiative"),
        ("/search/?q=plan&sort=oldest", "?q=plan"),
        ("/organisations/ministry/", "?organisation="),
    ],
)
def test_what_is_gathered_on_a_page_can_be_followed(client, world, address, query):
    if query.endswith("organisation="):
        query += world.ministry.public_id
    tree = page(client, address)
    offered = tree.xpath("//link[@rel='alternate' and contains(@type, 'atom')]/@href")
    assert offered == [f"/feed.atom{query}"] == tree.xpath("//main//a[text()='Atom']/@href")
    feed = client.get(f"/feed.json{query}").json()
    assert "Implementation Plan" in [item["title"] for item in feed["items"]]


def test_an_organisation_tells_what_it_did_and_leads_to_all_of_it(client, world):
    tree = page(client, "/organisations/ministry/")
    assert "Launched Implementation Plan" in words(tree.xpath("//section[@aria-labelledby='relations']")[0])
    everything, timeline = tree.xpath("//p[@class='more']/a[contains(@href, 'organisation=')]/@href")
    assert "Implementation Plan" in page(client, everything).text_content()
    assert "Implementation Plan" in page(client, timeline).text_content()


def test_the_timeline_is_narrowed_by_the_facets_of_the_lists_and_by_years(client, world):
    tree = page(client, "/timeline/")
    facets = [words(each) for each in tree.xpath("//nav[@class='facets']//details[@class='facet']/summary")]
    assert {"Record type", "Type", "Jurisdiction", "Theme", "Organisation", "Evidence status"} <= set(facets)
    assert "have no date" in words(tree) or "has no date" in words(tree)
    narrowed = page(client, "/timeline/?kind=initiative&kind=instrument")
    assert "?kind=initiative&kind=instrument&year=2024" in narrowed.xpath("//figure//a/@href")
    year = page(client, "/timeline/?kind=initiative&kind=instrument&year=2024")
    assert words(year.xpath("//h1")[0]) == "Timeline · 2024"
    assert [words(each) for each in year.xpath("//section[@class='year']/h2")] == ["2024"]
    chips = year.xpath("//ul[@class='chips']//a/@href")
    assert chips[-1] == "?kind=initiative&kind=instrument"
    assert len(chips) == 3
    years = year.xpath("//nav[@aria-label='Years']/a")
    assert [words(each) for each in years] == ["2023", "Every year"]
    assert years[0].get("href") == "?kind=initiative&kind=instrument&year=2023"
    both = page(client, "/timeline/?year=2023&year=2024")
    assert [words(each) for each in both.xpath("//section[@class='year']/h2")] == ["2024", "2023"]


def test_filters_of_the_graph_stay_chosen_and_can_be_removed_one_by_one(client, world):
    tree = page(client, f"/graph/?kind=initiative&kind=organisation&organisation={world.ministry.public_id}")
    assert [each.text for each in tree.xpath("//select[@name='kind']/option[@selected]")] == [
        "Initiatives",
        "Organisations",
    ]
    assert len(tree.xpath("//ul[@class='chips']//a")) == 3
    assert tree.xpath("//select[@name='organisation']/option[@selected]/text()") == ["Ministry of Science"]


def test_the_glossary_gives_each_rendering_with_who_uses_it(client, world):
    term = OfficialTerm.objects.create(term="人工智能驱动的科学")
    Rendering.objects.create(term=term, text="AI-driven science", source=world.notice)
    Rendering.objects.create(term=term, text="AI for Science", source=world.study)
    Rendering.objects.create(term=term, text="Unseen", source=SourceFactory(key="Draft only"))
    publish_all_items()
    text = words(page(client, "/glossary/").xpath("//main")[0])
    assert "人工智能驱动的科学 AI for Science Gong n.d. AI-driven science MOST 2023a" in text
    assert "Unseen" not in text


def test_the_first_page_counts_what_is_public(client, world):
    heading = words(page(client, "/").xpath("//h1")[0])
    assert "5 records" in heading
    assert "2 sources" in heading
    withdraw(record=world.model, by=None, reason="x")
    assert "4 records" in words(page(client, "/").xpath("//h1")[0])


def test_lists_that_are_cut_short_say_so(client, world, monkeypatch):
    monkeypatch.setattr("observatory.site.views.term_pages.MOST_SURVEYS", 1)
    monkeypatch.setattr("observatory.site.views.record_pages.MOST_VERSIONS", 1)
    monkeypatch.setattr("observatory.site.views.graph_page.MOST_SUBJECTS", 1)
    china = world.plan.jurisdictions.get()
    for number, theme in enumerate((ThemeFactory(code="TH88"), ThemeFactory(code="TH89")), start=1):
        Survey.objects.create(jurisdiction=china, theme=theme, outcome="none_found", searched_on=date(2026, 11, number))
        world.plan.summary_en = f"Written {number} times"
        world.plan.save()
        publish(record=world.plan, by=None, reason=f"again {number}")
    publish_all_items()
    cut = {
        "/places/CN/": ("Only the latest 1 are shown.", "2 Nov 2026", "1 Nov 2026"),
        "/initiatives/plan/versions/": ("Only the latest 1 are shown.", "again 2", "again 1"),
    }
    for address, (told, shown, hidden) in cut.items():
        text = page(client, address).text_content()
        assert told in text
        assert shown in text
        assert hidden not in text
    assert "More than 1 records have relations" in page(client, "/graph/").text_content()
