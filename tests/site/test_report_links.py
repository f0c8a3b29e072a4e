"""A reader reports a mistake by a mail that names record, version and statement (RFC 6068)."""

from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from lxml import html

from observatory.publishing.actions import publish
from tests.factories import CitationFactory, InitiativeFactory

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


def links(client, address):
    tree = html.fromstring(client.get(address).content.decode())
    return tree, tree.xpath("//p[@class='imprint']/a[starts-with(@href, 'mailto:')]/@href")


def test_the_foot_of_a_page_names_the_page(client, world):
    _tree, [contact, report] = links(client, "/search/?q=a%26b+c")
    assert contact == "mailto:data+ai@example.org"
    to, subject, body = mail_of(report)
    assert (to, subject) == ("data+ai@example.org", "Mistake on a page")
    assert body[0] == "Page: http://localhost:8000/search/?q=a%26b+c"


def test_the_foot_of_a_record_names_record_and_version(client, world):
    world.plan.summary_en = "Longer."
    world.plan.save()
    publish(record=world.plan, by=None, reason="more")
    address = f"http://localhost:8000/r/{world.plan.public_id}"
    for page, number in {"/initiatives/plan/": 2, "/initiatives/plan/versions/1/": 1}.items():
        _tree, [_contact, report] = links(client, page)
        _to, subject, body = mail_of(report)
        assert subject == "Mistake in “Implementation Plan”"
        assert body[:2] == [f"Record: {address}/{number}", f"Version: {number}"]


def reports(client, address):
    tree = html.fromstring(client.get(address).content.decode())
    return [(link, mail_of(link.get("href"))) for link in tree.xpath("//p[@class='report']/a")]


def test_every_statement_can_be_reported_with_what_it_says(client, world):
    told = [body for _link, (_to, _subject, body) in reports(client, "/initiatives/plan/")]
    statements = {line.removeprefix("Statement: ") for body in told for line in body if line.startswith("Statement")}
    assert {"Launched: March 2023", "Period: 2022–2025"} <= statements
    assert "Launched by: Ministry of Science" in statements
    assert any(each.startswith("27 March 2023: Announced") for each in statements)
    assert ["Source: MOST 2023a"] in [[line for line in body if line.startswith("Source")] for body in told]


def test_the_mail_is_in_the_language_of_the_page(client, world):
    found = reports(client, "/zh-hans/initiatives/plan/")
    _link, (_to, subject, body) = next(each for each in found if any("2023年3月" in line for line in each[1][2]))
    assert subject == "内容有误：“人工智能驱动的科学”专项实施方案"
    assert body[1] == "版本：1"


def test_a_report_within_a_fold_is_reached_only_when_it_is_opened(client, world):
    for link, (_to, _subject, body) in reports(client, "/initiatives/plan/"):
        fold = link.getparent().getparent().tag
        assert fold == "details" or not any(line.startswith("Source") for line in body)


def test_long_and_hostile_texts_stay_within_the_mail(client, world):
    record = InitiativeFactory(
        title_en='A "title" & <b>?subject=x&bcc=evil@example.org\r\nBcc: evil@example.org',
        slug="hostile",
        objectives_en="%0D%0A" + "x" * 500,
    )
    CitationFactory(record=record, field="objectives", source=world.notice)
    publish(record=record, by=None, reason="r")
    for link, (to, _subject, body) in reports(client, "/initiatives/hostile/"):
        assert to == "data+ai@example.org"
        assert len(link.get("href")) < 1_000
        assert "bcc" not in parse_qs(urlsplit(link.get("href")).query)
        assert body[0].startswith("Record: http")


def test_each_link_says_by_itself_what_it_reports(client, world):
    for link, _mail in reports(client, "/initiatives/plan/"):
        assert ": " in link.text_content()


def test_without_a_contact_nothing_is_offered(client, world, settings):
    settings.CONTACT = ""
    for address in ("/initiatives/plan/", "/about/"):
        page = client.get(address).content.decode()
        assert "Report a mistake" not in page
        assert "mailto:" not in page


def test_a_form_of_the_institute_takes_the_place_of_the_mail(client, world, settings):
    settings.CONTACT = "https://example.org/report"
    tree = html.fromstring(client.get("/initiatives/plan/").content.decode())
    assert set(tree.xpath("//p[@class='report']/a/@href")) == {"https://example.org/report"}
