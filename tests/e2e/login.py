"""A browser with a session of somebody, without the form that asks for the password."""

from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, Page


def log_in(browser: Browser, site: str, name: str, complaints: list[str] | None = None, **context: Any) -> Page:
    """Return an empty page in a context of its own, in which the user of this name is logged in.

    Errors of scripts and of the policy for content are added to `complaints`.
    """
    client = Client()
    client.force_login(get_user_model().objects.get(username=name))
    made = browser.new_context(**{"locale": "en"} | context)
    made.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    page = made.new_page()
    if complaints is not None:
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    return page
