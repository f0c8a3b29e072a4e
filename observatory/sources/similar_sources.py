"""Similar sources: those that are probably the same work as one that is entered, with the same identifier or address,
or a similar title.

The database proposes a bounded number of sources that have words of the title, in any writing; the titles are then
compared as they read (typography, letter case and traditional characters folded).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import add

from django.db.models import Case, IntegerField, Q, When
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from observatory.records.admin.list_search import folded_match
from observatory.sources.models import Source
from observatory.sources.references import SourceDraft
from observatory.sources.shared_urls import locations_of_other_sources, page_key
from observatory.text.folded_patterns import pattern_of
from observatory.text.identifiers import arxiv_doi
from observatory.text.search_terms import fold_for_search, index_tokens

TITLES = ("title_en", "title_zh_hans", "original_title")
MOST = 5
_CANDIDATES = 60
_WORDS = 4
_PIECE = 4  # characters of a run without spaces that are looked for together
ALIKE = 88  # per cent; a notice of 2021 and one of 2023 with else the same title have more, hence the years
_SHORT = 8  # characters: titles as short as "Notice" are the same only if they are equal
DOI, ISBN, ARXIV, ADDRESS, TITLE = "doi", "isbn", "arxiv", "address", "title"
REASONS = {
    DOI: _("same DOI"),
    ISBN: _("same ISBN"),
    ARXIV: _("same arXiv number"),
    ADDRESS: _("same URL"),
    TITLE: _("similar title"),
}


@dataclass(frozen=True, slots=True)
class SimilarSource:
    """A source that may be the same work, and why: a key of `REASONS`. Only a title can be similar by chance."""

    source: Source
    reason: str
    score: float = 100

    @property
    def is_certain(self) -> bool:
        """Whether it is the same work beyond doubt: by an identifier, its URL or the very title."""
        return self.reason != TITLE or self.score > 99

    @property
    def reason_text(self):
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class Work:
    """What is known of a work that may be among the sources: titles in any language, date (EDTF), URLs, identifiers."""

    titles: tuple[str, ...] = ()
    issued: str = ""
    urls: tuple[str, ...] = ()
    doi: str = ""
    isbn: str = ""
    arxiv: str = ""
    type: str = ""


def work_of(draft: SourceDraft) -> Work:
    """Return what of a draft is compared with existing sources."""
    titles = tuple(title for name in TITLES if (title := getattr(draft, name)))
    urls = tuple(place.url for place in draft.locations)
    return Work(titles, draft.issued, urls, draft.doi, draft.isbn, draft.arxiv, draft.type)


def similar_sources(
    *,
    title: str | Iterable[str] = "",
    issued: str = "",
    urls: Iterable[str] = (),
    doi: str = "",
    isbn: str = "",
    arxiv: str = "",
    source_type: str = "",
    but: Collection[int] = (),
    most: int = MOST,
) -> list[SimilarSource]:
    """Return the similar sources, which may be the work that is entered with these titles, date (EDTF), URLs and
    identifiers, the surest first.

    `but` are primary keys of sources to leave out. At most four queries.
    """
    titles = (title,) if isinstance(title, str) else tuple(title)
    work = Work(tuple(filter(None, titles)), issued, tuple(urls), doi, isbn, arxiv, source_type)
    return [each for each in similar_to_works([work])[0] if each.source.pk not in but][:most]


def similar_to_works(works: Sequence[Work]) -> list[list[SimilarSource]]:
    """Return for each work that is entered the similar sources, which may be it, the surest first. At most four queries
    for all of them."""
    rows = _sources_with_identifiers(works)
    places = locations_of_other_sources({url for work in works for url in work.urls}, but=Q(pk=None))
    candidates = _sources_with_title_words(works)
    found = []
    for work in works:
        keys = set(map(page_key, work.urls)) - {""}
        similar = [
            *(SimilarSource(row, reason) for row in rows if (reason := _identifier_shared_with(work, row))),
            *(SimilarSource(place.source, ADDRESS) for place in places if page_key(place.url) in keys),
            *_sources_with_similar_title(work, candidates),
        ]
        unique: dict[int, SimilarSource] = {}
        for each in similar:
            unique.setdefault(each.source.pk, each)
        found.append(list(unique.values()))
    return found


def source_title_similarity(one: str, other: str) -> float:
    """Return how similar the titles of two sources read, in per cent: 100 if they differ only in typography, case or
    the form of Chinese characters, or if one is the other with its subtitle."""
    first, second = comparable_title(one), comparable_title(other)
    if not first or not second:
        return 0
    if first == second:
        return 100
    if min(len(first), len(second)) < _SHORT or _figures(first) != _figures(second):
        return 0
    return float(fuzz.ratio(first, second))


@lru_cache(4096)
def comparable_title(title: str) -> str:
    """Return a title without punctuation, in one form of each letter and character."""
    return "".join(token.text for token in index_tokens(fold_for_search(title)))


def _sources_with_identifiers(works: Sequence[Work]) -> list[Source]:
    """Return the sources that may have a DOI, ISBN or arXiv number of the works that are entered, to compare them."""
    dois = {doi.lower() for work in works for doi in _dois(work)}
    books = {work.isbn for work in works if _book(work)}
    papers = {work.arxiv for work in works if work.arxiv}
    if not (dois or books or papers):
        return []
    wanted = Q(lower_doi__in=dois) | Q(isbn__in=books) | Q(arxiv__in=papers)
    for isbn in books:
        wanted |= Q(note_en__regex=_isbn_pattern(isbn)) | Q(as_printed__regex=_isbn_pattern(isbn))
    return list(Source.objects.annotate(lower_doi=Lower("doi")).filter(wanted).order_by("pk")[: MOST * len(works)])


def _identifier_shared_with(work: Work, row: Source) -> str:
    """Return the reason for which a source is similar to a work that is entered, a shared identifier; "" if there is
    none."""
    if row.doi and row.doi.lower() in {doi.lower() for doi in _dois(work)}:
        return DOI if row.doi.lower() == work.doi.lower() else ARXIV
    if work.arxiv and row.arxiv == work.arxiv:
        return ARXIV
    if _book(work) and row.type != Source.Type.CHAPTER:
        written = row.isbn or f"{row.note_en} {row.as_printed}"
        return ISBN if re.search(_isbn_pattern(work.isbn), written) else ""
    return ""


def _book(work: Work) -> str:
    """Return the ISBN of a work; "" of a chapter, whose ISBN is that of its book."""
    return work.isbn if work.type != Source.Type.CHAPTER else ""


def _dois(work: Work) -> list[str]:
    return [doi for doi in (work.doi, arxiv_doi(work.arxiv) if work.arxiv else "") if doi]


def _isbn_pattern(isbn: str) -> str:
    return "-?".join(isbn)


def _sources_with_title_words(works: Sequence[Work]) -> list[Source]:
    """Return the sources that have words of the entered titles, to compare them: of one work half of its longest words,
    of several works the longest one of each."""
    each_most = _WORDS if len(works) == 1 else 1
    titles = [title for work in works for title in work.titles]
    pieces = list(dict.fromkeys(piece for title in titles for piece in _telling_pieces_of_title(title)[:each_most]))
    if not pieces:
        return []
    patterns = list(map(pattern_of, pieces))
    if len(works) > 1:
        anywhere = folded_match(TITLES, "|".join(f"(?:{pattern})" for pattern in patterns))
        return list(Source.objects.filter(anywhere).order_by("pk")[: _CANDIDATES * len(works)])
    conditions = (folded_match(TITLES, pattern) for pattern in patterns[: 2 * _WORDS])
    hits = reduce(add, (Case(When(each, then=1), default=0, output_field=IntegerField()) for each in conditions))
    least = max(1, min(len(pieces), _WORDS) // 2)
    rows = Source.objects.annotate(hits=hits).filter(hits__gte=least)
    return list(rows.order_by("-hits", "pk")[:_CANDIDATES])


def _sources_with_similar_title(work: Work, candidates: Sequence[Source]) -> list[SimilarSource]:
    """Return the candidates whose title and year are similar to those of a work that is entered, the most similar
    first."""
    if not work.titles:
        return []
    scored = [(max(_title_scores(work.titles, row)), row) for row in candidates if _same_year(work.issued, row.issued)]
    alike = [SimilarSource(row, TITLE, score) for score, row in scored if score >= ALIKE]
    return sorted(alike, key=lambda each: (-each.score, each.source.pk))


def _title_scores(titles: Sequence[str], row: Source) -> Iterable[float]:
    return (source_title_similarity(title, getattr(row, name)) for title in titles for name in TITLES)


def _telling_pieces_of_title(title: str) -> list[str]:
    """Return the words of a title that tell the most: the longest, and pieces of runs of Chinese characters."""
    found: list[str] = []
    for token in index_tokens(fold_for_search(title)):
        if token.is_run:
            found += [token.text[at : at + _PIECE] for at in range(0, len(token.text), _PIECE)]
        elif not token.text.isdecimal():
            found.append(token.text)
    found = [piece for piece in dict.fromkeys(found) if len(piece) > 1] or found[:1]
    return sorted(found, key=lambda piece: (-len(piece), found.index(piece)))[:_WORDS]


def _figures(text: str) -> list[str]:
    return sorted(re.findall(r"\d+", text))


def _same_year(one: str, other: str) -> bool:
    """Return whether two dates do not exclude one work: one is missing, or they are at most a year apart."""
    years = [int(date[:4]) for date in (one, other) if date[:4].isdecimal()]
    return len(years) < 2 or abs(years[0] - years[1]) < 2
