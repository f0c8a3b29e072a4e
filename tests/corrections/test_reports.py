"""A reader reports a mistake without an account, and sees what becomes of it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from observatory.corrections import report_actions
from observatory.corrections.models import Report
from observatory.corrections.report_actions import AlreadyDecided, decide_report, reopen_report
from observatory.publishing.models import Version
from observatory.publishing.record_publication import publish, withdraw
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TEXT = "The plan was launched in April."


@pytest.fixture
def world(kept_world):
    return kept_world


def tree_of(response):
    return html.fromstring(response.content.decode())


def links_of(client, page):
    return [link.get("href") for link in tree_of(client.get(page)).xpath("//p[@class='report']/a[@rel='nofollow']")]


def form_at(client, address):
    """Return the values of the form as a browser would send them, and its address."""
    tree = tree_of(client.get(address))
    [form] = tree.xpath("//form[@class='report-form']")
    return dict(form.form_values()), form.get("action")


def send(client, page, **values):
    given, action = form_at(client, page)
    return client.post(action, given | values)


def report_of(client, world, **values):
    address = f"/r/{world.plan.public_id}/report?version=1&statement=launched"
    response = send(client, address, **{"text": TEXT, **values})
    assert response.status_code == 302
    return Report.objects.get()


def test_every_statement_of_a_page_leads_to_a_form_that_names_it(client, world):
    said = []
    for link in dict.fromkeys(links_of(client, "/initiatives/plan/")):
        response = client.get(link)
        assert response.status_code == 200
        rows = tree_of(response).xpath("//dd[@class='said'][p[2]]")
        said += [tuple(part.text_content().strip() for part in row) for row in rows]
    assert ("Launched", "March 2023") in said
    assert ("Launched by", "Ministry of Science") in said
    assert any(label == "27 March 2023" for label, _value in said)


def test_a_relation_that_another_record_states_can_be_reported(client, world):
    [link] = [each for each in links_of(client, "/organisations/ministry/") if "relation" in each][:1]
    response = send(client, link, text=TEXT)
    assert response.status_code == 302
    assert Report.objects.get().label["en"]


def test_the_foot_of_a_record_leads_to_the_form_about_the_whole_record(client, world):
    [link] = tree_of(client.get("/initiatives/plan/")).xpath("//p[@class='imprint']/a[@rel='nofollow']/@href")
    assert link == f"/r/{world.plan.public_id}/report?version=1"
    send(client, link, text=TEXT)
    report = Report.objects.get()
    assert (report.statement, report.label) == ("", {})


def test_a_report_keeps_record_version_and_statement_in_both_languages(client, world):
    report = report_of(client, world, address="gov.example.cn/plan", passage="launched in April 2023")
    assert (report.record_id, report.version.number, report.statement) == (world.plan.pk, 1, "launched")
    assert report.label == {"en": "Launched", "zh-hans": "启动日期"}
    assert report.value == {"en": "March 2023", "zh-hans": "2023年3月"}
    assert report.address == "https://gov.example.cn/plan"
    assert report.reading == Report.Reading.WAITING


def test_a_report_about_an_older_version_shows_what_it_said(client, world):
    world.plan.launched = "2023-04"
    world.plan.save()
    publish(record=world.plan, by=None, reason="Corrected.")
    page = client.get(f"/r/{world.plan.public_id}/report?version=1&statement=launched").content.decode()
    assert "March 2023" in page
    assert "April 2023" not in page


def test_the_reporter_gets_an_address_that_shows_the_outcome(client, world):
    response = send(client, f"/zh-hans/r/{world.plan.public_id}/report?version=1&statement=launched", text=TEXT)
    report = Report.objects.get()
    assert response["Location"] == f"/zh-hans/reports/{report.token}/"
    page = client.get(response["Location"])
    assert "已收到" in page.content.decode()
    assert TEXT in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    decide_report(
        report=report, state="declined", answer_en="Both pages say March.", answer_zh_hans="", by=UserFactory()
    )
    assert "Both pages say March." in client.get(f"/reports/{report.token}/").content.decode()


def test_a_form_that_was_sent_twice_is_one_report(client, world):
    given, action = form_at(client, f"/r/{world.plan.public_id}/report?version=1&statement=launched")
    first, second = (client.post(action, given | {"text": TEXT}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": " "}, "Say what is wrong, in your own words."),
        ({"address": "javascript:alert(1)"}, "This is not a web address."),
        ({"address": "not an address"}, "This is not a web address."),
        ({"passage": "words"}, "Give the web address of the page that these words are on."),
        ({"text": "x" * 4001}, "at most 4000"),
        ({"website": "https://spam.example"}, "must stay empty"),
        ({"submission": "1"}, "Nothing was sent yet."),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed(client, world, values, words):
    sent = {"text": "My <b>long</b> text", "address": "https://a.example/", **values}
    if "passage" in values:
        sent["address"] = ""
    response = send(client, f"/r/{world.plan.public_id}/report?version=1&statement=launched", **sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "<b>long" not in page
    assert sent["text"] in tree_of(response).xpath("string(//textarea[@id='text'])") or "\x00" in sent["text"]
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["version=0", "version=9", "version=x", "version=99999999999999", "version=1&statement=nothing", "statement=%00"],
)
def test_what_is_not_there_cannot_be_reported(client, world, query):
    assert client.get(f"/r/{world.plan.public_id}/report?{query}").status_code == 404


def test_drafts_and_withdrawn_records_cannot_be_reported(client, world):
    withdraw(record=world.plan, by=None, reason="Wrong.")
    assert client.get(f"/r/{world.plan.public_id}/report").status_code == 404
    assert client.get("/r/nothing/report").status_code == 404


def test_one_network_can_send_ten_reports_an_hour(client, world):
    address = f"/r/{world.plan.public_id}/report?version=1"
    for _ in range(report_actions.PER_HOUR):
        assert send(client, address, text=TEXT).status_code == 302
    refused = send(client, address, text="Kept")
    assert refused.status_code == 429
    assert "Kept" in refused.content.decode()
    assert Report.objects.count() == report_actions.PER_HOUR


def test_nothing_is_stored_about_the_reader(client, world):
    report = report_of(client, world)
    assert not {"ip", "email", "user", "agent"} & {field.name for field in Report._meta.fields}
    assert "127.0.0.1" not in str(Report.objects.filter(pk=report.pk).values().get())


def test_unknown_outcome_addresses_are_not_found(client, db):
    for token in ("x", "x" * 400, "a%00b"):
        assert client.get(f"/reports/{token}/").status_code == 404


def test_a_correction_is_listed_once_it_is_public(client, world):
    report = report_of(client, world)
    person = UserFactory()
    decide_report(report=report, state="accepted", answer_en="You are right: April.", answer_zh_hans="", by=person)
    assert "You are right" not in client.get("/corrections/").content.decode()
    world.plan.launched = "2023-04"
    world.plan.save()
    publish(record=world.plan, by=person, reason="Corrected after a report.")
    page = client.get("/corrections/").content.decode()
    assert "You are right: April." in page
    assert "March 2023" in page
    assert TEXT not in page  # the words of the reader are not published
    assert "/initiatives/plan/versions/2/changes/" in page
    outcome = client.get(f"/reports/{report.token}/").content.decode()
    assert "in version 2" in outcome
    assert "更正" in client.get("/zh-hans/corrections/").content.decode()


def test_a_correction_that_was_public_before_the_decision_names_its_version(client, world):
    report = report_of(client, world)
    world.plan.launched = "2023-04"
    world.plan.save()
    publish(record=world.plan, by=None, reason="Corrected.")
    second = Version.objects.get(record=world.plan, number=2)
    decide_report(
        report=report, state="accepted", answer_en="Yes.", answer_zh_hans="", by=UserFactory(), corrected_in=second
    )
    assert "versions/2/changes/" in client.get("/corrections/").content.decode()


def test_the_list_takes_the_same_queries_for_one_correction_and_for_many(client, world):
    person = UserFactory()

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(f"/corrections/?x={uuid4()}")
        return len(found)

    def corrected():
        version = Version.objects.get(record=world.plan, number=1)
        report = Report.objects.create(record=world.plan, version=version, text="x", language="en")
        decide_report(
            report=report, state="accepted", answer_en="Yes.", answer_zh_hans="", by=person, corrected_in=version
        )

    corrected()
    one = queries()
    for _ in range(12):
        corrected()
    assert queries() == one


def test_two_people_cannot_decide_one_report(client, world):
    report = report_of(client, world)
    first, second = UserFactory(), UserFactory()
    decide_report(report=report, state="spam", answer_en="", answer_zh_hans="", by=first)
    with pytest.raises(AlreadyDecided):
        decide_report(report=report, state="accepted", answer_en="Yes", answer_zh_hans="", by=second)
    reopen_report(report=report, by=second)
    assert Report.objects.get().state == Report.State.OPEN
