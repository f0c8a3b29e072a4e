"""A changed format of documents is published without an edit, and without what curators have not published."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from lxml import html

from observatory.desk import dashboard
from observatory.publishing.documents import record_documents
from observatory.publishing.documents.document_format import FORMAT
from observatory.publishing.management.commands import republish as command
from observatory.publishing.models import Entry, Standing, Version
from observatory.publishing.record_publication import publish, publish_many, withdraw
from observatory.publishing.republish import RESHAPED, republish_many
from observatory.records.models import Record
from tests.factories import CitationFactory, InitiativeFactory, OrganisationFactory, RelationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def before(monkeypatch):
    """Publish records as a program did that knew no format number and no fact `website`."""

    def publish_as_before(*records):
        build = record_documents.build_documents

        def build_as_before(records, *, public):
            found = build(records, public=public)
            for document in found.values():
                del document["format"], document["facts"]["website"]
            return found

        with monkeypatch.context() as patch:
            patch.setattr(record_documents, "build_documents", build_as_before)
            publish_many(records=records, by=None, reason="new")
        return records

    return publish_as_before


@pytest.fixture
def plan(before):
    record = InitiativeFactory(slug="plan", title_en="Plan", launched="2023", website="")
    CitationFactory(record=record, stated_value="2023")
    return before(record)[0]


def run(*arguments: str) -> str:
    said = io.StringIO()
    call_command("republish", *arguments, stdout=said)
    return said.getvalue()


def actions(record) -> list[str]:
    return list(record.versions.order_by("number").values_list("action", flat=True))


def test_the_entry_has_the_current_format_and_the_version_is_nobodys(plan):
    assert "Republished: 1. Unchanged: 0. With unpublished edits: 0." in run("--changed-shape")
    entry, version = Entry.objects.get(), Version.objects.get(number=2)
    assert (entry.document["format"], entry.document["facts"]["website"]) == (FORMAT, None)
    assert (version.action, version.published_by, version.reason) == ("reshape", None, RESHAPED)
    assert record_documents.document_digest(version.document) == version.sha256 == entry.sha256
    assert record_documents.hashed_content(entry) == version.document
    assert entry.document["version"]["number"] == entry.version == 2
    assert "format" not in Version.objects.get(number=1).document


def test_a_dry_run_counts_and_writes_nothing(plan):
    said = run("--dry-run")
    assert "To be republished: 1." in said
    assert "nothing was written" in said
    assert actions(plan) == ["publish"]


def test_a_second_run_finds_nothing_to_do(plan):
    run()
    for arguments in ((), ("--changed-shape",)):
        assert "Republished: 0. Unchanged: 1." in run(*arguments)
    assert actions(plan) == ["publish", "reshape"]


def test_publishing_a_record_without_an_edit_changes_nothing_in_either_format(before):
    record = InitiativeFactory(website="https://www.example.org/")
    publish(record=record, by=None, reason="new")
    Entry.objects.update(sha256="0" * 64, document=_without_format(Entry.objects.get().document))
    assert not publish(record=record, by=None, reason="again").created


def _without_format(document):
    return {name: part for name, part in document.items() if name != "format"}


@pytest.mark.parametrize(
    "edit",
    [
        {"title_en": "Secret"},
        {"launched": "2024"},
        {"website": "https://www.example.org/secret"},  # of a fact that the published document does not know
        {"slug": "secret"},
    ],
)
def test_an_unpublished_edit_stays_unpublished_and_is_named(plan, edit):
    type(plan).objects.filter(pk=plan.pk).update(**edit)
    document = Entry.objects.get().document
    said = run("--changed-shape")
    assert f"{plan.public_id}  initiative plan" in said
    assert "With unpublished edits: 1." in said
    assert Entry.objects.get().document == document
    assert actions(plan) == ["publish"]


def test_an_unpublished_citation_keeps_the_record_as_it_is(plan):
    CitationFactory(record=plan, stated_value="2019")
    assert "With unpublished edits: 1." in run()


def test_an_unpublished_relation_stays_out(plan, before):
    other = before(OrganisationFactory())[0]
    RelationFactory(subject=plan, object=other, predicate="part_of")
    run()
    entry = Entry.objects.get(record=plan)
    assert (entry.document["format"], entry.document["relations"]) == (FORMAT, [])


def test_the_unpublished_title_of_a_related_record_stays_out_and_a_withdrawn_one_stays_in(plan, before):
    ministry, gone = OrganisationFactory(title_en="Ministry"), OrganisationFactory(title_en="Gone")
    RelationFactory(subject=plan, object=ministry, predicate="part_of")
    RelationFactory(subject=plan, object=gone, predicate="part_of")
    before(ministry, gone, plan)
    withdraw(record=gone, by=None, reason="closed")
    Record.objects.filter(pk=ministry.pk).update(title_en="Secret")
    run(plan.public_id)
    relations = Entry.objects.get(record=plan).document["relations"]
    assert {row["object"]["title"]["en"] for row in relations} == {"Ministry", "Gone"}
    assert Entry.objects.get(record=plan).document["format"] == FORMAT


def test_a_draft_that_says_what_is_public_is_republished_and_stays_a_draft(plan):
    Record.objects.update(state=Record.State.DRAFT)
    run()
    assert actions(plan) == ["publish", "reshape"]
    assert Record.objects.get().state == Record.State.DRAFT


def test_a_label_that_was_worded_anew_is_republished_unless_only_shapes_are_asked_for(plan, monkeypatch):
    run()
    monkeypatch.setattr(type(plan).Type.PLAN, "_label_", "scheme")
    assert "Republished: 0." in run("--changed-shape")
    assert "Republished: 1." in run()
    assert Entry.objects.get().document["facts"]["initiative_type"]["en"] == "scheme"


def test_withdrawn_records_are_left_alone(plan):
    withdraw(record=plan, by=None, reason="mistaken")
    assert "Republished: 0. Unchanged: 0." in run()
    with pytest.raises(CommandError, match=f"No public record has the ID {plan.public_id}"):
        run(plan.public_id)


def test_only_the_records_that_are_named(plan, before):
    other = before(InitiativeFactory())[0]
    run(other.public_id)
    assert actions(plan) == ["publish"]
    assert actions(other) == ["publish", "reshape"]


def test_it_says_how_far_it_is_and_goes_on_after_an_interruption(before, monkeypatch):
    records = before(*(InitiativeFactory() for _ in range(3)))
    calls = []

    def interrupted(**arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return republish_many(**arguments)

    with monkeypatch.context() as patch:
        patch.setattr(command, "republish_many", interrupted)
        with pytest.raises(CommandError, match="Stopped after 1 of 3 records"):
            run("--batch", "1")
    assert Version.objects.filter(action="reshape").count() == 1
    said = run("--batch", "2")
    assert "2 of 3 records" in said
    assert "3 of 3 records" in said
    assert [actions(record) for record in records] == [["publish", "reshape"]] * 3


# What readers, curators and programs see of it.


def test_feeds_and_lists_show_no_edit(plan, before, client):
    before(InitiativeFactory(slug="newer"))
    entry, feed = Entry.objects.get(record=plan), client.get("/feed.json").json()["items"]
    run(plan.public_id)
    after = Entry.objects.get(record=plan)
    assert (after.published_at, after.first_published_at) == (entry.published_at, entry.first_published_at)
    again = client.get("/feed.json").json()["items"]
    told = ("id", "date_modified", "date_published", "title")
    assert [[row[name] for name in told] for row in again] == [[row[name] for name in told] for row in feed]
    assert [row["slug"] for row in client.get("/api/v1/initiatives/").json()["results"]] == ["newer", "plan"]


def test_the_history_of_a_record_marks_it_as_technical(plan, client, admin_user):
    run()
    page = html.fromstring(client.get("/initiatives/plan/versions/").content.decode())
    rows = [[cell.text_content().strip() for cell in row.xpath("th|td")] for row in page.xpath("//tbody/tr")]
    assert [(row[0], row[2], row[3]) for row in rows] == [("2", "format updated", RESHAPED), ("1", "published", "new")]
    assert page.xpath("//tbody//th/a/@href") == ["/initiatives/plan/versions/2/", "/initiatives/plan/versions/1/"]
    chinese = html.fromstring(client.get("/zh-hans/initiatives/plan/versions/").content.decode()).text_content()
    assert "更新格式" in chinese
    assert "同样的内容，采用当前的数据格式" in chinese
    record = html.fromstring(client.get("/initiatives/plan/").content.decode())
    assert RESHAPED not in record.text_content()
    [published] = [panel for panel in dashboard.panels(admin_user) if str(panel.title) == "Latest publications"]
    assert [line.aside for line in published.lines] == ["published · new"]


def test_a_version_in_another_format_can_be_cited(plan, client):
    run()
    response = client.get(f"/r/{plan.public_id}/cite.bib?version=2")
    assert response.status_code == 200
    assert "Plan" in response.content.decode()


def test_mirrors_learn_of_it_by_cursor_and_by_time(plan, before, client):
    resume = client.get("/api/v1/changes/").json()["resume"]
    start = timezone.now()
    run()
    for address in (resume, f"/api/v1/changes/?published_since={start:%Y-%m-%dT%H:%M:%S.%fZ}"):
        [row] = client.get(address).json()["results"]
        assert (row["id"], row["format"], row["version"]["number"]) == (plan.public_id, FORMAT, 2)


def test_the_past_reads_what_was_published_then(plan, client):
    run()
    first, second = Standing.objects.order_by("number")
    assert first.until == second.since == Version.objects.get(number=2).published_at
    address = f"/api/v1/initiatives/{plan.public_id}/?as_of="
    then = client.get(f"{address}{second.since - timedelta(microseconds=1):%Y-%m-%dT%H:%M:%S.%fZ}").json()
    now = client.get(f"{address}{second.since:%Y-%m-%dT%H:%M:%S.%fZ}").json()
    assert (then["version"]["number"], "format" in then) == (1, False)
    assert (now["version"]["number"], now["format"]) == (2, FORMAT)


def test_lists_of_the_past_keep_their_order(before, client):
    slugs = ["b", "c", "a"]
    for slug in slugs:
        before(InitiativeFactory(slug=slug))
    run()
    moment = Standing.objects.latest("since").since
    rows = client.get(f"/api/v1/initiatives/?as_of={moment:%Y-%m-%dT%H:%M:%S.%fZ}").json()["results"]
    assert [row["slug"] for row in rows] == slugs[::-1]
    assert [row["slug"] for row in client.get("/api/v1/changes/").json()["results"]] == slugs
