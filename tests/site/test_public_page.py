"""A page is a view, a template and a line in the URLs: caching, ETag and the refusal of `as_of` come with its class."""

import pytest
from django.core.cache import caches
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.test import RequestFactory

from observatory.site.http.page_cache import PublicPage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    caches["pages"].clear()


class Clock:
    """Counts how often a page was made; `shown` is what is live on it."""

    def __init__(self):
        self.made, self.shown = 0, "first"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def page(clock):
    class ClockPage(PublicPage):
        def get(self, request, **where):
            clock.made += 1
            return HttpResponse(f"{clock.shown} {where}")

        @staticmethod
        def extra_key(**where):
            return clock.shown

    return ClockPage


def ask(page, query="", **headers):
    return page.as_view()(RequestFactory().get(f"/clock/{query}", headers=headers))


def test_a_page_is_made_once_and_not_sent_again(page, clock):
    first = ask(page)
    assert ask(page).content == first.content
    assert ask(page, **{"if-none-match": first.headers["ETag"]}).status_code == 304
    assert clock.made == 1


def test_a_page_is_made_again_when_what_is_live_on_it_changes(page, clock):
    first = ask(page)
    clock.shown = "second"
    second = ask(page, **{"if-none-match": first.headers["ETag"]})
    assert (second.status_code, second.content) == (200, b"second {}")


def test_a_page_whose_live_part_depends_on_what_it_shows(page, clock):
    asked = []

    class ListPage(page):
        @staticmethod
        def page_content(response):
            return ["source 1", "source 2"]

        @staticmethod
        def extra_key(source_ids):
            asked.append(source_ids)
            return clock.shown

    first = ask(ListPage)
    assert ask(ListPage, **{"if-none-match": first.headers["ETag"]}).status_code == 304
    clock.shown = "second"
    assert ask(ListPage, **{"if-none-match": first.headers["ETag"]}).content == b"second {}"
    assert ask(ListPage).content == b"second {}"
    assert clock.made == 2
    assert asked
    assert all(each == ["source 1", "source 2"] for each in asked)


def test_a_page_of_today_refuses_a_past_day_and_one_that_reads_it_gets_it(page, clock):
    with pytest.raises(BadRequest):
        ask(page, "?as_of=2026-11-03")

    class PastPage(page):
        reads_as_of = True

    assert ask(PastPage, "?as_of=2026-11-03").status_code == 200


def test_a_failure_is_not_kept(clock):
    class Failing(PublicPage):
        def get(self, request):
            clock.made += 1
            return HttpResponse("no", status=400)

    assert "ETag" not in ask(Failing).headers
    ask(Failing)
    assert clock.made == 2
