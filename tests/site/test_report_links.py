"""A reader reports a mistake in a record by a form that names its version and statement; in any other page by a mail
(RFC 6068)."""

from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from lxml import html

from observatory.publishing.record_publication import publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def contact(settings):
    settings.CONTACT = "data+ai@example.org"


def mail_of(href):
    """Read a `mailto:` link as a mail program does."""
    parts = urlsplit(href)
    assert parts.scheme == "mailto"
    # A plus sign is a plus sign here, not a space (RFC 6068, section 5).
    assert "+" not in parts.query
    fields = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}
    message = EmailMessage()
    message["To"], message["Subject"] = unquote(parts.path), fields["subject"]
    return message["To"], message["Subject"], fields["body"].split("\r\n")


def foot_links(client, address):
    return html.fromstring(client.get(address).content.decode()).xpath(
        "//p[@class='imprint']/a[not(@rel='license')]/@href"
    )


def report_links(client, address):
    return html.fromstring(client.get(address).content.decode()).xpath("//p[@class='report']/a[@rel='nofollow']")


def test_the_foot_of_a_page_names_the_page(client, world):
    [contact, report] = foot_links(client, "/search/?q=a%26b+c")
    assert contact == "mailto:data+ai@example.org"
    to, subject, body = mail_of(report)
    assert (to, subject) == ("data+ai@example.org", "Mistake on a page")
    assert body[0] == "Page: http://localhost:8000/search/?q=a%26b+c"


def test_the_foot_of_a_record_names_record_and_version(client, world):
    world.plan.summary_en = "Longer."
    world.plan.save()
    publish(record=world.plan, by=None, reason="more")
    for page, number in {"/initiatives/plan/": 2, "/initiatives/plan/versions/1/": 1}.items():
        [_contact, report] = foot_links(client, page)
        assert report == f"/r/{world.plan.public_id}/report?version={number}"


def test_a_report_within_a_fold_is_reached_only_when_it_is_opened(client, world):
    for link in report_links(client, "/initiatives/plan/"):
        of_a_source = "," in link.text_content()
        assert (link.getparent().getparent().tag == "details") == of_a_source


def test_each_link_says_by_itself_what_it_reports(client, world):
    found = report_links(client, "/initiatives/plan/")
    assert len(found) > 5
    for link in found:
        assert ": " in link.text_content()


def test_the_links_stay_in_the_language_of_the_page(client, world):
    for link in report_links(client, "/zh-hans/initiatives/plan/"):
        assert link.get("href").startswith(f"/zh-hans/r/{world.plan.public_id}/report?")


def test_without_a_contact_only_records_can_be_reported(client, world, settings):
    settings.CONTACT = ""
    assert foot_links(client, "/about/") == []
    assert len(foot_links(client, "/initiatives/plan/")) == 1
    assert "mailto:" not in client.get("/initiatives/plan/").content.decode()


def test_the_contact_may_be_a_form_of_the_institute(client, world, settings):
    settings.CONTACT = "https://example.org/report"
    assert set(foot_links(client, "/about/")) == {"https://example.org/report"}
