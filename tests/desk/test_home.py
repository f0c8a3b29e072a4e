"""The home page: what changed, what is mine, what waits, what nobody has taken, what is to do."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from observatory.desk import dashboard
from observatory.monitoring.models import Change
from observatory.publishing.record_publication import publish
from observatory.records.assigned_work import give_record
from observatory.records.comments import add_comment, settle_comment
from observatory.records.models import Record
from observatory.records.record_edits import mark_edited
from tests.desk.claims import changed, claim, gone
from tests.factories import CitationFactory, InitiativeFactory, UserFactory

pytestmark = pytest.mark.django_db
HOME = "/admin/"


def home(client, address: str = HOME) -> dict:
    return {str(panel.title): panel for panel in client.get(address).context["panels"]}


@pytest.mark.parametrize(
    ("hour", "words"),
    [(4, "Good evening"), (5, "Good morning"), (11, "Good morning"), (12, "Good afternoon"), (18, "Good evening")],
)
def test_the_greeting_follows_the_hour(hour, words):
    assert dashboard.greeting(hour) == words


def test_the_page_greets_by_name(person):
    user, client = person("curator")
    type(user).objects.filter(pk=user.pk).update(first_name="Mei", last_name="Li <b>")
    page = client.get(HOME).content.decode()
    assert "Mei Li &lt;b&gt;</h1>" in page


def test_what_lost_its_passage_is_shown_with_old_and_new_the_heaviest_first(curator):
    changed()
    row = claim()
    publish(record=row.citation.record, by=None, reason="First.")
    panel = home(curator)["Source changes to review"]
    assert panel.count == 2
    assert panel.lines[0].title == f"{row.citation.record} › Launched"
    assert '<del class="matters" title="figure">' in panel.lines[0].aside
    assert curator.get(panel.lines[0].address).status_code == 200


def test_mine_is_what_is_assigned_due_and_mentioned(person):
    me, client = person("curator")
    boss, _ = person("reviewer")
    plan = InitiativeFactory(title_en="Plan")
    give_record(record=plan, to=me, by=boss, due_on=timezone.localdate(), holder=None)
    Record.objects.update(due_on="2020-01-01")
    row = changed()
    Change.objects.update(assigned_to=me, due_on=timezone.localdate())
    comment = add_comment(record=plan, statement="field:title", text=f"@{me.username} is it <b>?", by=boss)
    found = home(client)
    assert "overdue since" in found["Records assigned to me"].lines[0].aside
    assert "due " in found["Changes assigned to me"].lines[0].aside
    assert found["Changes assigned to me"].lines[0].address.startswith(f"/admin/monitoring/change/{row.pk}/")
    assert found["Mentions of me"].lines[0].title == "Plan › Title"
    assert "is it &lt;b&gt;?" in client.get(HOME).content.decode()
    for title in ("Records assigned to me", "Changes assigned to me"):
        assert client.get(found[title].more).context["cl"].result_count == 1
    assert len(client.get(found["Mentions of me"].more).context["page"].object_list) == 1
    settle_comment(comment=comment, by=me)
    assert "Mentions of me" not in home(client)


def test_what_nobody_has_taken_is_counted(person):
    me, client = person("curator")
    changed()
    Change.objects.update(assigned_to=me)
    changed()
    InitiativeFactory(state="in_review", assigned_to=me)
    InitiativeFactory(state="in_review")
    found = home(client)
    for title in ("Source changes", "Records in review"):
        assert found[title].count == 1
        assert client.get(found[title].more).context["cl"].result_count == 1


def test_a_reviewer_is_told_how_many_the_rule_of_four_eyes_leaves_to_others(person, settings):
    me, client = person("reviewer")
    for _ in range(2):
        mark_edited(record=InitiativeFactory(), by=me)
    mark_edited(record=InitiativeFactory(), by=UserFactory())
    Record.objects.update(state="in_review")
    assert home(client)["Waiting for review"].note == ""
    settings.FOUR_EYES = True
    panel = home(client)["Waiting for review"]
    assert (panel.count, panel.note) == (
        3,
        "You edited 2 of them: somebody else has to publish these (rule of four eyes).",
    )


def test_a_chinese_text_older_than_the_english_is_to_do(curator):
    plans = [InitiativeFactory(slug=f"p{number}") for number in range(3)]
    for plan in plans:
        publish(record=plan, by=None, reason="First.")
    Record.objects.update(state="draft")
    Record.objects.filter(pk=plans[0].pk).update(summary_en="Another summary.")
    Record.objects.filter(pk=plans[1].pk).update(summary_en="Another summary.", summary_zh_hans="另一段摘要。")
    panel = home(curator)["Chinese older than the English"]
    assert panel.count == 1
    assert [row.pk for row in curator.get(panel.more).context["cl"].result_list] == [plans[0].pk]


def test_an_account_without_a_role_sees_no_panel(person):
    _, client = person(None)
    response = client.get(HOME)
    assert response.context["panels"] == []


@pytest.mark.parametrize("role", ["curator", "reviewer", "administrator"])
def test_each_role_sees_the_page_in_chinese(person, role):
    user, client = person(role)
    plan = InitiativeFactory(state="in_review")
    add_comment(record=plan, text=f"@{user.username}", by=user)
    page = client.get("/zh-hans/admin/").content.decode()
    assert "待办" in page
    assert "Nobody" not in page


def test_the_page_takes_the_same_queries_for_many(person):
    me, client = person("reviewer")

    def fill(number):
        for _ in range(number):
            plan = InitiativeFactory(state="in_review", assigned_to=me)
            row = gone(citation=CitationFactory(record=plan, quote="q"))
            Change.objects.filter(pk=row.change_id).update(assigned_to=me)
            add_comment(record=plan, statement="field:title", text=f"@{me.username} look", by=me)
            mark_edited(record=InitiativeFactory(), by=me)
            returned = InitiativeFactory(returned=True)
            mark_edited(record=returned, by=me)

    def cost(act) -> int:
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    client.get(HOME)
    fill(1)
    few, few_panels = cost(lambda: client.get(HOME)), cost(lambda: dashboard.home_of_desk(me))
    fill(20)
    assert cost(lambda: client.get(HOME)) <= few
    assert cost(lambda: dashboard.home_of_desk(me)) <= few_panels <= 16


def test_empty_panels_are_one_line_after_what_has_something_to_do(person):
    _me, client = person("reviewer")
    page = client.get(HOME)
    assert "Waiting for review" not in [str(panel.title) for panel in page.context["home"].lists]
    words = html.document_fromstring(page.content.decode()).find_class("day-empty")[0].text_content()
    assert "Nothing is waiting for review." in words
    assert "Nothing has been published yet." in words
    assert words.count("No source has been read yet.") == 1
    assert 'id="untaken-title"' not in page.content.decode()
    plan = InitiativeFactory(state="in_review")
    publish(record=InitiativeFactory(), by=None, reason="First.")
    page = client.get(HOME)
    titles = [str(panel.title) for panel in page.context["home"].lists]
    assert (titles[0], titles[-1]) == ("Waiting for review", "Latest publications")
    assert str(plan) in page.content.decode()
    assert "Nothing is waiting for review." not in page.content.decode()


def test_numbers_of_a_large_catalogue_are_kept_for_a_minute_and_ones_own_are_not(person, monkeypatch):
    me, client = person("curator")
    home(client)
    monkeypatch.setattr(dashboard, "LARGE", 1)
    InitiativeFactory()
    assert home(client)["Without a source"].count == 1
    mine = InitiativeFactory()
    mark_edited(record=mine, by=me)
    found = home(client)
    assert (found["Without a source"].count, found["My drafts"].count) == (1, 1)
    cache.clear()
    assert home(client)["Without a source"].count == 2
