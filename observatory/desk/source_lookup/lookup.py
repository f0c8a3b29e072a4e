"""Look a source up: one request to each service that may know it (Crossref, DataCite, Open Library, arXiv), or one to
the page itself, through the guarded client of the monitor.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from observatory.monitoring.conf import conf
from observatory.monitoring.http.client import GuardedClient, Limits, Visit
from observatory.monitoring.outcomes import Outcome, may_be_local_problem
from observatory.monitoring.reading.extract.charset import decode_body
from observatory.sources.models import Location, Source
from observatory.sources.references import ParsedReferences, SourceDraft, metadata_services, parse_references
from observatory.sources.references.page_metadata import read_page, read_pdf
from observatory.sources.references.recognise import Recognised, recognise_entered
from observatory.sources.references.source_draft import DraftContributor, DraftLocation, place_title
from observatory.text.identifiers import arxiv_doi

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
        Service("crossref", "Crossref", "/works/{}", metadata_services.read_crossref),
        Service("datacite", "DataCite", "/dois/{}", metadata_services.read_datacite),
    ),
    "isbn": (
        Service(
            "open_library",
            "Open Library",
            "/api/books?bibkeys=ISBN:{}&jscmd=data&format=json",
            metadata_services.read_open_library,
        ),
    ),
    "arxiv": (Service("arxiv", "arXiv", "/api/query?id_list={}&max_results=1", metadata_services.read_arxiv),),
}


SECONDS = 15  # for one request, redirects included
MAX_BODY = 3_000_000  # bytes; of a longer page or file, the beginning is read
_REQUESTS = Limits(total=SECONDS, first_byte=10, connect=5, wire=MAX_BODY, body=MAX_BODY, redirects=5, large_at_once=1)


@dataclass(frozen=True, slots=True)
class LookUp:
    """What was found for what somebody entered. `draft` has at least what was entered; `problem` says what went wrong,
    if anything did. `references` are those that were pasted, if they were."""

    entered: str
    draft: SourceDraft
    origin: str = ""
    problem: str = ""
    references: ParsedReferences | None = None


def is_enabled() -> bool:
    """Return whether services and pages are asked (setting `SOURCE_LOOKUP`). References are read in any case."""
    return bool(settings.SOURCE_LOOKUP)


def lookup_source(text: str) -> LookUp:
    """Return what references, services or a page say of the source that a text names. Never raises for bad input; what
    cannot be had is told in `problem`."""
    found = recognise_entered(text)
    match found.kind:
        case "references":
            return _pasted(text)
        case "doi" | "isbn" | "arxiv":
            return _look_up_identifier(text, found)
        case "address":
            return _look_up_address(text, found.value)
        case "wrong isbn":
            problem = _("The check digit of this ISBN is wrong. Compare it with the book, or fill in the form by hand.")
            return LookUp(text, SourceDraft(type="book"), problem=problem)
    problem = _("This is no DOI, ISBN, arXiv number, URL or reference. It was taken as the title.")
    draft = SourceDraft(type="webpage", **place_title(found.value, "")) if found.value else SourceDraft(type="webpage")
    return LookUp(text, _cropped_draft(draft), problem=problem)


def _pasted(text: str) -> LookUp:
    parsed = parse_references(text)
    first = parsed.references[0] if parsed.references else SourceDraft()
    return LookUp(text, _cropped_draft(first), origin=_("the pasted reference"), references=parsed)


def _look_up_identifier(text: str, found: Recognised) -> LookUp:
    """Ask the services that may know an identifier (DOI, ISBN, arXiv) for the source."""
    bare = {
        "doi": SourceDraft(type="article-journal", doi=found.value),
        "isbn": SourceDraft(type="book", isbn=found.value),
        "arxiv": SourceDraft(type="article-journal", doi=arxiv_doi(found.value), arxiv=found.value),
    }[found.kind]
    if not is_enabled():
        return LookUp(text, bare, problem=_switched_off())
    asked, refused, failed = [], "", Outcome.NOT_FOUND
    for service in SERVICES[found.kind]:
        visit = _visit_for_lookup(service.url(found.value))
        draft = service.read(visit.body, found.value) if visit.outcome is None else None
        if draft is not None:
            marks = {each.name: service.name for each in fields(draft) if getattr(draft, each.name)}
            return LookUp(text, replace(_cropped_draft(draft), found=marks), origin=service.name)
        asked.append(service.name)
        if visit.outcome not in (None, Outcome.NOT_FOUND):
            failed = Outcome(visit.outcome)
            refused = refused or _("%(service)s did not answer (%(reason)s).") % {
                "service": service.name,
                "reason": Outcome(visit.outcome).label,
            }
    unknown = _("%(identifier)s is not known to %(services)s.") % {
        "services": ", ".join(asked),
        "identifier": found.value,
    }
    return LookUp(text, bare, problem=f"{refused or unknown} {_by_hand(failed)}")


def _look_up_address(text: str, url: str) -> LookUp:
    """Look a source up at its address: one request to the page."""
    bare = SourceDraft(type="webpage", locations=(DraftLocation(url[:2000]),))
    if not is_enabled():
        return LookUp(text, bare, problem=_switched_off())
    visit = _visit_for_lookup(url)
    if visit.outcome is not None:
        problem = _("The page could not be read (%(reason)s).") % {"reason": Outcome(visit.outcome).label}
        return LookUp(text, bare, problem=f"{problem} {_by_hand(visit.outcome)}")
    at = visit.page_url if visit.permanent else url
    if visit.content_type == "application/pdf" or visit.body.startswith(b"%PDF-"):
        draft, origin = read_pdf(visit.body, at), _("the PDF")
    elif "html" in visit.content_type or visit.body.lstrip()[:1] == b"<":
        draft, origin = read_page(decode_body(visit.body, visit.charset)[0], at), _("the page")
    else:
        problem = _("This URL is neither a web page nor a PDF.")
        return LookUp(text, bare, problem=f"{problem} {_by_hand(Outcome.UNSUPPORTED_TYPE)}")
    problem = "" if draft.title else _("The page does not say its title. Fill in the form by hand.")
    return LookUp(text, _cropped_draft(draft), origin=origin, problem=problem)


def _visit_for_lookup(url: str) -> Visit:
    """Return the answer to the one GET of a look-up; its outcome is None if there is a body to read."""
    current = conf()

    async def ask() -> Visit:
        client = GuardedClient(_REQUESTS, current.allowance, user_agent=current.user_agent, proxy=current.proxy)
        async with client:
            return await client.visit(url, max_body=MAX_BODY, truncate=True)

    return asyncio.run(ask())


def _by_hand(outcome: str) -> str:
    """Return what to do now; a server that fails today may answer tomorrow."""
    if outcome in _PASSING or may_be_local_problem(outcome):
        return _("Fill in the form by hand, or try again later.")
    return _("Fill in the form by hand.")


def _switched_off() -> str:
    return _("Looking up is switched off here. Fill in the form by hand, or paste a reference.")


_CONTRIBUTORS = 100
_PASSING = (Outcome.SERVER_ERROR, Outcome.RATE_LIMITED)


def _cropped_draft(draft: SourceDraft) -> SourceDraft:
    """Return the draft of a looked-up source with values that fit their columns: pages and services are not trusted to
    be short."""
    values: dict[str, Any] = {}
    for each in fields(draft):
        value = getattr(draft, each.name)
        if isinstance(value, str) and each.name in _LENGTHS and len(value) > _LENGTHS[each.name]:
            values[each.name] = value[: _LENGTHS[each.name] - 1].rstrip() + "…"
    names = tuple(_cropped_name(each) for each in draft.contributors[:_CONTRIBUTORS])
    places = tuple(each for each in draft.locations[:20] if len(each.url) <= _URL)
    return replace(draft, **values, contributors=names, locations=places)


def _cropped_name(name: DraftContributor) -> DraftContributor:
    return replace(name, family=name.family[:120], given=name.given[:120], literal=name.literal[:300])


_LENGTHS = {field.name: field.max_length for field in Source._meta.get_fields() if getattr(field, "max_length", None)}
_URL = Location._meta.get_field("url").max_length or 2000
