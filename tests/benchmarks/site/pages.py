"""The addresses of every type of page over generated entries."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from observatory.publishing.models import Entry
from tests.benchmarks.search import generate
from tests.benchmarks.search.queries import fifty

LISTS = {
    "initiative": "/initiatives/",
    "instrument": "/instruments/",
    "platform": "/platforms/",
    "body": "/bodies/",
    "organisation": "/organisations/",
}


def pages(addresses: int) -> dict[str, list[str]]:
    """Return at most so many addresses for each type of page, by the name of the type."""
    draw = random.Random("pages")
    rows = list(
        Entry.objects.filter(pk__in=draw.sample(range(1, 100_001), 3_000)).values_list("public_id", "kind", "slug")
    )
    ids = [row[0] for row in rows]
    records = [f"{LISTS[kind]}{slug}/" for _id, kind, slug in rows]
    largest = [generate.EVERY * each for each in range(1, addresses + 1)]
    days = [(date(2025, 12, 31) - timedelta(days=30 * each)).isoformat() for each in range(addresses)]
    words = [text for text, chosen in fifty() if text and not chosen]
    searches = list(_searches())
    found = {
        "home": ["/", "/zh-hans/"],
        "list of a type": list(LISTS.values()),
        "list, filtered": [f"{LISTS['initiative']}?{query}" for query in _filters()],
        "list, sorted, page 7": [
            f"{each}?sort={sort}&page=7" for each in LISTS.values() for sort in ("oldest", "published")
        ],
        "list, page 200": [f"{each}?page=200" for each in LISTS.values()],
        "search": searches,
        "search in Chinese": [f"/zh-hans{each}" for each in searches],
        "search, page 3": [f"{each}&page=3" for each in searches],
        "search, nothing found": ["/search/?q=ehtics+zzzz", "/search/?q=人工智熊", "/search/?q=governence+qqq"],
        "completions": [f"/search/titles?q={word[:3]}" for word in words],
        "record": records,
        "record with most relations": [f"/r/{generate.public_id(each)}" for each in largest],
        "record as of a day": [f"{record}?as_of={day}" for record, day in zip(records, days, strict=False)],
        "versions of a record": [f"{record}versions/" for record in records],
        "version of a record": [f"{record}versions/1/" for record in records],
        "permanent address": [f"/r/{each}" for each in ids],
        "card": [f"/r/{each}/card" for each in ids],
        "reference": [f"/r/{each}/cite.bib" for each in ids],
        "timeline": ["/timeline/", "/timeline/?page=5", *(f"/timeline/?year={year}" for year in range(2015, 2026))],
        "timeline, filtered": [f"/timeline/?{query}" for query in _filters()],
        "graph": ["/graph/", *(f"/graph/?{query}" for query in _filters())],
        "graph around a record": [f"/graph/?related={each}" for each in ids],
        "comparison": [f"/compare/?id={'&id='.join(ids[at : at + 4])}" for at in range(0, 200, 4)],
        "comparison of places": ["/compare/places/?place=CN&place=US", "/compare/places/?place=GB&place=DE&place=FR"],
        "place": [f"/places/{code}/" for code in generate.JURISDICTIONS],
        "theme": [f"/themes/{code}/" for code in generate.THEMES],
        "field": [f"/fields/{code}/" for code in generate.FIELDS],
        "sources": ["/sources/", *(f"/sources/?page={number}" for number in range(2, 400, 20))],
        "source": [f"/sources/{generate.source_id(number)}/" for number in range(0, 20_000, 500)],
        "disagreements": [f"/disagreements/?page={number}" for number in range(1, 40)],
        "changes": ["/changes/"],
        "coverage": ["/coverage/"],
        "glossary": [f"/glossary/?page={number}" for number in range(1, 20)],
        "about, methods": ["/about/", "/methods/"],
        "feed": ["/feed.atom", "/feed.json", *(f"/feed.atom?q={word}" for word in words)],
        "sitemap": ["/sitemap.xml", "/sitemap-initiative.xml", "/sitemap-initiative.xml?p=3", "/sitemap-body.xml"],
        "API: list": ["/api/v1/records/", *(f"/api/v1{each}" for each in LISTS.values())],
        "API: list, filtered": [f"/api/v1/records/?{query}" for query in _filters(api=True)],
        "API: search": [f"/api/v1/records/?q={word}" for word in words],
        "API: record": [f"/api/v1/records/{each}/" for each in ids],
        "API: versions": [f"/api/v1/records/{each}/versions/" for each in ids],
        "API: sources": ["/api/v1/sources/"],
        "API: source": [f"/api/v1/sources/{generate.source_id(number)}/" for number in range(0, 20_000, 500)],
        "API: relations": ["/api/v1/relations/", *(f"/api/v1/relations/?object={each}" for each in ids)],
        "API: changes": ["/api/v1/changes/"],
        "API: vocabularies": ["/api/v1/vocabularies/"],
        "list as of a day": [f"{LISTS['body']}?as_of={day}" for day in days[:3]],
    }
    return {name: list(islice(rows, addresses)) for name, rows in found.items()}


def _searches() -> Iterator[str]:
    for text, chosen in fifty()[::-1]:
        if text:
            query = "".join(f"&{name}={code}" for name, codes in chosen.items() for code in codes)
            yield f"/search/?q={text}{query}"


def _filters(*, api: bool = False) -> list[str]:
    found = [
        *(f"jurisdiction={code}" for code in generate.JURISDICTIONS[:6]),
        *(f"theme={code}" for code in generate.THEMES[:20:5]),
        *(f"evidence={state}" for state in generate.EVIDENCE),
        "jurisdiction=CN&theme=TH1",
        "jurisdiction=GB&evidence=disputed",
    ]
    return (
        found
        if api
        else [*found, *(f"year={year}" for year in (2012, 2020, 2025)), "q=ethics", "q=伦理&jurisdiction=CN"]
    )
