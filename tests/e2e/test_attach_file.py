"""A curator attaches a file in a browser without JavaScript, and readers see the quoted passage."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from initiatives.models import Initiative
from observatory.publishing.record_publication import publish
from observatory.publishing.roles import make_roles
from observatory.publishing.workflow import CURATOR
from tests.e2e.following import follow
from tests.factories import CitationFactory, SourceFactory, UserFactory
from tests.monitoring.documents import make_pdf
from tests.published import publish_rows

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-long-enough-password"
QUOTE = "The plan was launched in March 2023 by the ministry."
AROUND = "It has thirty-six projects in five fields of science, and the projects run for two years. " * 6


@pytest.fixture
def source(settings, tmp_path):
    own = settings.STORAGES["snapshots"] | {"OPTIONS": {"location": str(tmp_path), "base_url": None}}
    settings.STORAGES = settings.STORAGES | {"snapshots": own}
    make_roles()
    user = UserFactory(username=CURATOR, is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get(name=CURATOR))
    source = SourceFactory(key="MOST 2023a", title_en="Deployment of AI for Science")
    citation = CitationFactory(source=source, field="title", quote=QUOTE)
    publish(record=Initiative.objects.get(pk=citation.record_id), by=None, reason="First publication.")
    return source


def log_in(browser, site: str) -> Page:
    page = browser.new_context(locale="en", java_script_enabled=False).new_page()
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill(CURATOR)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Log in"))
    return page


def choose(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": content})
    page.get_by_role("button", name="Attach the file").click()


def test_a_curator_attaches_a_file_and_readers_see_the_quoted_passage(live_server, source, reader, tmp_path):
    page = log_in(reader, live_server.url)
    page.goto(f"{live_server.url}/admin/sources/source/{source.pk}/change/")
    page.get_by_role("link", name="Attach a file").click()
    page.get_by_label("Note").fill("Sent by the ministry.")
    choose(page, "broken.pdf", b"%PDF-1.7 broken")
    expect(page.get_by_text("The file cannot be read: it is damaged")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("Sent by the ministry.")
    content = make_pdf([AROUND, QUOTE, AROUND])
    choose(page, "plan.pdf", content)
    expect(page.get_by_text("“plan.pdf” is attached.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "plan.pdf"
    assert download.value.path().read_bytes() == content

    publish_rows(source)  # the file is a new location: a reviewer publishes it
    public = reader.new_context(locale="en").new_page()
    public.goto(f"{live_server.url}/sources/{source.public_id}/")
    public.get_by_role("link", name="Quoted passages in their context").click()
    expect(public.locator("mark")).to_have_text(QUOTE)
