"""The services that are asked for an identifier: where, and how their answer is read.

Their base URLs can be replaced by the setting `SOURCE_LOOKUP_SERVICES` (a dict), as tests do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings

from observatory.sources.references import SourceDraft, answers

BASES = {
    "crossref": "https://api.crossref.org",
    "datacite": "https://api.datacite.org",
    "open_library": "https://openlibrary.org",
    "arxiv": "https://export.arxiv.org",
}


@dataclass(frozen=True, slots=True)
class Service:
    """`path` has a place for the identifier; `read(body, identifier)` returns a draft, or None if nothing is known."""

    key: str
    name: str
    path: str
    read: Callable[[bytes, str], SourceDraft | None]

    def url(self, identifier: str) -> str:
        base = getattr(settings, "SOURCE_LOOKUP_SERVICES", {}).get(self.key, BASES[self.key])
        return base + self.path.format(quote(identifier, safe="/" if self.key in ("datacite", "arxiv") else ""))


# For each kind of identifier, who is asked, the next one if the first does not know it.
SERVICES = {
    "doi": (
        Service("crossref", "Crossref", "/works/{}", answers.read_crossref),
        Service("datacite", "DataCite", "/dois/{}", answers.read_datacite),
    ),
    "isbn": (
        Service(
            "open_library",
            "Open Library",
            "/api/books?bibkeys=ISBN:{}&jscmd=data&format=json",
            answers.read_open_library,
        ),
    ),
    "arxiv": (Service("arxiv", "arXiv", "/api/query?id_list={}&max_results=1", answers.read_arxiv),),
}
