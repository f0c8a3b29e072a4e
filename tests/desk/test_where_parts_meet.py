"""Where parts of the desk meet: merges, schedules, reports, imports, restores and reviews of one record."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from governance.models import Body
from observatory.corrections.models import Report
from observatory.exchange.models import Import
from observatory.history.restore import changes_of_restore, restore
from observatory.notifications import alarms, digests, follow_news
from observatory.publishing.merging.merge_records import merge_records
from observatory.publishing.merging.undo_merge import undo_merge
from observatory.publishing.models import Entry, ScheduledPublication
from observatory.publishing.record_publication import publish, withdraw
from observatory.publishing.review_links import make_link
from observatory.publishing.scheduled_publications import publish_due, schedule_publication
from observatory.records.admin_urls import admin_record_url
from observatory.records.assigned_work import give_record
from observatory.records.comments import add_comment
from observatory.records.models import Comment, Record
from observatory.records.record_edits import mark_edited
from tests.desk.browser_form import form_values
from tests.desk.claims import gone
from tests.factories import (
    BodyFactory,
    CitationFactory,
    InitiativeFactory,
    OrganisationFactory,
    RelationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=1)


def scheduled(record, by) -> ScheduledPublication:
    (row,), refused = schedule_publication(records=[record], due_at=timezone.now() + LATER, by=by, reason="At nine.")
    assert not refused
    return row


def at_its_time() -> list[str]:
    return [row.state for row in publish_due(now=timezone.now() + 2 * LATER)]


def busy(record, by):
    """Give a record all that other parts of the desk keep about it."""
    add_comment(record=record, statement="field:title", text=f"@{by.username} is it so?", by=by)
    give_record(record=record, to=by, by=by, due_on=timezone.localdate(), holder=None)
    _link, token = make_link(
        record=record, name="E", language="en", expires_at=timezone.now() + LATER, nonce=uuid4().hex, by=by
    )
    gone(citation=CitationFactory(record=record, quote="q", field="title"))
    scheduled(record, by)
    return token


def pages_of(client, *records, languages=("", "/zh-hans")) -> None:
    """Open every page that shows a record, and write what is told about it."""
    translation.activate("en")
    for record in records:
        translation.activate("en")
        form = admin_record_url(record)
        history = form.replace("/change/", "/history/")
        review = reverse("desk-review", args=[record.public_id])
        evidence = reverse("desk-evidence-record", args=[record.public_id])
        for path in (evidence, *(prefix + path for prefix in languages for path in (form, history, review))):
            translation.activate("en")
            assert client.get(path, follow=True).status_code == 200, path
    translation.activate("en")
    homes = [f"{prefix}/admin/" for prefix in languages]
    for path in (*homes, "/admin/review/scheduled/", "/admin/duplicates/", "/admin/comments/"):
        assert client.get(path, follow=True).status_code == 200, path
    digests.write_digests(whoever=True)
    alarms.write_alarms()
    follow_news.write_news(whoever=True)


@pytest.mark.parametrize("public", [True, False])
def test_a_record_in_the_middle_of_everything_is_merged_and_the_merge_undone(person, client, public):
    user, reviewer = person("reviewer")
    into, record = InitiativeFactory(title_en="Plan"), InitiativeFactory(title_en="The plan")
    if public:
        for row in (into, record):
            publish(record=row, by=None, reason="First.")
    token = busy(record, user)
    languages = ("", "/zh-hans") if public else ("",)
    if public:
        Report.objects.create(record=record, version=record.versions.get(), text="Wrong.", language="en")
    pages_of(reviewer, into, record, languages=languages)
    merge_records(record=record, into=into, by=user, reason="Entered twice")
    pages_of(reviewer, into, record, languages=languages)
    assert client.get(reverse("review-link", args=[token])).status_code in (200, 404, 410)
    assert Comment.objects.get().record_id == into.pk
    assert at_its_time() == []
    assert not Record.objects.filter(state="withdrawn", assigned_to=user).exists()
    undo_merge(record=record, by=user, reason="They are two.")
    assert Record.objects.get(assigned_to=user, due_on=timezone.localdate()).pk == record.pk
    pages_of(reviewer, into, record, languages=languages)
    assert Comment.objects.get().record_id == record.pk
    # It had edits that readers have not seen, so it waits for a reviewer.
    assert Entry.objects.live().count() == (1 if public else 0)


def test_a_merged_draft_is_not_published_at_its_time(person):
    user, _reviewer = person("reviewer")
    into, record = OrganisationFactory(title_en="Office", slug="a"), OrganisationFactory(title_en="Office", slug="b")
    row = scheduled(record, user)
    merge_records(record=record, into=into, by=user, reason="Entered twice")
    assert at_its_time() == []
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert not Entry.objects.exists()


def test_a_record_withdrawn_while_scheduled_is_not_published(person):
    user, _client = person("reviewer")
    record = InitiativeFactory()
    publish(record=record, by=None, reason="First.")
    scheduled(record, user)
    withdraw(record=record, by=user, reason="Not ours.")
    assert at_its_time() == ["refused"]
    assert not Entry.objects.live().exists()


@pytest.mark.parametrize("what", ["review", "scheduled"])
def test_an_import_sends_a_record_in_review_back_to_a_draft_and_its_schedule_is_refused(person, what):
    _user, client = person("curator")
    body = BodyFactory(founded="1998")
    if what == "scheduled":
        scheduled(body, UserFactory())
    Record.objects.filter(pk=body.pk).update(state="in_review")
    work = imported(client, f"id,founded\n{body.public_id},1999\n")
    body.refresh_from_db()
    assert (work.state, body.founded) == ("imported", "1999")
    assert at_its_time() == (["refused"] if what == "scheduled" else [])
    pages_of(person("reviewer")[1], body)


def imported(client, text: str) -> Import:
    client.post("/admin/exchange/import/add/", {"kind": "bodies", "file": SimpleUploadedFile("t.csv", text.encode())})
    work = Import.objects.get()
    decide(client, work, "import")
    return work


def decide(client, work: Import, action: str):
    page = reverse("admin:exchange_import_change", args=[work.pk])
    response = client.post(page, {"action": action, "digest": work.digest, "reason": "New."}, follow=True)
    work.refresh_from_db()
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("more", ["published", "withdrawn", "comment", "scheduled", "link"])
def test_an_import_is_undone_or_says_why_not_after_something_happened_to_its_record(person, is_new, more):
    user, client = person("administrator")
    if is_new:
        work = imported(client, "slug,title_en,body_type,founded\nnew-body,New body,committee,1999\n")
        assert work.state == "imported", [row.problems for row in work.rows.all()]
        body = Body.objects.get()
    else:
        body = BodyFactory(founded="1998")
        work = imported(client, f"id,founded\n{body.public_id},1999\n")
    assert work.state == "imported", [row.problems for row in work.rows.all()]
    if more in ("published", "withdrawn"):
        publish(record=body, by=user, reason="First.")
    if more == "withdrawn":
        withdraw(record=body, by=user, reason="Not ours.")
    if more == "comment":
        add_comment(record=body, text="Is it so?", by=user)
    if more == "scheduled":
        scheduled(body, user)
    if more == "link":
        make_link(record=body, name="E", language="en", expires_at=timezone.now() + LATER, nonce="n", by=user)
    said = decide(client, work, "undo")
    if work.state == "imported":
        assert Body.objects.get(pk=body.pk).founded == "1999"
        assert "messagelist" in said
    else:
        assert work.state == "undone"
        assert is_new or Body.objects.get(pk=body.pk).founded == "1998"
    at_its_time()
    if Body.objects.filter(pk=body.pk).exists():
        pages_of(client, body, languages=("",))


def test_a_record_in_review_is_restored_as_a_draft_and_its_schedule_is_refused(person):
    user, client = person("reviewer")
    record = InitiativeFactory(title_en="First")
    first = timezone.now()
    sent = form_values(client.get(admin_record_url(record)))
    sent["title_en"] = ["Second"]
    assert client.post(admin_record_url(record), sent).status_code == 302
    Record.objects.filter(pk=record.pk).update(state="in_review")
    scheduled(record, UserFactory())
    changes, seen = changes_of_restore(Record, record.pk, first)
    assert changes
    restore(root=Record, pk=record.pk, at=first, seen=seen, by=user, reason="Back.")
    record.refresh_from_db()
    assert (record.title_en, record.state) == ("First", "draft")
    pages_of(client, record)
    assert at_its_time() == ["refused"]


KEEPING = ("change", "relation")  # what is in the way, and is said to be


@pytest.mark.parametrize("more", ["comment", "link", "scheduled", "change", "relation"])
def test_a_draft_with_something_on_it_is_deleted_or_the_page_says_why_not(person, more):
    user, client = person("administrator")
    record = InitiativeFactory()
    if more == "change":
        busy(record, user)
    if more == "comment":
        add_comment(record=record, text="Is it so?", by=user)
    if more == "link":
        make_link(record=record, name="E", language="en", expires_at=timezone.now() + LATER, nonce="n", by=user)
    if more == "scheduled":
        scheduled(record, user)
    if more == "relation":
        RelationFactory(object=record)
    address = admin_record_url(record).replace("/change/", "/delete/")
    assert client.get(address, follow=True).status_code == 200
    client.post(address, {"post": "yes"})
    assert Record.objects.filter(pk=record.pk).exists() is (more in KEEPING)
    at_its_time()
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("name", "value", "alone"), [("FOUR_EYES", True, ["Plan"]), ("PUBLICATION_BLOCKED_BY", "note", [])]
)
def test_a_companion_that_may_not_be_published_holds_the_decision_until_it_is_left_out(
    person, settings, name, value, alone
):
    user, client = person("reviewer")
    plan, ministry = InitiativeFactory(title_en="Plan"), OrganisationFactory(title_en="Ministry")
    for row in (plan, ministry):
        publish(record=row, by=None, reason="First.")
    RelationFactory(subject=ministry, object=plan, predicate="launched")
    mark_edited(record=ministry, by=user)
    mark_edited(record=plan, by=UserFactory())
    Record.objects.update(state="in_review")
    setattr(settings, name, value)
    address = reverse("desk-review", args=[plan.public_id])
    page = client.get(address)
    assert [row.pk for row in page.context["page"].companions] == [ministry.pk]
    sent = {"do": "publish", "seen": page.context["seen"], "reason": "Reason.", "comment:": "Look."}
    offered = {f"offered:{ministry.pk}": "1"}
    response = client.post(address, sent | offered | {f"companion:{ministry.pk}": "1"}, follow=True)
    assert "“Ministry” was not published." in response.content.decode()
    assert not Record.objects.filter(state="published").exists()
    assert not Comment.objects.exists()
    client.post(address, sent | offered | {"seen": response.context["seen"]})
    assert [row.title_en for row in Record.objects.filter(state="published")] == alone
