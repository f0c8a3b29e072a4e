"""What a curator who saves a quote is told at once: where it stands in the stored text of its source."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from observatory.monitoring.admin.difference_html import quote_difference_html
from observatory.monitoring.admin.quote_check_messages import describe_sighting
from observatory.monitoring.models import Sighting
from observatory.monitoring.outcomes import QuoteState
from observatory.monitoring.quotes import quotes_in_stored_texts
from observatory.records.admin_urls import admin_form_url, admin_record_url
from observatory.records.models import Record
from observatory.sources.models import Citation
from tests.factories import InitiativeFactory
from tests.monitoring.sites import LAW, ReadHere, location
from tests.monitoring.stored import store_text

from .test_admin_record_form import added, saved

pytestmark = pytest.mark.django_db
DEPOSIT = "shall deposit their data in a certified centre within 90 days"


@pytest.fixture(autouse=True)
def _read_here(monkeypatch):
    monkeypatch.setattr(quotes_in_stored_texts, "Sandbox", ReadHere)


@pytest.fixture
def law():
    place = location("http://example.org/law")
    store_text(place, *LAW)
    return place


@pytest.fixture
def told():
    """Save a form and return the messages of the page that follows."""

    def post(client, address: str, data: dict) -> list[str]:
        response = client.post(address, data | {"_continue": "1"}, follow=True)
        assert response.redirect_chain, response.context["errors"]
        return [str(message) for message in response.context["messages"]]

    return post


def cite(place, quote: str, **values) -> Citation:
    record = values.pop("record", None) or InitiativeFactory()
    return Citation.objects.create(record=record, field="launched", source=place.source, quote=quote, **values)


def citation_row(place, quote: str) -> dict:
    return {"statement": "field:launched", "source": place.source.pk, "verdict": "not_checked", "quote": quote}


@pytest.mark.parametrize(
    ("quote", "answer"),
    [
        (DEPOSIT, "The quote is in the stored text."),
        (DEPOSIT.replace("90", "30"), "In the stored text of March 1, 2026 it reads, with another meaning:"),
        ("shall pay each contractor a bonus in gold", "The quote was not found in the stored text: check its wording"),
    ],
)
def test_the_form_of_a_record_answers_for_a_citation_that_was_added(curator, form_of, told, law, quote, answer):
    plan = InitiativeFactory()
    address = admin_record_url(plan)
    told_now = told(curator, address, added("citations", form_of(curator, address), **citation_row(law, quote)))
    assert any(answer in text and str(law.source) in text for text in told_now)
    assert Sighting.objects.get().citation.quote == quote


def test_a_new_record_is_answered_for_too(curator, form_of, told, law):
    address = reverse("admin:initiatives_initiative_add")
    data = form_of(curator, address) | {"title_en": "A plan", "slug": "a-plan", "initiative_type": "plan"}
    told_now = told(curator, address, added("citations", data, **citation_row(law, DEPOSIT)))
    assert any("The quote is in" in text for text in told_now)


def test_the_differences_are_marked(curator, form_of, told, law):
    citation = cite(law, DEPOSIT)
    address = admin_form_url(citation)
    told_now = told(curator, address, form_of(curator, address) | {"quote": DEPOSIT.replace("90", "30")})
    assert any("<del>30" in text and "<ins>90" in text for text in told_now)


def test_a_source_without_a_text_is_looked_at_when_it_is_visited(curator, form_of, told):
    unread = location("http://example.org/unread")
    citation = cite(unread, DEPOSIT)
    address = admin_form_url(citation)
    told_now = told(curator, address, form_of(curator, address) | {"quote": "another quote"})
    assert any("has no stored text yet" in text for text in told_now)


def test_the_context_of_a_quote_is_filled_in_when_it_is_saved(curator, form_of, told, law):
    citation = cite(law, "")
    address = admin_form_url(citation)
    told(curator, address, form_of(curator, address) | {"quote": DEPOSIT})
    form = form_of(curator, address)
    assert form["prefix"].endswith("Project undertakers")
    assert form["suffix"].startswith("of acceptance.")
    citation.refresh_from_db()
    assert citation.quoted_from == law.snapshots.get().body_id
    told(curator, address, form | {"quote": "inspects certified centres every two years"})
    citation.refresh_from_db()
    assert citation.suffix.startswith("and publishes")


def test_a_context_that_a_curator_entered_is_left_alone(curator, form_of, told, law):
    citation = cite(law, "")
    address = admin_form_url(citation)
    told(curator, address, form_of(curator, address) | {"quote": DEPOSIT, "prefix": "Project undertakers"})
    citation.refresh_from_db()
    assert (citation.prefix, citation.suffix, citation.quoted_from) == ("Project undertakers", "", "")


def test_an_edit_that_does_not_touch_a_quote_is_not_answered(curator, form_of, told, law, monkeypatch):
    citation = cite(law, DEPOSIT)
    monkeypatch.setattr(ReadHere, "find_quotes", None)
    address = admin_form_url(citation)
    assert len(told(curator, address, form_of(curator, address) | {"note_en": "A note."})) == 1


def test_a_failure_of_the_search_loses_nothing(curator, form_of, told, law, monkeypatch):
    def fail(**arguments):
        raise RuntimeError

    monkeypatch.setattr("observatory.monitoring.admin.quote_check_messages.check_citations", fail)
    citation = cite(law, "")
    address = admin_form_url(citation)
    told_now = told(curator, address, form_of(curator, address) | {"quote": DEPOSIT})
    assert any("could not be looked for just now" in text for text in told_now)
    citation.refresh_from_db()
    assert citation.quote == DEPOSIT


def test_hostile_text_of_a_page_is_shown_as_text(curator, form_of, told):
    place = location("http://example.org/hostile")
    store_text(place, "Applications close on 3 March 2026 <script>alert(1)</script> at noon in the ministry.")
    citation = cite(place, "")
    address = admin_form_url(citation)
    quote = "Applications close on 4 March 2026 <script>alert(1)</script> at noon in the ministry."
    told_now = told(curator, address, form_of(curator, address) | {"quote": quote})
    assert any("&lt;script&gt;" in text for text in told_now)
    assert not any("<script>" in text for text in told_now)


def test_the_form_of_a_source_answers_for_all_its_quotes_in_a_bounded_number_of_statements(curator, form_of, told, law):
    address = reverse("admin:sources_source_change", args=[law.source.pk])
    counts = []
    for turn, number in enumerate((20, 20, 300)):  # the first also fills caches
        Citation.objects.all().delete()
        record = InitiativeFactory()
        made = [
            Citation(record=record, field="launched", source=law.source, locator=str(n), quote=DEPOSIT)
            for n in range(number - 1)
        ]
        Citation.objects.bulk_create(
            [*made, Citation(record=record, field="launched", source=law.source, quote="gold")]
        )
        data = form_of(curator, address) | {"publisher": f"Press {turn}"}
        with CaptureQueriesContext(connection) as captured:
            told_now = told(curator, address, data)
        counts.append(len(captured))
        assert "not found in the stored text" in told_now[1]
        assert len(told_now) == 12
        assert told_now[-1] == f"{number - 10} more quotes are in the stored text."
        assert Record.objects.get(pk=record.pk).state == "draft"
    assert counts[1] == counts[2]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("state", QuoteState)
def test_every_state_has_an_answer_in_both_languages(law, language, state):
    sighting = Sighting(state=state, snapshot=law.snapshots.get(), passage="text", prefix="a ", suffix=" b")
    with translation.override("en"):
        english = describe_sighting(sighting)
    with translation.override(language):
        answer = describe_sighting(sighting)
    assert answer
    assert (answer == english) is (language == "en")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "only in a part of it that is hidden"), ("zh-hans", "仅见于网页中隐藏的部分")]
)
def test_the_answer_says_that_the_words_are_hidden_in_the_page(law, language, words):
    sighting = Sighting(state="never_found", hidden=True, snapshot=law.snapshots.get())
    with translation.override(language):
        assert words in describe_sighting(sighting)


def test_a_difference_is_marked_as_html():
    html = quote_difference_html([["equal", "within ", ""], ["delete", "30", "number"], ["insert", "<90>", "number"]])
    assert html == "within <del>30</del><ins>&lt;90&gt;</ins>"


def test_the_list_of_an_unsaved_form_is_not_answered(curator, form_of, law):
    plan = InitiativeFactory()
    address = admin_record_url(plan)
    data = added("citations", form_of(curator, address), **citation_row(law, DEPOSIT)) | {"title_en": ""}
    data |= {"title_zh_hans": "", "original_title": ""}
    assert curator.post(address, data).status_code == 200
    assert not Sighting.objects.exists()
    assert saved(curator.post(address, form_of(curator, address)))
