"""What the margin says a verdict rests on, and what it shows of a passage that stands otherwise than it was quoted."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone
from lxml import html

from observatory.monitoring.models import AffectedCitation, Change
from observatory.public.basis_of_statements import describe_basis
from observatory.public.published_sightings import describe_sighting
from observatory.publishing.record_publication import publish
from observatory.records.record_edits import mark_edited
from observatory.sources.models import Citation
from tests.factories import CitationFactory, InitiativeFactory, LocationFactory, SourceFactory
from tests.published import publish_rows
from tests.sightings import read, see

pytestmark = pytest.mark.django_db
QUOTE = "The plan runs from August 2023 and shall spend 4.5 billion yuan on tools for research."
DAY = datetime(2026, 11, 20, 8, tzinfo=UTC)
ALTERED = [
    ["equal", "The plan runs from August 2023 and shall ", ""],
    ["insert", "not ", "negation"],
    ["equal", "spend 4.5 billion yuan on tools for research.", ""],
]


@pytest.fixture
def source(db):
    return SourceFactory(key="MOST 2023", standing="primary")


@pytest.fixture
def place(source):
    return LocationFactory(source=source, url="https://gov.example.cn/plan.htm")


@pytest.fixture
def plan(db):
    return InitiativeFactory(slug="plan", title_en="Plan", launched="2023-08", objectives_en="To use AI.")


def cite(plan, source, **values):
    values = {"verdict": "supports", "checked_at": date(2026, 11, 12), "quote": QUOTE} | values
    if values["verdict"] == "not_checked":
        values["checked_at"] = None
    return CitationFactory(record=plan, field="launched", source=source, **values)


def margin(client, path="/initiatives/plan/", name="launched"):
    tree = html.fromstring(client.get(path).content.decode())
    [cell] = tree.xpath(f"//div[@id='{name}']/dd[contains(@class, 'margin')]")
    return cell


def words(element):
    return " ".join(element.text_content().split())


def published(plan):
    publish(record=plan, by=None, reason="x")


def test_a_quote_that_nobody_looked_for_is_a_passage_that_a_curator_entered(client, plan, source, place):
    cite(plan, source)
    published(plan)
    said = words(margin(client))
    assert "passage entered by a curator 12 Nov 2026 text not read by the observatory yet" in said
    assert "compared" not in said
    assert not margin(client).xpath(".//*[contains(@class, 'seen')]")


def test_compared_is_said_of_a_passage_that_was_read(client, plan, source, place):
    citation = cite(plan, source)
    published(plan)
    see(citation, "present", since=DAY)
    cell = margin(client)
    assert "compared on 12 Nov 2026 passage seen on the page; last read 20 Nov 2026" in words(cell)
    assert cell.xpath(".//p[contains(@class, 'verdict')]")[0].get("class") == "verdict supports seen"


@pytest.mark.parametrize("state", ["never_found", "unreadable", "not_checked"])
def test_compared_is_not_said_of_a_passage_that_was_not_found(client, plan, source, place, state):
    citation = cite(plan, source)
    published(plan)
    see(citation, state, since=DAY)
    said = words(margin(client))
    assert "compared" not in said
    assert "passage entered by a curator 12 Nov 2026" in said
    assert ("passage not found on the page; looked for 20 Nov 2026" in said) is (state == "never_found")


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("reference", "page not opened; judged from the printed reference 12 Nov 2026"),
        ("person", "page not opened; judged from a person's word 12 Nov 2026"),
    ],
)
def test_a_verdict_without_the_page_says_so_in_the_margin(client, plan, source, place, basis, said):
    cite(plan, source, quote="", basis=basis, note_en="By its title.")
    published(plan)
    cell = margin(client)
    assert said in words(cell)
    assert not [fold for fold in cell.xpath(".//details") if said in words(fold)]
    assert "compared" not in words(cell)


def test_green_is_kept_for_primary_sources(client, plan, place):
    study = SourceFactory(key="Study", standing="secondary")
    LocationFactory(source=study)
    citation = cite(plan, study)
    published(plan)
    see(citation, "present")
    assert "compared on" in words(margin(client))
    assert not margin(client).xpath(".//*[contains(@class, 'seen')]")


def test_an_altered_passage_is_shown_with_the_words_that_differ(client, plan, source, place):
    citation = cite(plan, source)
    published(plan)
    passage = QUOTE.replace("shall", "shall not")
    see(citation, "altered", passage=passage, differences=ALTERED, meaning_changed=True, since=DAY)
    [now] = margin(client).xpath(".//div[@class='passage-now']")
    assert not now.xpath("ancestor::details")
    assert "passage altered since 20 Nov 2026 the meaning may have changed" in words(now)
    [added] = now.xpath(".//ins")
    assert words(added) == "is now not"
    assert added.xpath("./span[@class='visually-hidden']/text()") == ["is now "]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("moved", "passage in another context since 20 Nov 2026"),
        ("struck", "passage deleted or hidden since 20 Nov 2026"),
        ("missing", "passage no longer on the page since 20 Nov 2026"),
    ],
)
def test_each_loss_has_its_own_words(client, plan, source, place, state, said):
    citation = cite(plan, source)
    published(plan)
    see(citation, state, since=DAY, prefix="The following was repealed:")
    [now] = margin(client).xpath(".//div[@class='passage-now']")
    assert said in words(now)
    assert ("The following was repealed:" in words(now)) is (state == "moved")


def test_the_evidence_of_the_title_unfolds_when_its_passage_changed(client, plan, source, place):
    citation = CitationFactory(record=plan, field="title", source=source, quote=QUOTE)
    published(plan)

    def fold():
        return html.fromstring(client.get("/initiatives/plan/").content.decode()).xpath("//details[@id='title']")[0]

    assert fold().get("open") is None
    see(citation, "missing")
    assert fold().get("open") is not None


def test_a_page_with_another_sighting_has_another_etag(client, plan, source, place):
    citation = cite(plan, source)
    published(plan)
    first = client.get("/initiatives/plan/")
    see(citation, "present")
    second = client.get("/initiatives/plan/", headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert client.get("/initiatives/plan/", headers={"If-None-Match": second["ETag"]}).status_code == 304
    see(citation, "missing")
    third = client.get("/initiatives/plan/", headers={"If-None-Match": second["ETag"]})
    assert "no longer on the page" in third.content.decode()


def test_an_edit_that_is_not_published_changes_nothing_that_readers_see(client, plan, source, place):
    citation = cite(plan, source)
    published(plan)
    see(citation, "altered", passage="as it stands", since=DAY)
    before = words(margin(client))
    citation.quote = "Another passage, in a draft."
    citation.save()
    see(citation, "present")
    assert words(margin(client)) == before
    published(plan)
    assert "compared on" in words(margin(client))
    assert "altered" not in words(margin(client))


def test_a_page_of_the_past_does_not_show_what_was_read_later(client, plan, source, place):
    citation = cite(plan, source)
    with time_machine.travel("2026-11-10T12:00Z", tick=False):
        see(citation, "present")
        published(plan)
    with time_machine.travel("2026-11-20T12:00Z", tick=False):
        read(place, timezone.now())
        plan.title_en = "Another title"
        plan.save()
        published(plan)
    assert "last read 20 Nov 2026" in words(margin(client))
    assert "last read 10 Nov 2026" in words(margin(client, "/initiatives/plan/versions/1/"))


def test_a_citation_without_a_named_location_takes_those_of_its_source(client, plan, source, place):
    citation = cite(plan, source)
    assert citation.location is None
    LocationFactory(source=source, url="https://archive.example.org/plan", role="archive")
    published(plan)
    read(place, DAY).__class__.objects.filter(location=place).update(health="gone")
    cell = margin(client)
    assert "gov.example.cn" in words(cell)
    assert "page removed since 20 Nov 2026" in words(cell)


def test_links_open_the_page_at_the_passage_that_is_there_now(client, plan, source, place):
    citation = cite(plan, source, quote="近期，科技部启动专项部署工作，推动人工智能用于科研。")
    published(plan)
    [link] = margin(client).xpath(".//a[contains(@href, 'gov.example.cn')]/@href")
    assert link.startswith("https://gov.example.cn/plan.htm#:~:text=%E8%BF%91%E6%9C%9F")
    see(citation, "altered", passage="A quite other text that is on the page now, and long enough.")
    [link] = margin(client).xpath(".//a[contains(@href, 'gov.example.cn')]/@href")
    assert link.startswith("https://gov.example.cn/plan.htm#:~:text=A%20quite%20other%20text")


def test_the_head_tells_a_primary_source_read_from_what_only_the_study_says(client, plan, source, place):
    study = SourceFactory(key="Study")
    LocationFactory(source=study)
    cite(plan, study)
    citation = CitationFactory(
        record=plan,
        field="objectives",
        source=source,
        quote=QUOTE,
        verdict="supports",
        checked_at=date(2026, 11, 12),
    )
    published(plan)

    def head():
        tree = html.fromstring(client.get("/initiatives/plan/").content.decode())
        return [words(line) for line in tree.xpath("//ul[@class='basis']/li")], tree.xpath(
            "//p[contains(@class, 'state')]"
        )[0]

    assert head()[0] == [
        "primary source read: 0 of 2 statements",
        "primary source quoted, page not seen: 1",
        "only Study says so: 1",
    ]
    assert "supported, primary sources missing" in words(head()[1])
    see(citation, "present")
    assert head()[0] == ["primary source read: 1 of 2 statements", "only Study says so: 1"]
    see(citation, "altered")
    assert head()[0] == [
        "primary source read: 0 of 2 statements",
        "primary source quoted, passage changed since: 1",
        "only Study says so: 1",
    ]


def test_a_record_is_green_when_all_its_primary_passages_were_seen(client, source, place):
    plan = InitiativeFactory(slug="plan", launched="2023-08")
    citation = cite(plan, source)
    published(plan)

    def state():
        return html.fromstring(client.get("/initiatives/plan/").content.decode()).xpath(
            "//p[contains(@class, 'state')]"
        )[0]

    assert words(state()) == "supported by primary sources"
    assert "seen" not in state().get("class")
    see(citation, "present")
    assert "seen" in state().get("class")
    see(citation, "altered")
    assert "seen" not in state().get("class")


def test_a_milestone_is_named_by_its_text(client, world):
    tree = html.fromstring(client.get("/initiatives/plan/").content.decode())
    cited_for = " ".join(words(each) for each in tree.xpath("//p[contains(@class, 'cited-for')]"))
    assert "Announced" in cited_for
    assert "27 March 2023" not in cited_for


def test_on_paper_each_note_number_has_the_verdict(client, world):
    tree = html.fromstring(client.get("/initiatives/plan/").content.decode())
    notes = [words(each) for each in tree.xpath("//div[@id='launched']//sup[@class='ref']")]
    assert notes == ["1 supports"]


@pytest.mark.parametrize("verdict", Citation.Verdict.values)
def test_a_verdict_without_a_quote_is_never_a_comparison(verdict):
    basis = "" if verdict == "not_checked" else "reference"
    found = describe_basis({"quote": "", "basis": basis, "verdict": verdict, "checked_on": None}, None)
    assert found is None if verdict == "not_checked" else "compared" not in found.words


def test_a_passage_of_an_attached_file_is_not_said_to_be_on_the_page():
    citation = CitationFactory(quote="36 projects", verdict="supports", checked_at=date(2026, 11, 12))
    place = LocationFactory(source=citation.source, url="", role="attachment", monitored=False)
    found = describe_sighting(see(citation, "present", place))
    assert found.words == "passage seen in the attached file; last read"


def test_a_passage_of_an_attached_file_leads_to_the_stored_text_unless_that_may_not_be_shown(client, plan, source):
    attached = LocationFactory(source=source, url="", role="attachment", monitored=False)
    citation = cite(plan, source)
    published(plan)
    see(citation, "present", attached, start=[3, 0], end=[3, 9])
    address = f"/sources/{source.public_id}/text/?block=3#b3"
    assert margin(client).xpath(f".//p[@class='place']/a[@href='{address}']/text()") == ["stored text"]
    source.rights = "nothing"
    source.save()
    publish_rows(source)
    assert not margin(client).xpath(f".//a[@href='{address}']")


def test_a_quote_without_a_verdict_is_only_said_not_to_be_checked():
    citation = {"quote": "36 projects", "basis": "", "verdict": "not_checked", "checked_on": None}
    assert describe_basis(citation, None) is None


def judged(citation, place, decision="dismissed", reason="A misprint of the page."):
    """Take a decision on the claim of a citation, as the desk writes it."""
    found = {"found_at": timezone.now(), "last_seen_at": timezone.now()}
    change = Change.objects.create(location=place, kind="lost", **found)
    row = {"state": "altered", "decision": decision, "decided_at": timezone.now()}
    mark_edited(record=citation.record, by=None)
    return AffectedCitation.objects.create(change=change, citation=citation, reason=reason, **row)


def test_the_margin_shows_a_published_judgement_beside_the_altered_passage(client, plan, source, place):
    citation = cite(plan, source)
    published(plan)
    see(citation, "altered", passage="and shall not spend", differences=ALTERED, meaning_changed=True, since=DAY)
    row = judged(citation, place)
    assert "A misprint" not in words(margin(client))  # no reviewer has published it
    assert "the meaning may have changed" in words(margin(client))
    published(plan)
    cell = margin(client)
    assert "passage altered since 20 Nov 2026" in words(cell)
    assert "the editors found that this does not affect the statement; reason: A misprint of the page." in words(cell)
    assert "the meaning may have changed" not in words(cell)
    assert not cell.xpath(".//*[@class='lost']")
    AffectedCitation.objects.filter(pk=row.pk).update(decision="", decided_at=None, reason="")  # undone
    assert "the meaning may have changed" in words(margin(client))


def test_a_judgement_ends_when_the_passage_changes_again_and_says_nothing_of_another_place(client, plan, source, place):
    citation = cite(plan, source)
    published(plan)
    see(citation, "altered", passage="and shall not spend", differences=ALTERED, meaning_changed=True, since=DAY)
    mirror = LocationFactory(source=source, url="https://mirror.example.cn/plan.htm")
    judged(citation, mirror)
    published(plan)
    assert "A misprint" not in words(margin(client))
    judged(citation, place)
    published(plan)
    assert "A misprint" in words(margin(client))
    see(citation, "missing", since=timezone.now())
    assert "A misprint" not in words(margin(client))
    assert "passage no longer on the page since" in words(margin(client))


def test_a_reason_is_text_never_markup(client, plan, source, place):
    citation = cite(plan, source)
    see(citation, "altered", passage="and shall not spend", differences=ALTERED, since=DAY)
    judged(citation, place, reason="<b onclick='x()'>bold</b>")
    published(plan)
    assert "<b onclick='x()'>bold</b>" in words(margin(client))


def test_an_older_version_shows_no_later_judgement(client, plan, source, place):
    citation = cite(plan, source)
    see(citation, "altered", passage="and shall not spend", differences=ALTERED, since=DAY)
    published(plan)
    judged(citation, place)
    plan.summary_en = "Another summary."
    plan.save()
    published(plan)
    assert "A misprint" in words(margin(client))
    assert "A misprint" not in words(margin(client, "/initiatives/plan/versions/1/"))
