"""A full source, official term and coverage search, the same each time: what the golden documents of items are of."""

from collections.abc import Callable, Mapping
from typing import Any

from observatory.publishing.item_publication import SOURCES, SURVEYS, TERMS, ItemType
from observatory.records.models import Reviewed, Survey
from observatory.sources.models import Contributor, OfficialTerm, Rendering, Source
from tests.factories import JurisdictionFactory, LocationFactory, SourceFactory, ThemeFactory


def make_source() -> Source:
    """Return a source with all that a document can have, what came after format 1 too (see `SINCE_FORMAT_1`)."""
    source = SourceFactory(
        public_id="s0urce01",
        key="MOST 2023a",
        type="report",
        title_en="A golden source",
        title_zh_hans="标准来源",
        original_title="标准来源",
        language="zh-Hans",
        container_title="Gazette",
        publisher="A press",
        issued="2023-03",
        volume="4",
        issue="2",
        pages="10-12",
        doi="10.1000/golden",
        as_printed="A golden source, Gazette 4 (2), 2023.",
        note_en="A note.",
        note_zh_hans="说明。",
        **SINCE_FORMAT_1,
    )
    Contributor.objects.create(source=source, position=1, family="Bi", given="Kaifeng", original="毕恺峰")
    Contributor.objects.create(source=source, position=2, role="editor", literal="A ministry")
    LocationFactory(pk=1_000_001, source=source, url="https://www.example.org/golden", note_en="Original.")
    return source


SINCE_FORMAT_1 = {
    "standing": "primary",
    "rights": "whole",
    "isbn": "9787030000002",
    "issn": "0028-0836",
    "arxiv": "2301.00001",
    "number": "GB/T 7714-2015",
}


def make_term() -> OfficialTerm:
    """Return an official term with two translations by a source."""
    term = OfficialTerm.objects.create(term="标准术语", note_en="A note.", note_zh_hans="说明。")
    source = SourceFactory(public_id="s0urce02", key="Daily 2023")
    for text in ("golden term", "standard term"):
        Rendering.objects.create(term=term, text=text, source=source, locator="p. 3")
    return term


def make_survey() -> Survey:
    """Return a coverage search of a place for a theme."""
    return Survey.objects.create(
        jurisdiction=JurisdictionFactory(code="CN"),
        theme=ThemeFactory(code="golden"),
        outcome="none_found",
        searched_on="2026-11-01",
        note_en="A golden search.",
        note_zh_hans="标准检索。",
    )


# By the name of the type of item: the type, and what makes one.
ITEMS: Mapping[str, tuple[ItemType, Callable[[], Reviewed]]] = {
    "source": (SOURCES, make_source),
    "term": (TERMS, make_term),
    "survey": (SURVEYS, make_survey),
}


def build_now(name: str) -> dict[str, Any]:
    """Return the document of the item of a type as it would be published now."""
    item_type, make = ITEMS[name]
    item = make()
    return item_type.build([item.pk])[item.pk]
