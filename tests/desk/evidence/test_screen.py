"""The evidence screen on the server: what it shows, saves, refuses and takes back."""

from hashlib import sha256

import pytest
from django.utils import timezone
from lxml import html

from observatory.monitoring.models import Sighting
from observatory.monitoring.reading.quote_match import TextQuoteSelector
from observatory.publishing.record_publication import publish
from observatory.records.models import Record
from observatory.sources.models import Citation
from tests.desk.evidence.texts import ARTICLES, store_text
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    LocationFactory,
    MilestoneFactory,
    OrganisationFactory,
    OtherNameFactory,
    RelationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db

QUOTE = "The central budget will provide 4.5 billion yuan"


@pytest.fixture
def source():
    return SourceFactory(key="MOST 2026", language="en")


@pytest.fixture
def snapshot(source):
    return store_text(LocationFactory(source=source, url="https://most.example/measures"))


@pytest.fixture
def citation(source):
    plan = InitiativeFactory(launched="2026-03", title_en="Action Plan")
    return CitationFactory(record=plan, source=source)


def screen(citation: Citation, query: str = "") -> str:
    return f"/admin/evidence/{citation.record_id}/?{query or f'citation={citation.pk}'}"


def sent(client, address: str, **values) -> dict:
    """Return what a browser sends of the form of the screen, with some inputs filled in."""
    page = html.document_fromstring(client.get(address).content.decode())
    form = page.get_element_by_id("judge")
    return {**dict(form.form_values()), **values}


def errors(response) -> str:
    assert response.status_code == 200, response
    assert "Nothing was saved. What you entered is still here." in response.content.decode()
    return str(response.context["form"].errors)


def test_the_statements_stand_in_the_order_of_the_public_page(curator, source):
    plan = InitiativeFactory(launched="2026-03", title_en="Action Plan")
    CitationFactory(record=plan, field="launched", source=source)
    OtherNameFactory(record=plan, name="AI4S Plan")
    MilestoneFactory(record=plan, title_en="Announced")
    RelationFactory(subject=plan, predicate="part_of", object=InitiativeFactory(title_en="Larger Plan"))
    RelationFactory(subject=OrganisationFactory(title_en="MOST"), predicate="launched", object=plan)
    page = html.document_fromstring(curator.get(f"/admin/evidence/{plan.public_id}/").content.decode())
    labels = [each.text_content() for each in page.xpath("//div[@class='statement']/span[@class='label']")]
    assert labels[:2] == ["Title", "Summary"]
    assert labels.index("Launched") < labels.index("Other names") < labels.index("March 2023")
    assert labels[-2:] == ["Is part of", "Launched by"]
    unsourced = page.xpath("//span[@class='mark mark-unsourced']")
    assert len(unsourced) == 6  # title, summary, name, milestone and two relations; not the type of the initiative


def test_a_quote_is_marked_where_it_stands(curator, citation, snapshot):
    Citation.objects.filter(pk=citation.pk).update(quote=QUOTE)
    page = html.document_fromstring(curator.get(screen(citation)).content.decode())
    [mark] = page.xpath("//mark")
    assert (mark.text, mark.get("class"), mark.getparent().get("id")) == (QUOTE, "quoted present current", "b3")
    assert page.xpath("//a[contains(@href, '#:~:text=The%20central%20budget')]")


def test_the_screen_says_that_a_missing_quote_is_hidden_in_the_page(curator, citation, snapshot):
    quote = "The ministry publishes a report every year"
    Citation.objects.filter(pk=citation.pk).update(quote=quote)
    seen = {"citation": citation, "citation_public_id": citation.public_id, "location": snapshot.location}
    row = Sighting.objects.create(
        **seen, selector=TextQuoteSelector(quote).digest, snapshot=snapshot, state="missing", since=timezone.now()
    )
    words = "The words of the quote are in the page, but in a part that its readers do not see."
    assert words not in curator.get(screen(citation)).content.decode()
    Sighting.objects.filter(pk=row.pk).update(hidden=True)
    assert words in curator.get(screen(citation)).content.decode()


