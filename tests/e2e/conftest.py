"""A browser for readers and curators, and a small catalogue to read."""

import os
from collections.abc import Iterator

import pytest
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.slow_site import answer_slowly
from tests.factories import JurisdictionFactory
from tests.site.world import World, make_world
from tests.stored_rows import made_once

# What is waited for comes at once; on a busy machine "at once" takes longer than Playwright's five seconds.
expect.set_options(timeout=20_000)


SLOW_SITE = float(os.environ.get("SLOW_SITE", 0))  # seconds; `make test-slow-site` sets it


@pytest.fixture(scope="session", autouse=True)
def slow_site() -> Iterator[None]:
    """Let the site of the tests answer slowly where that is asked for."""
    make = LiveServerThread.__init__

    def make_slow(self, host, static_handler, **more):
        make(self, host, lambda app: answer_slowly(static_handler(app), SLOW_SITE), **more)

    with pytest.MonkeyPatch.context() as patch:
        if SLOW_SITE:
            patch.setattr(LiveServerThread, "__init__", make_slow)
        yield


@pytest.fixture
@made_once
def catalogue(transactional_db) -> World:
    JurisdictionFactory(code="GR", label_en="Greece", label_zh_hans="希腊")
    return make_world()


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the tests of this folder, started once and not for each of them.

    Playwright keeps an event loop in this thread, where Django refuses to touch the database. Nothing of that loop
    runs while a test is with Django, so Django is told to allow it until the browser is closed.
    """
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


# Ask for it last: its pages are closed before the tables are emptied.
@pytest.fixture
def reader(browser: Browser) -> Iterator[Browser]:
    """The browser without any page, cookie or cache; what a test opens in it is closed after the test."""
    yield browser
    for context in browser.contexts:
        context.close()
