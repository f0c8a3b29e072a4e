"""The list of the inbox: consequence, filters with counts, next within the list, many changes."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from observatory.monitoring.changes import claim_weights
from observatory.monitoring.changes.claim_weights import by_consequence
from observatory.monitoring.models import AffectedCitation, Change, Watch
from observatory.publishing.record_publication import publish
from tests.desk.claims import INBOX, REWORDED, changed, claim, decision_page, gone, page_of, reworded, said, shown
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    JurisdictionFactory,
    LocationFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def counts(client, name: str, query: str = "") -> dict[str, int]:
    boxes = {box.name: box for box in client.get(f"{INBOX}?{query}").context["boxes"]}
    return {choice.value: choice.count for choice in boxes[name].choices}


def cost(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# --- Consequence ------------------------------------------------------------------------------------------------------


def test_the_only_source_of_a_published_date_stands_above_all_else_and_a_footer_edit_below():
    footer = changed()
    words = claim(citation=CitationFactory(field="summary", quote="q"), differences=REWORDED[:2])
    figure = claim(citation=CitationFactory(field="summary", quote="q"))
    day = claim(citation=CitationFactory(field="launched", quote="q"), differences=REWORDED[:2])
    draft = claim(citation=CitationFactory(field="launched", quote="q"))
    shared = claim(citation=CitationFactory(field="launched", quote="q"))
    CitationFactory(field="launched", record=shared.citation.record, source=LocationFactory().source)
    for row in (words, figure, day, shared):
        publish(record=row.citation.record, by=None, reason="First.")
    order = [row.pk for row in by_consequence(Change.objects.open())]
    assert set(order[:2]) == {day.change_id, figure.change_id}
    assert order[2:] == [words.change_id, shared.change_id, draft.change_id, footer.pk]


# --- Filters ----------------------------------------------------------------------------------------------------------


def test_filters_combine_and_each_choice_is_counted_under_the_others(person):
    me, client = person("curator")
    other = UserFactory()
    china, shanghai = JurisdictionFactory(), JurisdictionFactory(code="CN-SH", label_en="Shanghai")
    shanghai.parent = china
    shanghai.save()
    greece, theme = JurisdictionFactory(code="GR", label_en="Greece"), ThemeFactory()
    plan, town, other_plan = InitiativeFactory.create_batch(3)
    plan.jurisdictions.add(china)
    plan.themes.add(theme)
    town.jurisdictions.add(shanghai)
    other_plan.jurisdictions.add(greece)
    publish(record=plan, by=None, reason="First.")
    rows = {
        "mine": claim(citation=CitationFactory(record=plan, quote="q")),
        "town": gone(citation=CitationFactory(record=town, quote="q")),
        "greek": reworded(citation=CitationFactory(record=other_plan, quote="q")),
    }
    keys = {name: row.change_id for name, row in rows.items()}
    keys["nothing"] = changed(kind="lost").pk
    Change.objects.filter(pk=keys["mine"]).update(assigned_to=me, due_on="2020-01-01")
    Change.objects.filter(pk=keys["greek"]).update(assigned_to=other)
    place = rows["town"].change.location
    Watch.objects.create(location=place, host="gov.example", next_check_at=timezone.now())
    closed = changed()
    Change.objects.filter(pk=closed.pk).update(state="resolved", closed_at=timezone.now())

    assert shown(client) == set(keys.values())
    for query, names in {
        "who=mine": ["mine"],
        "who=nobody": ["town", "nothing"],
        f"who={other.pk}": ["greek"],
        "due=overdue": ["mine"],
        "place=CN": ["mine", "town"],
        "place=CN-SH": ["town"],
        "place=CN&who=nobody": ["town"],
        "theme=TH13": ["mine"],
        "finding=missing": ["town"],
        "finding=reworded": ["greek"],
        "finding=none": ["nothing"],
        "kind=lost": ["nothing"],
        "public=yes": ["mine"],
        "public=no": ["town", "greek"],
        "host=gov.example": ["town"],
        "place=CN&finding=reworded": [],
        "who=mine&place=CN&theme=TH13&finding=meaning&public=yes&kind=content": ["mine"],
    }.items():
        assert shown(client, query) == {keys[name] for name in names}, query
    assert shown(client, "state=resolved") == {closed.pk}
    assert shown(client, "state=any") == {*keys.values(), closed.pk}

    assert counts(client, "who") == {"mine": 1, "nobody": 2, str(other.pk): 1}
    assert counts(client, "place") == {"CN": 2, "GR": 1}
    assert counts(client, "place", "who=nobody") == {"CN": 1}
    assert counts(client, "finding", "place=CN") == {"meaning": 1, "missing": 1}
    assert counts(client, "public") == {"yes": 1, "no": 2}
    assert counts(client, "kind", "finding=none") == {"lost": 1}
    assert counts(client, "state")["any"] == 5
    assert counts(client, "host") == {"gov.example": 1}
    assert counts(client, "theme", "place=GR") == {}
    assert counts(client, "due") == {"overdue": 1}


@pytest.mark.parametrize(
    "query",
    [
        *(
            "who=9999999999999999999999",
            "who=x",
            "who=-1",
            "place=%27",
            "host=%3Cb%3E",
            "finding=x",
            "state=x",
            "due=x",
        ),
        *("public=x", "theme=" + "x" * 3000, "kind=%F0%9F%98%80", "inbox=%00", "p=x", "o=9", "state__exact=open"),
    ],
)
def test_a_wrong_filter_is_no_error(curator, query):
    changed()
    assert curator.get(f"{INBOX}?{query}").status_code in (200, 302, 400)


def test_words_of_sources_and_people_are_never_markup_in_the_filters(person):
    _, client = person("curator")
    row = changed()
    Watch.objects.create(location=row.location, host="<img src=x>", next_check_at=timezone.now())
    Change.objects.update(assigned_to=UserFactory(first_name="<img src=y>"))
    page = client.get(f"{INBOX}?host=%3Cimg+src=x%3E").content.decode()
    assert "<img src=x" not in page
    assert "<img src=y" not in page


def test_the_list_takes_a_dozen_queries_with_filters_counts_and_people(person):
    _, client = person("curator")
    record = InitiativeFactory()
    record.jurisdictions.add(JurisdictionFactory())
    record.themes.add(ThemeFactory())
    people = [UserFactory(first_name=f"P{number}") for number in range(3)]

    def fill(number):
        for n in range(number):
            row = gone(
                citation=CitationFactory(record=record, quote="q", locator=str(AffectedCitation.objects.count()))
            )
            Change.objects.filter(pk=row.change_id).update(assigned_to=people[n % 3])

    fill(3)
    address = f"{INBOX}?place=CN"
    client.get(address)  # keeps the filter in the session
    few = cost(client, address)
    fill(40)
    assert cost(client, address) <= few <= 12


# --- Next within the list ---------------------------------------------------------------------------------------------


def sent(client, row, decision="not_supported"):
    page = html.fromstring(client.get(page_of(row.change)).content.decode())
    (seen,) = page.xpath(f"//*[@id='claim-{row.citation_id}']//input[@name='seen']/@value")
    return client.post(decision_page(row, decision), {"seen": seen}, follow=True)


def test_a_decision_leads_to_the_next_change_of_the_filtered_list_and_then_back_to_it(person):
    _, client = person("curator")
    china, greece = JurisdictionFactory(), JurisdictionFactory(code="GR")
    rows = []
    for place in (china, greece, china, greece, china):
        record = InitiativeFactory()
        record.jurisdictions.add(place)
        rows.append(gone(citation=CitationFactory(record=record, quote="q")))
    last, _g1, middle, _g2, first = rows  # the newest first
    client.get(f"{INBOX}?place=CN")
    page = client.get(page_of(middle.change))
    assert (page.context["previous"].pk, page.context["following"].pk) == (first.change_id, last.change_id)
    assert page.context["filter"] == "China"
    response = sent(client, middle)
    assert response.redirect_chain[-1][0].startswith(page_of(last.change))
    response = sent(client, last)
    assert response.redirect_chain[-1][0].startswith(page_of(first.change))  # begins again at the top
    response = sent(client, first)
    assert response.redirect_chain[-1][0] == f"{INBOX}?place=CN"
    assert "That was the last change of this list." in said(response)


def test_a_link_may_say_which_list_to_follow(person):
    _, client = person("curator")
    row, other = gone(), gone()
    client.get(f"{INBOX}?who=mine")
    assert client.get(page_of(row.change)).context["following"] is None
    page = client.get(f"{page_of(row.change)}?inbox=")
    assert {page.context["previous"], page.context["following"]} == {other.change, None}


# --- A large inbox ----------------------------------------------------------------------------------------------------


def test_a_large_inbox_keeps_its_order_and_what_is_counted_by_claims_for_a_minute(curator, monkeypatch):
    footer, heavy = changed(), gone()
    monkeypatch.setattr(claim_weights, "LARGE", 2)
    order = [row.pk for row in curator.get(INBOX).context["cl"].result_list]
    assert order == [heavy.change_id, footer.pk]
    assert counts(curator, "finding") == {"missing": 1, "none": 1}
    newer = gone()
    AffectedCitation.objects.filter(pk=heavy.pk).update(state="moved")
    page = curator.get(INBOX)
    assert [row.pk for row in page.context["cl"].result_list] == [heavy.change_id, newer.change_id, footer.pk]
    assert counts(curator, "finding") == {"missing": 1, "none": 1}
    assert counts(curator, "kind") == {"content": 3}
    assert shown(curator, "finding=missing") == {newer.change_id}
    cache.clear()
    assert counts(curator, "finding") == {"missing": 1, "moved": 1, "none": 1}
    assert next(row.pk for row in curator.get(INBOX).context["cl"].result_list) == newer.change_id


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (INBOX, "There are no source changes to review."),
        (f"{INBOX}?kind=moved", "No change is found with these filters."),
        (f"/zh-hans{INBOX}?q=nothing", "没有符合这些筛选条件的变动"),
    ],
)
def test_an_empty_inbox_says_so_and_offers_no_actions(curator, address, words):
    page = curator.get(address).content.decode()
    assert words in page
    assert 'name="action"' not in page
