"""Steps that lead to another page, and wait until it is loaded with its scripts.

Playwright's `click` and `press` return as soon as the browser knows of the step. What looks at the page at once then
(`evaluate`, `page.url`, `goto`) or presses a key for one of its scripts may find the old page or half of the new one.
"""

from playwright.sync_api import Locator, Page


def follow(step: Locator) -> None:
    """Click a link or a button that leads to another page."""
    with step.page.expect_navigation():
        step.click()


def press_and_follow(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)
