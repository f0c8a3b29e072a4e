"""Publish, withdraw, submit, send back: with a reason, for one record or many, by those who may."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from initiatives.models import Initiative
from observatory.publishing.models import Entry, ScheduledPublication, Version
from observatory.publishing.record_publication import publish
from observatory.records.admin_urls import admin_record_url
from observatory.records.models import Record
from tests.factories import CitationFactory, InitiativeFactory, OrganisationFactory, PlatformFactory, RelationFactory

pytestmark = pytest.mark.django_db

EVERY = "/admin/records/record/"


def choose(client, decision: str, records, **more):
    """Choose an action for rows of the list of all records, as the list's form does."""
    return client.post(
        EVERY, {"action": decision, "_selected_action": [row.pk for row in records], **more}, follow=True
    )


def decide(client, decision: str, records, reason: str):
    """Choose, then answer the page that asks for the reason."""
    asked = choose(client, decision, records)
    return choose(client, decision, records, decided="yes", seen=asked.context["seen"], reason=reason)


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def states(*records) -> list[str]:
    return [Record.objects.get(pk=row.pk).state for row in records]


def test_many_records_of_several_types_are_published_with_one_reason(reviewer):
    rows = [InitiativeFactory(), PlatformFactory(title_en="AlphaFold")]
    page = text(decide(reviewer, "publish", rows, "Checked against the sources."))
    assert "AlphaFold</a> is public as version 1" in page
    assert set(Version.objects.values_list("reason", flat=True)) == {"Checked against the sources."}
    assert states(*rows) == ["published", "published"]


def test_publishing_what_is_public_already_makes_no_version_and_says_so(reviewer):
    plan = InitiativeFactory()
    publish(record=plan, by=None, reason="First.")
    assert "no new version" in text(decide(reviewer, "publish", [plan], "Again."))
    assert Version.objects.count() == 1


def found(page) -> dict[str, list[str]]:
    """The codes of the checks that a page shows, by the title of the record."""
    return {str(each.row): [row.check.code for row in each.checks] for each in page.context["records"]}


def test_a_reviewer_sees_what_is_missing_before_a_record_becomes_public(reviewer):
    bare, cited, hidden = InitiativeFactory(title_en="Bare"), InitiativeFactory(), OrganisationFactory(title_en="Hid")
    CitationFactory(record=cited, field="launched")
    # Its one citation is for a relation to a draft, which stays out of the document.
    CitationFactory(record=hidden, field="", relation=RelationFactory(subject=hidden))
    page = choose(reviewer, "publish", [bare, cited, hidden])
    codes = found(page)
    assert codes["Bare"] == ["no-source"]
    assert "no-source" in codes["Hid"]
    assert codes[cited.title_en] == ["not-checked"]
    assert text(page).count("The record cites no source") == 2
    assert "Cite a source for each statement." in text(page)
    assert "The record cites no source" in text(choose(reviewer, "submit", [bare]))
    assert "The record cites no source" not in text(choose(reviewer, "send_back", [bare]))


def test_a_citation_for_a_relation_counts_when_both_ends_become_public(reviewer):
    relation = RelationFactory()
    CitationFactory(record=relation.subject, field="", relation=relation)
    codes = found(choose(reviewer, "publish", [relation.subject, relation.object]))
    assert "no-source" in codes[relation.object.title_en]
    assert "no-source" not in codes[relation.subject.title_en]
    publish(record=relation.object, by=None, reason="First.")
    assert "no-source" not in found(choose(reviewer, "publish", [relation.subject]))[relation.subject.title_en]


def test_the_page_names_the_statement_and_shows_what_changed_in_the_other_language(reviewer):
    plan = InitiativeFactory(summary_en="In 2023.", summary_zh_hans="在2023年。")
    CitationFactory(record=plan, field="launched")
    publish(record=plan, by=None, reason="First.")
    plan.summary_en = "In 2024."
    plan.save()
    page = text(choose(reviewer, "publish", [plan]))
    assert "The English text was edited, the Chinese was not" in page
    assert "<del>2023</del>" in page
    assert "<ins>2024</ins>" in page


def test_a_finding_that_blocks_is_told_before_and_prevents_publication(reviewer, settings):
    settings.PUBLICATION_BLOCKED_BY = "error"
    bare = InitiativeFactory(title_en="Bare <b>")
    page = text(choose(reviewer, "publish", [bare]))
    assert "Records with a finding marked “blocks publication” are left out" in page
    assert "blocks publication" in page
    refused = text(decide(reviewer, "publish", [bare], "All the same."))
    assert (
        "“Bare &lt;b&gt;” was not published. The record cites no source: Cite a source for each statement." in refused
    )
    assert not Version.objects.exists()


