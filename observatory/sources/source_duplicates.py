"""Likely duplicates among sources: by identifier, web page, and title with year.

Who writes titles, identifiers, dates or locations of sources calls `find_duplicates_of` with the sources written;
`manage.py find_duplicates` compares all of them again. Two locations with one URL are one work only where each is the
page of that work alone (`shared_urls.identifies_one_work`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from observatory.records.duplicate_finder import MOST_COUNTED, DuplicateFinder, prefixed
from observatory.records.models import Record
from observatory.records.record_likeness import Found, Likeness, Reason
from observatory.sources.models import (
    LikelyDuplicateSource,
    Location,
    MergedSource,
    NotTheSameSource,
    Source,
    SourceKey,
)
from observatory.sources.shared_urls import identifies_one_work
from observatory.text.identifiers import arxiv_doi, find_arxiv, identifier_key
from observatory.text.name_keys import How, NameKey, name_keys
from observatory.text.url_normalisation import web_page_key

_TITLES = ("title_en", "title_zh_hans", "original_title")
_SHORT_TITLE = 12  # characters of a key; a shorter title, such as "About us", is that of many works


@dataclass(frozen=True)
class SourceProfile:
    """What of a source is compared; `years` the first and last year of its date, None for a source without a date."""

    titles: tuple[str, ...] = ()
    type: str = ""
    doi: str = ""
    isbn: str = ""  # not of a chapter, whose ISBN is that of its book
    arxiv: str = ""
    pages: frozenset[str] = frozenset()
    years: tuple[int, int] | None = None
    published_in: str = ""
    volume: tuple[str, str, str] = ("", "", "")

    @property
    def paper(self) -> str:
        """The DOI that arXiv registers for the paper: of its arXiv number, or the DOI if it is one of arXiv's."""
        return arxiv_doi(self.arxiv) if self.arxiv else self.doi if find_arxiv(self.doi) else ""

    @cached_property
    def keys(self) -> dict[str, tuple[NameKey, str]]:
        """The keys of its titles, each with the title that has it."""
        found: dict[str, tuple[NameKey, str]] = {}
        for title in self.titles:
            for key in name_keys(title):
                if key.how in (How.NAME, How.SHORT, How.WORDS):
                    found.setdefault(key.text, (key, title))
        return found


def merged_into(source: Source) -> MergedSource | None:
    """Return the merger of a source that is merged into another; None for one that was edited or published since."""
    if source.state != Record.State.WITHDRAWN:
        return None
    return MergedSource.objects.select_related("into", "by").filter(source=source.pk).first()


def is_merged() -> Q:
    """Return a condition on sources: merged into another, and neither edited nor published since."""
    return Q(state=Record.State.WITHDRAWN, merger__isnull=False)


def compare_sources(one: SourceProfile, other: SourceProfile) -> Likeness:
    """Return how likely two stored sources are duplicates, one work entered twice: by identifier, web page, and title
    with year. Pure."""
    found = sorted(_reasons_of_duplicate_sources(one, other), key=lambda each: -each.weight)
    if not found:
        return Likeness(0, ())
    score = found[0].weight + 5 * (len(found) - 1)
    if found[0].reason != Reason.IDENTIFIER:
        score -= _doubts_about_duplicate_sources(one, other)
    return Likeness(max(0, min(100, score)), tuple(found))


def _reasons_of_duplicate_sources(one: SourceProfile, other: SourceProfile) -> Iterator[Found]:
    """Yield the reasons for which two sources may be duplicates: a shared identifier, web page or title."""
    if one.doi and one.doi == other.doi:
        yield Found(Reason.IDENTIFIER, one.doi, other.doi, 100)
    elif one.isbn and one.isbn == other.isbn:
        yield Found(Reason.IDENTIFIER, f"ISBN {one.isbn}", f"ISBN {other.isbn}", 100)
    elif one.paper and one.paper == other.paper:
        yield Found(Reason.IDENTIFIER, one.paper, other.paper, 100)
    for page in sorted(one.pages & other.pages)[:1]:
        yield Found(Reason.PAGE, page, page, 90)
    titled = (_reason_of_shared_title(one.keys[key], other.keys[key]) for key in one.keys.keys() & other.keys.keys())
    yield from sorted(titled, key=lambda each: -each.weight)[:1]


