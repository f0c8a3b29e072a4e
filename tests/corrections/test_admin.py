"""Curators find reports on their home page, decide them, and take a decision back."""

import pytest

from observatory.corrections.models import Report
from observatory.publishing.models import Version
from tests.site.world import make_world
from tests.stored_rows import made_once

pytestmark = pytest.mark.django_db
LIST = "/admin/corrections/report/"


@pytest.fixture
@made_once
def report(db):
    plan = make_world().plan
    return Report.objects.create(
        record=plan,
        version=Version.objects.get(record=plan, number=1),
        statement="launched",
        label={"en": "Launched", "zh-hans": "启动时间"},
        value={"en": "March 2023", "zh-hans": "2023年3月"},
        text="It was <script>alert(1)</script> April.",
        language="en",
        address="https://www.gov.example.cn/xinwen/1.htm",
        passage="in April 2023",
        reading="done",
        outcome="unchanged",
        passage_state="present",
        found={"passage": "in April 2023", "prefix": "launched ", "suffix": " by"},
    )


def address(report):
    return f"{LIST}{report.pk}/change/"


def test_the_home_page_leads_to_the_oldest_report(curator, report):
    page = curator.get("/admin/").content.decode()
    assert "Reports from readers" in page
    assert address(report) in page


def test_the_page_shows_statement_words_and_what_the_monitor_found(curator, report):
    page = curator.get(address(report)).content.decode()
    assert "March 2023" in page
    assert "&lt;script&gt;" in page
    assert "<mark>in April 2023</mark>" in page
    assert "This URL is cited already:" in page
    assert "2023年3月" in curator.get(f"/zh-hans{address(report)}").content.decode()


def test_a_curator_accepts_and_opens_again(curator, report):
    response = curator.post(address(report), {"state": "accepted", "answer_en": "Right."}, follow=True)
    assert "Accepted. Correct the record and publish it" in response.content.decode()
    report.refresh_from_db()
    assert (report.state, report.answer_en) == ("accepted", "Right.")
    again = curator.post(address(report), {"state": "spam"}, follow=True)
    assert "decided it already (accepted)" in again.content.decode()
    curator.post(f"{LIST}{report.pk}/reopen/")
    report.refresh_from_db()
    assert (report.state, report.answer_en) == ("open", "Right.")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Choose a decision."),
        ({"state": "declined"}, "Write an answer in one language at least"),
        ({"state": "open", "answer_en": "x"}, "Select a valid choice."),
        ({"state": "accepted", "answer_en": "x", "corrected_in": "99"}, "Select a valid choice."),
    ],
)
def test_a_decision_that_lacks_something_is_refused_with_words(curator, report, values, words):
    assert words in curator.post(address(report), values).content.decode()
    report.refresh_from_db()
    assert report.state == "open"


def test_spam_needs_no_answer(curator, report):
    curator.post(address(report), {"state": "spam"})
    report.refresh_from_db()
    assert report.state == "spam"


def test_nobody_adds_or_deletes_reports_by_hand(administrator, report):
    assert administrator.get(f"{LIST}add/").status_code == 403
    assert administrator.get(f"{LIST}{report.pk}/delete/").status_code == 403


def test_only_people_with_a_role_see_and_decide(client, person, report):
    _user, nobody = person(None)
    assert nobody.get(address(report)).status_code == 403
    assert nobody.post(address(report), {"state": "spam"}).status_code == 403
    assert nobody.post(f"{LIST}{report.pk}/reopen/").status_code == 403
    assert client.get(address(report)).status_code == 302
    report.refresh_from_db()
    assert report.state == "open"


def test_the_list_takes_the_same_queries_for_one_report_and_for_many(reviewer, report, django_assert_max_num_queries):
    rows = [Report(record=report.record, version=report.version, text=f"Report {n}", language="en") for n in range(40)]
    Report.objects.bulk_create(rows)
    with django_assert_max_num_queries(12):
        page = reviewer.get(LIST).content.decode()
    assert "Report 39" in page
