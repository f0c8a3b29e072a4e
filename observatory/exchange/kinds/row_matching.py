"""Find the record or source that a row of a table is for, by what the database knows (slug, key, title, DOI, ISBN,
page), and name new ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from observatory.exchange.errors import CellError
from observatory.publishing.catalogue.comparable_states import SOURCE
from observatory.records.models import FormerSlug, Record
from observatory.sources.models import Location, Source
from observatory.sources.shared_urls import identifies_one_work, page_key
from observatory.text.slugs import make_slug

_TITLES = ("title_en", "title_zh_hans", "original_title")
_LONGEST_KEY = 70


@dataclass(frozen=True)
class Match:
    """The permanent ID for a row, "" for a new one and None for none, and the slug or key that the row has."""

    public_id: str | None
    handle: str = ""
    problems: Sequence[tuple[str, CellError]] = ()


@dataclass(frozen=True)
class Known:
    """Slugs or keys, titles and DOIs. `taken` and `by_title` grow with the new rows of a table."""

    ids: frozenset[str]
    ids_by_handle: Mapping[str, str]
    taken: set[str]
    by_title: dict[str, str]
    ids_by_doi: Mapping[str, str]
    ids_by_isbn: Mapping[str, str]
    ids_by_arxiv: Mapping[str, str]

    @classmethod
    def of(cls, kind: str) -> "Known":
        """Return what is known of the sources, or of the records of one type, to find which one a row of a table is
        for; a fixed number of queries."""
        if kind == SOURCE:
            rows = list(Source.objects.values_list("public_id", "key", "doi", *_TITLES))
            taken = {row[1] for row in rows}
            dois = {row[2].casefold(): row[0] for row in rows if row[2]}
            # A chapter has the ISBN of its book.
            books = Source.objects.exclude(isbn="").exclude(type=Source.Type.CHAPTER).order_by("-pk")
            isbns = dict(books.values_list("isbn", "public_id"))
            papers = dict(Source.objects.exclude(arxiv="").order_by("-pk").values_list("arxiv", "public_id"))
        else:
            rows = list(Record.objects.filter(kind=kind).values_list("public_id", "slug", "kind", *_TITLES))
            taken = set(Record.objects.values_list("slug", flat=True)) | set(
                FormerSlug.objects.values_list("slug", flat=True)
            )
            dois, isbns, papers = {}, {}, {}
        titles = {title.casefold(): row[1] for row in rows for title in row[3:] if title}
        return cls(
            frozenset(row[0] for row in rows), {row[1]: row[0] for row in rows}, taken, titles, dois, isbns, papers
        )

    def by_page(self, urls: Iterable[str]) -> str:
        """Return the permanent ID of the source whose own page one of these URLs is; "" for none."""
        return next(filter(None, (self._ids_by_page.get(page_key(url)) for url in urls)), "")

    @cached_property
    def _ids_by_page(self) -> Mapping[str, str]:
        rows = Location.objects.filter(retired_at=None).exclude(source=None)
        found = rows.values_list("url", "role", "source__type", "source__public_id")
        return {page_key(url): owner for url, role, kind, owner in found if url and identifies_one_work(role, kind)}

    def slug_of(self, titles: Iterable[str]) -> str:
        """Return the slug for a record with these titles; "" where none of them gives one."""
        return next(filter(None, map(make_slug, titles)), "")

    def key_of(self, entry: Mapping[str, Any]) -> str:
        """Return the key for a source that a row of a table adds, as in-text citations name it: “Bi 2023”, “State
        Council n.d.”."""
        first: Mapping[str, str] = next(iter(entry.get("contributors", [])), {})
        title = next(filter(None, entry.get("title", {}).values()), "")
        name = first.get("family") or first.get("literal") or entry.get("publisher") or title
        return f"{name[:_LONGEST_KEY].strip()} {entry.get('issued', '')[:4] or 'n.d.'}".strip()
