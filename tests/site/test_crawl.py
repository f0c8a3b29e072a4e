"""Every link of the public site, followed from the first page in both languages: none is dead."""

from collections import deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from lxml import html

pytestmark = pytest.mark.django_db

# A facet, a sort order or a page of a list is one of endless combinations: so many of each kind of page are opened.
MOST_QUERIES = 40


def test_no_link_is_dead_and_every_fragment_exists(client, world):
    waiting, pages, dead, queries = deque(["/", "/zh-hans/"]), {}, [], 0
    wanted: list[tuple[str, str, str]] = []
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
    assert [miss for miss in wanted if miss[1] in pages and miss[2] not in pages[miss[1]]] == []
    assert {"/initiatives/plan/", "/zh-hans/initiatives/plan/", "/places/CN/", "/glossary/"} <= set(pages)
