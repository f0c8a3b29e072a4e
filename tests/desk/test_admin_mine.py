"""What is mine at the desk: drafts, what was returned, and the rule of four eyes."""

import pytest

from observatory.publishing.models import Entry
from observatory.publishing.workflow import send_back, submit_for_review
from observatory.records.models import Record
from observatory.records.record_edits import mark_edited
from tests.factories import InitiativeFactory, RelationFactory, UserFactory

pytestmark = pytest.mark.django_db
HOME, RECORDS = "/admin/", "/admin/records/record/"


def panels(client) -> dict[str, list[str]]:
    return {str(panel.title): [row.title for row in panel.lines] for panel in client.get(HOME).context["panels"]}


def user_of(client):
    return client.get(HOME).context["user"]


def test_home_shows_my_drafts_and_what_was_returned_to_me(curator):
    mine, returned, others = (InitiativeFactory(title_en=title) for title in ("Mine", "Returned", "Of another"))
    me = user_of(curator)
    for row in (mine, returned):
        mark_edited(record=row, by=me)
    mark_edited(record=others, by=UserFactory())
    submit_for_review(records=[returned])
    send_back(records=[returned])
    shown = panels(curator)
    assert shown["My drafts"] == ["Mine"]
    assert shown["Returned to me"] == ["Returned"]


def test_home_has_no_panel_of_mine_where_nothing_is(curator):
    assert not {"My drafts", "Returned to me"} & {*panels(curator)}


@pytest.mark.parametrize(("choice", "titles"), [("drafts", ["Mine"]), ("returned", ["Returned"]), ("review", ["Sent"])])
def test_the_list_is_filtered_by_what_is_mine(curator, choice, titles):
    me = user_of(curator)
    rows = {title: InitiativeFactory(title_en=title) for title in ("Mine", "Returned", "Sent")}
    InitiativeFactory(title_en="Of nobody")
    for row in rows.values():
        mark_edited(record=row, by=me)
    submit_for_review(records=[rows["Returned"], rows["Sent"]])
    send_back(records=[rows["Returned"]])
    found = curator.get(f"{RECORDS}?mine={choice}").context["cl"].queryset
    assert [row.title_en for row in found] == titles


def test_a_part_that_is_deleted_on_its_own_page_is_an_edit_of_the_user(curator):
    relation = RelationFactory()
    curator.post(f"/admin/records/relation/{relation.pk}/delete/", {"post": "yes"})
    assert Record.objects.get(pk=relation.subject_id).edited_by == [user_of(curator).pk]


def test_a_reviewer_is_told_before_and_after_that_somebody_else_has_to_publish(reviewer, settings):
    settings.FOUR_EYES = True
    plan = InitiativeFactory(title_en="Plan <b>")
    mark_edited(record=plan, by=user_of(reviewer))
    asked = reviewer.get(f"/admin/review/{plan.public_id}/")
    assert "somebody else has to publish it (rule of four eyes)" in asked.content.decode()
    answer = {"do": "publish", "seen": asked.context["seen"], "reason": "All the same."}
    refused = reviewer.post(f"/admin/review/{plan.public_id}/", answer, follow=True).content.decode()
    assert "“Plan &lt;b&gt;” was not published. You edited it since the last publication" in refused
    assert not Entry.objects.exists()
