"""The review of a record, statement by statement: what is seen, and what is decided at its foot."""

import pytest
from django.conf import settings as site
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from initiatives.models import Initiative
from observatory.publishing.models import Entry, ScheduledPublication, Version
from observatory.publishing.record_publication import publish
from observatory.publishing.workflow import submit_for_review
from observatory.records.comments import add_comment
from observatory.records.models import Comment, Record
from observatory.records.record_edits import mark_edited
from tests.case_study import put_case_study
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    MilestoneFactory,
    OrganisationFactory,
    RelationFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def address(record) -> str:
    return f"/admin/review/{record.public_id}/"


def text(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def send(client, record, do: str, **more):
    seen = client.get(address(record)).context["seen"]
    return client.post(address(record), {"seen": seen, "do": do, **more}, follow=True)


@pytest.fixture
def plan():
    record = InitiativeFactory(title_en="A plan", summary_en="It began in 2023.", summary_zh_hans="始于2023年。")
    CitationFactory(record=record, field="summary", quote="began in 2023", source=SourceFactory(key="MOST 2023"))
    submit_for_review(records=[record])
    return Record.objects.get(pk=record.pk)


def row_of(response, key: str):
    return next(row for row in response.context["page"].rows if row.key == key)


def words(segments) -> str:
    return "".join(f"[{part.text}]" if part.marked else part.text for part in segments)


def test_what_changed_is_shown_beside_what_readers_see_in_both_languages(reviewer, plan):
    publish(record=plan, by=None, reason="First.")
    Initiative.objects.filter(pk=plan.pk).update(summary_en="It began in 2024.", summary_zh_hans="始于2024年。")
    response = reviewer.get(address(plan))
    english, chinese = row_of(response, "field:summary").texts
    assert (words(english.before), words(english.after)) == ("It began in [2023].", "It began in [2024].")
    assert (words(chinese.before), words(chinese.after)) == ("始于[2023]年。", "始于[2024]年。")
    assert "<del>2023</del>" in text(response)
    assert row_of(response, "field:title").is_folded


def test_the_evidence_stands_beside_its_statement(reviewer, plan):
    response = reviewer.get(address(plan))
    assert [row.citation.quote for row in row_of(response, "field:summary").cited] == ["began in 2023"]
    assert "<q>began in 2023</q>" in text(response)
    assert "MOST 2023" in text(response)


def test_a_changed_verdict_is_a_difference_of_its_statement(reviewer, plan):
    publish(record=plan, by=None, reason="First.")
    plan.citations.update(verdict="contradicts", basis="passage", checked_at="2026-11-29")
    row = row_of(reviewer.get(address(plan)), "field:summary")
    assert "Evidence · MOST 2023 · verdict" in [each.label for each in row.evidence_changes]
    assert not row.change


def test_an_added_and_a_removed_citation_are_differences_of_their_statement(reviewer, plan):
    publish(record=plan, by=None, reason="First.")
    cited = {"record": plan, "field": "title"}
    added = CitationFactory(**cited, source=SourceFactory(key="Added 2024"), locator="page 3", quote="A plan")
    page = text(reviewer.get(address(plan)))
    assert "Added 2024" in page
    publish(record=plan, by=None, reason="Second.")
    added.delete()
    page = text(reviewer.get(address(plan)))
    assert "Added 2024" in page
    assert text(reviewer.get(f"/zh-hans{address(plan)}"))


def test_relations_are_sentences_and_removed_ones_are_told(reviewer, plan):
    here, gone = OrganisationFactory(title_en="The ministry"), OrganisationFactory(title_en="The old office")
    publish(record=here, by=None, reason="First.")
    publish(record=gone, by=None, reason="First.")
    removed = RelationFactory(subject=plan, object=gone, predicate="part_of")
    publish(record=plan, by=None, reason="First.")
    removed.delete()
    RelationFactory(subject=plan, object=here, predicate="part_of", date="2023-03")
    RelationFactory(subject=plan, object=OrganisationFactory(title_en="A draft"), predicate="part_of")
    page = reviewer.get(address(plan))
    rows = {row.one_line_text: row for row in page.context["page"].rows}
    assert rows["A plan is part of The ministry · March 2023"].change == "added"
    assert rows["A draft"].hidden
    (taken_out,) = [row for row in page.context["page"].rows if row.change == "removed"]
    assert words(taken_out.texts[0].before) == "A plan is part of The old office"
    assert "the record at the other end is not public" in text(page)


def test_gaps_come_first_and_lead_to_their_statements(reviewer, plan):
    MilestoneFactory(record=plan, title_en="A start")
    response = reviewer.get(address(plan))
    page = text(response)
    gaps = [(gap.check.code, gap.anchor) for gap in response.context["page"].gaps]
    milestone = plan.milestones.get()
    assert ("statement-without-source", f"milestone-{milestone.pk}") in gaps
    assert page.index('href="#milestone-') < page.index(f'id="milestone-{milestone.pk}"')
    assert "Cite the source that states it" in page


def test_chinese_that_is_older_is_shown_with_the_difference_since(reviewer, plan):
    publish(record=plan, by=None, reason="First.")
    Initiative.objects.filter(pk=plan.pk).update(summary_en="It began in March 2023.")
    publish(record=plan, by=None, reason="The month.")
    Initiative.objects.filter(pk=plan.pk).update(summary_en="It began in March 2023, in Beijing.")
    response = reviewer.get(address(plan))
    older = row_of(response, "field:summary").older
    assert older.number == 1
    assert words(older.after) == "It began in [March ]2023[, in Beijing]."
    assert "The Chinese is older than the English" in text(response)
    Initiative.objects.filter(pk=plan.pk).update(summary_zh_hans="2023年3月始于北京。")
    assert row_of(reviewer.get(address(plan)), "field:summary").older is None


def test_publishing_from_the_foot(reviewer, plan):
    page = text(send(reviewer, plan, "publish", reason="Checked."))
    assert "is public as version 1" in page
    assert Version.objects.get().reason == "Checked."


def test_a_return_puts_each_comment_at_its_statement_and_the_curator_finds_them(reviewer, curator, plan):
    key = "comment:field:summary"
    page = text(send(reviewer, plan, "return", reason="See the dates.", **{key: "Which month?", "comment:": ""}))
    assert "was sent back and is a draft again" in page
    told = {row.statement: (row.text, row.returns) for row in Comment.objects.all()}
    assert told == {"field:summary": ("Which month?", True), "": ("See the dates.", True)}
    record = Record.objects.get(pk=plan.pk)
    assert (record.state, record.returned) == ("draft", True)
    response = curator.get(address(plan))
    assert [row.text for row in row_of(response, "field:summary").comments] == ["Which month?"]
    assert "Which month?" in text(response)


def test_a_curator_reads_the_review_and_comments_but_does_not_decide(curator, plan):
    page = text(curator.get(address(plan)))
    assert "Publish now" not in page
    assert "Add the comments only" in page
    for do in ("publish", "return", "schedule"):
        assert send(curator, plan, do, reason="Mine.", when="2099-01-01T10:00").status_code == 403
    assert "1 comment was added" in text(send(curator, plan, "comment", **{"comment:": "Please look."}))
    assert Record.objects.get(pk=plan.pk).state == "in_review"
    assert not Version.objects.exists()


def test_who_may_only_look_and_who_may_not(person, client, plan):
    user, looker = person(None)
    assert looker.get(address(plan)).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_record"))
    assert "Add the comments only" not in text(looker.get(address(plan)))
    assert send(looker, plan, "comment", **{"comment:": "x"}).status_code == 403
    assert client.get(address(plan)).status_code == 302


@pytest.mark.parametrize("ref", ["0", "nonsense", "9" * 40, "²"])
def test_an_unknown_record_or_button_is_not_found(reviewer, plan, ref):
    assert reviewer.get(f"/admin/review/{ref}/").status_code == 404
    assert reviewer.post(address(plan), {"do": ref}).status_code == 404


def test_what_was_edited_meanwhile_is_not_published_and_nothing_typed_is_lost(reviewer, plan):
    seen = reviewer.get(address(plan)).context["seen"]
    mark_edited(record=plan, by=UserFactory())
    typed = {
        "seen": seen,
        "do": "publish",
        "reason": "Good.",
        "comment:field:title": "A word",
        "comment:relation:1": "x",
    }
    page = text(reviewer.post(address(plan), typed), 422)
    assert "Somebody edited this or decided on it" in page
    assert ">Good.</textarea>" in page.replace("\n", "")
    assert ">A word</textarea>" in page
    assert "The statement of this comment is gone." in page
    assert not Version.objects.exists()


def test_an_edit_between_the_look_and_the_lock_stops_the_decision(reviewer, plan, monkeypatch):
    from observatory.desk.review import views

    def slow(**more):
        mark_edited(record=plan, by=UserFactory())
        return decide(**more)

    decide = views.take_review_decision
    monkeypatch.setattr(views, "take_review_decision", slow)
    page = text(send(reviewer, plan, "publish", reason="Good.", **{"comment:field:title": "A word"}), 422)
    assert "Somebody edited this or decided on it" in page
    assert ">A word</textarea>" in page
    assert not Version.objects.exists()


def test_a_comment_that_cannot_be_saved_stops_the_decision(reviewer, plan):
    page = text(send(reviewer, plan, "return", reason="See.", **{"comment:field:title": "@nobody_here look"}), 422)
    assert "has the user name @nobody_here" in page
    assert "@nobody_here look</textarea>" in page
    assert Record.objects.get(pk=plan.pk).state == "in_review"
    assert not Comment.objects.exists()


def test_a_double_click_returns_once(reviewer, plan):
    seen = reviewer.get(address(plan)).context["seen"]
    sent = {"seen": seen, "do": "return", "reason": "See.", "comment:field:title": "Wrong"}
    reviewer.post(address(plan), sent)
    reviewer.post(address(plan), sent)
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(
    ("do", "message"), [("publish", "required"), ("return", "required"), ("comment", "Write a comment")]
)
def test_without_words_nothing_happens(reviewer, plan, do, message):
    assert message in text(send(reviewer, plan, do, reason=" "), 422)
    assert Record.objects.get(pk=plan.pk).state == "in_review"


def test_hostile_words_are_text(reviewer, plan):
    Initiative.objects.filter(pk=plan.pk).update(title_en="<script>alert(1)</script>")
    add_comment(record=plan, statement="field:title", text="<b>bold</b>", by=UserFactory())
    page = text(reviewer.get(address(plan)))
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert "NUL" in text(send(reviewer, plan, "comment", **{"comment:": "NUL\x00 <i>"}))


def test_what_is_forbidden_is_said_before_it_is_pressed(person, plan, settings):
    user, client = person("reviewer")
    other, _client = person("reviewer")
    settings.FOUR_EYES, settings.PUBLICATION_BLOCKED_BY = True, "warning"
    mark_edited(record=plan, by=user)
    page = text(client.get(address(plan)))
    assert "rule of four eyes" in page
    assert other.username in page
    assert page.count('disabled aria-describedby="forbidden"') == 2
    assert "blocks publication" in page
    assert "was not published" in text(send(client, plan, "publish", reason="All the same."), 422)
    assert not Version.objects.exists()


def test_a_comment_sent_with_a_refused_publication_is_written_once(reviewer, plan, settings):
    settings.PUBLICATION_BLOCKED_BY = "error"
    plan.citations.all().delete()
    sent = {"reason": "Good.", "comment:field:summary": "Which month?", "comment:": "A source, please."}
    page = text(send(reviewer, plan, "publish", **sent), 422)
    assert "your comments are not saved yet" in page
    assert "The record cites no source" in page
    for words_typed in ("Which month?", "A source, please.", "Good."):
        assert f">{words_typed}</textarea>" in page.replace("\n", "")
    assert not Comment.objects.exists()
    CitationFactory(record=plan, field="summary", source=SourceFactory())
    CitationFactory(record=plan, field="title", source=SourceFactory())
    text(send(reviewer, plan, "publish", **sent))
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["A source, please.", "Which month?"]
    assert Version.objects.count() == 1


def test_what_was_said_of_a_statement_that_is_gone_is_still_shown(reviewer, plan):
    milestone = MilestoneFactory(record=plan, title_en="A start")
    add_comment(record=plan, statement=f"milestone:{milestone.pk}", text="Which day?", by=UserFactory())
    milestone.delete()
    page = text(reviewer.get(address(plan)))
    assert "Said of statements that are gone" in page
    assert "Which day?" in page


def test_a_record_is_scheduled_at_a_time_of_the_institute(reviewer, plan):
    page = text(send(reviewer, plan, "schedule", reason="At nine.", when="2027-01-05T09:00"))
    assert "will be published on" in page
    row = ScheduledPublication.objects.get()
    assert timezone.localtime(row.due_at).strftime("%Y-%m-%d %H:%M") == "2027-01-05 09:00"
    assert site.TIME_ZONE in page
    assert "If somebody edits it before" in page
    Initiative.objects.filter(pk=plan.pk).update(summary_en="Other.")
    assert "so it will not be published then" in text(reviewer.get(address(plan)))
    assert not Entry.objects.exists()


@pytest.mark.parametrize("when", ["", "2020-01-01T10:00", "soon", "9" * 50])
def test_a_time_that_is_none_is_told(reviewer, plan, when):
    response = send(reviewer, plan, "schedule", reason="At nine.", when=when)
    assert response.context["form"].errors["when"]
    assert ">At nine.</textarea>" in text(response, 422).replace("\n", "")
    assert not ScheduledPublication.objects.exists()


def test_the_buttons_of_the_form_lead_here(reviewer, plan):
    from observatory.records.admin_urls import admin_record_url

    decide = admin_record_url(plan).replace("/change/", "/decide/publish/")
    assert decide in text(reviewer.get(admin_record_url(plan)))
    assert reviewer.get(decide).headers["Location"] == address(plan)


@pytest.mark.parametrize("step", [20, pytest.param(1, marks=pytest.mark.walk)])
def test_the_whole_seed_opens_with_a_bounded_number_of_queries(reviewer, step):
    put_case_study()
    counts = []
    largest_first = Record.objects.annotate(cited=Count("citations")).order_by("-cited", "pk")
    for record in largest_first[::step]:
        with CaptureQueriesContext(connection) as captured:
            text(reviewer.get(address(record)))
        counts.append(len(captured))
    assert max(counts) < 110
    # Names of milestones, relations and citations are read at once: a large record asks as often as a small one.
    assert max(counts) - min(counts) < 25


def test_the_page_is_in_chinese_too(reviewer, plan):
    page = text(reviewer.get(f"/zh-hans{address(plan)}"))
    assert "立即发布" in page
    assert "Publish now" not in page