def _reason_of_shared_title(one: tuple[NameKey, str], other: tuple[NameKey, str]) -> Found:
    """Return the reason that a key of two sources' titles is for taking them for duplicates."""
    hows = {one[0].how, other[0].how}
    if len(one[0].text) < _SHORT_TITLE and one[0].text.isascii():
        return Found(Reason.NAME, one[1], other[1], 50)
    if hows == {How.NAME}:
        return Found(Reason.NAME, one[1], other[1], 85)
    if How.WORDS in hows:
        return Found(Reason.WORDS, one[1], other[1], 70)
    return Found(Reason.SHORT, one[1], other[1], 75)


def _doubts_about_duplicate_sources(one: SourceProfile, other: SourceProfile) -> int:
    """Return how much speaks against two sources being duplicates: other years, DOIs, journals, volumes or types."""
    doubts = 0
    if one.years and other.years and (one.years[1] < other.years[0] or other.years[1] < one.years[0]):
        doubts += 40
    if one.doi and other.doi:
        doubts += 50  # two identifiers of one scheme: two works, or two versions of one
    if one.published_in and other.published_in and one.published_in != other.published_in:
        doubts += 20
    if any(a and b and a != b for a, b in zip(one.volume, other.volume, strict=True)):
        doubts += 40
    if one.type != other.type:
        doubts += 5
    return doubts


def _read_source_profiles(keys: Collection[int]) -> dict[int, SourceProfile]:
    """Return what sources are compared by to find duplicates, those that are merged left out, in two queries."""
    if not keys:
        return {}
    columns = (
        "pk",
        "type",
        "doi",
        "isbn",
        "arxiv",
        "container_title",
        "issued_from",
        "issued_to",
        "volume",
        "issue",
        "pages",
        *_TITLES,
    )
    rows = list(Source.objects.filter(pk__in=keys).exclude(is_merged()).order_by().values(*columns))
    types = {row["pk"]: row["type"] for row in rows}
    pages: dict[int, set[str]] = defaultdict(set)
    places = Location.objects.filter(source__in=types, retired_at=None).exclude(url="").order_by()
    for pk, url, role in places.values_list("source_id", "url", "role"):
        if identifies_one_work(role, types[pk]) and (key := web_page_key(url)) and "/" in key:
            pages[pk].add(key)
    return {
        row["pk"]: SourceProfile(
            titles=tuple(dict.fromkeys(row[name] for name in _TITLES if row[name])),
            type=row["type"],
            doi=identifier_key("doi", row["doi"]),
            isbn=row["isbn"] if row["type"] != Source.Type.CHAPTER else "",
            arxiv=row["arxiv"],
            pages=frozenset(pages[row["pk"]]),
            years=(row["issued_from"].year, row["issued_to"].year) if row["issued_from"] and row["issued_to"] else None,
            published_in=row["container_title"].casefold(),
            volume=(row["volume"], row["issue"], row["pages"]),
        )
        for row in rows
    }


def _keys_of(profile: SourceProfile) -> set[str]:
    identifiers = {profile.doi, profile.paper, f"isbn:{profile.isbn}" if profile.isbn else ""} - {""}
    return {*profile.keys, *prefixed("i", identifiers), *prefixed("p", profile.pages)}


FINDER = DuplicateFinder(
    SourceKey, "source", LikelyDuplicateSource, NotTheSameSource, _read_source_profiles, _keys_of, compare_sources
)


def find_duplicates_of(keys: Collection[int]) -> int:
    """Find the likely duplicates of sources (primary keys) that were written; return how many pairs they are in."""
    return FINDER.find_of(keys)


def count_likely_duplicates(most: int = MOST_COUNTED) -> int:
    """Return how many pairs of sources wait for a decision; counting stops at `most`."""
    return FINDER.count(most)
