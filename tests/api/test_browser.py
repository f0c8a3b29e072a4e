"""Swagger UI in a real browser, under the site's own content security policy."""

import pytest
from playwright.sync_api import sync_playwright

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_swagger_ui_shows_every_list_and_breaks_no_policy(live_server, chromium):
    said = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: said.append(request.url) if live_server.url not in request.url else None)
        page.goto(f"{live_server.url}/api/v1/docs/")
        page.get_by_text("/api/v1/initiatives/{key}/", exact=True).first.wait_for(timeout=60_000)
        browser.close()
    assert [text for text in said if not text.startswith(("data:", "blob:"))] == []
