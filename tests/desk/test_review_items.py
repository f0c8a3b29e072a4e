"""The review of sources, official terms and coverage searches: the same page as that of records."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from observatory.monitoring.models import Watch
from observatory.publishing.models import PublishedTerm, ScheduledPublication, SourceVersion, TermVersion
from observatory.publishing.scheduled_publications import publish_due
from observatory.records.admin_urls import admin_form_url, admin_list_url
from observatory.records.comments import add_comment
from observatory.records.models import Comment, Survey
from observatory.sources.models import Contributor, OfficialTerm, Rendering, Source
from tests.case_study import put_case_study
from tests.factories import (
    CitationFactory,
    InitiativeFactory,
    JurisdictionFactory,
    LocationFactory,
    SourceFactory,
    ThemeFactory,
    UserFactory,
)
from tests.published import publish_rows

pytestmark = pytest.mark.django_db
NAMES = {Source: "source", OfficialTerm: "term", Survey: "survey"}


def address(item) -> str:
    return f"/admin/review/{NAMES[type(item)]}/{item.pk}/"


def text(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def send(client, item, do: str, **more):
    seen = client.get(address(item)).context["seen"]
    return client.post(address(item), {"seen": seen, "do": do, **more}, follow=True)


def review(client, item):
    return client.get(address(item)).context["page"]


def row_of(page, key: str):
    return next(row for row in page.rows if row.key == key)


def words(segments) -> str:
    return "".join(f"[{part.text}]" if part.marked else part.text for part in segments)


def codes(page) -> dict[str, str]:
    return {gap.check.code: gap.anchor for gap in page.gaps}


@pytest.fixture
def notice():
    source = SourceFactory(
        key="MOST 2023a", title_en="Notice", title_zh_hans="通知", publisher="Ministry", issued="2023"
    )
    LocationFactory(source=source, url="https://example.org/notice")
    Source.objects.update(state="in_review")
    return Source.objects.get()


@pytest.fixture
def term():
    found = OfficialTerm.objects.create(term="治理", note_en="How it is led.", state="in_review")
    Rendering.objects.create(term=found, text="governance", source=SourceFactory(key="Daily"), locator="p. 3")
    return found


@pytest.fixture
def survey():
    return Survey.objects.create(
        jurisdiction=JurisdictionFactory(code="NZ", label_en="New Zealand"),
        theme=ThemeFactory(label_en="Computing"),
        outcome="none_found",
        searched_on="2026-11-01",
        note_en="Site search.",
        note_zh_hans="站内检索。",
        state="in_review",
    )


def test_each_statement_of_a_source_stands_beside_what_readers_see(reviewer, notice):
    Contributor.objects.create(source=notice, literal="Ministry", position=1)
    publish_rows(notice)
    Source.objects.filter(pk=notice.pk).update(title_en="A notice", publisher="", state="in_review")
    Contributor.objects.update(original="科技部")
    LocationFactory(source=notice, url="https://example.org/copy", role="mirror")
    page = review(reviewer, notice)
    title = row_of(page, "field:title")
    assert [(words(each.before), words(each.after)) for each in title.texts[:2]] == [
        ("[Notice]", "[A notice]"),
        ("通知", "通知"),
    ]
    contributor = row_of(page, f"contributor:{Contributor.objects.get().pk}")
    assert (contributor.change, contributor.texts[0].changed) == ("changed", True)
    changes = {row.label: row.change for row in page.rows if row.change}
    assert changes == {"Title": "changed", "Publisher": "removed", "Contributor": "changed", "Location": "added"}
    assert row_of(page, "field:type").is_folded
    assert "<ins>" in text(reviewer.get(address(notice)))


def test_what_was_taken_out_is_shown_with_what_readers_see(reviewer, term):
    publish_rows(term)
    Rendering.objects.all().delete()
    OfficialTerm.objects.update(state="in_review")
    (row,) = [row for row in review(reviewer, term).rows if row.change == "removed"]
    assert "governance · en · Daily · p. 3" in words(row.texts[0].before)
    assert not row.key


def test_the_checks_of_sources_terms_and_searches_stand_at_their_statements(reviewer, notice, term, survey):
    assert review(reviewer, notice).gaps == []
    Source.objects.filter(pk=notice.pk).update(publisher="", issued="", title_zh_hans="")
    place = notice.locations.get()
    Watch.objects.update_or_create(
        location=place,
        defaults={"health": "gone", "since": timezone.now(), "next_check_at": timezone.now(), "address": place.url},
    )
    found = codes(review(reviewer, notice))
    assert found == {
        "source-without-publisher": "",
        "source-without-date": "",
        "source-chinese-missing": "field-title",
        "source-address-dead": f"location-{place.pk}",
    }
    (note,) = row_of(review(reviewer, notice), f"location:{place.pk}").notes
    assert note.words.startswith("page removed since")
    notice.locations.all().delete()
    assert "source-nowhere" in codes(review(reviewer, notice))

    assert codes(review(reviewer, term)) == {"term-chinese-missing": "field-note"}
    Rendering.objects.update(locator="")
    OfficialTerm.objects.update(note_en="")
    rendering = Rendering.objects.get()
    assert codes(review(reviewer, term)) == {
        "term-without-definition": "",
        "translation-without-locator": f"rendering-{rendering.pk}",
    }
    Rendering.objects.all().delete()
    assert "term-without-translation" in codes(review(reviewer, term))

    assert codes(review(reviewer, survey)) == {}
    Survey.objects.update(note_en="", note_zh_hans="")
    assert codes(review(reviewer, survey)) == {"search-without-method": ""}


def test_a_text_whose_other_language_was_edited_is_a_gap_with_the_difference(reviewer, survey):
    publish_rows(survey)
    Survey.objects.update(note_en="Site search, three words.", state="in_review")
    (gap,) = review(reviewer, survey).gaps
    assert (gap.check.code, words(gap.after)) == ("survey-chinese-outdated", "Site search[, three words].")


def test_a_source_shows_what_cites_it(reviewer, notice):
    record = InitiativeFactory(title_en="A plan")
    CitationFactory(record=record, field="launched", source=notice)
    page = text(reviewer.get(address(notice)))
    assert "Statements that cite it" in page
    assert "A plan › " in page


@pytest.mark.parametrize("name", ["notice", "term", "survey"])
def test_publishing_from_the_foot(reviewer, request, name):
    item = request.getfixturevalue(name)
    page = text(send(reviewer, item, "publish", reason="Checked."))
    assert "1 new version is public" in page
    item.refresh_from_db()
    assert item.state == "published"
    assert LogEntry.objects.filter(change_message="Published: Checked.").count() == 1


def test_a_return_puts_each_comment_at_its_statement_and_the_curator_finds_them(reviewer, curator, term):
    rendering = f"rendering:{Rendering.objects.get().pk}"
    typed = {f"comment:{rendering}": "Who says so?", "comment:field:note": "Too short."}
    assert "was sent back" in text(send(reviewer, term, "return", reason="See the note.", **typed))
    told = {row.statement: (row.text, row.returns, row.item) for row in Comment.objects.all()}
    assert told == {
        rendering: ("Who says so?", True, term),
        "field:note": ("Too short.", True, term),
        "": ("See the note.", True, term),
    }
    term.refresh_from_db()
    assert term.state == "draft"
    assert [row.text for row in row_of(review(curator, term), rendering).comments] == ["Who says so?"]
    form = text(curator.get(admin_form_url(term)))
    assert "Who says so?" in form
    assert "· Translation" in form
    home = text(curator.get("/admin/"))
    assert "Returned sources, terms and coverage searches" in home
    assert address(term) in home
    listed = text(curator.get("/admin/comments/"))
    assert "Too short." in listed
    assert admin_form_url(term) in listed


def test_a_comment_that_mentions_somebody_is_on_their_home_page(person, reviewer, notice):
    user, client = person("curator")
    add_comment(record=notice, statement="field:publisher", text=f"@{user.username} who?", by=UserFactory())
    home = text(client.get("/admin/"))
    assert "MOST 2023a › Publisher" in home
    comment = Comment.objects.get()
    assert f"{admin_form_url(notice)}#comment-{comment.pk}" in home
    assert text(client.get(f"/admin/comments/{comment.pk}/edit/", follow=True))
    client.post(f"/admin/comments/{comment.pk}/settle/")
    assert Comment.objects.get().settled_by == user


def test_a_comment_is_added_from_the_form_of_a_source(curator, notice):
    assert 'name="item" value="source"' in text(curator.get(admin_form_url(notice)))
    sent = {"record": notice.pk, "item": "source", "statement": "field:title", "text": "Is it the title?"}
    assert curator.post("/admin/comments/add/", sent).status_code == 302
    assert Comment.objects.get().item == notice
    assert curator.post("/admin/comments/add/", sent | {"item": "nonsense"}).status_code == 404
    assert curator.post("/admin/comments/add/", sent | {"statement": "field:nonsense"}).status_code == 404
    assert curator.post("/admin/comments/add/", sent | {"statement": "rendering:1"}).status_code == 404


def test_a_term_is_scheduled_and_published_at_its_time(reviewer, term):
    page = text(send(reviewer, term, "schedule", reason="At nine.", when="2027-01-05T09:00"))
    assert "1 item will be published on" in page
    assert "If somebody edits it before" in page
    row = ScheduledPublication.objects.get()
    assert (row.subject, row.state) == (term, "waiting")
    listed = text(reviewer.get("/admin/review/scheduled/"))
    assert address(term) in listed
    assert address(term) in text(reviewer.get("/admin/"))
    assert "It will be published on" in text(reviewer.get(admin_form_url(term)))
    assert publish_due(now=row.due_at - timedelta(minutes=1)) == []
    (ended,) = publish_due(now=row.due_at)
    assert (ended.state, TermVersion.objects.get().reason) == ("published", "At nine.")
    assert PublishedTerm.objects.get().item == term


def test_a_scheduled_source_that_was_edited_since_is_not_published(reviewer, notice):
    send(reviewer, notice, "schedule", reason="At nine.", when="2027-01-05T09:00")
    Source.objects.filter(pk=notice.pk).update(publisher="Another")
    assert "so it will not be published then" in text(reviewer.get(address(notice)))
    (ended,) = publish_due(now=timezone.now() + timedelta(days=999))
    assert (ended.state, ended.refusal) == ("refused", "edited")
    assert not SourceVersion.objects.exists()
    assert "Not published at their time" in text(reviewer.get("/admin/"))


@pytest.mark.parametrize(("do", "more"), [("publish", {}), ("return", {})])
def test_another_decision_ends_what_is_scheduled(reviewer, notice, do, more):
    send(reviewer, notice, "schedule", reason="At nine.", when="2027-01-05T09:00")
    send(reviewer, notice, do, reason="Now.", **more)
    assert ScheduledPublication.objects.get().state == "cancelled"


def test_a_check_that_blocks_is_said_before_and_stops_every_way(reviewer, term, settings):
    settings.PUBLICATION_BLOCKED_BY = "error"
    Rendering.objects.all().delete()
    page = text(reviewer.get(address(term)))
    assert page.count('disabled aria-describedby="forbidden"') == 2
    assert "blocks publication" in page
    sent = {"reason": "All the same.", "comment:field:note": "Fine."}
    answer = text(send(reviewer, term, "publish", **sent), 422)
    assert "The term has no translation" in answer
    assert not Comment.objects.exists()
    assert send(reviewer, term, "schedule", when="2027-01-05T09:00", **sent).status_code == 422
    asked = {"action": "publish", "_selected_action": [term.pk]}
    bulk = reviewer.post(admin_list_url(OfficialTerm), asked)
    assert "Nothing is published while one of them has a finding" in text(bulk)
    decided = asked | {"decided": "yes", "seen": bulk.context["seen"], "reason": "All."}
    assert "The term has no translation" in text(reviewer.post(admin_list_url(OfficialTerm), decided, follow=True))
    assert not TermVersion.objects.exists()


def test_several_are_scheduled_at_once_with_the_differences_and_gaps_of_each(reviewer, notice):
    other = SourceFactory(key="Other")
    asked = {"action": "schedule", "_selected_action": [notice.pk, other.pk]}
    page = reviewer.post(admin_list_url(Source), asked)
    assert "Nobody can find the source" in text(page)
    assert "Review statement by statement" in text(page)
    decided = {"decided": "yes", "seen": page.context["seen"], "reason": "All.", "when": "2027-01-05T09:00"}
    text(reviewer.post(admin_list_url(Source), asked | decided, follow=True))
    assert {row.subject for row in ScheduledPublication.objects.all()} == {notice, other}
    assert {row.state for row in publish_due(now=timezone.now() + timedelta(days=999))} == {"published"}


def test_a_curator_reads_the_review_and_comments_but_does_not_decide(curator, term):
    page = text(curator.get(address(term)))
    assert "Publish now" not in page
    assert send(curator, term, "publish", reason="Mine.").status_code == 403
    assert "1 comment was added" in text(send(curator, term, "comment", **{"comment:": "Please look."}))
    assert not TermVersion.objects.exists()


def test_who_may_not_see_sources_sees_no_review(person, client, notice):
    _user, looker = person(None)
    assert looker.get(address(notice)).status_code == 403
    assert client.get(address(notice)).status_code == 302


@pytest.mark.parametrize("ref", ["source/0", "nonsense/1", "term/999999", "source/99999999999999999999"])
def test_an_unknown_item_is_not_found(reviewer, notice, ref):
    assert reviewer.get(f"/admin/review/{ref}/").status_code == 404


def test_the_comments_on_a_term_go_with_it(term):
    add_comment(record=term, text="Is it one?", by=UserFactory())
    term.renderings.all().delete()
    term.delete()
    assert not Comment.objects.exists()


def test_the_page_is_in_chinese_too(reviewer, term):
    page = text(reviewer.get(f"/zh-hans{address(term)}"))
    assert "立即发布" in page
    assert "Publish now" not in page


def test_all_items_of_the_seed_open_with_a_bounded_number_of_queries(reviewer):
    put_case_study()
    for model in (Source, OfficialTerm):
        counts = []
        for item in model.objects.order_by("pk")[:12]:
            with CaptureQueriesContext(connection) as captured:
                text(reviewer.get(address(item)))
            counts.append(len(captured))
        assert max(counts) - min(counts) < 10
        assert max(counts) < 60
