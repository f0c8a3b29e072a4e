"""A browser for a reader of the public site, and a small catalogue to read."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.site.world import World, make_world


@pytest.fixture
def catalogue(transactional_db) -> World:
    return make_world()


# Ask for it last: Playwright runs an event loop in this thread, where Django refuses to touch the database.
@pytest.fixture
def reader(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()
