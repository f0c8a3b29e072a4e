"""Sources, terms and coverage searches: curators edit, reviewers publish, and each form says where its item stands."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from observatory.monitoring.changes.change_actions import accept_move
from observatory.monitoring.models import Change
from observatory.publishing.models import PublishedSource, PublishedSurvey, SourceVersion, SurveyVersion
from observatory.publishing.record_publication import publish
from observatory.records.admin_urls import admin_form_url, admin_list_url
from observatory.records.models import Record, Survey
from observatory.sources.models import Location, OfficialTerm, Rendering, Source
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
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
@made_once
def notice():
    """A source with a location that a public record cites."""
    source = SourceFactory(key="MOST 2023a", title_en="Notice", publisher="Ministry")
    place = LocationFactory(source=source, url="https://old.example.org/notice")
    record = InitiativeFactory(slug="plan")
    CitationFactory(record=record, field="launched", source=source, location=place)
    publish(record=record, by=None, reason="First.")
    return source


def state(item) -> str:
    return type(item).objects.get(pk=item.pk).state


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def save(client, form_of, item, **changes):
    address = admin_form_url(item)
    response = client.post(address, form_of(client, address) | changes)
    assert response.status_code == 302, text(response)[:2000]


def publish_record(client, record):
    address = f"/admin/review/{record.public_id}/"
    seen = client.get(address).context["seen"]
    return client.post(address, {"do": "publish", "seen": seen, "reason": "Checked."}, follow=True)


BUTTONS = {"publish": "publish", "send_back": "return"}


def decide(client, item, decision: str, reason: str = "Checked.", **more):
    """Take a decision where its button leads to: a page of its own, or the review."""
    address = admin_form_url(item).removesuffix("change/") + f"decide/{decision}/"
    page = client.get(address, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else address
    sent = {"seen": page.context["seen"], "reason": reason, "decided": "yes", "do": BUTTONS.get(decision, "")}
    return client.post(address, sent | more, follow=True)


def test_a_curators_edit_is_a_draft_and_the_form_says_what_differs(curator, form_of, notice):
    assert state(notice) == "published"
    assert "No unpublished changes" in text(curator.get(admin_form_url(notice)))
    save(curator, form_of, notice, publisher="State Council")
    page = text(curator.get(admin_form_url(notice)))
    assert "Edited since version 1. Readers still see that version. It differs in: Publisher." in page
    assert "<del>Ministry</del>" in page
    assert state(notice) == "draft"
    assert notice.published.content.publisher == "Ministry"


def test_a_form_that_is_saved_without_a_change_makes_no_draft(curator, form_of, notice):
    save(curator, form_of, notice)
    assert state(notice) == "published"


def test_a_location_that_is_edited_on_either_form_is_an_edit_of_its_source(curator, form_of, notice):
    place = notice.locations.get()
    save(curator, form_of, place, note_en="Mirror.")
    assert state(notice) == "draft"
    publish_rows(notice)
    save(curator, form_of, notice, **{"locations-0-note_en": "Copy."})
    assert state(notice) == "draft"
    page = text(curator.get(admin_form_url(notice)))
    assert "It differs in: Location." in page


def test_a_reviewer_publishes_with_a_reason_and_the_history_lists_what_changed(curator, reviewer, form_of, notice):
    save(curator, form_of, notice, publisher="State Council")
    assert "1 new version is public" in text(decide(reviewer, notice, "publish", "The imprint says so."))
    assert (state(notice), PublishedSource.objects.get().content.publisher) == ("published", "State Council")
    version = SourceVersion.objects.get(number=2)
    assert (version.reason, version.published_by.groups.get().name) == ("The imprint says so.", "reviewer")
    page = text(reviewer.get(admin_form_url(notice).replace("change", "history")))
    assert "The imprint says so." in page
    assert "<del>Ministry</del>" in page
    assert page.count("The imprint says so.") == 1
    assert "no new version" in text(decide(reviewer, notice, "publish"))


@pytest.mark.parametrize("decision", ["publish", "send_back"])
def test_a_curator_does_not_publish(curator, notice, decision):
    address = admin_form_url(notice).removesuffix("change/") + f"decide/{decision}/"
    assert curator.get(address).status_code == 403
    assert curator.post(address, {"decided": "yes", "reason": "x"}).status_code == 403
    listed = text(curator.get(admin_list_url(Source)))
    assert 'value="publish"' not in listed
    assert 'value="submit"' in listed


def test_a_curator_submits_and_a_reviewer_sends_back(curator, reviewer, form_of, notice):
    save(curator, form_of, notice, publisher="State Council")
    assert "1 draft is now waiting for review" in text(decide(curator, notice, "submit", ""))
    assert state(notice) == "in_review"
    assert "1 item was sent back" in text(decide(reviewer, notice, "send_back", "Which imprint?"))
    assert state(notice) == "draft"


def test_what_was_edited_after_the_page_was_opened_is_reviewed_again(curator, reviewer, form_of, notice):
    save(curator, form_of, notice, publisher="State Council")
    address = f"/admin/review/source/{notice.pk}/"
    seen = reviewer.get(address).context["seen"]
    save(curator, form_of, notice.locations.get(), note_en="Mirror.")
    answer = reviewer.post(address, {"do": "publish", "seen": seen, "reason": "Checked."})
    assert answer.status_code == 422
    assert "Nothing was done. Look again." in answer.content.decode()
    assert SourceVersion.objects.count() == 1


def test_a_key_that_another_public_source_has_is_refused(reviewer, notice):
    Source.objects.filter(pk=notice.pk).update(key="MOST 2023b", state="draft")
    other = SourceFactory(key="MOST 2023a")
    answer = decide(reviewer, other, "publish")
    assert answer.status_code == 422
    assert "already has the key “MOST 2023a”" in answer.content.decode()
    record = InitiativeFactory(slug="other")
    CitationFactory(record=record, field="launched", source=other)
    answer = publish_record(reviewer, record)
    assert answer.status_code == 422
    assert "already has the key “MOST 2023a”" in answer.content.decode()
    assert state(record) == "draft"
    assert not SourceVersion.objects.filter(item=other).exists()


def test_a_new_source_becomes_public_with_the_first_record_that_cites_it(reviewer, client):
    source = SourceFactory(key="New 2026")
    record = InitiativeFactory(slug="new")
    CitationFactory(record=record, field="launched", source=source)
    address = f"/admin/review/{record.public_id}/"
    page = text(reviewer.get(address))
    assert "published with it for the first time" in page
    assert "New 2026" in page
    assert "No public record cites this source" in text(reviewer.get(admin_form_url(source)))
    assert client.get(f"/sources/{source.public_id}/").status_code == 404
    publish_record(reviewer, record)
    assert client.get(f"/sources/{source.public_id}/").status_code == 200
    assert (state(source), SourceVersion.objects.get().reason) == ("published", "Checked.")


@pytest.mark.parametrize("too", [False, True])
def test_edits_of_a_public_source_are_published_with_a_record_only_where_the_reviewer_says_so(
    curator, reviewer, form_of, notice, too
):
    record = Record.objects.get(slug="plan").initiative
    save(curator, form_of, notice, publisher="State Council")
    save(curator, form_of, record, title_en="Another title")
    address = f"/admin/review/{record.public_id}/"
    page = reviewer.get(address)
    assert "One source that is cited here has unpublished edits" in text(page)
    assert "State Council" in text(page)
    data = {"do": "publish", "seen": page.context["seen"], "reason": "Both."}
    answer = reviewer.post(address, data | ({"with_sources": "on"} if too else {}), follow=True)
    assert ("1 edited source was published too" in text(answer)) is too
    assert PublishedSource.objects.get().content.publisher == ("State Council" if too else "Ministry")
    assert state(notice) == ("published" if too else "draft")


def test_an_accepted_move_is_an_edit_of_the_source_that_the_monitor_follows_at_once(notice):
    place = notice.locations.get()
    change = Change.objects.create(
        location=place,
        kind="moved",
        proposed_url="https://new.example.org/notice",
        found_at=notice.created_at,
        last_seen_at=notice.created_at,
    )
    moved = accept_move(change=change, by=UserFactory())
    assert moved.monitored
    assert not Location.objects.get(pk=place.pk).monitored
    assert state(notice) == "draft"
    assert [each.url for each in PublishedSource.objects.get().content.places] == [place.url]
    publish_rows(notice)
    shown = [(each.url, bool(each.retired_at)) for each in PublishedSource.objects.get().content.places]
    assert shown == [(place.url, True), ("https://new.example.org/notice", False)]  # a citation names the first


def test_a_published_source_is_not_deleted(administrator):
    source = SourceFactory()
    publish_rows(source)
    address = admin_form_url(source).replace("change", "delete")
    assert "its versions are kept" in text(administrator.post(address, {"post": "yes"}, follow=True))
    assert Source.objects.filter(pk=source.pk).exists()


def test_a_search_is_withdrawn_and_can_be_published_again(reviewer, client):
    survey = Survey.objects.create(
        jurisdiction=JurisdictionFactory(), theme=ThemeFactory(), outcome="none_found", searched_on="2026-11-01"
    )
    assert not client.get("/api/v1/surveys/").json()["results"]
    decide(reviewer, survey, "publish")
    assert len(client.get("/api/v1/surveys/").json()["results"]) == 1
    assert "Readers no longer see it" in text(decide(reviewer, survey, "withdraw", "Wrong place."))
    assert not PublishedSurvey.objects.exists()
    assert not client.get("/api/v1/surveys/").json()["results"]
    assert "Withdrawn on" in text(reviewer.get(admin_form_url(survey)))
    assert "is not public" in text(decide(reviewer, survey, "withdraw"))
    decide(reviewer, survey, "publish")
    assert [row.action for row in SurveyVersion.objects.order_by("number")] == ["publish", "withdraw", "publish"]


def test_a_translation_that_is_edited_on_its_own_form_is_an_edit_of_its_term(curator, form_of):
    term = OfficialTerm.objects.create(term="治理")
    row = Rendering.objects.create(term=term, text="governance", source=SourceFactory(key="Daily"))
    publish_rows(term)
    save(curator, form_of, row, text="stewardship")
    assert state(term) == "draft"
    page = text(curator.get(admin_form_url(term)))
    assert "It differs in: Translation." in page
    assert "stewardship · en · Daily" in page
    publish_rows(term)
    curator.post(f"/admin/sources/rendering/{row.pk}/delete/", {"post": "yes"})
    assert state(term) == "draft"


def test_lists_are_filtered_by_what_readers_do_not_see_yet(reviewer, notice):
    SourceFactory(key="Never")
    edited = SourceFactory(key="Edited")
    publish_rows(edited)
    Source.objects.filter(pk=edited.pk).mark_edited()
    found = {
        value: {row.key for row in reviewer.get(f"{admin_list_url(Source)}?public={value}").context["cl"].result_list}
        for value in ("yes", "edited", "waiting", "never")
    }
    assert found == {
        "yes": {"MOST 2023a", "Edited"},
        "edited": {"Edited"},
        "waiting": {"Edited", "Never"},
        "never": {"Never"},
    }


def test_the_home_page_lists_what_waits_to_be_published(reviewer, curator, form_of, notice):
    page = text(reviewer.get("/admin/"))
    assert "Sources with unpublished edits" not in page
    assert "Official terms to publish" not in page
    save(curator, form_of, notice, publisher="State Council")
    OfficialTerm.objects.create(term="治理")
    page = text(reviewer.get("/admin/"))
    assert "Sources with unpublished edits" in page
    assert "Official terms to publish" in page


def test_one_of_several_sources_can_be_left_out(reviewer):
    kept, left = SourceFactory(key="Kept"), SourceFactory(key="Left")
    asked = {"action": "publish", "_selected_action": [kept.pk, left.pk]}
    page = reviewer.post(admin_list_url(Source), asked, follow=True)
    assert page.content.decode().count("/admin/review/source/") == 2
    seen = {"decided": "yes", "seen": page.context["seen"], "reason": "Checked."}
    reviewer.post(admin_list_url(Source), {"action": "publish", "_selected_action": [kept.pk], **seen}, follow=True)
    assert [state(kept), state(left)] == ["published", "draft"]


def test_the_page_of_many_sources_shows_each_with_as_many_queries_as_of_few(reviewer):
    def queries(number: int) -> int:
        chosen = [SourceFactory().pk for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            page = reviewer.post(admin_list_url(Source), {"action": "publish", "_selected_action": chosen})
        assert all(row.differences for row in page.context["records"])
        return len(captured)

    assert queries(40) <= queries(4)