def test_the_form_of_a_record_shows_what_the_checks_find(curator):
    page = text(curator.get(admin_record_url(InitiativeFactory(summary_zh_hans=""))))
    assert "2 gaps found by the checks" in page
    assert "A text is missing in Chinese" in page


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "\u200b"])
def test_without_a_usable_reason_nothing_happens_and_the_selection_is_kept(reviewer, reason):
    rows = [InitiativeFactory(), InitiativeFactory()]
    response = decide(reviewer, "publish", rows, reason)
    assert response.context["form"].errors
    assert all(f'name="_selected_action" value="{row.pk}"' in text(response) for row in rows)
    assert not Version.objects.exists()


def test_the_page_shows_what_would_change_for_readers(reviewer):
    plan = InitiativeFactory(summary_en="Before.")
    publish(record=plan, by=None, reason="First.")
    Initiative.objects.filter(pk=plan.pk).update(summary_en="<b>After</b>.", state="draft")
    page = text(choose(reviewer, "publish", [plan]))
    assert "<ins>&lt;b&gt;After&lt;/b&gt;</ins>" in page


def test_what_was_edited_while_the_reviewer_looked_is_not_published_unseen(reviewer):
    plan = InitiativeFactory()
    asked = choose(reviewer, "publish", [plan])
    plan.summary_en = "Edited meanwhile."
    plan.save()
    response = choose(reviewer, "publish", [plan], decided="yes", seen=asked.context["seen"], reason="Good.")
    assert "edited these records after" in text(response)
    assert "Good." in text(response)
    assert not Version.objects.exists()
    again = choose(reviewer, "publish", [plan], decided="yes", seen=response.context["seen"], reason="Good.")
    assert "is public as version 1" in text(again)


def test_a_button_of_the_form_leads_back_to_the_form(curator):
    plan = InitiativeFactory()
    address = f"/admin/initiatives/initiative/{plan.pk}/decide/submit/"
    asked = curator.get(address)
    answer = {"decided": "yes", "seen": asked.context["seen"], "reason": "Checked."}
    response = curator.post(address, answer)
    assert response.headers["Location"] == admin_record_url(plan)
    assert states(plan) == ["in_review"]


def test_of_many_records_those_that_cannot_be_published_are_named_and_the_others_are_public(reviewer, settings):
    settings.PUBLICATION_BLOCKED_BY = "error"
    bare, good = InitiativeFactory(title_en="Bare"), CitationFactory(record=InitiativeFactory(title_en="Good")).record
    CitationFactory(record=good, field="launched")
    page = text(decide(reviewer, "publish", [bare, good], "Checked."))
    assert "“Bare” was not published. The record cites no source: Cite a source" in page
    assert "Good</a> is public as version 1" in page
    assert states(bare, good) == ["draft", "published"]


def test_one_that_is_unticked_is_left_as_it_is(reviewer):
    kept, left = InitiativeFactory(), InitiativeFactory()
    seen = choose(reviewer, "publish", [kept, left]).context["seen"]
    page = choose(reviewer, "publish", [kept], decided="yes", seen=seen, reason="Checked.")
    assert "is public as version 1" in text(page)
    assert states(kept, left) == ["published", "draft"]


def test_many_are_scheduled_with_one_time_and_one_reason(reviewer, curator):
    rows = [InitiativeFactory(), PlatformFactory()]
    page = text(choose(reviewer, "schedule", rows))
    assert 'type="datetime-local"' in page
    assert "Time zone:" in page
    seen = choose(reviewer, "schedule", rows).context["seen"]
    wrong = choose(reviewer, "schedule", rows, decided="yes", seen=seen, reason="Embargo.", when="2020-01-01T10:00")
    assert "This time is past." in text(wrong)
    assert "Embargo." in text(wrong)
    done = choose(reviewer, "schedule", rows, decided="yes", seen=seen, reason="Embargo.", when="2027-01-01T10:00")
    assert "2 records will be published on" in text(done)
    assert len(set(ScheduledPublication.objects.values_list("batch", flat=True))) == 1
    assert not Version.objects.exists()
    choose(curator, "schedule", [InitiativeFactory()], decided="yes", seen=seen, reason="x", when="2027-01-01T10:00")
    assert ScheduledPublication.objects.count() == 2


