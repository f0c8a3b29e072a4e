"""Every link of the public site, followed from the first page in both languages: none is dead, every page says what it
is, and every date in the markup can be read."""

from collections import deque
from datetime import datetime
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.utils import timezone
from lxml import html

pytestmark = pytest.mark.django_db

# A facet, a sort order or a page of a list is one of endless combinations: so many of each kind of page are opened.
MOST_QUERIES = 40


def test_no_link_is_dead_and_every_fragment_exists(client, world):
    today = f"as_of={timezone.now().date()}"
    waiting = deque(["/", "/zh-hans/", f"/search/?{today}", f"/zh-hans/timeline/?{today}"])
    pages, dead, queries = {}, [], 0
    wanted: list[tuple[str, str, str]] = []
    nameless: list[tuple[str, str]] = []
    while waiting:
        address = waiting.popleft()
        if address in pages:
            continue
        response = client.get(address, follow=True)
        pages[address] = set()
        if response.status_code != 200:
            dead.append((address, response.status_code))
            continue
        if not response.headers.get("Content-Type", "").startswith("text/html") or address.startswith("/api/"):
            continue
        tree = html.fromstring(response.content.decode())
        pages[address] = set(tree.xpath("//@id"))
        nameless += [(address, what) for what in lacking(tree, response.request["PATH_INFO"])]
        for href in tree.xpath("//a/@href | //form[@method='get']/@action"):
            url, fragment = urldefrag(urljoin(address, href))
            parts = urlsplit(url)
            if parts.netloc or parts.scheme:
                continue
            if fragment:
                wanted.append((address, url, fragment))
            if parts.query:
                queries += 1
                if queries > MOST_QUERIES:
                    continue
            waiting.append(url)
    assert dead == []
    assert nameless == []
    assert [miss for miss in wanted if miss[1] in pages and miss[2] not in pages[miss[1]]] == []
    assert {"/initiatives/plan/", "/zh-hans/initiatives/plan/", "/places/CN/", "/glossary/"} <= set(pages)
    assert {"/compare/places/", "/zh-hans/compare/places/", "/fields/1.2/"} <= set(pages)
    assert any(f"/plan/?{today}" in address for address in pages)


def lacking(tree, path):
    """Return what a page does not say of itself, or says so that no program or reader can read it."""
    found = {
        "title": tree.xpath("string(//title)").strip(),
        "description": tree.xpath("string(//meta[@name='description']/@content)").strip(),
        "Open Graph": "noindex" in tree.xpath("string(//meta[@name='robots']/@content)") or social(tree),
        "language": tree.get("lang") == ("zh-Hans" if path.startswith("/zh-hans/") else "en"),
        "one heading": len(tree.xpath("//h1")) == 1,
        "one main": len(tree.xpath("//main")) == 1,
        "dates": all(map(is_date, tree.xpath("//time/@datetime"))),
        "no markup as text": not [
            each for each in tree.xpath("//body//text()[not(ancestor::script or ancestor::code)]") if "</" in each
        ],
    }
    return [name for name, there in found.items() if not there]


def social(tree):
    """Whether the page tells others how to show a link to it (https://ogp.me), as it tells its readers."""
    found = {each.get("property"): each.get("content") for each in tree.xpath("//meta[starts-with(@property, 'og:')]")}
    said = tree.xpath("string(//title)"), tree.xpath("string(//meta[@name='description']/@content)")
    told = found.get("og:title", ""), found.get("og:description", "")
    return all(told) and said[0].startswith(told[0]) and said[1] == told[1] and "://" in found.get("og:url", "")


def is_date(text):
    """Whether HTML reads a `datetime`: a year, a month, a day, or a moment with its offset, to the millisecond."""
    if text.count("-") < 2 and "T" not in text:
        return all(part.isdigit() for part in text.split("-"))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.microsecond % 1000 == 0 and ("T" not in text or moment.tzinfo is not None)
