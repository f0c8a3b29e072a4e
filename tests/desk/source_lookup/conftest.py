"""A server on loopback that answers as the services do, and pages of a ministry."""

import pytest
from lxml import html

from tests.monitoring.conftest import loopback  # noqa: F401
from tests.monitoring.sites import Site

SERVICES = ("crossref", "datacite", "open_library", "arxiv")


@pytest.fixture
def web(loopback, settings):  # noqa: F811
    """A site whose pages a test sets; the services are asked there too."""
    with Site() as site:
        settings.SOURCE_LOOKUP_SERVICES = {name: f"{site.base}/{name}" for name in SERVICES}
        yield site


@pytest.fixture
def look_up():
    """Send a text to the look-up as the form does, and return the response."""

    def send(client, text: str, *, popup: bool = False, **more):
        return client.post(f"/admin/source-lookup/{'?_popup=1' if popup else ''}", {"q": text, **more})

    return send


def text_of(response) -> str:
    """Return the text of a page, white space collapsed."""
    page = html.document_fromstring(response.content.decode())
    return " ".join(page.text_content().split())