def test_the_page_of_many_records_shows_each_with_as_many_queries_as_of_few(reviewer):
    def queries(number: int) -> int:
        rows = [CitationFactory().record for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            page = choose(reviewer, "publish", rows)
        assert text(page).count('name="_selected_action"') == number
        assert all(each.differences for each in page.context["records"])
        return len(captured)

    assert queries(60) <= queries(6)


def test_saving_and_publishing_are_one_way(reviewer, form_of):
    plan = InitiativeFactory()
    data = form_of(reviewer, admin_record_url(plan)) | {"title_en": "Edited", "_publish": "Save, then: Publish…"}
    response = reviewer.post(admin_record_url(plan), data)
    assert response.headers["Location"].endswith(f"{plan.pk}/decide/publish/")
    assert Initiative.objects.get(pk=plan.pk).title_en == "Edited"


def test_a_withdrawal_says_what_was_not_public(reviewer):
    public, draft = InitiativeFactory(title_en="Was public"), InitiativeFactory(title_en="Never was")
    publish(record=public, by=None, reason="First.")
    page = text(decide(reviewer, "withdraw", [public, draft], "A duplicate."))
    assert "“Was public” was withdrawn" in page
    assert "“Never was” is not public" in page
    assert Entry.objects.get(record=public.pk).withdrawal_reason == "A duplicate."
    assert states(public, draft) == ["withdrawn", "draft"]


def test_a_curator_submits_and_a_reviewer_sends_back_with_words_that_the_curator_finds(curator, reviewer):
    plan, public = InitiativeFactory(), InitiativeFactory()
    publish(record=public, by=None, reason="First.")
    page = text(decide(curator, "submit", [plan, public], ""))
    assert "1 draft is now waiting for review" in page
    assert "1 record was not changed because it is not a draft" in page
    assert states(plan, public) == ["in_review", "published"]

    assert "was sent back and is a draft again" in text(
        decide(reviewer, "send_back", [plan], "The date has no source.")
    )
    assert states(plan) == ["draft"]
    assert "The date has no source." in text(curator.get(admin_record_url(plan)))


@pytest.mark.parametrize("decision", ["publish", "withdraw", "send_back"])
def test_a_curator_may_not_decide_what_readers_see(curator, decision):
    plan = InitiativeFactory()
    choose(curator, decision, [plan], decided="yes", reason="Mine.", seen="x")
    assert curator.get(f"/admin/initiatives/initiative/{plan.pk}/decide/{decision}/").status_code == 403
    assert "Save, then: Publish" not in text(curator.get(admin_record_url(plan)))
    assert not Version.objects.exists()
    assert states(plan) == ["draft"]


def test_too_many_at_once_are_refused_before_anything_is_done(reviewer, monkeypatch):
    monkeypatch.setattr("observatory.publishing.admin.shared_decisions.MOST", 2)
    rows = [InitiativeFactory() for _ in range(3)]
    assert "You can select up to 2 records at a time" in text(choose(reviewer, "publish", rows))
    assert not Version.objects.exists()


def test_a_slug_that_is_public_for_another_record_is_told_and_nothing_is_published(reviewer):
    first = InitiativeFactory(slug="taken")
    publish(record=first, by=None, reason="First.")
    Record.objects.filter(pk=first.pk).update(slug="elsewhere")
    second = InitiativeFactory(slug="taken")
    page = text(decide(reviewer, "publish", [second], "Second."))
    assert "Another public record already uses the slug" in page
    assert not Entry.objects.filter(record=second.pk).exists()


def test_versions_and_entries_can_be_read_and_not_written(administrator):
    plan = InitiativeFactory(title_en="<script>alert(1)</script>", slug="x")
    version = publish(record=plan, by=None, reason="First.").version
    for address in (f"/admin/publishing/version/{version.pk}/", f"/admin/publishing/entry/{plan.pk}/"):
        page = text(administrator.get(f"{address}change/"))
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert administrator.post(f"{address}change/", {"reason": "Mine."}).status_code == 403
        assert administrator.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert administrator.get("/admin/publishing/version/add/").status_code == 403


def test_who_may_only_look_sees_the_form_and_no_button(person):
    user, client = person(None)
    names = ["view_initiative", "view_citation", "view_relation", "view_record"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    plan = InitiativeFactory()
    page = text(client.get(admin_record_url(plan)))
    assert "Save" not in page
    assert "decide/" not in page
    assert client.post(admin_record_url(plan), {"title_en": "Mine"}).status_code == 403