def test_a_sighting_says_where_the_altered_passage_stands(curator, citation, snapshot):
    quote = "The central budget will provide 3.2 billion yuan"
    Citation.objects.filter(pk=citation.pk).update(
        quote=quote, verdict="supports", basis="passage", checked_at="2026-03-01"
    )
    Sighting.objects.create(
        citation=citation,
        citation_public_id=citation.public_id,
        selector=TextQuoteSelector(quote).digest,
        location=snapshot.location,
        snapshot=snapshot,
        state="altered",
        meaning_changed=True,
        passage=QUOTE,
        start=[2, 0],
        end=[2, len(QUOTE)],
        since=timezone.now(),
    )
    response = curator.get(screen(citation))
    page = html.document_fromstring(response.content.decode())
    assert [(mark.text, mark.get("class")) for mark in page.xpath("//mark")] == [(QUOTE, "quoted altered current")]
    assert "in other words" in response.content.decode()
    listed = curator.get("/admin/evidence/").context
    assert (listed["total"].unchecked, listed["total"].lost) == (0, 1)


def test_text_of_a_source_is_never_markup(curator, citation, snapshot):
    store_text(snapshot.location, ["<img src=x onerror=alert(1)>", "</p><script>1</script>"], day=2, title="<b>T</b>")
    content = curator.get(screen(citation)).content.decode()
    assert "<img src=x" not in content
    assert "<script>1" not in content
    assert "&lt;b&gt;T" in content


def test_a_document_of_three_hundred_pages_opens_at_the_quote_in_bounded_bytes(curator, citation, snapshot):
    blocks = [f"Paragraph {number}. " + "word " * 100 for number in range(3000)]
    store_text(snapshot.location, blocks, day=2)
    Citation.objects.filter(pk=citation.pk).update(quote="Paragraph 2500. word")
    response = curator.get(screen(citation))
    assert len(response.content) < 120_000
    page = html.document_fromstring(response.content.decode())
    assert page.xpath("//mark[contains(@class, 'current')]")[0].text == "Paragraph 2500. word"
    [earlier] = {link.get("href") for link in page.xpath("//nav[@class='pages']/a[1]")}
    assert curator.get(f"/admin/evidence/{citation.record_id}/{earlier}").context["text"].number < 40


@pytest.mark.parametrize(("do", "basis"), [("supports", "reference"), ("contradicts", "person")])
def test_a_verdict_without_a_quote_says_what_it_is_based_on(person, citation, do, basis):
    user, client = person("curator")
    publish(record=citation.record, by=None, reason="First.")
    response = client.post(screen(citation), sent(client, screen(citation), do=do, basis=basis))
    assert response.status_code == 302
    citation.refresh_from_db()
    assert (citation.verdict, citation.basis, citation.checked_by) == (do, basis, user)
    assert Record.objects.get(pk=citation.record_id).state == "draft"


def test_a_selected_passage_becomes_the_quote_with_context_locator_and_body(curator, citation, snapshot):
    given = {"quote": "4.5 billion yuan", "start": "2:32", "do": "supports"}
    response = curator.post(screen(citation), sent(curator, screen(citation), **given))
    assert response.status_code == 302, errors(response)
    citation.refresh_from_db()
    assert (citation.quote, citation.verdict, citation.basis) == ("4.5 billion yuan", "supports", "passage")
    assert citation.prefix.endswith("The central budget will provide ")
    assert citation.suffix.startswith(" over three years.")
    assert citation.quoted_from == sha256("\n".join(ARTICLES).encode()).hexdigest()
    assert (citation.location_id, citation.locator) == (snapshot.location_id, "Article 1")
    assert citation.quote_language == "en"


