"""A browser for a reader of the public site, and a small catalogue to read."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.factories import JurisdictionFactory
from tests.site.world import World, make_world

# What is waited for comes at once; on a busy machine "at once" takes longer than Playwright's five seconds.
expect.set_options(timeout=20_000)


@pytest.fixture
def catalogue(transactional_db) -> World:
    JurisdictionFactory(code="GR", label_en="Greece", label_zh_hans="希腊")
    return make_world()


# Ask for it last: Playwright runs an event loop in this thread, where Django refuses to touch the database.
@pytest.fixture
def reader(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()