def test_a_pasted_quote_is_found_without_scripts(curator, citation, snapshot):
    data = sent(curator, screen(citation), quote="central  budget\nis decided", do="quote")
    assert curator.post(screen(citation), data).status_code == 302
    citation.refresh_from_db()
    assert (citation.quote, citation.locator, citation.verdict) == (
        "central budget is decided",
        "Article 2",
        "not_checked",
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"quote": "3.2 billion yuan"}, "These words are not in this stored text."),
        ({"quote": "3.2 billion yuan", "do": "quote"}, "These words are not in this stored text."),
        ({"quote": "4.5 billion yuan", "start": "4:0"}, "not where you selected them"),
        ({"quote": "4.5 billion yuan", "prefix": "never"}, "the words before the quote are different"),
        ({"quote": "4.5 billion yuan", "suffix": "never"}, "the words after the quote are different"),
        ({"quote": "4.5 billion yuan", "snapshot": "999"}, "There is no stored text of this source"),
        ({"quote": "4.5 billion yuan", "snapshot": "x"}, "Enter a whole number."),
        ({"quote": "4.5 billion yuan", "snapshot": ""}, "There is no stored text of this source"),
        ({"quote": "4.5 billion yuan", "start": "x"}, "Enter a valid value."),
        ({"locator": "x" * 201}, "at most 200"),
        ({"quote": "x" * 20_001}, "at most 20000"),
        ({"quote": "a\x00b"}, ""),
        ({"do": "quote"}, "Select the passage in the text, or paste it here."),
        ({"do": "nonsense"}, "Choose a verdict."),
        ({"basis": "passage"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(curator, citation, snapshot, given, message):
    data = sent(curator, screen(citation), **{"do": "supports", "locator": "typed"} | given)
    response = curator.post(screen(citation), data)
    assert message in errors(response)
    assert given.get("locator", "typed") in response.content.decode()
    citation.refresh_from_db()
    assert (citation.verdict, citation.quote, citation.locator) == ("not_checked", "", "")


def test_a_snapshot_of_another_source_is_no_place_for_the_quote(curator, citation):
    other = store_text(LocationFactory())
    data = sent(curator, screen(citation), quote=QUOTE, snapshot=str(other.pk), do="supports")
    assert "There is no stored text of this source" in errors(curator.post(screen(citation), data))


def test_a_second_curator_is_told_who_saved_and_is_shown_both(person, citation):
    _first, one = person("curator")
    user, other = person("reviewer")
    mine = sent(one, screen(citation), do="supports", locator="p. 1")
    assert (
        other.post(screen(citation), sent(other, screen(citation), do="contradicts", locator="p. 2")).status_code == 302
    )
    response = one.post(screen(citation), mine)
    assert response.status_code == 409
    page = response.content.decode()
    assert f"{user} saved this citation" in page
    rows = {str(label): (str(saved), entered) for label, saved, entered in response.context["conflict"]["rows"]}
    assert rows == {"Verdict": ("contradicts", "supports"), "Locator": ("p. 2", "p. 1")}
    citation.refresh_from_db()
    assert citation.verdict == "contradicts"
    form = html.document_fromstring(page).get_element_by_id("judge")
    assert one.post(screen(citation), {**dict(form.form_values()), "do": "supports"}).status_code == 302
    citation.refresh_from_db()
    assert (citation.verdict, citation.locator) == ("supports", "p. 1")


def test_a_citation_deleted_meanwhile_is_told(curator, citation):
    data = sent(curator, screen(citation), do="supports")
    citation.delete()
    assert curator.post(screen(citation), data).status_code in (302, 404, 200)
    assert not Citation.objects.exists()


def test_undo_takes_back_one_decision_after_the_other(curator, citation, snapshot):
    before = Citation.objects.values().get(pk=citation.pk)
    curator.post(screen(citation), sent(curator, screen(citation), do="supports", quote=QUOTE))
    curator.post(screen(citation), sent(curator, screen(citation), do="contradicts"))
    undone = curator.post("/admin/evidence/undo/", follow=True)
    assert "Undone" in undone.content.decode()
    citation.refresh_from_db()
    assert (citation.verdict, citation.quote) == ("supports", QUOTE)
    curator.post("/admin/evidence/undo/")
    assert Citation.objects.values().get(pk=citation.pk) == before
    assert "nothing to undo" in curator.post("/admin/evidence/undo/", follow=True).content.decode()


def test_undo_does_not_touch_what_somebody_else_saved_since(curator, reviewer, citation):
    curator.post(screen(citation), sent(curator, screen(citation), do="supports"))
    reviewer.post(screen(citation), sent(reviewer, screen(citation), do="partly"))
    assert "Nothing was undone" in curator.post("/admin/evidence/undo/", follow=True).content.decode()
    citation.refresh_from_db()
    assert citation.verdict == "partly"


@pytest.mark.parametrize("part", ["field", "relation", "milestone", "incoming"])
def test_a_source_is_cited_for_any_statement(curator, citation, snapshot, source, part):
    plan = citation.record
    milestone = MilestoneFactory(record=plan)
    outgoing = RelationFactory(subject=plan, predicate="part_of", object=InitiativeFactory())
    incoming = RelationFactory(subject=OrganisationFactory(), predicate="launched", object=plan)
    key = {
        "field": "field:summary",
        "relation": f"relation:{outgoing.pk}",
        "milestone": f"milestone:{milestone.pk}",
        "incoming": f"relation:{incoming.pk}",
    }[part]
    address = screen(citation, f"statement={key}&source={source.pk}")
    response = curator.post(address, sent(curator, address, quote=QUOTE, do="partly"))
    assert response.status_code == 302, errors(response)
    made = Citation.objects.exclude(pk=citation.pk).get()
    assert (made.verdict, made.basis, made.quote, made.locator) == ("partly", "passage", QUOTE, "Article 1")
    assert made.record_id == (incoming.subject_id if part == "incoming" else plan.pk)
    again = curator.post(address, sent(curator, address, quote=QUOTE, do="partly"))
    assert "already cited for this statement" in errors(again)
    curator.post("/admin/evidence/undo/")
    assert list(Citation.objects.all()) == [citation]


def test_a_new_citation_without_a_quote_says_what_it_is_based_on(curator, citation, source):
    address = screen(citation, f"statement=field:summary&source={source.pk}")
    assert "say what the verdict is based on" in errors(curator.post(address, sent(curator, address, do="supports")))
    assert curator.post(address, sent(curator, address, do="supports", basis="person")).status_code == 302
    assert Citation.objects.get(field="summary").basis == "person"


def test_an_entry_of_a_list_is_cited_with_its_value(curator, citation, source):
    OtherNameFactory(record=citation.record, name="AI4S Plan")
    address = screen(citation, f"statement=field:names&stated=AI4S+Plan&source={source.pk}")
    assert curator.post(address, sent(curator, address, do="supports", basis="reference")).status_code == 302
    assert Citation.objects.get(field="names").stated_value == "AI4S Plan"


def test_another_source_is_chosen_by_its_key(curator, citation):
    SourceFactory(key="CAC 2025")
    address = screen(citation, "statement=field:summary&key=cac 2025")
    assert curator.get(address).context["screen"].source.key == "CAC 2025"
    page = curator.get(screen(citation, "statement=field:summary&key=nobody")).content.decode()
    assert "No source has the key “nobody”." in page


@pytest.mark.parametrize(
    "query",
    [
        *("citation=x", "citation=999999999999999999999", "statement=field:nothing", "source=-1", "snapshot=x"),
        *("page=0", "page=99999", "key=%27%22", "statement=relation:x", "citation=٣"),
    ],
)
def test_a_wrong_query_string_shows_the_first_there_is(curator, citation, snapshot, query):
    assert curator.get(screen(citation, query)).status_code == 200


@pytest.mark.parametrize("ref", ["999999", "nothing", "99999999999999999999999", "٣"])
def test_a_record_that_there_is_not(curator, ref):
    assert curator.get(f"/admin/evidence/{ref}/").status_code == 404


def test_a_record_without_any_source_opens(curator):
    plan = InitiativeFactory()
    assert "no source cited" in curator.get(f"/admin/evidence/{plan.pk}/").content.decode()
    assert curator.post(f"/admin/evidence/{plan.pk}/", {"do": "supports"}).status_code == 404


def test_who_may_not_see_or_judge_is_refused(person, client, citation):
    _user, nobody = person(None)
    for address in ("/admin/evidence/", screen(citation)):
        assert client.get(address).status_code == 302
        assert nobody.get(address).status_code == 403
    assert nobody.post(screen(citation), {"do": "supports"}).status_code == 403
    assert client.post("/admin/evidence/undo/").status_code == 302
    citation.refresh_from_db()
    assert citation.verdict == "not_checked"


@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator"])
def test_each_role_judges(person, citation, role):
    client = person(role)[1]
    assert client.post(screen(citation), sent(client, screen(citation), do="partly")).status_code == 302
    citation.refresh_from_db()
    assert citation.verdict == "partly"


def test_after_a_verdict_the_next_citation_without_one_is_chosen(curator, source):
    plan = InitiativeFactory(launched="2026-03", period="2026/2028")
    first, second, third = (
        CitationFactory(record=plan, source=source, field=name) for name in ("title", "launched", "period")
    )
    Citation.objects.filter(pk=second.pk).update(verdict="supports", basis="reference", checked_at="2026-03-01")
    response = curator.post(screen(first), sent(curator, screen(first), do="supports"))
    assert response.url.endswith(f"citation={third.pk}")
    response = curator.post(screen(second), sent(curator, screen(second), do="partly"))
    assert response.url.endswith(f"citation={third.pk}")
    response = curator.post(screen(first), sent(curator, screen(first), do="partly"))
    assert response.url.endswith("statement=field%3Asummary")  # the next that has no source


def test_the_list_has_each_record_that_waits_once_and_the_panel_leads_there(curator, citation, source):
    CitationFactory(record=citation.record, field="title", source=source)
    done = CitationFactory(verdict="supports", checked_at="2026-03-01", basis="reference")
    page = curator.get("/admin/evidence/")
    assert [row["record"].pk for row in page.context["rows"]] == [citation.record_id]
    assert page.context["rows"][0]["counts"].unchecked == 2
    assert str(done.record) not in page.content.decode()
    home = curator.get("/admin/").content.decode()
    assert "Citations not checked" in home
    assert 'href="/admin/evidence/"' in home


@pytest.mark.parametrize("address", ["/zh-hans/admin/evidence/", "/zh-hans/admin/evidence/{}/"])
def test_the_pages_are_in_chinese_too(curator, citation, snapshot, address):
    page = curator.get(address.format(citation.record_id))
    assert page.status_code == 200
    assert "待核对" in page.content.decode()


def test_the_queries_do_not_grow_with_the_record(curator, source, snapshot, django_assert_max_num_queries):
    ministry = OrganisationFactory()
    for number in range(15):
        relation = RelationFactory(subject=ministry, predicate="launched", object=InitiativeFactory())
        RelationFactory(subject=OrganisationFactory(), predicate="part_of", object=ministry)
        other = SourceFactory()
        place = LocationFactory(source=other)
        CitationFactory(record=ministry, field="", relation=relation, source=other, location=place, quote=f"Q {number}")
    CitationFactory(record=ministry, field="title", source=source, quote=QUOTE)
    with django_assert_max_num_queries(36):
        assert curator.get(f"/admin/evidence/{ministry.pk}/").status_code == 200
    with django_assert_max_num_queries(12):
        assert curator.get("/admin/evidence/").status_code == 200
